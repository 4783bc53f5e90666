//! Where the parts of a JSON text stand in it byte by byte, and how new ones are written so that they look like their neighbours.
//!
//! A well-formed text is needed: the tree says where a part begins, and [`Layout::span`] looks for its end.

use std::ops::Range;

use transom_model::Origin;

use super::edit::on_one_line;
use super::print::{Json, quote};
use crate::tree::{Node, Value};

/// A text and its manner of writing.
pub(super) struct Layout<'t> {
    text: &'t str,
    /// Where each line begins.
    lines: Vec<usize>,
    line_end: &'static str,
    /// What one level is moved in by.
    unit: &'t str,
    colon: &'static str,
    comma: &'static str,
    /// Parts stand on lines of their own.
    has_lines: bool,
}

impl<'t> Layout<'t> {
    /// Looks at a text whose tree is given.
    pub(super) fn of(text: &'t str, root: &Node) -> Self {
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let mut layout = Self {
            text,
            lines,
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
            unit: "  ",
            colon: ": ",
            comma: ", ",
            has_lines: true,
        };
        let entries = root.entries();
        if let Some(first) = entries.first() {
            let (start, value) = (layout.start(&first.key_origin), layout.start(&first.value.origin));
            layout.has_lines = text[layout.start(&root.origin)..start].contains('\n');
            if layout.has_lines {
                layout.unit = Some(layout.indentation(start))
                    .filter(|unit| !unit.is_empty())
                    .unwrap_or("  ");
            }
            let is_tight = text[start..value].ends_with(':');
            layout.colon = if is_tight { ":" } else { ": " };
            layout.comma = if is_tight && !layout.has_lines { "," } else { ", " };
        }
        layout
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    fn start(&self, origin: &Origin) -> usize {
        match origin {
            Origin::Line { line, columns, .. } => self.lines[*line as usize - 1] + columns.start as usize,
            _ => 0,
        }
    }

    /// Returns the bytes of a value.
    fn span(&self, node: &Node) -> Range<usize> {
        let start = self.start(&node.origin);
        start..start + length(&self.text.as_bytes()[start..])
    }

    /// Returns the bytes of each part of a value, a key with what belongs to it.
    fn parts(&self, node: &Node) -> Vec<Range<usize>> {
        match &node.value {
            Value::Map(entries) => entries
                .iter()
                .map(|entry| self.start(&entry.key_origin)..self.span(&entry.value).end)
                .collect(),
            Value::List(items) => items.iter().map(|item| self.span(item)).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the white space that the line of a place begins with.
    fn indentation(&self, at: usize) -> &'t str {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let line = &self.text[start..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// Puts a new value in the place of an old one.
    pub(super) fn replace(&self, node: &Node, value: &Json) -> String {
        let span = self.span(node);
        let had_lines = self.text[span.clone()].contains('\n');
        let is_empty = node.entries().is_empty() && node.items().is_empty();
        let is_spread = had_lines || is_empty && self.has_lines && matches!(value, Json::Object(_));
        let written = self.written(value, is_spread, self.indentation(span.start));
        self.spliced(span, &written)
    }

    /// Puts a new part into an object (with its key) or a list, behind so many others.
    pub(super) fn insert(&self, node: &Node, key: Option<&str>, behind: usize, value: &Json) -> String {
        let span = self.span(node);
        let parts = self.parts(node);
        let inside = span.start + 1..span.end - 1;
        let first = parts.first().map_or(inside.end, |part| part.start);
        let is_spread = match parts.is_empty() {
            true => self.has_lines,
            false => self.text[inside.start..first].contains('\n'),
        };
        let outer = self.indentation(span.start);
        let indentation = match parts.first() {
            Some(part) if is_spread => self.indentation(part.start).to_owned(),
            _ => format!("{outer}{}", self.unit),
        };
        let key = key.map_or_else(String::new, |key| format!("{}{}", quote(key), self.colon));
        let written = format!("{key}{}", self.written(value, is_spread, &indentation));
        let end = self.line_end;
        if parts.is_empty() {
            let around = match is_spread {
                true => format!("{end}{indentation}{written}{end}{outer}"),
                false => written,
            };
            return self.spliced(inside, &around);
        }
        let between = match is_spread {
            true => format!(",{end}{indentation}"),
            false => self.comma.to_owned(),
        };
        match behind.checked_sub(1).and_then(|before| parts.get(before)) {
            Some(before) => self.spliced(before.end..before.end, &format!("{between}{written}")),
            None => self.spliced(first..first, &format!("{written}{between}")),
        }
    }

    /// Takes parts of an object or a list out, given by their numbers in rising order.
    pub(super) fn remove(&self, node: &Node, gone: &[usize]) -> String {
        let parts = self.parts(node);
        let span = self.span(node);
        if gone.len() == parts.len() {
            return self.spliced(span.start + 1..span.end - 1, "");
        }
        let mut text = self.text.to_owned();
        for at in gone.iter().rev() {
            let stays = |number: &usize| !gone.contains(number);
            let range = match (at + 1..parts.len()).find(stays) {
                // Up to the next, its comma with it.
                Some(_) => parts[*at].start..parts[at + 1].start,
                // Nothing that stays follows: from the one before, whose comma goes.
                None => parts[at - 1].end..parts[*at].end,
            };
            text.replace_range(range, "");
        }
        text
    }

    fn spliced(&self, range: Range<usize>, new: &str) -> String {
        format!("{}{new}{}", &self.text[..range.start], &self.text[range.end..])
    }

    /// Writes a value: over several lines, or on one.
    fn written(&self, value: &Json, is_spread: bool, indentation: &str) -> String {
        let inner = format!("{indentation}{}", self.unit);
        let end = self.line_end;
        let lines: Vec<String> = match value {
            Json::Object(entries) if is_spread && !entries.is_empty() => entries
                .iter()
                .map(|(key, value)| format!("{}{}{}", quote(key), self.colon, self.written(value, true, &inner)))
                .collect(),
            Json::List(items) if is_spread && !items.is_empty() => {
                items.iter().map(|item| self.written(item, true, &inner)).collect()
            }
            value => return on_one_line(value, self.colon, self.comma),
        };
        let (open, close) = if matches!(value, Json::List(_)) {
            ('[', ']')
        } else {
            ('{', '}')
        };
        let lines = lines.join(&format!(",{end}{inner}"));
        format!("{open}{end}{inner}{lines}{end}{indentation}{close}")
    }
}

/// Counts the bytes of the value that a well-formed text begins with.
fn length(text: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                at += string_length(&text[at..]);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' if depth == 1 => return at + 1,
            b'}' | b']' => depth -= 1,
            b',' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

fn string_length(text: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}
