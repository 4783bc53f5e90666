//! What lines about files are about: the root, what is mounted, how, and where its data lies.
//!
//! A table only; `subject.rs` says how it is used.

use super::{Subject, about};

pub(super) const SUBJECTS: &[Subject] = &[
    about(
        "root",
        &[
            "root",
            "rootfs",
            "rootfs-options",
            "rootfs-mount",
            "rootfs-managed",
            "oci-root",
        ],
        &["root-file-system", "volume", "overlay", "oci-bundle"],
    ),
    about(
        "mount",
        &[
            "mount-entry",
            "mount-fstab",
            "filesystem",
            "filesystem-source",
            "filesystem-target",
            "lxd-disk",
            "oci-mount",
        ],
        &["bind-mount", "mount", "nobody"],
    ),
    about(
        "mount-options",
        &["oci-mount-option", "lxd-mount-options", "lxd-recursive"],
        &["mount", "bind-mount", "setuid"],
    ),
    about(
        "read-only",
        &["filesystem-readonly", "lxd-readonly", "disk-readonly"],
        &["mount", "bind-mount"],
    ),
    about("volume", &["unused-volume", "lxd-pool"], &["volume", "snapshot"]),
    about("tmpfs-size", &["filesystem-usage", "autodev-size"], &["tmpfs"]),
    about("auto-mounts", &["mount-auto"], &["proc", "sys", "cgroup", "mount"]),
    about("dev-folder", &["autodev"], &["device-node", "tmpfs"]),
    about(
        "shift",
        &["lxd-shift", "oci-mount-map"],
        &["idmapped-mount", "id-map", "nobody"],
    ),
    about("propagation", &["lxd-propagation"], &["mount", "bind-mount"]),
    about("image-driver", &["filesystem-driver"], &["loop-device", "mount"]),
];
