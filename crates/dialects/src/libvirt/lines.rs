//! Byte offsets of a text as lines and columns, and one account for each line.
//!
//! An XML line may hold many settings or none. The strongest finding on a line becomes its account; weaker ones that it hides
//! become notes, so that nothing is passed over. Lines between settings (end tags, comments, blank ones) get an account too.

use std::collections::HashMap;
use std::ops::Range;

use transom_model::{Account, Diagnostic, Effect, FileId, Origin, Severity};

use super::reader::Event;

/// What an account says of lines that only group others.
pub(super) const STRUCTURE: &str = "xml-structure";

/// What a line that holds no setting comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filler {
    key: String,
    explanation: &'static str,
    effect: Effect,
}

/// A text's lines: where they begin, and what those without a setting come to.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    file: FileId,
    text: &'t str,
    starts: Vec<usize>,
    count: usize,
    fillers: Vec<Option<Filler>>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        let count = text.lines().count();
        let ends = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self {
            file,
            text,
            starts,
            count,
            fillers: vec![None; count],
        }
    }

    /// Returns the text.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the line of an offset, counted from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns a line without its end; counted from 0. What ends it is looked up, for lines may be long and many things on them.
    fn line(&self, line: usize) -> &'t str {
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let text = &self.text[self.starts[line]..end];
        text.strip_suffix('\r').filter(|_| end < self.text.len()).unwrap_or(text)
    }

    /// Returns what stands before an offset on its line.
    pub(super) fn before(&self, offset: usize) -> &'t str {
        let start = self.starts[self.line_of(offset)];
        self.text.get(start..offset).unwrap_or_default()
    }

    /// Returns the place of a range; of one that spans lines, the part on its first line.
    pub(super) fn place(&self, range: Range<usize>) -> Origin {
        let line = self.line_of(range.start).min(self.count.saturating_sub(1));
        let start = self.starts[line];
        let length = self.line(line).len();
        let column = |offset: usize| u32::try_from(offset.saturating_sub(start).min(length)).unwrap_or(u32::MAX);
        Origin::Line {
            file: self.file,
            line: number(line),
            columns: column(range.start)..column(range.end),
        }
    }

    /// Returns the place of a line and column as the XML parser counts them: from 1, in characters.
    pub(super) fn place_of(&self, row: u32, column: u32) -> Origin {
        let line = (row.max(1) as usize - 1).min(self.count.saturating_sub(1));
        let text = self.line(line);
        let start = text
            .char_indices()
            .nth(column.max(1) as usize - 1)
            .map_or(text.len(), |(at, _)| at);
        let length = text[start..].chars().next().map_or(0, char::len_utf8);
        let at = self.starts[line] + start;
        self.place(at..at + length)
    }

    /// Says what the lines of a range come to where they hold no setting and nothing has been said of them before.
    pub(super) fn fill(&mut self, range: Range<usize>, key: &str, explanation: &'static str, effect: &Effect) {
        if self.count == 0 || range.is_empty() {
            return;
        }
        let (first, last) = (self.line_of(range.start), self.line_of(range.end - 1));
        for filler in self
            .fillers
            .iter_mut()
            .take(last + 1)
            .skip(first)
            .filter(|filler| filler.is_none())
        {
            *filler = Some(Filler {
                key: key.to_owned(),
                explanation,
                effect: effect.clone(),
            });
        }
    }

    /// Says what the lines of an element come to that is taken or not with all that it holds; lines that only end something are left.
    pub(super) fn fill_whole(&mut self, range: Range<usize>, key: &str, explanation: &'static str, effect: &Effect) {
        if self.count == 0 || range.is_empty() {
            return;
        }
        let (first, last) = (self.line_of(range.start), self.line_of(range.end - 1));
        for line in first..=last.min(self.count - 1) {
            let text = self.line(line).trim();
            let is_end = text.starts_with("</") && text.find('>') == Some(text.len() - 1);
            let at = self.starts[line]..self.starts[line] + 1;
            match is_end {
                true => self.fill(at, text[2..text.len() - 1].trim(), STRUCTURE, &Effect::Prose),
                false => self.fill(at, key, explanation, effect),
            }
        }
    }

    /// Makes one account for each line, and notes for the findings that a line's account hides.
    pub(super) fn accounts(&self, mut events: Vec<Event>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Account> {
        events.sort_by_key(|event| (line_of(&event.origin), rank(&event.effect), column_of(&event.origin)));
        let told = Told::of(diagnostics);
        let mut events = events.into_iter().peekable();
        let mut accounts = Vec::with_capacity(self.count);
        for line in (0..self.count).map(number) {
            let first = events.next_if(|event| line_of(&event.origin) == line);
            while let Some(hidden) = events.next_if(|event| line_of(&event.origin) == line) {
                let is_told = hidden.is_quiet || told.is_about(&hidden.origin);
                diagnostics.extend(
                    first
                        .as_ref()
                        .filter(|_| !is_told)
                        .and_then(|first| note(&first.effect, hidden)),
                );
            }
            accounts.push(first.map_or_else(|| self.filled(line), account));
        }
        accounts
    }

    /// Makes the account of a line without a setting.
    fn filled(&self, line: u32) -> Account {
        let at = line as usize - 1;
        let text = self.line(at);
        let is_end = text.trim_start().starts_with("</");
        let filler = match &self.fillers[at] {
            Some(filler) if is_end && filler.effect == Effect::Prose => Filler {
                explanation: STRUCTURE,
                ..filler.clone()
            },
            Some(filler) if !text.trim().is_empty() => filler.clone(),
            _ => Filler {
                key: String::new(),
                explanation: "",
                effect: Effect::Prose,
            },
        };
        let columns = 0..u32::try_from(text.len()).unwrap_or(u32::MAX);
        let origin = Origin::Line {
            file: self.file,
            line,
            columns,
        };
        Account {
            origin,
            key: filler.key,
            value: text.trim().to_owned(),
            explanation: filler.explanation,
            effect: filler.effect,
        }
    }
}

