//! Sentences for lines of an OCI `config.json` that say something in the specification's own way.
//!
//! Where a property does what a line of another dialect does, the key table names that sentence. Most here look at the model's
//! value that has the line as its origin, because a JSON line shows only the first bracket of what counts.

use transom_model::{Given, RlimitValue, SeccompAction};

use super::devices::rule;
use super::{Entry, Say};
use crate::language::{Text, say};
use crate::line::Line;
use crate::{cgroup_files, filter, words};

/// Entries whose sentences are in the language files.
pub(super) const SPOKEN: &[(&str, Say)] = &[
    ("oci-cgroup-file", files),
    ("oci-throttle", files),
    ("oci-huge-pages", files),
    ("oci-rdma", files),
    ("oci-unified", files),
];

pub(super) const ENTRIES: &[Entry] = &[
    ("oci-version", |line| {
        format!(
            "Says that the file is of version {} of the OCI runtime specification.",
            line.value()
        )
    }),
    ("oci-group", group),
    ("oci-part", part),
    ("oci-close", |_| "Belongs to what an earlier line began.".to_owned()),
    ("oci-crowded-line", |line| {
        format!(
            "Holds several properties, which are explained one by one when each has its own line: {}.",
            line.key()
        )
    }),
    ("oci-kept", |line| format!("Is kept as it is: {}.", line.value())),
    ("oci-argument", argument),
    ("oci-bounding", |_| {
        "Leaves the processes inside, root too, only the special rights (capabilities) listed here.".to_owned()
    }),
    ("oci-capability", capability),
    ("oci-rlimit", rlimit),
    ("oci-oom-score", |line| {
        format!(
            "Makes the kernel choose these processes {} when memory runs out ({}).",
            sooner(line.value()),
            line.value()
        )
    }),
    ("oci-domainname", |line| {
        format!("Sets the NIS domain name inside to {}.", line.value())
    }),
    ("oci-root", root),
    ("oci-mount", mount),
    ("oci-mount-option", |line| {
        format!("Is an option of the mount `{}`.", owner(line.key()))
    }),
    ("oci-mount-map", |_| {
        "Shifts the owners of the mount's files by the container's id map.".to_owned()
    }),
    ("oci-namespace", namespace),
    ("oci-id-map", id_map),
    ("oci-net-device", net_device),
    ("oci-device-rule", device_rule),
    ("oci-memory", |line| {
        format!("Limits the container's memory to {}.", bytes(line.value()))
    }),
    ("oci-memory-low", |line| {
        format!(
            "Keeps {} of the container's memory from being taken back while other memory is left.",
            bytes(line.value())
        )
    }),
    ("oci-swap", swap),
    ("oci-shares", shares),
    ("oci-quota", quota),
    ("oci-period", |line| {
        format!(
            "Counts the CPU time that `quota` grants in periods of {} microseconds.",
            line.value()
        )
    }),
    ("oci-cpus", |line| {
        format!("Lets the container run on the CPUs {} only.", line.value())
    }),
    ("oci-pids", |line| {
        format!("Limits the container to {} processes and threads.", line.value())
    }),
    ("oci-seccomp", seccomp),
    ("oci-seccomp-arch", |line| {
        format!(
            "Makes the policy hold for programs of the architecture {} too.",
            line.value().trim_start_matches("SCMP_ARCH_")
        )
    }),
    ("oci-seccomp-rule", seccomp_rule),
    ("oci-syscall", |line| format!("Is about the system call {}.", line.value())),
    ("oci-seccomp-condition", |line| {
        format!(
            "Is a condition: `{}` holds only for calls with such an argument.",
            owner(line.key())
        )
    }),
    ("oci-sysctl", |line| {
        format!(
            "Sets the kernel setting {} to {} inside.",
            line.rest_of_key("linux.sysctl."),
            line.value()
        )
    }),
    ("oci-personality", |_| {
        "Makes programs inside see a machine of 32 bits (`uname -m`).".to_owned()
    }),
    ("oci-masked", |line| {
        format!("Hides {} from the processes inside.", line.value())
    }),
    ("oci-read-only", |line| format!("Makes {} read-only inside.", line.value())),
];

