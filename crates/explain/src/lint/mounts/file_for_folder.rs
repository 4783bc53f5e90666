//! T0055: `create=file` where the source is a folder.

use transom_model::Severity;

use super::{Checked, Lint, entries};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0055",
    name: "file-for-folder",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /dev/dri dev/dri none bind,optional,create=file\n",
        line: 1,
        after: "lxc.mount.entry = /dev/dri dev/dri none bind,optional,create=dir\n",
    }],
};

/// Folders by their name alone; what ends in a slash is one too.
const FOLDERS: [&str; 12] = [
    "/dev/dri",
    "/dev/snd",
    "/dev/input",
    "/dev/bus",
    "/dev/bus/usb",
    "/dev/net",
    "/dev/serial",
    "/dev/serial/by-id",
    "/dev/dvb",
    "/dev/vfio",
    "/dev/shm",
    "/dev/v4l",
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, fields) in entries(checked) {
        let [source, _, _, options, ..] = fields[..] else { continue };
        let is_folder = FOLDERS.contains(&source) || (source.len() > 1 && source.ends_with('/'));
        if is_folder && options.split(',').any(|option| option == "create=file") {
            let new = checked.with_part(account, "create=file", "create=dir");
            let origin = checked.part_origin(account, "create=file");
            let finding = LINT.finding(&origin, Means::Defect, say!("lint-t0055-fails", folder = source));
            found.push(finding.fix(Fix::replace(&account.origin, &*new)).today(new));
        }
    }
    found
}
