//! T0020: a node whose number is given in the order of plugging.

use transom_model::{Dialect, Severity};

use super::{Checked, Lint, is_bind, sources};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0020",
    name: "numbered-node",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/ttyUSB0,gid=20\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/serial/by-id/usb-stick,gid=20\n",
    }],
};

/// Names that count, and the folder of links that do not.
const COUNTED: [(&str, &str); 4] = [
    ("/dev/ttyUSB", "/dev/serial/by-id"),
    ("/dev/ttyACM", "/dev/serial/by-id"),
    ("/dev/video", "/dev/v4l/by-id"),
    ("/dev/input/event", "/dev/input/by-id"),
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // A link is followed at the start by these; a bind of LXC's follows it too.
    if !matches!(checked.dialect(), Dialect::Pve | Dialect::Lxc) && !checked.is_lxd() {
        return Vec::new();
    }
    let all = sources(checked, is_bind);
    all.filter_map(|(origin, path)| {
        let (_, folder) = COUNTED.iter().find(|(stem, _)| is_counted(&path, stem))?;
        Some(LINT.finding(
            origin,
            Means::Defect,
            say!("lint-t0020-counted", node = path, folder = *folder),
        ))
    })
    .collect()
}

fn is_counted(path: &str, stem: &str) -> bool {
    path.strip_prefix(stem)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}
