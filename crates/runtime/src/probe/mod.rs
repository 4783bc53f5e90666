//! Looks at the host, nothing changed: [`probe`] at exactly what a plan wants to know, [`probe_whole`] at all that a recording holds.
//!
//! Texts of the kernel and of /etc are taken apart in `tables.rs`, which file system a path lies on is told in `file_systems.rs`, and
//! `managers.rs` finds what is installed.

mod file_systems;
mod managers;
mod tables;
mod whole;

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::FileType;
use transom_model::{
    CgroupTree, DeviceKind, DeviceNumber, Drivers, HostFacts, HostId, HostNode, Interface, KernelVersion, Mode, PathFact, PathKind,
};
use transom_plan::Wants;

pub use whole::probe_whole;

/// Looks at what `wants` asks for.
pub fn probe(wants: &Wants) -> HostFacts {
    let kernel = kernel_version();
    HostFacts {
        kernel,
        is_root: rustix::process::geteuid().is_root() && has_all_capabilities(),
        cgroups: cgroup_tree(),
        cpus: usable_cpus(),
        paths: wants.paths.iter().map(|path| (path.clone(), look_at(path, kernel))).collect(),
        interfaces: wants
            .interfaces
            .iter()
            .filter_map(|name| Some((name.clone(), interface(name)?)))
            .collect(),
        environment: wants
            .environment
            .iter()
            .filter_map(|name| Some((name.clone(), std::env::var(name).ok()?)))
            .collect(),
        machine: rustix::system::uname().machine().to_string_lossy().into_owned(),
        last_capability: read_number("/proc/sys/kernel/cap_last_cap").unwrap_or(40),
        has_apparmor: Path::new("/sys/kernel/security/apparmor").exists(),
        ..HostFacts::default()
    }
}

/// Looks which drivers have device numbers.
pub fn probe_drivers() -> Drivers {
    let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
    tables::drivers(&text("/proc/devices"), &text("/proc/misc"))
}

fn kernel_version() -> KernelVersion {
    let uname = rustix::system::uname();
    let release = uname.release().to_string_lossy().into_owned();
    let mut numbers = release.split(['.', '-']).map_while(|part| part.parse().ok());
    KernelVersion {
        major: numbers.next().unwrap_or(0),
        minor: numbers.next().unwrap_or(0),
    }
}

/// The rights a start needs are those of root in the first user namespace; a root inside a container has fewer.
fn has_all_capabilities() -> bool {
    fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| map.split_whitespace().eq(["0", "0", "4294967295"]))
}

/// Reads where control groups are mounted from /proc/self/mountinfo (proc(5)).
fn cgroup_tree() -> CgroupTree {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let mut tree = CgroupTree::default();
    for line in mounts.lines() {
        let Some((before, after)) = line.split_once(" - ") else {
            continue;
        };
        let Some(place) = before.split(' ').nth(4).map(PathBuf::from) else {
            continue;
        };
        let mut after = after.split(' ');
        match (after.next(), after.nth(1)) {
            (Some("cgroup2"), _) => {
                // The mount that lies on top is the one that counts, and it comes last.
                tree.v1.retain(|_, path| !path.starts_with(&place));
                tree.v2 = Some(place);
            }
            (Some("cgroup"), Some(options)) => {
                let named = options
                    .split(',')
                    .filter(|word| !matches!(*word, "rw" | "ro" | "xattr" | "clone_children"));
                tree.v1.extend(
                    named
                        .filter(|word| !word.contains('='))
                        .map(|controller| (controller.to_owned(), place.clone())),
                );
            }
            _ => {}
        }
    }
    if let Some(v2) = &tree.v2 {
        let names = fs::read_to_string(v2.join("cgroup.controllers")).unwrap_or_default();
        tree.v2_controllers = names.split_whitespace().map(str::to_owned).collect();
    }
    tree
}

/// The CPUs this process may use; asking the scheduler is a call, reading sysfs a millisecond.
fn usable_cpus() -> Vec<u32> {
    let Ok(set) = rustix::thread::sched_getaffinity(None) else {
        return Vec::new();
    };
    let highest = u32::try_from(rustix::thread::CpuSet::MAX_CPU).unwrap_or(0);
    (0..highest).filter(|number| set.is_set(*number as usize)).collect()
}

fn look_at(path: &Path, kernel: KernelVersion) -> PathFact {
    let kind = match rustix::fs::stat(path) {
        Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => PathKind::Missing,
        Err(errno) => PathKind::Unreadable(transom_sys::Errno::from(errno).to_string()),
        Ok(stat) => path_kind(&stat),
    };
    let known = file_systems::of(path);
    PathFact {
        kind,
        filesystem: known.map(|known| known.name.to_owned()),
        can_idmap: known.is_some_and(|known| known.can_idmap(kernel)),
    }
}

fn path_kind(stat: &rustix::fs::Stat) -> PathKind {
    let node = |kind| {
        PathKind::Node(HostNode {
            kind,
            number: DeviceNumber {
                major: rustix::fs::major(stat.st_rdev),
                minor: rustix::fs::minor(stat.st_rdev),
            },
            mode: Mode(stat.st_mode & 0o7777),
            uid: HostId(stat.st_uid),
            gid: HostId(stat.st_gid),
        })
    };
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => PathKind::Directory,
        FileType::RegularFile => PathKind::File,
        FileType::CharacterDevice => node(DeviceKind::Char),
        FileType::BlockDevice => node(DeviceKind::Block),
        _ => PathKind::Other,
    }
}

fn interface(name: &str) -> Option<Interface> {
    let directory = Path::new("/sys/class/net").join(name);
    let mtu = fs::read_to_string(directory.join("mtu")).ok()?.trim().parse().ok()?;
    Some(Interface {
        is_bridge: directory.join("bridge").is_dir(),
        mtu,
    })
}

fn read_number(path: &str) -> Option<u32> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}
