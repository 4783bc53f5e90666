//! What whole files read into, and what holds for any text at all.

use std::collections::BTreeSet;

use proptest::prelude::*;
use transom_model::{Container, Dialect, Effect, FileId, IdKind, InsideId, Network, Origin, RootSource, Severity, Sources, phrase};

use super::{DEVICES, KEYS, print, read};
use crate::{KeyName, Reading};

const SEED: &str = include_str!("../../../../cases/lxd/seed-profile/input.yaml");
const NICS: &str = include_str!("../../../../cases/lxd/nics/input.yaml");
const DISKS: &str = include_str!("../../../../cases/lxd/disks/input.yaml");
const NODES: &str = include_str!("../../../../cases/lxd/nodes/input.yaml");
const LIMITS: &str = include_str!("../../../../cases/lxd/limits/input.yaml");
const SOFT: &str = include_str!("../../../../cases/lxd/limits-soft/input.yaml");
const ISOLATED: &str = include_str!("../../../../cases/lxd/idmap-isolated/input.yaml");
const PRIVILEGED: &str = include_str!("../../../../cases/lxd/openstack/input.yaml");

fn of(text: &str) -> Reading {
    read(Dialect::Lxd, &Sources::of("profile.yaml", text))
}

fn codes(reading: &Reading, severity: Severity) -> Vec<&'static str> {
    reading
        .diagnostics
        .iter()
        .filter(|found| found.severity == severity)
        .map(|found| found.code)
        .collect()
}

fn effect(reading: &Reading, line: u32) -> &Effect {
    &reading
        .accounts
        .iter()
        .find(|account| account.origin.line() == Some((FileId(0), line)))
        .unwrap()
        .effect
}

#[test]
fn the_seed_reads_with_its_dead_half_told() {
    let reading = of(SEED);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    assert_eq!(
        codes(&reading, Severity::Warning),
        ["repeated-key", "narrows-standard-device"]
    );
    let container = &reading.container;
    let targets: Vec<_> = container
        .devices
        .iter()
        .map(|device| device.value.target.to_str().unwrap())
        .collect();
    assert_eq!(
        targets,
        [
            "/dev/kvm",
            "/dev/net/tun",
            "/dev/vhost-net",
            "/dev/vhost-scsi",
            "/dev/vhost-vsock",
            "/dev/fuse"
        ]
    );
    assert_eq!(container.devices[2].value.mode.0, 0o600, "an unquoted 0600 is octal");
    assert_eq!(
        container.root.as_ref().unwrap().value.source,
        RootSource::Volume("default".to_owned())
    );
    assert_eq!(container.network, Network::default(), "the profile has no interface");
    assert_eq!(
        effect(&reading, 10),
        &Effect::NoEffect(phrase!("{place} sets it again", place = "profile.yaml:21"))
    );
}

#[test]
fn the_same_name_later_wins_over_files_and_documents() {
    let mut sources = Sources::of(
        "default.yaml",
        "config: {limits.cpu: '1'}\ndevices: {kvm: {type: unix-char, path: /dev/kvm, gid: '1'}}\n",
    );
    sources.add(
        "lab.yaml",
        "config: {limits.processes: '9'}\n---\nconfig: {limits.cpu: '2'}\ndevices: {kvm: {type: unix-char, path: /dev/kvm}}\n",
    );
    let reading = read(Dialect::Lxd, &sources);
    let limits = &reading.container.limits;
    assert_eq!(limits.cpu_count.as_ref().unwrap().value, 2);
    assert_eq!(limits.pids.as_ref().unwrap().value, 9);
    assert_eq!(
        reading.container.devices[0].value.gid,
        InsideId(0),
        "a device is replaced as a whole"
    );
}

#[test]
fn a_container_is_unprivileged_unless_it_says_otherwise() {
    let map = |text| of(text).container.id_map;
    assert_eq!(map("config: {}\n").to_host(IdKind::User, InsideId(0)).unwrap().0, 1_000_000);
    assert!(map("config: {security.privileged: 'true'}\n").is_privileged());
    assert!(!map("config: {security.privileged: 'false'}\n").is_privileged());
}

