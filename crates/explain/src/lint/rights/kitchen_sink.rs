//! T0070: the lines that are pasted together until it works, in a privileged container: together they are the host.

use transom_model::{Account, FilterPolicy, Severity};

use super::{Checked, Lint, emptied_drop, unconfined, writable_views};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0070",
    name: "kitchen-sink",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.apparmor.profile: unconfined\nlxc.cgroup2.devices.allow: a\nlxc.cap.drop:\nlxc.mount.auto: \"proc:rw sys:rw\"\n",
        line: 3,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\nfeatures: nesting=1\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if !checked.is_privileged() {
        return Vec::new();
    }
    let filter = &checked.container().device_filter;
    let devices = checked
        .line_at(&filter.policy.origin)
        .filter(|_| filter.policy.value == FilterPolicy::Allow);
    let views = writable_views(checked).map(|(line, _)| line);
    let lines: Vec<&Account> = [unconfined(checked), devices, emptied_drop(checked), views]
        .into_iter()
        .flatten()
        .collect();
    let [first, others @ ..] = lines.as_slice() else {
        return Vec::new();
    };
    // Two of them have their reasons now and then.
    if others.len() < 2 {
        return Vec::new();
    }
    let places: Vec<String> = others.iter().map(|line| checked.sources.describe(&line.origin)).collect();
    let finding = LINT.finding(&first.origin, Means::Risk, say!("lint-t0070-all", lines = places));
    vec![others.iter().fold(finding, |finding, line| finding.other(&line.origin))]
}
