//! Changes of a YAML text: a value replaced, a key put in, renamed or taken out, and all other bytes as they were.
//!
//! A change takes over the style of what stands beside it: quotes, indentation, line ends. [`Patches`] collects changes of one text
//! and carries them out together. Where things stand is `outline.rs`.

use std::ops::Range;

use saphyr_parser::ScalarStyle;

use super::outline::{Item, Piece, Shape};
use super::scalars::{self, Quotes};

/// Changes of one text, each a range of bytes and what takes its place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Patches(Vec<(Range<usize>, String)>);

impl Patches {
    /// Adds a change.
    pub(super) fn add(&mut self, (at, text): (Range<usize>, String)) {
        self.0.push((at, text));
    }

    /// Carries all changes out.
    pub(super) fn apply(mut self, text: &str) -> String {
        // Insertions come before what is taken out at the same place.
        self.0.sort_by_key(|(at, _)| (at.start, at.end));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (at, new) in self.0 {
            // A change within a part that is gone already is gone with it.
            if at.start < done {
                continue;
            }
            out.push_str(&text[done..at.start]);
            out.push_str(&new);
            done = at.end;
        }
        out.push_str(&text[done..]);
        out
    }
}

/// The line end that a text uses.
pub(super) fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Where the line of a byte begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Behind the line of a byte, its line end included.
pub(super) fn line_behind(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// How far in a byte stands; the mark at the beginning of a file counts for nothing.
pub(super) fn column(text: &str, at: usize) -> usize {
    let before = text[line_start(text, at)..at].trim_start_matches('\u{feff}');
    before.chars().count()
}

fn blanks(count: usize) -> String {
    " ".repeat(count)
}

/// Puts a scalar in the place of an item's value, in the style of the old one.
pub(super) fn replace(text: &str, item: &Item, is_flow: bool, value: &str) -> Option<(Range<usize>, String)> {
    let colon = item.colon?;
    let end = line_end(text);
    let indent = column(text, item.key_at.start);
    let (at, style) = match &item.value.shape {
        Shape::Scalar { style, .. } => (item.value.at.clone(), *style),
        Shape::Alias => (item.value.at.clone(), ScalarStyle::Plain),
        Shape::Map { .. } | Shape::List { .. } => (item.value.at.clone(), ScalarStyle::Literal),
    };
    let inline = |quotes| in_flow(value, quotes, is_flow);
    let written = match style {
        _ if !is_flow && value.contains('\n') => {
            let inner = block_indent(text, item).unwrap_or(indent + 2);
            match scalars::block(value, inner) {
                Some(block) => block.replace('\n', end),
                None => scalars::quoted(value, Quotes::Double),
            }
        }
        ScalarStyle::SingleQuoted => inline(Quotes::Single),
        ScalarStyle::DoubleQuoted => inline(Quotes::Double),
        // What had no quotes needs none as long as it is one word to the parser.
        ScalarStyle::Plain if item.value.is_null() => inline(Quotes::Plain),
        ScalarStyle::Plain if is_bare(value) => value.to_owned(),
        _ => inline(Quotes::Plain),
    };
    let is_inline = matches!(
        style,
        ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
    ) && !at.is_empty();
    // A value below its key, or none, gets the place behind the colon; a comment there goes with the old value.
    let is_behind = is_inline && !text[colon..at.start].contains('\n') && !written.contains('\n');
    Some(if is_behind {
        (at, written)
    } else {
        (colon..item.end().max(colon), format!(" {written}"))
    })
}

/// How far in the lines of a block stand, where the value is one.
fn block_indent(text: &str, item: &Item) -> Option<usize> {
    match item.value.shape {
        Shape::Scalar {
            style: ScalarStyle::Literal,
            ..
        } => Some(column(text, item.value.at.start)),
        _ => None,
    }
}

/// Says whether a text without quotes is one scalar with this text, a number or truth value too.
fn is_bare(value: &str) -> bool {
    let is_word = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._/%+-".contains(&byte));
    let starts_well = value
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'/');
    (is_word && starts_well && !value.eq_ignore_ascii_case("null")) || scalars::is_plain(value)
}

