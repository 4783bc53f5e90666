//! T0008: a line shows a node of the host's inside, and the device filter refuses to open it.

use transom_model::{Dialect, Given, Mount, Severity};

use super::{Checked, Lint, has_allow_list, has_rule_path, is_open, is_standard, node_binds};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0008",
    name: "node-without-rule",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.mount.entry: /dev/net/tun dev/net/tun none bind,create=file 0 0\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nlxc.mount.entry: /dev/net/tun dev/net/tun none bind,create=file 0 0\nlxc.cgroup2.devices.allow: c 10:200 rwm\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // libvirt has rules of its own kind.
    let is_lxc = matches!(checked.dialect(), Dialect::Lxc | Dialect::Pve) || checked.is_lxd();
    if !is_lxc || !has_allow_list(checked) {
        return Vec::new();
    }
    let closed = node_binds(checked).filter(|(given, kind, number)| {
        !is_open(checked, *kind, *number) && !is_standard(*kind, *number) && !has_rule_path(checked, &given.value.source)
    });
    closed
        .map(|(given, kind, number)| finding(checked, given, &format!("{} {number}", kind.letter())))
        .collect()
}

fn finding(checked: &Checked<'_>, given: &Given<Mount>, device: &str) -> Finding {
    let message = say!("lint-t0008-closed", node = given.value.source.as_str(), device = device);
    let rule = checked.lxc_line("lxc.cgroup2.devices.allow", &format!("{device} rwm"));
    LINT.finding(&given.origin, Means::Needs, message).today(rule)
}
