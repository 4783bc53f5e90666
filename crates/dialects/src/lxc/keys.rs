//! The one table of LXC's keys: all of LXC 7.0, the cgroup v1 keys it no longer takes, and the names of LXC 1 and 2.
//!
//! One entry a key: how it is recognised, what its value looks like, how it is read and printed, the explanation's id, and
//! which versions have it. The first entry that matches counts, so that `lxc.cgroup2.memory.max` stands before
//! `lxc.cgroup2.…`. The reading functions are in the file of their subject.

use std::collections::HashMap;
use std::sync::LazyLock;

use transom_model::{Container, Effect, InterfaceKind, Signal, Words, phrase, words};

use super::print::{Pairs, each, flag as print_flag, nothing, one, one_as};
use super::{Reader, devices, idmap, init, legacy, limits, mounts, net, numbers, security, signals};
use crate::{Key, KeyName, Problem, Setting, Syntax};

type Read = fn(&mut Reader, &Setting<'_>) -> Result<Effect, Problem>;
type Print = fn(&Container) -> Pairs;
type Outcome = Result<Effect, Problem>;

const BOOL: Syntax = Syntax::Bool;
const NUMBER: Syntax = Syntax::Integer {
    min: 0,
    max: u32::MAX as i64,
};
const PATH: Syntax = Syntax::Text("a path");
const NAME: Syntax = Syntax::Text("a name");
const COMMAND: Syntax = Syntax::Text("a shell command line");
const SIGNAL: Syntax = Syntax::Text("a signal: 15, SIGPWR, SIGRTMIN+3");
const CONSOLE_SIZE: Syntax = Syntax::Text("bytes, a number with KB, MB or GB, or `auto`");
const SIZE: Syntax = Syntax::Text("bytes, or a number with K, M, G or T; `max` for no limit");
const RULE: Syntax = Syntax::Text("`TYPE MAJOR:MINOR ACCESS` such as `c 10:232 rwm`, or `a` for all");
const CAPS: Syntax = Syntax::Text("capabilities in lower case without cap_, separated by blanks");
const SPACES: Syntax = Syntax::Text("namespaces separated by blanks: user mnt pid uts ipc net cgroup time");
const ADDRESS: Syntax = Syntax::Text("an address with its prefix length");
const EMPTY: Syntax = Syntax::Text("nothing: the empty value clears");

const fn key(name: KeyName, syntax: Syntax, explanation: &'static str, read: Read, print: Print) -> Key<Reader> {
    Key {
        name,
        syntax,
        read,
        print,
        explanation,
        since: None,
        until: None,
    }
}

const fn exact(name: &'static str, syntax: Syntax, explanation: &'static str, read: Read, print: Print) -> Key<Reader> {
    key(KeyName::Exact(name), syntax, explanation, read, print)
}

const fn prefix(name: &'static str, syntax: Syntax, explanation: &'static str, read: Read, print: Print) -> Key<Reader> {
    key(KeyName::Prefix(name), syntax, explanation, read, print)
}

/// A key that is kept and does nothing yet.
const fn later(name: &'static str, syntax: Syntax, explanation: &'static str, read: Read) -> Key<Reader> {
    exact(name, syntax, explanation, read, nothing)
}

const fn nic(after: &'static str, syntax: Syntax, explanation: &'static str, read: Read, print: Print) -> Key<Reader> {
    key(
        KeyName::Indexed {
            before: "lxc.net.",
            after,
        },
        syntax,
        explanation,
        read,
        print,
    )
}

/// A cgroup v1 key of LXC up to 6.
const fn v1(name: &'static str, syntax: Syntax, explanation: &'static str, read: Read) -> Key<Reader> {
    until(exact(name, syntax, explanation, read, nothing), "7.0")
}

/// A name of LXC 1 and 2.
const fn old(name: &'static str, syntax: Syntax, explanation: &'static str) -> Key<Reader> {
    until(exact(name, syntax, explanation, legacy::renamed, nothing), "3.0")
}

const fn since(key: Key<Reader>, version: &'static str) -> Key<Reader> {
    Key {
        since: Some(version),
        ..key
    }
}

const fn until(key: Key<Reader>, version: &'static str) -> Key<Reader> {
    Key {
        until: Some(version),
        ..key
    }
}

fn not_yet(what: Words) -> Outcome {
    Ok(Effect::NotYet(what))
}

/// A flag without effect yet; only its form is looked at.
fn flag_later(setting: &Setting<'_>, what: Words) -> Outcome {
    if !setting.value.is_empty() {
        numbers::flag(setting)?;
    }
    not_yet(what)
}

fn number_later(reader: &mut Reader, setting: &Setting<'_>, what: Words) -> Outcome {
    if !setting.value.is_empty() {
        numbers::number(reader, setting, u64::MAX)?;
    }
    not_yet(what)
}

fn text(setting: &Setting<'_>) -> Option<String> {
    (!setting.value.is_empty()).then(|| setting.value.to_owned())
}

fn flag(setting: &Setting<'_>) -> Result<Option<bool>, Problem> {
    if setting.value.is_empty() {
        Ok(None)
    } else {
        numbers::flag(setting).map(Some)
    }
}

fn number(reader: &mut Reader, setting: &Setting<'_>) -> Result<Option<u32>, Problem> {
    if setting.value.is_empty() {
        Ok(None)
    } else {
        numbers::short(reader, setting).map(Some)
    }
}

fn signal(setting: &Setting<'_>) -> Result<Option<Signal>, Problem> {
    if setting.value.is_empty() {
        Ok(None)
    } else {
        signals::signal(setting.value).map(Some)
    }
}

fn chosen(setting: &Setting<'_>, words: &[&str]) -> Result<(), Problem> {
    if setting.value.is_empty() || words.contains(&setting.value) {
        return Ok(());
    }
    let near = legacy::nearest(setting.value, words.iter().copied());
    let hint = near.map_or_else(
        || format!("it is one of {}", words.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Problem::new("bad-value", format!("`{}` is not known here", setting.value)).hint(hint))
}

fn hook(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    init::hook(reader, setting)?;
    not_yet(words!("runs this command at that moment of the container's life"))
}

/// A place below the cgroup tree: relative, and never upwards.
fn cgroup_dir(setting: &Setting<'_>) -> Outcome {
    if setting.value.starts_with('/') || setting.value.split('/').any(|part| part == "..") {
        return Err(Problem::new(
            "bad-value",
            format!("`{}` must be relative and without `..`", setting.value),
        ));
    }
    not_yet(words!(
        "chooses the container's place in the cgroup tree; Transom has one of its own"
    ))
}

fn inner_cgroup(setting: &Setting<'_>) -> Outcome {
    if setting.value.contains('/') {
        return Err(Problem::new(
            "bad-value",
            format!("`{}` must be one name, without a slash", setting.value),
        ));
    }
    cgroup_dir(setting)
}

/// The entries by what they are found with, so that a key need not be compared with all of them.
struct Index {
    exact: HashMap<&'static str, usize>,
    nic: HashMap<&'static str, usize>,
    /// The others, in the order of the table.
    rest: Vec<usize>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index {
        exact: HashMap::new(),
        nic: HashMap::new(),
        rest: Vec::new(),
    };
    for (at, entry) in KEYS.iter().enumerate() {
        match entry.name {
            KeyName::Exact(name) => drop(index.exact.insert(name, at)),
            KeyName::Indexed { after, .. } => drop(index.nic.insert(after, at)),
            _ => index.rest.push(at),
        }
    }
    index
});

/// Finds the entry of a key; the first that matches.
pub(super) fn find(key: &str) -> Option<&'static Key<Reader>> {
    place(key).map(|at| &KEYS[at])
}

