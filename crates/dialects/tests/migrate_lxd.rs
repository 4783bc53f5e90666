//! Files of LXD and Incus brought to the newest version of either: every case, and each kind of line.
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

mod support;

use transom_dialects::convert::{Migration, Outcome};
use transom_dialects::lxd;
use transom_model::{Dialect, Severity, Sources};

fn migrated(from: Dialect, text: &str, to: Dialect) -> Migration {
    let sources = Sources::of("input.yaml", text);
    lxd::migrate(&lxd::read(from, &sources), &sources, to)
}

fn texts() -> Vec<(Dialect, String, String)> {
    support::texts_of(&[Dialect::Lxd, Dialect::Incus])
}

/// Files that are no profiles, cannot be read at all, or are wrong in what no line of them can mend.
const EXCEPT: [&str; 9] = [
    "a-list",
    "docker-compose",
    "network",
    "preseed",
    "tabs",
    "unclosed-quote",
    "virtual-machine",
    "values-that-are-no-text",
    "raw-lxc-include",
];

#[test]
fn every_case_becomes_a_file_that_the_target_takes() {
    for (dialect, name, text) in texts() {
        for to in [Dialect::Lxd, Dialect::Incus] {
            let migration = migrated(dialect, &text, to);
            let new = &migration.text;
            let lines: Vec<u32> = migration.rows.iter().map(|row| row.origin.line().unwrap().1).collect();
            let expected: Vec<u32> = (1..).zip(text.lines()).map(|(line, _)| line).collect();
            assert_eq!(lines, expected, "{name}");
            for (row, old) in migration.rows.iter().zip(text.lines()) {
                let at = |line: &u32| {
                    new.lines()
                        .nth(*line as usize - 1)
                        .unwrap_or_else(|| panic!("{name}: no line {line}\n{new}"))
                };
                match &row.outcome {
                    Outcome::Kept { line } => assert_eq!(at(line), old, "{name}\n{new}"),
                    Outcome::Translated { lines, .. } => {
                        assert!(!lines.is_empty(), "{name}: {old}\n{new}");
                        lines.iter().for_each(|line| assert_ne!(at(line), old, "{name}\n{new}"));
                    }
                    _ => {}
                }
            }
            if EXCEPT.contains(&name.as_str()) {
                continue;
            }
            let reading = lxd::read(to, &Sources::of("new.yaml", new.clone()));
            let is_refused = |code: &str| ["other-manager", "old-key", "removed-key", "newer-key"].contains(&code);
            let refused: Vec<_> = reading
                .diagnostics
                .iter()
                .filter(|found| {
                    found.severity == Severity::Error
                        || is_refused(found.code)
                        || (to == Dialect::Incus && found.code == "repeated-key")
                })
                .collect();
            assert!(refused.is_empty(), "{name} to {}: {refused:#?}\n{new}", to.word());
            let again = migrated(to, new, to);
            assert_eq!(&again.text, new, "{name}: what is migrated needs no more of it");
        }
    }
}

fn row(migration: &Migration, line: usize) -> &Outcome {
    &migration.rows[line - 1].outcome
}

#[test]
fn a_file_that_needs_nothing_stays_byte_for_byte() {
    let text = "# mine\r\nconfig:\r\n   limits.cpu:   '2'   # two\r\n\r\ndevices: {kvm: {type: unix-char, path: /dev/kvm}}";
    for (from, to) in [
        (Dialect::Lxd, Dialect::Incus),
        (Dialect::Incus, Dialect::Lxd),
        (Dialect::Lxd, Dialect::Lxd),
    ] {
        assert_eq!(migrated(from, text, to).text, text);
    }
}

#[test]
fn names_change_where_they_stand() {
    let text = "config:\n  security.devlxd: \"false\" # no socket\n  'security.syscalls.blacklist': |\n    keyctl\n  user.a: b\n";
    let migration = migrated(Dialect::Lxd, text, Dialect::Incus);
    assert_eq!(
        migration.text,
        "config:\n  security.guestapi: \"false\" # no socket\n  'security.syscalls.deny': |\n    keyctl\n  user.a: b\n"
    );
    assert_eq!(row(&migration, 1), &Outcome::Kept { line: 1 });
    assert_eq!(
        row(&migration, 2),
        &Outcome::Translated {
            lines: vec![2],
            remark: None
        }
    );
    assert_eq!(row(&migration, 5), &Outcome::Kept { line: 5 });
    let back = migrated(Dialect::Incus, &migration.text, Dialect::Lxd);
    assert!(back.text.starts_with("config:\n  security.devlxd: \"false\" # no socket\n"));
}

