//! T0041: owner and mode given to a bind, which has none of its own.

use transom_model::{Account, Severity};

use super::{Checked, Lint, entries, with_options};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0041",
    name: "owner-of-a-bind",
    level: Severity::Warning,
    takes_over: &["mount-option-ignored"],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file,rw,uid=165536,gid=165536 0 0\n",
        line: 1,
        after: "lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file,rw 0 0\n",
    }],
};

const OWNERS: [&str; 6] = ["uid=", "gid=", "mode=", "umask=", "dmask=", "fmask="];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, fields) in entries(checked) {
        let Some(options) = fields.get(3) else { continue };
        let is_owner = |option: &&str| OWNERS.iter().any(|start| option.starts_with(start));
        let (idle, kept): (Vec<&str>, Vec<&str>) = options.split(',').partition(is_owner);
        let is_bind = kept.iter().any(|option| matches!(*option, "bind" | "rbind"));
        if is_bind && !idle.is_empty() {
            found.push(finding(checked, account, options, (&idle, &kept)));
        }
    }
    found
}

fn finding(checked: &Checked<'_>, account: &Account, options: &str, (idle, kept): (&[&str], &[&str])) -> Finding {
    let message = say!(
        "lint-t0041-idle",
        options = idle.iter().map(|option| (*option).to_owned()).collect::<Vec<_>>()
    );
    let new = with_options(checked, account, options, kept);
    let finding = LINT.finding(&checked.part_origin(account, idle[0]), Means::Partly, message);
    finding.fix(Fix::replace(&account.origin, &*new)).today(new)
}
