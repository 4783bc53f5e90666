//! Writing changed and new lines in the style of the text around them: line ends, indentation, blanks around `=`, quotes.

use std::ops::Range;

use super::lines::{Line, Piece};
use super::print::quoted;
use crate::Setting;

/// What happens to a line, by its place among the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// It gets the new value.
    Value(usize),
    /// It goes.
    Gone(usize),
}

/// A line to be added.
pub(super) struct New<'n> {
    pub key: &'n str,
    pub value: &'n str,
}

impl Change {
    fn place(self) -> usize {
        match self {
            Self::Value(at) | Self::Gone(at) => at,
        }
    }
}

/// Makes changes to lines, given in their order; everything else stays byte for byte.
pub(super) fn changed(text: &str, pieces: &[Piece<'_>], changes: &[Change], value: &str) -> String {
    let mut new = String::with_capacity(text.len() + value.len());
    let mut changes = changes.iter().peekable();
    for (at, piece) in pieces.iter().enumerate() {
        let change = changes.next_if(|change| change.place() == at);
        match (change, &piece.line) {
            (Some(Change::Gone(_)), _) => {}
            (Some(Change::Value(_)), Line::Setting(setting)) => {
                let old = piece.bytes(&setting.value_columns);
                new.push_str(&text[piece.content.start..old.start]);
                new.push_str(&new_value(text, piece, setting, value));
                new.push_str(&text[old.end..piece.end]);
            }
            _ => new.push_str(&text[piece.content.start..piece.end]),
        }
    }
    // A text without a final line end does not get one because its last line has gone.
    if !text.ends_with(['\n', '\r']) {
        let open = new.strip_suffix('\n').unwrap_or(&new);
        let open = open.strip_suffix('\r').unwrap_or(open);
        new.truncate(open.len());
    }
    new
}

/// The value as it stands on a line, whose quotes it keeps.
fn new_value(text: &str, piece: &Piece<'_>, setting: &Setting<'_>, value: &str) -> String {
    let old = piece.bytes(&setting.value_columns);
    if quote_before(text, &old).is_some() {
        return value.to_owned();
    }
    let value = quoted(value);
    match text[..old.start].ends_with('=') && old.is_empty() && !value.is_empty() {
        true => format!(" {value}"),
        false => value,
    }
}

/// Returns the quote that a value stands in.
fn quote_before(text: &str, value: &Range<usize>) -> Option<char> {
    let before = text[..value.start].chars().next_back()?;
    (matches!(before, '"' | '\'') && text[value.end..].starts_with(before)).then_some(before)
}

/// Puts a line in before another.
pub(super) fn inserted_before(text: &str, pieces: &[Piece<'_>], before: usize, new: &New<'_>) -> String {
    let piece = &pieces[before];
    let at = piece.content.start;
    let line = line_like(text, piece, new, false);
    format!("{}{line}{}{}", &text[..at], end_of(text, piece), &text[at..])
}

/// Puts a line in after another, or at the end.
pub(super) fn inserted_after(text: &str, pieces: &[Piece<'_>], after: Option<usize>, new: &New<'_>, is_same_key: bool) -> String {
    let Some(piece) = after.or(pieces.len().checked_sub(1)).map(|at| &pieces[at]) else {
        return format!("{text}{} = {}\n", new.key, quoted(new.value));
    };
    let line = line_like(text, piece, new, is_same_key);
    let end = end_of(text, piece);
    let (head, tail) = text.split_at(piece.end);
    if piece.content.end == piece.end {
        // The text does not end in a line end, and does not get one.
        return format!("{head}{end}{line}");
    }
    format!("{head}{line}{end}{tail}")
}

/// What ends lines here: as after this one, else as in the rest of the text.
fn end_of<'t>(text: &'t str, piece: &Piece<'_>) -> &'t str {
    match &text[piece.content.end..piece.end] {
        "" if text.contains("\r\n") => "\r\n",
        "" => "\n",
        end => end,
    }
}

fn line_like(text: &str, piece: &Piece<'_>, new: &New<'_>, is_same_key: bool) -> String {
    let Line::Setting(like) = &piece.line else {
        return spaced(new.key, " = ", &quoted(new.value));
    };
    let (key, value) = (piece.bytes(&like.key_columns), piece.bytes(&like.value_columns));
    let indentation = &text[piece.content.start..key.start];
    let quote = quote_before(text, &value);
    let between = match like.value.is_empty() && quote.is_none() {
        // Behind an empty value there is nothing to copy.
        true => " = ",
        false => &text[key.end..value.start - quote.map_or(0, char::len_utf8)],
    };
    let value = match quote.filter(|_| is_same_key) {
        Some(quote) => format!("{quote}{}{quote}", new.value),
        None => quoted(new.value),
    };
    format!("{indentation}{}", spaced(new.key, between, &value))
}

fn spaced(key: &str, between: &str, value: &str) -> String {
    let between = if value.is_empty() { between.trim_end() } else { between };
    format!("{key}{between}{value}")
}
