//! T0018: `create=dir` where the source is one node: it cannot be mounted on a folder.

use transom_model::{Account, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::mounts::entries;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0018",
    name: "folder-for-node",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /dev/ttyUSB0 dev/ttyUSB0 none bind,optional,create=dir\n",
        line: 1,
        after: "lxc.mount.entry = /dev/ttyUSB0 dev/ttyUSB0 none bind,optional,create=file\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, fields) in entries(checked) {
        if let [source, _, _, options, ..] = fields[..]
            && is_node(source)
            && options.split(',').any(|option| option == "create=dir")
        {
            found.push(finding(checked, account, source, options));
        }
    }
    found
}

fn finding(checked: &Checked<'_>, account: &Account, source: &str, options: &str) -> Finding {
    let is_optional = options.split(',').any(|option| option == "optional");
    let message = match is_optional {
        true => say!("lint-t0018-left-out", source = source),
        false => say!("lint-t0018-fails", source = source),
    };
    let new = checked.with_part(account, "create=dir", "create=file");
    let finding = LINT.finding(&checked.part_origin(account, "create=dir"), Means::Defect, message);
    finding.fix(Fix::replace(&account.origin, &*new)).today(new)
}

/// Says whether a path is that of one node by its name alone.
fn is_node(path: &str) -> bool {
    let has_number = |stem: &str| {
        path.strip_prefix(stem)
            .is_some_and(|rest| rest.bytes().next().is_some_and(|b| b.is_ascii_digit()))
    };
    let stems = [
        "/dev/ttyUSB",
        "/dev/ttyACM",
        "/dev/ttyS",
        "/dev/video",
        "/dev/dri/card",
        "/dev/dri/renderD",
        "/dev/nvidia",
    ];
    let is_usb = path
        .strip_prefix("/dev/bus/usb/")
        .is_some_and(|rest| rest.split('/').count() == 2 && !rest.ends_with('/'));
    crate::number_of(path).is_some() || is_usb || stems.iter().any(|stem| has_number(stem))
}
