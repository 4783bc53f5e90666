//! The forms of a check's report: text with the lines underlined, JSON, SARIF. Each is written as files come.

use transom_api as api;
use transom_engine::model::Severity;
use transom_engine::{Checked, EngineError, Phrasebook};

use super::Tally;
use super::sarif::Sarif;
use crate::args::Check;
use crate::ui::{Ui, to_json};
use crate::{render, wire};

/// A report on its way out.
pub(super) enum Report {
    /// For people; whether one file alone was asked about, which then gets its line even if nothing is wrong with it.
    Text { is_single: bool },
    /// For programs; whether a file has been written already.
    Json { has_files: bool },
    /// For editors and build servers.
    Sarif(Box<Sarif>),
}

impl Report {
    /// Starts a report in the form that was asked for.
    pub(super) fn start(ui: &mut Ui, args: &Check) -> Self {
        if args.is_sarif {
            return Self::Sarif(Box::new(Sarif::start(ui)));
        }
        if ui.is_json {
            ui.out("{\n\"files\": [");
            return Self::Json { has_files: false };
        }
        let is_single = matches!(args.files.as_slice(), [file] if !file.is_dir()) || args.is_together;
        Self::Text { is_single }
    }

    /// Reports one file.
    pub(super) fn file(&mut self, ui: &mut Ui, checked: &Checked) {
        match self {
            Self::Text { is_single } => text(ui, checked, *is_single),
            Self::Json { has_files } => {
                let file = file(ui.book(), checked);
                json(ui, has_files, &file);
            }
            Self::Sarif(sarif) => sarif.file(ui, checked),
        }
    }

    /// Reports a file or folder that could not be read.
    pub(super) fn unreadable(&mut self, ui: &mut Ui, error: &EngineError) {
        match self {
            Self::Text { .. } => render::error(ui, error),
            Self::Json { has_files } => json(ui, has_files, &unreadable(error)),
            Self::Sarif(sarif) => sarif.unreadable(error),
        }
    }

    /// Ends the report.
    pub(super) fn finish(self, ui: &mut Ui, tally: &Tally) {
        match self {
            Self::Text { is_single } => summary(ui, tally, is_single),
            Self::Json { .. } => {
                let summary = api::CheckSummary {
                    checked: tally.checked,
                    unreadable: tally.unreadable,
                    passed_over: tally.passed_over,
                    errors: tally.errors,
                    warnings: tally.warnings,
                };
                ui.out(format!("],\n\"summary\": {}\n}}", to_json(&summary)));
            }
            Self::Sarif(sarif) => sarif.finish(ui),
        }
    }
}

fn text(ui: &mut Ui, checked: &Checked, is_single: bool) {
    let said = checked.said(ui.book());
    render::diagnostics_list(ui, &checked.sources, &said);
    if said.is_empty() && !is_single {
        return;
    }
    let file = checked.path.display();
    let counts = format!(
        "{}, {}",
        counted(checked.count(Severity::Error) as u64, "error"),
        counted(checked.count(Severity::Warning) as u64, "warning")
    );
    ui.note(match checked.release {
        Some(release) => format!("{file}: read as {} ({}): {counts}", release.dialect.title(), checked.reason),
        None => format!("{file}: not read: {counts}"),
    });
}

fn summary(ui: &mut Ui, tally: &Tally, is_single: bool) {
    if tally.checked == 0 && tally.unreadable == 0 {
        let passed = counted(tally.passed_over, "other file");
        render::failure(
            ui,
            &format!("there is no container's configuration here ({passed} passed over)"),
        );
        render::hint(
            ui,
            "files of folders are read that are named `config`, `config.json`, `*.conf`, `*.xml`, `*.yaml` or `*.yml`; others are named one by one",
        );
        return;
    }
    if is_single {
        return;
    }
    let mut line = format!(
        "checked {}: {}, {} in {}",
        counted(tally.checked, "file"),
        counted(tally.errors, "error"),
        counted(tally.warnings, "warning"),
        counted(tally.with_findings, "file")
    );
    if tally.unreadable > 0 {
        line.push_str(&format!("; {} could not be read", counted(tally.unreadable, "file")));
    }
    if tally.passed_over > 0 {
        line.push_str(&format!(
            "; {} passed over, which are no configuration",
            counted(tally.passed_over, "file")
        ));
    }
    ui.note(line);
}

fn json(ui: &mut Ui, has_files: &mut bool, file: &api::CheckedFile) {
    let comma = if std::mem::replace(has_files, true) { "," } else { "" };
    ui.out(format!("{comma}{}", to_json(file)));
}

fn file(book: &Phrasebook, checked: &Checked) -> api::CheckedFile {
    let read = checked.diagnostics.iter();
    let read = read.map(|found| wire::diagnostic(&checked.sources, found));
    let found = checked.findings.iter();
    let found = found.map(|found| wire::finding(&checked.sources, found, book));
    api::CheckedFile {
        file: checked.path.display().to_string(),
        dialect: checked.release.map(|release| release.to_string()),
        dialect_reason: checked.release.map(|_| checked.reason.to_owned()),
        unreadable: None,
        diagnostics: read.chain(found).collect(),
    }
}

fn unreadable(error: &EngineError) -> api::CheckedFile {
    let file = match error {
        EngineError::Unreadable { path, .. } | EngineError::Io { path, .. } => path.display().to_string(),
        _ => String::new(),
    };
    api::CheckedFile {
        file,
        dialect: None,
        dialect_reason: None,
        unreadable: Some(error.to_string()),
        diagnostics: Vec::new(),
    }
}

fn counted(count: u64, word: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {word}{end}")
}
