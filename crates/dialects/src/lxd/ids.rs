//! The id map: shared or isolated, with holes that `raw.idmap` punches.
//!
//! The manager takes its range from the host's `/etc/subuid`, which a reader cannot see; the range that both managers fall
//! back on and that their packages hand out stands for it.

use std::ops::Range;

use transom_model::{Container, Effect, Given, HostId, IdKind, IdMap, IdRange, InsideId, Origin, Severity};

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
        let why = "a privileged container has no id map".to_owned();
        let wishes = &reader.wishes;
        let origins = [
            wishes.isolated.as_ref().map(|given| given.origin.clone()),
            wishes.idmap_base.as_ref().map(|given| given.origin.clone()),
            wishes.idmap_size.as_ref().map(|given| given.origin.clone()),
            wishes.raw_idmap.as_ref().map(|given| given.origin.clone()),
        ];
        for origin in origins.into_iter().flatten() {
            reader.revise(&origin, Effect::NoEffect(why.clone()));
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
            for origin in base
                .iter()
                .map(|given| &given.origin)
                .chain(size.iter().map(|given| &given.origin))
            {
                reader.revise(
                    origin,
                    Effect::NoEffect("it counts only with `security.idmap.isolated`".to_owned()),
                );
            }
            Given::default_of(range(FIRST, ALL), SHARED_WHY)
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
    let source = match raw.origin.line() {
        Some((file, _)) => reader.sources.file(file).text.clone(),
        None => String::new(),
    };
    for line in yaml::text_lines(&raw.value, &raw.origin, &source)
        .into_iter()
        .take(MOST_HOLES)
    {
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

/// Prints a map of one range that is not the managers' own.
pub(super) fn print(container: &Container) -> Pairs {
    let map = &container.id_map;
    let ([users], [groups]) = (map.users.as_slice(), map.groups.as_slice()) else {
        return Vec::new();
    };
    let range = users.value;
    if range != groups.value || range.inside != InsideId(0) || users.origin == Origin::Default(SHARED_WHY) {
        return Vec::new();
    }
    let pair = |key: &str, value: String| (format!("security.idmap.{key}"), value);
    let mut pairs = vec![pair("isolated", "true".to_owned())];
    if users.origin != Origin::Default(ISOLATED_WHY) && range.host != HostId(FIRST + ISOLATED) {
        pairs.push(pair("base", range.host.0.to_string()));
    }
    pairs.extend((range.len != ISOLATED).then(|| pair("size", range.len.to_string())));
    pairs
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
