//! T0101: a comment between the options of a Proxmox file, which moves to the top when Proxmox next writes the file.

use transom_model::{Effect, Severity};

use super::{Checked, Lint, is_proxmox};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0101",
    name: "moved-comment",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\n# for the class\nostype: debian\n",
        line: 2,
        after: "#for the class\narch: amd64\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if !is_proxmox(checked) {
        return found;
    }
    let (mut is_below_option, mut was_comment) = (false, false);
    for account in &checked.reading.accounts {
        let is_comment = account.explanation == "description" && checked.text(&account.origin).starts_with('#');
        match account.effect {
            // A section has comments of its own.
            Effect::Elsewhere(_) => return found,
            Effect::Prose if !is_comment => continue,
            _ => {}
        }
        if is_comment && is_below_option && !was_comment {
            found.push(LINT.finding(&account.origin, Means::Lost, say!("lint-t0101-moves")));
        }
        is_below_option |= !is_comment;
        was_comment = is_comment;
    }
    found
}
