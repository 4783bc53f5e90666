//! Sentences for lines about rights: capabilities, id maps, namespaces, system calls, AppArmor.

use super::Entry;
use super::limits::choose;
use super::properties::part;
use crate::language::{Arg, Message, Text, say};
use crate::line::Line;
use crate::words::{self, is_yes};

pub(super) const ENTRIES: &[Entry] = &[
    ("cap-drop", |line| cap_drop(line).into()),
    ("cap-keep", |line| cap_keep(line).into()),
    ("id-map", |line| id_map(line).into()),
    ("features", features),
    ("seccomp-policy", |line| say!("seccomp-policy", path = line.value()).into()),
    ("no-new-privs", |line| {
        choose(line, say!("no-new-privs"), say!("no-new-privs-off"))
    }),
    ("apparmor-profile", |line| apparmor(line).into()),
    ("apparmor-raw", |line| say!("apparmor-raw", rule = line.value()).into()),
    ("apparmor-incomplete", |line| {
        choose(line, say!("apparmor-incomplete"), say!("apparmor-incomplete-not"))
    }),
    ("apparmor-nesting", |line| {
        choose(line, say!("apparmor-nesting"), say!("apparmor-nesting-not"))
    }),
    ("seccomp-nesting", |line| {
        choose(line, say!("seccomp-nesting"), say!("seccomp-nesting-not"))
    }),
    ("seccomp-notify", |line| say!("seccomp-notify", value = line.value()).into()),
    ("sched-core", |line| choose(line, say!("sched-core"), say!("sched-core-not"))),
    ("selinux-context", |line| {
        say!("selinux-context", context = line.value()).into()
    }),
    ("namespace-keep", |line| say!("namespace-keep", names = list(line)).into()),
    ("namespace-clone", |line| say!("namespace-clone", names = list(line)).into()),
    ("namespace-share", |line| {
        let name = line.rest_of_key("lxc.namespace.share.");
        say!("namespace-share", name = name, whose = line.value()).into()
    }),
    ("keyring-session", |line| {
        choose(line, say!("keyring-session"), say!("keyring-session-own"))
    }),
];

fn list(line: &Line<'_>) -> Arg {
    Arg::list(line.value().split_whitespace())
}

fn cap_drop(line: &Line<'_>) -> Message {
    let names = line.value().split_whitespace().map(words::capability_name);
    say!("cap-drop", rights = Arg::list(names.map(words::right)))
}

fn cap_keep(line: &Line<'_>) -> Message {
    match line.value() {
        "none" => say!("cap-keep-none"),
        _ => say!("cap-keep", names = list(line)),
    }
}

fn id_map(line: &Line<'_>) -> Message {
    if !line.is_raw() {
        return unprivileged(line);
    }
    mapped_ids(line).unwrap_or_else(|| say!("id-map-as-written", map = line.value()))
}

/// Says which ids the line maps, if it maps any.
pub(super) fn mapped_ids(line: &Line<'_>) -> Option<Message> {
    let map = &line.container().id_map;
    if let Some(range) = map.users.iter().find(|range| line.is_cause(&range.origin)) {
        return Some(say!("id-map-users", range = words::mapped(&range.value)));
    }
    let range = map.groups.iter().find(|range| line.is_cause(&range.origin))?;
    Some(say!("id-map-groups", range = words::mapped(&range.value)))
}

fn unprivileged(line: &Line<'_>) -> Message {
    let users = line.container().id_map.users.first();
    match is_yes(line.value()) {
        true => say!("unprivileged", range = users.map(|range| words::mapped(&range.value))),
        false => say!("privileged"),
    }
}

/// Proxmox's `features`.
fn features(line: &Line<'_>) -> Text {
    let meanings = [
        ("nesting", say!("feature-nesting")),
        ("keyctl", say!("feature-keyctl")),
        ("fuse", say!("feature-fuse")),
        ("mknod", say!("feature-mknod")),
        ("force_rw_sys", say!("feature-force-rw-sys")),
        ("mount", say!("feature-mount")),
    ];
    let is_given = |key: &str| part(line.value(), key, "").is_some_and(|value| value != "0");
    let given = meanings.into_iter().filter(|(key, _)| is_given(key));
    let given: Vec<Message> = given.map(|(_, words)| words).collect();
    match given.is_empty() {
        true => say!("features-none").into(),
        false => Text::sentence(say!("features", features = Arg::clauses(given))),
    }
}

fn apparmor(line: &Line<'_>) -> Message {
    match line.value() {
        "unconfined" => say!("apparmor-unconfined"),
        "unchanged" => say!("apparmor-unchanged"),
        "generated" => say!("apparmor-generated"),
        profile => say!("apparmor-profile", profile = profile),
    }
}
