//! What lines about devices are about: which may be opened, which are there, and whose they are.
//!
//! A table only; `subject.rs` says how it is used.

use super::{Subject, about};

pub(super) const SUBJECTS: &[Subject] = &[
    about(
        "device-filter",
        &["device-rule", "oci-device-rule"],
        &["device-filter", "device-number", "device-node", "cgroup"],
    ),
    about(
        "device-node",
        &["device-node", "hostdev", "hostdev-source", "lxd-number"],
        &["device-node", "device-number", "udev", "host"],
    ),
    about("device-owner", &["lxd-owner", "lxd-mode"], &["device-node", "id-map"]),
    about(
        "device-required",
        &["lxd-required", "hostdev-optional"],
        &["hot-plug", "udev"],
    ),
    about(
        "lxd-device",
        &["lxd-device", "lxd-type", "lxd-none", "lxd-option"],
        &["profile", "device-node"],
    ),
    about(
        "source-path",
        &["lxd-source", "lxd-path"],
        &["bind-mount", "device-node", "udev"],
    ),
    about(
        "disk-device",
        &["disk", "disk-source", "disk-target"],
        &["device-node", "mount"],
    ),
    about("clock-device", &["clock-timer"], &["device-node", "host"]),
    about("nvidia", &["lxd-nvidia"], &["device-node", "kernel-module"]),
];
