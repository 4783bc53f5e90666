//! What edits leave as it is: line ends, quotes, indentation, comments, documents that are not meant.

use transom_model::Dialect;

use super::edit;
use crate::Edit;

fn set(text: &str, key: &str, value: &str) -> String {
    edit(Dialect::Lxd, text, &Edit::Set { key, value }).unwrap_or_else(|problem| panic!("{key}={value}: {problem:?}"))
}

fn unset(text: &str, key: &str) -> String {
    edit(Dialect::Lxd, text, &Edit::Unset { key }).unwrap_or_else(|problem| panic!("{key}: {problem:?}"))
}

fn refused(text: &str, edit: &Edit<'_>) -> crate::Problem {
    super::edit(Dialect::Lxd, text, edit).unwrap_err()
}

#[test]
fn a_value_keeps_its_quotes_and_comment() {
    for (before, after) in [
        ("config:\n  limits.cpu: 2 # two\n", "config:\n  limits.cpu: 3 # two\n"),
        ("config:\n  limits.cpu: \"2\" # two\n", "config:\n  limits.cpu: \"3\" # two\n"),
        ("config:\n  'limits.cpu'   :   '2'\n", "config:\n  'limits.cpu'   :   '3'\n"),
        ("config: {limits.cpu: 2, user.a: b}", "config: {limits.cpu: 3, user.a: b}"),
        (
            "\u{feff}config:\r\n    limits.cpu: 2\r\n",
            "\u{feff}config:\r\n    limits.cpu: 3\r\n",
        ),
        (
            "config:\n  limits.cpu: |\n    2\n# end\n",
            "config:\n  limits.cpu: \"3\"\n# end\n",
        ),
        ("config:\n  limits.cpu:\n    2\n", "config:\n  limits.cpu: 3\n"),
        (
            "config:\n  limits.cpu: &n 2\n  user.n: *n\n",
            "config:\n  limits.cpu: &n 3\n  user.n: *n\n",
        ),
        (
            "config:\n  limits.cpu: 1\n  limits.cpu: 2\n",
            "config:\n  limits.cpu: 1\n  limits.cpu: 3\n",
        ),
    ] {
        assert_eq!(set(before, "limits.cpu", "3"), after, "{before:?}");
    }
}

