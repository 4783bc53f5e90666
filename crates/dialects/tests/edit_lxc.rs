//! Edits of LXC files: on every case below `cases/lxc` all other lines stay byte for byte, and what was set is read back.
#![allow(clippy::panic, clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

mod lxc_cases;

use lxc_cases::cases;
use proptest::prelude::*;
use transom_dialects::{Edit, Reading, edit, lxc};
use transom_model::{Dialect, Effect, Sources};

fn set(text: &str, key: &str, value: &str) -> Result<String, String> {
    edit(Dialect::Lxc, text, &Edit::Set { key, value }).map_err(|problem| problem.message)
}

fn unset(text: &str, key: &str) -> Result<String, String> {
    edit(Dialect::Lxc, text, &Edit::Unset { key }).map_err(|problem| problem.message)
}

fn read(text: &str) -> Reading {
    lxc::read(&Sources::of("edited", text))
}

/// Lines that an edit of this key has no business with, without what ends them.
fn others<'t>(text: &'t str, words: &[&str]) -> Vec<&'t str> {
    let is_other = |line: &&str| {
        !words
            .iter()
            .any(|word| line.trim_start_matches([' ', '\t']).starts_with(word))
    };
    text.split(['\n', '\r'])
        .filter(|line| !line.is_empty())
        .filter(is_other)
        .collect()
}

/// Settings that fit nearly every file, with the words that lines of their key begin with.
const SETTINGS: &[(&str, &str, &[&str])] = &[
    ("lxc.uts.name", "new-name", &["lxc.uts.name", "lxc.utsname"]),
    ("lxc.tty.max", "6", &["lxc.tty"]),
    ("lxc.pty.max", "77", &["lxc.pty.max", "lxc.pts"]),
    ("lxc.rootfs.path", "dir:/srv/other root", &["lxc.rootfs"]),
    ("lxc.autodev", "1", &["lxc.autodev"]),
    ("lxc.environment", "EDITED= a b ", &["lxc.environment"]),
    (
        "lxc.mount.entry",
        "/srv/new srv/new none bind,create=dir 0 0",
        &["lxc.mount.entry"],
    ),
    ("lxc.group", "edited onboot", &["lxc.group"]),
    ("lxc.mount.auto", "proc:rw sys:ro", &["lxc.mount.auto"]),
    ("lxc.cgroup2.memory.high", "123M", &["lxc.cgroup2.memory.high"]),
    ("lxc.cgroup2.io.max", "8:0 rbps=1", &["lxc.cgroup2.io.max"]),
    ("lxc.cgroup2.devices.allow", "c 99:9 r", &["lxc.cgroup2.devices.allow"]),
    ("lxc.prlimit.core", "0:0", &["lxc.prlimit.core"]),
    ("lxc.sysctl.kernel.msgmax", "8192", &["lxc.sysctl.kernel.msgmax"]),
    ("lxc.hook.start", "/bin/true 'x'", &["lxc.hook.start"]),
    ("lxc.log.level", "DEBUG", &["lxc.log"]),
    ("lxc.apparmor.raw", "mount fstype=tmpfs,", &["lxc.apparmor.raw"]),
    ("lxc.idmap", "u 4000000 4000000 1", &["lxc.idmap", "lxc.id_map"]),
    ("lxc.net.9.type", "empty", &["lxc.net.9.type"]),
    ("lxc.signal.halt", "SIGPWR", &["lxc.signal.halt", "lxc.haltsignal"]),
];

fn is_in_force(reading: &Reading, value: &str) -> bool {
    let is_it = |account: &transom_model::Account| {
        let is_wrong = matches!(&account.effect, Effect::Wrong)
            || matches!(&account.effect, Effect::NoEffect(why) if ["again", "clear"].iter().any(|word| why.words().text().contains(word)));
        account.value == value && !is_wrong
    };
    reading.accounts.iter().any(is_it)
}

