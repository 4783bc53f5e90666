//! Sentences for lines about rights: capabilities, id maps, namespaces, system calls, AppArmor.

use super::Entry;
use super::limits::switch;
use super::properties::part;
use crate::line::Line;
use crate::words;
use crate::words::capitalized;

pub(super) const ENTRIES: &[Entry] = &[
    ("cap-drop", cap_drop),
    ("cap-keep", cap_keep),
    ("id-map", id_map),
    ("features", features),
    ("seccomp-policy", |line| {
        format!("Forbids system calls by the policy in {}.", line.value())
    }),
    ("no-new-privs", |line| {
        switch(
            line,
            "Forbids every process inside to gain rights, by setuid programs such as sudo for instance",
            "Lets setuid programs such as sudo work",
        )
    }),
    ("apparmor-profile", apparmor),
    ("apparmor-raw", |line| {
        format!("Adds to the generated AppArmor profile: {}.", line.value())
    }),
    ("apparmor-incomplete", |line| {
        switch(
            line,
            "Starts even where AppArmor cannot control mounts",
            "Does not start where AppArmor cannot control mounts",
        )
    }),
    ("apparmor-nesting", |line| {
        switch(
            line,
            "Lets containers run inside, as far as AppArmor goes",
            "Lets no containers run inside, as far as AppArmor goes",
        )
    }),
    ("seccomp-nesting", |line| {
        switch(
            line,
            "Loads the system call policy also where the starter is under one",
            "Loads no second system call policy",
        )
    }),
    ("seccomp-notify", |line| {
        format!("Has system calls decided by a program of the host: {}.", line.value())
    }),
    ("sched-core", |line| {
        switch(
            line,
            "Shares no CPU core's threads with others",
            "Shares CPU cores with others",
        )
    }),
    ("selinux-context", |line| {
        format!("Runs the container under the SELinux context {}.", line.value())
    }),
    ("namespace-keep", |line| {
        format!("Shares the starter's namespaces {} instead of making new ones.", list(line))
    }),
    ("namespace-clone", |line| {
        format!("Makes these namespaces, and no others: {}.", list(line))
    }),
    ("namespace-share", |line| {
        format!(
            "Joins the {} namespace of {}.",
            line.rest_of_key("lxc.namespace.share."),
            line.value()
        )
    }),
    ("keyring-session", |line| {
        switch(
            line,
            "Leaves the starter's keyring in place",
            "Gives the container a keyring of its own",
        )
    }),
];

fn list(line: &Line<'_>) -> String {
    words::and_list(&line.value().split_whitespace().collect::<Vec<_>>())
}

fn cap_drop(line: &Line<'_>) -> String {
    let meanings: Vec<String> = line.value().split_whitespace().map(capability).collect();
    format!(
        "Takes from all processes inside, root too, the right to {}.",
        words::and_list(&meanings)
    )
}

fn cap_keep(line: &Line<'_>) -> String {
    match line.value() {
        "none" => "Takes every special right (capability) from the processes inside, root too.".to_owned(),
        _ => format!(
            "Leaves the processes inside, root too, only the special rights (capabilities) {}.",
            list(line)
        ),
    }
}

fn capability(name: &str) -> String {
    let name = words::capability_name(name);
    match words::capability(name) {
        Some(meaning) => format!("{meaning} ({name})"),
        None => format!("use {name}"),
    }
}

fn id_map(line: &Line<'_>) -> String {
    if !line.is_raw() {
        return unprivileged(line);
    }
    let map = &line.container().id_map;
    let users = map.users.iter().map(|range| ("user ids", range));
    let groups = map.groups.iter().map(|range| ("group ids", range));
    let found = users.chain(groups).find(|(_, range)| line.is_cause(&range.origin));
    match found {
        Some((kind, range)) => format!("Runs the container's {kind} {}.", words::id_range(&range.value)),
        None => format!("Maps ids of the container to ids of the host: {}.", line.value()),
    }
}

fn unprivileged(line: &Line<'_>) -> String {
    let users = line.container().id_map.users.first();
    let shifted = users.map_or_else(String::new, |range| format!(" (user ids {})", words::id_range(&range.value)));
    switch(
        line,
        &format!("Runs the container unprivileged: its root is an ordinary user of the host{shifted}"),
        "Runs the container privileged: its root is root of the host",
    )
}

/// Proxmox's `features`.
fn features(line: &Line<'_>) -> String {
    let meanings: [(&str, &str); 6] = [
        ("nesting", "lets containers such as Docker's run inside (nesting)"),
        ("keyctl", "lets processes use the kernel's key store (keyctl)"),
        ("fuse", "gives /dev/fuse for file systems served by programs"),
        ("mknod", "lets some device nodes be made inside (mknod)"),
        ("force_rw_sys", "mounts /sys writable (force_rw_sys)"),
        ("mount", "lets file systems be mounted inside"),
    ];
    let is_given = |key: &str| part(line.value(), key, "").is_some_and(|value| value != "0");
    let given: Vec<&str> = meanings
        .iter()
        .filter(|(key, _)| is_given(key))
        .map(|(_, words)| *words)
        .collect();
    match given.is_empty() {
        true => "Switches no feature on.".to_owned(),
        false => format!("{}.", capitalized(&words::and_list(&given))),
    }
}

fn apparmor(line: &Line<'_>) -> String {
    match line.value() {
        "unconfined" => "Lets the container run without AppArmor's protection.".to_owned(),
        "unchanged" => "Leaves the container under the starter's AppArmor profile.".to_owned(),
        "generated" => "Puts the container under an AppArmor profile made for it.".to_owned(),
        profile => format!("Puts the container under the AppArmor profile {profile}."),
    }
}
