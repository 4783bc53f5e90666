//! T0136: CPU time in pieces that the kernel refuses.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0136",
    name: "quota-out-of-range",
    level: Severity::Error,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.cgroup2.cpu.max = 50 100\n",
            line: 1,
            after: "lxc.cgroup2.cpu.max = 50000 100000\n",
        },
        Example {
            release: "lxc",
            before: "lxc.cgroup2.cpu.max = 500 100000\n",
            line: 1,
            after: "lxc.cgroup2.cpu.max = 5000 100000\n",
        },
    ],
};

/// The least time and the longest period, microseconds (`kernel/sched/core.c`).
const LEAST: u64 = 1000;
const LONGEST: u64 = 1_000_000;

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let Some(cpu) = &checked.container().limits.cpu else {
        return Vec::new();
    };
    let message = match (cpu.value.quota, cpu.value.period) {
        (_, period) if !(LEAST..=LONGEST).contains(&period) => say!("lint-t0136-period", time = period),
        (quota, _) if quota < LEAST => say!("lint-t0136-quota", time = quota),
        _ => return Vec::new(),
    };
    vec![LINT.finding(&cpu.origin, Means::Breaks, message)]
}
