//! T0174: a device rule before the one that closes everything.

use transom_model::{Account, FilterPolicy, Severity};

use super::{Checked, Lint, property};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0174",
    name: "rule-before-deny-all",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "oci",
        before: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\"args\": [\"sh\"], \"cwd\": \"/\"},\n  \"root\": {\"path\": \"/srv/lab\"},\n  \"linux\": {\n    \"resources\": {\n      \"devices\": [\n        {\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 200, \"access\": \"rw\"},\n        {\"allow\": false, \"access\": \"rwm\"}\n      ]\n    }\n  }\n}\n",
        line: 8,
        after: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\"args\": [\"sh\"], \"cwd\": \"/\"},\n  \"root\": {\"path\": \"/srv/lab\"},\n  \"linux\": {\n    \"resources\": {\n      \"devices\": [\n        {\"allow\": false, \"access\": \"rwm\"},\n        {\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 200, \"access\": \"rw\"}\n      ]\n    }\n  }\n}\n",
    }],
};

const RULES: &str = "linux.resources.devices[";

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let policy = &checked.container().device_filter.policy;
    let Some(closed) = policy.origin.line().filter(|_| policy.value == FilterPolicy::Deny) else {
        return Vec::new();
    };
    let is_rule = |account: &&Account| account.key.starts_with(RULES) && account.key.ends_with(']');
    let before = checked
        .lines()
        .filter(|account| is_rule(account) && account.origin.line() < Some(closed) && is_allowing(checked, account));
    before
        .map(|account| {
            let message = say!("lint-t0174-undone", line = checked.sources.describe(&policy.origin));
            LINT.finding(&account.origin, Means::Undone, message).other(&policy.origin)
        })
        .collect()
}

/// Says whether a rule allows something; one that stands on a line as a whole has no lines for its parts.
fn is_allowing(checked: &Checked<'_>, rule: &Account) -> bool {
    match property(checked, &format!("{}.allow", rule.key)) {
        Some(part) => part.value == "true",
        None => checked.text(&rule.origin).replace(' ', "").contains("\"allow\":true"),
    }
}
