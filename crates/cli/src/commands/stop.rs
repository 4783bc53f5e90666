//! `transom stop NAME`.

use std::time::Duration;

use transom_api as api;
use transom_engine::Host;
use transom_engine::lifecycle::{self, StopOutcome};

use super::Outcome;
use crate::args::Stop;
use crate::ui::Ui;

/// Asks a container to shut down, and kills it after a while.
pub fn run(host: &Host, ui: &mut Ui, args: &Stop) -> Outcome {
    let outcome = lifecycle::stop(host, &args.name, Duration::from_secs(args.timeout))?;
    let killed = outcome == StopOutcome::Killed;
    if ui.is_json {
        ui.json(&api::Stopped {
            name: args.name.clone(),
            killed,
        });
    } else if killed {
        ui.note(format!("killed {}: it did not shut down in {} s", args.name, args.timeout));
    } else {
        ui.note(format!("stopped {}", args.name));
    }
    Ok(0)
}
