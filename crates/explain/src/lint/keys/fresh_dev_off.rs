//! T0089: no fresh /dev, so that the nodes are whatever the image holds.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0089",
    name: "fresh-dev-off",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.autodev = 0\n",
            line: 3,
            after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
        },
        Example {
            release: "lxc",
            before: "lxc.autodev =\n",
            line: 1,
            after: "lxc.autodev = 1\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let Some(last) = checked.lines_of("lxc.autodev").last() else {
        return Vec::new();
    };
    match last.value.as_str() {
        "" => vec![LINT.finding(&last.origin, Means::Defect, say!("lint-t0089-emptied"))],
        "0" if !checked.is_privileged() => vec![LINT.finding(&last.origin, Means::Breaks, say!("lint-t0089-unprivileged"))],
        "0" => vec![
            LINT.finding(&last.origin, Means::Breaks, say!("lint-t0089-privileged"))
                .level(Severity::Note),
        ],
        _ => Vec::new(),
    }
}
