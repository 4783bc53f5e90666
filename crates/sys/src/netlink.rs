//! Network interfaces, addresses and routes through a NETLINK_ROUTE socket (rtnetlink(7)).
//!
//! One request, one answer, no thread: a veth pair takes one message, and its far end is born in the other network namespace.
//! `message.rs` writes and reads the attributes, `socket.rs` sends and collects answers, `link.rs` and `address.rs` hold the
//! operations. Nothing here decides what a container gets.

mod address;
mod link;
mod message;
mod socket;

pub use link::{Link, LinkIndex, MacvlanMode, NetNs, NewLink};
pub use socket::Netlink;

use crate::Errno;

/// Why the kernel's network settings could not be read or changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetlinkError {
    /// The socket could not be made; `EPERM` and `EAFNOSUPPORT` point at a system call filter.
    #[error("cannot open a route netlink socket")]
    Open(#[source] Errno),
    /// The name cannot be one of an interface; the kernel was not asked.
    #[error("interface `{name}`: cannot {operation}, because this is no interface name: {reason}")]
    BadName {
        /// What was asked.
        operation: &'static str,
        /// The name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The kernel said no.
    #[error("interface {interface}: cannot {operation}{}", said(.message.as_deref()))]
    Refused {
        /// What was asked: `make the veth pair`.
        operation: &'static str,
        /// Name of the interface, or its index where only that is known.
        interface: String,
        /// The kernel's number.
        #[source]
        errno: Errno,
        /// The kernel's own words, where it has any (extended acknowledgement, Linux 4.12).
        message: Option<String>,
    },
    /// The answer could not be understood.
    #[error("interface {interface}: cannot {operation}, because the kernel's answer cannot be read ({reason})")]
    Malformed {
        /// What was asked.
        operation: &'static str,
        /// Name of the interface, or its index.
        interface: String,
        /// What is wrong with the answer.
        reason: &'static str,
    },
}

impl NetlinkError {
    /// Returns the kernel's error number, if it was the kernel that refused.
    pub fn errno(&self) -> Option<Errno> {
        match self {
            Self::Open(errno) | Self::Refused { errno, .. } => Some(*errno),
            Self::BadName { .. } | Self::Malformed { .. } => None,
        }
    }
}

fn said(message: Option<&str>) -> String {
    message.map(|text| format!(" (the kernel says: {text})")).unwrap_or_default()
}
