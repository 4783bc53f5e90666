//! The embedded root `host`: a fresh tmpfs with the host's /usr read-only below it and a small /etc of its own.
//!
//! Nothing of the host's /root, /home, /etc, /run or /var is in it. Files below /usr that root alone may read stay closed:
//! in a container with an id map the host's root is nobody there; without one, /usr is mounted with owners that exist for
//! nobody (an id map without id 0), so that not even root's rights reach them.

use std::fs;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Gid, Mode, OFlags, Uid};
use rustix::mount::MountAttrFlags;
use transom_model::{Bind, HostId};
use transom_sys::mount::{MountChange, attr, change};
use transom_sys::spawn::{SpawnFlags, namespace, spawn};

use super::dev::tmpfs;
use super::mounts::clone_tree;
use super::root::Parts;
use crate::cgroup::write_file;
use crate::error::{Doing, Failure, errno_of};

/// Folders of the root with their modes.
const FOLDERS: [(&str, u32); 21] = [
    ("usr", 0o755),
    ("etc", 0o755),
    ("proc", 0o555),
    ("sys", 0o555),
    ("dev", 0o755),
    ("run", 0o755),
    ("tmp", 0o1777),
    ("root", 0o700),
    ("home", 0o755),
    ("mnt", 0o755),
    ("opt", 0o755),
    ("srv", 0o755),
    ("var", 0o755),
    ("var/tmp", 0o1777),
    ("var/lib", 0o755),
    ("var/log", 0o755),
    ("var/cache", 0o755),
    ("etc/alternatives", 0o755),
    ("run/lock", 0o1777),
    ("etc/ld.so.conf.d", 0o755),
    ("media", 0o755),
];

/// Names that are links into /usr on a merged host, and folders of their own on others.
const MERGED: [&str; 6] = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
const GROUP: &str = "root:x:0:\ntty:x:5:\ndisk:x:6:\nkvm:x:104:\nnogroup:x:65534:\n";
const HOSTS: &str = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n";
const NSSWITCH: &str = "passwd: files\ngroup: files\nhosts: files\nservices: files\n";

/// Makes the root, owned by the container's root user and group on the host.
pub fn make(owner: Option<(HostId, HostId)>) -> Result<Parts, Failure> {
    let doing = || "make the embedded root".to_owned();
    let builder = Builder {
        owner: owner.unwrap_or((HostId(0), HostId(0))),
        top: empty(owner).doing(doing)?,
    };
    for (path, mode) in FOLDERS {
        builder.folder(path, mode).doing(doing)?;
    }
    for (path, text) in [
        ("etc/passwd", PASSWD),
        ("etc/group", GROUP),
        ("etc/hosts", HOSTS),
        ("etc/nsswitch.conf", NSSWITCH),
        ("etc/resolv.conf", ""),
    ] {
        builder.file(path, text.as_bytes()).doing(doing)?;
    }
    builder.copy_library_cache().doing(doing)?;
    builder.link_alternatives().doing(doing)?;
    builder
        .link("etc/os-release", Path::new("../usr/lib/os-release"))
        .doing(doing)?;
    let hidden_owners = if owner.is_none() { Some(map_without_root()?) } else { None };
    let mut below = vec![("usr".to_owned(), read_only(Path::new("/usr"), hidden_owners.as_ref())?)];
    for name in MERGED {
        let path = PathBuf::from("/").join(name);
        match fs::read_link(&path) {
            Ok(target) => builder.link(name, &target).doing(doing)?,
            Err(_) if path.is_dir() => {
                builder.folder(name, 0o755).doing(doing)?;
                below.push((name.to_owned(), read_only(&path, hidden_owners.as_ref())?));
            }
            Err(_) => {}
        }
    }
    Ok(Parts { top: builder.top, below })
}

fn empty(owner: Option<(HostId, HostId)>) -> rustix::io::Result<OwnedFd> {
    let (uid, gid) = owner.map_or((0, 0), |(uid, gid)| (uid.0, gid.0));
    let options = [
        ("mode", "0755".to_owned()),
        ("uid", uid.to_string()),
        ("gid", gid.to_string()),
        ("size", "50%".to_owned()),
    ];
    tmpfs(&options, MountAttrFlags::MOUNT_ATTR_NODEV | MountAttrFlags::MOUNT_ATTR_NOSUID)
}

