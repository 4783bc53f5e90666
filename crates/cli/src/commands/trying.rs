//! `transom try FILE`: what was substituted, what each line does, what works, then the command.
//!
//! All of it goes to standard error; standard output belongs to the command inside.

use std::time::Duration;

use transom_api as api;
use transom_engine::lifecycle::{self, ProbeReport, Ready, RunJob};
use transom_engine::model::Sources;
use transom_engine::plan::{MissingBridge, MissingLimit};
use transom_engine::{Host, LineVerdict, Substitution, Trial, TryOptions};

use super::Outcome;
use crate::args::Try;
use crate::terminal::{self, RawMode};
use crate::ui::{Paint, Ui, tame, to_json};
use crate::{exit, render, wire};

/// How long a tried container may take to shut down.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries a file.
pub fn run(host: &Host, ui: &mut Ui, args: &Try) -> Outcome {
    let loaded = transom_engine::check(&args.file, args.dialect)?;
    let terminal = terminal::size();
    let options = TryOptions {
        is_as_is: args.as_is,
        rootfs: args.rootfs.clone(),
        command: (!args.command.is_empty()).then(|| args.command.clone()),
        has_console: terminal.is_some(),
    };
    let trial = transom_engine::prepare(host, loaded, &options, &mut super::create::progress(ui))?;
    if !ui.is_json {
        before(ui, &trial);
    }
    let job = RunJob {
        name: trial.name.clone(),
        container: &trial.container,
        sources: &trial.loaded.sources,
        command: trial.command.clone(),
        probes: trial.probes.clone(),
        is_ephemeral: true,
        terminal,
        stop_timeout: PATIENCE,
        missing_limits: MissingLimit::Warn,
        missing_bridge: MissingBridge::Private,
    };
    let (mut raw, mut has_failed) = (None, false);
    let outcome = lifecycle::run(host, &job, &mut |ready: &Ready| {
        has_failed = ready.probes.iter().any(|report| report.outcome.is_err());
        after(ui, &trial, ready);
        raw = terminal.map(|_| RawMode::enter());
    });
    // Before anything is printed about a failure.
    drop(raw);
    let code = exit::code_of_exit(outcome?);
    Ok(if code == 0 && has_failed { exit::FAILED } else { code })
}

/// Prints what is known before the start.
fn before(ui: &mut Ui, trial: &Trial) {
    let sources = &trial.loaded.sources;
    let reading = &trial.loaded.reading;
    let file = trial.loaded.path.display().to_string();
    let title = ui.mark_err(Paint::Bold, &file);
    ui.note(format!(
        "{title}: read as {} ({})",
        reading.dialect.title(),
        trial.loaded.dialect_reason
    ));
    render::diagnostics_list(ui, sources, &reading.diagnostics);
    if !trial.substitutions.is_empty() {
        ui.note("\nThis host is another one than the file was written for. Put in place of what is not here:");
        substitutions(ui, sources, &trial.substitutions);
    }
    ui.note("\nWhat each line does:");
    for line in trial.sentences.iter().filter(|line| line.verdict != LineVerdict::Prose) {
        let place = ui.mark_err(Paint::Bold, &line.place);
        let verdict = ui.mark_err(paint_of(&line.verdict), line.verdict.word());
        ui.note(format!("  {place}  {}", ui.mark_err(Paint::Dim, &tame(&line.text))));
        ui.note(format!("      {verdict}: {}", tame(&line.sentence)));
        for remark in &line.remarks {
            ui.note(format!("      {}", tame(remark)));
        }
    }
}

/// Prints what was put in the place of what.
pub fn substitutions(ui: &mut Ui, sources: &Sources, substitutions: &[Substitution]) {
    for change in substitutions {
        let place = change
            .line
            .as_ref()
            .map_or_else(|| "(no line)".to_owned(), |origin| sources.describe(origin));
        let place = ui.mark_err(Paint::Bold, &place);
        ui.note(format!("  {place}  {}", ui.mark_err(Paint::Dim, &tame(&change.what))));
        ui.note(format!("      instead: {}", tame(&change.instead)));
        ui.note(format!("      because: {}", tame(&change.why)));
    }
}

fn paint_of(verdict: &LineVerdict) -> Paint {
    match verdict {
        LineVerdict::Works => Paint::Green,
        LineVerdict::Wrong => Paint::Red,
        LineVerdict::Replaced(_) => Paint::Yellow,
        LineVerdict::Prose | LineVerdict::NoEffect | LineVerdict::NotYet | LineVerdict::Elsewhere => Paint::Dim,
    }
}

/// Prints what the probes found, now that the container runs.
fn after(ui: &mut Ui, trial: &Trial, ready: &Ready) {
    let sources = &trial.loaded.sources;
    if ui.is_json {
        ui.err(to_json(&api::Try {
            file: trial.loaded.path.display().to_string(),
            name: trial.name.clone(),
            pid: ready.pid,
            substitutions: wire::substitutions(sources, &trial.substitutions),
            lines: trial.sentences.iter().map(wire::try_line).collect(),
            probes: ready.probes.iter().map(|report| wire::try_probe(sources, report)).collect(),
        }));
        return;
    }
    if !ready.probes.is_empty() {
        ui.note("\nTried inside the container:");
    }
    for report in &ready.probes {
        probe(ui, sources, report);
    }
    if let Some(command) = &trial.command {
        ui.note(format!(
            "\nRunning {} in {} (pid {}):",
            tame(&command.join(" ")),
            trial.name,
            ready.pid
        ));
    }
}

fn probe(ui: &mut Ui, sources: &Sources, report: &ProbeReport) {
    let (word, text) = match &report.outcome {
        Ok(text) => (ui.mark_err(Paint::Green, "PASS"), text),
        Err(text) => (ui.mark_err(Paint::Red, "FAIL"), text),
    };
    let line = format!(
        "  {word}  {}: {} ({})",
        wire::probe(report.probe),
        tame(text),
        sources.describe(&report.cause)
    );
    // A failure is a result, not a note.
    if report.outcome.is_ok() { ui.note(line) } else { ui.err(line) }
}
