//! Lints about id maps: who is who, who is nobody, and who is root outside too.

mod gap_in_map;
mod host_root_mapped;
mod host_user_mapped;
mod map_without_unprivileged;
mod root_not_mapped;
mod short_map;

use transom_model::{Given, IdKind, IdRange};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &root_not_mapped::LINT,
    &gap_in_map::LINT,
    &short_map::LINT,
    &host_root_mapped::LINT,
    &host_user_mapped::LINT,
    &map_without_unprivileged::LINT,
];

/// Returns the ranges of users and those of groups, sorted by the ids inside; those that nobody wrote down too.
fn maps<'a>(checked: &Checked<'a>) -> [(IdKind, Vec<&'a Given<IdRange>>); 2] {
    [IdKind::User, IdKind::Group].map(|kind| {
        let mut ranges: Vec<_> = checked.container().id_map.ranges(kind).iter().collect();
        ranges.sort_by_key(|given| given.value.inside);
        (kind, ranges)
    })
}

/// Returns the first id behind a range.
fn end(range: &IdRange) -> u64 {
    u64::from(range.inside.0) + u64::from(range.len)
}
