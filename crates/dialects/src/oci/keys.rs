//! The one table of the properties of `config.json`, by path: `[]` is an item of a list, `*` a name that is free.
//!
//! The order is that of a printed file. What a version of the specification added carries that version; 1.0 is the base.

use std::collections::HashMap;
use std::sync::LazyLock;

use transom_model::{CgroupGeneration, Container, Dialect, Effect, Release, Version, Words, phrase, words};

use super::print::Pairs;
use super::{Reader, devices, linux, mounts, process, resources, seccomp};
use crate::{Key, KeyName, Problem, Setting, Syntax};

type Outcome = Result<Effect, Problem>;
type Read = fn(&mut Reader, &Setting<'_>) -> Outcome;
type Print = fn(&Container) -> Pairs;

/// The explanation of a part of something that has been read as a whole.
pub(super) const PART: &str = "oci-part";

const PATH: Syntax = Syntax::Text("an absolute path");
const NAME: Syntax = Syntax::Text("a name");
const TEXT: Syntax = Syntax::Text("text");
const CAPABILITY: Syntax = Syntax::Text("CAP_ and a name of capabilities(7)");
const ANY: Syntax = Syntax::Object(&[]);
const U32: Syntax = Syntax::Integer {
    min: 0,
    max: u32::MAX as i64,
};
const U16: Syntax = Syntax::Integer {
    min: 0,
    max: u16::MAX as i64,
};
const U64: Syntax = Syntax::Integer { min: 0, max: i64::MAX };
const I64: Syntax = Syntax::Integer {
    min: i64::MIN,
    max: i64::MAX,
};
/// -1 is none.
const LIMIT: Syntax = Syntax::Integer { min: -1, max: i64::MAX };
const DEVICE_KINDS: Syntax = Syntax::Choice(&["a", "c", "b", "u"]);
const NODE_KINDS: Syntax = Syntax::Choice(&["c", "b", "u", "p"]);
const NAMESPACES: Syntax = Syntax::Choice(&["pid", "network", "mount", "ipc", "uts", "user", "cgroup", "time"]);
const RANGE: Syntax = Syntax::Object(&["containerID", "hostID", "size"]);
const RATE: Syntax = Syntax::Object(&["major", "minor", "rate"]);
const HOOK: Syntax = Syntax::Object(&["path"]);
const V1: CgroupGeneration = CgroupGeneration::V1;
const V2: CgroupGeneration = CgroupGeneration::V2;

const fn key(path: &'static str, syntax: Syntax, explanation: &'static str, read: Read) -> Key<Reader> {
    Key {
        name: KeyName::Exact(path),
        syntax,
        read,
        print: nothing,
        explanation,
        since: None,
        until: None,
    }
}

/// An object or list that means nothing by itself.
const fn group(path: &'static str, syntax: Syntax) -> Key<Reader> {
    key(path, syntax, "oci-group", taken)
}

/// A part of something that has read it as a whole.
const fn part(path: &'static str, syntax: Syntax) -> Key<Reader> {
    key(path, syntax, PART, taken)
}

/// A property that this version keeps and does nothing with.
const fn later(path: &'static str, syntax: Syntax, read: Read) -> Key<Reader> {
    key(path, syntax, "oci-kept", read)
}

const fn since(version: &'static str, mut key: Key<Reader>) -> Key<Reader> {
    key.since = Some(version);
    key
}

/// Dropped by this version, which has another word for it.
const fn until(version: &'static str, mut key: Key<Reader>) -> Key<Reader> {
    key.until = Some(version);
    key
}

const fn printed(mut key: Key<Reader>, print: Print) -> Key<Reader> {
    key.print = print;
    key
}

fn nothing(_: &Container) -> Pairs {
    Vec::new()
}

fn taken(_: &mut Reader, _: &Setting<'_>) -> Outcome {
    Ok(Effect::Taken)
}

fn no_effect(why: Words) -> Outcome {
    Ok(Effect::NoEffect(why.into()))
}

fn other_system(_: &mut Reader, _: &Setting<'_>) -> Outcome {
    no_effect(words!("it is for another operating system"))
}

fn version_property(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let Some(found) = version(setting.value) else {
        return Err(Problem::new(
            "bad-version",
            format!("`{}` is no version of the specification", setting.value),
        )
        .hint("write one such as 1.0.2 or 1.3.0"));
    };
    if found.0 != 1 {
        return Err(Problem::new(
            "bad-version",
            format!(
                "Transom reads versions 1.0 to 1.3 of the specification, and the file is of {}",
                setting.value
            ),
        ));
    }
    reader.version = Some(found);
    let is_older = reader.release < Release::newest(Dialect::Oci).version;
    if is_older && Version::new(1, found.1) > reader.release {
        let problem = Problem::new(
            "newer-version",
            format!(
                "the file is of version {}, and is read as by a runtime of {}",
                setting.value, reader.release
            ),
        );
        reader.warn(
            problem.hint("runtimes of that age refuse or skip what came later"),
            &setting.value_origin(),
        );
    } else if found.1 > 3 {
        let problem = Problem::new(
            "newer-version",
            format!(
                "the file is of version {}, and Transom knows the specification up to 1.3",
                setting.value
            ),
        );
        reader.warn(
            problem.hint("properties that came later are skipped, each with a warning"),
            &setting.value_origin(),
        );
    }
    Ok(Effect::Taken)
}

/// Reads the first two numbers of a version as semver.org has it: `1.0.2-dev`.
pub(super) fn version(text: &str) -> Option<(u64, u16)> {
    let core = text.split(['-', '+']).next()?;
    let rest = &text[core.len()..];
    let mut numbers = core.split('.').map(|part| {
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| part.parse::<u64>().ok())?
    });
    let (major, minor, _) = (numbers.next()??, numbers.next()??, numbers.next()??);
    if numbers.next().is_some() {
        return None;
    }
    let is_rest_fit = rest.is_empty()
        || rest.len() > 1
            && rest[1..]
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b".-+".contains(&byte));
    is_rest_fit.then(|| (major, u16::try_from(minor).unwrap_or(u16::MAX)))
}

