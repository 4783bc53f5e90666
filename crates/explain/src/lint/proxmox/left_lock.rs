//! T0106: a lock, which an operation that was broken off leaves behind.

use transom_model::Severity;

use super::{Checked, Lint, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0106",
    name: "left-lock",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nlock: backup\nostype: debian\n",
        line: 2,
        after: "arch: amd64\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // `mounted` keeps nobody from starting the container.
    let lock = option(checked, "lock").filter(|account| account.value != "mounted");
    let finding = |account: &transom_model::Account| {
        let message = say!("lint-t0106-locked", what = account.value.as_str());
        LINT.finding(&account.origin, Means::Breaks, message)
    };
    lock.map(finding).into_iter().collect()
}
