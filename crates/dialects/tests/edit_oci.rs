//! Edits of OCI configurations: what they touch and what not, for texts in every manner of writing and for every case below `cases/oci`.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use transom_dialects::oci::KEYS;
use transom_dialects::{Edit, KeyName, Problem, Syntax, edit};
use transom_model::Dialect;

fn set(text: &str, key: &str, value: &str) -> Result<String, Problem> {
    edit(Dialect::Oci, text, &Edit::Set { key, value })
}

fn unset(text: &str, key: &str) -> Result<String, Problem> {
    edit(Dialect::Oci, text, &Edit::Unset { key })
}

const TABS: &str = "{\r\n\t\"ociVersion\": \"1.2.0\",\r\n\t\"process\": {\r\n\t\t\"user\": { \"uid\": 0, \"gid\": 0 },\r\n\t\t\"args\": [\r\n\t\t\t\"/bin/sh\",\r\n\t\t\t\"-c\"\r\n\t\t],\r\n\t\t\"env\": [],\r\n\t\t\"cwd\": \"/\"\r\n\t},\r\n\t\"root\": {\"path\":\"rootfs\"},\r\n\t\"linux\": {}\r\n}";
const LINE: &str = r#"{"ociVersion":"1.2.0","process":{"args":["sh"],"cwd":"/"},"root":{"path":"r"}}"#;
const DOUBLE: &str = "{\n  \"ociVersion\": \"1.2.0\",\n  \"hostname\": \"a\",\n  \"root\": { \"path\": \"r\" },\n  \"hostname\": \"b\",\n  \
     \"linux\": { \"namespaces\": [ { \"type\": \"uts\" } ] }\n}\n";

#[test]
fn a_value_is_replaced_where_it_stands() {
    assert_eq!(
        set(TABS, "process.user.gid", "107").unwrap(),
        TABS.replace("\"gid\": 0", "\"gid\": 107")
    );
    assert_eq!(
        set(TABS, "process.args[1]", "-e").unwrap(),
        TABS.replace("\t\t\t\"-c\"", "\t\t\t\"-e\"")
    );
    assert_eq!(set(LINE, "root.path", "/srv/r").unwrap(), LINE.replace("\"r\"", "\"/srv/r\""));
    // In double quotes it is JSON already.
    assert_eq!(
        set(LINE, "process.cwd", "\"/a\\u0062\"").unwrap(),
        LINE.replace("\"/\"", "\"/ab\"")
    );
    assert_eq!(
        set(TABS, "process.args", "[\"/bin/true\", \"x\"]").unwrap(),
        TABS.replace("\"/bin/sh\"", "\"/bin/true\"").replace("\"-c\"", "\"x\"")
    );
    assert_eq!(
        set(LINE, "process.args", "[\"sh\",\"-c\"]").unwrap(),
        LINE.replace("[\"sh\"]", "[\"sh\",\"-c\"]")
    );
    assert_eq!(set(TABS, "process.cwd", "/").unwrap(), TABS);
}

#[test]
fn a_new_property_stands_beside_its_neighbours_in_their_manner() {
    assert_eq!(
        set(TABS, "linux.resources.memory.limit", "1048576").unwrap(),
        TABS.replace(
            "\"linux\": {}",
            "\"linux\": {\r\n\t\t\"resources\": {\r\n\t\t\t\"memory\": {\r\n\t\t\t\t\"limit\": 1048576\r\n\t\t\t}\r\n\t\t}\r\n\t}"
        )
    );
    assert_eq!(
        set(TABS, "process.terminal", "true").unwrap(),
        TABS.replace("\t\t\"user\"", "\t\t\"terminal\": true,\r\n\t\t\"user\"")
    );
    assert_eq!(
        set(TABS, "process.user.umask", "18").unwrap(),
        TABS.replace("\"gid\": 0 }", "\"gid\": 0, \"umask\": 18 }")
    );
    assert_eq!(
        set(TABS, "process.env[]", "TERM=linux").unwrap(),
        TABS.replace("[],", "[\r\n\t\t\t\"TERM=linux\"\r\n\t\t],")
    );
    assert_eq!(
        set(TABS, "process.args[]", "true").unwrap(),
        TABS.replace("\"-c\"\r\n", "\"-c\",\r\n\t\t\t\"true\"\r\n")
    );
    assert_eq!(
        set(LINE, "annotations.org.example.note", "a note").unwrap(),
        LINE.replace("\"r\"}", "\"r\"},\"annotations\":{\"org.example.note\":\"a note\"}")
    );
    assert_eq!(
        set(LINE, "linux.resources.unified.memory.high", "1").unwrap(),
        LINE.replace(
            "\"r\"}",
            "\"r\"},\"linux\":{\"resources\":{\"unified\":{\"memory.high\":\"1\"}}}"
        )
    );
}

