//! T0071: AppArmor turned off.

use transom_model::Severity;

use super::{Checked, Lint, unconfined};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0071",
    name: "apparmor-off",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.apparmor.profile: unconfined\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\nfeatures: nesting=1\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let found = unconfined(checked).map(|line| {
        let origin = checked.value_origin(line);
        match checked.is_privileged() {
            true => LINT.finding(&origin, Means::Risk, say!("lint-t0071-privileged")),
            false => LINT
                .finding(&origin, Means::Risk, say!("lint-t0071-unprivileged"))
                .level(Severity::Note),
        }
    });
    found.into_iter().collect()
}
