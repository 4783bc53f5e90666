//! T0170: ambient capabilities that are not inheritable, which runtimes go on without.

use transom_model::Severity;

use super::{Checked, Lint, property};
use crate::language::say;
use crate::lint::{Change, Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0170",
    name: "idle-ambient",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "oci",
        before: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\n    \"user\": {\"uid\": 0, \"gid\": 0},\n    \"args\": [\"sh\"],\n    \"cwd\": \"/\",\n    \"capabilities\": {\n      \"bounding\": [\n        \"CAP_KILL\"\n      ],\n      \"permitted\": [\n        \"CAP_KILL\"\n      ],\n      \"ambient\": [\n        \"CAP_KILL\"\n      ]\n    }\n  },\n  \"root\": {\"path\": \"/srv/lab\"}\n}\n",
        line: 14,
        after: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\n    \"user\": {\"uid\": 0, \"gid\": 0},\n    \"args\": [\"sh\"],\n    \"cwd\": \"/\",\n    \"capabilities\": {\n      \"bounding\": [\n        \"CAP_KILL\"\n      ],\n      \"permitted\": [\n        \"CAP_KILL\"\n      ]\n    }\n  },\n  \"root\": {\"path\": \"/srv/lab\"}\n}\n",
    }],
};

const AMBIENT: &str = "process.capabilities.ambient";

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let set = |name: &str| -> Vec<&str> {
        let line = property(checked, &format!("process.capabilities.{name}"));
        line.map_or_else(Vec::new, |account| account.value.split_whitespace().collect())
    };
    let Some(account) = property(checked, AMBIENT) else {
        return Vec::new();
    };
    let (inheritable, permitted, all) = (set("inheritable"), set("permitted"), set("ambient"));
    let idle: Vec<&str> = all
        .iter()
        .copied()
        .filter(|name| !inheritable.contains(name) || !permitted.contains(name))
        .collect();
    if idle.is_empty() {
        return Vec::new();
    }
    let is_all = idle.len() == all.len();
    let finding = LINT.finding(&account.origin, Means::NoEffect, say!("lint-t0170-idle", names = idle));
    let changes = vec![Change::Unset { key: AMBIENT.to_owned() }];
    let fix = account
        .origin
        .line()
        .filter(|_| is_all)
        .map(|(file, _)| Fix { file, changes });
    vec![finding.fix(fix)]
}
