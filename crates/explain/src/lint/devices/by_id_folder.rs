//! T0019: a folder of udev's links, whose targets are not inside.

use transom_model::{Dialect, Severity};

use super::{Checked, Lint, free_key};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0019",
    name: "folder-of-links",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nlxc.mount.entry: /dev/serial/by-id dev/serial/by-id none bind,optional,create=dir\n",
        line: 3,
        after: "arch: amd64\nostype: debian\ndev0: /dev/serial/by-id/usb-stick,gid=20\n",
    }],
};

/// Folders that udev fills with links alone.
const FOLDERS: [&str; 10] = [
    "/dev/serial",
    "/dev/serial/by-id",
    "/dev/serial/by-path",
    "/dev/v4l",
    "/dev/v4l/by-id",
    "/dev/v4l/by-path",
    "/dev/input/by-id",
    "/dev/input/by-path",
    "/dev/snd/by-id",
    "/dev/snd/by-path",
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mounts = checked.container().mounts.iter().filter(|given| given.value.bind().is_some());
    let folders = mounts.filter(|given| FOLDERS.contains(&given.value.source.trim_end_matches('/')));
    folders
        .map(|given| {
            let folder = given.value.source.trim_end_matches('/');
            let finding = LINT.finding(&given.origin, Means::Needs, say!("lint-t0019-links", folder = folder));
            match checked.dialect() {
                Dialect::Pve if checked.is_since(8, 1) => finding.today(format!("{}: {folder}/…,gid=20", free_key(checked, "dev"))),
                _ => finding,
            }
        })
        .collect()
}
