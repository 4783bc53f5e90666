//! `<filesystem>`: the root and the mounts below it.
//!
//! libvirt's binds do not take along what is mounted below their source, and its mounts have no options but read-only.

use std::path::{Path, PathBuf};

use transom_model::{Create, Effect, Given, Mount, MountOption, Origin, Root, RootSource, Severity, Volume, phrase};

use super::Reader;
use super::print_devices::{has_block_name, usual_format};
use super::reader::{Part, Parts};
use super::values::{Read, bytes, not_one_of};
use crate::{Problem, Setting};

/// What file systems of every kind have a use for, or keep.
const USED: [&str; 4] = ["@type", "@accessmode", "readonly", "target/@dir"];

/// Reads one `<filesystem>` as a whole.
pub(super) fn read(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, filesystem)
}

fn filesystem(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    let target = target(parts)?;
    // Known before anything can be wrong with it: a wrong root is no reason to take the host's.
    reader.draft.has_root |= target == Path::new("/");
    let kind = parts.text("@type").unwrap_or("mount");
    if matches!(kind, "template" | "volume") {
        return Ok(unmountable(reader, kind, parts));
    }
    let driver = driver(kind, parts)?;
    remark_on_access(reader, parts);
    reader.unused(
        parts,
        &used(kind).map_err(|problem| parts.at("@type", problem))?,
        &phrase!("a file system of type `{kind}`", kind),
    );
    // The root is printed first, then the mounts, then images and block devices.
    if target == Path::new("/") {
        let root = Root {
            source: root(kind, driver, parts)?,
            is_read_only: parts.find("readonly").is_some(),
        };
        if kind == "file"
            && parts
                .text("driver/@format")
                .is_some_and(|format| format != usual_format(driver))
        {
            reader.keep_parts(parts, &["driver/@format"]);
        }
        reader.container.root = Some(Given::new(root, setting.origin.clone()));
        return Ok(Effect::Taken);
    }
    match kind {
        "mount" | "bind" | "ram" => {
            let mount = mount(kind, parts, &target)?;
            reader.container.mounts.push(Given::new(mount, setting.origin.clone()));
            reader.order(1);
        }
        _ => {
            let volume = volume(kind, parts, &target)?;
            remark_on_node(reader, parts, &volume);
            let is_usual = volume.source.starts_with("/dev/") == (kind == "block");
            if !is_usual {
                reader.keep_parts(parts, &["@type"]);
            }
            reader.keep_parts(parts, &["driver/@type", "driver/@format"]);
            reader.container.volumes.push(Given::new(volume, setting.origin.clone()));
            reader.order(2);
        }
    }
    Ok(Effect::Taken)
}

/// libvirt stores what it cannot mount, and then refuses to start the container.
fn unmountable(reader: &mut Reader, kind: &str, parts: &Parts) -> Effect {
    let place = parts.find("@type").map(|part| part.origin.clone());
    reader.refuse(
        place.unwrap_or(Origin::Default("libvirt: a file system has a type")),
        &format!("libvirt's LXC driver cannot mount a file system of type `{kind}`"),
        "name a directory (`type='mount'`), an image (`file`) or a block device (`block`)",
    );
    Effect::NoEffect(phrase!("libvirt stores it, and refuses to start the container"))
}

/// Which parts a type has a use for.
fn used(kind: &str) -> Result<Vec<&'static str>, Problem> {
    let source: &[&str] = match kind {
        "mount" | "bind" => &["source/@dir"],
        "file" => &["source/@file", "driver/@type", "driver/@format"],
        "block" => &["source/@dev"],
        "ram" => &["source/@usage", "source/@units"],
        other => return Err(not_one_of("@type", other, &["mount", "bind", "ram", "file", "block"])),
    };
    Ok(USED.iter().chain(source).copied().collect())
}

/// `virsh domxml-from-native` makes a file system of every bind of a node below /dev.
fn remark_on_node(reader: &mut Reader, parts: &Parts, volume: &Volume) {
    let Some(source) = parts.find("source/@dev").cloned() else {
        return;
    };
    if !volume.target.starts_with("/dev") || !volume.source.starts_with("/dev/") || has_block_name(Path::new(&volume.source)) {
        return;
    }
    let message = format!(
        "`{}` is no block device that could be mounted; `virsh domxml-from-native` writes the bind of a node like this",
        source.value
    );
    let hint = format!(
        "give the node itself: `<hostdev mode='capabilities' type='misc'><source><char>{}</char></source></hostdev>`",
        source.value
    );
    reader.diagnose(
        Severity::Warning,
        source.origin,
        Problem::new("node-as-filesystem", message).hint(hint),
    );
}

/// libvirt mounts everything with the host's owners, whatever `accessmode` says.
fn remark_on_access(reader: &mut Reader, parts: &Parts) {
    let Some(mode) = parts.find("@accessmode").cloned() else {
        return;
    };
    reader.keep_part(&mode);
    if mode.value == "passthrough" {
        return;
    }
    let why = phrase!(
        "libvirt's LXC driver ignores the access mode `{mode}`: files keep their owners and modes",
        mode = &mode.value
    );
    let problem = Problem::new("ignored-accessmode", why.to_string()).hint("remove it; ids are shifted by `<idmap>` alone");
    reader.revise(&mode, Effect::NoEffect(why));
    reader.diagnose(Severity::Warning, mode.origin, problem);
}

