//! T0111: the current state is said to come from a snapshot that the file does not have.

use transom_model::Severity;

use super::{Checked, Lint, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0111",
    name: "lost-parent",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nparent: before\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nparent: before\n\n[before]\narch: amd64\nostype: debian\nsnaptime: 1700000000\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let Some((parent, (file, _))) = option(checked, "parent").and_then(|parent| Some((parent, parent.origin.line()?))) else {
        return Vec::new();
    };
    let header = format!("[{}]", parent.value);
    let mut lines = checked.sources.file(file).text.lines();
    match lines.any(|line| line.trim_end().eq_ignore_ascii_case(&header)) {
        true => Vec::new(),
        false => {
            let message = say!("lint-t0111-lost", name = parent.value.as_str());
            vec![LINT.finding(&parent.origin, Means::NoEffect, message)]
        }
    }
}
