//! The grammar of LXC's files: what is prose, what LXC passes over, what is a setting, and the columns of its parts.
//!
//! Values are cut out here and nowhere else (the first `=`, blanks, one outer pair of quotes); what they mean is the
//! business of the keys. Start with [`lines`].

use std::ops::Range;

use transom_model::{FileId, Origin};

use crate::Setting;

/// One line, sorted by what LXC does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// Blank or a comment.
    Prose {
        /// Where.
        origin: Origin,
        /// The line.
        text: &'t str,
    },
    /// Anything that does not begin with `lxc.`: LXC passes over it.
    Martian {
        /// Where.
        origin: Origin,
        /// The line without blanks around it.
        text: &'t str,
    },
    /// It begins with `lxc.` and has no `=`; all of it is the key.
    NoEquals(Setting<'t>),
    /// A key and a value.
    Setting(Setting<'t>),
}

const BLANKS: [char; 2] = [' ', '\t'];

/// Takes a text apart. Each line of the text yields one [`Line`]; a carriage return inside a line ends one for LXC, so
/// that such a line yields several.
pub(super) fn lines(file: FileId, text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    for (number, whole) in text.lines().enumerate() {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let mut start = 0;
        let whole = whole.trim_end_matches('\r');
        for piece in whole.split('\r') {
            found.push(line(
                Place {
                    file,
                    line: number,
                    start,
                },
                piece,
            ));
            start += piece.len() + 1;
        }
    }
    found
}

/// Takes a file of mount lines apart (fstab(5)): the value is the line, the flag says that it is blank or a comment.
pub(super) fn fstab_lines(file: FileId, text: &str) -> Vec<(Setting<'_>, bool)> {
    let one = |(number, text): (usize, &'_ str)| {
        let place = Place {
            file,
            line: u32::try_from(number + 1).unwrap_or(u32::MAX),
            start: 0,
        };
        let trimmed = text.trim_matches(BLANKS);
        let from = text.len() - text.trim_start_matches(BLANKS).len();
        let is_prose = trimmed.is_empty() || trimmed.starts_with('#');
        (place, from, trimmed.len(), is_prose)
    };
    let lines = text.lines().enumerate();
    lines
        .map(|(number, text)| {
            let (place, from, len, is_prose) = one((number, text));
            (setting(place, text, from..from, from..from + len), is_prose)
        })
        .collect()
}

/// Where a piece of text begins.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: FileId,
    line: u32,
    start: usize,
}

impl Place {
    fn columns(self, part: Range<usize>) -> Range<u32> {
        let shift = |offset: usize| u32::try_from(self.start + offset).unwrap_or(u32::MAX);
        shift(part.start)..shift(part.end)
    }

    fn origin(self, part: Range<usize>) -> Origin {
        Origin::Line {
            file: self.file,
            line: self.line,
            columns: self.columns(part),
        }
    }
}

fn line(place: Place, text: &str) -> Line<'_> {
    let trimmed = text.trim_matches(BLANKS);
    let from = text.len() - text.trim_start_matches(BLANKS).len();
    let whole = from..from + trimmed.len();
    if trimmed.is_empty() || trimmed.starts_with('#') {
        return Line::Prose {
            origin: place.origin(whole),
            text,
        };
    }
    if !trimmed.starts_with("lxc.") {
        return Line::Martian {
            origin: place.origin(whole),
            text: trimmed,
        };
    }
    match trimmed.find('=') {
        None => Line::NoEquals(setting(place, text, whole.clone(), whole.end..whole.end)),
        Some(at) => Line::Setting(key_and_value(place, text, whole, from + at)),
    }
}

fn key_and_value(place: Place, text: &str, whole: Range<usize>, equals: usize) -> Setting<'_> {
    let key = text[whole.start..equals].trim_end_matches(BLANKS);
    let rest = &text[equals + 1..whole.end];
    let value = rest.trim_start_matches(BLANKS);
    let start = whole.end - value.len();
    let value = unquoted(value, start);
    setting(place, text, whole.start..whole.start + key.len(), value)
}

fn setting(place: Place, text: &str, key: Range<usize>, value: Range<usize>) -> Setting<'_> {
    Setting {
        key: &text[key.clone()],
        value: &text[value.clone()],
        origin: place.origin(key.start..value.end.max(key.end)),
        key_columns: place.columns(key),
        value_columns: place.columns(value),
    }
}

/// Takes off one pair of quotes, if the same quote stands at both ends.
fn unquoted(value: &str, start: usize) -> Range<usize> {
    let is_quoted = value.len() > 1
        && ['\'', '"']
            .iter()
            .any(|quote| value.starts_with(*quote) && value.ends_with(*quote));
    if is_quoted {
        start + 1..start + value.len() - 1
    } else {
        start..start + value.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Vec<(String, String)> {
        let pair = |line| match line {
            Line::Setting(setting) => Some((setting.key.to_owned(), setting.value.to_owned())),
            _ => None,
        };
        lines(FileId(0), text).into_iter().filter_map(pair).collect()
    }

    fn value(text: &str) -> String {
        settings(text).remove(0).1
    }

    #[test]
    fn the_first_equals_sign_splits() {
        assert_eq!(
            settings("lxc.environment = A=b=c"),
            [("lxc.environment".into(), "A=b=c".into())]
        );
    }

    #[test]
    fn blanks_and_tabs_around_key_and_value_go() {
        assert_eq!(settings(" \tlxc.tty.max\t =\t 4 \t"), [("lxc.tty.max".into(), "4".into())]);
    }

    #[test]
    fn one_matching_pair_of_quotes_goes() {
        assert_eq!(value("lxc.uts.name = \"a\""), "a");
        assert_eq!(value("lxc.uts.name = ''a''"), "'a'");
        assert_eq!(value("lxc.uts.name = 'a\""), "'a\"");
        assert_eq!(value("lxc.uts.name = \""), "\"");
        assert_eq!(value("lxc.uts.name = \"\""), "");
        assert_eq!(value("lxc.uts.name = \" a \""), " a ");
    }

    #[test]
    fn a_hash_begins_a_comment_only_at_the_start_of_a_line() {
        assert_eq!(value("lxc.uts.name = a # b"), "a # b");
        assert!(settings("  # lxc.uts.name = a").is_empty());
    }

    #[test]
    fn a_backslash_at_the_end_does_not_continue_a_line() {
        let both = settings("lxc.uts.name = a\\\nlxc.tty.max = 1");
        assert_eq!(both[0].1, "a\\");
        assert_eq!(both[1].0, "lxc.tty.max");
    }

    #[test]
    fn lines_of_windows_and_lone_carriage_returns_end_lines() {
        assert_eq!(value("lxc.tty.max = 4\r\n"), "4");
        assert_eq!(settings("lxc.tty.max = 4\rlxc.pty.max = 8").len(), 2);
    }

    #[test]
    fn another_case_is_passed_over() {
        assert!(matches!(lines(FileId(0), "LXC.tty.max = 4")[0], Line::Martian { .. }));
        assert!(matches!(lines(FileId(0), "lxc.tty.max 4")[0], Line::NoEquals(_)));
    }

    #[test]
    fn columns_are_byte_offsets_in_the_line() {
        let found = lines(FileId(0), "\n lxc.uts.name = \"é\" ");
        let Line::Setting(setting) = &found[1] else {
            panic!("no setting")
        };
        assert_eq!(setting.key_columns, 1..13);
        assert_eq!(setting.value_columns, 17..19);
        assert_eq!(
            setting.origin,
            Origin::Line {
                file: FileId(0),
                line: 2,
                columns: 1..19
            }
        );
    }
}
