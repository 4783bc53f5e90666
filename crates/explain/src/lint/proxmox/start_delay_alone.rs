//! T0104: a delay after the start with the host, of a container that does not start with the host.

use transom_model::Severity;

use super::{Checked, Lint, has_part, is_on, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0104",
    name: "start-delay-alone",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nstartup: order=2,up=30\n",
        line: 3,
        after: "arch: amd64\nonboot: 1\nostype: debian\nstartup: order=2,up=30\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let startup = option(checked, "startup").filter(|account| has_part(account, "up"));
    match startup.filter(|_| !is_on(checked, "onboot")) {
        Some(account) => {
            let origin = checked.part_origin(account, "up=");
            vec![LINT.finding(&origin, Means::NoEffect, say!("lint-t0104-alone"))]
        }
        None => Vec::new(),
    }
}
