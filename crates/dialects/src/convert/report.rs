//! What became of each line of a file that was converted.

use transom_model::{Origin, Topic};

/// What became of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It stands in the new file as it was.
    Kept {
        /// Its number in the new file.
        line: u32,
    },
    /// Other lines say the same in the new file.
    Translated {
        /// Their numbers in the new file, in order.
        lines: Vec<u32>,
        /// What is different all the same, if anything is.
        remark: Option<String>,
    },
    /// It is not in the new file, and nothing is lost: it had no effect, or has none there.
    Dropped {
        /// Why.
        why: String,
    },
    /// It had an effect that the new file does not have.
    Impossible {
        /// Why the target cannot say it.
        why: String,
        /// What the user must do instead.
        instead: String,
    },
    /// It opens, closes or heads a part of a document (`</os>`, `devices:`), and says nothing by itself.
    Frame,
}

/// One line of the old file and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line.
    pub origin: Origin,
    /// What became of it.
    pub outcome: Outcome,
    /// The line that it is part of, where it says nothing by itself (a line of an element, of a device, of a long value): what became
    /// of the two is the same.
    pub with: Option<u32>,
}

/// A text moved to another version of its own dialect, or to its nearest relative.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migration {
    /// The new text.
    pub text: String,
    /// A row for each line of the main file, in order.
    pub rows: Vec<Row>,
}

/// Something that the new manager does by itself and that the old container was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// What it speaks of.
    pub topic: Topic,
    /// Which one.
    pub about: String,
    /// What is so now.
    pub words: String,
    /// What was so before, where something was.
    pub was: Option<String>,
    /// Whose default it is.
    pub by: String,
}

/// A file in another dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// The new text.
    pub text: String,
    /// A row for each line of every file that was read, in order; blank lines have none.
    pub rows: Vec<Row>,
    /// What the new manager adds by itself.
    pub added: Vec<Added>,
}

impl Conversion {
    /// Says whether something that had an effect is not in the new text.
    pub fn is_lossy(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.outcome, Outcome::Impossible { .. }))
    }
}
