//! Who is who: the id map as rows that can be drawn, with its gaps, and where the ids land that people ask about.

use transom_model::{Given, HostId, IdKind, IdRange, InsideId};

use super::Whole;
use crate::language::{Phrasebook, say};

/// Ids that every system has a use for: 0 to this.
const USUAL_END: u32 = 65_536;

/// The id map of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPicture {
    /// No map: every id is itself.
    pub is_privileged: bool,
    /// Runs of user ids, by their first id inside.
    pub users: Vec<IdRow>,
    /// Runs of group ids; empty when they are the same as those of users.
    pub groups: Vec<IdRow>,
    /// Who root, the first user and nobody are, and what is wrong with the map: a sentence each.
    pub notes: Vec<String>,
}

/// A run of ids inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdRow {
    /// The first.
    pub inside: u32,
    /// How many.
    pub len: u32,
    /// What the first one is on the host; nothing for a gap.
    pub host: Option<u32>,
    /// `102.conf:7`, or the default.
    pub place: String,
}

pub(super) fn picture(whole: &Whole<'_>) -> IdPicture {
    let map = &whole.view.reading.container.id_map;
    let users = rows(whole, &map.users);
    let groups = rows(whole, &map.groups);
    let are_same = users.iter().map(numbers).eq(groups.iter().map(numbers));
    IdPicture {
        is_privileged: map.is_privileged(),
        notes: notes(whole, has_gap(&users) || has_gap(&groups)),
        groups: if are_same { Vec::new() } else { groups },
        users,
    }
}

fn numbers(row: &IdRow) -> (u32, u32, Option<u32>) {
    (row.inside, row.len, row.host)
}

/// The ranges in order, with the gaps between them and up to the last usual id.
fn rows(whole: &Whole<'_>, ranges: &[Given<IdRange>]) -> Vec<IdRow> {
    let mut sorted: Vec<&Given<IdRange>> = ranges.iter().collect();
    sorted.sort_by_key(|range| range.value.inside);
    let mut rows = Vec::new();
    let mut next = 0;
    for range in sorted {
        let IdRange { inside, host, len } = range.value;
        rows.extend(gap(next, inside.0));
        rows.push(IdRow {
            inside: inside.0,
            len,
            host: Some(host.0),
            place: whole.view.book.place(whole.view.sources, &range.origin),
        });
        next = next.max(inside.0.saturating_add(len));
    }
    if !rows.is_empty() {
        rows.extend(gap(next, USUAL_END));
    }
    rows
}

fn gap(from: u32, to: u32) -> Option<IdRow> {
    let len = to.checked_sub(from).filter(|len| *len > 0)?;
    Some(IdRow {
        inside: from,
        len,
        host: None,
        place: String::new(),
    })
}

/// Says whether a usual id is mapped to nothing.
fn has_gap(rows: &[IdRow]) -> bool {
    rows.is_empty() || rows.iter().any(|row| row.host.is_none() && row.inside < USUAL_END)
}

fn notes(whole: &Whole<'_>, has_gap: bool) -> Vec<String> {
    let map = &whole.view.reading.container.id_map;
    let book = whole.view.book;
    if map.is_privileged() {
        return vec![book.say(&say!("ids-privileged"))];
    }
    let land = |kind, id| map.to_host(kind, InsideId(id));
    let mut notes = vec![root(book, land(IdKind::User, 0)), first_user(book, land(IdKind::User, 1000))];
    if has_gap {
        notes.push(book.say(&say!("ids-gap")));
    }
    for kind in [IdKind::User, IdKind::Group] {
        notes.extend(overlaps(map.ranges(kind)).map(|(one, other)| book.say(&overlap(one, other))));
    }
    notes
}

fn root(book: &Phrasebook, host: Option<HostId>) -> String {
    book.say(&match host {
        Some(HostId(0)) => say!("ids-root-real"),
        Some(host) => say!("ids-root", host = host.0.to_string()),
        None => say!("ids-root-nobody"),
    })
}

fn first_user(book: &Phrasebook, host: Option<HostId>) -> String {
    book.say(&match host {
        Some(HostId(1000)) => say!("ids-user-same"),
        Some(host) => say!("ids-user", host = host.0.to_string()),
        None => say!("ids-user-nobody"),
    })
}

fn overlap(one: IdRange, other: IdRange) -> crate::Message {
    let id = one.inside.0.max(other.inside.0).to_string();
    match one.overlaps_inside(&other) {
        true => say!("ids-overlap-inside", id = id),
        false => say!("ids-overlap-host", id = one.host.0.max(other.host.0).to_string()),
    }
}

fn overlaps(ranges: &[Given<IdRange>]) -> impl Iterator<Item = (IdRange, IdRange)> {
    let pairs = ranges
        .iter()
        .enumerate()
        .flat_map(|(at, one)| ranges[at + 1..].iter().map(move |other| (one.value, other.value)));
    pairs.filter(|(one, other)| one.overlaps_inside(other) || one.overlaps_host(other))
}
