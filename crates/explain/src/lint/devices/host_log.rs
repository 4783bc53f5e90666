//! T0031: the kernel's log, which is the whole host's.

use transom_model::{DeviceKind, Severity};

use super::named::{By, named};
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0031",
    name: "kernel-log",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.mount.entry: /dev/kmsg dev/kmsg none defaults,bind,create=file\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let all = named(checked);
    let log = all
        .iter()
        .filter(|one| one.minor == Some(11) && one.is_one_of(&[(DeviceKind::Char, 1, Some(11))]));
    log.filter(|one| one.by != By::Rule)
        .map(|one| LINT.finding(&one.origin, Means::Risk, say!("lint-t0031-log", device = &one.name)))
        .collect()
}
