//! Texts that mean harm: each ends in a diagnostic, in time and memory that do not grow with the square of its size.
#![allow(clippy::disallowed_methods, reason = "the tests look at the clock")]
#![allow(clippy::unwrap_used, reason = "all of it is a test")]

use std::time::{Duration, Instant};

use transom_dialects::{Edit, Reading, edit, lxc};
use transom_model::{Dialect, Sources};

/// What a debug build on a busy machine may take.
const LONG: Duration = Duration::from_secs(15);

fn read(text: String) -> Reading {
    let sources = Sources::of("c.conf", text);
    let before = Instant::now();
    let reading = lxc::read(&sources);
    let printed = lxc::print(&reading.container);
    assert!(before.elapsed() < LONG, "{:?}", before.elapsed());
    assert!(printed.len() < 100 << 20);
    reading
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    let mut codes: Vec<_> = reading.diagnostics.iter().map(|found| found.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

#[test]
fn a_million_lines_end_in_a_diagnostic() {
    for line in ["", "#", "x", "lxc.tty.max = 1", "lxc.cgroup2.devices.allow = c 1:3 r"] {
        let reading = read(lines(1_000_000, |_| line.to_owned()));
        let codes = codes(&reading);
        assert!(codes.contains(&"too-long") || codes.contains(&"too-many-findings"), "{line}");
        assert!(reading.has_errors() && reading.accounts.len() <= 20_001, "{line}");
    }
}

#[test]
fn a_hundred_megabytes_end_in_a_diagnostic() {
    let reading = read(format!("# {}\n", "a".repeat(97)).repeat(1 << 20));
    assert!(codes(&reading).contains(&"too-long"));
    let reading = read(format!("lxc.environment = {}", "a".repeat(100 << 20)));
    assert!(codes(&reading).contains(&"too-long"));
}

#[test]
fn twenty_thousand_lines_of_every_kind_are_read_in_time() {
    const MANY: usize = 19_000;
    let kinds: [fn(usize) -> String; 16] = [
        |at| format!("lxc.cgroup2.devices.allow = c {at}:1 r"),
        |at| {
            format!(
                "lxc.cgroup2.devices.{} = c {}:1 r",
                if at % 2 == 0 { "allow" } else { "deny" },
                at / 2
            )
        },
        |at| format!("lxc.sysctl.a{at} = 1"),
        |at| format!("lxc.idmap = u {} {} 1", at * 2, at * 2),
        |at| format!("lxc.mount.entry = /a{at} a{at} none bind 0 0"),
        |at| format!("lxc.unknown.{at} = 1"),
        |at| format!("lxc.uts.nmae{at}"),
        |at| format!("lxc.net.{at}.type = veth"),
        |at| format!("lxc.net.0.{} = 00:16:3e:xx:xx:xx", if at == 0 { "type" } else { "hwaddr" }),
        |at| format!("lxc.namespace.keep = {}", if at % 2 == 0 { "net" } else { "pid" }),
        |at| format!("lxc.cap.drop = {}", if at % 2 == 0 { "kill" } else { "chown" }),
        |at| format!("lxc.apparmor.raw = line {at}"),
        |at| {
            format!(
                "lxc.hook.{} = {}",
                if at % 2 == 0 { "start" } else { "stop" },
                if at % 2 == 0 { "x" } else { "" }
            )
        },
        |at| format!("lxc.cgroup2.io.{} = {}", at / 2, if at % 2 == 0 { "x" } else { "" }),
        |at| format!("lxc.environment = A{at}=1"),
        |at| format!("lxc.network.{} = veth", if at % 3 == 0 { "type" } else { "link" }),
    ];
    for (number, kind) in kinds.iter().enumerate() {
        let reading = read(lines(MANY, kind));
        assert!(!codes(&reading).contains(&"too-long"), "kind {number}");
        assert_eq!(reading.accounts.len(), MANY, "kind {number}");
    }
}

#[test]
fn long_lines_are_read_in_time() {
    let many = |word: &str| word.repeat((1 << 20) / word.len());
    for text in [
        format!("lxc.cap.drop = {}", many("kill ")),
        format!("lxc.namespace.keep = {}", many("net ")),
        format!("lxc.init.groups = {}", many("1,")),
        format!("lxc.init.cmd = {}", many("a ")),
        format!("lxc.init.cmd = {}", many("\"")),
        format!("lxc.mount.entry = a b none bind,{}", many("x,")),
        format!("lxc.mount.auto = {}", many("proc ")),
        format!("lxc.mount.entry = {} b none bind", many("\\040")),
        format!("lxc.net.0.type = {}", many("x")),
        format!("lxc.{} = 1", many("a.")),
        many("lxc."),
        many("="),
        many("\r"),
        format!("lxc.net.{}.type = veth", many("9")),
        format!("lxc.tty.max = {}", many("9")),
        format!("lxc.idmap = {}", many("0 ")),
        format!("lxc.rootfs.path = overlay:{}", many("a:")),
        format!("lxc.rootfs.options = {}", many("a,")),
    ] {
        let reading = read(text);
        assert!(reading.diagnostics.len() <= 5001);
    }
}

#[test]
fn includes_that_never_end_do() {
    // Each file includes the next, far deeper than the stack of a thread would bear.
    let mut sources = Sources::of("/0", "lxc.include = /1\n");
    for at in 1..3000 {
        sources.add(format!("/{at}"), format!("lxc.include = /{}\nlxc.tty.max = {at}\n", at + 1));
    }
    let reading = lxc::read(&sources);
    assert_eq!(codes(&reading), ["too-many-includes"]);
    // Each file includes the next twice.
    let mut sources = Sources::of("/0", "lxc.include = /1\nlxc.include = /1\n");
    for at in 1..28 {
        sources.add(format!("/{at}"), format!("lxc.include = /{}\n", at + 1).repeat(2));
    }
    sources.add("/28", "# end\n");
    let before = Instant::now();
    assert!(codes(&lxc::read(&sources)).contains(&"too-many-includes"));
    // A long file, included many times.
    let mut sources = Sources::of("/0", "lxc.include = /1\n".repeat(900));
    sources.add("/1", "lxc.environment = A=b\n".repeat(10_000));
    assert!(codes(&lxc::read(&sources)).contains(&"too-long"));
    assert!(before.elapsed() < LONG);
}

#[test]
fn long_policies_and_fstab_files_end_in_a_diagnostic() {
    let mut sources = Sources::of("/0", "lxc.seccomp.profile = /p\nlxc.mount.fstab = /f\n");
    sources.add("/p", format!("2\ndenylist\n{}", "read\n".repeat(1_000_000)));
    sources.add("/f", "a a none bind\n".repeat(1_000_000));
    let before = Instant::now();
    let reading = lxc::read(&sources);
    assert!(codes(&reading).contains(&"too-long"));
    assert!(before.elapsed() < LONG);
}

#[test]
fn edits_and_migrations_of_such_texts_end_too() {
    let huge = "\r".repeat(17 << 20);
    let problem = edit(
        Dialect::Lxc,
        &huge,
        &Edit::Set {
            key: "lxc.tty.max",
            value: "1",
        },
    )
    .unwrap_err();
    assert_eq!(problem.code, "too-long");
    let sources = Sources::of("c", huge);
    assert_eq!(lxc::migrate(&lxc::read(&sources), &sources).rows.len(), 1);
    let before = Instant::now();
    let many = lines(19_000, |at| {
        format!("lxc.network.{} = veth", if at % 3 == 0 { "type" } else { "link" })
    });
    let sources = Sources::of("c", &*many);
    let migration = lxc::migrate(&lxc::read(&sources), &sources);
    assert_eq!(migration.rows.len(), 19_000);
    let many = lines(19_000, |at| {
        format!("lxc.cap.drop = {}", if at % 2 == 0 { "kill" } else { "chown" })
    });
    assert_eq!(
        edit(
            Dialect::Lxc,
            &many,
            &Edit::Set {
                key: "lxc.cap.drop",
                value: "kill"
            }
        )
        .unwrap(),
        "lxc.cap.drop = kill\n"
    );
    assert_eq!(edit(Dialect::Lxc, &many, &Edit::Unset { key: "lxc.cap.drop" }).unwrap(), "");
    assert!(before.elapsed() < LONG);
}
