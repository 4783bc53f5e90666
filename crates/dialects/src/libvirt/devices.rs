//! `<hostdev>`, `<disk>` and `<console>`: devices of the host, and the container's terminals.
//!
//! libvirt gives a node mode 0700 and root as owner whatever the host's node has, and places it below /dev under the path that
//! it has on the host, without the first part of that.

use std::path::{Path, PathBuf};

use transom_model::{Access, Effect, Given, InsideId, InterfaceKind, Mode, Nic, NodeDevice, Presence, phrase, words};

use super::Reader;
use super::reader::Parts;
use super::values::{Read, not_one_of, unsigned};
use crate::{Problem, Setting};

/// Makes a node as libvirt does.
pub(super) fn node(name: String, source: &str, target: &str) -> NodeDevice {
    NodeDevice {
        name,
        source: PathBuf::from(source),
        number: None,
        target: PathBuf::from(target),
        mode: Mode(0o700),
        uid: InsideId(0),
        gid: InsideId(0),
        access: Access::ALL,
        presence: Presence::Required,
    }
}

/// Reads one `<hostdev>` as a whole.
pub(super) fn hostdev(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, host_device)
}

fn host_device(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    if let Some(used) = used(parts) {
        reader.unused(parts, &used, &phrase!("a host device of this kind"));
    }
    let device = match (parts.text("@mode").unwrap_or("subsystem"), parts.text("@type")) {
        ("capabilities", Some("storage")) => from_path(parts, "storage", "source/block", "<block>/dev/sdb1</block>")?,
        ("capabilities", Some("misc")) => from_path(parts, "misc", "source/char", "<char>/dev/kvm</char>")?,
        ("capabilities", Some("net")) => return net(reader, setting, parts),
        ("capabilities", other) => {
            return Err(parts.at("@type", not_one_of("@type", other.unwrap_or(""), &["storage", "misc", "net"])));
        }
        ("subsystem", Some("usb")) => match usb(parts)? {
            Some(device) => {
                keep_usb(reader, parts, &device);
                device
            }
            None => return Ok(usb_by_ids(reader, setting, parts)),
        },
        ("subsystem", other) => {
            let message = format!("libvirt's LXC driver gives no host device of type `{}`", other.unwrap_or(""));
            let hint = "`usb` works; other devices are given node by node: `<hostdev mode='capabilities' type='misc'>`";
            return Err(parts.at("@type", Problem::new("unsupported-hostdev", message).hint(hint)));
        }
        (other, _) => return Err(parts.at("@mode", not_one_of("@mode", other, &["subsystem", "capabilities"]))),
    };
    reader.container.devices.push(Given::new(device, setting.origin.clone()));
    Ok(Effect::Taken)
}

/// Returns the parts that a kind of host device has a use for; `None` for a kind that is refused.
fn used(parts: &Parts) -> Option<Vec<&'static str>> {
    let source: &[&str] = match (parts.text("@mode").unwrap_or("subsystem"), parts.text("@type")) {
        ("capabilities", Some("storage")) => &["source/block"],
        ("capabilities", Some("misc")) => &["source/char"],
        ("capabilities", Some("net")) => &["source/interface"],
        ("subsystem", Some("usb")) => &USB,
        _ => return None,
    };
    Some(["@mode", "@type"].iter().chain(source).copied().collect())
}

const USB: [&str; 8] = [
    "source/@startupPolicy",
    "source/vendor",
    "source/vendor/@id",
    "source/product",
    "source/product/@id",
    "source/address",
    "source/address/@bus",
    "source/address/@device",
];

/// Keeps what a node does not say of its USB device.
fn keep_usb(reader: &mut Reader, parts: &Parts, device: &NodeDevice) {
    reader.keep_parts(
        parts,
        &["source/vendor", "source/vendor/@id", "source/product", "source/product/@id"],
    );
    if device.presence == Presence::Required {
        reader.keep_parts(parts, &["source/@startupPolicy"]);
    }
}

