//! Prints a container's devices: file systems, interfaces, nodes, terminals.
//!
//! libvirt places a node below /dev under the path that it has on the host, gives it mode 0700, and has no other way: a node that is
//! to stand elsewhere is left out. A root that libvirt cannot mount is printed as a template, which it refuses to start: without a
//! root the container would have the host's.

use std::collections::HashMap;
use std::path::Path;

use transom_model::{
    Access, Bind, Container, DeviceKind, Given, InterfaceKind, Mount, MountOption, Network, Nic, NodeDevice, Origin, Presence,
    Root, RootSource, Volume,
};

use super::defaults::NO_CONSOLE;
use super::interfaces::bridge_of;
use super::print::{Pairs, is_refused, own_kept, pair};

/// The order in which libvirt itself writes devices.
pub(super) const ORDER: [&str; 31] = [
    "emulator",
    "disk",
    "controller",
    "lease",
    "filesystem",
    "interface",
    "smartcard",
    "serial",
    "parallel",
    "console",
    "channel",
    "input",
    "tpm",
    "graphics",
    "audio",
    "sound",
    "video",
    "hostdev",
    "redirdev",
    "redirfilter",
    "hub",
    "watchdog",
    "memballoon",
    "rng",
    "nvram",
    "panic",
    "shmem",
    "memory",
    "iommu",
    "vsock",
    "crypto",
];

/// More terminals than any host has; a larger number of another manager is no number of consoles.
const MOST_CONSOLES: u32 = 4096;

pub(super) fn filesystems(container: &Container) -> Pairs {
    let root = container.root.as_ref().filter(|root| !is_hosts(root));
    let root = root.map(|root| root_pairs(&root.value));
    let mounts = container.mounts.iter().filter_map(|mount| mount_pairs(&mount.value));
    let volumes = container.volumes.iter().filter_map(|volume| volume_pairs(&volume.value));
    let mut pairs = numbered("filesystem", root.into_iter().chain(mounts).chain(volumes));
    name_sources_by_kept_types(container, &mut pairs);
    pairs
}

/// A type that was kept, because the source's path does not suggest it, decides which attribute names the source.
fn name_sources_by_kept_types(container: &Container, pairs: &mut Pairs) {
    for kept in own_kept(container) {
        let attribute = match (kept.key.strip_suffix("/@type"), kept.value.as_str()) {
            (Some(_), "block") => "dev",
            (Some(_), "file") => "file",
            _ => continue,
        };
        let element = kept.key.trim_end_matches("/@type");
        let named = ["dev", "file"].map(|other| format!("{element}/source/@{other}"));
        let sources = pairs.iter_mut().filter(|pair| named.contains(&pair.0));
        sources.for_each(|pair| pair.0 = format!("{element}/source/@{attribute}"));
    }
}

/// The host's root, which libvirt takes where a file names none.
fn is_hosts(root: &Given<Root>) -> bool {
    matches!(&root.origin, Origin::Default(_)) && root.value.source == RootSource::Directory("/".into())
}

fn numbered(element: &str, all: impl Iterator<Item = Pairs>) -> Pairs {
    let place = |(at, pairs): (usize, Pairs)| {
        let element = element.to_owned();
        pairs
            .into_iter()
            .map(move |(path, value)| pair(format!("devices/{element}[{at}]/{path}"), value))
    };
    (1..).zip(all).flat_map(place).collect()
}

