//! T0026: a node that root alone can open inside, for services that never run as root.

use transom_model::{Dialect, Given, NodeDevice, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};
use crate::words;

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0026",
    name: "root-only-node",
    level: Severity::Note,
    takes_over: &["kvm-for-root-only"],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/dri/renderD128\n",
            line: 4,
            after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/dri/renderD128,gid=104\n",
        },
        Example {
            release: "lxd",
            before: "config: {}\ndevices:\n  kvm:\n    path: /dev/kvm\n    type: unix-char\n",
            line: 3,
            after: "config: {}\ndevices:\n  kvm:\n    gid: \"104\"\n    path: /dev/kvm\n    type: unix-char\n",
        },
    ],
};

/// Nodes that services of users open, and the group that they are in.
const SERVICES: [(&str, &str); 7] = [
    ("/dev/kvm", "kvm"),
    ("/dev/kfd", "render"),
    ("/dev/dri/renderD", "render"),
    ("/dev/video", "video"),
    ("/dev/snd/", "audio"),
    ("/dev/ttyUSB", "dialout"),
    ("/dev/ttyACM", "dialout"),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // What runs there is one program, whose user the file names itself.
    if checked.dialect() == Dialect::Oci {
        return Vec::new();
    }
    let devices = checked.container().devices.iter();
    devices.filter_map(|given| finding(checked, given)).collect()
}

fn finding(checked: &Checked<'_>, given: &Given<NodeDevice>) -> Option<Finding> {
    let node = &given.value;
    let source = node.source.to_string_lossy();
    let (_, group) = SERVICES.iter().find(|(start, _)| source.starts_with(start))?;
    let is_roots = node.uid.0 == 0 && node.gid.0 == 0 && node.mode.0 & 0o006 == 0;
    let account = checked.line_at(&given.origin)?;
    let message = say!(
        "lint-t0026-root",
        node = node.target.to_string_lossy().into_owned(),
        mode = words::mode(node.mode),
        group = *group
    );
    is_roots.then(|| LINT.finding(&account.origin, Means::Needs, message))
}
