//! What device numbers and nodes mean: one table for everything that speaks of devices.
//!
//! The facts are in `table.rs`, the words in `lang/LANGUAGE/devices.ftl` by the same keys. A number that the kernel reserves names the same
//! device everywhere ([`describe_device`]); one that a driver gets when it loads does so on one host until its next boot: `dynamic.rs`
//! tells the two apart and asks a recorded host. Paths are matched in `pattern.rs`.

mod dynamic;
mod pattern;
mod table;

use transom_model::{DeviceKind, DeviceNumber};

use crate::language::{Message, say};
use crate::risk::Level;

pub(crate) use dynamic::is_dynamic_major;
pub use dynamic::{DriverState, Reservation, Resolved, is_dynamic, places_on, reservation, resolve};

/// Which minor numbers of a major an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minor {
    /// This one.
    Is(u32),
    /// From the first to the last.
    Range(u32, u32),
    /// All of them.
    Any,
}

impl Minor {
    fn covers(self, minor: u32) -> bool {
        match self {
            Self::Is(wanted) => wanted == minor,
            Self::Range(first, last) => (first..=last).contains(&minor),
            Self::Any => true,
        }
    }
}

/// How a device comes by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// It is the same on every host.
    Fixed {
        /// Its majors, each from the first to the last.
        majors: &'static [(u32, u32)],
        /// Which devices of them.
        minor: Minor,
        /// The driver's name in /proc/misc, where major 10 has it.
        misc: Option<&'static str>,
    },
    /// A driver of this name in /proc/devices gets its major when it loads.
    Driver {
        /// The name.
        name: &'static str,
        /// Which of its devices.
        minor: Minor,
    },
    /// A driver of this name in /proc/misc gets its minor when it loads.
    Misc {
        /// The name.
        name: &'static str,
    },
}

/// How much is at stake, by who root inside is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stakes {
    /// Where root inside is root of the host (a privileged container).
    pub real: Level,
    /// Where root inside is an ordinary user of the host, and can open the node all the same.
    pub mapped: Level,
}

/// The ids of a device's texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Texts {
    name: &'static str,
    grants: &'static str,
    risk: &'static str,
    mistake: &'static str,
}

/// A class of devices: what it is, how it is numbered, what it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownDevice {
    /// Its key: `kvm`.
    pub key: &'static str,
    /// Character or block.
    pub kind: DeviceKind,
    /// Its number, or who knows it.
    pub numbering: Numbering,
    /// The usual node, `/dev/kvm`; with `N` where devices are counted.
    pub node: &'static str,
    /// How much is at stake.
    pub stakes: Stakes,
    /// The group that usually owns the node; `None` where root does, or everybody may open it.
    pub group: Option<&'static str>,
    /// Keys of devices that are needed with it as a rule.
    pub companions: &'static [&'static str],
    /// The folder of names that stay when numbers change: `/dev/serial/by-id`.
    pub stable_names: Option<&'static str>,
    /// Whether node and number stay the same when devices come and go, and after the next boot.
    pub is_steady: bool,
    /// Whether the kernel's list of devices reserves the number.
    pub is_reserved: bool,
    /// What to take from a minor for the number in the node's name, where it follows from it.
    counts_from: Option<u32>,
    /// Further forms of its nodes' paths; where there are none, they follow from `node`.
    paths: &'static [&'static str],
    /// Whether a sentence about a line warns of it: where people do not expect the risk.
    is_warned: bool,
    has_mistake: bool,
    texts: Texts,
}

impl KnownDevice {
    /// Names it, a few words: `KVM`.
    pub fn name(&self) -> Message {
        Message::new(self.texts.name)
    }

    /// Says what it grants: a phrase that goes after "is" or "for".
    pub fn grants(&self) -> Message {
        Message::new(self.texts.grants)
    }

    /// Says why it is a risk, or why it is none: a phrase.
    pub fn risk(&self) -> Message {
        Message::new(self.texts.risk)
    }

    /// Says the risk where a line's sentence should warn of it.
    pub fn warning(&self) -> Option<Message> {
        self.is_warned.then(|| self.risk())
    }

