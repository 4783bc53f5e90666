//! Ids inside and outside a container, and the map between them.
//!
//! [`InsideId`] and [`HostId`] are different types so that one is never used for the other.

use serde::{Deserialize, Serialize};

use crate::Given;

/// A user or group id as processes inside the container see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InsideId(pub u32);

/// A user or group id as the host sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct HostId(pub u32);

/// Permission bits of a file, `0o7777` at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mode(pub u32);

/// Whether an id is a user's or a group's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum IdKind {
    /// A user id.
    User,
    /// A group id.
    Group,
}

/// One contiguous run of ids: `inside..inside+len` appears on the host as `host..host+len`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IdRange {
    /// The first id inside.
    pub inside: InsideId,
    /// The host id that the first one lands on.
    pub host: HostId,
    /// How many ids.
    pub len: u32,
}

impl IdRange {
    /// Returns where `id` lands on the host, or `None` if this range does not cover it.
    pub fn to_host(&self, id: InsideId) -> Option<HostId> {
        let offset = id.0.checked_sub(self.inside.0)?;
        (offset < self.len).then(|| HostId(self.host.0.wrapping_add(offset)))
    }

    /// Says whether the two ranges share an id on the inside.
    pub fn overlaps_inside(&self, other: &Self) -> bool {
        overlap((self.inside.0, self.len), (other.inside.0, other.len))
    }

    /// Says whether the two ranges share an id on the host.
    pub fn overlaps_host(&self, other: &Self) -> bool {
        overlap((self.host.0, self.len), (other.host.0, other.len))
    }
}

fn overlap(a: (u32, u32), b: (u32, u32)) -> bool {
    let end = |(start, len): (u32, u32)| u64::from(start) + u64::from(len);
    u64::from(a.0) < end(b) && u64::from(b.0) < end(a)
}

/// Which ids inside are which on the host. Empty means privileged: no user namespace, every id is itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdMap {
    /// Ranges of user ids.
    pub users: Vec<Given<IdRange>>,
    /// Ranges of group ids.
    pub groups: Vec<Given<IdRange>>,
}

impl IdMap {
    /// Says whether the container shares the host's ids (no user namespace).
    pub fn is_privileged(&self) -> bool {
        self.users.is_empty() && self.groups.is_empty()
    }

    /// Returns the ranges of one kind.
    pub fn ranges(&self, kind: IdKind) -> &[Given<IdRange>] {
        match kind {
            IdKind::User => &self.users,
            IdKind::Group => &self.groups,
        }
    }

    /// Returns where an inside id lands on the host; in a privileged container that is the id itself.
    pub fn to_host(&self, kind: IdKind, id: InsideId) -> Option<HostId> {
        if self.is_privileged() {
            return Some(HostId(id.0));
        }
        self.ranges(kind).iter().find_map(|range| range.value.to_host(id))
    }
}
