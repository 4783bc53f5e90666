//! Rights and programs: AppArmor's profile, the policy's file, hooks, modules that the file wants loaded.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use transom_model::{Given, Hook, Kept};

use super::super::look;
use super::super::module::{Module, module_state};
use super::super::{DoctorCheck, lsm};
use super::Needs;

/// Checks them.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let mut checks: Vec<DoctorCheck> = profile(needs).into_iter().chain(policy(needs)).collect();
    checks.extend(needs.container.hooks.iter().filter_map(|hook| hook_check(needs, hook)));
    checks.extend(needs.container.kept.iter().flat_map(|kept| modules(needs, kept)));
    checks
}

/// The profile that a line names is loaded.
fn profile(needs: &Needs<'_>) -> Option<DoctorCheck> {
    const NAME: &str = "rights.apparmor";
    let given = needs.container.apparmor.as_ref()?;
    let name = given.value.as_str();
    let place = needs.place(&given.origin);
    if !lsm::has_apparmor() {
        let found = format!("the profile `{name}` has no effect: AppArmor is not on");
        return Some(DoctorCheck::absent(NAME, found).at(place));
    }
    let profiles = look::text("/sys/kernel/security/apparmor/profiles")?;
    let is_loaded = profiles.lines().any(|line| line.split(" (").next() == Some(name));
    let check = match name {
        "unconfined" => DoctorCheck::pass(NAME, "no profile confines it, as the line says"),
        "generated" | "unchanged" => DoctorCheck::pass(NAME, format!("`{name}`: its manager makes it at start")),
        _ if is_loaded => DoctorCheck::pass(NAME, format!("the profile `{name}` is loaded")),
        _ => DoctorCheck::fail(
            NAME,
            format!("the profile `{name}` is not loaded"),
            "`apparmor_parser -r /etc/apparmor.d/FILE`; `aa-status` lists those there are",
        ),
    };
    Some(check.at(place))
}

fn policy(needs: &Needs<'_>) -> Option<DoctorCheck> {
    const NAME: &str = "rights.seccomp";
    let given = needs.container.seccomp_path.as_ref()?;
    let shown = given.value.display();
    let check = match std::fs::metadata(&given.value) {
        Ok(metadata) if metadata.is_file() => DoctorCheck::pass(NAME, format!("the system call policy {shown} is there")),
        Ok(_) => DoctorCheck::fail(
            NAME,
            format!("the system call policy {shown} is no file"),
            "name the file; a container is not started without its filter",
        ),
        Err(error) => DoctorCheck::fail(
            NAME,
            format!("the system call policy {shown} cannot be read: {error}"),
            "put the file there, or remove the line; LXC's own is /usr/share/lxc/config/common.seccomp",
        ),
    };
    Some(check.at(needs.place(&given.origin)))
}

/// The program of a hook is there and can be executed.
fn hook_check(needs: &Needs<'_>, given: &Given<Hook>) -> Option<DoctorCheck> {
    const NAME: &str = "hook.program";
    let hook = &given.value;
    let program = hook.command.split_whitespace().next()?;
    if !program.starts_with('/') {
        return None;
    }
    let is_executable = |metadata: &std::fs::Metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0;
    let check = match std::fs::metadata(Path::new(program)) {
        Err(error) => DoctorCheck::fail(
            NAME,
            format!("{program}, run at {}: {error}", hook.phase),
            "put the program there, or remove the line: a hook that fails ends the start",
        ),
        Ok(metadata) if !is_executable(&metadata) => DoctorCheck::fail(
            NAME,
            format!("{program}, run at {}, cannot be executed", hook.phase),
            format!("`chmod +x {program}`"),
        ),
        Ok(_) => DoctorCheck::pass(NAME, format!("{program}, run at {}, is there", hook.phase)),
    };
    Some(check.at(needs.place(&given.origin)))
}

/// Modules that LXD and Incus load before a start.
fn modules(needs: &Needs<'_>, given: &Given<Kept>) -> Vec<DoctorCheck> {
    let kept = &given.value;
    if !kept.key.ends_with("linux.kernel_modules") {
        return Vec::new();
    }
    let names = kept.value.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| loaded(name).at(needs.place(&given.origin))).collect()
}

fn loaded(name: &str) -> DoctorCheck {
    let mend = format!("on the host: `modprobe {name}`, and its name into /etc/modules-load.d");
    match module_state(name) {
        Module::Here => DoctorCheck::pass("module.loaded", format!("{name} is there")),
        Module::Loadable => DoctorCheck::warn("module.loaded", format!("{name} is not loaded"), mend)
            .because("LXD loads it at start, Transom does not"),
        Module::Missing => DoctorCheck::fail(
            "module.loaded",
            format!("this kernel has no module {name}"),
            format!("another kernel, or take `{name}` out of the list"),
        ),
        Module::Unknown => DoctorCheck::warn(
            "module.loaded",
            format!("no sign of {name}, and this kernel has no list of modules"),
            mend,
        ),
    }
}
