//! T0127: a macvlan interface that reaches neither the host nor its own kind, because no line says how it is to behave.

use transom_model::{Effect, InterfaceKind, Severity};

use super::{Checked, Lint, nics};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0127",
    name: "private-macvlan",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.net.0.type = macvlan\nlxc.net.0.link = eno1\nlxc.net.0.flags = up\n",
        line: 1,
        after: "lxc.net.0.type = macvlan\nlxc.net.0.macvlan.mode = bridge\nlxc.net.0.link = eno1\nlxc.net.0.flags = up\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let has_mode = |nic: &str| {
        let is_mode = |key: &str| key.ends_with("macvlan.mode") && (key.starts_with(nic) || key.starts_with("lxc.network."));
        checked
            .raw()
            .any(|account| is_mode(&account.key) && !matches!(account.effect, Effect::NoEffect(_) | Effect::Wrong))
    };
    let silent = nics(checked).iter().map(|nic| &nic.value).filter(|nic| {
        let is_lxc = nic.key.starts_with("lxc.");
        is_lxc && nic.kind.value == InterfaceKind::Macvlan && !has_mode(&nic.key)
    });
    silent
        .map(|nic| {
            let today = checked.lxc_line(&format!("{}.macvlan.mode", nic.key), "bridge");
            LINT.finding(&nic.kind.origin, Means::Narrows, say!("lint-t0127-private"))
                .today(today)
        })
        .collect()
}
