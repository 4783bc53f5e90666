//! Network interfaces: `lxc.net.N.*`, and the older `lxc.network.*`.
//!
//! Interfaces are kept by number until [`settle`]. As in LXC, `type` resets what was said of its interface before, a name
//! is cut to 15 letters and an IPv4 address without a prefix gets that of its old class; each of these is remarked on.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr};

use transom_model::{
    Address, Container, Effect, FileId, Given, InterfaceKind, MacAddress, Network, Nic, Origin, Severity, phrase, words,
};

use super::print::Pairs;
use super::{Reader, versions};
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

/// The longest name of an interface (IFNAMSIZ without the final zero).
const LONGEST_NAME: usize = 15;

/// `lxc.net.N.type`; `None` is the host's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Interface(InterfaceKind),
    Host,
}

const KINDS: [(&str, Kind); 7] = [
    ("veth", Kind::Interface(InterfaceKind::Veth)),
    ("macvlan", Kind::Interface(InterfaceKind::Macvlan)),
    ("ipvlan", Kind::Interface(InterfaceKind::Ipvlan)),
    ("vlan", Kind::Interface(InterfaceKind::Vlan)),
    ("phys", Kind::Interface(InterfaceKind::Phys)),
    ("empty", Kind::Interface(InterfaceKind::Empty)),
    ("none", Kind::Host),
];

/// Interfaces by number while lines are read.
#[derive(Debug, Default)]
pub(super) struct Nics {
    drafts: BTreeMap<u32, Draft>,
    current: Option<u32>,
    seeds: BTreeMap<FileId, u64>,
}

/// What is known of one interface so far.
#[derive(Debug)]
pub(super) struct Draft {
    origin: Origin,
    lines: Vec<Origin>,
    kind: Option<Given<Kind>>,
    pub(super) link: Option<Given<String>>,
    pub(super) name: Option<Given<String>>,
    pub(super) host_name: Option<Given<String>>,
    mac: Option<Given<MacAddress>>,
    mtu: Option<Given<u32>>,
    is_up: bool,
    addresses: Vec<Given<Address>>,
    gateways: Vec<Given<IpAddr>>,
}

impl Draft {
    fn new(origin: Origin) -> Self {
        Self {
            origin,
            lines: Vec::new(),
            kind: None,
            link: None,
            name: None,
            host_name: None,
            mac: None,
            mtu: None,
            is_up: false,
            addresses: Vec::new(),
            gateways: Vec::new(),
        }
    }
}

/// Finds the number of the interface a key speaks of.
fn index(setting: &Setting<'_>) -> Result<u32, Problem> {
    let rest = setting.key.strip_prefix("lxc.net.").unwrap_or_default();
    let number = rest.split('.').next().unwrap_or_default();
    number
        .parse()
        .map_err(|_| Problem::new("unknown-key", format!("{number} is too large for the number of an interface")))
}

fn draft<'r>(reader: &'r mut Reader, setting: &Setting<'_>) -> Result<&'r mut Draft, Problem> {
    let index = index(setting)?;
    let draft = reader
        .nics
        .drafts
        .entry(index)
        .or_insert_with(|| Draft::new(setting.origin.clone()));
    draft.lines.push(setting.origin.clone());
    Ok(draft)
}

/// Reads the kind; what earlier lines said of this interface is lost, as in LXC.
pub(super) fn kind(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some((_, kind)) = KINDS.iter().find(|(word, _)| *word == setting.value) else {
        let near = super::legacy::nearest(setting.value, KINDS.iter().map(|(word, _)| *word));
        let hint = near.map_or_else(
            || "they are veth macvlan ipvlan vlan phys empty none".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Problem::new("bad-value", format!("`{}` is not a kind of interface", setting.value)).hint(hint));
    };
    if setting.value == "ipvlan" && versions::is_before(reader.version, "4.0") {
        let message = format!(
            "LXC {} has no interfaces of type ipvlan yet: they came with LXC 4.0",
            reader.version
        );
        return Err(Problem::new("bad-value", message).hint("macvlan is the nearest that it has"));
    }
    let index = index(setting)?;
    let kept = reader.kept.remove_below(&format!("lxc.net.{index}."));
    let mut fresh = Draft::new(setting.origin.clone());
    fresh.kind = Some(setting.given(*kind));
    fresh.lines.push(setting.origin.clone());
    if let Some(mut lost) = reader.nics.drafts.insert(index, fresh) {
        lost.lines.extend(kept);
        remark_on_lost(reader, setting, &lost.lines);
    }
    Ok(Effect::Taken)
}

