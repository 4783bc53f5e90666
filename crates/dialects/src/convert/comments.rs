//! Comments go along: each is put before the line that the setting behind it has become.
//!
//! A Proxmox file has no comments but its notes, which stand at its head; JSON has none at all.

use std::collections::BTreeMap;

use transom_model::{Dialect, Fact, Sources, Topic, facts};

use super::judge::Judge;
use super::report::{Outcome, Row};
use super::rows;
use crate::{Reading, pve};

/// Puts the comments of the old file into the new text and corrects the line numbers of the rows. Does nothing if the new text
/// would mean something else with them. `judge` knows what the new text says without.
pub(super) fn carry((reading, sources): (&Reading, &Sources), judge: &Judge<'_>, text: &mut String, rows: &mut [Row]) {
    let target = judge.target;
    if target == Dialect::Oci {
        return;
    }
    let comments = places(reading, sources, target, rows);
    if comments.is_empty() {
        return;
    }
    let (with, moved) = insert(text, target, &comments);
    let new = super::read_back(target, &with, sources);
    let new = facts(&new.container);
    let is_note = |fact: &&Fact<'_>| !(target == Dialect::Pve && fact.topic == Topic::Kept);
    let (mut old, mut new) = (judge.facts.iter().filter(is_note), new.iter().filter(is_note));
    let is_same =
        old.by_ref().zip(new.by_ref()).all(|(one, other)| one.says_same(other)) && old.next().is_none() && new.next().is_none();
    if !is_same {
        return;
    }
    *text = with;
    for row in rows.iter_mut() {
        if let Outcome::Translated { lines, .. } = &mut row.outcome {
            lines.iter_mut().for_each(|line| *line = moved.line(*line));
        }
    }
    for (at, comment) in comments.iter().enumerate() {
        rows[comment.row].with = None;
        rows[comment.row].outcome = Outcome::Translated {
            lines: vec![moved.inserted[at]],
            remark: None,
        };
    }
}

/// A comment on its way: its row, the line of the new text it goes before, and what it says.
#[derive(Debug)]
struct Comment {
    row: usize,
    before: u32,
    words: String,
}

fn places(reading: &Reading, sources: &Sources, target: Dialect, rows: &[Row]) -> Vec<Comment> {
    let prose = rows::prose_lines(reading);
    let mut found = Vec::new();
    // Behind the last setting a comment goes to the end.
    let mut before = u32::MAX;
    for (at, row) in rows.iter().enumerate().rev() {
        let Some(line) = row.origin.line() else { continue };
        if let Outcome::Translated { lines, .. } = &row.outcome {
            before = lines.first().copied().unwrap_or(before);
        }
        if !prose.contains(&line) || !matches!(row.outcome, Outcome::Dropped { .. } | Outcome::Impossible { .. }) {
            continue;
        }
        let words = words(reading.dialect, sources.line_text(line.0, line.1));
        if !words.is_empty() {
            let before = if target == Dialect::Pve { 1 } else { before };
            found.push(Comment { row: at, before, words });
        }
    }
    found.reverse();
    found
}

/// What a comment says, without the marks of its dialect; nothing for a line that is none.
fn words(dialect: Dialect, line: &str) -> String {
    let line = line.trim();
    let text = match dialect {
        Dialect::Libvirt => line.strip_prefix("<!--").map(|rest| rest.trim_end_matches("-->")),
        Dialect::Pve => line.strip_prefix("description:").or(line.strip_prefix('#')),
        _ => line.starts_with('#').then(|| line.trim_start_matches('#')),
    };
    let text = text.unwrap_or_default().trim();
    match dialect {
        Dialect::Pve => percent_decoded(text),
        _ => text.to_owned(),
    }
}

/// Proxmox writes bytes of its notes as `%3A`. A line end that is coded so stays coded: a comment is one line.
fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) if byte >= b' ' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Where lines have gone.
struct Moved {
    /// How many lines were put in before each line.
    before: BTreeMap<u32, u32>,
    /// The line that each comment has become.
    inserted: Vec<u32>,
}

impl Moved {
    fn line(&self, line: u32) -> u32 {
        line + self.before.range(..=line).map(|(_, count)| count).sum::<u32>()
    }
}

fn insert(text: &str, target: Dialect, comments: &[Comment]) -> (String, Moved) {
    let mut out = String::with_capacity(text.len());
    let mut moved = Moved {
        before: BTreeMap::new(),
        inserted: vec![0; comments.len()],
    };
    let mut written = 0;
    let mut put = |out: &mut String, at: usize, indent: &str, written: &mut u32| {
        out.push_str(&format!("{indent}{}\n", written_in(target, &comments[at].words)));
        *written += 1;
        moved.inserted[at] = *written;
    };
    for (number, line) in (1..).zip(text.lines()) {
        let indent = &line[..line.len() - line.trim_start().len()];
        for at in (0..comments.len()).filter(|at| comments[*at].before == number) {
            put(&mut out, at, indent, &mut written);
        }
        out.push_str(line);
        out.push('\n');
        written += 1;
    }
    let last = text.lines().count() as u32;
    for at in (0..comments.len()).filter(|at| comments[*at].before > last) {
        put(&mut out, at, "", &mut written);
    }
    for comment in comments {
        *moved.before.entry(comment.before).or_default() += 1;
    }
    (out, moved)
}

fn written_in(target: Dialect, words: &str) -> String {
    match target {
        // A comment of XML ends at two hyphens.
        Dialect::Libvirt => format!("<!-- {} -->", words.replace("--", "- -").trim_end_matches('-')),
        Dialect::Pve => format!("#{}", pve::encoded(words)),
        _ => format!("# {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_dialect_go() {
        assert_eq!(words(Dialect::Lxc, "  ## a b"), "a b");
        assert_eq!(words(Dialect::Libvirt, "<!-- a -->"), "a");
        assert_eq!(words(Dialect::Pve, "#a%3A b%0A 100%"), "a: b%0A 100%");
    }

    #[test]
    fn lines_behind_a_comment_move() {
        let comment = |before, words: &str| Comment {
            row: 0,
            before,
            words: words.to_owned(),
        };
        let (text, moved) = insert(
            "a\n  b\n",
            Dialect::Lxd,
            &[comment(2, "x"), comment(2, "y"), comment(u32::MAX, "z")],
        );
        assert_eq!(text, "a\n  # x\n  # y\n  b\n# z\n");
        assert_eq!((moved.line(1), moved.line(2)), (1, 4));
        assert_eq!(moved.inserted, [2, 3, 5]);
    }
}
