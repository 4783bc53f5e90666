//! What is said to people, before it is written out: English words with holes, and what fills them.
//!
//! The rooms below `explain` speak in phrases. Written as it is ([`Display`]), a phrase is English; `explain` finds the same
//! words in other languages by the English ones. Make a phrase with [`phrase!`](crate::phrase!), and words that a table holds with
//! [`words!`](crate::words!): only literals pass, so that a test can find them all.

use std::fmt::{self, Display, Formatter};

/// English words as they stand in the source; in a [`Phrase`] they may have holes: `line {line} gives it again`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Words(&'static str);

impl Words {
    /// Takes a literal; [`words!`](crate::words!) is the way to write it.
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// Returns the English words, holes and all.
    pub const fn text(self) -> &'static str {
        self.0
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Words and what fills their holes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    words: Words,
    args: Vec<(&'static str, PhraseArg)>,
}

/// What fills a hole.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PhraseArg {
    /// A text as it is: a path, a name, a value as written.
    Text(String),
    /// A number.
    Number(u64),
    /// Things in a row: `a, b, c`.
    Row(Vec<String>),
    /// A phrase of its own.
    Phrase(Phrase),
}

impl Phrase {
    /// Fills words in; [`phrase!`](crate::phrase!) is the way to write it.
    pub fn filled(words: Words, args: Vec<(&'static str, PhraseArg)>) -> Self {
        Self { words, args }
    }

    /// Returns the words.
    pub fn words(&self) -> Words {
        self.words
    }

    /// Returns what fills the holes, by name.
    pub fn args(&self) -> &[(&'static str, PhraseArg)] {
        &self.args
    }

    fn arg(&self, name: &str) -> Option<&PhraseArg> {
        self.args.iter().find(|(known, _)| *known == name).map(|(_, arg)| arg)
    }
}

/// Makes [`Words`] of a literal.
#[macro_export]
macro_rules! words {
    ($text:literal) => {
        $crate::Words::new($text)
    };
}

/// Makes a [`Phrase`]: `phrase!("line {line} gives {key} again", key, line = number)`.
#[macro_export]
macro_rules! phrase {
    (@value $name:ident) => { $name };
    (@value $name:ident $value:expr) => { $value };
    ($text:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::Phrase::filled(
            $crate::Words::new($text),
            ::std::vec![$((stringify!($name), $crate::PhraseArg::from($crate::phrase!(@value $name $($value)?)))),*],
        )
    };
}

/// Writes the phrase in English.
impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rest = self.words.0;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').unwrap_or((after, ""));
            f.write_str(before)?;
            if let Some(arg) = self.arg(name) {
                arg.fmt(f)?;
            }
            rest = behind;
        }
        f.write_str(rest)
    }
}

impl Display for PhraseArg {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Row(row) => f.write_str(&row.join(", ")),
            Self::Phrase(phrase) => phrase.fmt(f),
        }
    }
}

impl From<Words> for Phrase {
    fn from(words: Words) -> Self {
        Self { words, args: Vec::new() }
    }
}

impl From<&str> for PhraseArg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for PhraseArg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for PhraseArg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<u32> for PhraseArg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for PhraseArg {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for PhraseArg {
    fn from(number: usize) -> Self {
        Self::Number(number as u64)
    }
}

impl From<Vec<String>> for PhraseArg {
    fn from(row: Vec<String>) -> Self {
        Self::Row(row)
    }
}

impl From<Words> for PhraseArg {
    fn from(words: Words) -> Self {
        Self::Phrase(words.into())
    }
}

impl From<Phrase> for PhraseArg {
    fn from(phrase: Phrase) -> Self {
        Self::Phrase(phrase)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_phrase_is_english_by_itself() {
        let line = 7_u32;
        let phrase = phrase!("line {line} gives {key} again, {line}", line, key = "`a`");
        assert_eq!(phrase.to_string(), "line 7 gives `a` again, 7");
        let why = phrase!(
            "{what}: {which}",
            what = words!("it is off"),
            which = vec!["a".to_owned(), "b".to_owned()]
        );
        assert_eq!(why.to_string(), "it is off: a, b");
    }
}