/// Objects and lists, and what they are about.
const GROUPS: &[(&str, &str)] = &[
    ("", "the configuration"),
    ("process", "what is said of the first process"),
    ("process.user", "the first process's user and groups"),
    ("process.user.additionalGids", "the first process's further groups"),
    ("process.env", "the first process's environment"),
    (
        "process.capabilities",
        "the special rights (capabilities) of the first process",
    ),
    ("process.capabilities.effective", "the capabilities that are switched on"),
    ("process.capabilities.permitted", "the capabilities that may be switched on"),
    (
        "process.capabilities.inheritable",
        "the capabilities that marked programs inherit",
    ),
    ("process.capabilities.ambient", "the capabilities that every program inherits"),
    ("process.rlimits", "the limits of single processes"),
    ("mounts", "the mounts, in the order in which they are made"),
    ("hooks", "the programs that run at moments of the container's life"),
    ("annotations", "notes for other programs"),
    ("linux", "what is said of Linux: isolation, devices, limits"),
    ("linux.namespaces", "the namespaces that the container has of its own"),
    ("linux.uidMappings", "which user ids are which on the host"),
    ("linux.gidMappings", "which group ids are which on the host"),
    ("linux.devices", "the device nodes beside those that every container has"),
    ("linux.netDevices", "the network interfaces that are moved in"),
    ("linux.resources", "the limits of the whole container (its control group)"),
    (
        "linux.resources.devices",
        "the device filter: which devices may be opened, the last rule that fits counts",
    ),
    ("linux.resources.memory", "the limits of memory"),
    ("linux.resources.cpu", "the limits of CPU time"),
    ("linux.resources.pids", "the limit of processes"),
    ("linux.resources.blockIO", "the limits of disk traffic"),
    (
        "linux.resources.unified",
        "files of the control group, as the kernel names them",
    ),
    ("linux.seccomp.syscalls", "the rules for system calls"),
    ("linux.sysctl", "kernel settings inside"),
    ("linux.maskedPaths", "the paths that are hidden"),
    ("linux.readonlyPaths", "the paths that nobody may change"),
];

fn group(line: &Line<'_>) -> String {
    match GROUPS.iter().find(|(path, _)| *path == line.key()) {
        Some((_, what)) => format!("Holds {what}."),
        None => format!("Holds the parts of `{}`.", line.key()),
    }
}

fn part(line: &Line<'_>) -> String {
    let name = line.key().rsplit('.').next().unwrap_or(line.key());
    format!(
        "Is the `{name}` of `{}`, which is explained where it begins.",
        owner(line.key())
    )
}

/// The path of what a property is part of: `mounts[2]` of `mounts[2].options[0]`.
fn owner(path: &str) -> &str {
    let whole = path.split_inclusive(']').next().unwrap_or(path);
    if whole.len() < path.len() {
        whole
    } else {
        path.rsplit_once('.').map_or(path, |(owner, _)| owner)
    }
}

fn own<'a, T>(line: &Line<'_>, list: &'a [Given<T>]) -> Option<&'a T> {
    list.iter()
        .find(|given| line.is_cause(&given.origin))
        .map(|given| &given.value)
}

fn argument(line: &Line<'_>) -> String {
    match line.key().rsplit(['[', ']']).nth(1) {
        Some("0") => format!("Names the program that is the first process: {}.", line.value()),
        Some(number) => format!("Is argument {number} of the first process: {}.", line.value()),
        None => format!("Is an argument of the first process: {}.", line.value()),
    }
}

fn capability(line: &Line<'_>) -> String {
    let lower = line.value().to_lowercase();
    let name = words::capability_name(&lower);
    match words::capability(name) {
        Some(meaning) => format!("Leaves the right to {meaning} ({name})."),
        None => format!("Leaves the right {name} (capabilities(7))."),
    }
}

