//! YAML written down: scalars in the plainest form that no reader takes for anything else, and whole values as blocks.
//!
//! Used where text is made (`print.rs`, `edit.rs`, `migrate.rs`); reading it is `yaml.rs`.

use std::fmt::Write;

use crate::tree::{Node, ScalarForm, Value};

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// None, where the text needs none.
    Plain,
    /// `'…'`, where the text has one line.
    Single,
    /// `"…"`.
    Double,
}

/// Writes a value behind its key: plain where that is safe, over several lines where it has several.
/// `indent` is that of the key.
pub(super) fn value(text: &str, indent: usize) -> String {
    block(text, indent + 2).unwrap_or_else(|| quoted(text, Quotes::Plain))
}

/// Writes a value on one line.
pub(super) fn quoted(text: &str, quotes: Quotes) -> String {
    match quotes {
        Quotes::Plain if is_plain(text) => text.to_owned(),
        Quotes::Single if !text.is_empty() && !text.chars().any(is_special) => format!("'{}'", text.replace('\'', "''")),
        _ => in_double_quotes(text),
    }
}

/// Writes a key.
pub(super) fn key(text: &str) -> String {
    quoted(text, Quotes::Plain)
}

/// Says whether a text without quotes is read as itself, and by no version of YAML as a number, a truth value or a date.
pub(super) fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let bytes = text.as_bytes();
    let starts_well = bytes
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_'));
    let is_safe = |byte: &u8| byte.is_ascii_alphanumeric() || b" ._/:@%+,=-()~".contains(byte);
    starts_well
        && bytes.iter().all(is_safe)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !text.contains(", ")
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Characters that only double quotes can hold, as escapes.
fn is_special(letter: char) -> bool {
    u32::from(letter) < 0x20 || matches!(letter, '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
}

fn in_double_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            letter if is_special(letter) => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// Writes a text of several lines as a literal block whose lines stand `indent` blanks in; nothing where a block could not
/// hold it as it is.
pub(super) fn block(text: &str, indent: usize) -> Option<String> {
    let body = text.trim_end_matches('\n');
    let is_blockable = body.contains('\n')
        && !body.starts_with([' ', '\n'])
        && !body.ends_with([' ', '\t'])
        && !text
            .chars()
            .any(|letter| is_special(letter) && !matches!(letter, '\n' | '\t'))
        && !body
            .lines()
            .any(|line| line.starts_with('\t') || (line.trim().is_empty() && !line.is_empty()));
    if !is_blockable {
        return None;
    }
    let ends = text.len() - body.len();
    let mut out = String::from(match ends {
        0 => "|-",
        1 => "|",
        _ => "|+",
    });
    for line in body.split('\n').chain(std::iter::repeat_n("", ends.saturating_sub(1))) {
        out.push('\n');
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
    Some(out)
}

/// Writes a whole value as a block of its own, without a line end behind it: what a list or map looks like below its key.
pub(super) fn node(node: &Node) -> String {
    let mut out = String::new();
    write_node(&mut out, node, 0);
    out
}

fn write_node(out: &mut String, node: &Node, indent: usize) {
    match &node.value {
        Value::Null => out.push('~'),
        Value::Scalar { text, form } => match form {
            // Its form may say what it is: a number stays one.
            ScalarForm::Plain if may_stay_plain(text) => out.push_str(text),
            _ => out.push_str(&value(text, indent)),
        },
        Value::List(items) if items.is_empty() => out.push_str("[]"),
        Value::Map(entries) if entries.is_empty() => out.push_str("{}"),
        Value::List(items) => {
            for (number, item) in items.iter().enumerate() {
                new_line(out, number, indent);
                out.push_str("- ");
                write_node(out, item, indent + 2);
            }
        }
        Value::Map(entries) => {
            for (number, entry) in entries.iter().enumerate() {
                new_line(out, number, indent);
                out.push_str(&key(&entry.key));
                out.push(':');
                match &entry.value.value {
                    Value::Map(inner) if !inner.is_empty() => below(out, &entry.value, indent + 2),
                    Value::List(inner) if !inner.is_empty() => below(out, &entry.value, indent + 2),
                    _ => {
                        out.push(' ');
                        write_node(out, &entry.value, indent);
                    }
                }
            }
        }
    }
}

/// Says whether a text that stood there without quotes can do so anywhere: within braces the parser takes more for text.
fn may_stay_plain(text: &str) -> bool {
    let is_mark = text.starts_with(['|', '>']) || text.ends_with(':');
    !(text.is_empty() || is_mark || ["\n", ": ", " #"].iter().any(|end| text.contains(end)))
}

fn new_line(out: &mut String, number: usize, indent: usize) {
    if number > 0 {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

fn below(out: &mut String, node: &Node, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
    write_node(out, node, indent);
}

#[cfg(test)]
mod tests {
    use transom_model::FileId;

    use super::super::yaml;
    use super::*;

    const HARD: [&str; 22] = [
        "a: b # c",
        "\"quoted\"",
        "back\\slash",
        "two\nlines",
        "three\n\nlines\n",
        "kept\nends\n\n\n",
        " starts\nwith a blank",
        "ends with\na blank ",
        "tab\there",
        "\ttab\nfirst",
        "é\u{2028}\u{7f}",
        " blank ",
        "0600",
        "yes",
        "null",
        "",
        "- a",
        "%a",
        "a, b",
        "line\n \nof blanks",
        "return\r\nline",
        "#cloud-config\nruncmd:\n  - a\n",
    ];

    #[test]
    fn every_text_is_read_as_itself() {
        for text in HARD {
            for (form, written) in [
                ("value", value(text, 2)),
                ("single", quoted(text, Quotes::Single)),
                ("double", quoted(text, Quotes::Double)),
            ] {
                let yaml = format!("a:\n  k: {written}\n  l: end\n");
                let found = yaml::read(FileId(0), &yaml);
                assert_eq!(found.broken, None, "{form} {yaml}");
                let map = found.roots[0].find("a").unwrap();
                assert_eq!(map.find("k").unwrap().text(), Some(text), "{form} {yaml}");
                assert_eq!(map.find("l").unwrap().text(), Some("end"), "{form} {yaml}");
            }
        }
    }

    #[test]
    fn whole_values_are_written_as_blocks() {
        let text = "- a: {b: [1, \"2\"], c: []}\n  d: |\n    x\n    y\n- ~\n- - f\n";
        let first = yaml::read(FileId(0), text).roots.remove(0);
        let written = node(&first);
        let again = yaml::read(FileId(0), &written).roots.remove(0);
        assert_eq!(node(&again), written);
        assert!(
            written.starts_with("- a:\n    b:\n      - 1\n      - \"2\"\n    c: []\n  d: |\n    x"),
            "{written}"
        );
    }
}
