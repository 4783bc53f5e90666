//! T0011: `deny = a` with nothing allowed: LXC's list is empty then, and it filters nothing.

use transom_model::{Dialect, FilterPolicy, RuleEffect, Severity};

use super::{Checked, Lint, is_allow, is_everything};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0011",
    name: "filter-without-rules",
    level: Severity::Warning,
    takes_over: &["deny-all-devices"],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.cgroup2.devices.deny = a\n",
        line: 1,
        after: "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let container = checked.container();
    let filter = &container.device_filter;
    let is_allowing = filter.rules.iter().any(|given| given.value.effect == RuleEffect::Allow) || !container.rule_paths.is_empty();
    let line = checked.line_at(&filter.policy.origin);
    let line = line.filter(|line| is_everything(line) && !is_allow(line) && checked.dialect() == Dialect::Lxc);
    match line {
        Some(line) if !is_allowing && filter.policy.value == FilterPolicy::Deny => {
            let today = format!(
                "{}\n{}",
                checked.text(&line.origin),
                checked.lxc_line("lxc.cgroup2.devices.allow", "c 1:3 rwm")
            );
            vec![
                LINT.finding(&checked.value_origin(line), Means::NoEffect, say!("lint-t0011-open"))
                    .today(today),
            ]
        }
        _ => Vec::new(),
    }
}
