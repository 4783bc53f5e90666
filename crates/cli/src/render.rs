//! Errors and findings with the lines they are about.
//!
//! The head says what, the arrow says where, the line is shown with the part underlined, and `hint:` says the way on.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet, renderer::DecorStyle};
use transom_engine::EngineError;
use transom_engine::model::{Diagnostic, Origin, Severity, Sources};
use transom_engine::plan::Remark;

use crate::ui::{Paint, Ui, tame};

/// One message about a place.
struct Message<'a> {
    severity: Severity,
    text: String,
    /// The lint's id, for `transom fix --only`.
    code: Option<&'a str>,
    origin: &'a Origin,
    label: Option<&'a str>,
    hint: Option<&'a str>,
}

/// Prints an error with everything it carries.
pub fn error(ui: &mut Ui, error: &EngineError) {
    match error {
        EngineError::Configuration {
            sources, diagnostics, ..
        } => {
            diagnostics_list(ui, sources, diagnostics);
            head(ui, Severity::Error, &error.to_string());
        }
        EngineError::NotAConfiguration { sources, diagnostic, .. } => {
            diagnostics_list(ui, sources, std::slice::from_ref(diagnostic))
        }
        EngineError::CannotStart { name, sources, problems } => {
            for problem in problems {
                let text = format!("container {name} cannot start: {}", problem.message);
                let hint = problem.hint.as_ref().map(ToString::to_string);
                let message = Message {
                    severity: Severity::Error,
                    text,
                    code: None,
                    origin: &problem.cause,
                    label: None,
                    hint: hint.as_deref(),
                };
                place(ui, sources, &message);
            }
        }
        EngineError::Step {
            cause, sources, hint, ..
        } => {
            let message = Message {
                severity: Severity::Error,
                text: error.to_string(),
                code: None,
                origin: cause,
                label: Some("asks for this"),
                hint: hint.as_deref(),
            };
            place(ui, sources, &message);
        }
        other => {
            head(ui, Severity::Error, &other.to_string());
            if let Some(text) = other.hint() {
                hint(ui, &text);
            }
        }
    }
}

/// Prints findings, in their order.
pub fn diagnostics_list(ui: &mut Ui, sources: &Sources, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        let message = Message {
            severity: diagnostic.severity,
            text: diagnostic.message.clone(),
            code: is_lint(diagnostic.code).then_some(diagnostic.code),
            origin: &diagnostic.origin,
            label: diagnostic.label.as_deref(),
            hint: diagnostic.hint.as_deref(),
        };
        place(ui, sources, &message);
    }
}

/// Says whether a code is a lint's id; those of readers are for programs.
fn is_lint(code: &str) -> bool {
    code.starts_with('T')
}

/// Prints what a plan has to say, a line each.
pub fn remarks(ui: &mut Ui, sources: &Sources, remarks: &[Remark]) {
    let text = |remark: &Remark| format!("{} ({})", remark.text, sources.describe(&remark.cause));
    notes(ui, &remarks.iter().map(text).collect::<Vec<_>>());
}

/// Prints notes, a line each.
pub fn notes(ui: &mut Ui, notes: &[String]) {
    for note in notes {
        ui.note(format!("note: {}", tame(note)));
    }
}

/// Prints a warning about a place.
pub fn warning(ui: &mut Ui, sources: &Sources, text: &str, origin: &Origin, hint: Option<&str>) {
    place(
        ui,
        sources,
        &Message {
            severity: Severity::Warning,
            text: text.to_owned(),
            code: None,
            origin,
            label: None,
            hint,
        },
    );
}

/// Prints a warning about no place of a configuration.
pub fn caution(ui: &mut Ui, text: &str, way_on: &str) {
    if !ui.is_quiet {
        head(ui, Severity::Warning, text);
        hint(ui, way_on);
    }
}

fn place(ui: &mut Ui, sources: &Sources, message: &Message<'_>) {
    if ui.is_quiet && message.severity != Severity::Error {
        return;
    }
    match snippet(ui, sources, message) {
        Some(text) => ui.err(text),
        None => {
            let code = message.code.map_or_else(String::new, |code| format!("[{code}] "));
            head(ui, message.severity, &format!("{code}{}", message.text));
            if let Origin::Default(whose) = message.origin {
                ui.err(format!("  --> no line: {}", tame(whose)));
            }
        }
    }
    if let Some(text) = message.hint {
        hint(ui, text);
    }
}

fn snippet(ui: &Ui, sources: &Sources, message: &Message<'_>) -> Option<String> {
    let (file, line) = message.origin.line()?;
    let source = sources.file(file);
    // The line alone: the renderer goes through all the text it is given.
    let text = match source.line(line) {
        Some((_, text)) => text,
        None if line > 0 => "",
        None => return None,
    };
    let span = span(text, columns(message.origin));
    let level = match message.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let label = message.label.map(tame);
    let path = source.path.display().to_string();
    let annotation = AnnotationKind::Primary.span(span).label(label);
    let mut title = level.primary_title(tame(&message.text));
    if let Some(code) = message.code {
        title = title.id(code);
    }
    let group = title.element(
        Snippet::source(text)
            .line_start(line as usize)
            .path(path)
            .annotation(annotation),
    );
    let renderer = if ui.has_color_err() {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    Some(renderer.decor_style(DecorStyle::Ascii).render(&[group]))
}

fn columns(origin: &Origin) -> Option<&Range<u32>> {
    match origin {
        Origin::Line { columns, .. } => Some(columns),
        Origin::Stand {
            instead_of: Some(origin),
            ..
        } => columns(origin),
        Origin::Stand { .. } | Origin::Default(_) => None,
    }
}

/// Finds the bytes of a part of a line; a part that does not fit is the whole line.
fn span(line: &str, columns: Option<&Range<u32>>) -> Range<usize> {
    let part = columns.map(|columns| columns.start as usize..columns.end as usize);
    let fits = |part: &Range<usize>| line.get(part.clone()).is_some();
    part.filter(fits).unwrap_or(0..line.trim_end().len())
}

/// Prints an error that is no more than a sentence.
pub fn failure(ui: &mut Ui, text: &str) {
    head(ui, Severity::Error, text);
}

fn head(ui: &mut Ui, severity: Severity, text: &str) {
    let (word, paint) = match severity {
        Severity::Error => ("error", Paint::Red),
        Severity::Warning => ("warning", Paint::Yellow),
        Severity::Note => ("note", Paint::Bold),
    };
    let word = ui.mark_err(paint, word);
    ui.err(format!("{word}: {}", tame(text)));
}

/// Prints a way on.
pub fn hint(ui: &mut Ui, text: &str) {
    let word = ui.mark_err(Paint::Bold, "hint");
    ui.err(format!("{word}: {}", tame(text)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_stay_inside_the_line() {
        assert_eq!(span("bb: \u{fc}2", Some(&(4..7))), 4..7);
        assert_eq!(span("bb: \u{fc}2 ", Some(&(5..9))), 0..7);
        assert_eq!(span("x", None), 0..1);
        assert_eq!(span("", Some(&(0..0))), 0..0);
    }
}
