//! T0180: an order or a delay for a start with the host that no line asks for.

use transom_model::{Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0180",
    name: "start-order-alone",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.rootfs.path = dir:/srv/lab\nlxc.net.0.type = empty\nlxc.start.order = 5\n",
        line: 3,
        after: "lxc.rootfs.path = dir:/srv/lab\nlxc.net.0.type = empty\nlxc.start.auto = 1\nlxc.start.order = 5\n",
    }],
};

const KEYS: [&str; 2] = ["lxc.start.delay", "lxc.start.order"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // A file without a root is a part of others.
    let is_whole = checked.dialect() == Dialect::Lxc && checked.container().root.is_some() && !checked.reading.has_errors();
    let auto = checked.lines_of("lxc.start.auto").last();
    if !is_whole || auto.is_some_and(|account| account.value == "1") {
        return Vec::new();
    }
    let lines = checked
        .raw()
        .filter(|account| KEYS.contains(&account.key.as_str()) && !["", "0"].contains(&account.value.as_str()));
    lines
        .map(|account| LINT.finding(&account.origin, Means::NoEffect, say!("lint-t0180-alone")))
        .collect()
}
