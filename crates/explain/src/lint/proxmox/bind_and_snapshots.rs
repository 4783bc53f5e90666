//! T0110: a mount point that binds a folder of the host keeps Proxmox from taking snapshots.

use transom_model::Severity;

use super::{Checked, Lint, mount_points, source};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0110",
    name: "bind-and-snapshots",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nmp0: /srv/media,mp=/media\nostype: debian\n",
        line: 2,
        after: "arch: amd64\nostype: debian\nlxc.mount.entry: /srv/media media none rbind,create=dir 0 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let binds = mount_points(checked).filter(|account| source(account).starts_with('/'));
    let first = binds.take(1);
    first
        .map(|account| {
            let message = say!("lint-t0110-bind", key = account.key.as_str());
            LINT.finding(&account.origin, Means::Breaks, message)
        })
        .collect()
}
