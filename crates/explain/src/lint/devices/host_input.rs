//! T0023: keyboards and mice of the host: read, or played by a program.

use transom_model::{DeviceKind, Severity};

use super::named::named;
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0023",
    name: "host-input",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/uinput\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\n",
    }],
};

const PLAYED: [(DeviceKind, u32, Option<u32>); 2] = [(DeviceKind::Char, 10, Some(223)), (DeviceKind::Char, 10, Some(239))];
const READ: [(DeviceKind, u32, Option<u32>); 1] = [(DeviceKind::Char, 13, None)];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let all = named(checked);
    let reachable = all.iter().filter(|one| one.is_reachable(checked));
    reachable
        .filter_map(|one| {
            let message = match () {
                () if one.minor.is_some() && one.is_one_of(&PLAYED) => say!("lint-t0023-played", device = &one.name),
                () if one.is_one_of(&READ) => say!("lint-t0023-read", device = &one.name),
                () => return None,
            };
            Some(LINT.finding(&one.origin, Means::Risk, message))
        })
        .collect()
}
