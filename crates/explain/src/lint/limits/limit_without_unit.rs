//! T0137: a limit of memory of a few bytes, where megabytes were meant.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0137",
    name: "limit-without-unit",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.cgroup2.memory.max = 512\n",
            line: 1,
            after: "lxc.cgroup2.memory.max = 512M\n",
        },
        Example {
            release: "lxd",
            before: "config:\n  limits.memory: \"512\"\n",
            line: 2,
            after: "config:\n  limits.memory: 512MiB\n",
        },
    ],
};

/// Less than any system needs.
const LEAST: u64 = 1 << 20;

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let memory = checked.container().limits.memory.as_ref();
    let small = memory.filter(|memory| memory.value < LEAST && memory.origin.line().is_some());
    let finding = small.map(|memory| LINT.finding(&memory.origin, Means::Defect, say!("lint-t0137-few", bytes = memory.value)));
    finding.into_iter().collect()
}
