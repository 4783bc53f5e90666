//! Opens the source of a mount entry on the host, detached, with its flags and its shifted owners.

use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::CWD;
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags, OpenTreeFlags};
use transom_model::{Bind, Mount, MountOption};
use transom_sys::mount::{MountChange, attr, change};

use crate::error::{Doing, Failure};

/// Opens a mount entry. Sources inside the container and kernel file systems are the inside's work.
pub fn open(mount: &Mount, user_namespace: Option<BorrowedFd<'_>>) -> Result<OwnedFd, Failure> {
    let doing = || format!("open {} for {}", mount.source, mount.target.display());
    let opened = match mount.bind() {
        Some(reach) => clone_tree(Path::new(&mount.source), reach).doing(doing)?,
        None => block_device(mount).doing(doing)?,
    };
    let (set, clear) = attributes(&mount.options);
    let is_recursive = mount.bind() == Some(Bind::Recursive);
    let wish = MountChange {
        set,
        clear,
        idmap: user_namespace,
        propagation: 0,
        is_recursive,
    };
    if set != 0 || clear != 0 || user_namespace.is_some() {
        change(&opened, &wish).doing(|| format!("set the mount options of {}", mount.source))?;
    }
    Ok(opened)
}

/// Makes a detached copy of the mount at a host path.
pub fn clone_tree(path: &Path, reach: Bind) -> rustix::io::Result<OwnedFd> {
    let mut flags = OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC;
    if reach == Bind::Recursive {
        flags |= OpenTreeFlags::AT_RECURSIVE;
    }
    rustix::mount::open_tree(CWD, path, flags)
}

fn block_device(mount: &Mount) -> rustix::io::Result<OwnedFd> {
    let filesystem = rustix::mount::fsopen(mount.filesystem.as_str(), FsOpenFlags::FSOPEN_CLOEXEC)?;
    rustix::mount::fsconfig_set_string(&filesystem, "source", mount.source.as_str())?;
    for option in &mount.options {
        if let MountOption::Data(word) = option {
            match word.split_once('=') {
                Some((key, value)) => rustix::mount::fsconfig_set_string(&filesystem, key, value)?,
                None => rustix::mount::fsconfig_set_flag(&filesystem, word.as_str())?,
            }
        }
    }
    rustix::mount::fsconfig_create(&filesystem)?;
    rustix::mount::fsmount(&filesystem, FsMountFlags::FSMOUNT_CLOEXEC, MountAttrFlags::empty())
}

/// Flags of a mount to set and to clear.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Flags {
    set: u64,
    clear: u64,
}

impl Flags {
    fn put(&mut self, bit: u64, is_on: bool) {
        let (to, from) = if is_on {
            (&mut self.set, &mut self.clear)
        } else {
            (&mut self.clear, &mut self.set)
        };
        *to |= bit;
        *from &= !bit;
    }

    /// Access times are one field of several bits: to set a value, the kernel wants the whole field cleared.
    fn put_access_time(&mut self, value: u64, is_on: bool) {
        let value = if is_on { value } else { attr::RELATIME };
        self.set = (self.set & !attr::ATIME_MASK) | value;
        self.clear |= attr::ATIME_MASK;
    }
}

/// Returns the flags to set and to clear for a list of options; later ones win.
pub fn attributes(options: &[MountOption]) -> (u64, u64) {
    let mut flags = Flags::default();
    for option in options {
        match option {
            MountOption::ReadOnly(is_on) => flags.put(attr::RDONLY, *is_on),
            MountOption::NoSuid(is_on) => flags.put(attr::NOSUID, *is_on),
            MountOption::NoDev(is_on) => flags.put(attr::NODEV, *is_on),
            MountOption::NoExec(is_on) => flags.put(attr::NOEXEC, *is_on),
            MountOption::NoDirAtime(is_on) => flags.put(attr::NODIRATIME, *is_on),
            MountOption::NoSymFollow => flags.put(attr::NOSYMFOLLOW, true),
            MountOption::NoAtime(is_on) => flags.put_access_time(attr::NOATIME, *is_on),
            MountOption::RelAtime(is_on) => flags.put_access_time(attr::RELATIME, *is_on),
            MountOption::StrictAtime(is_on) => flags.put_access_time(attr::STRICTATIME, *is_on),
            MountOption::Bind { .. } | MountOption::Propagation { .. } | MountOption::Data(_) => {}
        }
    }
    (flags.set, flags.clear)
}
