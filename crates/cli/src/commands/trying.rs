//! `transom try FILE`: what was substituted, what each line does, what works, then the command.
//!
//! All of it goes to standard error; standard output belongs to the command inside.

use std::time::Duration;

use transom_api as api;
use transom_engine::lifecycle::{self, ProbeReport, Ready, RunJob};
use transom_engine::model::{Diagnostic, Sources};
use transom_engine::plan::{MissingBridge, MissingLimit};
use transom_engine::{ClosedDevice, Host, LineVerdict, Substitution, Trial, TryOptions};

use super::Outcome;
use crate::args::Try;
use crate::terminal::{self, RawMode};
use crate::ui::{Paint, Ui, tame, to_json};
use crate::{exit, render, wire};

/// How long a tried container may take to shut down.
const PATIENCE: Duration = Duration::from_secs(5);

/// Tries a file.
pub fn run(host: &Host, ui: &mut Ui, args: &Try) -> Outcome {
    let loaded = transom_engine::load_over(&args.file, &args.layers.profiles, args.reading.release())?;
    let terminal = terminal::size();
    let options = TryOptions {
        is_as_is: args.as_is,
        rootfs: args.rootfs.clone(),
        command: (!args.command.is_empty()).then(|| args.command.clone()),
        has_console: terminal.is_some(),
        is_dry: false,
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
    if code != 0 && !trial.closed.is_empty() && !ui.is_json {
        render::hint(ui, &closed_hint(&trial, code));
    }
    Ok(if code == 0 && has_failed { exit::FAILED } else { code })
}

/// A program that needs a closed device rarely says which line is missing.
fn closed_hint(trial: &Trial, code: u8) -> String {
    let command = trial.command.as_ref().and_then(|words| words.first());
    let command = command.map_or("its init", |word| word.rsplit('/').next().unwrap_or(word));
    let file = trial.loaded.path.file_name().unwrap_or_default().to_string_lossy();
    let missing: Vec<String> = trial
        .closed
        .iter()
        .map(|closed| format!("no {}: add {} to {file}", closed.node.display(), lines_of(closed)))
        .collect();
    let missing = missing.join("; and ");
    format!("{command} ended with status {code}; if it needs a device, this container has {missing}")
}

fn lines_of(closed: &ClosedDevice) -> String {
    format!("`{}`", closed.lines.join("` and `"))
}

/// A try brings its own root and name, so that a file without them lacks nothing.
fn is_answered(found: &Diagnostic, trial: &Trial) -> bool {
    let has_root = trial.container.root.is_some();
    matches!((found.code, has_root), ("no-vmid" | "no-arch", _) | ("no-root", true))
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
    let is_news = |found: &&Diagnostic| !is_answered(found, trial);
    let diagnostics: Vec<Diagnostic> = reading.diagnostics.iter().filter(is_news).cloned().collect();
    render::diagnostics_list(ui, sources, &diagnostics);
    if !trial.substitutions.is_empty() {
        ui.note("\nThis host is another one than the file was written for. Put in place of what is not here:");
        substitutions(ui, sources, &trial.substitutions);
    }
    ui.note("\nWhat each line does:");
    for line in trial
        .sentences(ui.book())
        .iter()
        .filter(|line| line.verdict != LineVerdict::Prose)
    {
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
            lines: trial.sentences(ui.book()).iter().map(wire::try_line).collect(),
            closed: trial.closed.iter().map(wire::closed_device).collect(),
            probes: ready.probes.iter().map(|report| wire::try_probe(sources, report)).collect(),
        }));
        return;
    }
    if !ready.probes.is_empty() || !trial.closed.is_empty() {
        ui.note("\nTried inside the container:");
    }
    for report in &ready.probes {
        probe(ui, sources, report);
    }
    for closed in &trial.closed {
        let (word, node) = (ui.mark_err(Paint::Dim, "closed"), closed.node.display());
        let (probe, lines) = (wire::probe(closed.probe), lines_of(closed));
        ui.note(format!("  {word}  {probe}: no line opens {node}; {lines} would"));
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
