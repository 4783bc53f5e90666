//! Rights: id maps, capabilities, security labels, and namespaces of others.

use std::path::PathBuf;

use transom_model::{Capabilities, Effect, Given, HostId, IdRange, InsideId, Namespace, Origin, Severity, Words, phrase, words};

use super::Reader;
use super::reader::Parts;
use super::values::{Read, not_one_of, number_in, part, title};
use crate::{Problem, Setting};

/// The capabilities that libvirt has names for.
pub(super) const CAPABILITIES: &[&str] = &[
    "audit_control",
    "audit_write",
    "block_suspend",
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "ipc_lock",
    "ipc_owner",
    "kill",
    "lease",
    "linux_immutable",
    "mac_admin",
    "mac_override",
    "mknod",
    "net_admin",
    "net_bind_service",
    "net_broadcast",
    "net_raw",
    "setgid",
    "setfcap",
    "setpcap",
    "setuid",
    "sys_admin",
    "sys_boot",
    "sys_chroot",
    "sys_module",
    "sys_nice",
    "sys_pacct",
    "sys_ptrace",
    "sys_rawio",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "syslog",
    "wake_alarm",
];

/// Capabilities of newer kernels, which libvirt cannot name.
const UNNAMED: [&str; 4] = ["audit_read", "perfmon", "bpf", "checkpoint_restore"];

/// What libvirt drops when the file says nothing (`lxcContainerDropCapabilities`).
pub(super) const DROPPED: [&str; 5] = ["sys_module", "sys_time", "mknod", "audit_control", "mac_admin"];
const WHY_DROPPED: &str = "libvirt: drops these capabilities by default";

/// More ranges than a map may have (kernel: user_namespaces(7)).
const MOST_RANGES: usize = 340;

/// What `<capabilities policy=…>` starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    Default,
    Allow,
    Deny,
}

/// One capability's own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Switch {
    pub(super) name: String,
    pub(super) is_on: bool,
    event: usize,
}

pub(super) fn private_network(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let event = reader.next_event();
    reader.draft.private_network = Some((event, setting.origin.clone()));
    Ok(Effect::Taken)
}

pub(super) fn policy(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let policy = match setting.value {
        "default" => Policy::Default,
        "allow" => Policy::Allow,
        "deny" => Policy::Deny,
        other => return Err(not_one_of(setting.key, other, &["default", "allow", "deny"])),
    };
    reader.draft.policy = Some(setting.given(policy));
    Ok(Effect::Taken)
}

/// Reads `<mknod state='on'/>` and its kin, and their attribute.
pub(super) fn capability(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some(name) = setting.key.strip_prefix("features/capabilities/") else {
        return Ok(Effect::Prose);
    };
    if name.ends_with("/@state") {
        return part(reader, setting);
    }
    if name.contains('/') {
        return Err(Problem::new(
            "unknown-element",
            format!("{} is not known here", title(setting.key)),
        ));
    }
    let parts = reader.parts_of(setting.key);
    if !CAPABILITIES.contains(&name) {
        return Err(unknown_capability(name));
    }
    let is_on = match parts.text("@state") {
        Some("on") => true,
        Some("off") => false,
        Some(other) => return Err(not_one_of("@state", other, &["on", "off"])),
        None => {
            let why = phrase!("`<{name}>` has no state, so libvirt does nothing with it", name);
            reader.warn(
                setting,
                Problem::new("no-state", why.to_string()).hint("write `state='on'` or `state='off'`"),
            );
            return Ok(Effect::NoEffect(why));
        }
    };
    let event = reader.next_event();
    let switch = Switch {
        name: name.to_owned(),
        is_on,
        event,
    };
    reader.draft.switches.push(Given::new(switch, setting.origin.clone()));
    Ok(Effect::Taken)
}

