//! The tables of a host: drivers with device numbers, modules, ranges of ids, the distribution.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::HostId;

/// Drivers that have device numbers: /proc/devices and /proc/misc.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Drivers {
    /// Names by major, of character devices. Several drivers may share one (4: `tty` and `ttyS`).
    pub char: BTreeMap<u32, Vec<String>>,
    /// Names by major, of block devices.
    pub block: BTreeMap<u32, Vec<String>>,
    /// Names by minor, of the drivers below major 10.
    pub misc: BTreeMap<u32, String>,
}

/// Kernel modules, with `_` for `-` in their names as the kernel has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Modules {
    /// Those that are loaded.
    pub loaded: BTreeSet<String>,
    /// Those that are part of the kernel.
    pub built_in: BTreeSet<String>,
}

impl Modules {
    /// Says whether a module is loaded or part of the kernel; `-` and `_` are the same in its name.
    pub fn has(&self, name: &str) -> bool {
        let name = name.replace('-', "_");
        self.loaded.contains(&name) || self.built_in.contains(&name)
    }
}

/// The distribution, from os-release(5); empty when not looked at. Proxmox VE calls itself Debian here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Distribution {
    /// `debian`, `ubuntu`, `arch`.
    pub id: String,
    /// `12`, `24.04`; empty where there are no versions.
    pub version: String,
    /// The name for people.
    pub name: String,
}

/// A range of ids that an owner may hand out, written as in `/etc/subuid`: `100000:65536`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SubIds {
    /// The first.
    pub start: HostId,
    /// How many.
    pub len: u32,
}

impl SubIds {
    /// Says whether `len` ids from `start` on lie in this range.
    pub fn covers(self, start: HostId, len: u32) -> bool {
        let end = |from: HostId, len: u32| u64::from(from.0) + u64::from(len);
        start >= self.start && end(start, len) <= end(self.start, self.len)
    }
}

/// A text that is no range of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadSubIds(String);

impl fmt::Display for BadSubIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no range of ids; write START:COUNT, such as `100000:65536`",
            self.0
        )
    }
}

impl TryFrom<String> for SubIds {
    type Error = BadSubIds;

    fn try_from(text: String) -> Result<Self, BadSubIds> {
        let range = text
            .split_once(':')
            .and_then(|(start, len)| Some((start.parse().ok()?, len.parse().ok()?)));
        match range {
            Some((start, len)) => Ok(Self {
                start: HostId(start),
                len,
            }),
            None => Err(BadSubIds(text)),
        }
    }
}

impl From<SubIds> for String {
    fn from(ids: SubIds) -> Self {
        format!("{}:{}", ids.start.0, ids.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_by_either_spelling() {
        let modules = Modules {
            loaded: ["vhost_net".to_owned()].into(),
            built_in: ["fuse".to_owned()].into(),
        };
        assert!(modules.has("vhost-net") && modules.has("vhost_net") && modules.has("fuse"));
        assert!(!modules.has("kvm"));
    }

    #[test]
    fn ranges_of_ids() {
        let ids = SubIds::try_from("100000:65536".to_owned()).unwrap();
        assert_eq!(String::from(ids), "100000:65536");
        assert!(ids.covers(HostId(100_000), 65536) && ids.covers(HostId(165_535), 1));
        assert!(!ids.covers(HostId(165_535), 2) && !ids.covers(HostId(99_999), 1));
        let last = SubIds {
            start: HostId(u32::MAX),
            len: u32::MAX,
        };
        assert!(!ids.covers(last.start, last.len));
        assert!(SubIds::try_from("100000".to_owned()).is_err());
    }
}
