//! Every case is converted into every dialect: the new file is one its manager takes, no line is without an account, and what was
//! not said to be lost is still there after the way back.

#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use support::{Case, all_cases, device_names};
use transom_dialects::convert::{Conversion, Outcome, convert, missing};
use transom_dialects::{Reading, read};
use transom_model::{Dialect, Fact, Severity, Sources};

fn is_family(one: Dialect, other: Dialect) -> bool {
    let is_lxd = |dialect| matches!(dialect, Dialect::Lxd | Dialect::Incus);
    one == other || is_lxd(one) && is_lxd(other)
}

/// Reads a converted text under a name that its dialect is used to.
fn read_new(dialect: Dialect, text: &str, case: &Case) -> (Reading, Sources) {
    let name = if dialect == Dialect::Pve { "100.conf" } else { "new" };
    let mut sources = Sources::of(name, text);
    for (_, file) in case.sources.files().skip(1) {
        sources.add(file.path.clone(), file.text.clone());
    }
    (read(dialect, &sources), sources)
}

fn pairs() -> impl Iterator<Item = (Case, Dialect)> {
    all_cases()
        .into_iter()
        .flat_map(|case| Dialect::ALL.map(|target| (case.clone(), target)))
        .filter(|(case, target)| !is_family(case.dialect, *target))
}

