//! T0080: additions to a profile of AppArmor that is not generated, and so has no place for them.

use transom_model::{Account, Dialect, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0080",
    name: "apparmor-addition-lost",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.apparmor.profile = unconfined\nlxc.apparmor.allow_nesting = 1\n",
        line: 2,
        after: "lxc.apparmor.profile = generated\nlxc.apparmor.allow_nesting = 1\n",
    }],
};

const ADDITIONS: [&str; 2] = ["lxc.apparmor.allow_nesting", "lxc.apparmor.raw"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // Without a line an include or the system's default may say `generated`.
    let Some(profile) = checked
        .lines_of("lxc.apparmor.profile")
        .filter(|line| !line.value.is_empty())
        .last()
    else {
        return Vec::new();
    };
    let is_generated = profile.value.trim_matches('"') == "generated";
    let is_on = |line: &&Account| ADDITIONS.contains(&line.key.as_str()) && !matches!(line.value.as_str(), "" | "0");
    if is_generated || !matches!(checked.dialect(), Dialect::Lxc | Dialect::Pve) {
        return Vec::new();
    }
    let place = checked.sources.describe(&profile.origin);
    let lost = checked.raw().filter(is_on);
    lost.map(|line| {
        let message = say!("lint-t0080-lost", line = &place, profile = profile.value.as_str());
        LINT.finding(&checked.key_origin(line), Means::NoEffect, message)
            .other(&profile.origin)
    })
    .collect()
}
