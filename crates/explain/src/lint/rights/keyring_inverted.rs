//! T0078: a key that does the opposite of what LXC's manual says.

use transom_model::{Account, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0078",
    name: "keyring-inverted",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.keyring.session = 1\n",
        line: 1,
        after: "lxc.keyring.session = 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_on = |line: &&Account| line.value == "1";
    let lines = checked.lines_of("lxc.keyring.session").filter(is_on);
    lines
        .map(|line| {
            let today = checked.with_part(line, "1", "0");
            LINT.finding(&checked.value_origin(line), Means::Defect, say!("lint-t0078-inverted"))
                .today(today)
        })
        .collect()
}
