//! T0138: a score for the kernel's choice of what to end, which the kernel does not take.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0138",
    name: "score-out-of-range",
    level: Severity::Error,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.proc.oom_score_adj = 2000\n",
        line: 1,
        after: "lxc.proc.oom_score_adj = 1000\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_taken = |text: &str| text.parse::<i32>().is_ok_and(|score| (-1000..=1000).contains(&score));
    let files = checked.container().proc_files.iter();
    let wrong = files.filter(|given| given.value.0 == "oom_score_adj" && !is_taken(given.value.1.trim()));
    wrong
        .map(|given| {
            let message = say!("lint-t0138-outside", score = given.value.1.as_str());
            LINT.finding(&given.origin, Means::Breaks, message)
        })
        .collect()
}