fn check(name: &str, text: &str, (key, value, words): (&str, &str, &[&str])) {
    let new = set(text, key, value).unwrap_or_else(|message| panic!("{name}: {key}: {message}"));
    assert_eq!(others(&new, words), others(text, words), "{name}: {key}");
    assert!(is_in_force(&read(&new), value), "{name}: {key}\n{new}");
    if !text.is_empty() {
        assert_eq!(new.ends_with(['\n', '\r']), text.ends_with(['\n', '\r']), "{name}: {key}");
    }
    let is_windows = text.contains('\n') && text.matches("\r\n").count() == text.matches('\n').count();
    assert!(
        !is_windows || new.matches("\r\n").count() == new.matches('\n').count(),
        "{name}: {key}"
    );
    assert_eq!(set(&new, key, value).as_deref(), Ok(new.as_str()), "{name}: {key} again");
    let without = unset(&new, key).unwrap_or_else(|message| panic!("{name}: {key}: {message}"));
    assert_eq!(others(&without, words), others(text, words), "{name}: {key}");
}

#[test]
fn setting_changes_its_own_lines_alone_in_every_case() {
    for case in cases() {
        for setting in SETTINGS {
            check(&case.name, &case.text, *setting);
        }
    }
}

proptest! {
    #[test]
    fn many_edits_in_any_order_leave_the_other_lines(order in prop::collection::vec((0..SETTINGS.len(), any::<bool>()), 1..8), at in 0_usize..1000, ends in 0..3) {
        let cases = cases();
        let text = &cases[at % cases.len()].text;
        let text = match ends {
            0 => text.clone(),
            1 => text.trim_end().to_owned(),
            _ => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        };
        let mut now = text.clone();
        let mut words: Vec<&str> = Vec::new();
        for (at, is_set) in order {
            let (key, value, own) = SETTINGS[at];
            words.extend(own);
            let next = if is_set { set(&now, key, value) } else { unset(&now, key) };
            if let Ok(next) = next {
                if is_set {
                    prop_assert!(is_in_force(&read(&next), value), "{}\n{}", key, next);
                }
                now = next;
            }
        }
        prop_assert_eq!(others(&now, &words), others(&text, &words));
    }

    #[test]
    fn no_text_and_no_edit_panics(text in "([ -~\\r\\n\\t#='\"é]|lxc\\.|net\\.0\\.|tty|max|type|veth|\\n){0,60}", key in "lxc\\.(tty\\.max|net\\.0\\.type|network\\.link|cap\\.drop|[a-z.0-9]{0,9})", value in "[ -~é\\n]{0,9}") {
        for edited in [set(&text, &key, &value), unset(&text, &key)].into_iter().flatten() {
            let _read = read(&edited);
        }
    }
}

#[test]
fn a_line_keeps_its_style() {
    for (text, key, value, expected) in [
        ("lxc.tty.max=4 \r\n# end", "lxc.tty.max", "5", "lxc.tty.max=5 \r\n# end"),
        ("\tlxc.uts.name\t=\t'a'\n", "lxc.uts.name", "b", "\tlxc.uts.name\t=\t'b'\n"),
        ("lxc.utsname = a\n", "lxc.uts.name", "b", "lxc.utsname = b\n"),
        ("lxc.uts.name = a\n", "lxc.utsname", "b", "lxc.uts.name = b\n"),
        ("lxc.tty.max =\n", "lxc.tty.max", "5", "lxc.tty.max = 5\n"),
        ("lxc.tty.max = 5\n", "lxc.tty.max", "", "lxc.tty.max = \n"),
        (
            "lxc.tty.max = 1\nlxc.tty.max = 2\n",
            "lxc.tty.max",
            "3",
            "lxc.tty.max = 1\nlxc.tty.max = 3\n",
        ),
        (
            "lxc.uts.name=a\n\n# end\n",
            "lxc.tty.max",
            "5",
            "lxc.uts.name=a\nlxc.tty.max=5\n\n# end\n",
        ),
        ("lxc.uts.name = a", "lxc.tty.max", "5", "lxc.uts.name = a\nlxc.tty.max = 5"),
        (
            "a\r\nlxc.uts.name = a",
            "lxc.tty.max",
            "5",
            "a\r\nlxc.uts.name = a\r\nlxc.tty.max = 5",
        ),
        ("", "lxc.tty.max", "5", "lxc.tty.max = 5\n"),
        ("# only prose\n", "lxc.tty.max", "5", "# only prose\nlxc.tty.max = 5\n"),
        (
            "lxc.uts.name = a\n",
            "lxc.environment",
            "A= ",
            "lxc.uts.name = a\nlxc.environment = \"A= \"\n",
        ),
        (
            "lxc.tty.max = 1\rlxc.pty.max = 2\n",
            "lxc.tty.max",
            "3",
            "lxc.tty.max = 3\rlxc.pty.max = 2\n",
        ),
    ] {
        assert_eq!(set(text, key, value).as_deref(), Ok(expected), "{text:?} {key}");
    }
}

