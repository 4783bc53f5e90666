//! Looks at the host for a plan: only what this container's plan asks about. For a recorded host (`recording.rs`) the recording
//! answers, and nothing of this machine is looked at.

use std::path::PathBuf;

use transom_model::{Container, HostFacts};

use crate::{EngineError, Host};

/// Looks at the host for this container, and at further paths.
///
/// # Errors
/// If a path or an interface is asked for in a way that cannot be looked at; today nothing is.
pub fn facts_for(host: &Host, container: &Container, further: &[PathBuf]) -> Result<HostFacts, EngineError> {
    let mut wants = transom_plan::wants(container);
    wants.paths.extend(further.iter().cloned());
    let Some(recorded) = host.recorded() else {
        return Ok(transom_runtime::probe(&wants));
    };
    let mut facts = recorded.clone();
    facts.expect_paths(wants.paths);
    Ok(facts)
}

/// Lists the paths that a container asks about and a recording has nothing of: they count as missing, and may be there all the same.
/// Of /dev a whole recording has everything.
pub fn unrecorded_paths(host: &Host, container: &Container) -> Vec<PathBuf> {
    let Some(recorded) = host.recorded() else {
        return Vec::new();
    };
    let is_known = |path: &PathBuf| recorded.paths.contains_key(path) || (recorded.is_whole && path.starts_with("/dev"));
    let wants = transom_plan::wants(container);
    wants.paths.into_iter().filter(|path| !is_known(path)).collect()
}

/// Returns the host's memory, bytes.
pub fn host_memory(host: &Host) -> Option<u64> {
    if let Some(recorded) = host.recorded() {
        return recorded.memory;
    }
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

/// Returns the host's processor in Debian's word.
pub fn host_arch(host: &Host) -> String {
    let machine = host.recorded().map(|recorded| recorded.machine.as_str());
    match machine.unwrap_or(std::env::consts::ARCH) {
        "" => "amd64",
        "i386" | "i686" => "i386",
        "armv6l" | "armv7l" | "armv8l" => "armhf",
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "i386",
        "arm" => "armhf",
        other => other,
    }
    .to_owned()
}

/// Refuses when the caller does not have all rights over this machine; `doing` is the subject of the sentence.
///
/// # Errors
/// Names what is missing.
pub fn expect_root(doing: &str) -> Result<(), EngineError> {
    let uid = rustix::process::geteuid();
    let whole_map = ["0", "0", "4294967295"];
    let is_whole = || std::fs::read_to_string("/proc/self/uid_map").is_ok_and(|map| map.split_whitespace().eq(whole_map));
    let who = match (uid.is_root(), uid.is_root() && is_whole()) {
        (_, true) => return Ok(()),
        (true, _) => "this is root of a user namespace only".to_owned(),
        (false, _) => format!("this is user {}", uid.as_raw()),
    };
    Err(EngineError::refused(
        format!("{doing} needs root, for its id range, device nodes and control groups; {who}"),
        "run it with `sudo`; `check` and `plan` work for everybody, and full use without root comes later",
    ))
}
