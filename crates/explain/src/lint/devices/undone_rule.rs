//! T0009: device rules before a line that starts the list anew.

use transom_model::{Account, Effect, Severity};

use super::{Checked, Lint, is_allow, is_everything, is_rule};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0009",
    name: "undone-device-rule",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.allow = c 10:200 rwm\nlxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\n",
        line: 2,
        after: "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.allow = c 10:200 rwm\nlxc.mount.entry = /dev/net/tun dev/net/tun none bind 0 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let lines: Vec<&Account> = checked.raw().filter(|account| is_rule(account)).collect();
    let mut found = Vec::new();
    for (at, account) in lines.iter().enumerate() {
        let is_lost = matches!(account.effect, Effect::NoEffect(_)) && is_allow(account) && !is_everything(account);
        let reset = lines[at..]
            .iter()
            .find(|later| is_everything(later) && !is_allow(later) && generation(later) == generation(account));
        if let Some(reset) = reset.filter(|_| is_lost) {
            let message = say!("lint-t0009-undone", line = checked.sources.describe(&reset.origin));
            found.push(
                LINT.finding(&checked.value_origin(account), Means::Undone, message)
                    .other(&reset.origin),
            );
        }
    }
    found
}

/// The part of the key that tells cgroup v1 from v2: each has a list of its own.
fn generation(account: &Account) -> &str {
    account.key.rsplit_once('.').map_or("", |(list, _)| list)
}
