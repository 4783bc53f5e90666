//! Containers and files made at random: what is printed is read back as the same, whatever the dialect, and what is converted is
//! accounted for.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::path::PathBuf;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use transom_dialects::convert::{Outcome, convert};
use transom_dialects::{print, read};
use transom_model::{
    Access, Capabilities, Container, CpuQuota, Create, DeviceKind, DeviceRule, Dialect, Environment, Given, HostId, IdRange,
    InsideId, InterfaceKind, Mount, MountOption, Network, Nic, Origin, Rlimit, RlimitValue, Root, RootSource, RuleEffect,
    RuleNumber, Severity, Sources, facts,
};

fn given<T>(value: T) -> Given<T> {
    Given::new(
        value,
        Origin::Line {
            file: transom_model::FileId(0),
            line: 1,
            columns: 0..0,
        },
    )
}

fn name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,8}"
}

fn path() -> impl Strategy<Value = String> {
    "/(srv|var|opt)/[a-z]{1,6}( ?[a-z0-9._=,'&<-]{1,6})?"
}

fn mount() -> impl Strategy<Value = Mount> {
    let options = vec![
        MountOption::ReadOnly(true),
        MountOption::NoSuid(true),
        MountOption::NoDev(true),
        MountOption::NoExec(true),
    ];
    let options = subsequence(options, 0..=4);
    (path(), "(mnt|data)/[a-z]{1,6}", options, any::<bool>(), any::<bool>()).prop_map(
        |(source, target, mut options, is_bind, is_optional)| {
            if is_bind {
                options.insert(0, MountOption::Bind { recursive: false });
            } else {
                options.push(MountOption::Data("size=1048576".to_owned()));
            }
            Mount {
                source: if is_bind { source } else { "tmpfs".to_owned() },
                target: PathBuf::from(target),
                filesystem: if is_bind { "none" } else { "tmpfs" }.to_owned(),
                options,
                create: Create::Dir,
                is_optional,
                is_source_inside: false,
                is_idmapped: false,
            }
        },
    )
}

fn rule() -> impl Strategy<Value = DeviceRule> {
    let number = prop_oneof![(1_u32..600).prop_map(RuleNumber::Is), Just(RuleNumber::Any)];
    let access = select(vec![Access::ALL, Access::READ_WRITE, Access::READ, Access::MKNOD]);
    (any::<bool>(), 1_u32..500, number, access).prop_map(|(is_char, major, minor, access)| DeviceRule {
        effect: RuleEffect::Allow,
        kind: if is_char { DeviceKind::Char } else { DeviceKind::Block },
        major: RuleNumber::Is(major),
        minor,
        access,
    })
}

fn capabilities() -> impl Strategy<Value = Capabilities> {
    let names = vec!["net_admin", "sys_admin", "sys_time", "mknod", "kill", "chown"];
    let given_names = |names: Vec<&str>| names.into_iter().map(|name| given(name.to_owned())).collect();
    prop_oneof![
        subsequence(names.clone(), 0..=4).prop_map(move |names| Capabilities::Drop(given_names(names))),
        subsequence(names, 1..=4).prop_map(move |names| Capabilities::Keep(given_names(names))),
    ]
}

fn interface() -> impl Strategy<Value = Nic> {
    (name(), option::of(576_u32..9000), option::of(any::<[u8; 5]>())).prop_map(|(link, mtu, mac)| Nic {
        key: "net0".to_owned(),
        kind: given(InterfaceKind::Veth),
        link: Some(given(format!("br{link}").chars().take(12).collect())),
        name: Some(given("eth0".to_owned())),
        host_name: None,
        mac: mac.map(|[a, b, c, d, e]| given(transom_model::MacAddress([0x02, a, b, c, d, e]))),
        mtu: mtu.map(given),
        is_up: true,
        addresses: Vec::new(),
        gateways: Vec::new(),
        left_to_guest: Vec::new(),
    })
}

fn limits() -> impl Strategy<Value = transom_model::Limits> {
    let cpu = (1_u64..400).prop_map(|percent| CpuQuota {
        quota: percent * 1000,
        period: 100_000,
    });
    (
        option::of(1_u64..1 << 20),
        option::of(cpu),
        option::of(1_u64..10_000),
        option::of(1_u64..100_000),
    )
        .prop_map(|(mebibytes, cpu, weight, pids)| transom_model::Limits {
            memory: mebibytes.map(|size| given(size << 20)),
            cpu: cpu.map(given),
            cpu_weight: weight.map(given),
            pids: pids.map(given),
            ..transom_model::Limits::default()
        })
}

