//! What edits change, and that they change nothing else.

use proptest::prelude::*;

use super::edit;
use crate::{Edit, Problem};

fn set(text: &str, key: &str, value: &str) -> Result<String, Problem> {
    edit(text, &Edit::Set { key, value })
}

fn unset(text: &str, key: &str) -> Result<String, Problem> {
    edit(text, &Edit::Unset { key })
}

const FILE: &str = "\
# the lab
arch: amd64
memory:   1024  
mp0: /srv/a,mp=/a
mp2: /srv/b,mp=/b
ostype: debian
rootfs: local-lvm:vm-102-disk-0,size=8G
# of the lines below nobody knows why
lxc.cgroup2.devices.allow = c 10:200 rwm
lxc.mount.entry = /dev/net/tun dev/net/tun none bind,create=file

[pve:pending]
memory: 2048
swap: 1

[before]
arch: i386
memory: 512
swap: 7
lxc.cap.drop: sys_time
";

/// Replaces one piece of the file.
fn with(old: &str, new: &str) -> String {
    assert_eq!(FILE.matches(old).count(), 1, "{old}");
    FILE.replace(old, new)
}

#[test]
fn a_value_is_replaced_where_it_stands() {
    assert_eq!(set(FILE, "memory", "2G").unwrap_err().code, "bad-value");
    assert_eq!(
        set(FILE, "memory", " 2048 ").unwrap(),
        with("memory:   1024  \n", "memory:   2048  \n")
    );
    // Of an option that is given twice the last line counts.
    let twice = with("ostype: debian\n", "ostype: debian\nmemory: 99\n");
    assert_eq!(
        set(&twice, "memory", "98").unwrap(),
        twice.replace("memory: 99", "memory: 98")
    );
}

#[test]
fn a_new_line_stands_in_proxmoxs_order_and_in_the_style_of_its_neighbour() {
    for (key, value, old, new) in [
        (
            "hostname",
            "lab",
            "arch: amd64\nmemory:",
            "arch: amd64\nhostname: lab\nmemory:",
        ),
        ("mp1", "/srv/c,mp=/c", "mp=/a\n", "mp=/a\nmp1: /srv/c,mp=/c\n"),
        ("mp10", "/srv/c,mp=/c", "mp=/b\n", "mp=/b\nmp10: /srv/c,mp=/c\n"),
        ("unprivileged", "1", "size=8G\n", "size=8G\nunprivileged: 1\n"),
        ("nameserver", "10.0.0.1", "mp=/b\n", "mp=/b\nnameserver: 10.0.0.1\n"),
        ("mp0", "/srv/d,mp=/d", "/srv/a,mp=/a", "/srv/d,mp=/d"),
        (
            "lxc.cgroup2.devices.deny",
            "c 5:1 rwm",
            "c 10:200 rwm\n",
            "c 10:200 rwm\nlxc.cgroup2.devices.deny = c 5:1 rwm\n",
        ),
        (
            "lxc.prlimit.nofile",
            "1024",
            "bind,create=file\n",
            "bind,create=file\nlxc.prlimit.nofile = 1024\n",
        ),
    ] {
        assert_eq!(set(FILE, key, value).unwrap(), with(old, new), "{key}");
    }
    // After `memory:   1024` three blanks are the style.
    assert_eq!(
        set(FILE, "lxc.cap.drop", "").unwrap(),
        with("bind,create=file\n", "bind,create=file\nlxc.cap.drop =\n")
    );
    assert_eq!(set("memory:   1\n", "swap", "2").unwrap(), "memory:   1\nswap:   2\n");
}

