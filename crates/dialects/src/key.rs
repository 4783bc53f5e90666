//! The shape of a key table: one entry a key, with everything there is to know about it.
//!
//! Reading, printing back, documentation, completion and explanation all go through the table, so that adding a key is
//! adding one entry. `R` is the state of the dialect's reader.

use std::ops::Range;

use transom_model::{Container, Effect, Given, Origin};

/// How a key is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyName {
    /// Exactly this.
    Exact(&'static str),
    /// This, with anything behind it; the rest is part of the key (`lxc.cgroup2.`, `lxc.prlimit.`).
    Prefix(&'static str),
    /// This with a number behind it, up to and including `last` (`dev0` to `dev255`).
    Numbered {
        /// The word before the number.
        word: &'static str,
        /// The highest number.
        last: u32,
    },
    /// `lxc.net.N.rest`: a number between two words; `rest` may be empty for the bare `lxc.net.N`.
    Indexed {
        /// Before the number, with its dot: `lxc.net.`.
        before: &'static str,
        /// After the number, without its dot: `type`.
        after: &'static str,
    },
}

impl KeyName {
    /// Says whether a key of a file is meant.
    pub fn matches(self, key: &str) -> bool {
        match self {
            Self::Exact(name) => key == name,
            Self::Prefix(prefix) => key.starts_with(prefix),
            Self::Numbered { word, last } => numbered(key, word).is_some_and(|number| number <= last),
            Self::Indexed { before, after } => {
                let Some(rest) = key.strip_prefix(before) else { return false };
                let (index, tail) = rest.split_once('.').unwrap_or((rest, ""));
                is_number(index) && tail == after
            }
        }
    }

    /// Returns the name as documentation writes it: `lxc.net.N.type`, `devN`.
    pub fn title(self) -> String {
        match self {
            Self::Exact(name) => name.to_owned(),
            Self::Prefix(prefix) => format!("{prefix}…"),
            Self::Numbered { word, .. } => format!("{word}N"),
            Self::Indexed { before, after: "" } => format!("{before}N"),
            Self::Indexed { before, after } => format!("{before}N.{after}"),
        }
    }
}

fn numbered(key: &str, word: &str) -> Option<u32> {
    let number = key.strip_prefix(word)?;
    is_number(number).then(|| number.parse().ok()).flatten()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The syntax of a value, for documentation, completion and hints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// `0` or `1`, or the words the dialect takes.
    Bool,
    /// A whole number in this range.
    Integer {
        /// The least.
        min: i64,
        /// The most.
        max: i64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Free text, described in a few words.
    Text(&'static str),
    /// A property string with these parts: name and description, the default key first.
    Properties(&'static [(&'static str, &'static str)]),
    /// An object of a document (JSON, YAML), with those of its properties that must be there.
    Object(&'static [&'static str]),
    /// A list of a document; the key with `[]` behind it describes its items.
    List,
}

/// One line's key and value with their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<'t> {
    /// The key as written.
    pub key: &'t str,
    /// The value as the dialect's grammar takes it (trimmed, unquoted).
    pub value: &'t str,
    /// Where the whole line's setting stands.
    pub origin: Origin,
    /// Byte columns of the key.
    pub key_columns: Range<u32>,
    /// Byte columns of the value.
    pub value_columns: Range<u32>,
}

impl Setting<'_> {
    /// Returns the origin of a part of the value, `part` being byte offsets inside the value; of all of it, where escapes or
    /// folded lines make the value another text than the file has.
    pub fn part_origin(&self, part: Range<usize>) -> Origin {
        if self.value_columns.len() != self.value.len() || part.end > self.value.len() {
            return self.value_origin();
        }
        let shift = |offset: usize| self.value_columns.start + u32::try_from(offset).unwrap_or(0);
        self.at(shift(part.start)..shift(part.end))
    }

    /// Returns the origin of the value.
    pub fn value_origin(&self) -> Origin {
        self.at(self.value_columns.clone())
    }

    /// Returns the origin of the key.
    pub fn key_origin(&self) -> Origin {
        self.at(self.key_columns.clone())
    }

    /// Joins a value with the place of this setting's value.
    pub fn given<T>(&self, value: T) -> Given<T> {
        Given::new(value, self.value_origin())
    }

    fn at(&self, columns: Range<u32>) -> Origin {
        match &self.origin {
            Origin::Line { file, line, .. } => Origin::Line {
                file: *file,
                line: *line,
                columns,
            },
            other => other.clone(),
        }
    }
}

/// Why a setting could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A short stable name: `bad-value`.
    pub code: &'static str,
    /// What is wrong, without a full stop.
    pub message: String,
    /// Byte offsets inside the value that are to blame; all of it when `None`.
    pub part: Option<Range<usize>>,
    /// What the marked part is, a few words.
    pub label: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

impl Problem {
    /// Makes a problem with the whole value.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            part: None,
            label: None,
            hint: None,
        }
    }

    /// Marks a part of the value.
    #[must_use]
    pub fn at(mut self, part: Range<usize>) -> Self {
        self.part = Some(part);
        self
    }

    /// Adds a few words under the marked part.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a way on.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// One key of a dialect.
pub struct Key<R: 'static> {
    /// How it is recognised.
    pub name: KeyName,
    /// What its value looks like.
    pub syntax: Syntax,
    /// Reads a setting into the reader's container.
    pub read: fn(&mut R, &Setting<'_>) -> Result<Effect, Problem>,
    /// Prints what a container has of this key: pairs of key and value, in order; empty when it has nothing.
    pub print: fn(&Container) -> Vec<(String, String)>,
    /// Its entry in the catalogue of explanations: an id of the effect, shared by all dialects.
    pub explanation: &'static str,
    /// The first version of the original that has it; `None`: as long as we look back.
    pub since: Option<&'static str>,
    /// The first version that no longer has it.
    pub until: Option<&'static str>,
}
