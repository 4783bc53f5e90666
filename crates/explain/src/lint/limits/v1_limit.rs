//! T0131: limits by their keys of cgroup v1, which hosts of today pass over or refuse.

use transom_model::{Account, Dialect, Effect, Severity};

use super::{Checked, Lint, on_v2, weight};
use crate::language::{Message, say};
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0131",
    name: "v1-limit",
    level: Severity::Warning,
    takes_over: &["cgroup-v1-key"],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.uts.name = lab\nlxc.cgroup.memory.limit_in_bytes = 1G\n",
            line: 2,
            after: "lxc.uts.name = lab\nlxc.cgroup2.memory.max = 1G\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nlxc.cgroup.pids.max: 2000\n",
            line: 3,
            after: "arch: amd64\nostype: debian\nlxc.cgroup2.pids.max: 2000\n",
        },
    ],
};

const V1: &str = "lxc.cgroup.";

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let lines = checked.raw().filter(|account| {
        let file = account.key.strip_prefix(V1);
        let is_limit = file.is_some_and(|file| !file.starts_with("devices.") && !file.starts_with("dir") && file != "relative");
        is_limit && !account.value.is_empty() && matches!(account.effect, Effect::Taken)
    });
    lines.filter_map(|account| finding(checked, account)).collect()
}

fn finding(checked: &Checked<'_>, account: &Account) -> Option<Finding> {
    let (means, message) = verdict(checked)?;
    let finding = LINT.finding(&checked.key_origin(account), means, message);
    let file = account.key.strip_prefix(V1)?;
    if let Some(weight) = weight(&account.value).filter(|_| file == "cpu.shares") {
        return Some(finding.today(checked.lxc_line("lxc.cgroup2.cpu.weight", &weight.to_string())));
    }
    let Some((new, value)) = on_v2(file, &account.value) else {
        return Some(finding);
    };
    let key = format!("lxc.cgroup2.{new}");
    if checked.lines_of(&key).next().is_some() {
        return Some(finding);
    }
    let text = checked
        .with_part(account, &account.value, &value)
        .replacen(&account.key, &key, 1);
    Some(finding.fix(Fix::replace(&account.origin, &*text)).today(text))
}

/// What the key comes to under the version that the file is read as; nothing where it works.
fn verdict(checked: &Checked<'_>) -> Option<(Means, Message)> {
    let refused = |who: &str| Some((Means::Refused, say!("lint-t0131-refused", who = who)));
    match checked.dialect() {
        Dialect::Pve if !checked.is_since(7, 0) => None,
        Dialect::Pve if checked.is_since(9, 2) => refused("Proxmox VE 9.2 (LXC 7)"),
        Dialect::Lxc if !checked.is_since(3, 0) => None,
        Dialect::Lxc if checked.is_since(7, 0) => refused("LXC 7"),
        Dialect::Lxd if checked.is_since(6, 8) => refused("LXD 6.8 (LXC 7)"),
        Dialect::Incus if checked.is_since(7, 0) => refused("Incus 7 (LXC 7)"),
        _ => Some((Means::NoEffect, say!("lint-t0131-ignored"))),
    }
}
