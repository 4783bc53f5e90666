//! Sentences for lines about devices: filter rules and nodes.

use std::path::Path;

use transom_model::{Access, DeviceNumber, DeviceRule, Dialect, FilterPolicy, Given, Origin, RuleEffect, RuleNumber, Words};

use super::Entry;
use crate::devices::device_at;
use crate::language::{Message, Text, say};
use crate::line::Line;
use crate::{describe_device, filter, words};

pub(super) const ENTRIES: &[Entry] = &[("device-rule", device_rule), ("device-node", device_node)];

/// `lxc.cgroup.devices.allow` and its kin.
pub(super) fn device_rule(line: &Line<'_>) -> Text {
    rule_itself(line).and(open_filter_note(line))
}

/// Says where an allow line changes nothing under Proxmox: in an unprivileged container its list is one of denials, and empty.
fn open_filter_note(line: &Line<'_>) -> Option<Message> {
    let is_denied = |given: &Given<DeviceRule>| given.value.effect == RuleEffect::Deny;
    let container = line.container();
    let is_open_there = line.reading.dialect == Dialect::Pve
        && line.is_raw()
        && !container.id_map.is_privileged()
        && !container.device_filter.rules.iter().any(is_denied);
    let is_allow = |key: &str| key.starts_with("lxc.cgroup") && key.ends_with("devices.allow");
    if !is_open_there || !is_allow(line.key()) || line.value().is_empty() {
        return None;
    }
    Some(match line.is_first(is_allow) {
        true => say!("rule-open-in-pve"),
        false => say!("rule-open-in-pve-too"),
    })
}

fn rule_itself(line: &Line<'_>) -> Text {
    if let Some(rule) = line.rule_path() {
        return filter::path_sentence(rule).into();
    }
    let rules: Vec<&DeviceRule> = line.rules().collect();
    match rules.as_slice() {
        [] => policy(line).into(),
        [rule] => filter::sentence(rule).and(node_note(line, rule)).and(cgroup_note(line)),
        many => many
            .iter()
            .fold(Text::default(), |text, rule| text.and(filter::sentence(rule))),
    }
}

fn policy(line: &Line<'_>) -> Message {
    let is_all = line.value().split_whitespace().next() == Some("a");
    match (is_all, line.key().ends_with("allow")) {
        (true, true) => filter::policy_sentence(FilterPolicy::Allow),
        (true, false) if has_rule_above(line) => say!("rule-policy-deny-anew"),
        (true, false) => filter::policy_sentence(FilterPolicy::Deny),
        _ if line.value().is_empty() => say!("rule-clear"),
        _ => say!("rule-as-written", rule = line.value()),
    }
}

/// Says whether a line above has allowed something, which a new list forgets.
fn has_rule_above(line: &Line<'_>) -> bool {
    let Some((file, own)) = line.account.origin.line() else {
        return false;
    };
    let is_above = |origin: &Origin| origin.line().is_some_and(|(of, number)| of == file && number < own);
    let mut accounts = line.reading.accounts.iter();
    accounts
        .any(|account| is_above(&account.origin) && account.key.starts_with("lxc.cgroup") && account.key.ends_with("devices.allow"))
}

/// Says what a cgroup is, at the first line of a file that names one.
fn cgroup_note(line: &Line<'_>) -> Option<Message> {
    let is_first = line.is_first(|key| key.starts_with("lxc.cgroup"));
    is_first.then(|| say!("rule-cgroup-note"))
}

/// Says where the node for a rule comes from: a rule alone makes no file in /dev.
fn node_note(line: &Line<'_>, rule: &DeviceRule) -> Option<Message> {
    let (RuleEffect::Allow, RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.effect, rule.major, rule.minor) else {
        return None;
    };
    let device = describe_device(rule.kind, DeviceNumber { major, minor })?;
    if !rule.access.read && !rule.access.write || filter::is_always_there(device.node) {
        return None;
    }
    let node = device.node_of(minor);
    Some(source_of_node(line, &node).unwrap_or_else(|| say!("rule-no-node", node = node)))
}

fn source_of_node(line: &Line<'_>, node: &str) -> Option<Message> {
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
    Some(match (origin.line(), origin) {
        (Some((_, number)), _) => say!("rule-node-of-line", node = node, line = number.to_string()),
        (None, Origin::Default(whose)) => say!("rule-node-of", node = node, place = Words::new(whose)),
        (None, _) => say!("rule-node-of", node = node, place = line.sources.describe(origin)),
    })
}

/// Proxmox's `devN`.
pub(super) fn device_node(line: &Line<'_>) -> Text {
    let Some(node) = line.node() else {
        return say!("node-passed").into();
    };
    let device = device_at(&node.source.to_string_lossy());
    let target = (node.source != node.target).then_some(node.target.as_path());
    let owner = match (node.uid.0, node.gid.0) {
        (0, 0) => say!("node-owner-root"),
        (uid, gid) => say!("node-owner", uid = uid, gid = gid),
    };
    let message = say!(
        "node-private",
        source = node.source.as_path(),
        name = device.map(crate::KnownDevice::name),
        gives = device.map(crate::KnownDevice::grants),
        target = target,
        is_writable = node.access.write,
        owner = owner,
        mode = words::mode(node.mode),
    );
    message.into()
}

/// Says what the device at a path of the host is for.
pub(super) fn device_note(path: &str) -> Option<Message> {
    device_at(path).map(|device| say!("node-gives", gives = device.grants()))
}

/// Says whether the device at a path may be opened.
pub(super) fn rule_note(line: &Line<'_>, path: &str) -> Option<Message> {
    let device = device_at(path)?;
    let number = device.number()?;
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
        _ if filter.allows(device.kind, number, Access::READ_WRITE) => Some(say!("node-may-be-opened")),
        // The plan says so in a remark.
        Some(RuleEffect::Deny) => None,
        _ => Some(say!("node-opened-unasked")),
    }
}