fn root_pairs(root: &Root) -> Pairs {
    let template = |name: &str| ("template", "name", template_name(name));
    let is_node = |path: &str| path.starts_with("/dev/");
    let (kind, attribute, source) = match &root.source {
        RootSource::Directory(path) if path.is_absolute() => ("mount", "dir", path.display().to_string()),
        RootSource::Directory(path) => template(&path.display().to_string()),
        RootSource::Volume(volume) if is_node(volume) => ("block", "dev", volume.clone()),
        RootSource::Volume(other) => template(other),
        RootSource::Image { kind, path } if matches!(kind.as_str(), "loop" | "nbd") && path.starts_with('/') => {
            ("file", "file", path.clone())
        }
        RootSource::Image { path, .. } if is_node(path) => ("block", "dev", path.clone()),
        RootSource::Image { kind, path } => template(&format!("{kind}-{path}")),
        RootSource::Overlay { .. } => template("overlay"),
        RootSource::Host => template("embedded-root"),
        RootSource::Tar(path) => template(&path.display().to_string()),
    };
    let mut pairs = vec![pair("@type", kind)];
    if let ("file", RootSource::Image { kind, .. }) = (kind, &root.source) {
        pairs.extend([pair("driver/@type", kind), pair("driver/@format", usual_format(kind))]);
    }
    pairs.extend([pair(format!("source/@{attribute}"), source), pair("target/@dir", "/")]);
    pairs.extend(root.is_read_only.then(|| pair("readonly", "")));
    pairs
}

/// The format of images that a driver is taken for.
pub(super) fn usual_format(driver: &str) -> &'static str {
    if driver == "nbd" { "qcow2" } else { "raw" }
}

/// Writes a name in the letters that libvirt's schema has for names.
fn template_name(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '+' | '-');
    let name = name.trim_matches('/').replace(|letter| !is_plain(letter), "-");
    if name.is_empty() { "root".to_owned() } else { name }
}

fn mount_pairs(mount: &Mount) -> Option<Pairs> {
    let mut pairs = match (mount.bind(), mount.filesystem.as_str()) {
        (Some(Bind::Single | Bind::Recursive), _) if mount.is_source_inside || mount.source.starts_with('/') => {
            let kind = if mount.is_source_inside { "bind" } else { "mount" };
            vec![
                pair("@type", kind),
                pair("source/@dir", format!("/{}", mount.source.trim_start_matches('/'))),
            ]
        }
        (None, "tmpfs") => vec![
            pair("@type", "ram"),
            pair("source/@usage", tmpfs_bytes(mount)?.to_string()),
            pair("source/@units", "bytes"),
        ],
        _ => return None,
    };
    pairs.push(pair("target/@dir", format!("/{}", mount.target.display())));
    let is_read_only = mount.options.contains(&MountOption::ReadOnly(true));
    pairs.extend(is_read_only.then(|| pair("readonly", "")));
    Some(pairs)
}

/// Returns how much a tmpfs may hold; a share of the host's memory is no number of bytes (tmpfs(5)).
fn tmpfs_bytes(mount: &Mount) -> Option<u64> {
    let mut sizes = mount.options.iter().filter_map(|option| match option {
        MountOption::Data(data) => data.strip_prefix("size="),
        _ => None,
    });
    let size = sizes.next_back()?;
    let digits = size.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let power = match size[digits.len()..].to_ascii_lowercase().as_str() {
        "" => 0,
        "k" => 1,
        "m" => 2,
        "g" => 3,
        "t" => 4,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1024_u64.pow(power))
}

fn volume_pairs(volume: &Volume) -> Option<Pairs> {
    let (kind, attribute) = match volume.source.as_str() {
        device if device.starts_with("/dev/") => ("block", "dev"),
        file if file.starts_with('/') => ("file", "file"),
        // A volume of another manager's storage.
        _ => return None,
    };
    let mut pairs = vec![
        pair("@type", kind),
        pair(format!("source/@{attribute}"), &volume.source),
        pair("target/@dir", volume.target.display().to_string()),
    ];
    pairs.extend(volume.is_read_only.then(|| pair("readonly", "")));
    Some(pairs)
}

pub(super) fn interfaces(container: &Container) -> Pairs {
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    let networks = networks(container);
    let printed = nics.iter().filter(|nic| is_interface(&nic.value));
    let pairs = (1..)
        .zip(printed)
        .map(|(number, nic)| nic_pairs(&nic.value, networks.get(&number).copied()));
    numbered("interface", pairs)
}

/// Returns the networks of libvirt's that interfaces were given by name, by the interfaces' numbers.
fn networks(container: &Container) -> HashMap<usize, &str> {
    let named = own_kept(container).filter_map(|kept| {
        let number = kept
            .key
            .strip_prefix("devices/interface[")?
            .strip_suffix("]/source/@network")?;
        Some((number.parse().ok()?, kept.value.as_str()))
    });
    named.collect()
}

