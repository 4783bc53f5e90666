//! Texts that nobody writes in good faith: read, printed, edited and moved in bounded time, with a diagnostic where there is something to say.

#![allow(
    clippy::disallowed_methods,
    reason = "the tests look at the clock; the crate under test does not"
)]

use std::time::Instant;

use transom_dialects::Edit;
use transom_dialects::pve::{edit, migrate, print, read};
use transom_model::{Severity, Sources};

/// The largest file that Proxmox's cluster file system takes.
const LARGEST: usize = 1 << 20;

/// A good part of the largest text that is read at all, made of one piece over and over.
fn full_of(piece: &str, part: usize) -> String {
    piece.repeat(LARGEST / part / piece.len())
}

/// Does everything that can be done with a text, and says how many errors it has.
fn all(text: &str) -> usize {
    let sources = Sources::of("102.conf", text);
    let reading = read(&sources);
    let printed = print(&reading.container);
    let _again = read(&Sources::of("102.conf", printed));
    let _moved = migrate(&reading, &sources);
    for key in ["memory", "lxc.cap.drop", "description"] {
        let _set = edit(text, &Edit::Set { key, value: "77" });
        let _unset = edit(text, &Edit::Unset { key });
    }
    let is_error = |found: &&transom_model::Diagnostic| found.severity == Severity::Error;
    reading.diagnostics.iter().filter(is_error).count()
}

#[test]
fn a_text_that_no_cluster_holds_is_one_error() {
    let text = "memory: 1\n".repeat(2 << 20);
    let begun = Instant::now();
    assert_eq!(all(&text), 1);
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
}

#[test]
fn texts_of_one_piece_take_no_longer_than_their_length() {
    for piece in [
        "\n",
        "#\n",
        "#%41%zz\n",
        "a\n",
        "memory: 1\n",
        "x: 99999999999999999999999999\n",
        "[ab]\n",
        "[pve:pending]\n",
        "[a]\nmemory: 1\n",
        "delete: mp0\n",
        ",",
        "%",
        "mp0: a=b,",
        "\u{e9}",
        "\0",
        "snapstate: delete\n",
    ] {
        let begun = Instant::now();
        let _reading = read(&Sources::of("102.conf", full_of(piece, 16)));
        let _errors = all(&full_of(piece, 256));
        assert!(begun.elapsed().as_secs() < 20, "{piece:?}: {:?}", begun.elapsed());
    }
}

#[test]
fn options_with_many_parts_are_told_once_what_is_wrong() {
    for (start, piece) in [
        ("net0: name=eth0", ",name=eth0"),
        ("mp0: /a,mp=/b", ",x"),
        ("mp0: /a,mp=/b", ",q=1"),
        ("dev0: /dev/kvm", ",/dev/kvm"),
        ("features: nesting=1", ",keyctl=maybe"),
        ("features: mount=nfs", ";nfs"),
        ("mp0: /a,mountoptions=nodev", ";nodev"),
        ("rootfs: /", "a/"),
        ("tags: a", ";?"),
        ("nameserver: 1.1.1.1", " x"),
    ] {
        let text = format!("{start}{}\n", piece.repeat(10_000));
        let begun = Instant::now();
        assert!(all(&text) < 100, "{start}{piece}");
        assert!(begun.elapsed().as_secs() < 20, "{start}{piece}: {:?}", begun.elapsed());
    }
}

#[test]
fn many_raw_lines_are_no_worse_than_many_others() {
    for line in [
        "lxc.cap.drop: sys_time",
        "lxc.autodev: 1",
        "lxc.environment.runtime: A=1",
        "lxc.no_new_privs: 1",
        "lxc.aa_profile: x",
        "lxc.cgroup.cpu.shares: 5",
        "lxc.mount.entry: /a b none bind 0 0",
    ] {
        let text = format!("{line}\n").repeat(500);
        let begun = Instant::now();
        let _errors = all(&text);
        assert!(begun.elapsed().as_secs() < 20, "{line}: {:?}", begun.elapsed());
    }
}
