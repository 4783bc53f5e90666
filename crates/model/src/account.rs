//! What became of each line: no line of a user's file is ever ignored without a word.

use crate::{Origin, Phrase, Words};

/// What a line came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It is part of the container.
    Taken,
    /// It is a comment, a description or blank: nothing to do.
    Prose,
    /// It is known, kept, and has no effect yet in this version; the text says what it would do.
    NotYet(Words),
    /// It has no effect under its own manager either; the text says why.
    NoEffect(Phrase),
    /// It is wrong; a diagnostic says how.
    Wrong,
    /// It belongs to a part of the file that does not describe the container now (a snapshot, pending changes).
    Elsewhere(Words),
}

/// One line of a file and what it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The line.
    pub origin: Origin,
    /// The key as written; empty for prose.
    pub key: String,
    /// The value as written.
    pub value: String,
    /// The explanation of the key: an id of the catalogue in `explain`.
    pub explanation: &'static str,
    /// What it came to.
    pub effect: Effect,
}
