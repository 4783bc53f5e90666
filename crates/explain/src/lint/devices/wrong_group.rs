//! T0025: a node with the number of a group that another kind of device has.

use transom_model::{Given, NodeDevice, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0025",
    name: "wrong-group",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev5: /dev/kfd,gid=44\n",
            line: 4,
            after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev5: /dev/kfd,gid=992\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/kvm,gid=44\n",
            line: 4,
            after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/kvm,gid=104\n",
        },
    ],
};

/// Groups that have one number on Debian and its children, and on most others.
const GROUPS: [(u32, &str); 7] = [
    (5, "tty"),
    (6, "disk"),
    (20, "dialout"),
    (24, "cdrom"),
    (29, "audio"),
    (44, "video"),
    (100, "users"),
];

/// The group that programs expect, by the beginning of a node's path.
const EXPECTED: [(&str, &str); 9] = [
    ("/dev/kvm", "kvm"),
    ("/dev/kfd", "render"),
    ("/dev/dri/renderD", "render"),
    ("/dev/dri/card", "video"),
    ("/dev/video", "video"),
    ("/dev/snd/", "audio"),
    ("/dev/ttyUSB", "dialout"),
    ("/dev/ttyACM", "dialout"),
    ("/dev/serial/by-id/", "dialout"),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let devices = checked.container().devices.iter();
    devices.filter_map(finding).collect()
}

fn finding(given: &Given<NodeDevice>) -> Option<Finding> {
    let source = given.value.source.to_string_lossy();
    let (_, expected) = EXPECTED.iter().find(|(start, _)| source.starts_with(start))?;
    let (_, group) = GROUPS.iter().find(|(number, _)| *number == given.value.gid.0)?;
    // A serial line of the users' group is odd, and works for users.
    let is_wrong = group != expected && *group != "users";
    let message = say!(
        "lint-t0025-group",
        node = source.into_owned(),
        number = given.value.gid.0.to_string(),
        group = *group,
        expected = *expected
    );
    is_wrong.then(|| LINT.finding(&given.origin, Means::Needs, message))
}
