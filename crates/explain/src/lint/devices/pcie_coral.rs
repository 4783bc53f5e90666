//! T0029: the node of Coral's card for PCIe, in a file that passes the USB stick through.

use transom_model::{DeviceKind, Severity};

use super::named::named;
use super::{Checked, Lint, source_of_node};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0029",
    name: "coral-of-both-kinds",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /dev/apex_0 dev/apex_0 none bind,optional,create=file 0 0\nlxc.mount.entry = /dev/bus/usb dev/bus/usb none bind,optional,create=dir 0 0\n",
        line: 1,
        after: "lxc.mount.entry = /dev/bus/usb dev/bus/usb none bind,optional,create=dir 0 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let has_usb = named(checked)
        .iter()
        .any(|one| one.is_one_of(&[(DeviceKind::Char, 189, None)]));
    let card = source_of_node(checked, "/dev/apex_0").filter(|_| has_usb);
    card.map(|origin| LINT.finding(origin, Means::NoEffect, say!("lint-t0029-both")))
        .into_iter()
        .collect()
}
