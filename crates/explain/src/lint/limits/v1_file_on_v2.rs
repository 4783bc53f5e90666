//! T0132: a file of cgroup v1 below `lxc.cgroup2`, as a search and replace leaves it.

use transom_model::{Account, Severity};

use super::{Checked, Lint, on_v2, weight};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0132",
    name: "v1-file-on-v2",
    level: Severity::Error,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.cgroup2.memory.limit_in_bytes = 1G\n",
            line: 1,
            after: "lxc.cgroup2.memory.max = 1G\n",
        },
        Example {
            release: "lxc",
            before: "lxc.cgroup2.cpu.shares = 1024\n",
            line: 1,
            after: "lxc.cgroup2.cpu.weight = 39\n",
        },
    ],
};

const V2: &str = "lxc.cgroup2.";

/// Files that only cgroup v1 has; a dot at the end stands for all that begin so.
const ONLY_V1: [&str; 17] = [
    "memory.limit_in_bytes",
    "memory.soft_limit_in_bytes",
    "memory.memsw.",
    "memory.kmem.",
    "memory.swappiness",
    "memory.oom_control",
    "memory.use_hierarchy",
    "cpu.shares",
    "cpu.cfs_quota_us",
    "cpu.cfs_period_us",
    "cpu.rt_runtime_us",
    "cpu.rt_period_us",
    "cpuacct.",
    "blkio.",
    "net_cls.",
    "net_prio.",
    "freezer.",
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let lines = checked.raw().filter(|account| {
        let file = account.key.strip_prefix(V2).unwrap_or_default();
        let is_one = |known: &str| file == known || (known.ends_with('.') && file.starts_with(known));
        !account.value.is_empty() && ONLY_V1.iter().any(|known| is_one(known))
    });
    lines.map(|account| finding(checked, account)).collect()
}

fn finding(checked: &Checked<'_>, account: &Account) -> Finding {
    let file = account.key.strip_prefix(V2).unwrap_or_default();
    let finding = LINT.finding(
        &checked.key_origin(account),
        Means::Breaks,
        say!("lint-t0132-no-file", file = file),
    );
    if let Some(weight) = weight(&account.value).filter(|_| file == "cpu.shares") {
        return finding.today(checked.lxc_line("lxc.cgroup2.cpu.weight", &weight.to_string()));
    }
    let Some((new, value)) = on_v2(file, &account.value) else {
        return finding;
    };
    let key = format!("{V2}{new}");
    if checked.lines_of(&key).next().is_some() {
        return finding;
    }
    let text = checked
        .with_part(account, &account.value, &value)
        .replacen(&account.key, &key, 1);
    finding.fix(Fix::replace(&account.origin, &*text)).today(text)
}
