//! Sentences for lines that the container's manager reads: descriptions, groups, logs, includes.

use super::Entry;
use super::limits::switch;

pub(super) const ENTRIES: &[Entry] = &[
    ("not-lxc", |_| {
        "Is no LXC setting: LXC reads lines that begin with `lxc.` and skips the rest.".to_owned()
    }),
    ("include", |line| format!("Reads more settings here, from {}.", line.value())),
    ("os-type", |line| format!("Says which system is inside: {}.", line.value())),
    ("timezone", |line| format!("Sets the time zone inside to {}.", line.value())),
    ("tags", |line| format!("Labels the container for lists: {}.", line.value())),
    ("protection", |line| {
        switch(
            line,
            "Forbids to destroy the container or its disks",
            "Allows to destroy the container",
        )
    }),
    ("debug-log", |line| {
        switch(line, "Logs the start in detail", "Logs the start briefly")
    }),
    ("description", |line| {
        format!("Describes the container for people: {}.", line.value())
    }),
    ("group", |line| {
        format!("Puts the container into the groups {} for automatic starts.", line.value())
    }),
    ("log", |line| format!("Sets up LXC's own log: {}.", line.value())),
    ("monitor", |line| {
        format!("Sets up LXC's supervising process: {}.", line.value())
    }),
    ("system-key", |line| {
        format!(
            "Belongs into LXC's system configuration, not into a container's: {}.",
            line.value()
        )
    }),
    ("removed-key", |_| {
        "Did something in LXC 1 and 2 that later versions no longer have.".to_owned()
    }),
    ("snapshot", |line| {
        format!("Is Proxmox VE's own note about snapshots: {}.", line.value())
    }),
    ("pending", |line| {
        format!("Is a change that Proxmox VE makes at the next start: {}.", line.value())
    }),
];
