//! T0003: an allow rule makes the filter an allow list, and nobody has put /dev/null on it.

use transom_model::{DeviceKind, DeviceNumber, Dialect, RuleEffect, Severity};

use super::{Checked, Lint, has_allow_list, is_open, raw_rules};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0003",
    name: "allow-list-without-null",
    level: Severity::Warning,
    takes_over: &["rule-closes-the-rest"],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.cgroup2.devices.allow = c 188:* rwm\n",
            line: 3,
            after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
        },
        Example {
            release: "lxd",
            before: "config:\n  raw.lxc: |-\n    lxc.cgroup2.devices.allow = c 116:* rwm\ndevices: {}\n",
            line: 3,
            after: "config: {}\ndevices:\n  snd:\n    type: unix-char\n    source: /dev/snd/timer\n",
        },
    ],
};

/// What programs cannot do without.
const NEEDED: [(&str, u32, u32); 8] = [
    ("/dev/null", 1, 3),
    ("/dev/zero", 1, 5),
    ("/dev/full", 1, 7),
    ("/dev/random", 1, 8),
    ("/dev/urandom", 1, 9),
    ("/dev/tty", 5, 0),
    ("/dev/ptmx", 5, 2),
    ("/dev/pts/0", 136, 0),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // Proxmox brings the rules for them itself, or none at all.
    if checked.dialect() == Dialect::Pve || !has_allow_list(checked) {
        return Vec::new();
    }
    let is_missing = |(_, major, minor): &&(_, u32, u32)| {
        let number = DeviceNumber {
            major: *major,
            minor: *minor,
        };
        !is_open(checked, DeviceKind::Char, number)
    };
    let missing: Vec<&str> = NEEDED.iter().filter(is_missing).map(|(node, ..)| *node).collect();
    let first = raw_rules(checked).find(|(_, given)| given.value.effect == RuleEffect::Allow);
    let (Some(node), Some((account, _))) = (missing.first(), first) else {
        return Vec::new();
    };
    let others = missing.len() - 1;
    let message = match checked.is_privileged() {
        true => say!("lint-t0003-privileged", node = *node, others = others),
        false => say!("lint-t0003-unprivileged", node = *node, others = others),
    };
    vec![LINT.finding(&checked.value_origin(account), Means::Breaks, message)]
}