#[test]
fn memory_is_enforced_as_its_manager_does() {
    let text = "config: {limits.memory: 1000MB}\n";
    let high = |dialect| {
        read(dialect, &Sources::of("a.yaml", text))
            .container
            .limits
            .memory_high
            .map(|given| given.value)
    };
    assert_eq!(high(Dialect::Lxd), Some(900_000_000));
    assert_eq!(high(Dialect::Incus), None);
}

#[test]
fn lines_of_raw_lxc_are_lxcs_own() {
    let reading = of("config:\n  raw.lxc: |\n    lxc.environment = A=b\n    lxc.prlimit.nofile = 1\n");
    let variable = &reading
        .container
        .environment
        .iter()
        .find(|given| given.origin.line().is_some())
        .unwrap();
    assert_eq!(variable.origin.line(), Some((FileId(0), 3)));
    assert_eq!(codes(&reading, Severity::Error), ["refused-raw-key"]);
    let account = reading
        .accounts
        .iter()
        .find(|account| account.key == "lxc.environment")
        .unwrap();
    assert_eq!(account.explanation, "environment");
}

#[test]
fn addresses_of_raw_lxc_belong_to_the_device_of_that_number() {
    let text = "config:\n  raw.lxc: |-\n    lxc.net.1.ipv4.address = 192.0.2.7/24\n    lxc.net.1.ipv4.gateway = 192.0.2.1\n    lxc.net.0.link = br0\n\
                devices:\n  eth1: {type: nic, nictype: bridged, parent: br1}\n  eth0: {type: nic, nictype: bridged, parent: br0}\n";
    let reading = of(text);
    assert_eq!(codes(&reading, Severity::Error), ["refused-raw-key"]);
    let Network::Own(nics) = &reading.container.network else {
        panic!("a network of its own")
    };
    let found: Vec<_> = nics
        .iter()
        .map(|nic| (nic.value.key.as_str(), nic.value.addresses.len(), nic.value.gateways.len()))
        .collect();
    assert_eq!(found, [("eth0", 0, 0), ("eth1", 1, 1)]);
    let again = of(&print(Dialect::Lxd, &reading.container));
    assert_eq!(essence(&again.container), essence(&reading.container));
}

#[test]
fn keys_are_found_by_their_first_entry() {
    let id = |key| super::keys::find(key).map(|entry| entry.explanation);
    assert_eq!(id("user.user-data"), Some("lxd-cloud-init"));
    assert_eq!(id("user.anything"), Some("lxd-user"));
    assert_eq!(id("user."), None);
    assert_eq!(id("security.delegate_bpf.prog_types"), Some("lxd-intercept"));
    assert_eq!(id("volatile.eth0.last_state.created"), Some("lxd-volatile"));
    assert_eq!(id("limits"), None);
}

#[test]
fn no_key_or_option_stands_twice_in_its_table() {
    let mut seen = BTreeSet::new();
    for key in KEYS {
        let title = match key.name {
            KeyName::Exact(name) | KeyName::Prefix(name) => name,
            _ => panic!("LXD's keys are exact or begin alike"),
        };
        assert!(seen.insert(title), "{title} stands twice");
    }
    for device in DEVICES {
        let names: BTreeSet<_> = device.options.iter().map(|option| option.name).collect();
        assert_eq!(names.len(), device.options.len(), "an option of {} stands twice", device.name);
    }
}