/// The same of an entry of the table, for comparing with a release.
pub(super) fn release(text: &str) -> Version {
    let (major, minor) = version(text).unwrap_or_default();
    Version::new(u16::try_from(major).unwrap_or(u16::MAX), minor)
}

/// What is below an entry of the table, by the entry's place in it.
#[derive(Default)]
struct Below {
    /// Names and places.
    names: Vec<(&'static str, usize)>,
    /// Where any name goes.
    free: Option<usize>,
    /// The items of a list.
    item: Option<usize>,
}

static BELOW: LazyLock<Vec<Below>> = LazyLock::new(|| {
    let places: HashMap<&str, usize> = KEYS.iter().map(path_of).zip(0..).collect();
    let mut below: Vec<Below> = KEYS.iter().map(|_| Below::default()).collect();
    for (place, path) in KEYS.iter().map(path_of).enumerate().skip(1) {
        let (parent, name) = match path.strip_suffix("[]") {
            Some(list) => (list, "[]"),
            None => path.rsplit_once('.').unwrap_or(("", path)),
        };
        let Some(parent) = places.get(parent) else { continue };
        match name {
            "[]" => below[*parent].item = Some(place),
            "*" => below[*parent].free = Some(place),
            name => below[*parent].names.push((name, place)),
        }
    }
    below
});

/// The place of the whole document.
pub(super) const ROOT: usize = 0;

/// Returns the path of an entry, with `[]` for items and `*` for free names.
pub(super) fn path_of(entry: &Key<Reader>) -> &'static str {
    match entry.name {
        KeyName::Exact(path) | KeyName::Prefix(path) => path,
        KeyName::Numbered { word, .. } => word,
        KeyName::Indexed { before, .. } => before,
    }
}

/// Finds what a name below an entry is.
pub(super) fn child(place: usize, name: &str) -> Option<usize> {
    named(place, name).or_else(|| free(place))
}

/// Finds a name that the specification has below an entry.
pub(super) fn named(place: usize, name: &str) -> Option<usize> {
    let below = &BELOW[place];
    let named = below.names.iter().find(|(known, _)| *known == name);
    named.map(|(_, place)| *place)
}

/// Returns where any other name below an entry goes.
pub(super) fn free(place: usize) -> Option<usize> {
    BELOW[place].free
}

/// Finds what an item of a list is.
pub(super) fn item(place: usize) -> Option<usize> {
    BELOW[place].item
}

/// Finds an entry by its path, in which free names and numbers of items may stand: `annotations.a.b`, `mounts[3].options[]`.
pub(super) fn locate(path: &str) -> Option<usize> {
    let mut place = ROOT;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(bracket) = rest.strip_prefix('[') {
            let (number, after) = bracket.split_once(']')?;
            number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
            place = item(place)?;
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        match named(place, &rest[..end]) {
            Some(named) => {
                place = named;
                rest = &rest[end..];
            }
            None => {
                place = free(place)?;
                // A free name may have dots in it where nothing is below.
                let end = if is_leaf(place) { rest.len() } else { end };
                rest = &rest[end..];
            }
        }
    }
    Some(place)
}