fn unknown_capability(name: &str) -> Problem {
    let problem = Problem::new(
        "unknown-capability",
        format!("`{name}` is no capability that libvirt can name"),
    );
    let short = name.to_ascii_lowercase();
    let short = short.strip_prefix("cap_").unwrap_or(&short);
    match short {
        short if UNNAMED.contains(&short) => problem.hint(format!(
            "libvirt refuses the file; without the element {short} is kept under `default` and `allow`, dropped under `deny`"
        )),
        short if CAPABILITIES.contains(&short) => problem.hint(format!("write it as `<{short}>`")),
        _ => problem.hint("capabilities(7) lists them; write them in lower case without `cap_`"),
    }
}

/// Decides the bounding set from the policy and the single words.
pub(super) fn settle_capabilities(reader: &mut Reader) {
    let policy = reader
        .draft
        .policy
        .take()
        .unwrap_or(Given::default_of(Policy::Default, WHY_DROPPED));
    let switches = std::mem::take(&mut reader.draft.switches);
    let of = |is_on: bool| {
        switches
            .iter()
            .filter(move |switch| switch.value.is_on == is_on)
            .map(|switch| switch.with(switch.value.name.clone()))
    };
    reader.container.capabilities = match policy.value {
        Policy::Allow => {
            // Those that libvirt drops by default come first, as under the policy that is named after it.
            let mut dropped: Vec<Given<String>> = of(false).collect();
            let rank = |name: &str| DROPPED.iter().position(|other| *other == name).unwrap_or(DROPPED.len());
            dropped.sort_by_key(|given| rank(&given.value));
            Capabilities::Drop(dropped)
        }
        Policy::Deny => Capabilities::Keep(of(true).collect()),
        Policy::Default => {
            let is_kept = |name: &&&str| !of(true).any(|kept| kept.value == **name);
            let dropped = DROPPED
                .iter()
                .filter(is_kept)
                .map(|name| Given::default_of((*name).to_owned(), WHY_DROPPED));
            let more = of(false).filter(|off| !DROPPED.contains(&off.value.as_str()));
            Capabilities::Drop(dropped.chain(more).collect())
        }
    };
    for switch in &switches {
        if let Some(why) = idle(policy.value, &switch.value) {
            reader.revise_event(switch.value.event, Effect::NoEffect(why.into()));
        }
    }
    if let Some(mknod) = switches
        .iter()
        .find(|switch| switch.value.name == "mknod" && switch.value.is_on)
    {
        super::defaults::allow_making_nodes(reader, &mknod.origin);
    }
}

/// Says why a capability's word changes nothing.
fn idle(policy: Policy, switch: &Switch) -> Option<Words> {
    let is_dropped = DROPPED.contains(&switch.name.as_str());
    match (policy, switch.is_on) {
        // Its rule for the device filter is an effect of its own.
        (_, true) if switch.name == "mknod" => None,
        (Policy::Allow, true) => Some(words!("the policy keeps every capability")),
        (Policy::Deny, false) => Some(words!("the policy drops every capability")),
        (Policy::Default, true) if !is_dropped => Some(words!("libvirt keeps this capability by default")),
        (Policy::Default, false) if is_dropped => Some(words!("libvirt drops this capability by default")),
        _ => None,
    }
}

/// Reads one range of the id map: `<uid start='0' target='100000' count='65536'/>`.
pub(super) fn id_range(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, range)
}

