//! What was seen of a host, so that planning needs no look of its own and can be repeated elsewhere.
//!
//! [`HostFacts`] is all of it; a recording is one as JSON. What a path is stands in `path.rs`, the tables of the kernel and of
//! /etc in `tables.rs`. A recording is read by people and pasted into threads, so facts have short text forms.

mod path;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{DeviceKind, HostId};

pub use path::{BadPathFact, HostNode, PathFact, PathKind};
pub use tables::{BadSubIds, Distribution, Drivers, Modules, SubIds};

/// A kernel's version, as far as decisions need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct KernelVersion {
    /// 6 in 6.18.
    pub major: u32,
    /// 18 in 6.18.
    pub minor: u32,
}

/// The host's control groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CgroupTree {
    /// Where cgroup v2 is mounted.
    pub v2: Option<PathBuf>,
    /// Controllers that v2 has.
    pub v2_controllers: Vec<String>,
    /// Where each v1 controller is mounted.
    pub v1: BTreeMap<String, PathBuf>,
}

/// A network interface of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interface {
    /// Whether it is a bridge.
    pub is_bridge: bool,
    /// Its MTU, bytes.
    pub mtu: u32,
}

/// What was seen of a host. For a plan, only what it asked about is there; a recording may hold the whole host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    /// Whether everything was looked at, so that what is not here is not on the host either.
    #[serde(default)]
    pub is_whole: bool,
    /// The kernel.
    pub kernel: KernelVersion,
    /// The kernel's whole name, as `uname -r` prints it; empty when not looked at.
    #[serde(default)]
    pub kernel_release: String,
    /// The machine in `uname -m`'s word; empty when not looked at, which stands for `x86_64`.
    #[serde(default)]
    pub machine: String,
    /// The distribution.
    #[serde(default)]
    pub distribution: Distribution,
    /// Whether the caller has the full rights of root.
    pub is_root: bool,
    /// Control groups.
    pub cgroups: CgroupTree,
    /// CPUs that may be used.
    pub cpus: Vec<u32>,
    /// Memory nodes that may be used, in the kernel's list form (`0-1`); empty when not looked at.
    #[serde(default)]
    pub mems: String,
    /// Memory, bytes; `None` when not looked at.
    #[serde(default)]
    pub memory: Option<u64>,
    /// Paths that were looked at.
    pub paths: BTreeMap<PathBuf, PathFact>,
    /// Network interfaces that were looked at.
    pub interfaces: BTreeMap<String, Interface>,
    /// Names of variables of the caller's environment that were asked for, with their values.
    pub environment: BTreeMap<String, String>,
    /// The highest capability the kernel knows.
    pub last_capability: u32,
    /// Whether AppArmor can be used.
    pub has_apparmor: bool,
    /// Security modules that are at work, in the kernel's order (`/sys/kernel/security/lsm`).
    #[serde(default)]
    pub lsms: Vec<String>,
    /// The start of an id range that no other container here has.
    pub free_ids: HostId,
    /// Drivers that have device numbers.
    #[serde(default)]
    pub drivers: Drivers,
    /// Kernel modules.
    #[serde(default)]
    pub modules: Modules,
    /// Groups of the system, with their ids.
    #[serde(default)]
    pub groups: BTreeMap<String, HostId>,
    /// User ids that an owner may hand out (`/etc/subuid`).
    #[serde(default)]
    pub subuids: BTreeMap<String, Vec<SubIds>>,
    /// Group ids that an owner may hand out (`/etc/subgid`).
    #[serde(default)]
    pub subgids: BTreeMap<String, Vec<SubIds>>,
    /// Kernel settings that containers run into, by their dotted names.
    #[serde(default)]
    pub sysctls: BTreeMap<String, String>,
    /// Container managers that are installed, with their versions where known: `lxc`, `pve`, `lxd`, `incus`, `libvirt`, …
    #[serde(default)]
    pub managers: BTreeMap<String, Option<String>>,
}

impl HostFacts {
    /// Returns the device node at a path, if there is one.
    pub fn node(&self, path: &Path) -> Option<&HostNode> {
        match &self.paths.get(path)?.kind {
            PathKind::Node(node) => Some(node),
            _ => None,
        }
    }

    /// Returns the names of the drivers that have a major, as /proc/devices gives them; empty where there are none.
    pub fn drivers_of(&self, kind: DeviceKind, major: u32) -> &[String] {
        let table = match kind {
            DeviceKind::Char => &self.drivers.char,
            DeviceKind::Block => &self.drivers.block,
        };
        table.get(&major).map_or(&[], Vec::as_slice)
    }

    /// Adds paths that were not looked at as missing ones: in a recording, what is not there is not on the host.
    pub fn expect_paths(&mut self, paths: impl IntoIterator<Item = PathBuf>) {
        for path in paths {
            self.paths.entry(path).or_insert_with(PathFact::missing);
        }
    }
}
