//! T0183: a hook that changes owner or mode of the host's own node.

use transom_model::Severity;

use super::{Checked, Lint, calls, hooks};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0183",
    name: "hook-changes-node",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.hook.pre-start: sh -c \"chown 100000:100000 /dev/net/tun\"\n",
        line: 4,
        after: "arch: amd64\ndev0: /dev/net/tun\nostype: debian\nunprivileged: 1\n",
    }],
};

/// Moments at which a hook sees the host's /dev.
const OUTSIDE: [&str; 3] = ["pre-start", "start-host", "post-stop"];
const CHANGERS: [&str; 4] = ["chmod", "chown", "chgrp", "setfacl"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let changes = |command: &str| {
        let program = CHANGERS.iter().find(|program| calls(command, program))?;
        (command.contains(" /dev/") && !command.contains("/dev/shm")).then_some(*program)
    };
    let found = hooks(checked, &OUTSIDE).filter_map(|hook| {
        let message = say!("lint-t0183-changes", program = changes(&hook.value.command)?);
        Some(LINT.finding(&hook.origin, Means::Risk, message))
    });
    found.collect()
}