/// Finds the entry at a path.
pub(super) fn find(path: &str) -> Option<&'static Key<Reader>> {
    locate(path).map(|place| &KEYS[place])
}

/// Says whether the table has nothing below an entry.
pub(super) fn is_leaf(place: usize) -> bool {
    let below = &BELOW[place];
    below.names.is_empty() && below.free.is_none() && below.item.is_none()
}

/// Returns the names that the specification has below an entry.
pub(super) fn names(place: usize) -> Vec<&'static str> {
    BELOW[place].names.iter().map(|(name, _)| *name).collect()
}

/// The properties of the OCI runtime specification.
#[rustfmt::skip]
pub static KEYS: &[Key<Reader>] = &[
    group("", Syntax::Object(&["ociVersion"])),
    key("ociVersion", Syntax::Text("a version, such as 1.3.0"), "oci-version", version_property),
    // The first process.
    group("process", Syntax::Object(&["cwd"])),
    printed(later("process.terminal", Syntax::Bool, |r, s| { r.container.init.has_terminal = Some(process::flag(s)); Ok(if s.value == "true" { Effect::NotYet(words!("gives the first process a terminal; here the starter decides")) } else { Effect::NoEffect(phrase!("the starter decides whether there is a terminal")) }) }), process::print_terminal),
    later("process.consoleSize", Syntax::Object(&["height", "width"]), |_, _| Ok(Effect::NotYet(words!("sets the size of the terminal")))),
    part("process.consoleSize.height", U32),
    part("process.consoleSize.width", U32),
    group("process.user", ANY),
    printed(key("process.user.uid", U32, "init-ids", |r, s| { r.container.init.uid = Some(process::id(s)); Ok(Effect::Taken) }), process::print_uid),
    printed(key("process.user.gid", U32, "init-ids", |r, s| { r.container.init.gid = Some(process::id(s)); Ok(Effect::Taken) }), process::print_gid),
    later("process.user.umask", Syntax::Integer { min: 0, max: 0o7777 }, |_, _| Ok(Effect::NotYet(words!("sets which permission bits new files do not get")))),
    printed(group("process.user.additionalGids", Syntax::List), process::print_groups),
    key("process.user.additionalGids[]", U32, "init-ids", |r, s| { r.container.init.groups.push(process::id(s)); Ok(Effect::Taken) }),
    key("process.user.username", NAME, "oci-kept", other_system),
    printed(key("process.args", Syntax::List, "init-command", process::args), process::print_args),
    key("process.args[]", TEXT, "oci-argument", taken),
    key("process.commandLine", TEXT, "oci-kept", other_system),
    printed(group("process.env", Syntax::List), process::print_environment),
    key("process.env[]", Syntax::Text("NAME=VALUE"), "environment", process::variable),
    printed(key("process.cwd", PATH, "init-cwd", process::cwd), process::print_cwd),
    printed(group("process.capabilities", ANY), process::print_capabilities),
    key("process.capabilities.bounding", Syntax::List, "oci-bounding", process::bounding),
    key("process.capabilities.bounding[]", CAPABILITY, "oci-capability", process::bounding_item),
    group("process.capabilities.effective", Syntax::List),
    key("process.capabilities.effective[]", CAPABILITY, "oci-capability", process::effective_item),
    group("process.capabilities.permitted", Syntax::List),
    key("process.capabilities.permitted[]", CAPABILITY, "oci-capability", process::permitted_item),
    group("process.capabilities.inheritable", Syntax::List),
    key("process.capabilities.inheritable[]", CAPABILITY, "oci-capability", process::inherited_item),
    group("process.capabilities.ambient", Syntax::List),
    key("process.capabilities.ambient[]", CAPABILITY, "oci-capability", process::ambient_item),
    printed(group("process.rlimits", Syntax::List), process::print_rlimits),
    key("process.rlimits[]", Syntax::Object(&["type", "soft", "hard"]), "oci-rlimit", process::rlimit),
    part("process.rlimits[].type", Syntax::Choice(process::RESOURCES)),
    part("process.rlimits[].soft", U64),
    part("process.rlimits[].hard", U64),
    printed(key("process.noNewPrivileges", Syntax::Bool, "no-new-privs", |r, s| { r.container.no_new_privs = Some(process::flag(s)); Ok(Effect::Taken) }),
        |c| super::print::plain("process.noNewPrivileges", c.no_new_privs.as_ref().map(|given| given.value))),
    printed(key("process.apparmorProfile", NAME, "apparmor-profile", |r, s| { r.container.apparmor = Some(s.given(s.value.to_owned())); Ok(Effect::Taken) }), linux::print_apparmor),
    later("process.selinuxLabel", NAME, |_, _| Ok(Effect::NotYet(words!("runs the first process under this SELinux context")))),
    printed(key("process.oomScoreAdj", Syntax::Integer { min: -1000, max: 1000 }, "oci-oom-score", |r, s| { r.container.proc_files.push(s.given(("oom_score_adj".to_owned(), s.value.to_owned()))); Ok(Effect::Taken) }), process::print_score),
    since("1.1.0", later("process.scheduler", Syntax::Object(&["policy"]), |_, _| Ok(Effect::NotYet(words!("chooses how the kernel schedules the first process"))))),
    part("process.scheduler.policy", Syntax::Choice(&["SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE"])),
    part("process.scheduler.nice", Syntax::Integer { min: -20, max: 19 }),
    part("process.scheduler.priority", Syntax::Integer { min: 0, max: 99 }),
    part("process.scheduler.flags", Syntax::List),
    part("process.scheduler.flags[]", Syntax::Choice(&["SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_KEEP_PARAMS", "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX"])),
    part("process.scheduler.runtime", U64),
    part("process.scheduler.deadline", U64),
    part("process.scheduler.period", U64),
    since("1.1.0", later("process.ioPriority", Syntax::Object(&["class"]), |_, _| Ok(Effect::NotYet(words!("chooses the first process's turn at disks"))))),
    part("process.ioPriority.class", Syntax::Choice(&["IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"])),
    part("process.ioPriority.priority", Syntax::Integer { min: 0, max: 7 }),
    since("1.2.1", later("process.execCPUAffinity", ANY, |_, _| no_effect(words!("it is for processes that join the container, not for the first")))),
    part("process.execCPUAffinity.initial", TEXT),
    part("process.execCPUAffinity.final", TEXT),
    // The root and the names.
    printed(key("root", Syntax::Object(&["path"]), "oci-root", linux::root), linux::print_root),
    part("root.path", Syntax::Text("a path, relative to the bundle or absolute")),
    part("root.readonly", Syntax::Bool),
    printed(key("hostname", NAME, "hostname", process::hostname), process::print_hostname),
    since("1.1.0", printed(key("domainname", NAME, "oci-domainname", process::domain_name), process::print_domain_name)),
    // Mounts.
    printed(group("mounts", Syntax::List), mounts::print_mounts),
    key("mounts[]", Syntax::Object(&["destination"]), "oci-mount", mounts::mount),
    part("mounts[].destination", PATH),
    part("mounts[].type", NAME),
    part("mounts[].source", TEXT),
    part("mounts[].options", Syntax::List),
    key("mounts[].options[]", NAME, "oci-mount-option", mounts::option),
    since("1.1.0", part("mounts[].uidMappings", Syntax::List)),
    key("mounts[].uidMappings[]", RANGE, "oci-mount-map", mounts::own_map),
    part("mounts[].uidMappings[].containerID", U32),
    part("mounts[].uidMappings[].hostID", U32),
    part("mounts[].uidMappings[].size", U32),
    since("1.1.0", part("mounts[].gidMappings", Syntax::List)),
    key("mounts[].gidMappings[]", RANGE, "oci-mount-map", mounts::own_map),
    part("mounts[].gidMappings[].containerID", U32),
    part("mounts[].gidMappings[].hostID", U32),
    part("mounts[].gidMappings[].size", U32),
    // Hooks.
    group("hooks", ANY),
    printed(group("hooks.prestart", Syntax::List), |c| linux::print_hooks(c, "prestart")),
    key("hooks.prestart[]", HOOK, "hook", linux::hook),
    part("hooks.prestart[].path", PATH), part("hooks.prestart[].args", Syntax::List), part("hooks.prestart[].args[]", TEXT),
    part("hooks.prestart[].env", Syntax::List), part("hooks.prestart[].env[]", TEXT), part("hooks.prestart[].timeout", Syntax::Integer { min: 1, max: i64::MAX }),
    printed(group("hooks.createRuntime", Syntax::List), |c| linux::print_hooks(c, "createRuntime")),
    key("hooks.createRuntime[]", HOOK, "hook", linux::hook),
    part("hooks.createRuntime[].path", PATH), part("hooks.createRuntime[].args", Syntax::List), part("hooks.createRuntime[].args[]", TEXT),
    part("hooks.createRuntime[].env", Syntax::List), part("hooks.createRuntime[].env[]", TEXT), part("hooks.createRuntime[].timeout", Syntax::Integer { min: 1, max: i64::MAX }),
    printed(group("hooks.createContainer", Syntax::List), |c| linux::print_hooks(c, "createContainer")),
    key("hooks.createContainer[]", HOOK, "hook", linux::hook),
    part("hooks.createContainer[].path", PATH), part("hooks.createContainer[].args", Syntax::List), part("hooks.createContainer[].args[]", TEXT),
    part("hooks.createContainer[].env", Syntax::List), part("hooks.createContainer[].env[]", TEXT), part("hooks.createContainer[].timeout", Syntax::Integer { min: 1, max: i64::MAX }),
    printed(group("hooks.startContainer", Syntax::List), |c| linux::print_hooks(c, "startContainer")),
    key("hooks.startContainer[]", HOOK, "hook", linux::hook),
    part("hooks.startContainer[].path", PATH), part("hooks.startContainer[].args", Syntax::List), part("hooks.startContainer[].args[]", TEXT),
    part("hooks.startContainer[].env", Syntax::List), part("hooks.startContainer[].env[]", TEXT), part("hooks.startContainer[].timeout", Syntax::Integer { min: 1, max: i64::MAX }),
    printed(group("hooks.poststart", Syntax::List), |c| linux::print_hooks(c, "poststart")),
    key("hooks.poststart[]", HOOK, "hook", linux::hook),
    part("hooks.poststart[].path", PATH), part("hooks.poststart[].args", Syntax::List), part("hooks.poststart[].args[]", TEXT),
    part("hooks.poststart[].env", Syntax::List), part("hooks.poststart[].env[]", TEXT), part("hooks.poststart[].timeout", Syntax::Integer { min: 1, max: i64::MAX }),
    printed(group("hooks.poststop", Syntax::List), |c| linux::print_hooks(c, "poststop")),
    key("hooks.poststop[]", HOOK, "hook", linux::hook),
    part("hooks.poststop[].path", PATH), part("hooks.poststop[].args", Syntax::List), part("hooks.poststop[].args[]", TEXT),
    part("hooks.poststop[].env", Syntax::List), part("hooks.poststop[].env[]", TEXT), part("hooks.poststop[].timeout", Syntax::Integer { min: 1, max: i64::MAX }),
    group("annotations", ANY),
    key("annotations.*", TEXT, "oci-kept", linux::annotation),
    // Linux: isolation.
    group("linux", ANY),
    printed(group("linux.namespaces", Syntax::List), linux::print_namespaces),
    key("linux.namespaces[]", Syntax::Object(&["type"]), "oci-namespace", linux::namespace),
    part("linux.namespaces[].type", NAMESPACES),
    part("linux.namespaces[].path", PATH),
    printed(group("linux.uidMappings", Syntax::List), linux::print_user_map),
    key("linux.uidMappings[]", RANGE, "oci-id-map", linux::user_range),
    part("linux.uidMappings[].containerID", U32),
    part("linux.uidMappings[].hostID", U32),
    part("linux.uidMappings[].size", U32),
    printed(group("linux.gidMappings", Syntax::List), linux::print_group_map),
    key("linux.gidMappings[]", RANGE, "oci-id-map", linux::group_range),
    part("linux.gidMappings[].containerID", U32),
    part("linux.gidMappings[].hostID", U32),
    part("linux.gidMappings[].size", U32),
    since("1.1.0", later("linux.timeOffsets", ANY, |_, _| Ok(Effect::NotYet(words!("shifts clocks of the container"))))),
    later("linux.timeOffsets.monotonic", ANY, |_, _| Ok(Effect::NotYet(words!("shifts the container's monotonic clock")))),
    part("linux.timeOffsets.monotonic.secs", I64),
    part("linux.timeOffsets.monotonic.nanosecs", U32),
    later("linux.timeOffsets.boottime", ANY, |_, _| Ok(Effect::NotYet(words!("shifts the container's time since boot")))),
    part("linux.timeOffsets.boottime.secs", I64),
    part("linux.timeOffsets.boottime.nanosecs", U32),
    // Linux: devices and interfaces.
    printed(group("linux.devices", Syntax::List), devices::print_nodes),
    key("linux.devices[]", Syntax::Object(&["type", "path"]), "device-node", devices::node),
    part("linux.devices[].type", NODE_KINDS),
    part("linux.devices[].path", PATH),
    part("linux.devices[].major", U32),
    part("linux.devices[].minor", U32),
    part("linux.devices[].fileMode", U32),
    part("linux.devices[].uid", U32),
    part("linux.devices[].gid", U32),
    since("1.3.0", printed(group("linux.netDevices", ANY), linux::print_net_devices)),
    key("linux.netDevices.*", ANY, "oci-net-device", linux::net_device),
    part("linux.netDevices.*.name", NAME),
    // Linux: control groups.
    later("linux.cgroupsPath", TEXT, |_, _| Ok(Effect::NotYet(words!("chooses the container's place in the cgroup tree; Transom has one of its own")))),
    group("linux.resources", ANY),
    printed(group("linux.resources.devices", Syntax::List), devices::print_rules),
    key("linux.resources.devices[]", Syntax::Object(&["allow"]), "oci-device-rule", devices::rule),
    part("linux.resources.devices[].allow", Syntax::Bool),
    part("linux.resources.devices[].type", DEVICE_KINDS),
    part("linux.resources.devices[].major", LIMIT),
    part("linux.resources.devices[].minor", LIMIT),
    part("linux.resources.devices[].access", Syntax::Text("any of r, w and m")),
    printed(group("linux.resources.memory", ANY), resources::print_memory),
    key("linux.resources.memory.limit", LIMIT, "oci-memory", resources::memory),
    key("linux.resources.memory.reservation", LIMIT, "oci-memory-low", |r, s| resources::limit_file(r, s, "memory.low")),
    key("linux.resources.memory.swap", LIMIT, "oci-swap", resources::swap),
    key("linux.resources.memory.kernel", LIMIT, "oci-kept", |_, _| no_effect(words!("kernels since 5.16 do not limit kernel memory by itself"))),
    key("linux.resources.memory.kernelTCP", LIMIT, "oci-kept", |_, _| no_effect(words!("cgroup v2 has no limit of TCP buffers by themselves"))),
    key("linux.resources.memory.swappiness", Syntax::Integer { min: 0, max: 100 }, "oci-cgroup-file", |r, s| resources::file(r, s, V1, "memory.swappiness")),
    key("linux.resources.memory.disableOOMKiller", Syntax::Bool, "oci-cgroup-file", |r, s| resources::switch_file(r, s, V1, "memory.oom_control")),
    key("linux.resources.memory.useHierarchy", Syntax::Bool, "oci-kept", |_, _| no_effect(words!("kernels since 5.11 always count whole trees"))),
    since("1.1.0", key("linux.resources.memory.checkBeforeUpdate", Syntax::Bool, "oci-kept", |_, _| no_effect(words!("it is for changes of a running container")))),
    printed(group("linux.resources.cpu", ANY), resources::print_cpu),
    key("linux.resources.cpu.shares", U64, "oci-shares", resources::shares),
    key("linux.resources.cpu.quota", I64, "oci-quota", resources::quota),
    since("1.1.0", key("linux.resources.cpu.burst", U64, "oci-cgroup-file", |r, s| resources::limit_file(r, s, "cpu.max.burst"))),
    key("linux.resources.cpu.period", U64, "oci-period", resources::period),
    key("linux.resources.cpu.realtimeRuntime", I64, "oci-cgroup-file", |r, s| resources::file(r, s, V1, "cpu.rt_runtime_us")),
    key("linux.resources.cpu.realtimePeriod", U64, "oci-cgroup-file", |r, s| resources::file(r, s, V1, "cpu.rt_period_us")),
    key("linux.resources.cpu.cpus", Syntax::Text("numbers such as 0-1,4"), "oci-cpus", resources::cpus),
    key("linux.resources.cpu.mems", Syntax::Text("numbers such as 0-1,4"), "oci-cgroup-file", resources::mems),
    since("1.1.0", key("linux.resources.cpu.idle", Syntax::Integer { min: 0, max: 1 }, "oci-cgroup-file", |r, s| resources::file(r, s, V2, "cpu.idle"))),
    printed(group("linux.resources.pids", ANY), resources::print_pids),
    key("linux.resources.pids.limit", I64, "oci-pids", resources::pids),
    printed(group("linux.resources.blockIO", ANY), resources::print_block),
    key("linux.resources.blockIO.weight", U16, "oci-cgroup-file", resources::block_weight),
    later("linux.resources.blockIO.leafWeight", U16, |_, _| no_effect(words!("no kernel since 5.0 has weights of leaves"))),
    group("linux.resources.blockIO.weightDevice", Syntax::List),
    later("linux.resources.blockIO.weightDevice[]", Syntax::Object(&["major", "minor"]), |_, _| Ok(Effect::NotYet(words!("weighs the container's turn at one disk")))),
    part("linux.resources.blockIO.weightDevice[].major", U32),
    part("linux.resources.blockIO.weightDevice[].minor", U32),
    part("linux.resources.blockIO.weightDevice[].weight", U16),
    part("linux.resources.blockIO.weightDevice[].leafWeight", U16),
    group("linux.resources.blockIO.throttleReadBpsDevice", Syntax::List),
    key("linux.resources.blockIO.throttleReadBpsDevice[]", RATE, "oci-throttle", |r, s| resources::throttle(r, s, "rbps")),
    part("linux.resources.blockIO.throttleReadBpsDevice[].major", U32), part("linux.resources.blockIO.throttleReadBpsDevice[].minor", U32), part("linux.resources.blockIO.throttleReadBpsDevice[].rate", U64),
    group("linux.resources.blockIO.throttleWriteBpsDevice", Syntax::List),
    key("linux.resources.blockIO.throttleWriteBpsDevice[]", RATE, "oci-throttle", |r, s| resources::throttle(r, s, "wbps")),
    part("linux.resources.blockIO.throttleWriteBpsDevice[].major", U32), part("linux.resources.blockIO.throttleWriteBpsDevice[].minor", U32), part("linux.resources.blockIO.throttleWriteBpsDevice[].rate", U64),
    group("linux.resources.blockIO.throttleReadIOPSDevice", Syntax::List),
    key("linux.resources.blockIO.throttleReadIOPSDevice[]", RATE, "oci-throttle", |r, s| resources::throttle(r, s, "riops")),
    part("linux.resources.blockIO.throttleReadIOPSDevice[].major", U32), part("linux.resources.blockIO.throttleReadIOPSDevice[].minor", U32), part("linux.resources.blockIO.throttleReadIOPSDevice[].rate", U64),
    group("linux.resources.blockIO.throttleWriteIOPSDevice", Syntax::List),
    key("linux.resources.blockIO.throttleWriteIOPSDevice[]", RATE, "oci-throttle", |r, s| resources::throttle(r, s, "wiops")),
    part("linux.resources.blockIO.throttleWriteIOPSDevice[].major", U32), part("linux.resources.blockIO.throttleWriteIOPSDevice[].minor", U32), part("linux.resources.blockIO.throttleWriteIOPSDevice[].rate", U64),
    printed(group("linux.resources.hugepageLimits", Syntax::List), resources::print_huge_pages),
    key("linux.resources.hugepageLimits[]", Syntax::Object(&["pageSize", "limit"]), "oci-huge-pages", resources::huge_pages),
    part("linux.resources.hugepageLimits[].pageSize", NAME),
    part("linux.resources.hugepageLimits[].limit", U64),
    printed(group("linux.resources.network", ANY), resources::print_network),
    key("linux.resources.network.classID", U32, "oci-cgroup-file", |r, s| resources::file(r, s, V1, "net_cls.classid")),
    group("linux.resources.network.priorities", Syntax::List),
    later("linux.resources.network.priorities[]", Syntax::Object(&["name", "priority"]), |_, _| Ok(Effect::NotYet(words!("sets the priority of what is sent on one interface")))),
    part("linux.resources.network.priorities[].name", NAME),
    part("linux.resources.network.priorities[].priority", U32),
    printed(group("linux.resources.rdma", ANY), resources::print_rdma),
    key("linux.resources.rdma.*", ANY, "oci-rdma", resources::rdma),
    part("linux.resources.rdma.*.hcaHandles", U32),
    part("linux.resources.rdma.*.hcaObjects", U32),
    since("1.1.0", printed(group("linux.resources.unified", ANY), resources::print_unified)),
    key("linux.resources.unified.*", TEXT, "oci-unified", resources::unified),
    // Linux: what is seen and what may be done.
    later("linux.rootfsPropagation", Syntax::Choice(&["private", "rprivate", "slave", "rslave", "shared", "rshared", "unbindable", "runbindable"]),
        |_, s| if s.value.ends_with("private") { no_effect(words!("the container's mounts are private in any case")) } else { Ok(Effect::NotYet(words!("lets mounts pass between host and container"))) }),
    printed(key("linux.seccomp", Syntax::Object(&["defaultAction"]), "oci-seccomp", seccomp::policy), seccomp::print_policy),
    part("linux.seccomp.defaultAction", Syntax::Choice(seccomp::ACTIONS)),
    since("1.1.0", part("linux.seccomp.defaultErrnoRet", U32)),
    group("linux.seccomp.architectures", Syntax::List),
    key("linux.seccomp.architectures[]", Syntax::Choice(seccomp::ARCHITECTURES), "oci-seccomp-arch", seccomp::architecture),
    group("linux.seccomp.flags", Syntax::List),
    later("linux.seccomp.flags[]", Syntax::Choice(&["SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"]), |_, _| Ok(Effect::NotYet(words!("changes how the policy is loaded")))),
    since("1.1.0", later("linux.seccomp.listenerPath", PATH, |_, _| Ok(Effect::NotYet(words!("hands the calls that are to be decided by a supervisor to the program at this socket"))))),
    since("1.1.0", later("linux.seccomp.listenerMetadata", TEXT, |_, _| Ok(Effect::NotYet(words!("is told to the supervisor of system calls"))))),
    group("linux.seccomp.syscalls", Syntax::List),
    key("linux.seccomp.syscalls[]", Syntax::Object(&["names", "action"]), "oci-seccomp-rule", seccomp::rule),
    part("linux.seccomp.syscalls[].names", Syntax::List),
    key("linux.seccomp.syscalls[].names[]", NAME, "oci-syscall", taken),
    part("linux.seccomp.syscalls[].action", Syntax::Choice(seccomp::ACTIONS)),
    since("1.1.0", part("linux.seccomp.syscalls[].errnoRet", U32)),
    part("linux.seccomp.syscalls[].args", Syntax::List),
    key("linux.seccomp.syscalls[].args[]", Syntax::Object(&["index", "value", "op"]), "oci-seccomp-condition", taken),
    part("linux.seccomp.syscalls[].args[].index", Syntax::Integer { min: 0, max: 5 }),
    part("linux.seccomp.syscalls[].args[].value", U64),
    part("linux.seccomp.syscalls[].args[].valueTwo", U64),
    part("linux.seccomp.syscalls[].args[].op", Syntax::Choice(seccomp::OPERATORS)),
    printed(group("linux.sysctl", ANY), linux::print_sysctls),
    key("linux.sysctl.*", TEXT, "oci-sysctl", linux::sysctl),
    printed(group("linux.maskedPaths", Syntax::List), linux::print_masked),
    key("linux.maskedPaths[]", PATH, "oci-masked", linux::masked),
    printed(group("linux.readonlyPaths", Syntax::List), linux::print_read_only),
    key("linux.readonlyPaths[]", PATH, "oci-read-only", linux::read_only),
    later("linux.mountLabel", NAME, |_, _| Ok(Effect::NotYet(words!("labels the container's mounts for SELinux")))),
    later("linux.intelRdt", ANY, |_, _| Ok(Effect::NotYet(words!("shares the processor's cache and memory bandwidth out")))),
    part("linux.intelRdt.closID", NAME),
    part("linux.intelRdt.l3CacheSchema", TEXT),
    part("linux.intelRdt.memBwSchema", TEXT),
    since("1.3.0", part("linux.intelRdt.schemata", Syntax::List)),
    part("linux.intelRdt.schemata[]", TEXT),
    since("1.3.0", part("linux.intelRdt.enableMonitoring", Syntax::Bool)),
    until("1.3.0", since("1.1.0", part("linux.intelRdt.enableCMT", Syntax::Bool))),
    until("1.3.0", since("1.1.0", part("linux.intelRdt.enableMBM", Syntax::Bool))),
    printed(group("linux.personality", Syntax::Object(&["domain"])), linux::print_personality),
    key("linux.personality.domain", Syntax::Choice(&["LINUX", "LINUX32"]), "oci-personality", linux::personality),
    group("linux.personality.flags", Syntax::List),
    later("linux.personality.flags[]", TEXT, |_, _| Ok(Effect::NotYet(words!("changes how programs of the other kind of machine are run")))),
    since("1.3.0", later("linux.memoryPolicy", Syntax::Object(&["mode", "nodes"]), |_, _| Ok(Effect::NotYet(words!("chooses the memory nodes that the first process takes memory from"))))),
    part("linux.memoryPolicy.mode", Syntax::Choice(&["MPOL_DEFAULT", "MPOL_BIND", "MPOL_INTERLEAVE", "MPOL_WEIGHTED_INTERLEAVE", "MPOL_PREFERRED", "MPOL_PREFERRED_MANY", "MPOL_LOCAL"])),
    part("linux.memoryPolicy.nodes", TEXT),
    part("linux.memoryPolicy.flags", Syntax::List),
    part("linux.memoryPolicy.flags[]", Syntax::Choice(&["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"])),
    // Other systems' parts.
    later("windows", ANY, other_system),
    later("solaris", ANY, other_system),
    later("zos", ANY, other_system),
    since("1.3.0", later("freebsd", ANY, other_system)),
    later("vm", ANY, |_, _| no_effect(words!("it is for containers in virtual machines"))),
];
