//! T0007: a rule opens a device whose node nothing brings into the container.

use transom_model::{Access, RuleEffect, Severity};

use super::{Checked, Lint, is_one_node, is_standard, known, node_line, number_of, raw_rules, source_of_node};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0007",
    name: "rule-without-node",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 10:232 rwm\n",
            line: 3,
            after: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 10:232 rwm\ndev0: /dev/kvm\n",
        },
        Example {
            release: "lxc",
            before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.cgroup2.devices.allow = c 10:200 rwm\n",
            line: 3,
            after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.mount.entry = /dev/net/tun dev/net/tun none bind,create=file 0 0\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, given) in raw_rules(checked) {
        let rule = &given.value;
        let is_opening = rule.effect == RuleEffect::Allow && (rule.access.read || rule.access.write);
        let is_usual = number_of(rule).is_some_and(|number| is_standard(rule.kind, number));
        let node = known(rule).map(|(_, node)| node).filter(|node| is_one_node(node));
        let Some(node) = node.filter(|node| is_opening && !is_usual && source_of_node(checked, node).is_none()) else {
            continue;
        };
        found.push(finding(checked, &checked.value_origin(account), &node));
    }
    found
}

fn finding(checked: &Checked<'_>, origin: &transom_model::Origin, node: &str) -> Finding {
    let number = crate::number_of(node);
    let can_make = number.is_some_and(|(kind, number)| {
        checked.is_privileged() && checked.container().device_filter.allows(kind, number, Access::MKNOD)
    });
    let message = match can_make {
        true => say!("lint-t0007-mknod", node = node),
        false => say!("lint-t0007-none", node = node),
    };
    let finding = LINT.finding(origin, Means::Needs, message);
    match node_line(checked, node) {
        Some(line) => finding.today(line),
        None => finding,
    }
}
