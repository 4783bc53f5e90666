//! `<interface>`: the container's network cards.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use transom_model::{
    Address, Dialect, Effect, Given, InterfaceKind, Kept, MacAddress, Network, Nic, Origin, Severity, phrase, words,
};

use super::Reader;
use super::reader::Parts;
use super::values::{Read, not_one_of, number_in, title};
use crate::{Problem, Setting};

/// The bridge of libvirt's network `default`, as it is installed.
const DEFAULT_BRIDGE: &str = "virbr0";
const WHY_HOST: &str = "libvirt: without an interface or `<privnet/>` the container has the host's network";
const WHY_VEPA: &str = "libvirt: sends what is for neighbours on the same card by the switch, unless a mode is given";
const WHY_OWN: &str = "libvirt: names interfaces without a name eth0, eth1 and so on";

/// A route inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    gateway: Given<IpAddr>,
    is_default: bool,
    event: usize,
}

/// Reads `<ip>` of an interface.
pub(super) fn ip(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, ip_of)
}

fn ip_of(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    let address = address(parts, "@address")?;
    let most = if address.value.is_ipv4() { 32 } else { 128 };
    let prefix = match parts.text("@prefix").or(parts.text("@netmask")) {
        Some(prefix) => {
            let prefix = number_in("@prefix", prefix, 0..=most).map_err(|problem| parts.at("@prefix", problem))?;
            u8::try_from(prefix).unwrap_or(0)
        }
        None => class_of(address.value),
    };
    if let Some(peer) = parts.find("@peer") {
        let message = "the other end of a point-to-point address is not set yet";
        reader.warn(setting, Problem::new("peer-address", message));
        reader.revise(
            peer,
            Effect::NotYet(words!("is the address of the other end of a point-to-point link")),
        );
    }
    reader.draft.addresses.push(Given::new(
        Address {
            ip: address.value,
            prefix,
        },
        setting.origin.clone(),
    ));
    Ok(Effect::Taken)
}

/// Without a prefix libvirt takes the one of the address's class (`virSocketAddrGetIPPrefix`).
fn class_of(ip: IpAddr) -> u8 {
    match ip {
        IpAddr::V6(_) => 64,
        IpAddr::V4(ip) => match ip.octets()[0] {
            0..=127 => 8,
            128..=191 => 16,
            192..=223 => 24,
            _ => 32,
        },
    }
}

fn address(parts: &Parts, name: &str) -> Result<Given<IpAddr>, Problem> {
    let part = parts
        .find(name)
        .ok_or_else(|| Problem::new("no-address", format!("{} is missing", title(name))))?;
    let ip = part.value.parse().map_err(|_| {
        let problem = Problem::new("bad-address", format!("`{}` is no IP address", part.value));
        parts.at(
            name,
            problem.hint("write the address alone; the prefix has an attribute of its own"),
        )
    })?;
    Ok(part.given(ip))
}

/// Reads `<route>` of an interface.
pub(super) fn route(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, route_of)
}

fn route_of(reader: &mut Reader, _: &Setting<'_>, parts: &Parts) -> Read {
    let gateway = address(parts, "@gateway")?;
    let to = match parts.find("@address") {
        Some(_) => Some(address(parts, "@address")?.value),
        None => None,
    };
    let is_any = |ip: IpAddr| ip == IpAddr::V4(Ipv4Addr::UNSPECIFIED) || ip == IpAddr::V6(Ipv6Addr::UNSPECIFIED);
    let is_default = to.is_none_or(is_any)
        && parts
            .text("@prefix")
            .or(parts.text("@netmask"))
            .is_none_or(|prefix| matches!(prefix, "0" | "0.0.0.0"));
    let event = reader.next_event();
    reader.draft.routes.push(Route {
        gateway,
        is_default,
        event,
    });
    Ok(Effect::Taken)
}

/// Reads an address or route of the host's end, which Transom leaves alone.
pub(super) fn host_end(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let _parts = reader.parts_of(setting.key);
    Ok(Effect::NotYet(words!("configures the host's end of the interface")))
}