#[test]
fn the_last_of_a_name_given_twice_is_set_and_all_are_taken_out() {
    assert_eq!(set(DOUBLE, "hostname", "c").unwrap(), DOUBLE.replace("\"b\"", "\"c\""));
    let gone = DOUBLE
        .replace("  \"hostname\": \"a\",\n", "")
        .replace("  \"hostname\": \"b\",\n", "");
    assert_eq!(unset(DOUBLE, "hostname").unwrap(), gone);
}

#[test]
fn what_is_taken_out_takes_its_comma_along() {
    assert_eq!(unset(TABS, "process.args[1]").unwrap(), TABS.replace(",\r\n\t\t\t\"-c\"", ""));
    assert_eq!(
        unset(TABS, "process.user").unwrap(),
        TABS.replace("\t\t\"user\": { \"uid\": 0, \"gid\": 0 },\r\n", "")
    );
    assert_eq!(unset(TABS, "linux").unwrap(), TABS.replace(",\r\n\t\"linux\": {}", ""));
    let one = DOUBLE.replace(
        "[ { \"type\": \"uts\" } ]",
        "[ { \"type\": \"uts\", \"path\": \"/proc/1/ns/uts\" } ]",
    );
    assert_eq!(unset(&one, "linux.namespaces[0].path").unwrap(), DOUBLE);
}

#[test]
fn what_cannot_be_done_is_said_and_nothing_changes() {
    let code = |outcome: Result<String, Problem>| {
        let problem = outcome.unwrap_err();
        (problem.code, problem.hint.unwrap_or_default())
    };
    for (outcome, expected, hint) in [
        (set(TABS, "proces.cwd", "/"), "unknown-property", "did you mean `process`?"),
        (
            set(TABS, "linux.resources.memory.limt", "1"),
            "unknown-property",
            "did you mean `linux.resources.memory.limit`?",
        ),
        (set(TABS, "process.user.uid", "root"), "wrong-kind", "decimal digits"),
        (set(TABS, "process.user.uid", "-1"), "out-of-range", ""),
        (set(TABS, "process.args", "sleep"), "wrong-kind", "`[0]`"),
        (set(TABS, "process.args[7]", "x"), "not-there", "counted from 0"),
        (set(TABS, "process.args[x]", "x"), "unknown-property", "counted from 0"),
        (set(TABS, "process.args[", "x"), "unknown-property", ""),
        (set(TABS, "process.noNewPrivileges", "yes"), "wrong-kind", "one of them"),
        (set(TABS, "process.cwd", "here"), "not-absolute", "slash"),
        (set(TABS, "hostname", "web"), "hostname-of-host", "uts"),
        (set(TABS, "ociVersion", "2.0.0"), "bad-version", ""),
        (set(TABS, "", "x"), "unknown-property", "its path"),
        (set("{ \"linux\": 3 }", "linux.cgroupsPath", "x"), "cannot-edit", ""),
        (set("{ \"a\": 1, }", "process.cwd", "/"), "cannot-edit", "mend that first"),
        (set("[]", "process.cwd", "/"), "cannot-edit", ""),
        (unset(TABS, "ociVersion"), "missing-property", ""),
        (unset(TABS, "hostname"), "not-there", ""),
        (unset(TABS, "process.env[0]"), "not-there", ""),
        (
            unset(&DOUBLE.replace("hostname", "hostnam"), "hostname"),
            "not-there",
            "did you mean `hostnam`?",
        ),
    ] {
        let found = code(outcome);
        assert!(
            found.0 == expected && found.1.contains(hint),
            "{found:?}, and {expected} with `{hint}` is expected"
        );
    }
}

