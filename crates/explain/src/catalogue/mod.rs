//! The catalogue: for every explanation id of the key tables, the sentence that says what such a line does.
//!
//! One file a subject, each with a table `ENTRIES` of id and function. A function takes the [`Line`] and returns one or two
//! sentences with their full stops. The tests fail when a key table names an id that is not here.

mod devices;
mod libvirt;
mod limits;
mod lxd;
mod mounts;
mod network;
mod oci;
mod process;
mod properties;
mod security;
mod syscalls;
mod upkeep;

use transom_model::{Mount, MountOption};

use crate::language::{Text, say};
use crate::line::Line;
use crate::words::capitalized;

/// Says what a line does.
type Say = fn(&Line<'_>) -> Text;

/// Says it in English only; these are on their way into the language files.
type Write = fn(&Line<'_>) -> String;

/// A subject's entries.
enum Subject {
    /// Sentences of the language files.
    Spoken(&'static [(&'static str, Say)]),
    /// Sentences that are written in the code.
    Written(&'static [(&'static str, Write)]),
}

/// An explanation id and its sentence.
type Entry = (&'static str, Write);

const SUBJECTS: &[Subject] = &[
    Subject::Written(devices::ENTRIES),
    Subject::Spoken(libvirt::ENTRIES),
    Subject::Spoken(limits::ENTRIES),
    Subject::Spoken(lxd::ENTRIES),
    Subject::Written(upkeep::ENTRIES),
    Subject::Written(mounts::ENTRIES),
    Subject::Written(network::ENTRIES),
    Subject::Spoken(oci::ENTRIES),
    Subject::Written(process::ENTRIES),
    Subject::Written(security::ENTRIES),
    Subject::Written(syscalls::ENTRIES),
];

impl Subject {
    fn ids(&self) -> Vec<&'static str> {
        match self {
            Self::Spoken(entries) => entries.iter().map(|(id, _)| *id).collect(),
            Self::Written(entries) => entries.iter().map(|(id, _)| *id).collect(),
        }
    }

    /// Says what a line does, if its id is one of this subject's.
    fn say(&self, id: &str, line: &Line<'_>) -> Option<Text> {
        match self {
            Self::Spoken(entries) => entries.iter().find(|(of, _)| *of == id).map(|(_, say)| say(line)),
            Self::Written(entries) => {
                let (_, write) = entries.iter().find(|(of, _)| *of == id)?;
                Some(Text::written(write(line)))
            }
        }
    }
}

/// Returns all explanation ids there are.
pub fn ids() -> impl Iterator<Item = &'static str> {
    SUBJECTS.iter().flat_map(Subject::ids)
}

/// Says whether an explanation id has a sentence.
pub fn has_entry(id: &str) -> bool {
    ids().any(|of| of == id)
}

/// Says what a line does, by the explanation id of its key.
pub(crate) fn sentence(line: &Line<'_>) -> Text {
    let id = line.account.explanation;
    if line.value().is_empty() && is_list(id) && has_entry(id) {
        return say!("line-clears", key = line.key()).into();
    }
    let said = SUBJECTS.iter().find_map(|subject| subject.say(id, line));
    said.unwrap_or_else(|| match line.key() {
        "" => say!("line-part").into(),
        key => say!("line-sets", key = key).into(),
    })
}

/// Says what a line would do that this version does nothing with yet.
pub(crate) fn not_yet(what: &str) -> Text {
    say!("line-not-yet", what = capitalized(what.trim_end_matches('.'))).into()
}

/// The word by which a sentence tells what nobody may change from what can be written.
fn mode_word(is_read_only: bool) -> &'static str {
    match is_read_only {
        true => "ro",
        false => "rw",
    }
}

/// Says whether a mount asks to be read-only.
fn is_read_only(mount: &Mount) -> bool {
    mount.options.contains(&MountOption::ReadOnly(true))
}

/// Lists that an empty value clears; for other keys an empty value has a meaning of its own or none.
fn is_list(id: &str) -> bool {
    [
        "cap-drop",
        "cap-keep",
        "mount-entry",
        "mount-auto",
        "cgroup-file",
        "hook",
        "environment",
        "id-map",
    ]
    .contains(&id)
}
