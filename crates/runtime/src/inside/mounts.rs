//! Mounting inside: every target is found below the root's descriptor, so no link can lead out of it.

use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags, ResolveFlags};
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountPropagationFlags, MoveMountFlags, OpenTreeFlags, UnmountFlags,
};
use transom_model::{AutoMounts, Bind, CgroupMount, Create, InsideId, Mount, MountOption, ProcMount, SysMount};
use transom_plan::KernelMount;
use transom_sys::mount::{MountChange, attr, change};

use crate::error::{Doing, Failure};

/// Folders of any host that the root can be attached on for the moment before it becomes all there is.
const PLACES: [&str; 4] = ["/usr", "/tmp", "/etc", "/var"];

/// Cuts the copied mount tree off from the host's.
pub fn isolate() -> Result<(), Failure> {
    let flags = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    rustix::mount::mount_change("/", flags).doing(|| "cut the mount tree off from the host's".to_owned())
}

/// Attaches the root somewhere in the copied tree, where it waits for [`pivot`].
pub fn attach_root(root: &OwnedFd) -> Result<(), Failure> {
    let place = PLACES.into_iter().find(|place| Path::new(place).is_dir()).unwrap_or("/");
    rustix::mount::move_mount(root, "", CWD, place, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH).doing(|| "attach the root".to_owned())
}

/// Makes the root all there is.
pub fn pivot(root: &OwnedFd) -> Result<(), Failure> {
    let doing = || "make the root the only tree".to_owned();
    rustix::process::fchdir(root).doing(doing)?;
    match rustix::process::pivot_root(".", ".") {
        Ok(()) => rustix::mount::unmount(".", UnmountFlags::DETACH).doing(doing)?,
        // The first file system of an initramfs cannot be pivoted away; the root is moved over it instead.
        Err(rustix::io::Errno::INVAL) => {
            rustix::mount::mount_move(".", "/").doing(doing)?;
            rustix::process::chroot(".").doing(doing)?;
        }
        Err(errno) => return Err(errno).doing(doing),
    }
    rustix::process::chdir("/").doing(doing)
}

/// Opens what a path means below the root.
pub fn resolve(root: &OwnedFd, path: &Path) -> Result<OwnedFd, Failure> {
    open_below(root, path, ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS)
}

/// Opens a path below the root that must not pass a link (CVE-2019-19921, CVE-2023-27561: /proc replaced by a link).
fn resolve_plain(root: &OwnedFd, path: &Path) -> Result<OwnedFd, Failure> {
    open_below(
        root,
        path,
        ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS | ResolveFlags::NO_SYMLINKS,
    )
}

fn open_below(root: &OwnedFd, path: &Path, resolve: ResolveFlags) -> Result<OwnedFd, Failure> {
    let path = path.strip_prefix("/").unwrap_or(path);
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    rustix::fs::openat2(root, path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty(), resolve)
        .doing(|| format!("find /{} in the container", path.display()))
}

/// Opens a folder below the root, making what is missing of it.
pub fn make_directory(root: &OwnedFd, path: &Path) -> Result<OwnedFd, Failure> {
    let mut so_far = PathBuf::new();
    let mut directory = resolve(root, Path::new("."))?;
    for component in path.components() {
        let Component::Normal(name) = component else { continue };
        so_far.push(name);
        directory = match resolve(root, &so_far) {
            Ok(next) => next,
            Err(failure) if failure.errno.raw() == rustix::io::Errno::NOENT.raw_os_error() => {
                let doing = || format!("make the folder /{}", so_far.display());
                rustix::fs::mkdirat(&directory, name, Mode::from_raw_mode(0o755)).doing(doing)?;
                resolve(root, &so_far)?
            }
            Err(failure) => return Err(failure),
        };
    }
    Ok(directory)
}

/// Opens a file below the root, making it, empty, when it is missing.
pub fn make_file(root: &OwnedFd, path: &Path) -> Result<OwnedFd, Failure> {
    if let Ok(found) = resolve(root, path) {
        return Ok(found);
    }
    let doing = || format!("make the file /{}", path.display());
    let directory = make_directory(root, path.parent().unwrap_or(Path::new("")))?;
    let name = path.file_name().ok_or_else(|| Failure::because(doing(), 22))?;
    let flags = OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::WRONLY | OFlags::CLOEXEC;
    rustix::fs::openat(&directory, name, flags, Mode::from_raw_mode(0o644))
        .map(drop)
        .doing(doing)?;
    resolve(root, path)
}

/// Attaches a detached mount on what `target` is open on.
pub fn attach(mount: impl AsFd, target: impl AsFd) -> rustix::io::Result<()> {
    let flags = MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH | MoveMountFlags::MOVE_MOUNT_T_EMPTY_PATH;
    rustix::mount::move_mount(mount, "", target, "", flags)
}

/// Makes a detached copy of the mount that something is open on, from there down.
pub fn clone_of(opened: impl AsFd, reach: Bind) -> rustix::io::Result<OwnedFd> {
    let mut flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_EMPTY_PATH;
    if reach == Bind::Recursive {
        flags |= OpenTreeFlags::AT_RECURSIVE;
    }
    rustix::mount::open_tree(opened, "", flags)
}

