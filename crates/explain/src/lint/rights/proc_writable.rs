//! T0074: /proc or /sys mounted without the parts that are made read-only for a reason.

use transom_model::Severity;

use super::{Checked, Lint, writable_views};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0074",
    name: "writable-kernel-views",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.mount.auto: proc:rw sys:rw\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nlxc.mount.auto: proc:mixed sys:mixed\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let Some((line, views)) = writable_views(checked) else {
        return Vec::new();
    };
    let origin = checked.value_origin(line);
    vec![match checked.is_privileged() {
        true => LINT.finding(&origin, Means::Risk, say!("lint-t0074-privileged", views = views)),
        false => LINT
            .finding(&origin, Means::NoEffect, say!("lint-t0074-unprivileged", views = views))
            .level(Severity::Note),
    }]
}
