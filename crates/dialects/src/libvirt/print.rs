//! Prints a container as a domain, through the key table: what the domain has besides its devices.
//!
//! Each entry of the table prints paths and values, which `element.rs` puts together into a document; `print_devices.rs` has those of
//! devices. What libvirt cannot say is left out, what was kept of a file of its own is put back.

use std::collections::{BTreeMap, HashSet};

use transom_model::{
    Capabilities, Container, CpuQuota, DeviceRule, Dialect, Environment, Given, IdRange, InsideId, Kept, Namespace, Network, Nic,
    Origin, RuleEffect, RuleNumber,
};

use super::defaults::NO_INIT;
use super::element::Element;
use super::keys::{self, KEYS, LXC_NAMESPACE};
use super::limits::shares_of_weight;
use super::rights::{CAPABILITIES, DROPPED};
use super::{kept, print_devices};

pub(super) type Pairs = Vec<(String, String)>;

/// Variables that libvirt sets by itself.
const OWN_VARIABLES: [&str; 9] = [
    "PATH",
    "TERM",
    "container",
    "HOME",
    "container_uuid",
    "LIBVIRT_LXC_UUID",
    "LIBVIRT_LXC_NAME",
    "LIBVIRT_LXC_CMDLINE",
    "container_ttys",
];
/// libvirt's number for no limit of memory, which it wants to be said.
pub(super) const UNLIMITED_KIB: &str = "9007199254740991";

/// The names of processors that libvirt has.
pub(super) const ARCHS: [&str; 35] = [
    "aarch64",
    "alpha",
    "armv6l",
    "armv7l",
    "cris",
    "i686",
    "ia64",
    "lm32",
    "loongarch64",
    "m68k",
    "microblaze",
    "microblazeel",
    "mips",
    "mipsel",
    "mips64",
    "mips64el",
    "openrisc",
    "parisc",
    "parisc64",
    "ppc",
    "ppc64",
    "ppc64le",
    "ppcemb",
    "riscv32",
    "riscv64",
    "s390",
    "s390x",
    "sh4",
    "sh4eb",
    "sparc",
    "sparc64",
    "unicore32",
    "x86_64",
    "xtensa",
    "xtensaeb",
];

/// The order in which libvirt itself writes a domain.
pub(super) const ORDER: [&str; 38] = [
    "name",
    "uuid",
    "genid",
    "title",
    "description",
    "metadata",
    "maxMemory",
    "memory",
    "currentMemory",
    "blkiotune",
    "memtune",
    "memoryBacking",
    "vcpu",
    "vcpus",
    "iothreads",
    "iothreadids",
    "cputune",
    "numatune",
    "resource",
    "sysinfo",
    "bootloader",
    "bootloader_args",
    "os",
    "idmap",
    "features",
    "cpu",
    "clock",
    "on_poweroff",
    "on_reboot",
    "on_crash",
    "on_lockfailure",
    "pm",
    "perf",
    "devices",
    "seclabel",
    "keywrap",
    "launchSecurity",
    "lxc:namespace",
];

/// Prints a container as a domain of libvirt's LXC driver; what libvirt cannot say is left out.
pub fn print(container: &Container) -> String {
    let mut kept = kept_by_entry(container);
    let mut root = Element::new("domain");
    for (rank, key) in KEYS.iter().enumerate() {
        for (path, value) in (key.print)(container) {
            root.put(&path, value);
        }
        // After what the model has of the same thing, whose elements these are put into.
        for kept in kept.remove(&rank).unwrap_or_default() {
            root.put_kept(kept);
        }
    }
    root.sort_child("devices", &print_devices::ORDER);
    root.sort(&ORDER);
    let mut text = String::new();
    root.write(&mut text, 0);
    text
}

fn kept_by_entry(container: &Container) -> BTreeMap<usize, Vec<&Kept>> {
    let mut entries: BTreeMap<usize, Vec<&Kept>> = BTreeMap::new();
    for kept in own_kept(container) {
        entries.entry(keys::rank(&kept::plain(&kept.key))).or_default().push(kept);
    }
    entries
}

/// Returns what was kept of a file of libvirt's.
pub(super) fn own_kept(container: &Container) -> impl Iterator<Item = &Kept> {
    let all = container.kept.iter().map(|given| &given.value);
    all.filter(|kept| kept.dialect == Dialect::Libvirt)
}

/// Says whether libvirt refuses to start a container for this reason; then there is nothing to print in its place.
pub(super) fn is_refused(container: &Container, why: &str) -> bool {
    container.lifecycle.refusals.iter().any(|refusal| refusal.value == why)
}

