//! T0135: a container that the kernel never ends for want of memory.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0135",
    name: "never-killed",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.proc.oom_score_adj = -1000\n",
        line: 1,
        after: "lxc.proc.oom_score_adj = -500\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let files = checked.container().proc_files.iter();
    let scores = files.filter(|given| given.value.0 == "oom_score_adj" && given.value.1.trim() == "-1000");
    scores
        .map(|given| LINT.finding(&given.origin, Means::Risk, say!("lint-t0135-never")))
        .collect()
}
