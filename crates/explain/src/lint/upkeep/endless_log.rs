//! T0184: a log of the console that grows as long as somebody writes.

use transom_model::{Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0184",
    name: "endless-log",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.console.logfile = /var/log/lxc/lab-console.log\n",
        line: 1,
        after: "lxc.console.logfile = /var/log/lxc/lab-console.log\nlxc.console.size = 1MB\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_lxc = checked.dialect() == Dialect::Lxc && checked.is_since(3, 0);
    let has_size = checked
        .lines_of("lxc.console.size")
        .any(|account| !["", "0"].contains(&account.value.as_str()));
    let log = checked.container().terminals.log.as_ref().filter(|_| is_lxc && !has_size);
    let finding = log.map(|log| LINT.finding(&log.origin, Means::Risk, say!("lint-t0184-endless")));
    finding.into_iter().collect()
}
