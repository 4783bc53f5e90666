//! Numbers that are handed out: which they are, and what one is on a host that was recorded.
//!
//! Ranges are those of the kernel's `Documentation/admin-guide/devices.txt`. Where that is out of date, drivers/char/misc.c counts: minors of
//! major 10 were handed out from 63 downward, then from 127, and since Linux 6.17 from 256 upward.

use std::path::Path;

use transom_model::{DeviceKind, DeviceNumber, HostFacts};

use super::{KnownDevice, Minor, Numbering, describe_device, table};

/// The major of the kernel's small drivers, which share it.
const MISC: u32 = 10;

/// Whether the kernel's list of devices has a place for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// It is reserved for one driver: the same on every host.
    Reserved,
    /// It is handed out when a driver loads: another device on another host, or after the next boot.
    Dynamic,
    /// It is left to everybody's own use.
    Local,
    /// Nothing is known of it here.
    Unknown,
}

/// Says whether the kernel's list of devices has a place for a number.
pub fn reservation(kind: DeviceKind, number: DeviceNumber) -> Reservation {
    let is_listed = || describe_device(kind, number).is_some_and(|device| device.is_reserved);
    match () {
        () if is_dynamic(kind, number) => Reservation::Dynamic,
        () if is_local(kind, number) => Reservation::Local,
        () if is_listed() => Reservation::Reserved,
        () => Reservation::Unknown,
    }
}

/// Says whether a number is handed out when a driver loads, so that a pasted one is wrong sooner or later.
pub fn is_dynamic(kind: DeviceKind, number: DeviceNumber) -> bool {
    match (kind, number.major) {
        (DeviceKind::Char, MISC) => (16..=127).contains(&number.minor) || number.minor >= 255,
        // The major of partitions without a place of their own is fixed, its minors are not.
        (DeviceKind::Block, 259) => true,
        (kind, major) => is_dynamic_major(kind, major),
    }
}

/// Says whether a major is one the kernel hands out when a driver loads, so that it is different on other hosts.
pub(crate) fn is_dynamic_major(kind: DeviceKind, major: u32) -> bool {
    match kind {
        DeviceKind::Char => (234..=254).contains(&major) || (384..=511).contains(&major),
        // The list says "local use"; the kernel hands them out from 254 downward.
        DeviceKind::Block => (240..=254).contains(&major),
    }
}

fn is_local(kind: DeviceKind, number: DeviceNumber) -> bool {
    match (kind, number.major) {
        (DeviceKind::Char, MISC) => (243..=254).contains(&number.minor),
        (_, 60..=63 | 120..=127) => true,
        _ => false,
    }
}

/// Whether a host has a driver for a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriverState {
    /// It has.
    Loaded,
    /// It has none: opening a node of this number fails with ENXIO, or ENODEV below major 10.
    Missing,
    /// That was not recorded.
    NotRecorded,
}

/// What a number is on one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'h> {
    /// The device, if the table knows it.
    pub known: Option<&'static KnownDevice>,
    /// The drivers that have the number there, by their names.
    pub drivers: Vec<&'h str>,
    /// Whether there are any.
    pub state: DriverState,
    /// The host's nodes of this number.
    pub nodes: Vec<&'h Path>,
}

/// Finds out what a number is on a host: by its drivers, and else by what the number means everywhere.
pub fn resolve(host: &HostFacts, kind: DeviceKind, number: DeviceNumber) -> Resolved<'_> {
    let is_misc = (kind, number.major) == (DeviceKind::Char, MISC);
    let drivers: Vec<&str> = match is_misc {
        true => host.drivers.misc.get(&number.minor).map(String::as_str).into_iter().collect(),
        false => host.drivers_of(kind, number.major).iter().map(String::as_str).collect(),
    };
    let is_recorded = match (is_misc, kind) {
        (true, _) => !host.drivers.misc.is_empty(),
        (_, DeviceKind::Char) => !host.drivers.char.is_empty(),
        (_, DeviceKind::Block) => !host.drivers.block.is_empty(),
    };
    let by_driver = || drivers.iter().find_map(|name| of_driver(kind, name, is_misc, number.minor));
    let state = match (drivers.is_empty(), is_recorded || host.is_whole) {
        (false, _) => DriverState::Loaded,
        (true, true) => DriverState::Missing,
        (true, false) => DriverState::NotRecorded,
    };
    Resolved {
        known: by_driver().or_else(|| describe_device(kind, number)),
        state,
        nodes: nodes(host, kind, number),
        drivers,
    }
}

fn of_driver(kind: DeviceKind, driver: &str, is_misc: bool, minor: u32) -> Option<&'static KnownDevice> {
    table::DEVICES.iter().find(|device| match device.numbering {
        Numbering::Driver { name, minor: of } => !is_misc && device.kind == kind && name == driver && of.covers(minor),
        Numbering::Misc { name } => is_misc && name == driver,
        Numbering::Fixed { misc, .. } => is_misc && misc == Some(driver),
    })
}

fn nodes(host: &HostFacts, kind: DeviceKind, number: DeviceNumber) -> Vec<&Path> {
    let is_it = |path: &&Path| host.node(path).is_some_and(|node| (node.kind, node.number) == (kind, number));
    host.paths.keys().map(std::path::PathBuf::as_path).filter(is_it).collect()
}

/// Lists the numbers that a device has on a host, as majors with their minors; those of a driver that is not loaded are none.
pub fn places_on(host: &HostFacts, device: &KnownDevice) -> Vec<(u32, Minor)> {
    let table = match device.kind {
        DeviceKind::Char => &host.drivers.char,
        DeviceKind::Block => &host.drivers.block,
    };
    let of_misc = |wanted: &str| {
        let minors = host.drivers.misc.iter().filter(|(_, name)| *name == wanted);
        minors.map(|(minor, _)| (MISC, Minor::Is(*minor))).collect()
    };
    match device.numbering {
        Numbering::Misc { name } | Numbering::Fixed { misc: Some(name), .. } => of_misc(name),
        Numbering::Driver { name, minor } => {
            let majors = table.iter().filter(|(_, names)| names.iter().any(|driver| driver == name));
            majors.map(|(major, _)| (*major, minor)).collect()
        }
        Numbering::Fixed { majors, minor, .. } => {
            let loaded = majors.iter().flat_map(|(first, last)| *first..=*last);
            loaded
                .filter(|major| table.contains_key(major))
                .map(|major| (major, minor))
                .collect()
        }
    }
}
