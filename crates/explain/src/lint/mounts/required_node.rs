//! T0044: a node without which the container does not start, though it can do without.

use transom_model::{Create, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0044",
    name: "required-node",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /dev/net/tun dev/net/tun none bind,create=file 0 0\n",
        line: 1,
        after: "lxc.mount.entry = /dev/net/tun dev/net/tun none bind,optional,create=file 0 0\n",
    }],
};

/// Nodes that appear when a module is loaded or a device plugged in.
const COMING: [&str; 9] = [
    "/dev/net/tun",
    "/dev/fuse",
    "/dev/kvm",
    "/dev/ppp",
    "/dev/vhost-net",
    "/dev/ttyUSB",
    "/dev/ttyACM",
    "/dev/nvidia",
    "/dev/bus/usb/",
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mounts = checked.container().mounts.iter();
    let required = mounts.filter(|given| {
        let mount = &given.value;
        let is_coming = COMING.iter().any(|start| mount.source.starts_with(start));
        mount.is_node_bind() && is_coming && !mount.is_optional && mount.create != Create::No
    });
    let raw = required.filter(|given| {
        checked
            .line_at(&given.origin)
            .is_some_and(|line| line.key == "lxc.mount.entry")
    });
    raw.map(|given| {
        let message = say!("lint-t0044-required", node = given.value.source.as_str());
        LINT.finding(&given.origin, Means::Needs, message)
    })
    .collect()
}
