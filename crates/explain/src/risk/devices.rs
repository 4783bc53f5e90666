//! Risks of devices: nodes that a line gives, and rules of the filter.

use transom_model::{DeviceKind, DeviceNumber, DeviceRule, FilterPolicy, NodeDevice, RuleEffect, RuleNumber};

use super::{Level, Risk, is_root_real};
use crate::devices::{device_at, is_dynamic_major};
use crate::language::say;
use crate::line::Line;
use crate::{KnownDevice, describe_device};

pub(super) fn risks(line: &Line<'_>) -> Vec<Risk> {
    let rules = line
        .rules()
        .filter(|rule| rule.effect == RuleEffect::Allow)
        .filter_map(|rule| of_rule(line, rule));
    let node = line.node().and_then(|node| of_node(line, node));
    let bound = line
        .mount()
        .filter(|mount| mount.is_node_bind())
        .and_then(|mount| of_path(line, &mount.source));
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
    let is_real = is_root_real(line);
    if !rule.access.read && !rule.access.write {
        return Some(match is_real {
            true => Risk::new(Level::Low, say!("risk-mknod-alone")),
            false => Risk::new(Level::None, say!("risk-mknod-mapped")),
        });
    }
    let risk = match (rule.major, rule.minor) {
        (RuleNumber::Any, _) if is_real => Risk::new(Level::Critical, say!("risk-every-device-root")),
        (RuleNumber::Any, _) => return Some(Risk::new(Level::Low, say!("risk-every-device-mapped"))),
        (RuleNumber::Is(major), RuleNumber::Is(minor)) => of_number(line, rule.kind, DeviceNumber { major, minor })?,
        (RuleNumber::Is(major), RuleNumber::Any) => of_major(line, rule.kind, major)?,
    };
    Some(lessened(risk, is_real))
}

/// In an unprivileged container a rule alone opens nothing: the file's mode decides too, and it is the host's.
fn lessened(risk: Risk, is_real: bool) -> Risk {
    match is_real || risk.level == Level::None {
        true => risk,
        false => Risk::new(Level::Low, say!("risk-rule-mapped")),
    }
}

fn of_node(line: &Line<'_>, node: &NodeDevice) -> Option<Risk> {
    match node.number {
        Some((kind, number)) => of_number(line, kind, number).or_else(|| of_path(line, &node.target.to_string_lossy())),
        None => of_path(line, &node.source.to_string_lossy()),
    }
}

fn of_path(line: &Line<'_>, path: &str) -> Option<Risk> {
    device_at(path).map(|device| of_known(line, device))
}

fn of_number(line: &Line<'_>, kind: DeviceKind, number: DeviceNumber) -> Option<Risk> {
    describe_device(kind, number).map(|device| of_known(line, device))
}

/// Every device of a driver is as bad as its worst, and more than the one that is there now.
fn of_major(line: &Line<'_>, kind: DeviceKind, major: u32) -> Option<Risk> {
    let all = (0..=255).filter_map(|minor| describe_device(kind, DeviceNumber { major, minor }));
    let worst = all.max_by_key(|device| level(line, device));
    let Some(device) = worst else {
        return is_dynamic_major(kind, major).then(|| Risk::new(Level::Medium, say!("risk-whichever-device", major = major)));
    };
    match level(line, device) {
        Level::Low => Some(Risk::new(
            Level::Medium,
            say!(
                "risk-every-of-driver",
                node = device.node,
                gives = device.grants(),
                risk = device.risk()
            ),
        )),
        _ => Some(of_known(line, device)),
    }
}

/// A folder of nodes is as bad as its worst node. In an unprivileged container the nodes keep owners that are nobody inside.
pub(super) fn of_folder(line: &Line<'_>, path: &str) -> Option<Risk> {
    let path = path.trim_end_matches('/');
    let is_in = |node: &str| node.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
    let inside = crate::known_devices().iter().filter(|device| is_in(device.node));
    let device = inside.max_by_key(|device| level(line, device))?;
    let risk = of_known(line, device);
    Some(match is_root_real(line) || risk.level <= Level::Low {
        true => risk,
        false => Risk::new(Level::Low, say!("risk-folder-of-nodes", path = path)),
    })
}

fn level(line: &Line<'_>, device: &KnownDevice) -> Level {
    match is_root_real(line) {
        true => device.stakes.real,
        false => device.stakes.mapped,
    }
}

fn of_known(line: &Line<'_>, device: &KnownDevice) -> Risk {
    let level = level(line, device);
    let (node, gives) = (device.node, device.grants());
    match (level, device.stakes.real) {
        (Level::None, Level::None) => Risk::new(level, say!("risk-device-none", node = node)),
        (Level::None, _) => Risk::new(level, say!("risk-device-void", node = node, gives = gives)),
        (_, _) => Risk::new(level, say!("risk-device", node = node, gives = gives, risk = device.risk())),
    }
}
