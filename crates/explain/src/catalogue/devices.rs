//! Sentences for lines about devices: filter rules and nodes.

use std::path::Path;

use transom_model::{Access, DeviceKind, DeviceNumber, DeviceRule, FilterPolicy, RuleEffect, RuleNumber};

use super::Entry;
use crate::devices::device_at;
use crate::line::Line;
use crate::{describe_device, filter, words};

pub(super) const ENTRIES: &[Entry] = &[("device-rule", rule), ("device-node", node)];

/// `lxc.cgroup.devices.allow` and its kin.
pub(super) fn rule(line: &Line<'_>) -> String {
    if let Some(rule) = line.rule_path() {
        return format!("{}.", filter::path_sentence(rule));
    }
    let rules: Vec<&DeviceRule> = line.rules().collect();
    match rules.as_slice() {
        [] => policy(line),
        [rule] => format!("{}.{}", filter::sentence(rule), node_note(line, rule)),
        many => {
            let sentences: Vec<String> = many.iter().map(|rule| format!("{}.", filter::sentence(rule))).collect();
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

/// Says where the node for a rule comes from: a rule alone makes no file in /dev.
fn node_note(line: &Line<'_>, rule: &DeviceRule) -> String {
    let (RuleEffect::Allow, RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.effect, rule.major, rule.minor) else {
        return String::new();
    };
    let Some(device) = describe_device(rule.kind, DeviceNumber { major, minor }) else {
        return String::new();
    };
    if !rule.access.read && !rule.access.write || is_always_there(device.node) {
        return String::new();
    }
    match source_of_node(line, device.node) {
        Some(place) => format!(" The file {} itself comes from {place}.", device.node),
        None => format!(" It does not create the file {}, and no other line does.", device.node),
    }
}

/// Nodes that every fresh /dev has.
fn is_always_there(node: &str) -> bool {
    let always = ["null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"];
    node.strip_prefix("/dev/").is_some_and(|name| always.contains(&name) || name.starts_with("pts"))
}

fn source_of_node(line: &Line<'_>, node: &str) -> Option<String> {
    let container = line.container();
    let is_at = |path: &Path| Path::new("/").join(path) == Path::new(node);
    let devices = container.devices.iter().filter(|given| is_at(&given.value.target)).map(|given| &given.origin);
    let mounts = container.mounts.iter().filter(|given| Path::new(node).starts_with(Path::new("/").join(&given.value.target)));
    let origin = devices.chain(mounts.map(|given| &given.origin)).next()?;
    let place = line.sources.describe(origin);
    Some(if origin.line().is_some() { format!("line {}", place.rsplit(':').next().unwrap_or(&place)) } else { place })
}

/// Proxmox's `devN`.
pub(super) fn node(line: &Line<'_>) -> String {
    let Some(node) = line.node() else {
        return "Passes a device of the host through.".to_owned();
    };
    let source = node.source.display();
    let what = device_at(&node.source.to_string_lossy())
        .map_or_else(String::new, |device| format!(" ({}: {})", device.name, device.gives));
    let at = if node.source == node.target { String::new() } else { format!(" at {}", node.target.display()) };
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

/// Names the device that a path of the host is, for mounts: ` (TUN/TAP: …)`.
pub(super) fn path_note(path: &str) -> String {
    device_at(path).map_or_else(String::new, |device| format!(", the device for {}", device.gives))
}

/// Says which rule opens the device at a path, or that none does.
pub(super) fn rule_note(line: &Line<'_>, path: &str) -> String {
    let Some(device) = device_at(path) else { return String::new() };
    let crate::Minor::Is(minor) = device.minor else {
        return String::new();
    };
    let number = DeviceNumber { major: device.major, minor };
    let is_open = line.container().device_filter.allows(device.kind, number, Access::READ_WRITE);
    match is_open {
        true => " The device filter lets it be opened.".to_owned(),
        false => format!(" No rule lets it be opened: `{} {number} rw` is missing in the device filter.", letter(device.kind)),
    }
}

fn letter(kind: DeviceKind) -> char {
    kind.letter()
}
