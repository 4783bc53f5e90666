//! Domains that are meant to cost much: each ends in a word or a container in bounded time, whatever it holds.
//!
//! The bounds are wide, for the machine may be busy; what grows with the square of a text is far above them.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "test code that looks at the clock; the crate under test does not"
)]

use std::time::Instant;

use transom_dialects::libvirt::{print, read};
use transom_dialects::{Edit, Reading, libvirt};
use transom_model::{Severity, Sources};

fn of(text: &str) -> Reading {
    read(&Sources::of("lab.xml", text))
}

fn errors(reading: &Reading) -> Vec<&'static str> {
    let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| found.code).collect()
}

/// Reads a domain with something hostile in it, in bounded time; returns the codes of its errors.
fn hostile(inside: &str) -> Vec<&'static str> {
    let began = Instant::now();
    let text = format!("<domain type='lxc'>\n<name>a</name><memory>1</memory><os><type>exe</type></os>{inside}</domain>");
    let reading = of(&text);
    print(&reading.container);
    libvirt::edit(&text, &Edit::Set { key: "name", value: "b" }).ok();
    assert!(
        began.elapsed().as_secs() < 30,
        "{:?} for {} bytes",
        began.elapsed(),
        text.len()
    );
    errors(&reading)
}

#[test]
fn hostile_files_end_soon() {
    let many = |count: u32, each: &dyn Fn(u32) -> String| (0..count).map(each).collect::<String>();
    let attributes = many(100_000, &|at| format!("a{at}='' "));
    assert_eq!(hostile(&format!("<a {attributes}/>")), ["xml-too-large"]);
    let spread = many(30_000, &|_| "<a b='' c='' d='' e='' f='' g='' h='' i=''/>".to_owned());
    assert_eq!(hostile(&spread), ["xml-too-large"]);
    let spaces = many(1000, &|at| format!("<a xmlns:n{at}='x'>"));
    assert_eq!(hostile(&spaces), ["xml-too-large"]);
    assert_eq!(hostile(&"<a/>".repeat(220_000)), ["xml-too-large"]);
    assert_eq!(
        hostile(&format!("<!-- {} -->{}", "=".repeat(5000), "<a/>".repeat(10_000))),
        [""; 0]
    );
    assert_eq!(hostile(&"\n".repeat(1_000_000)), ["xml-too-large"]);
    assert_eq!(hostile(&"x".repeat(17 << 20)), ["xml-too-large"]);
}

#[test]
fn many_and_long_settings_end_soon() {
    assert_eq!(
        hostile(&format!("<description>{}</description>", "&lt;x ".repeat(50_000))),
        [""; 0]
    );
    assert_eq!(hostile(&"<metadata><a/></metadata>".repeat(10_000)), [""; 0]);
    let name = "n".repeat(100_000);
    assert_eq!(
        hostile(&format!("<metadata><{name}>{}</{name}></metadata>", "<c/>".repeat(10_000))),
        [""; 0]
    );
    let interface = "<interface type='direct'><source dev='eth0'/><mtu size='9000'/></interface>";
    assert_eq!(hostile(&format!("<devices>{}</devices>", interface.repeat(2000))), [""; 0]);
    assert_eq!(
        hostile(&format!("<devices>{}</devices>", "<console/>\n".repeat(8000))),
        [""; 0]
    );
    let capabilities = "<features><capabilities>".to_owned() + &"<kill state='off'/>".repeat(5000) + "</capabilities></features>";
    hostile(&capabilities);
    let ranges: String = (0..4000)
        .map(|at| format!("<uid start='{at}' target='{at}' count='1'/>"))
        .collect();
    assert_eq!(
        hostile(&format!("<idmap>{ranges}<gid start='0' target='0' count='1'/></idmap>")),
        ["too-many-ranges"]
    );
    assert_eq!(hostile(&format!("<seclabel model='{}'/>", "m".repeat(1_000_000))), [""; 0]);
    assert_eq!(
        hostile(&format!("<vcpu cpuset='{}'>1</vcpu>", "0-8191,".repeat(1000) + "1")),
        [""; 0]
    );
}

#[test]
fn twice_the_text_takes_about_twice_the_time() {
    let time = |count: usize| {
        let text = format!(
            "<domain type='lxc'><devices>{}</devices></domain>",
            "<interface type='bridge'><source bridge='br0'/><a/><vlan><tag id='1'/></vlan></interface> ".repeat(count)
        );
        let began = Instant::now();
        print(&of(&text).container);
        began.elapsed().as_secs_f64()
    };
    time(100);
    let (one, four) = (time(500), time(2000));
    assert!(four < one * 10.0 + 0.2, "{one} s became {four} s");
}
