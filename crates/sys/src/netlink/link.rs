//! Interfaces: looked at, made, changed, moved, deleted.
//!
//! Each operation is one message. A name is checked before the kernel is asked, because the kernel's own answer to a bad one
//! is a bare `EINVAL`. Attribute numbers are those of linux/if_link.h.

use std::os::fd::{AsRawFd, BorrowedFd};

use rustix::process::Pid;

use super::NetlinkError;
use super::message::{Message, NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, attributes, text_of, u32_at};
use super::socket::{Netlink, Subject};
use crate::Errno;

const RTM_NEWLINK: u16 = 16;
const RTM_DELLINK: u16 = 17;
const RTM_GETLINK: u16 = 18;
const RTM_SETLINK: u16 = 19;
const IFLA_ADDRESS: u16 = 1;
const IFLA_IFNAME: u16 = 3;
const IFLA_MTU: u16 = 4;
const IFLA_LINK: u16 = 5;
const IFLA_MASTER: u16 = 10;
const IFLA_LINKINFO: u16 = 18;
const IFLA_NET_NS_PID: u16 = 19;
const IFLA_NET_NS_FD: u16 = 28;
const IFLA_EXT_MASK: u16 = 29;
const IFLA_INFO_KIND: u16 = 1;
const IFLA_INFO_DATA: u16 = 2;
const VETH_INFO_PEER: u16 = 1;
const IFLA_MACVLAN_MODE: u16 = 1;
const RTEXT_FILTER_SKIP_STATS: u32 = 1 << 3;
const IFF_UP: u32 = 1;
/// Length of `struct ifinfomsg`.
const LINK_HEADER: usize = 16;
/// Longest interface name, bytes.
const NAME_MAX: usize = 15;
/// How often a list is read again because it changed meanwhile.
const LIST_TRIES: u32 = 20;

/// The number of an interface within its network namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkIndex(pub u32);

/// An interface as the kernel describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub index: LinkIndex,
    /// Its name.
    pub name: String,
    /// Its MTU, bytes.
    pub mtu: u32,
    /// What made it: `bridge`, `veth`, `tun`, `macvlan`; `None` for hardware and loopback.
    pub kind: Option<String>,
    /// Whether it is a bridge that ports can be put on.
    pub is_bridge: bool,
    /// Whether it was brought up; says nothing about a carrier.
    pub is_up: bool,
    /// Its hardware address, if it has one of six bytes.
    pub mac: Option<[u8; 6]>,
    /// The bridge or bond it belongs to.
    pub master: Option<LinkIndex>,
}

/// A network namespace, named by something in it.
#[derive(Debug, Clone, Copy)]
pub enum NetNs<'a> {
    /// That of a process; the caller keeps the process from being reaped meanwhile.
    Pid(Pid),
    /// An open `/proc/PID/ns/net`.
    Fd(BorrowedFd<'a>),
}

/// An interface to be made, and where.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// Its name there.
    pub name: &'a str,
    /// Its hardware address; the kernel chooses a random one otherwise.
    pub mac: Option<[u8; 6]>,
    /// The network namespace it is born in; the socket's own otherwise.
    pub netns: Option<NetNs<'a>>,
}

/// How the interfaces of one macvlan parent see each other (ip-link(8)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MacvlanMode {
    /// Not at all.
    Private,
    /// Through the switch outside.
    Vepa,
    /// Directly.
    Bridge,
    /// There is only one, and it has the parent to itself.
    Passthru,
}

impl MacvlanMode {
    /// Reads the word that `ip link` uses.
    pub fn read(word: &str) -> Option<Self> {
        Some(match word {
            "private" => Self::Private,
            "vepa" => Self::Vepa,
            "bridge" => Self::Bridge,
            "passthru" => Self::Passthru,
            _ => return None,
        })
    }

    fn number(self) -> u32 {
        match self {
            Self::Private => 1,
            Self::Vepa => 2,
            Self::Bridge => 4,
            Self::Passthru => 8,
        }
    }
}

impl Netlink {
    /// Returns the number of an interface.
    ///
    /// # Errors
    /// `ENODEV` when there is none of this name.
    pub fn index(&mut self, name: &str) -> Result<LinkIndex, NetlinkError> {
        self.look_up("find it", name).map(|link| link.index)
    }

