//! T0004: an allow rule in an unprivileged container of Proxmox, where every device is allowed and file permissions decide.

use transom_model::{Account, Dialect, RuleEffect, Severity};

use super::{Checked, Lint, is_allow, is_one_node, known, node_line, raw_rules, source_of_node};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0004",
    name: "rule-of-open-list",
    level: Severity::Warning,
    takes_over: &["rule-without-effect-there"],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.cgroup2.devices.allow: c 10:200 rwm\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/net/tun\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if checked.dialect() != Dialect::Pve || checked.is_privileged() {
        return Vec::new();
    }
    let is_new = |account: &&Account| is_allow(account) && account.key.starts_with("lxc.cgroup2.") && !account.value.is_empty();
    checked
        .raw()
        .filter(is_new)
        .map(|account| finding(checked, account))
        .collect()
}

fn finding(checked: &Checked<'_>, account: &Account) -> Finding {
    let finding = LINT.finding(&checked.key_origin(account), Means::NoEffect, say!("lint-t0004-open"));
    let node = node_of(checked, account).filter(|node| source_of_node(checked, node).is_none());
    match node.and_then(|node| node_line(checked, &node)) {
        Some(line) => finding.today(line),
        None => finding,
    }
}

fn node_of(checked: &Checked<'_>, account: &Account) -> Option<String> {
    let mut rules = raw_rules(checked).filter(|(of, given)| of.origin == account.origin && given.value.effect == RuleEffect::Allow);
    let (_, node) = known(&rules.next()?.1.value)?;
    is_one_node(&node).then_some(node)
}