/// Finds the place of a key's entry in the table.
pub(super) fn place(key: &str) -> Option<usize> {
    let index = &*INDEX;
    if let Some(rest) = key.strip_prefix("lxc.net.") {
        let after = rest.split_once('.').map_or("", |(_, after)| after);
        let found = index.nic.get(after).copied();
        return found.filter(|at| KEYS[*at].name.matches(key));
    }
    let exact = index.exact.get(key).copied();
    exact.or_else(|| index.rest.iter().copied().find(|at| KEYS[*at].name.matches(key)))
}

/// Says whether every line of a key counts, and not the last alone, among the keys that may be kept.
pub(super) fn is_list(key: &Key<Reader>) -> bool {
    match key.name {
        KeyName::Exact(name) => matches!(
            name,
            "lxc.apparmor.raw" | "lxc.environment.hooks" | "lxc.group" | "lxc.mount.auto"
        ),
        KeyName::Indexed { after, .. } => matches!(after, "veth.ipv4.route" | "veth.ipv6.route" | "veth.vlan.tagged.id"),
        _ => false,
    }
}

/// Says whether the value of a setting is in a field of the model, or nothing that anybody needs again.
pub(super) fn is_in_model(key: &Key<Reader>, setting: &Setting<'_>, effect: &Effect) -> bool {
    let is_without_field = matches!(effect, Effect::NotYet(_) | Effect::NoEffect(_));
    !is_without_field
        || key.until.is_some()
        || matches!(setting.key, "lxc.include" | "lxc.start.auto" | "lxc.apparmor.profile")
        || (key.explanation == "namespace-share" && setting.value.starts_with('/'))
        || (key.explanation == "hook" && setting.key != "lxc.hook.version")
}

const ARCHITECTURES: &[&str] = &[
    "arm",
    "armel",
    "armhf",
    "armv7l",
    "athlon",
    "i386",
    "i486",
    "i586",
    "i686",
    "linux32",
    "mips",
    "mipsel",
    "ppc",
    "powerpc",
    "x32",
    "x86",
    "aarch64",
    "amd64",
    "arm64",
    "linux64",
    "loongarch64",
    "loong64",
    "mips64",
    "mips64el",
    "ppc64",
    "ppc64el",
    "ppc64le",
    "powerpc64",
    "riscv64",
    "s390x",
    "x86_64",
];
const LEVELS: &[&str] = &[
    "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "CRIT", "ALERT", "FATAL", "0", "1", "2", "3", "4", "5", "6", "7", "8",
];
const FACILITIES: &[&str] = &[
    "daemon", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
];
const NIC_KINDS: &[&str] = &["veth", "macvlan", "ipvlan", "vlan", "phys", "empty", "none"];
const AUTO_WORDS: Syntax = Syntax::Text("words: proc[:mixed|rw] sys[:mixed|ro|rw] cgroup[:mixed|ro|rw][:force]");

