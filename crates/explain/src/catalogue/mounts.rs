//! Sentences for lines about the root file system and mounts.

use transom_model::{Bind, Create, Mount};

use super::Entry;
use super::devices::{path_note, rule_note};
use super::limits::switch;
use super::properties::{is_on, part};
use crate::line::Line;
use crate::{step, words};

pub(super) const ENTRIES: &[Entry] = &[
    ("root", root),
    ("rootfs", root),
    ("rootfs-options", |line| {
        format!("Mounts the root file system with the options {}.", line.value())
    }),
    ("rootfs-mount", |line| {
        format!("Puts the root file system together at {} on the host.", line.value())
    }),
    ("rootfs-managed", |line| {
        switch(
            line,
            "Lets the root's storage go with the container",
            "Keeps the root's storage when the container is destroyed",
        )
    }),
    ("mount-entry", entry),
    ("unused-volume", |line| {
        format!("Keeps the volume {} for later; it is not mounted.", line.value())
    }),
    ("mount-auto", auto),
    ("mount-fstab", |line| {
        format!(
            "Mounts what the lines of {} say, before the file's own mount lines.",
            line.value()
        )
    }),
    ("autodev-size", |line| {
        format!("Limits the file system at /dev to {} bytes.", line.value())
    }),
    ("autodev", |line| {
        switch(
            line,
            "Gives the container a fresh /dev with the basic nodes only",
            "Leaves /dev as it is in the root file system",
        )
    }),
];

fn root(line: &Line<'_>) -> String {
    if !line.is_raw() {
        return root_volume(line);
    }
    match &line.container().root {
        Some(root) => format!(
            "Takes {} as the container's root file system.",
            step::root(&root.value.source)
        ),
        None => format!("Takes {} as the container's root file system.", line.value()),
    }
}

fn root_volume(line: &Line<'_>) -> String {
    let value = line.value();
    let volume = part(value, "volume", "volume").unwrap_or(value);
    let size = part(value, "size", "volume").map_or_else(String::new, |size| format!(" ({})", words::short_size(size)));
    let mode = if is_on(value, "ro") { ", read-only" } else { "" };
    match volume.split_once(':') {
        Some((storage, name)) if !volume.starts_with('/') => {
            let base = if name.rsplit('/').next().is_some_and(|name| name.starts_with("base-")) {
                "; a \"base\" volume is the read-only original of a template's clones"
            } else {
                ""
            };
            format!("Takes the volume {name} of the storage {storage}{size}{mode} as the root file system{base}.")
        }
        _ => format!("Takes {volume}{size}{mode} as the root file system."),
    }
}

pub(super) fn entry(line: &Line<'_>) -> String {
    if line.key().starts_with("mp") {
        return mount_point(line);
    }
    match line.mount() {
        Some(mount) => {
            let rule = rule_note(line, &format!("/{}", mount.target.display()));
            format!("{}.{}{rule}", mount_sentence(mount), path_note(&mount.source))
        }
        None => format!("Mounts: {}.", line.value()),
    }
}

fn mount_sentence(mount: &Mount) -> String {
    let target = format!("/{}", mount.target.display());
    let flags = step::mount_flags(mount);
    let from = if mount.is_source_inside {
        " of its own root"
    } else {
        " of the host"
    };
    let what = match mount.bind() {
        Some(_) if mount.source.starts_with("/dev/") => format!("Shows the host's {} inside", mount.source),
        Some(Bind::Recursive) => format!("Shows {}{from}, with everything mounted below it, inside", mount.source),
        Some(Bind::Single) => format!("Shows {}{from} inside", mount.source),
        None => format!("Mounts a {} file system", mount.filesystem),
    };
    let place = if mount.bind().is_some() && mount.source == target {
        " at the same path".to_owned()
    } else {
        format!(" at {target}")
    };
    format!("{what}{place}{flags}{}{}", create(mount), optional(mount))
}

fn create(mount: &Mount) -> &'static str {
    match mount.create {
        Create::No => "",
        Create::File => "; an empty file is made there first to mount on",
        Create::Dir => "; the folder is made if it is missing",
        Create::LikeSource => "; what is missing there is made first",
    }
}

fn optional(mount: &Mount) -> &'static str {
    if mount.is_optional {
        "; if that fails, the container starts without it"
    } else {
        ""
    }
}

/// Proxmox's `mpN`.
fn mount_point(line: &Line<'_>) -> String {
    let value = line.value();
    let volume = part(value, "volume", "volume").unwrap_or(value);
    let target = part(value, "mp", "volume").unwrap_or("?");
    let mode = if is_on(value, "ro") { ", read-only" } else { "" };
    match volume.starts_with('/') {
        true => format!("Shows the host's {volume} inside at {target}{mode}."),
        false => format!("Mounts the storage volume {volume} at {target}{mode}."),
    }
}

fn auto(line: &Line<'_>) -> String {
    let parts: Vec<String> = line.value().split_whitespace().map(auto_part).collect();
    format!("Mounts {}.", words::and_list(&parts))
}

fn auto_part(word: &str) -> String {
    let base = word.trim_end_matches(":force");
    match base {
        "proc" | "proc:mixed" => "/proc with the kernel's settings read-only".to_owned(),
        "proc:rw" => "/proc with the kernel's settings writable".to_owned(),
        "sys" | "sys:mixed" => "/sys read-only, except virtual network interfaces".to_owned(),
        "sys:ro" => "/sys read-only".to_owned(),
        "sys:rw" => "/sys writable".to_owned(),
        _ if base.starts_with("cgroup") && base.ends_with(":ro") => "/sys/fs/cgroup read-only".to_owned(),
        _ if base.starts_with("cgroup") => "/sys/fs/cgroup, the container's own part".to_owned(),
        _ => format!("`{word}`"),
    }
}
