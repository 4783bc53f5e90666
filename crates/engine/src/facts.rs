//! Looks at the host for a plan: only what this container's plan asks about.

use std::path::PathBuf;

use transom_model::{Container, HostFacts};

use crate::{EngineError, Host};

/// Looks at the host for this container, and at further paths.
///
/// # Errors
/// If a path or an interface is asked for in a way that cannot be looked at; today nothing is.
pub fn facts_for(_host: &Host, container: &Container, further: &[PathBuf]) -> Result<HostFacts, EngineError> {
    let mut wants = transom_plan::wants(container);
    wants.paths.extend(further.iter().cloned());
    Ok(transom_runtime::probe(&wants))
}

/// Reads the host's memory, bytes.
pub fn host_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes << 10)
}

/// Returns the host's processor in Debian's word.
pub fn host_arch() -> String {
    match std::env::consts::ARCH {
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
