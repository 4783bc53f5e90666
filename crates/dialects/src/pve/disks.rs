//! `rootfs`, `mp0` to `mp255` and `unused0` to `unused255`: where the root and further file systems come from.
//!
//! A value that starts with `/dev/` is a device, with `/` a bind of a host directory, anything else a volume of a storage. A
//! mount point that breaks its schema is skipped by Proxmox, which then starts without it; here it is an error.

use std::path::{Path, PathBuf};

use transom_model::{Bind, Container, Create, Effect, Given, Mount, MountOption, Origin, Root, RootSource, Severity, Volume};

use super::Reader;
use super::devices::number;
use super::properties::{Check, Part, Place, Properties, Property, is_number, split, titles};
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
);

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
    Property::new("keepattrs", Check::Bool, "take owner and mode from the directory it covers"),
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
    let Some(volume) = properties.find("volume") else {
        return Ok(Effect::Wrong);
    };
    let source = source(reader, setting, volume)?;
    remark(reader, setting, &properties, Kind::Root);
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
            Problem::new("bad-volume", format!("unable to parse volume ID '{}'", part.value))
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
    let (Some(volume), Some(mp)) = (properties.find("volume"), properties.find("mp")) else {
        return Ok(Effect::Wrong);
    };
    let target = target(mp)?;
    let is_bind = volume.value.starts_with('/') && !volume.value.starts_with("/dev/");
    if is_bind {
        remark(reader, setting, &properties, Kind::Bind);
        let mount = bind(volume.value, &target, &properties);
        reader.disks.push((number(setting.key), Disk::Bind(setting.given(mount))));
        return Ok(Effect::Taken);
    }
    if !volume.value.starts_with('/') {
        check_volume(reader, setting, volume)?;
    }
    remark(reader, setting, &properties, Kind::Volume);
    let is_read_only = properties.is_on("ro");
    let volume = Volume {
        key: setting.key.to_owned(),
        source: volume.value.to_owned(),
        target: Path::new("/").join(target),
        is_read_only,
    };
    reader.disks.push((number(setting.key), Disk::Volume(setting.given(volume))));
    Ok(Effect::NotYet(
        "mounts a volume of a storage, which Transom cannot attach yet",
    ))
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
            "mountoptions"
                if kind == Kind::Bind
                    && ["discard", "lazytime"]
                        .iter()
                        .any(|word| part.value.split(';').any(|w| w == *word)) =>
            {
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
    Ok(Effect::NoEffect(
        "a volume that is detached; Proxmox only remembers it".to_owned(),
    ))
}

/// Puts the mount points into the container in the order of their numbers, before any other mount.
pub(super) fn settle(reader: &mut Reader) {
    let mut disks = std::mem::take(&mut reader.disks);
    disks.sort_by_key(|(number, _)| *number);
    let after = std::mem::take(&mut reader.container.mounts);
    for (_, disk) in disks {
        match disk {
            Disk::Bind(mount) => reader.container.mounts.push(mount),
            Disk::Volume(volume) => reader.container.volumes.push(volume),
        }
    }
    reader.container.mounts.extend(after);
}

/// Prints `rootfs`.
pub(super) fn print_root(container: &Container) -> Vec<(String, String)> {
    let Some(root) = container
        .root
        .as_ref()
        .filter(|root| !matches!(root.origin, Origin::Default(_)))
    else {
        return Vec::new();
    };
    let source = match &root.value.source {
        RootSource::Directory(path) => path.display().to_string(),
        RootSource::Volume(volume) => volume.clone(),
        RootSource::Image { path, .. } => path.clone(),
        RootSource::Overlay { .. } | RootSource::Host | RootSource::Tar(_) => return Vec::new(),
    };
    vec![("rootfs".to_owned(), format!("{source}{}", read_only(root.value.is_read_only)))]
}

/// Prints the mount points: volumes under their own names, directory binds under the numbers that are left.
pub(super) fn print_mount_points(container: &Container) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = container
        .volumes
        .iter()
        .map(|volume| (volume.value.key.clone(), print_volume(&volume.value)))
        .collect();
    let mut free = (0..256).map(|number| format!("mp{number}")).collect::<Vec<_>>();
    free.retain(|name| lines.iter().all(|(key, _)| key != name));
    let binds = container
        .mounts
        .iter()
        .filter(|mount| mount.value.create == Create::Dir)
        .filter_map(|mount| print_bind(&mount.value));
    lines.extend(free.into_iter().zip(binds));
    lines
}

fn print_volume(volume: &Volume) -> String {
    format!(
        "{},mp={}{}",
        volume.source,
        volume.target.display(),
        read_only(volume.is_read_only)
    )
}

fn print_bind(mount: &Mount) -> Option<String> {
    let is_plain =
        mount.source.starts_with('/') && !mount.source.starts_with("/dev/") && !mount.is_optional && !mount.source.contains(',');
    let is_bind = mount.bind() == Some(REACH) && is_plain;
    let is_read_only = mount.options.contains(&MountOption::ReadOnly(true));
    let source = if mount.source.contains('=') {
        format!("volume={}", mount.source)
    } else {
        mount.source.clone()
    };
    is_bind.then(|| format!("{source},mp=/{}{}", mount.target.display(), read_only(is_read_only)))
}

fn read_only(is_read_only: bool) -> &'static str {
    if is_read_only { ",ro=1" } else { "" }
}
