//! T0021: devices whose holder has the host: its memory, its ports, its CPUs' registers.

use transom_model::{DeviceKind, Severity};

use super::named::named;
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0021",
    name: "host-memory",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\ndev0: /dev/mem\n",
        line: 3,
        after: "arch: amd64\nostype: debian\ndev0: /dev/gpiochip0\n",
    }],
};

/// Memory, I/O ports, microcode, the image for hibernation, CPU registers.
const DEVICES: [(DeviceKind, u32, Option<u32>); 7] = [
    (DeviceKind::Char, 1, Some(1)),
    (DeviceKind::Char, 1, Some(2)),
    (DeviceKind::Char, 1, Some(4)),
    (DeviceKind::Char, 10, Some(144)),
    (DeviceKind::Char, 10, Some(184)),
    (DeviceKind::Char, 10, Some(231)),
    (DeviceKind::Char, 202, None),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let all = named(checked);
    // A rule for all of a major is another matter: most of them are harmless.
    let is_meant = |one: &&super::named::Named| one.is_one_of(&DEVICES) && (one.minor.is_some() || one.major == 202);
    all.iter()
        .filter(|one| is_meant(one) && one.is_reachable(checked))
        .map(|one| match checked.is_privileged() {
            true => LINT.finding(&one.origin, Means::Risk, say!("lint-t0021-host", device = &one.name)),
            // They ask for a capability of the host's own user namespace when they are opened.
            false => LINT.finding(&one.origin, Means::NoEffect, say!("lint-t0021-refused", device = &one.name)),
        })
        .collect()
}