#[test]
fn what_is_printed_is_what_the_target_takes() {
    let mut wrong = Vec::new();
    for (case, target) in pairs() {
        let conversion = convert(&case.reading, &case.sources, target, &device_names(&case.reading.container));
        let (new, _) = read_new(target, &conversion.text, &case);
        let errors = new.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        wrong.extend(errors.map(|error| format!("{} to {}: {}", case.name, target.word(), error.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_line_has_one_row_and_every_place_is_in_the_new_file() {
    let mut wrong = Vec::new();
    for (case, target) in pairs() {
        let conversion = convert(&case.reading, &case.sources, target, &device_names(&case.reading.container));
        wrong.extend(without_row(&case, &conversion).map(|line| format!("{} to {}: no row for {line}", case.name, target.word())));
        let last = conversion.text.lines().count() as u32;
        for row in &conversion.rows {
            let lines = match &row.outcome {
                Outcome::Kept { line } => vec![*line],
                Outcome::Translated { lines, .. } => lines.clone(),
                Outcome::Frame => continue,
                Outcome::Dropped { why } => {
                    assert!(!why.is_empty(), "{} to {}: {row:?}", case.name, target.word());
                    continue;
                }
                Outcome::Impossible { why, instead } => {
                    assert!(
                        !why.is_empty() && !instead.is_empty(),
                        "{} to {}: {row:?}",
                        case.name,
                        target.word()
                    );
                    continue;
                }
            };
            let is_good = !lines.is_empty() && lines.iter().all(|line| (1..=last).contains(line));
            assert!(is_good, "{} to {}: {row:?} of {last} lines", case.name, target.word());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Lines that are not blank and that the report does not speak of.
fn without_row<'c>(case: &'c Case, conversion: &'c Conversion) -> impl Iterator<Item = String> + 'c {
    let has_row = |file, number| conversion.rows.iter().any(|row| row.origin.line() == Some((file, number)));
    let accounted: Vec<_> = case
        .reading
        .accounts
        .iter()
        .filter_map(|account| account.origin.line())
        .collect();
    let lines = case.sources.files().flat_map(|(file, source)| {
        let numbered = (1..).zip(source.text.lines()).filter(|(_, text)| !text.trim().is_empty());
        numbered
            .map(move |(number, text)| (file, number, text.to_owned()))
            .collect::<Vec<_>>()
    });
    lines
        .filter(move |(file, number, _)| accounted.contains(&(*file, *number)) && !has_row(*file, *number))
        .map(|(_, number, text)| format!("line {number}: {text}"))
}

#[test]
fn there_and_back_is_the_same_or_the_report_says_why_not() {
    let mut wrong = Vec::new();
    for (case, target) in pairs() {
        let names = device_names(&case.reading.container);
        let there = convert(&case.reading, &case.sources, target, &names);
        let (new, sources) = read_new(target, &there.text, &case);
        let back = convert(&new, &sources, case.dialect, &device_names(&new.container));
        let (old, _) = read_new(case.dialect, &back.text, &case);
        let is_safe_back = |line: &u32| {
            let row = back
                .rows
                .iter()
                .find(|row| row.origin.line().map(|(_, line)| line) == Some(*line));
            row.is_none_or(|row| matches!(row.outcome, Outcome::Translated { remark: None, .. }))
        };
        let said: Vec<_> = there
            .rows
            .iter()
            .filter(|row| match &row.outcome {
                Outcome::Translated { remark: None, lines } => lines.iter().all(is_safe_back),
                _ => false,
            })
            .filter_map(|row| row.origin.line())
            .collect();
        let lost = missing(&case.reading.container, &old.container, case.dialect, &names);
        // What is nearly the same has been remarked on, or is so by the other's default.
        let lost = lost.iter().filter(|(_, remark)| remark.is_none()).map(|(fact, _)| fact);
        let lost = lost.filter(|fact| fact.origin.line().is_some_and(|line| said.contains(&line)));
        let words = |fact: &Fact<'_>| format!("{} {}: {}", fact.topic.word(), fact.about, fact.words());
        wrong.extend(lost.map(|fact| format!("{} to {} and back: {}", case.name, target.word(), words(fact))));
    }
    assert!(wrong.is_empty(), "{} facts are gone:\n{}", wrong.len(), wrong.join("\n"));
}

/// Writes a conversion for review: the new text, then a line for each row.
fn written(case: &Case, conversion: &Conversion) -> String {
    let mut out = conversion.text.trim_end().to_owned();
    out.push_str("\n----\n");
    for row in conversion
        .rows
        .iter()
        .filter(|row| row.outcome != Outcome::Frame && row.with.is_none())
    {
        let place = case.sources.describe(&row.origin);
        let said = match &row.outcome {
            Outcome::Kept { line } => format!("kept, line {line}"),
            Outcome::Translated { lines, remark } => {
                let remark = remark.iter().map(|remark| format!("; {remark}")).collect::<String>();
                format!("translated, lines {lines:?}{remark}")
            }
            Outcome::Dropped { why } => format!("dropped: {why}"),
            Outcome::Impossible { why, instead } => format!("impossible: {why}; instead: {instead}"),
            Outcome::Frame => continue,
        };
        out.push_str(&format!("{place}: {said}\n"));
    }
    out
}

/// Cases with a file `to` (words of dialects) say what a conversion looks like, in `as-DIALECT.txt`; `BLESS=1` writes them.
#[test]
fn conversions_of_cases_are_as_reviewed() {
    let mut differences = Vec::new();
    let mut count = 0;
    for case in all_cases() {
        let Ok(words) = std::fs::read_to_string(case.folder.join("to")) else {
            continue;
        };
        for word in words.split_whitespace() {
            let target = Dialect::ALL.into_iter().find(|dialect| dialect.word() == word);
            let target = target.unwrap_or_else(|| panic!("{}: `{word}` is no dialect", case.name));
            let conversion = convert(&case.reading, &case.sources, target, &device_names(&case.reading.container));
            let (path, found) = (case.folder.join(format!("as-{word}.txt")), written(&case, &conversion));
            count += 1;
            if std::env::var_os("BLESS").is_some() {
                std::fs::write(&path, &found).unwrap();
            } else if std::fs::read_to_string(&path).ok().as_ref() != Some(&found) {
                differences.push(format!("{} differs from what is found now:\n{found}", path.display()));
            }
        }
    }
    assert!(count > 20, "only {count} conversions are looked at");
    assert!(
        differences.is_empty(),
        "{}\nIf this is as it should be, bless and review the diff.",
        differences.join("\n")
    );
}