fn remark_on_lost(reader: &mut Reader, setting: &Setting<'_>, lost: &[Origin]) {
    let here = reader.sources.describe(&setting.origin);
    let lines: Vec<String> = lost.iter().map(|origin| reader.sources.describe(origin)).collect();
    for origin in lost {
        reader.revise(
            origin,
            Effect::NoEffect(phrase!("{place} begins the interface anew", place = &here)),
        );
    }
    let message = format!(
        "`type` begins the interface anew: what {} said of it is lost",
        lines.join(", ")
    );
    reader.warn(
        "nic-type-resets",
        message,
        setting.origin.clone(),
        "put the `type` line before the other lines of its interface",
    );
}

/// Reads the bridge or parent interface.
pub(super) fn link(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = interface_name(reader, setting)?;
    draft(reader, setting)?.link = value;
    Ok(Effect::Taken)
}

/// Reads the name inside.
pub(super) fn name(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = interface_name(reader, setting)?;
    draft(reader, setting)?.name = value;
    Ok(Effect::Taken)
}

/// Reads the name of the host's end.
pub(super) fn pair(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    require(reader, setting, InterfaceKind::Veth)?;
    let value = interface_name(reader, setting)?;
    draft(reader, setting)?.host_name = value;
    Ok(Effect::Taken)
}

fn interface_name(reader: &mut Reader, setting: &Setting<'_>) -> Result<Option<Given<String>>, Problem> {
    if setting.value.is_empty() {
        return Ok(None);
    }
    if matches!(setting.value, "." | "..") || setting.value.contains(['/', ' ', '\t', ':']) {
        return Err(Problem::new(
            "bad-value",
            format!("`{}` cannot be the name of an interface", setting.value),
        ));
    }
    let mut end = setting.value.len().min(LONGEST_NAME);
    while !setting.value.is_char_boundary(end) {
        end -= 1;
    }
    let name = setting.value[..end].to_owned();
    if name.len() < setting.value.len() {
        let message = format!("cut to `{name}`: an interface's name has {LONGEST_NAME} letters at the most");
        reader.warn("nic-name-cut", message, setting.value_origin(), "choose a shorter name");
    }
    Ok(Some(setting.given(name)))
}

/// Reads whether it is brought up: any word does.
pub(super) fn flags(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if !matches!(setting.value, "" | "up") {
        let message = format!("any word brings the interface up for LXC, also `{}`", setting.value);
        reader.warn(
            "nic-flags",
            message,
            setting.value_origin(),
            "write `up`, or remove the line to leave the interface down",
        );
    }
    draft(reader, setting)?.is_up = !setting.value.is_empty();
    Ok(Effect::Taken)
}

/// Reads the hardware address; each `x` stands for a digit that is derived from the file, so that it stays the same.
pub(super) fn hwaddr(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = match setting.value {
        "" => None,
        text => {
            let seed = if text.contains(['x', 'X']) { seed(reader, setting) } else { 0 };
            Some(setting.given(mac_address(text, seed).ok_or_else(|| bad_mac(text))?))
        }
    };
    draft(reader, setting)?.mac = value;
    Ok(Effect::Taken)
}

fn bad_mac(text: &str) -> Problem {
    Problem::new("bad-mac", format!("`{text}` is not a hardware address of one interface")).hint(
        "write six pairs of hexadecimal digits with colons, the first pair even, such as 10:66:6a:xx:xx:xx; an x is any digit",
    )
}

