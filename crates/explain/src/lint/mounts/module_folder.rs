//! T0049: the host's kernel modules, shown to a container that can never load one.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0049",
    name: "module-folder",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.mount.entry = /lib/modules lib/modules none bind,ro,create=dir 0 0\n",
        line: 3,
        after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if checked.is_privileged() {
        return Vec::new();
    }
    let mounts = checked.container().mounts.iter().filter(|given| given.value.bind().is_some());
    let modules = mounts.filter(|given| {
        let source = given.value.source.trim_end_matches('/');
        source.starts_with("/lib/modules") || source.starts_with("/usr/lib/modules")
    });
    modules
        .map(|given| LINT.finding(&given.origin, Means::NoEffect, say!("lint-t0049-useless")))
        .collect()
}
