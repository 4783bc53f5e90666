//! Tests of whole configurations: what the specification leaves open, round trips, and properties that hold for any text.
//!
//! Bigger inputs are in `cases/oci`; tests of the JSON grammar stand beside its reader.

use std::collections::BTreeSet;

use proptest::prelude::*;
use transom_model::{
    Access, Capabilities, CgroupMount, DeviceKind, DeviceNumber, Dialect, Effect, Environment, Namespace, Network, Origin,
    ProcMount, SeccompAction, Severity, Sources, SysMount,
};

use super::keys::{KEYS, find};
use super::print;
use crate::{KeyName, Reading, Syntax};

fn read(text: &str) -> Reading {
    super::read(&Sources::of("config.json", text))
}

/// A small configuration with these properties of `linux` beside the namespaces.
fn with_linux(rest: &str) -> String {
    format!(
        "{{\n\"ociVersion\": \"1.2.0\",\n\"process\": {{ \"args\": [\"/bin/sh\"], \"cwd\": \"/\" }},\n\"root\": {{ \"path\": \"/srv/root\" }},\n\"mounts\": [],\n\
         \"linux\": {{\n\"namespaces\": [{{\"type\":\"mount\"}},{{\"type\":\"pid\"}},{{\"type\":\"uts\"}}]{rest}\n}}\n}}\n"
    )
}

fn codes(text: &str) -> Vec<&'static str> {
    read(text)
        .diagnostics
        .iter()
        .map(|found| found.code)
        .filter(|code| *code != "crowded-line")
        .collect()
}

fn rules(rules: &str) -> Reading {
    read(&with_linux(&format!(",\n\"resources\": {{\n\"devices\": [\n{rules}\n]\n}}")))
}

#[test]
fn every_entry_is_an_exact_path_and_stands_once() {
    let mut seen = BTreeSet::new();
    for entry in KEYS {
        let KeyName::Exact(path) = entry.name else {
            panic!("{:?}", entry.name)
        };
        assert!(seen.insert(path), "{path} stands twice");
        assert!(!entry.explanation.is_empty(), "{path}");
        let parent = path
            .strip_suffix("[]")
            .or_else(|| path.rsplit_once('.').map(|(parent, _)| parent))
            .unwrap_or("");
        let parent = find(parent).unwrap_or_else(|| panic!("{path} has no parent"));
        let expects_list = path.ends_with("[]");
        assert_eq!(expects_list, parent.syntax == Syntax::List, "{path}");
        assert_eq!(
            !expects_list && !path.is_empty(),
            matches!(parent.syntax, Syntax::Object(_)) && !path.is_empty(),
            "{path}"
        );
    }
}

#[test]
fn required_properties_are_in_the_table() {
    for entry in KEYS {
        let (KeyName::Exact(path), Syntax::Object(required)) = (entry.name, entry.syntax) else {
            continue;
        };
        for name in required {
            let part = if path.is_empty() {
                (*name).to_owned()
            } else {
                format!("{path}.{name}")
            };
            assert!(find(&part).is_some(), "{part}");
        }
    }
}

#[test]
fn what_is_not_said_is_closed() {
    let container = read(&with_linux("")).container;
    assert_eq!(container.capabilities, Capabilities::Keep(Vec::new()));
    assert!(matches!(container.network, Network::Host(_)));
    let kept: Vec<Namespace> = container.namespaces.kept.iter().map(|kept| kept.value).collect();
    assert_eq!(kept, [Namespace::Ipc, Namespace::Net, Namespace::Cgroup, Namespace::Time]);
    let allows = |major, minor| {
        container
            .device_filter
            .allows(DeviceKind::Char, DeviceNumber { major, minor }, Access::READ_WRITE)
    };
    assert!(allows(1, 3) && allows(136, 7) && !allows(10, 232) && !allows(10, 200));
}

#[test]
fn the_last_rule_that_fits_counts_for_each_operation() {
    let reading = rules(
        "{\"allow\": false, \"access\": \"rwm\"},\n{\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 200, \"access\": \"r\"},\n\
         {\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 200, \"access\": \"w\"},\n\
         {\"allow\": true, \"type\": \"c\", \"major\": 226, \"access\": \"rw\"},\n\
         {\"allow\": false, \"type\": \"c\", \"major\": 226, \"minor\": 1, \"access\": \"w\"}",
    );
    let filter = reading.container.device_filter;
    let allows = |major, minor, access| filter.allows(DeviceKind::Char, DeviceNumber { major, minor }, access);
    assert!(allows(10, 200, Access::READ_WRITE));
    assert!(allows(226, 0, Access::READ_WRITE) && allows(226, 1, Access::READ) && !allows(226, 1, Access::READ_WRITE));
}

