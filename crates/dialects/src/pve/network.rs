//! `net0` to `net31`: virtual pairs on a bridge, with what Proxmox writes into the guest.
//!
//! Proxmox itself sets no addresses: it writes them into the guest's files. Transom has no guest set-up yet, so it sets static
//! ones itself and says what it leaves to the guest.

use std::collections::BTreeSet;
use std::net::IpAddr;

use transom_model::{Address, Container, Effect, Given, InterfaceKind, MacAddress, Network, Nic, Origin, Severity};

use super::devices::number;
use super::properties::{Check, Part, Place, Properties, Property, split, titles};
use super::reader::RawLine;
use super::{Reader, kept};
use crate::{Problem, Setting};

pub(super) const NIC: [Property; 15] = [
    Property::new(
        "name",
        Check::Pattern(is_name, "made of letters, digits, `-`, `_` and `.`"),
        "its name inside",
    )
    .placed(Place::Required),
    Property::new("type", Check::Choice(&["veth"]), "veth is the only one"),
    Property::new("bridge", Check::Pattern(is_name, "a bridge's name"), "the bridge on the host"),
    Property::new(
        "hwaddr",
        Check::Pattern(is_unicast_mac, "a unicast hardware address, XX:XX:XX:XX:XX:XX"),
        "its hardware address",
    ),
    Property::new("mtu", Check::Integer { min: 64, max: 65535 }, "the largest packet, bytes"),
    Property::new(
        "ip",
        Check::Pattern(is_ip, "ADDRESS/8 to /32, `dhcp` or `manual`"),
        "IPv4 address",
    ),
    Property::new("gw", Check::Pattern(is_v4, "an IPv4 address"), "IPv4 gateway"),
    Property::new(
        "ip6",
        Check::Pattern(is_ip6, "ADDRESS/PREFIX, `auto`, `dhcp` or `manual`"),
        "IPv6 address",
    ),
    Property::new("gw6", Check::Pattern(is_v6, "an IPv6 address"), "IPv6 gateway"),
    Property::new("tag", Check::Integer { min: 1, max: 4094 }, "VLAN on the bridge"),
    Property::new(
        "trunks",
        Check::Pattern(are_trunks, "a `;` list of VLANs, 1 to 4094"),
        "VLANs let through",
    ),
    Property::new("rate", Check::Number, "limit in MB/s"),
    Property::new("firewall", Check::Bool, "filter by Proxmox's firewall"),
    Property::new("link_down", Check::Bool, "left down, as if unplugged"),
    Property::new("host-managed", Check::Bool, "addresses set by the host").since("9.1"),
];
pub(super) static NIC_TITLES: [(&str, &str); 15] = titles(&NIC);

/// The sub-keys that the model has fields for.
const IN_MODEL: [&str; 10] = [
    "name",
    "type",
    "bridge",
    "hwaddr",
    "mtu",
    "ip",
    "gw",
    "ip6",
    "gw6",
    "link_down",
];

/// The longest interface name (`IFNAMSIZ` less its final zero byte).
const LONGEST_NAME: usize = 15;

