//! The text: errors in it, and files that it names and that are not there.

use transom_model::Severity;

use super::super::DoctorCheck;
use super::Needs;

/// Checks it.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let reading = &needs.loaded.reading;
    let errors = reading
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error && !is_named_elsewhere(found.code));
    let mut checks: Vec<DoctorCheck> = errors
        .map(|found| {
            let mend = found
                .hint
                .clone()
                .unwrap_or_else(|| "`transom check` shows the line".to_owned());
            DoctorCheck::fail(format!("file.{}", found.code), found.message.clone(), mend).at(needs.place(&found.origin))
        })
        .collect();
    if checks.is_empty() {
        let files = needs.loaded.sources.files().count();
        let also = if files > 1 {
            format!(", with {} files that it includes", files - 1)
        } else {
            String::new()
        };
        let found = format!("{} is read as {}{also}", needs.loaded.path.display(), reading.dialect.title());
        checks.push(DoctorCheck::pass("file.reading", found));
    }
    checks
}

/// What `rights.rs` looks at by itself.
fn is_named_elsewhere(code: &str) -> bool {
    code == "missing-seccomp-policy"
}
