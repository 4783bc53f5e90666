//! How a line is written today: the exact line, in the file's own dialect.

use std::collections::BTreeMap;

use transom_dialects::convert::{DeviceNames, Outcome};
use transom_model::{Account, DeviceNumber, Dialect, FileId, RuleEffect, RuleNumber, Version};

use super::{Whole, by_line};
use crate::describe_device;
use crate::line::Line;

/// How a line is written today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The line or lines.
    pub lines: Vec<String>,
    /// Lines of the file that they stand for together, beside this one.
    pub with: Vec<u32>,
}

/// Finds today's form of each line that has another one.
///
/// What a lint says is best, for it knows why the line is wrong; `newer` has that.
pub(super) fn of(whole: &Whole<'_>, newer: BTreeMap<u32, Vec<String>>) -> BTreeMap<u32, Today> {
    let mut all = migrated(whole);
    let newer = newer.into_iter().map(|(line, lines)| {
        let today = Today { lines, with: Vec::new() };
        (line, today)
    });
    all.extend(newer);
    all.retain(|line, today| !is_as_written(whole, *line, today));
    if whole.view.reading.dialect == Dialect::Pve && whole.view.reading.version >= Version::new(8, 1) {
        all.extend(proxmox_nodes(whole));
    }
    all
}

/// Says whether it is the line as it stands.
fn is_as_written(whole: &Whole<'_>, line: u32, today: &Today) -> bool {
    let written = whole.view.sources.line_text(FileId(0), line).trim();
    today.lines.iter().all(|new| new.trim() == written)
}

/// What a conversion to the newest version of the same manager makes of a line.
fn migrated(whole: &Whole<'_>) -> BTreeMap<u32, Today> {
    let (reading, sources) = (whole.view.reading, whole.view.sources);
    let migration = transom_dialects::convert::convert(reading, sources, reading.dialect, &DeviceNames::default());
    let new: Vec<&str> = migration.text.lines().collect();
    let rows = migration.rows.iter().filter_map(|row| {
        let Outcome::Translated { lines, .. } = &row.outcome else {
            return None;
        };
        let (file, line) = row.origin.line()?;
        let lines: Vec<String> = lines
            .iter()
            .filter_map(|number| new.get(*number as usize - 1))
            .map(|text| (*text).to_owned())
            .collect();
        (file.0 == 0 && !lines.is_empty()).then_some((line, Today { lines, with: Vec::new() }))
    });
    by_line(rows)
}

/// Since Proxmox VE 8.1 a node with an owner, and the right to open it, are one line.
fn proxmox_nodes(whole: &Whole<'_>) -> BTreeMap<u32, Today> {
    let view = &whole.view;
    let lines = view.reading.accounts.iter().filter_map(|account| {
        let (file, number) = account.origin.line()?;
        let node = (file.0 == 0).then(|| node_of(&Line::of(account, view), account)).flatten()?;
        Some((number, node))
    });
    let lines: Vec<(u32, String)> = lines.collect();
    let mut free = view.reading.free_device_numbers();
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for (_, node) in &lines {
        if !names.contains_key(node.as_str()) {
            let Some(number) = free.next() else { break };
            names.insert(node, format!("dev{number}: {node}{}", mode(node)));
        }
    }
    let today = lines.iter().filter_map(|(number, node)| {
        let with = lines
            .iter()
            .filter(|(other, of)| of == node && other != number)
            .map(|(other, _)| *other);
        let today = Today {
            lines: vec![names.get(node.as_str())?.clone()],
            with: with.collect(),
        };
        Some((*number, today))
    });
    by_line(today)
}

/// The node that a raw line of LXC's is about: a rule for one known device, or a bind of a node.
fn node_of(line: &Line<'_>, account: &Account) -> Option<String> {
    if !account.key.starts_with("lxc.") {
        return None;
    }
    if let Some(mount) = line.mount().filter(|mount| mount.is_node_bind()) {
        return Some(mount.source.clone());
    }
    let mut rules = line.rules();
    let (rule, None) = (rules.next()?, rules.next()) else {
        return None;
    };
    let (RuleEffect::Allow, RuleNumber::Is(major), RuleNumber::Is(minor)) = (rule.effect, rule.major, rule.minor) else {
        return None;
    };
    let device = describe_device(rule.kind, DeviceNumber { major, minor })?;
    let node = device.node_of(minor);
    let is_single = !node.contains(['*', 'N']) && !crate::filter::is_always_there(device.node);
    (is_single && (rule.access.read || rule.access.write)).then_some(node)
}

/// TUN is open to everybody on most hosts, and has to be for programs that are not root.
fn mode(node: &str) -> &'static str {
    match node {
        "/dev/net/tun" | "/dev/fuse" => ",mode=0666",
        _ => "",
    }
}
