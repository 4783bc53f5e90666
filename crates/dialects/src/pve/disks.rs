//! `rootfs`, `mp0` to `mp255` and `unused0` to `unused255`: where the root and further file systems come from.
//!
//! A value that starts with `/dev/` is a device, with `/` a bind of a host directory, anything else a volume of a storage. A
//! mount point that breaks its schema is skipped by Proxmox, which then starts without it; here it is an error.

use std::path::{Path, PathBuf};

use transom_model::{Bind, Create, Effect, Given, Mount, MountOption, Origin, Root, RootSource, Severity, Volume, phrase, words};

use super::devices::number;
use super::properties::{Check, Part, Place, Properties, Property, is_number, shown, split, titles};
use super::{Reader, features, kept, options};
use crate::{Problem, Setting};

/// How far a bind of a host directory reaches: with everything mounted below it.
const REACH: Bind = Bind::Recursive;

const VOLUME: Property = Property::new(
    "volume",
    Check::Pattern(is_plain_path, "without `.` or `..` components"),
    "STORE:NAME, a device or a host directory",
)
.placed(Place::RequiredDefault);
const SIZE: Property = Property::new(
    "size",
    Check::Pattern(is_size, "a number with K, M, G or T"),
    "its size, for information",
);
const ACL: Property = Property::new("acl", Check::Bool, "access control lists");
const OPTIONS: Property = Property::new(
    "mountoptions",
    Check::Pattern(are_options, MOUNT_OPTIONS),
    "`;` list of mount options",
);
const READ_ONLY: Property = Property::new("ro", Check::Bool, "read-only");
const QUOTA: Property = Property::new("quota", Check::Bool, "user quotas of ext4");
const REPLICATE: Property = Property::new("replicate", Check::Bool, "part of replication jobs");
const SHARED: Property = Property::new("shared", Check::Bool, "there on every node of the cluster");
const IDMAP: Property = Property::new(
    "idmap",
    Check::Pattern(is_id_map, "`passthrough` or `u:CT:DISK:LEN;g:…`"),
    "an id map for this mount alone",
)
.since("9.2");

pub(super) const ROOT: [Property; 9] = [VOLUME, SIZE, ACL, OPTIONS, READ_ONLY, QUOTA, REPLICATE, SHARED, IDMAP];
pub(super) static ROOT_TITLES: [(&str, &str); 9] = titles(&ROOT);

pub(super) const MOUNT_POINT: [Property; 12] = [
    VOLUME,
    Property::new(
        "mp",
        Check::Pattern(is_plain_path, "a path without `.` or `..` components"),
        "where it appears inside",
    )
    .placed(Place::Required),
    SIZE,
    ACL,
    OPTIONS,
    READ_ONLY,
    QUOTA,
    REPLICATE,
    SHARED,
    IDMAP,
    Property::new("backup", Check::Bool, "part of backups"),
    Property::new("keepattrs", Check::Bool, "take owner and mode from the directory it covers").since("9.1"),
];
pub(super) static MOUNT_POINT_TITLES: [(&str, &str); 12] = titles(&MOUNT_POINT);

pub(super) const UNUSED: [Property; 1] = [VOLUME];
pub(super) static UNUSED_TITLES: [(&str, &str); 1] = titles(&UNUSED);

const MOUNT_OPTIONS: &str = "a `;` list of discard, lazytime, noatime, nodev, noexec, nosuid";

/// A mount point on its way into the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Disk {
    Bind(Given<Mount>),
    Volume(Given<Volume>),
}

fn is_plain_path(value: &str) -> bool {
    let has_dots = value.split('/').skip(1).any(|name| name == "." || name == "..");
    !has_dots && !value.starts_with("../")
}

/// Says whether a text can be the volume of a line: no comma, no dots as components, and a storage or an absolute path.
pub(super) fn is_source(value: &str) -> bool {
    let is_volume = || {
        value
            .split_once(':')
            .is_some_and(|(store, name)| is_store(store) && !name.is_empty())
    };
    let is_line = !value.contains([',', '\n', '\r', '\0']) && value.trim() == value;
    is_line && is_plain_path(value) && (value.starts_with('/') || is_volume())
}

