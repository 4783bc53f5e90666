//! Where text goes and whether it has colours.
//!
//! Results go to standard output, notes and errors to standard error. A reader that has gone away (`| head`) ends the
//! output quietly.

use std::cell::OnceCell;
use std::io::{IsTerminal, Write};

use transom_engine::{Language, Phrasebook};

use crate::args::{Arguments, Color};

/// A way to mark text on a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// What counts.
    Bold,
    /// What explains.
    Dim,
    /// What is wrong.
    Red,
    /// What is good.
    Green,
    /// What deserves a look.
    Yellow,
}

impl Paint {
    fn code(self) -> &'static str {
        match self {
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Red => "1;31",
            Self::Green => "1;32",
            Self::Yellow => "1;33",
        }
    }
}

/// The two outputs.
pub struct Ui {
    has_color_out: bool,
    has_color_err: bool,
    /// Only results and errors.
    pub is_quiet: bool,
    /// Results as JSON.
    pub is_json: bool,
    language: Language,
    book: OnceCell<Phrasebook>,
}

impl Ui {
    /// Takes the global options.
    pub fn new(arguments: &Arguments) -> Self {
        // Asked once: a run over thousands of files prints as many findings.
        Self {
            has_color_out: has_color(arguments.color, std::io::stdout().is_terminal()),
            has_color_err: has_color(arguments.color, std::io::stderr().is_terminal()),
            is_quiet: arguments.quiet,
            is_json: arguments.json,
            language: arguments.lang.unwrap_or_else(locale),
            book: OnceCell::new(),
        }
    }

    /// Returns the phrasebook of the language asked for; it is opened when it is first needed.
    pub fn book(&self) -> &Phrasebook {
        self.book.get_or_init(|| Phrasebook::new(self.language))
    }

    /// Prints one line of a result.
    pub fn out(&mut self, line: impl AsRef<str>) {
        write_line(&mut std::io::stdout().lock(), line.as_ref());
    }

    /// Prints a result as JSON.
    pub fn json<T: serde::Serialize>(&mut self, value: &T) {
        self.out(to_json(value));
    }

    /// Prints a note on standard error, unless notes are not wanted.
    pub fn note(&mut self, line: impl AsRef<str>) {
        if !self.is_quiet {
            self.err(line);
        }
    }

    /// Prints one line on standard error.
    pub fn err(&mut self, line: impl AsRef<str>) {
        write_line(&mut std::io::stderr().lock(), line.as_ref());
    }

    /// Says whether standard output takes colours.
    pub fn has_color_out(&self) -> bool {
        self.has_color_out
    }

    /// Says whether standard error takes colours.
    pub fn has_color_err(&self) -> bool {
        self.has_color_err
    }

    /// Marks text for standard output.
    pub fn mark(&self, paint: Paint, text: &str) -> String {
        painted(self.has_color_out(), paint, text)
    }

    /// Marks text for standard error.
    pub fn mark_err(&self, paint: Paint, text: &str) -> String {
        painted(self.has_color_err(), paint, text)
    }
}

/// Writes a value as JSON.
pub fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).expect("wire types are plain data, which always serializes")
}

/// Text from a file or a container may hold control characters that a terminal would obey: they are shown instead.
pub fn tame(text: &str) -> String {
    let is_wild = |c: char| c.is_control() && c != '\t' && c != '\n';
    text.chars()
        .map(|c| {
            if is_wild(c) {
                c.escape_default().to_string()
            } else {
                c.to_string()
            }
        })
        .collect()
}

/// The language of the locale, as gettext looks for it (gettext(3)); English for those that there are no texts for.
fn locale() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    let first = set.into_iter().find(|value| !value.is_empty());
    first.and_then(|value| Language::of_locale(&value)).unwrap_or_default()
}

fn has_color(color: Color, is_terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        // https://no-color.org: set and not empty means no.
        Color::Auto => is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    }
}

fn painted(has_color: bool, paint: Paint, text: &str) -> String {
    if has_color {
        format!("\x1b[{}m{text}\x1b[0m", paint.code())
    } else {
        text.to_owned()
    }
}

fn write_line(to: &mut dyn Write, line: &str) {
    // Nobody is left to be told when this fails: the reader has gone, which ends the program with what it has done.
    if writeln!(to, "{line}").is_err() {
        std::process::exit(0);
    }
}
