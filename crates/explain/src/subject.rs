//! Subjects: what explanation ids come to, for the long explanations that all dialects share.
//!
//! `lxc.cgroup2.memory.max`, `memory:` and `<memory>` are three keys with three sentences and one subject, `memory`. The tables stand
//! in `subject/`, an area a file; the texts are `long-NAME` and `long-NAME-title` in `lang/*/long.ftl`. Words that many subjects use
//! are explained once, in `concept.rs`. Start with [`subject`].

mod devices;
mod files;
mod limits;
mod network;
mod process;
mod rights;
mod upkeep;

use crate::Phrasebook;

/// One thing that lines of any dialect can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// Its name: `memory`.
    pub name: &'static str,
    /// The explanation ids that come to it.
    pub ids: &'static [&'static str],
    /// The names of the concepts that somebody who reads about it may want explained.
    pub concepts: &'static [&'static str],
}

impl Subject {
    /// Returns its heading, two or three words.
    pub fn title(&self, book: &Phrasebook) -> String {
        self.text(book, "-title")
    }

    /// Returns the long explanation, a paragraph for somebody who knows nothing of containers.
    pub fn explanation(&self, book: &Phrasebook) -> String {
        self.text(book, "")
    }

    fn text(&self, book: &Phrasebook, part: &str) -> String {
        let id = format!("long-{}{part}", self.name);
        book.by_id(&id).unwrap_or(id)
    }
}

const AREAS: &[&[Subject]] = &[
    limits::SUBJECTS,
    rights::SUBJECTS,
    devices::SUBJECTS,
    files::SUBJECTS,
    network::SUBJECTS,
    process::SUBJECTS,
    upkeep::SUBJECTS,
];

/// Returns every subject, by area.
pub fn subjects() -> impl Iterator<Item = &'static Subject> {
    AREAS.iter().copied().flatten()
}

/// Returns what an explanation id comes to.
pub fn subject(id: &str) -> Option<&'static Subject> {
    subjects().find(|subject| subject.ids.contains(&id))
}

/// Writes a row of a table.
const fn about(name: &'static str, ids: &'static [&'static str], concepts: &'static [&'static str]) -> Subject {
    Subject { name, ids, concepts }
}
