//! T0060: a map without root, so that nothing can be started as root inside.

use transom_model::{IdKind, Severity};

use super::{Checked, Lint, maps};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0060",
    name: "root-not-mapped",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.idmap = u 1000 1000 1\nlxc.idmap = g 1000 1000 1\n",
        line: 1,
        after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (kind, ranges) in maps(checked) {
        let is_asked = match kind {
            IdKind::User => checked.container().init.uid.is_some(),
            IdKind::Group => checked.container().init.gid.is_some(),
        };
        // A first process of another user needs no root; half a map is the reader's business.
        if let Some(first) = ranges.first().filter(|first| first.value.inside.0 > 0 && !is_asked) {
            let message = match kind {
                IdKind::User => say!("lint-t0060-user", first = first.value.inside.0.to_string()),
                IdKind::Group => say!("lint-t0060-group", first = first.value.inside.0.to_string()),
            };
            found.push(LINT.finding(&first.origin, Means::Defect, message));
        }
    }
    found
}
