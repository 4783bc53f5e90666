//! T0172: the size of a terminal that there is not.

use transom_model::Severity;

use super::{Checked, Lint, property};
use crate::language::say;
use crate::lint::{Change, Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0172",
    name: "size-without-terminal",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "oci",
        before: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\n    \"consoleSize\": {\"height\": 24, \"width\": 80},\n    \"args\": [\"sh\"],\n    \"cwd\": \"/\"\n  },\n  \"root\": {\"path\": \"/srv/lab\"}\n}\n",
        line: 4,
        after: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\n    \"args\": [\"sh\"],\n    \"cwd\": \"/\"\n  },\n  \"root\": {\"path\": \"/srv/lab\"}\n}\n",
    }],
};

const SIZE: &str = "process.consoleSize";

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let has_terminal = checked
        .container()
        .init
        .has_terminal
        .as_ref()
        .is_some_and(|given| given.value)
        || property(checked, "process.terminal").is_some_and(|account| account.value == "true");
    let size = property(checked, SIZE).filter(|_| !has_terminal);
    let finding = size.map(|account| {
        let changes = vec![Change::Unset { key: SIZE.to_owned() }];
        let fix = account.origin.line().map(|(file, _)| Fix { file, changes });
        LINT.finding(&account.origin, Means::NoEffect, say!("lint-t0172-none"))
            .fix(fix)
    });
    finding.into_iter().collect()
}
