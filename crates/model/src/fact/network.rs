//! Facts of the network: interfaces are told apart by their place, as keys differ between dialects.

use std::borrow::Cow;

use super::{Facts, Topic};
use crate::{Container, Given, InterfaceKind, Network, Nic};

pub(super) fn collect<'c>(facts: &mut Facts<'c>, container: &'c Container) {
    match &container.network {
        Network::Host(given) => facts.one(Topic::Network, "", "the host's", &given.origin),
        Network::Own(nics) => {
            for (at, nic) in nics.iter().enumerate() {
                interface(facts, at, &nic.value);
            }
        }
    }
    facts.maybe(Topic::Resolver, "name servers", &container.nameservers, |text| {
        text.as_str().into()
    });
    facts.maybe(Topic::Resolver, "search domain", &container.searchdomain, |text| {
        text.as_str().into()
    });
}

fn interface<'c>(facts: &mut Facts<'c>, at: usize, nic: &'c Nic) {
    let about = |aspect: &str| format!("{at} {aspect}");
    let kind = match nic.kind.value {
        InterfaceKind::Veth => "veth",
        InterfaceKind::Macvlan => "macvlan",
        InterfaceKind::Ipvlan => "ipvlan",
        InterfaceKind::Vlan => "vlan",
        InterfaceKind::Phys => "a card of the host",
        InterfaceKind::Empty => "loopback only",
    };
    facts.one(Topic::Interface, about("kind"), kind, &nic.kind.origin);
    let mut text = |aspect: &str, given: &'c Option<Given<String>>| {
        if let Some(given) = given {
            facts.one(Topic::Interface, about(aspect), given.value.as_str(), &given.origin);
        }
    };
    text("link", &nic.link);
    text("name", &nic.name);
    text("name on the host", &nic.host_name);
    if let Some(mac) = &nic.mac {
        facts.one(
            Topic::Interface,
            about("hardware address"),
            mac.value.to_string(),
            &mac.origin,
        );
    }
    if let Some(mtu) = &nic.mtu {
        facts.one(Topic::Interface, about("MTU"), mtu.value.to_string(), &mtu.origin);
    }
    facts.one(
        Topic::Interface,
        about("state"),
        if nic.is_up { "up" } else { "down" },
        &nic.kind.origin,
    );
    for address in &nic.addresses {
        let about = format!("{at} address {}", address.value);
        facts.one(Topic::Interface, about, Cow::from("yes"), &address.origin);
    }
    for gateway in &nic.gateways {
        let about = format!("{at} gateway {}", gateway.value);
        facts.one(Topic::Interface, about, Cow::from("yes"), &gateway.origin);
    }
    for left in &nic.left_to_guest {
        let about = format!("{at} left to the guest");
        facts.one(Topic::Interface, about, left.value.as_str(), &left.origin);
    }
}
