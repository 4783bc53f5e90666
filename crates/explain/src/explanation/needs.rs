//! What else a line needs: a node, a group, a module of the host, another line.

use std::path::Path;

use transom_model::{DeviceNumber, DeviceRule, Dialect, HostFacts, PathKind, RuleEffect, RuleNumber};

use crate::language::{Message, say};
use crate::line::Line;
use crate::{describe_device, filter};

/// Lists what a line needs inside, and with a host what is missing there.
pub(super) fn of(line: &Line<'_>, host: Option<&HostFacts>) -> Vec<Message> {
    let mut needs: Vec<Message> = line.rules().filter_map(|rule| of_rule(line, rule)).collect();
    needs.extend(of_proxmox(line));
    let Some(host) = host else { return needs };
    needs.extend(of_mount(line, host));
    needs.extend(of_node(line, host));
    needs.extend(of_nic(line, host));
    needs
}

/// A rule opens what a node leads to: without a node there is nothing to open.
fn of_rule(line: &Line<'_>, rule: &DeviceRule) -> Option<Message> {
    let (RuleEffect::Allow, RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.effect, rule.major, rule.minor) else {
        return None;
    };
    let device = describe_device(rule.kind, DeviceNumber { major, minor })?;
    let node = device.node_of(minor);
    let container = line.container();
    let is_at = |target: &Path| Path::new(&node).starts_with(Path::new("/").join(target));
    let has_node = container.devices.iter().any(|given| is_at(&given.value.target))
        || container.mounts.iter().any(|given| is_at(&given.value.target));
    let is_worth = rule.access.read || rule.access.write;
    (is_worth && !has_node && !filter::is_always_there(device.node)).then(|| say!("needs-node", node = node))
}

/// What Proxmox asks for beside the line.
fn of_proxmox(line: &Line<'_>) -> Option<Message> {
    if line.reading.dialect != Dialect::Pve || line.is_raw() {
        return None;
    }
    let is_place_of_host = line.node().is_some() || line.mount().is_some_and(|mount| mount.bind().is_some());
    match line.key() {
        "unprivileged" if !line.container().id_map.is_privileged() => Some(say!("needs-owned-root")),
        key if is_place_of_host && key != "features" => Some(say!("needs-root-at-pam")),
        _ => None,
    }
}

fn of_mount(line: &Line<'_>, host: &HostFacts) -> Option<Message> {
    let mount = line
        .mount()
        .filter(|mount| mount.bind().is_some() && !mount.is_source_inside)?;
    missing(&mount.source, mount.is_optional, host)
}

fn of_node(line: &Line<'_>, host: &HostFacts) -> Option<Message> {
    let node = line.node().filter(|node| node.number.is_none())?;
    let is_optional = node.presence == transom_model::Presence::Optional;
    missing(&node.source.to_string_lossy(), is_optional, host)
}

fn missing(path: &str, is_optional: bool, host: &HostFacts) -> Option<Message> {
    let fact = host.paths.get(Path::new(path))?;
    match (&fact.kind, is_optional) {
        (PathKind::Missing, false) => Some(say!("needs-path", path = path)),
        (PathKind::Missing, true) => Some(say!("needs-path-optional", path = path)),
        _ => None,
    }
}

fn of_nic(line: &Line<'_>, host: &HostFacts) -> Option<Message> {
    let nic = line.nic()?;
    let link = nic.link.as_ref().filter(|link| line.is_cause(&link.origin))?;
    let is_there = host.interfaces.contains_key(&link.value);
    (!is_there).then(|| say!("needs-link", name = &link.value))
}
