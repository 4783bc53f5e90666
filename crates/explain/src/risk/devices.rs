//! Risks of devices: nodes that a line gives, and rules of the filter.

use transom_model::{Access, DeviceKind, DeviceNumber, DeviceRule, FilterPolicy, NodeDevice, RuleEffect, RuleNumber};

use super::{Level, Risk, is_root_real};
use crate::devices::device_at;
use crate::language::say;
use crate::line::Line;
use crate::{KnownDevice, describe_device};

pub(super) fn risks(line: &Line<'_>) -> Vec<Risk> {
    let rules = line
        .rules()
        .filter(|rule| rule.effect == RuleEffect::Allow)
        .filter_map(|rule| of_rule(line, rule));
    let node = line.node().and_then(of_node);
    let bound = line
        .mount()
        .filter(|mount| mount.is_node_bind())
        .and_then(|mount| of_path(&mount.source));
    rules.chain(node).chain(bound).chain(of_policy(line)).collect()
}

/// `devices.allow = a`.
fn of_policy(line: &Line<'_>) -> Option<Risk> {
    let policy = &line.container().device_filter.policy;
    let is_open = policy.value == FilterPolicy::Allow && line.is_cause(&policy.origin);
    is_open.then(|| match is_root_real(line) {
        true => Risk::new(Level::Critical, say!("risk-every-device-root")),
        false => Risk::new(Level::Low, say!("risk-every-device-mapped")),
    })
}

fn of_rule(line: &Line<'_>, rule: &DeviceRule) -> Option<Risk> {
    if !rule.access.read && !rule.access.write {
        return Some(Risk::new(Level::None, say!("risk-mknod-alone")));
    }
    let is_real = is_root_real(line);
    let risk = match (rule.major, rule.minor) {
        (RuleNumber::Any, _) if is_real => Risk::new(Level::Critical, say!("risk-every-device-root")),
        (RuleNumber::Any, _) => Risk::new(Level::Low, say!("risk-every-device-mapped")),
        (RuleNumber::Is(major), RuleNumber::Is(minor)) => of_number(rule.kind, DeviceNumber { major, minor })?,
        (RuleNumber::Is(major), RuleNumber::Any) => of_major(rule.kind, major)?,
    };
    Some(lessened(risk, rule.access, is_real))
}

/// In an unprivileged container a rule alone opens nothing: the file's mode decides too, and it is the host's.
fn lessened(risk: Risk, access: Access, is_real: bool) -> Risk {
    let is_worth_saying = risk.level > Level::Low;
    match (is_real, access.write) {
        (false, _) if is_worth_saying => Risk::new(Level::Low, say!("risk-rule-mapped")),
        _ => risk,
    }
}

fn of_node(node: &NodeDevice) -> Option<Risk> {
    match node.number {
        Some((kind, number)) => of_number(kind, number).or_else(|| of_path(&node.target.to_string_lossy())),
        None => of_path(&node.source.to_string_lossy()),
    }
}

fn of_path(path: &str) -> Option<Risk> {
    device_at(path).map(of_known)
}

pub(super) fn of_number(kind: DeviceKind, number: DeviceNumber) -> Option<Risk> {
    describe_device(kind, number).map(of_known)
}

/// Every device of a driver is as bad as its worst.
fn of_major(kind: DeviceKind, major: u32) -> Option<Risk> {
    let all = (0..=255).filter_map(|minor| of_number(kind, DeviceNumber { major, minor }));
    all.max_by_key(|risk| risk.level)
}

fn of_known(device: &KnownDevice) -> Risk {
    let name = device.node;
    match level(device) {
        Level::None => Risk::new(Level::None, say!("risk-device-none", node = name)),
        level => {
            let risk = if device.risk.is_empty() { "none" } else { device.risk };
            Risk::new(level, say!("risk-device", node = name, gives = device.gives, risk = risk))
        }
    }
}

fn level(device: &KnownDevice) -> Level {
    match device.risk {
        "" => Level::Low,
        _ => Level::Medium,
    }
}