/// Says whether an interface is one of those that `<interface>` is for.
pub(super) fn is_interface(nic: &Nic) -> bool {
    match nic.kind.value {
        InterfaceKind::Veth => true,
        InterfaceKind::Macvlan => nic.link.is_some(),
        InterfaceKind::Ipvlan | InterfaceKind::Vlan | InterfaceKind::Phys | InterfaceKind::Empty => false,
    }
}

fn nic_pairs(nic: &Nic, network: Option<&str>) -> Pairs {
    let link = nic.link.as_ref().map(|link| link.value.as_str());
    let mut pairs = match (nic.kind.value, link) {
        (InterfaceKind::Macvlan, card) => vec![
            pair("@type", "direct"),
            pair("source/@dev", card.unwrap_or_default()),
            // Transom keeps them apart, as LXC does.
            pair("source/@mode", "private"),
        ],
        (_, None) => vec![pair("@type", "ethernet")],
        (_, Some(bridge)) => match network {
            None => vec![pair("@type", "bridge"), pair("source/@bridge", bridge)],
            Some(network) => {
                let other = (bridge_of(network) != bridge).then(|| pair("source/@bridge", bridge));
                let network = [pair("@type", "network"), pair("source/@network", network)];
                network.into_iter().chain(other).collect()
            }
        },
    };
    let named = |path: &str, given: Option<&Given<String>>| {
        given
            .filter(|given| !matches!(given.origin, Origin::Default(_)))
            .map(|given| pair(path, &given.value))
    };
    pairs.extend(nic.mac.as_ref().map(|mac| pair("mac/@address", mac.value.to_string())));
    pairs.extend(named("target/@dev", nic.host_name.as_ref()));
    pairs.extend(named("guest/@dev", nic.name.as_ref()));
    pairs.extend(address_pairs(nic));
    pairs.extend(nic.is_up.then(|| pair("link/@state", "up")));
    pairs
}

fn address_pairs(nic: &Nic) -> Pairs {
    let mut pairs = Vec::new();
    for (at, address) in (1..).zip(&nic.addresses) {
        let family = if address.value.ip.is_ipv4() { "ipv4" } else { "ipv6" };
        pairs.push(pair(format!("ip[{at}]/@address"), address.value.ip.to_string()));
        pairs.push(pair(format!("ip[{at}]/@family"), family));
        pairs.push(pair(format!("ip[{at}]/@prefix"), address.value.prefix.to_string()));
    }
    for (at, gateway) in (1..).zip(&nic.gateways) {
        let (family, any) = match gateway.value.is_ipv4() {
            true => ("ipv4", "0.0.0.0"),
            false => ("ipv6", "::"),
        };
        pairs.push(pair(format!("route[{at}]/@family"), family));
        pairs.push(pair(format!("route[{at}]/@address"), any));
        pairs.push(pair(format!("route[{at}]/@prefix"), "0"));
        pairs.push(pair(format!("route[{at}]/@gateway"), gateway.value.to_string()));
    }
    pairs
}

pub(super) fn hostdevs(container: &Container) -> Pairs {
    let nodes = container.devices.iter().filter_map(|device| hostdev_pairs(&device.value));
    let nics = match &container.network {
        Network::Own(nics) => nics.as_slice(),
        Network::Host(_) => &[],
    };
    let cards = nics.iter().filter_map(|nic| card_pairs(&nic.value));
    numbered("hostdev", nodes.chain(cards))
}

/// Returns a card of the host that moves in.
pub(super) fn card_pairs(nic: &Nic) -> Option<Pairs> {
    let card = nic.link.as_ref().filter(|_| nic.kind.value == InterfaceKind::Phys)?;
    Some(vec![
        pair("@mode", "capabilities"),
        pair("@type", "net"),
        pair("source/interface", &card.value),
    ])
}

