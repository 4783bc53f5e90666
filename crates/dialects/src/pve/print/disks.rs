//! `rootfs` and `mpN`: volumes under their own numbers, binds of the host's folders under those that are left.
//!
//! A mount that no mount point can say stays an entry for the raw lines: [`entries`].

use std::collections::BTreeSet;
use std::path::Path;

use transom_model::{Container, Create, Given, Mount, MountOption, Origin, Root, RootSource, Volume};

use super::super::{disks, features, kept, keys, options};
use super::{Pairs, default_part, property_string};

/// Prints `rootfs`: a volume, a block device, or a directory of the host.
pub(in crate::pve) fn root(container: &Container) -> Pairs {
    let is_said = |root: &&Given<Root>| !matches!(root.origin, Origin::Default(_));
    let Some(root) = container.root.as_ref().filter(is_said) else {
        return Vec::new();
    };
    let source = match &root.value.source {
        RootSource::Directory(path) => path.display().to_string(),
        RootSource::Volume(volume) => volume.clone(),
        RootSource::Image { path, .. } if path.starts_with("/dev/") => path.clone(),
        RootSource::Image { .. } | RootSource::Overlay { .. } | RootSource::Host | RootSource::Tar(_) => return Vec::new(),
    };
    if !disks::is_source(&source) {
        return Vec::new();
    }
    let mut parts = kept_parts(container, "rootfs");
    parts.extend(root.value.is_read_only.then(|| ("ro", "1".to_owned())));
    vec![("rootfs".to_owned(), property_string(default_part("volume", &source), parts))]
}

fn kept_parts<'c>(container: &'c Container, option: &str) -> Vec<(&'c str, String)> {
    let parts = kept::parts_of(container, option);
    let parts = parts.into_iter().filter(|(name, _)| *name != "mp");
    parts.map(|(name, value)| (name, value.to_owned())).collect()
}

/// Prints the mount points.
pub(in crate::pve) fn mount_points(container: &Container) -> Pairs {
    let mut lines = Vec::new();
    let mut others = Vec::new();
    for volume in container.volumes.iter().filter(|volume| can_be_volume(&volume.value)) {
        match keys::find(&volume.value.key).is_some() && volume.value.key.starts_with("mp") {
            true => lines.push((volume.value.key.clone(), print_volume(container, &volume.value))),
            false => others.push(&volume.value),
        }
    }
    let mut named: Vec<(&str, &str)> = numbers(container);
    let mut free = (0..256)
        .map(|number| format!("mp{number}"))
        .filter(|name| lines.iter().all(|(key, _)| key != name) && named.iter().all(|(key, _)| key != name))
        .collect::<Vec<_>>()
        .into_iter();
    let mut printed = Vec::new();
    for mount in points(container) {
        let target = format!("/{}", mount.target.display());
        let own = named.iter().position(|(_, path)| *path == target);
        let Some(key) = own.map(|at| named.remove(at).0.to_owned()).or_else(|| free.next()) else {
            break;
        };
        printed.push((key.clone(), print_bind(container, &key, mount)));
    }
    printed.extend(
        others
            .into_iter()
            .zip(free)
            .map(|(volume, key)| (key, print_volume(container, volume))),
    );
    lines.extend(printed);
    lines
}

/// The numbers that binds had, where they are kept, with their targets.
fn numbers(container: &Container) -> Vec<(&str, &str)> {
    let kept = container.kept.iter().map(|given| &given.value);
    kept.filter_map(|kept| Some((kept.key.strip_suffix(".mp")?, kept.value.as_str())))
        .collect()
}

fn can_be_volume(volume: &Volume) -> bool {
    disks::is_source(&volume.source) && disks::is_target(&volume.target)
}

fn print_volume(container: &Container, volume: &Volume) -> String {
    let mut parts = kept_parts(container, &volume.key);
    parts.push(("mp", volume.target.display().to_string()));
    parts.extend(volume.is_read_only.then(|| ("ro", "1".to_owned())));
    property_string(default_part("volume", &volume.source), parts)
}

