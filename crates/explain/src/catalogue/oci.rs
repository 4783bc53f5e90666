//! Sentences for lines of an OCI `config.json` that say something in the specification's own way.
//!
//! Where a property does what a line of another dialect does, the key table names that sentence. Most here look at the model's
//! value that has the line as its origin, because a JSON line shows only the first bracket of what counts.

use transom_model::{Given, RlimitValue, RootSource, SeccompAction, SeccompRule};

use super::devices::device_rule;
use super::mounts::mount_entry;
use super::security::mapped_ids;
use super::{Entry, limits};
use crate::language::{Arg, Message, Text, say};
use crate::line::Line;
use crate::{cgroup_files, filter, words};

pub(super) const ENTRIES: &[Entry] = &[
    ("oci-version", |line| say!("oci-version", version = line.value()).into()),
    ("oci-group", |line| group(line).into()),
    ("oci-part", |line| {
        let name = line.key().rsplit('.').next().unwrap_or(line.key());
        say!("oci-part", name = name, owner = owner(line.key())).into()
    }),
    ("oci-close", |_| say!("oci-close").into()),
    ("oci-crowded-line", |line| say!("oci-crowded-line", names = line.key()).into()),
    ("oci-kept", |line| say!("oci-kept", value = line.value()).into()),
    ("oci-argument", |line| argument(line).into()),
    ("oci-bounding", |_| say!("oci-bounding").into()),
    ("oci-capability", |line| capability(line).into()),
    ("oci-rlimit", |line| rlimit(line).into()),
    ("oci-oom-score", |line| {
        say!("oci-oom-score", when = when_chosen(line.value()), score = line.value()).into()
    }),
    ("oci-domainname", |line| say!("oci-domainname", name = line.value()).into()),
    ("oci-root", |line| root(line).into()),
    ("oci-mount", mount),
    ("oci-mount-option", |line| {
        say!("oci-mount-option", mount = owner(line.key())).into()
    }),
    ("oci-mount-map", |_| say!("oci-mount-map").into()),
    ("oci-namespace", |line| say!("oci-namespace", kind = namespace(line)).into()),
    ("oci-id-map", |line| {
        mapped_ids(line).unwrap_or_else(|| say!("oci-id-map")).into()
    }),
    ("oci-net-device", |line| net_device(line).into()),
    ("oci-device-rule", rule_or_policy),
    ("oci-memory", |line| say!("memory-limit", size = size(line.value())).into()),
    ("oci-memory-low", |line| {
        say!("oci-memory-low", size = size(line.value())).into()
    }),
    ("oci-swap", |line| swap(line).into()),
    ("oci-shares", |line| {
        let weight = line.container().limits.cpu_weight.as_ref().map_or(100, |weight| weight.value);
        say!("oci-shares", shares = line.value(), weight = weight).into()
    }),
    ("oci-quota", |line| match &line.container().limits.cpu {
        Some(cpu) => say!("oci-quota", quota = cpu.value.quota, period = cpu.value.period).into(),
        None => say!("oci-quota-part").into(),
    }),
    ("oci-period", |line| say!("oci-period", period = line.value()).into()),
    ("oci-cpus", |line| say!("oci-cpus", cpus = line.value()).into()),
    ("oci-pids", |line| say!("pids-limit", count = line.value()).into()),
    ("oci-cgroup-file", files),
    ("oci-throttle", files),
    ("oci-huge-pages", files),
    ("oci-rdma", files),
    ("oci-unified", files),
    ("oci-seccomp", |line| seccomp(line).into()),
    ("oci-seccomp-arch", |line| {
        say!("oci-seccomp-arch", arch = line.value().trim_start_matches("SCMP_ARCH_")).into()
    }),
    ("oci-seccomp-rule", |line| seccomp_rule(line).into()),
    ("oci-syscall", |line| say!("oci-syscall", name = line.value()).into()),
    ("oci-seccomp-condition", |line| {
        say!("oci-seccomp-condition", rule = owner(line.key())).into()
    }),
    ("oci-sysctl", |line| {
        say!("sysctl", name = line.rest_of_key("linux.sysctl."), value = line.value()).into()
    }),
    ("oci-personality", |_| say!("oci-personality").into()),
    ("oci-masked", |line| say!("oci-masked", path = line.value()).into()),
    ("oci-read-only", |line| say!("oci-read-only", path = line.value()).into()),
];

