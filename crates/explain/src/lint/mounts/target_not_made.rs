//! T0043: a node bound into a fresh /dev, where nothing stands to mount it on.

use transom_model::{Account, Dialect, Severity};

use super::{Checked, Lint, entries, with_options};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0043",
    name: "target-not-made",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /dev/kvm dev/kvm none bind 0 0\n",
        line: 1,
        after: "lxc.mount.entry = /dev/kvm dev/kvm none bind,create=file 0 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let has_fresh_dev = checked.container().is_dev_fresh.as_ref().is_none_or(|given| given.value);
    if !has_fresh_dev || !matches!(checked.dialect(), Dialect::Lxc | Dialect::Pve) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (account, fields) in entries(checked) {
        if let [source, target, _, options, ..] = fields[..]
            && is_missing(checked, source, target, options)
        {
            found.push(finding(checked, account, options));
        }
    }
    found
}

/// Says whether nothing makes the target of a bind of one node: no option, and no other mount above it.
fn is_missing(checked: &Checked<'_>, source: &str, target: &str, options: &str) -> bool {
    let mut words = options.split(',');
    let is_bind = words.clone().any(|option| matches!(option, "bind" | "rbind"));
    let is_made = words.any(|option| option.starts_with("create=") || option == "relative");
    let is_node = crate::number_of(source).is_some() && target.starts_with("dev/");
    let is_usual = [
        "dev/null",
        "dev/zero",
        "dev/full",
        "dev/random",
        "dev/urandom",
        "dev/tty",
        "dev/console",
        "dev/ptmx",
    ]
    .contains(&target);
    let mounts = checked.container().mounts.iter();
    let is_below = mounts.filter(|given| given.value.target.as_os_str() != target).any(|given| {
        let above = &given.value.target;
        above.as_os_str().len() > 3 && std::path::Path::new(target).starts_with(above)
    });
    is_bind && is_node && !is_made && !is_usual && !is_below
}

fn finding(checked: &Checked<'_>, account: &Account, options: &str) -> Finding {
    let words: Vec<&str> = options.split(',').collect();
    let message = match words.contains(&"optional") {
        true => say!("lint-t0043-left-out"),
        false => say!("lint-t0043-fails"),
    };
    let new = with_options(checked, account, options, &[&words[..], &["create=file"]].concat());
    let finding = LINT.finding(&checked.part_origin(account, options), Means::Needs, message);
    finding.fix(Fix::replace(&account.origin, &*new)).today(new)
}
