//! T0048: the socket of a program that does what it is told as root of the host.

use transom_model::Severity;

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0048",
    name: "manager-socket",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.mount.entry = /var/run/docker.sock var/run/docker.sock none bind,create=file 0 0\n",
        line: 1,
        after: "lxc.uts.name = lab\n",
    }],
};

/// How the paths of such sockets end.
const SOCKETS: [&str; 9] = [
    "/docker.sock",
    "/podman.sock",
    "/containerd.sock",
    "/crio.sock",
    "/libvirt-sock",
    "/lxd/unix.socket",
    "/incus/unix.socket",
    "/systemd/private",
    "/dbus/system_bus_socket",
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mounts = checked
        .container()
        .mounts
        .iter()
        .filter(|given| given.value.bind().is_some() && !given.value.is_source_inside);
    let sockets = mounts.filter(|given| SOCKETS.iter().any(|end| given.value.source.ends_with(end)));
    sockets
        .map(|given| {
            LINT.finding(
                &given.origin,
                Means::Risk,
                say!("lint-t0048-socket", socket = given.value.source.as_str()),
            )
        })
        .collect()
}