#[test]
fn a_rule_about_everything_forgets_the_rules_before_it() {
    let reading = rules(
        "{\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 232, \"access\": \"rw\"},\n{\"allow\": false, \"access\": \"rwm\"}",
    );
    let own = reading
        .container
        .device_filter
        .rules
        .iter()
        .filter(|rule| rule.origin.line().is_some())
        .count();
    assert_eq!(own, 0);
}

#[test]
fn default_devices_cannot_be_denied() {
    let reading = rules("{\"allow\": false, \"type\": \"c\", \"major\": 1, \"minor\": 3, \"access\": \"rwm\"}");
    let null = DeviceNumber { major: 1, minor: 3 };
    assert!(
        reading
            .container
            .device_filter
            .allows(DeviceKind::Char, null, Access::READ_WRITE)
    );
}

#[test]
fn a_malformed_rule_is_an_error_and_opens_nothing() {
    for rule in [
        "{\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 232, \"access\": \"rx\"}",
        "{\"allow\": \"true\"}",
        "{\"allow\": true, \"type\": \"d\"}",
    ] {
        let reading = rules(rule);
        assert!(reading.has_errors(), "{rule}");
        let kvm = DeviceNumber { major: 10, minor: 232 };
        assert!(
            !reading.container.device_filter.allows(DeviceKind::Char, kvm, Access::READ),
            "{rule}"
        );
    }
}

#[test]
fn nodes_have_the_access_that_the_filter_gives() {
    let text = with_linux(
        ",\n\"devices\": [{\"path\": \"/dev/kvm\", \"type\": \"c\", \"major\": 10, \"minor\": 232, \"fileMode\": 432}],\n\
         \"resources\": {\"devices\": [{\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 232, \"access\": \"r\"}]}",
    );
    let reading = read(&text);
    let device = &reading.container.devices[0].value;
    assert_eq!(
        device.number,
        Some((DeviceKind::Char, DeviceNumber { major: 10, minor: 232 }))
    );
    // Making nodes is everybody's by the default rules.
    assert_eq!(
        device.access,
        Access {
            read: true,
            write: false,
            mknod: true
        }
    );
    assert_eq!(device.mode.0, 0o660);
}

#[test]
fn conditions_about_one_argument_hold_one_by_one() {
    let entry = |second: u8| {
        format!(
            ",\n\"seccomp\": {{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{{\"names\": [\"socket\"], \"action\": \"SCMP_ACT_ERRNO\", \"args\": [\
             {{\"index\": 0, \"value\": 40, \"op\": \"SCMP_CMP_EQ\"}}, {{\"index\": {second}, \"value\": 9, \"op\": \"SCMP_CMP_EQ\"}}]}}]}}"
        )
    };
    let rules = |second| read(&with_linux(&entry(second))).container.seccomp.unwrap().value.rules;
    assert_eq!((rules(0).len(), rules(2).len()), (2, 1));
    assert_eq!(rules(2)[0].value.action, SeccompAction::Errno(1));
}

#[test]
fn kernel_file_systems_are_known_by_place_and_kind() {
    let text = with_linux(",\n\"readonlyPaths\": [\"/proc/sys\"]").replace(
        "\"mounts\": [],",
        "\"mounts\": [{\"destination\": \"/proc\", \"type\": \"proc\"}, {\"destination\": \"/sys\", \"type\": \"sysfs\", \"options\": [\"ro\"]},\n\
         {\"destination\": \"/sys/fs/cgroup\", \"type\": \"cgroup\"}, {\"destination\": \"/p\", \"type\": \"proc\"}],",
    );
    let container = read(&text).container;
    let auto = container.auto_mounts.unwrap().value;
    assert_eq!(
        (auto.proc, auto.sys, auto.cgroup),
        (ProcMount::ReadWrite, SysMount::ReadOnly, CgroupMount::ReadWrite)
    );
    assert_eq!(container.mounts.len(), 1);
}