    /// Says what people get wrong with it, in whole sentences, and what to do instead.
    pub fn mistake(&self) -> Option<Message> {
        self.has_mistake.then(|| Message::new(self.texts.mistake))
    }

    /// Returns its number, if it is a single device with the same number everywhere.
    pub fn number(&self) -> Option<DeviceNumber> {
        match self.numbering {
            Numbering::Fixed {
                majors: [(major, last)],
                minor: Minor::Is(minor),
                ..
            } if major == last => Some(DeviceNumber { major: *major, minor }),
            _ => None,
        }
    }

    /// Returns the node of one of its devices: with the number in the name where that follows from the minor.
    pub fn node_of(&self, minor: u32) -> String {
        let index = self.counts_from.and_then(|first| minor.checked_sub(first));
        match (index, self.node.strip_suffix('N')) {
            (Some(index), Some(stem)) => format!("{stem}{index}"),
            _ => self.node.to_owned(),
        }
    }

    fn covers(&self, kind: DeviceKind, number: DeviceNumber) -> bool {
        match self.numbering {
            Numbering::Fixed { majors, minor, .. } => {
                let is_major = |(first, last): &(u32, u32)| (*first..=*last).contains(&number.major);
                self.kind == kind && majors.iter().any(is_major) && minor.covers(number.minor)
            }
            Numbering::Driver { .. } | Numbering::Misc { .. } => false,
        }
    }

    fn has_path(&self, path: &str) -> bool {
        match self.paths {
            [] => pattern::is_node(self.node, path),
            forms => forms.iter().any(|form| pattern::fits(form, path)),
        }
    }
}

/// Returns every device of the table.
pub fn known_devices() -> &'static [KnownDevice] {
    table::DEVICES
}

/// Returns the device of a key.
pub fn by_key(key: &str) -> Option<&'static KnownDevice> {
    table::DEVICES.iter().find(|device| device.key == key)
}

/// Returns what a device number means, if it means the same on every host.
pub fn describe_device(kind: DeviceKind, number: DeviceNumber) -> Option<&'static KnownDevice> {
    table::DEVICES.iter().find(|device| device.covers(kind, number))
}

/// Says what all devices of a major are, in a few words.
pub fn describe_major(kind: DeviceKind, major: u32) -> Option<Message> {
    let several = match (kind, major) {
        (DeviceKind::Char, 1) => Some(say!("device-major-memory")),
        (DeviceKind::Char, 4) => Some(say!("device-major-consoles")),
        (DeviceKind::Char, 5) => Some(say!("device-major-terminals")),
        (DeviceKind::Char, 10) => Some(say!("device-major-misc")),
        (DeviceKind::Char, 180) => Some(say!("device-major-usb")),
        (DeviceKind::Char, 195) => Some(say!("device-major-nvidia")),
        (DeviceKind::Char, 226) => Some(say!("device-major-graphics")),
        _ => None,
    };
    several.or_else(|| {
        // Only an entry that covers every minor speaks for the major.
        let all = table::DEVICES.iter().find(|device| {
            let is_any = matches!(device.numbering, Numbering::Fixed { minor: Minor::Any, .. });
            is_any && device.covers(kind, DeviceNumber { major, minor: 0 })
        });
        all.map(KnownDevice::name)
    })
}

/// Returns the known device whose usual node is this path.
pub fn device_at(path: &str) -> Option<&'static KnownDevice> {
    table::DEVICES.iter().find(|device| device.has_path(path))
}

/// Returns the number of a node where its name alone gives it: the fixed ones, and those that carry their minor in the name.
pub fn number_of(path: &str) -> Option<(DeviceKind, DeviceNumber)> {
    let known = device_at(path)?;
    let number = known.number().or_else(|| {
        let Numbering::Fixed {
            majors: [(major, _)], ..
        } = known.numbering
        else {
            return None;
        };
        let index: u32 = path.strip_prefix(known.node.strip_suffix('N')?)?.parse().ok()?;
        let minor = known.counts_from?.checked_add(index)?;
        Some(DeviceNumber { major: *major, minor })
    })?;
    Some((known.kind, number))
}

#[cfg(test)]
mod tests;
