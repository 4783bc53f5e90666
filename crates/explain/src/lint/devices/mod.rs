//! Lints about device nodes and the device filter, and what several of them ask: which rules the file itself has, which node a rule
//! is for, which rule lets a node be opened.

mod allow_list_without_null;
mod by_id_folder;
mod card_with_render;
mod dynamic_major;
mod every_device;
mod every_serial;
mod every_usb;
mod folder_for_node;
mod frame_buffer;
mod host_input;
mod host_log;
mod host_memory;
mod loop_device;
mod named;
mod node_twice;
mod node_without_rule;
mod numbered_node;
mod nvidia_without_uvm;
mod old_device;
mod pcie_coral;
mod redundant_rule;
mod root_only_node;
mod rule_of_open_list;
mod rule_without_node;
mod stale_usb;
mod undone_rule;
mod unfiltered;
mod v1_device_rule;
mod vfio_group;
mod whole_disk;
mod whole_dri;
mod wrong_group;

use std::path::Path;

use transom_model::{
    Access, Account, DeviceKind, DeviceNumber, DeviceRule, Dialect, FilterPolicy, Given, Mount, Origin, RuleEffect, RuleNumber,
};

use super::{Checked, Lint};
use crate::describe_device;
use crate::devices::KnownDevice;

pub(super) static LINTS: &[&Lint] = &[
    &v1_device_rule::LINT,
    &allow_list_without_null::LINT,
    &rule_of_open_list::LINT,
    &redundant_rule::LINT,
    &dynamic_major::LINT,
    &rule_without_node::LINT,
    &node_without_rule::LINT,
    &undone_rule::LINT,
    &every_device::LINT,
    &unfiltered::LINT,
    &every_usb::LINT,
    &every_serial::LINT,
    &frame_buffer::LINT,
    &card_with_render::LINT,
    &whole_dri::LINT,
    &stale_usb::LINT,
    &folder_for_node::LINT,
    &by_id_folder::LINT,
    &numbered_node::LINT,
    &host_memory::LINT,
    &whole_disk::LINT,
    &host_input::LINT,
    &loop_device::LINT,
    &wrong_group::LINT,
    &root_only_node::LINT,
    &nvidia_without_uvm::LINT,
    &pcie_coral::LINT,
    &old_device::LINT,
    &host_log::LINT,
    &vfio_group::LINT,
    &node_twice::LINT,
];

/// Keys of device rules, of both generations.
const ALLOW: [&str; 2] = ["lxc.cgroup2.devices.allow", "lxc.cgroup.devices.allow"];
const DENY: [&str; 2] = ["lxc.cgroup2.devices.deny", "lxc.cgroup.devices.deny"];

/// Says whether a line is a device rule of LXC.
fn is_rule(account: &Account) -> bool {
    is_allow(account) || DENY.contains(&account.key.as_str())
}

fn is_allow(account: &Account) -> bool {
    ALLOW.contains(&account.key.as_str())
}

/// Says whether a line's value means every device.
fn is_everything(account: &Account) -> bool {
    matches!(account.value.trim_matches('"'), "a" | "a *:* rwm")
}

/// Returns the rules that lines of LXC's language give, with their lines.
fn raw_rules<'a>(checked: &Checked<'a>) -> impl Iterator<Item = (&'a Account, &'a Given<DeviceRule>)> {
    let rules = &checked.container().device_filter.rules;
    let lined = rules
        .iter()
        .filter_map(|given| Some((checked.line_at(&given.origin)?, given)));
    lined.filter(|(account, _)| is_rule(account))
}

/// Returns the number that a rule is about, if it is one alone.
fn number_of(rule: &DeviceRule) -> Option<DeviceNumber> {
    match (rule.major, rule.minor) {
        (RuleNumber::Is(major), RuleNumber::Is(minor)) => Some(DeviceNumber { major, minor }),
        _ => None,
    }
}

/// Returns the device that a rule is about and its usual node, if the kernel's list has it.
fn known(rule: &DeviceRule) -> Option<(&'static KnownDevice, String)> {
    let number = number_of(rule)?;
    let device = describe_device(rule.kind, number)?;
    Some((device, device.node_of(number.minor)))
}

/// Says whether a node's path is that of one node, and not of many.
fn is_one_node(node: &str) -> bool {
    !node.contains('*') && !node.ends_with('N')
}

