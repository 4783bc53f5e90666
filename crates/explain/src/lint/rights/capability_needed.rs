//! T0073: a dropped capability without which an ordinary system does not start.

use transom_model::{Capabilities, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0073",
    name: "capability-needed",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.cap.drop = sys_admin\n",
        line: 1,
        after: "lxc.cap.drop = sys_module\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let Capabilities::Drop(dropped) = &checked.container().capabilities else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for name in dropped {
        let own = checked.line_at(&name.origin).is_some_and(|line| line.key == "lxc.cap.drop");
        let message = match name.value.as_str() {
            "sys_admin" => say!("lint-t0073-admin"),
            "setuid" | "setgid" => say!("lint-t0073-users", name = name.value.as_str()),
            _ => continue,
        };
        if own {
            found.push(LINT.finding(&name.origin, Means::Breaks, message));
        }
    }
    found
}