#[test]
fn the_first_lines_of_a_file_go_behind_its_notes_and_before_raw_lines_and_sections() {
    assert_eq!(set("", "memory", "64").unwrap(), "memory: 64\n");
    // Proxmox drops a line that begins with a byte order mark, so nothing may be put behind it.
    assert_eq!(set("\u{feff}", "memory", "64").unwrap_err().code, "bad-line");
    assert_eq!(
        set("\u{feff}arch: amd64\nswap: 1\n", "memory", "64").unwrap(),
        "\u{feff}arch: amd64\nmemory: 64\nswap: 1\n"
    );
    assert_eq!(
        set("#a\n\n[s1]\narch: amd64\n", "memory", "64").unwrap(),
        "#a\nmemory: 64\n\n[s1]\narch: amd64\n"
    );
    assert_eq!(
        set("[s1]\narch: amd64\n", "memory", "64").unwrap(),
        "memory: 64\n[s1]\narch: amd64\n"
    );
    assert_eq!(
        set("#a\nlxc.cap.drop:\n", "memory", "64").unwrap(),
        "#a\nmemory: 64\nlxc.cap.drop:\n"
    );
    assert_eq!(set("memory: 64\n", "arch", "amd64").unwrap(), "arch: amd64\nmemory: 64\n");
    assert_eq!(
        set("arch: amd64\n\n[s1]\nswap: 1\n", "lxc.cap.drop", "sys_time").unwrap(),
        "arch: amd64\nlxc.cap.drop: sys_time\n\n[s1]\nswap: 1\n"
    );
}

#[test]
fn line_ends_and_a_missing_last_one_are_kept() {
    assert_eq!(
        set("arch: amd64\r\nswap: 1\r\n", "memory", "64").unwrap(),
        "arch: amd64\r\nmemory: 64\r\nswap: 1\r\n"
    );
    assert_eq!(set("arch: amd64", "memory", "64").unwrap(), "arch: amd64\nmemory: 64");
    assert_eq!(
        set("arch: amd64\r\nmemory: 1024", "memory", "64").unwrap(),
        "arch: amd64\r\nmemory: 64"
    );
    assert_eq!(unset("arch: amd64\nmemory: 1024", "memory").unwrap(), "arch: amd64\n");
    assert_eq!(
        set("lxc.cap.drop:", "lxc.cap.drop", "sys_time").unwrap(),
        "lxc.cap.drop:\nlxc.cap.drop: sys_time"
    );
    assert_eq!(set("lxc.autodev: \n", "lxc.autodev", "1").unwrap(), "lxc.autodev: 1\n");
    assert_eq!(set("lxc.autodev=\n", "lxc.autodev", "1").unwrap(), "lxc.autodev= 1\n");
}

#[test]
fn all_lines_of_a_key_are_taken_out_but_not_those_of_other_sections() {
    assert_eq!(unset(FILE, "memory").unwrap(), with("memory:   1024  \n", ""));
    let twice = with("ostype: debian\n", "memory: 99\nostype: debian\n");
    assert_eq!(unset(&twice, "memory").unwrap(), with("memory:   1024  \n", ""));
    let problem = unset(FILE, "swap").unwrap_err();
    assert_eq!(problem.code, "not-there");
    assert!(unset(FILE, "memmory").unwrap_err().hint.unwrap().contains("`memory`"));
    assert_eq!(set(FILE, "swap", "3").unwrap(), with("size=8G\n", "size=8G\nswap: 3\n"));
}

#[test]
fn the_description_is_all_notes_of_the_top() {
    let new = set(FILE, "description", "for the lab: 50%\nsee wiki").unwrap();
    let expected = with("# the lab\n", "#for the lab%3A 50%25\n#see wiki\n").replace("# of the lines below nobody knows why\n", "");
    assert_eq!(new, expected);
    assert_eq!(set("arch: amd64\n", "description", "x").unwrap(), "#x\narch: amd64\n");
    assert_eq!(unset("#x\narch: amd64\n#y\n", "description").unwrap(), "arch: amd64\n");
}