fn in_flow(value: &str, quotes: Quotes, is_flow: bool) -> String {
    let quotes = match quotes {
        Quotes::Plain if is_flow && value.contains([',', '[', ']', '{', '}']) => Quotes::Double,
        quotes => quotes,
    };
    scalars::quoted(value, quotes)
}

/// Takes an item out of its map: its lines, or its part of a line in braces. Nothing where its line holds more than it.
pub(super) fn remove(text: &str, map: &Piece, item: &Item) -> Option<(Range<usize>, String)> {
    if is_flow(map) {
        return Some((in_braces(text, map, item), String::new()));
    }
    let start = line_start(text, item.key_at.start);
    let before = text[start..item.key_at.start].trim_start_matches('\u{feff}');
    let end = line_behind(text, item.end().max(item.key_at.start));
    let behind = text[item.end()..end].trim();
    let is_alone = before.bytes().all(|byte| byte == b' ') && (behind.is_empty() || behind.starts_with('#'));
    let start = item.key_at.start - before.len();
    is_alone.then(|| (start..end, String::new()))
}

/// Says whether a map stands in braces.
pub(super) fn is_flow(map: &Piece) -> bool {
    matches!(map.shape, Shape::Map { is_flow: true, .. })
}

/// An item with the comma behind it, or else the one before.
fn in_braces(text: &str, map: &Piece, item: &Item) -> Range<usize> {
    let behind = &text[item.end()..map.at.end];
    let rest = behind.trim_start();
    if let Some(rest) = rest.strip_prefix(',') {
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        return item.key_at.start..map.at.end - rest.len() + blanks;
    }
    let before = text[map.at.start..item.key_at.start].trim_end();
    match before.strip_suffix(',') {
        Some(before) => map.at.start + before.len()..item.end(),
        None => item.key_at.start..item.end(),
    }
}

