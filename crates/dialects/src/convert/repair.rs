//! No conversion ends in a file that its own manager refuses: a line whose values the target does not take is left out, and said so.
//!
//! Which line is to blame is found by trying: the values of one line are taken away, the rest is printed and read again, and if an error
//! is gone the line was its cause. It costs nothing where there is no error.

use std::collections::{BTreeMap, BTreeSet};

use transom_model::{Container, Diagnostic, Dialect, FileId, Severity, Sources, Topic, facts};

use super::judge::Refused;
use super::{fit, read_back};
use crate::Reading;

/// More lines than any file with a mistake has; beyond it the errors stay, and are reported where the new file is read.
const MOST_TRIALS: usize = 4000;

/// Prints a container without what the target refuses. Returns the text, what it reads as, and the lines left out.
pub(super) fn accepted(
    container: &mut Container,
    (from, target): (Dialect, Dialect),
    sources: &Sources,
) -> (String, Reading, Refused) {
    let mut refused = Refused::new();
    let mut trials = 0;
    loop {
        let text = crate::print(target, container);
        let reading = read_back(target, &text, sources);
        let errors = errors(&reading);
        let found = match errors.first() {
            None => None,
            Some(first) => cause(container, target, sources, (errors.len(), &mut trials)).map(|lines| (lines, (*first).clone())),
        };
        let Some((lines, what)) = found else {
            return (text, reading, refused);
        };
        take_out(container, &lines);
        if target == Dialect::Libvirt && from != target {
            fit::stand_in_for_root(container);
        }
        refused.extend(lines.into_iter().map(|line| (line, what.clone())));
    }
}

fn errors(reading: &Reading) -> Vec<&Diagnostic> {
    reading
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .collect()
}

type Lines = BTreeSet<(FileId, u32)>;

fn take_out(container: &mut Container, lines: &Lines) {
    container.retain(&|origin| origin.line().is_none_or(|line| !lines.contains(&line)));
}

/// Finds lines without whose values there are fewer errors: one line, or all that speak of one topic (half an id map).
fn cause(container: &Container, target: Dialect, sources: &Sources, (before, trials): (usize, &mut usize)) -> Option<Lines> {
    let facts = facts(container);
    let mut by_topic: BTreeMap<Topic, Lines> = BTreeMap::new();
    for fact in &facts {
        if let Some(line) = fact.origin.line() {
            by_topic.entry(fact.topic).or_default().insert(line);
        }
    }
    let single: BTreeSet<Lines> = by_topic.values().flatten().map(|line| Lines::from([*line])).collect();
    single.into_iter().chain(by_topic.into_values()).find(|lines| {
        *trials += 1;
        if *trials > MOST_TRIALS {
            return false;
        }
        let mut without = container.clone();
        take_out(&mut without, lines);
        errors(&read_back(target, &crate::print(target, &without), sources)).len() < before
    })
}
