//! What the libvirt dialect prints, it reads as the same container, with all that was kept: for every case below `cases/libvirt`.
#![allow(
    clippy::disallowed_methods,
    reason = "the test reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use transom_dialects::{Reading, libvirt};
use transom_model::{Container, Severity, Sources};

/// Cases whose container is printed as another one, and why that is right.
const OTHERS: &[(&str, &str)] = &[
    ("bare-ampersand", NOTHING),
    ("cut-short", NOTHING),
    ("entities", NOTHING),
    ("network-definition", NOTHING),
    ("not-well-formed", NOTHING),
    ("undeclared-prefix", NOTHING),
    ("virtual-machine", NOTHING),
    ("nothing-but-a-domain", "a domain has a name, so one is printed"),
    (
        "typing-mistakes",
        "its root is wrong; where none is printed libvirt takes the host's",
    ),
];
const NOTHING: &str = "nothing of it can be read, and what is printed is a domain";

fn read(text: &str) -> Reading {
    libvirt::read(&Sources::of("input.xml", text))
}

fn cases() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/libvirt");
    let folders = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = folders.map(|path| {
        let bytes = fs::read(path.join("input.xml")).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, String::from_utf8_lossy(&bytes).into_owned())
    });
    texts.collect()
}

/// Writes a container without where its values come from.
fn blanked(container: &Container) -> String {
    let container = Container {
        whole: None,
        ..container.clone()
    };
    let text = format!("{container:?}");
    let mut out = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(", origin: ") {
        out.push_str(before);
        let end = match after.starts_with("Line") {
            true => after.find('}').unwrap(),
            false => after.find("\")").unwrap() + 1,
        };
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    out.replace("Given {", "\n{")
}

fn errors(reading: &Reading) -> Vec<String> {
    let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| found.message.clone()).collect()
}

/// Shows the lines that only one of two texts has.
fn difference(one: &str, other: &str) -> String {
    let (left, right): (BTreeSet<&str>, BTreeSet<&str>) = (one.lines().collect(), other.lines().collect());
    let gone = left.difference(&right).map(|line| format!("- {line}\n"));
    let new = right.difference(&left).map(|line| format!("+ {line}\n"));
    gone.chain(new).collect()
}

#[test]
fn printed_cases_are_read_as_the_same_container() {
    let mut wrong = Vec::new();
    for (name, text) in cases() {
        let reading = read(&text);
        let printed = libvirt::print(&reading.container);
        let again = read(&printed);
        let (before, after) = (blanked(&reading.container), blanked(&again.container));
        let is_listed = OTHERS.iter().any(|(other, _)| *other == name);
        if (before == after) == is_listed {
            wrong.push(format!("{name}:\n{}\n{printed}", difference(&before, &after)));
        }
        if errors(&reading).is_empty() {
            assert_eq!(errors(&again), Vec::<String>::new(), "{name}\n{printed}");
        }
        assert_eq!(libvirt::print(&again.container), printed, "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Attributes and texts of a document, each by the path of its element.
fn leaves(text: &str) -> BTreeSet<(String, String)> {
    let document = roxmltree::Document::parse(text).unwrap();
    let mut leaves = BTreeSet::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let mut path: Vec<&str> = node
            .ancestors()
            .filter(|node| node.is_element())
            .map(|node| node.tag_name().name())
            .collect();
        path.reverse();
        let path = path.join("/");
        let own = node.text().unwrap_or("").trim();
        leaves.extend((!own.is_empty()).then(|| (path.clone(), own.to_owned())));
        leaves.extend(
            node.attributes()
                .map(|attribute| (format!("{path}/@{}", attribute.name()), attribute.value().to_owned())),
        );
        leaves.insert((path, "is there".to_owned()));
    }
    leaves
}

/// Cases with lines that libvirt does not take, which are not printed.
const WITH_LOSSES: &[(&str, &str)] = &[
    ("given-twice", "libvirt takes the first of two"),
    (
        "run-time-state",
        "what is around the domain is libvirt's record of a running container",
    ),
    ("wrong-namespace", "libvirt reads no elements of other namespaces"),
    (
        "seed-shared-namespaces-as-extracted",
        "libvirt reads these elements only in its own namespace",
    ),
];

/// Says whether a place is printed in another form, or not at all, without a loss.
fn is_same_otherwise(path: &str, value: &str) -> bool {
    // What libvirt finds out about a running container.
    let own = [
        "domain/@id",
        "alias",
        "/@tty",
        "console/source",
        "guest/@actual",
        "/@portid",
        "source/@bridge",
    ];
    let is_own = own.iter().any(|part| path.contains(part)) || value.starts_with("vnet");
    // The same sizes in KiB, the same CPUs, the same capabilities under the policy that drops them.
    let is_size = path.starts_with("domain/memory") || path.starts_with("domain/memtune/");
    let is_list = path == "domain/vcpu/@cpuset" || path.starts_with("domain/features/capabilities");
    let is_empty = path.ends_with("interface/guest") || path.ends_with("interface/target");
    is_own || is_size || is_list || is_empty
}

#[test]
fn nothing_that_libvirt_knows_is_lost() {
    let mut lost = Vec::new();
    let mut count = 0;
    let is_whole = |name: &str| WITH_LOSSES.iter().all(|(other, _)| *other != name);
    for (name, text) in cases().into_iter().filter(|(name, _)| is_whole(name)) {
        let reading = read(&text);
        if !errors(&reading).is_empty() {
            continue;
        }
        let printed = leaves(&libvirt::print(&reading.container));
        let gone = leaves(&text).into_iter().filter(|leaf| !printed.contains(leaf));
        let gone = gone.filter(|(path, value)| !is_same_otherwise(path, value));
        lost.extend(gone.map(|leaf| format!("{name}: {leaf:?}")));
        count += 1;
    }
    assert!(count > 10 && lost.is_empty(), "{}", lost.join("\n"));
}
