//! What became of each line: joins what stands on a line into the one account it gets.
//!
//! A document is a tree and explanations are by line, so the reader marks each property where it begins, and [`Lines::accounts`]
//! makes one account of the marks of a line: of the outermost property, or of all where several stand side by side.

use std::collections::BTreeSet;

use transom_model::{Account, Effect, FileId, Origin};

/// One property at its place.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub(super) line: u32,
    /// `mounts[0].options[1]`.
    pub(super) path: &'a str,
    pub(super) value: &'a str,
    pub(super) explanation: &'static str,
    pub(super) effect: &'a Effect,
    /// An object or a list.
    pub(super) has_parts: bool,
}

/// What has been marked, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Lines {
    marked: Vec<Marked>,
}

#[derive(Debug)]
struct Marked {
    line: u32,
    path: String,
    value: String,
    explanation: &'static str,
    effect: Effect,
    has_parts: bool,
    /// Properties beside the first on the same line.
    beside: Vec<String>,
    /// What the innermost properties on the line come to, while they agree.
    parts: Parts,
}

#[derive(Debug)]
enum Parts {
    None,
    All(Effect),
    Differ,
}

impl Lines {
    /// Marks a property where it begins; those of one line one after another, outer before inner.
    pub(super) fn mark(&mut self, mark: &Mark<'_>) {
        match self
            .marked
            .last_mut()
            .filter(|last| last.line == mark.line && !last.path.is_empty())
        {
            Some(last) => last.join(mark),
            None => {
                // The document's own brace says nothing where a property follows on its line.
                if self.marked.last().is_some_and(|last| last.line == mark.line) {
                    self.marked.pop();
                }
                self.marked.push(Marked::new(mark));
            }
        }
    }

    /// Returns the paths of the first line on which several properties stand side by side.
    pub(super) fn crowded(&self) -> Option<(u32, usize)> {
        let crowded = self.marked.iter().find(|marked| !marked.beside.is_empty())?;
        Some((crowded.line, crowded.beside.len() + 1))
    }

    /// Returns an account for every line of the text; those with an error are wrong, whatever they hold.
    pub(super) fn accounts(self, file: FileId, text: &str, wrong: &BTreeSet<u32>) -> Vec<Account> {
        let mut marked = self.marked.into_iter().peekable();
        let account = |(line, text): (u32, &str)| {
            let origin = Origin::Line {
                file,
                line,
                columns: span(text),
            };
            let mut account = match marked.next_if(|marked| marked.line == line) {
                Some(marked) => marked.account(origin),
                None => Account {
                    origin,
                    key: String::new(),
                    value: text.trim().to_owned(),
                    explanation: "oci-close",
                    effect: Effect::Prose,
                },
            };
            if wrong.contains(&line) {
                account.effect = Effect::Wrong;
            }
            account
        };
        (1..).zip(text.lines()).map(account).collect()
    }
}

impl Marked {
    fn new(mark: &Mark<'_>) -> Self {
        Self {
            line: mark.line,
            path: mark.path.to_owned(),
            value: mark.value.to_owned(),
            explanation: mark.explanation,
            effect: mark.effect.clone(),
            has_parts: mark.has_parts,
            beside: Vec::new(),
            parts: Parts::None,
        }
    }

    fn join(&mut self, mark: &Mark<'_>) {
        let last = self.beside.last().unwrap_or(&self.path);
        if !is_below(mark.path, last) {
            self.beside.push(mark.path.to_owned());
        }
        if *mark.effect == Effect::Wrong {
            self.effect = Effect::Wrong;
        }
        if !mark.has_parts {
            self.parts = match std::mem::replace(&mut self.parts, Parts::Differ) {
                Parts::None => Parts::All(mark.effect.clone()),
                Parts::All(effect) if effect == *mark.effect => Parts::All(effect),
                _ => Parts::Differ,
            };
        }
    }

    fn account(self, origin: Origin) -> Account {
        // What all parts come to, the whole comes to.
        let effect = match (self.effect, self.parts) {
            (Effect::Taken, Parts::All(effect)) if self.has_parts && self.beside.is_empty() => effect,
            (effect, _) => effect,
        };
        if self.beside.is_empty() {
            return Account {
                origin,
                key: self.path,
                value: self.value,
                explanation: self.explanation,
                effect,
            };
        }
        let names: Vec<String> = std::iter::once(self.path).chain(self.beside).collect();
        Account {
            origin,
            key: names.join(", "),
            value: format!("{} properties", names.len()),
            explanation: "oci-crowded-line",
            effect,
        }
    }
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.starts_with(['.', '[']))
}

fn span(line: &str) -> std::ops::Range<u32> {
    let end = line.trim_end().len();
    let start = end - line.trim().len();
    u32::try_from(start).unwrap_or(0)..u32::try_from(end).unwrap_or(u32::MAX)
}
