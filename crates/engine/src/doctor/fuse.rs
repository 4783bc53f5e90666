//! File systems of programs: /dev/fuse down to one that is mounted in a user namespace and answers the kernel.

use transom_runtime::Trial;

use super::DoctorCheck;
use super::check::Need;
use super::device::{Subject, chain};

/// The device.
pub fn subject() -> Subject {
    Subject {
        id: "fuse",
        node: "/dev/fuse",
        driver: "fuse",
        minor: Some(229),
        module: "fuse",
        trial: Trial::Fuse,
    }
}

/// Examines it.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    chain(&subject(), need)
}
