//! The id map: whole or with holes, granted in /etc/subuid, nobody else's.

use transom_model::{Given, IdKind, IdRange};

use super::super::check::Need;
use super::super::subids::{self, Grants};
use super::super::{DoctorCheck, Verdict, userns};
use super::Needs;

/// The ids every distribution uses, `nobody` included.
const WHOLE: u32 = 65536;

/// Checks it.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let map = &needs.container.id_map;
    if map.is_privileged() {
        let found = "no id map: root inside is root of the host";
        return vec![DoctorCheck::pass("ids.map", found).because("privileged, as the file asks")];
    }
    let mut checks: Vec<DoctorCheck> = userns::checks(Need::Whatever)
        .into_iter()
        .filter(|check| matches!(check.subject.as_str(), "userns.max" | "userns.make" | "userns.map"))
        .filter(|check| check.verdict != Verdict::Pass)
        .collect();
    for kind in [IdKind::User, IdKind::Group] {
        checks.extend(map_check(needs, kind));
        checks.extend(grants(needs, kind));
    }
    checks
}

fn word(kind: IdKind) -> &'static str {
    match kind {
        IdKind::User => "user",
        IdKind::Group => "group",
    }
}

/// Looks for holes in the ids that a distribution uses.
fn map_check(needs: &Needs<'_>, kind: IdKind) -> Option<DoctorCheck> {
    const NAME: &str = "ids.map";
    let ranges = needs.container.id_map.ranges(kind);
    let mut sorted: Vec<&Given<IdRange>> = ranges.iter().collect();
    sorted.sort_by_key(|range| range.value.inside.0);
    let first = sorted.first()?;
    let mut reached: u64 = 0;
    for range in &sorted {
        let inside = u64::from(range.value.inside.0);
        if inside > reached {
            return Some(hole(needs, kind, reached, inside).at(needs.place(&range.origin)));
        }
        reached = reached.max(inside + u64::from(range.value.len));
    }
    if reached < u64::from(WHOLE) {
        let last = sorted.last().unwrap_or(first);
        return Some(hole(needs, kind, reached, u64::from(WHOLE)).at(needs.place(&last.origin)));
    }
    let drawn: Vec<String> = sorted.iter().map(|range| drawn(range.value)).collect();
    let found = format!("{} ids: {}", word(kind), drawn.join(", "));
    Some(DoctorCheck::pass(NAME, found).at(needs.place(&first.origin)))
}

fn drawn(range: IdRange) -> String {
    let last = |first: u32| u64::from(first) + u64::from(range.len).saturating_sub(1);
    let (inside, host) = (range.inside.0, range.host.0);
    format!("{inside}-{} is {host}-{} of the host", last(inside), last(host))
}

fn hole(needs: &Needs<'_>, kind: IdKind, from: u64, to: u64) -> DoctorCheck {
    let last = to - 1;
    let found = format!(
        "{} ids {from}-{last} are not mapped: what they own is nobody's inside",
        word(kind)
    );
    let mend = match needs.is_of_lxc() {
        true => {
            "give every id a line: a map with one id cut out takes three (`u 0 100000 1000`, `u 1000 1000 1`, `u 1001 101001 64535`)"
        }
        false => "map all of 0 to 65535",
    };
    DoctorCheck::warn("ids.map", found, mend)
}

/// The managers of these files use newuidmap, which looks into /etc/subuid also for root.
fn grants(needs: &Needs<'_>, kind: IdKind) -> Vec<DoctorCheck> {
    let subject = match kind {
        IdKind::User => "ids.subuid",
        IdKind::Group => "ids.subgid",
    };
    let ids = subids::read_file(kind).unwrap_or_default();
    // Whoever asks, it is root who starts it.
    let names = subids::names_of(0);
    let ranges = needs.container.id_map.ranges(kind);
    let from_lines = ranges.iter().filter(|range| range.origin.line().is_some());
    let mut checks = Vec::new();
    for range in from_lines {
        let (start, len) = (u64::from(range.value.host.0), u64::from(range.value.len));
        let is_granted = ids.covers(&names, start, len);
        let check = match is_granted {
            true => DoctorCheck::pass(subject, format!("{} may hand out {start}+{len}", names[0])).because(subids::path(kind)),
            false if needs.is_stored => continue,
            false => not_granted(subject, subids::path(kind), &names[0], (start, len)),
        };
        checks.push(check.at(needs.place(&range.origin)));
        checks.extend(stranger(subject, &ids, &names, (start, len)).map(|check| check.at(needs.place(&range.origin))));
    }
    checks
}

fn not_granted(subject: &str, path: &str, name: &str, (start, len): (u64, u64)) -> DoctorCheck {
    let found = format!("{path} does not let {name} hand out {start}+{len}");
    let mend = format!("add the line `{name}:{start}:{len}` to {path}");
    DoctorCheck::warn(subject, found, mend)
        .because("Transom as root does not need it; LXC's newuidmap says `range not allowed` and the start fails")
}

/// Ids that somebody else may hand out, too: another's containers could own the same files.
fn stranger(subject: &str, ids: &Grants, names: &[String], (start, len): (u64, u64)) -> Option<DoctorCheck> {
    let is_manager = |user: &str| matches!(user, "root" | "0" | "lxd" | "_lxd" | "incus" | "_incus");
    let is_strange = |user: &String| !names.contains(user) && !is_manager(user);
    let other = ids
        .grants
        .iter()
        .find(|grant| is_strange(&grant.user) && grant.start < start + len && start < grant.start + grant.len)?;
    let found = format!(
        "{start}+{len} has ids in it that {} may hand out too ({}+{})",
        other.user, other.start, other.len
    );
    let mend = "choose a range that is nobody else's; `/etc/subuid` lists them";
    Some(DoctorCheck::warn(subject, found, mend))
}