    /// Describes an interface; `None` when there is none of this name. An alternative name finds it too, so that
    /// [`Link::name`] may differ.
    ///
    /// # Errors
    /// [`NetlinkError`] when the kernel refuses the question.
    pub fn link(&mut self, name: &str) -> Result<Option<Link>, NetlinkError> {
        match self.look_up("look at it", name) {
            Ok(link) => Ok(Some(link)),
            Err(error) if error.errno() == Some(Errno::from_raw(libc::ENODEV)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lists the interfaces of the network namespace.
    ///
    /// # Errors
    /// [`NetlinkError::Malformed`] when the list changes each time it is read; a list with holes is never returned.
    pub fn links(&mut self) -> Result<Vec<Link>, NetlinkError> {
        let subject = Subject {
            operation: "list them",
            interface: "list",
        };
        let mut links = Vec::new();
        for _ in 0..LIST_TRIES {
            links.clear();
            let mut message = link_message(RTM_GETLINK, NLM_F_DUMP, 0);
            message.number(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
            if self.collect(message, subject, |body| links.extend(read_link(body)))? {
                return Ok(links);
            }
        }
        Err(subject.malformed("the list changes each time it is read"))
    }

    /// Makes a veth pair in one request: `host_name` here, the peer where it says. Both are down. The MTU is in bytes and
    /// holds for both ends. The host's end gets a random hardware address that begins with `fe`: a bridge takes over the lowest
    /// address among its ports, and this one must not become that of a bridge others rely on.
    ///
    /// # Errors
    /// `EEXIST` when a name is taken, `EPERM` without CAP_NET_ADMIN in both namespaces, `EOPNOTSUPP` without the veth driver.
    pub fn make_veth(&mut self, host_name: &str, mtu: Option<u32>, peer: NewLink<'_>) -> Result<(), NetlinkError> {
        let subject = Subject {
            operation: "make the veth pair",
            interface: host_name,
        };
        check_name(subject, host_name)?;
        check_name(subject, peer.name)?;
        let mut message = new_link(here(host_name, 0xfe), mtu);
        of_kind(&mut message, "veth", |data| {
            data.nest(VETH_INFO_PEER, |inner| {
                inner.put(&[0; LINK_HEADER]);
                put_new_link(inner, peer, mtu);
            });
        });
        self.ask(message, subject)
    }

    /// Makes a bridge without ports; it is down. It gets a random hardware address, and because it was given one it keeps it,
    /// whichever ports come and go.
    ///
    /// # Errors
    /// `EEXIST` when the name is taken, `EOPNOTSUPP` without the bridge driver.
    pub fn make_bridge(&mut self, name: &str) -> Result<(), NetlinkError> {
        let subject = Subject {
            operation: "make the bridge",
            interface: name,
        };
        check_name(subject, name)?;
        let mut message = new_link(here(name, 0x02), None);
        of_kind(&mut message, "bridge", |_| ());
        self.ask(message, subject)
    }

    /// Makes a macvlan on `parent`, straight in the network namespace that it is for; it is down.
    ///
    /// # Errors
    /// `EEXIST` when the name is taken there, `ENODEV` without the parent, `EBUSY` when the parent is on a bridge,
    /// `EOPNOTSUPP` without the driver.
    pub fn make_macvlan(&mut self, parent: LinkIndex, mode: MacvlanMode, link: NewLink<'_>) -> Result<(), NetlinkError> {
        let subject = Subject {
            operation: "make the macvlan",
            interface: link.name,
        };
        check_name(subject, link.name)?;
        let mut message = new_link(link, None);
        message.number(IFLA_LINK, parent.0);
        of_kind(&mut message, "macvlan", |data| data.number(IFLA_MACVLAN_MODE, mode.number()));
        self.ask(message, subject)
    }

    /// Puts an interface on a bridge.
    ///
    /// # Errors
    /// `ELOOP` when it is a bridge itself, `EBUSY` when another one has it.
    pub fn set_master(&mut self, index: LinkIndex, bridge: LinkIndex) -> Result<(), NetlinkError> {
        self.change("put it on the bridge", index, |message| message.number(IFLA_MASTER, bridge.0))
    }

    /// Brings an interface up.
    ///
    /// # Errors
    /// [`NetlinkError::Refused`] with the driver's reason.
    pub fn set_up(&mut self, index: LinkIndex) -> Result<(), NetlinkError> {
        self.set_flag("bring it up", index, IFF_UP)
    }

    /// Takes an interface down.
    ///
    /// # Errors
    /// [`NetlinkError::Refused`] with the kernel's reason.
    pub fn set_down(&mut self, index: LinkIndex) -> Result<(), NetlinkError> {
        self.set_flag("take it down", index, 0)
    }

    /// Sets the MTU, bytes.
    ///
    /// # Errors
    /// `EINVAL` outside the driver's limits; the kernel says which was missed.
    pub fn set_mtu(&mut self, index: LinkIndex, mtu: u32) -> Result<(), NetlinkError> {
        self.change("set its MTU", index, |message| message.number(IFLA_MTU, mtu))
    }

    /// Sets the hardware address.
    ///
    /// # Errors
    /// `EADDRNOTAVAIL` for a multicast address or zero, `EBUSY` where the driver allows it only while it is down.
    pub fn set_mac(&mut self, index: LinkIndex, mac: [u8; 6]) -> Result<(), NetlinkError> {
        self.change("set its hardware address", index, |message| {
            message.attribute(IFLA_ADDRESS, &mac)
        })
    }

    /// Gives an interface another name.
    ///
    /// # Errors
    /// `EEXIST` when the name is taken, `EBUSY` when it is up, on a kernel that cannot rename it then.
    pub fn rename(&mut self, index: LinkIndex, name: &str) -> Result<(), NetlinkError> {
        let operation = "rename it";
        check_name(
            Subject {
                operation,
                interface: name,
            },
            name,
        )?;
        self.change(operation, index, |message| message.text(IFLA_IFNAME, name))
    }

    /// Moves an interface into another network namespace, under the name it has, or under a new one in the same step, so
    /// that a name taken there is no obstacle. It arrives down and without addresses.
    ///
    /// # Errors
    /// `EEXIST` when the name is taken there, `EINVAL` for one that cannot be moved (loopback), `ESRCH` when the process is gone.
    pub fn move_to_netns(&mut self, index: LinkIndex, netns: NetNs<'_>, name: Option<&str>) -> Result<(), NetlinkError> {
        let operation = "move it to another network namespace";
        if let Some(name) = name {
            check_name(
                Subject {
                    operation,
                    interface: name,
                },
                name,
            )?;
        }
        self.change(operation, index, |message| {
            put_netns(message, netns);
            if let Some(name) = name {
                message.text(IFLA_IFNAME, name);
            }
        })
    }

    /// Deletes an interface; of a veth pair both ends go.
    ///
    /// # Errors
    /// `ENODEV` when there is none, `EOPNOTSUPP` for one that is hardware.
    pub fn delete(&mut self, name: &str) -> Result<(), NetlinkError> {
        let subject = Subject {
            operation: "delete it",
            interface: name,
        };
        check_name(subject, name)?;
        let mut message = link_message(RTM_DELLINK, 0, 0);
        message.text(IFLA_IFNAME, name);
        self.ask(message, subject)
    }

    fn look_up(&mut self, operation: &'static str, name: &str) -> Result<Link, NetlinkError> {
        let subject = Subject {
            operation,
            interface: name,
        };
        check_name(subject, name)?;
        let mut message = link_message(RTM_GETLINK, 0, 0);
        message.text(IFLA_IFNAME, name);
        message.number(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
        let mut found = None;
        self.collect(message, subject, |body| found = read_link(body))?;
        found.ok_or_else(|| subject.malformed("it does not describe an interface"))
    }

    fn change(&mut self, operation: &'static str, index: LinkIndex, fill: impl FnOnce(&mut Message)) -> Result<(), NetlinkError> {
        let mut message = link_message(RTM_SETLINK, 0, index.0);
        fill(&mut message);
        self.ask(
            message,
            Subject {
                operation,
                interface: &index.0.to_string(),
            },
        )
    }

    fn set_flag(&mut self, operation: &'static str, index: LinkIndex, flags: u32) -> Result<(), NetlinkError> {
        let mut message = Message::new(RTM_SETLINK, 0);
        message.put(&link_header(index.0, flags, IFF_UP));
        self.ask(
            message,
            Subject {
                operation,
                interface: &index.0.to_string(),
            },
        )
    }
}

/// `struct ifinfomsg`: family and hardware type left open, then index, flags and which flags are meant.
fn link_header(index: u32, flags: u32, change: u32) -> [u8; LINK_HEADER] {
    let mut header = [0; LINK_HEADER];
    header[4..8].copy_from_slice(&index.to_ne_bytes());
    header[8..12].copy_from_slice(&flags.to_ne_bytes());
    header[12..].copy_from_slice(&change.to_ne_bytes());
    header
}

fn link_message(kind: u16, flags: u16, index: u32) -> Message {
    let mut message = Message::new(kind, flags);
    message.put(&link_header(index, 0, 0));
    message
}

fn new_link(link: NewLink<'_>, mtu: Option<u32>) -> Message {
    let mut message = link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
    put_new_link(&mut message, link, mtu);
    message
}

fn put_new_link(message: &mut Message, link: NewLink<'_>, mtu: Option<u32>) {
    message.text(IFLA_IFNAME, link.name);
    if let Some(mac) = link.mac {
        message.attribute(IFLA_ADDRESS, &mac);
    }
    if let Some(mtu) = mtu {
        message.number(IFLA_MTU, mtu);
    }
    if let Some(netns) = link.netns {
        put_netns(message, netns);
    }
}

/// A new interface in the socket's own namespace, with a random hardware address that begins with this byte (one of a local,
/// single station: the last two bits are `10`). Without randomness the kernel chooses all of it.
fn here(name: &str, first: u8) -> NewLink<'_> {
    let mut mac = [first; 6];
    let is_random = rustix::rand::getrandom(&mut mac[1..], rustix::rand::GetRandomFlags::empty()) == Ok(5);
    NewLink {
        name,
        mac: is_random.then_some(mac),
        netns: None,
    }
}

fn put_netns(message: &mut Message, netns: NetNs<'_>) {
    match netns {
        NetNs::Pid(pid) => message.number(IFLA_NET_NS_PID, pid.as_raw_nonzero().get().cast_unsigned()),
        NetNs::Fd(fd) => message.number(IFLA_NET_NS_FD, fd.as_raw_fd().cast_unsigned()),
    }
}

fn of_kind(message: &mut Message, kind: &str, data: impl FnOnce(&mut Message)) {
    message.nest(IFLA_LINKINFO, |info| {
        info.text(IFLA_INFO_KIND, kind);
        info.nest(IFLA_INFO_DATA, data);
    });
}

/// Reads one RTM_NEWLINK body; `None` when it is too short to be one.
fn read_link(body: &[u8]) -> Option<Link> {
    let mut link = Link {
        index: LinkIndex(u32_at(body, 4)?),
        name: String::new(),
        mtu: 0,
        kind: None,
        is_bridge: false,
        is_up: u32_at(body, 8)? & IFF_UP != 0,
        mac: None,
        master: None,
    };
    for (kind, value) in attributes(body.get(LINK_HEADER..)?) {
        match kind {
            IFLA_IFNAME => link.name = text_of(value),
            IFLA_MTU => link.mtu = u32_at(value, 0)?,
            IFLA_ADDRESS => link.mac = value.try_into().ok(),
            IFLA_MASTER => link.master = Some(LinkIndex(u32_at(value, 0)?)),
            IFLA_LINKINFO => {
                link.kind = attributes(value)
                    .find(|(kind, _)| *kind == IFLA_INFO_KIND)
                    .map(|(_, text)| text_of(text))
            }
            _ => {}
        }
    }
    link.is_bridge = link.kind.as_deref() == Some("bridge");
    Some(link)
}

/// Refuses what the kernel would refuse (`dev_valid_name`), with the reason.
fn check_name(subject: Subject<'_>, name: &str) -> Result<(), NetlinkError> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.len() > NAME_MAX {
        "it is longer than 15 bytes"
    } else if name == "." || name == ".." {
        "it is a dot"
    } else if name
        .bytes()
        .any(|byte| matches!(byte, b'/' | b':' | 0 | 0x0b | 0x0c) || byte.is_ascii_whitespace())
    {
        "it contains a slash, a colon or white space"
    } else {
        return Ok(());
    };
    Err(NetlinkError::BadName {
        operation: subject.operation,
        name: name.to_owned(),
        reason,
    })
}
