//! T0079: a namespace that is not the container's own.

use transom_model::{Namespace, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0079",
    name: "shared-namespace",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.namespace.keep = pid\n",
        line: 1,
        after: "lxc.uts.name = lab\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let kept = checked.container().namespaces.kept.iter().filter(|given| {
        checked
            .line_at(&given.origin)
            .is_some_and(|line| line.key.starts_with("lxc.namespace."))
    });
    kept.filter_map(|given| {
        let message = match given.value {
            Namespace::Pid => say!("lint-t0079-pid"),
            Namespace::Ipc => say!("lint-t0079-ipc"),
            Namespace::Mount => say!("lint-t0079-mount"),
            // The network is spoken of with the interfaces; the others give little away.
            Namespace::Net | Namespace::Uts | Namespace::Cgroup | Namespace::Time | Namespace::User => return None,
        };
        Some(LINT.finding(&given.origin, Means::Risk, message))
    })
    .collect()
}
