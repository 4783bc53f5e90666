//! T0086: keys that LXC has taken out, which today keep the container from starting.

use transom_model::Severity;

use super::{Checked, Lint, said};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0086",
    name: "removed-key",
    level: Severity::Warning,
    takes_over: &["removed-key"],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.uts.name = lab\nlxc.kmsg = 1\n",
        line: 2,
        after: "lxc.uts.name = lab\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // LXD's own removed keys are another matter.
    let gone = said(checked, "removed-key").filter(|(account, _)| account.key.starts_with("lxc."));
    gone.map(|(account, _)| {
        let message = match account.key.as_str() {
            "lxc.kmsg" => say!("lint-t0086-kmsg"),
            key => say!("lint-t0086-gone", key = key),
        };
        let finding = LINT.finding(&checked.key_origin(account), Means::Refused, message);
        match checked.is_lxd() {
            true => finding,
            false => finding.fix(Fix::delete(&account.origin)),
        }
    })
    .collect()
}