/// What a container is, without where it was said.
fn essence(container: &Container) -> String {
    let limits = &container.limits;
    let devices: Vec<_> = container.devices.iter().map(|device| &device.value).collect::<Vec<_>>();
    let mounts: Vec<_> = container.mounts.iter().map(|mount| &mount.value).collect();
    let Network::Own(nics) = &container.network else {
        panic!("a network of its own")
    };
    let nics: BTreeSet<_> = nics
        .iter()
        .map(|nic| {
            let nic = &nic.value;
            let text = |given: &Option<transom_model::Given<String>>| given.as_ref().map(|given| given.value.clone());
            let addresses: Vec<_> = nic.addresses.iter().map(|address| address.value).collect();
            format!(
                "{:?} {:?} {:?} {:?} {:?} {addresses:?}",
                nic.kind.value,
                text(&nic.link),
                text(&nic.name),
                text(&nic.host_name),
                nic.mac.as_ref().map(|mac| mac.value)
            )
        })
        .collect();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {devices:?} {mounts:?} {nics:?} {:?} {:?}",
        limits.memory.as_ref().map(|given| given.value),
        limits.memory_high.as_ref().map(|given| given.value),
        limits.swap.as_ref().map(|given| given.value),
        limits.cpu.as_ref().map(|given| given.value),
        limits.cpuset.as_ref().map(|given| given.value.clone()),
        limits.cpu_count.as_ref().map(|given| given.value),
        limits.pids.as_ref().map(|given| given.value),
        container.id_map.users.iter().map(|range| range.value).collect::<Vec<_>>(),
        container.rlimits.iter().map(|limit| limit.value.clone()).collect::<Vec<_>>(),
    )
}

#[test]
fn what_is_printed_reads_as_the_same_container() {
    for text in [SEED, NICS, DISKS, NODES, LIMITS, SOFT, ISOLATED, PRIVILEGED] {
        for dialect in [Dialect::Lxd, Dialect::Incus] {
            let before = read(dialect, &Sources::of("a.yaml", text));
            let printed = print(dialect, &before.container);
            let after = read(dialect, &Sources::of("b.yaml", printed.clone()));
            assert!(!after.has_errors(), "{printed}\n{:#?}", after.diagnostics);
            assert_eq!(essence(&after.container), essence(&before.container), "{printed}");
            assert_eq!(print(dialect, &after.container), printed, "printing settles at once");
        }
    }
}

#[test]
fn a_value_that_never_comes_stands_on_the_last_line() {
    for text in [
        "config:\n ? raw.lxc: |-\n    lxc.environment = A=b\n",
        "devices:\n?  kvm: {type: unix-char}\n",
    ] {
        check(text, &of(text)).unwrap();
    }
}

#[test]
fn hard_values_survive_printing() {
    for value in [
        "a: b # c",
        "\"quoted\"",
        "back\\slash",
        "two\nlines",
        "tab\there",
        "é\u{2028}\u{7f}",
        " blank ",
        "0600",
        "yes",
        "null",
    ] {
        let mut container = of("config: {}\n").container;
        let variable = transom_model::Environment::Set("X".to_owned(), value.to_owned());
        container.environment.insert(
            0,
            transom_model::Given::new(
                variable.clone(),
                Origin::Line {
                    file: FileId(0),
                    line: 1,
                    columns: 0..0,
                },
            ),
        );
        let again = of(&print(Dialect::Lxd, &container));
        assert!(
            again.container.environment.iter().any(|given| given.value == variable),
            "{value:?}"
        );
    }
}

#[test]
fn what_is_text_within_braces_alone_is_quoted() {
    for value in ["{b: |-\n  }", "{b: x} c:"] {
        let printed = print(Dialect::Lxd, &of(&format!("properties:\n  a: {value}\n")).container);
        assert_eq!(printed, print(Dialect::Lxd, &of(&printed).container));
    }
}

#[test]
fn a_size_of_the_id_map_without_an_effect_gets_none_in_a_newer_incus() {
    let text = "config: {security.idmap.size: '31072'}\n";
    let container = of(text).container;
    assert!(print(Dialect::Lxd, &container).contains("security.idmap.size"));
    assert!(!print(Dialect::Incus, &container).contains("security.idmap"));
}

#[test]
fn a_path_is_no_pool() {
    let reading = of("devices:\n  data: {type: disk, path: /data, pool: /srv, source: data}\n");
    assert_eq!(codes(&reading, Severity::Error), ["bad-value"]);
}

#[test]
fn a_device_keeps_its_options_under_a_name_that_the_manager_takes() {
    let text = "devices:\n  eth?: {type: nic, network: a-network-of-lxd-itself}\n";
    let printed = print(Dialect::Lxd, &of(text).container);
    assert!(
        printed.contains("  eth:\n    type: nic\n    network: a-network-of-lxd-itself\n"),
        "{printed}"
    );
}

