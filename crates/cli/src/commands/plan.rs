//! `transom plan FILE|NAME`.

use transom_api as api;
use transom_engine::model::Sources;
use transom_engine::plan::{Plan, Problem};
use transom_engine::{EngineError, Host, Loaded, Substitution, Target, TryOptions, step_sentence};

use super::{Outcome, trying};
use crate::args;
use crate::ui::{Paint, Ui, tame};
use crate::{render, wire};

/// Shows every step that a start would take.
pub fn run(host: &Host, ui: &mut Ui, args: &args::Plan) -> Outcome {
    let host = &super::host::elsewhere(host, ui, &args.elsewhere)?;
    let target = transom_engine::target_over(host, &args.target, &args.layers.profiles, args.reading.release())?;
    let unrecorded = transom_engine::unrecorded_paths(host, &target.loaded().reading.container);
    for path in &unrecorded {
        let path = path.display();
        ui.note(format!(
            "note: the recording does not have {path}, which counts as missing; `host facts --for` records it"
        ));
    }
    let command = (!args.command.is_empty()).then(|| args.command.clone());
    let planning = transom_engine::plan_for(host, &target, command.clone())?;
    let problems = match planning.outcome {
        Ok(plan) => {
            return show(
                ui,
                &Shown {
                    name: &planning.name,
                    loaded: &planning.loaded,
                    plan: &plan,
                    problems: &[],
                    substitutions: &[],
                },
            );
        }
        Err(problems) => problems,
    };
    let Target::File(loaded) = target else {
        return Err(cannot_start(planning.name, &planning.loaded.sources, problems));
    };
    if args.as_written {
        return Err(cannot_start(planning.name, &planning.loaded.sources, problems));
    }
    let trial = transom_engine::prepare(
        host,
        *loaded,
        &TryOptions {
            command,
            has_console: true,
            is_dry: true,
            ..TryOptions::default()
        },
        &mut |_| (),
    )?;
    let shown = Shown {
        name: &planning.name,
        loaded: &trial.loaded,
        plan: &trial.plan,
        problems: &problems,
        substitutions: &trial.substitutions,
    };
    show(ui, &shown)
}

struct Shown<'a> {
    name: &'a str,
    loaded: &'a Loaded,
    plan: &'a Plan,
    problems: &'a [Problem],
    substitutions: &'a [Substitution],
}

fn cannot_start(name: String, sources: &Sources, problems: Vec<Problem>) -> EngineError {
    EngineError::CannotStart {
        name,
        sources: Box::new(sources.clone()),
        problems,
    }
}

fn show(ui: &mut Ui, shown: &Shown<'_>) -> Outcome {
    let sources = &shown.loaded.sources;
    if ui.is_json {
        ui.json(&api::Plan {
            name: shown.name.to_owned(),
            problems: wire::problems(sources, shown.problems),
            substitutions: wire::substitutions(sources, shown.substitutions),
            steps: wire::steps(sources, shown.plan, ui.book()),
            remarks: wire::remarks(sources, shown.plan),
        });
        return Ok(0);
    }
    if !shown.problems.is_empty() {
        for problem in shown.problems {
            render::warning(
                ui,
                sources,
                &format!("as written it cannot start here: {}", problem.message),
                &problem.cause,
                problem.hint.as_ref().map(ToString::to_string).as_deref(),
            );
        }
        ui.note("these are the steps of `transom try`, which substitutes what this host lacks:");
        trying::substitutions(ui, sources, shown.substitutions);
        ui.note("");
    }
    steps(ui, sources, shown.plan);
    render::remarks(ui, sources, &shown.plan.remarks);
    Ok(0)
}

/// One line a step: number, side, sentence, and at the right the cause.
fn steps(ui: &mut Ui, sources: &Sources, plan: &Plan) {
    let rows: Vec<(String, String)> = plan
        .steps
        .iter()
        .map(|planned| {
            (
                tame(&step_sentence(&planned.step, ui.book())),
                tame(&sources.describe(&planned.cause)),
            )
        })
        .collect();
    let width = rows
        .iter()
        .map(|(text, _)| text.chars().count())
        .filter(|width| *width <= 90)
        .max()
        .unwrap_or(0);
    for (index, (planned, (text, cause))) in plan.steps.iter().zip(&rows).enumerate() {
        let side = wire::side(planned.step.side());
        let paint = if planned.cause.line().is_some() {
            Paint::Bold
        } else {
            Paint::Dim
        };
        let cause = ui.mark(paint, cause);
        ui.out(format!("{:>3}  {side:<6}  {text:<width$}  {cause}", index + 1));
    }
}
