//! T0030: nodes of recipes from long ago, which nothing opens today.

use transom_model::{DeviceKind, Origin, Severity};

use super::named::named;
use super::{Checked, Lint, sources};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0030",
    name: "device-of-old",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.mount.entry = /dev/kqemu dev/kqemu none bind,optional,create=file 0 0\n",
            line: 1,
            after: "lxc.mount.entry = /dev/kvm dev/kvm none bind,optional,create=file 0 0\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 10:228 rwm\n",
            line: 3,
            after: "arch: amd64\nostype: debian\n",
        },
    ],
};

const NAMES: [&str; 3] = ["/dev/kqemu", "/dev/hpet", "/dev/rtc"];
const NUMBERS: [(DeviceKind, u32, Option<u32>); 2] = [(DeviceKind::Char, 10, Some(228)), (DeviceKind::Char, 10, Some(135))];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let by_name = sources(checked, |_| true).filter(|(_, path)| NAMES.contains(&path.as_str()));
    let mut found: Vec<(Origin, String)> = by_name.map(|(origin, path)| (origin.clone(), path)).collect();
    let by_number = named(checked)
        .into_iter()
        .filter(|one| one.by == super::named::By::Rule && one.minor.is_some() && one.is_one_of(&NUMBERS));
    found.extend(by_number.map(|one| (one.origin, one.name)));
    found
        .iter()
        .map(|(origin, name)| LINT.finding(origin, Means::NoEffect, say!("lint-t0030-old", device = name)))
        .collect()
}
