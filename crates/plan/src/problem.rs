//! Why a container cannot be started: one value a reason, with the line to blame and a way on.

use transom_model::{Origin, Phrase};

/// Why a container cannot be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A short stable name: `no-such-node`.
    pub code: &'static str,
    /// What is wrong, without a full stop.
    pub message: Phrase,
    /// Whose fault it is.
    pub cause: Origin,
    /// What to do.
    pub hint: Option<Phrase>,
}

impl Problem {
    /// Makes a problem without a hint.
    pub fn new(code: &'static str, message: impl Into<Phrase>, cause: &Origin) -> Self {
        Self {
            code,
            message: message.into(),
            cause: cause.clone(),
            hint: None,
        }
    }

    /// Adds a way on.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Phrase>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