/// Nodes that every fresh /dev has.
fn is_standard(kind: DeviceKind, number: DeviceNumber) -> bool {
    let minors: &[u32] = match (kind, number.major) {
        (DeviceKind::Char, 1) => &[3, 5, 7, 8, 9],
        (DeviceKind::Char, 5) => &[0, 1, 2],
        (DeviceKind::Char, 136) => return true,
        _ => &[],
    };
    minors.contains(&number.minor)
}

/// Says whether a file of LXC's language gives the container an allow list under its manager: Proxmox has none in an unprivileged
/// container.
fn has_allow_list(checked: &Checked<'_>) -> bool {
    let filter = &checked.container().device_filter;
    let is_allowing = |given: &Given<DeviceRule>| given.value.effect == RuleEffect::Allow;
    let has_rules = filter.rules.iter().any(is_allowing) || !checked.container().rule_paths.is_empty();
    let is_open = checked.dialect() == Dialect::Pve && !checked.is_privileged();
    filter.policy.value == FilterPolicy::Deny && has_rules && !is_open
}

/// Returns the line that brings a node into the container: a device, or a mount of it or of a folder above it.
fn source_of_node<'a>(checked: &Checked<'a>, node: &str) -> Option<&'a Origin> {
    let container = checked.container();
    let node = Path::new(node);
    let devices = container
        .devices
        .iter()
        .filter(|given| given.value.source == node || given.value.target == node);
    let is_over = |mount: &Mount| node.starts_with(&mount.source) || node.starts_with(Path::new("/").join(&mount.target));
    let mounts = container
        .mounts
        .iter()
        .filter(|given| given.value.bind().is_some() && is_over(&given.value));
    devices
        .map(|given| &given.origin)
        .chain(mounts.map(|given| &given.origin))
        .next()
}

/// Returns the paths of the host that nodes, and the mounts that are meant, come from.
fn sources<'a>(checked: &Checked<'a>, is_meant: impl Fn(&Mount) -> bool) -> impl Iterator<Item = (&'a Origin, String)> {
    let container = checked.container();
    let nodes = container.devices.iter();
    let nodes = nodes.map(|given| (&given.origin, given.value.source.to_string_lossy().into_owned()));
    let mounts = container.mounts.iter().filter(move |given| is_meant(&given.value));
    nodes.chain(mounts.map(|given| (&given.origin, given.value.source.clone())))
}

fn is_bind(mount: &Mount) -> bool {
    mount.bind().is_some()
}

/// Returns the mounts that bind one node of the host's /dev, with the device's number where its path tells it.
fn node_binds<'a>(checked: &Checked<'a>) -> impl Iterator<Item = (&'a Given<Mount>, DeviceKind, DeviceNumber)> {
    let mounts = checked.container().mounts.iter().filter(|given| given.value.is_node_bind());
    mounts.filter_map(|given| {
        let (kind, number) = crate::number_of(&given.value.source)?;
        Some((given, kind, number))
    })
}

/// Writes the line that passes a node through, in the file's own dialect.
fn node_line(checked: &Checked<'_>, node: &str) -> Option<String> {
    match checked.dialect() {
        Dialect::Pve if checked.is_since(8, 1) => Some(format!("{}: {node}", free_key(checked, "dev"))),
        Dialect::Lxc | Dialect::Pve => {
            let value = format!("{node} {} none bind,create=file 0 0", node.trim_start_matches('/'));
            Some(checked.lxc_line("lxc.mount.entry", &value))
        }
        _ => None,
    }
}

/// Returns the first numbered key that no line has: `dev2`.
fn free_key(checked: &Checked<'_>, stem: &str) -> String {
    let is_free = |key: &String| checked.lines_of(key).next().is_none();
    (0..)
        .map(|number| format!("{stem}{number}"))
        .find(is_free)
        .unwrap_or_default()
}

/// Says whether the filter lets a device be opened for reading and writing.
fn is_open(checked: &Checked<'_>, kind: DeviceKind, number: DeviceNumber) -> bool {
    checked.container().device_filter.allows(kind, number, Access::READ_WRITE)
}

/// Says whether a rule by path covers a node.
fn has_rule_path(checked: &Checked<'_>, node: &str) -> bool {
    let mut paths = checked.container().rule_paths.iter();
    paths.any(|given| given.value.effect == RuleEffect::Allow && given.value.path == Path::new(node))
}