fn mac_address(text: &str, mut seed: u64) -> Option<MacAddress> {
    let mut bytes = [0_u8; 6];
    let pairs: Vec<&str> = text.split(':').collect();
    if pairs.len() != bytes.len() || pairs.iter().any(|pair| pair.len() != 2) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(&pairs) {
        for letter in pair.chars() {
            let digit = match letter {
                'x' | 'X' => {
                    seed = seed
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1_442_695_040_888_963_407);
                    u8::try_from(seed >> 60).unwrap_or(0)
                }
                letter => u8::try_from(letter.to_digit(16)?).ok()?,
            };
            *byte = *byte << 4 | digit;
        }
    }
    // Where the low digit of the first byte is free, it must make a unicast address, and one of nobody's maker.
    if pairs[0].ends_with(['x', 'X']) {
        bytes[0] = bytes[0] & !1 | 2;
    }
    (bytes[0] & 1 == 0 && bytes != [0; 6]).then_some(MacAddress(bytes))
}

/// A number that is the same for the same file and key (FNV-1a).
fn seed(reader: &mut Reader, setting: &Setting<'_>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = 0xcbf2_9ce4_8422_2325;
    if let Some((file, _)) = setting.origin.line() {
        // A file with thousands of such addresses is gone through once.
        let sources = &reader.sources;
        let of_text = || sources.file(file).text.bytes().fold(hash, step);
        hash = *reader.nics.seeds.entry(file).or_insert_with(of_text);
    }
    setting.key.bytes().fold(hash, step)
}

/// Reads the MTU, which LXC looks at only at start.
pub(super) fn mtu(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = match setting.value {
        "" => None,
        text => match text.parse::<u32>() {
            Ok(mtu @ 68..=65_535) => Some(setting.given(mtu)),
            _ => return Err(Problem::new("bad-value", format!("`{text}` is not an MTU")).hint("write bytes from 68 to 65535")),
        },
    };
    draft(reader, setting)?.mtu = value;
    Ok(Effect::Taken)
}

/// Reads an IPv4 address: `ADDRESS[/PREFIX] [BROADCAST]`.
pub(super) fn ipv4_address(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    address(reader, setting, Ipv4Addr::BITS)
}

/// Reads an IPv6 address: `ADDRESS[/PREFIX]`.
pub(super) fn ipv6_address(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    address(reader, setting, std::net::Ipv6Addr::BITS)
}

fn address(reader: &mut Reader, setting: &Setting<'_>, bits: u32) -> Read {
    let is_v4 = bits == Ipv4Addr::BITS;
    if setting.value.is_empty() {
        draft(reader, setting)?
            .addresses
            .retain(|address| address.value.ip.is_ipv4() != is_v4);
        return Ok(Effect::Taken);
    }
    let (text, broadcast) = setting.value.split_once(' ').unwrap_or((setting.value, ""));
    let (ip, prefix) = text.split_once('/').map_or((text, None), |(ip, prefix)| (ip, Some(prefix)));
    let ip = ip_of(ip, is_v4)?;
    let prefix = match prefix {
        Some(prefix) => prefix_of(prefix, bits)?,
        None => default_prefix(reader, setting, ip),
    };
    if !broadcast.trim().is_empty() {
        let message = "the broadcast address is worked out from the prefix; this one has no effect";
        reader.say(Severity::Note, "nic-broadcast", message, setting.value_origin());
    }
    draft(reader, setting)?.addresses.push(setting.given(Address { ip, prefix }));
    Ok(Effect::Taken)
}

fn ip_of(text: &str, is_v4: bool) -> Result<IpAddr, Problem> {
    let kind = if is_v4 { "IPv4" } else { "IPv6" };
    match text.parse::<IpAddr>() {
        Ok(ip) if ip.is_ipv4() == is_v4 => Ok(ip),
        _ => Err(Problem::new("bad-address", format!("`{text}` is not an {kind} address"))),
    }
}

