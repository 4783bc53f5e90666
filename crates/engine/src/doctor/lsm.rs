//! Security modules and system call filters: which are on, and what they are known to clash with.

use std::path::Path;

use transom_runtime::{Trial, attempt};

use super::check::Need;
use super::{DoctorCheck, look};

/// Examines them.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let mend = "a kernel with CONFIG_SECCOMP_FILTER; under another filter (Docker's) some calls are refused";
    let mut checks = vec![
        modules(),
        DoctorCheck::of_trial("lsm.seccomp", attempt(&Trial::Seccomp), mend),
        apparmor(need),
    ];
    checks.extend(selinux());
    checks.extend(lockdown());
    checks
}

fn modules() -> DoctorCheck {
    match attempt(&Trial::SecurityModules) {
        Ok(list) => DoctorCheck::pass("lsm.modules", format!("security modules that are on: {list}")),
        Err(reason) => DoctorCheck::absent(
            "lsm.modules",
            format!("the list of security modules is not to be had: {reason}"),
        ),
    }
}

/// Says whether AppArmor is on.
pub fn has_apparmor() -> bool {
    look::text("/sys/module/apparmor/parameters/enabled").is_some_and(|text| text.starts_with('Y'))
}

fn apparmor(need: Need) -> DoctorCheck {
    const NAME: &str = "lsm.apparmor";
    if !has_apparmor() {
        let mend = "boot with `apparmor=1 security=apparmor` on a kernel that has it; Transom does not need it";
        let check = match need {
            // Nobody's container is broken by its absence, even when the topic was asked for.
            Need::Asked | Need::Whatever => DoctorCheck::absent(NAME, "AppArmor is not on"),
        };
        return check.because("profile lines have no effect").mend(mend);
    }
    let Some(profiles) = look::text("/sys/kernel/security/apparmor/profiles") else {
        return DoctorCheck::pass(NAME, "AppArmor is on; its profiles are not for us to see");
    };
    let loaded = profiles.lines().count();
    let of_containers = profiles
        .lines()
        .filter(|line| line.starts_with("lxc-") || line.starts_with("/usr/bin/lxc"))
        .count();
    let check = DoctorCheck::pass(
        NAME,
        format!("AppArmor is on, {loaded} profiles are loaded, {of_containers} of LXC's"),
    );
    check.because("LXC's rules of before November 2025 refuse runc 1.3.3 and later inside (CVE-2025-52881's mend)")
}

fn selinux() -> Option<DoctorCheck> {
    let enforce = look::text("/sys/fs/selinux/enforce")?;
    let found = match enforce.as_str() {
        "1" => "SELinux is on and enforcing",
        _ => "SELinux is on and permits everything",
    };
    Some(DoctorCheck::pass("lsm.selinux", found).because("files of a root may need labels: `ls -Z`"))
}

/// A kernel in lockdown refuses what some containers are given: raw memory, unsigned modules.
fn lockdown() -> Option<DoctorCheck> {
    let path = Path::new("/sys/kernel/security/lockdown");
    let text = look::text(path)?;
    let level = text.split('[').nth(1)?.split(']').next()?.to_owned();
    Some(DoctorCheck::pass(
        "lsm.lockdown",
        format!("the kernel's lockdown is `{level}`"),
    ))
}