fn number(line: usize) -> u32 {
    u32::try_from(line + 1).unwrap_or(u32::MAX)
}

fn line_of(origin: &Origin) -> u32 {
    origin.line().map_or(0, |(_, line)| line)
}

fn column_of(origin: &Origin) -> u32 {
    match origin {
        Origin::Line { columns, .. } => columns.start,
        _ => 0,
    }
}

/// The lower, the more a finding says about its line.
fn rank(effect: &Effect) -> u8 {
    match effect {
        Effect::Wrong => 0,
        Effect::Taken => 1,
        Effect::NotYet(_) => 2,
        Effect::NoEffect(_) => 3,
        Effect::Elsewhere(_) => 4,
        Effect::Prose => 5,
    }
}

fn account(event: Event) -> Account {
    Account {
        origin: event.origin,
        key: event.key,
        value: event.value,
        explanation: event.explanation,
        effect: event.effect,
    }
}

/// Where something worse than a note is said already, by line.
struct Told(HashMap<u32, Vec<Range<u32>>>);

impl Told {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut lines: HashMap<u32, Vec<Range<u32>>> = HashMap::new();
        for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity > Severity::Note) {
            if let Origin::Line { line, columns, .. } = &diagnostic.origin {
                lines.entry(*line).or_default().push(columns.clone());
            }
        }
        Self(lines)
    }

    fn is_about(&self, origin: &Origin) -> bool {
        let Origin::Line { line, columns, .. } = origin else {
            return false;
        };
        // A line with thousands of findings needs no notes besides.
        let told = self.0.get(line).map_or(&[][..], Vec::as_slice);
        told.len() > 100 || told.iter().any(|told| told.start < columns.end && columns.start < told.end)
    }
}

/// Makes the note about a finding that another one on its line hides.
fn note(shown: &Effect, hidden: Event) -> Option<Diagnostic> {
    let (code, message) = match hidden.effect {
        Effect::NoEffect(why) if matches!(rank(shown), 1 | 2) => ("no-effect", format!("`{}` has no effect: {why}", hidden.key)),
        Effect::NotYet(what) if rank(shown) == 1 => ("not-yet", format!("`{}` is kept, but not done yet; it {what}", hidden.key)),
        _ => return None,
    };
    Some(Diagnostic {
        severity: Severity::Note,
        code,
        message,
        origin: hidden.origin,
        label: None,
        hint: None,
    })
}
