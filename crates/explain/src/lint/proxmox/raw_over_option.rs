//! T0109: a raw line that sets what an option sets, and comes after it.

use transom_model::{Effect, Severity};

use super::{Checked, Lint, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0109",
    name: "raw-over-option",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nmemory: 512\nostype: debian\nlxc.cgroup2.memory.max: 1G\n",
        line: 2,
        after: "arch: amd64\nmemory: 1024\nostype: debian\n",
    }],
};

/// Options, and the raw keys that set the same; `cores` is the reader's.
const SAME: [(&str, &str); 8] = [
    ("arch", "lxc.arch"),
    ("cpulimit", "lxc.cgroup2.cpu.max"),
    ("cpuunits", "lxc.cgroup2.cpu.weight"),
    ("entrypoint", "lxc.init.cmd"),
    ("hostname", "lxc.uts.name"),
    ("memory", "lxc.cgroup2.memory.max"),
    ("swap", "lxc.cgroup2.memory.swap.max"),
    ("tty", "lxc.tty.max"),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (key, raw) in SAME {
        let over = option(checked, raw).filter(|account| account.effect == Effect::Taken && !account.value.is_empty());
        let (Some(own), Some(over)) = (option(checked, key), over) else {
            continue;
        };
        let message = say!(
            "lint-t0109-overruled",
            key = key,
            line = checked.sources.describe(&over.origin)
        );
        found.push(LINT.finding(&own.origin, Means::Undone, message).other(&over.origin));
    }
    found
}
