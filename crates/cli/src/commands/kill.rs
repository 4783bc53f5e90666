//! `transom kill NAME`.

use transom_engine::model::Signal;
use transom_engine::{Host, lifecycle};

use super::Outcome;
use crate::args::Kill;
use crate::ui::Ui;

/// Sends a signal to a container's first process.
pub fn run(host: &Host, ui: &mut Ui, args: &Kill) -> Outcome {
    lifecycle::kill(host, &args.name, Signal(args.signal))?;
    ui.note(format!("sent signal {} to {}", args.signal, args.name));
    Ok(0)
}
