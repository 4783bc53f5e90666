//! Which number a device node has, and which node a number, as far as the caller knows.
//!
//! Reading and printing look at no host. What a conversion must know of devices is handed in: the numbers that are fixed in
//! the kernel's list, and those that were looked up on a host.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use transom_model::{Container, DeviceKind, DeviceNumber, RuleNumber};

/// A device by kind and number.
pub type Device = (DeviceKind, DeviceNumber);

/// Nodes and their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceNames {
    by_path: BTreeMap<PathBuf, Device>,
    by_number: BTreeMap<Device, PathBuf>,
}

impl DeviceNames {
    /// Adds a node; the first name of a number stays its name.
    pub fn add(&mut self, path: impl Into<PathBuf>, device: Device) {
        let path = path.into();
        self.by_number.entry(device).or_insert_with(|| path.clone());
        self.by_path.entry(path).or_insert(device);
    }

    /// Adds what somebody else knows.
    pub fn extend(&mut self, other: Self) {
        for (path, device) in other.by_path {
            self.add(path, device);
        }
    }

    /// Returns the number of a node.
    pub fn device(&self, path: &Path) -> Option<Device> {
        self.by_path.get(path).copied()
    }

    /// Returns the node of a number.
    pub fn path(&self, device: Device) -> Option<&Path> {
        self.by_number.get(&device).map(PathBuf::as_path)
    }
}

/// Lists the nodes and numbers that a conversion of this container asks for.
pub fn wanted(container: &Container) -> (Vec<PathBuf>, Vec<Device>) {
    let nodes = container.devices.iter().map(|device| device.value.source.clone());
    let binds = container.mounts.iter().map(|mount| PathBuf::from(&mount.value.source));
    let rules = container.rule_paths.iter().map(|rule| rule.value.path.clone());
    let paths = nodes.chain(binds).chain(rules).filter(|path| path.starts_with("/dev"));
    let numbers = container
        .device_filter
        .rules
        .iter()
        .filter_map(|rule| match (rule.value.major, rule.value.minor) {
            (RuleNumber::Is(major), RuleNumber::Is(minor)) => Some((rule.value.kind, DeviceNumber { major, minor })),
            _ => None,
        });
    (paths.collect(), numbers.collect())
}
