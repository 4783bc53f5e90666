//! `nic`: network interfaces of every type, and what a network of the manager's own decides for them.

use std::collections::BTreeSet;
use std::net::IpAddr;

use transom_model::{Address, Container, Effect, Given, InterfaceKind, Network, Nic, Origin, Severity, words};

use super::Reader;
use super::devices::{Device, Outcome, Wrong};
use super::known::{self, Known};
use super::options::NIC_TYPES;
use super::print::{Notes, Printed};
use super::values;
use crate::Problem;

/// The longest interface name (`IFNAMSIZ` less its final zero byte).
const LONGEST_NAME: usize = 15;

/// Reads an interface.
pub(super) fn read(reader: &mut Reader, device: &Device<'_>) -> Outcome {
    let nictype = match (device.text("nictype"), device.text("network")) {
        (Some(_), Some(_)) => {
            let problem = device.problem(
                "nictype-and-network",
                "Cannot use \"nictype\" property in conjunction with \"network\" property",
            );
            return Err(device.wrong(
                "nictype",
                problem.hint("keep `network:`, which brings type and parent with it"),
            ));
        }
        (None, None) => {
            let problem = device.problem(
                "no-nictype",
                "Unsupported device type: neither \"nictype\" nor \"network\" is given",
            );
            return Err(device.wrong(
                "type",
                problem.hint(format!(
                    "add `network: lxdbr0`, or `nictype:` and one of {}",
                    NIC_TYPES.join(", ")
                )),
            ));
        }
        (Some(nictype), None) => nictype,
        // A network of the manager's own is a bridge, unless it says otherwise elsewhere.
        (None, Some(_)) => "bridged",
    };
    let needs_parent =
        matches!(nictype, "bridged" | "macvlan" | "ipvlan" | "physical" | "sriov") && device.text("network").is_none();
    if needs_parent && device.text("parent").is_none() {
        let problem = device.problem("no-parent", "Requires \"parent\" property");
        return Err(device.wrong(
            "nictype",
            problem.hint("name the bridge or interface of the host: `parent: br0`"),
        ));
    }
    check_names(device)?;
    check_mode(reader, device, nictype)?;
    if nictype == "routed" && device.text("vlan").is_some() && device.text("parent").is_none() {
        let message = "The vlan setting can only be used when combined with a parent interface";
        return Err(device.wrong(
            "vlan",
            device
                .problem("no-parent", message)
                .hint("name the host's interface: `parent: eth0`"),
        ));
    }
    let nic = nic(reader, device, nictype)?;
    remark(reader, device, nictype);
    for what in ["hwaddr", "name"] {
        if let Some(note) = note(reader, device, what) {
            reader.revise(&note.origin, Effect::Taken);
        }
    }
    let given = Given::new(nic, device.origin.clone());
    match &mut reader.container.network {
        Network::Own(nics) => nics.push(given),
        network @ Network::Host(_) => *network = Network::Own(vec![given]),
    }
    match nictype {
        "ovn" => Ok(Effect::NotYet(words!("puts an interface on an OVN network"))),
        _ => Ok(Effect::Taken),
    }
}

fn check_mode(reader: &mut Reader, device: &Device<'_>, nictype: &str) -> Result<(), Wrong> {
    let Some(mode) = device.text("mode") else { return Ok(()) };
    let words: &[&str] = if nictype == "ipvlan" {
        &["l3s", "l2"]
    } else {
        &["bridge", "vepa", "passthru", "private"]
    };
    if !words.contains(&mode) {
        let problem = device.problem("bad-value", &format!("mode: Must be one of: {}", words.join(", ")));
        return Err(device.wrong("mode", problem));
    }
    if nictype == "macvlan" {
        let what = || "`mode` of a macvlan interface".to_owned();
        known::remark(reader, Known::INCUS, "", what, &device.origin_of("mode"));
    }
    Ok(())
}

fn check_names(device: &Device<'_>) -> Result<(), Wrong> {
    for option in ["name", "host_name", "parent"] {
        let Some(name) = device.text(option) else { continue };
        let is_good = name.len() <= LONGEST_NAME
            && !name.contains(['/', ':'])
            && !name.contains(char::is_whitespace)
            && name != "."
            && name != "..";
        if !is_good {
            let problem = device.problem(
                "bad-interface-name",
                &format!("{option}: {name:?} cannot be an interface's name"),
            );
            let hint = format!("at most {LONGEST_NAME} letters without `/`, `:` and blanks: `eth0`");
            return Err(device.wrong(option, problem.hint(hint)));
        }
    }
    Ok(())
}

