//! T0109: a raw line that sets what an option sets, and comes after it.

use transom_model::{Account, Effect, Severity};

use super::{Checked, Lint, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0109",
    name: "raw-over-option",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nmemory: 512\nostype: debian\nlxc.cgroup2.memory.max: 1G\n",
            line: 2,
            after: "arch: amd64\nmemory: 1024\nostype: debian\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\ncpulimit: 2\nostype: debian\nlxc.cgroup2.cpu.max: 100000 100000\n",
            line: 2,
            after: "arch: amd64\ncpulimit: 1\nostype: debian\n",
        },
    ],
};

/// Options, and the raw keys that set the same, and all that the option does; `cores` is the reader's.
const SAME: [(&str, &str); 6] = [
    ("arch", "lxc.arch"),
    ("cpulimit", "lxc.cgroup2.cpu.max"),
    ("cpuunits", "lxc.cgroup2.cpu.weight"),
    ("entrypoint", "lxc.init.cmd"),
    ("memory", "lxc.cgroup2.memory.max"),
    ("swap", "lxc.cgroup2.memory.swap.max"),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (key, raw) in SAME {
        let over = option(checked, raw).filter(|account| account.effect == Effect::Taken && !account.value.is_empty());
        let (Some(own), Some(over)) = (option(checked, key), over) else {
            continue;
        };
        let line = checked.sources.describe(&over.origin);
        let message = match key == "memory" && has_mark(checked, own) {
            true => say!("lint-t0109-mark", line = line),
            false => say!("lint-t0109-overruled", key = key, line = line),
        };
        found.push(LINT.finding(&own.origin, Means::Undone, message).other(&over.origin));
    }
    found
}

/// Says whether a line still sets the mark at which the kernel slows the container down.
fn has_mark(checked: &Checked<'_>, memory: &Account) -> bool {
    let mark = checked.container().limits.memory_high.as_ref();
    mark.is_some_and(|mark| mark.origin.line() == memory.origin.line())
}
