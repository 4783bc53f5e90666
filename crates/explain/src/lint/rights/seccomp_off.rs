//! T0076: the filter of system calls emptied, in a container whose root is the host's.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0076",
    name: "no-system-call-filter",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.uts.name = lab\nlxc.seccomp.profile =\n",
        line: 2,
        after: "lxc.uts.name = lab\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let container = checked.container();
    let is_filtered = container.seccomp.is_some() || container.seccomp_path.is_some();
    if is_filtered || !checked.is_privileged() {
        return Vec::new();
    }
    let emptied = checked
        .lines_of("lxc.seccomp.profile")
        .filter(|line| line.value.is_empty())
        .last();
    let found = emptied.map(|line| LINT.finding(&line.origin, Means::Risk, say!("lint-t0076-off")));
    found.into_iter().collect()
}
