//! T0072: an empty `lxc.cap.drop`, or a `keep`, that gives capabilities over the host's kernel back.

use transom_model::{Account, Capabilities, Severity};

use super::{Checked, Lint, OF_THE_HOST, emptied_drop};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0072",
    name: "capabilities-of-the-host",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nlxc.cap.drop:\n",
            line: 3,
            after: "arch: amd64\nostype: debian\n",
        },
        Example {
            release: "lxc",
            before: "lxc.cap.keep = sys_module net_admin\n",
            line: 1,
            after: "lxc.cap.keep = net_admin\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = emptied_drop(checked).map(|line| of_drop(checked, line)).into_iter().collect();
    if let (true, Capabilities::Keep(kept)) = (checked.is_privileged(), &checked.container().capabilities) {
        let own = kept
            .iter()
            .filter(|name| checked.line_at(&name.origin).is_some_and(|line| line.key == "lxc.cap.keep"));
        let host = own.filter(|name| OF_THE_HOST.contains(&name.value.as_str()));
        found.extend(host.map(|name| {
            let message = say!("lint-t0072-kept", name = name.value.as_str());
            LINT.finding(&name.origin, Means::Risk, message)
        }));
    }
    found
}

fn of_drop(checked: &Checked<'_>, line: &Account) -> Finding {
    let names: Vec<String> = OF_THE_HOST.iter().map(|name| (*name).to_owned()).collect();
    match checked.is_privileged() {
        true => LINT.finding(&line.origin, Means::Risk, say!("lint-t0072-emptied", names = names)),
        false => LINT
            .finding(&line.origin, Means::NoEffect, say!("lint-t0072-unprivileged"))
            .level(Severity::Note),
    }
}
