//! T0181: a hook for a /dev that LXC does not make.

use transom_model::Severity;

use super::{Checked, Lint, hooks};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0181",
    name: "idle-autodev-hook",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.autodev = 0\nlxc.hook.autodev = /etc/lxc/nodes.sh\n",
        line: 2,
        after: "lxc.autodev = 1\nlxc.hook.autodev = /etc/lxc/nodes.sh\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let fresh = checked.container().is_dev_fresh.as_ref();
    let Some(fresh) = fresh.filter(|fresh| !fresh.value && fresh.origin.line().is_some()) else {
        return Vec::new();
    };
    hooks(checked, &["autodev"])
        .map(|hook| {
            let message = say!("lint-t0181-idle", line = checked.sources.describe(&fresh.origin));
            LINT.finding(&hook.origin, Means::Undone, message).other(&fresh.origin)
        })
        .collect()
}
