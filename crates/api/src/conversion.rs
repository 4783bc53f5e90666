//! Files in other words: `convert`, `show`, `diff`, `set` and `unset`.

use serde::Serialize;

use crate::Place;

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The line.
    pub place: Place,
    /// Its text.
    pub text: String,
    /// `kept`, `translated`, `dropped` or `impossible`; `frame` for what opens, closes or heads a part of a document.
    pub outcome: String,
    /// Numbers of the lines in the new file that say the same.
    pub lines: Vec<u32>,
    /// What is different all the same, or why it is not there.
    pub why: Option<String>,
    /// What to do instead, where it is impossible.
    pub instead: Option<String>,
    /// The line that it is part of, where it says nothing by itself.
    pub with: Option<u32>,
}

/// Something that the new manager does by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Added {
    /// What it speaks of: `mount`, `capability`.
    pub topic: String,
    /// Which one; empty where there is one only.
    pub about: String,
    /// What is so now.
    pub value: String,
    /// What was so before.
    pub before: Option<String>,
    /// Whose default it is.
    pub by: String,
}

/// `transom convert FILE --to DIALECT --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conversion {
    /// The file.
    pub file: String,
    /// The dialect it was read in.
    pub from: String,
    /// The dialect it was converted to.
    pub to: String,
    /// Whether something that had an effect is lost.
    pub lossy: bool,
    /// A row for each line that is not blank.
    pub rows: Vec<Row>,
    /// What the new manager does by itself and the old container was not.
    pub added: Vec<Added>,
    /// The new text; `null` where it was written to a file.
    pub text: Option<String>,
    /// Where it was written to.
    pub out: Option<String>,
}

/// One thing that is so in a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it speaks of: `mount`, `capability`.
    pub topic: String,
    /// Which one; empty where there is one only.
    pub about: String,
    /// What is said, in words.
    pub value: String,
    /// The same in parts: names and values; a single value has an empty name.
    pub parts: Vec<(String, String)>,
    /// Who says so.
    pub origin: Place,
}

/// `transom show FILE --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The file.
    pub file: String,
    /// Its dialect and the version it was read as.
    pub dialect: String,
    /// Everything that is so.
    pub facts: Vec<Fact>,
}

/// One thing in which two containers differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it speaks of.
    pub topic: String,
    /// Which one.
    pub about: String,
    /// What the first says.
    pub left: Vec<Fact>,
    /// What the second says.
    pub right: Vec<Fact>,
}

/// `transom diff A B --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// The first file.
    pub left: String,
    /// The second file.
    pub right: String,
    /// What they do not have in common.
    pub differences: Vec<Difference>,
}

/// `transom set` and `transom unset` with `--json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// The file.
    pub file: String,
    /// Whether its text is another now.
    pub changed: bool,
    /// Whether it was written.
    pub written: bool,
    /// Lines taken out: number in the old file and text.
    pub removed: Vec<(usize, String)>,
    /// Lines put in: number in the new file and text.
    pub added: Vec<(usize, String)>,
}
