//! T0063: a map with the host's root in it.

use transom_model::{IdKind, Severity};

use super::{Checked, Lint, maps};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0063",
    name: "host-root-mapped",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.idmap = u 0 0 65536\nlxc.idmap = g 0 0 65536\n",
        line: 1,
        after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (kind, ranges) in maps(checked) {
        let roots = ranges.iter().filter(|given| given.value.host.0 == 0 && given.value.len > 0);
        found.extend(roots.filter(|given| given.origin.line().is_some()).map(|given| {
            let inside = given.value.inside.0.to_string();
            let message = match kind {
                IdKind::User => say!("lint-t0063-user", inside = inside),
                IdKind::Group => say!("lint-t0063-group", inside = inside),
            };
            LINT.finding(&given.origin, Means::Risk, message)
        }));
    }
    found
}
