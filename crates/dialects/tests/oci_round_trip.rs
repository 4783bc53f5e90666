//! What the OCI dialect prints, it reads as the same container: for every case below `cases/oci`.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use std::fs;
use std::path::Path;

use transom_dialects::{Reading, oci};
use transom_model::{Diagnostic, Severity, Sources};

fn read(text: &str) -> Reading {
    oci::read(&Sources::of("config.json", text))
}

fn errors(reading: &Reading) -> Vec<&Diagnostic> {
    reading
        .diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .collect()
}

#[test]
fn printed_cases_are_read_as_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/oci");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = String::from_utf8_lossy(&fs::read(path.join("input.json")).unwrap()).into_owned();
        let reading = read(&text);
        let printed = oci::print(&reading.container);
        let again = read(&printed);
        assert_eq!(oci::print(&again.container), printed, "{}", path.display());
        if errors(&reading).is_empty() {
            assert!(
                errors(&again).is_empty(),
                "{}: {:?}\n{printed}",
                path.display(),
                errors(&again)
            );
        }
        count += 1;
    }
    assert!(count > 0, "there are no cases");
}
