//! What lines about rights are about: who root inside is, what it may do, and which walls stand around it.
//!
//! A table only; `subject.rs` says how it is used.

use super::{Subject, about};

pub(super) const SUBJECTS: &[Subject] = &[
    about(
        "id-map",
        &["id-map", "domain-idmap", "oci-id-map", "lxd-idmap", "lxd-raw-idmap"],
        &["id-map", "user-namespace", "unprivileged", "subuid", "nobody"],
    ),
    about("privileged", &["lxd-privileged"], &["privileged", "unprivileged", "id-map"]),
    about(
        "capabilities",
        &[
            "cap-drop",
            "cap-keep",
            "capability-policy",
            "capability-switch",
            "oci-bounding",
            "oci-capability",
        ],
        &["capability", "privileged", "user-namespace"],
    ),
    about(
        "seccomp",
        &[
            "seccomp-policy",
            "seccomp-rule",
            "seccomp-nesting",
            "lxd-syscalls",
            "oci-seccomp",
            "oci-seccomp-arch",
            "oci-seccomp-rule",
            "oci-syscall",
            "oci-seccomp-condition",
        ],
        &["seccomp", "system-call"],
    ),
    about(
        "syscall-intercept",
        &["seccomp-notify", "lxd-intercept"],
        &["seccomp", "system-call", "unprivileged"],
    ),
    about("no-new-privs", &["no-new-privs"], &["setuid", "capability"]),
    about(
        "apparmor",
        &[
            "apparmor-profile",
            "apparmor-raw",
            "apparmor-incomplete",
            "apparmor-nesting",
            "lxd-lsm",
            "security-label",
        ],
        &["apparmor", "lsm", "selinux"],
    ),
    about("selinux", &["selinux-context"], &["selinux", "lsm"]),
    about("features", &["features"], &["nesting", "fuse", "device-node", "mount"]),
    about("nesting", &["lxd-nesting"], &["nesting", "proc", "unprivileged"]),
    about(
        "namespaces",
        &[
            "namespace-keep",
            "namespace-clone",
            "namespace-share",
            "share-namespace",
            "oci-namespace",
        ],
        &["namespace", "user-namespace"],
    ),
    about("keyring", &["keyring-session"], &["kernel"]),
    about("core-scheduling", &["sched-core"], &["host"]),
    about("hidden-paths", &["oci-masked", "oci-read-only"], &["proc", "sys", "mount"]),
    about("guest-api", &["lxd-devlxd"], &["host"]),
    about("kernel-modules", &["lxd-modules"], &["kernel-module", "kernel"]),
];