/// All keys, in the order in which a container is printed.
// One line an entry reads better than what the formatter makes of it.
#[rustfmt::skip]
pub static KEYS: &[Key<Reader>] = &[
    exact("lxc.include", PATH, "include", include, nothing),
    exact("lxc.arch", Syntax::Choice(ARCHITECTURES), "arch", |r, s| {
        chosen(s, ARCHITECTURES)?;
        r.replace(s, |c| &mut c.arch, text(s))
    }, |c| one("lxc.arch", c.arch.as_ref().filter(|arch| ARCHITECTURES.contains(&arch.value.as_str())))),
    since(exact("lxc.uts.name", NAME, "hostname", hostname, |c| one("lxc.uts.name", c.hostname.as_ref())), "2.1"),
    // The root and mounts.
    since(exact("lxc.rootfs.path", PATH, "rootfs", mounts::root, mounts::print_root), "2.1"),
    exact("lxc.rootfs.options", Syntax::Text("mount options"), "rootfs-options", mounts::root_options, mounts::print_root_options),
    later("lxc.rootfs.mount", PATH, "rootfs-mount", |_, _| Ok(Effect::NoEffect(phrase!("Transom puts the root together in a place of its own")))),
    since(later("lxc.rootfs.managed", BOOL, "rootfs-managed", |_, s| flag_later(s, words!("0 forbids to delete the root's storage with the container"))), "4.0"),
    since(exact("lxc.mount.fstab", PATH, "mount-fstab", mounts::fstab, nothing), "2.1"),
    exact("lxc.mount.entry", Syntax::Text("`SOURCE TARGET TYPE OPTIONS`"), "mount-entry", mounts::entry, mounts::print_entries),
    exact("lxc.mount.auto", AUTO_WORDS, "mount-auto", mounts::auto, mounts::print_auto),
    exact("lxc.autodev", BOOL, "autodev", autodev, |c| print_flag("lxc.autodev", c.is_dev_fresh.as_ref())),
    since(later("lxc.autodev.tmpfs.size", NUMBER, "autodev-size", |_, _| not_yet(words!("sets the size of the file system at /dev, bytes"))), "4.0"),
    // Terminals.
    since(exact("lxc.console.path", PATH, "console-path", console_path, |c| one_as("lxc.console.path", c.terminals.no_console.as_ref(), |()| "none".to_owned())), "2.1"),
    since(exact("lxc.console.logfile", PATH, "console-log", |r, s| r.replace(s, |c| &mut c.terminals.log, text(s).map(Into::into)),
        |c| one_as("lxc.console.logfile", c.terminals.log.as_ref(), |path| path.display().to_string())), "1.1"),
    since(later("lxc.console.size", CONSOLE_SIZE, "console-size", |r, s| console_size(r, s, words!("limits the size of the console's log"))), "3.0"),
    since(later("lxc.console.buffer.size", CONSOLE_SIZE, "console-buffer", |r, s| console_size(r, s, words!("keeps what the console printed last in memory"))), "3.0"),
    since(later("lxc.console.rotate", BOOL, "console-rotate", |_, s| flag_later(s, words!("keeps one older log of the console"))), "3.0"),
    since(exact("lxc.tty.max", NUMBER, "tty-count", |r, s| { let value = number(r, s)?; r.replace(s, |c| &mut c.terminals.ttys, value) },
        |c| one("lxc.tty.max", c.terminals.ttys.as_ref())), "2.1"),
    since(exact("lxc.tty.dir", NAME, "tty-dir", |r, s| r.replace(s, |c| &mut c.terminals.dir, text(s)), |c| one("lxc.tty.dir", c.terminals.dir.as_ref())), "2.1"),
    since(exact("lxc.pty.max", NUMBER, "pty-count", |r, s| { let value = number(r, s)?; r.replace(s, |c| &mut c.terminals.ptys, value) },
        |c| one("lxc.pty.max", c.terminals.ptys.as_ref())), "2.1"),
    // Ids and privileges.
    since(exact("lxc.idmap", Syntax::Text("`u|g INSIDE HOST COUNT`"), "id-map", idmap::read, idmap::print), "2.1"),
    exact("lxc.cap.drop", CAPS, "cap-drop", security::cap_drop, security::print_drop),
    exact("lxc.cap.keep", CAPS, "cap-keep", security::cap_keep, security::print_keep),
    since(exact("lxc.no_new_privs", BOOL, "no-new-privs", |r, s| { let value = flag(s)?; r.replace(s, |c| &mut c.no_new_privs, value) },
        |c| print_flag("lxc.no_new_privs", c.no_new_privs.as_ref())), "2.1"),
    since(exact("lxc.seccomp.profile", PATH, "seccomp-policy", security::seccomp_profile,
        |c| one_as("lxc.seccomp.profile", c.seccomp_path.as_ref(), |path| path.display().to_string())), "2.1"),
    since(later("lxc.seccomp.allow_nesting", BOOL, "seccomp-nesting", |_, s| { flag(s)?; Ok(Effect::NoEffect(phrase!("Transom loads the policy in every case, also when it is confined itself"))) }), "4.0"),
    since(later("lxc.seccomp.notify.proxy", Syntax::Text("unix:PATH"), "seccomp-notify", |_, s| notify_proxy(s)), "4.0"),
    since(later("lxc.seccomp.notify.cookie", NAME, "seccomp-notify", |_, _| not_yet(words!("is sent along to the socket of `lxc.seccomp.notify.proxy`"))), "4.0"),
    since(exact("lxc.apparmor.profile", NAME, "apparmor-profile", |r, s| {
        r.replace(s, |c| &mut c.apparmor, text(s))?;
        not_yet(words!("confines the container with this AppArmor profile"))
    }, |c| one("lxc.apparmor.profile", c.apparmor.as_ref())), "2.1"),
    since(later("lxc.apparmor.allow_incomplete", BOOL, "apparmor-incomplete", |_, s| flag_later(s, words!("starts even where AppArmor cannot control mounts"))), "2.1"),
    since(later("lxc.apparmor.allow_nesting", BOOL, "apparmor-nesting", |_, s| flag_later(s, words!("lets containers run inside, under the generated AppArmor profile"))), "4.0"),
    since(later("lxc.apparmor.raw", Syntax::Text("a line of AppArmor's language"), "apparmor-raw", |_, _| not_yet(words!("adds a line to the generated AppArmor profile"))), "4.0"),
    since(later("lxc.selinux.context", NAME, "selinux-context", |_, _| not_yet(words!("confines the container with this SELinux context"))), "2.1"),
    since(later("lxc.selinux.context.keyring", NAME, "selinux-context", |_, _| not_yet(words!("gives the session keyring this SELinux context"))), "4.0"),
    since(later("lxc.keyring.session", BOOL, "keyring-session", keyring), "4.0"),
    since(exact("lxc.namespace.keep", SPACES, "namespace-keep", security::namespace_keep, security::print_namespaces), "3.0"),
    since(exact("lxc.namespace.clone", SPACES, "namespace-clone", security::namespace_clone, nothing), "3.0"),
    since(prefix("lxc.namespace.share.", Syntax::Text("a process id, a container's name or a path"), "namespace-share", security::namespace_share, security::print_joined), "3.0"),
    since(later("lxc.sched.core", BOOL, "sched-core", |_, s| flag_later(s, words!("shares a CPU core's threads with nothing outside the container"))), "4.0"),
    // Devices.
    since(exact("lxc.cgroup2.devices.deny", RULE, "device-rule", devices::read, nothing), "3.0"),
    since(exact("lxc.cgroup2.devices.allow", RULE, "device-rule", devices::read, devices::print), "3.0"),
    since(prefix("lxc.cgroup2.devices", RULE, "device-rule", devices::read, nothing), "3.0"),
    v1("lxc.cgroup.devices.deny", RULE, "device-rule", devices::read),
    v1("lxc.cgroup.devices.allow", RULE, "device-rule", devices::read),
    until(prefix("lxc.cgroup.devices", RULE, "device-rule", devices::read, nothing), "7.0"),
    // Limits.
    since(exact("lxc.cgroup2.memory.max", SIZE, "memory-limit", limits::memory, |c| one("lxc.cgroup2.memory.max", c.limits.memory.as_ref())), "3.0"),
    since(exact("lxc.cgroup2.memory.high", SIZE, "memory-high", limits::memory_high, |c| one("lxc.cgroup2.memory.high", c.limits.memory_high.as_ref())), "3.0"),
    since(exact("lxc.cgroup2.memory.swap.max", SIZE, "swap-limit", limits::swap, |c| one("lxc.cgroup2.memory.swap.max", c.limits.swap.as_ref())), "3.0"),
    since(exact("lxc.cgroup2.cpu.max", Syntax::Text("`QUOTA PERIOD` in microseconds, or `max`"), "cpu-limit", limits::cpu_max, limits::print_cpu), "3.0"),
    since(exact("lxc.cgroup2.cpu.weight", Syntax::Integer { min: 1, max: 10_000 }, "cpu-weight", limits::cpu_weight, |c| one("lxc.cgroup2.cpu.weight", c.limits.cpu_weight.as_ref())), "3.0"),
    since(exact("lxc.cgroup2.cpuset.cpus", Syntax::Text("a list of CPUs: 0-1,4"), "cpuset", limits::cpuset, |c| one("lxc.cgroup2.cpuset.cpus", c.limits.cpuset.as_ref())), "3.0"),
    since(exact("lxc.cgroup2.pids.max", NUMBER, "pids-limit", limits::pids, |c| one("lxc.cgroup2.pids.max", c.limits.pids.as_ref())), "3.0"),
    since(exact("lxc.cgroup2", EMPTY, "cgroup-clear", limits::clear_all, nothing), "3.0"),
    since(prefix("lxc.cgroup2.", Syntax::Text("what is written into the file"), "cgroup-file", limits::file, limits::print_files), "3.0"),
    v1("lxc.cgroup.memory.limit_in_bytes", SIZE, "memory-limit", limits::memory),
    v1("lxc.cgroup.memory.soft_limit_in_bytes", SIZE, "memory-high", limits::memory_high),
    v1("lxc.cgroup.memory.memsw.limit_in_bytes", SIZE, "swap-limit", limits::memory_and_swap),
    v1("lxc.cgroup.cpu.shares", NUMBER, "cpu-weight", limits::cpu_shares),
    v1("lxc.cgroup.cpu.cfs_quota_us", Syntax::Integer { min: -1, max: i64::MAX }, "cpu-limit", limits::cfs_quota),
    v1("lxc.cgroup.cpu.cfs_period_us", Syntax::Integer { min: 1000, max: 1_000_000 }, "cpu-limit", limits::cfs_period),
    v1("lxc.cgroup.cpuset.cpus", Syntax::Text("a list of CPUs: 0-1,4"), "cpuset", limits::cpuset),
    v1("lxc.cgroup.pids.max", NUMBER, "pids-limit", limits::pids),
    since(later("lxc.cgroup.dir.monitor.pivot", PATH, "cgroup-dir", |_, s| cgroup_dir(s)), "5.0"),
    since(later("lxc.cgroup.dir.monitor", PATH, "cgroup-dir", |_, s| cgroup_dir(s)), "5.0"),
    since(later("lxc.cgroup.dir.container.inner", NAME, "cgroup-dir", |_, s| inner_cgroup(s)), "5.0"),
    since(later("lxc.cgroup.dir.container", PATH, "cgroup-dir", |_, s| cgroup_dir(s)), "5.0"),
    since(later("lxc.cgroup.dir", PATH, "cgroup-dir", |_, s| cgroup_dir(s)), "2.1"),
    since(later("lxc.cgroup.relative", BOOL, "cgroup-dir", |_, s| flag_later(s, words!("makes the container's cgroup below the caller's"))), "4.0"),
    later("lxc.cgroup.pattern", PATH, "system-key", legacy::system_key),
    later("lxc.cgroup.use", NAME, "system-key", legacy::system_key),
    until(exact("lxc.cgroup", EMPTY, "cgroup-clear", limits::clear_all, nothing), "7.0"),
    until(prefix("lxc.cgroup.", Syntax::Text("what is written into the file"), "cgroup-file", limits::file, nothing), "7.0"),
    since(exact("lxc.prlimit", EMPTY, "rlimit", init::clear_named, nothing), "2.1"),
    since(prefix("lxc.prlimit.", Syntax::Text("`SOFT[:HARD]`, numbers or `unlimited`"), "rlimit", init::rlimit, init::print_rlimits), "2.1"),
    since(exact("lxc.sysctl", EMPTY, "sysctl", init::clear_named, nothing), "3.0"),
    since(prefix("lxc.sysctl.", Syntax::Text("what is written"), "sysctl", init::sysctl,
        |c| super::print::each_named(&c.sysctls, |(name, value)| (format!("lxc.sysctl.{name}"), value.clone()))), "3.0"),
    since(exact("lxc.proc", EMPTY, "proc-file", init::clear_named, nothing), "3.0"),
    since(prefix("lxc.proc.", Syntax::Text("what is written"), "proc-file", init::proc_file,
        |c| super::print::each_named(&c.proc_files, |(name, value)| (format!("lxc.proc.{name}"), value.clone()))), "3.0"),
    // The first process.
    since(exact("lxc.init.cmd", COMMAND, "init-command", init::command, init::print_command), "2.1"),
    since(exact("lxc.init.uid", NUMBER, "init-ids", init::uid, |c| one_as("lxc.init.uid", c.init.uid.as_ref(), |id| id.0.to_string())), "2.1"),
    since(exact("lxc.init.gid", NUMBER, "init-ids", init::gid, |c| one_as("lxc.init.gid", c.init.gid.as_ref(), |id| id.0.to_string())), "2.1"),
    since(exact("lxc.init.groups", Syntax::Text("group ids separated by commas"), "init-ids", init::groups, print_groups), "4.0"),
    since(exact("lxc.init.cwd", PATH, "init-cwd", |r, s| r.replace(s, |c| &mut c.init.cwd, text(s).map(Into::into)),
        |c| one_as("lxc.init.cwd", c.init.cwd.as_ref(), |path| path.display().to_string())), "3.0"),
    since(later("lxc.execute.cmd", COMMAND, "execute-command", |_, _| not_yet(words!("is the command of `lxc-execute` where none is given"))), "3.0"),
    since(exact("lxc.environment", Syntax::Text("`NAME=VALUE`, or `NAME` for the host's value"), "environment", init::environment, init::print_environment), "1.1"),
    since(exact("lxc.environment.runtime", Syntax::Text("`NAME=VALUE`, or `NAME` for the host's value"), "environment", init::environment, nothing), "7.0"),
    since(later("lxc.environment.hooks", Syntax::Text("`NAME=VALUE`, or `NAME` for the host's value"), "environment-hooks", |_, _| not_yet(words!("is the environment of hooks"))), "7.0"),
    since(exact("lxc.signal.halt", SIGNAL, "signal-halt", |r, s| { let value = signal(s)?; r.replace(s, |c| &mut c.lifecycle.halt, value) },
        |c| one_as("lxc.signal.halt", c.lifecycle.halt.as_ref(), |signal| signals::print(*signal))), "2.1"),
    since(exact("lxc.signal.reboot", SIGNAL, "signal-reboot", |r, s| { let value = signal(s)?; r.replace(s, |c| &mut c.lifecycle.reboot, value) },
        |c| one_as("lxc.signal.reboot", c.lifecycle.reboot.as_ref(), |signal| signals::print(*signal))), "2.1"),
    since(exact("lxc.signal.stop", SIGNAL, "signal-stop", |r, s| { let value = signal(s)?; r.replace(s, |c| &mut c.lifecycle.stop, value) },
        |c| one_as("lxc.signal.stop", c.lifecycle.stop.as_ref(), |signal| signals::print(*signal))), "2.1"),
    since(later("lxc.time.offset.boot", Syntax::Text("a whole number and h, m, s, ms, us or ns"), "time-offset", time_offset), "5.0"),
    since(later("lxc.time.offset.monotonic", Syntax::Text("a whole number and h, m, s, ms, us or ns"), "time-offset", time_offset), "5.0"),
    // Starting by itself, logs, the supervising process.
    exact("lxc.start.auto", BOOL, "autostart", |r, s| { let value = flag(s)?; r.replace(s, |c| &mut c.lifecycle.autostart, value)?; not_yet(words!("starts the container with the host")) },
        |c| print_flag("lxc.start.auto", c.lifecycle.autostart.as_ref())),
    later("lxc.start.delay", NUMBER, "autostart", |r, s| number_later(r, s, words!("waits so many seconds before the next container is started"))),
    later("lxc.start.order", Syntax::Integer { min: i32::MIN as i64, max: i32::MAX as i64 }, "autostart", |_, s| start_order(s)),
    later("lxc.group", NAME, "group", |_, _| not_yet(words!("puts the container into groups that are started together"))),
    since(later("lxc.ephemeral", BOOL, "ephemeral", |_, s| flag_later(s, words!("destroys the container when it stops"))), "2.0"),
    since(later("lxc.log.file", PATH, "log", |_, _| Ok(Effect::NoEffect(phrase!("Transom keeps its own log: `transom logs`")))), "2.1"),
    since(later("lxc.log.level", Syntax::Choice(LEVELS), "log", |_, s| { chosen_any_case(s, LEVELS)?; Ok(Effect::NoEffect(phrase!("Transom keeps its own log: `transom logs`"))) }), "2.1"),
    since(later("lxc.log.syslog", Syntax::Choice(FACILITIES), "log", |_, s| { chosen(s, FACILITIES)?; not_yet(words!("sends the log to syslog")) }), "2.1"),
    later("lxc.monitor.unshare", NUMBER, "monitor", |r, s| { if !s.value.is_empty() { numbers::number(r, s, u64::MAX)?; } Ok(Effect::NoEffect(phrase!("Transom never mounts anything in the host's own mount namespace"))) }),
    since(later("lxc.monitor.signal.pdeath", SIGNAL, "monitor", |_, s| { if s.value != "0" { signal(s)?; } not_yet(words!("is sent to the first process when the supervising process dies")) }), "4.0"),
    // Hooks.
    exact("lxc.hook.pre-start", COMMAND, "hook", hook, init::print_hooks),
    exact("lxc.hook.pre-mount", COMMAND, "hook", hook, nothing),
    exact("lxc.hook.mount", COMMAND, "hook", hook, nothing),
    exact("lxc.hook.autodev", COMMAND, "hook", hook, nothing),
    since(exact("lxc.hook.start-host", COMMAND, "hook", hook, nothing), "2.1"),
    exact("lxc.hook.start", COMMAND, "hook", hook, nothing),
    since(exact("lxc.hook.stop", COMMAND, "hook", hook, nothing), "2.0"),
    exact("lxc.hook.post-stop", COMMAND, "hook", hook, nothing),
    exact("lxc.hook.clone", COMMAND, "hook", hook, nothing),
    since(exact("lxc.hook.destroy", COMMAND, "hook", hook, nothing), "1.1"),
    since(later("lxc.hook.version", Syntax::Integer { min: 0, max: 1 }, "hook", |_, s| flag_later(s, words!("chooses how hooks are told what happens"))), "3.0"),
    exact("lxc.hook", EMPTY, "hook", init::clear_hooks, nothing),
    // Network.
    since(exact("lxc.net", EMPTY, "nic-clear", net::clear, nothing), "2.1"),
    since(nic("type", Syntax::Choice(NIC_KINDS), "nic-type", net::kind, net::print_kind), "2.1"),
    since(nic("link", NAME, "nic-link", net::link, |c| net::print(c, "link", |nic| net::maybe(nic.link.as_ref()))), "2.1"),
    since(nic("flags", Syntax::Choice(&["up"]), "nic-up", net::flags, |c| net::print(c, "flags", |nic| nic.is_up.then(|| "up".to_owned()).into_iter().collect())), "2.1"),
    since(nic("name", NAME, "nic-name", net::name, |c| net::print(c, "name", |nic| net::maybe(nic.name.as_ref()))), "2.1"),
    since(nic("hwaddr", Syntax::Text("a hardware address; x is any digit"), "nic-mac", net::hwaddr, |c| net::print(c, "hwaddr", |nic| net::maybe(nic.mac.as_ref()))), "2.1"),
    since(nic("mtu", NUMBER, "nic-mtu", net::mtu, |c| net::print(c, "mtu", |nic| net::maybe(nic.mtu.as_ref()))), "2.1"),
    since(nic("ipv4.address", ADDRESS, "nic-address", net::ipv4_address, net::print_addresses), "2.1"),
    since(nic("ipv4.gateway", ADDRESS, "nic-gateway", net::ipv4_gateway, net::print_gateways), "2.1"),
    since(nic("ipv6.address", ADDRESS, "nic-address", net::ipv6_address, nothing), "2.1"),
    since(nic("ipv6.gateway", ADDRESS, "nic-gateway", net::ipv6_gateway, nothing), "2.1"),
    since(nic("l2proxy", BOOL, "nic-l2proxy", |_, s| flag_later(s, words!("answers for the container's addresses on the parent interface")), nothing), "4.0"),
    since(nic("macvlan.mode", Syntax::Choice(&["private", "vepa", "bridge", "passthru"]), "nic-mode", |r, s| {
        net::require(r, s, InterfaceKind::Macvlan)?;
        chosen(s, &["private", "vepa", "bridge", "passthru"])?;
        not_yet(words!("chooses which other macvlan interfaces it may talk to"))
    }, nothing), "2.1"),
    since(nic("ipvlan.mode", Syntax::Choice(&["l3", "l3s", "l2"]), "nic-mode", |r, s| {
        net::require(r, s, InterfaceKind::Ipvlan)?;
        chosen(s, &["l3", "l3s", "l2"])?;
        not_yet(words!("chooses the layer at which the interface is shared"))
    }, nothing), "4.0"),
    since(nic("ipvlan.isolation", Syntax::Choice(&["bridge", "private", "vepa"]), "nic-mode", |r, s| {
        net::require(r, s, InterfaceKind::Ipvlan)?;
        chosen(s, &["bridge", "private", "vepa"])?;
        not_yet(words!("chooses which other ipvlan interfaces it may talk to"))
    }, nothing), "4.0"),
    since(nic("vlan.id", Syntax::Integer { min: 0, max: 4094 }, "nic-vlan", |r, s| {
        net::require(r, s, InterfaceKind::Vlan)?;
        numbers::number(r, s, 4094)?;
        not_yet(words!("chooses the VLAN of the parent interface"))
    }, nothing), "2.1"),
    since(nic("veth.mode", Syntax::Choice(&["bridge", "router"]), "nic-mode", |r, s| {
        net::require(r, s, InterfaceKind::Veth)?;
        chosen(s, &["bridge", "router"])?;
        if s.value == "router" { not_yet(words!("routes to the container instead of putting it on a bridge")) } else { Ok(Effect::Taken) }
    }, nothing), "4.0"),
    since(nic("veth.pair", NAME, "nic-pair", net::pair, |c| net::print(c, "veth.pair", |nic| net::maybe(nic.host_name.as_ref()))), "2.1"),
    since(nic("veth.n_rxqueues", NUMBER, "nic-queues", |r, s| veth_number(r, s, words!("sets how many queues receive")), nothing), "4.0"),
    since(nic("veth.n_txqueues", NUMBER, "nic-queues", |r, s| veth_number(r, s, words!("sets how many queues send")), nothing), "4.0"),
    since(nic("veth.ipv4.route", ADDRESS, "nic-route", |r, s| net::route(r, s, true), nothing), "4.0"),
    since(nic("veth.ipv6.route", ADDRESS, "nic-route", |r, s| net::route(r, s, false), nothing), "4.0"),
    since(nic("veth.vlan.id", Syntax::Text("a VLAN or `none`"), "nic-vlan", |r, s| { if s.value != "none" { veth_vlan(r, s)?; } else { net::require(r, s, InterfaceKind::Veth)?; } not_yet(words!("chooses the untagged VLAN of the bridge's port")) }, nothing), "4.0"),
    since(nic("veth.vlan.tagged.id", Syntax::Integer { min: 0, max: 4094 }, "nic-vlan", |r, s| { veth_vlan(r, s)?; not_yet(words!("adds a tagged VLAN to the bridge's port")) }, nothing), "4.0"),
    since(nic("script.up", COMMAND, "nic-script", |_, _| not_yet(words!("runs this command on the host when the interface is made")), nothing), "2.1"),
    since(nic("script.down", COMMAND, "nic-script", |_, _| not_yet(words!("runs this command on the host before the interface goes")), nothing), "2.1"),
    since(nic("", EMPTY, "nic-clear", net::remove, nothing), "2.1"),
    // Names of LXC 1 and 2.
    old("lxc.aa_profile", NAME, "apparmor-profile"),
    old("lxc.aa_allow_incomplete", BOOL, "apparmor-incomplete"),
    old("lxc.se_context", NAME, "selinux-context"),
    old("lxc.seccomp", PATH, "seccomp-policy"),
    old("lxc.id_map", Syntax::Text("`u|g INSIDE HOST COUNT`"), "id-map"),
    old("lxc.rootfs", PATH, "rootfs"),
    since(until(exact("lxc.rootfs.backend", NAME, "rootfs", mounts::root_backend, nothing), "3.0"), "2.0"),
    old("lxc.mount", PATH, "mount-fstab"),
    old("lxc.utsname", NAME, "hostname"),
    old("lxc.tty", NUMBER, "tty-count"),
    old("lxc.pts", NUMBER, "pty-count"),
    old("lxc.devttydir", NAME, "tty-dir"),
    old("lxc.console", PATH, "console-path"),
    since(old("lxc.init_cmd", COMMAND, "init-command"), "1.1"),
    since(old("lxc.init_uid", NUMBER, "init-ids"), "2.0"),
    since(old("lxc.init_gid", NUMBER, "init-ids"), "2.0"),
    old("lxc.haltsignal", SIGNAL, "signal-halt"),
    since(old("lxc.rebootsignal", SIGNAL, "signal-reboot"), "1.1"),
    old("lxc.stopsignal", SIGNAL, "signal-stop"),
    old("lxc.logfile", PATH, "log"),
    old("lxc.loglevel", Syntax::Choice(LEVELS), "log"),
    since(old("lxc.syslog", Syntax::Choice(FACILITIES), "log"), "2.1"),
    since(until(prefix("lxc.limit.", Syntax::Text("`SOFT[:HARD]`"), "rlimit", legacy::renamed, nothing), "3.0"), "2.1"),
    until(exact("lxc.kmsg", BOOL, "removed-key", legacy::removed, nothing), "3.0"),
    until(exact("lxc.pivotdir", PATH, "removed-key", legacy::removed, nothing), "3.0"),
    until(exact("lxc.network", EMPTY, "nic-clear", legacy::network, nothing), "3.0"),
    until(exact("lxc.network.type", Syntax::Choice(NIC_KINDS), "nic-type", legacy::network, nothing), "3.0"),
    until(prefix("lxc.network.", Syntax::Text("as under lxc.net.N"), "nic-old", legacy::network, nothing), "3.0"),
];

