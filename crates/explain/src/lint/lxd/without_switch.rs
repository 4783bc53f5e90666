//! T0140: a key that counts only with another one, which is off or not there.

use transom_model::Severity;

use super::{Checked, Lint, config, is_true, is_whole};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0140",
    name: "without-switch",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxd",
            before: "config:\n  security.syscalls.intercept.mount: \"false\"\n  security.syscalls.intercept.mount.allowed: ext4\n",
            line: 3,
            after: "config:\n  security.syscalls.intercept.mount: \"true\"\n  security.syscalls.intercept.mount.allowed: ext4\n",
        },
        Example {
            release: "incus",
            before: "architecture: x86_64\nconfig:\n  nvidia.driver.capabilities: all\ndevices:\n  root: {type: disk, path: /, pool: default}\nprofiles: []\n",
            line: 3,
            after: "architecture: x86_64\nconfig:\n  nvidia.driver.capabilities: all\n  nvidia.runtime: \"true\"\ndevices:\n  root: {type: disk, path: /, pool: default}\nprofiles: []\n",
        },
    ],
};

/// Keys, and the one without which they count for nothing.
const SWITCHES: [(&str, &str); 12] = [
    ("limits.memory.enforce", "limits.memory"),
    ("linux.kernel_modules.load", "linux.kernel_modules"),
    ("migration.incremental.memory.goal", "migration.incremental.memory"),
    ("migration.incremental.memory.iterations", "migration.incremental.memory"),
    ("nvidia.driver.capabilities", "nvidia.runtime"),
    ("nvidia.require.cuda", "nvidia.runtime"),
    ("nvidia.require.driver", "nvidia.runtime"),
    ("security.syscalls.intercept.bpf.devices", "security.syscalls.intercept.bpf"),
    (
        "security.syscalls.intercept.mount.allowed",
        "security.syscalls.intercept.mount",
    ),
    ("security.syscalls.intercept.mount.fuse", "security.syscalls.intercept.mount"),
    ("security.syscalls.intercept.mount.shift", "security.syscalls.intercept.mount"),
    ("snapshots.schedule.stopped", "snapshots.schedule"),
];

/// What counts where the container may start with the host, as it may without a line too.
const OF_AUTOSTART: [&str; 2] = ["boot.autostart.delay", "boot.autostart.priority"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let of_autostart = OF_AUTOSTART.map(|key| (key, "boot.autostart"));
    let pairs = SWITCHES.into_iter().chain(of_autostart);
    pairs.filter_map(|(key, switch)| finding(checked, key, switch)).collect()
}

fn finding(checked: &Checked<'_>, key: &str, switch: &'static str) -> Option<Finding> {
    let account = config(checked, key)?;
    let message = match config(checked, switch) {
        Some(given) if is_off(&given.value) => {
            let message = say!(
                "lint-t0140-off",
                switch = switch,
                line = checked.sources.describe(&given.origin)
            );
            return Some(LINT.finding(&account.origin, Means::Undone, message).other(&given.origin));
        }
        Some(_) => return None,
        None => say!("lint-t0140-missing", switch = switch),
    };
    let has_default = switch == "boot.autostart" || is_off(&account.value);
    (is_whole(checked) && !has_default).then(|| LINT.finding(&account.origin, Means::NoEffect, message))
}

fn is_off(value: &str) -> bool {
    let is_word = ["false", "0", "no", "off"].contains(&value.to_ascii_lowercase().as_str());
    is_word && !is_true(value)
}
