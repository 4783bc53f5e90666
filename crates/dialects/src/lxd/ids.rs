//! The id map: shared or isolated, with holes that `raw.idmap` punches.
//!
//! The manager takes its range from the host's `/etc/subuid`, which a reader cannot see; the range that both managers fall
//! back on and that their packages hand out stands for it.

use std::ops::Range;

use transom_model::{Container, Effect, Given, HostId, IdKind, IdMap, IdRange, InsideId, Origin, Severity, Words, words};

use super::keys::Pairs;
use super::{Reader, yaml};
use crate::Problem;

/// The range of a host that has not been set up otherwise.
const FIRST: u32 = 1_000_000;
const ALL: u32 = 1_000_000_000;
/// What an isolated container gets without `security.idmap.size`.
const ISOLATED: u32 = 65_536;

/// The kernel takes this many ranges (user_namespaces(7), since Linux 4.15).
const MOST_HOLES: usize = 340;

const SHARED_WHY: &str = "LXD and Incus: containers share one id range unless they are isolated";
const ISOLATED_WHY: &str = "LXD and Incus: an isolated container gets the first free range behind the shared one's beginning";

/// One entry of `raw.idmap`.
struct Hole {
    kinds: &'static [IdKind],
    inside: u32,
    host: u32,
    len: u32,
}

/// Decides the map, once all keys are read.
pub(super) fn settle(reader: &mut Reader) {
    if reader.is_privileged() {
        let wishes = &reader.wishes;
        let all = [
            wishes
                .isolated
                .as_ref()
                .map(|given| ("security.idmap.isolated", given.with(given.value.to_string()))),
            wishes
                .idmap_base
                .as_ref()
                .map(|given| ("security.idmap.base", given.with(given.value.0.to_string()))),
            wishes
                .idmap_size
                .as_ref()
                .map(|given| ("security.idmap.size", given.with(given.value.to_string()))),
            wishes.raw_idmap.as_ref().map(|given| ("raw.idmap", given.clone())),
        ];
        for (key, given) in all.into_iter().flatten() {
            without_effect(reader, key, &given, words!("a privileged container has no id map"));
        }
        return;
    }
    let range = base_range(reader);
    reader.container.id_map = IdMap {
        users: vec![range.clone()],
        groups: vec![range],
    };
    if let Some(raw) = reader.wishes.raw_idmap.clone() {
        punch(reader, &raw);
    }
}

fn base_range(reader: &mut Reader) -> Given<IdRange> {
    let range = |host: u32, len: u32| IdRange {
        inside: InsideId(0),
        host: HostId(host),
        len,
    };
    let wishes = &reader.wishes;
    let (base, size) = (wishes.idmap_base.clone(), wishes.idmap_size.clone());
    match wishes.isolated.clone().filter(|given| given.value) {
        None => {
            let why = words!("it counts only with `security.idmap.isolated`");
            if let Some(base) = base {
                without_effect(reader, "security.idmap.base", &base.with(base.value.0.to_string()), why);
            }
            match size {
                // Incus cuts the shared range short too.
                Some(size) if reader.is_incus_since(7, 0) => size.with(range(FIRST, size.value.max(1))),
                Some(size) => {
                    without_effect(reader, "security.idmap.size", &size.with(size.value.to_string()), why);
                    Given::default_of(range(FIRST, ALL), SHARED_WHY)
                }
                None => Given::default_of(range(FIRST, ALL), SHARED_WHY),
            }
        }
        Some(isolated) => {
            let len = size.as_ref().map_or(ISOLATED, |given| given.value).max(1);
            let problem = Problem::new(
                "isolated-from-isolated-only",
                "the range is apart from those of other isolated containers, but lies within the one that all others share",
            )
            .hint("Transom gives every container a range of its own when `try` starts it");
            reader.diagnose(Severity::Note, isolated.origin.clone(), problem);
            match base {
                Some(base) => base.with(range(base.value.0, len)),
                None => Given {
                    value: range(FIRST + ISOLATED, len),
                    origin: size.map_or(Origin::Default(ISOLATED_WHY), |size| size.origin),
                },
            }
        }
    }
}

/// Says of a key that it counts only together with another, and keeps it.
fn without_effect(reader: &mut Reader, key: &str, given: &Given<String>, why: Words) {
    reader.revise(&given.origin, Effect::NoEffect(why.into()));
    reader.keep(key, given.value.clone(), &given.origin);
}

