//! Sentences for lines about devices: filter rules and nodes.

use std::path::Path;

use transom_model::{Access, DeviceNumber, DeviceRule, Dialect, FilterPolicy, Given, RuleEffect, RuleNumber};

use super::Entry;
use crate::devices::device_at;
use crate::line::Line;
use crate::{describe_device, filter, words};

pub(super) const ENTRIES: &[Entry] = &[("device-rule", rule), ("device-node", node)];

/// `lxc.cgroup.devices.allow` and its kin.
pub(super) fn rule(line: &Line<'_>) -> String {
    format!("{}{}", rule_itself(line), open_filter_note(line))
}

/// Says where an allow line changes nothing under Proxmox: in an unprivileged container its list is one of denials, and empty.
fn open_filter_note(line: &Line<'_>) -> &'static str {
    let is_denied = |given: &Given<DeviceRule>| given.value.effect == RuleEffect::Deny;
    let container = line.container();
    let is_open_there = line.reading.dialect == Dialect::Pve
        && line.is_raw()
        && !container.id_map.is_privileged()
        && !container.device_filter.rules.iter().any(is_denied);
    let is_allow = |key: &str| key.starts_with("lxc.cgroup") && key.ends_with("devices.allow");
    if !is_open_there || !is_allow(line.key()) || line.value().is_empty() {
        return "";
    }
    if line.is_first(is_allow) {
        " Proxmox VE itself allows every device in an unprivileged container, so there the line changes nothing; Transom keeps the filter closed, and such lines open it."
    } else {
        " Proxmox VE allows it in an unprivileged container anyway; in Transom this line does."
    }
}

fn rule_itself(line: &Line<'_>) -> String {
    if let Some(rule) = line.rule_path() {
        return format!("{}.", filter::path_sentence(rule));
    }
    let rules: Vec<&DeviceRule> = line.rules().collect();
    match rules.as_slice() {
        [] => policy(line),
        [rule] => format!("{}{}{}", filter::sentence(rule), node_note(line, rule), cgroup_note(line)),
        many => {
            let sentences: Vec<String> = many.iter().map(|rule| filter::sentence(rule)).collect();
            sentences.join(" ")
        }
    }
}

fn policy(line: &Line<'_>) -> String {
    let is_all = line.value().split_whitespace().next() == Some("a");
    match (is_all, line.key().ends_with("allow")) {
        (true, true) => format!("{}.", filter::policy(FilterPolicy::Allow)),
        (true, false) => format!("{}.", filter::policy(FilterPolicy::Deny)),
        _ if line.value().is_empty() => "Forgets the device rules of earlier lines and includes.".to_owned(),
        _ => format!("Is a device rule: {}.", line.value()),
    }
}

/// Says what a cgroup is, at the first line of a file that names one.
fn cgroup_note(line: &Line<'_>) -> &'static str {
    let is_first = line.is_first(|key| key.starts_with("lxc.cgroup"));
    if is_first {
        " (`cgroup`, control group: the kernel's name for the set of processes that such rules and limits apply to.)"
    } else {
        ""
    }
}

/// Says where the node for a rule comes from: a rule alone makes no file in /dev.
fn node_note(line: &Line<'_>, rule: &DeviceRule) -> String {
    let (RuleEffect::Allow, RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.effect, rule.major, rule.minor) else {
        return String::new();
    };
    let Some(device) = describe_device(rule.kind, DeviceNumber { major, minor }) else {
        return String::new();
    };
    if !rule.access.read && !rule.access.write || filter::is_always_there(device.node) {
        return String::new();
    }
    let node = filter::node_name(device.node, minor);
    match source_of_node(line, &node) {
        Some(place) => format!(" The file {node} itself comes from {place}."),
        None => format!(" It does not create the file {node}, and no other line does."),
    }
}

fn source_of_node(line: &Line<'_>, node: &str) -> Option<String> {
    let container = line.container();
    let is_at = |path: &Path| Path::new("/").join(path) == Path::new(node);
    let devices = container
        .devices
        .iter()
        .filter(|given| is_at(&given.value.target))
        .map(|given| &given.origin);
    let mounts = container
        .mounts
        .iter()
        .filter(|given| Path::new(node).starts_with(Path::new("/").join(&given.value.target)));
    let origin = devices.chain(mounts.map(|given| &given.origin)).next()?;
    let place = line.sources.describe(origin);
    Some(if origin.line().is_some() {
        format!("line {}", place.rsplit(':').next().unwrap_or(&place))
    } else {
        place
    })
}

/// Proxmox's `devN`.
pub(super) fn node(line: &Line<'_>) -> String {
    let Some(node) = line.node() else {
        return "Passes a device of the host through.".to_owned();
    };
    let source = node.source.display();
    let what = device_at(&node.source.to_string_lossy())
        .map_or_else(String::new, |device| format!(" ({}: {})", device.name, device.gives));
    let at = if node.source == node.target {
        String::new()
    } else {
        format!(" at {}", node.target.display())
    };
    let only = match node.access {
        Access { write: false, .. } => ", for reading only",
        _ => "",
    };
    let owner = match (node.uid.0, node.gid.0) {
        (0, 0) => "root".to_owned(),
        (uid, gid) => format!("user {uid} and group {gid}"),
    };
    format!(
        "Gives the container a private {source}{what}{at}{only}: a node of its own, owned by {owner} inside, mode {}, and the right to open it.",
        words::mode(node.mode)
    )
}

/// Says what the device at a path of the host is for, as a sentence of its own.
pub(super) fn path_note(path: &str) -> String {
    device_at(path).map_or_else(String::new, |device| format!(" It is the device for {}.", device.gives))
}

/// Says whether the device at a path may be opened.
pub(super) fn rule_note(line: &Line<'_>, path: &str) -> &'static str {
    let Some(device) = device_at(path) else { return "" };
    let crate::Minor::Is(minor) = device.minor else { return "" };
    let number = DeviceNumber {
        major: device.major,
        minor,
    };
    let filter = &line.container().device_filter;
    let is_about =
        |rule: &DeviceRule| rule.kind == device.kind && rule.major.matches(number.major) && rule.minor.matches(number.minor);
    let last = filter
        .rules
        .iter()
        .rev()
        .map(|given| &given.value)
        .find(|rule| is_about(rule));
    match last.map(|rule| rule.effect) {
        _ if filter.allows(device.kind, number, Access::READ_WRITE) => " The device filter lets it be opened.",
        // The plan says so in a remark.
        Some(RuleEffect::Deny) => "",
        _ => " No rule of the file opens it; Transom does so for a device that a line shows like this.",
    }
}
