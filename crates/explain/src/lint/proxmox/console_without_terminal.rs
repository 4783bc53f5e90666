//! T0108: `pct console` has nothing to connect to.

use transom_model::Severity;

use super::{Checked, Lint, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0108",
    name: "console-without-terminal",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\ntty: 0\n",
            line: 3,
            after: "arch: amd64\ncmode: shell\nostype: debian\ntty: 0\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\ncmode: console\nconsole: 0\nostype: debian\n",
            line: 2,
            after: "arch: amd64\ncmode: console\nostype: debian\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_off = |key: &'static str| option(checked, key).filter(|account| account.value == "0");
    let mode = option(checked, "cmode");
    let is_raw = checked.lines_of("lxc.tty.max").next().is_some();
    let found = match mode.map_or("tty", |account| account.value.as_str()) {
        "tty" => is_off("tty").filter(|_| !is_raw).map(|tty| (tty, say!("lint-t0108-tty"))),
        "console" => is_off("console").and(mode).map(|mode| (mode, say!("lint-t0108-console"))),
        _ => None,
    };
    let finding = found.map(|(account, message)| LINT.finding(&account.origin, Means::Breaks, message));
    finding.into_iter().collect()
}
