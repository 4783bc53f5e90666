//! What the LXC dialect prints, it reads as the same container: for every case below `cases/lxc`.

mod lxc_cases;

use lxc_cases::{blanked, cases};
use transom_dialects::lxc;
use transom_model::{Dialect, Release, Severity};

/// Cases whose printed form reads differently, and why.
const DIFFERENT: [(&str, &str); 1] = [(
    "cgroup-v1-files",
    "files of cgroup v1 are printed as those of v2: no LXC of today takes `lxc.cgroup.…`",
)];

#[test]
fn printed_cases_are_read_as_the_same() {
    let newest = Release::newest(Dialect::Lxc).version;
    for case in cases() {
        let (first, _) = case.read(case.version, &case.text);
        let printed = lxc::print(&first.container);
        let (second, _) = case.read(newest, &printed);
        if DIFFERENT.iter().any(|(name, _)| *name == case.name) {
            continue;
        }
        pretty(&case.name, &blanked(&first.container), &blanked(&second.container), &printed);
        assert_eq!(lxc::print(&second.container), printed, "{}", case.name);
    }
}

#[test]
fn printed_cases_bring_no_new_errors() {
    let newest = Release::newest(Dialect::Lxc).version;
    for case in cases() {
        let (first, _) = case.read(case.version, &case.text);
        let (second, _) = case.read(newest, &lxc::print(&first.container));
        let known: Vec<_> = first.diagnostics.iter().map(|found| found.code).collect();
        for found in second.diagnostics {
            let is_new = found.severity == Severity::Error && !known.contains(&found.code);
            assert!(!is_new, "{}: {found:?}", case.name);
            assert!(
                !matches!(found.code, "old-key" | "removed-key" | "cgroup-v1-key"),
                "{}: {found:?}",
                case.name
            );
        }
    }
}

/// Shows the lines that differ instead of two whole containers.
fn pretty(name: &str, first: &str, second: &str, printed: &str) {
    let different: Vec<String> = first
        .lines()
        .zip(second.lines())
        .filter(|(one, other)| one != other)
        .map(|(one, other)| format!("{one}   {other}"))
        .collect();
    assert!(first == second, "{name}:\n{}\nprinted:\n{printed}", different.join("\n"));
}
