//! `transom doctor`: finds out by doing whether this machine, or one container's needs, are in order, and says what mends what is not.
//!
//! Each topic is a file; `device.rs` is the chain that device topics share, `check.rs` one check, `look.rs` small questions to
//! /proc and /sys. `container/` checks what one file needs. The doings are `transom_runtime::Trial`s: nothing is left behind and
//! nothing of the host is changed. Start with [`doctor`].

mod audit;
mod cgroups;
mod check;
mod container;
mod device;
mod fuse;
mod gpu;
mod inside;
mod kvm;
mod limits;
mod look;
mod lsm;
mod module;
mod nesting;
mod network;
mod storage;
mod subids;
mod tun;
mod usb;
mod userns;
mod vhost;

use std::str::FromStr;

pub use check::{DoctorCheck, Verdict};
pub use container::doctor_of;
pub use inside::doctor_inside;

use crate::Host;
use check::Need;

/// What is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Hardware virtualization.
    Kvm,
    /// Virtual network interfaces.
    Tun,
    /// Devices of virtual machines.
    Vhost,
    /// Graphics.
    Gpu,
    /// USB devices and serial adapters.
    Usb,
    /// File systems of programs.
    Fuse,
    /// Interfaces, bridges, tables.
    Network,
    /// Control groups.
    Cgroups,
    /// User namespaces and id ranges.
    Userns,
    /// Shifted owners, overlays, room.
    Storage,
    /// Limits that all containers share.
    Limits,
    /// Security modules and filters.
    Lsm,
    /// Containers in containers.
    Nesting,
    /// The audit system.
    Audit,
    /// Everything.
    All,
}

impl Topic {
    /// Every topic, in the order of the report; the last is all of them.
    pub const EVERY: [Self; 15] = [
        Self::Kvm,
        Self::Tun,
        Self::Vhost,
        Self::Gpu,
        Self::Usb,
        Self::Fuse,
        Self::Network,
        Self::Cgroups,
        Self::Userns,
        Self::Storage,
        Self::Limits,
        Self::Lsm,
        Self::Nesting,
        Self::Audit,
        Self::All,
    ];

    /// Returns the word for it: `kvm`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kvm => "kvm",
            Self::Tun => "tun",
            Self::Vhost => "vhost",
            Self::Gpu => "gpu",
            Self::Usb => "usb",
            Self::Fuse => "fuse",
            Self::Network => "network",
            Self::Cgroups => "cgroups",
            Self::Userns => "userns",
            Self::Storage => "storage",
            Self::Limits => "limits",
            Self::Lsm => "lsm",
            Self::Nesting => "nesting",
            Self::Audit => "audit",
            Self::All => "all",
        }
    }
}

impl FromStr for Topic {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::EVERY.into_iter().find(|topic| topic.word() == text);
        found.ok_or_else(|| format!("the topics are {}", Self::EVERY.map(Self::word).join(", ")))
    }
}

/// Examines a topic on this machine: every check, in the order in which one rests on the one before.
///
/// What a machine does not have fails when its topic is asked for, and is only said when everything is.
pub fn doctor(host: &Host, topic: Topic) -> Vec<DoctorCheck> {
    if topic != Topic::All {
        return examine(host, topic, Need::Asked);
    }
    let topics = Topic::EVERY.into_iter().filter(|topic| *topic != Topic::All);
    topics.flat_map(|topic| examine(host, topic, Need::Whatever)).collect()
}

fn examine(host: &Host, topic: Topic, need: Need) -> Vec<DoctorCheck> {
    match topic {
        Topic::Kvm => kvm::checks(need),
        Topic::Tun => tun::checks(need),
        Topic::Vhost => vhost::checks(need),
        Topic::Gpu => gpu::checks(need),
        Topic::Usb => usb::checks(need),
        Topic::Fuse => fuse::checks(need),
        Topic::Network => network::checks(need),
        Topic::Cgroups => cgroups::checks(host),
        Topic::Userns => userns::checks(need),
        Topic::Storage => storage::checks(host, need),
        Topic::Limits => limits::checks(),
        Topic::Lsm => lsm::checks(need),
        Topic::Nesting => nesting::checks(need),
        Topic::Audit => audit::checks(need),
        Topic::All => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_have_words() {
        for topic in Topic::EVERY {
            assert_eq!(topic.word().parse(), Ok(topic));
        }
        assert!("kvm2".parse::<Topic>().unwrap_err().ends_with("audit, all"));
    }
}