/// Opens the source of an entry that lies in the container itself (`relative`).
pub fn open_inside(root: &OwnedFd, mount: &Mount) -> Result<OwnedFd, Failure> {
    let doing = || format!("open {} inside the container", mount.source);
    let source = resolve(root, Path::new(&mount.source))?;
    let opened = clone_of(source, mount.bind().unwrap_or(Bind::Single)).doing(doing)?;
    let (set, clear) = crate::host::attributes(&mount.options);
    if set != 0 || clear != 0 {
        change(
            &opened,
            &MountChange {
                set,
                clear,
                ..MountChange::default()
            },
        )
        .doing(doing)?;
    }
    Ok(opened)
}

/// Attaches a user's mount entry.
pub fn attach_entry(root: &OwnedFd, opened: &OwnedFd, mount: &Mount) -> Result<(), Failure> {
    let target = target(root, &mount.target, mount.create)?;
    attach(opened, &target).doing(|| format!("attach {} at /{}", mount.source, mount.target.display()))?;
    let propagation = mount.options.iter().filter_map(|option| match option {
        MountOption::Propagation { kind, recursive } => Some((propagation_bits(kind), *recursive)),
        _ => None,
    });
    for (propagation, is_recursive) in propagation {
        let wish = MountChange {
            propagation,
            is_recursive,
            ..MountChange::default()
        };
        change(opened, &wish).doing(|| format!("set how mounts below /{} spread", mount.target.display()))?;
    }
    Ok(())
}

fn propagation_bits(kind: &str) -> u64 {
    let flags = match kind {
        "shared" => MountPropagationFlags::SHARED,
        "slave" => MountPropagationFlags::DOWNSTREAM,
        "unbindable" => MountPropagationFlags::UNBINDABLE,
        _ => MountPropagationFlags::PRIVATE,
    };
    u64::from(flags.bits())
}

fn target(root: &OwnedFd, path: &Path, create: Create) -> Result<OwnedFd, Failure> {
    match create {
        Create::No => resolve(root, path),
        Create::File => make_file(root, path),
        // The plan has looked at the source already; where it could not, a folder is the rule.
        Create::Dir | Create::LikeSource => make_directory(root, path),
    }
}

/// Mounts a pseudo terminal file system of the container's own.
pub fn mount_pts(root: &OwnedFd, max: Option<u32>, gid: InsideId) -> Result<(), Failure> {
    let mut data = vec![
        ("ptmxmode", Some("0666".to_owned())),
        ("mode", Some("0620".to_owned())),
        ("gid", Some(gid.0.to_string())),
    ];
    if let Some(max) = max {
        data.push(("max", Some(max.to_string())));
    }
    let target = make_directory(root, Path::new("dev/pts"))?;
    let mount = filesystem(
        "devpts",
        &data,
        MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NOEXEC,
    );
    mount
        .and_then(|mount| attach(mount, &target))
        .doing(|| "mount devpts at /dev/pts".to_owned())
}

fn filesystem(kind: &str, data: &[(&str, Option<String>)], attributes: MountAttrFlags) -> rustix::io::Result<OwnedFd> {
    let filesystem = rustix::mount::fsopen(kind, FsOpenFlags::FSOPEN_CLOEXEC)?;
    for (key, value) in data {
        match value {
            Some(value) => rustix::mount::fsconfig_set_string(&filesystem, *key, value.as_str())?,
            None => rustix::mount::fsconfig_set_flag(&filesystem, *key)?,
        }
    }
    rustix::mount::fsconfig_create(&filesystem)?;
    rustix::mount::fsmount(&filesystem, FsMountFlags::FSMOUNT_CLOEXEC, attributes)
}

/// Mounts a file system in the container.
pub fn mount_kernel(root: &OwnedFd, mount: &KernelMount) -> Result<(), Failure> {
    let doing = || format!("mount {} at /{}", mount.filesystem, mount.target.display());
    let target = target(root, &mount.target, mount.create)?;
    let attributes = mount
        .flags
        .iter()
        .fold(MountAttrFlags::empty(), |all, word| all | attribute(word));
    let mut data: Vec<(&str, Option<String>)> = mount.data.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    if mount.source != mount.filesystem && mount.source != "none" {
        data.push(("source", Some(mount.source.clone())));
    }
    filesystem(&mount.filesystem, &data, attributes)
        .and_then(|opened| attach(opened, &target))
        .doing(doing)
}

fn attribute(word: &str) -> MountAttrFlags {
    match word {
        "ro" => MountAttrFlags::MOUNT_ATTR_RDONLY,
        "nosuid" => MountAttrFlags::MOUNT_ATTR_NOSUID,
        "nodev" => MountAttrFlags::MOUNT_ATTR_NODEV,
        "noexec" => MountAttrFlags::MOUNT_ATTR_NOEXEC,
        "noatime" => MountAttrFlags::MOUNT_ATTR_NOATIME,
        "nodiratime" => MountAttrFlags::MOUNT_ATTR_NODIRATIME,
        "strictatime" => MountAttrFlags::MOUNT_ATTR_STRICTATIME,
        "nosymfollow" => MountAttrFlags::MOUNT_ATTR_NOSYMFOLLOW,
        _ => MountAttrFlags::empty(),
    }
}

