//! Ids of a start: checks the map, has it written, and becomes the container's root.

use transom_model::{Given, IdKind, IdRange, InsideId, Origin, Phrase, Words, phrase, words};

use crate::draft::Draft;
use crate::{Problem, Step};

const WHY_ROOT: Origin = Origin::Default("Transom: everything inside is set up by the container's own root");
/// The kernel takes this many lines (user_namespaces(7), since Linux 4.15).
const MOST_RANGES: usize = 340;

/// Reports maps that the kernel would refuse, and those without a root.
pub(crate) fn check(draft: &mut Draft<'_>) {
    if !draft.is_unprivileged() {
        return;
    }
    for kind in [IdKind::User, IdKind::Group] {
        let ranges = draft.container.id_map.ranges(kind);
        check_ranges(draft, kind, ranges);
        check_root(draft, kind, ranges);
    }
}

fn check_ranges(draft: &mut Draft<'_>, kind: IdKind, ranges: &[Given<IdRange>]) {
    for (at, range) in ranges.iter().enumerate() {
        let IdRange { inside, host, len } = range.value;
        let is_past_end = |start: u32| u64::from(start) + u64::from(len) > u64::from(u32::MAX);
        if len == 0 || is_past_end(inside.0) || is_past_end(host.0) {
            let message = phrase!(
                "{kind} ids {range} do not fit: ids end at 4294967294",
                kind = word(kind),
                range = describe(range.value)
            );
            draft.problem(Problem::new("bad-id-range", message, &range.origin));
        }
        let earlier = ranges[..at].iter().find(|other| overlaps(&other.value, &range.value));
        if let Some(other) = earlier {
            let message = phrase!(
                "{kind} ids {range} overlap {other}: one id would be two",
                kind = word(kind),
                range = describe(range.value),
                other = describe(other.value)
            );
            let problem = Problem::new("overlapping-ids", message, &range.origin);
            draft.problem(problem.hint(words!("make the ranges meet without sharing an id, inside and on the host")));
        }
    }
    if ranges.len() > MOST_RANGES {
        let message = phrase!(
            "{count} {kind} id ranges are more than the {most} that the kernel takes",
            count = ranges.len(),
            kind = word(kind),
            most = MOST_RANGES
        );
        draft.problem(Problem::new("bad-id-range", message, &ranges[MOST_RANGES].origin));
    }
}

fn overlaps(one: &IdRange, other: &IdRange) -> bool {
    one.overlaps_inside(other) || one.overlaps_host(other)
}

fn describe(range: IdRange) -> Phrase {
    phrase!(
        "{inside}+{count} on {host}",
        inside = range.inside.0,
        count = range.len,
        host = range.host.0
    )
}

fn check_root(draft: &mut Draft<'_>, kind: IdKind, ranges: &[Given<IdRange>]) {
    if draft.container.id_map.to_host(kind, InsideId(0)).is_some() {
        return;
    }
    let map = &draft.container.id_map;
    let any = ranges.first().or(map.users.first()).or(map.groups.first());
    let cause = any.map_or(WHY_ROOT, |range| range.origin.clone());
    let message = phrase!(
        "{kind} id 0 is outside the container's id map, so the container would have no root",
        kind = word(kind)
    );
    let letter = if kind == IdKind::User { "u" } else { "g" };
    draft.problem(
        Problem::new("no-root-in-map", message, &cause)
            .hint(phrase!("add a range for it, as in `{letter} 0 100000 65536`", letter)),
    );
}

fn word(kind: IdKind) -> Words {
    match kind {
        IdKind::User => words!("user"),
        IdKind::Group => words!("group"),
    }
}

/// Writes the maps.
pub(crate) fn map(draft: &mut Draft<'_>) {
    for kind in [IdKind::User, IdKind::Group] {
        let ranges = draft.container.id_map.ranges(kind);
        let Some(first) = ranges.first() else { continue };
        let ranges = ranges.iter().map(|range| range.value).collect();
        draft.step(Step::MapIds { kind, ranges }, &first.origin);
    }
}

/// Becomes the container's root, which the maps have made somebody.
pub(crate) fn become_root(draft: &mut Draft<'_>) {
    if draft.is_unprivileged() {
        draft.step(Step::BecomeRoot, &WHY_ROOT);
    }
}

#[cfg(test)]
mod tests {
    use transom_model::HostId;

    use super::*;
    use crate::tests::{container, given, hybrid, line, planned, problems};

    fn range(inside: u32, host: u32, len: u32) -> IdRange {
        IdRange {
            inside: InsideId(inside),
            host: HostId(host),
            len,
        }
    }

    #[test]
    fn a_privileged_container_maps_nothing_and_becomes_nobody_else() {
        let mut container = container();
        container.id_map = transom_model::IdMap::default();
        let steps = planned(&container, &hybrid());
        assert!(
            !steps
                .iter()
                .any(|step| matches!(step, Step::MapIds { .. } | Step::BecomeRoot | Step::DelegateCgroup { .. }))
        );
    }

    #[test]
    fn overlapping_ranges_are_refused_inside_and_on_the_host() {
        let mut container = container();
        container.id_map.users.push(given(range(65_000, 300_000, 1000), 8));
        container.id_map.groups.push(given(range(70_000, 165_000, 1000), 9));
        let found = problems(&container, &hybrid());
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|problem| problem.code == "overlapping-ids"));
        assert_eq!((&found[0].cause, &found[1].cause), (&line(8), &line(9)));
    }

    #[test]
    fn ranges_past_the_end_and_maps_without_root_are_refused() {
        let mut container = container();
        container.id_map.users = vec![given(range(1, 100_000, u32::MAX), 1)];
        container.id_map.groups = Vec::new();
        let codes: Vec<&str> = problems(&container, &hybrid()).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["bad-id-range", "no-root-in-map", "no-root-in-map"]);
    }
}
