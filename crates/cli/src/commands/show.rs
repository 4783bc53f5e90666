//! `transom show FILE|NAME` and `transom diff A B`.

use transom_api as api;
use transom_engine::model::{Fact, Sources, Topic, facts};
use transom_engine::{Host, Loaded, differences};

use super::Outcome;
use super::list::bytes;
use crate::args::{Diff, Show};
use crate::ui::{Paint, Ui, tame};
use crate::wire;

/// Shows what a container comes to, and which line or default says so.
pub fn run(host: &Host, ui: &mut Ui, args: &Show) -> Outcome {
    let target = transom_engine::target_over(host, &args.target, &args.layers.profiles, args.dialect)?;
    let loaded = target.loaded();
    if let Some(dialect) = args.form {
        ui.out(transom_engine::print_as(loaded, dialect)?.trim_end_matches('\n'));
        return Ok(0);
    }
    let all = facts(&loaded.reading.container);
    let shown: Vec<&Fact<'_>> = all
        .iter()
        .filter(|fact| args.expanded || fact.origin.line().is_some())
        .collect();
    if ui.is_json {
        ui.json(&api::Shown {
            file: loaded.path.display().to_string(),
            dialect: wire::release(loaded),
            facts: shown.iter().map(|fact| wire::fact(&loaded.sources, fact)).collect(),
        });
        return Ok(0);
    }
    print(ui, &loaded.sources, &shown);
    let hidden = all.len() - shown.len();
    if hidden > 0 {
        ui.note(format!("and {hidden} more by default; `--expanded` shows them"));
    }
    Ok(0)
}

/// A heading for each topic, a line for each fact, the place at the right.
fn print(ui: &mut Ui, sources: &Sources, facts: &[&Fact<'_>]) {
    let texts: Vec<String> = facts.iter().map(|fact| text(fact)).collect();
    let width = texts
        .iter()
        .map(|text| text.chars().count())
        .filter(|width| *width <= 80)
        .max()
        .unwrap_or(0);
    let mut topic = None;
    for (fact, text) in facts.iter().zip(&texts) {
        if topic != Some(fact.topic) {
            ui.out(ui.mark(Paint::Bold, fact.topic.word()));
            topic = Some(fact.topic);
        }
        let place = ui.mark(Paint::Dim, &tame(&sources.describe(fact.origin)));
        ui.out(format!("  {text:<width$}  {place}"));
    }
}

fn text(fact: &Fact<'_>) -> String {
    let separator = if fact.about.is_empty() { "" } else { ": " };
    format!("{}{separator}{}", tame(&fact.about), value(fact))
}

/// What a fact says, on one line; sizes also in a unit that people read.
fn value(fact: &Fact<'_>) -> String {
    let words = tame(&fact.words()).replace('\n', "\\n");
    let is_size = fact.topic == Topic::Limit && matches!(fact.about.as_ref(), "memory" | "memory high" | "swap");
    match words.parse::<u64>() {
        Ok(size) if is_size && size >= 1024 => format!("{words} ({})", bytes(size)),
        _ => words,
    }
}

/// Shows in what two containers differ, by meaning.
pub fn diff(host: &Host, ui: &mut Ui, args: &Diff) -> Outcome {
    let left = transom_engine::target(host, &args.left, args.left_as)?;
    let right = transom_engine::target(host, &args.right, args.right_as)?;
    let (left, right) = (left.loaded(), right.loaded());
    let found = differences(left, right);
    let shown: Vec<_> = found
        .iter()
        .filter(|difference| {
            let is_line = |fact: &Fact<'_>| fact.origin.line().is_some();
            args.expanded || difference.left.iter().chain(&difference.right).any(is_line)
        })
        .collect();
    if ui.is_json {
        ui.json(&api::Diff {
            left: left.path.display().to_string(),
            right: right.path.display().to_string(),
            differences: shown
                .iter()
                .map(|difference| wire::difference(left, right, difference))
                .collect(),
        });
        return Ok(u8::from(!shown.is_empty()));
    }
    for difference in &shown {
        let about = [difference.topic.word(), &difference.about].join(" ");
        ui.out(ui.mark(Paint::Bold, &tame(about.trim_end())));
        side(ui, left, &difference.left, ("-", Paint::Red));
        side(ui, right, &difference.right, ("+", Paint::Green));
    }
    let hidden = found.len() - shown.len();
    if hidden > 0 {
        ui.note(format!(
            "and {hidden} more between the two managers' defaults; `--expanded` shows them"
        ));
    }
    Ok(u8::from(!shown.is_empty()))
}

fn side(ui: &mut Ui, loaded: &Loaded, facts: &[Fact<'_>], (sign, paint): (&str, Paint)) {
    for fact in facts {
        let place = ui.mark(Paint::Dim, &tame(&loaded.sources.describe(fact.origin)));
        let line = format!("  {sign} {}", value(fact));
        ui.out(format!("{}  {place}", ui.mark(paint, &line)));
    }
}