/// Says whether a place was kept.
fn is_kept(container: &Container, key: &str) -> bool {
    own_kept(container).any(|kept| kept.key == key)
}

pub(super) fn pair(path: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (path.into(), value.into())
}

fn one<T>(path: &str, given: Option<&Given<T>>, text: impl Fn(&T) -> String) -> Pairs {
    given.map(|given| pair(path, text(&given.value))).into_iter().collect()
}

fn variable<'c>(container: &'c Container, name: &str) -> Option<&'c str> {
    container.environment.iter().find_map(|given| match &given.value {
        Environment::Set(key, value) if key == name => Some(value.as_str()),
        _ => None,
    })
}

pub(super) fn domain(container: &Container) -> Pairs {
    let is_shared = !shared(container).is_empty() || own_kept(container).any(|kept| kept.key.starts_with("lxc:"));
    let space = is_shared.then(|| pair("@xmlns:lxc", LXC_NAMESPACE));
    std::iter::once(pair("@type", "lxc")).chain(space).collect()
}

pub(super) fn name(container: &Container) -> Pairs {
    let name = variable(container, "LIBVIRT_LXC_NAME").or(container.hostname.as_ref().map(|name| name.value.as_str()));
    vec![pair("name", name.unwrap_or("container"))]
}

pub(super) fn uuid(container: &Container) -> Pairs {
    variable(container, "LIBVIRT_LXC_UUID")
        .map(|uuid| pair("uuid", uuid))
        .into_iter()
        .collect()
}

fn sized(path: &str, bytes: u64) -> Pairs {
    match bytes % 1024 {
        0 => vec![pair(format!("{path}/@unit"), "KiB"), pair(path, (bytes / 1024).to_string())],
        _ => vec![pair(format!("{path}/@unit"), "bytes"), pair(path, bytes.to_string())],
    }
}

pub(super) fn memory(container: &Container) -> Pairs {
    match &container.limits.memory {
        // The file's own `<memory>` is kept, since another limit counts instead.
        Some(memory) if is_kept(container, "memory") => sized("memtune/hard_limit", memory.value),
        Some(memory) => sized("memory", memory.value),
        None => vec![pair("memory", UNLIMITED_KIB)],
    }
}

pub(super) fn soft_limit(container: &Container) -> Pairs {
    container
        .limits
        .memory_high
        .as_ref()
        .map_or_else(Vec::new, |high| sized("memtune/soft_limit", high.value))
}

pub(super) fn swap_hard_limit(container: &Container) -> Pairs {
    let limits = &container.limits;
    let both = limits.swap.as_ref().zip(limits.memory.as_ref());
    both.map_or_else(Vec::new, |(swap, memory)| {
        sized("memtune/swap_hard_limit", swap.value.saturating_add(memory.value))
    })
}

/// libvirt takes no list of CPUs without a count, though it does nothing with that.
pub(super) fn vcpu(container: &Container) -> Pairs {
    let limits = &container.limits;
    let cpuset = limits.cpuset.as_ref().map(|cpus| pair("vcpu/@cpuset", &cpus.value));
    let count = limits.cpu_count.as_ref().map(|count| count.value.clamp(1, 65_535));
    let count = count.or(cpuset.as_ref().map(|_| 1));
    let count = count.map(|count| pair("vcpu", count.to_string()));
    cpuset.into_iter().chain(count).collect()
}

pub(super) fn shares(container: &Container) -> Pairs {
    one("cputune/shares", container.limits.cpu_weight.as_ref(), |weight| {
        shares_of_weight(*weight).to_string()
    })
}

pub(super) fn quota(container: &Container) -> Pairs {
    let Some(cpu) = &container.limits.cpu else {
        return Vec::new();
    };
    let CpuQuota { quota, period } = in_range(cpu.value);
    vec![
        pair("cputune/period", period.to_string()),
        pair("cputune/quota", quota.to_string()),
    ]
}

/// libvirt takes periods of 1 to 1000 milliseconds and quotas from 1 on; what is smaller is made larger in the same proportion.
fn in_range(cpu: CpuQuota) -> CpuQuota {
    let factor = 1000_u64.div_ceil(cpu.quota.max(1)).max(1000_u64.div_ceil(cpu.period.max(1)));
    let scaled = CpuQuota {
        quota: cpu.quota.saturating_mul(factor),
        period: cpu.period.saturating_mul(factor),
    };
    if scaled.period <= 1_000_000 { scaled } else { cpu }
}

pub(super) fn disk_weight(container: &Container) -> Pairs {
    let weight = container
        .limits
        .files
        .iter()
        .rev()
        .find(|file| matches!(file.value.file.as_str(), "io.weight" | "blkio.weight"));
    one("blkiotune/weight", weight, |file| {
        file.value.trim_start_matches("default ").to_owned()
    })
}

