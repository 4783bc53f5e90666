//! T0077: no process may gain rights, and so `sudo` cannot work.

use transom_model::{Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0077",
    name: "no-more-rights",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.no_new_privs = 1\n",
        line: 1,
        after: "lxc.uts.name = lab\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // Programs of OCI containers seldom have users.
    let given = checked
        .container()
        .no_new_privs
        .as_ref()
        .filter(|given| given.value && checked.dialect() != Dialect::Oci);
    let found = given.map(|given| LINT.finding(&given.origin, Means::Breaks, say!("lint-t0077-sudo")));
    found.into_iter().collect()
}
