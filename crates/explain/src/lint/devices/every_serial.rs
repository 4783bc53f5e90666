//! T0013: every USB serial adapter, present and future, where one stick is meant.

use transom_model::{DeviceKind, Severity};

use super::named::{By, named};
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0013",
    name: "every-serial-adapter",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 188:* rwm\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/serial/by-id/usb-stick,gid=20\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let serial = [(DeviceKind::Char, 188, None), (DeviceKind::Char, 166, None)];
    let all = named(checked);
    let whole = all
        .iter()
        .filter(|one| one.by == By::Rule && one.minor.is_none() && one.is_one_of(&serial));
    whole
        .filter(|one| one.is_reachable(checked))
        .map(|one| LINT.finding(&one.origin, Means::Risk, say!("lint-t0013-all", device = &one.name)))
        .collect()
}