fn prefix_of(text: &str, bits: u32) -> Result<u8, Problem> {
    let prefix = text.parse::<u8>().ok().filter(|prefix| u32::from(*prefix) <= bits);
    prefix
        .ok_or_else(|| Problem::new("bad-address", format!("`/{text}` is not a prefix length")).hint(format!("the most is {bits}")))
}

fn default_prefix(reader: &mut Reader, setting: &Setting<'_>, ip: IpAddr) -> u8 {
    let IpAddr::V4(v4) = ip else { return 64 };
    let prefix = match v4.octets()[0] {
        0..=127 => 8,
        128..=191 => 16,
        192..=223 => 24,
        _ => 32,
    };
    let message = format!("without a prefix length LXC takes that of the address's old class, /{prefix}");
    reader.warn(
        "nic-class-prefix",
        message,
        setting.value_origin(),
        "write the prefix length, such as /24",
    );
    prefix
}

/// Reads an IPv4 gateway.
pub(super) fn ipv4_gateway(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    gateway(reader, setting, true)
}

/// Reads an IPv6 gateway.
pub(super) fn ipv6_gateway(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    gateway(reader, setting, false)
}

fn gateway(reader: &mut Reader, setting: &Setting<'_>, is_v4: bool) -> Read {
    let gateway = match setting.value {
        "" => None,
        "auto" | "dev" => None,
        text => Some(setting.given(ip_of(text, is_v4)?)),
    };
    let draft = draft(reader, setting)?;
    draft.gateways.retain(|gateway| gateway.value.is_ipv4() != is_v4);
    draft.gateways.extend(gateway);
    Ok(match setting.value {
        "auto" => Effect::NotYet(words!("takes the bridge's own address as gateway")),
        "dev" => Effect::NotYet(words!("makes a default route straight to the interface")),
        _ => Effect::Taken,
    })
}

/// Refuses a key of one kind of interface where `type` has not said that kind before.
pub(super) fn require(reader: &Reader, setting: &Setting<'_>, kind: InterfaceKind) -> Result<(), Problem> {
    let index = index(setting)?;
    let found = reader
        .nics
        .drafts
        .get(&index)
        .and_then(|draft| draft.kind.as_ref())
        .map(|kind| kind.value);
    if found == Some(Kind::Interface(kind)) {
        return Ok(());
    }
    let word = KINDS
        .iter()
        .find(|(_, known)| *known == Kind::Interface(kind))
        .map_or("", |(word, _)| word);
    let message = match found {
        None => format!("`{}` stands before the type of interface {index}", setting.key),
        Some(_) => format!("`{}` is only for type {word}", setting.key),
    };
    Err(Problem::new("nic-before-type", message).hint(format!("put `lxc.net.{index}.type = {word}` before it")))
}

/// Reads the bare `lxc.net.N`, which may only be empty and takes the interface away.
pub(super) fn remove(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    only_empty(setting)?;
    let index = index(setting)?;
    let kept = reader.kept.remove_below(&format!("lxc.net.{index}."));
    let gone = reader.nics.drafts.remove(&index);
    forget(reader, setting, gone, kept);
    Ok(Effect::Taken)
}

/// Reads the bare `lxc.net` or `lxc.network`, which may only be empty and takes all interfaces away.
pub(super) fn clear(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    only_empty(setting)?;
    let kept = reader.kept.remove_below("lxc.net.");
    let gone = std::mem::take(&mut reader.nics);
    forget(reader, setting, gone.drafts.into_values(), kept);
    Ok(Effect::Taken)
}

fn forget(reader: &mut Reader, setting: &Setting<'_>, gone: impl IntoIterator<Item = Draft>, kept: Vec<Origin>) {
    let lines = gone
        .into_iter()
        .flat_map(|draft| draft.lines)
        .chain(kept)
        .map(|origin| Given::new((), origin));
    reader.cleared(setting, lines);
}

