//! mount_setattr(2), the one call of the mount API that rustix lacks. The others are used from rustix directly.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd};

use crate::Errno;

/// Changes to a mount (mount_setattr(2), Linux 5.12).
#[derive(Debug, Default, Clone, Copy)]
pub struct MountChange<'fd> {
    /// `MOUNT_ATTR_*` to set.
    pub set: u64,
    /// `MOUNT_ATTR_*` to clear.
    pub clear: u64,
    /// Shift owners by this user namespace.
    pub idmap: Option<BorrowedFd<'fd>>,
    /// `MS_PRIVATE` and its kin, or 0.
    pub propagation: u64,
    /// With everything below.
    pub is_recursive: bool,
}

/// Bits for [`MountChange::set`] and [`MountChange::clear`].
pub mod attr {
    /// Read-only.
    pub const RDONLY: u64 = 0x1;
    /// Set-user-id bits mean nothing.
    pub const NOSUID: u64 = 0x2;
    /// Device nodes cannot be opened.
    pub const NODEV: u64 = 0x4;
    /// Nothing can be executed.
    pub const NOEXEC: u64 = 0x8;
    /// The three-valued access time field.
    pub const ATIME_MASK: u64 = 0x70;
    /// Access times are kept as relatime does.
    pub const RELATIME: u64 = 0x0;
    /// No access times.
    pub const NOATIME: u64 = 0x10;
    /// Access times always.
    pub const STRICTATIME: u64 = 0x20;
    /// No access times of folders.
    pub const NODIRATIME: u64 = 0x80;
    /// Owners are shifted.
    pub const IDMAP: u64 = 0x0010_0000;
    /// Symbolic links are not followed.
    pub const NOSYMFOLLOW: u64 = 0x0020_0000;
}

#[repr(C)]
struct MountAttr {
    attr_set: u64,
    attr_clr: u64,
    propagation: u64,
    userns_fd: u64,
}

/// Changes the mount that `mount` is open on.
///
/// # Errors
/// `EINVAL` where the file system cannot be mounted with shifted owners, `EPERM` for a flag locked by another namespace.
pub fn change(mount: impl AsFd, change: &MountChange<'_>) -> Result<(), Errno> {
    let idmap_bit = if change.idmap.is_some() { attr::IDMAP } else { 0 };
    let mut argument = MountAttr {
        attr_set: change.set | idmap_bit,
        attr_clr: change.clear,
        propagation: change.propagation,
        userns_fd: change.idmap.map_or(0, |fd| fd.as_raw_fd() as u64),
    };
    let flags = libc::AT_EMPTY_PATH | if change.is_recursive { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the path is an empty C string, the argument a valid mount_attr of the size given; both outlive the call.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            mount.as_fd().as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw mut argument,
            size_of::<MountAttr>(),
        )
    };
    Errno::check(result).map(|_| ())
}
