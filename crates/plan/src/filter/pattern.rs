//! Patterns of devices, and sets of operations: which of them lie inside each other and where they meet.
//!
//! Both forms of the filter need this: `lines.rs` to find a set without an order, `reduce.rs` to find rules that decide nothing.

use transom_model::{Access, DeviceKind, DeviceRule, RuleNumber};

/// A pattern of devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern {
    pub kind: DeviceKind,
    pub major: RuleNumber,
    pub minor: RuleNumber,
}

impl Pattern {
    /// Returns what a rule is about.
    pub fn of(rule: &DeviceRule) -> Self {
        Self {
            kind: rule.kind,
            major: rule.major,
            minor: rule.minor,
        }
    }

    /// Writes it as rules do: `10:*`.
    pub fn numbers(self) -> String {
        format!("{}:{}", self.major, self.minor)
    }

    /// Says whether every device of the other pattern is one of this.
    pub fn covers(self, other: Self) -> bool {
        self.kind == other.kind && is_wider(self.major, other.major) && is_wider(self.minor, other.minor)
    }

    /// Returns the devices that are in both.
    pub fn meets(self, other: Self) -> Option<Self> {
        if self.kind != other.kind {
            return None;
        }
        Some(Self {
            kind: self.kind,
            major: meeting(self.major, other.major)?,
            minor: meeting(self.minor, other.minor)?,
        })
    }

    /// Returns this pattern and every wider one that is written differently: `10:5`, `10:*`, `*:5`, `*:*`.
    pub fn and_wider(self) -> [Self; 4] {
        let with = |major, minor| Self { major, minor, ..self };
        [
            self,
            with(self.major, RuleNumber::Any),
            with(RuleNumber::Any, self.minor),
            with(RuleNumber::Any, RuleNumber::Any),
        ]
    }
}

fn is_wider(wide: RuleNumber, narrow: RuleNumber) -> bool {
    wide == RuleNumber::Any || wide == narrow
}

fn meeting(one: RuleNumber, other: RuleNumber) -> Option<RuleNumber> {
    match (one, other) {
        (RuleNumber::Any, number) | (number, RuleNumber::Any) => Some(number),
        (one, other) => (one == other).then_some(one),
    }
}

/// Returns the operations of either.
pub(super) fn union(one: Access, other: Access) -> Access {
    Access {
        read: one.read || other.read,
        write: one.write || other.write,
        mknod: one.mknod || other.mknod,
    }
}

/// Returns the operations of the first that are not in the second.
pub(super) fn without(one: Access, other: Access) -> Access {
    Access {
        read: one.read && !other.read,
        write: one.write && !other.write,
        mknod: one.mknod && !other.mknod,
    }
}
