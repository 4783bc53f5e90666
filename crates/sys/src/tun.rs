//! Proves that /dev/net/tun works by making a TAP interface, bringing it up, and seeing it go.
//!
//! A node that opens is no proof: making an interface needs CAP_NET_ADMIN in the user namespace that owns the network
//! namespace (Documentation/networking/tuntap.rst). The interface belongs to the file descriptor and goes with it. Start with
//! [`probe`].

use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::Errno;
use crate::netlink::{Link, Netlink, NetlinkError};

const TUNSETIFF: u32 = 0x4004_54ca;
const IFF_TAP: u16 = 0x0002;
/// Packets come without the four bytes that say what they are.
const IFF_NO_PI: u16 = 0x1000;
/// The kernel replaces `%d` by the first free number.
const PATTERN: &[u8] = b"trtap%d";
const NAME_SIZE: usize = 16;

/// What happened to the TAP interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TunProof {
    /// The name that the kernel gave it.
    pub name: String,
}

/// The step at which TUN failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TunError {
    /// The node does not open. `ENOENT`: no such node; `EACCES`: its mode or owner forbids, or the file system is mounted
    /// `nodev`; `EPERM`: a device filter forbids; `ENODEV` and `ENXIO`: a node without a driver behind it.
    #[error("cannot open {}", path.display())]
    Open {
        /// The node.
        path: PathBuf,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// No interface could be made. `EPERM`: no CAP_NET_ADMIN here; `ENOTTY`: the node is something else.
    #[error("cannot make a TAP interface with {}", path.display())]
    Make {
        /// The node.
        path: PathBuf,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// The interface could not be looked at or brought up.
    #[error("cannot bring up the TAP interface {name}")]
    Up {
        /// Its name.
        name: String,
        /// Why.
        #[source]
        error: NetlinkError,
    },
    /// The kernel says that it was brought up, but it is not.
    #[error("the TAP interface {name} was brought up and is {state}")]
    State {
        /// Its name.
        name: String,
        /// What is seen: `down`, `not there`, `still there after it was closed`.
        state: &'static str,
    },
}

impl TunError {
    /// Returns the kernel's error number, if the step has one.
    pub fn errno(&self) -> Option<Errno> {
        match self {
            Self::Open { errno, .. } | Self::Make { errno, .. } => Some(*errno),
            Self::Up { error, .. } => error.errno(),
            Self::State { .. } => None,
        }
    }
}

/// `struct ifreq` with flags in its union.
#[repr(C)]
struct InterfaceRequest {
    name: [u8; NAME_SIZE],
    flags: u16,
    rest: [u8; 22],
}

// What struct ifreq measures on 64 bit; on 32 bit the kernel copies eight bytes less.
const _: () = assert!(size_of::<InterfaceRequest>() == 40);

/// Opens the node, makes a TAP interface in the thread's network namespace, brings it up, closes it, and checks that it is gone.
///
/// # Errors
/// The [`TunError`] of the first step that failed.
pub fn probe(path: &Path) -> Result<TunProof, TunError> {
    let tun = rustix::fs::open(path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()).map_err(|errno| TunError::Open {
        path: path.to_owned(),
        errno: errno.into(),
    })?;
    let name = make_tap(&tun).map_err(|errno| TunError::Make {
        path: path.to_owned(),
        errno,
    })?;
    let failed = |error| TunError::Up {
        name: name.clone(),
        error,
    };
    let mut netlink = Netlink::open().map_err(failed)?;
    let index = netlink.index(&name).map_err(failed)?;
    netlink.set_up(index).map_err(failed)?;
    match netlink.link(&name).map_err(failed)? {
        Some(Link { is_up: true, .. }) => {}
        Some(_) => return Err(TunError::State { name, state: "down" }),
        None => {
            return Err(TunError::State {
                name,
                state: "not there",
            });
        }
    }
    drop(tun);
    match netlink.link(&name).map_err(failed)? {
        Some(link) if link.index == index => Err(TunError::State {
            name,
            state: "still there after it was closed",
        }),
        // Another process may have been given the same name meanwhile.
        _ => Ok(TunProof { name }),
    }
}

/// Makes the interface and returns the name that the kernel chose.
fn make_tap(tun: &OwnedFd) -> Result<String, Errno> {
    let mut request = InterfaceRequest {
        name: [0; NAME_SIZE],
        flags: IFF_TAP | IFF_NO_PI,
        rest: [0; 22],
    };
    request.name[..PATTERN.len()].copy_from_slice(PATTERN);
    // SAFETY: the structure is at least as large as the kernel's ifreq, which it reads and writes with plain bytes.
    let result = unsafe { libc::ioctl(tun.as_raw_fd(), TUNSETIFF as libc::Ioctl, &raw mut request) };
    Errno::check(result.into())?;
    let end = request.name.iter().position(|&byte| byte == 0).unwrap_or(NAME_SIZE);
    Ok(String::from_utf8_lossy(&request.name[..end]).into_owned())
}