/// Makes a sentence that has nothing filled in.
type Sentence = fn() -> Message;

/// Objects and lists, and the sentence that says what they are about.
const GROUPS: &[(&str, Sentence)] = &[
    ("", || say!("oci-holds-configuration")),
    ("process", || say!("oci-holds-process")),
    ("process.user", || say!("oci-holds-user")),
    ("process.user.additionalGids", || say!("oci-holds-groups")),
    ("process.env", || say!("oci-holds-environment")),
    ("process.capabilities", || say!("oci-holds-capabilities")),
    ("process.capabilities.effective", || say!("oci-holds-effective")),
    ("process.capabilities.permitted", || say!("oci-holds-permitted")),
    ("process.capabilities.inheritable", || say!("oci-holds-inheritable")),
    ("process.capabilities.ambient", || say!("oci-holds-ambient")),
    ("process.rlimits", || say!("oci-holds-rlimits")),
    ("mounts", || say!("oci-holds-mounts")),
    ("hooks", || say!("oci-holds-hooks")),
    ("annotations", || say!("oci-holds-annotations")),
    ("linux", || say!("oci-holds-linux")),
    ("linux.namespaces", || say!("oci-holds-namespaces")),
    ("linux.uidMappings", || say!("oci-holds-user-ids")),
    ("linux.gidMappings", || say!("oci-holds-group-ids")),
    ("linux.devices", || say!("oci-holds-devices")),
    ("linux.netDevices", || say!("oci-holds-net-devices")),
    ("linux.resources", || say!("oci-holds-resources")),
    ("linux.resources.devices", || say!("oci-holds-device-rules")),
    ("linux.resources.memory", || say!("oci-holds-memory")),
    ("linux.resources.cpu", || say!("oci-holds-cpu")),
    ("linux.resources.pids", || say!("oci-holds-pids")),
    ("linux.resources.blockIO", || say!("oci-holds-disks")),
    ("linux.resources.unified", || say!("oci-holds-unified")),
    ("linux.seccomp.syscalls", || say!("oci-holds-syscalls")),
    ("linux.sysctl", || say!("oci-holds-sysctl")),
    ("linux.maskedPaths", || say!("oci-holds-masked")),
    ("linux.readonlyPaths", || say!("oci-holds-read-only")),
];

fn group(line: &Line<'_>) -> Message {
    match GROUPS.iter().find(|(path, _)| *path == line.key()) {
        Some((_, what)) => what(),
        None => say!("oci-holds", key = line.key()),
    }
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

fn argument(line: &Line<'_>) -> Message {
    match line.key().rsplit(['[', ']']).nth(1) {
        Some("0") => say!("oci-program", program = line.value()),
        Some(number) => say!("oci-argument-numbered", number = number, argument = line.value()),
        None => say!("oci-argument", argument = line.value()),
    }
}

fn capability(line: &Line<'_>) -> Message {
    let lower = line.value().to_lowercase();
    let name = words::capability_name(&lower);
    say!(
        "oci-capability",
        right = words::right(name.strip_prefix("cap_").unwrap_or(name))
    )
}

fn rlimit(line: &Line<'_>) -> Message {
    let Some(limit) = own(line, &line.container().rlimits) else {
        return say!("oci-rlimit");
    };
    let what = limits::rlimit_name(&limit.resource);
    match (limit.soft, limit.hard) {
        (RlimitValue::Is(soft), RlimitValue::Is(hard)) => {
            say!("rlimit-range", what = what, soft = soft.to_string(), hard = hard.to_string())
        }
        (RlimitValue::Is(soft), RlimitValue::Unlimited) => say!("oci-rlimit-open", what = what, soft = soft.to_string()),
        (RlimitValue::Unlimited, _) => say!("oci-rlimit-none", what = what),
    }
}

/// When the kernel chooses processes of this score: the sentence's own word for it.
fn when_chosen(score: &str) -> &'static str {
    match score.parse::<i32>() {
        Ok(0) => "usual",
        Ok(score) if score < 0 => "later",
        _ => "sooner",
    }
}

fn root(line: &Line<'_>) -> Message {
    let Some(root) = &line.container().root else {
        return say!("oci-root");
    };
    match &root.value.source {
        RootSource::Directory(path) => {
            let is_read_only = root.value.is_read_only;
            say!("oci-root-folder", path = path.as_path(), is_read_only = is_read_only)
        }
        _ => say!("oci-root"),
    }
}

