//! What a line is worth in a few words: what findings mean for it, or what it comes to by itself.

use transom_model::Severity;

use super::{Explained, Found};
use crate::language::{Message, say};
use crate::line::Verdict;
use crate::lint::Means;

/// What a line is worth, in a word or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth {
    /// What it comes to by itself.
    Verdict(Verdict),
    /// What a finding means for it.
    Means(Means),
    /// The container cannot start here because of it.
    StopsStart,
}

impl Worth {
    /// Returns the word that programs read.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Verdict(verdict) => verdict.word(),
            Self::Means(means) => means.word(),
            Self::StopsStart => "stops-start",
        }
    }

    /// Returns the words that people read.
    pub fn title(&self) -> Message {
        match self {
            Self::Verdict(verdict) => verdict.title(),
            Self::Means(means) => means.title(),
            Self::StopsStart => say!("worth-stops-start"),
        }
    }
}

impl Explained {
    /// Returns what the line is worth in a few words, each once: what findings mean for it, or else its verdict.
    pub fn worth(&self) -> Vec<Worth> {
        let mut all: Vec<Worth> = Vec::new();
        if self.stops_start {
            all.push(Worth::StopsStart);
        }
        let mut is_plain = !self.stops_start;
        for found in self.found.iter().filter(|found| self.is_counted(found)) {
            is_plain &= is_aside(found);
            let worth = found.means.map(Worth::Means);
            all.extend(worth.filter(|worth| !all.contains(worth)));
        }
        let is_told = match self.line.verdict {
            Verdict::Works | Verdict::NoEffect => false,
            Verdict::NotYet => !self.found.iter().any(is_void),
            _ => true,
        };
        if is_plain || is_told {
            all.insert(0, Worth::Verdict(self.line.verdict.clone()));
        }
        all
    }

    fn is_counted(&self, found: &Found) -> bool {
        match found.means {
            None | Some(Means::Risk) => false,
            // Where all of it does nothing, a part of it is not worth a word.
            Some(Means::Partly) => self.line.verdict != Verdict::NoEffect,
            Some(_) => true,
        }
    }
}

/// Says whether a line does what it says all the same.
fn is_aside(found: &Found) -> bool {
    match found.means {
        Some(Means::Partly) => true,
        Some(Means::Needs | Means::Breaks) => found.level == Severity::Note,
        _ => false,
    }
}

/// Says whether a finding takes all effect from its line, so that nothing is at stake by it.
pub(super) fn is_void(found: &Found) -> bool {
    matches!(found.means, Some(Means::NoEffect | Means::Refused | Means::Undone))
}
