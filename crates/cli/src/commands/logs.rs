//! `transom logs NAME`.

use std::io::ErrorKind;

use transom_engine::{EngineError, Host, lifecycle};

use super::Outcome;
use crate::args::Logs;
use crate::ui::Ui;

/// Prints what a container's console has printed.
pub fn run(host: &Host, ui: &mut Ui, args: &Logs) -> Outcome {
    let path = lifecycle::logs(host, &args.name)?;
    if args.path {
        ui.out(path.display().to_string());
        return Ok(0);
    }
    let mut file = match std::fs::File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound && transom_engine::exists(host, &args.name) => {
            ui.note(format!("{} has printed nothing yet", args.name));
            return Ok(0);
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(EngineError::NoSuchContainer { name: args.name.clone() }),
        other => other.map_err(|error| EngineError::io("read", &path, error))?,
    };
    match std::io::copy(&mut file, &mut std::io::stdout().lock()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(EngineError::io("read", &path, error)),
        _ => Ok(0),
    }
}
