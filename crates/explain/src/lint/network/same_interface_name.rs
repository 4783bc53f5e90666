//! T0122: two interfaces of one name, inside or on the host.

use transom_model::{Given, Severity};

use super::{Checked, Lint, with_earlier};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0122",
    name: "same-interface-name",
    level: Severity::Error,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=dhcp\nnet1: name=eth0,bridge=vmbr1,ip=dhcp\nostype: debian\n",
        line: 3,
        after: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=dhcp\nnet1: name=eth1,bridge=vmbr1,ip=dhcp\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (earlier, later) in with_earlier(checked) {
        for (one, other) in [(&earlier.name, &later.name), (&earlier.host_name, &later.host_name)] {
            found.extend(clash(checked, one.as_ref(), other.as_ref()));
        }
    }
    found
}

fn clash(checked: &Checked<'_>, one: Option<&Given<String>>, other: Option<&Given<String>>) -> Option<Finding> {
    let (one, other) = (one?, other?);
    let is_line = one.origin.line().is_some() && other.origin.line().is_some();
    // A pattern is a name of its own for each.
    if !is_line || one.value != other.value || one.value.contains('%') {
        return None;
    }
    let message = say!(
        "lint-t0122-twice",
        name = other.value.as_str(),
        line = checked.sources.describe(&one.origin)
    );
    Some(LINT.finding(&other.origin, Means::Breaks, message).other(&one.origin))
}
