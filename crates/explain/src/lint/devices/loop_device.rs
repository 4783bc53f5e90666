//! T0024: loop devices, which belong to the whole host.

use transom_model::{DeviceKind, Severity};

use super::named::named;
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0024",
    name: "loop-device",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxd",
        before: "config: {}\ndevices:\n  loop0:\n    type: unix-block\n    source: /dev/loop0\n    path: /dev/loop0\n",
        line: 3,
        after: "config: {}\ndevices: {}\n",
    }],
};

const LOOPS: [(DeviceKind, u32, Option<u32>); 2] = [(DeviceKind::Block, 7, None), (DeviceKind::Char, 10, Some(237))];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let all = named(checked);
    let is_meant = |one: &super::named::Named| one.is_one_of(&LOOPS) && (one.kind == DeviceKind::Block || one.minor.is_some());
    all.iter()
        .filter(|one| is_meant(one) && one.is_reachable(checked))
        .map(|one| LINT.finding(&one.origin, Means::Risk, say!("lint-t0024-loop", device = &one.name)))
        .collect()
}
