//! Looks at the whole host, for a recording that can be replayed elsewhere.
//!
//! What tells a person or a machine apart stays out: no addresses, no host name, no environment but `TERM`, no serial numbers of
//! disks, no groups of people. Everything has a bound. Start with [`probe_whole`].

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use transom_model::{HostFacts, Interface, Modules};
use transom_plan::Wants;

use super::{interface, managers, probe, tables};

/// Folders of /dev that are not gone into: file systems of their own, and second names of nodes that tell a disk's serial number.
const CLOSED: [&str; 7] = [
    "/dev/pts",
    "/dev/shm",
    "/dev/mqueue",
    "/dev/hugepages",
    "/dev/disk",
    "/dev/block",
    "/dev/char",
];

/// Paths outside of /dev that configurations and explanations ask about again and again.
const WELL_KNOWN: [&str; 24] = [
    "/",
    "/bin/bash",
    "/bin/sh",
    "/etc/localtime",
    "/etc/resolv.conf",
    "/home",
    "/lib/modules",
    "/media",
    "/mnt",
    "/opt",
    "/proc/sys/fs/binfmt_misc",
    "/proc/sys/net/bridge",
    "/proc/sys/net/netfilter",
    "/srv",
    "/sys/firmware/efi/efivars",
    "/sys/fs/fuse/connections",
    "/sys/fs/pstore",
    "/sys/kernel/debug",
    "/sys/kernel/security",
    "/tmp",
    "/usr",
    "/usr/share/lxc/config/common.conf",
    "/var",
    "/var/lib/lxc",
];

/// Kernel settings that containers run into.
const SYSCTLS: [&str; 40] = [
    "fs.aio-max-nr",
    "fs.file-max",
    "fs.inotify.max_queued_events",
    "fs.inotify.max_user_instances",
    "fs.inotify.max_user_watches",
    "fs.nr_open",
    "kernel.apparmor_restrict_unprivileged_userns",
    "kernel.cap_last_cap",
    "kernel.dmesg_restrict",
    "kernel.keys.maxbytes",
    "kernel.keys.maxkeys",
    "kernel.keys.root_maxbytes",
    "kernel.keys.root_maxkeys",
    "kernel.modules_disabled",
    "kernel.pid_max",
    "kernel.unprivileged_bpf_disabled",
    "kernel.unprivileged_userns_clone",
    "kernel.yama.ptrace_scope",
    "net.bridge.bridge-nf-call-iptables",
    "net.core.bpf_jit_limit",
    "net.ipv4.conf.all.forwarding",
    "net.ipv4.ip_forward",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.neigh.default.gc_thresh3",
    "net.ipv4.ping_group_range",
    "net.ipv6.conf.all.forwarding",
    "net.ipv6.neigh.default.gc_thresh3",
    "user.max_cgroup_namespaces",
    "user.max_inotify_instances",
    "user.max_inotify_watches",
    "user.max_ipc_namespaces",
    "user.max_mnt_namespaces",
    "user.max_net_namespaces",
    "user.max_pid_namespaces",
    "user.max_time_namespaces",
    "user.max_user_namespaces",
    "user.max_uts_namespaces",
    "vm.max_map_count",
    "vm.nr_hugepages",
    "vm.overcommit_memory",
];

const MOST_NODES: usize = 4096;
const MOST_MOUNTS: usize = 256;
const MOST_INTERFACES: usize = 256;

