//! Files of LXD and Incus with mistakes in them: cut, doubled, exchanged and overwritten pieces of every case.
//!
//! Whatever comes out is read, printed, edited and migrated without a panic, in bounded time, with an account for every line. A few
//! seconds of it run with the tests; `ROUNDS=1000000` runs longer.
#![allow(
    clippy::disallowed_methods,
    reason = "the test looks at the clock and at `ROUNDS`; the crate under test does not"
)]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

mod support;

use std::env;
use std::time::{Duration, Instant};

use transom_dialects::{Edit, Reading, lxd};
use transom_model::{Dialect, FileId, Origin, Release, Sources};

/// Xorshift: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).unwrap()
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

fn texts() -> Vec<String> {
    let texts = support::texts_of(&[Dialect::Lxd, Dialect::Incus]);
    texts.into_iter().map(|(.., text)| text).collect()
}

const PIECES: [&str; 34] = [
    "? ",
    "- ",
    ": ",
    "\t",
    "  ",
    "\n",
    "\r\n",
    "---\n",
    "...\n",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "|",
    ">-",
    "&a ",
    "*a",
    "!!str ",
    "<<: *a",
    "#",
    "é",
    "\u{feff}",
    "\u{2028}",
    "config:",
    "devices:",
    "raw.lxc: |",
    "type: nic",
    "0",
    "-1",
    "%",
    "\\",
    "~",
];

fn cut(random: &mut Random, text: &str) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn mutated(random: &mut Random, texts: &[String]) -> String {
    let mut text = random.pick(texts).clone();
    for _ in 0..1 + random.below(4) {
        let (one, other) = (cut(random, &text), cut(random, &text));
        let (from, to) = (one.min(other), one.max(other).min(one.min(other) + 40));
        let to = (0..=to).rev().find(|at| text.is_char_boundary(*at)).unwrap().max(from);
        match random.below(6) {
            0 => text.replace_range(from..to, ""),
            1 => text.insert_str(from, random.pick::<&str>(&PIECES)),
            2 => text.replace_range(from..to, random.pick::<&str>(&PIECES)),
            3 => {
                let piece = text[from..to].to_owned();
                text.insert_str(one, &piece);
            }
            4 => {
                let other = random.pick(texts);
                let (a, b) = (cut(random, other), cut(random, other));
                text.insert_str(from, &other[a.min(b)..a.max(b)]);
            }
            _ => text.truncate(from),
        }
    }
    text
}

fn check(dialect: Dialect, text: &str) {
    let sources = Sources::of("a.yaml", text);
    let reading = lxd::read(dialect, &sources);
    accounted(text, &reading);
    let printed = lxd::print(dialect, &reading.container);
    let again = lxd::read(dialect, &Sources::of("b.yaml", printed.clone()));
    assert_eq!(
        lxd::print(dialect, &again.container),
        printed,
        "printing does not settle for {text:?}"
    );
    for to in [Dialect::Lxd, Dialect::Incus] {
        let migration = lxd::migrate(&reading, &sources, to);
        assert_eq!(migration.rows.len(), text.lines().count(), "{text:?}");
    }
    for edit in [
        Edit::Set {
            key: "user.trt",
            value: "x\ny",
        },
        Edit::Set {
            key: "devices.trt",
            value: "unix-char path=/dev/trt",
        },
        Edit::Unset { key: "limits.memory" },
    ] {
        if let Ok(new) = lxd::edit(dialect, text, &edit) {
            accounted(&new, &lxd::read(dialect, &Sources::of("a.yaml", new.clone())));
        }
    }
}

/// Checks that every line has one account and every place lies in the text.
fn accounted(text: &str, reading: &Reading) {
    let mut lines: Vec<u32> = reading
        .accounts
        .iter()
        .filter_map(|account| account.origin.line())
        .map(|(_, line)| line)
        .collect();
    // `raw.lxc` may stand on one line and have several accounts.
    lines.dedup();
    let expected: Vec<u32> = (1..).zip(text.lines()).map(|(line, _)| line).collect();
    assert_eq!(lines, expected, "{text:?}");
    for found in &reading.diagnostics {
        let Origin::Line { file, line, columns } = &found.origin else {
            continue;
        };
        assert_eq!(*file, FileId(0));
        let whole = text.lines().nth(*line as usize - 1).unwrap_or_default();
        assert!(
            whole.get(columns.start as usize..columns.end as usize).is_some(),
            "{columns:?} of {whole:?}: {} in {text:?}",
            found.message
        );
    }
}

#[test]
fn no_mistake_is_too_strange() {
    let rounds: usize = env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(300);
    let seed = env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(0x5eed);
    let (texts, mut random) = (texts(), Random(seed));
    for _ in 0..rounds {
        let text = mutated(&mut random, &texts);
        let start = Instant::now();
        for dialect in [Dialect::Lxd, Dialect::Incus] {
            check(dialect, &text);
        }
        assert!(start.elapsed() < Duration::from_secs(5), "it takes too long: {text:?}");
    }
}

#[test]
fn older_versions_read_everything_too() {
    let (texts, mut random) = (texts(), Random(11));
    for _ in 0..100 {
        let text = mutated(&mut random, &texts);
        for dialect in [Dialect::Lxd, Dialect::Incus] {
            for version in Release::versions(dialect) {
                let release = Release {
                    dialect,
                    version: *version,
                };
                accounted(&text, &lxd::read_as(release, &Sources::of("a.yaml", text.clone())));
            }
        }
    }
}
