//! JSON to a document tree with places: tolerant, bounded, no I/O.
//!
//! What RFC 8259 forbids becomes a diagnostic, and reading goes on with the likeliest meaning, so that one missing comma does
//! not hide the rest of a file. Keys given twice are kept twice and reported. Start with [`parse`]; texts, numbers and words are in
//! `scalars.rs`.

mod scalars;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use transom_model::{Diagnostic, FileId, Origin, Severity};

use crate::Problem;
use crate::tree::{Entry, Node, ScalarForm, Value};

/// Deeper than any configuration; keeps recursion within any stack.
const MOST_DEPTH: usize = 100;
/// More values than any configuration has; bounds memory.
const MOST_VALUES: usize = 500_000;
/// So few keys are compared with each other sooner than put into a table.
const FEW: usize = 16;
/// After so many errors the rest of a file says nothing new.
const MOST_ERRORS: usize = 50;

/// A text as a tree, and what is wrong with it.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    /// The document; `None` for a text without any value.
    pub(super) root: Option<Node>,
    /// In the order of the text.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads a JSON text.
pub(super) fn parse(file: FileId, text: &str) -> Parsed {
    let mut parser = Parser {
        file,
        text,
        at: 0,
        line: 1,
        line_start: 0,
        diagnostics: Vec::new(),
        values: 0,
        is_cut_off: false,
    };
    parser.byte_order_mark();
    parser.skip_blank();
    let root = if parser.peek().is_some() { parser.value(0) } else { None };
    if root.is_none() && parser.diagnostics.is_empty() {
        let start = Mark {
            at: 0,
            line: 1,
            line_start: 0,
        };
        parser.error(
            "json-empty",
            "there is nothing in the file",
            start,
            "a configuration is one JSON object: `{ … }`",
        );
    }
    parser.rest();
    Parsed {
        root,
        diagnostics: parser.diagnostics,
    }
}

/// A place in the text.
#[derive(Debug, Clone, Copy)]
struct Mark {
    at: usize,
    line: u32,
    line_start: usize,
}