pub(super) fn memory_nodes(container: &Container) -> Pairs {
    let files = container.limits.files.iter().rev();
    let Some(nodes) = files.into_iter().find(|file| file.value.file == "cpuset.mems") else {
        return Vec::new();
    };
    vec![
        pair("numatune/memory/@mode", "restrictive"),
        pair("numatune/memory/@nodeset", &nodes.value.value),
    ]
}

pub(super) fn os_type(container: &Container) -> Pairs {
    let arch = container.arch.as_ref().map(|arch| arch_of(&arch.value));
    let arch = arch
        .filter(|arch| ARCHS.contains(arch))
        .map(|arch| pair("os/type/@arch", arch));
    arch.into_iter().chain([pair("os/type", "exe")]).collect()
}

/// Returns libvirt's name of a processor for Debian's, and for what LXC and OCI call a personality.
fn arch_of(name: &str) -> &str {
    match name {
        "amd64" | "linux64" | "LINUX" => "x86_64",
        "arm64" => "aarch64",
        "i386" | "x86" | "linux32" | "LINUX32" => "i686",
        "armhf" | "armel" => "armv7l",
        "ppc64el" => "ppc64le",
        other => other,
    }
}

pub(super) fn init(container: &Container) -> Pairs {
    if is_refused(container, NO_INIT) {
        return Vec::new();
    }
    let command = container.init.command.as_ref().map_or(&[][..], |command| &command.value);
    let (program, args) = command
        .split_first()
        .map_or(("/sbin/init", &[][..]), |(program, args)| (program.as_str(), args));
    let args = (1..).zip(args.iter().filter(|arg| !arg.is_empty()));
    std::iter::once(pair("os/init", program))
        .chain(args.map(|(at, arg)| pair(format!("os/initarg[{at}]"), arg)))
        .collect()
}

pub(super) fn environment(container: &Container) -> Pairs {
    // Of libvirt's own variables, what it sets by itself is left to it; a line's own value of such a name stands.
    let mut seen = HashSet::new();
    let is_own = |given: &Given<Environment>, name: &str, is_first: bool| {
        OWN_VARIABLES.contains(&name)
            && (matches!(given.origin, Origin::Default(_))
                || is_first && (name.contains("LIBVIRT") || name.starts_with("container_")))
    };
    let own = container.environment.iter().filter_map(|given| match &given.value {
        Environment::Set(name, value) if !is_own(given, name, seen.insert(name)) && !value.is_empty() => Some((name, value)),
        _ => None,
    });
    (1..)
        .zip(own)
        .flat_map(|(at, (name, value))| {
            [
                pair(format!("os/initenv[{at}]/@name"), name),
                pair(format!("os/initenv[{at}]"), value),
            ]
        })
        .collect()
}

pub(super) fn cmdline(container: &Container) -> Pairs {
    variable(container, "LIBVIRT_LXC_CMDLINE")
        .map(|cmdline| pair("os/cmdline", cmdline))
        .into_iter()
        .collect()
}

pub(super) fn initdir(container: &Container) -> Pairs {
    let folder = container
        .init
        .cwd
        .as_ref()
        .filter(|cwd| cwd.value != std::path::Path::new("/"));
    one("os/initdir", folder, |cwd| cwd.display().to_string())
}

/// Prints user and group together: libvirt's schema wants both or none.
pub(super) fn inituser(container: &Container) -> Pairs {
    let id = |given: &Option<Given<InsideId>>| given.as_ref().map(|given| given.value.0);
    match (id(&container.init.uid), id(&container.init.gid)) {
        (None, None) => Vec::new(),
        (user, group) => [("os/inituser", user), ("os/initgroup", group)]
            .map(|(path, id)| pair(path, format!("+{}", id.unwrap_or(0))))
            .into(),
    }
}

pub(super) fn clock(container: &Container) -> Pairs {
    let timers = container
        .devices
        .iter()
        .filter_map(|device| device.value.name.strip_prefix("timer "));
    let mut pairs = Vec::new();
    for (at, timer) in (1..).zip(timers) {
        if at == 1 {
            pairs.push(pair("clock/@offset", "localtime"));
        }
        pairs.push(pair(format!("clock/timer[{at}]/@name"), timer));
    }
    pairs
}

fn ranges(kind: &str, ranges: &[Given<IdRange>]) -> Pairs {
    let range = |(at, given): (usize, &Given<IdRange>)| {
        let IdRange { inside, host, len } = given.value;
        [("start", inside.0), ("target", host.0), ("count", len)]
            .map(|(name, id)| pair(format!("idmap/{kind}[{at}]/@{name}"), id.to_string()))
    };
    (1..).zip(ranges).flat_map(range).collect()
}