fn is_name(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

fn mac(value: &str) -> Option<MacAddress> {
    let mut bytes = [0; 6];
    let mut parts = value.split(':');
    for byte in &mut bytes {
        let part = parts.next().filter(|part| part.len() == 2)?;
        *byte = u8::from_str_radix(part, 16).ok()?;
    }
    parts.next().is_none().then_some(MacAddress(bytes))
}

/// The lowest bit of the first byte marks a group of receivers, which no interface may have as its own address.
fn is_unicast_mac(value: &str) -> bool {
    mac(value).is_some_and(|mac| mac.0[0] & 1 == 0)
}

/// Reads an address with its prefix.
pub(super) fn address(value: &str) -> Option<Address> {
    let (ip, prefix) = value.split_once('/')?;
    let (ip, prefix) = (ip.parse::<IpAddr>().ok()?, prefix.parse::<u8>().ok()?);
    (prefix <= if ip.is_ipv4() { 32 } else { 128 }).then_some(Address { ip, prefix })
}

fn is_ip(value: &str) -> bool {
    ["dhcp", "manual"].contains(&value) || address(value).is_some_and(|address| address.ip.is_ipv4() && address.prefix >= 8)
}

fn is_ip6(value: &str) -> bool {
    ["auto", "dhcp", "manual"].contains(&value) || address(value).is_some_and(|address| address.ip.is_ipv6() && address.prefix >= 8)
}

fn is_v4(value: &str) -> bool {
    value.parse::<std::net::Ipv4Addr>().is_ok()
}

fn is_v6(value: &str) -> bool {
    value.parse::<std::net::Ipv6Addr>().is_ok()
}

fn are_trunks(value: &str) -> bool {
    value
        .split(';')
        .all(|tag| tag.parse::<u16>().is_ok_and(|tag| (1..=4094).contains(&tag)))
}

/// Reads one `netN`.
pub(super) fn read(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (properties, problems) = split(setting.value, &NIC);
    reader.all_problems(setting, problems)?;
    reader.check_parts(&properties, &NIC)?;
    check_name(&properties)?;
    check_host_managed(&properties)?;
    for part in &properties.parts {
        if let Some((severity, message)) = remark(part, &properties) {
            reader.say(
                severity,
                setting,
                Problem::new("sub-key-without-effect", message).at(part.span.clone()),
            );
        }
    }
    kept::parts(reader, setting, &properties, &IN_MODEL);
    let nic = nic(setting, &properties, reader.vmid);
    reader.nics.push((number(setting.key), setting.given(nic)));
    Ok(Effect::Taken)
}

fn check_name(properties: &Properties<'_>) -> Result<(), Problem> {
    let names = ["name", "bridge"].into_iter().filter_map(|name| properties.find(name));
    for part in names {
        let is_reserved = part.value == "." || part.value == ".." || (part.name == "name" && part.value == "lo");
        if part.value.len() > LONGEST_NAME || is_reserved {
            let message = format!("{}: `{}` cannot be an interface's name", part.name, part.value);
            return Err(part
                .problem("bad-interface-name", message)
                .hint(format!("take at most {LONGEST_NAME} letters: `eth0`")));
        }
    }
    Ok(())
}

fn check_host_managed(properties: &Properties<'_>) -> Result<(), Problem> {
    match properties.find("ip6") {
        Some(part) if part.value == "auto" && properties.is_on("host-managed") => Err(part
            .problem(
                "bad-property",
                "SLAAC is not supported for host-managed network configuration",
            )
            .hint("write an address or `ip6=dhcp`, or leave `host-managed` out")),
        _ => Ok(()),
    }
}

/// Says what a sub-key would do that it does not do yet.
fn remark(part: &Part<'_>, properties: &Properties<'_>) -> Option<(Severity, &'static str)> {
    let has_dhcp = ["ip", "ip6"].iter().any(|name| {
        properties
            .find(name)
            .is_some_and(|part| ["dhcp", "auto"].contains(&part.value))
    });
    match part.name {
        "tag" => Some((
            Severity::Warning,
            "tag: has no effect yet; it puts the host's end into this VLAN, without it the interface is untagged",
        )),
        "trunks" => Some((
            Severity::Warning,
            "trunks: has no effect yet; it lets only these VLANs through the bridge's port",
        )),
        "rate" if part.value.parse() != Ok(0.0) => Some((
            Severity::Warning,
            "rate: has no effect yet; it limits what the interface may send",
        )),
        "firewall" if part.is_on() => Some((
            Severity::Warning,
            "firewall: has no effect yet; it puts the interface behind Proxmox's firewall",
        )),
        "host-managed" if part.is_on() && has_dhcp => Some((
            Severity::Warning,
            "host-managed: the host would ask for a lease itself, which Transom does not do yet",
        )),
        _ => None,
    }
}

fn nic(setting: &Setting<'_>, properties: &Properties<'_>, vmid: Option<u32>) -> Nic {
    let given = |name: &str| {
        properties
            .find(name)
            .map(|part| (part.value, setting.part_origin(part.span.clone())))
    };
    let text = |name: &str| given(name).map(|(value, origin)| Given::new(value.to_owned(), origin));
    let index = number(setting.key);
    let kind = given("type").map_or(
        Origin::Default("Proxmox: veth is the only type of interface"),
        |(_, origin)| origin,
    );
    Nic {
        key: setting.key.to_owned(),
        kind: Given::new(InterfaceKind::Veth, kind),
        link: text("bridge"),
        name: text("name"),
        host_name: vmid
            .map(|vmid| format!("veth{vmid}i{index}"))
            .filter(|name| name.len() <= LONGEST_NAME)
            .map(|name| {
                Given::default_of(
                    name,
                    "Proxmox: the host's end is veth, the container's number, i, the interface's number",
                )
            }),
        mac: given("hwaddr").and_then(|(value, origin)| Some(Given::new(mac(value)?, origin))),
        mtu: given("mtu").and_then(|(value, origin)| Some(Given::new(value.parse().ok()?, origin))),
        is_up: !properties.is_on("link_down"),
        addresses: [given("ip"), given("ip6")]
            .into_iter()
            .flatten()
            .filter_map(|(value, origin)| Some(Given::new(address(value)?, origin)))
            .collect(),
        gateways: [given("gw"), given("gw6")]
            .into_iter()
            .flatten()
            .filter_map(|(value, origin)| Some(Given::new(value.parse().ok()?, origin)))
            .collect(),
        left_to_guest: ["ip", "gw", "ip6", "gw6"]
            .into_iter()
            .filter_map(|name| given(name).map(|(value, origin)| Given::new(format!("{name}={value}"), origin)))
            .collect(),
    }
}

/// Gives LXC's reader the type of each interface that raw `lxc.net.N.…` lines change, as Proxmox's generated file does.
pub(super) fn announce(reader: &Reader, raw: &[RawLine], lxc: &mut crate::lxc::Reader) {
    let Network::Own(nics) = &reader.container.network else {
        return;
    };
    let named = |key: &str| key.strip_prefix("lxc.net.")?.split_once('.')?.0.parse().ok();
    let changed: BTreeSet<u32> = raw.iter().filter_map(|line| named(&line.key)).collect();
    for nic in nics {
        let index = number(&nic.value.key);
        if changed.contains(&index) {
            let origin = Origin::Default("Proxmox: the interface of the netN line");
            let [kind, flags] = ["type", "flags"].map(|part| format!("lxc.net.{index}.{part}"));
            for (key, value) in [(&kind, "veth"), (&flags, "up")] {
                let _effect = lxc.setting(&Setting {
                    key,
                    value,
                    origin: origin.clone(),
                    key_columns: 0..0,
                    value_columns: 0..0,
                });
            }
        }
    }
}

/// Lays what raw lines say of an interface over what its `netN` line says.
pub(super) fn merge(container: &mut Container) {
    let Network::Own(nics) = &mut container.network else { return };
    let (mut own, raw): (Vec<_>, Vec<_>) = std::mem::take(nics)
        .into_iter()
        .partition(|nic| nic.value.key.starts_with("net"));
    let mut added = Vec::new();
    for nic in raw {
        let index = number(&nic.value.key);
        match own.iter_mut().find(|known| number(&known.value.key) == index) {
            Some(known) => overlay(&mut known.value, nic.value),
            None => added.push(nic),
        }
    }
    own.extend(added);
    *nics = own;
}

fn overlay(nic: &mut Nic, raw: Nic) {
    if raw.kind.origin.line().is_some() {
        nic.kind = raw.kind;
    }
    nic.link = raw.link.or(nic.link.take());
    nic.name = raw.name.or(nic.name.take());
    nic.host_name = raw.host_name.or(nic.host_name.take());
    nic.mac = raw.mac.or(nic.mac.take());
    nic.mtu = raw.mtu.or(nic.mtu.take());
    nic.is_up &= raw.is_up;
    nic.addresses.extend(raw.addresses);
    nic.gateways.extend(raw.gateways);
}

/// Says whether a `netN` line can make an interface: a pair whose names the schema takes.
pub(super) fn can_be_native(nic: &Nic) -> bool {
    let fits = |name: &Option<Given<String>>| {
        name.as_ref()
            .is_none_or(|name| (1..=LONGEST_NAME).contains(&name.value.len()) && is_name(&name.value))
    };
    nic.kind.value == InterfaceKind::Veth && fits(&nic.name) && fits(&nic.link)
}

/// Says whether a word is one of the parts for addresses.
pub(super) fn is_ip_part(name: &str, value: &str) -> bool {
    match name {
        "ip" => is_ip(value),
        "ip6" => is_ip6(value),
        "gw" => is_v4(value),
        "gw6" => is_v6(value),
        _ => false,
    }
}
