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

use crate::line::Line;

/// Says what a line does.
type Say = fn(&Line<'_>) -> String;

/// An explanation id and its sentence.
type Entry = (&'static str, Say);

const SUBJECTS: &[&[Entry]] = &[
    devices::ENTRIES,
    libvirt::ENTRIES,
    limits::ENTRIES,
    lxd::ENTRIES,
    upkeep::ENTRIES,
    mounts::ENTRIES,
    network::ENTRIES,
    oci::ENTRIES,
    process::ENTRIES,
    security::ENTRIES,
    syscalls::ENTRIES,
];

/// Returns all explanation ids there are.
pub fn ids() -> impl Iterator<Item = &'static str> {
    SUBJECTS.iter().flat_map(|entries| entries.iter()).map(|(id, _)| *id)
}

/// Says whether an explanation id has a sentence.
pub fn has_entry(id: &str) -> bool {
    find(id).is_some()
}

fn find(id: &str) -> Option<Say> {
    SUBJECTS
        .iter()
        .flat_map(|entries| entries.iter())
        .find(|(of, _)| *of == id)
        .map(|(_, say)| *say)
}

/// Says what a line does, by the explanation id of its key.
pub(crate) fn sentence(line: &Line<'_>) -> String {
    match find(line.account.explanation) {
        Some(_) if line.value().is_empty() && is_list(line.account.explanation) => {
            format!("Clears what earlier lines and includes gave for `{}`.", line.key())
        }
        Some(say) => say(line),
        None if line.key().is_empty() => "Is part of what a line of the configuration asks to read from here.".to_owned(),
        None => format!("Sets `{}`.", line.key()),
    }
}

/// Says what a line would do that this version does nothing with yet.
pub(crate) fn not_yet(what: &str) -> String {
    let what = what.trim_end_matches('.');
    format!(
        "{}. Transom keeps the line, but does not do this yet.",
        limits::capitalized(what)
    )
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