/// Says whether a path can be the target of a mount point.
pub(super) fn is_target(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.len() > 1 && text.starts_with('/') && is_source(&text)
}

fn is_size(value: &str) -> bool {
    is_number(value.strip_suffix(['K', 'M', 'G', 'T']).unwrap_or(value))
}

fn are_options(value: &str) -> bool {
    value
        .split(';')
        .all(|word| ["discard", "lazytime", "noatime", "nodev", "noexec", "nosuid"].contains(&word))
}

fn is_id_map(value: &str) -> bool {
    let is_entry = |entry: &str| {
        let fields: Vec<&str> = entry.split(':').collect();
        matches!(fields[..], ["u" | "g", _, _, _]) && fields[1..].iter().all(|field| field.parse::<u32>().is_ok())
    };
    value == "passthrough" || value.split(';').all(is_entry)
}

/// Reads `rootfs`.
pub(super) fn root(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (properties, problems) = split(setting.value, &ROOT);
    reader.all_problems(setting, problems)?;
    reader.check_parts(&properties, &ROOT)?;
    let Some(volume) = properties.find("volume") else {
        return Ok(Effect::Wrong);
    };
    let source = source(reader, setting, volume)?;
    remark(reader, setting, &properties, Kind::Root);
    kept::parts(reader, setting, &properties, &["volume", "ro"]);
    let root = Root {
        source,
        is_read_only: properties.is_on("ro"),
    };
    reader.container.root = Some(setting.given(root));
    Ok(Effect::Taken)
}

fn source(reader: &mut Reader, setting: &Setting<'_>, part: &Part<'_>) -> Result<RootSource, Problem> {
    let value = part.value;
    if value.starts_with("/dev/") {
        // LXC's word for a block device that holds a file system.
        return Ok(RootSource::Image {
            kind: "lvm".to_owned(),
            path: value.to_owned(),
        });
    }
    if value.starts_with('/') {
        return Ok(RootSource::Directory(PathBuf::from(value)));
    }
    check_volume(reader, setting, part)?;
    Ok(RootSource::Volume(value.to_owned()))
}

/// Checks `STORE:NAME`; `STORE:8` asks `pct create` for a new volume and means nothing in a file.
fn check_volume(reader: &mut Reader, setting: &Setting<'_>, part: &Part<'_>) -> Result<(), Problem> {
    let Some((store, name)) = part
        .value
        .split_once(':')
        .filter(|(store, name)| is_store(store) && !name.is_empty())
    else {
        return Err(
            Problem::new("bad-volume", format!("unable to parse volume ID '{}'", shown(part.value)))
                .at(part.value_span.clone())
                .hint("write STORE:NAME, a path below /dev, or a directory of the host"),
        );
    };
    if is_number(name) {
        let message = format!(
            "`{}` asks for a new volume of {name} GiB, which only `pct create` and `pct set` make",
            part.value
        );
        let problem = Problem::new("allocation-in-file", message).at(part.value_span.clone());
        reader.warn(
            setting,
            problem.hint(format!("name the volume there is: `{store}:vm-ID-disk-0`")),
        );
    }
    Ok(())
}

fn is_store(store: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    store.len() >= 2 && store.as_bytes()[0].is_ascii_alphabetic() && store.bytes().all(is_inner)
}