fn include(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    if setting.value.is_empty() {
        return Err(Problem::new("bad-value", "`lxc.include` needs a path"));
    }
    reader.include(std::path::Path::new(setting.value), &setting.value_origin())
}

fn hostname(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    if setting.value.len() > 64 {
        return Err(Problem::new("bad-value", "a host name has 64 bytes at the most (uname(2))"));
    }
    reader.replace(setting, |container| &mut container.hostname, text(setting))
}

/// The empty value means 0 here, whatever the default is.
fn autodev(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let value = if setting.value.is_empty() {
        false
    } else {
        numbers::flag(setting)?
    };
    reader.replace(setting, |container| &mut container.is_dev_fresh, Some(value))
}

fn console_path(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let value = (setting.value == "none").then_some(());
    reader.replace(setting, |container| &mut container.terminals.no_console, value)?;
    if matches!(setting.value, "" | "none") {
        Ok(Effect::Taken)
    } else {
        not_yet(words!("connects the console to this device of the host"))
    }
}

/// LXC's code does the opposite of its manual; the code counts.
fn keyring(_: &mut Reader, setting: &Setting<'_>) -> Outcome {
    match flag(setting)? {
        Some(true) => not_yet(words!(
            "keeps the starter's session keyring: LXC does the opposite of its manual here"
        )),
        _ => Ok(Effect::NoEffect(phrase!(
            "a container gets a session keyring of its own anyway"
        ))),
    }
}

