//! T0061: ids between two ranges that nothing maps.

use transom_model::{Given, IdKind, IdRange, Severity};

use super::{Checked, Lint, end, maps};
use crate::language::{Message, say};
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0061",
    name: "gap-in-map",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.idmap = u 0 100000 1000\nlxc.idmap = u 1001 101001 64535\nlxc.idmap = g 0 100000 65536\n",
        line: 2,
        after: "lxc.idmap = u 0 100000 1000\nlxc.idmap = u 1000 1000 1\nlxc.idmap = u 1001 101001 64535\nlxc.idmap = g 0 100000 65536\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (kind, ranges) in maps(checked) {
        for pair in ranges.windows(2) {
            let (from, to) = (end(&pair[0].value), u64::from(pair[1].value.inside.0));
            // What lies above 65535 is made for other things, such as containers within.
            if from < to && from < 65_536 {
                found.push(finding(kind, pair, (from, to - 1)));
            }
        }
    }
    found
}

fn finding(kind: IdKind, pair: &[&Given<IdRange>], gap: (u64, u64)) -> Finding {
    LINT.finding(&pair[1].origin, Means::Defect, message(kind, gap))
        .other(&pair[0].origin)
}

fn message(kind: IdKind, (from, to): (u64, u64)) -> Message {
    let ids = match from == to {
        true => from.to_string(),
        false => format!("{from}-{to}"),
    };
    let count = to - from + 1;
    match kind {
        IdKind::User => say!("lint-t0061-users", ids = ids, count = count),
        IdKind::Group => say!("lint-t0061-groups", ids = ids, count = count),
    }
}
