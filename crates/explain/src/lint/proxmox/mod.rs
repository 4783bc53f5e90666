//! Lints about Proxmox VE's own options: what its next write moves or loses, what a line does not reach, what upkeep leaves out.
//!
//! Raw `lxc.*` lines are looked at by the lints of their subjects, wherever they stand; here are those against an option.

mod bind_and_snapshots;
mod console_without_terminal;
mod equals_sign;
mod left_lock;
mod lost_parent;
mod moved_comment;
mod raw_over_option;
mod start_delay_alone;
mod template_on_boot;
mod unused_volume;
mod volume_outside_backup;

use transom_model::{Account, Dialect};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &moved_comment::LINT,
    &equals_sign::LINT,
    &template_on_boot::LINT,
    &start_delay_alone::LINT,
    &volume_outside_backup::LINT,
    &left_lock::LINT,
    &unused_volume::LINT,
    &console_without_terminal::LINT,
    &raw_over_option::LINT,
    &bind_and_snapshots::LINT,
    &lost_parent::LINT,
];

fn is_proxmox(checked: &Checked<'_>) -> bool {
    checked.dialect() == Dialect::Pve
}

/// Returns the line that counts for an option: the last one that gives it.
fn option<'a>(checked: &Checked<'a>, key: &'a str) -> Option<&'a Account> {
    let lines = checked.lines_of(key).filter(|_| is_proxmox(checked));
    lines.last()
}

/// Says whether an option is given and on.
fn is_on(checked: &Checked<'_>, key: &str) -> bool {
    let lines = checked.lines().filter(|account| account.key == key && is_proxmox(checked));
    let last = lines.last().map(|account| account.value.to_ascii_lowercase());
    last.is_some_and(|value| ["1", "on", "yes", "true"].contains(&value.as_str()))
}

/// Returns the mount points, each a line `mpN`.
fn mount_points<'a>(checked: &Checked<'a>) -> impl Iterator<Item = &'a Account> {
    let is_one = |account: &&Account| {
        let number = account.key.strip_prefix("mp").unwrap_or_default();
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_proxmox = is_proxmox(checked);
    checked.lines().filter(move |account| is_proxmox && is_one(account))
}

/// Returns what a mount point mounts: a host folder, a device, a volume.
fn source(account: &Account) -> &str {
    let parts = account.value.split(',');
    let bare = parts.clone().find(|part| !part.contains('='));
    let named = || parts.clone().find_map(|part| part.strip_prefix("volume="));
    bare.or_else(named).unwrap_or_default()
}

/// Says whether a property string has a key.
fn has_part(account: &Account, name: &str) -> bool {
    let mut parts = account.value.split(',').filter_map(|part| part.split_once('='));
    parts.any(|(key, _)| key == name)
}