struct Parser<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    line: u32,
    line_start: usize,
    diagnostics: Vec<Diagnostic>,
    values: usize,
    is_cut_off: bool,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn mark(&self) -> Mark {
        Mark {
            at: self.at,
            line: self.line,
            line_start: self.line_start,
        }
    }

    /// Returns the place from a mark to here; of what spans lines, the part on the first.
    fn since(&self, start: Mark) -> Origin {
        self.between(start, self.at)
    }

    fn between(&self, start: Mark, end: usize) -> Origin {
        let end = if self.line_start > start.at {
            self.line_end(start.at)
        } else {
            // A text that is not closed runs to the line end, of which a carriage return is part.
            let bytes = self.text.as_bytes();
            let is_line_end = end > start.at && bytes.get(end) == Some(&b'\n') && bytes[end - 1] == b'\r';
            end - usize::from(is_line_end)
        };
        let column = |at: usize| u32::try_from(at.saturating_sub(start.line_start)).unwrap_or(u32::MAX);
        Origin::Line {
            file: self.file,
            line: start.line,
            columns: column(start.at)..column(end.max(start.at)),
        }
    }

    fn behind_character(&self, at: usize) -> usize {
        at + self
            .text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8)
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        from + rest[..length].strip_suffix(b"\r").map_or(length, <[u8]>::len)
    }

    fn error(&mut self, code: &'static str, message: impl Into<String>, start: Mark, hint: &str) {
        let end = self.at.max(self.behind_character(start.at));
        let end = end.min(self.line_end(start.at)).max(start.at);
        let origin = self.between(start, end);
        let problem = Problem::new(code, message);
        let problem = if hint.is_empty() { problem } else { problem.hint(hint) };
        self.report(Severity::Error, problem, origin);
    }

    fn report(&mut self, severity: Severity, problem: Problem, origin: Origin) {
        if self.diagnostics.len() >= MOST_ERRORS {
            // The rest would be noise: reading ends here.
            self.at = self.text.len();
            return;
        }
        self.diagnostics.push(problem.finding(severity, origin));
    }

    fn byte_order_mark(&mut self) {
        if self.text.starts_with('\u{feff}') {
            let start = self.mark();
            self.at += '\u{feff}'.len_utf8();
            let origin = self.since(start);
            let message = "the file begins with a byte order mark, which runc and crun refuse".to_owned();
            self.report(
                Severity::Warning,
                Problem::new("json-bom", message).hint("save the file as UTF-8 without a mark"),
                origin,
            );
        }
    }

    /// Reports what stands behind the document.
    fn rest(&mut self) {
        self.skip_blank();
        if self.peek().is_some() {
            let start = self.mark();
            self.at = self.line_end(self.at);
            self.error(
                "json-rest",
                "there is more text behind the configuration",
                start,
                "one file holds one JSON object; take the rest out",
            );
        }
    }

    fn newline(&mut self) {
        self.at += 1;
        self.line += 1;
        self.line_start = self.at;
    }

    fn skip_blank(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\n' => self.newline(),
                b'#' => self.comment("#"),
                b'/' if self.text[self.at..].starts_with("//") => self.comment("//"),
                b'/' if self.text[self.at..].starts_with("/*") => self.block_comment(),
                _ => return,
            }
        }
    }

    fn comment(&mut self, sign: &str) {
        let start = self.mark();
        self.at = self.line_end(self.at);
        let message = format!("JSON has no comments; `{sign}` begins one here");
        self.error(
            "json-comment",
            message,
            start,
            "take it out, or keep the text in `annotations`",
        );
    }

    fn block_comment(&mut self) {
        let start = self.mark();
        let length = self.text[self.at + 2..]
            .find("*/")
            .map_or(self.text.len() - self.at, |length| length + 4);
        let end = self.at + length;
        while self.at < end {
            if self.peek() == Some(b'\n') {
                self.newline()
            } else {
                self.at += 1
            }
        }
        self.error(
            "json-comment",
            "JSON has no comments; `/*` begins one here",
            start,
            "take it out, or keep the text in `annotations`",
        );
    }

    fn node(&self, value: Value, start: Mark) -> Node {
        Node {
            value,
            origin: self.since(start),
        }
    }

    /// Reads a value; `None` when there is none, and then nothing but what cannot begin a value has been passed over.
    fn value(&mut self, depth: usize) -> Option<Node> {
        let start = self.mark();
        self.values += 1;
        if self.values > MOST_VALUES {
            self.error(
                "json-too-large",
                format!("there are more than {MOST_VALUES} values"),
                start,
                "no configuration is that large; reading stops here",
            );
            self.at = self.text.len();
            return None;
        }
        let value = match self.peek()? {
            b'{' | b'[' if depth >= MOST_DEPTH => {
                let message = format!("objects and lists stand more than {MOST_DEPTH} deep in each other");
                self.error(
                    "json-too-deep",
                    message,
                    start,
                    "a configuration is less than ten deep; what is deeper is not read",
                );
                self.skip_nested();
                Value::Null
            }
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            quote @ (b'"' | b'\'') => Value::Scalar {
                text: self.string(quote),
                form: ScalarForm::Quoted,
            },
            b'-' | b'+' | b'.' | b'0'..=b'9' => self.number(),
            byte if byte.is_ascii_alphabetic() || byte == b'_' => self.word(),
            _ => return self.no_value(start),
        };
        Some(self.node(value, start))
    }

    fn no_value(&mut self, start: Mark) -> Option<Node> {
        let letter = self.text[self.at..].chars().next()?;
        if !matches!(letter, ',' | '}' | ']' | ':') {
            self.at += letter.len_utf8();
        }
        self.error(
            "json-no-value",
            format!("a value is expected, and here is `{letter}`"),
            start,
            "write text in double quotes, a number, true, false, `[…]` or `{…}`",
        );
        None
    }

    /// Passes over a value without looking at it.
    fn skip_nested(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => self.newline(),
                b'"' => self.skip_string(),
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1
                }
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1
                }
                _ => self.at += 1,
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => return,
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\' => self.at += 1 + usize::from(self.text.as_bytes().get(self.at + 1).is_some_and(|next| *next != b'\n')),
                _ => self.at += 1,
            }
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let open = self.mark();
        self.at += 1;
        let mut entries = Vec::new();
        let mut comma = None;
        while self.goes_on(open, b'}', &mut comma) {
            if self.separator(&mut comma) {
                continue;
            }
            let start = self.mark();
            let Some(key) = self.key() else { continue };
            let key_origin = self.since(start);
            let value = self.value_of_key(&key, start, depth);
            entries.push(Entry { key, key_origin, value });
            comma = self.comma(b'}');
        }
        self.report_doubles(&entries);
        Value::Map(entries)
    }

    fn list(&mut self, depth: usize) -> Value {
        let open = self.mark();
        self.at += 1;
        let mut items = Vec::new();
        let mut comma = None;
        while self.goes_on(open, b']', &mut comma) {
            if self.separator(&mut comma) {
                continue;
            }
            items.extend(self.value(depth + 1));
            comma = self.comma(b']');
        }
        Value::List(items)
    }

    /// Says whether an object or a list goes on, and passes over its end.
    fn goes_on(&mut self, open: Mark, close: u8, comma: &mut Option<Mark>) -> bool {
        self.skip_blank();
        let Some(byte) = self.peek() else {
            // What the innermost bracket lacks, those around it lack too.
            if std::mem::replace(&mut self.is_cut_off, true) {
                return false;
            }
            let opener = char::from(self.text.as_bytes()[open.at]);
            let end = Mark { ..open };
            let origin = self.between(end, open.at + 1);
            let message = format!("`{opener}` is never closed: the file ends before its `{}`", char::from(close));
            self.report(
                Severity::Error,
                Problem::new("json-not-closed", message).hint("the file seems to be cut off, or a bracket is missing"),
                origin,
            );
            return false;
        };
        if !matches!(byte, b'}' | b']') {
            return true;
        }
        let here = self.mark();
        self.at += 1;
        if byte != close {
            let message = format!(
                "`{}` closes what `{}` on line {} began",
                char::from(byte),
                char::from(self.text.as_bytes()[open.at]),
                open.line
            );
            self.error("json-wrong-bracket", message, here, &format!("write `{}`", char::from(close)));
        } else if let Some(comma) = comma.take() {
            let origin = self.between(comma, comma.at + 1);
            let message = format!(
                "a comma stands before `{}`, and JSON wants another value behind it",
                char::from(close)
            );
            self.report(
                Severity::Error,
                Problem::new("json-trailing-comma", message).hint("take the comma out"),
                origin,
            );
        }
        false
    }

    /// Passes over a comma or colon where a value or key should begin.
    fn separator(&mut self, comma: &mut Option<Mark>) -> bool {
        let Some(sign @ (b',' | b':')) = self.peek() else {
            return false;
        };
        let start = self.mark();
        self.at += 1;
        self.error(
            "json-no-value",
            format!("there is nothing before this `{}`", char::from(sign)),
            start,
            "take it out, or write what is missing",
        );
        *comma = None;
        true
    }

    /// Passes over the comma behind a value; reports a missing one.
    fn comma(&mut self, close: u8) -> Option<Mark> {
        let behind = self.mark();
        self.skip_blank();
        match self.peek() {
            Some(b',') => {
                let comma = self.mark();
                self.at += 1;
                Some(comma)
            }
            None | Some(b'}' | b']') => None,
            Some(_) => {
                let origin = if self.line == behind.line {
                    self.between(behind, self.at.max(self.behind_character(behind.at)))
                } else {
                    self.on_line_before(behind)
                };
                let message = format!("a comma or `{}` is missing here", char::from(close));
                self.report(
                    Severity::Error,
                    Problem::new("json-no-comma", message).hint("values of an object or list are separated by commas"),
                    origin,
                );
                None
            }
        }
    }

    /// The last character before a mark, on the mark's own line.
    fn on_line_before(&self, mark: Mark) -> Origin {
        let column = |at: usize| u32::try_from(at.saturating_sub(mark.line_start)).unwrap_or(u32::MAX);
        let before = self.text.get(mark.line_start..mark.at).unwrap_or("");
        let before = before.strip_suffix('\r').unwrap_or(before);
        let end = mark.line_start + before.len();
        let wide = before.chars().next_back().map_or(0, char::len_utf8);
        Origin::Line {
            file: self.file,
            line: mark.line,
            columns: column(end - wide)..column(end),
        }
    }

    /// Reads a key; passes over what is none.
    fn key(&mut self) -> Option<String> {
        let start = self.mark();
        match self.peek()? {
            quote @ (b'"' | b'\'') => Some(self.string(quote)),
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                let word = self.bare().to_owned();
                self.error(
                    "json-bare-key",
                    format!("the key `{word}` stands without quotes"),
                    start,
                    &format!("write \"{word}\""),
                );
                Some(word)
            }
            _ => {
                let letter = self.text[self.at..].chars().next()?;
                // A value where a key belongs is passed over whole.
                if matches!(letter, '{' | '[') {
                    self.skip_nested()
                } else {
                    self.at += letter.len_utf8()
                }
                self.error(
                    "json-no-key",
                    format!("a key in double quotes is expected, and here is `{letter}`"),
                    start,
                    "write \"name\": value",
                );
                None
            }
        }
    }

    fn value_of_key(&mut self, key: &str, start: Mark, depth: usize) -> Node {
        self.skip_blank();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(b'=') => {
                let here = self.mark();
                self.at += 1;
                self.error(
                    "json-no-colon",
                    "keys and values are separated by `:`, not `=`",
                    here,
                    "write \"name\": value",
                );
            }
            _ => {
                let origin = self.between(start, start.at + 1);
                self.report(
                    Severity::Error,
                    Problem::new("json-no-colon", format!("no `:` and value follow the key `{key}`")).hint("write \"name\": value"),
                    origin,
                );
                if matches!(self.peek(), None | Some(b',' | b'}' | b']')) {
                    return self.node(Value::Null, start);
                }
            }
        }
        self.skip_blank();
        let here = self.mark();
        self.value(depth + 1).unwrap_or_else(|| self.node(Value::Null, here))
    }

    fn report_doubles(&mut self, entries: &[Entry]) {
        let is_again = |(at, entry): (usize, &Entry)| entries[..at].iter().any(|earlier| earlier.key == entry.key);
        if entries.len() <= FEW && !entries.iter().enumerate().any(is_again) {
            return;
        }
        let mut last: BTreeMap<&str, &Origin> = BTreeMap::new();
        for entry in entries {
            let Some(first) = last.insert(&entry.key, &entry.key_origin) else {
                continue;
            };
            let line = first.line().map_or(0, |(_, line)| line);
            let message = format!(
                "`{}` is given twice, first on line {line}: runc takes the last, crun the first",
                entry.key
            );
            self.report(
                Severity::Warning,
                Problem::new("duplicate-key", message).hint("keep one of them; Transom takes the last"),
                entry.key_origin.clone(),
            );
        }
    }
}
