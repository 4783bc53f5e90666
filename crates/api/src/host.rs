//! The host: `host devices`, `doctor`.

use serde::Serialize;

/// One device node in `transom host devices --json` (an array of these).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Device {
    /// Its path.
    pub path: String,
    /// `char` or `block`.
    pub kind: String,
    /// Its major number.
    pub major: u32,
    /// Its minor number.
    pub minor: u32,
    /// Its permission bits, octal: `0660`.
    pub mode: String,
    /// Its owner.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
    /// The group's name on the host.
    pub group: Option<String>,
    /// The driver.
    pub driver: Option<String>,
    /// What it is.
    pub what: Option<String>,
}

/// One check of `transom doctor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoctorCheck {
    /// What was looked at.
    pub subject: String,
    /// `pass`, `warn` or `fail`.
    pub verdict: String,
    /// What was seen.
    pub found: String,
    /// What to do.
    pub mend: Option<String>,
}

/// `transom doctor TOPIC --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doctor {
    /// `kvm`, `tun`.
    pub topic: String,
    /// Whether no check failed.
    pub works: bool,
    /// Every check, in order.
    pub checks: Vec<DoctorCheck>,
}