/// Reads one `<interface>` as a whole.
pub(super) fn read(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, card)
}

fn card(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    let addresses = std::mem::take(&mut reader.draft.addresses);
    let routes = std::mem::take(&mut reader.draft.routes);
    reader.draft.has_network_device = true;
    let mac = reader.draft.mac.take();
    let (kind, link) = kind(reader, setting, parts)?;
    if let Some(script) = parts.find("script/@path") {
        let message = format!("libvirt's LXC driver runs no script for an interface (`{}`)", script.value);
        return Err(parts.at(
            "script/@path",
            Problem::new("unsupported-script", message).hint("remove `<script>`"),
        ));
    }
    remark_on_sources(reader, parts);
    let is_up = link_state(reader, parts, !addresses.is_empty())?;
    if !is_up {
        let message = "the interface stays down inside: libvirt brings it up only where it has an address or `<link state='up'/>`";
        reader.say(
            Severity::Note,
            setting,
            Problem::new("interface-down", message).hint("that is right where the system inside sets it up itself"),
        );
    }
    let nic = Nic {
        key: String::new(),
        kind: Given::new(
            kind,
            parts
                .find("@type")
                .map_or_else(|| setting.origin.clone(), |part| part.origin.clone()),
        ),
        link,
        name: named(parts, "guest/@dev"),
        host_name: named(parts, "target/@dev").filter(|name| !name.value.starts_with("vnet")),
        mac,
        mtu: None,
        is_up,
        addresses,
        gateways: gateways(reader, routes),
        left_to_guest: Vec::new(),
    };
    remark_on_mtu(reader, parts);
    reader.draft.nics.push(Given::new(nic, setting.origin.clone()));
    Ok(Effect::Taken)
}

/// Reads whether the interface is brought up; an address brings it up as well.
fn link_state(reader: &mut Reader, parts: &Parts, has_address: bool) -> Result<bool, Problem> {
    let Some(state) = parts.find("link/@state") else {
        return Ok(has_address);
    };
    match state.value.as_str() {
        "up" => Ok(true),
        "down" => {
            let why = match has_address {
                true => phrase!("libvirt brings an interface with an address up all the same"),
                false => phrase!("an interface without an address stays down anyway"),
            };
            reader.revise(state, Effect::NoEffect(why));
            Ok(has_address)
        }
        other => Err(parts.at("link/@state", not_one_of("@state", other, &["up", "down"]))),
    }
}

/// Each type of interface has its own source.
fn remark_on_sources(reader: &mut Reader, parts: &Parts) {
    let used: &[&str] = match parts.text("@type") {
        Some("bridge") => &["source/@bridge"],
        Some("network") => &["source/@network", "source/@bridge"],
        Some("direct") => &["source/@dev", "source/@mode"],
        _ => &[],
    };
    let others = parts.all().iter().filter(|part| !part.path.starts_with("source/@"));
    let all: Vec<&str> = others.map(|part| part.path.as_str()).chain(used.iter().copied()).collect();
    reader.unused(parts, &all, &phrase!("an interface of this type"));
}

fn gateways(reader: &mut Reader, routes: Vec<Route>) -> Vec<Given<IpAddr>> {
    let (default, other): (Vec<Route>, Vec<Route>) = routes.into_iter().partition(|route| route.is_default);
    for route in other {
        reader.revise_event(
            route.event,
            Effect::NotYet(words!("sends what is meant for a network of its own by this gateway")),
        );
    }
    default.into_iter().map(|route| route.gateway).collect()
}

fn named(parts: &Parts, path: &str) -> Option<Given<String>> {
    let part = parts.find(path).filter(|part| !part.value.is_empty())?;
    Some(part.given(part.value.clone()))
}

