//! T0103: a template that is to start with the host.

use transom_model::Severity;

use super::{Checked, Lint, is_on, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0103",
    name: "template-on-boot",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nonboot: 1\nostype: debian\ntemplate: 1\n",
        line: 2,
        after: "arch: amd64\nostype: debian\ntemplate: 1\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let (Some(onboot), Some(template)) = (option(checked, "onboot"), option(checked, "template")) else {
        return Vec::new();
    };
    if !is_on(checked, "onboot") || !is_on(checked, "template") {
        return Vec::new();
    }
    let message = say!("lint-t0103-template", line = checked.sources.describe(&template.origin));
    vec![LINT.finding(&onboot.origin, Means::Undone, message).other(&template.origin)]
}
