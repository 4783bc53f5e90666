//! One finding of a lint: the line, what it means for it, in words, and the way on.

use transom_model::{Diagnostic, Origin, Severity};

use super::{Fix, Lint};
use crate::Phrasebook;
use crate::language::{Message, say};

/// What a finding means for its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Means {
    /// It does nothing here.
    NoEffect,
    /// A part of it does nothing; the rest does what it says.
    Partly,
    /// A version of its manager refuses it, and often the whole file with it.
    Refused,
    /// Another line takes its effect away.
    Undone,
    /// What it asks for is so already.
    Redundant,
    /// It takes away something that was there without it.
    Narrows,
    /// It breaks something else in the container.
    Breaks,
    /// It does what it says, and that is dangerous.
    Risk,
    /// It cannot work, or not for long.
    Defect,
    /// Its manager drops it when it next writes the file.
    Lost,
    /// It does nothing useful without something else.
    Needs,
}

impl Means {
    /// Returns the word that programs read: `no-effect`.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoEffect => "no-effect",
            Self::Partly => "partly",
            Self::Refused => "refused",
            Self::Undone => "undone",
            Self::Redundant => "redundant",
            Self::Narrows => "narrows",
            Self::Breaks => "breaks",
            Self::Risk => "risk",
            Self::Defect => "defect",
            Self::Lost => "lost",
            Self::Needs => "needs",
        }
    }

    /// Returns the words that people read.
    pub fn title(self) -> Message {
        match self {
            Self::NoEffect => say!("means-no-effect"),
            Self::Partly => say!("means-partly"),
            Self::Refused => say!("means-refused"),
            Self::Undone => say!("means-undone"),
            Self::Redundant => say!("means-redundant"),
            Self::Narrows => say!("means-narrows"),
            Self::Breaks => say!("means-breaks"),
            Self::Risk => say!("means-risk"),
            Self::Defect => say!("means-defect"),
            Self::Lost => say!("means-lost"),
            Self::Needs => say!("means-needs"),
        }
    }
}

/// One thing that a lint found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Which lint.
    pub lint: &'static Lint,
    /// How bad it is in this container.
    pub level: Severity,
    /// The part of the line.
    pub origin: Origin,
    /// What is wrong with this line in this container: a phrase without a full stop.
    pub message: Message,
    /// What it means for the line.
    pub means: Means,
    /// Other lines that matter.
    pub others: Vec<Origin>,
    /// How Transom can mend it, where it can do so without losing anything.
    pub fix: Option<Fix>,
    /// The line as it is to be written now, in the file's own dialect; several stand one below the other.
    pub today: Option<String>,
}

impl Lint {
    /// Makes a finding of this lint.
    pub(super) fn finding(&'static self, origin: &Origin, means: Means, message: Message) -> Finding {
        Finding {
            lint: self,
            level: self.level,
            origin: origin.clone(),
            message,
            means,
            others: Vec::new(),
            fix: None,
            today: None,
        }
    }
}

impl Finding {
    /// Says how bad it is here.
    #[must_use]
    pub(super) fn level(mut self, level: Severity) -> Self {
        self.level = level;
        self
    }

    /// Names another line that matters.
    #[must_use]
    pub(super) fn other(mut self, origin: &Origin) -> Self {
        self.others.push(origin.clone());
        self
    }

    /// Says how it is mended.
    #[must_use]
    pub(super) fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub(super) fn today(mut self, line: impl Into<String>) -> Self {
        self.today = Some(line.into());
        self
    }

    /// Returns what to do, as a hint.
    pub fn hint(&self, book: &Phrasebook) -> String {
        let way = book.by_id(&self.lint.text_id("fix")).unwrap_or_default();
        let way = match &self.today {
            Some(line) => book.say(&say!("lint-write", way = way, line = line.trim())),
            None => way,
        };
        match self.fix {
            Some(_) => book.say(&say!("lint-mends", way = way)),
            None => way,
        }
    }

    /// Writes it as the readers write theirs.
    pub fn diagnostic(&self, book: &Phrasebook) -> Diagnostic {
        Diagnostic {
            severity: self.level,
            code: self.lint.id,
            message: book.say(&self.message),
            origin: self.origin.clone(),
            label: None,
            hint: Some(self.hint(book)),
        }
    }

    /// Says whether it replaces a reader's finding: it is on the same line, says more, and is no milder.
    pub fn takes_over(&self, diagnostic: &Diagnostic) -> bool {
        diagnostic.origin.line().is_some()
            && diagnostic.origin.line() == self.origin.line()
            && self.lint.takes_over.contains(&diagnostic.code)
            && diagnostic.severity <= self.level
    }
}
