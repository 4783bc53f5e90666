//! The one table of configuration keys: those of LXD since 4.0 and of Incus, and which versions have which.
//!
//! One entry a key: how it is recognised, what its value looks like, what it does, how it is printed, the explanation's id. The
//! first entry that matches counts. Devices have a table of their own, `options.rs`; `config.rs` goes
//! through this one.

use transom_model::{Container, Effect, Given, Origin, Words, words};

use super::known::Known;
use super::{Reader, ids, limits, process, rights};
use crate::{KeyName, Problem, Setting, Syntax};

/// Keys and values, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// What a key does here.
#[derive(Clone, Copy)]
pub enum Meaning {
    /// It is read into the container.
    Read(fn(&mut Reader<'_>, &Setting<'_>) -> Result<Effect, Problem>),
    /// It is kept and does nothing yet; the text says what it would do.
    Later(Words),
    /// It does nothing to a container; the text says why.
    Idle(Words),
    /// The manager wrote it down for itself; the text says what it is.
    Noted(Words),
}

/// One configuration key.
pub struct ConfigKey {
    /// How it is recognised.
    pub name: KeyName,
    /// What its value looks like.
    pub syntax: Syntax,
    /// What it does.
    pub meaning: Meaning,
    /// Prints what a container has of this key.
    pub print: fn(&Container) -> Vec<(String, String)>,
    /// Its entry in the catalogue of explanations.
    pub explanation: &'static str,
    /// Which managers take it.
    pub known: Known,
}

const BOOL: Syntax = Syntax::Bool;
const TEXT: Syntax = Syntax::Text("text");
const LIST: Syntax = Syntax::Text("names separated by commas");
const YAML: Syntax = Syntax::Text("cloud-init's own text");
const SIZE: Syntax = Syntax::Text("bytes, such as `2GiB`");
const COUNT: Syntax = Syntax::Integer { min: 0, max: i64::MAX };
const ANY_NUMBER: Syntax = Syntax::Integer {
    min: i64::MIN,
    max: i64::MAX,
};
const ID: Syntax = Syntax::Integer {
    min: 0,
    max: u32::MAX as i64 - 1,
};
const PRIORITY: Syntax = Syntax::Integer { min: 0, max: 10 };
const LINES: Syntax = Syntax::Text("one entry a line");
const CREDENTIAL: Meaning = Later(words!("hands systemd inside this credential"));
const VM: Words = words!("it is for virtual machines, and this is a container");

const fn key(name: &'static str, syntax: Syntax, explanation: &'static str, meaning: Meaning) -> ConfigKey {
    ConfigKey {
        name: KeyName::Exact(name),
        syntax,
        meaning,
        print: nothing,
        explanation,
        known: Known::ALL,
    }
}

const fn any(prefix: &'static str, syntax: Syntax, explanation: &'static str, meaning: Meaning) -> ConfigKey {
    ConfigKey {
        name: KeyName::Prefix(prefix),
        ..key(prefix, syntax, explanation, meaning)
    }
}

const fn printed(key: ConfigKey, print: fn(&Container) -> Pairs) -> ConfigKey {
    ConfigKey { print, ..key }
}

const fn of(known: Known, key: ConfigKey) -> ConfigKey {
    ConfigKey { known, ..key }
}

const fn later(name: &'static str, syntax: Syntax, explanation: &'static str, what: Words) -> ConfigKey {
    key(name, syntax, explanation, Later(what))
}

const fn vm(name: &'static str) -> ConfigKey {
    key(name, TEXT, "lxd-vm", Idle(VM))
}

const fn noted(name: &'static str, what: Words) -> ConfigKey {
    key(name, TEXT, "lxd-volatile", Noted(what))
}

use Meaning::{Idle, Later, Noted, Read};