fn range(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    let field = |name: &str| {
        let value = parts.text(name).ok_or_else(|| {
            Problem::new("bad-idmap", format!("{} has no {}", title(setting.key), title(name)))
                .hint("write `start` (the first id inside), `target` (the same on the host) and `count`")
        })?;
        let number = number_in(name, value, 0..=u64::from(u32::MAX)).map_err(|problem| parts.at(name, problem))?;
        Ok::<u32, Problem>(u32::try_from(number).unwrap_or(u32::MAX))
    };
    let range = IdRange {
        inside: InsideId(field("@start")?),
        host: HostId(field("@target")?),
        len: field("@count")?,
    };
    let last = u64::from(u32::MAX); // 4294967295 itself is no id (user_namespaces(7))
    let is_too_far = |start: u32| u64::from(start) + u64::from(range.len) > last;
    if range.len == 0 {
        return Err(parts.at("@count", Problem::new("bad-idmap", "a range of no ids")));
    }
    if is_too_far(range.inside.0) || is_too_far(range.host.0) {
        return Err(Problem::new("bad-idmap", "the range ends above the last id, 4294967294"));
    }
    let map = &mut reader.container.id_map;
    let ranges = if setting.key.ends_with("/uid") {
        &mut map.users
    } else {
        &mut map.groups
    };
    ranges.push(Given::new(range, setting.origin.clone()));
    Ok(Effect::Taken)
}

/// Checks what libvirt and the kernel want of a map as a whole.
pub(super) fn check_map(reader: &mut Reader) {
    let map = reader.container.id_map.clone();
    for (ranges, others, word, other) in [
        (&map.users, &map.groups, "user", "group"),
        (&map.groups, &map.users, "group", "user"),
    ] {
        let Some(first) = ranges.first() else { continue };
        if others.is_empty() {
            let message = format!("{word} ids are mapped and {other} ids are not; libvirt: uid and gid should be mapped both");
            wrong_map(
                reader,
                &first.origin,
                "half-idmap",
                message,
                "add the other half with the same numbers",
            );
        }
        if ranges.iter().all(|range| range.value.inside.0 != 0) {
            let message = format!("the map does not begin at {word} id 0; libvirt: You must map the root user of container");
            let is_swapped = ranges.iter().any(|range| range.value.host.0 == 0);
            let hint = match is_swapped {
                true => {
                    "`start` and `target` look changed, as `virsh domxml-from-native` does with LXC's maps: `start` is inside, `target` the host's"
                }
                false => "let one range have `start='0'`",
            };
            wrong_map(reader, &first.origin, "no-root-mapped", message, hint);
        }
        if ranges.len() > MOST_RANGES {
            let message = format!("{} ranges of {word} ids, and the kernel takes {MOST_RANGES}", ranges.len());
            wrong_map(reader, &first.origin, "too-many-ranges", message, "join ranges that meet");
        } else {
            overlaps(reader, ranges, word);
        }
    }
    let map = &mut reader.container.id_map;
    map.users.sort_by_key(|range| range.value.inside);
    map.groups.sort_by_key(|range| range.value.inside);
}

fn wrong_map(reader: &mut Reader, origin: &Origin, code: &'static str, message: String, hint: &str) {
    reader.diagnose(Severity::Error, origin.clone(), Problem::new(code, message).hint(hint));
}

fn overlaps(reader: &mut Reader, ranges: &[Given<IdRange>], word: &str) {
    for (at, later) in ranges.iter().enumerate() {
        let (one, side) = match ranges[..at]
            .iter()
            .find(|earlier| later.value.overlaps_inside(&earlier.value))
        {
            Some(one) => (Some(one), "inside"),
            None => (
                ranges[..at].iter().find(|earlier| later.value.overlaps_host(&earlier.value)),
                "on the host",
            ),
        };
        if let Some(one) = one {
            let line = one.origin.line().map_or(0, |(_, line)| line);
            let message = format!("two ranges of {word} ids share ids {side}; the other one is in line {line}");
            wrong_map(
                reader,
                &later.origin,
                "overlapping-idmap",
                message,
                "make the ranges meet without sharing an id",
            );
        }
    }
}

