//! Where the numbers of a line come from: device numbers, access letters, ids, units, the fields of a mount entry.

use transom_model::{DeviceKind, DeviceRule, RuleNumber};

use crate::language::{Message, say};
use crate::line::Line;
use crate::{describe_device, describe_major};

pub(super) fn of(line: &Line<'_>) -> Vec<Message> {
    let rules: Vec<&DeviceRule> = line.rules().collect();
    match rules.as_slice() {
        [rule] => of_rule(rule),
        _ => of_value(line),
    }
}

fn of_rule(rule: &DeviceRule) -> Vec<Message> {
    let mut all = vec![match rule.kind {
        DeviceKind::Char => say!("number-char"),
        DeviceKind::Block => say!("number-block"),
    }];
    if let RuleNumber::Is(major) = rule.major {
        all.push(of_major(rule.kind, major));
        if let RuleNumber::Is(minor) = rule.minor {
            all.extend(of_minor(rule.kind, major, minor));
        }
    }
    if rule.minor == RuleNumber::Any {
        all.push(say!("number-any"));
    }
    all.push(say!("number-access", letters = rule.access.to_string()));
    all
}

fn of_major(kind: DeviceKind, major: u32) -> Message {
    match (kind, major, describe_major(kind, major)) {
        (DeviceKind::Char, 10, _) => say!("number-major-misc"),
        (.., Some(what)) => say!("number-major", major = major.to_string(), what = what),
        (.., None) if crate::devices::is_dynamic_major(kind, major) => {
            say!("number-major-dynamic", major = major.to_string())
        }
        (.., None) => say!("number-major-unknown", major = major.to_string()),
    }
}

fn of_minor(kind: DeviceKind, major: u32, minor: u32) -> Option<Message> {
    let device = describe_device(kind, transom_model::DeviceNumber { major, minor })?;
    let node = device.node_of(minor);
    Some(say!(
        "number-minor",
        minor = minor.to_string(),
        node = node,
        name = device.name()
    ))
}

/// Numbers whose unit or place only the manual tells.
fn of_value(line: &Line<'_>) -> Vec<Message> {
    let value = line.value();
    match line.account.explanation {
        "memory-limit" | "swap-limit" if !line.is_raw() => vec![say!("number-mebibytes", value = value)],
        "mount-entry" => mount_fields(value),
        "id-map" if line.key() != "unprivileged" => vec![say!("number-id-map")],
        "id-map" => vec![say!("number-id-range")],
        "cpu-weight" if !line.is_raw() => vec![say!("number-weight")],
        _ => mac(value).into_iter().collect(),
    }
}

fn mount_fields(value: &str) -> Vec<Message> {
    let fields = value.split_whitespace().count();
    match fields {
        5.. => vec![say!("number-mount-fields")],
        _ => Vec::new(),
    }
}

/// A hardware address whose second bit says that somebody made it up.
fn mac(value: &str) -> Option<Message> {
    let is_mac = |part: &str| {
        let bytes: Vec<&str> = part.split(':').collect();
        bytes.len() == 6
            && bytes
                .iter()
                .all(|byte| byte.len() == 2 && u8::from_str_radix(byte, 16).is_ok())
    };
    let mac = value.split([',', '=', ' ']).find(|part| is_mac(part))?;
    let first = u8::from_str_radix(mac.get(..2)?, 16).ok()?;
    Some(match (first & 2 != 0, mac.to_ascii_uppercase().get(..8)) {
        (_, Some("BC:24:11")) => say!("number-mac-proxmox", mac = mac),
        (_, Some("00:16:3E")) => say!("number-mac-xen", mac = mac),
        (true, _) => say!("number-mac-local", mac = mac),
        (false, _) => say!("number-mac", mac = mac),
    })
}
