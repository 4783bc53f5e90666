//! The user's terminal: its size, and raw mode for as long as something inside has it.

use std::io::IsTerminal;

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use transom_engine::lifecycle::TerminalSize;

/// Returns the size of the terminal, if standard input and output are one.
pub fn size() -> Option<TerminalSize> {
    let is_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    is_terminal.then(size_of_stdin)
}

fn size_of_stdin() -> TerminalSize {
    match tcgetwinsize(std::io::stdin()) {
        Ok(size) if size.ws_row > 0 && size.ws_col > 0 => TerminalSize {
            rows: size.ws_row,
            columns: size.ws_col,
        },
        _ => USUAL,
    }
}

/// Returns how many columns standard output has; of a file or a pipe, as many as read well.
pub fn width() -> usize {
    match tcgetwinsize(std::io::stdout()) {
        Ok(size) if size.ws_col >= 40 => size.ws_col.into(),
        _ => 100,
    }
}

/// Raw mode; the terminal is as it was when this is dropped.
#[derive(Debug)]
pub struct RawMode {
    before: Option<Termios>,
}

impl RawMode {
    /// Switches standard input to raw mode, if it is a terminal.
    pub fn enter() -> Self {
        let before = tcgetattr(std::io::stdin()).ok();
        if let Some(before) = &before {
            let mut raw = before.clone();
            raw.make_raw();
            // Without raw mode the session is awkward and still works.
            tcsetattr(std::io::stdin(), OptionalActions::Drain, &raw).ok();
        }
        Self { before }
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            tcsetattr(std::io::stdin(), OptionalActions::Drain, before).ok();
        }
    }
}

/// The size of a terminal that does not know its own.
pub const USUAL: TerminalSize = TerminalSize { rows: 24, columns: 80 };
