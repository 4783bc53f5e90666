//! A check's report in SARIF 2.1.0: results while files are read, then the rules that they name.

use std::path::Path;

use transom_api::sarif as api;
use transom_engine::model::{Diagnostic, Origin, Severity, Sources};
use transom_engine::{Checked, EngineError, Phrasebook, lint};

use crate::ui::{Ui, to_json};

/// A report on its way out.
#[derive(Debug, Default)]
pub(super) struct Sarif {
    rules: Vec<&'static str>,
    has_results: bool,
    failures: Vec<api::Notification>,
    /// Relative URIs count from here.
    folder: std::path::PathBuf,
}

impl Sarif {
    /// Writes everything that comes before the first result.
    pub(super) fn start(ui: &mut Ui) -> Self {
        ui.out(format!(
            "{{\n\"$schema\": \"{}\",\n\"version\": \"{}\",\n\"runs\": [{{\n\"columnKind\": \"{}\",\n\"results\": [",
            api::SCHEMA,
            api::VERSION,
            api::COLUMN_KIND
        ));
        Self {
            // Without it all URIs are absolute, which is as good.
            folder: std::env::current_dir().unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Writes the findings of a file.
    pub(super) fn file(&mut self, ui: &mut Ui, checked: &Checked) {
        for found in &checked.said(ui.book()) {
            let finding = self.finding(&checked.sources, found);
            let comma = if std::mem::replace(&mut self.has_results, true) {
                ","
            } else {
                ""
            };
            ui.out(format!("{comma}{}", to_json(&finding)));
        }
    }

    /// Keeps a file that could not be read for the end.
    pub(super) fn unreadable(&mut self, error: &EngineError) {
        self.failures.push(api::Notification {
            level: "error",
            message: message(error.to_string(), error.hint().as_deref()),
        });
    }

    /// Writes what comes after the last result.
    pub(super) fn finish(self, ui: &mut Ui) {
        let tool = api::Tool {
            driver: api::Driver {
                name: "transom",
                version: env!("CARGO_PKG_VERSION"),
                rules: self.rules.iter().map(|code| rule(code, ui.book())).collect(),
            },
        };
        let invocation = api::Invocation {
            execution_successful: self.failures.is_empty(),
            tool_execution_notifications: self.failures,
        };
        ui.out(format!(
            "],\n\"invocations\": {},\n\"tool\": {}\n}}]\n}}",
            to_json(&[invocation]),
            to_json(&tool)
        ));
    }

    fn finding(&mut self, sources: &Sources, found: &Diagnostic) -> api::Finding {
        let known = self.rules.iter().position(|code| *code == found.code);
        let rule_index = known.unwrap_or_else(|| {
            self.rules.push(found.code);
            self.rules.len() - 1
        });
        api::Finding {
            rule_id: found.code.to_owned(),
            rule_index,
            level: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            message: message(found.message.clone(), found.hint.as_deref()),
            locations: location(sources, &found.origin, &self.folder).into_iter().collect(),
        }
    }
}

/// Describes a kind of finding: a lint by its texts, a reader's by its name.
fn rule(code: &'static str, book: &Phrasebook) -> api::Rule {
    let lint = lint::named(code);
    let text = |part| book.by_id(&lint?.text_id(part)).map(|text| api::Message { text });
    api::Rule {
        id: code.to_owned(),
        short_description: text("").unwrap_or_else(|| message(code.replace('-', " "), None)),
        full_description: text("why"),
        help: text("fix"),
        name: lint.map(|lint| lint.name),
    }
}

fn message(text: String, hint: Option<&str>) -> api::Message {
    api::Message {
        text: hint.map_or(format!("{text}."), |hint| format!("{text}. Hint: {hint}.")),
    }
}

fn location(sources: &Sources, origin: &Origin, folder: &Path) -> Option<api::Location> {
    let (file, line) = origin.line()?;
    let text = sources.line_text(file, line);
    let column = |byte: u32| {
        let before = text.get(..byte as usize)?;
        u32::try_from(before.encode_utf16().count() + 1).ok()
    };
    let (start, end) = match origin {
        Origin::Line { columns, .. } if !columns.is_empty() => (column(columns.start), column(columns.end)),
        _ => (None, None),
    };
    Some(api::Location {
        physical_location: api::PhysicalLocation {
            artifact_location: api::ArtifactLocation {
                uri: uri(&sources.file(file).path, folder),
            },
            region: api::Region {
                start_line: line,
                start_column: start,
                end_column: end,
            },
        },
    })
}

/// A path as a URI: relative where it lies below `folder`, else absolute.
fn uri(path: &Path, folder: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let mut uri = String::from(if inside.is_absolute() { "file://" } else { "" });
    for byte in inside.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(*byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let here = Path::new("/srv/lab");
        assert_eq!(uri(Path::new("a b/102.conf"), here), "a%20b/102.conf");
        assert_eq!(uri(Path::new("/srv/lab/x.conf"), here), "x.conf");
        assert_eq!(uri(Path::new("/etc/pve/lxc/102.conf"), here), "file:///etc/pve/lxc/102.conf");
        assert_eq!(uri(Path::new("m\u{fc}.conf"), here), "m%C3%BC.conf");
    }

    #[test]
    fn columns_count_units_of_utf16() {
        let sources = Sources::of("x", "\u{fc}\u{1f600} bad\n");
        let origin = |columns| Origin::Line {
            file: transom_engine::model::FileId(0),
            line: 1,
            columns,
        };
        let region = |columns| {
            location(&sources, &origin(columns), Path::new("/"))
                .unwrap()
                .physical_location
                .region
        };
        assert_eq!((region(7..10).start_column, region(7..10).end_column), (Some(5), Some(8)));
        assert_eq!(region(0..0).start_column, None);
    }
}
