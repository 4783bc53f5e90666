//! Sentences for lines about network interfaces and names.

use transom_model::InterfaceKind;

use super::Entry;
use super::properties::{is_on, part};
use crate::line::Line;

pub(super) const ENTRIES: &[Entry] = &[
    ("hostname", |line| format!("Sets the host name inside to {}.", line.value())),
    ("nic", nic),
    ("nic-clear", |_| {
        "Forgets the network interfaces of earlier lines and includes.".to_owned()
    }),
    ("nic-type", kind),
    ("nic-link", link),
    ("nic-up", |line| format!("Brings {} up at the start.", interface(line))),
    ("nic-name", |line| {
        format!("Names interface {} {} inside.", number(line), line.value())
    }),
    ("nic-mac", |line| {
        format!("Gives {} the hardware address {}.", interface(line), line.value())
    }),
    ("nic-mtu", |line| {
        format!(
            "Sets the largest packet of {} to {} bytes (MTU).",
            interface(line),
            line.value()
        )
    }),
    ("nic-address", |line| {
        format!("Gives {} the address {}.", interface(line), line.value())
    }),
    ("nic-gateway", |line| {
        format!(
            "Sends traffic for elsewhere over {} to the gateway {}.",
            interface(line),
            line.value()
        )
    }),
    ("nic-mode", |line| {
        format!("Chooses how {} works with its parent: {}.", interface(line), line.value())
    }),
    ("nic-vlan", |line| {
        format!("Puts {} into VLAN {}.", interface(line), line.value())
    }),
    ("nic-pair", |line| {
        format!("Names the host's end of {} {}.", interface(line), line.value())
    }),
    ("nic-queues", |line| {
        format!("Gives {} {} queues.", interface(line), line.value())
    }),
    ("nic-route", |line| {
        format!("Makes a route on the host to {} over {}.", line.value(), interface(line))
    }),
    ("nic-l2proxy", |line| {
        format!(
            "Answers for the addresses of {} on its parent: {}.",
            interface(line),
            line.value()
        )
    }),
    ("nic-script", |line| {
        format!("Runs `{}` on the host for {}.", line.value(), interface(line))
    }),
    ("nic-old", |line| {
        format!(
            "Sets a part of a network interface, by its name of LXC 1 and 2: {}.",
            line.value()
        )
    }),
    ("nameserver", |line| {
        format!("Makes {} the container's name servers.", line.value())
    }),
    ("searchdomain", |line| {
        format!("Completes short host names with {}.", line.value())
    }),
];

fn number<'a>(line: &Line<'a>) -> &'a str {
    line.key().split('.').nth(2).unwrap_or("")
}

fn interface(line: &Line<'_>) -> String {
    let name = line.nic().and_then(|nic| nic.name.as_ref());
    match name {
        Some(name) => format!("the interface {}", name.value),
        None => format!("interface {}", number(line)),
    }
}

fn kind(line: &Line<'_>) -> String {
    let what = match line.value() {
        "veth" => "a virtual cable between host and container",
        "macvlan" => "a hardware address of its own on a host interface",
        "ipvlan" => "a share of a host interface, by address",
        "vlan" => "a tagged VLAN of a host interface",
        "phys" => "a host interface that moves into the container",
        "empty" => "loopback only",
        "none" => "the host's own network, shared",
        other => other,
    };
    format!("Makes interface {} {what}.", number(line))
}

fn link(line: &Line<'_>) -> String {
    match line.nic().map(|nic| nic.kind.value) {
        Some(InterfaceKind::Veth) => {
            format!(
                "Plugs {} into the host's bridge {}, a switch in software.",
                interface(line),
                line.value()
            )
        }
        _ => format!("Builds {} on the host's interface {}.", interface(line), line.value()),
    }
}

/// Proxmox's `netN`.
fn nic(line: &Line<'_>) -> String {
    let value = line.value();
    let get = |key| part(value, key, "");
    let name = get("name").unwrap_or("an interface");
    let mut text = format!("Gives the container the network interface {name}");
    match get("bridge") {
        Some(bridge) => text.push_str(&format!(
            ", a virtual cable to the host's bridge {bridge} (a switch in software)"
        )),
        None => text.push_str(", plugged into no bridge"),
    }
    if let Some(mac) = get("hwaddr") {
        text.push_str(&format!(", with the hardware address {mac}"));
    }
    for (key, gateway) in [("ip", "gw"), ("ip6", "gw6")] {
        text.push_str(&address(key, get(key), get(gateway)));
    }
    if let Some(tag) = get("tag") {
        text.push_str(&format!(", in VLAN {tag}"));
    }
    if is_on(value, "link_down") {
        text.push_str(", with the cable unplugged");
    }
    format!("{text}.")
}

fn address(key: &str, value: Option<&str>, gateway: Option<&str>) -> String {
    let family = if key == "ip" { "IPv4" } else { "IPv6" };
    match value {
        Some("dhcp") => format!("; it asks DHCP for an {family} address"),
        Some("auto") => format!("; it takes an {family} address from the router's announcements"),
        Some("manual") => format!("; its {family} address is left to the system inside"),
        Some(address) => {
            let over = gateway.map_or_else(String::new, |gateway| format!(" and the gateway {gateway}"));
            format!(", the address {address}{over}")
        }
        None => String::new(),
    }
}