/// Every configuration key. Later entries with a prefix take what no earlier one does.
pub static KEYS: &[ConfigKey] = &[
    // Starting and stopping.
    printed(
        key("boot.autostart", TEXT, "autostart", Read(process::autostart)),
        process::print_autostart,
    ),
    later(
        "boot.autostart.delay",
        ANY_NUMBER,
        "lxd-boot",
        words!("waits so many seconds after this container before the next one starts"),
    ),
    later(
        "boot.autostart.priority",
        ANY_NUMBER,
        "lxd-boot",
        words!("starts the container before those with a lower number"),
    ),
    of(
        Known::INCUS_AFTER_6,
        later(
            "boot.autorestart",
            BOOL,
            "lxd-boot",
            words!("starts the container again when it ends unexpectedly, up to ten times a minute"),
        ),
    ),
    later(
        "boot.stop.priority",
        ANY_NUMBER,
        "lxd-boot",
        words!("stops the container before those with a lower number"),
    ),
    later(
        "boot.host_shutdown_timeout",
        ANY_NUMBER,
        "lxd-boot",
        words!("waits so many seconds for a clean stop when the host goes down"),
    ),
    of(
        Known::INCUS_AFTER_6,
        later(
            "boot.host_shutdown_action",
            Syntax::Choice(&["stop", "force-stop", "stateful-stop"]),
            "lxd-boot",
            words!("decides how the container stops when the host goes down"),
        ),
    ),
    of(Known::LXD_6, vm("boot.mode")),
    of(Known::AFTER_5, vm("boot.debug_edk2")),
    // What processes see.
    printed(
        any("environment.", TEXT, "lxd-environment", Read(process::environment)),
        process::print_environment,
    ),
    of(
        Known::AFTER_4,
        printed(
            any("linux.sysctl.", TEXT, "lxd-sysctl", Read(process::sysctl)),
            process::print_sysctls,
        ),
    ),
    later(
        "linux.kernel_modules",
        LIST,
        "lxd-modules",
        words!("loads these kernel modules on the host before the start, which fails if one is missing"),
    ),
    of(
        Known::LXD_6,
        later(
            "linux.kernel_modules.load",
            Syntax::Choice(&["boot", "ondemand"]),
            "lxd-modules",
            words!("decides whether the modules are loaded at the start or when the container asks for them"),
        ),
    ),
    // cloud-init.
    of(
        Known::AFTER_4,
        later(
            "cloud-init.user-data",
            YAML,
            "lxd-cloud-init",
            words!("hands cloud-init inside what to set up at the first start"),
        ),
    ),
    of(
        Known::AFTER_4,
        later(
            "cloud-init.vendor-data",
            YAML,
            "lxd-cloud-init",
            words!("hands cloud-init inside the provider's part of what to set up at the first start"),
        ),
    ),
    of(
        Known::AFTER_4,
        later(
            "cloud-init.network-config",
            YAML,
            "lxd-cloud-init",
            words!("hands cloud-init inside the network's configuration"),
        ),
    ),
    of(
        Known::LXD_6,
        any(
            "cloud-init.ssh-keys.",
            TEXT,
            "lxd-cloud-init",
            Later(words!("has cloud-init inside let this SSH key in")),
        ),
    ),
    later(
        "user.user-data",
        YAML,
        "lxd-cloud-init",
        words!("hands cloud-init inside what to set up at the first start (the older name of `cloud-init.user-data`)"),
    ),
    later(
        "user.vendor-data",
        YAML,
        "lxd-cloud-init",
        words!("hands cloud-init inside the provider's part of what to set up (the older name of `cloud-init.vendor-data`)"),
    ),
    later(
        "user.network-config",
        YAML,
        "lxd-cloud-init",
        words!("hands cloud-init inside the network's configuration (the older name of `cloud-init.network-config`)"),
    ),
    later(
        "user.meta-data",
        YAML,
        "lxd-cloud-init",
        words!("hands cloud-init inside further data about the instance"),
    ),
    any(
        "user.",
        TEXT,
        "lxd-user",
        Idle(words!(
            "keys below `user.` are free for people and tools; the container itself does not change"
        )),
    ),
    any(
        "image.",
        TEXT,
        "lxd-image",
        Idle(words!("it notes which image the instance was made from")),
    ),
    // Limits.
    printed(
        key(
            "limits.cpu",
            Syntax::Text("a number of CPUs, or a list such as `0-3,5`"),
            "lxd-cpu",
            Read(limits::cpu),
        ),
        limits::print_cpu,
    ),
    printed(
        key(
            "limits.cpu.allowance",
            Syntax::Text("`50%`, or a hard limit such as `25ms/100ms`"),
            "lxd-cpu-allowance",
            Read(limits::allowance),
        ),
        limits::print_allowance,
    ),
    printed(
        key(
            "limits.cpu.priority",
            PRIORITY,
            "lxd-cpu-priority",
            Read(limits::cpu_priority),
        ),
        limits::print_priority,
    ),
    of(
        Known::AFTER_5,
        later(
            "limits.cpu.nodes",
            TEXT,
            "lxd-limits",
            words!("keeps the container on the CPUs of these NUMA nodes"),
        ),
    ),
    of(Known::INCUS_AFTER_6, vm("limits.cpu.hotplug")),
    of(Known::LXD_AFTER_5, vm("limits.cpu.pin_strategy")),
    printed(
        key(
            "limits.memory",
            Syntax::Text("bytes such as `2GiB`, or a share of the host's such as `50%`"),
            "lxd-memory",
            Read(limits::memory),
        ),
        limits::print_memory,
    ),
    key(
        "limits.memory.enforce",
        Syntax::Choice(&["hard", "soft"]),
        "lxd-memory-enforce",
        Read(limits::enforce),
    ),
    key("limits.memory.hugepages", BOOL, "lxd-vm", Idle(VM)),
    of(Known::INCUS_AFTER_6, vm("limits.memory.hotplug")),
    printed(
        key(
            "limits.memory.swap",
            Syntax::Text("true or false; Incus also takes a size"),
            "lxd-swap",
            Read(limits::swap),
        ),
        limits::print_swap,
    ),
    later(
        "limits.memory.swap.priority",
        PRIORITY,
        "lxd-limits",
        words!("makes the kernel swap this container's memory out earlier than that of others; only cgroup v1 can do it"),
    ),
    of(
        Known::INCUS_AFTER_6,
        printed(
            key(
                "limits.memory.oom_priority",
                Syntax::Integer { min: -1000, max: 1000 },
                "lxd-oom",
                Read(limits::oom_priority),
            ),
            limits::print_oom_priority,
        ),
    ),
    printed(
        key("limits.processes", COUNT, "lxd-pids", Read(limits::processes)),
        limits::print_processes,
    ),
    later(
        "limits.disk.priority",
        PRIORITY,
        "lxd-limits",
        words!("weighs the container's disk accesses against those of others"),
    ),
    of(
        Known::LXD_5,
        later(
            "limits.network.priority",
            PRIORITY,
            "lxd-limits",
            words!("weighs the container's packets against those of others; only cgroup v1 can do it"),
        ),
    ),
    printed(
        any("limits.hugepages.", SIZE, "lxd-hugepages", Read(limits::hugepages)),
        limits::print_hugepages,
    ),
    printed(
        any(
            "limits.kernel.",
            Syntax::Text("a number, `SOFT:HARD` or `unlimited`"),
            "lxd-rlimit",
            Read(limits::kernel),
        ),
        process::print_rlimits,
    ),
    // Rights.
    printed(
        key("security.privileged", BOOL, "lxd-privileged", Read(rights::privileged)),
        rights::print_privileged,
    ),
    later(
        "security.nesting",
        BOOL,
        "lxd-nesting",
        words!("lets the container run containers: AppArmor's rules are relaxed, and a fresh /proc and /sys stand at /dev/.lxc"),
    ),
    printed(
        key("security.idmap.isolated", BOOL, "lxd-idmap", Read(rights::isolated)),
        ids::print,
    ),
    key("security.idmap.base", ID, "lxd-idmap", Read(rights::idmap_base)),
    key("security.idmap.size", ID, "lxd-idmap", Read(rights::idmap_size)),
    key(
        "raw.idmap",
        Syntax::Text("a line each: `uid|gid|both HOST[-HOST] INSIDE[-INSIDE]`"),
        "lxd-raw-idmap",
        Read(rights::raw_idmap),
    ),
    of(
        Known::LXD,
        later(
            "security.devlxd",
            BOOL,
            "lxd-devlxd",
            words!("gives the container the socket /dev/lxd/sock, by which it reads its own configuration"),
        ),
    ),
    of(
        Known::LXD,
        later(
            "security.devlxd.images",
            BOOL,
            "lxd-devlxd",
            words!("lets the container fetch the host's images through /dev/lxd/sock"),
        ),
    ),
    of(
        Known::LXD_6,
        later(
            "security.devlxd.management.volumes",
            BOOL,
            "lxd-devlxd",
            words!("lets the container manage storage volumes through /dev/lxd/sock"),
        ),
    ),
    of(
        Known::INCUS,
        later(
            "security.guestapi",
            BOOL,
            "lxd-devlxd",
            words!("gives the container the socket /dev/incus/sock, by which it reads its own configuration"),
        ),
    ),
    of(
        Known::INCUS,
        later(
            "security.guestapi.images",
            BOOL,
            "lxd-devlxd",
            words!("lets the container fetch the host's images through /dev/incus/sock"),
        ),
    ),
    later(
        "security.protection.delete",
        BOOL,
        "lxd-protection",
        words!("forbids to delete the container"),
    ),
    later(
        "security.protection.shift",
        BOOL,
        "lxd-protection",
        words!("forbids to change the owners of the container's files to another id range"),
    ),
    of(
        Known::AFTER_5,
        later(
            "security.protection.start",
            BOOL,
            "lxd-protection",
            words!("forbids to start the container"),
        ),
    ),
    key("security.secureboot", BOOL, "lxd-vm", Idle(VM)),
    of(Known::AFTER_5, vm("security.csm")),
    of(Known::AFTER_5, vm("security.sev")),
    of(Known::AFTER_5, vm("security.sev.policy.es")),
    of(Known::AFTER_5, vm("security.sev.session.dh")),
    of(Known::AFTER_5, vm("security.sev.session.data")),
    of(Known::AFTER_4, key("security.agent.metrics", BOOL, "lxd-vm", Idle(VM))),
    of(Known::INCUS_AFTER_6, vm("security.iommu")),
    of(
        Known::AFTER_4,
        key(
            "security.syscalls.deny_default",
            BOOL,
            "lxd-syscalls",
            Read(rights::deny_default),
        ),
    ),
    of(
        Known::LXD_5,
        key(
            "security.syscalls.blacklist_default",
            BOOL,
            "lxd-syscalls",
            Read(rights::deny_default),
        ),
    ),
    of(
        Known::AFTER_4,
        later(
            "security.syscalls.deny_compat",
            BOOL,
            "lxd-syscalls",
            words!("forbids the system calls of 32-bit programs"),
        ),
    ),
    of(
        Known::LXD_5,
        later(
            "security.syscalls.blacklist_compat",
            BOOL,
            "lxd-syscalls",
            words!("forbids the system calls of 32-bit programs"),
        ),
    ),
    of(
        Known::AFTER_4,
        later(
            "security.syscalls.deny",
            LINES,
            "lxd-syscalls",
            words!("forbids these system calls"),
        ),
    ),
    of(
        Known::LXD_5,
        later(
            "security.syscalls.blacklist",
            LINES,
            "lxd-syscalls",
            words!("forbids these system calls"),
        ),
    ),
    of(
        Known::AFTER_4,
        later(
            "security.syscalls.allow",
            LINES,
            "lxd-syscalls",
            words!("forbids all system calls but these"),
        ),
    ),
    of(
        Known::LXD_5,
        later(
            "security.syscalls.whitelist",
            LINES,
            "lxd-syscalls",
            words!("forbids all system calls but these"),
        ),
    ),
    later(
        "security.syscalls.intercept.mknod",
        BOOL,
        "lxd-intercept",
        words!("makes harmless device nodes on the container's behalf when it calls mknod"),
    ),
    later(
        "security.syscalls.intercept.setxattr",
        BOOL,
        "lxd-intercept",
        words!("sets the attribute of opaque overlay folders on the container's behalf"),
    ),
    later(
        "security.syscalls.intercept.mount",
        BOOL,
        "lxd-intercept",
        words!("mounts file systems on the container's behalf"),
    ),
    later(
        "security.syscalls.intercept.mount.allowed",
        LIST,
        "lxd-intercept",
        words!(
            "names the file systems that are mounted on the container's behalf; the host's kernel then reads disk images that the container made"
        ),
    ),
    later(
        "security.syscalls.intercept.mount.fuse",
        LIST,
        "lxd-intercept",
        words!("names FUSE programs that mount file systems instead of the kernel"),
    ),
    later(
        "security.syscalls.intercept.mount.shift",
        BOOL,
        "lxd-intercept",
        words!("shifts the owners of what is mounted on the container's behalf"),
    ),
    of(
        Known::AFTER_4,
        later(
            "security.syscalls.intercept.bpf",
            BOOL,
            "lxd-intercept",
            words!("loads BPF programs on the container's behalf"),
        ),
    ),
    of(
        Known::AFTER_4,
        later(
            "security.syscalls.intercept.bpf.devices",
            BOOL,
            "lxd-intercept",
            words!("loads device filters on the container's behalf, as containers inside want them"),
        ),
    ),
    of(
        Known::AFTER_4,
        later(
            "security.syscalls.intercept.sched_setscheduler",
            BOOL,
            "lxd-intercept",
            words!("raises the priority of processes on the container's behalf"),
        ),
    ),
    of(
        Known::AFTER_5,
        later(
            "security.syscalls.intercept.sysinfo",
            BOOL,
            "lxd-intercept",
            words!("answers sysinfo with the container's own limits"),
        ),
    ),
    of(
        Known::LXD_6,
        any(
            "security.delegate_bpf",
            TEXT,
            "lxd-intercept",
            Later(words!("lets the container load BPF programs by a token")),
        ),
    ),
    of(
        Known::INCUS_AFTER_6,
        any(
            "security.bpffs.",
            TEXT,
            "lxd-intercept",
            Later(words!("lets the container load BPF programs by a token")),
        ),
    ),
    of(
        Known::INCUS_AFTER_6,
        any(
            "security.selinux.",
            TEXT,
            "lxd-lsm",
            Later(words!("decides the container's SELinux context")),
        ),
    ),
    key(
        "raw.lxc",
        Syntax::Text("lines of LXC's own format"),
        "lxd-raw-lxc",
        Read(rights::raw_lxc),
    ),
    later(
        "raw.apparmor",
        LINES,
        "lxd-lsm",
        words!("adds rules to the container's AppArmor profile"),
    ),
    later(
        "raw.seccomp",
        LINES,
        "lxd-syscalls",
        words!("replaces the whole system call policy"),
    ),
    vm("raw.qemu"),
    of(Known::AFTER_4, vm("raw.qemu.conf")),
    of(Known::INCUS_AFTER_6, any("raw.qemu.qmp.", TEXT, "lxd-vm", Idle(VM))),
    of(Known::INCUS_AFTER_6, vm("raw.qemu.scriptlet")),
    // NVIDIA's driver.
    of(
        Known::NVIDIA,
        later(
            "nvidia.runtime",
            BOOL,
            "lxd-nvidia",
            words!("mounts NVIDIA's libraries and tools of the host into the container"),
        ),
    ),
    of(
        Known::NVIDIA,
        later(
            "nvidia.driver.capabilities",
            LIST,
            "lxd-nvidia",
            words!("names the parts of NVIDIA's driver that are mounted"),
        ),
    ),
    of(
        Known::NVIDIA,
        later(
            "nvidia.require.cuda",
            TEXT,
            "lxd-nvidia",
            words!("asks for a version of CUDA"),
        ),
    ),
    of(
        Known::NVIDIA,
        later(
            "nvidia.require.driver",
            TEXT,
            "lxd-nvidia",
            words!("asks for a version of NVIDIA's driver"),
        ),
    ),
    // Snapshots and migration.
    later(
        "snapshots.schedule",
        TEXT,
        "lxd-snapshots",
        words!("takes snapshots at these times"),
    ),
    later(
        "snapshots.schedule.stopped",
        BOOL,
        "lxd-snapshots",
        words!("takes snapshots of a stopped container too"),
    ),
    later(
        "snapshots.pattern",
        TEXT,
        "lxd-snapshots",
        words!("names snapshots by this pattern"),
    ),
    later(
        "snapshots.expiry",
        TEXT,
        "lxd-snapshots",
        words!("deletes snapshots after this time"),
    ),
    of(
        Known::INCUS_AFTER_6,
        later(
            "snapshots.expiry.manual",
            TEXT,
            "lxd-snapshots",
            words!("deletes snapshots taken by hand after this time"),
        ),
    ),
    later(
        "migration.incremental.memory",
        BOOL,
        "lxd-migration",
        words!("copies memory in several rounds when a running container is moved"),
    ),
    later(
        "migration.incremental.memory.goal",
        COUNT,
        "lxd-migration",
        words!("stops copying memory when so many percent are the same"),
    ),
    later(
        "migration.incremental.memory.iterations",
        COUNT,
        "lxd-migration",
        words!("copies memory in at most so many rounds"),
    ),
    of(
        Known::AFTER_4,
        later(
            "migration.stateful",
            BOOL,
            "lxd-migration",
            words!("lets a running instance be moved with its processes"),
        ),
    ),
    // Clusters, other services, application containers.
    of(
        Known::AFTER_4,
        later(
            "cluster.evacuate",
            Syntax::Choice(&["auto", "migrate", "live-migrate", "stop", "force-stop", "stateful-stop"]),
            "lxd-cluster",
            words!("decides what happens to the container when its cluster member is emptied"),
        ),
    ),
    of(
        Known::LXD_6,
        later(
            "placement.group",
            TEXT,
            "lxd-cluster",
            words!("keeps the container near to, or away from, others of the group"),
        ),
    ),
    of(
        Known::LXD_AFTER_5,
        later(
            "ubuntu_pro.guest_attach",
            TEXT,
            "lxd-cluster",
            words!("attaches the guest to the host's Ubuntu Pro subscription"),
        ),
    ),
    of(
        Known::INCUS_AFTER_6,
        any("systemd.credential.", TEXT, "lxd-credential", CREDENTIAL),
    ),
    of(
        Known::INCUS_AFTER_6,
        any("systemd.credential-binary.", TEXT, "lxd-credential", CREDENTIAL),
    ),
    of(
        Known::INCUS_AFTER_6,
        printed(
            key("oci.entrypoint", TEXT, "lxd-oci", Read(process::oci_entrypoint)),
            process::print_oci_entrypoint,
        ),
    ),
    of(
        Known::INCUS_AFTER_6,
        printed(
            key("oci.cwd", TEXT, "lxd-oci", Read(process::oci_cwd)),
            process::print_oci_cwd,
        ),
    ),
    of(
        Known::INCUS_AFTER_6,
        printed(key("oci.uid", ID, "lxd-oci", Read(process::oci_id)), process::print_oci_uid),
    ),
    of(
        Known::INCUS_AFTER_6,
        printed(key("oci.gid", ID, "lxd-oci", Read(process::oci_id)), process::print_oci_gid),
    ),
    of(
        Known::INCUS_AFTER_6,
        any(
            "oci.dns.",
            TEXT,
            "lxd-oci",
            Later(words!("decides the name servers of an application container")),
        ),
    ),
    of(Known::INCUS_AFTER_6, any("smbios11.", TEXT, "lxd-vm", Idle(VM))),
    of(Known::INCUS, any("agent.", TEXT, "lxd-vm", Idle(VM))),
    // What the manager writes down for itself.
    noted(
        "volatile.base_image",
        words!("the fingerprint of the image that the instance was made from"),
    ),
    noted("volatile.uuid", words!("the instance's identity")),
    of(
        Known::AFTER_5,
        noted(
            "volatile.uuid.generation",
            words!("the instance's identity, which changes when it goes back to a snapshot"),
        ),
    ),
    noted(
        "volatile.cloud-init.instance-id",
        words!("by which cloud-init knows a new instance"),
    ),
    noted(
        "volatile.idmap.base",
        words!("where the container's own id range begins; 0 for the shared one"),
    ),
    noted("volatile.idmap.current", words!("the id map of the running container")),
    noted("volatile.idmap.next", words!("the id map of the next start")),
    noted(
        "volatile.last_state.idmap",
        words!("the id map that the owners of the files on disk belong to"),
    ),
    noted(
        "volatile.last_state.power",
        words!("whether the container ran when it was last seen; without `boot.autostart` it is started again"),
    ),
    noted(
        "volatile.last_state.ready",
        words!("whether the guest said that it was ready"),
    ),
    noted(
        "volatile.apply_template",
        words!("which templates of the image the next start fills in"),
    ),
    any(
        "volatile.",
        TEXT,
        "lxd-volatile",
        Noted(words!("what it remembers about the instance and its devices")),
    ),
];

/// Returns the entry of a key.
pub(super) fn find(key: &str) -> Option<&'static ConfigKey> {
    KEYS.iter().find(|entry| match entry.name {
        // A namespace alone is no key.
        KeyName::Prefix(prefix) if prefix.ends_with('.') => key.len() > prefix.len() && key.starts_with(prefix),
        name => name.matches(key),
    })
}

/// Prints nothing: the container holds nothing of the key.
pub(super) fn nothing(_: &Container) -> Pairs {
    Vec::new()
}

/// Prints a value that may be there and is no default.
pub(super) fn one<T>(key: &str, value: Option<&Given<T>>, form: impl Fn(&T) -> String) -> Pairs {
    let own = value.filter(|given| !matches!(given.origin, Origin::Default(_)));
    own.map(|given| (key.to_owned(), form(&given.value))).into_iter().collect()
}