/// Reads one `mpN`.
pub(super) fn mount_point(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (properties, problems) = split(setting.value, &MOUNT_POINT);
    reader.all_problems(setting, problems).map_err(|problem| match problem.hint {
        None => problem.hint("Proxmox would skip this mount point and start without it"),
        Some(_) => problem,
    })?;
    reader.check_parts(&properties, &MOUNT_POINT)?;
    let (Some(volume), Some(mp)) = (properties.find("volume"), properties.find("mp")) else {
        return Ok(Effect::Wrong);
    };
    let target = target(mp)?;
    let is_bind = volume.value.starts_with('/') && !volume.value.starts_with("/dev/");
    if is_bind {
        remark(reader, setting, &properties, Kind::Bind);
        kept::parts(reader, setting, &properties, &["volume", "mp", "ro", "mountoptions"]);
        keep_idle_options(reader, setting, &properties);
        let mount = bind(volume.value, &target, &properties);
        reader.disks.push((number(setting.key), Disk::Bind(setting.given(mount))));
        return Ok(Effect::Taken);
    }
    match volume.value.starts_with('/') {
        true => remark_on_node(reader, setting, volume, mp),
        false => check_volume(reader, setting, volume)?,
    }
    remark(reader, setting, &properties, Kind::Volume);
    kept::parts(reader, setting, &properties, &["volume", "mp", "ro"]);
    let is_read_only = properties.is_on("ro");
    let volume = Volume {
        key: setting.key.to_owned(),
        source: volume.value.to_owned(),
        target: Path::new("/").join(target),
        is_read_only,
    };
    reader.disks.push((number(setting.key), Disk::Volume(setting.given(volume))));
    Ok(Effect::NotYet(words!(
        "mounts a volume of a storage, which Transom cannot attach yet"
    )))
}

/// A device of a mount point is mounted as a file system; who names a place below /dev means the node.
fn remark_on_node(reader: &mut Reader, setting: &Setting<'_>, volume: &Part<'_>, mp: &Part<'_>) {
    if mp.value.starts_with("/dev/") {
        let message = "a mount point mounts the file system that is on a device; it does not give the device itself";
        let problem = Problem::new("mount-of-node", message).at(volume.value_span.clone());
        reader.warn(setting, problem.hint(format!("for the node write `dev0: {}`", volume.value)));
    }
}

/// Returns the path inside without a leading slash.
fn target(part: &Part<'_>) -> Result<PathBuf, Problem> {
    let inside: PathBuf = part.value.split('/').filter(|name| !name.is_empty()).collect();
    if inside.as_os_str().is_empty() {
        return Err(part
            .problem("bad-target", "a mount point cannot lie on the root itself")
            .hint("use `rootfs` for the root"));
    }
    Ok(inside)
}

fn bind(source: &str, target: &Path, properties: &Properties<'_>) -> Mount {
    let mut options = vec![MountOption::Bind {
        recursive: REACH == Bind::Recursive,
    }];
    if properties.is_on("ro") {
        options.push(MountOption::ReadOnly(true));
    }
    let words = properties.find("mountoptions").map_or("", |part| part.value);
    options.extend(words.split(';').filter_map(|word| match word {
        "noatime" => Some(MountOption::NoAtime(true)),
        "nodev" => Some(MountOption::NoDev(true)),
        "noexec" => Some(MountOption::NoExec(true)),
        "nosuid" => Some(MountOption::NoSuid(true)),
        _ => None,
    }));
    Mount {
        source: source.to_owned(),
        target: target.to_owned(),
        filesystem: "none".to_owned(),
        options,
        create: Create::Dir,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    }
}

/// Options of a mount that mean nothing on a bind.
const IDLE_ON_BIND: [&str; 2] = ["discard", "lazytime"];

/// Keeps those words of a bind's options that the model has no place for.
fn keep_idle_options(reader: &mut Reader, setting: &Setting<'_>, properties: &Properties<'_>) {
    let Some(part) = properties.find("mountoptions") else { return };
    let idle: Vec<&str> = part.value.split(';').filter(|word| IDLE_ON_BIND.contains(word)).collect();
    if !idle.is_empty() {
        let key = format!("{}.mountoptions", setting.key);
        kept::keep(reader, key, &idle.join(";"), setting.part_origin(part.span.clone()));
    }
}

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Root,
    Bind,
    Volume,
}

