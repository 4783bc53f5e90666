//! Sentences for lines about the root file system and mounts.

use transom_model::{Bind, Create, Mount};

use super::Entry;
use super::devices::{device_note, rule_note};
use super::limits::choose;
use super::properties::{is_on, part};
use crate::language::{Arg, Message, Text, say};
use crate::line::Line;
use crate::{step, words};

pub(super) const ENTRIES: &[Entry] = &[
    ("root", root),
    ("rootfs", root),
    ("rootfs-options", |line| say!("rootfs-options", options = line.value()).into()),
    ("rootfs-mount", |line| say!("rootfs-mount", path = line.value()).into()),
    ("rootfs-managed", |line| {
        choose(line, say!("rootfs-managed"), say!("rootfs-not-managed"))
    }),
    ("mount-entry", mount_entry),
    ("unused-volume", |line| say!("unused-volume", volume = line.value()).into()),
    ("mount-auto", |line| {
        say!(
            "mount-auto",
            parts = Arg::list(line.value().split_whitespace().map(auto_part))
        )
        .into()
    }),
    ("mount-fstab", |line| say!("mount-fstab", path = line.value()).into()),
    ("autodev-size", |line| say!("autodev-size", size = line.value()).into()),
    ("autodev", |line| choose(line, say!("autodev"), say!("autodev-not"))),
];

fn root(line: &Line<'_>) -> Text {
    if !line.is_raw() {
        return root_volume(line).into();
    }
    let root = line.container().root.as_ref();
    let source = root.map_or_else(
        || line.value().into(),
        |root| Arg::from(step::root_source(&root.value.source)),
    );
    say!("root", source = source).into()
}

fn root_volume(line: &Line<'_>) -> Message {
    let value = line.value();
    let volume = part(value, "volume", "volume").unwrap_or(value);
    let size = part(value, "size", "volume").map(words::short_size);
    let is_read_only = is_on(value, "ro");
    match volume.split_once(':') {
        Some((storage, name)) if !volume.starts_with('/') => say!(
            "rootfs-volume",
            volume = name,
            storage = storage,
            size = size,
            is_read_only = is_read_only,
            is_base = name.rsplit('/').next().is_some_and(|name| name.starts_with("base-")),
        ),
        _ => say!("rootfs-path", path = volume, size = size, is_read_only = is_read_only),
    }
}

pub(super) fn mount_entry(line: &Line<'_>) -> Text {
    if line.key().starts_with("mp") {
        return mount_point(line).into();
    }
    match line.mount() {
        Some(mount) => {
            let rule = rule_note(line, &format!("/{}", mount.target.display()));
            Text::from(shown(mount)).and(device_note(&mount.source)).and(rule)
        }
        None => say!("mount-as-written", mount = line.value()).into(),
    }
}

fn shown(mount: &Mount) -> Message {
    let target = format!("/{}", mount.target.display());
    let kind = match mount.bind() {
        Some(_) if mount.source.starts_with("/dev/") => "device",
        Some(Bind::Recursive) => "tree",
        Some(Bind::Single) => "folder",
        None => "new",
    };
    let is_same = mount.bind().is_some() && mount.source == target;
    say!(
        "mount",
        kind = kind,
        source = &mount.source,
        from = if mount.is_source_inside { "root" } else { "host" },
        filesystem = &mount.filesystem,
        target = (!is_same).then_some(target),
        flags = step::mount_flags(mount),
        create = create(&mount.create),
        is_optional = mount.is_optional,
    )
}

/// Returns the word by which the sentence tells what is made at the place of a mount.
fn create(create: &Create) -> &'static str {
    match create {
        Create::No => "nothing",
        Create::File => "file",
        Create::Dir => "folder",
        Create::LikeSource => "either",
    }
}

/// Proxmox's `mpN`.
fn mount_point(line: &Line<'_>) -> Message {
    let value = line.value();
    let volume = part(value, "volume", "volume").unwrap_or(value);
    let target = part(value, "mp", "volume").unwrap_or("?");
    let is_read_only = is_on(value, "ro");
    match volume.starts_with('/') {
        true => say!(
            "mount-point-folder",
            source = volume,
            target = target,
            is_read_only = is_read_only
        ),
        false => say!(
            "mount-point-volume",
            volume = volume,
            target = target,
            is_read_only = is_read_only
        ),
    }
}

fn auto_part(word: &str) -> Message {
    let base = word.trim_end_matches(":force");
    match base {
        "proc" | "proc:mixed" => say!("mount-proc-mixed"),
        "proc:rw" => say!("mount-proc"),
        "sys" | "sys:mixed" => say!("mount-sys-mixed"),
        "sys:ro" => say!("mount-sys-read-only"),
        "sys:rw" => say!("mount-sys"),
        _ if base.starts_with("cgroup") && base.ends_with(":ro") => say!("mount-cgroup-read-only"),
        _ if base.starts_with("cgroup") => say!("mount-cgroup"),
        _ => say!("mount-auto-unknown", word = word),
    }
}
