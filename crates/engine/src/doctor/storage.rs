//! Storage: shifted owners for each file system that containers lie on, overlays, loop devices, room.

use std::path::{Path, PathBuf};

use rustix::fs::StatVfsMountFlags;
use transom_runtime::{Trial, attempt, try_idmap};

use super::check::Need;
use super::device::node_at;
use super::module::{Module, module_state};
use super::{DoctorCheck, look};
use crate::Host;

/// Where containers of other managers lie; looked at where they are.
const FOLDERS: [&str; 6] = [
    "/var/lib/lxc",
    "/var/lib/lxd",
    "/var/lib/incus",
    "/var/lib/libvirt/lxc",
    "/var/lib/vz",
    "/rpool/data",
];

/// Examines them.
pub fn checks(host: &Host, need: Need) -> Vec<DoctorCheck> {
    let mut checks = Vec::new();
    for folder in folders(host) {
        checks.extend(room(&folder));
        checks.push(shift(&folder));
    }
    let mend = "on the host: `modprobe overlay`, Linux 5.11 or later";
    checks.push(need.of_trial("storage.overlay", attempt(&Trial::Overlay), mend));
    checks.push(loops(need));
    checks
}

/// The folder of definitions, or the nearest that is there, and those of others; one for each file system.
fn folders(host: &Host) -> Vec<PathBuf> {
    let definitions = host.definitions();
    let own = definitions.ancestors().find(|folder| folder.is_dir()).map(Path::to_owned);
    let others = FOLDERS.into_iter().map(PathBuf::from).filter(|folder| folder.is_dir());
    let mut seen = Vec::new();
    own.into_iter()
        .chain(others)
        .filter(|folder| is_new(&mut seen, folder))
        .collect()
}

fn is_new(seen: &mut Vec<u64>, folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(metadata) = std::fs::metadata(folder) else {
        return false;
    };
    let is_new = !seen.contains(&metadata.dev());
    seen.push(metadata.dev());
    is_new
}

/// Judges the room for bytes and for files.
pub fn room(folder: &Path) -> Vec<DoctorCheck> {
    let Ok(stat) = rustix::fs::statvfs(folder) else {
        return Vec::new();
    };
    let shown = folder.display();
    let mut checks = Vec::new();
    if stat.f_flag.contains(StatVfsMountFlags::RDONLY) {
        let found = format!("{shown} lies on a file system that is mounted read-only");
        checks.push(DoctorCheck::fail(
            "storage.writable",
            found,
            "see the kernel's log for why; `mount -o remount,rw` it",
        ));
    }
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let whole = stat.f_blocks.saturating_mul(stat.f_frsize);
    let bytes = format!("{} of {} are free at {shown}", look::bytes(free), look::bytes(whole));
    checks.push(level(
        "storage.space",
        bytes,
        (free, whole),
        "make room, or move containers to another disk",
    ));
    // Some file systems (btrfs) make room for files as they go, and count none.
    if stat.f_files > 0 {
        let files = format!("{} of {} files can still be made at {shown}", stat.f_favail, stat.f_files);
        let mend = "delete small files; containers with many of them want another file system, or one made with more inodes";
        checks.push(level("storage.inodes", files, (stat.f_favail, stat.f_files), mend));
    }
    checks
}

fn level(subject: &'static str, found: String, (free, whole): (u64, u64), mend: &str) -> DoctorCheck {
    match (free, free.saturating_mul(100) < whole.saturating_mul(3)) {
        (0, _) if whole > 0 => DoctorCheck::fail(subject, found, mend),
        (_, true) => DoctorCheck::warn(subject, found, mend).because("less than 3 % is free"),
        _ => DoctorCheck::pass(subject, found),
    }
}

/// Tries whether owners of what lies here can be shifted; a start relies on it.
pub fn shift(folder: &Path) -> DoctorCheck {
    const NAME: &str = "storage.idmap";
    let shown = folder.display();
    let kind = file_system(folder).unwrap_or_else(|| "unknown".to_owned());
    if !look::is_root_of_machine() {
        return DoctorCheck::absent(
            NAME,
            format!("{shown} ({kind}): shifting owners is for the host's root to try"),
        );
    }
    match try_idmap(folder) {
        Ok(proof) => DoctorCheck::pass(NAME, format!("{shown} ({kind}): {proof}")),
        Err(reason) => {
            let mend = "keep roots on ext4, xfs, btrfs, f2fs, tmpfs or ZFS 2.2; or give the files to the container's ids (`chown`)";
            DoctorCheck::warn(NAME, format!("{shown} ({kind}): {reason}"), mend)
        }
    }
}

/// Finds the type of the file system that a path lies on (/proc/self/mountinfo); the longest mount point above it counts.
pub fn file_system(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let text = look::text("/proc/self/mountinfo")?;
    let mounts = text.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let point = before.split(' ').nth(4)?;
        path.starts_with(point)
            .then(|| (point.len(), after.split(' ').next().unwrap_or_default().to_owned()))
    });
    // Of mounts at the same place the last one lies on top.
    mounts.max_by_key(|(length, _)| *length).map(|(_, kind)| kind)
}

fn loops(need: Need) -> DoctorCheck {
    const NAME: &str = "storage.loop";
    let control = Path::new("/dev/loop-control");
    if std::fs::symlink_metadata(control).is_err() {
        return need
            .missing(NAME, "there is no /dev/loop-control", "on the host: `modprobe loop`")
            .because("images as roots need it");
    }
    if let Some(fault) = node_at(NAME, control).fault() {
        return fault;
    }
    if look::misc_minor("loop-control").is_none() && module_state("loop") == Module::Loadable {
        let found = "module `loop` is not loaded yet; the first opening of /dev/loop-control loads it";
        return DoctorCheck::absent(NAME, found);
    }
    let mend = "on the host: `modprobe loop max_loop=64`; inside, loop devices belong to the whole host and stay closed";
    match attempt(&Trial::Loop) {
        Err(reason) if !look::is_root_of_machine() => DoctorCheck::absent(NAME, reason),
        outcome => DoctorCheck::of_trial(NAME, outcome, mend),
    }
}
