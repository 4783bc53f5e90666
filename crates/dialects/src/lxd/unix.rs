//! `unix-char` and `unix-block`: a device node by path or number; and the two nodes that every container has unasked.

use std::path::PathBuf;

use transom_model::{
    Access, Container, DeviceKind, DeviceNumber, Effect, Given, InsideId, Mode, NodeDevice, Origin, Presence, Severity,
};

use super::Reader;
use super::devices::{Device, Outcome};
use super::print::Printed;
use super::values;
use crate::Problem;

/// Nodes of every container: the host's own are bound in, open for all.
const STANDARD: [(&str, &str); 2] = [
    ("/dev/fuse", "LXD and Incus: every container has the host's /dev/fuse"),
    ("/dev/net/tun", "LXD and Incus: every container has the host's /dev/net/tun"),
];

/// How paths of block devices begin; the type must say which kind a node is, and only the host knows for sure.
const BLOCK: [&str; 13] = [
    "/dev/sd",
    "/dev/vd",
    "/dev/xvd",
    "/dev/hd",
    "/dev/nvme",
    "/dev/mmcblk",
    "/dev/loop",
    "/dev/dm-",
    "/dev/md",
    "/dev/nbd",
    "/dev/zd",
    "/dev/mapper/",
    "/dev/disk/",
];

/// Reads a node.
pub(super) fn read(reader: &mut Reader, device: &Device<'_>) -> Outcome {
    let (source, path) = match (device.text("source"), device.text("path")) {
        (None, None) => {
            let problem = device.problem(
                "no-path",
                "Unix device entry is missing the required \"source\" or \"path\" property",
            );
            return Err(device.wrong("type", problem.hint("name the node: `path: /dev/kvm`")));
        }
        (source, path) => (source.or(path).unwrap_or_default(), path.or(source).unwrap_or_default()),
    };
    for (option, value) in [("source", source), ("path", path)] {
        check_path(device, value).map_err(|problem| device.wrong(option, problem))?;
    }
    let number = number(device).map_err(|problem| device.wrong("major", problem))?;
    let is_required = device.text("required").is_none_or(values::is_true);
    let node = NodeDevice {
        name: device.name.to_owned(),
        source: PathBuf::from(source),
        number,
        target: PathBuf::from(path),
        mode: device
            .text("mode")
            .and_then(|mode| values::mode(mode).ok())
            .unwrap_or(Mode(0o660)),
        uid: InsideId(device.number("uid").unwrap_or(0)),
        gid: InsideId(device.number("gid").unwrap_or(0)),
        access: Access::ALL,
        presence: if is_required { Presence::Required } else { Presence::Optional },
    };
    remark(reader, device, &node);
    reader.container.devices.push(Given::new(node, device.origin.clone()));
    Ok(Effect::Taken)
}

fn check_path(device: &Device<'_>, path: &str) -> Result<(), Problem> {
    let has_dots = path.split('/').any(|name| name == "." || name == "..");
    if path.starts_with('/') && !has_dots {
        return Ok(());
    }
    Err(device
        .problem("bad-path", &format!("{path:?} is no plain absolute path"))
        .hint("name the node itself, without `.` and `..`: `/dev/kvm`"))
}

/// Returns the number that the file itself gives; both parts or none.
fn number(device: &Device<'_>) -> Result<Option<(DeviceKind, DeviceNumber)>, Problem> {
    let kind = if device.kind.name == "unix-block" {
        DeviceKind::Block
    } else {
        DeviceKind::Char
    };
    match (device.number("major"), device.number("minor")) {
        (None, None) => Ok(None),
        (Some(major), Some(minor)) => Ok(Some((kind, DeviceNumber { major, minor }))),
        _ => {
            let message = "Both major and minor must be supplied for device";
            Err(device
                .problem("half-number", message)
                .hint("without the two the number is that of the host's node, which is what most want"))
        }
    }
}