#[test]
fn a_value_that_ends_in_an_escape_is_replaced_whole() {
    for (value, written) in [("\u{7f}\\", r#""\u007f\\""#), ("a: \\", r#""a: \\""#), ("it'", "'it'''")] {
        let text = format!("config:\n  user.a: {written}\n");
        assert_eq!(set(&text, "user.a", value), text);
    }
}

#[test]
fn a_key_alone_in_braces_is_taken_out() {
    assert_eq!(unset("{config: {}, \"description\"} #\n", "description"), "{config: {}} #\n");
}

#[test]
fn a_new_key_stands_in_order_and_in_the_style_of_its_neighbours() {
    for (before, after) in [
        (
            "config:\n  boot.autostart: \"true\"\n  user.a: b\n",
            "config:\n  boot.autostart: \"true\"\n  limits.cpu: \"3\"\n  user.a: b\n",
        ),
        ("config:\n    user.a: b\n", "config:\n    limits.cpu: \"3\"\n    user.a: b\n"),
        (
            "config:\n  user.b: c\n  user.a: b\n# end",
            "config:\n  user.b: c\n  user.a: b\n  limits.cpu: \"3\"\n# end",
        ),
        (
            "config:\n  boot.autostart: 'true'",
            "config:\n  boot.autostart: 'true'\n  limits.cpu: '3'",
        ),
        (
            "config:\r\n  boot.autostart: true\r\n",
            "config:\r\n  boot.autostart: true\r\n  limits.cpu: \"3\"\r\n",
        ),
        ("config: {}\ndevices: {}\n", "config:\n  limits.cpu: \"3\"\ndevices: {}\n"),
        (
            "config: {}  # none\ndevices: {}\n",
            "config:  # none\n  limits.cpu: \"3\"\ndevices: {}\n",
        ),
        ("config:\ndevices: {}\n", "config:\n  limits.cpu: \"3\"\ndevices: {}\n"),
        (
            "devices: {}\nname: a\n",
            "config:\n  limits.cpu: \"3\"\ndevices: {}\nname: a\n",
        ),
        ("config: {user.a: b}\n", "config: {user.a: b, limits.cpu: \"3\"}\n"),
        (
            "{\"config\": {}, \"devices\": {}}\n",
            "{\"config\": {limits.cpu: \"3\"}, \"devices\": {}}\n",
        ),
        ("# nothing yet\n", "# nothing yet\nconfig:\n  limits.cpu: \"3\"\n"),
    ] {
        assert_eq!(set(before, "limits.cpu", "3"), after, "{before:?}");
    }
}

#[test]
fn devices_are_set_as_on_the_command_line() {
    let text = "config: {}\ndevices:\n  eth0:\n    name: eth0\n    network: lxdbr0\n    type: nic\n";
    let with = set(text, "devices.kvm", "unix-char path=/dev/kvm gid=104");
    assert_eq!(
        with,
        format!("{text}  kvm:\n    gid: \"104\"\n    path: /dev/kvm\n    type: unix-char\n")
    );
    assert_eq!(unset(&with, "devices.kvm"), text);
    let other = set(&with, "devices.kvm.mode", "0666");
    assert!(
        other.contains("    gid: \"104\"\n    mode: \"0666\"\n    path: /dev/kvm\n"),
        "{other}"
    );
    let replaced = set(&other, "devices.kvm", "unix-char path=/dev/kvm");
    assert_eq!(replaced, format!("{text}  kvm:\n    path: /dev/kvm\n    type: unix-char\n"));
    assert_eq!(
        refused(
            text,
            &Edit::Set {
                key: "devices.tun.gid",
                value: "1"
            }
        )
        .code,
        "no-such-device"
    );
    assert_eq!(
        refused(
            text,
            &Edit::Set {
                key: "devices.x",
                value: "unix-char"
            }
        )
        .code,
        "no-path"
    );
    assert_eq!(
        refused(&with, &Edit::Unset { key: "devices.kvm.type" }).code,
        "no-device-type"
    );
}

#[test]
fn wrong_edits_change_nothing_and_say_why() {
    let text = "config:\n  limits.memory: 1GiB\n  user.x: bad: yaml here\n";
    assert_eq!(refused(text, &Edit::Unset { key: "limits.memory" }).code, "cannot-edit");
    let text = "config:\n  limits.memory: 1GiB\n";
    let hint = |edit: &Edit<'_>| refused(text, edit).hint.unwrap();
    assert_eq!(hint(&Edit::Unset { key: "limits.memroy" }), "did you mean `limits.memory`?");
    assert_eq!(
        hint(&Edit::Set {
            key: "limits.memroy",
            value: "1"
        }),
        "did you mean `limits.memory`?"
    );
    assert_eq!(
        hint(&Edit::Set {
            key: "descripton",
            value: "1"
        }),
        "did you mean `description`?"
    );
    assert_eq!(
        refused(
            text,
            &Edit::Set {
                key: "limits.memory",
                value: "much"
            }
        )
        .code,
        "bad-value"
    );
    assert_eq!(
        refused(
            text,
            &Edit::Set {
                key: "devices",
                value: "x"
            }
        )
        .code,
        "cannot-edit"
    );
    let list = "- a\n";
    assert_eq!(
        refused(
            list,
            &Edit::Set {
                key: "user.a",
                value: "x"
            }
        )
        .code,
        "cannot-edit"
    );
}

#[test]
fn an_old_mistake_does_not_stand_in_the_way() {
    let text = "config:\n  limits.cpu: many\n  limits.memory: 1GiB\n";
    assert_eq!(
        set(text, "limits.memory", "2GiB"),
        "config:\n  limits.cpu: many\n  limits.memory: 2GiB\n"
    );
    assert_eq!(
        set(text, "limits.cpu", "2"),
        "config:\n  limits.cpu: 2\n  limits.memory: 1GiB\n"
    );
}

#[test]
fn the_document_that_counts_is_changed() {
    let text = "name: p\nconfig: {user.a: b}\n---\narchitecture: x86_64\nprofiles: [p]\nconfig: {}\n";
    assert!(set(text, "user.a", "c").starts_with("name: p\nconfig: {user.a: c}\n---\n"));
    assert!(set(text, "user.b", "c").ends_with("config:\n  user.b: c\n"));
    let expanded = "config:\n  user.a: b\nexpanded_config:\n  user.a: b\n  user.p: q\n";
    assert_eq!(
        set(expanded, "user.a", "c"),
        "config:\n  user.a: c\nexpanded_config:\n  user.a: c\n  user.p: q\n"
    );
    let index =
        "name: c\nconfig:\n  container:\n    config: {}\n  profiles:\n  - name: d\n    config: {user.a: b}\nsnapshots: []\n";
    let new = set(index, "user.a", "c");
    assert_eq!(new, index.replace("    config: {}\n", "    config:\n      user.a: c\n"));
    assert_eq!(refused(index, &Edit::Unset { key: "user.a" }).code, "not-there");
}

#[test]
fn several_lines_become_a_block() {
    let text = "config:\n  user.user-data: |\n      #cloud-config\n      a: b\n\n  user.x: y\n";
    let new = set(text, "user.user-data", "#cloud-config\nc: d\n");
    assert_eq!(
        new,
        "config:\n  user.user-data: |\n      #cloud-config\n      c: d\n\n  user.x: y\n"
    );
    let crlf = set("config:\r\n  user.x: y\r\n", "user.x", "a\nb");
    assert_eq!(crlf, "config:\r\n  user.x: |-\r\n    a\r\n    b\r\n");
    let flow = set("config: {user.x: y}\n", "user.x", "a\nb");
    assert_eq!(flow, "config: {user.x: \"a\\nb\"}\n");
    assert_eq!(
        set("name: a\nprofiles:\n- default\n", "profiles", "default, kvm"),
        "name: a\nprofiles: [default, kvm]\n"
    );
}
