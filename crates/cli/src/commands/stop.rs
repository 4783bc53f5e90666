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
    if ui.is_json {
        let killed = outcome != StopOutcome::Halted;
        ui.json(&api::Stopped {
            name: args.name.clone(),
            killed,
        });
        return Ok(0);
    }
    let name = &args.name;
    ui.note(match outcome {
        StopOutcome::Halted => format!("stopped {name}"),
        StopOutcome::Killed => format!("killed {name}: it did not shut down in {} s", args.timeout),
        StopOutcome::NeverAsked => format!("killed {name}: its init takes none of the signals that ask for shutdown"),
    });
    Ok(0)
}
