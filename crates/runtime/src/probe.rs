//! Looks at the host: exactly what a plan wants to know, nothing changed.

use std::fs;
use std::path::{Path, PathBuf};

use rustix::fs::FileType;
use transom_model::{
    CgroupTree, DeviceKind, DeviceNumber, HostFacts, HostId, HostNode, Interface, KernelVersion, Mode, PathFact, PathKind,
};
use transom_plan::Wants;

/// Magic numbers of file systems (linux/magic.h) that can be mounted with shifted owners, and since which kernel.
const IDMAPPED: [(u64, &str, (u32, u32)); 8] = [
    (0xef53, "ext4", (5, 12)),
    (0x5846_5342, "xfs", (5, 12)),
    (0x9123_683e, "btrfs", (5, 15)),
    (0x0102_1994, "tmpfs", (6, 3)),
    (0x794c_7630, "overlay", (5, 19)),
    (0xf2f5_2010, "f2fs", (5, 18)),
    (0x7371_7368, "squashfs", (6, 2)),
    (0x2fc1_2fc1, "zfs", (6, 0)),
];

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
    let magic = rustix::fs::statfs(path).ok().and_then(|stat| u64::try_from(stat.f_type).ok());
    let known = IDMAPPED.iter().find(|(number, ..)| Some(*number) == magic);
    PathFact {
        kind,
        filesystem: known.map(|(_, name, _)| (*name).to_owned()),
        can_idmap: known.is_some_and(|(_, _, (major, minor))| {
            kernel
                >= KernelVersion {
                    major: *major,
                    minor: *minor,
                }
        }),
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