#[test]
fn lists_grow_by_member_and_lists_of_words_become_the_value() {
    let text = "lxc.environment = A=1\nlxc.environment = B=2\nlxc.uts.name = x\n";
    let added = "lxc.environment = A=1\nlxc.environment = B=2\nlxc.environment = C=3\nlxc.uts.name = x\n";
    assert_eq!(set(text, "lxc.environment", "A=9").unwrap(), text.replace("A=1", "A=9"));
    assert_eq!(set(text, "lxc.environment", "C=3").unwrap(), added);
    let text = "lxc.cap.drop = mknod\nlxc.cap.drop =\nlxc.cap.drop = sys_time\nlxc.tty.max = 1\nlxc.cap.drop = chown\n";
    assert_eq!(
        set(text, "lxc.cap.drop", "kill").unwrap(),
        "lxc.cap.drop = mknod\nlxc.cap.drop =\nlxc.cap.drop = kill\nlxc.tty.max = 1\n"
    );
    let text = "lxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 rwm\n";
    assert_eq!(
        set(text, "lxc.cgroup2.devices.allow", "c 1:3 r").unwrap(),
        text.replace("rwm", "r")
    );
    let text = "lxc.mount.entry = /a srv/a none bind 0 0\n";
    assert_eq!(
        set(text, "lxc.mount.entry", "/b srv/a none bind 0 0").unwrap(),
        text.replace("/a s", "/b s")
    );
}

#[test]
fn a_line_that_is_taken_back_later_does_not_count() {
    for (text, key, value, expected) in [
        (
            "lxc.cgroup2.memory.max = 1G\nlxc.cgroup2 =\n",
            "lxc.cgroup2.memory.max",
            "2G",
            "lxc.cgroup2.memory.max = 1G\nlxc.cgroup2 =\nlxc.cgroup2.memory.max = 2G\n",
        ),
        (
            "lxc.net.0.link = a\nlxc.net.0.type = veth\n# end\n",
            "lxc.net.0.link",
            "b",
            "lxc.net.0.link = a\nlxc.net.0.type = veth\nlxc.net.0.link = b\n# end\n",
        ),
        (
            "lxc.cap.drop = kill\nlxc.cap.keep =\n",
            "lxc.cap.drop",
            "chown",
            "lxc.cap.drop = kill\nlxc.cap.keep =\nlxc.cap.drop = chown\n",
        ),
        (
            "lxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.deny = a\n",
            "lxc.cgroup2.devices.allow",
            "c 1:3 r",
            "lxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 1:3 r\n",
        ),
    ] {
        assert_eq!(set(text, key, value).as_deref(), Ok(expected), "{key}");
    }
}

