//! Tests of the JSON grammar: places, mistakes, bounds.

use proptest::prelude::*;

use transom_model::{FileId, Origin};

use super::{MOST_ERRORS, parse};
use crate::tree::Node;

fn codes(text: &str) -> Vec<&'static str> {
    parse(FileId(0), text).diagnostics.iter().map(|found| found.code).collect()
}

fn root(text: &str) -> Node {
    parse(FileId(0), text).root.expect("a value")
}

fn place(origin: &Origin) -> (u32, u32, u32) {
    match origin {
        Origin::Line { line, columns, .. } => (*line, columns.start, columns.end),
        other => panic!("{other:?}"),
    }
}

#[test]
fn values_know_their_places() {
    let tree = root("{\r\n\t\"a\": [1, \"b\\n\"],\r\n  \"c\": {\r\n  }\r\n}\r\n");
    assert_eq!(place(&tree.origin), (1, 0, 1));
    let a = &tree.entries()[0];
    assert_eq!((place(&a.key_origin), place(&a.value.origin)), ((2, 1, 4), (2, 6, 16)));
    assert_eq!(a.value.items()[1].text(), Some("b\n"));
    assert_eq!(place(&a.value.items()[1].origin), (2, 10, 15));
    assert_eq!(place(&tree.find("c").unwrap().origin), (3, 7, 8));
}

#[test]
fn a_mistake_hides_nothing_behind_it() {
    for (text, code) in [
        ("{\"a\": 1,, \"z\": 2}", "json-no-value"),
        ("{\"a\": 1 \"z\": 2}", "json-no-comma"),
        ("{\"a\": , \"z\": 2}", "json-no-value"),
        ("{\"a\" 1, \"z\": 2}", "json-no-colon"),
        ("{\"a\" = 1, \"z\": 2}", "json-no-colon"),
        ("{a: 1, \"z\": 2}", "json-bare-key"),
        ("{\"a\": 'x', \"z\": 2}", "json-single-quotes"),
        ("{\"a\": True, \"z\": 2}", "json-bare-word"),
        ("{\"a\": 0755, \"z\": 2}", "json-bad-number"),
        ("{\"a\": +1, \"z\": 2}", "json-bad-number"),
        ("{\"a\": \"\\x\", \"z\": 2}", "json-bad-escape"),
        ("{\"a\": \"\\u12\", \"z\": 2}", "json-bad-escape"),
        ("{\"a\": \"\\ud800\", \"z\": 2}", "json-bad-escape"),
        ("{\"a\": \"\t\", \"z\": 2}", "json-control"),
        ("{\"a\": \"\\u0000\", \"z\": 2}", "json-nul"),
        ("{\"a\": \"b\n, \"z\": 2}", "json-open-string"),
        ("{\"a\": 1, // x\n\"z\": 2}", "json-comment"),
        ("{\"a\": /* x\n */ 1, \"z\": 2}", "json-comment"),
        ("{\"a\": 1, \"z\": 2,}", "json-trailing-comma"),
        ("{\"a\": [1, 2}, \"z\": 2}", "json-wrong-bracket"),
        ("{\"a\": 1, \"z\": 2", "json-not-closed"),
        ("{\"a\": 1, \"z\": 2} x", "json-rest"),
        ("{\"a\": 1, \"a\": 3, \"z\": 2}", "duplicate-key"),
        ("\u{feff}{\"z\": 2}", "json-bom"),
    ] {
        assert_eq!(codes(text), [code], "{text}");
        assert_eq!(root(text).find("z").and_then(Node::text), Some("2"), "{text}");
    }
}

#[test]
fn octal_is_answered_in_decimal() {
    let found = parse(FileId(0), "{\"fileMode\": 0666}").diagnostics.remove(0);
    assert!(found.hint.unwrap().contains("438"));
    assert_eq!(place(&found.origin), (1, 13, 17));
}

#[test]
fn depth_and_size_are_bounded() {
    let deep = "[".repeat(100_000);
    assert_eq!(codes(&deep)[0], "json-too-deep");
    let wide = format!("[{}]", "0,".repeat(600_000));
    assert!(codes(&wide).contains(&"json-too-large"));
    assert!(codes(&"{\"a\" ".repeat(10_000)).len() <= MOST_ERRORS);
}

#[test]
fn surrogate_pairs_are_one_character() {
    assert_eq!(root("\"\\ud83d\\ude00\"").text(), Some("\u{1f600}"));
    assert_eq!(codes(""), ["json-empty"]);
}

proptest! {
    #[test]
    fn never_panics(text in "[\\{\\}\\[\\],:\"'\\\\a-u0-9+.#/* \t\r\n\u{e9}\u{feff}-]{0,80}") {
        let lines = text.lines().count().max(1);
        for found in parse(FileId(0), &text).diagnostics {
            let (line, start, end) = place(&found.origin);
            prop_assert!(line as usize <= lines + 1 && start <= end);
        }
    }
}

#[test]
fn a_text_that_is_not_closed_stays_on_its_line() {
    for text in ["{\"a\": \"b\r\n\"c\": 1}", "{\"\r\n", "{\"\u{fc}\r\n\": 1}"] {
        let parsed = parse(FileId(0), text);
        for found in &parsed.diagnostics {
            let Origin::Line { line, columns, .. } = &found.origin else {
                panic!("{found:?}")
            };
            let line = text.lines().nth(*line as usize - 1).unwrap_or("");
            assert!(
                line.get(columns.start as usize..columns.end as usize).is_some(),
                "{text:?}: {found:?}"
            );
        }
    }
}
