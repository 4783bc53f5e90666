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
    /// What was looked at, a stable name: `kvm.node`.
    pub subject: String,
    /// `pass`, `absent`, `warn` or `fail`.
    pub verdict: String,
    /// What was seen.
    pub found: String,
    /// Why it matters, or where it was seen.
    pub reason: Option<String>,
    /// What to do.
    pub mend: Option<String>,
    /// The line that asks for it: `104.conf:12`.
    pub place: Option<String>,
}

/// `transom doctor --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doctor {
    /// The topic, the file or the container that was examined.
    pub topic: String,
    /// Whether no check failed.
    pub works: bool,
    /// How many checks came out how.
    pub summary: DoctorSummary,
    /// Every check, in order.
    pub checks: Vec<DoctorCheck>,
}

/// How many checks came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DoctorSummary {
    /// Good.
    pub passed: usize,
    /// Not here, and not needed.
    pub absent: usize,
    /// Worth a look.
    pub warned: usize,
    /// Broken.
    pub failed: usize,
}
