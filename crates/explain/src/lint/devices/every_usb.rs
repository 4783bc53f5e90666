//! T0012: the whole USB bus, where one device is meant.

use transom_model::{DeviceKind, Severity};

use super::named::{By, named};
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0012",
    name: "every-usb-device",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 189:* rwm\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/serial/by-id/usb-stick,gid=20\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let usb = |minor: Option<u32>| (DeviceKind::Char, 189, minor);
    let all = named(checked);
    let has_serial = all
        .iter()
        .any(|one| one.is_one_of(&[(DeviceKind::Char, 188, None), (DeviceKind::Char, 166, None)]));
    let whole = all
        .iter()
        .filter(|one| one.is_one_of(&[usb(None)]) && one.minor.is_none() && one.is_reachable(checked));
    // A node has a number of its own, and so has what lies three folders down.
    let whole = whole.filter(|one| one.by == By::Rule || matches!(one.name.as_str(), "/dev/bus/usb" | "/dev/bus"));
    whole
        .map(|one| match has_serial {
            true => LINT.finding(&one.origin, Means::Risk, say!("lint-t0012-serial", device = &one.name)),
            false => LINT.finding(&one.origin, Means::Risk, say!("lint-t0012-all", device = &one.name)),
        })
        .collect()
}
