//! Mending: a fix is a few changes of lines, and [`fix`] makes them one finding after another, looking again after each.
//!
//! A fix never opens anything and never loses what a line means: a line that is taken out had no effect. What would bring a new
//! finding or a new error is left undone.

use std::collections::BTreeMap;

use transom_dialects::{Edit, Reading};
use transom_model::{FileId, Origin, Release, Severity, Sources};

use super::{Checked, Finding, findings};

/// One change of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Takes a line out.
    Delete {
        /// The line, from 1.
        line: u32,
    },
    /// Writes a line anew.
    Replace {
        /// The line, from 1.
        line: u32,
        /// Its new text, without its end; several lines have `\n` between them.
        text: String,
    },
    /// Gives a key of the dialect a value.
    Set {
        /// The key, a path in a document.
        key: String,
        /// The value.
        value: String,
    },
    /// Takes a key of the dialect out.
    Unset {
        /// The key, a path in a document.
        key: String,
    },
}

/// Changes of one file that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The file.
    pub file: FileId,
    /// What to change; lines are counted before any of it.
    pub changes: Vec<Change>,
}

impl Fix {
    /// Takes the line of a place out.
    pub(super) fn delete(at: &Origin) -> Option<Self> {
        let (file, line) = at.line()?;
        Some(Self {
            file,
            changes: vec![Change::Delete { line }],
        })
    }

    /// Writes the line of a place anew.
    pub(super) fn replace(at: &Origin, text: impl Into<String>) -> Option<Self> {
        let (file, line) = at.line()?;
        let text = text.into();
        Some(Self {
            file,
            changes: vec![Change::Replace { line, text }],
        })
    }
}

/// Changes a text.
///
/// # Errors
/// If the dialect refuses one of the changes; the text says why.
pub fn apply(release: Release, text: &str, changes: &[Change]) -> Result<String, String> {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for change in changes {
        match change {
            Change::Delete { line } => on_line(&mut lines, *line, |_| String::new()),
            Change::Replace { line, text } => on_line(&mut lines, *line, |old| with_end_of(old, text)),
            Change::Set { .. } | Change::Unset { .. } => {}
        }
    }
    let mut text = lines.concat();
    for change in changes {
        let edit = match change {
            Change::Set { key, value } => Edit::Set { key, value },
            Change::Unset { key } => Edit::Unset { key },
            Change::Delete { .. } | Change::Replace { .. } => continue,
        };
        text = transom_dialects::edit(release.dialect, &text, &edit).map_err(|problem| problem.message)?;
    }
    Ok(text)
}

fn on_line(lines: &mut [String], line: u32, change: impl Fn(&str) -> String) {
    let at = (line as usize).checked_sub(1);
    if let Some(slot) = at.and_then(|at| lines.get_mut(at)) {
        *slot = change(slot);
    }
}

/// Ends new lines as the old one ended.
fn with_end_of(old: &str, text: &str) -> String {
    let end = &old[old.trim_end_matches(['\r', '\n']).len()..];
    let between = if end.is_empty() { "\n" } else { end };
    text.replace('\n', between) + end
}

/// A text that has been mended.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// What was mended, in the order of the lines of the old text.
    pub mended: Vec<Finding>,
    /// What could be mended and was not, because it would have brought something else, and what.
    pub refused: Vec<(Finding, String)>,
    /// What is left to a person.
    pub left: Vec<Finding>,
}

/// More fixes than any file needs.
const MOST_FIXES: usize = 1000;

