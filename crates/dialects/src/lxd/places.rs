//! Places in a YAML text: the parser's character offsets as lines and byte columns.

use std::ops::Range;

use saphyr_parser::{ScalarStyle, Span};
use transom_model::{FileId, Origin};

/// Fits an offset into an origin's numbers.
pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Turns the parser's character offsets into lines and byte columns.
pub(super) struct Places<'t> {
    file: FileId,
    text: &'t str,
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
    /// Where every 64th character begins, in bytes; empty for ASCII, where both are the same.
    characters: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'t> Places<'t> {
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        let starts = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        let characters = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(at, _)| at).collect()
        };
        Self {
            file,
            text,
            lines: std::iter::once(0).chain(starts).collect(),
            characters,
        }
    }

    fn byte(&self, index: usize) -> usize {
        if self.characters.is_empty() {
            return index.min(self.text.len());
        }
        let Some(start) = self.characters.get(index / STRIDE) else {
            return self.text.len();
        };
        let rest = &self.text[*start..];
        rest.char_indices()
            .nth(index % STRIDE)
            .map_or(self.text.len(), |(at, _)| start + at)
    }

    /// Counts from 0.
    fn line_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte) - 1
    }

    /// The end of a line without its line end.
    fn line_end(&self, line: usize) -> usize {
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let start = self.lines[line];
        start + self.text[start..end.max(start)].trim_end_matches('\r').len()
    }

    fn origin(&self, bytes: Range<usize>) -> Origin {
        let (mut line, mut from) = (self.line_of(bytes.start), bytes.start);
        // Behind the last line's end there is no line any more.
        if line > 0 && self.lines[line] >= self.text.len() {
            line -= 1;
            from = self.line_end(line);
        }
        let start = self.lines[line];
        let end = bytes.end.clamp(from, self.line_end(line).max(from));
        Origin::Line {
            file: self.file,
            line: narrow(line + 1),
            columns: narrow(from - start)..narrow(end - start),
        }
    }

    /// Turns a span into bytes of the text.
    pub(super) fn bytes(&self, span: Span) -> Range<usize> {
        let start = self.byte(span.start.index());
        start..self.byte(span.end.index()).max(start)
    }

    pub(super) fn one_line(&self, span: Span) -> Origin {
        self.origin(self.byte(span.start.index())..self.byte(span.end.index()))
    }

    /// A map or list: what stands of it on its first line.
    pub(super) fn to_line_end(&self, span: Span) -> Origin {
        let start = self.byte(span.start.index());
        let end = self.line_end(self.line_of(start)).max(start);
        self.origin(start..start + self.text[start..end].trim_end().len())
    }

    /// The place of a failure: one character, on the last line with text where the text has ended.
    pub(super) fn at_index(&self, index: usize) -> Origin {
        let byte = self.byte(index);
        let mut line = self.line_of(byte);
        if byte >= self.text.len() {
            while line > 0 && self.text[self.lines[line]..].trim().is_empty() {
                line -= 1;
            }
        }
        let end = self.line_end(line);
        let start = byte.clamp(self.lines[line], end.max(self.lines[line]));
        let wide = self.text[start..].chars().next().map_or(0, char::len_utf8);
        self.origin(start..start + wide)
    }

    /// The first line of a scalar, inside its quotes where nothing is escaped; and its last line, counted from 1.
    pub(super) fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> (Origin, u32) {
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        let (start, end) = match style {
            // The parser's span ends behind blanks and comments.
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => quoted(self.text, start, end, text),
            ScalarStyle::Plain => (start, end),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let trimmed = self.text[start..end.max(start)].trim_end().len();
                (start, start + trimmed)
            }
        };
        let last = self.line_of(end.max(start + 1) - 1);
        (self.origin(start..end), narrow(last + 1))
    }
}

/// Finds the end of a quoted text, and leaves the quotes out where what is between them is the value itself.
pub(super) fn quoted(source: &str, start: usize, end: usize, text: &str) -> (usize, usize) {
    let quote = source.as_bytes().get(start).copied().unwrap_or(b'"');
    let inside = start + 1..start + 1 + text.len();
    let escape = if quote == b'"' { '\\' } else { '\'' };
    let is_closed = source.as_bytes().get(inside.end) == Some(&quote);
    if is_closed && !text.contains(escape) && source.get(inside.clone()) == Some(text) {
        return (inside.start, inside.end);
    }
    let bytes = &source.as_bytes()[..end.min(source.len())];
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        let is_escape = *byte == b'\\' && quote == b'"' || *byte == b'\'' && bytes.get(at + 1) == Some(&b'\'') && quote == b'\'';
        match *byte {
            _ if is_escape => at += 2,
            byte if byte == quote => return (start, at + 1),
            _ => at += 1,
        }
    }
    (start, bytes.len().max(start))
}