fn print_bind(container: &Container, key: &str, mount: &Mount) -> String {
    let mut parts = kept_parts(container, key);
    parts.push(("mp", format!("/{}", mount.target.display())));
    if mount.options.contains(&MountOption::ReadOnly(true)) {
        parts.push(("ro", "1".to_owned()));
    }
    let mut words: Vec<&str> = mount.options.iter().filter_map(word).collect();
    let idle = parts
        .iter()
        .position(|(name, _)| *name == "mountoptions")
        .map(|at| parts.remove(at).1);
    words.extend(idle.iter().flat_map(|idle| idle.split(';')));
    if !words.is_empty() {
        parts.push(("mountoptions", words.join(";")));
    }
    property_string(default_part("volume", &mount.source), parts)
}

/// Proxmox's word for an option of a mount, if it has one.
fn word(option: &MountOption) -> Option<&'static str> {
    match option {
        MountOption::NoAtime(true) => Some("noatime"),
        MountOption::NoDev(true) => Some("nodev"),
        MountOption::NoExec(true) => Some("noexec"),
        MountOption::NoSuid(true) => Some("nosuid"),
        _ => None,
    }
}

/// The most mount points that a container can have.
const MOST: usize = 256;

/// The binds that mount points can say, in order.
pub(in crate::pve) fn points(container: &Container) -> Vec<&Mount> {
    split(container).0
}

/// The mounts that are left for raw lines, in order.
pub(in crate::pve) fn entries(container: &Container) -> Vec<&Given<Mount>> {
    split(container).1
}

fn split(container: &Container) -> (Vec<&Mount>, Vec<&Given<Mount>>) {
    let mut covered = BTreeSet::new();
    let mut room = MOST.saturating_sub(container.volumes.len());
    let (mut points, mut entries): (Vec<&Mount>, Vec<&Given<Mount>>) = (Vec::new(), Vec::new());
    let generated = [features::fuse(), options::shared_memory()];
    let is_shared_memory_made = super::is_entrypoint(container);
    let is_made = |mount: &Mount| *mount == generated[0] || is_shared_memory_made && *mount == generated[1];
    for given in container.mounts.iter().filter(|given| !is_made(&given.value)) {
        let mount = &given.value;
        // Mount points come before all entries, so one that an entry lies above, at or below has to stay behind it.
        if room > 0 && can_be_point(mount) && !overlaps(&covered, &mount.target) {
            points.push(mount);
            room -= 1;
        } else {
            covered.insert(mount.target.as_path());
            entries.push(given);
        }
    }
    (points, entries)
}

/// Says whether one of the paths lies above, at or below a target. Paths are sorted by their names, so what lies below follows.
fn overlaps(paths: &BTreeSet<&Path>, target: &Path) -> bool {
    let is_above = || target.ancestors().any(|above| paths.contains(above));
    let is_below = || {
        paths
            .range::<&Path, _>(target..)
            .next()
            .is_some_and(|path| path.starts_with(target))
    };
    is_above() || is_below()
}

fn can_be_point(mount: &Mount) -> bool {
    let is_known =
        |option: &MountOption| matches!(option, MountOption::Bind { .. } | MountOption::ReadOnly(_)) || word(option).is_some();
    let is_plain = !mount.is_optional && !mount.is_source_inside && !mount.is_idmapped;
    let is_folder = matches!(mount.create, Create::Dir | Create::LikeSource);
    let is_bind = mount.bind().is_some() && mount.source.starts_with('/') && !mount.source.starts_with("/dev/");
    is_plain && is_folder && is_bind && mount.options.iter().all(is_known) && {
        disks::is_source(&mount.source) && disks::is_target(&Path::new("/").join(&mount.target))
    }
}
