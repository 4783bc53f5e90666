//! What lines are about that the manager reads for itself: notes, includes, profiles, snapshots, and the form of the file.
//!
//! A table only; `subject.rs` says how it is used.

use super::{Subject, about};

pub(super) const SUBJECTS: &[Subject] = &[
    about("include", &["include"], &[]),
    about("profiles", &["lxd-profiles"], &["profile"]),
    about("raw-lxc", &["lxd-raw-lxc"], &["device-filter", "unprivileged"]),
    about("os-type", &["os-type"], &[]),
    about("identity", &["domain-name", "domain-uuid"], &[]),
    about(
        "notes",
        &["tags", "description", "domain-title", "lxd-user", "lxd-field"],
        &[],
    ),
    about("log", &["debug-log", "log"], &[]),
    about("monitor", &["monitor"], &["host"]),
    about("snapshot", &["snapshot", "lxd-snapshots"], &["snapshot", "volume"]),
    about("pending", &["pending"], &[]),
    about("system-key", &["system-key"], &["host"]),
    about("old-key", &["removed-key", "nic-old"], &[]),
    about("foreign-line", &["not-lxc"], &[]),
    about(
        "structure",
        &[
            "xml-structure",
            "lxd-section",
            "lxd-document",
            "lxd-text",
            "oci-group",
            "oci-part",
            "oci-close",
            "oci-crowded-line",
        ],
        &["oci-bundle", "profile"],
    ),
    about("ignored", &["ignored-element"], &["virtual-machine"]),
    about("kept", &["libvirt-later", "oci-kept"], &[]),
    about("state", &["libvirt-own", "lxd-volatile"], &[]),
    about(
        "file-kind",
        &["domain-type", "os-type-exe", "oci-version"],
        &["container", "virtual-machine", "oci-bundle"],
    ),
    about("image", &["lxd-image", "lxd-templates"], &["root-file-system"]),
    about("cloud-init", &["lxd-cloud-init"], &[]),
    about("credential", &["lxd-credential"], &["init"]),
    about("migration", &["lxd-migration"], &["host"]),
    about("cluster", &["lxd-cluster"], &["host"]),
    about("vm", &["lxd-vm"], &["virtual-machine", "container"]),
];
