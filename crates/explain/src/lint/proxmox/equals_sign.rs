//! T0102: an option of Proxmox with `=` where a colon belongs; Proxmox drops the line.

use transom_dialects::Edit;
use transom_model::{Effect, Severity};

use super::{Checked, Lint, is_proxmox};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0102",
    name: "equals-sign",
    level: Severity::Error,
    takes_over: &["bad-line"],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nmemory = 1024\nostype: debian\n",
        line: 2,
        after: "arch: amd64\nmemory: 1024\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let wrong = checked
        .lines()
        .filter(|account| is_proxmox(checked) && account.effect == Effect::Wrong && account.key.is_empty());
    for account in wrong {
        let text = checked.text(&account.origin);
        let Some((key, value)) = text.split_once('=') else { continue };
        let (key, value) = (key.trim_end(), value.trim());
        if !is_option(key, value) {
            continue;
        }
        let new = format!("{key}: {value}");
        let finding = LINT.finding(&account.origin, Means::Lost, say!("lint-t0102-equals", key = key));
        let is_new = checked.lines_of(key).next().is_none();
        let fix = Fix::replace(&account.origin, &*new).filter(|_| is_new);
        found.push(finding.fix(fix).today(new));
    }
    found
}

/// Says whether Proxmox has an option of this name that takes the value.
fn is_option(key: &str, value: &str) -> bool {
    let edit = Edit::Set { key, value };
    let is_name = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name && transom_dialects::edit(transom_model::Dialect::Pve, "arch: amd64\n", &edit).is_ok()
}
