//! `transom completions` and `transom man`, hidden: for packages.

use std::path::Path;

use clap::CommandFactory;
use transom_engine::EngineError;

use super::Outcome;
use crate::args::Arguments;

/// Prints a completion script.
pub fn completions(shell: clap_complete::Shell) -> Outcome {
    clap_complete::generate(shell, &mut Arguments::command(), "transom", &mut std::io::stdout());
    Ok(0)
}

/// Writes the manual pages.
pub fn manuals(dir: &Path) -> Outcome {
    let fail = |error| EngineError::io("write", dir, error);
    std::fs::create_dir_all(dir).map_err(fail)?;
    clap_mangen::generate_to(Arguments::command(), dir).map_err(fail)?;
    Ok(0)
}
