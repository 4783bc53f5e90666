//! T0064: a map with ids of people or services of the host.

use transom_model::{IdKind, Severity};

use super::{Checked, Lint, maps};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0064",
    name: "host-user-mapped",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.idmap = u 0 100000 1000\nlxc.idmap = u 1000 1000 1\nlxc.idmap = u 1001 101001 64535\nlxc.idmap = g 0 100000 65536\n",
        line: 2,
        after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
    }],
};

/// Ids below are the host's own; distributions hand out ranges above.
const FIRST_HANDED_OUT: u32 = 65_536;

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (kind, ranges) in maps(checked) {
        let hosts = ranges
            .iter()
            .filter(|given| (1..FIRST_HANDED_OUT).contains(&given.value.host.0));
        found.extend(hosts.filter(|given| given.origin.line().is_some()).map(|given| {
            let range = &given.value;
            let ids = match range.len {
                1 => range.host.0.to_string(),
                len => format!("{}-{}", range.host.0, u64::from(range.host.0) + u64::from(len) - 1),
            };
            let line = format!("root:{}:{}", range.host.0, range.len);
            let message = match kind {
                IdKind::User => say!("lint-t0064-users", ids = ids, line = line, count = range.len),
                IdKind::Group => say!("lint-t0064-groups", ids = ids, line = line, count = range.len),
            };
            LINT.finding(&given.origin, Means::Risk, message)
        }));
    }
    found
}