/// Checks the lines of `raw.idmap`.
pub(super) fn check_raw(text: &str) -> Result<(), Problem> {
    for (number, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        hole(line)?;
        if number >= MOST_HOLES {
            return Err(Problem::new(
                "bad-idmap",
                format!("raw.idmap has more than {MOST_HOLES} lines, and the kernel takes no more ranges"),
            ));
        }
    }
    Ok(())
}

fn hole(line: &str) -> Result<Hole, Problem> {
    let bad = |why: &str| {
        Problem::new("bad-idmap", format!("Invalid raw.idmap line {line:?}: {why}"))
            .hint("`both 1000 1000`, or `uid 500-510 50-60`: the host's ids, then those inside")
    };
    let words: Vec<&str> = line.split_whitespace().collect();
    let [kind, host, inside] = words[..] else {
        return Err(bad("it has three parts"));
    };
    let kinds: &'static [IdKind] = match kind {
        "uid" => &[IdKind::User],
        "gid" => &[IdKind::Group],
        "both" => &[IdKind::User, IdKind::Group],
        _ => return Err(bad("it begins with `uid`, `gid` or `both`")),
    };
    let (host, inside) = (
        span(host).ok_or_else(|| bad("the host's ids are no number or range"))?,
        span(inside).ok_or_else(|| bad("the ids inside are no number or range"))?,
    );
    if host.len() != inside.len() {
        return Err(bad("the two ranges differ in length"));
    }
    Ok(Hole {
        kinds,
        inside: inside.start,
        host: host.start,
        len: inside.end - inside.start,
    })
}

fn span(text: &str) -> Option<Range<u32>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    // 4294967295 is no id (user_namespaces(7)).
    (first <= last && last < u32::MAX).then(|| first..last + 1)
}

fn punch(reader: &mut Reader, raw: &Given<String>) {
    let sources = reader.sources;
    let source = raw.origin.line().map_or("", |(file, _)| &sources.file(file).text);
    for line in yaml::text_lines(&raw.value, &raw.origin, source).into_iter().take(MOST_HOLES) {
        let Ok(hole) = hole(&line.text) else { continue };
        for kind in hole.kinds {
            let map = &mut reader.container.id_map;
            let ranges = if *kind == IdKind::User {
                &mut map.users
            } else {
                &mut map.groups
            };
            let clash = ranges
                .iter()
                .find(|range| (range.value.host.0..range.value.host.0.saturating_add(range.value.len)).contains(&hole.host));
            if clash.is_some() {
                let problem = Problem::new(
                    "host-id-taken",
                    format!("host id {} belongs to the container's own range already", hole.host),
                )
                .hint("name an id of the host that no container has, such as 1000");
                reader.diagnose(Severity::Error, line.origin.clone(), problem);
                break;
            }
            *ranges = with_hole(std::mem::take(ranges), &hole, &line.origin);
        }
    }
}

/// Cuts the ids inside out of the ranges there are and maps them on their own.
fn with_hole(ranges: Vec<Given<IdRange>>, hole: &Hole, origin: &Origin) -> Vec<Given<IdRange>> {
    let (start, end) = (u64::from(hole.inside), u64::from(hole.inside) + u64::from(hole.len));
    let mut left: Vec<Given<IdRange>> = Vec::new();
    for range in ranges {
        let (first, last) = (
            u64::from(range.value.inside.0),
            u64::from(range.value.inside.0) + u64::from(range.value.len),
        );
        let part = |from: u64, to: u64| {
            let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
            let part = IdRange {
                inside: InsideId(narrow(from)),
                host: HostId(range.value.host.0 + narrow(from - first)),
                len: narrow(to - from),
            };
            (to > from).then(|| range.with(part))
        };
        left.extend(part(first, last.min(start.max(first))));
        left.extend(part(first.max(end.min(last)), last));
    }
    let own = IdRange {
        inside: InsideId(hole.inside),
        host: HostId(hole.host),
        len: hole.len,
    };
    left.push(Given::new(own, origin.clone()));
    left.sort_by_key(|range| range.value.inside);
    left
}

