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

use transom_model::{Mount, MountOption, Words};

use crate::language::{Arg, Text, say};
use crate::line::Line;

/// Says what a line does.
type Say = fn(&Line<'_>) -> Text;

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
    SUBJECTS.iter().copied().flatten().map(|(id, _)| *id)
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
    let entry = SUBJECTS.iter().copied().flatten().find(|(of, _)| *of == id);
    match (entry, line.key()) {
        (Some((_, say)), _) => say(line),
        (None, "") => say!("line-part").into(),
        (None, key) => say!("line-sets", key = key).into(),
    }
}

/// Says what a line would do that this version does nothing with yet.
pub(crate) fn not_yet(what: Words) -> Text {
    say!("line-not-yet", what = Arg::Capital(what.into())).into()
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