#[test]
fn a_new_line_stands_where_it_belongs() {
    let text = "lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.1.type = empty\nlxc.uts.name = a\n";
    let new = set(text, "lxc.net.0.mtu", "1400").unwrap();
    assert_eq!(new.lines().nth(2), Some("lxc.net.0.mtu = 1400"));
    let new = set(text, "lxc.net.2.type", "empty").unwrap();
    assert_eq!(new.lines().nth(3), Some("lxc.net.2.type = empty"));
    let new = set("# first\nlxc.uts.name = a\n", "lxc.include", "/etc/lxc/x.conf").unwrap();
    assert_eq!(new, "# first\nlxc.include = /etc/lxc/x.conf\nlxc.uts.name = a\n");
    let old = "lxc.network.type = veth\nlxc.network.link = a\nlxc.network.type = veth\nlxc.network.link = b\n";
    assert_eq!(set(old, "lxc.net.1.link", "c").unwrap(), old.replace("= b", "= c"));
    assert!(set(old, "lxc.network.link", "c").unwrap_err().contains("2 interfaces"));
    // Two other words that take all interfaces away, and need not be said twice.
    for word in ["lxc.network.", "lxc.network.type"] {
        let cleared = format!("{old}{word} =\n");
        assert_eq!(set(&cleared, word, "").as_deref(), Ok(cleared.as_str()));
    }
}

#[test]
fn an_edit_that_makes_an_error_is_refused() {
    let veth = "lxc.net.0.type = veth\nlxc.net.0.veth.pair = v0\n";
    for (text, key, value, word) in [
        ("", "lxc.tty.max", "four", "not a number"),
        ("", "lxc.uts.nmae", "a", "no key"),
        ("", "lxc.tty.max", "1\nlxc.hook.start = x", "one line"),
        ("", "lxc.net.0.link", "br0", "no type"),
        (veth, "lxc.net.0.type", "macvlan", "only for type veth"),
        ("lxc.cap.keep = kill\n", "lxc.cap.drop", "mknod", "cannot both"),
        ("", "lxc.lxcpath", "/x", "LXC itself"),
        ("lxc.idmap = u 0 100000 65536\n", "lxc.idmap", "u 5 100000 1", "both map"),
    ] {
        let message = set(text, key, value).unwrap_err();
        assert!(message.contains(word), "{key}: {message}");
    }
    assert!(unset(veth, "lxc.net.0.type").unwrap_err().contains("before the type"));
    let problem = edit(
        Dialect::Lxc,
        "",
        &Edit::Set {
            key: "lxc.idmap",
            value: "u 0 x 1",
        },
    )
    .unwrap_err();
    assert_eq!(problem.part, Some(4..5));
}

#[test]
fn unset_takes_out_all_lines_and_families() {
    let text =
        "# a\nlxc.net.0.type = veth\nlxc.net.1.type = empty\nlxc.net.0.flags = up\nlxc.hook.version = 1\nlxc.hook.start = x\n";
    assert_eq!(
        unset(text, "lxc.net.0").unwrap(),
        "# a\nlxc.net.1.type = empty\nlxc.hook.version = 1\nlxc.hook.start = x\n"
    );
    assert_eq!(unset(text, "lxc.hook").unwrap(), text.replace("lxc.hook.start = x\n", ""));
    assert_eq!(
        unset("lxc.tty.max = 1\nlxc.uts.name = a", "lxc.uts.name").unwrap(),
        "lxc.tty.max = 1"
    );
    let problem = edit(Dialect::Lxc, "lxc.tty.max = 1\n", &Edit::Unset { key: "lxc.tty.mx" }).unwrap_err();
    assert_eq!(problem.hint.as_deref(), Some("did you mean `lxc.tty.max`?"));
    let problem = edit(Dialect::Lxc, "lxc.tty.max = 1\n", &Edit::Unset { key: "lxc.pty.max" }).unwrap_err();
    assert_eq!(problem.code, "not-there");
}

#[test]
fn a_key_that_would_make_another_line_is_refused() {
    for key in [
        "lxc.sysctl.a=1",
        "lxc.sysctl.a b",
        "lxc.sysctl.a\nlxc.start.auto",
        "lxc.sysctl.a#",
    ] {
        let message = set("lxc.uts.name = lab\n", key, "1").unwrap_err();
        assert!(message.contains("cannot be a key"), "{message}");
    }
}