/// Returns the number that an `lxc.network` key without one means: the last interface begun, or with `type` the next.
pub(super) fn meant(reader: &mut Reader, setting: &Setting<'_>, subkey: &str) -> Result<u32, Problem> {
    let current = reader.nics.current;
    if subkey == "type" {
        let next = current.map_or(0, |current| current.saturating_add(1));
        reader.nics.current = Some(next);
        return Ok(next);
    }
    current.ok_or_else(|| {
        Problem::new(
            "nic-before-type",
            format!("`{}` stands before any `lxc.network.type`", setting.key),
        )
        .hint("begin the interface with `lxc.net.0.type = veth`")
    })
}

fn only_empty(setting: &Setting<'_>) -> Result<(), Problem> {
    if setting.value.is_empty() {
        return Ok(());
    }
    Err(Problem::new("bad-value", format!("`{}` alone takes no value", setting.key)).hint("write a key such as `lxc.net.0.type`"))
}

/// Turns the interfaces into the container's network.
pub(super) fn settle(reader: &mut Reader) {
    let drafts = std::mem::take(&mut reader.nics.drafts);
    let mut nics = Vec::new();
    let mut host = None;
    for (index, draft) in drafts {
        let Some(kind) = draft.kind.clone() else {
            let message = format!("interface {index} has no type");
            reader.say(Severity::Error, "nic-without-type", message, draft.origin.clone());
            continue;
        };
        remark_on_gateway(reader, &draft);
        match kind.value {
            Kind::Host => host = Some(kind.with(())),
            Kind::Interface(interface) => nics.push(finished(index, kind.with(interface), draft)),
        }
    }
    match (host, &mut reader.container.network) {
        (Some(host), Network::Own(own)) if nics.is_empty() && own.is_empty() => reader.container.network = Network::Host(host),
        (host, Network::Own(own)) => {
            own.extend(nics);
            if let Some(host) = host {
                let message = "`none` has no effect beside other interfaces: the container has a network of its own";
                reader.warn(
                    "nic-none-ignored",
                    message,
                    host.origin,
                    "remove the other interfaces to share the host's network",
                );
            }
        }
        (_, Network::Host(_)) => {}
    }
}

fn remark_on_gateway(reader: &mut Reader, draft: &Draft) {
    for gateway in &draft.gateways {
        let has_address = draft
            .addresses
            .iter()
            .any(|address| address.value.ip.is_ipv4() == gateway.value.is_ipv4());
        if has_address && draft.is_up {
            continue;
        }
        let message = "a gateway needs an address of its kind and `flags = up` on the same interface";
        reader.say(Severity::Error, "gateway-without-address", message, gateway.origin.clone());
    }
}

fn finished(index: u32, kind: Given<InterfaceKind>, draft: Draft) -> Given<Nic> {
    let nic = Nic {
        key: format!("lxc.net.{index}"),
        kind,
        link: draft.link,
        name: draft.name,
        host_name: draft.host_name,
        mac: draft.mac,
        mtu: draft.mtu,
        is_up: draft.is_up,
        addresses: draft.addresses,
        gateways: draft.gateways,
        left_to_guest: Vec::new(),
    };
    Given::new(nic, draft.origin)
}

/// Returns the number that each interface is printed with: its own where it has one, else the next that is free.
fn numbers_of(nics: &[Given<Nic>]) -> Vec<u32> {
    let own = |nic: &Given<Nic>| {
        let digits = nic.value.key.rsplit(|letter: char| !letter.is_ascii_digit()).next()?;
        digits.parse::<u32>().ok()
    };
    let mut used = BTreeSet::new();
    let taken: Vec<Option<u32>> = nics
        .iter()
        .map(|nic| own(nic).filter(|number| used.insert(*number)))
        .collect();
    let mut free = (0..).filter(|number| !used.contains(number));
    taken
        .into_iter()
        .map(|number| number.unwrap_or_else(|| free.next().unwrap_or(0)))
        .collect()
}

