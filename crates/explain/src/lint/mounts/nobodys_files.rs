//! T0050: a folder of the host in an unprivileged container, without its owners shifted.

use transom_model::{Mount, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0050",
    name: "nobodys-files",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nunprivileged: 1\nmp0: /mnt/data,mp=/data\n",
            line: 4,
            after: "arch: amd64\nostype: debian\nunprivileged: 1\nmp0: local:101/vm-101-disk-1.raw,mp=/data\n",
        },
        Example {
            release: "lxc",
            before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.mount.entry = /srv/data data none bind,create=dir 0 0\n",
            line: 3,
            after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.mount.entry = /srv/data data none bind,create=dir,idmap=container 0 0\n",
        },
    ],
};

/// Places with the host's devices, kernel views and sockets: other lints speak of them.
const ELSEWHERE: [&str; 6] = ["/dev", "/proc", "/sys", "/run", "/var/run", "/lib/modules"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if checked.is_privileged() {
        return Vec::new();
    }
    let mounts = checked.container().mounts.iter().filter(|given| is_plain_bind(&given.value));
    // A range that is the host's own ids is there to fit such a folder.
    let map = &checked.container().id_map;
    let is_fitted = map
        .users
        .iter()
        .chain(&map.groups)
        .any(|given| given.value.inside.0 == given.value.host.0);
    let own = mounts.filter(|given| given.origin.line().is_some() && !is_fitted);
    own.map(|given| {
        LINT.finding(
            &given.origin,
            Means::Needs,
            say!("lint-t0050-nobody", folder = given.value.source.as_str()),
        )
    })
    .collect()
}

fn is_plain_bind(mount: &Mount) -> bool {
    let is_elsewhere = ELSEWHERE
        .iter()
        .any(|folder| std::path::Path::new(&mount.source).starts_with(folder));
    mount.bind().is_some() && !mount.is_idmapped && !mount.is_source_inside && !is_elsewhere && mount.source.starts_with('/')
}
