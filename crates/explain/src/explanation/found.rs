//! What was found about a line: by lints, and by the reader where no lint says more.

use std::collections::BTreeMap;

use transom_model::{Diagnostic, FileId, Origin, Severity};

use super::Whole;
use crate::language::{Text, say};
use crate::lint::{self, Checked, Finding, Means};
use crate::words::capitalized;

/// Something found about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `T0002`, or the reader's code: `unknown-key`.
    pub code: &'static str,
    /// How bad it is.
    pub level: Severity,
    /// What it means for the line; little is known of what readers say.
    pub means: Option<Means>,
    /// What it means for the line, in words.
    pub means_title: Option<String>,
    /// What was found; a sentence.
    pub message: String,
    /// Why it matters, a sentence or two.
    pub why: Option<String>,
    /// What to do, a sentence.
    pub hint: Option<String>,
    /// Other lines that matter: `102.conf:14`.
    pub others: Vec<String>,
    /// `transom fix` can mend it.
    pub is_mendable: bool,
}

/// Returns what was found, by the lines of the main file, and today's form of the lines that a finding has one of.
pub(super) fn by_line(whole: &Whole<'_>) -> (BTreeMap<u32, Vec<Found>>, BTreeMap<u32, Vec<String>>) {
    let checked = Checked::new(whole.view.reading, whole.view.sources, Some(whole.host));
    let findings = lint::findings(&checked);
    let mut found: BTreeMap<u32, Vec<Found>> = BTreeMap::new();
    let mut today: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let here = |finding: &&Finding| finding.origin.line().is_some_and(|(file, _)| file == FileId(0));
    for finding in findings.iter().filter(here) {
        let line = finding.origin.line().map_or(0, |(_, line)| line);
        found.entry(line).or_default().push(of_lint(whole, finding));
        if let Some(lines) = &finding.today {
            today
                .entry(line)
                .or_insert_with(|| lines.lines().map(str::to_owned).collect());
        }
    }
    for (line, said) in of_reader(whole, &findings) {
        found.entry(line).or_default().push(said);
    }
    (found, today)
}

fn of_lint(whole: &Whole<'_>, finding: &Finding) -> Found {
    let (book, sources) = (whole.view.book, whole.view.sources);
    Found {
        code: finding.lint.id,
        level: finding.level,
        means: Some(finding.means),
        means_title: Some(book.say(&finding.means.title())),
        message: book.write(&Text::sentence(finding.message.clone())),
        why: book.by_id(&finding.lint.text_id("why")),
        hint: Some(book.say(&say!("found-hint", hint = capitalized(&finding.hint(book))))),
        others: finding.others.iter().map(|origin| sources.describe(origin)).collect(),
        is_mendable: finding.fix.is_some(),
    }
}

/// What the reader warns of; its errors are what the line itself is explained by.
fn of_reader<'a>(whole: &'a Whole<'_>, findings: &'a [Finding]) -> impl Iterator<Item = (u32, Found)> + 'a {
    let is_left = |finding: &&Diagnostic| {
        let is_worth_saying = finding.severity == Severity::Warning || means_of(whole, finding).is_some();
        finding.severity != Severity::Error && is_worth_saying && !findings.iter().any(|other| other.takes_over(finding))
    };
    whole.view.reading.diagnostics.iter().filter(is_left).filter_map(|finding| {
        let (file, line) = finding.origin.line()?;
        let hint = finding
            .hint
            .as_ref()
            .map(|hint| whole.view.book.say(&say!("found-hint", hint = capitalized(hint))));
        let means = means_of(whole, finding);
        let said = Found {
            code: finding.code,
            level: finding.severity,
            means,
            means_title: means.map(|means| whole.view.book.say(&means.title())),
            message: whole.view.book.say(&say!("found-hint", hint = capitalized(&finding.message))),
            why: None,
            hint,
            others: Vec::new(),
            is_mendable: false,
        };
        (file == FileId(0)).then_some((line, said))
    })
}

/// What some of the reader's findings mean for their line, where no lint says it.
fn means_of(whole: &Whole<'_>, finding: &Diagnostic) -> Option<Means> {
    match finding.code {
        "narrows-standard-device" => Some(Means::Narrows),
        "node-as-filesystem" => Some(Means::Defect),
        "feature-without-effect" => Some(match is_one_of_many(whole, &finding.origin) {
            true => Means::Partly,
            false => Means::NoEffect,
        }),
        _ => None,
    }
}

/// Says whether a line has more of what the finding is about: `features: nesting=1,keyctl=1`.
fn is_one_of_many(whole: &Whole<'_>, origin: &Origin) -> bool {
    let mut accounts = whole.view.reading.accounts.iter();
    accounts.any(|account| account.origin.line() == origin.line() && account.value.contains(','))
}
