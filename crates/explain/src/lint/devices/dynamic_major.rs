//! T0006: a number that the kernel hands out when a driver loads; after the next boot or kernel it can be another device's.

use transom_model::{DeviceKind, DeviceRule, Given, NodeDevice, Origin, RuleEffect, RuleNumber, Severity};

use super::{Checked, Lint, node_line, raw_rules};
use crate::describe_major;
use crate::devices::is_dynamic_major;
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0006",
    name: "dynamic-major",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 508:* rwm\n",
        line: 3,
        after: "arch: amd64\nostype: debian\ndev0: /dev/nvidia-uvm\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let rules = raw_rules(checked).filter_map(|(account, given)| {
        let RuleNumber::Is(major) = given.value.major else {
            return None;
        };
        let is_meant = given.value.effect == RuleEffect::Allow && is_handed_out(given.value.kind, major);
        is_meant.then(|| (checked.value_origin(account), major))
    });
    let nodes = checked
        .container()
        .devices
        .iter()
        .filter_map(|given| Some((given.origin.clone(), of_node(given)?)));
    let found = rules.chain(nodes);
    let finding = |(origin, major)| match is_meant_for_uvm(checked, major) {
        true => uvm(checked, &origin, major),
        false => LINT.finding(&origin, Means::Defect, say!("lint-t0006-dynamic", major = major)),
    };
    found.map(finding).collect()
}

/// Numbers that recipes for NVIDIA's cards give as that of /dev/nvidia-uvm.
const SEEN_AS_UVM: [u32; 8] = [234, 235, 236, 238, 508, 509, 510, 511];

fn is_meant_for_uvm(checked: &Checked<'_>, major: u32) -> bool {
    let is_nvidia = |given: &Given<DeviceRule>| given.value.kind == DeviceKind::Char && given.value.major == RuleNumber::Is(195);
    SEEN_AS_UVM.contains(&major) && checked.container().device_filter.rules.iter().any(is_nvidia)
}

fn uvm(checked: &Checked<'_>, origin: &Origin, major: u32) -> Finding {
    let finding = LINT.finding(origin, Means::Defect, say!("lint-t0006-uvm", major = major));
    match node_line(checked, "/dev/nvidia-uvm") {
        Some(line) => finding.today(line),
        None => finding,
    }
}

/// The major of a node whose number the file itself writes.
fn of_node(given: &Given<NodeDevice>) -> Option<u32> {
    let (kind, number) = given.value.number?;
    is_handed_out(kind, number.major).then_some(number.major)
}

fn is_handed_out(kind: DeviceKind, major: u32) -> bool {
    is_dynamic_major(kind, major) && describe_major(kind, major).is_none()
}
