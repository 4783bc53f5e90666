//! Edits of domains: what changes, what stays, and what is refused.

use super::edit;
use crate::{Edit, Problem};

const LAB: &str = "<domain type='lxc'>
  <!-- the lab -->
  <name>lab</name>
  <memory unit='MiB'>256</memory> <!-- enough -->
  <os>
    <type>exe</type>
    <init>/sbin/init</init>
  </os>
  <devices>
    <filesystem type='mount'>
      <source dir='/srv/lab'/>
      <target dir='/'/>
    </filesystem>
    <interface type='bridge'>
      <source bridge=\"br0\"/>
    </interface>
    <interface type='bridge'>
      <source bridge='br1'/>
    </interface>
    <console type='pty'/>
  </devices>
</domain>
";

fn set(text: &str, key: &str, value: &str) -> Result<String, Problem> {
    edit(text, &Edit::Set { key, value })
}

fn unset(text: &str, key: &str) -> Result<String, Problem> {
    edit(text, &Edit::Unset { key })
}

/// Checks which lines go and which come, in order.
#[track_caller]
fn changes(new: Result<String, Problem>, gone: &[&str], come: &[&str]) {
    let new = new.unwrap();
    let (old, new): (Vec<&str>, Vec<&str>) = (LAB.lines().collect(), new.lines().collect());
    let same = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = |list: &[&str]| {
        list[same..]
            .iter()
            .rev()
            .map(|line| (*line).to_owned())
            .collect::<Vec<String>>()
    };
    let (mut left, mut right) = (rest(&old), rest(&new));
    let tail = left.iter().zip(&right).take_while(|(one, other)| one == other).count();
    left.drain(..tail);
    right.drain(..tail);
    left.reverse();
    right.reverse();
    assert_eq!(
        (left, right),
        (
            gone.iter().map(|line| (*line).to_owned()).collect(),
            come.iter().map(|line| (*line).to_owned()).collect()
        )
    );
}

#[track_caller]
fn refused(new: Result<String, Problem>, code: &str, hint: &str) {
    let problem = new.unwrap_err();
    assert_eq!(problem.code, code, "{problem:?}");
    assert!(problem.hint.clone().unwrap_or_default().contains(hint), "{problem:?}");
}

#[test]
fn values_change_where_they_stand() {
    changes(
        set(LAB, "memory", "512"),
        &["  <memory unit='MiB'>256</memory> <!-- enough -->"],
        &["  <memory unit='MiB'>512</memory> <!-- enough -->"],
    );
    changes(
        set(LAB, "memory/@unit", "GiB"),
        &["  <memory unit='MiB'>256</memory> <!-- enough -->"],
        &["  <memory unit='GiB'>256</memory> <!-- enough -->"],
    );
    changes(
        set(LAB, "devices/interface[1]/source/@bridge", "br\"7'"),
        &["      <source bridge=\"br0\"/>"],
        &["      <source bridge=\"br&quot;7'\"/>"],
    );
    changes(
        set(LAB, "/domain/os/init", "/bin/a & b"),
        &["    <init>/sbin/init</init>"],
        &["    <init>/bin/a &amp; b</init>"],
    );
}

#[test]
fn what_is_missing_is_put_where_libvirt_writes_it() {
    changes(set(LAB, "title", "The lab"), &[], &["  <title>The lab</title>"]);
    changes(
        set(LAB, "memtune/soft_limit", "1000"),
        &[],
        &["  <memtune>", "    <soft_limit>1000</soft_limit>", "  </memtune>"],
    );
    changes(
        set(LAB, "features/privnet", ""),
        &[],
        &["  <features>", "    <privnet/>", "  </features>"],
    );
    changes(set(LAB, "os/initarg", "--debug"), &[], &["    <initarg>--debug</initarg>"]);
    changes(
        set(LAB, "devices/interface[2]/mac/@address", "52:54:00:00:00:01"),
        &[],
        &["      <mac address='52:54:00:00:00:01'/>"],
    );
    changes(
        set(LAB, "devices/filesystem/@accessmode", "passthrough"),
        &["    <filesystem type='mount'>"],
        &["    <filesystem type='mount' accessmode='passthrough'>"],
    );
    let titled = set(LAB, "title", "a").unwrap();
    assert!(titled.contains("</name>\n  <title>a</title>\n  <memory"), "{titled}");
}

#[test]
fn whole_elements_are_values_too() {
    let kvm = "<hostdev mode='capabilities' type='misc'>\n  <source>\n    <char>/dev/kvm</char>\n  </source>\n</hostdev>";
    changes(
        set(LAB, "devices/hostdev[]", kvm),
        &[],
        &[
            "    <hostdev mode='capabilities' type='misc'>",
            "      <source>",
            "        <char>/dev/kvm</char>",
            "      </source>",
            "    </hostdev>",
        ],
    );
    changes(
        set(
            LAB,
            "devices/interface[2]",
            "<interface type='network'><source network='default'/></interface>",
        ),
        &[
            "    <interface type='bridge'>",
            "      <source bridge='br1'/>",
            "    </interface>",
        ],
        &["    <interface type='network'><source network='default'/></interface>"],
    );
}

