//! T0057: words of LXC's own within a path among the options, where LXC cuts them out.

use transom_model::Severity;

use super::{Checked, Lint, entries};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0057",
    name: "word-in-a-path",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = overlay data overlay lowerdir=/srv/optional/a,upperdir=/srv/b,workdir=/srv/c,create=dir 0 0\n",
        line: 1,
        after: "lxc.mount.entry = overlay data overlay lowerdir=/srv/extra/a,upperdir=/srv/b,workdir=/srv/c,create=dir 0 0\n",
    }],
};

/// What LXC looks for anywhere in the options.
const WORDS: [&str; 4] = ["optional", "create=dir", "create=file", "relative"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, fields) in entries(checked) {
        let options = fields.get(3).copied().unwrap_or_default();
        for option in options.split(',').filter(|option| option.contains('/')) {
            if let Some(word) = WORDS.iter().find(|word| option.contains(*word)) {
                let message = say!("lint-t0057-cut", word = *word, option = option);
                found.push(LINT.finding(&checked.part_origin(account, option), Means::Defect, message));
            }
        }
    }
    found
}
