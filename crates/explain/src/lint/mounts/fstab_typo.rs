//! T0040: the two numbers at the end of a mount line, written as if they were a list.

use transom_model::Severity;

use super::{Checked, Lint, entries};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0040",
    name: "mount-numbers",
    level: Severity::Warning,
    takes_over: &["mount-rest"],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /dev/apex_0 dev/apex_0 none bind,optional,create=file 0, 0\n",
        line: 1,
        after: "lxc.mount.entry = /dev/apex_0 dev/apex_0 none bind,optional,create=file 0 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, fields) in entries(checked) {
        let rest = fields.get(4..).unwrap_or_default();
        let is_list = rest.len() <= 2 && rest.iter().any(|field| field.contains(','));
        let is_number = |field: &&str| field.trim_matches(',').bytes().all(|byte| byte.is_ascii_digit());
        if !is_list || !rest.iter().all(is_number) {
            continue;
        }
        // As it stands, blanks and all.
        let start = account.value.find(fields[3]).map_or(0, |at| at + fields[3].len());
        let written = account.value[start..].trim();
        let new = checked.with_part(account, written, "0 0");
        let finding = LINT.finding(
            &checked.part_origin(account, written),
            Means::Partly,
            say!("lint-t0040-typo", text = written),
        );
        found.push(finding.fix(Fix::replace(&account.origin, &*new)).today(new));
    }
    found
}
