//! T0065: raw lines with a map in a file of Proxmox that does not call the container unprivileged.

use transom_model::{Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0065",
    name: "map-without-unprivileged",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.idmap: u 0 100000 65536\nlxc.idmap: g 0 100000 65536\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.idmap: u 0 100000 65536\nlxc.idmap: g 0 100000 65536\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_called = checked.lines_of("unprivileged").any(|line| line.value.trim() == "1");
    if checked.dialect() != Dialect::Pve || is_called {
        return Vec::new();
    }
    let first = checked.lines_of("lxc.idmap").find(|line| !line.value.is_empty());
    let found = first.map(|line| {
        LINT.finding(&checked.key_origin(line), Means::Needs, say!("lint-t0065-raw"))
            .today("unprivileged: 1")
    });
    found.into_iter().collect()
}
