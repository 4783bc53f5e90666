//! T0130: a mark for memory that lies at the limit or above it.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0130",
    name: "high-above-limit",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.cgroup2.memory.max = 1G\nlxc.cgroup2.memory.high = 2G\n",
        line: 2,
        after: "lxc.cgroup2.memory.max = 1G\nlxc.cgroup2.memory.high = 900M\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let limits = &checked.container().limits;
    let (Some(high), Some(limit)) = (&limits.memory_high, &limits.memory) else {
        return Vec::new();
    };
    let is_own_line = high.origin.line().is_some() && high.origin.line() != limit.origin.line();
    if high.value < limit.value || !is_own_line || limit.origin.line().is_none() {
        return Vec::new();
    }
    let message = say!("lint-t0130-above", line = checked.sources.describe(&limit.origin));
    vec![LINT.finding(&high.origin, Means::NoEffect, message).other(&limit.origin)]
}
