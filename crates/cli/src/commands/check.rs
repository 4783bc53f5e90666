//! `transom check FILE`.

use transom_api as api;
use transom_engine::model::Severity;

use super::Outcome;
use crate::args::Check;
use crate::{exit, render, ui::Ui, wire};

/// Says what is wrong with a file.
pub fn run(ui: &mut Ui, args: &Check) -> Outcome {
    let loaded = transom_engine::check(&args.file, args.reading.release())?;
    let diagnostics = &loaded.reading.diagnostics;
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if ui.is_json {
        ui.json(&api::Check {
            file: args.file.display().to_string(),
            dialect: loaded.reading.dialect.word().to_owned(),
            dialect_reason: loaded.dialect_reason.to_owned(),
            diagnostics: diagnostics
                .iter()
                .map(|diagnostic| wire::diagnostic(&loaded.sources, diagnostic))
                .collect(),
            errors,
        });
    } else {
        render::diagnostics_list(ui, &loaded.sources, diagnostics);
        let title = loaded.reading.dialect.title();
        let file = args.file.display();
        ui.note(format!(
            "{file}: read as {title} ({}): {}, {}",
            loaded.dialect_reason,
            counted(errors, "error"),
            counted(warnings, "warning")
        ));
    }
    Ok(if errors > 0 { exit::CONFIGURATION } else { 0 })
}

fn counted(count: usize, word: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {word}{end}")
}