fn container() -> impl Strategy<Value = Container> {
    let unprivileged = any::<bool>();
    let environment = vec(("[A-Z]{3,6}", "[a-z0-9 =:\"'\\\\<&#-]{1,12}"), 0..3);
    let sysctls = option::of("[0-9]{1,4}");
    let nofile = option::of(1024_u64..65536);
    (
        (name(), unprivileged, vec(mount(), 0..4), vec(rule(), 0..4)),
        (capabilities(), vec(interface(), 0..2), limits(), environment, sysctls, nofile),
    )
        .prop_map(
            |((hostname, is_unprivileged, mut mounts, rules), (capabilities, nics, limits, environment, sysctl, nofile))| {
                mounts.dedup_by(|one, other| one.target == other.target);
                let range = given(IdRange {
                    inside: InsideId(0),
                    host: HostId(100_000),
                    len: 65_536,
                });
                let mut container = Container {
                    hostname: Some(given(hostname)),
                    root: Some(given(Root {
                        source: RootSource::Directory(PathBuf::from("/srv/root")),
                        is_read_only: false,
                    })),
                    mounts: mounts.into_iter().map(given).collect(),
                    capabilities,
                    limits,
                    network: Network::Own(nics.into_iter().map(given).collect()),
                    environment: environment
                        .into_iter()
                        .map(|(name, value)| given(Environment::Set(name, value)))
                        .collect(),
                    sysctls: sysctl
                        .map(|value| given(("net.ipv4.ip_forward".to_owned(), value)))
                        .into_iter()
                        .collect(),
                    ..Container::default()
                };
                container.rlimits = nofile
                    .map(|count| {
                        given(Rlimit {
                            resource: "nofile".to_owned(),
                            soft: RlimitValue::Is(count),
                            hard: RlimitValue::Is(count * 2),
                        })
                    })
                    .into_iter()
                    .collect();
                container.device_filter.rules = rules.into_iter().map(given).collect();
                if is_unprivileged {
                    container.id_map.users.push(range.clone());
                    container.id_map.groups.push(range);
                }
                container
            },
        )
}

fn file_name(dialect: Dialect) -> &'static str {
    if dialect == Dialect::Pve { "100.conf" } else { "file" }
}

/// Everything that a container says, without who says it.
fn said(container: &Container) -> Vec<String> {
    facts(container)
        .iter()
        .map(|fact| format!("{} {}: {}", fact.topic.word(), fact.about, fact.words()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Once a container has been through a dialect, it goes through it unchanged.
    #[test]
    fn printing_is_stable(container in container()) {
        for dialect in Dialect::ALL {
            let text = print(dialect, &container);
            let once = read(dialect, &Sources::of(file_name(dialect), text.clone()));
            let again_text = print(dialect, &once.container);
            let again = read(dialect, &Sources::of(file_name(dialect), again_text.clone()));
            prop_assert_eq!(said(&once.container), said(&again.container), "{}:\n{}\nand then\n{}", dialect.title(), text, again_text);
        }
    }

    /// Whatever a container is, each of its dialects takes what is converted from LXC's, and no line is forgotten.
    #[test]
    fn a_printed_file_is_converted_with_an_account_of_every_line(container in container()) {
        let text = print(Dialect::Lxc, &container);
        let sources = Sources::of("config", text.clone());
        let reading = read(Dialect::Lxc, &sources);
        for target in Dialect::ALL.into_iter().filter(|dialect| *dialect != Dialect::Lxc) {
            let conversion = convert(&reading, &sources, target, &support::device_names(&reading.container));
            let new = read(target, &Sources::of(file_name(target), conversion.text.clone()));
            let errors: Vec<_> = new.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
            prop_assert!(errors.is_empty(), "{:?} of {}:\n{}\nfrom\n{}", errors, target.title(), conversion.text, text);
            prop_assert_eq!(conversion.rows.len(), text.lines().count());
            let last = conversion.text.lines().count() as u32;
            for row in &conversion.rows {
                if let Outcome::Translated { lines, .. } = &row.outcome {
                    prop_assert!(!lines.is_empty() && lines.iter().all(|line| (1..=last).contains(line)), "{:?}", row);
                }
            }
        }
    }
}

/// Files put together from the lines of all cases of a dialect, in any order.
fn shuffled(dialect: Dialect) -> impl Strategy<Value = String> {
    let lines: Vec<String> = support::cases_of(dialect)
        .iter()
        .flat_map(|case| {
            case.sources
                .files()
                .next()
                .unwrap()
                .1
                .text
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|line| !line.trim().is_empty())
        .collect();
    vec(select(lines), 0..25).prop_map(|lines| lines.iter().map(|line| format!("{line}\n")).collect())
}

/// Converts a file into every other dialect and looks at what came of it.
fn convert_everywhere(dialect: Dialect, text: &str) -> Result<(), TestCaseError> {
    let sources = Sources::of(file_name(dialect), text);
    let reading = read(dialect, &sources);
    for target in Dialect::ALL.into_iter().filter(|target| *target != dialect) {
        let conversion = convert(&reading, &sources, target, &support::device_names(&reading.container));
        let new = read(target, &Sources::of(file_name(target), conversion.text.clone()));
        let errors: Vec<_> = new
            .diagnostics
            .iter()
            .filter(|found| found.severity == Severity::Error)
            .collect();
        prop_assert!(
            errors.is_empty(),
            "{:?} of {}:\n{}\nfrom\n{}",
            errors,
            target.title(),
            conversion.text,
            text
        );
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        let rows = conversion
            .rows
            .iter()
            .filter(|row| row.origin.line().is_some_and(|(file, _)| file.0 == 0))
            .count();
        prop_assert_eq!(rows, lines, "{} rows from\n{}", rows, text);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_lines_of_lxc_are_converted(text in shuffled(Dialect::Lxc)) {
        convert_everywhere(Dialect::Lxc, &text)?;
    }

    #[test]
    fn any_lines_of_proxmox_are_converted(text in shuffled(Dialect::Pve)) {
        convert_everywhere(Dialect::Pve, &text)?;
    }
}
