//! USB: the devices on the bus and their nodes, serial adapters, and links that lead nowhere.

use std::path::{Path, PathBuf};

use transom_model::DeviceNumber;

use super::check::Need;
use super::device::node_at;
use super::{DoctorCheck, look};

/// Examines them.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let mut checks = bus(need);
    checks.extend(serial_nodes().iter().map(|node| serial(node)));
    checks.extend(links().iter().filter_map(|link| dangling(link)));
    checks
}

fn bus(need: Need) -> Vec<DoctorCheck> {
    let folder = Path::new("/sys/bus/usb/devices");
    let Ok(entries) = std::fs::read_dir(folder) else {
        let mend = "in a virtual machine, give it a USB controller on its host";
        return vec![
            need.missing("usb.bus", "this kernel has no USB bus", mend)
                .because("no /sys/bus/usb"),
        ];
    };
    let devices: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("busnum").exists())
        .collect();
    let faults: Vec<DoctorCheck> = devices.iter().filter_map(|device| device_fault(device)).collect();
    let found = format!("{} devices are on the bus, hubs included", devices.len());
    let mut checks = vec![DoctorCheck::pass("usb.bus", found).because("/sys/bus/usb/devices")];
    checks.extend(faults);
    checks
}

/// A device of the bus without its node.
fn device_fault(device: &Path) -> Option<DoctorCheck> {
    let number = |file: &str| look::text(device.join(file))?.parse::<u32>().ok();
    let node = PathBuf::from(format!("/dev/bus/usb/{:03}/{:03}", number("busnum")?, number("devnum")?));
    let check = node_at("usb.node", &node).fault()?;
    let product = look::text(device.join("product")).unwrap_or_else(|| "a device".to_owned());
    let mend = "start udev, or mount devtmpfs at /dev";
    Some(
        DoctorCheck {
            mend: Some(mend.to_owned()),
            ..check
        }
        .because(product),
    )
}

/// `/dev/ttyUSB0`, `/dev/ttyACM0`.
fn serial_nodes() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/dev").into_iter().flatten().flatten();
    let is_serial = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("ttyUSB") || name.starts_with("ttyACM")
    };
    let mut nodes: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_serial).collect();
    nodes.sort();
    nodes
}

/// A serial adapter's node; not opened, because opening one resets many boards.
fn serial(node: &Path) -> DoctorCheck {
    const NAME: &str = "usb.serial";
    let there = node_at(NAME, node);
    let is_undriven = |number: &DeviceNumber| look::has_major('c', number.major) == Some(false);
    match there.number.filter(is_undriven) {
        None => there.check,
        Some(number) => DoctorCheck::fail(
            NAME,
            format!("{} is {number}, and no driver has the major {}", node.display(), number.major),
            "on the host: `modprobe usbserial` or `modprobe cdc_acm`, and plug it in again",
        ),
    }
}

/// Links by which adapters are named for good.
fn links() -> Vec<PathBuf> {
    let entries = |folder: &str| std::fs::read_dir(folder).into_iter().flatten().flatten();
    ["/dev/serial/by-id", "/dev/serial/by-path"]
        .into_iter()
        .flat_map(entries)
        .map(|entry| entry.path())
        .collect()
}

fn dangling(link: &Path) -> Option<DoctorCheck> {
    node_at("usb.link", link).fault()
}