#[test]
fn what_only_lxc_can_say_goes_to_raw_lxc() {
    let text = "config:\n  limits.memory.oom_priority: \"500\"\n  limits.memory.swap: 1GiB\n  raw.lxc: |\n    # mine\n    lxc.aa_profile=unconfined\n  user.a: b\n";
    let migration = migrated(Dialect::Incus, text, Dialect::Lxd);
    assert_eq!(
        migration.text,
        "config:\n  raw.lxc: |\n    # mine\n    lxc.apparmor.profile=unconfined\n    lxc.proc.oom_score_adj = 500\n    lxc.cgroup2.memory.swap.max = 1073741824\n  user.a: b\n"
    );
    for (line, lines) in [(2, 5), (3, 6), (6, 4)] {
        assert_eq!(
            row(&migration, line),
            &Outcome::Translated {
                lines: vec![lines],
                remark: None
            },
            "{line}"
        );
    }
    let flow = migrated(
        Dialect::Incus,
        "config: {limits.memory.oom_priority: 5, boot.autorestart: true}\n",
        Dialect::Lxd,
    );
    assert_eq!(flow.text, "config: {raw.lxc: \"lxc.proc.oom_score_adj = 5\"}\n");
    assert!(
        matches!(row(&flow, 1), Outcome::Impossible { .. }),
        "the worst of a line counts"
    );
    let none = migrated(
        Dialect::Incus,
        "devices:\n  t: {type: disk, source: 'tmpfs:', path: /t, size: 1MiB}\n",
        Dialect::Lxd,
    );
    assert_eq!(
        none.text,
        "config:\n  raw.lxc: lxc.mount.entry = tmpfs t tmpfs create=dir,size=1048576 0 0\ndevices:\n"
    );
    assert_eq!(
        row(&none, 2),
        &Outcome::Translated {
            lines: vec![2],
            remark: None
        }
    );
    let inline = migrated(
        Dialect::Lxd,
        "config:\n  raw.lxc: \"lxc.aa_profile=unconfined\"\n",
        Dialect::Lxd,
    );
    assert_eq!(inline.text, "config:\n  raw.lxc: \"lxc.apparmor.profile=unconfined\"\n");
}

#[test]
fn what_cannot_be_said_stays_as_a_comment() {
    let text = "config:\n  nvidia.runtime: \"true\"\n  nvidia.require.cuda: \"\"\n  placement.group: g\ndevices:\n  gpu:\n    type: gpu\n    id: nvidia.com/gpu=0\n    gid: \"44\"\n  c:\n    attached: \"false\"\n    type: nic\n    network: n\n";
    let incus = migrated(Dialect::Lxd, text, Dialect::Incus);
    assert_eq!(
        incus.text,
        "config:\n  nvidia.runtime: \"true\"\n  nvidia.require.cuda: \"\"\n  # placement.group: g\ndevices:\n  # gpu:\n  #   type: gpu\n  #   id: nvidia.com/gpu=0\n  #   gid: \"44\"\n  c:\n    attached: \"false\"\n    type: nic\n    network: n\n"
    );
    assert_eq!(incus.rows[8].with, Some(6), "an option is part of its device");
    let lxd = migrated(Dialect::Incus, text, Dialect::Lxd);
    assert!(
        lxd.text.contains("  # nvidia.runtime: \"true\"\n  placement.group: g\n"),
        "{}",
        lxd.text
    );
    assert!(
        lxd.text.ends_with("    gid: \"44\"\n"),
        "a device that is unplugged is left out: {}",
        lxd.text
    );
    assert!(matches!(row(&lxd, 3), Outcome::Dropped { .. }) && matches!(row(&lxd, 11), Outcome::Dropped { .. }));
}

#[test]
fn the_dead_half_of_a_key_given_twice_goes() {
    let text = "config:\n  user.a: 1\n  user.a: 2\ndevices:\n  k: {type: none, type: unix-char, path: /dev/kvm}\n";
    let migration = migrated(Dialect::Lxd, text, Dialect::Incus);
    assert_eq!(
        migration.text,
        "config:\n  user.a: 2\ndevices:\n  k: {type: unix-char, path: /dev/kvm}\n"
    );
    let Outcome::Dropped { why } = row(&migration, 2) else {
        panic!("{:?}", migration.rows)
    };
    assert!(why.contains("line 3"), "{why}");
    assert_eq!(migrated(Dialect::Lxd, text, Dialect::Lxd).text, text, "LXD takes it");
}
