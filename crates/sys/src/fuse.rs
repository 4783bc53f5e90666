//! Proves that /dev/fuse works by serving a file system for a moment: mounted, greeted, answered, and gone with its descriptors.
//!
//! The mount is never attached to a tree, so that nobody can walk into it and nothing is left. It needs the rights of root over a
//! mount namespace; a user namespace of its own will do (Linux 4.18). Source of the layout: linux/fuse.h. Start with [`probe`].

use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::mount::{FsMountFlags, FsOpenFlags, MountAttrFlags, fsconfig_create, fsconfig_set_string, fsmount, fsopen};

use crate::Errno;

/// The first request, which the kernel sends by itself when something is mounted.
const FUSE_INIT: u32 = 26;
const OUR_MAJOR: u32 = 7;
const OUR_MINOR: u32 = 31;
/// The kernel wants room for at least this much (`FUSE_MIN_READ_BUFFER`).
const BUFFER: usize = 64 * 1024;
/// `struct fuse_out_header` and `struct fuse_init_out` since version 7.23.
const ANSWER: usize = 16 + 64;

/// What the kernel said when it was greeted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FuseProof {
    /// The protocol's version.
    pub version: (u32, u32),
}

/// The step at which FUSE failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FuseError {
    /// The node does not open; the reasons are those of every node.
    #[error("cannot open {}", path.display())]
    Open {
        /// The node.
        path: PathBuf,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// Nothing could be mounted: `EPERM` without rights over the mount namespace, `ENODEV` without the file system, `EINVAL` for a
    /// node that is something else.
    #[error("cannot mount a FUSE file system ({step})")]
    Mount {
        /// Which call.
        step: &'static str,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// The kernel did not greet, or did not take the answer.
    #[error("cannot {step} the kernel's greeting")]
    Greeting {
        /// `read` or `answer`.
        step: &'static str,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// What came was no greeting.
    #[error("the kernel sent request {opcode} instead of its greeting")]
    Strange {
        /// The request's number.
        opcode: u32,
    },
}

/// Opens the node, mounts a file system on it, detached, and answers the kernel's greeting.
///
/// # Errors
/// The [`FuseError`] of the first step that failed.
pub fn probe(path: &Path) -> Result<FuseProof, FuseError> {
    let flags = OFlags::RDWR | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let fuse = rustix::fs::open(path, flags, Mode::empty()).map_err(|errno| FuseError::Open {
        path: path.to_owned(),
        errno: errno.into(),
    })?;
    // Dropped last: without its mount the kernel would not wait for an answer.
    let _mount = mount(&fuse)?;
    greet(&fuse)
}

fn mount(fuse: &OwnedFd) -> Result<OwnedFd, FuseError> {
    let failed = |step| {
        move |errno: rustix::io::Errno| FuseError::Mount {
            step,
            errno: errno.into(),
        }
    };
    let context = fsopen("fuse", FsOpenFlags::FSOPEN_CLOEXEC).map_err(failed("fsopen"))?;
    let options = [
        ("fd", fuse.as_raw_fd().to_string()),
        ("rootmode", "40000".to_owned()),
        ("user_id", "0".to_owned()),
        ("group_id", "0".to_owned()),
    ];
    for (key, value) in options {
        fsconfig_set_string(&context, key, value.as_str()).map_err(failed("fsconfig"))?;
    }
    fsconfig_create(&context).map_err(failed("fsconfig"))?;
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV;
    fsmount(&context, FsMountFlags::FSMOUNT_CLOEXEC, attributes).map_err(failed("fsmount"))
}

/// Reads `fuse_in_header` and `fuse_init_in`, and answers with a file system that can do nothing.
fn greet(fuse: &OwnedFd) -> Result<FuseProof, FuseError> {
    let failed = |step| {
        move |errno: rustix::io::Errno| FuseError::Greeting {
            step,
            errno: errno.into(),
        }
    };
    let mut request = vec![0; BUFFER];
    rustix::io::read(fuse, &mut request[..]).map_err(failed("read"))?;
    let word = |at: usize| u32::from_ne_bytes([request[at], request[at + 1], request[at + 2], request[at + 3]]);
    let opcode = word(4);
    if opcode != FUSE_INIT {
        return Err(FuseError::Strange { opcode });
    }
    let mut answer = Vec::with_capacity(ANSWER);
    answer.extend_from_slice(&u32::try_from(ANSWER).expect("it is small").to_ne_bytes());
    answer.extend_from_slice(&0_u32.to_ne_bytes());
    answer.extend_from_slice(&request[8..16]);
    for number in [OUR_MAJOR, OUR_MINOR, 0, 0] {
        answer.extend_from_slice(&number.to_ne_bytes());
    }
    answer.resize(ANSWER, 0);
    rustix::io::write(fuse, &answer).map_err(failed("answer"))?;
    Ok(FuseProof {
        version: (word(40), word(44)),
    })
}
