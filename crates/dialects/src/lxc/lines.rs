//! The grammar of LXC's files: what is prose, what LXC passes over, what is a setting, and the columns of its parts.
//!
//! Values are cut out here and nowhere else (the first `=`, blanks, one outer pair of quotes); what they mean is the
//! business of the keys. Start with [`lines`].

use std::ops::Range;

use transom_model::{FileId, Origin};

use crate::Setting;

/// Says whether a text is longer than any configuration, so that its lines are not gone through.
pub(super) fn is_too_long(text: &str) -> bool {
    let ends = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    text.len() > MOST_BYTES || ends > MOST_LINES as usize
}

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

/// More lines than any configuration has with all that it includes; what is behind them is not read.
pub(super) const MOST_LINES: u32 = 20_000;

/// More bytes than any configuration has with all that it includes.
pub(super) const MOST_BYTES: usize = 16 << 20;

/// Takes a text apart. Each line of the text yields one [`Line`]; a carriage return inside a line ends one for LXC, so
/// that such a line yields several.
pub(super) fn lines(file: FileId, text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().enumerate().flat_map(move |(number, whole)| {
        let number = u32::try_from(number + 1).unwrap_or(u32::MAX);
        let mut start = 0;
        whole.trim_end_matches('\r').split('\r').map(move |piece| {
            let place = Place {
                file,
                line: number,
                start,
            };
            start += piece.len() + 1;
            line(place, piece)
        })
    })
}

/// A line as it stands in the text: what [`lines`] makes of it, where it begins, and where the next begins.
#[derive(Debug)]
pub(super) struct Piece<'t> {
    /// What it says.
    pub line: Line<'t>,
    /// Where the text's line begins that the columns count from.
    pub zero: usize,
    /// The bytes of the line, without what ends it.
    pub content: Range<usize>,
    /// The first byte behind what ends it.
    pub end: usize,
}

impl Piece<'_> {
    /// Returns the bytes in the text that columns mean.
    pub(super) fn bytes(&self, columns: &Range<u32>) -> Range<usize> {
        self.zero + columns.start as usize..self.zero + columns.end as usize
    }
}

/// Takes a text apart like [`lines`], with the place of each line.
pub(super) fn pieces(file: FileId, text: &str) -> Vec<Piece<'_>> {
    let mut places = Vec::new();
    let mut zero = 0;
    for whole in text.split_inclusive('\n') {
        let content = whole.strip_suffix('\n').unwrap_or(whole).trim_end_matches('\r');
        let mut start = zero;
        for piece in content.split('\r') {
            let end = start + piece.len();
            places.push((zero, start..end, end + 1));
            start = end + 1;
        }
        zero += whole.len();
        // What ends the last piece is all that is left of the line.
        if let Some(last) = places.last_mut() {
            last.2 = zero;
        }
    }
    let piece = |(line, (zero, content, end))| Piece {
        line,
        zero,
        content,
        end,
    };
    lines(file, text).zip(places).map(piece).collect()
}

/// Takes a file of mount lines apart (fstab(5)): the value is the line, the flag says that it is blank or a comment.
pub(super) fn fstab_lines(file: FileId, text: &str) -> impl Iterator<Item = (Setting<'_>, bool)> {
    text.lines().enumerate().map(move |(number, text)| {
        let place = Place {
            file,
            line: u32::try_from(number + 1).unwrap_or(u32::MAX),
            start: 0,
        };
        let trimmed = text.trim_matches(BLANKS);
        let from = text.len() - text.trim_start_matches(BLANKS).len();
        let is_prose = trimmed.is_empty() || trimmed.starts_with('#');
        (setting(place, text, from..from, from..from + trimmed.len()), is_prose)
    })
}

/// Where a piece of text begins.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: FileId,
    line: u32,
    start: usize,
}

impl Line<'_> {
    /// Returns where the line stands.
    pub(super) fn origin(&self) -> &Origin {
        match self {
            Self::Prose { origin, .. } | Self::Martian { origin, .. } => origin,
            Self::NoEquals(setting) | Self::Setting(setting) => &setting.origin,
        }
    }
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
        lines(FileId(0), text).filter_map(pair).collect()
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
        assert!(matches!(
            lines(FileId(0), "LXC.tty.max = 4").next(),
            Some(Line::Martian { .. })
        ));
        assert!(matches!(lines(FileId(0), "lxc.tty.max 4").next(), Some(Line::NoEquals(_))));
    }

    #[test]
    fn pieces_make_the_text_again() {
        for text in ["", "a", "a\n", "\n\n", "lxc.a = b\r\nc\r\r\n", "a\rb\n\rc\r", "\r\n\ré\r\n"] {
            let pieces = pieces(FileId(0), text);
            assert_eq!(pieces.len(), lines(FileId(0), text).count(), "{text:?}");
            let mut at = 0;
            for piece in &pieces {
                assert_eq!(piece.content.start, at, "{text:?}");
                at = piece.end;
            }
            assert_eq!(at, text.len(), "{text:?}");
        }
    }

    #[test]
    fn columns_are_byte_offsets_in_the_line() {
        let Some(Line::Setting(setting)) = lines(FileId(0), "\n lxc.uts.name = \"é\" ").nth(1) else {
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
