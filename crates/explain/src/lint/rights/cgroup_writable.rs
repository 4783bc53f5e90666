//! T0075: the cgroup tree asked for writable, which it is anyway in a cgroup namespace.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0075",
    name: "cgroup-writable",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.mount.auto: cgroup:rw\n",
        line: 3,
        after: "arch: amd64\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let lines = checked.lines_of("lxc.mount.auto");
    let found = lines.filter_map(|line| {
        let is_asked = |word: &&str| matches!(*word, "cgroup:rw" | "cgroup-full:rw" | "cgroup:mixed");
        let word = line.value.trim_matches('"').split_whitespace().find(is_asked)?;
        // `mixed` is what everybody's includes have; only what stands for more is worth a word.
        (word != "cgroup:mixed").then(|| {
            let message = say!("lint-t0075-moot", word = word);
            LINT.finding(&checked.part_origin(line, word), Means::Redundant, message)
        })
    });
    found.collect()
}