#[test]
fn an_image_of_properties_alone_stays_an_image() {
    let text = "architecture: x86_64\nproperties: {}\n";
    assert_eq!(print(Dialect::Lxd, &of(text).container), text);
}

/// Checks that every line has one account and every place lies in the text.
fn check(text: &str, reading: &Reading) -> Result<(), TestCaseError> {
    let lines: Vec<u32> = reading
        .accounts
        .iter()
        .filter_map(|account| account.origin.line())
        .map(|(_, line)| line)
        .collect();
    let expected: Vec<u32> = (1..).zip(text.lines()).map(|(line, _)| line).collect();
    prop_assert_eq!(lines, expected);
    let count = u32::try_from(text.lines().count()).unwrap();
    for found in &reading.diagnostics {
        if let Origin::Line { line, columns, .. } = &found.origin {
            prop_assert!(*line <= count.max(1), "line {line} of {count}: {}", found.message);
            let whole = text.lines().nth(*line as usize - 1).unwrap_or_default();
            prop_assert!(
                columns.start <= columns.end && columns.end as usize <= whole.len(),
                "{columns:?} of {whole:?}: {}",
                found.message
            );
            prop_assert!(
                whole.get(columns.start as usize..columns.end as usize).is_some(),
                "{columns:?} cuts a letter of {whole:?}"
            );
        }
    }
    Ok(())
}

/// Pieces that LXD's files are made of, right and wrong.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "config:",
        "devices:",
        "profiles: [default]",
        "- default",
        "name: x",
        "---",
        "...",
        "# comment",
        "",
        "architecture: x86_64",
        "limits.memory: 2GiB",
        "limits.memory: é",
        "limits.cpu: 0-3",
        "limits.cpu: [1]",
        "security.privileged: true",
        "raw.lxc: |",
        "raw.lxc: \"a\\nb = c\"",
        "raw.idmap: both 1 1",
        "lxc.cap.drop =",
        "lxc.environment = A=é",
        "kvm: {type: unix-char, path: /dev/kvm}",
        "kvm:",
        "type: unix-char",
        "type: nic",
        "type: disk",
        "path: /",
        "pool: default",
        "path: /dev/kvm",
        "mode: 0999",
        "nictype: bridged",
        "parent: br0",
        "<<: *x",
        "x: &x {a: b}",
        "*x",
        "? a",
        "\t",
        "- - -",
        "'",
        "\"",
        "{",
        "}",
        "[",
        "]",
        "|",
        ">",
        "!!str x",
        "%YAML 1.2",
        "user.a: >-",
        "expanded_config:",
        "container:",
        "templates:",
        "creation_date: 1",
        "volatile.eth0.hwaddr: é",
    ]);
    (0usize..6, words, prop::bool::ANY)
        .prop_map(|(indent, word, is_windows)| format!("{}{word}{}", " ".repeat(indent), if is_windows { "\r" } else { "" }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,200}") {
        check(&text, &of(&text))?;
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        check(&text, &of(&text))?;
    }

    #[test]
    fn every_line_has_one_account(pieces in prop::collection::vec(piece(), 0..30)) {
        let text = pieces.join("\n");
        for dialect in [Dialect::Lxd, Dialect::Incus] {
            check(&text, &read(dialect, &Sources::of("a.yaml", text.clone())))?;
        }
    }
}

#[test]
fn places_in_raw_lines_stay_on_their_lines() {
    // A block that the parser gives up in, and a quoted text of two lines: neither is in the file as it is read.
    let broken = "config:\n raw.lxc: |\n  \u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\n  e = 1\u{fffd}  \u{fffd}  \u{feff}\u{fffd}\n";
    let folded = "config:\n  raw.lxc: \"lxc.mount.entry=a \u{fffd} b none bind\n    optional rest and more\"\n";
    for text in [broken, folded] {
        let sources = Sources::of("a.yaml", text);
        for found in crate::read(Dialect::Lxd, &sources).diagnostics {
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