fn rlimit(line: &Line<'_>) -> String {
    let Some(limit) = own(line, &line.container().rlimits) else {
        return "Limits each process.".to_owned();
    };
    let word = |value| match value {
        RlimitValue::Unlimited => "no limit".to_owned(),
        RlimitValue::Is(number) => number.to_string(),
    };
    let (soft, hard) = (word(limit.soft), word(limit.hard));
    format!(
        "Limits {} of each process to {soft}, which it may raise to {hard}.",
        limit.resource
    )
}

fn sooner(score: &str) -> &'static str {
    match score.parse::<i32>() {
        Ok(0) => "as usual",
        Ok(score) if score < 0 => "later than others",
        _ => "sooner than others",
    }
}

fn root(line: &Line<'_>) -> String {
    let Some(root) = &line.container().root else {
        return "Names the root file system.".to_owned();
    };
    let mode = if root.value.is_read_only { ", read-only" } else { "" };
    match &root.value.source {
        transom_model::RootSource::Directory(path) => format!("Takes {} as the root file system{mode}.", path.display()),
        _ => "Names the root file system.".to_owned(),
    }
}

fn mount(line: &Line<'_>) -> String {
    if line.mount().is_some() {
        return super::mounts::entry(line);
    }
    let is_dev = line
        .container()
        .is_dev_fresh
        .as_ref()
        .is_some_and(|fresh| line.is_cause(&fresh.origin));
    if is_dev {
        return "Gives the container a /dev of its own, with the nodes it is given and no others.".to_owned();
    }
    let target = format!("{}.destination", line.key());
    match line.reading.accounts.iter().find(|account| account.key == target) {
        Some(account) => format!("Mounts one of the kernel's own file systems at {}.", account.value),
        None => "Mounts one of the kernel's own file systems where every system expects it.".to_owned(),
    }
}

fn namespace(line: &Line<'_>) -> String {
    let kind = line
        .reading
        .accounts
        .iter()
        .find(|account| account.key == format!("{}.type", line.key()));
    // `{ "type": "pid" }` on one line has no account of its own for the type.
    let here = line
        .account
        .origin
        .line()
        .map_or("", |(file, number)| line.sources.line_text(file, number));
    let found = namespace_words(kind.map_or(here, |account| account.value.as_str()));
    format!("Gives the container {found} of its own.")
}

fn namespace_words(text: &str) -> &'static str {
    let kinds = [
        ("network", "network interfaces"),
        ("mount", "mounts"),
        ("user", "user ids"),
        ("cgroup", "a view of control groups"),
        ("time", "clocks"),
        ("pid", "process numbers"),
        ("ipc", "message queues and shared memory"),
        ("uts", "a host name"),
    ];
    kinds
        .iter()
        .find(|(word, _)| text.contains(word))
        .map_or("a namespace", |(_, meaning)| meaning)
}

fn id_map(line: &Line<'_>) -> String {
    let map = &line.container().id_map;
    let kinds = [("user", &map.users), ("group", &map.groups)];
    let found = kinds
        .into_iter()
        .find_map(|(word, ranges)| own(line, ranges).map(|range| (word, range)));
    found.map_or_else(
        || "Maps ids of the container to ids of the host.".to_owned(),
        |(word, range)| format!("Runs the container's {word} ids {}.", words::id_range(range)),
    )
}

fn net_device(line: &Line<'_>) -> String {
    let Some(nic) = line.nic() else {
        return "Moves a network interface in.".to_owned();
    };
    let name = |given: &Option<Given<String>>| given.as_ref().map_or_else(String::new, |given| given.value.clone());
    format!(
        "Moves the host's network interface {} into the container, where it is {}.",
        name(&nic.link),
        name(&nic.name)
    )
}