#[test]
fn mistakes_that_are_there_already_are_no_reason_against_an_edit() {
    let text = TABS.replace("\"/\"", "\"here\"");
    assert!(set(&text, "process.user.uid", "7").is_ok());
    assert!(set(&text, "process.cwd", "there").is_err() || set(&text, "process.cwd", "/there").is_ok());
}

/// The cases that are well-formed JSON.
static CASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/oci");
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = String::from_utf8_lossy(&fs::read(entry.unwrap().path().join("input.json")).unwrap()).into_owned();
        let refused = set(&text, "process.cwd", "/").is_err_and(|problem| problem.code == "cannot-edit");
        texts.extend((!refused).then_some(text));
    }
    texts
});

/// Returns what was taken out of a text and put in, if that was in one place.
fn change<'t>(before: &'t str, after: &'t str) -> (&'t str, &'t str) {
    let (one, other) = (before.as_bytes(), after.as_bytes());
    let most = one.len().min(other.len());
    let mut start = (0..most).find(|at| one[*at] != other[*at]).unwrap_or(most);
    while !before.is_char_boundary(start) {
        start -= 1;
    }
    let most = most - start;
    let mut end = (0..most)
        .find(|at| one[one.len() - 1 - at] != other[other.len() - 1 - at])
        .unwrap_or(most);
    while !before.is_char_boundary(before.len() - end) {
        end -= 1;
    }
    (&before[start..before.len() - end], &after[start..after.len() - end])
}

/// A key of the table that an edit can name, and a value of its kind.
fn wish(at: usize, number: u16, word: &str) -> (String, String) {
    let entry = &KEYS[1 + at % (KEYS.len() - 1)];
    let KeyName::Exact(path) = entry.name else {
        panic!("{:?}", entry.name)
    };
    let value = match entry.syntax {
        Syntax::Bool => number.is_multiple_of(2).to_string(),
        Syntax::Integer { .. } => number.to_string(),
        Syntax::Choice(words) => words[usize::from(number) % words.len()].to_owned(),
        Syntax::Object(_) => "{}".to_owned(),
        Syntax::List => "[]".to_owned(),
        Syntax::Text(_) | Syntax::Properties(_) => format!("/{word}"),
    };
    (path.replace('*', "trt0"), value)
}

proptest! {
    // A failure is told in full; there is no file to keep it in beside tests.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn edits_of_cases_touch_nothing_else(case in 0_usize..1000, at in 0_usize..1000, number in 0_u16..2000, word in "[a-z\"\\\\\u{e9}]{1,6}") {
        let text = &CASES[case % CASES.len()];
        let (key, value) = wish(at, number, &word);
        if let Ok(gone) = unset(text, &key) {
            // Of a name that is given once.
            if unset(&gone, &key).is_err() && text.matches(key.rsplit('.').next().unwrap_or_default()).count() == 1 {
                prop_assert_eq!(change(text, &gone).1.trim(), "", "{}", key);
            }
        }
        let Ok(changed) = set(text, &key, &value) else { return Ok(()) };
        let (removed, added) = change(text, &changed);
        // The first byte of a new part may be that of what follows; it is taken out nowhere.
        let was_there = !unset(text, key.trim_end_matches("[]")).is_err_and(|problem| problem.code == "not-there");
        // A null is as if it were not there, and gives its place up.
        if !was_there && !text.contains("null") {
            prop_assert_eq!(removed.trim(), "", "{}\n{}", key, added);
        }
        prop_assert!(!removed.contains('\n') || matches!(value.as_str(), "[]" | "{}"), "{}: {}", key, removed);
        if !key.contains("[]") {
            // What was set is what is read.
            prop_assert_eq!(&set(&changed, &key, &value).unwrap(), &changed);
            if !was_there && removed.is_empty() && added.matches(':').count() == 1 && unset(&changed, &key).is_ok() {
                prop_assert_eq!(&unset(&changed, &key).unwrap(), text);
            }
        }
    }
}