#[test]
fn what_cannot_be_set_is_refused_with_a_way_on() {
    for (key, value, code, hint) in [
        ("memmory", "1", "unknown-key", "`memory`"),
        ("net0.tag", "5", "unknown-key", "whole value"),
        ("mp300", "/a,mp=/a", "unknown-key", "mp255"),
        ("memory", "", "empty-value", "unset"),
        ("memory", "1\nrootfs: /", "bad-value", "one line"),
        ("mp0", "/srv/a", "missing-property", "mp="),
        ("tags", "x snapstate: delete", "cannot-edit", "snapstate"),
        ("lxc.no_new_privs", "1", "refused-raw-key", "LXC's own"),
        ("lxc.rootfs.path", "/", "refused-raw-key", "rootfs"),
        ("lxc.aa_profile", "x", "refused-raw-key", "today"),
        ("lxc.Cap", "x", "refused-raw-key", "small letters"),
        (
            "lxc.cgroup2.devices.allow",
            "c 10:232  rwm",
            "malformed-device-rule",
            "c 10:232 rwm",
        ),
        ("delete", "mp0", "unknown-key", ""),
    ] {
        let problem = set(FILE, key, value).unwrap_err();
        assert_eq!(problem.code, code, "{key}: {problem:?}");
        assert!(
            problem.hint.as_deref().unwrap_or_default().contains(hint),
            "{key}: {problem:?}"
        );
    }
}

#[test]
fn lists_of_members_are_added_to_and_lists_of_words_become_the_value() {
    let added = set(FILE, "lxc.cgroup2.devices.allow", "c 10:232 rwm").unwrap();
    assert_eq!(
        added,
        with("c 10:200 rwm\n", "c 10:200 rwm\nlxc.cgroup2.devices.allow = c 10:232 rwm\n")
    );
    let changed = set(&added, "lxc.cgroup2.devices.allow", "c 10:200 r").unwrap();
    assert_eq!(changed, added.replace("c 10:200 rwm", "c 10:200 r"));
    assert_eq!(
        unset(&added, "lxc.cgroup2.devices.allow").unwrap(),
        with("lxc.cgroup2.devices.allow = c 10:200 rwm\n", "")
    );
    let entry = set(FILE, "lxc.mount.entry", "/dev/kvm dev/net/tun none bind,create=file").unwrap();
    assert_eq!(entry, with("/dev/net/tun dev/net/tun none", "/dev/kvm dev/net/tun none"));
    let dropped = "arch: amd64\nlxc.cap.drop:\nlxc.cap.drop: sys_time\nlxc.autodev: 1\nlxc.cap.drop: sys_nice\n";
    assert_eq!(
        set(dropped, "lxc.cap.drop", "mknod").unwrap(),
        "arch: amd64\nlxc.cap.drop:\nlxc.cap.drop: mknod\nlxc.autodev: 1\n"
    );
    assert_eq!(
        set("lxc.cap.drop: sys_time\n", "lxc.cap.drop", "").unwrap(),
        "lxc.cap.drop: sys_time\nlxc.cap.drop:\n"
    );
}

#[test]
fn an_error_that_was_there_before_does_not_stop_an_edit() {
    let wrong = with("arch: amd64\nmemory", "arch: amd64\nmemmory: 3\nmemory");
    assert_eq!(
        set(&wrong, "memory", "64").unwrap(),
        wrong.replace("memory:   1024", "memory:   64")
    );
    assert_eq!(set(&wrong, "mp1", "/x").unwrap_err().code, "missing-property");
}

proptest! {
    #[test]
    fn an_edit_changes_the_lines_of_its_key_alone(
        text in crate::pve::tests::lines(),
        key in prop::sample::select(vec!["memory", "net0", "mp0", "dev0", "tags", "description", "lxc.autodev", "lxc.mount.entry", "lxc.cap.drop"]),
        value in "[ -~]{1,20}",
    ) {
        let Ok(new) = set(&text, key, &value) else { return Ok(()) };
        let rest = |text: &str| unset(text, key).unwrap_or_else(|_| text.to_owned());
        // A last line without an end gets one when another is put behind it.
        let bare = |text: String| text.trim_end_matches('\n').to_owned();
        prop_assert_eq!(bare(rest(&new)), bare(rest(&text)));
    }
}