pub(super) fn users(container: &Container) -> Pairs {
    ranges("uid", &container.id_map.users)
}

pub(super) fn groups(container: &Container) -> Pairs {
    ranges("gid", &container.id_map.groups)
}

pub(super) fn private_network(container: &Container) -> Pairs {
    let joined = &container.namespaces.joined;
    let joins = joined.iter().any(|given| given.value.0 == Namespace::Net) || is_kept(container, "lxc:namespace/lxc:sharenet");
    // An interface that libvirt has no words for must not leave the container in the host's network.
    let is_printed = |nic: &Given<Nic>| print_devices::is_interface(&nic.value) || print_devices::card_pairs(&nic.value).is_some();
    match &container.network {
        Network::Own(nics) if !joins && !nics.iter().any(is_printed) => vec![pair("features/privnet", "")],
        _ => Vec::new(),
    }
}

pub(super) fn capabilities(container: &Container) -> Pairs {
    let states = |names: &mut dyn Iterator<Item = &String>, state: &str| -> Pairs {
        let known = names.filter(|name| CAPABILITIES.contains(&name.as_str()));
        known
            .map(|name| pair(format!("features/capabilities/{name}/@state"), state))
            .collect()
    };
    let makes_nodes = container.device_filter.rules.iter().any(|rule| makes_any_node(&rule.value));
    let (policy, rest) = match &container.capabilities {
        Capabilities::Keep(kept) => ("deny", states(&mut kept.iter().map(|given| &given.value), "on")),
        Capabilities::Drop(dropped) => {
            let is_dropped = |name: &str| dropped.iter().any(|given| given.value == name);
            // `mknod` that is kept by name opens the device filter for it, which only a container that has it open may get.
            let is_default = DROPPED.iter().any(|name| is_dropped(name)) && (is_dropped("mknod") || makes_nodes);
            let kept: Vec<String> = DROPPED
                .iter()
                .filter(|name| !is_dropped(name))
                .map(|name| (*name).to_owned())
                .collect();
            let kept = kept.iter().filter(|name| is_default || makes_nodes && *name == "mknod");
            let more = dropped
                .iter()
                .map(|given| &given.value)
                .filter(|name| !is_default || !DROPPED.contains(&name.as_str()));
            let all = [states(&mut kept.into_iter(), "on"), states(&mut more.into_iter(), "off")].concat();
            (if is_default { "default" } else { "allow" }, all)
        }
    };
    let policy = pair("features/capabilities/@policy", policy);
    match rest.is_empty() && policy.1 == "default" {
        true => Vec::new(),
        false => std::iter::once(policy).chain(rest).collect(),
    }
}

/// The rule that `<mknod state='on'/>` stands for.
fn makes_any_node(rule: &DeviceRule) -> bool {
    (rule.effect, rule.major, rule.minor) == (RuleEffect::Allow, RuleNumber::Any, RuleNumber::Any) && rule.access.mknod
}

pub(super) fn label(container: &Container) -> Pairs {
    let Some(profile) = &container.apparmor else {
        return Vec::new();
    };
    let (kind, label) = match profile.value.as_str() {
        // LXC's words for a profile that its manager makes, and for none.
        "generated" => ("dynamic", None),
        "unconfined" => ("none", None),
        profile => ("static", Some(pair("seclabel[1]/label", profile))),
    };
    let attributes = [("seclabel[1]/@type", kind), ("seclabel[1]/@model", "apparmor")];
    attributes
        .map(|(path, value)| pair(path, value))
        .into_iter()
        .chain(label)
        .collect()
}

pub(super) fn shared(container: &Container) -> Pairs {
    let mut pairs = Vec::new();
    for given in &container.namespaces.joined {
        let (namespace, path) = &given.value;
        let word = match namespace {
            Namespace::Net => "net",
            Namespace::Ipc => "ipc",
            Namespace::Uts => "uts",
            _ => continue,
        };
        let path = path.to_string_lossy();
        let pid = path
            .strip_prefix("/proc/")
            .and_then(|rest| rest.strip_suffix(&format!("/ns/{word}")));
        let netns = path.strip_prefix("/run/netns/").filter(|_| word == "net");
        let (kind, value) = match (pid, netns) {
            (Some(pid), _) => ("pid", pid),
            (None, Some(name)) => ("netns", name),
            (None, None) => continue,
        };
        let at = format!("lxc:namespace/lxc:share{word}");
        pairs.extend([pair(format!("{at}/@type"), kind), pair(format!("{at}/@value"), value)]);
    }
    pairs
}
