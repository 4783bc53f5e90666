//! T0141: a priority for swapping, which cgroup v2 does not have.

use transom_model::Severity;

use super::{Checked, Lint, config};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0141",
    name: "idle-swap-priority",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxd",
        before: "config:\n  limits.memory.swap.priority: \"5\"\n",
        line: 2,
        after: "config:\n  limits.memory.swap: \"false\"\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let given = config(checked, "limits.memory.swap.priority");
    let finding = given.map(|account| LINT.finding(&account.origin, Means::NoEffect, say!("lint-t0141-idle")));
    finding.into_iter().collect()
}