/// Returns where libvirt places a node: below /dev, under its path without the first part; `None` if it is no path of a node.
pub(super) fn place_inside(path: &Path) -> Option<PathBuf> {
    let is_plain = path.is_absolute() && path.components().all(|part| !matches!(part, std::path::Component::ParentDir));
    // `/dev/net/tun` is placed as /dev/net/tun, and `/srv/nodes/x` as /dev/nodes/x.
    let below: PathBuf = path.components().skip(2).collect();
    (is_plain && !below.as_os_str().is_empty()).then(|| Path::new("/dev").join(below))
}

fn from_path(parts: &Parts, kind: &str, part: &str, example: &str) -> Result<NodeDevice, Problem> {
    let missing = || Problem::new("no-source", "the device's path is missing").hint(format!("write `<source>{example}</source>`"));
    let source = parts.text(part).filter(|path| !path.is_empty()).ok_or_else(missing)?;
    let Some(target) = place_inside(Path::new(source)) else {
        let problem = Problem::new("bad-device-path", format!("`{source}` is no path of a device node"));
        return Err(parts.at(
            part,
            problem.hint("name the node itself, such as /dev/kvm; `transom host devices` lists those there are"),
        ));
    };
    Ok(node(format!("hostdev {kind} {source}"), source, &target.to_string_lossy()))
}

/// A card of the host moves in under its own name and stays down; libvirt sets none of its addresses.
fn net(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    reader.draft.has_network_device = true;
    // Printed after the nodes.
    reader.order(1);
    let missing = || {
        Problem::new("no-source", "the interface's name is missing").hint("write `<source><interface>eth1</interface></source>`")
    };
    let name = parts
        .find("source/interface")
        .filter(|name| !name.value.is_empty())
        .ok_or_else(missing)?;
    let nic = Nic {
        key: format!("hostdev {}", name.value),
        kind: Given::new(InterfaceKind::Phys, setting.origin.clone()),
        link: Some(name.given(name.value.clone())),
        name: Some(name.given(name.value.clone())),
        host_name: None,
        mac: None,
        mtu: None,
        is_up: false,
        addresses: Vec::new(),
        gateways: Vec::new(),
        left_to_guest: Vec::new(),
    };
    // What is written for addresses is printed back by libvirt, and applied nowhere.
    reader.draft.addresses.clear();
    reader.draft.routes.clear();
    reader.draft.nics.push(Given::new(nic, setting.origin.clone()));
    Ok(Effect::Taken)
}

/// Reads an address or route of a card of the host.
pub(super) fn unset_address(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let parts = reader.parts_of(setting.key);
    let why = words!("libvirt stores the addresses of a card that moves in, and sets them nowhere");
    for part in parts.all() {
        reader.revise(part, Effect::NoEffect(why.into()));
    }
    reader.warn(
        setting,
        Problem::new("ignored-address", why.text()).hint("set them inside the container"),
    );
    Ok(Effect::NoEffect(why.into()))
}

fn usb(parts: &Parts) -> Result<Option<NodeDevice>, Problem> {
    let (Some(bus), Some(device)) = (parts.text("source/address/@bus"), parts.text("source/address/@device")) else {
        return Ok(None);
    };
    let number = |text: &str| {
        let hexadecimal = text
            .strip_prefix("0x")
            .and_then(|digits| u64::from_str_radix(digits, 16).ok());
        let number = hexadecimal.or_else(|| unsigned(text)).filter(|number| *number < 1000);
        number.ok_or_else(|| {
            Problem::new("bad-value", format!("`{text}` is no number of a USB bus or device")).hint("`lsusb` shows them")
        })
    };
    let (bus, device) = (number(bus)?, number(device)?);
    let path = format!("/dev/bus/usb/{bus:03}/{device:03}");
    let mut node = node(format!("hostdev usb {bus}:{device}"), &path, &path);
    if parts.text("source/@startupPolicy") == Some("optional") {
        node.presence = Presence::Optional;
    }
    Ok(Some(node))
}