#[test]
fn what_runtimes_refuse_is_an_error() {
    let sysctl = |name: &str| with_linux(&format!(",\n\"sysctl\": {{ \"{name}\": \"1\" }}"));
    for (name, code) in [
        ("vm.swappiness", Some("sysctl-of-host")),
        ("net.ipv4.ip_forward", Some("sysctl-of-host")),
        ("fs.mqueue.msg_max", Some("sysctl-of-host")),
        ("kernel.hostname", Some("sysctl-hostname")),
        ("kernel.domainname", None),
    ] {
        assert_eq!(codes(&sysctl(name)).first().copied(), code, "{name}");
    }
    let sets = |rest: &str| {
        with_linux("").replace(
            "\"cwd\"",
            &format!("\"capabilities\": {{ \"bounding\": [\"CAP_KILL\"], {rest} }}, \"cwd\""),
        )
    };
    assert_eq!(codes(&sets("\"effective\": [\"CAP_KILL\"]")), ["not-permitted"]);
    assert_eq!(
        codes(&sets("\"effective\": [\"CAP_KILL\"], \"permitted\": [\"CAP_KILL\"]")),
        [] as [&str; 0]
    );
}

#[test]
fn traps_of_runtimes_are_told() {
    let rule = "\"resources\": { \"devices\": [{ \"allow\": true, \"type\": \"c\", \"major\": 10 }] }";
    let archs =
        "\"seccomp\": { \"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_S390X\"] }";
    let notify = "\"seccomp\": { \"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{ \"names\": [\"mount\"], \"action\": \"SCMP_ACT_NOTIFY\" }] }";
    for (rest, code) in [(rule, "no-access"), (archs, "seccomp-byte-order"), (notify, "seccomp-notify")] {
        assert_eq!(codes(&with_linux(&format!(",\n{rest}"))), [code]);
    }
    assert_eq!(codes(&with_linux("").replace("\"mounts\": [],", "")), ["no-mounts"]);
    let notes = read(&with_linux(",\n\"seccomp\": { \"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [\n{ \"names\": [\"a\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 2 },\n\
        { \"names\": [\"b\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 3 }] }").replace("1.2.0", "1.0.2"));
    assert_eq!(
        notes
            .diagnostics
            .iter()
            .filter(|found| found.code == "newer-property")
            .count(),
        1
    );
}

#[test]
fn versions_are_judged() {
    let with = |version: &str| with_linux("").replace("1.2.0", version);
    for (version, found) in [
        ("1.0.2-dev", None),
        ("1.3.0+build", None),
        ("1.9.0", Some("newer-version")),
        ("2.0.0", Some("bad-version")),
        ("1.0", Some("bad-version")),
        ("1.0.x", Some("bad-version")),
    ] {
        assert_eq!(codes(&with(version)).first().copied(), found, "{version}");
    }
}

#[test]
fn variables_without_a_value_are_errors() {
    let text = with_linux("").replace("\"cwd\"", "\"env\": [\"A=b=c\", \"NOVALUE\", \"=x\"], \"cwd\"");
    let reading = read(&text);
    assert_eq!(
        reading.container.environment[0].value,
        Environment::Set("A".to_owned(), "b=c".to_owned())
    );
    assert_eq!(codes(&text), ["bad-variable", "bad-variable"]);
}

/// Reads as a runtime of a version does.
fn read_as(minor: u16, text: &str) -> Reading {
    super::read_as(transom_model::Version::new(1, minor), &Sources::of("config.json", text))
}

fn codes_as(minor: u16, text: &str) -> Vec<(&'static str, Option<String>)> {
    let found = read_as(minor, text).diagnostics;
    let found = found.into_iter().filter(|found| found.code != "crowded-line");
    found.map(|found| (found.code, found.hint)).collect()
}

#[test]
fn what_came_later_is_nothing_for_an_older_version() {
    let text = with_linux(",\n\"resources\": { \"unified\": { \"pids.max\": \"9\" } }").replace("1.2.0", "1.0.2");
    let old = read_as(0, &text);
    assert!(old.container.limits.pids.is_none() && old.container.kept.is_empty());
    let expected = "write each limit as the property that it has in `linux.resources`";
    assert_eq!(codes_as(0, &text), [("not-yet-there", Some(expected.to_owned()))]);
    assert_eq!(read_as(1, &text).container.limits.pids.unwrap().value, 9);
    // The newest takes it, and says that the file is of an older version.
    assert_eq!(codes(&text), ["newer-property"]);
}