fn read_only(path: &Path, hidden_owners: Option<&OwnedFd>) -> Result<OwnedFd, Failure> {
    let doing = || format!("open the host's {} read-only", path.display());
    let mount = clone_tree(path, Bind::Single).doing(doing)?;
    let set = attr::RDONLY | attr::NOSUID | attr::NODEV;
    let wish = MountChange {
        set,
        idmap: hidden_owners.map(AsFd::as_fd),
        ..MountChange::default()
    };
    change(&mount, &wish).doing(doing)?;
    Ok(mount)
}

/// Makes a user namespace whose map lacks root, to be used for a mount: what root owns there belongs to nobody.
fn map_without_root() -> Result<OwnedFd, Failure> {
    let doing = || "make an id map that hides the host's root".to_owned();
    let child = spawn(
        SpawnFlags {
            namespaces: namespace::USER,
        },
        None,
        || {
            // The starter's lock and channel must not live on here.
            transom_sys::process::close_from(3).ok();
            std::thread::sleep(std::time::Duration::from_secs(10));
            0
        },
    )
    .doing(doing)?;
    let proc = PathBuf::from(format!("/proc/{}", child.pid.as_raw_nonzero()));
    let opened = write_file(&proc.join("uid_map"), "1 1 65535")
        .and_then(|()| write_file(&proc.join("gid_map"), "1 1 65535"))
        .and_then(|()| rustix::fs::open(proc.join("ns/user"), OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).doing(doing));
    transom_sys::process::signal(&child.pidfd, 9).doing(doing)?;
    crate::wait(&child.pidfd)?;
    opened
}

/// The tmpfs being filled.
struct Builder {
    owner: (HostId, HostId),
    top: OwnedFd,
}

impl Builder {
    fn folder(&self, path: &str, mode: u32) -> rustix::io::Result<()> {
        rustix::fs::mkdirat(&self.top, path, Mode::from_raw_mode(mode))?;
        self.give(path)?;
        rustix::fs::chmodat(&self.top, path, Mode::from_raw_mode(mode), AtFlags::empty())
    }

    fn file(&self, path: &str, text: &[u8]) -> rustix::io::Result<()> {
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.top, path, flags, Mode::from_raw_mode(0o644))?;
        std::io::Write::write_all(&mut fs::File::from(file), text)
            .map_err(|error| rustix::io::Errno::from_raw_os_error(errno_of(&error).raw()))?;
        self.give(path)?;
        rustix::fs::chmodat(&self.top, path, Mode::from_raw_mode(0o644), AtFlags::empty())
    }

    fn link(&self, path: &str, target: &Path) -> rustix::io::Result<()> {
        rustix::fs::symlinkat(target, &self.top, path)?;
        self.give(path)
    }

    fn give(&self, path: &str) -> rustix::io::Result<()> {
        let (uid, gid) = (Uid::from_raw(self.owner.0.0), Gid::from_raw(self.owner.1.0));
        rustix::fs::chownat(&self.top, path, Some(uid), Some(gid), AtFlags::SYMLINK_NOFOLLOW)
    }

    /// The cache of library paths, so that programs find what stands outside the usual folders.
    fn copy_library_cache(&self) -> rustix::io::Result<()> {
        match fs::read("/etc/ld.so.cache") {
            Ok(bytes) => self.file("etc/ld.so.cache", &bytes),
            Err(_) => Ok(()),
        }
    }

    /// Debian's alternatives are links in /etc that lead back into /usr (`awk`, `editor`); only those are taken.
    fn link_alternatives(&self) -> rustix::io::Result<()> {
        let Ok(entries) = fs::read_dir("/etc/alternatives") else {
            return Ok(());
        };
        for entry in entries.flatten() {
            let (Ok(target), Some(name)) = (fs::read_link(entry.path()), entry.file_name().to_str().map(str::to_owned)) else {
                continue;
            };
            if target.starts_with("/usr") || target.starts_with("/bin") {
                self.link(&format!("etc/alternatives/{name}"), &target)?;
            }
        }
        Ok(())
    }
}