/// Prints one key of every interface that has it.
pub(super) fn print(container: &Container, subkey: &str, values: impl Fn(&Nic) -> Vec<String>) -> Pairs {
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    let lines = |(number, nic): (u32, &Given<Nic>)| {
        let values = values(&nic.value).into_iter();
        values
            .map(|value| (format!("lxc.net.{number}.{subkey}"), value))
            .collect::<Vec<_>>()
    };
    numbers_of(nics).into_iter().zip(nics).flat_map(lines).collect()
}

/// Prints the kind of every interface, or that the network is the host's.
pub(super) fn print_kind(container: &Container) -> Pairs {
    if let Network::Host(_) = container.network {
        return vec![("lxc.net.0.type".to_owned(), "none".to_owned())];
    }
    let word = |nic: &Nic| {
        KINDS
            .iter()
            .find(|(_, kind)| *kind == Kind::Interface(nic.kind.value))
            .map(|(word, _)| (*word).to_owned())
    };
    print(container, "type", |nic| word(nic).into_iter().collect())
}

/// Lists a value that may be there.
pub(super) fn maybe<T: ToString>(value: Option<&Given<T>>) -> Vec<String> {
    value.map(|given| given.value.to_string()).into_iter().collect()
}

/// Prints the addresses of every interface, in their order.
pub(super) fn print_addresses(container: &Container) -> Pairs {
    let address = |nic: &Nic| {
        nic.addresses
            .iter()
            .map(|given| (given.value.ip, given.value.to_string()))
            .collect()
    };
    by_family(container, "address", address)
}

/// Prints the gateways of every interface.
pub(super) fn print_gateways(container: &Container) -> Pairs {
    let gateway = |nic: &Nic| {
        nic.gateways
            .iter()
            .map(|given| (given.value, given.value.to_string()))
            .collect()
    };
    by_family(container, "gateway", gateway)
}

fn by_family(container: &Container, subkey: &str, values: impl Fn(&Nic) -> Vec<(IpAddr, String)>) -> Pairs {
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    let mut pairs = Pairs::new();
    for (number, nic) in numbers_of(nics).into_iter().zip(nics) {
        for (ip, value) in values(&nic.value) {
            let family = if ip.is_ipv4() { "ipv4" } else { "ipv6" };
            pairs.push((format!("lxc.net.{number}.{family}.{subkey}"), value));
        }
    }
    pairs
}

/// Reads a route on the host to the container: `ADDRESS/PREFIX`.
pub(super) fn route(reader: &mut Reader, setting: &Setting<'_>, is_v4: bool) -> Read {
    require(reader, setting, InterfaceKind::Veth)?;
    if !setting.value.is_empty() {
        let (ip, prefix) = setting.value.split_once('/').ok_or_else(|| {
            Problem::new("bad-address", format!("`{}` has no prefix length", setting.value)).hint("write it like 10.0.0.5/32")
        })?;
        ip_of(ip, is_v4)?;
        prefix_of(prefix, if is_v4 { Ipv4Addr::BITS } else { std::net::Ipv6Addr::BITS })?;
    }
    Ok(Effect::NotYet(words!("makes a route on the host to the container")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_digits_of_an_address_are_the_same_every_time_and_make_a_unicast_address() {
        let first = mac_address("xx:xx:xx:xx:xx:xx", 7).unwrap();
        assert_eq!(Some(first), mac_address("xx:xx:xx:xx:xx:xx", 7));
        assert_ne!(Some(first), mac_address("xx:xx:xx:xx:xx:xx", 8));
        assert_eq!(first.0[0] & 3, 2);
        assert_eq!(mac_address("10:66:6a:xx:xx:xx", 7).unwrap().0[..3], [0x10, 0x66, 0x6a]);
    }

    #[test]
    fn what_is_no_address_of_one_interface_is_refused() {
        for wrong in [
            "",
            "10:66",
            "zz:00:00:00:00:00",
            "01:00:5e:00:00:01",
            "00:00:00:00:00:00",
            "1:2:3:4:5:6",
        ] {
            assert_eq!(mac_address(wrong, 1), None, "{wrong}");
        }
    }
}