#[test]
fn words_that_came_later_are_errors_for_an_older_version() {
    let text = with_linux(",\n\"seccomp\": { \"defaultAction\": \"SCMP_ACT_KILL_PROCESS\" }").replace("1.2.0", "1.0.2");
    assert!(read_as(0, &text).has_errors() && !read_as(1, &text).has_errors());
    let text = with_linux("")
        .replace("{\"type\":\"pid\"}", "{\"type\":\"pid\"},{\"type\":\"time\"}")
        .replace("1.2.0", "1.0.2");
    assert!(read_as(0, &text).has_errors() && !read_as(3, &text).has_errors());
    let idmap = with_linux("").replace(
        "\"mounts\": []",
        "\"mounts\": [{ \"destination\": \"/a\", \"source\": \"/b\", \"options\": [\"bind\", \"idmap\"] }]",
    );
    assert!(read_as(1, &idmap).has_errors() && !read_as(2, &idmap).has_errors());
}

#[test]
fn what_was_dropped_is_read_and_reported() {
    let text = with_linux(",\n\"intelRdt\": { \"enableCMT\": true }");
    assert_eq!(codes_as(2, &text), []);
    let (code, hint) = codes_as(3, &text).remove(0);
    assert!(code == "dropped-property" && hint.unwrap().contains("enableMonitoring"));
    assert_eq!(read_as(3, &text).container.kept[0].value.value, "{\"enableCMT\":true}");
    let found = codes_as(0, &text);
    assert_eq!(found[0].0, "newer-version");
    assert_eq!(found[1].0, "not-yet-there");
}

#[test]
fn names_of_drafts_are_answered_with_todays() {
    let text = with_linux(",\n\"resources\": { \"oomScoreAdj\": 3 }");
    let found = read(&text).diagnostics.remove(0);
    assert!(found.code == "unknown-property" && found.hint.unwrap().contains("`process.oomScoreAdj`"));
}

#[test]
fn every_version_of_the_table_can_be_read() {
    for entry in KEYS {
        for version in entry.since.into_iter().chain(entry.until) {
            let known = super::keys::version(version);
            assert!(
                known.is_some_and(|(major, minor)| major == 1 && (1..=3).contains(&minor)),
                "{version}"
            );
        }
    }
}

#[test]
fn files_of_unified_are_fields_where_there_are_any() {
    let text = with_linux(
        ",\n\"resources\": { \"memory\": { \"limit\": 5 }, \"unified\": { \"memory.max\": \"4096\", \"cpu.max\": \"5000 10000\", \"cpu.weight\": \"3\",\n\
         \"io.max\": \"8:0 rbps=1 wiops=2\", \"memory.low\": \"7\", \"memory.swap.max\": \"max\" } }",
    );
    let container = read(&text).container;
    let limits = &container.limits;
    assert_eq!(
        (
            limits.memory.as_ref().unwrap().value,
            limits.cpu_weight.as_ref().unwrap().value
        ),
        (4096, 3)
    );
    assert_eq!(limits.cpu.as_ref().unwrap().value.period, 10_000);
    let printed = print(&container);
    for part in [
        "\"limit\": 4096",
        "\"reservation\": 7",
        "\"memory.swap.max\": \"max\"",
        "throttleWriteIOPSDevice",
    ] {
        assert!(printed.contains(part), "{part} is not in\n{printed}");
    }
    assert_eq!(print(&read(&printed).container), printed);
}

#[test]
fn every_weight_is_read_as_it_was_printed() {
    for weight in (1..=10_000).step_by(37).chain(1..60) {
        let mut container = read(&with_linux("")).container;
        container.limits.cpu_weight = Some(transom_model::Given::default_of(weight, "test"));
        assert_eq!(read(&print(&container)).container.limits.cpu_weight.unwrap().value, weight);
    }
}

