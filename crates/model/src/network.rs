//! Network interfaces of a container.

use std::net::IpAddr;

use crate::origin::{keep_one, keep_some};
use crate::{Given, Origin};

/// A hardware address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MacAddress(pub [u8; 6]);

impl std::fmt::Display for MacAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [a, b, c, d, e, g] = self.0;
        write!(f, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{g:02x}")
    }
}

/// An address with its prefix length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    /// The address.
    pub ip: IpAddr,
    /// Bits of the network part.
    pub prefix: u8,
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.ip, self.prefix)
    }
}

/// What kind of interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterfaceKind {
    /// A pair of virtual interfaces, the host's end on a bridge.
    Veth,
    /// A MAC address of its own on a host interface.
    Macvlan,
    /// A slice of a host interface by address.
    Ipvlan,
    /// A tagged VLAN of a host interface.
    Vlan,
    /// A host interface that is moved in.
    Phys,
    /// Loopback only.
    Empty,
}

/// One interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nic {
    /// The key that asks for it: `net0`, `lxc.net.0`.
    pub key: String,
    /// What kind.
    pub kind: Given<InterfaceKind>,
    /// The bridge or parent on the host.
    pub link: Option<Given<String>>,
    /// Its name inside.
    pub name: Option<Given<String>>,
    /// The name of the host's end.
    pub host_name: Option<Given<String>>,
    /// Its hardware address.
    pub mac: Option<Given<MacAddress>>,
    /// Its MTU, bytes.
    pub mtu: Option<Given<u32>>,
    /// Whether it is brought up.
    pub is_up: bool,
    /// Addresses Transom sets.
    pub addresses: Vec<Given<Address>>,
    /// Gateways Transom sets.
    pub gateways: Vec<Given<IpAddr>>,
    /// What the guest sets itself, in the dialect's words (`ip=dhcp`).
    pub left_to_guest: Vec<Given<String>>,
}

impl Nic {
    /// Keeps only the parts whose origin is wanted; the kind stays.
    pub(crate) fn retain(&mut self, keep: &dyn Fn(&Origin) -> bool) {
        keep_one(&mut self.link, keep);
        keep_one(&mut self.name, keep);
        keep_one(&mut self.host_name, keep);
        keep_one(&mut self.mac, keep);
        keep_one(&mut self.mtu, keep);
        keep_some(&mut self.addresses, keep);
        keep_some(&mut self.gateways, keep);
        keep_some(&mut self.left_to_guest, keep);
    }
}

/// The network a container sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Network {
    /// Its own, with loopback and these interfaces.
    Own(Vec<Given<Nic>>),
    /// The host's.
    Host(Given<()>),
}

impl Default for Network {
    fn default() -> Self {
        Self::Own(Vec::new())
    }
}
