//! What a command returns to the shell.
//!
//! 0 done; 1 it failed; 2 wrong usage; 3 the configuration has errors. Where the status belongs to a command that runs inside
//! (`run`, `exec`, `try`, `shell`), Transom's own failures are 125, 126 when the command cannot be executed, 127 when it is
//! not there, and 128+n when a signal ended it.

use transom_engine::lifecycle::Exit;
use transom_engine::{EngineError, ErrorKind};

use crate::args::Command;

/// It failed.
pub const FAILED: u8 = 1;
/// Wrong usage.
pub const USAGE: u8 = 2;
/// The configuration has errors.
pub const CONFIGURATION: u8 = 3;
/// Transom itself failed where the status is a command's.
pub const TRANSOM: u8 = 125;

/// Returns the status of an error.
pub fn code_of(error: &EngineError, command: &Command) -> u8 {
    let is_commands = matches!(
        command,
        Command::Run(_) | Command::Try(_) | Command::Exec(_) | Command::Shell(_)
    );
    match error.kind() {
        ErrorKind::Configuration => CONFIGURATION,
        ErrorKind::Usage => USAGE,
        ErrorKind::NotExecutable => 126,
        ErrorKind::CommandNotFound => 127,
        ErrorKind::Failed if is_commands => TRANSOM,
        ErrorKind::Failed => FAILED,
    }
}

/// Returns the status that a command's end stands for.
pub fn code_of_exit(exit: Exit) -> u8 {
    match exit {
        Exit::Code(code) => u8::try_from(code & 0xff).unwrap_or(FAILED),
        Exit::Signal(signal) => 128_u8.saturating_add(u8::try_from(signal).unwrap_or(0)),
    }
}
