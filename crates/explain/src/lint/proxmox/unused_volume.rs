//! T0107: a volume that no mount point has any more and that still takes its room.

use transom_model::{Account, Severity};

use super::{Checked, Lint, is_proxmox};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0107",
    name: "unused-volume",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunused0: local-lvm:vm-102-disk-9\n",
        line: 3,
        after: "arch: amd64\nmp0: local-lvm:vm-102-disk-9,mp=/data,backup=1\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_unused =
        |account: &&Account| is_proxmox(checked) && account.explanation == "unused-volume" && account.value.contains(':');
    let lines = checked.lines().filter(is_unused);
    lines
        .map(|account| {
            let message = say!("lint-t0107-unused", volume = account.value.as_str());
            LINT.finding(&account.origin, Means::NoEffect, message)
        })
        .collect()
}