fn target(parts: &Parts) -> Result<PathBuf, Problem> {
    let Some(target) = parts.find("target/@dir").filter(|target| !target.value.is_empty()) else {
        return Err(
            Problem::new("no-target", "the file system has no place inside").hint("add `<target dir='/…'/>`; the root's is `/`")
        );
    };
    let path = Path::new(&target.value);
    let is_plain = path.components().all(|part| !matches!(part, std::path::Component::ParentDir));
    match path.is_absolute() && is_plain {
        true => Ok(path.to_owned()),
        false => {
            let problem = Problem::new("bad-target", format!("`{}` is no absolute path without `..`", target.value));
            Err(parts.at(
                "target/@dir",
                problem.hint("write the whole path inside the container, such as /srv/data"),
            ))
        }
    }
}

fn source<'p>(parts: &'p Parts, name: &str, example: &str) -> Result<&'p Part, Problem> {
    parts
        .find(name)
        .filter(|source| !source.value.is_empty())
        .ok_or_else(|| Problem::new("no-source", "the file system has no source").hint(format!("add `<source {example}/>`")))
}

fn directory(parts: &Parts) -> Result<&str, Problem> {
    let source = source(parts, "source/@dir", "dir='/…'")?;
    match source.value.starts_with('/') {
        true => Ok(&source.value),
        false => {
            let problem = Problem::new(
                "relative-source",
                format!("the source `{}` is not an absolute path", source.value),
            );
            Err(parts.at("source/@dir", problem.hint("write the whole path")))
        }
    }
}

fn root(kind: &str, driver: &str, parts: &Parts) -> Result<RootSource, Problem> {
    match kind {
        "mount" => Ok(RootSource::Directory(PathBuf::from(directory(parts)?))),
        "file" => Ok(RootSource::Image {
            kind: driver.to_owned(),
            path: source(parts, "source/@file", "file='…'")?.value.clone(),
        }),
        "block" => Ok(RootSource::Volume(
            source(parts, "source/@dev", "dev='/dev/…'")?.value.clone(),
        )),
        _ => Err(
            Problem::new("bad-root", format!("a file system of type `{kind}` cannot be the root"))
                .hint("the root is a directory (`type='mount'`), an image (`file`) or a block device (`block`)"),
        ),
    }
}

/// libvirt takes raw images by a loop device and all others by nbd, if the file does not say.
fn driver<'p>(kind: &str, parts: &'p Parts) -> Result<&'p str, Problem> {
    let format = parts.text("driver/@format");
    match (parts.text("driver/@type"), format) {
        (None, Some("raw") | None) => Ok("loop"),
        (None, Some(_)) => Ok("nbd"),
        (Some(driver), _) if kind != "file" => Ok(driver),
        (Some("loop"), Some(format)) if format != "raw" => {
            let problem = Problem::new(
                "unsupported-driver",
                format!("libvirt mounts no image of the format `{format}` by a loop device"),
            );
            Err(parts.at(
                "driver/@format",
                problem.hint("write `<driver type='nbd' format='…'/>`, or turn the image into a raw one"),
            ))
        }
        (Some(driver @ ("loop" | "nbd")), _) => Ok(driver),
        (Some(other), _) => Err(parts.at("driver/@type", not_one_of("driver/@type", other, &["loop", "nbd"]))),
    }
}

fn mount(kind: &str, parts: &Parts, target: &Path) -> Result<Mount, Problem> {
    let mut mount = Mount {
        source: "tmpfs".to_owned(),
        target: target.strip_prefix("/").unwrap_or(target).to_owned(),
        filesystem: "tmpfs".to_owned(),
        options: Vec::new(),
        create: Create::Dir,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    };
    if kind == "ram" {
        let usage = source(parts, "source/@usage", "usage='…'")?;
        let bytes = bytes("source/@usage", &usage.value, parts.text("source/@units"))
            .map_err(|problem| parts.at("source/@usage", problem))?;
        mount.options = vec![
            MountOption::NoSuid(true),
            MountOption::NoDev(true),
            MountOption::Data(format!("size={bytes}")),
        ];
    } else {
        mount.source = directory(parts)?.to_owned();
        mount.filesystem = "none".to_owned();
        mount.options = vec![MountOption::Bind { recursive: false }];
        mount.is_source_inside = kind == "bind";
        // A file is bound on a file, a directory on a directory; libvirt looks which it is.
        mount.create = Create::LikeSource;
    }
    if parts.find("readonly").is_some() {
        mount.options.push(MountOption::ReadOnly(true));
    }
    Ok(mount)
}

fn volume(kind: &str, parts: &Parts, target: &Path) -> Result<Volume, Problem> {
    let source = match kind {
        "file" => source(parts, "source/@file", "file='…'")?,
        _ => source(parts, "source/@dev", "dev='/dev/…'")?,
    };
    Ok(Volume {
        key: format!("filesystem {}", target.display()),
        source: source.value.clone(),
        target: target.to_owned(),
        is_read_only: parts.find("readonly").is_some(),
    })
}
