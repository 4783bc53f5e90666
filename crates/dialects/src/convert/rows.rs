//! The report: one row for each line of the old file, from the verdicts on what the line said.

use std::collections::{BTreeMap, BTreeSet};

use transom_model::{
    Account, Container, Diagnostic, Dialect, Effect, Fact, FileId, Given, Kept, Origin, Severity, Sources, Topic, facts,
};

use super::judge::{Judge, Verdict};
use super::{Outcome, Row};
use crate::Reading;
use crate::lxd::VALUE_ABOVE;

pub(super) type Line = (FileId, u32);

/// Makes a row for each line that is not blank.
pub(super) fn rows(reading: &Reading, sources: &Sources, judge: &Judge<'_>) -> Vec<Row> {
    let all = facts(&reading.container);
    let mut by_line: BTreeMap<Line, Vec<&Fact<'_>>> = BTreeMap::new();
    let heads = heads(reading);
    for fact in &all {
        if let Some(line) = fact.origin.line() {
            let line = heads.get(&line).copied().unwrap_or(line);
            by_line.entry(line).or_default().push(fact);
        }
    }
    let wrong: BTreeMap<Line, &Diagnostic> = reading
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .filter_map(|found| Some((found.origin.line()?, found)))
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut above = Above::default();
    let notes = notes(&reading.container);
    for account in &reading.accounts {
        let Some(line) = account.origin.line() else { continue };
        let text = sources.line_text(line.0, line.1);
        if text.trim().is_empty() || !seen.insert(line) {
            continue;
        }
        let said = by_line.get(&line).map_or(&[][..], Vec::as_slice);
        let place = Place {
            is_document: is_document(reading.dialect),
            indent: text.len() - text.trim_start().len(),
            is_silent: said.is_empty() && is_silent(account),
        };
        let is_note = reading.dialect == Dialect::Pve && said.is_empty() && account.effect == Effect::Prose;
        let notes = notes
            .filter(|_| is_note)
            .and_then(|head| rows.iter().position(|row| row.origin.line() == Some(head)));
        let parent = notes.or_else(|| above.parent(&place, &rows));
        let outcome = match parent {
            Some(at) if is_note || place.is_silent || is_same_reason(&rows[at].outcome, account) => rows[at].outcome.clone(),
            _ if place.is_document && said.is_empty() && is_frame(account, text) => Outcome::Frame,
            _ => outcome(account, said, wrong.get(&line).copied(), judge),
        };
        let with = parent
            .filter(|at| said.is_empty() && rows[*at].outcome == outcome)
            .and_then(|at| rows[at].origin.line())
            .map(|(_, line)| line);
        if with.is_none() && outcome != Outcome::Frame {
            above.push(place.indent, rows.len());
        }
        rows.push(Row {
            origin: account.origin.clone(),
            outcome,
            with,
        });
    }
    rows
}

/// Comments of a Proxmox file are its notes: one value, said by its first line.
fn notes(container: &Container) -> Option<Line> {
    let is_notes = |given: &&Given<Kept>| given.value.dialect == Dialect::Pve && given.value.key == "description";
    container.kept.iter().find(is_notes)?.origin.line()
}

/// A value of many lines (a block of YAML) is said by the line that its key stands on.
fn heads(reading: &Reading) -> BTreeMap<Line, Line> {
    let mut heads = BTreeMap::new();
    let mut head = None;
    for account in &reading.accounts {
        match (&account.effect, account.origin.line()) {
            (Effect::NotYet(VALUE_ABOVE), Some(line)) => heads.extend(head.map(|head| (line, head))),
            (_, line) if !account.key.is_empty() => head = line,
            _ => {}
        }
    }
    heads
}

/// How a line stands in its file.
struct Place {
    /// In a document of nested parts, where a line may be a part of one above.
    is_document: bool,
    indent: usize,
    /// It says nothing by itself and may be part of something that does.
    is_silent: bool,
}

/// Lines above that others may be part of, by their indentation.
#[derive(Default)]
struct Above(Vec<(usize, usize)>);

impl Above {
    /// Returns the row of the nearest line above that is indented less.
    fn parent(&mut self, place: &Place, rows: &[Row]) -> Option<usize> {
        while self.0.last().is_some_and(|(indent, _)| *indent >= place.indent) {
            self.0.pop();
        }
        self.0
            .last()
            .map(|(_, at)| *at)
            .filter(|at| place.is_document && *at < rows.len())
    }

    fn push(&mut self, indent: usize, row: usize) {
        self.0.push((indent, row));
    }
}

fn is_document(dialect: Dialect) -> bool {
    match dialect {
        Dialect::Lxc | Dialect::Pve => false,
        Dialect::Libvirt | Dialect::Lxd | Dialect::Incus | Dialect::Oci => true,
    }
}

fn is_silent(account: &Account) -> bool {
    match &account.effect {
        Effect::Taken => true,
        Effect::NotYet(what) => *what == VALUE_ABOVE,
        Effect::Prose => account.key.is_empty(),
        Effect::NoEffect(_) | Effect::Elsewhere(_) | Effect::Wrong => false,
    }
}

/// A long value that does nothing says so on each of its lines.
fn is_same_reason(above: &Outcome, account: &Account) -> bool {
    matches!(above, Outcome::Dropped { why } if *why == silent(account))
}

