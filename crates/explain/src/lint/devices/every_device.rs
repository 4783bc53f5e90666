//! T0010: a line that opens every device there is.

use transom_model::{Dialect, FilterPolicy, Severity};

use super::{Checked, Lint, is_allow, is_everything};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0010",
    name: "every-device",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: a\n",
            line: 3,
            after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/dri/renderD128\n",
        },
        Example {
            release: "lxc",
            before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.cgroup2.devices.allow = a\n",
            line: 3,
            after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let filter = &checked.container().device_filter;
    let line = checked.line_at(&filter.policy.origin);
    let Some(line) = line.filter(|line| filter.policy.value == FilterPolicy::Allow && is_allow(line) && is_everything(line)) else {
        return Vec::new();
    };
    let origin = checked.value_origin(line);
    let finding = match checked.is_privileged() {
        true => LINT.finding(&origin, Means::Risk, say!("lint-t0010-privileged")),
        // Proxmox gives an unprivileged container this very line itself.
        false if checked.dialect() == Dialect::Pve => LINT.finding(&origin, Means::NoEffect, say!("lint-t0010-proxmox")),
        false => LINT
            .finding(&origin, Means::Redundant, say!("lint-t0010-unprivileged"))
            .level(Severity::Note),
    };
    vec![finding]
}
