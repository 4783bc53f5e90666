//! What a reader has to say about a line.

use crate::Origin;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; nothing is wrong.
    Note,
    /// The container can start, but the line does not do what it seems to.
    Warning,
    /// The container must not start like this.
    Error,
}

/// One finding, with its place and a way on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad.
    pub severity: Severity,
    /// A short stable name of the kind of finding: `unknown-key`.
    pub code: &'static str,
    /// What is wrong, without a full stop.
    pub message: String,
    /// Where.
    pub origin: Origin,
    /// What the marked part is, a few words.
    pub label: Option<String>,
    /// What to do, a sentence without a full stop.
    pub hint: Option<String>,
}