fn kind(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Result<(InterfaceKind, Option<Given<String>>), Problem> {
    let needed = |path: &str, example: &str| {
        named(parts, path)
            .ok_or_else(|| Problem::new("no-source", "the interface has no source").hint(format!("add `<source {example}/>`")))
    };
    match parts.text("@type") {
        Some("bridge") => Ok((InterfaceKind::Veth, Some(needed("source/@bridge", "bridge='br0'")?))),
        Some("network") => Ok((
            InterfaceKind::Veth,
            Some(network(reader, needed("source/@network", "network='default'")?, parts)),
        )),
        Some("ethernet") => Ok((InterfaceKind::Veth, None)),
        Some("direct") => {
            macvlan_mode(reader, setting, parts);
            Ok((InterfaceKind::Macvlan, Some(needed("source/@dev", "dev='eth0'")?)))
        }
        Some(
            other @ ("hostdev" | "user" | "vhostuser" | "vdpa" | "mcast" | "server" | "client" | "udp" | "internal" | "null"
            | "vds"),
        ) => {
            let problem = Problem::new(
                "unsupported-interface",
                format!("libvirt refuses to start a container with an interface of type `{other}`"),
            );
            let hint = "`network`, `bridge`, `ethernet` and `direct` work; a card of the host moves in by `<hostdev mode='capabilities' type='net'>`";
            Err(parts.at("@type", problem.hint(hint)))
        }
        Some(other) => Err(parts.at(
            "@type",
            not_one_of("@type", other, &["network", "bridge", "ethernet", "direct"]),
        )),
        None => {
            Err(Problem::new("no-type", format!("{} has no type", title(setting.key)))
                .hint("add `type='bridge'` or `type='network'`"))
        }
    }
}

/// Returns the bridge that a network is taken for.
pub(super) fn bridge_of(network: &str) -> &str {
    if network == "default" { DEFAULT_BRIDGE } else { network }
}

/// A network's bridge is known to libvirt's network driver alone; that of `default` is the same everywhere.
fn network(reader: &mut Reader, network: Given<String>, parts: &Parts) -> Given<String> {
    reader.keep_parts(parts, &["source/@network"]);
    // What `virsh dumpxml` prints of a running container names the bridge.
    if let Some(bridge) = named(parts, "source/@bridge") {
        return bridge;
    }
    let bridge = bridge_of(&network.value).to_owned();
    let message = match network.value.as_str() {
        "default" => format!("the network `default` is taken for the bridge {DEFAULT_BRIDGE}, as libvirt installs it"),
        other => format!("which bridge the network `{other}` has is known to libvirt alone; a bridge of that name is looked for"),
    };
    let problem = Problem::new("libvirt-network", message);
    let hint = format!(
        "`virsh net-info {}` tells the bridge; write `<interface type='bridge'>` with it",
        network.value
    );
    let severity = if network.value == "default" {
        Severity::Note
    } else {
        Severity::Warning
    };
    reader.diagnose(severity, network.origin.clone(), problem.hint(hint));
    network.with(bridge)
}

fn macvlan_mode(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) {
    let Some(mode) = parts.find("source/@mode").cloned() else {
        reader.draft.modeless.push(setting.origin.clone());
        return;
    };
    match mode.value.as_str() {
        "private" => {}
        "vepa" | "bridge" | "passthrough" => {
            let what = words!("lets interfaces on the same card of the host reach each other; they are kept apart");
            reader.revise(&mode, Effect::NotYet(what));
        }
        other => {
            let problem = not_one_of("@mode", other, &["vepa", "bridge", "private", "passthrough"]);
            reader.revise(&mode, Effect::Wrong);
            reader.diagnose(Severity::Error, mode.origin, problem);
        }
    }
}

/// Reads a hardware address.
pub(super) fn mac(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let bad = |why: &str| Problem::new("bad-mac", format!("`{}` {why}", setting.value)).hint("write it like 52:54:00:12:34:56");
    let byte = |text: &str| {
        (1..=2)
            .contains(&text.len())
            .then(|| u8::from_str_radix(text, 16).ok())
            .flatten()
    };
    let bytes: Option<Vec<u8>> = setting.value.split(':').map(byte).collect();
    let bytes = bytes
        .and_then(|bytes| <[u8; 6]>::try_from(bytes).ok())
        .ok_or_else(|| bad("is no hardware address"))?;
    if bytes[0] & 1 == 1 {
        return Err(bad("is the address of a group, not of one interface"));
    }
    reader.draft.mac = Some(setting.given(MacAddress(bytes)));
    Ok(Effect::Taken)
}

fn remark_on_mtu(reader: &mut Reader, parts: &Parts) {
    let Some(mtu) = parts.find("mtu/@size").cloned() else { return };
    let why = words!("libvirt's LXC driver ignores the MTU: the interface keeps 1500");
    reader.revise(&mtu, Effect::NoEffect(why.into()));
    let problem = Problem::new("ignored-mtu", why.text()).hint("set it inside the container, or on the bridge");
    reader.diagnose(Severity::Warning, mtu.origin, problem);
}

/// Names the interfaces, and decides whether the container has a network of its own.
pub(super) fn settle(reader: &mut Reader) {
    let mut nics = std::mem::take(&mut reader.draft.nics);
    // Cards that move in come after all interfaces, as libvirt has them.
    nics.sort_by_key(|nic| nic.value.kind.value == InterfaceKind::Phys);
    number(reader, &mut nics);
    let unnamed = nics.iter_mut().filter(|nic| nic.value.name.is_none());
    for (number, nic) in unnamed.enumerate() {
        nic.value.name = Some(Given::default_of(format!("eth{number}"), WHY_OWN));
    }
    let private = reader.draft.private_network.clone();
    if let Some((event, _)) = private.as_ref().filter(|_| !nics.is_empty()) {
        let why = phrase!("an interface brings a network of the container's own anyway");
        reader.revise_event(*event, Effect::NoEffect(why));
    }
    if let Some((event, _)) = private.as_ref().filter(|_| reader.draft.joins_network.is_some()) {
        // Both together are refused, which what is printed must be too.
        reader.remember_event(*event);
    }
    let private = private.filter(|_| nics.is_empty());
    let draft = &reader.draft;
    let joined = draft.joins_network.clone();
    let is_own = draft.has_network_device || draft.private_network.is_some() || joined.is_some();
    if let Some(origin) = joined.filter(|_| draft.has_network_device || draft.private_network.is_some()) {
        refuse_both(reader, origin);
    }
    reader.container.network = match is_own {
        true => Network::Own(nics),
        false => Network::Host(Given::default_of((), WHY_HOST)),
    };
    if private.is_none() && !is_own {
        let whole = reader.container.whole.clone();
        let message = "the container shares the host's network: it has no interface and no `<privnet/>`";
        let hint = "add `<privnet/>` to `<features>` for loopback alone, or an `<interface>`";
        reader.diagnose(
            Severity::Warning,
            whole.unwrap_or(Origin::Default(WHY_HOST)),
            Problem::new("host-network", message).hint(hint),
        );
    }
}

/// Numbers the interfaces as paths do, and keeps the mode that libvirt takes where a file gives none.
fn number(reader: &mut Reader, nics: &mut [Given<Nic>]) {
    let modeless: std::collections::HashSet<Origin> = std::mem::take(&mut reader.draft.modeless).into_iter().collect();
    let interfaces = nics.iter_mut().filter(|nic| nic.value.kind.value != InterfaceKind::Phys);
    for (number, nic) in (1..).zip(interfaces) {
        nic.value.key = format!("interface {number}");
        if modeless.contains(&nic.origin) {
            let mode = Kept {
                dialect: Dialect::Libvirt,
                key: format!("devices/interface[{number}]/source/@mode"),
                value: "vepa".to_owned(),
            };
            reader.container.kept.push(Given::default_of(mode, WHY_VEPA));
        }
    }
}

fn refuse_both(reader: &mut Reader, origin: Origin) {
    let message = "libvirt: Config asks for inherit net namespace as well as private network interfaces";
    reader.refuse(
        origin,
        message,
        "keep either `<lxc:sharenet>` or the interfaces and `<privnet/>`",
    );
}
