//! Edits of LXD's and Incus's files change what they name and no other byte: random ones on every case.
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

mod support;

use transom_dialects::{Edit, Problem, lxd};
use transom_model::{Dialect, Sources};

fn texts() -> Vec<(Dialect, String, String)> {
    support::texts_of(&[Dialect::Lxd, Dialect::Incus])
}

fn set(dialect: Dialect, text: &str, key: &str, value: &str) -> Result<String, Problem> {
    lxd::edit(dialect, text, &Edit::Set { key, value })
}

fn unset(dialect: Dialect, text: &str, key: &str) -> Result<String, Problem> {
    lxd::edit(dialect, text, &Edit::Unset { key })
}

/// Xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

const NEW: [(&str, &str); 12] = [
    ("user.trt", "x"),
    ("user.trt", "two\nlines"),
    ("user.trt", "#cloud-config\nruncmd:\n  - a\n"),
    ("user.aaa", "a: b # c"),
    ("limits.processes", "77"),
    ("boot.autostart.delay", "5"),
    ("devices.trt", "unix-char path=/dev/trt"),
    ("devices.trt", "disk source=/srv/trt path=/trt readonly=true"),
    ("description", "it's \"new\""),
    ("snapshots.pattern", ""),
    ("user.trt", "0600"),
    ("user.trt", "{a, b}"),
];

/// The lines of a text that another one does not begin or end with.
fn middle<'t>(text: &'t str, other: &str) -> Vec<&'t str> {
    let (own, other): (Vec<&str>, Vec<&str>) = (text.split('\n').collect(), other.split('\n').collect());
    let start = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let most = own.len().min(other.len()) - start;
    let end = own
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    own[start..own.len() - end].to_vec()
}

#[test]
fn what_is_put_in_is_taken_out_without_a_trace() {
    let mut count = 0;
    for (dialect, name, text) in texts() {
        for (key, value) in NEW {
            if unset(dialect, &text, key).is_ok() {
                continue;
            }
            let Ok(with) = set(dialect, &text, key, value) else { continue };
            count += 1;
            assert_ne!(with, text, "{name} {key}");
            let again = unset(dialect, &with, key).unwrap_or_else(|problem| panic!("{name} {key}: {problem:?}\n{with}"));
            // A section that was made for it stays, empty.
            let made = ["", "config:", "devices:", "description:"];
            let left = middle(&again, &text);
            let is_same = left.iter().all(|line| made.contains(&line.trim()))
                && middle(&text, &again)
                    .iter()
                    .all(|line| line.trim_end().ends_with("{}") || line.trim().is_empty());
            assert!(again == text || is_same, "{name} {key}:\n{text}\n---\n{with}\n---\n{again}");
        }
    }
    assert!(count > 300, "only {count} edits could be made");
}

/// Keys and options of a text that stand on lines of their own, by a look at its lines.
fn keys(text: &str) -> Vec<String> {
    let (mut found, mut section, mut device) = (Vec::new(), "", "");
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let Some((key, value)) = line.trim().split_once(':') else {
            continue;
        };
        match (indent, section) {
            (0, _) => section = key,
            (2, "config") => found.push(key.to_owned()),
            (2, "devices") => device = key,
            (4, "devices") if !value.is_empty() => found.push(format!("devices.{device}.{key}")),
            _ => {}
        }
    }
    found
}

#[test]
fn only_the_lines_of_the_setting_change() {
    let (mut random, mut changed) = (Random(7), 0);
    let values = ["1", "true", "/dev/null", "2GiB", "a b", "x\ny", "0-1", "20"];
    for (dialect, name, text) in texts() {
        for key in keys(&text) {
            let value = values[random.below(values.len())];
            let last = key.rsplit('.').next().unwrap();
            if let Ok(new) = set(dialect, &text, &key, value) {
                let (old_lines, new_lines) = (middle(&text, &new), middle(&new, &text));
                if new != text {
                    changed += 1;
                    assert!(
                        old_lines.is_empty() || old_lines[0].contains(last) || text.contains('|'),
                        "{name} {key}: {old_lines:?}"
                    );
                    assert!(
                        new_lines.len() <= 1 + value.lines().count(),
                        "{name} {key}={value}: {new_lines:?}"
                    );
                }
                let again = set(dialect, &new, &key, value).unwrap();
                assert_eq!(again, new, "{name} {key}: setting the same value again changes nothing");
            }
            if let Ok(new) = unset(dialect, &text, &key) {
                changed += 1;
                let new_lines = middle(&new, &text);
                assert!(new_lines.len() <= 30, "{name} {key}: {new_lines:?}");
                // Another document's is another setting.
                let is_gone = unset(dialect, &new, &key).is_err() || text.contains("\n---");
                assert!(is_gone, "{name} {key} is still there");
            }
        }
    }
    assert!(changed > 200, "only {changed} edits changed anything");
}

#[test]
fn values_come_back_as_they_were_given() {
    let values = [
        "x",
        "",
        "a: b",
        "- a",
        "'",
        "\"",
        "two\nlines",
        "ends\n",
        " blank",
        "é",
        "0600",
        "~",
        "#c",
        "{a}",
        "\t",
        "a\\b",
    ];
    for (dialect, name, text) in texts() {
        for value in values {
            let Ok(new) = set(dialect, &text, "user.trt", value) else {
                continue;
            };
            let reading = lxd::read(dialect, &Sources::of("a.yaml", new.clone()));
            let kept = reading.container.kept.iter().find(|kept| kept.value.key == "user.trt");
            let found = kept.map_or("", |kept| kept.value.value.as_str());
            assert_eq!(found, value, "{name}\n{new}");
        }
    }
}
