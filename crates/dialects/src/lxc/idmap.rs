//! Id maps: `lxc.idmap = u 0 100000 65536`, and what must hold between the lines.
//!
//! LXC takes any lines and leaves overlaps to the kernel, whose answer names neither; here they are errors that do.

use transom_model::{Container, Diagnostic, Effect, Given, HostId, IdKind, IdRange, InsideId, Severity};

use super::print::Pairs;
use super::{Reader, numbers};
use crate::{Problem, Setting};

/// Reads one line of the map; an empty value clears it.
pub(super) fn read(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if setting.value.is_empty() {
        let gone = std::mem::take(&mut reader.container.id_map);
        reader.cleared(setting, gone.users.into_iter().chain(gone.groups));
        return Ok(Effect::Taken);
    }
    let fields = numbers::words(setting.value);
    let [(kind_at, kind), inside, host, len] = &fields[..] else {
        return Err(Problem::new(
            "bad-idmap",
            format!("an id map has four fields, this one has {}", fields.len()),
        )
        .hint("write `u INSIDE HOST COUNT` or `g INSIDE HOST COUNT`, such as `u 0 100000 65536`"));
    };
    let kind = match *kind {
        "u" => IdKind::User,
        "g" => IdKind::Group,
        "b" => {
            return Err(Problem::new("bad-idmap", "`b` for both is not taken in a file")
                .at(kind_at.clone())
                .hint("write one line with u and one with g"));
        }
        other => return Err(Problem::new("bad-idmap", format!("`{other}` is neither u nor g")).at(kind_at.clone())),
    };
    let number = |field: &(std::ops::Range<usize>, &str)| {
        let number = numbers::number_in(setting.value, field.0.clone(), u64::from(u32::MAX))?;
        Ok::<u32, Problem>(u32::try_from(number).unwrap_or(u32::MAX))
    };
    let range = IdRange {
        inside: InsideId(number(inside)?),
        host: HostId(number(host)?),
        len: number(len)?,
    };
    fits(range).map_err(|problem| problem.at(len.0.clone()))?;
    let ranges = match kind {
        IdKind::User => &mut reader.container.id_map.users,
        IdKind::Group => &mut reader.container.id_map.groups,
    };
    ranges.push(setting.given(range));
    Ok(Effect::Taken)
}

fn fits(range: IdRange) -> Result<(), Problem> {
    let last = u64::from(u32::MAX); // 4294967295 itself is no id (user_namespaces(7))
    let too_far = |start: u32| u64::from(start) + u64::from(range.len) > last;
    match range.len {
        0 => Err(Problem::new("bad-idmap", "a range of no ids")),
        _ if too_far(range.inside.0) || too_far(range.host.0) => {
            Err(Problem::new("bad-idmap", "the range ends above the last id, 4294967294"))
        }
        _ => Ok(()),
    }
}

/// The kernel takes no more lines in a map (user_namespaces(7), since Linux 4.15).
const MOST_RANGES: usize = 340;

/// Finds ranges that overlap, inside or on the host: one error on a later line, which names the first earlier one.
pub(super) fn check(reader: &mut Reader) {
    for (kind, word) in [(IdKind::User, "user"), (IdKind::Group, "group")] {
        if let Some(given) = reader.container.id_map.ranges(kind).get(MOST_RANGES) {
            let message = format!("more than {MOST_RANGES} ranges of {word} ids, which the kernel does not take");
            let origin = given.origin.clone();
            reader.say(Severity::Error, "idmap-too-long", message, origin);
        }
        for diagnostic in overlaps(reader, kind, word) {
            reader.push(diagnostic);
        }
    }
    let map = &reader.container.id_map;
    let lonely = match (map.users.first(), map.groups.first()) {
        (Some(given), None) => Some((
            given.origin.clone(),
            "user ids are mapped and group ids are not",
            "`lxc.idmap = g …`",
        )),
        (None, Some(given)) => Some((
            given.origin.clone(),
            "group ids are mapped and user ids are not",
            "`lxc.idmap = u …`",
        )),
        _ => None,
    };
    if let Some((origin, message, line)) = lonely {
        let hint = format!("add {line} with the same numbers");
        reader.say(Severity::Error, "half-idmap", message, origin);
        if let Some(last) = reader.diagnostics.last_mut() {
            last.hint = Some(hint);
        }
    }
}

fn overlaps(reader: &Reader, kind: IdKind, word: &str) -> Vec<Diagnostic> {
    let ranges = reader.container.id_map.ranges(kind);
    let mut found = Vec::new();
    for (at, later) in ranges.iter().take(MOST_RANGES).enumerate() {
        for earlier in &ranges[..at] {
            let (side, start, other) = if later.value.overlaps_inside(&earlier.value) {
                ("inside", later.value.inside.0, earlier.value.inside.0)
            } else if later.value.overlaps_host(&earlier.value) {
                ("on the host", later.value.host.0, earlier.value.host.0)
            } else {
                continue;
            };
            let (here, there) = (
                reader.sources.describe(&later.origin),
                reader.sources.describe(&earlier.origin),
            );
            found.push(Diagnostic {
                severity: Severity::Error,
                code: "overlapping-idmap",
                message: format!("{here} and {there} both map the {word} id {} {side}", start.max(other)),
                origin: later.origin.clone(),
                label: Some(format!("overlaps with {there}")),
                hint: Some(
                    "make the ranges meet without sharing an id: shorten the earlier one, or begin the later one behind it"
                        .to_owned(),
                ),
            });
            break;
        }
    }
    found
}

/// Prints the map.
pub(super) fn print(container: &Container) -> Pairs {
    let line = |letter: char| {
        move |given: &Given<IdRange>| {
            let IdRange { inside, host, len } = given.value;
            ("lxc.idmap".to_owned(), format!("{letter} {} {} {len}", inside.0, host.0))
        }
    };
    let map = &container.id_map;
    map.users
        .iter()
        .map(line('u'))
        .chain(map.groups.iter().map(line('g')))
        .collect()
}
