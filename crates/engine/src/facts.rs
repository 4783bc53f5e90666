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
