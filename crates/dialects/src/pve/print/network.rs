//! `netN`: virtual pairs; what a `netN` line cannot say of them, and interfaces of other kinds, are left for raw lines.

use std::collections::BTreeSet;
use std::net::IpAddr;

use transom_model::{Address, Container, Given, Network, Nic, Origin};

use super::super::{kept, keys, network};
use super::Pairs;

/// The highest number of a `netN`.
const LAST: u32 = 31;

/// An interface and the number that it is printed under.
pub(super) struct Numbered<'c> {
    pub(super) number: u32,
    pub(super) nic: &'c Nic,
    /// Whether a `netN` line makes it.
    pub(super) is_native: bool,
}

/// Gives every interface a number: its own where it has one, else the lowest that is free.
pub(super) fn numbered(container: &Container) -> Vec<Numbered<'_>> {
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    let mut taken = BTreeSet::new();
    let own: Vec<Option<u32>> = nics
        .iter()
        .map(|nic| own_number(&nic.value).filter(|number| taken.insert(*number)))
        .collect();
    let mut free = 0;
    let mut all = Vec::new();
    for (nic, own) in nics.iter().zip(own) {
        while own.is_none() && taken.contains(&free) {
            free += 1;
        }
        let number = own.unwrap_or(free);
        taken.insert(number);
        let is_native = network::can_be_native(&nic.value) && number <= LAST;
        all.push(Numbered {
            number,
            nic: &nic.value,
            is_native,
        });
    }
    all
}

fn own_number(nic: &Nic) -> Option<u32> {
    match nic.key.strip_prefix("lxc.net.") {
        Some(number) => number.parse().ok(),
        None => (keys::find(&nic.key).is_some() && nic.key.starts_with("net")).then(|| nic.key[3..].parse().ok())?,
    }
}

/// Prints the virtual pairs.
pub(in crate::pve) fn print(container: &Container) -> Pairs {
    numbered(container)
        .iter()
        .filter(|nic| nic.is_native)
        .map(|nic| (format!("net{}", nic.number), text(container, nic)))
        .collect()
}

fn text(container: &Container, numbered: &Numbered<'_>) -> String {
    let nic = numbered.nic;
    let name = nic
        .name
        .as_ref()
        .map_or_else(|| format!("eth{}", numbered.number), |name| name.value.clone());
    let mut parts: Vec<(&str, String)> = vec![("type", "veth".to_owned())];
    parts.extend(nic.link.as_ref().map(|link| ("bridge", link.value.clone())));
    let mac = nic.mac.as_ref().map(|mac| mac.value.to_string().to_uppercase());
    parts.extend(mac.map(|mac| ("hwaddr", mac)));
    parts.extend(
        nic.mtu
            .as_ref()
            .filter(|mtu| fits(mtu))
            .map(|mtu| ("mtu", mtu.value.to_string())),
    );
    parts.extend((!nic.is_up).then(|| ("link_down", "1".to_owned())));
    parts.extend(ip_parts(nic));
    if nic.key == format!("net{}", numbered.number) {
        let kept = kept::parts_of(container, &nic.key);
        parts.extend(kept.into_iter().map(|(name, value)| (name, value.to_owned())));
    }
    // Into the files of a guest that is not known Proxmox writes no addresses.
    let is_alone = super::os_type(container) == "unmanaged" && nic.left_to_guest.is_empty() && !nic.addresses.is_empty();
    if is_alone && parts.iter().all(|(name, _)| *name != "host-managed") {
        parts.push(("host-managed", "1".to_owned()));
    }
    super::property_string(format!("name={name}"), parts)
}

fn fits(mtu: &Given<u32>) -> bool {
    (64..=65_535).contains(&mtu.value)
}

/// The words for addresses: those of the line that they came from, else one address and gateway of each family.
fn ip_parts(nic: &Nic) -> Vec<(&str, String)> {
    if !nic.left_to_guest.is_empty() {
        let words = nic.left_to_guest.iter().filter_map(|word| word.value.split_once('='));
        let known = words.filter(|(name, value)| network::is_ip_part(name, value));
        return known.map(|(name, value)| (name, value.to_owned())).collect();
    }
    let mut parts = Vec::new();
    for (is_v4, ip, gw) in [(true, "ip", "gw"), (false, "ip6", "gw6")] {
        let is_meant = |address: &&Given<Address>| address.value.ip.is_ipv4() == is_v4 && address.value.prefix >= 8;
        let address = nic.addresses.iter().find(is_meant);
        parts.extend(address.map(|address| (ip, address.value.to_string())));
        let gateway = nic.gateways.iter().find(|gateway| gateway.value.is_ipv4() == is_v4);
        parts.extend(gateway.map(|gateway| (gw, gateway.value.to_string())));
    }
    parts
}

/// What raw lines have to add to a `netN` line: the name of the host's end, further addresses, an odd MTU.
pub(super) fn additions(numbered: &Numbered<'_>) -> Pairs {
    let nic = numbered.nic;
    // The line may spell an address in another way than this would.
    let printed = ip_parts(nic);
    let has_address = |address: Address| printed.iter().any(|(_, text)| network::address(text) == Some(address));
    let has_gateway = |gateway: IpAddr| printed.iter().any(|(_, text)| text.parse() == Ok(gateway));
    let family = |ip: &IpAddr| if ip.is_ipv4() { "ipv4" } else { "ipv6" };
    let mut lines = Vec::new();
    let is_said = |name: &&Given<String>| !matches!(name.origin, Origin::Default(_));
    let pair = nic.host_name.as_ref().filter(is_said);
    lines.extend(pair.map(|name| ("veth.pair".to_owned(), name.value.clone())));
    lines.extend(
        nic.mtu
            .as_ref()
            .filter(|mtu| !fits(mtu))
            .map(|mtu| ("mtu".to_owned(), mtu.value.to_string())),
    );
    for address in nic.addresses.iter().map(|address| address.value) {
        if !has_address(address) {
            lines.push((format!("{}.address", family(&address.ip)), address.to_string()));
        }
    }
    for gateway in nic.gateways.iter().map(|gateway| gateway.value) {
        if !has_gateway(gateway) {
            lines.push((format!("{}.gateway", family(&gateway)), gateway.to_string()));
        }
    }
    let number = numbered.number;
    lines
        .into_iter()
        .map(|(key, value)| (format!("lxc.net.{number}.{key}"), value))
        .collect()
}
