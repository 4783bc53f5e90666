//! T0005: a device rule that decides nothing, because others or the manager's own decide the same.

use transom_model::{Account, Effect, Severity};

use super::{Checked, Lint, is_rule, raw_rules};
use crate::filter;
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0005",
    name: "redundant-device-rule",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 188:* rwm\nlxc.cgroup2.devices.allow: c 188:0 rwm\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 188:* rwm\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let taken = checked
        .raw()
        .filter(|account| is_rule(account) && account.effect == Effect::Taken);
    taken
        .filter(|account| is_redundant(checked, account))
        .map(|account| finding(checked, account))
        .collect()
}

fn is_redundant(checked: &Checked<'_>, account: &Account) -> bool {
    let is_of_line = |origin: &transom_model::Origin| origin.line() == account.origin.line();
    let has_rule = raw_rules(checked).any(|(of, _)| of.origin == account.origin);
    has_rule && filter::is_redundant(&checked.container().device_filter, |given| is_of_line(&given.origin))
}

fn finding(checked: &Checked<'_>, account: &Account) -> Finding {
    let message = say!("lint-t0005-redundant", rule = account.value.as_str());
    let finding = LINT.finding(&checked.value_origin(account), Means::Redundant, message);
    match checked.is_lxd() {
        // A line of a text within YAML may be its only one.
        true => finding,
        false => finding.fix(Fix::delete(&account.origin)),
    }
}