/// Says where a node is less than its writer may think.
fn remark(reader: &mut Reader, device: &Device<'_>, node: &NodeDevice) {
    let target = node.target.to_string_lossy();
    if STANDARD.iter().any(|(path, _)| *path == target) && node.mode.0 & 0o006 == 0 {
        let message = format!(
            "every container has {target} already, open for all inside; this device takes its place, open for {} alone",
            who(node)
        );
        let problem = Problem::new("narrows-standard-device", message).hint("remove the device, or give it `mode: \"0666\"`");
        reader.diagnose(Severity::Warning, device.origin.clone(), problem);
    }
    if target == "/dev/kvm" && node.gid == InsideId(0) && node.mode.0 & 0o006 == 0 {
        let problem = Problem::new(
            "kvm-for-root-only",
            "/dev/kvm belongs to root:root inside, so QEMU opens it only as root",
        )
        .hint("add `gid:` with the number of the group `kvm` inside");
        reader.diagnose(Severity::Note, device.origin.clone(), problem);
    }
}

fn who(node: &NodeDevice) -> String {
    match (node.uid.0, node.gid.0) {
        (0, 0) => "root".to_owned(),
        (uid, gid) => format!("user {uid} and group {gid}"),
    }
}

/// Says that a USB device is its raw node, and nothing that a driver makes of it.
pub(super) fn remark_on_usb(reader: &mut Reader, device: &Device<'_>) {
    if ["vendorid", "productid", "serial", "busnum", "devnum"]
        .iter()
        .all(|option| device.text(option).is_none())
    {
        let problem = Problem::new(
            "every-usb-device",
            "without `vendorid` and `productid` every USB device of the host is meant",
        )
        .hint("`lsusb` shows the two numbers");
        reader.diagnose(Severity::Warning, device.origin.clone(), problem);
    }
}

/// Adds the nodes of every container, where no device of the file stands in their place.
pub(super) fn settle(reader: &mut Reader) {
    let node = |path: &str, whose| {
        let node = NodeDevice {
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            source: PathBuf::from(path),
            number: None,
            target: PathBuf::from(path),
            mode: Mode(0o666),
            uid: InsideId(0),
            gid: InsideId(0),
            access: Access::ALL,
            presence: Presence::Optional,
        };
        Given::default_of(node, whose)
    };
    let container = &mut reader.container;
    for (path, whose) in STANDARD {
        let is_at = |target: &std::path::Path| std::path::Path::new("/").join(target) == std::path::Path::new(path);
        let is_taken = container.devices.iter().any(|device| is_at(&device.value.target))
            || container.mounts.iter().any(|mount| is_at(&mount.value.target));
        if !is_taken {
            container.devices.push(node(path, whose));
        }
    }
}

/// Prints the nodes.
pub(super) fn print(container: &Container) -> Vec<Printed> {
    let own = container
        .devices
        .iter()
        .filter(|device| !matches!(device.origin, Origin::Default(_)));
    own.map(|device| (device.value.name.clone(), options(&device.value)))
        .collect()
}

fn options(node: &NodeDevice) -> Vec<(&'static str, String)> {
    let source = node.source.to_string_lossy();
    let is_block = match node.number {
        Some((kind, _)) => kind == DeviceKind::Block,
        None => BLOCK.iter().any(|start| source.starts_with(start)),
    };
    let mut options = vec![("type", if is_block { "unix-block" } else { "unix-char" }.to_owned())];
    if node.source != node.target {
        options.push(("source", node.source.display().to_string()));
    }
    options.push(("path", node.target.display().to_string()));
    if let Some((_, number)) = node.number {
        options.extend([("major", number.major.to_string()), ("minor", number.minor.to_string())]);
    }
    for (word, id) in [("uid", node.uid), ("gid", node.gid)] {
        options.extend((id != InsideId(0)).then(|| (word, id.0.to_string())));
    }
    options.extend((node.mode != Mode(0o660)).then(|| ("mode", format!("{:04o}", node.mode.0))));
    options.extend((node.presence == Presence::Optional).then(|| ("required", "false".to_owned())));
    options
}
