//! `transom set FILE|NAME KEY VALUE` and `transom unset FILE|NAME KEY`.

use std::path::Path;

use similar::{ChangeTag, TextDiff};
use transom_api as api;
use transom_engine::lifecycle::{self, State};
use transom_engine::{Edit, Edited, Host, Target};

use super::Outcome;
use crate::args::{Set, Unset};
use crate::ui::{Paint, Ui, tame};

/// Gives a key a value.
pub fn set(host: &Host, ui: &mut Ui, args: &Set) -> Outcome {
    let change = Edit::Set {
        key: &args.key,
        value: &args.value,
    };
    run(host, ui, (&args.target, args.reading.release()), &change, args.dry_run)
}

/// Takes a key out.
pub fn unset(host: &Host, ui: &mut Ui, args: &Unset) -> Outcome {
    run(
        host,
        ui,
        (&args.target, args.reading.release()),
        &Edit::Unset { key: &args.key },
        args.dry_run,
    )
}

type File<'a> = (&'a Path, Option<transom_engine::model::Release>);

fn run(host: &Host, ui: &mut Ui, (file, release): File<'_>, change: &Edit<'_>, is_dry: bool) -> Outcome {
    let target = transom_engine::target(host, file, release)?;
    let edited = transom_engine::edit(&target, change)?;
    let is_changed = edited.before != edited.after;
    if is_changed && !is_dry {
        transom_engine::save(host, &target, &edited)?;
    }
    let (removed, added) = changed_lines(&edited);
    if ui.is_json {
        ui.json(&api::Edited {
            file: edited.path.display().to_string(),
            changed: is_changed,
            written: is_changed && !is_dry,
            removed: owned(&removed),
            added: owned(&added),
        });
        return Ok(0);
    }
    if !is_changed {
        ui.note(format!("{} says so already", edited.path.display()));
    }
    show(ui, &edited);
    let is_running =
        matches!(&target, Target::Stored(stored) if matches!(lifecycle::state(host, &stored.name), State::Running { .. }));
    if is_running && is_changed && !is_dry {
        ui.note("the container is running; the change takes effect when it is started again");
    }
    Ok(0)
}

/// Shows the lines taken out, then those put in.
pub(super) fn show(ui: &mut Ui, edited: &Edited) {
    let (removed, added) = changed_lines(edited);
    for (sign, paint, lines) in [("-", Paint::Red, removed), ("+", Paint::Green, added)] {
        for (number, text) in lines {
            let line = format!("{sign} {}:{number}: {}", edited.path.display(), tame(text));
            ui.out(ui.mark(paint, &line));
        }
    }
}

type Numbered<'t> = Vec<(usize, &'t str)>;

pub(super) fn owned(lines: &[(usize, &str)]) -> Vec<(usize, String)> {
    lines.iter().map(|(number, text)| (*number, (*text).to_owned())).collect()
}

/// The lines taken out and put in, with their numbers in the old and the new file.
pub(super) fn changed_lines(edited: &Edited) -> (Numbered<'_>, Numbered<'_>) {
    let diff = TextDiff::from_lines(&edited.before, &edited.after);
    let (mut removed, mut added) = (Vec::new(), Vec::new());
    for change in diff.iter_all_changes() {
        let text = change.value().trim_end_matches(['\r', '\n']);
        match change.tag() {
            ChangeTag::Equal => {}
            ChangeTag::Delete => removed.extend(change.old_index().map(|at| (at + 1, text))),
            ChangeTag::Insert => added.extend(change.new_index().map(|at| (at + 1, text))),
        }
    }
    (removed, added)
}
