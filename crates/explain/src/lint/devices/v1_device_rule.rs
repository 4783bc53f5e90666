//! T0002: device rules by their key of cgroup v1, which hosts of today pass over or refuse.

use transom_model::{Account, Dialect, Severity};

use super::{Checked, Lint, is_allow, is_rule};
use crate::language::{Message, say};
use crate::lint::{Change, Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0002",
    name: "v1-device-rule",
    level: Severity::Warning,
    takes_over: &["cgroup-v1-key"],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nlxc.cgroup.devices.allow: c 10:232 rwm\ndev0: /dev/kvm\n",
            line: 3,
            after: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: c 10:232 rwm\ndev0: /dev/kvm\n",
        },
        Example {
            release: "lxc",
            before: "lxc.cgroup.devices.deny = a\nlxc.cgroup.devices.allow = c 1:3 rwm\n",
            line: 2,
            after: "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let (old, new): (Vec<&Account>, Vec<&Account>) = checked
        .raw()
        .filter(|account| is_rule(account))
        .partition(|account| account.key.starts_with("lxc.cgroup."));
    // A file with a list of each keeps the old one for old hosts; joined, they would be another list.
    let is_only = new.is_empty();
    let file = |account: &Account| account.origin.line().map(|(file, _)| file);
    let fix_of = |of: &Account| {
        let lines = old.iter().filter(|account| file(account) == file(of));
        let changes = lines.filter_map(|account| {
            let (_, line) = account.origin.line()?;
            let text = renamed(checked, account);
            Some(Change::Replace { line, text })
        });
        Some(Fix {
            file: file(of)?,
            changes: changes.collect(),
        })
    };
    let found = old.iter().filter_map(|account| {
        let fix = is_only.then(|| fix_of(account)).flatten();
        Some(finding(checked, account)?.fix(fix))
    });
    found.collect()
}

fn renamed(checked: &Checked<'_>, account: &Account) -> String {
    checked.with_key(account, &account.key.replacen("lxc.cgroup.", "lxc.cgroup2.", 1))
}

fn finding(checked: &Checked<'_>, account: &Account) -> Option<Finding> {
    let (means, message) = verdict(checked, is_allow(account))?;
    let finding = LINT.finding(&checked.key_origin(account), means, message);
    Some(finding.today(renamed(checked, account)))
}

/// What the key comes to under the version that the file is read as; nothing where it works.
fn verdict(checked: &Checked<'_>, is_allow: bool) -> Option<(Means, Message)> {
    let what = if is_allow {
        say!("lint-t0002-stays-closed")
    } else {
        say!("lint-t0002-stays-open")
    };
    let ignored = |what| Some((Means::NoEffect, say!("lint-t0002-ignored", what = what)));
    let refused = |who| Some((Means::Refused, say!("lint-t0002-refused", who = who)));
    match checked.dialect() {
        Dialect::Pve if !checked.is_since(7, 0) => None,
        Dialect::Pve if checked.is_since(9, 2) => refused("Proxmox VE 9.2 (LXC 7)"),
        Dialect::Lxc if !checked.is_since(3, 0) => None,
        Dialect::Lxc if checked.is_since(7, 0) => refused("LXC 7"),
        Dialect::Lxd if checked.is_since(6, 8) => refused("LXD 6.8 (LXC 7)"),
        Dialect::Incus if checked.is_since(7, 0) => refused("Incus 7 (LXC 7)"),
        _ => ignored(what),
    }
}
