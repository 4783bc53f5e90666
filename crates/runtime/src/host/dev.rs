//! The container's /dev: a tmpfs mounted by the host, because nodes on a container's own tmpfs cannot be opened.
//!
//! A mount made inside a user namespace is implicitly `nodev` (user_namespaces(7)), and a bind of the host's node keeps the
//! host's owner. So nodes are made here, owned by the ids that the container's users have on the host.

use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::{Component, Path};

use rustix::fs::{AtFlags, FileType, Gid, Mode, OFlags, Uid};
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags};
use transom_model::{DeviceKind, HostId};
use transom_plan::Step;

use crate::error::{Doing, Failure};

/// Links that programs expect in every /dev.
const LINKS: [(&str, &str); 5] = [
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
    ("ptmx", "pts/ptmx"),
];

/// Makes the tmpfs with its links, folders and the file that the console is bound on.
pub fn make(size: u64, owner: (HostId, HostId)) -> Result<OwnedFd, Failure> {
    let doing = || "make a tmpfs for /dev".to_owned();
    let options = [
        ("size", size.to_string()),
        ("mode", "0755".into()),
        ("uid", owner.0.0.to_string()),
        ("gid", owner.1.0.to_string()),
    ];
    let mount = tmpfs(
        &options,
        MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NOEXEC,
    )
    .doing(doing)?;
    for folder in ["pts", "shm", "mqueue"] {
        rustix::fs::mkdirat(&mount, folder, Mode::from_raw_mode(0o755)).doing(doing)?;
        give(&mount, folder, owner).doing(doing)?;
    }
    for (name, target) in LINKS {
        rustix::fs::symlinkat(target, &mount, name).doing(doing)?;
        give(&mount, name, owner).doing(doing)?;
    }
    make_file(&mount, "console").doing(doing)?;
    give(&mount, "console", owner).doing(doing)?;
    Ok(mount)
}

/// Makes a detached tmpfs with these options.
pub fn tmpfs(options: &[(&str, String)], attributes: MountAttrFlags) -> rustix::io::Result<OwnedFd> {
    let filesystem = rustix::mount::fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC)?;
    for (key, value) in options {
        rustix::mount::fsconfig_set_string(&filesystem, *key, value.as_str())?;
    }
    rustix::mount::fsconfig_create(&filesystem)?;
    rustix::mount::fsmount(&filesystem, FsMountFlags::FSMOUNT_CLOEXEC, attributes)
}

fn make_file(directory: &OwnedFd, name: &str) -> rustix::io::Result<()> {
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
    rustix::fs::openat(directory, name, flags, Mode::from_raw_mode(0o600)).map(drop)
}

fn give(directory: &OwnedFd, name: &str, owner: (HostId, HostId)) -> rustix::io::Result<()> {
    let (uid, gid) = (Uid::from_raw(owner.0.0), Gid::from_raw(owner.1.0));
    rustix::fs::chownat(directory, name, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)
}

/// Makes one node ([`Step::MakeNode`]), after looking again at what it was taken from.
pub fn make_node(dev: BorrowedFd<'_>, step: &Step) -> Result<(), Failure> {
    let Step::MakeNode {
        path,
        kind,
        number,
        source,
        owner,
        mode,
    } = step
    else {
        return Err(Failure::because("make a node from another step", 22));
    };
    let doing = || format!("make the node /dev/{}", path.display());
    if let Some(source) = source {
        check_unchanged(source, *kind, *number)?;
    }
    let (directory, name) = enter(dev, path, *owner)?;
    let file_type = match kind {
        DeviceKind::Char => FileType::CharacterDevice,
        DeviceKind::Block => FileType::BlockDevice,
    };
    let device = rustix::fs::makedev(number.major, number.minor);
    rustix::fs::mknodat(&directory, name, file_type, Mode::from_raw_mode(0o600), device).doing(doing)?;
    // Owner and mode are set afterwards, because the starter's umask cuts the mode that mknod is given.
    give(&directory, name, *owner).doing(doing)?;
    rustix::fs::chmodat(&directory, name, Mode::from_raw_mode(mode.0), AtFlags::empty()).doing(doing)
}

/// The host may have changed since planning: a stick pulled out, another one in its place.
fn check_unchanged(source: &Path, kind: DeviceKind, number: transom_model::DeviceNumber) -> Result<(), Failure> {
    let doing = || format!("find {} as it was when the start was planned", source.display());
    let stat = rustix::fs::stat(source).doing(doing)?;
    let now = (rustix::fs::major(stat.st_rdev), rustix::fs::minor(stat.st_rdev));
    let expected = match kind {
        DeviceKind::Char => FileType::CharacterDevice,
        DeviceKind::Block => FileType::BlockDevice,
    };
    if now == (number.major, number.minor) && FileType::from_raw_mode(stat.st_mode) == expected {
        return Ok(());
    }
    Err(Failure::because(doing(), 6))
}

/// Opens the folder of a path below /dev, making what is missing, and returns it with the last name.
fn enter<'p>(dev: BorrowedFd<'_>, path: &'p Path, owner: (HostId, HostId)) -> Result<(OwnedFd, &'p str), Failure> {
    let doing = || format!("make the folder of /dev/{}", path.display());
    let wrong = || Failure::because(doing(), 22);
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(wrong)?;
    let mut directory = dev
        .try_clone_to_owned()
        .map_err(|error| Failure::new(doing(), crate::error::errno_of(&error)))?;
    for component in path.parent().into_iter().flat_map(Path::components) {
        let Component::Normal(folder) = component else {
            return Err(wrong());
        };
        match rustix::fs::mkdirat(&directory, folder, Mode::from_raw_mode(0o755)) {
            Ok(()) => give(&directory, folder.to_str().ok_or_else(wrong)?, owner).doing(doing)?,
            Err(rustix::io::Errno::EXIST) => {}
            Err(errno) => return Err(errno).doing(doing),
        }
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::PATH | OFlags::CLOEXEC;
        directory = rustix::fs::openat(&directory, folder, flags, Mode::empty()).doing(doing)?;
    }
    Ok((directory, name))
}
