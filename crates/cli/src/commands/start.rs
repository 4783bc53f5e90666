//! `transom start NAME`.

use transom_api as api;
use transom_engine::Host;
use transom_engine::lifecycle::{self, StartArgs};

use super::Outcome;
use crate::args::Start;
use crate::render;
use crate::ui::Ui;

/// Starts a stored container in the background.
pub fn run(host: &Host, ui: &mut Ui, args: &Start) -> Outcome {
    let started = lifecycle::start(host, &args.name, &choices(args))?;
    render::notes(ui, &started.remarks);
    if ui.is_json {
        ui.json(&api::Started {
            name: args.name.clone(),
            pid: started.pid,
        });
    } else {
        ui.note(format!("started {} (pid {})", args.name, started.pid));
    }
    Ok(0)
}

/// What the arguments of `start`, and of the monitor that it runs, decide.
pub fn choices(args: &Start) -> StartArgs {
    StartArgs {
        command: (!args.command.is_empty()).then(|| args.command.clone()),
    }
}