fn mount(line: &Line<'_>) -> Text {
    if line.mount().is_some() {
        return mount_entry(line);
    }
    let is_dev = line
        .container()
        .is_dev_fresh
        .as_ref()
        .is_some_and(|fresh| line.is_cause(&fresh.origin));
    if is_dev {
        return say!("oci-dev").into();
    }
    let target = format!("{}.destination", line.key());
    match line.reading.accounts.iter().find(|account| account.key == target) {
        Some(account) => say!("oci-mount-kernel-at", target = &account.value).into(),
        None => say!("oci-mount-kernel").into(),
    }
}

/// The kind of namespace that the line is about, as the specification names it.
fn namespace(line: &Line<'_>) -> &'static str {
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
    let text = kind.map_or(here, |account| account.value.as_str());
    let kinds = ["network", "mount", "user", "cgroup", "time", "pid", "ipc", "uts"];
    kinds.into_iter().find(|kind| text.contains(kind)).unwrap_or("other")
}

fn net_device(line: &Line<'_>) -> Message {
    let Some(nic) = line.nic() else {
        return say!("oci-net-device");
    };
    let text = |given: &Option<Given<String>>| given.as_ref().map_or_else(String::new, |given| given.value.clone());
    say!("oci-net-device-named", link = text(&nic.link), name = text(&nic.name))
}

fn rule_or_policy(line: &Line<'_>) -> Text {
    let policy = &line.container().device_filter.policy;
    if line.is_cause(&policy.origin) {
        return filter::policy_sentence(policy.value).into();
    }
    if line.rules().next().is_some() {
        device_rule(line)
    } else {
        say!("oci-device-rule-forgotten").into()
    }
}

fn size(text: &str) -> Arg {
    text.parse()
        .map_or_else(|_| Arg::from(text), |count| words::size(count).into())
}

fn swap(line: &Line<'_>) -> Message {
    match line.container().limits.swap.as_ref().map(|swap| swap.value) {
        Some(0) => say!("oci-swap-none"),
        Some(swap) => say!("oci-swap", size = words::size(swap)),
        None => say!("swap-with-memory"),
    }
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

fn seccomp(line: &Line<'_>) -> Message {
    let Some(policy) = &line.container().seccomp else {
        return say!("oci-seccomp");
    };
    let (count, action) = (policy.value.rules.len(), action(policy.value.default));
    say!("oci-seccomp-rules", count = count, action = action)
}

fn seccomp_rule(line: &Line<'_>) -> Message {
    let rules = line.container().seccomp.iter().flat_map(|policy| &policy.value.rules);
    let own: Vec<&SeccompRule> = rules
        .filter(|rule| line.is_cause(&rule.origin))
        .map(|rule| &rule.value)
        .collect();
    let Some(first) = own.first() else {
        return say!("oci-seccomp-rule");
    };
    let mut names: Vec<&str> = own.iter().map(|rule| rule.syscall.as_str()).collect();
    names.dedup();
    let (count, action) = (names.len(), action(first.action));
    match first.compares.is_empty() {
        true => say!(
            "oci-seccomp-rule-always",
            count = count,
            calls = calls(names),
            action = action
        ),
        false => say!("oci-seccomp-rule-where", count = count, calls = calls(names), action = action),
    }
}

/// Lists system calls, of many the first three.
fn calls(names: Vec<&str>) -> Arg {
    match names[..] {
        [first, second, third, _, _, ..] => {
            let count = names.len() - 3;
            say!("oci-calls-more", first = first, second = second, third = third, count = count).into()
        }
        _ => names.into(),
    }
}

fn action(action: SeccompAction) -> Message {
    match action {
        SeccompAction::Allow => say!("oci-action-allow"),
        SeccompAction::Errno(number) => say!("oci-action-errno", number = number.to_string()),
        SeccompAction::Kill => say!("oci-action-kill"),
        SeccompAction::KillProcess => say!("oci-action-kill-process"),
        SeccompAction::Trap => say!("oci-action-trap"),
        SeccompAction::Notify => say!("oci-action-notify"),
        SeccompAction::Log => say!("oci-action-log"),
    }
}
