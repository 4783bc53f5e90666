//! The audit system: whether the kernel has it, and how it is.

use std::path::Path;

use transom_runtime::{Trial, attempt};

use super::check::Need;
use super::{DoctorCheck, look};

/// Examines it.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    if !Path::new("/proc/self/loginuid").exists() {
        let mend = "a kernel with CONFIG_AUDIT; containers run without it";
        return vec![
            need.missing("audit.kernel", "this kernel has no audit", mend)
                .because("no /proc/self/loginuid"),
        ];
    }
    let status = match attempt(&Trial::Audit) {
        Ok(found) => DoctorCheck::pass("audit.status", found).because("audit netlink"),
        Err(reason) if !look::is_root_of_machine() => {
            DoctorCheck::absent("audit.status", format!("the status is not for us: {reason}"))
                .because("it is the host's root's to read")
        }
        Err(reason) => need.missing(
            "audit.status",
            format!("audit does not answer: {reason}"),
            "a kernel started with `audit=0` has it switched off; a system call filter may forbid the socket",
        ),
    };
    vec![status, login()]
}

/// A login id that is set is passed on to containers, where pam_loginuid may not change it.
fn login() -> DoctorCheck {
    const UNSET: &str = "4294967295";
    match look::text("/proc/self/loginuid").as_deref() {
        Some(UNSET) | None => DoctorCheck::pass("audit.loginuid", "no login id is set here"),
        Some(uid) => DoctorCheck::pass("audit.loginuid", format!("the login id is {uid}"))
            .because("a container started from here inherits it; `pam_loginuid` inside cannot change it"),
    }
}