/// Which node a vendor and product have is not known before the host is looked at.
fn usb_by_ids(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Effect {
    let ids = [parts.text("source/vendor/@id"), parts.text("source/product/@id")].map(|id| id.unwrap_or("?"));
    let message = format!(
        "the USB device {}:{} is not looked for by vendor and product yet: the container starts without it",
        ids[0], ids[1]
    );
    let hint = "`lsusb` shows its bus and device: write `<address bus='…' device='…'/>`";
    reader.warn(setting, Problem::new("usb-by-ids", message).hint(hint));
    Effect::NotYet(words!("gives the container the USB device with this vendor and product"))
}

/// Reads one `<disk>`: a node for a block device; nothing is mounted.
pub(super) fn disk(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, disk_of)
}

fn disk_of(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    let missing =
        |what: &str, example: &str| Problem::new("bad-disk", format!("the disk has no {what}")).hint(format!("add `{example}`"));
    let target = parts
        .text("target/@dev")
        .filter(|name| !name.is_empty())
        .ok_or_else(|| missing("name inside", "<target dev='sda'/>"))?;
    if target.contains('/') || target.starts_with('.') {
        let problem = Problem::new("bad-disk", format!("`{target}` is no name of a node below /dev"));
        return Err(parts.at("target/@dev", problem.hint("write it like `sda`")));
    }
    match parts.text("@type").unwrap_or("file") {
        "block" => {
            let source = parts
                .text("source/@dev")
                .ok_or_else(|| missing("source", "<source dev='/dev/…'/>"))?;
            let mut device = node(format!("disk {target}"), source, &format!("/dev/{target}"));
            if parts.find("readonly").is_some() {
                device.access = Access::READ;
            }
            reader.unused(
                parts,
                &[
                    "@type",
                    "source/@dev",
                    "target/@dev",
                    "readonly",
                    "driver/@name",
                    "driver/@type",
                ],
                &phrase!("a block device"),
            );
            reader.keep_parts(parts, &["driver/@name", "driver/@type"]);
            reader.container.devices.push(Given::new(device, setting.origin.clone()));
            Ok(Effect::Taken)
        }
        "file" => Ok(Effect::NotYet(words!(
            "gives the container a block device that stands for an image file"
        ))),
        other => Err(parts.at("@type", not_one_of("@type", other, &["block", "file"]))),
    }
}

/// Brings devices into the order in which libvirt gives them: of clocks, then disks, then what the host passes on.
pub(super) fn settle(reader: &mut Reader) {
    reader.container.devices.sort_by_key(|device| {
        let is = |word| device.value.name.starts_with(word);
        (!is("timer "), !is("disk "))
    });
}

/// Reads one `<console>`.
pub(super) fn console(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, console_of)
}

fn console_of(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    match parts.text("@type").unwrap_or("pty") {
        "pty" => {
            reader.draft.consoles.push(setting.origin.clone());
            Ok(Effect::Taken)
        }
        other => {
            let problem = Problem::new(
                "unsupported-console",
                format!("libvirt refuses to start a container with a console of type `{other}`"),
            );
            Err(parts.at("@type", problem.hint("write `<console type='pty'/>`")))
        }
    }
}

/// Refuses devices that libvirt's LXC driver refuses already when a container is defined.
pub(super) fn refused(_: &mut Reader, setting: &Setting<'_>) -> Read {
    let name = setting.key.rsplit('/').next().unwrap_or(setting.key);
    match setting.key.matches('/').count() {
        1 => Err(Problem::new(
            "unsupported-device",
            format!("libvirt's LXC driver refuses `<{name}>`: it is for virtual machines"),
        )
        .hint("remove the element")),
        _ => Ok(Effect::NoEffect(phrase!(
            "it is part of a device that containers do not have"
        ))),
    }
}
