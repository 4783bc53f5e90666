//! Device numbers and nodes: what they are everywhere, and on one host.

use transom_model::{DeviceKind, DeviceNumber};

use super::Page;
use crate::devices::{DriverState, KnownDevice, Reservation, by_key, describe_device, device_at, reservation, resolve};
use crate::language::{Message, say};

/// Reads `10:200`, `c 226:128`, `b 7:0 rwm`.
pub(super) fn number(text: &str) -> Option<(Option<DeviceKind>, DeviceNumber)> {
    let mut words = text.split_whitespace().peekable();
    let kind = match words.peek() {
        Some(&"c") => Some(DeviceKind::Char),
        Some(&"b") => Some(DeviceKind::Block),
        _ => None,
    };
    if kind.is_some() {
        words.next();
    }
    let (major, minor) = words.next()?.split_once(':')?;
    let is_access = |word: &str| word.bytes().all(|letter| b"rwm".contains(&letter));
    if !words.all(is_access) {
        return None;
    }
    let number = DeviceNumber {
        major: major.parse().ok()?,
        minor: minor.parse().ok()?,
    };
    Some((kind, number))
}

/// What is so of a number; without a kind, of both that it can be.
pub(super) fn of_number(page: &mut Page<'_>, kind: Option<DeviceKind>, number: DeviceNumber) {
    let is_known = |kind: &DeviceKind| describe_device(*kind, number).is_some();
    let kinds: Vec<DeviceKind> = match kind {
        Some(kind) => vec![kind],
        None => [DeviceKind::Char, DeviceKind::Block].into_iter().filter(is_known).collect(),
    };
    let kinds = if kinds.is_empty() { vec![DeviceKind::Char] } else { kinds };
    page.answer.title = match kinds.as_slice() {
        [kind] => format!("{} {number}", kind.letter()),
        _ => number.to_string(),
    };
    for kind in kinds {
        of_kind(page, kind, number);
    }
    page.concept("device-number");
}

fn of_kind(page: &mut Page<'_>, kind: DeviceKind, number: DeviceNumber) {
    let known = describe_device(kind, number);
    let kept = match reservation(kind, number) {
        Reservation::Reserved => say!("answer-reserved"),
        Reservation::Dynamic => say!("answer-dynamic"),
        Reservation::Local => say!("answer-local"),
        Reservation::Unknown => say!("answer-unreserved"),
    };
    match known {
        Some(device) => {
            let node = device.node_of(number.minor);
            page.paragraph(&say!(
                "answer-device",
                node = &node,
                name = device.name(),
                grants = device.grants()
            ));
            page.row_said(say!("answer-number"), &kept);
            about(page, device);
            line_for(page, &node, kind, number);
        }
        None => {
            page.paragraph(&kept);
        }
    }
    on_host(page, kind, number);
}

/// What a path of /dev is.
pub(super) fn of_path(page: &mut Page<'_>, path: &str) {
    page.answer.title = path.to_owned();
    let node = page.host.node(std::path::Path::new(path)).cloned();
    match device_at(path) {
        Some(device) => {
            page.paragraph(&say!(
                "answer-device",
                node = path,
                name = device.name(),
                grants = device.grants()
            ));
            let number = node.as_ref().map(|node| node.number).or_else(|| device.number());
            about(page, device);
            if let Some(number) = number {
                page.row(say!("answer-number"), format!("{} {number}", device.kind.letter()));
                line_for(page, path, device.kind, number);
            }
        }
        None => page.paragraph(&say!("answer-path-unknown", path = path)),
    }
    if let Some(node) = node {
        let owner = format!(
            "{} {}, {:04o} {}:{}",
            node.kind.letter(),
            node.number,
            node.mode.0,
            node.uid.0,
            node.gid.0
        );
        page.row(say!("page-here"), owner);
    } else if page.host.is_whole {
        page.row_said(say!("page-here"), &say!("answer-no-node"));
    }
    page.concept("device-node");
}

/// What the table knows of a class of devices.
fn about(page: &mut Page<'_>, device: &KnownDevice) {
    let real = page.book.say(&say!("answer-risk-real", why = device.risk()));
    page.answer.risks.push((device.stakes.real, real));
    if device.stakes.mapped != device.stakes.real {
        let mapped = page.book.say(&say!("answer-risk-mapped"));
        page.answer.risks.push((device.stakes.mapped, mapped));
    }
    if let Some(group) = device.group {
        page.row(say!("answer-group"), group);
    }
    let companions: Vec<Message> = device
        .companions
        .iter()
        .filter_map(|key| by_key(key))
        .map(companion)
        .collect();
    if !companions.is_empty() {
        page.row_said(say!("answer-companions"), &say!("answer-list", list = companions));
    }
    if let Some(folder) = device.stable_names {
        page.row(say!("answer-stable"), folder);
    }
    if let Some(mistake) = device.mistake() {
        page.row_said(say!("answer-mistake"), &mistake);
    }
}

fn companion(device: &KnownDevice) -> Message {
    say!("answer-companion", node = device.node, name = device.name())
}

/// The line that passes it through, in each dialect that has one.
fn line_for(page: &mut Page<'_>, node: &str, kind: DeviceKind, number: DeviceNumber) {
    if node.contains('*') || node.ends_with('N') {
        return;
    }
    let (letter, inside) = (kind.letter(), node.trim_start_matches('/'));
    page.row(say!("answer-line", dialect = "Proxmox VE"), format!("dev0: {node}"));
    let rule = format!("lxc.cgroup2.devices.allow = {letter} {number} rwm");
    let entry = format!("lxc.mount.entry = {node} {inside} none bind,create=file");
    page.row(say!("answer-line", dialect = "LXC"), format!("{rule}\n{entry}"));
    let name = node.rsplit('/').next().unwrap_or(node);
    let unix = if kind == DeviceKind::Block {
        "unix-block"
    } else {
        "unix-char"
    };
    page.row(
        say!("answer-line", dialect = "LXD, Incus"),
        format!("{name}: {{type: {unix}, source: {node}, path: {node}}}"),
    );
}

fn on_host(page: &mut Page<'_>, kind: DeviceKind, number: DeviceNumber) {
    let resolved = resolve(page.host, kind, number);
    let said = match resolved.state {
        DriverState::Loaded => say!("answer-driver", names = resolved.drivers.clone()),
        DriverState::Missing => say!("answer-no-driver"),
        DriverState::NotRecorded => return,
    };
    let nodes: Vec<String> = resolved.nodes.iter().map(|path| path.display().to_string()).collect();
    let by_driver = resolved
        .known
        .filter(|device| !std::ptr::eq(*device, describe_device(kind, number).unwrap_or(device)));
    page.row_said(say!("page-here"), &said);
    if let Some(device) = by_driver.filter(|_| describe_device(kind, number).is_none()) {
        page.row_said(say!("answer-here-is"), &companion(device));
    }
    if !nodes.is_empty() {
        page.row_said(say!("answer-nodes"), &say!("answer-list", list = nodes));
    }
}
