//! `transom run FILE|NAME`: exactly as written, in the foreground.

use std::time::Duration;

use transom_engine::Host;
use transom_engine::lifecycle::{self, RunJob};
use transom_engine::plan::{MissingBridge, MissingLimit};

use super::Outcome;
use crate::args::Run;
use crate::terminal::{self, RawMode};
use crate::ui::Ui;
use crate::{exit, render};

/// Runs a file or a stored container.
pub fn run(host: &Host, ui: &mut Ui, args: &Run) -> Outcome {
    let target = transom_engine::target_over(host, &args.target, &args.layers.profiles, args.reading.release())?;
    let loaded = target.loaded().clone().without_errors()?;
    transom_engine::expect_root("running a container")?;
    let terminal = terminal::size();
    let job = RunJob {
        name: target.name(),
        container: &loaded.reading.container,
        sources: &loaded.sources,
        command: (!args.command.is_empty()).then(|| args.command.clone()),
        probes: Vec::new(),
        is_ephemeral: matches!(target, transom_engine::Target::File(_)),
        terminal,
        stop_timeout: Duration::from_secs(args.timeout),
        missing_limits: MissingLimit::Refuse,
        missing_bridge: MissingBridge::Refuse,
    };
    let mut raw = None;
    let outcome = lifecycle::run(host, &job, &mut |ready| {
        render::notes(ui, &ready.remarks);
        raw = terminal.map(|_| RawMode::enter());
    });
    // Before anything is printed about a failure.
    drop(raw);
    Ok(exit::code_of_exit(outcome?))
}
