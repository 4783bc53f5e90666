//! From one dialect to another, with an account of every line.
//!
//! A file that stays in its family (LXC 2 to LXC 7, LXD to Incus) is migrated line by line, so that its comments stay: each
//! dialect's `migrate.rs`. Any other is printed anew: the container is brought into the target's terms (`fit.rs`), printed, and
//! the new text is read back; a line is *translated* if what it said is said by the text that was read back (`judge.rs`), whatever the
//! printer meant to do. `reasons.rs` and `kept.rs` know what to do about the rest. Start with [`convert`].

mod comments;
mod fit;
mod judge;
mod kept;
mod names;
mod reasons;
mod repair;
mod report;
mod rows;
#[cfg(test)]
mod tests;

pub use names::{Device, DeviceNames, wanted};
pub use report::{Added, Conversion, Migration, Outcome, Row};

use transom_model::{Container, Dialect, Fact, Origin, Sources, Topic, facts};

use crate::{Reading, lxc, lxd, pve};
use judge::Judge;

/// Converts what was read into a dialect.
pub fn convert(reading: &Reading, sources: &Sources, target: Dialect, names: &DeviceNames) -> Conversion {
    if let Some(migration) = within_family(reading, sources, target) {
        return Conversion {
            text: migration.text,
            rows: migration.rows,
            added: Vec::new(),
        };
    }
    let mut fitted = fit::fit(&reading.container, (reading.dialect, target), names);
    let (mut text, new, refused) = repair::accepted(&mut fitted, (reading.dialect, target), sources);
    let judge = Judge {
        old: &reading.container,
        new: &new.container,
        facts: facts(&new.container),
        target,
        names,
        refused: &refused,
    };
    let mut rows = rows::rows(reading, sources, &judge);
    let added = added(reading, &judge);
    comments::carry((reading, sources), &judge, &mut text, &mut rows);
    Conversion { text, rows, added }
}

/// Prints a container anew in the words of a dialect, without what its manager would refuse.
pub fn printed(reading: &Reading, sources: &Sources, target: Dialect, names: &DeviceNames) -> String {
    let mut fitted = fit::fit(&reading.container, (reading.dialect, target), names);
    repair::accepted(&mut fitted, (reading.dialect, target), sources).0
}

/// Moves a file that stays in its family, line by line.
fn within_family(reading: &Reading, sources: &Sources, target: Dialect) -> Option<Migration> {
    match (reading.dialect, target) {
        (Dialect::Lxc, Dialect::Lxc) => Some(lxc::migrate(reading, sources)),
        (Dialect::Pve, Dialect::Pve) => Some(pve::migrate(reading, sources)),
        (Dialect::Lxd | Dialect::Incus, Dialect::Lxd | Dialect::Incus) => Some(lxd::migrate(reading, sources, target)),
        (Dialect::Libvirt, Dialect::Libvirt) | (Dialect::Oci, Dialect::Oci) => Some(unchanged(sources)),
        _ => None,
    }
}

/// A file of a dialect whose newest version takes all that older ones took.
fn unchanged(sources: &Sources) -> Migration {
    let Some((file, source)) = sources.files().next() else {
        return Migration::default();
    };
    let lines = (1..).zip(source.text.lines()).filter(|(_, text)| !text.trim().is_empty());
    let row = |(line, text): (u32, &str)| Row {
        origin: Origin::Line {
            file,
            line,
            columns: 0..u32::try_from(text.len()).unwrap_or(u32::MAX),
        },
        outcome: Outcome::Kept { line },
        with: None,
    };
    Migration {
        rows: lines.map(row).collect(),
        text: source.text.clone(),
    }
}

/// Reads the new text; the files that it names (a system call policy) are those of the old.
fn read_back(target: Dialect, text: &str, sources: &Sources) -> Reading {
    let name = match target {
        Dialect::Lxc => "config",
        Dialect::Pve => "100.conf",
        Dialect::Libvirt => "domain.xml",
        Dialect::Lxd | Dialect::Incus => "profile.yaml",
        Dialect::Oci => "config.json",
    };
    let mut both = Sources::of(name, text);
    for (_, file) in sources.files().skip(1) {
        both.add(file.path.clone(), file.text.clone());
    }
    crate::read(target, &both)
}

/// Lists the facts of a container that another does not have by meaning, whatever words the two are in. What it nearly has comes with
/// the difference in words.
pub fn missing<'c>(old: &'c Container, new: &Container, dialect: Dialect, names: &DeviceNames) -> Vec<(Fact<'c>, Option<String>)> {
    let judge = Judge {
        old,
        new,
        facts: facts(new),
        target: dialect,
        names,
        refused: &judge::Refused::new(),
    };
    let verdict = |fact: Fact<'c>| match judge.fact(&fact) {
        judge::Verdict::There { remark: None, .. } => None,
        judge::Verdict::There { remark, .. } => Some((fact, remark)),
        judge::Verdict::Idle { .. } | judge::Verdict::Lost { .. } => Some((fact, None)),
    };
    facts(old).into_iter().filter_map(verdict).collect()
}

/// What the new manager does by itself that the old container was not.
fn added(reading: &Reading, judge: &Judge<'_>) -> Vec<Added> {
    let old = facts(&reading.container);
    let is_new = |fact: &&Fact<'_>| {
        matches!(fact.origin, Origin::Default(_))
            && fact.topic != Topic::Environment
            && !old.iter().any(|other| other.says_same(fact))
    };
    let added = judge.facts.iter().filter(is_new).map(|fact| Added {
        topic: fact.topic,
        about: fact.about.clone().into_owned(),
        words: fact.words(),
        was: old.iter().find(|other| other.is_about_same(fact)).map(Fact::words),
        by: match fact.origin {
            Origin::Default(whose) => (*whose).to_owned(),
            _ => String::new(),
        },
    });
    added.collect()
}
