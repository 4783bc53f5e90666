//! `transom doctor [TOPIC|FILE|NAME]`.

use std::path::Path;

use transom_api as api;
use transom_engine::{DoctorCheck, EngineError, Host, Topic, Verdict};

use super::Outcome;
use crate::args::Doctor;
use crate::ui::{Paint, Ui, tame};
use crate::{exit, wire};

/// Examines this host, a topic of it, or what a container needs; prints a line a check.
pub fn run(host: &Host, ui: &mut Ui, args: &Doctor) -> Outcome {
    let (what, checks) = examine(host, args)?;
    let summary = summarize(&checks);
    if ui.is_json {
        ui.json(&api::Doctor {
            topic: what,
            works: summary.failed == 0,
            summary,
            checks: checks.iter().map(wire::doctor_check).collect(),
        });
    } else {
        print(ui, &checks);
        ui.out(words(summary));
    }
    Ok(if summary.failed == 0 { 0 } else { exit::FAILED })
}

/// Names the stored container that may be reached into.
pub fn container(args: &Doctor) -> Option<&str> {
    match (&args.name, args.what.as_deref().and_then(Path::to_str)) {
        (Some(name), _) => Some(name),
        (None, Some(word)) if word.parse::<Topic>().is_err() => Some(word),
        (None, _) => None,
    }
}

fn examine(host: &Host, args: &Doctor) -> Result<(String, Vec<DoctorCheck>), EngineError> {
    let Some(what) = &args.what else {
        return Ok(("all".to_owned(), transom_engine::doctor(host, Topic::All)));
    };
    let topic: Option<Topic> = what.to_str().and_then(|word| word.parse().ok());
    let shown = what.display().to_string();
    match (topic, &args.name) {
        (Some(topic), None) => Ok((shown, transom_engine::doctor(host, topic))),
        (Some(topic), Some(name)) => Ok((shown, transom_engine::doctor_inside(host, name, topic)?)),
        (None, None) => Ok((shown, of_target(host, args, what)?)),
        (None, Some(name)) => Err(EngineError::refused(
            format!("`{shown}` is no topic that could be proved inside `{name}`"),
            topics(),
        )),
    }
}

fn of_target(host: &Host, args: &Doctor, what: &Path) -> Result<Vec<DoctorCheck>, EngineError> {
    // One word that is nothing was most likely meant as a topic.
    let is_word = what.components().count() == 1 && what.extension().is_none() && what != Path::new("-") && !what.exists();
    let is_stored = what.to_str().is_some_and(|name| transom_engine::exists(host, name));
    if is_word && !is_stored {
        let message = format!("`{}` is neither a topic, nor a file here, nor a container", what.display());
        return Err(EngineError::refused(message, topics()));
    }
    let target = transom_engine::target(host, what, args.reading.release())?;
    transom_engine::doctor_of(host, &target)
}

fn topics() -> String {
    format!("the topics are {}", Topic::EVERY.map(Topic::word).join(", "))
}

fn summarize(checks: &[DoctorCheck]) -> api::DoctorSummary {
    let count = |verdict| checks.iter().filter(|check| check.verdict == verdict).count();
    api::DoctorSummary {
        passed: count(Verdict::Pass),
        absent: count(Verdict::Absent),
        warned: count(Verdict::Warn),
        failed: count(Verdict::Fail),
    }
}

fn words(summary: api::DoctorSummary) -> String {
    let api::DoctorSummary {
        passed,
        absent,
        warned,
        failed,
    } = summary;
    let mut parts = vec![format!("{passed} good")];
    let further = [(warned, "worth a look"), (failed, "broken"), (absent, "not here")];
    parts.extend(
        further
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}")),
    );
    parts.join(", ")
}

/// A line for each check, what mends it below; the subjects stand in a column of their own.
fn print(ui: &mut Ui, checks: &[DoctorCheck]) {
    let width = checks.iter().map(|check| check.subject.len()).max().unwrap_or(0);
    for check in checks {
        let word = match check.verdict {
            Verdict::Pass => ui.mark(Paint::Green, "PASS"),
            Verdict::Absent => ui.mark(Paint::Dim, "----"),
            Verdict::Warn => ui.mark(Paint::Yellow, "WARN"),
            Verdict::Fail => ui.mark(Paint::Red, "FAIL"),
        };
        let place = check.place.as_deref().map(|place| format!("{place}: ")).unwrap_or_default();
        let reason = check
            .reason
            .as_deref()
            .map(|reason| format!(" ({reason})"))
            .unwrap_or_default();
        let text = tame(&format!("{place}{}{reason}", check.found)).replace('\n', " ");
        ui.out(format!("{word}  {:<width$}  {text}", check.subject));
        // What is only not here needs no mending unless somebody wants it.
        if let Some(mend) = check.mend.as_deref().filter(|_| check.verdict != Verdict::Absent) {
            ui.out(format!("      {:<width$}  {}", "", tame(mend).replace('\n', " ")));
        }
    }
}