fn time_offset(_: &mut Reader, setting: &Setting<'_>) -> Outcome {
    if !setting.value.is_empty() {
        init::time_offset(setting)?;
    }
    not_yet(words!("shifts a clock of the container"))
}

fn start_order(setting: &Setting<'_>) -> Outcome {
    if !setting.value.is_empty() && setting.value.parse::<i32>().is_err() {
        return Err(Problem::new(
            "bad-value",
            format!("`{}` is not a whole number", setting.value),
        ));
    }
    not_yet(words!("chooses which container is started first"))
}

fn chosen_any_case(setting: &Setting<'_>, words: &'static [&'static str]) -> Result<(), Problem> {
    let upper = setting.value.to_uppercase();
    chosen(
        &Setting {
            value: &upper,
            ..setting.clone()
        },
        words,
    )
}

fn veth_number(reader: &mut Reader, setting: &Setting<'_>, what: Words) -> Outcome {
    net::require(reader, setting, InterfaceKind::Veth)?;
    if numbers::number(reader, setting, u64::from(u32::MAX))? == 0 {
        return Err(Problem::new("bad-value", "at least one queue is needed"));
    }
    not_yet(what)
}

fn veth_vlan(reader: &mut Reader, setting: &Setting<'_>) -> Result<(), Problem> {
    net::require(reader, setting, InterfaceKind::Veth)?;
    if !setting.value.is_empty() {
        numbers::number(reader, setting, 4094)?;
    }
    Ok(())
}

/// Bytes, or with KB, MB or GB, or `auto`: other words than everywhere else. A letter alone LXC drops.
fn console_size(reader: &mut Reader, setting: &Setting<'_>, what: Words) -> Outcome {
    let value = setting.value;
    if matches!(value, "" | "auto") {
        return not_yet(what);
    }
    let upper = value.to_ascii_uppercase();
    let number = ["KB", "MB", "GB"].into_iter().find_map(|unit| upper.strip_suffix(unit));
    if numbers::unsigned(number.unwrap_or(value).trim_end()).is_some() {
        return not_yet(what);
    }
    let bare = value.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    if value.chars().count() == bare.chars().count() + 1 && numbers::unsigned(bare).is_some() {
        let message = format!("LXC takes `{value}` as {bare} bytes: it knows KB, MB and GB alone");
        reader.warn(
            "console-size-unit",
            message,
            setting.value_origin(),
            format!("write {upper}B"),
        );
        return not_yet(what);
    }
    let problem = Problem::new("bad-value", format!("`{value}` is not a size"));
    Err(problem.hint("write bytes, a number with KB, MB or GB such as 128KB, or auto"))
}

fn notify_proxy(setting: &Setting<'_>) -> Outcome {
    if !setting.value.is_empty() && !setting.value.starts_with("unix:") {
        let problem = Problem::new("bad-value", format!("`{}` is not the address of a socket", setting.value));
        return Err(problem.hint("write unix:/path, or unix:@name for an abstract one"));
    }
    not_yet(words!("sends system calls that a rule notifies of to this socket"))
}

fn print_groups(container: &Container) -> Pairs {
    let groups = each("", &container.init.groups, |id| id.0.to_string());
    let numbers: Vec<String> = groups.into_iter().map(|(_, number)| number).collect();
    if numbers.is_empty() {
        Vec::new()
    } else {
        vec![("lxc.init.groups".to_owned(), numbers.join(","))]
    }
}
