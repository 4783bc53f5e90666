//! Addresses of interfaces, and the routes a container starts with.
//!
//! One message each (linux/if_addr.h, linux/rtnetlink.h). Whether a gateway can be reached without a host route of its own is
//! for the caller to know.

use std::net::{IpAddr, Ipv4Addr};

use super::NetlinkError;
use super::link::LinkIndex;
use super::message::{Message, NLM_F_CREATE, NLM_F_EXCL};
use super::socket::{Netlink, Subject};

const RTM_NEWADDR: u16 = 20;
const RTM_NEWROUTE: u16 = 24;
const IFA_ADDRESS: u16 = 1;
const IFA_LOCAL: u16 = 2;
const IFA_BROADCAST: u16 = 4;
const RTA_DST: u16 = 1;
const RTA_OIF: u16 = 4;
const RTA_GATEWAY: u16 = 5;
const RT_TABLE_MAIN: u8 = 254;
const RTPROT_BOOT: u8 = 3;
const RT_SCOPE_UNIVERSE: u8 = 0;
const RT_SCOPE_LINK: u8 = 253;
const RTN_UNICAST: u8 = 1;

/// The two routes a container needs.
#[derive(Clone, Copy)]
enum Route {
    /// Everything, through this gateway.
    Default(IpAddr),
    /// This address alone, directly.
    Host(IpAddr),
}

impl Netlink {
    /// Adds an address with its prefix length; IPv4 gets the network's broadcast address as well.
    ///
    /// # Errors
    /// `EEXIST` when it is there already, `EINVAL` for a prefix longer than the address, `EACCES` for IPv6 where it is disabled.
    pub fn add_address(&mut self, index: LinkIndex, address: IpAddr, prefix: u8) -> Result<(), NetlinkError> {
        let mut message = Message::new(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
        message.put(&[family(address), prefix, 0, RT_SCOPE_UNIVERSE]);
        message.put(&index.0.to_ne_bytes());
        put_address(&mut message, IFA_LOCAL, address);
        put_address(&mut message, IFA_ADDRESS, address);
        if let Some(broadcast) = broadcast(address, prefix) {
            put_address(&mut message, IFA_BROADCAST, IpAddr::V4(broadcast));
        }
        self.ask(
            message,
            Subject {
                operation: "add an address",
                interface: &index.0.to_string(),
            },
        )
    }

    /// Adds a default route through a gateway. A gateway outside the interface's networks needs [`Netlink::add_route_host`] first.
    ///
    /// # Errors
    /// `ENETUNREACH` or `EHOSTUNREACH` when the gateway cannot be reached or the interface is down, `EEXIST` for a second one.
    pub fn add_route_default(&mut self, index: LinkIndex, gateway: IpAddr) -> Result<(), NetlinkError> {
        self.add_route("add a default route", index, Route::Default(gateway))
    }

    /// Adds a route that says: this one address is reached directly on the interface.
    ///
    /// # Errors
    /// `ENETDOWN` when the interface is down, `EEXIST` for a second one.
    pub fn add_route_host(&mut self, index: LinkIndex, address: IpAddr) -> Result<(), NetlinkError> {
        self.add_route("add a host route", index, Route::Host(address))
    }

    fn add_route(&mut self, operation: &'static str, index: LinkIndex, route: Route) -> Result<(), NetlinkError> {
        let (address, attribute, length, scope) = match route {
            Route::Default(gateway) => (gateway, RTA_GATEWAY, 0, RT_SCOPE_UNIVERSE),
            Route::Host(address) => (address, RTA_DST, bits(address), RT_SCOPE_LINK),
        };
        let mut message = Message::new(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
        message.put(&[
            family(address),
            length,
            0,
            0,
            RT_TABLE_MAIN,
            RTPROT_BOOT,
            scope,
            RTN_UNICAST,
            0,
            0,
            0,
            0,
        ]);
        put_address(&mut message, attribute, address);
        message.number(RTA_OIF, index.0);
        self.ask(
            message,
            Subject {
                operation,
                interface: &index.0.to_string(),
            },
        )
    }
}

fn family(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => libc::AF_INET as u8,
        IpAddr::V6(_) => libc::AF_INET6 as u8,
    }
}

fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

fn put_address(message: &mut Message, kind: u16, address: IpAddr) {
    match address {
        IpAddr::V4(address) => message.attribute(kind, &address.octets()),
        IpAddr::V6(address) => message.attribute(kind, &address.octets()),
    }
}

/// The highest address of an IPv4 network; a network of one or two addresses has none.
fn broadcast(address: IpAddr, prefix: u8) -> Option<Ipv4Addr> {
    match address {
        IpAddr::V4(address) if prefix < 31 => Some(Ipv4Addr::from_bits(address.to_bits() | (u32::MAX >> prefix))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broadcast_is_the_last_address_of_the_network() {
        let of = |text: &str, prefix| broadcast(text.parse().unwrap(), prefix).map(|address| address.to_string());
        assert_eq!(of("10.0.3.7", 24).as_deref(), Some("10.0.3.255"));
        assert_eq!(of("172.16.5.1", 12).as_deref(), Some("172.31.255.255"));
        assert_eq!(of("10.0.0.1", 0).as_deref(), Some("255.255.255.255"));
        assert_eq!(of("10.0.0.1", 31), None);
        assert_eq!(of("fd00::1", 64), None);
    }
}