/// Mends one text of `sources`, every finding that `is_wanted`.
pub fn fix(release: Release, sources: &Sources, file: FileId, is_wanted: &dyn Fn(&Finding) -> bool) -> Fixed {
    let mut now = State::of(release, sources.clone());
    let (mut mended, mut refused): (Vec<Finding>, Vec<(Finding, String)>) = Default::default();
    for _ in 0..MOST_FIXES {
        let is_refused = |finding: &Finding| refused.iter().any(|(other, _)| is_same(&now, finding, &now, other));
        let has_fix = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| fix.file == file);
        // From the last to the first, so that the places of those to come stay what they are.
        let next = now
            .findings
            .iter()
            .rev()
            .filter(has_fix)
            .find(|finding| is_wanted(finding) && !is_refused(finding));
        let Some(finding) = next.cloned() else { break };
        match now.with(release, file, &finding) {
            Ok(better) => {
                // Places of what was refused may have moved.
                refused.clear();
                mended.push(finding);
                now = better;
            }
            Err(why) => refused.push((finding, why)),
        }
    }
    mended.reverse();
    Fixed {
        text: now.sources.file(file).text.clone(),
        left: now.findings,
        mended,
        refused,
    }
}

/// A text on its way, and what is wrong with it.
struct State {
    sources: Sources,
    reading: Reading,
    findings: Vec<Finding>,
}

impl State {
    fn of(release: Release, sources: Sources) -> Self {
        let reading = transom_dialects::read(release, &sources);
        let findings = findings(&Checked::new(&reading, &sources, None));
        Self {
            sources,
            reading,
            findings,
        }
    }

    /// Mends one finding, if nothing gets worse by it.
    fn with(&self, release: Release, file: FileId, finding: &Finding) -> Result<Self, String> {
        let changes = finding.fix.as_ref().map_or(&[][..], |fix| &fix.changes);
        let before = &self.sources.file(file).text;
        let text = apply(release, before, changes)?;
        if &text == before {
            return Err("it changes nothing".to_owned());
        }
        let after = Self::of(release, self.sources.with_text(file, text));
        match self.worse(&after) {
            Some(what) => Err(what),
            None => Ok(after),
        }
    }

    /// Returns what a new state has more of than this one.
    fn worse(&self, after: &Self) -> Option<String> {
        let errors = |state: &Self| count(state.reading.diagnostics.iter().map(|found| found.code));
        // A remark on what works now is no step back.
        let warns = |found: &&Finding| found.level >= Severity::Warning;
        let lints = |state: &Self| count(state.findings.iter().filter(warns).map(|found| found.lint.id));
        more(&errors(self), &errors(after)).or_else(|| more(&lints(self), &lints(after)))
    }
}

fn count<'s>(words: impl Iterator<Item = &'s str>) -> BTreeMap<&'s str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_insert(0) += 1;
    }
    counts
}

fn more(before: &BTreeMap<&str, usize>, after: &BTreeMap<&str, usize>) -> Option<String> {
    let grown = after
        .iter()
        .find(|(word, count)| **count > before.get(**word).copied().unwrap_or(0));
    grown.map(|(word, _)| (*word).to_owned())
}

fn is_same(now: &State, one: &Finding, then: &State, other: &Finding) -> bool {
    let text = |state: &State, finding: &Finding| {
        let (file, line) = finding.origin.line()?;
        Some((line, state.sources.line_text(file, line).to_owned()))
    };
    one.lint.id == other.lint.id && text(now, one) == text(then, other)
}

#[cfg(test)]
mod tests {
    use transom_model::Dialect;

    use super::*;

    #[test]
    fn lines_are_changed_and_keep_their_ends() {
        let lxc = Release::newest(Dialect::Lxc);
        let changes = [
            Change::Replace {
                line: 1,
                text: "x\ny".into(),
            },
            Change::Delete { line: 2 },
        ];
        assert_eq!(apply(lxc, "a\r\nb\r\nc", &changes).unwrap(), "x\r\ny\r\nc");
        let last = [Change::Replace {
            line: 1,
            text: "x\ny".into(),
        }];
        assert_eq!(apply(lxc, "a", &last).unwrap(), "x\ny");
        assert_eq!(apply(lxc, "a\n", &[Change::Delete { line: 7 }]).unwrap(), "a\n");
    }
}
