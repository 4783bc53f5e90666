//! T0033: one node that two lines bring: a node of the container's own, and the host's over it.

use std::path::Path;

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0033",
    name: "node-twice",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/kvm,gid=104\nlxc.mount.entry: /dev/kvm dev/kvm none bind,create=file 0 0\n",
        line: 5,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/kvm,gid=104\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let container = checked.container();
    let mut found = Vec::new();
    for given in container.mounts.iter().filter(|given| given.value.bind().is_some()) {
        let target = Path::new("/").join(&given.value.target);
        let own = container.devices.iter().find(|device| device.value.target == target);
        if let Some(own) = own {
            let line = checked.sources.describe(&own.origin);
            let message = say!("lint-t0033-twice", node = target.to_string_lossy().into_owned(), line = line);
            found.push(LINT.finding(&given.origin, Means::Redundant, message).other(&own.origin));
        }
    }
    found
}