#[test]
fn namespaces_of_others_bring_their_prefix() {
    let space = "http://libvirt.org/schemas/domain/lxc/1.0";
    let new = set(LAB, "lxc:namespace/lxc:shareipc", "<lxc:shareipc type='pid' value='12'/>").unwrap();
    let block = "  <lxc:namespace>\n    <lxc:shareipc type='pid' value='12'/>\n  </lxc:namespace>\n</domain>";
    let expected = LAB.replace("</domain>", block);
    let expected = expected.replace("<domain type='lxc'>", &format!("<domain type='lxc' xmlns:lxc='{space}'>"));
    assert_eq!(new, expected);
    let other = LAB.replace("<domain type='lxc'>", &format!("<domain type='lxc' xmlns:l='{space}'>"));
    refused(set(&other, "lxc:namespace/lxc:shareipc/@value", "12"), "no-type", "type=");
    let new = set(&new, "lxc:namespace/lxc:shareipc/@value", "13").unwrap();
    assert_eq!(new, expected.replace("12", "13"));
}

#[test]
fn things_are_taken_out_with_their_lines() {
    changes(
        unset(LAB, "memory/@unit"),
        &["  <memory unit='MiB'>256</memory> <!-- enough -->"],
        &["  <memory>256</memory> <!-- enough -->"],
    );
    changes(
        unset(LAB, "devices/interface[2]"),
        &[
            "    <interface type='bridge'>",
            "      <source bridge='br1'/>",
            "    </interface>",
        ],
        &[],
    );
    let none = unset(LAB, "devices/interface").unwrap();
    assert!(!none.contains("interface") && none.contains("<console"), "{none}");
    changes(unset(LAB, "devices/filesystem"), &LAB.lines().collect::<Vec<_>>()[9..13], &[]);
}

#[test]
fn what_is_not_so_is_refused() {
    refused(set(LAB, "os/intarg", "x"), "unknown-key", "initarg");
    refused(unset(LAB, "title"), "not-there", "");
    refused(unset(LAB, "memory/@unt"), "unknown-key", "unit");
    refused(
        set(LAB, "devices/interface/source/@bridge", "br2"),
        "which-one",
        "devices/interface[2]",
    );
    refused(
        set(LAB, "devices/interface[3]/source/@bridge", "br2"),
        "no-such-element",
        "[]",
    );
    refused(set(LAB, "devices/interface[0]/source/@bridge", "br2"), "bad-number", "from 1");
    refused(set(LAB, "memory", "much"), "bad-value", "number");
    refused(set(LAB, "devices", "x"), "holds-others", "filesystem");
    refused(unset(LAB, "name"), "no-name", "<name>");
    refused(set("<domain type='kvm'/>", "name", "a"), "not-lxc", "");
    refused(set("<domain", "name", "a"), "cannot-edit", "check");
    refused(set(LAB, "a b", "a"), "unknown-key", "os/init");
    refused(set(LAB, "", "a"), "unknown-key", "os/init");
}

#[test]
fn a_file_keeps_its_manner() {
    let windows = LAB.replace('\n', "\r\n");
    let new = set(&windows, "title", "a").unwrap();
    assert_eq!(new, windows.replace("</name>\r\n", "</name>\r\n  <title>a</title>\r\n"));
    let tabs = LAB.replace("  ", "\t");
    let new = set(&tabs, "features/privnet", "").unwrap();
    assert!(new.contains("\n\t<features>\n\t\t<privnet/>\n\t</features>\n"), "{new}");
    let marked = format!("\u{feff}{}", LAB.trim_end());
    let new = set(&marked, "memory", "1000").unwrap();
    assert_eq!(new, marked.replace("256", "1000"));
    let quotes = LAB.replace('\'', "\"");
    let new = set(&quotes, "vcpu/@cpuset", "0-1").unwrap();
    assert!(new.contains("\n  <vcpu cpuset=\"0-1\">1</vcpu>\n"), "{new}");
}

#[test]
fn domains_of_one_line_stay_so() {
    let line = "<domain type='lxc'><name>a</name><memory>1024</memory><os><type>exe</type><init>/i</init></os><features/></domain>";
    assert_eq!(
        set(line, "title", "b").unwrap(),
        line.replace("</name>", "</name><title>b</title>")
    );
    assert_eq!(
        set(line, "features/privnet", "").unwrap(),
        line.replace("<features/>", "<features><privnet/></features>")
    );
    assert_eq!(unset(line, "features").unwrap(), line.replace("<features/>", ""));
}

#[test]
fn the_first_of_two_counts_and_both_go() {
    let twice = LAB.replace("<name>lab</name>", "<name>lab</name><title>one</title><title>two</title>");
    assert_eq!(set(&twice, "title", "x").unwrap(), twice.replace("one", "x"));
    assert_eq!(unset(&twice, "title").unwrap(), LAB);
}
