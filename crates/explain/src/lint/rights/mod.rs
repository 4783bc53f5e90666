//! Lints about rights: confinement, capabilities, kernel file systems, system calls.

mod apparmor_off;
mod capabilities_back;
mod capability_needed;
mod cgroup_writable;
mod generated_only;
mod keyring_inverted;
mod kitchen_sink;
mod namespace_shared;
mod no_more_rights;
mod proc_writable;
mod seccomp_off;

use transom_model::{Account, Capabilities};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &kitchen_sink::LINT,
    &apparmor_off::LINT,
    &capabilities_back::LINT,
    &capability_needed::LINT,
    &proc_writable::LINT,
    &cgroup_writable::LINT,
    &seccomp_off::LINT,
    &no_more_rights::LINT,
    &keyring_inverted::LINT,
    &namespace_shared::LINT,
    &generated_only::LINT,
];

/// Capabilities that reach the host's kernel itself.
const OF_THE_HOST: [&str; 5] = ["sys_module", "sys_rawio", "sys_time", "mac_admin", "mac_override"];

/// Returns the line that turns AppArmor off.
fn unconfined<'a>(checked: &Checked<'a>) -> Option<&'a Account> {
    let mut lines = checked
        .lines_of("lxc.apparmor.profile")
        .chain(checked.lines_of("lxc.aa_profile"));
    lines.find(|line| line.value.trim_matches('"') == "unconfined")
}

/// Returns the last empty `lxc.cap.drop`, if nothing of the host's is dropped behind it.
fn emptied_drop<'a>(checked: &Checked<'a>) -> Option<&'a Account> {
    let line = checked.lines_of("lxc.cap.drop").filter(|line| line.value.is_empty()).last()?;
    match &checked.container().capabilities {
        Capabilities::Drop(dropped) => {
            let is_dropped = dropped.iter().any(|name| OF_THE_HOST.contains(&name.value.as_str()));
            (!is_dropped).then_some(line)
        }
        Capabilities::Keep(_) => None,
    }
}

/// Returns the line that mounts /proc or /sys writable, and which of the two.
fn writable_views<'a>(checked: &Checked<'a>) -> Option<(&'a Account, Vec<&'static str>)> {
    use transom_model::{ProcMount, SysMount};
    let given = checked.container().auto_mounts.as_ref()?;
    let line = checked.line_at(&given.origin).filter(|line| line.key == "lxc.mount.auto")?;
    let views = [
        (given.value.proc == ProcMount::ReadWrite, "/proc"),
        (given.value.sys == SysMount::ReadWrite, "/sys"),
    ];
    let writable: Vec<&str> = views.into_iter().filter(|(is_on, _)| *is_on).map(|(_, view)| view).collect();
    (!writable.is_empty()).then_some((line, writable))
}
