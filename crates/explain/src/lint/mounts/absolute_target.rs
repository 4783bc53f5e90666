//! T0042: a target with a leading slash, which LXC takes for a path of the host and passes over.

use transom_model::{Account, Severity};

use super::{Checked, Lint, entries};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0042",
    name: "absolute-target",
    level: Severity::Warning,
    takes_over: &["absolute-mount-target"],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.rootfs.path = dir:/srv/lab\nlxc.mount.entry = /dev/net/tun /dev/net/tun none bind,create=file 0 0\n",
        line: 2,
        after: "lxc.rootfs.path = dir:/srv/lab\nlxc.mount.entry = /dev/net/tun dev/net/tun none bind,create=file 0 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // The reader knows which targets lie below the root, by all the names that it has.
    let is_said = |account: &Account| {
        let mut said = checked.reading.diagnostics.iter();
        said.any(|found| found.code == "absolute-mount-target" && found.origin.line() == account.origin.line())
    };
    let found = entries(checked).filter(|(account, _)| is_said(account));
    found
        .filter_map(|(account, fields)| finding(checked, account, fields.get(1)?))
        .collect()
}

fn finding(checked: &Checked<'_>, account: &Account, target: &str) -> Option<Finding> {
    let (before, after) = account.value.split_once(target)?;
    // The source may be called the same.
    let (before, after) = match before.trim().is_empty() {
        true => {
            let (skipped, rest) = after.split_once(target)?;
            (format!("{before}{target}{skipped}"), rest)
        }
        false => (before.to_owned(), after),
    };
    let new = target.trim_start_matches('/');
    let line = checked.with_part(account, &account.value, &format!("{before}{new}{after}"));
    let finding = LINT.finding(
        &checked.value_origin(account),
        Means::NoEffect,
        say!("lint-t0042-ignored", target = target),
    );
    // Others may be paths of the host that were meant to be the root's.
    let is_inside = account.value.starts_with(target) || target.starts_with("/dev/");
    Some(match is_inside {
        true => finding.fix(Fix::replace(&account.origin, &*line)).today(line),
        false => finding,
    })
}
