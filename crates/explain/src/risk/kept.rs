//! Risks of settings that are kept and not planned yet; they are told by their keys.

use super::{Level, Risk, is_root_real};
use crate::language::say;
use crate::line::Line;
use crate::words::is_yes;

pub(super) fn risks(line: &Line<'_>) -> Vec<Risk> {
    let is_on = is_yes(line.value());
    let is_real = is_root_real(line);
    let key = line.key();
    let risk = match line.account.explanation {
        "features" => return features(line),
        "lxd-nesting" | "apparmor-nesting" if is_on => Risk::new(nesting(is_real), say!("risk-nesting")),
        "lxd-device" => return lxd_device(line).into_iter().collect(),
        "lxd-modules" => Risk::new(Level::Low, say!("risk-modules")),
        _ if key == "security.syscalls.intercept.mount.allowed" => Risk::new(Level::Critical, say!("risk-mount-images")),
        _ if key.starts_with("security.syscalls.intercept.") && is_on => Risk::new(Level::Medium, say!("risk-intercept")),
        _ if key == "raw.apparmor" && has_mount_rule(line.value()) => match is_real {
            true => Risk::new(Level::High, say!("risk-raw-mount-root")),
            false => Risk::new(Level::Low, say!("risk-raw-mount-mapped")),
        },
        _ if matches!(key, "raw.apparmor" | "raw.seccomp" | "raw.lxc") => Risk::new(Level::Medium, say!("risk-raw", key = key)),
        "seccomp-policy" if matches!(line.value(), "none" | "unconfined" | "/dev/null") => {
            Risk::new(Level::Medium, say!("risk-no-seccomp"))
        }
        _ => return Vec::new(),
    };
    vec![risk]
}

fn nesting(is_real: bool) -> Level {
    if is_real { Level::High } else { Level::Medium }
}

/// Says whether AppArmor rules let in mounts of any kind.
fn has_mount_rule(rules: &str) -> bool {
    rules.split([',', '\n']).any(|rule| rule.trim() == "mount")
}

/// Devices that are looked up when the container starts; the line of the type comes after that of the name.
fn lxd_device(line: &Line<'_>) -> Option<Risk> {
    let accounts = &line.reading.accounts;
    let own = accounts.iter().position(|account| account.origin == line.account.origin)?;
    let mut rest = accounts[own + 1..]
        .iter()
        .take_while(|account| account.explanation != "lxd-device");
    let kind = rest.find(|account| account.explanation == "lxd-type")?;
    match kind.value.as_str() {
        "gpu" => Some(Risk::new(Level::Low, say!("risk-gpu"))),
        "usb" => Some(Risk::new(Level::Medium, say!("risk-usb"))),
        _ => None,
    }
}

/// Proxmox's `features`, each of its own.
fn features(line: &Line<'_>) -> Vec<Risk> {
    line.value().split(',').filter_map(|part| feature(line, part)).collect()
}

fn feature(line: &Line<'_>, part: &str) -> Option<Risk> {
    let is_real = is_root_real(line);
    let (name, value) = part.trim().split_once('=')?;
    let risk = match name {
        "mount" if is_real => Risk::new(Level::High, say!("risk-feature-mount", kinds = value)),
        "mount" => Risk::new(Level::None, say!("risk-feature-mount-mapped")),
        _ if !is_yes(value) => return None,
        "nesting" => Risk::new(nesting(is_real), say!("risk-nesting")),
        "fuse" => Risk::new(Level::Low, say!("risk-feature-fuse")),
        // Both change unprivileged containers alone.
        "keyctl" | "force_rw_sys" if is_real => return None,
        "keyctl" => Risk::new(Level::Low, say!("risk-feature-keyctl")),
        "mknod" => Risk::new(Level::Low, say!("risk-feature-mknod")),
        "force_rw_sys" => Risk::new(Level::Low, say!("risk-feature-rw-sys")),
        _ => return None,
    };
    Some(risk)
}