#[test]
fn unknown_and_repeated_properties_have_no_effect() {
    let reading = read("{\n\"ociVersion\": \"1.2.0\",\n\"hostname\": \"a\",\n\"hostnam\": \"b\",\n\"hostname\": \"c\"\n}");
    let effects: Vec<bool> = reading
        .accounts
        .iter()
        .map(|account| matches!(account.effect, Effect::NoEffect(_)))
        .collect();
    assert_eq!(effects, [false, false, true, true, false, false]);
    let found = reading
        .diagnostics
        .iter()
        .find(|found| found.code == "unknown-property")
        .unwrap();
    assert_eq!(
        (found.severity, found.hint.as_deref()),
        (Severity::Warning, Some("did you mean `hostname`?"))
    );
}

#[test]
fn each_line_of_a_crowded_file_still_has_one_account() {
    let text = with_linux("").replace('\n', "");
    let reading = read(&text);
    assert_eq!(reading.accounts.len(), 1);
    assert!(
        reading.accounts[0].key.starts_with("ociVersion, process, root"),
        "{}",
        reading.accounts[0].key
    );
}

#[test]
fn long_lists_are_refused_and_the_rest_is_read() {
    let items = "{\"type\": \"c\"},".repeat(5000);
    let text = with_linux(&format!(",\n\"devices\": [{items}{{}}],\n\"maskedPaths\": [\"/proc/kcore\"]"));
    assert_eq!(codes(&text), ["too-many-parts"]);
    assert_eq!(read(&text).container.masked_paths.len(), 1);
}

