//! T0090: a number with a nought before it, which LXC reads by eights.

use transom_model::Severity;

use super::{Checked, Lint, said};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0090",
    name: "octal-number",
    level: Severity::Warning,
    takes_over: &["octal-number"],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.tty.max = 010\n",
        line: 1,
        after: "lxc.tty.max = 8\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, diagnostic) in said(checked, "octal-number") {
        let digits = account.value.as_str();
        let Ok(number) = u32::from_str_radix(digits, 8) else {
            continue;
        };
        let line = checked.with_part(account, digits, &number.to_string());
        let message = say!("lint-t0090-octal", written = digits, number = number.to_string());
        let finding = LINT.finding(&diagnostic.origin, Means::Defect, message);
        found.push(finding.fix(Fix::replace(&account.origin, &*line)).today(line));
    }
    found
}
