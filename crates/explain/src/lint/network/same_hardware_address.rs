//! T0123: two interfaces on one bridge with one hardware address.

use transom_model::Severity;

use super::{Checked, Lint, with_earlier};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0123",
    name: "same-hardware-address",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp\nnet1: name=eth1,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp\nostype: debian\n",
        line: 3,
        after: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:01,ip=dhcp\nnet1: name=eth1,bridge=vmbr0,hwaddr=BC:24:11:00:00:02,ip=dhcp\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (earlier, later) in with_earlier(checked) {
        let link = |nic: &transom_model::Nic| nic.link.as_ref().map(|link| link.value.clone());
        let (Some(one), Some(other)) = (&earlier.mac, &later.mac) else {
            continue;
        };
        if one.value != other.value || link(earlier).is_none() || link(earlier) != link(later) {
            continue;
        }
        let message = say!(
            "lint-t0123-twice",
            line = checked.sources.describe(&one.origin),
            link = link(later)
        );
        found.push(LINT.finding(&other.origin, Means::Breaks, message).other(&one.origin));
    }
    found
}
