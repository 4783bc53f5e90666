//! T0146: two kinds of policies for system calls, of which LXD and Incus take only one.

use transom_model::{Account, Severity};

use super::{Checked, Lint, config, is_true};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0146",
    name: "clashing-syscalls",
    level: Severity::Error,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxd",
        before: "config:\n  security.syscalls.allow: |\n    read\n  security.syscalls.deny: |\n    keyctl\n",
        line: 4,
        after: "config:\n  security.syscalls.deny: |\n    keyctl\n",
    }],
};

/// Keys that a list of what is allowed excludes; those that are switches only when on.
const DENY: [(&str, bool); 3] = [
    ("security.syscalls.deny", false),
    ("security.syscalls.deny_default", true),
    ("security.syscalls.deny_compat", true),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let given = |key: &str, is_switch: bool| config(checked, key).filter(|account| !is_switch || is_true(&account.value));
    let deny = || DENY.into_iter().filter_map(|(key, is_switch)| given(key, is_switch));
    let raw = config(checked, "raw.seccomp");
    let allow = config(checked, "security.syscalls.allow");
    let by_raw = raw
        .into_iter()
        .flat_map(|raw| allow.into_iter().chain(deny()).map(move |other| (raw, other)));
    let by_allow = allow.into_iter().flat_map(|allow| deny().map(move |other| (allow, other)));
    by_raw
        .chain(by_allow)
        .map(|(one, other)| finding(checked, one, other))
        .collect()
}

fn finding(checked: &Checked<'_>, one: &Account, other: &Account) -> Finding {
    let message = say!(
        "lint-t0146-clash",
        manager = checked.dialect().title(),
        key = one.key.as_str(),
        line = checked.sources.describe(&one.origin)
    );
    LINT.finding(&other.origin, Means::Refused, message).other(&one.origin)
}
