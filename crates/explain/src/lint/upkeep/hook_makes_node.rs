//! T0182: a hook inside an unprivileged container that makes device nodes.

use transom_model::Severity;

use super::{Checked, Lint, calls, hooks};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0182",
    name: "hook-makes-node",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.hook.autodev: sh -c \"mknod -m 0666 ${LXC_ROOTFS_MOUNT}/dev/kvm c 10 232\"\n",
        line: 4,
        after: "arch: amd64\ndev0: /dev/kvm,mode=0666\nostype: debian\nunprivileged: 1\n",
    }],
};

/// Moments at which a hook has the container's ids.
const INSIDE: [&str; 3] = ["mount", "autodev", "start"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if checked.is_privileged() {
        return Vec::new();
    }
    let makers = hooks(checked, &INSIDE).filter(|hook| calls(&hook.value.command, "mknod"));
    makers
        .map(|hook| LINT.finding(&hook.origin, Means::Breaks, say!("lint-t0182-refused")))
        .collect()
}
