//! Reading without doing: `check` for the file alone, `plan` for the file on this host.

use std::path::Path;

use transom_model::{Container, HostFacts, Release};
use transom_plan::{Plan, Problem, StartOptions};

use crate::{EngineError, Host, Loaded, Target, facts_for, load};

/// Reads a file and everything it includes; what it has to say is in the reading.
///
/// # Errors
/// If the file cannot be read.
pub fn check(path: &Path, release: Option<Release>) -> Result<Loaded, EngineError> {
    load(path, release)
}

/// A start as it would happen, and nothing done.
#[derive(Debug, Clone)]
pub struct Planning {
    /// The container's name.
    pub name: String,
    /// Its file.
    pub loaded: Loaded,
    /// Every step, or every reason why not.
    pub outcome: Result<Plan, Vec<Problem>>,
}

/// Plans the start of a file or a stored container exactly as written.
///
/// # Errors
/// If the file has errors or the host cannot be looked at. A container that cannot start is an outcome.
pub fn plan_for(host: &Host, target: &Target, command: Option<Vec<String>>) -> Result<Planning, EngineError> {
    let loaded = target.loaded().clone().without_errors()?;
    // Nothing is done, so anybody may ask what root's start would do.
    let facts = HostFacts {
        is_root: true,
        ..facts_for(host, &loaded.reading.container, &[])?
    };
    let options = StartOptions {
        name: target.name(),
        command,
        has_console: true,
        ..StartOptions::default()
    };
    let outcome = plan_of(&loaded.reading.container, &facts, &options);
    Ok(Planning {
        name: target.name(),
        loaded,
        outcome,
    })
}

/// Plans a start from what was seen of the host.
///
/// # Errors
/// Every reason why the container cannot start here.
pub fn plan_of(container: &Container, facts: &HostFacts, options: &StartOptions) -> Result<Plan, Vec<Problem>> {
    transom_plan::start(container, facts, options)
}