fn device_rule(line: &Line<'_>) -> String {
    let policy = &line.container().device_filter.policy;
    if line.is_cause(&policy.origin) {
        return format!("{}.", filter::policy(policy.value));
    }
    if line.rules().next().is_some() {
        rule(line)
    } else {
        "Is forgotten: a later rule is about all devices.".to_owned()
    }
}

fn bytes(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), words::bytes)
}

fn swap(line: &Line<'_>) -> String {
    match line.container().limits.swap.as_ref().map(|swap| swap.value) {
        Some(0) => "Gives the container no swap: the number counts memory and swap together.".to_owned(),
        Some(swap) => format!(
            "Lets the container use {} of swap: the number counts memory and swap together.",
            words::bytes(swap)
        ),
        None => "Limits memory and swap together.".to_owned(),
    }
}

fn shares(line: &Line<'_>) -> String {
    let weight = line.container().limits.cpu_weight.as_ref().map_or(100, |weight| weight.value);
    format!(
        "Gives the container {} shares of CPU time where everybody has 1024: weight {weight}, where everybody's is 100.",
        line.value()
    )
}

fn quota(line: &Line<'_>) -> String {
    let Some(cpu) = &line.container().limits.cpu else {
        return "Limits CPU time.".to_owned();
    };
    let (quota, period) = (cpu.value.quota, cpu.value.period);
    format!("Limits CPU time to {quota} of every {period} microseconds, over all CPUs together.")
}

fn files(line: &Line<'_>) -> Text {
    let own = line
        .container()
        .limits
        .files
        .iter()
        .filter(|file| line.is_cause(&file.origin));
    let text = own.fold(Text::default(), |text, file| {
        let file = &file.value;
        text.and(match cgroup_files::effect(&file.file, &file.value) {
            Some(effect) => Text::sentence(effect),
            None => say!("cgroup-file", file = &file.file, value = &file.value).into(),
        })
    });
    match text.is_empty() {
        true => say!("oci-limits", value = line.value()).into(),
        false => text,
    }
}

fn seccomp(line: &Line<'_>) -> String {
    let Some(policy) = &line.container().seccomp else {
        return "Decides on system calls.".to_owned();
    };
    let rules = words::count(policy.value.rules.len(), "rule");
    format!(
        "Decides on system calls: {rules}, and every other call {}.",
        action(policy.value.default)
    )
}

fn seccomp_rule(line: &Line<'_>) -> String {
    let Some(policy) = &line.container().seccomp else {
        return "Is a rule for system calls.".to_owned();
    };
    let own: Vec<_> = policy
        .value
        .rules
        .iter()
        .filter(|rule| line.is_cause(&rule.origin))
        .map(|rule| &rule.value)
        .collect();
    let Some(first) = own.first() else {
        return "Is a rule for system calls.".to_owned();
    };
    let mut names: Vec<&str> = own.iter().map(|rule| rule.syscall.as_str()).collect();
    names.dedup();
    let what = if names.len() > 4 {
        format!("{} and {} more", names[..3].join(", "), words::count(names.len() - 3, "call"))
    } else {
        words::and_list(&names)
    };
    let when = if first.compares.is_empty() {
        ""
    } else {
        ", where the arguments fit,"
    };
    let verb = if names.len() == 1 { "Says that" } else { "Says of each that" };
    format!("{verb} a call of {what}{when} {}.", action(first.action))
}

fn action(action: SeccompAction) -> String {
    match action {
        SeccompAction::Allow => "is allowed".to_owned(),
        SeccompAction::Errno(number) => format!("fails with error {number}"),
        SeccompAction::Kill => "ends the thread".to_owned(),
        SeccompAction::KillProcess => "ends the process".to_owned(),
        SeccompAction::Trap => "gets a signal (SIGSYS)".to_owned(),
        SeccompAction::Notify => "is decided by a supervisor".to_owned(),
        SeccompAction::Log => "is allowed and logged".to_owned(),
    }
}
