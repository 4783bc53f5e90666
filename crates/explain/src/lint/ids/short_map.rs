//! T0062: a map that ends before the ids that every distribution uses.

use transom_model::{IdKind, Severity};

use super::{Checked, Lint, end, maps};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0062",
    name: "short-map",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.idmap = u 0 100000 1000\nlxc.idmap = g 0 100000 1000\n",
        line: 1,
        after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
    }],
};

/// The user nobody and the group nogroup.
const NOBODY: u64 = 65_534;

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // A container of one program needs no nobody.
    if checked.dialect() == transom_model::Dialect::Oci {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (kind, ranges) in maps(checked) {
        let last = ranges.iter().max_by_key(|given| end(&given.value));
        // One without root is another matter.
        let has_root = ranges.first().is_some_and(|first| first.value.inside.0 == 0);
        let Some(last) = last.filter(|last| has_root && end(&last.value) <= NOBODY) else {
            continue;
        };
        let to = (end(&last.value) - 1).to_string();
        let message = match kind {
            IdKind::User => say!("lint-t0062-users", last = to),
            IdKind::Group => say!("lint-t0062-groups", last = to),
        };
        found.push(LINT.finding(&last.origin, Means::Defect, message));
    }
    found
}