/// Says which sub-keys do less here than they say.
fn remark(reader: &mut Reader, setting: &Setting<'_>, properties: &Properties<'_>, kind: Kind) {
    for part in &properties.parts {
        let remark = match part.name {
            "quota" if part.is_on() => {
                reader.quotas.push(setting.part_origin(part.span.clone()));
                Some((
                    Severity::Warning,
                    "quota: has no effect yet; on cgroup v2 hosts it is broken under Proxmox too",
                ))
            }
            "idmap" => Some((
                Severity::Warning,
                "idmap: has no effect yet; owners appear as the container's own id map has them",
            )),
            "keepattrs" if part.is_on() => Some((
                Severity::Note,
                "keepattrs: has no effect yet; owner and mode stay those of the source",
            )),
            "mountoptions" if kind == Kind::Root => Some((Severity::Warning, "mountoptions: has no effect on the root yet")),
            "mountoptions" if kind == Kind::Bind && part.value.split(';').any(|word| IDLE_ON_BIND.contains(&word)) => {
                Some((Severity::Note, "discard and lazytime mean nothing on a bind"))
            }
            "acl" if kind != Kind::Bind => Some((
                Severity::Note,
                "acl: has no effect yet; the file system's own default applies",
            )),
            "backup" if part.is_on() && kind == Kind::Bind => {
                Some((Severity::Note, "backup: Proxmox never backs up a bind of a host directory"))
            }
            _ => None,
        };
        if let Some((severity, message)) = remark {
            reader.say(
                severity,
                setting,
                Problem::new("sub-key-without-effect", message).at(part.span.clone()),
            );
        }
    }
}

/// Refuses quotas in an unprivileged container, as Proxmox does at start.
pub(super) fn check_quotas(reader: &mut Reader) {
    let is_unprivileged = !reader.container.id_map.is_privileged();
    for origin in std::mem::take(&mut reader.quotas) {
        if is_unprivileged {
            let problem = Problem::new(
                "quota-unprivileged",
                "Quotas are not supported by unprivileged containers.".trim_end_matches('.'),
            );
            reader.diagnose(Severity::Error, origin, problem.hint("remove `quota=1`"));
        }
    }
}

/// Reads one `unusedN`.
pub(super) fn unused(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (_, problems) = split(setting.value, &UNUSED);
    reader.all_problems(setting, problems)?;
    Ok(Effect::NoEffect(phrase!(
        "a volume that is detached; Proxmox only remembers it"
    )))
}

/// Puts the mount points into the container in the order of their numbers, and what Proxmox generates behind them.
pub(super) fn settle(reader: &mut Reader) {
    let mut disks = std::mem::take(&mut reader.disks);
    disks.sort_by_key(|(number, _)| *number);
    keep_numbers(reader, &disks);
    for (_, disk) in disks {
        match disk {
            Disk::Bind(mount) => reader.container.mounts.push(mount),
            Disk::Volume(volume) => reader.container.volumes.push(volume),
        }
    }
    let generated = [
        (reader.fuse.take(), features::fuse as fn() -> Mount),
        (reader.shared_memory.take(), options::shared_memory),
    ];
    let made = |(origin, make): (Option<Origin>, fn() -> Mount)| Some(Given::new(make(), origin?));
    reader.container.mounts.extend(generated.into_iter().filter_map(made));
}

/// Keeps the numbers of binds where they are not simply the free ones in order; the model's mounts have none.
fn keep_numbers(reader: &mut Reader, disks: &[(u32, Disk)]) {
    let is_volume = |number: &u32| disks.iter().any(|(at, disk)| at == number && matches!(disk, Disk::Volume(_)));
    let free = (0..).filter(|number| !is_volume(number));
    let binds = disks.iter().filter_map(|(number, disk)| match disk {
        Disk::Bind(mount) => Some((*number, mount)),
        Disk::Volume(_) => None,
    });
    if binds.clone().zip(free).all(|((number, _), free)| number == free) {
        return;
    }
    for (number, mount) in binds {
        let target = format!("/{}", mount.value.target.display());
        kept::keep(reader, format!("mp{number}.mp"), &target, mount.origin.clone());
    }
}
