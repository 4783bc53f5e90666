//! T0147: one thing for cloud-init by its old and its new name.

use transom_model::Severity;

use super::{Checked, Lint, config};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0147",
    name: "both-cloud-init",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "incus",
        before: "config:\n  cloud-init.user-data: |\n    #cloud-config\n    packages: [curl]\n  user.user-data: |\n    #cloud-config\n    packages: [wget]\n",
        line: 5,
        after: "config:\n  cloud-init.user-data: |\n    #cloud-config\n    packages: [curl, wget]\n",
    }],
};

const PARTS: [&str; 3] = ["user-data", "vendor-data", "network-config"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for part in PARTS {
        let (new, old) = (
            config(checked, &format!("cloud-init.{part}")),
            config(checked, &format!("user.{part}")),
        );
        let (Some(new), Some(old)) = (new, old) else { continue };
        if new.value == old.value {
            // For images of all ages.
            continue;
        }
        let message = say!("lint-t0147-passed-over", line = checked.sources.describe(&new.origin));
        found.push(LINT.finding(&old.origin, Means::Undone, message).other(&new.origin));
    }
    found
}