/// Prints a map: where its range lies if that is not the shared one, and what is cut out of it.
pub(super) fn print(container: &Container) -> Pairs {
    let map = &container.id_map;
    let Some(base) = base_of(&map.users).or_else(|| base_of(&map.groups)) else {
        return Vec::new();
    };
    let pair = |key: &str, value: String| (format!("security.idmap.{key}"), value);
    let mut pairs = Vec::new();
    let is_shared = (base.host, base.len) == (HostId(FIRST), ALL);
    if !is_shared {
        pairs.push(pair("isolated", "true".to_owned()));
        pairs.extend((base.host != HostId(FIRST + ISOLATED)).then(|| pair("base", base.host.0.to_string())));
        pairs.extend((base.len != ISOLATED).then(|| pair("size", base.len.to_string())));
    }
    let (users, groups) = (holes(&map.users, base), holes(&map.groups, base));
    let both = users
        .iter()
        .filter(|hole| groups.contains(hole))
        .map(|hole| hole_line("both", *hole));
    let only = |word: &'static str, own: &[IdRange], other: &[IdRange]| {
        let own: Vec<String> = own
            .iter()
            .filter(|hole| !other.contains(hole))
            .map(|hole| hole_line(word, *hole))
            .collect();
        own
    };
    let mut lines: Vec<String> = both.collect();
    lines.extend(only("uid", &users, &groups));
    lines.extend(only("gid", &groups, &users));
    if !lines.is_empty() {
        pairs.push(("raw.idmap".to_owned(), lines.join("\n")));
    }
    pairs
}

/// The range that a map is cut out of: the one that most ids lie in, from the first id on to the last.
fn base_of(ranges: &[Given<IdRange>]) -> Option<IdRange> {
    let largest = ranges.iter().map(|given| given.value).max_by_key(|range| range.len)?;
    let first = largest.host.0.checked_sub(largest.inside.0)?;
    let end = ranges
        .iter()
        .map(|given| u64::from(given.value.inside.0) + u64::from(given.value.len))
        .max()?;
    Some(IdRange {
        inside: InsideId(0),
        host: HostId(first),
        len: u32::try_from(end).ok()?,
    })
}

/// What of a map lies elsewhere than its base says.
fn holes(ranges: &[Given<IdRange>], base: IdRange) -> Vec<IdRange> {
    let is_hole = |range: &IdRange| base.to_host(range.inside) != Some(range.host);
    ranges.iter().map(|given| given.value).filter(is_hole).collect()
}

fn hole_line(word: &str, hole: IdRange) -> String {
    let span = |first: u32| match hole.len {
        1 => first.to_string(),
        len => format!("{first}-{}", u64::from(first) + u64::from(len) - 1),
    };
    format!("{word} {} {}", span(hole.host.0), span(hole.inside.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_splits_the_range() {
        let whole = Given::default_of(
            IdRange {
                inside: InsideId(0),
                host: HostId(100_000),
                len: 65_536,
            },
            "test",
        );
        let hole = hole("uid 50-60 500-510").unwrap();
        let ranges = with_hole(vec![whole], &hole, &Origin::Default("test"));
        let shown: Vec<_> = ranges
            .iter()
            .map(|range| (range.value.inside.0, range.value.host.0, range.value.len))
            .collect();
        assert_eq!(shown, [(0, 100_000, 500), (500, 50, 11), (511, 100_511, 65_025)]);
    }

    #[test]
    fn a_hole_at_the_beginning_leaves_the_rest() {
        let whole = Given::default_of(
            IdRange {
                inside: InsideId(0),
                host: HostId(100_000),
                len: 10,
            },
            "test",
        );
        let ranges = with_hole(vec![whole], &hole("both 7 0").unwrap(), &Origin::Default("test"));
        let shown: Vec<_> = ranges
            .iter()
            .map(|range| (range.value.inside.0, range.value.host.0, range.value.len))
            .collect();
        assert_eq!(shown, [(0, 7, 1), (1, 100_001, 9)]);
    }

    #[test]
    fn malformed_lines_are_refused() {
        for line in [
            "both 1000",
            "all 1 1",
            "uid 1-5 1-4",
            "uid 5-1 5-1",
            "gid x 1",
            "uid 4294967295 0",
        ] {
            assert!(hole(line).is_err(), "{line}");
        }
    }
}