#[test]
fn printing_what_was_read_gives_the_same_again() {
    let text = with_linux(
        ",\n\"uidMappings\": [{\"containerID\": 0, \"hostID\": 100000, \"size\": 65536}], \"gidMappings\": [{\"containerID\": 0, \"hostID\": 100000, \"size\": 65536}],\n\
         \"devices\": [{\"path\": \"/dev/kvm\", \"type\": \"c\", \"major\": 10, \"minor\": 232, \"fileMode\": 432, \"gid\": 107}],\n\
         \"resources\": {\"devices\": [{\"allow\": true, \"type\": \"c\", \"major\": 10, \"minor\": 232, \"access\": \"rw\"}], \"memory\": {\"limit\": 1000000, \"swap\": 1500000},\n\
         \"cpu\": {\"shares\": 2048, \"quota\": 5000, \"period\": 10000, \"cpus\": \"0-1\"}, \"pids\": {\"limit\": 9}, \"unified\": {\"memory.high\": \"900000\", \"io.max\": \"8:0 rbps=1\"}},\n\
         \"seccomp\": {\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\": [{\"names\": [\"read\", \"write\"], \"action\": \"SCMP_ACT_ALLOW\"},\n\
         {\"names\": [\"clone\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": [{\"index\": 0, \"value\": 2114060288, \"valueTwo\": 0, \"op\": \"SCMP_CMP_MASKED_EQ\"}]}]},\n\
         \"sysctl\": {\"kernel.shm_rmid_forced\": \"1\"}, \"maskedPaths\": [\"/proc/kcore\"], \"readonlyPaths\": [\"/proc/sys\"]",
    )
    .replace("{\"type\":\"pid\"}", "{\"type\":\"pid\"},{\"type\":\"user\"},{\"type\":\"ipc\"}");
    let first = print(&read(&text).container);
    let again = read(&first);
    assert!(!again.has_errors(), "{:?}\n{first}", again.diagnostics);
    assert_eq!(print(&again.container), first);
    for part in [
        "\"hostID\": 100000",
        "\"swap\": 1500000",
        "\"fileMode\": 432",
        "\"memory.high\": \"900000\"",
        "\"valueTwo\": 0",
        "\"shares\": ",
        "SCMP_ARCH_X86_64",
    ] {
        assert!(first.contains(part), "{part} is not in\n{first}");
    }
}

/// A configuration with many properties, to be damaged.
fn whole() -> String {
    with_linux(
        ",\n\"devices\": [\n{\"path\": \"/dev/kvm\", \"type\": \"c\", \"major\": 10, \"minor\": 232, \"fileMode\": 432}\n],\n\"resources\": {\n\"memory\": { \"limit\": 512, \"swap\": 600 },\n\
         \"cpu\": { \"shares\": 5, \"quota\": 7, \"period\": 9000 },\n\"devices\": [ { \"allow\": true, \"access\": \"rwm\" } ]\n},\n\
         \"seccomp\": { \"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [ { \"names\": [\"a\"], \"action\": \"SCMP_ACT_LOG\", \"args\": [ { \"index\": 1, \"value\": 2, \"op\": \"SCMP_CMP_EQ\" } ] } ] },\n\
         \"sysctl\": { \"a.b\": \"c\" },\n\"netDevices\": { \"eth0\": { \"name\": \"x\" } },\n\"maskedPaths\": [ \"/proc/kcore\" ],\n\"timeOffsets\": { \"boottime\": { \"secs\": 1 } }",
    )
}

fn accounted_once(text: &str) -> Result<(), TestCaseError> {
    let reading = read(text);
    let lines: Vec<u32> = reading
        .accounts
        .iter()
        .filter_map(|account| account.origin.line())
        .map(|(_, line)| line)
        .collect();
    let expected: Vec<u32> = (1..).zip(text.lines()).map(|(line, _)| line).collect();
    prop_assert_eq!(lines, expected);
    // What is printed can be read, whatever was read.
    let printed = print(&reading.container);
    prop_assert_eq!(codes(&printed).iter().filter(|code| code.starts_with("json")).count(), 0);
    Ok(())
}

proptest! {
    #[test]
    fn nodes_have_the_access_that_the_filter_says(rules in proptest::collection::vec((any::<bool>(), 0_u32..4, 0_u32..4, "[rwm]{1,3}", 0_u8..3), 0..9)) {
        let number = |name: &str, value: u32| if value == 0 { String::new() } else { format!(", \"{name}\": {value}") };
        let rules: Vec<String> = rules
            .iter()
            .map(|(allow, major, minor, access, kind)| {
                let kind = ["", ", \"type\": \"c\"", ", \"type\": \"b\""][usize::from(*kind)];
                format!("{{\"allow\": {allow}{kind}{}{}, \"access\": \"{access}\"}}", number("major", *major), number("minor", *minor))
            })
            .collect();
        let nodes: Vec<String> = (1..4)
            .flat_map(|major| (1..4).map(move |minor| (major, minor)))
            .map(|(major, minor)| format!("{{\"path\": \"/dev/d{major}-{minor}\", \"type\": \"c\", \"major\": {major}, \"minor\": {minor}}}"))
            .collect();
        let text = with_linux(&format!(",\n\"devices\": [{}], \"resources\": {{\"devices\": [{}]}}", nodes.join(","), rules.join(",")));
        let container = read(&text).container;
        prop_assert_eq!(container.devices.len(), 9);
        for device in &container.devices {
            let (kind, number) = device.value.number.unwrap();
            let allows = |access| container.device_filter.allows(kind, number, access);
            let write = Access { write: true, ..Access::default() };
            let expected = Access { read: allows(Access::READ), write: allows(write), mknod: allows(Access::MKNOD) };
            prop_assert_eq!(device.value.access, expected, "{}", text);
        }
    }

    #[test]
    fn any_text_has_an_account_for_each_line(text in "[ \\{\\}\\[\\],:\"a-z0-9\n\r\t\u{e9}]{0,120}") {
        accounted_once(&text)?;
    }

    #[test]
    fn damaged_configurations_have_an_account_for_each_line(at in 0_usize..1500, length in 0_usize..12, other in "[\\{\\}\\[\\],:\"0-9a\n-]{0,4}") {
        let mut text = whole();
        let start = at % text.len();
        let end = (start + length).min(text.len());
        text.replace_range(start..end, &other);
        accounted_once(&text)?;
    }
}

#[test]
fn broken_texts_are_blamed_on_their_lines() {
    let open = "{\n\"linux\": {\"sysctl\": {\n\"a\": \"\n\"b\": \"\u{fc}\n\"c\": \"\\n\u{fc}\n}}}";
    let crowded = "{\n\u{fc}\"a\": 1, \"b\": 1, \"c\": 1, \"d\": 1, \"e\": 1, \"f\": 1}";
    for text in [open, crowded, "{\n\u{fc}i\u{fc}i"] {
        let sources = Sources::of("config.json", text);
        for found in crate::read(Dialect::Oci, &sources).diagnostics {
            let Origin::Line { file, line, columns } = &found.origin else {
                continue;
            };
            let whole = sources.line_text(*file, *line);
            assert!(
                whole.get(columns.start as usize..columns.end as usize).is_some(),
                "{text:?}: {found:?}"
            );
        }
    }
}
