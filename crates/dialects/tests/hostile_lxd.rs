//! Texts that mean harm end in a diagnostic, in time that grows with their length and not faster.
#![allow(
    clippy::disallowed_methods,
    reason = "the test looks at the clock; the crate under test does not"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

use std::time::{Duration, Instant};

use transom_dialects::{Edit, Reading, lxd};
use transom_model::{Dialect, Severity, Sources};

fn read(text: &str) -> Reading {
    lxd::read(Dialect::Lxd, &Sources::of("a.yaml", text))
}

fn has_error(reading: &Reading, code: &str) -> bool {
    reading
        .diagnostics
        .iter()
        .any(|found| found.severity == Severity::Error && found.code == code)
}

/// Measures a text and one of twice its length: of quadratic work the second would take four times as long.
fn grows_evenly(name: &str, make: impl Fn(usize) -> String, work: impl Fn(&str)) {
    let time = |count: usize| {
        let text = make(count);
        let best = (0..2).map(|_| {
            let start = Instant::now();
            work(&text);
            start.elapsed()
        });
        best.min().unwrap()
    };
    let mut found = (Duration::ZERO, Duration::ZERO);
    // Another process may have been in the way.
    for _ in 0..4 {
        found = (time(800), time(1600));
        if found.1 < found.0 * 3 + Duration::from_millis(5) {
            return;
        }
    }
    panic!("{name}: {:?}, and {:?} for twice as much", found.0, found.1);
}

type Make = fn(usize) -> String;

const SHAPES: [(&str, Make); 17] = [
    ("keys", |count| section("config", count, |at| format!("  user.k{at}: v\n"))),
    ("unknown keys", |count| {
        section("config", count, |at| format!("  limits.memroy{at}: v\n"))
    }),
    ("the same key", |count| {
        section("config", count, |_| "  user.k: v\n".to_owned())
    }),
    ("environment", |count| {
        section("config", count, |at| format!("  environment.K{at}: v\n"))
    }),
    ("devices", |count| {
        section("devices", count, |at| {
            format!("  d{at}: {{type: unix-char, path: /dev/d{at}}}\n")
        })
    }),
    ("interfaces", |count| {
        section("devices", count, |at| format!("  d{at}: {{type: nic, nictype: p2p}}\n"))
    }),
    ("disks", |count| {
        section("devices", count, |at| {
            format!("  d{at}: {{type: disk, source: /s, path: /p{at}}}\n")
        })
    }),
    ("devices of no type", |count| {
        section("devices", count, |at| format!("  d{at}: {{type: unix-cha{at}}}\n"))
    }),
    ("options", |count| {
        section("devices:\n  d", count, |at| format!("    user.o{at}: x\n"))
    }),
    ("fields", |count| {
        (0..count).map(|at| format!("field{at}: x\n")).collect::<String>() + "config: {}\n"
    }),
    ("documents", |count| {
        (0..count)
            .map(|at| format!("---\nname: p{at}\nconfig: {{user.a: b}}\n"))
            .collect()
    }),
    ("lines of raw.lxc", |count| {
        section("config:\n  raw.lxc: |", count, |at| {
            format!("    lxc.environment = K{at}=v\n")
        })
    }),
    ("lines of raw.lxc in quotes", |count| {
        let lines: String = (0..count).map(|at| format!("lxc.environment = K{at}=v\\n")).collect();
        format!("config:\n  raw.lxc: \"{lines}\"\n")
    }),
    ("lines of raw.idmap in quotes", |count| {
        let lines: String = (0..count).map(|at| format!("both {at} {at}\\n")).collect();
        format!("config:\n  raw.idmap: \"{lines}\"\n")
    }),
    ("lines of user data", |count| {
        section("config:\n  user.user-data: |", count, |at| format!("    line {at}\n"))
    }),
    ("a long line", |count| {
        format!("config:\n  user.a: {}\n", "é".repeat(count * 20))
    }),
    ("a flow map on one line", |count| {
        let pairs: Vec<String> = (0..count).map(|at| format!("user.é{at}: v")).collect();
        format!("config: {{{}}}\n", pairs.join(", "))
    }),
];

fn section(head: &str, count: usize, line: fn(usize) -> String) -> String {
    let colon = if head.ends_with('|') { "" } else { ":" };
    std::iter::once(format!("{head}{colon}\n"))
        .chain((0..count).map(line))
        .collect()
}

#[test]
fn twice_the_text_takes_twice_the_time_to_read() {
    for (name, make) in SHAPES {
        grows_evenly(name, make, |text| drop(read(text)));
    }
}

#[test]
fn twice_the_text_takes_twice_the_time_to_print_and_change() {
    for (name, make) in SHAPES {
        let work = |text: &str| {
            let sources = Sources::of("a.yaml", text);
            let reading = lxd::read(Dialect::Lxd, &sources);
            drop(lxd::print(Dialect::Lxd, &reading.container));
            drop(lxd::migrate(&reading, &sources, Dialect::Incus));
            drop(lxd::edit(
                Dialect::Lxd,
                text,
                &Edit::Set {
                    key: "user.zzz",
                    value: "x",
                },
            ));
        };
        grows_evenly(name, |count| make(count / 4), work);
    }
}

#[test]
fn a_hundred_thousand_levels_are_stopped() {
    for text in [
        "[".repeat(100_000),
        "{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
    ] {
        assert!(has_error(&read(&text), "bad-yaml"));
        assert!(lxd::edit(Dialect::Lxd, &text, &Edit::Unset { key: "user.a" }).is_err());
    }
}

#[test]
fn a_file_cannot_double_itself() {
    let mut text = "config: {}\nx0: &x0 {a: b}\n".to_owned();
    for at in 1..60 {
        text.push_str(&format!("x{at}: &x{at} {{a: *x{0}, b: *x{0}}}\n", at - 1));
    }
    assert!(has_error(&read(&text), "bad-yaml"));
}

#[test]
fn what_is_longer_than_any_configuration_is_not_read() {
    for text in ["x".repeat((32 << 20) + 1), "a\n".repeat((1 << 20) + 1)] {
        let reading = read(&text);
        assert!(has_error(&reading, "too-large"));
        assert!(reading.accounts.len() <= 1);
        assert!(lxd::edit(Dialect::Lxd, &text, &Edit::Unset { key: "user.a" }).is_err());
    }
}

#[test]
fn numbers_have_bounds() {
    let huge = "9".repeat(4000);
    for line in [
        format!("limits.memory: {huge}"),
        format!("limits.memory: {huge}GiB"),
        format!("limits.cpu: {huge}"),
        format!("limits.cpu.allowance: {huge}ms/{huge}ms"),
        format!("limits.cpu.allowance: {huge}%"),
        format!("limits.processes: {huge}"),
        format!("security.idmap.base: {huge}"),
        format!("raw.idmap: both {huge} {huge}"),
        format!("limits.kernel.nofile: {huge}"),
        format!("limits.hugepages.2MB: {huge}"),
    ] {
        let privileged = format!("config:\n  security.idmap.isolated: true\n  {line}\n");
        assert!(
            has_error(&read(&privileged), "bad-value") || has_error(&read(&privileged), "bad-idmap"),
            "{line}"
        );
    }
    let edge = "config:\n  security.idmap.isolated: true\n  security.idmap.base: 4294967294\n  security.idmap.size: 4294967294\n  raw.idmap: both 4294967294 4294967294\n";
    drop(lxd::print(Dialect::Lxd, &read(edge).container));
}