/// Mounts /proc, /sys and /sys/fs/cgroup as asked.
pub fn mount_auto(root: &OwnedFd, auto: &AutoMounts) -> Result<(), Failure> {
    let plain = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV | MountAttrFlags::MOUNT_ATTR_NOEXEC;
    if auto.proc != ProcMount::No {
        mount_at(root, "proc", "proc", plain)?;
    }
    match auto.sys {
        SysMount::No => {}
        SysMount::ReadWrite => mount_at(root, "sysfs", "sys", plain)?,
        SysMount::Mixed | SysMount::ReadOnly => mount_at(root, "sysfs", "sys", plain | MountAttrFlags::MOUNT_ATTR_RDONLY)?,
    }
    match auto.cgroup {
        CgroupMount::No => Ok(()),
        // Without /sys there is no place for it.
        _ if auto.sys == SysMount::No => Ok(()),
        CgroupMount::ReadWrite => mount_at(root, "cgroup2", "sys/fs/cgroup", plain),
        CgroupMount::ReadOnly => mount_at(root, "cgroup2", "sys/fs/cgroup", plain | MountAttrFlags::MOUNT_ATTR_RDONLY),
    }
}

fn mount_at(root: &OwnedFd, kind: &str, path: &str, attributes: MountAttrFlags) -> Result<(), Failure> {
    let path = Path::new(path);
    if resolve(root, path).is_err() {
        make_directory(root, path)?;
    }
    let target = resolve_plain(root, path)?;
    filesystem(kind, &[], attributes)
        .and_then(|mount| attach(mount, &target))
        .doing(|| format!("mount {kind} at /{}", path.display()))
}

/// Hides a path, if it is there.
pub fn mask(root: &OwnedFd, dev: Option<&OwnedFd>, path: &Path) -> Result<(), Failure> {
    let Ok(target) = resolve(root, path) else { return Ok(()) };
    let doing = || format!("hide /{}", path.display());
    let is_directory = rustix::fs::FileType::from_raw_mode(rustix::fs::fstat(&target).doing(doing)?.st_mode).is_dir();
    let cover = if is_directory {
        filesystem(
            "tmpfs",
            &[("size", Some("4k".to_owned())), ("mode", Some("0555".to_owned()))],
            MountAttrFlags::MOUNT_ATTR_RDONLY,
        )
    } else {
        null_device(root, dev).and_then(|null| clone_of(null, Bind::Single))
    };
    cover.and_then(|cover| attach(cover, &target)).doing(doing)
}

/// The null device of our own /dev, checked: a container could put anything at that name (CVE-2025-31133).
fn null_device(root: &OwnedFd, dev: Option<&OwnedFd>) -> rustix::io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let null = match dev {
        Some(dev) => rustix::fs::openat(dev, "null", flags, Mode::empty())?,
        None => rustix::fs::openat2(
            root,
            "dev/null",
            flags,
            Mode::empty(),
            ResolveFlags::IN_ROOT | ResolveFlags::NO_SYMLINKS,
        )?,
    };
    let stat = rustix::fs::fstat(&null)?;
    let is_null = (rustix::fs::major(stat.st_rdev), rustix::fs::minor(stat.st_rdev)) == (1, 3);
    if is_null { Ok(null) } else { Err(rustix::io::Errno::NODEV) }
}

/// Makes a path read-only, or writable again, if it is there.
pub fn set_read_only(root: &OwnedFd, path: &Path, is_read_only: bool) -> Result<(), Failure> {
    let Ok(target) = resolve(root, path) else { return Ok(()) };
    let doing = || {
        format!(
            "make /{} {}",
            path.display(),
            if is_read_only { "read-only" } else { "writable" }
        )
    };
    let copy = clone_of(&target, Bind::Recursive).doing(doing)?;
    let (set, clear) = if is_read_only { (attr::RDONLY, 0) } else { (0, attr::RDONLY) };
    change(
        &copy,
        &MountChange {
            set,
            clear,
            ..MountChange::default()
        },
    )
    .doing(doing)?;
    attach(copy, &target).doing(doing)
}

/// Writes a kernel setting through a /proc of our own, which nothing in the container can have covered (CVE-2025-52881).
pub fn set_sysctl(path: &str, value: &str) -> Result<(), Failure> {
    let doing = || format!("set {} to `{value}`", path.replace('/', "."));
    let proc = filesystem("proc", &[], MountAttrFlags::empty()).doing(doing)?;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV;
    let file = rustix::fs::openat2(
        &proc,
        format!("sys/{path}"),
        OFlags::WRONLY | OFlags::CLOEXEC,
        Mode::empty(),
        resolve,
    )
    .doing(doing)?;
    rustix::io::write(&file, value.as_bytes()).doing(doing).map(drop)
}
