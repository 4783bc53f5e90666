//! Mounts and volumes: the source is there and of the right kind, its owner is somebody inside, the file system is known.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use transom_model::{Create, Given, IdKind, Mount, PathKind, RootSource, Volume};
use transom_runtime::try_idmap;

use super::super::{DoctorCheck, look};
use super::Needs;
use super::below::Below;

/// Checks them.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let mut checks = Vec::new();
    let on_host = needs.container.mounts.iter().filter(|mount| !mount.value.is_source_inside);
    for mount in on_host {
        let found = if mount.value.bind().is_some() {
            bind(needs, mount)
        } else {
            fresh(&mount.value)
        };
        checks.extend(
            found
                .into_iter()
                .chain(target(needs, &mount.value))
                .map(|check| check.at(needs.place(&mount.origin))),
        );
    }
    checks.extend(needs.container.volumes.iter().map(|volume| volume_check(needs, volume)));
    checks
}

/// A bind: devices are judged where devices are.
fn bind(needs: &Needs<'_>, given: &Given<Mount>) -> Vec<DoctorCheck> {
    const NAME: &str = "mount.source";
    let mount = &given.value;
    let source = Path::new(&mount.source);
    if mount.is_node_bind() || !source.is_absolute() {
        return kind_clash(needs, mount).into_iter().collect();
    }
    let metadata = match std::fs::metadata(source) {
        Ok(metadata) => metadata,
        Err(error) if mount.is_optional => {
            let found = format!("{} is left out, the line says optional: {error}", mount.source);
            return vec![DoctorCheck::absent(NAME, found)];
        }
        Err(error) => return vec![gone(source, &error)],
    };
    let mut checks = vec![DoctorCheck::pass(NAME, format!("{} is there", mount.source))];
    checks.extend(kind_clash(needs, mount));
    checks.extend(if mount.is_idmapped {
        shifted(source)
    } else {
        owner(needs, mount, &metadata)
    });
    checks
}

fn gone(source: &Path, error: &std::io::Error) -> DoctorCheck {
    let shown = source.display();
    if let Ok(target) = std::fs::read_link(source) {
        let found = format!("{shown} is a link to {}, which is not there", target.display());
        return DoctorCheck::fail("mount.source", found, "name the thing itself, or put it back");
    }
    let mend = format!("is its disk mounted? else `mkdir -p {shown}`, or add `optional` to start without it");
    DoctorCheck::fail("mount.source", format!("{shown} cannot be bound: {error}"), mend)
}

/// `create=dir` for what is no folder, `create=file` for what is one.
fn kind_clash(needs: &Needs<'_>, mount: &Mount) -> Option<DoctorCheck> {
    let kind = &needs.facts.paths.get(Path::new(&mount.source))?.kind;
    let (word, is_what, right) = match (mount.create, kind) {
        (Create::Dir, PathKind::File | PathKind::Node(_) | PathKind::Other) => ("dir", "no folder", "file"),
        (Create::File, PathKind::Directory) => ("file", "a folder", "dir"),
        _ => return None,
    };
    let found = format!("`create={word}`, and {} is {is_what}", mount.source);
    Some(DoctorCheck::fail("mount.create", found, format!("write `create={right}`")))
}

fn shifted(source: &Path) -> Option<DoctorCheck> {
    const NAME: &str = "mount.idmap";
    if !look::is_root_of_machine() {
        return None;
    }
    let shown = source.display();
    Some(match try_idmap(source) {
        Ok(proof) => DoctorCheck::pass(NAME, format!("{shown}: {proof}")),
        Err(reason) => DoctorCheck::fail(
            NAME,
            format!("{shown}: {reason}"),
            "remove `idmap` and give the files to the container's ids",
        ),
    })
}

/// Without shifting, an owner outside the map is nobody inside.
fn owner(needs: &Needs<'_>, mount: &Mount, metadata: &std::fs::Metadata) -> Option<DoctorCheck> {
    if !needs.is_unprivileged() {
        return None;
    }
    let ranges = needs.container.id_map.ranges(IdKind::User);
    let uid = metadata.uid();
    let is_mapped = ranges.iter().any(|range| {
        uid.checked_sub(range.value.host.0)
            .is_some_and(|offset| offset < range.value.len)
    });
    let is_writable_by_all = metadata.mode() & 0o002 != 0;
    if is_mapped || is_writable_by_all || !metadata.is_dir() {
        return None;
    }
    let first = needs
        .container
        .id_map
        .to_host(IdKind::User, transom_model::InsideId(0))
        .map_or(0, |id| id.0);
    let found = format!(
        "{} belongs to user {uid} of the host, who is nobody inside: it cannot be written",
        mount.source
    );
    let mend = format!(
        "add `idmap=container` to the options, or `chown {first}:{first} {}` for root inside ({first} + id for others)",
        mount.source
    );
    Some(DoctorCheck::warn("mount.owner", found, mend))
}

/// A file system that is mounted anew must be one that the kernel knows.
fn fresh(mount: &Mount) -> Vec<DoctorCheck> {
    const NAME: &str = "mount.filesystem";
    let known = look::text("/proc/filesystems").unwrap_or_default();
    let kind = mount.filesystem.as_str();
    let is_known = known.lines().any(|line| line.split_whitespace().last() == Some(kind));
    if known.is_empty() || is_known || matches!(kind, "" | "none" | "bind" | "auto") {
        return Vec::new();
    }
    let found = format!("the kernel does not know the file system `{kind}`");
    if mount.is_optional {
        return vec![DoctorCheck::absent(NAME, format!("{found}; the line says optional"))];
    }
    vec![DoctorCheck::fail(NAME, found, format!("on the host: `modprobe {kind}`")).because("/proc/filesystems")]
}

/// What is mounted onto must be there, unless the line has it made.
fn target(needs: &Needs<'_>, mount: &Mount) -> Option<DoctorCheck> {
    let root = needs.container.root.as_ref()?;
    let RootSource::Directory(path) = &root.value.source else {
        return None;
    };
    // /dev, /proc, /sys and what lies on other mounts is not in the root's own folders.
    let is_elsewhere = ["dev", "proc", "sys", "run"]
        .iter()
        .any(|folder| mount.target.starts_with(folder));
    let lies_on = needs
        .container
        .mounts
        .iter()
        .any(|other| mount.target != other.value.target && mount.target.starts_with(&other.value.target));
    if mount.create != Create::No || mount.is_optional || is_elsewhere || lies_on {
        return None;
    }
    let is_missing = Below::open(path)?.stat(&mount.target).is_none();
    let found = format!("there is no /{} in the root to mount onto", mount.target.display());
    is_missing.then(|| {
        DoctorCheck::fail(
            "mount.target",
            found,
            "add `create=dir` (`create=file` for a file), or make it in the root",
        )
    })
}

fn volume_check(needs: &Needs<'_>, given: &Given<Volume>) -> DoctorCheck {
    let volume = &given.value;
    let is_there = Path::new(&volume.source).is_absolute() && Path::new(&volume.source).exists();
    let found = format!("`{}` ({}) for {}", volume.source, volume.key, volume.target.display());
    let check = if is_there {
        DoctorCheck::warn(
            "volume.source",
            format!("{found} is there, and is not mounted yet by this version"),
            "mount it on the host and bind the folder",
        )
    } else {
        let mend = "mount its file system on the host and bind the folder; `transom try` starts without it";
        DoctorCheck::fail(
            "volume.source",
            format!("{found} is a volume that only its manager's storage can attach"),
            mend,
        )
    };
    check.at(needs.place(&given.origin))
}
