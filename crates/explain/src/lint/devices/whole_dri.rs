//! T0016: the host's folder of graphics nodes, bound as it is into a container whose ids are others.

use std::path::Path;

use transom_model::{Dialect, Severity};

use super::{Checked, Lint, free_key};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0016",
    name: "whole-dri",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.mount.entry: /dev/dri dev/dri none bind,optional,create=dir\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/dri/renderD128,gid=104\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mounts = checked.container().mounts.iter();
    let whole = mounts.filter(|given| given.value.bind().is_some() && Path::new(&given.value.source) == Path::new("/dev/dri"));
    whole
        .map(|given| {
            let finding = match checked.is_privileged() {
                true => LINT
                    .finding(&given.origin, Means::Risk, say!("lint-t0016-privileged"))
                    .level(Severity::Note),
                false => LINT.finding(&given.origin, Means::Needs, say!("lint-t0016-nobody")),
            };
            match checked.dialect() {
                Dialect::Pve if checked.is_since(8, 1) => {
                    finding.today(format!("{}: /dev/dri/renderD128,gid=…", free_key(checked, "dev")))
                }
                _ => finding,
            }
        })
        .collect()
}
