//! T0022: the host's disks as they are, past every file system and its owners.

use transom_model::{DeviceKind, Origin, Severity};

use super::named::{By, named};
use super::{Checked, Lint, sources};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0022",
    name: "raw-disk",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nlxc.cgroup2.devices.allow: b 8:* rwm\n",
            line: 3,
            after: "arch: amd64\nostype: debian\nmp0: /mnt/data,mp=/data\n",
        },
        Example {
            release: "lxd",
            before: "config: {}\ndevices:\n  disk:\n    type: unix-block\n    source: /dev/sda\n    path: /dev/sda\n",
            line: 3,
            after: "config: {}\ndevices:\n  data:\n    type: disk\n    source: /srv/data\n    path: /data\n",
        },
    ],
};

/// SCSI and SATA, RAID, SD cards, Xen, NVMe.
const DISKS: [(DeviceKind, u32, Option<u32>); 5] = [
    (DeviceKind::Block, 8, None),
    (DeviceKind::Block, 9, None),
    (DeviceKind::Block, 179, None),
    (DeviceKind::Block, 202, None),
    (DeviceKind::Block, 259, None),
];

/// How the names of whole disks and what lies over them begin.
const NAMES: [&str; 8] = [
    "/dev/sd",
    "/dev/vd",
    "/dev/xvd",
    "/dev/nvme",
    "/dev/mmcblk",
    "/dev/md",
    "/dev/dm-",
    "/dev/disk/",
];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let all = named(checked);
    let by_number = all
        .iter()
        .filter(|one| one.by == By::Rule && one.is_one_of(&DISKS) && one.is_reachable(checked));
    let mut found: Vec<Finding> = by_number.map(|one| finding(&one.origin, &one.name)).collect();
    let all = sources(checked, |mount| mount.is_node_bind() && checked.is_privileged());
    let disks = all.filter(|(_, path)| NAMES.iter().any(|start| path.starts_with(start)));
    found.extend(disks.map(|(origin, path)| finding(origin, &path)));
    found
}

fn finding(origin: &Origin, device: &str) -> Finding {
    LINT.finding(origin, Means::Risk, say!("lint-t0022-disk", device = device))
}
