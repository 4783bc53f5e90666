//! Sentences for lines about network interfaces and names.

use transom_model::InterfaceKind;

use super::Entry;
use super::properties::{is_on, part};
use crate::language::{Message, Text, say};
use crate::line::Line;

pub(super) const ENTRIES: &[Entry] = &[
    ("hostname", |line| say!("hostname", name = line.value()).into()),
    ("nic", |line| nic(line).into()),
    ("nic-clear", |_| say!("nic-clear").into()),
    ("nic-type", |line| kind(line).into()),
    ("nic-link", |line| link(line).into()),
    ("nic-up", |line| say!("nic-up", interface = interface(line)).into()),
    ("nic-name", |line| {
        say!("nic-name", interface = numbered(line), name = line.value()).into()
    }),
    ("nic-mac", |line| {
        of_interface(line, |interface, value| say!("nic-mac", interface = interface, mac = value))
    }),
    ("nic-mtu", |line| {
        of_interface(line, |interface, value| say!("nic-mtu", interface = interface, size = value))
    }),
    ("nic-address", |line| {
        of_interface(line, |interface, value| {
            say!("nic-address", interface = interface, address = value)
        })
    }),
    ("nic-gateway", |line| {
        of_interface(line, |interface, value| {
            say!("nic-gateway", interface = interface, gateway = value)
        })
    }),
    ("nic-mode", |line| {
        of_interface(line, |interface, value| say!("nic-mode", interface = interface, mode = value))
    }),
    ("nic-vlan", |line| {
        of_interface(line, |interface, value| say!("nic-vlan", interface = interface, vlan = value))
    }),
    ("nic-pair", |line| {
        of_interface(line, |interface, value| say!("nic-pair", interface = interface, name = value))
    }),
    ("nic-queues", |line| {
        of_interface(line, |interface, value| {
            say!("nic-queues", interface = interface, count = value)
        })
    }),
    ("nic-route", |line| {
        of_interface(line, |interface, value| {
            say!("nic-route", interface = interface, route = value)
        })
    }),
    ("nic-l2proxy", |line| {
        of_interface(line, |interface, value| {
            say!("nic-l2proxy", interface = interface, value = value)
        })
    }),
    ("nic-script", |line| {
        of_interface(line, |interface, value| {
            say!("nic-script", interface = interface, script = value)
        })
    }),
    ("nic-old", |line| say!("nic-old", value = line.value()).into()),
    ("nameserver", |line| say!("nameserver", servers = line.value()).into()),
    ("searchdomain", |line| say!("searchdomain", domains = line.value()).into()),
];

/// Names the interface of a line by its number.
fn numbered(line: &Line<'_>) -> Message {
    let number = line.key().split('.').nth(2).unwrap_or("");
    match number.bytes().all(|byte| byte.is_ascii_digit()) {
        true => say!("interface-number", number = number),
        false => say!("interface-of-block"),
    }
}

/// Names the interface of a line, by its name if it has one.
fn interface(line: &Line<'_>) -> Message {
    let name = line.nic().and_then(|nic| nic.name.as_ref());
    name.map_or_else(|| numbered(line), |name| say!("interface-name", name = &name.value))
}

/// Says what a line sets of its interface.
fn of_interface(line: &Line<'_>, sentence: fn(Message, &str) -> Message) -> Text {
    sentence(interface(line), line.value()).into()
}

fn kind(line: &Line<'_>) -> Message {
    let interface = numbered(line);
    match line.value() {
        "veth" => say!("nic-type-veth", interface = interface),
        "macvlan" => say!("nic-type-macvlan", interface = interface),
        "ipvlan" => say!("nic-type-ipvlan", interface = interface),
        "vlan" => say!("nic-type-vlan", interface = interface),
        "phys" => say!("nic-type-phys", interface = interface),
        "empty" => say!("nic-type-empty", interface = interface),
        "none" => say!("nic-type-none", interface = interface),
        other => say!("nic-type", interface = interface, word = other),
    }
}

fn link(line: &Line<'_>) -> Message {
    match line.nic().map(|nic| nic.kind.value) {
        Some(InterfaceKind::Veth) => say!("nic-link-bridge", interface = interface(line), bridge = line.value()),
        _ => say!("nic-link", interface = interface(line), parent = line.value()),
    }
}

/// Proxmox's `netN`.
fn nic(line: &Line<'_>) -> Message {
    let value = line.value();
    let part = |key| part(value, key, "");
    say!(
        "nic",
        name = part("name"),
        bridge = part("bridge"),
        mac = part("hwaddr"),
        address = part("ip"),
        gateway = part("gw"),
        address6 = part("ip6"),
        gateway6 = part("gw6"),
        vlan = part("tag"),
        is_unplugged = is_on(value, "link_down"),
    )
}
