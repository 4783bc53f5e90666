//! What LXC alone has words for, printed as lines of `raw.lxc`: through LXC's key table, and only keys that the manager takes there.
//!
//! The manager generates most of LXC's configuration itself, so that only the difference is printed: `plain` is the container that
//! comes of the keys and devices without these lines. What another dialect's manager does by default is not carried over.

use transom_model::{
    AutoMounts, Capabilities, CgroupMount, Container, Dialect, Environment, FilterPolicy, Given, Limits, Network, Nic, Origin,
    ProcMount, RuleEffect, SysMount,
};

use super::print::Notes;
use super::{defaults, disks, process};
use crate::{KeyName, lxc};

/// Keys of LXC that the manager neither generates anew nor refuses, as their table has them.
const TAKEN: [&str; 28] = [
    "lxc.autodev",
    "lxc.console.path",
    "lxc.console.logfile",
    "lxc.tty.max",
    "lxc.tty.dir",
    "lxc.pty.max",
    "lxc.no_new_privs",
    "lxc.seccomp.profile",
    "lxc.apparmor.profile",
    "lxc.namespace.keep",
    "lxc.cgroup2.memory.max",
    "lxc.cgroup2.memory.high",
    "lxc.cgroup2.memory.swap.max",
    "lxc.cgroup2.cpu.max",
    "lxc.cgroup2.cpu.weight",
    "lxc.cgroup2.cpuset.cpus",
    "lxc.cgroup2.pids.max",
    "lxc.cgroup2.",
    "lxc.proc.",
    "lxc.init.cmd",
    "lxc.init.uid",
    "lxc.init.gid",
    "lxc.init.groups",
    "lxc.init.cwd",
    "lxc.environment",
    "lxc.signal.halt",
    "lxc.signal.reboot",
    "lxc.signal.stop",
];

/// Returns the lines.
pub(super) fn lines(notes: &Notes, container: &Container, plain: &Container) -> Vec<String> {
    let own = without_defaults(container);
    let mut lines = auto_mounts(container, plain);
    lines.extend(mounts(notes, container));
    lines.extend(capabilities(container, plain));
    lines.extend(rules(container, plain));
    for key in lxc::KEYS.iter().filter(|key| is_taken(key.name)) {
        let there = (key.print)(plain);
        let missing = (key.print)(&own).into_iter().filter(|pair| !there.contains(pair));
        lines.extend(missing.map(|(key, value)| line(&key, &value)));
    }
    lines.extend(addresses(container, plain));
    let kept = container.kept.iter().filter(|given| given.value.dialect == Dialect::Lxc);
    lines.extend(
        kept.filter(|given| super::raw::refused(&given.value.key).is_none() && is_takable(&given.value.key))
            .map(|given| line(&given.value.key, &given.value.value)),
    );
    lines
}

/// Writes a line; LXC takes off one pair of quotes around a value, and blanks.
fn line(key: &str, value: &str) -> String {
    let is_in = |quote: char| value.len() > 1 && value.starts_with(quote) && value.ends_with(quote);
    let is_bare = value.trim_matches([' ', '\t']) == value && !is_in('"') && !is_in('\'');
    let text = match is_bare {
        true => format!("{key} = {value}"),
        false => format!("{key} = \"{value}\""),
    };
    text.trim_end().replace(['\n', '\r'], " ")
}

fn is_taken(name: KeyName) -> bool {
    match name {
        KeyName::Exact(name) if name.starts_with("lxc.hook.") => true,
        KeyName::Exact(name) | KeyName::Prefix(name) => TAKEN.contains(&name),
        KeyName::Numbered { .. } | KeyName::Indexed { .. } => false,
    }
}

/// Says whether a key that nothing plans makes sense in `raw.lxc`: not what the manager decides itself.
fn is_takable(key: &str) -> bool {
    const OWN: [&str; 12] = [
        "lxc.arch",
        "lxc.include",
        "lxc.uts.",
        "lxc.rootfs.",
        "lxc.idmap",
        "lxc.log.",
        "lxc.start.",
        "lxc.group",
        "lxc.net.",
        "lxc.cgroup.",
        "lxc.monitor.",
        "lxc.mount.fstab",
    ];
    key.starts_with("lxc.") && !OWN.iter().any(|start| key.starts_with(start))
}