fn kind(nictype: &str) -> InterfaceKind {
    match nictype {
        "macvlan" => InterfaceKind::Macvlan,
        "ipvlan" => InterfaceKind::Ipvlan,
        "physical" | "sriov" => InterfaceKind::Phys,
        _ => InterfaceKind::Veth,
    }
}

/// What the manager remembers of an interface whose device leaves it open.
fn note(reader: &Reader, device: &Device<'_>, what: &'static str) -> Option<Given<String>> {
    let note = reader.wishes.nic_notes.get(&(device.name.to_owned(), what))?;
    device.text(what).is_none().then(|| note.clone())
}

fn nic(reader: &Reader, device: &Device<'_>, nictype: &str) -> Result<Nic, Wrong> {
    let mac = device.given("hwaddr").or_else(|| note(reader, device, "hwaddr"));
    // A routed interface has a parent that it is no part of.
    let link = if nictype == "routed" {
        None
    } else {
        device.given("network").or_else(|| device.given("parent"))
    };
    let is_static = matches!(nictype, "routed" | "ipvlan");
    let (mut addresses, mut left_to_guest) = (Vec::new(), Vec::new());
    for option in ["ipv4.address", "ipv6.address"] {
        let Some(given) = device.given(option) else { continue };
        match is_static {
            true => addresses.extend(static_addresses(device, &given)?),
            false => left_to_guest.push(given.with(format!("{option}={}", given.value))),
        }
    }
    Ok(Nic {
        key: device.name.to_owned(),
        kind: Given::new(kind(nictype), device.origin_of("nictype")),
        link,
        name: device.given("name").or_else(|| note(reader, device, "name")),
        host_name: device.given("host_name"),
        mac: mac.and_then(|given| Some(given.with(values::mac(&given.value).ok()?))),
        mtu: device
            .given("mtu")
            .and_then(|given| Some(given.with(given.value.parse().ok()?))),
        is_up: true,
        addresses,
        gateways: Vec::new(),
        left_to_guest,
    })
}

/// Routed interfaces and ipvlan have single addresses, which the host sets.
fn static_addresses(device: &Device<'_>, given: &Given<String>) -> Result<Vec<Given<Address>>, Wrong> {
    let one = |text: &str| {
        let ip: IpAddr = text.trim().split('/').next().unwrap_or_default().parse().ok()?;
        Some(given.with(Address {
            ip,
            prefix: if ip.is_ipv4() { 32 } else { 128 },
        }))
    };
    let texts = given.value.split(',');
    texts
        .map(|text| {
            one(text).ok_or_else(|| {
                let problem = device.problem("bad-address", &format!("Not an IP address: {:?}", text.trim()));
                let problem = problem.hint("addresses without a prefix length, separated by commas: `192.0.2.7`");
                Box::new((given.origin.clone(), problem))
            })
        })
        .collect()
}

fn remark(reader: &mut Reader, device: &Device<'_>, nictype: &str) {
    let text = match nictype {
        "routed" => {
            "the address is set inside, but the routes on the host and the answers on the parent's network are not made yet"
        }
        "sriov" => "a virtual function of the parent is not chosen yet: the parent itself would be moved in",
        _ => return,
    };
    let problem = Problem::new("nic-in-part", format!("{nictype}: {text}"));
    reader.diagnose(
        Severity::Warning,
        device.origin.clone(),
        problem.hint("a bridge works fully: `nictype: bridged` with its `parent:`"),
    );
}

