//! Nesting: what a container needs to make containers itself, tried from where we are.

use std::path::Path;

use transom_runtime::{Trial, attempt};

use super::check::Need;
use super::{DoctorCheck, look};

/// What is tried, on the host and inside alike.
pub fn trials() -> [(&'static str, Trial, &'static str); 4] {
    [
        (
            "nesting.userns",
            Trial::NestedUser,
            "`user.max_user_namespaces` here and above; inside, the manager's nesting switch (Proxmox: `features: nesting=1`)",
        ),
        (
            "nesting.proc",
            Trial::NestedProc,
            "parts of /proc are covered here: inside, nesting brings a second, whole /proc (LXC: `lxc.include = …/nesting.conf`)",
        ),
        (
            "nesting.overlay",
            Trial::Overlay,
            "on the host: `modprobe overlay`, Linux 5.11 or later; fuse-overlayfs works without",
        ),
        (
            "nesting.keyring",
            Trial::Keyring,
            "let keyctl(2) through: Proxmox `features: keyctl=1`; on the host raise kernel.keys.maxkeys",
        ),
    ]
}

/// Examines it.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let tried = trials().map(|(subject, trial, mend)| match trial {
        // It takes Linux 5.11, and there are ways without.
        Trial::Overlay => need.of_trial(subject, attempt(&trial), mend),
        _ => DoctorCheck::of_trial(subject, attempt(&trial), mend),
    });
    let mut checks = tried.to_vec();
    checks.push(depth());
    checks
}

/// The kernel nests user namespaces 32 deep; says how deep we are.
fn depth() -> DoctorCheck {
    let map = look::text("/proc/self/uid_map").unwrap_or_default();
    let is_first = map.split_whitespace().eq(["0", "0", "4294967295"]);
    let where_are_we = if is_first {
        "in the first user namespace"
    } else {
        "inside a user namespace already"
    };
    let has_init = Path::new("/proc/1").exists();
    let found = format!(
        "we are {where_are_we}{}",
        if has_init {
            ""
        } else {
            ", and /proc is of another pid namespace"
        }
    );
    DoctorCheck::pass("nesting.depth", found)
}
