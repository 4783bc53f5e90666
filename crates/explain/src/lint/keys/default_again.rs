//! T0088: `lxc.autodev = 1`, which is so anyway.

use transom_model::{Account, Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0088",
    name: "default-again",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.autodev: 1\n",
        line: 3,
        after: "arch: amd64\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // Since LXC 2.1 it is; an include may have turned it off before.
    let is_default = checked.dialect() == Dialect::Pve || (checked.dialect() == Dialect::Lxc && checked.is_since(2, 1));
    let lines: Vec<&Account> = checked.lines_of("lxc.autodev").collect();
    match lines.as_slice() {
        [line] if is_default && line.value == "1" => {
            let finding = LINT.finding(&line.origin, Means::Redundant, say!("lint-t0088-dev"));
            vec![finding.fix(Fix::delete(&line.origin))]
        }
        _ => Vec::new(),
    }
}