/// Options of an interface that the container holds, so that printing finds them again.
pub(super) fn held(reader: &Reader, device: &Device<'_>) -> Vec<&'static str> {
    const ALWAYS: [&str; 7] = ["type", "name", "hwaddr", "mtu", "host_name", "ipv4.address", "ipv6.address"];
    let mut held = ALWAYS.to_vec();
    let Network::Own(nics) = &reader.container.network else {
        return held;
    };
    let nic = nics.iter().rfind(|nic| nic.value.key == device.name);
    let printed = nic.and_then(|nic| options(&nic.value)).unwrap_or_default();
    // A managed network is more than a bridge, and some types are held as the nearest one that they are like.
    for option in ["nictype", "parent"] {
        let shown = printed.iter().find(|(name, _)| *name == option);
        if device.text(option) == shown.map(|(_, value)| value.as_str()) {
            held.push(option);
        }
    }
    // `none` as an address is no address in the container.
    held.retain(|option| !option.ends_with(".address") || printed.iter().any(|(shown, _)| shown == option));
    held
}

/// Names interfaces that have none: `eth` and the first free number, in the order of the devices.
pub(super) fn settle(reader: &mut Reader) {
    let Network::Own(nics) = &mut reader.container.network else {
        return;
    };
    let taken: BTreeSet<String> = nics
        .iter()
        .filter_map(|nic| nic.value.name.as_ref().map(|name| name.value.clone()))
        .collect();
    let mut free = (0..u32::MAX)
        .map(|number| format!("eth{number}"))
        .filter(|name| !taken.contains(name));
    for nic in nics.iter_mut().filter(|nic| nic.value.name.is_none()) {
        nic.value.name = free.next().map(|name| {
            Given::default_of(
                name,
                "LXD and Incus: an interface without a name is eth and the first free number",
            )
        });
    }
}

/// Prints the interfaces.
pub(super) fn print(notes: &Notes, container: &Container) -> Vec<Printed> {
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    let one = |given: &Given<Nic>| {
        let name = device_name(&given.value);
        let mut options = options(&given.value)?;
        // What the manager remembers of an interface need not be said again.
        options.retain(|(option, value)| notes.config.get(&format!("volatile.{name}.{option}")) != Some(value));
        Some((name, options))
    };
    nics.iter().filter_map(one).collect()
}

/// The device's name; other dialects' keys hold a dot or are no name (`lxc.net.0`), so that the name inside stands in.
pub(super) fn device_name(nic: &Nic) -> String {
    let number = nic.key.strip_prefix("lxc.net.");
    match (&nic.name, number) {
        (Some(name), Some(_)) => name.value.clone(),
        (Some(name), None) if nic.key.is_empty() => name.value.clone(),
        (None, Some(number)) => format!("eth{number}"),
        _ => nic.key.clone(),
    }
}

fn is_single(address: &Given<Address>) -> bool {
    address.value.prefix == if address.value.ip.is_ipv4() { 32 } else { 128 }
}

fn options(nic: &Nic) -> Option<Vec<(&'static str, String)>> {
    let nictype = match (nic.kind.value, &nic.link) {
        (InterfaceKind::Veth, Some(_)) => "bridged",
        // Single addresses are those of a routed interface; any other prefix is another dialect's.
        (InterfaceKind::Veth, None) if nic.addresses.is_empty() || !nic.addresses.iter().all(is_single) => "p2p",
        (InterfaceKind::Veth, None) => "routed",
        (InterfaceKind::Macvlan | InterfaceKind::Vlan, _) => "macvlan",
        (InterfaceKind::Ipvlan, _) => "ipvlan",
        (InterfaceKind::Phys, _) => "physical",
        (InterfaceKind::Empty, _) => return None,
    };
    let mut options = vec![("type", "nic".to_owned()), ("nictype", nictype.to_owned())];
    options.extend(nic.link.as_ref().map(|link| ("parent", link.value.clone())));
    let own_name = nic.name.as_ref().filter(|name| !matches!(name.origin, Origin::Default(_)));
    options.extend(own_name.map(|name| ("name", name.value.clone())));
    let own_end = nic
        .host_name
        .as_ref()
        .filter(|name| !matches!(name.origin, Origin::Default(_)));
    options.extend(
        own_end
            .filter(|_| matches!(nictype, "bridged" | "p2p" | "routed"))
            .map(|name| ("host_name", name.value.clone())),
    );
    options.extend(nic.mac.as_ref().map(|mac| ("hwaddr", mac.value.to_string())));
    options.extend(nic.mtu.as_ref().map(|mtu| ("mtu", mtu.value.to_string())));
    for (word, is_v4) in [("ipv4.address", true), ("ipv6.address", false)] {
        let own: Vec<String> = nic
            .addresses
            .iter()
            .filter(|address| address.value.ip.is_ipv4() == is_v4)
            .map(|address| address.value.ip.to_string())
            .collect();
        let left = nic
            .left_to_guest
            .iter()
            .find_map(|text| text.value.strip_prefix(word)?.strip_prefix('=').map(str::to_owned));
        // Addresses with a prefix length that the host sets go to LXC (`native.rs`).
        let value = match nictype {
            "routed" | "ipvlan" if !own.is_empty() => Some(own.join(",")),
            _ => left,
        };
        options.extend(value.map(|value| (word, value)));
    }
    Some(options)
}