/// Looks at the whole host, and at what `further` asks for beside it.
pub fn probe_whole(further: &Wants) -> HostFacts {
    let (nodes, is_all) = below_dev();
    let mut wants = further.clone();
    wants.paths.extend(nodes);
    wants.paths.extend(places_of_mounts());
    wants.paths.extend(WELL_KNOWN.map(PathBuf::from));
    wants.environment = BTreeSet::from(["TERM".to_owned()]);
    let seen = probe(&wants);
    let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let kernel_release = rustix::system::uname().release().to_string_lossy().into_owned();
    HostFacts {
        is_whole: is_all,
        distribution: distribution(),
        memory: tables::memory(&text("/proc/meminfo")),
        interfaces: seen.interfaces.into_iter().chain(interfaces()).collect(),
        lsms: words(&text("/sys/kernel/security/lsm"), ','),
        drivers: super::probe_drivers(),
        modules: modules(&kernel_release),
        groups: tables::groups(&text("/etc/group")),
        subuids: tables::sub_ids(&text("/etc/subuid")),
        subgids: tables::sub_ids(&text("/etc/subgid")),
        sysctls: SYSCTLS.iter().filter_map(|name| sysctl(name)).collect(),
        managers: managers::managers(Path::new("/")),
        kernel_release,
        ..seen
    }
}

/// Finds modules. A kernel without a folder of modules shows those of its built-in ones that have settings.
fn modules(kernel_release: &str) -> Modules {
    let text = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let loaded = tables::loaded_modules(&text("/proc/modules"));
    let mut built_in = tables::built_in_modules(&text(&format!("/lib/modules/{kernel_release}/modules.builtin")));
    let shown = fs::read_dir("/sys/module").into_iter().flatten().flatten();
    built_in.extend(shown.filter_map(|entry| entry.file_name().into_string().ok()));
    built_in.retain(|name| !loaded.contains(name));
    Modules { loaded, built_in }
}

fn words(text: &str, between: char) -> Vec<String> {
    let words = text.trim().split(between).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

fn distribution() -> transom_model::Distribution {
    let text = fs::read_to_string("/etc/os-release").or_else(|_| fs::read_to_string("/usr/lib/os-release"));
    tables::distribution(&text.unwrap_or_default())
}

fn sysctl(name: &str) -> Option<(String, String)> {
    let value = fs::read_to_string(Path::new("/proc/sys").join(name.replace('.', "/"))).ok()?;
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    Some((name.to_owned(), value))
}

/// Lists everything below /dev but links into /proc, and says whether that is all of it.
fn below_dev() -> (Vec<PathBuf>, bool) {
    let mut found = vec![PathBuf::from("/dev")];
    let mut folders = found.clone();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let (path, Ok(kind)) = (entry.path(), entry.file_type()) else {
                continue;
            };
            if found.len() >= MOST_NODES {
                return (found, false);
            }
            if kind.is_symlink() && fs::read_link(&path).is_ok_and(|target| target.starts_with("/proc")) {
                continue;
            }
            if kind.is_dir() && !CLOSED.iter().any(|closed| path == Path::new(closed)) {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    (found, true)
}

/// Lists where file systems are mounted; those of running containers, sessions and snaps come and go.
fn places_of_mounts() -> Vec<PathBuf> {
    let passing = ["/proc/", "/sys/", "/dev/", "/run/", "/snap/", "/var/snap/"];
    let of_containers = ["/docker/", "/containers/", "/rootfs", "/lxd/", "/incus/", "/netns/"];
    let is_lasting = |place: &str| {
        !passing.iter().any(|start| place.starts_with(start)) && !of_containers.iter().any(|part| place.contains(part))
    };
    let text = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let places: BTreeSet<String> = tables::mount_places(&text).filter(|place| is_lasting(place)).collect();
    places.into_iter().take(MOST_MOUNTS).map(PathBuf::from).collect()
}

/// Looks at the host's interfaces; the host's ends of those of guests come and go.
fn interfaces() -> BTreeMap<String, Interface> {
    let of_guests = ["veth", "tap", "fwbr", "fwln", "fwpr", "vnet"];
    let entries = fs::read_dir("/sys/class/net").into_iter().flatten().flatten();
    let names: BTreeSet<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !of_guests.iter().any(|start| name.starts_with(start)))
        .collect();
    let seen = names.into_iter().filter_map(|name| Some((name.clone(), interface(&name)?)));
    seen.take(MOST_INTERFACES).collect()
}
