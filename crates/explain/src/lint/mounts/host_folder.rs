//! T0047: folders of the host that whoever can write them has the host by.

use transom_model::{Mount, MountOption, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0047",
    name: "host-folder",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.mount.entry = / mnt/host none rbind,create=dir 0 0\n",
            line: 1,
            after: "lxc.mount.entry = /srv/data data none bind,create=dir 0 0\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nmp0: /etc,mp=/mnt/etc\n",
            line: 3,
            after: "arch: amd64\nostype: debian\nmp0: /mnt/data,mp=/data\n",
        },
    ],
};

/// Folders with programs, settings and keys of the host, and views of its kernel.
const FOLDERS: [&str; 14] = [
    "/",
    "/etc",
    "/root",
    "/boot",
    "/usr",
    "/lib",
    "/dev",
    "/proc",
    "/sys",
    "/run",
    "/var/run",
    "/var/lib",
    "/var/lib/lxc",
    "/etc/pve",
];

/// Those with keys and passwords' hashes.
const SECRETS: [&str; 6] = ["/", "/etc", "/root", "/var/lib", "/var/lib/lxc", "/etc/pve"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mounts = checked.container().mounts.iter().filter(|given| {
        let mount = &given.value;
        mount.bind().is_some() && !mount.is_source_inside && is_the_hosts(&mount.source)
    });
    let own = mounts.filter(|given| given.origin.line().is_some());
    own.filter_map(|given| {
        let folder = given.value.source.as_str();
        let (level, message) = match (checked.is_privileged(), is_read_only(&given.value)) {
            (true, false) => (Severity::Warning, say!("lint-t0047-writable", folder = folder)),
            (true, true) if !SECRETS.contains(&folder) => return None,
            (true, true) => (Severity::Warning, say!("lint-t0047-readable", folder = folder)),
            // Others read what all may read, and that is most of /usr and /etc.
            (false, false) => (Severity::Note, say!("lint-t0047-others", folder = folder)),
            (false, true) => return None,
        };
        Some(LINT.finding(&given.origin, Means::Risk, message).level(level))
    })
    .collect()
}

fn is_the_hosts(source: &str) -> bool {
    let trimmed = source.trim_end_matches('/');
    FOLDERS.contains(&if trimmed.is_empty() && source.starts_with('/') {
        "/"
    } else {
        trimmed
    })
}

fn is_read_only(mount: &Mount) -> bool {
    let said = mount.options.iter().rev().find_map(|option| match option {
        MountOption::ReadOnly(is_on) => Some(*is_on),
        _ => None,
    });
    said.unwrap_or(false)
}
