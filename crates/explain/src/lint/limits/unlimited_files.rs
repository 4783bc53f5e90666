//! T0134: as many open files as one likes, which the kernel lets nobody have.

use transom_model::{Rlimit, RlimitValue, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0134",
    name: "unlimited-files",
    level: Severity::Error,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.prlimit.nofile = unlimited\n",
            line: 1,
            after: "lxc.prlimit.nofile = 1048576\n",
        },
        Example {
            release: "lxd",
            before: "config:\n  limits.kernel.nofile: unlimited\n",
            line: 2,
            after: "config:\n  limits.kernel.nofile: \"1048576\"\n",
        },
    ],
};

/// The highest value that `fs.nr_open` takes, above which no limit is granted (`fs/file.c`).
const MOST: u64 = 0x7fff_ffc0;

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_above = |limit: &Rlimit| match limit.hard {
        RlimitValue::Unlimited => true,
        RlimitValue::Is(files) => files > MOST,
    };
    let limits = checked.container().rlimits.iter();
    limits
        .filter(|given| given.value.resource == "nofile" && is_above(&given.value))
        .map(|given| LINT.finding(&given.origin, Means::Breaks, say!("lint-t0134-unlimited")))
        .collect()
}