/// A mark that opens or closes a part, or its bare heading, says nothing that could be lost.
fn is_frame(account: &Account, text: &str) -> bool {
    let text = text.trim();
    let is_comment = text.starts_with('#') || text.starts_with("<!--");
    let opens = text.ends_with(['{', '[', ':'])
        || text.starts_with('<') && text.ends_with('>') && !text.contains("</") && !text.ends_with("/>");
    let closes = text.starts_with("</") || text.bytes().all(|byte| b"{}[],- .".contains(&byte));
    matches!(account.effect, Effect::Taken | Effect::Prose) && !is_comment && (opens || closes)
}

/// Lines that are comments or notes: what they say is for people.
pub(super) fn prose_lines(reading: &Reading) -> BTreeSet<Line> {
    let is_prose = |account: &&Account| account.effect == Effect::Prose;
    reading
        .accounts
        .iter()
        .filter(is_prose)
        .filter_map(|account| account.origin.line())
        .collect()
}

/// What became of a line: the worst of what became of its facts.
fn outcome(account: &Account, said: &[&Fact<'_>], wrong: Option<&Diagnostic>, judge: &Judge<'_>) -> Outcome {
    if let Some(found) = account.origin.line().and_then(|line| judge.refused.get(&line)) {
        return Outcome::Impossible {
            why: format!("{} refuses it: {}", judge.target.title(), found.message),
            instead: found
                .hint
                .clone()
                .unwrap_or_else(|| "change the line so that both take it".to_owned()),
        };
    }
    if let (Effect::Wrong, Some(found)) = (&account.effect, wrong) {
        return Outcome::Impossible {
            why: format!("it is wrong: {}", found.message),
            instead: found
                .hint
                .clone()
                .unwrap_or_else(|| "correct the line and convert again".to_owned()),
        };
    }
    if said.is_empty() {
        return Outcome::Dropped { why: silent(account) };
    }
    let mut lines = BTreeSet::new();
    let mut remarks: Vec<String> = Vec::new();
    let (mut idle, mut lost): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    for verdict in said.iter().map(|fact| kept_for_nothing(account, fact, judge.fact(fact))) {
        match verdict {
            Verdict::There { by, remark } => {
                if by.iter().all(|origin| origin.line().is_none()) {
                    idle.push(by_itself(&by, judge));
                }
                lines.extend(by.iter().filter_map(Origin::line).map(|(_, line)| line));
                remarks.extend(remark);
            }
            Verdict::Idle { why } => idle.push(why),
            Verdict::Lost { why, instead } => lost.push((why, instead)),
        }
    }
    let lines: Vec<u32> = lines.into_iter().collect();
    if !lost.is_empty() {
        return impossible(lost, &lines);
    }
    remarks.dedup();
    idle.dedup();
    if lines.is_empty() {
        return Outcome::Dropped { why: idle.join("; ") };
    }
    remarks.extend(idle.into_iter().filter(|why| !why.is_empty()));
    Outcome::Translated {
        lines,
        remark: (!remarks.is_empty()).then(|| remarks.join("; ")),
    }
}

/// What its own manager does not act on either is no loss; what it would have done is the best reason there is.
fn kept_for_nothing(account: &Account, fact: &Fact<'_>, verdict: Verdict) -> Verdict {
    match (verdict, &account.effect) {
        (Verdict::Lost { .. }, Effect::NoEffect(why)) if fact.topic == Topic::Kept => Verdict::Idle {
            why: format!("it has no effect: {why}"),
        },
        (Verdict::Lost { why, instead }, Effect::NotYet(what)) if fact.topic == Topic::Kept => Verdict::Lost {
            why: format!("{why}; it {what}"),
            instead,
        },
        (verdict, _) => verdict,
    }
}

fn impossible(mut lost: Vec<(String, String)>, lines: &[u32]) -> Outcome {
    lost.dedup();
    let join = |pick: fn(&(String, String)) -> &String| {
        let mut all: Vec<&str> = lost.iter().map(|one| pick(one).as_str()).collect();
        all.dedup();
        all.join("; ")
    };
    let mut why = join(|one| &one.0);
    if let Some(line) = lines.first() {
        why.push_str(&format!(" (a part of it is there, in line {line} of the new file)"));
    }
    Outcome::Impossible {
        why,
        instead: join(|one| &one.1),
    }
}

fn by_itself(by: &[Origin], judge: &Judge<'_>) -> String {
    match by.first() {
        Some(Origin::Default(whose)) => format!("{} does so by itself ({whose})", judge.target.title()),
        _ => format!("{} does so by itself", judge.target.title()),
    }
}

/// Why a line said nothing of the container.
fn silent(account: &Account) -> String {
    match &account.effect {
        Effect::Prose => "a comment; the new file has no place for it".to_owned(),
        Effect::NoEffect(why) => format!("it has no effect: {why}"),
        Effect::Elsewhere(what) => format!("it does not describe the container as it is now: {what}"),
        Effect::NotYet(what) => format!("nothing of it is in the container: it {what}"),
        Effect::Wrong => "it is wrong".to_owned(),
        Effect::Taken if matches!(account.explanation, "include" | "mount-fstab") => {
            "the lines of the file that it names are converted in its place".to_owned()
        }
        Effect::Taken => "what it asks for is so there anyway".to_owned(),
    }
}
