//! Devices: the nodes a container is given, and the filter that decides which may be opened.
//!
//! The two are separate on purpose: a node without a rule is refused by the filter (EPERM), a rule without a node opens
//! nothing. Dialects turn their own lines into these parts; their odd orders and defaults are resolved there.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{Given, InsideId, Mode};

/// Character or block device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DeviceKind {
    /// A character device, `c`.
    Char,
    /// A block device, `b`.
    Block,
}

impl DeviceKind {
    /// Returns the letter that device rules use: `c` or `b`.
    pub fn letter(self) -> char {
        match self {
            Self::Char => 'c',
            Self::Block => 'b',
        }
    }
}

/// A device number: `major:minor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DeviceNumber {
    /// Which driver.
    pub major: u32,
    /// Which of its devices.
    pub minor: u32,
}

impl std::fmt::Display for DeviceNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.major, self.minor)
    }
}

/// What a rule allows or denies: any set of read, write and mknod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Access {
    /// `r`: opening for reading.
    pub read: bool,
    /// `w`: opening for writing.
    pub write: bool,
    /// `m`: making a node with mknod.
    pub mknod: bool,
}

impl Access {
    /// Reading, writing and making nodes.
    pub const ALL: Self = Self {
        read: true,
        write: true,
        mknod: true,
    };
    /// Reading and writing.
    pub const READ_WRITE: Self = Self {
        read: true,
        write: true,
        mknod: false,
    };
    /// Reading alone.
    pub const READ: Self = Self {
        read: true,
        write: false,
        mknod: false,
    };
    /// Making nodes alone.
    pub const MKNOD: Self = Self {
        read: false,
        write: false,
        mknod: true,
    };

    /// Says whether nothing is asked.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (letter, is_on) in [('r', self.read), ('w', self.write), ('m', self.mknod)] {
            if is_on {
                write!(f, "{letter}")?;
            }
        }
        Ok(())
    }
}

/// One part of a device number in a rule: a number or `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleNumber {
    /// `*`: every number.
    Any,
    /// This number only.
    Is(u32),
}

impl RuleNumber {
    /// Says whether a number is meant.
    pub fn matches(self, number: u32) -> bool {
        match self {
            Self::Any => true,
            Self::Is(wanted) => wanted == number,
        }
    }
}

impl std::fmt::Display for RuleNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Any => write!(f, "*"),
            Self::Is(number) => write!(f, "{number}"),
        }
    }
}

/// What a rule does to what it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleEffect {
    /// Allows it.
    Allow,
    /// Refuses it with EPERM.
    Deny,
}

/// One rule of a device filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceRule {
    /// Allow or deny.
    pub effect: RuleEffect,
    /// Character or block.
    pub kind: DeviceKind,
    /// Which driver.
    pub major: RuleNumber,
    /// Which of its devices.
    pub minor: RuleNumber,
    /// Which operations.
    pub access: Access,
}

impl std::fmt::Display for DeviceRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let effect = match self.effect {
            RuleEffect::Allow => "allow",
            RuleEffect::Deny => "deny",
        };
        write!(
            f,
            "{effect} {} {}:{} {}",
            self.kind.letter(),
            self.major,
            self.minor,
            self.access
        )
    }
}

/// A rule that names a device by a path of the host; the plan looks the number up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RulePath {
    /// Allow or deny.
    pub effect: RuleEffect,
    /// The node on the host.
    pub path: PathBuf,
    /// Which operations.
    pub access: Access,
}

/// What happens to a device that no rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterPolicy {
    /// Refused. The default of Transom: a filter is never silently empty.
    Deny,
    /// Allowed: only where a line says so (`devices.allow = a`).
    Allow,
}

/// The device filter: for each operation the last rule that matches decides; without one the policy does.
///
/// An open for reading and writing is two operations and needs both. Rules keep the order of their lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceFilter {
    /// What happens to the rest.
    pub policy: Given<FilterPolicy>,
    /// In order; later rules win.
    pub rules: Vec<Given<DeviceRule>>,
}

impl Default for DeviceFilter {
    fn default() -> Self {
        Self {
            policy: Given::default_of(FilterPolicy::Deny, "Transom: closed unless a line opens it"),
            rules: Vec::new(),
        }
    }
}

impl DeviceFilter {
    /// Says whether the filter lets an access through. The compiled program must agree with this for every input.
    pub fn allows(&self, kind: DeviceKind, number: DeviceNumber, access: Access) -> bool {
        let decide = |pick: fn(Access) -> bool| {
            let matching = |rule: &&Given<DeviceRule>| {
                let rule = &rule.value;
                rule.kind == kind && rule.major.matches(number.major) && rule.minor.matches(number.minor) && pick(rule.access)
            };
            match self.rules.iter().rev().find(matching) {
                Some(rule) => rule.value.effect == RuleEffect::Allow,
                None => self.policy.value == FilterPolicy::Allow,
            }
        };
        (!access.read || decide(|access| access.read))
            && (!access.write || decide(|access| access.write))
            && (!access.mknod || decide(|access| access.mknod))
    }
}

/// Whether a container may start without a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Its absence is an error.
    Required,
    /// It is left out.
    Optional,
}

/// A device node a container is given: a private node, made by Transom, owned by ids of the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeDevice {
    /// The key that asks for it: `dev0`.
    pub name: String,
    /// The node on the host whose number is taken; links are followed.
    pub source: PathBuf,
    /// Its kind and number where the file itself gives them; else `source` on the host decides.
    pub number: Option<(DeviceKind, DeviceNumber)>,
    /// Where it appears inside; absolute.
    pub target: PathBuf,
    /// Its permission bits.
    pub mode: Mode,
    /// Its owner inside.
    pub uid: InsideId,
    /// Its group inside.
    pub gid: InsideId,
    /// What the filter allows on it.
    pub access: Access,
    /// Whether its absence is an error.
    pub presence: Presence,
}
