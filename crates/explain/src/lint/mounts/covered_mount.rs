//! T0058: a mount that a later one covers.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0058",
    name: "covered-mount",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /srv/a data none bind,create=dir 0 0\nlxc.mount.entry = /srv/b data none bind,create=dir 0 0\n",
        line: 1,
        after: "lxc.mount.entry = /srv/b data none bind,create=dir 0 0\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mounts = &checked.container().mounts;
    let mut found = Vec::new();
    for (at, given) in mounts.iter().enumerate() {
        let covering = mounts[at + 1..].iter().find(|later| {
            let is_same = later.value.target == given.value.target && later.origin.line() != given.origin.line();
            is_same && !later.value.is_optional && later.origin.line().is_some()
        });
        if let Some(later) = covering {
            let line = checked.sources.describe(&later.origin);
            let message = say!(
                "lint-t0058-covered",
                line = line,
                target = format!("/{}", given.value.target.display())
            );
            found.push(LINT.finding(&given.origin, Means::Undone, message).other(&later.origin));
        }
    }
    found
}