/// Returns the container without what a manager fills in by itself.
fn without_defaults(container: &Container) -> Container {
    fn given<T: Clone>(slot: &Option<Given<T>>) -> Option<Given<T>> {
        slot.clone().filter(|given| !matches!(given.origin, Origin::Default(_)))
    }
    let limits = &container.limits;
    // A variable that is set has a key of its own.
    let from = process::raw_environment(container);
    let is_raw = |at: usize, given: &Given<Environment>| at > from || matches!(given.value, Environment::Inherit(_));
    let variables = container.environment.iter().enumerate();
    let variables = variables.filter(|(at, given)| !matches!(given.origin, Origin::Default(_)) && is_raw(*at, given));
    let mut own = Container {
        is_dev_fresh: given(&container.is_dev_fresh),
        no_new_privs: given(&container.no_new_privs),
        seccomp_path: given(&container.seccomp_path),
        apparmor: given(&container.apparmor),
        namespaces: container.namespaces.clone(),
        limits: Limits {
            memory: given(&limits.memory),
            memory_high: given(&limits.memory_high),
            swap: given(&limits.swap),
            cpu: given(&limits.cpu),
            cpu_weight: given(&limits.cpu_weight),
            cpu_count: None,
            cpuset: given(&limits.cpuset),
            pids: given(&limits.pids),
            files: limits.files.clone(),
        },
        proc_files: container.proc_files.clone(),
        environment: variables.map(|(_, given)| given.clone()).collect(),
        hooks: container.hooks.clone(),
        ..Container::default()
    };
    own.init.command = given(&container.init.command);
    own.init.uid = given(&container.init.uid);
    own.init.gid = given(&container.init.gid);
    own.init.groups.clone_from(&container.init.groups);
    own.init.cwd = given(&container.init.cwd);
    own.terminals.ttys = given(&container.terminals.ttys);
    own.terminals.dir = given(&container.terminals.dir);
    own.terminals.ptys = given(&container.terminals.ptys);
    own.terminals.no_console = given(&container.terminals.no_console);
    own.terminals.log = given(&container.terminals.log);
    own.lifecycle.halt = given(&container.lifecycle.halt);
    own.lifecycle.reboot = given(&container.lifecycle.reboot);
    own.lifecycle.stop = given(&container.lifecycle.stop);
    own
}

/// Words add to what the manager mounts; only what it must not mount needs the list emptied first.
fn auto_mounts(container: &Container, plain: &Container) -> Vec<String> {
    let Some(wanted) = container
        .auto_mounts
        .as_ref()
        .filter(|given| !matches!(given.origin, Origin::Default(_)))
    else {
        // A line has emptied the list of a container that had one.
        let is_emptied = container.auto_mounts.is_none() && container.environment.iter().any(defaults::is_own);
        return is_emptied.then(|| "lxc.mount.auto =".to_owned()).into_iter().collect();
    };
    let there = plain.auto_mounts.as_ref().map(|given| given.value).unwrap_or_default();
    if wanted.value == there {
        return Vec::new();
    }
    let AutoMounts { proc, sys, cgroup, .. } = wanted.value;
    let is_less = (proc == ProcMount::No && there.proc != ProcMount::No)
        || (sys == SysMount::No && there.sys != SysMount::No)
        || (cgroup == CgroupMount::No && there.cgroup != CgroupMount::No);
    let mut lines: Vec<String> = is_less.then(|| "lxc.mount.auto =".to_owned()).into_iter().collect();
    lines.extend(printed("lxc.mount.auto", container));
    lines
}

/// Prints one key of LXC's table.
fn printed(name: &str, container: &Container) -> Vec<String> {
    let Some(key) = lxc::Reader::key(name) else {
        return Vec::new();
    };
    (key.print)(container).iter().map(|(key, value)| line(key, value)).collect()
}

/// Mounts that no device can be: file systems of their own, and binds of what is inside.
fn mounts(notes: &Notes, container: &Container) -> Vec<String> {
    let names = disks::Names::of(notes, container);
    let mounts = container.mounts.iter().enumerate().filter(|(at, _)| !names.is_device(*at));
    let only = Container {
        mounts: mounts.map(|(_, mount)| mount.clone()).collect(),
        ..Container::default()
    };
    printed("lxc.mount.entry", &only)
}

fn capabilities(container: &Container, plain: &Container) -> Vec<String> {
    let names = |list: &[Given<String>]| list.iter().map(|name| name.value.clone()).collect::<Vec<_>>();
    let (wanted, there) = match (&container.capabilities, &plain.capabilities) {
        (Capabilities::Drop(wanted), Capabilities::Drop(there)) => (wanted, names(there)),
        (Capabilities::Keep(_), _) => {
            let mut lines = vec!["lxc.cap.drop =".to_owned()];
            lines.extend(printed("lxc.cap.keep", container));
            return lines;
        }
        (Capabilities::Drop(_), Capabilities::Keep(_)) => return Vec::new(),
    };
    let all = names(wanted);
    // Only a line of `raw.lxc` gives back what the manager takes away; another manager's silence does not.
    let is_own = container.environment.iter().any(defaults::is_own);
    if !is_own || there.iter().all(|name| all.contains(name)) {
        let given = wanted.iter().filter(|name| !matches!(name.origin, Origin::Default(_)));
        let more: Vec<&str> = given
            .map(|name| name.value.as_str())
            .filter(|name| !there.iter().any(|known| known == name))
            .collect();
        return match more.is_empty() {
            true => Vec::new(),
            false => vec![line("lxc.cap.drop", &more.join(" "))],
        };
    }
    let mut lines = vec!["lxc.cap.drop =".to_owned()];
    lines.extend(printed("lxc.cap.drop", container));
    lines
}