/// What is put into a map: text of one line, or a map of such.
#[derive(Debug, Clone, Copy)]
pub(super) enum New<'n> {
    Text(&'n str),
    /// A value that is YAML already.
    Written(&'n str),
    Map(&'n [(&'n str, &'n str)]),
    /// A map with one device in it.
    Devices(&'n str, &'n [(&'n str, &'n str)]),
}

/// Writes names, separated by commas, as a list.
pub(super) fn list(names: &str) -> String {
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    let names: Vec<String> = names.map(|name| in_flow(name, Quotes::Plain, true)).collect();
    format!("[{}]", names.join(", "))
}

/// Puts a key into a map that has others: where its name belongs if they are in order, else behind the last.
pub(super) fn insert(text: &str, map: &Piece, key: &str, new: New<'_>) -> Option<(Range<usize>, String)> {
    let items = map.items();
    if is_flow(map) {
        return Some(insert_in_braces(text, map, key, new));
    }
    let first = items.first()?;
    let indent = column(text, first.key_at.start);
    let is_sorted = items.windows(2).all(|pair| pair[0].key <= pair[1].key);
    let before = items.iter().rposition(|item| !is_sorted || item.key.as_str() < key);
    let lines = lines(text, key, new, indent, quotes_of(text, items));
    match before {
        Some(before) => Some(insert_behind(text, items[before].end(), &lines)),
        // The first line may hold a mark before the key, which stays in front.
        None if text[line_start(text, first.key_at.start)..first.key_at.start]
            .bytes()
            .all(|byte| byte == b' ') =>
        {
            let start = line_start(text, first.key_at.start);
            Some((start..start, format!("{lines}{}", line_end(text))))
        }
        None => Some(insert_behind(text, items.last()?.end(), &lines)),
    }
}

/// Puts lines behind the line of a byte; the last line of a text without a line end stays without.
pub(super) fn insert_behind(text: &str, at: usize, lines: &str) -> (Range<usize>, String) {
    let behind = line_behind(text, at);
    let end = line_end(text);
    match text[..behind].ends_with('\n') || behind == 0 {
        true => (behind..behind, format!("{lines}{end}")),
        false => (behind..behind, format!("{end}{lines}")),
    }
}

/// Puts the first key into a map that has none yet (`config: {}`, or nothing behind the colon).
pub(super) fn insert_first(text: &str, parent: &Item, inner: usize, key: &str, new: New<'_>) -> Option<(Range<usize>, String)> {
    let colon = parent.colon?;
    let indent = column(text, parent.key_at.start) + inner;
    let lines = lines(text, key, new, indent, Quotes::Plain);
    let end = line_end(text);
    let value = parent.value.at.clone();
    if value.is_empty() {
        return Some(insert_behind(text, colon, &lines));
    }
    let comment = text[value.end..line_behind(text, value.end)].trim_end_matches(['\r', '\n']);
    let comment = if comment.trim().is_empty() { "" } else { comment };
    let stop = value.end
        + text[value.end..line_behind(text, value.end)]
            .trim_end_matches(['\r', '\n'])
            .len();
    Some((colon..stop, format!("{comment}{end}{lines}")))
}

/// The lines of a new key, the last without its line end.
pub(super) fn lines(text: &str, key: &str, new: New<'_>, indent: usize, quotes: Quotes) -> String {
    let end = line_end(text);
    let one = |key: &str, value: &str, indent: usize| {
        let value = match scalars::block(value, indent + 2) {
            Some(block) => block.replace('\n', end),
            None => scalars::quoted(value, quotes),
        };
        format!("{}{}: {value}", blanks(indent), scalars::key(key))
    };
    match new {
        New::Text(value) => one(key, value, indent),
        New::Written(value) => format!("{}{}: {value}", blanks(indent), scalars::key(key)),
        New::Devices(device, options) => {
            let inner = lines(text, device, New::Map(options), indent + 2, quotes);
            format!("{}{}:{end}{inner}", blanks(indent), scalars::key(key))
        }
        New::Map(pairs) => {
            let mut out = format!("{}{}:", blanks(indent), scalars::key(key));
            for (option, value) in pairs {
                out.push_str(end);
                out.push_str(&one(option, value, indent + 2));
            }
            out
        }
    }
}

/// The quotes that all values of a map have; none where they differ.
fn quotes_of(text: &str, items: &[Item]) -> Quotes {
    let mark = |item: &Item| text.as_bytes().get(item.value.at.start).copied();
    match items.first().and_then(mark) {
        Some(b'"') if items.iter().all(|item| mark(item) == Some(b'"')) => Quotes::Double,
        Some(b'\'') if items.iter().all(|item| mark(item) == Some(b'\'')) => Quotes::Single,
        _ => Quotes::Plain,
    }
}

fn insert_in_braces(text: &str, map: &Piece, key: &str, new: New<'_>) -> (Range<usize>, String) {
    let items = map.items();
    let is_quoted = items.first().is_some_and(|item| text[item.key_at.clone()].starts_with('"'));
    let (names, values) = match is_quoted {
        true => (Quotes::Double, Quotes::Double),
        false => (Quotes::Plain, quotes_of(text, items)),
    };
    let pair = |key: &str, value: &str| format!("{}: {}", scalars::quoted(key, names), in_flow(value, values, true));
    let braces = |pairs: &[(&str, &str)]| {
        let inner: Vec<String> = pairs.iter().map(|(option, value)| pair(option, value)).collect();
        format!("{{{}}}", inner.join(", "))
    };
    let name = |key: &str| scalars::quoted(key, names);
    let written = match new {
        New::Text(value) => pair(key, value),
        New::Written(value) => format!("{}: {value}", name(key)),
        New::Map(pairs) => format!("{}: {}", name(key), braces(pairs)),
        New::Devices(device, options) => format!("{}: {{{}: {}}}", name(key), name(device), braces(options)),
    };
    match items.last() {
        Some(last) => (last.end()..last.end(), format!(", {written}")),
        None => (map.at.start + 1..map.at.end.saturating_sub(1), written),
    }
}