fn hostdev_pairs(device: &NodeDevice) -> Option<Pairs> {
    if device.name.starts_with("timer ") || disk_name(device).is_some() {
        return None;
    }
    let source = device.source.to_string_lossy();
    if super::devices::place_inside(&device.source)? != device.target {
        return None;
    }
    if let Some((bus, number)) = usb_address(&source) {
        let mut pairs = vec![pair("@mode", "subsystem"), pair("@type", "usb")];
        let is_optional = device.presence == Presence::Optional;
        pairs.extend(is_optional.then(|| pair("source/@startupPolicy", "optional")));
        pairs.extend([
            pair("source/address/@bus", bus.to_string()),
            pair("source/address/@device", number.to_string()),
        ]);
        return Some(pairs);
    }
    let (kind, element) = match is_block(device) {
        true => ("storage", "source/block"),
        false => ("misc", "source/char"),
    };
    Some(vec![
        pair("@mode", "capabilities"),
        pair("@type", kind),
        pair(element, source),
    ])
}

/// Returns bus and device of a node like /dev/bus/usb/001/007.
fn usb_address(source: &str) -> Option<(u32, u32)> {
    let (bus, device) = source.strip_prefix("/dev/bus/usb/")?.split_once('/')?;
    Some((bus.parse().ok()?, device.parse().ok()?))
}

fn is_block(device: &NodeDevice) -> bool {
    match device.number {
        Some((kind, _)) => kind == DeviceKind::Block,
        None => device.name.starts_with("hostdev storage ") || has_block_name(&device.source),
    }
}

/// Says whether a node is called like a block device: other dialects do not say which kind a node is.
pub(super) fn has_block_name(source: &Path) -> bool {
    const WORDS: [&str; 14] = [
        "sd", "vd", "xvd", "hd", "nvme", "loop", "dm-", "md", "nbd", "sr", "zd", "rbd", "mmcblk", "ram",
    ];
    let name = source.strip_prefix("/dev").unwrap_or(source).to_string_lossy();
    // Controllers (/dev/nvme0) are character devices, their disks (/dev/nvme0n1) are not.
    let is_controller = name.strip_prefix("nvme").is_some_and(|rest| !rest.contains('n'));
    let is_disk = WORDS.iter().any(|word| {
        let rest = name.strip_prefix(word).unwrap_or("/");
        !rest.contains('/') && !rest.is_empty() && (rest.len() <= 3 || rest.contains(|letter: char| letter.is_ascii_digit()))
    });
    let is_below = ["mapper/", "disk/", "zvol/"].iter().any(|folder| name.starts_with(folder));
    (is_disk && !is_controller || is_below) && name != "mapper/control"
}

pub(super) fn disks(container: &Container) -> Pairs {
    let disks = container.devices.iter().filter_map(|device| {
        let target = disk_name(&device.value)?;
        let mut pairs = vec![
            pair("@type", "block"),
            pair("source/@dev", device.value.source.display().to_string()),
            pair("target/@dev", target),
        ];
        pairs.extend((device.value.access == Access::READ).then(|| pair("readonly", "")));
        Some(pairs)
    });
    numbered("disk", disks)
}

/// Returns the name of a device that `<disk>` is for: libvirt's own, and a block device that is only read or has another name inside.
fn disk_name(device: &NodeDevice) -> Option<String> {
    let name = device.target.strip_prefix("/dev").ok()?.to_str()?;
    let is_plain = !name.is_empty() && !name.contains('/');
    let is_other = device.access == Access::READ || device.source != device.target;
    let is_disk = device.name.starts_with("disk ") || is_block(device) && is_other && !device.name.starts_with("hostdev ");
    (is_plain && is_disk).then(|| name.to_owned())
}

/// At least one console, without which libvirt starts nothing.
pub(super) fn consoles(container: &Container) -> Pairs {
    if is_refused(container, NO_CONSOLE) {
        return Vec::new();
    }
    let ttys = container.terminals.ttys.as_ref().map_or(1, |ttys| ttys.value);
    let count = match ttys {
        0 => 1,
        ttys if ttys > MOST_CONSOLES => 1,
        ttys => ttys as usize,
    };
    numbered("console", std::iter::repeat_with(|| vec![pair("@type", "pty")]).take(count))
}