/// Reads a security label as a whole.
pub(super) fn label(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let parts = reader.parts_of(setting.key);
    let (kind, model) = (parts.text("@type").unwrap_or("dynamic"), parts.text("@model").unwrap_or(""));
    if !model.is_empty() && !reader.draft.labels.insert(model.to_owned()) {
        return Err(Problem::new(
            "repeated-label",
            format!("a second label of the model `{model}`: libvirt refuses the file"),
        )
        .hint("keep one `<seclabel>` for each model"));
    }
    if kind == "none" || model == "none" {
        return Ok(Effect::NoEffect(phrase!(
            "it asks for no label, which is what a container of libvirt gets by default"
        )));
    }
    if !matches!(kind, "dynamic" | "static") {
        return Err(not_one_of("@type", kind, &["dynamic", "static", "none"]));
    }
    match (model, kind, parts.find("label")) {
        ("apparmor", "static", Some(label)) => {
            reader.container.apparmor = Some(label.given(label.value.clone()));
            Ok(Effect::Taken)
        }
        (_, "static", None) => Err(
            Problem::new("no-label", "a static label without its text: libvirt refuses the file")
                .hint("add `<label>…</label>`, or write `type='dynamic'`"),
        ),
        ("selinux", ..) => Ok(Effect::NotYet(words!("runs the container under an SELinux label"))),
        ("apparmor", ..) => Ok(Effect::NotYet(words!(
            "runs the container under an AppArmor profile that libvirt makes for it"
        ))),
        _ => Ok(Effect::NotYet(words!(
            "runs the container under a label of the host's security module"
        ))),
    }
}

/// Reads `<lxc:sharenet>` and its kin: namespaces of others that the container enters.
pub(super) fn share(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.whole(setting, namespace)
}

fn namespace(reader: &mut Reader, setting: &Setting<'_>, parts: &Parts) -> Read {
    let (namespace, file) = match setting.key.rsplit_once(":share") {
        Some((_, "net")) => (Namespace::Net, "net"),
        Some((_, "ipc")) => (Namespace::Ipc, "ipc"),
        _ => (Namespace::Uts, "uts"),
    };
    if namespace == Namespace::Uts {
        let message = "the container sets its host name in the namespace it joins: the other one is renamed";
        reader.warn(
            setting,
            Problem::new("shared-name", message).hint("give both the same name, or do not share the host name"),
        );
    }
    let path = shared(parts, file)?;
    if namespace == Namespace::Net {
        reader.draft.joins_network = Some(setting.origin.clone());
    }
    match path {
        Some(path) => {
            reader
                .container
                .namespaces
                .joined
                .push(Given::new((namespace, path), setting.origin.clone()));
            Ok(Effect::Taken)
        }
        None => Ok(Effect::NotYet(words!(
            "joins a namespace of the running container of this name"
        ))),
    }
}

/// Returns the file of the namespace, or `None` where only a running container's name is given.
fn shared(parts: &Parts, file: &str) -> Result<Option<PathBuf>, Problem> {
    let value = parts.text("@value").filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| Problem::new("no-value", "whose namespace is not said").hint("add `value='…'`"))?;
    match parts.text("@type") {
        Some("name") => Ok(None),
        Some("pid") => {
            let pid = number_in("@value", value, 1..=4_194_304).map_err(|problem| parts.at("@value", problem))?;
            Ok(Some(PathBuf::from(format!("/proc/{pid}/ns/{file}"))))
        }
        Some("netns") if file == "net" => match value.contains('/') || value == ".." {
            true => {
                Err(Problem::new("bad-value", format!("`{value}` is no name of a network namespace")).hint("`ip netns` lists them"))
            }
            false => Ok(Some(PathBuf::from(format!("/run/netns/{value}")))),
        },
        Some("netns") => Err(parts.at(
            "@type",
            Problem::new("bad-value", "`netns` names network namespaces only").hint("use `name` or `pid`"),
        )),
        Some(other) => Err(parts.at("@type", not_one_of("@type", other, &["name", "pid", "netns"]))),
        None => {
            Err(Problem::new("no-type", "how the namespace is named is not said").hint("add `type='name'`, `'pid'` or `'netns'`"))
        }
    }
}
