//! What was seen of a host, so that planning needs no look of its own and can be repeated elsewhere.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{DeviceKind, DeviceNumber, HostId, Mode};

/// A kernel's version, as far as decisions need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
pub struct KernelVersion {
    /// 6 in 6.18.
    pub major: u32,
    /// 18 in 6.18.
    pub minor: u32,
}

/// A device node on the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostNode {
    /// Character or block.
    pub kind: DeviceKind,
    /// Its number.
    pub number: DeviceNumber,
    /// Its permission bits.
    pub mode: Mode,
    /// Its owner.
    pub uid: HostId,
    /// Its group.
    pub gid: HostId,
}

/// What a path on the host is; links are followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PathKind {
    /// Nothing there.
    Missing,
    /// A directory.
    Directory,
    /// A regular file.
    File,
    /// A device node.
    Node(HostNode),
    /// A socket, a pipe.
    Other,
    /// It could not be looked at; the text is the system's reason.
    Unreadable(String),
}

/// A path that was asked for and what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathFact {
    /// What it is.
    pub kind: PathKind,
    /// The file system it lies on (`ext4`, `tmpfs`), where known.
    pub filesystem: Option<String>,
    /// Whether that file system can be mounted with shifted owners.
    pub can_idmap: bool,
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

/// A range of ids that a user may hand out (`/etc/subuid`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubIds {
    /// The first.
    pub start: HostId,
    /// How many.
    pub len: u32,
}

/// What was seen of a host. Only what a plan asked about is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    /// The kernel.
    pub kernel: KernelVersion,
    /// The machine in `uname -m`'s word; empty when not looked at, which stands for `x86_64`.
    #[serde(default)]
    pub machine: String,
    /// Whether the caller has the full rights of root.
    pub is_root: bool,
    /// Control groups.
    pub cgroups: CgroupTree,
    /// CPUs that may be used.
    pub cpus: Vec<u32>,
    /// Memory nodes that may be used, in the kernel's list form (`0-1`); empty when not looked at.
    #[serde(default)]
    pub mems: String,
    /// Paths that were asked for.
    pub paths: BTreeMap<PathBuf, PathFact>,
    /// Network interfaces that were asked for.
    pub interfaces: BTreeMap<String, Interface>,
    /// Names of variables of the caller's environment that were asked for, with their values.
    pub environment: BTreeMap<String, String>,
    /// The highest capability the kernel knows.
    pub last_capability: u32,
    /// Whether AppArmor can be used.
    pub has_apparmor: bool,
    /// The start of an id range that no other container here has.
    pub free_ids: HostId,
}

impl HostFacts {
    /// Returns the device node at a path, if there is one.
    pub fn node(&self, path: &std::path::Path) -> Option<&HostNode> {
        match &self.paths.get(path)?.kind {
            PathKind::Node(node) => Some(node),
            _ => None,
        }
    }
}
