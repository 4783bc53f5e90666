//! Virtual interfaces made by programs: /dev/net/tun down to a TAP interface that comes up.

use transom_runtime::Trial;

use super::DoctorCheck;
use super::check::Need;
use super::device::{Subject, chain};

/// The device; on the host its proof keeps to a network namespace of its own.
pub fn subject() -> Subject {
    Subject {
        id: "tun",
        node: "/dev/net/tun",
        driver: "tun",
        minor: Some(200),
        module: "tun",
        trial: Trial::TunApart,
    }
}

/// Examines it.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    chain(&subject(), need)
}