/// Device rules that do not come of the manager itself.
fn rules(container: &Container, plain: &Container) -> Vec<String> {
    let (wanted, there) = (&container.device_filter, &plain.device_filter);
    let is_given = |origin: &Origin| !matches!(origin, Origin::Default(_));
    // That the rest is closed is so anyway; only lines of `raw.lxc` itself mean the manager's own rules too.
    let is_closed = (wanted.policy.value, there.policy.value) == (FilterPolicy::Deny, FilterPolicy::Deny);
    let is_reset = is_given(&wanted.policy.origin) && (!is_closed || container.environment.iter().any(defaults::is_own));
    let paths = container.rule_paths.iter().filter(|path| is_given(&path.origin));
    let mut only = Container {
        rule_paths: paths.cloned().collect(),
        ..Container::default()
    };
    if is_reset {
        only.device_filter = wanted.clone();
        return rule_lines(&only);
    }
    let is_there = |rule: &&Given<_>| there.rules.iter().any(|known| known.value == rule.value);
    let given = wanted.rules.iter().filter(|rule| is_given(&rule.origin) && !is_there(rule));
    only.device_filter.rules = given.cloned().collect();
    // Rules of the manager that a line has taken back.
    let is_own = wanted.rules.iter().any(|rule| rule.origin == defaults::devices_origin());
    let gone = there
        .rules
        .iter()
        .filter(|rule| wanted.rules.iter().all(|known| known.value != rule.value));
    let mut lines: Vec<String> = gone
        .filter(|_| is_own)
        .map(|rule| line("lxc.cgroup2.devices.deny", &words(&rule.value.to_string())))
        .collect();
    lines.extend(rule_lines(&only));
    lines
}

/// A rule without the word that its key says already.
fn words(rule: &str) -> String {
    rule.split_once(' ').map_or_else(String::new, |(_, rest)| rest.to_owned())
}

fn rule_lines(only: &Container) -> Vec<String> {
    let filter = &only.device_filter;
    let key = |effect| match effect {
        RuleEffect::Allow => "lxc.cgroup2.devices.allow",
        RuleEffect::Deny => "lxc.cgroup2.devices.deny",
    };
    let reset = match (filter.policy.value, &filter.policy.origin) {
        (_, Origin::Default(_)) => None,
        (FilterPolicy::Allow, _) => Some(RuleEffect::Allow),
        (FilterPolicy::Deny, _) => Some(RuleEffect::Deny),
    };
    let mut lines: Vec<String> = reset.map(|effect| line(key(effect), "a")).into_iter().collect();
    let rules = filter
        .rules
        .iter()
        .map(|rule| line(key(rule.value.effect), &words(&rule.value.to_string())));
    lines.extend(rules);
    let paths = only.rule_paths.iter().map(|rule| &rule.value);
    lines.extend(paths.map(|rule| line(key(rule.effect), &format!("{} {}", rule.path.display(), rule.access))));
    lines
}

/// Addresses and gateways that the host sets on interfaces for which the manager does not; by the number of the interface.
fn addresses(container: &Container, plain: &Container) -> Vec<String> {
    let (Network::Own(wanted), Network::Own(there)) = (&container.network, &plain.network) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    // The manager goes through devices by their names, and so does the container that comes of the text.
    for (number, known) in there.iter().enumerate() {
        let of = wanted
            .iter()
            .map(|nic| &nic.value)
            .find(|nic| same_interface(nic, &known.value));
        let Some(nic) = of else { continue };
        let is_missing = |address: &&Given<_>| known.value.addresses.iter().all(|there| there.value != address.value);
        for address in nic.addresses.iter().filter(is_missing) {
            let family = if address.value.ip.is_ipv4() { 4 } else { 6 };
            lines.push(line(
                &format!("lxc.net.{number}.ipv{family}.address"),
                &address.value.to_string(),
            ));
        }
        let is_missing = |gateway: &&Given<_>| known.value.gateways.iter().all(|there| there.value != gateway.value);
        for gateway in nic.gateways.iter().filter(is_missing) {
            let family = if gateway.value.is_ipv4() { 4 } else { 6 };
            lines.push(line(
                &format!("lxc.net.{number}.ipv{family}.gateway"),
                &gateway.value.to_string(),
            ));
        }
    }
    lines
}

fn same_interface(one: &Nic, other: &Nic) -> bool {
    one.key == other.key || super::nics::device_name(one) == other.key
}
