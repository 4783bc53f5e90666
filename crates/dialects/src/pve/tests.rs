//! What whole files read into, and what holds for any text at all.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use transom_model::{
    Access, Capabilities, Create, DeviceKind, Diagnostic, Effect, Environment, FilterPolicy, HostId, IdKind, InsideId, Mode,
    MountOption, Network, Nic, Origin, RootSource, RuleNumber, SeccompAction, Severity, Sources, SysMount,
};

use super::{KEYS, read};
use crate::Reading;

const CLASSROOM: &str = include_str!("../../../../examples/classroom/102.conf");
const TODAY: &str = include_str!("../../../../examples/classroom/102-today.conf");

fn of(text: &str) -> Reading {
    read(&Sources::of("/etc/pve/lxc/102.conf", text))
}

/// Reads lines below a file's usual beginning.
fn with(lines: &str) -> Reading {
    of(&format!("arch: amd64\nrootfs: /srv/root\n{lines}\n"))
}

fn found(reading: &Reading, severity: Severity) -> Vec<(&'static str, u32)> {
    let place = |diagnostic: &Diagnostic| (diagnostic.code, diagnostic.origin.line().map_or(0, |(_, line)| line));
    reading
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == severity)
        .map(place)
        .collect()
}

fn codes(reading: &Reading, severity: Severity) -> Vec<&'static str> {
    found(reading, severity).into_iter().map(|(code, _)| code).collect()
}

fn error(lines: &str) -> Diagnostic {
    let mut errors: Vec<Diagnostic> = with(lines)
        .diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .collect();
    assert_eq!(errors.len(), 1, "{lines}: {errors:#?}");
    errors.remove(0)
}

fn effect(reading: &Reading, key: &str) -> Effect {
    reading
        .accounts
        .iter()
        .find(|account| account.key == key)
        .unwrap()
        .effect
        .clone()
}

/// The columns of a finding, cut out of its line.
fn marked(lines: &str, diagnostic: &Diagnostic) -> String {
    let Origin::Line { line, columns, .. } = &diagnostic.origin else {
        panic!("no line")
    };
    let text = lines.lines().nth(*line as usize - 3).unwrap();
    text[columns.start as usize..columns.end as usize].to_owned()
}

#[test]
fn the_classroom_container_reads_as_it_is() {
    let reading = of(CLASSROOM);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    let container = &reading.container;
    assert_eq!(container.arch.as_ref().unwrap().value, "amd64");
    assert_eq!(container.hostname.as_ref().unwrap().value, "ubuntu-gns3vm2-clone");
    assert_eq!(container.limits.cpu_count.as_ref().unwrap().value, 2);
    assert_eq!(container.limits.memory.as_ref().unwrap().value, 4 << 30);
    assert_eq!(container.limits.memory_high.as_ref().unwrap().value, 4096 * 1024 * 1016);
    assert_eq!(container.limits.swap.as_ref().unwrap().value, 2 << 30);
    assert_eq!(
        container.root.as_ref().unwrap().value.source,
        RootSource::Volume("local-lvm:base-102-disk-0".to_owned())
    );
    assert_eq!(
        container.lifecycle.refusals[0].value,
        "you can't start a CT if it's a template"
    );
    assert!(container.id_map.is_privileged());
    assert_eq!(container.terminals.ttys.as_ref().unwrap().value, 2);
    assert_eq!(container.seccomp.as_ref().unwrap().value.rules.len(), 6);
    let Capabilities::Drop(dropped) = &container.capabilities else {
        panic!()
    };
    assert_eq!(dropped.len(), 5);
}

#[test]
fn the_classroom_container_has_two_rules_one_mount_and_one_interface() {
    let reading = of(CLASSROOM);
    let container = &reading.container;
    let rules: Vec<String> = container
        .device_filter
        .rules
        .iter()
        .filter(|rule| rule.origin.line().is_some())
        .map(|rule| rule.value.to_string())
        .collect();
    assert_eq!(rules, ["allow c 10:232 rwm", "allow c 10:200 rwm"]);
    assert_eq!(container.device_filter.rules.len(), 14);
    assert_eq!(container.device_filter.policy.value, FilterPolicy::Deny);
    let [mount] = &container.mounts[..] else {
        panic!("{:?}", container.mounts)
    };
    assert_eq!(
        (mount.value.source.as_str(), mount.value.create),
        ("/dev/net/tun", Create::File)
    );
    assert_eq!(mount.value.target, Path::new("dev/net/tun"));
    let nic = nic(&reading);
    assert_eq!(nic.host_name.as_ref().unwrap().value, "veth102i0");
    assert_eq!(nic.mac.as_ref().unwrap().value.to_string(), "86:4b:53:b7:66:0a");
    assert_eq!(nic.left_to_guest[0].value, "ip=dhcp");
    assert_eq!(
        found(&reading, Severity::Warning),
        [("cgroup-v1-key", 12), ("cgroup-v1-key", 15)]
    );
}

#[test]
fn the_same_container_today_has_two_devices_in_an_id_range_of_its_own() {
    let reading = of(TODAY);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    let container = &reading.container;
    assert_eq!(container.id_map.to_host(IdKind::User, InsideId(1000)), Some(HostId(101_000)));
    let devices: Vec<(&str, &Path, Mode)> = container
        .devices
        .iter()
        .map(|d| (d.value.name.as_str(), d.value.source.as_path(), d.value.mode))
        .collect();
    assert_eq!(
        devices,
        [
            ("dev0", Path::new("/dev/kvm"), Mode(0o660)),
            ("dev1", Path::new("/dev/net/tun"), Mode(0o666))
        ]
    );
    assert!(container.device_filter.rules.is_empty());
    assert_eq!(container.capabilities, Capabilities::default());
    assert_eq!(container.terminals.dir, None);
}

fn nic(reading: &Reading) -> &Nic {
    let Network::Own(nics) = &reading.container.network else {
        panic!()
    };
    &nics[0].value
}

#[test]
fn device_lines_follow_the_rules_of_proxmox() {
    for (line, message, part) in [
        ("dev0: mode=0660", "Path has to be defined", "mode=0660"),
        (
            "dev0: /dev/../etc/x",
            "/dev/../etc/x is not a valid device path",
            "/dev/../etc/x",
        ),
        ("dev0: /etc/passwd", "/etc/passwd is not a valid device path", "/etc/passwd"),
        (
            "dev0: /dev/kvm,mode=0999",
            "mode: value does not match the regex pattern",
            "mode=0999",
        ),
        (
            "dev0: /dev/kvm,mode=660",
            "mode: value does not match the regex pattern",
            "mode=660",
        ),
        (
            "dev0: /dev/kvm,gid=kvm",
            "gid: type check ('integer') failed - got 'kvm'",
            "gid=kvm",
        ),
        (
            "dev0: /dev/kvm,optional=1",
            "invalid key in comma-separated list property: optional",
            "optional",
        ),
        (
            "dev0: /dev/kvm,/dev/net/tun",
            "duplicate key in comma-separated list property: path",
            "/dev/net/tun",
        ),
    ] {
        let found = error(line);
        assert_eq!((found.message.as_str(), marked(line, &found).as_str()), (message, part));
    }
}

#[test]
fn device_defaults_are_root_and_0660_and_writing_can_be_denied() {
    let reading = with("dev12: deny-write=1,/dev/sda\ndev2: /dev/kvm,uid=5,gid=7,mode=0600");
    let [first, second] = &reading.container.devices[..] else {
        panic!()
    };
    assert_eq!(
        (first.value.name.as_str(), first.value.uid, first.value.gid, first.value.mode),
        ("dev2", InsideId(5), InsideId(7), Mode(0o600))
    );
    assert_eq!(
        (second.value.name.as_str(), second.value.mode, second.value.access),
        ("dev12", Mode(0o660), Access::READ)
    );
    assert_eq!(first.value.access, Access::READ_WRITE);
}

#[test]
fn ids_of_devices_must_be_inside_the_map() {
    let lines = "unprivileged: 1\ndev0: /dev/kvm,gid=70000";
    let found = error(lines);
    assert_eq!((found.code, marked(lines, &found).as_str()), ("id-outside-map", "gid=70000"));
    assert!(!with("dev0: /dev/kvm,gid=70000").has_errors());
    assert_eq!(error("dev0: /dev/kvm\ndev1: /dev/kvm").code, "duplicate-device");
    assert_eq!(
        codes(&with("dev0: /dev/loop-control"), Severity::Warning),
        ["proxmox-skips-device"]
    );
}

#[test]
fn raw_id_maps_replace_the_default_and_may_not_overlap() {
    let map = "lxc.idmap: u 0 100000 1000\nlxc.idmap: g 0 100000 1000";
    let reading = with(&format!("unprivileged: 1\n{map}"));
    assert_eq!(reading.container.id_map.users.len(), 1);
    assert_eq!(reading.container.id_map.to_host(IdKind::User, InsideId(1000)), None);
    // A raw map alone makes the container unprivileged.
    assert!(with(map).container.device_filter.rules.is_empty());
    assert_eq!(error(&format!("{map}\nlxc.idmap: u 500 300000 10")).code, "overlapping-idmap");
    assert_eq!(error("lxc.idmap: g 0 100000 65536").code, "half-idmap");
}

#[test]
fn values_that_could_not_start_are_errors_and_odd_ones_warnings() {
    for line in [
        "memory: 0",
        "memory: lots",
        "cores: 0",
        "cpulimit: 0.001",
        "cpuunits: 0",
        "arch: vax",
        "console: maybe",
        "swap: -1",
    ] {
        assert_eq!(error(line).code, "bad-value", "{line}");
    }
    for line in [
        "memory: 8",
        "tty: 9",
        "ostype: redhat",
        "cores: 9000",
        "hostname: with_underscore",
        "cmode: vt",
        "nameserver: x",
    ] {
        let reading = with(line);
        assert!(!reading.has_errors(), "{line}");
        assert_eq!(codes(&reading, Severity::Warning), ["bad-value"], "{line}");
    }
}

#[test]
fn limits_take_the_units_of_proxmox_and_its_defaults() {
    let limits = with("memory: 16384\nswap: 0\ncpulimit: 1.5\ncpuunits: 20000")
        .container
        .limits;
    assert_eq!(limits.memory_high.unwrap().value, (16384 - 128) << 20);
    assert_eq!(limits.cpu.unwrap().value.quota, 150_000);
    assert_eq!(limits.cpu_weight.unwrap().value, 10_000);
    let silent = with("").container.limits;
    let memory = silent.memory.unwrap();
    assert_eq!(
        (memory.value, memory.origin),
        (512 << 20, Origin::Default("Proxmox: memory without a line is 512 MiB"))
    );
    assert_eq!(silent.swap.unwrap().value, 0);
    assert_eq!(silent.cpu, None);
}

#[test]
fn a_raw_line_overrides_and_a_raw_cpuset_puts_cores_aside() {
    let reading = with("memory: 512\ncores: 2\nlxc.cgroup2.memory.max: 1G\nlxc.cgroup2.cpuset.cpus: 0-3");
    assert_eq!(reading.container.limits.memory.as_ref().unwrap().value, 1 << 30);
    assert_eq!(reading.container.limits.cpu_count, None);
    assert!(matches!(effect(&reading, "cores"), Effect::NoEffect(_)));
}

#[test]
fn mount_points_are_binds_in_the_order_of_their_numbers_before_raw_entries() {
    let reading = with("lxc.mount.entry: /srv srv none bind,create=dir\nmp10: /b,mp=/mnt/b,ro=1\nmp2: /a,mp=data");
    let targets: Vec<&Path> = reading
        .container
        .mounts
        .iter()
        .map(|mount| mount.value.target.as_path())
        .collect();
    assert_eq!(targets, [Path::new("data"), Path::new("mnt/b"), Path::new("srv")]);
    assert!(
        reading.container.mounts[1]
            .value
            .options
            .contains(&MountOption::ReadOnly(true))
    );
    let reading = with("mp0: local:102/vm-102-disk-1.raw,mp=/data,size=8G");
    let volume = &reading.container.volumes[0].value;
    assert_eq!((volume.key.as_str(), volume.target.clone()), ("mp0", PathBuf::from("/data")));
    assert!(matches!(effect(&reading, "mp0"), Effect::NotYet(_)));
}

#[test]
fn mount_points_that_proxmox_would_skip_are_errors() {
    assert_eq!(error("mp0: /srv").code, "missing-property");
    assert_eq!(error("mp0: /srv/../etc,mp=/x").code, "bad-property");
    assert_eq!(error("mp0: /srv,mp=/").code, "bad-target");
    assert_eq!(error("mp0: nonsense,mp=/x").code, "bad-volume");
    assert_eq!(error("unprivileged: 1\nmp0: /srv,mp=/x,quota=1").code, "quota-unprivileged");
}

#[test]
fn roots_are_volumes_devices_or_directories() {
    let root = |value: &str| of(&format!("arch: amd64\nrootfs: {value}\n")).container.root.unwrap().value;
    assert_eq!(
        root("local-lvm:vm-1-disk-0,size=8G").source,
        RootSource::Volume("local-lvm:vm-1-disk-0".to_owned())
    );
    assert!(matches!(root("/dev/vg/root").source, RootSource::Image { .. }));
    assert_eq!(
        root("/srv/root,ro=1").source,
        RootSource::Directory(PathBuf::from("/srv/root"))
    );
    assert!(root("/srv/root,ro=1").is_read_only);
}

#[test]
fn static_addresses_are_set_and_also_said_to_be_the_guests() {
    let reading = with("net0: name=eth0,bridge=vmbr1,ip=10.0.0.5/24,gw=10.0.0.1,ip6=auto,link_down=1,tag=5,mtu=1400");
    let nic = nic(&reading);
    assert_eq!(nic.addresses[0].value.to_string(), "10.0.0.5/24");
    assert_eq!(nic.gateways[0].value, "10.0.0.1".parse::<IpAddr>().unwrap());
    let words: Vec<&str> = nic.left_to_guest.iter().map(|word| word.value.as_str()).collect();
    assert_eq!(words, ["ip=10.0.0.5/24", "gw=10.0.0.1", "ip6=auto"]);
    assert!(!nic.is_up);
    assert_eq!(nic.mtu.as_ref().unwrap().value, 1400);
    assert_eq!(codes(&reading, Severity::Warning), ["sub-key-without-effect"]);
}

#[test]
fn raw_lines_change_the_interface_of_their_number_or_add_one() {
    let reading = with("net0: name=eth0,bridge=vmbr0,ip=dhcp\nlxc.net.0.mtu: 1300\nlxc.net.5.type: empty");
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    let Network::Own(nics) = &reading.container.network else {
        panic!()
    };
    assert_eq!(nics.len(), 2);
    let first = &nics[0].value;
    assert_eq!(
        (first.mtu.as_ref().unwrap().value, first.name.as_ref().unwrap().value.as_str()),
        (1300, "eth0")
    );
    assert!(first.is_up);
}

#[test]
fn bad_interfaces_are_errors() {
    for (line, code) in [
        ("net0: bridge=vmbr0", "missing-property"),
        ("net0: name=eth0,hwaddr=01:00:00:00:00:01", "bad-property"),
        ("net0: name=eth0,ip=10.0.0.1/4", "bad-property"),
        ("net0: name=eth0,type=phys", "bad-property"),
        ("net0: name=averyveryverylongname", "bad-interface-name"),
        ("net0: eth0", "bad-property"),
    ] {
        let codes = codes(&with(line), Severity::Error);
        assert_eq!(codes[0], code, "{line}");
    }
}

#[test]
fn features_have_their_effects_or_say_what_they_wait_for() {
    let calls = |lines: &str| -> Vec<String> {
        with(lines)
            .container
            .seccomp
            .unwrap()
            .value
            .rules
            .into_iter()
            .map(|rule| rule.value.syscall)
            .collect()
    };
    assert!(calls("unprivileged: 1").contains(&"keyctl".to_owned()));
    assert!(!calls("unprivileged: 1\nfeatures: keyctl=1").contains(&"keyctl".to_owned()));
    assert!(!calls("").contains(&"socket".to_owned()));
    let reading = with("unprivileged: 1\nfeatures: fuse=1,nesting=1,force_rw_sys=1");
    assert_eq!(reading.container.mounts[0].value.source, "/dev/fuse");
    assert_eq!(reading.container.auto_mounts.as_ref().unwrap().value.sys, SysMount::ReadWrite);
    assert_eq!(effect(&reading, "features"), Effect::Taken);
    assert!(matches!(effect(&with("features: nesting=1"), "features"), Effect::NotYet(_)));
    assert!(matches!(
        effect(&with("features: nesting=0"), "features"),
        Effect::NoEffect(_)
    ));
    assert_eq!(error("features: docker=1").code, "unknown-property");
}

#[test]
fn the_system_call_filter_is_that_of_common_seccomp() {
    let policy = with("").container.seccomp.unwrap().value;
    let umount = &policy.rules[0].value;
    assert_eq!(
        (umount.syscall.as_str(), umount.action),
        ("umount2", SeccompAction::Errno(13))
    );
    assert_eq!(
        (umount.compares[0].argument, umount.compares[0].value, umount.compares[0].mask),
        (1, 1, 1)
    );
    assert_eq!(policy.default, SeccompAction::Allow);
}

#[test]
fn raw_keys_that_proxmox_refuses_have_no_effect() {
    let reading = with("lxc.no_new_privs: 1\nlxc.rootfs.path: /elsewhere\nlxc.frobnicate: 1");
    assert_eq!(reading.container.no_new_privs, None);
    assert_eq!(codes(&reading, Severity::Warning), ["refused-raw-key"; 3]);
    assert!(!reading.has_errors());
    assert!(matches!(effect(&reading, "lxc.rootfs.path"), Effect::NoEffect(_)));
    assert_eq!(
        reading.container.root.unwrap().value.source,
        RootSource::Directory(PathBuf::from("/srv/root"))
    );
}

#[test]
fn the_kitchen_sink_opens_what_it_says() {
    let reading = with("lxc.cgroup2.devices.allow: a\nlxc.cap.drop:\nlxc.mount.auto: \"proc:rw sys:rw\"");
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    assert_eq!(reading.container.device_filter.policy.value, FilterPolicy::Allow);
    assert!(reading.container.device_filter.rules.is_empty());
    assert_eq!(reading.container.capabilities, Capabilities::default());
    assert_eq!(reading.container.auto_mounts.unwrap().value.sys, SysMount::ReadWrite);
}

#[test]
fn a_raw_rule_takes_back_one_default_alone() {
    let rules = with("lxc.cgroup2.devices.deny: c 10:229 rwm").container.device_filter.rules;
    assert_eq!(rules.len(), 11);
    let is_fuse = |kind, minor| kind == DeviceKind::Char && minor == RuleNumber::Is(229);
    assert!(!rules.iter().any(|rule| is_fuse(rule.value.kind, rule.value.minor)));
}

#[test]
fn raw_rules_of_an_unprivileged_container_open_and_close_single_devices() {
    let reading = with("unprivileged: 1\nlxc.cgroup2.devices.allow: c 10:200 rwm\nlxc.cgroup2.devices.deny: c 10:232 rwm");
    let rules: Vec<String> = reading
        .container
        .device_filter
        .rules
        .iter()
        .map(|rule| rule.value.to_string())
        .collect();
    assert_eq!(rules, ["allow c 10:200 rwm", "deny c 10:232 rwm"]);
    assert_eq!(
        found(&reading, Severity::Note),
        [("no-ostype", 1), ("rule-without-effect-there", 4)]
    );
    assert_eq!(effect(&reading, "lxc.cgroup2.devices.deny"), Effect::Taken);
    assert_eq!(codes(&reading, Severity::Warning), [""; 0]);
}

#[test]
fn a_malformed_device_rule_is_an_error() {
    assert_eq!(
        error("lxc.cgroup2.devices.allow: c 10:232  rwm").code,
        "malformed-device-rule"
    );
    assert_eq!(error("lxc.cgroup2.devices.allow: c 10:232 rwx").code, "malformed-device-rule");
}

#[test]
fn unknown_keys_and_bad_lines_are_errors() {
    assert_eq!(error("memmory: 512").code, "unknown-key");
    assert_eq!(error("net32: name=eth0").code, "unknown-key");
    assert_eq!(error("memory = 512").code, "bad-line");
    assert_eq!(error("memory:").code, "empty-value");
    assert_eq!(
        error("delete: mp0").message,
        "property 'delete' is only allowed in [pve:pending]"
    );
}

#[test]
fn a_bad_header_lets_its_lines_fall_into_the_section_before() {
    let reading = with("memory: 512\n[a]\nmemory: 1024");
    assert_eq!(found(&reading, Severity::Error), [("bad-section-header", 4)]);
    assert_eq!(
        found(&reading, Severity::Warning),
        [("repeated-key", 3), ("falls-into-section", 5)]
    );
    assert_eq!(reading.container.limits.memory.unwrap().value, 1 << 30);
}

#[test]
fn snapshots_and_pending_changes_do_not_touch_the_container() {
    let reading = with(
        "memory: 512\n\n[pve:pending]\nmemory: 1024\ndelete: swap\n\n[before]\nmemory: 64\nnonsense: 1\nsnaptime: 1700000000\nsnapstate: prepare",
    );
    assert_eq!(reading.container.limits.memory.as_ref().unwrap().value, 512 << 20);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    assert_eq!(
        found(&reading, Severity::Warning),
        [("pending-changes", 5), ("unknown-key", 11)]
    );
    let elsewhere = reading
        .accounts
        .iter()
        .filter(|account| matches!(account.effect, Effect::Elsewhere(_)))
        .count();
    assert_eq!(elsewhere, 8);
}

#[test]
fn the_number_comes_from_the_file_name() {
    let reading = read(&Sources::of("lab.conf", "arch: amd64\nrootfs: /srv\nnet0: name=eth0\n"));
    assert_eq!(nic(&reading).host_name, None);
    assert_eq!(reading.container.hostname, None);
    assert_eq!(codes(&reading, Severity::Note), ["no-vmid", "no-ostype"]);
    assert_eq!(with("").container.hostname.unwrap().value, "CT102");
}

#[test]
fn locks_and_the_first_program_are_taken() {
    assert_eq!(
        with("lock: backup").container.lifecycle.refusals[0].value,
        "CT is locked (backup)"
    );
    assert!(with("lock: mounted").container.lifecycle.refusals.is_empty());
    let container = with("entrypoint: /bin/sh -c 'sleep 1'").container;
    assert_eq!(container.init.command.unwrap().value, ["/bin/sh", "-c", "sleep 1"]);
    assert_eq!(container.mounts[0].value.target, Path::new("dev/shm"));
    assert_eq!(with("").container.init.command.unwrap().value, ["/sbin/init"]);
    assert_eq!(codes(&with("entrypoint: ''"), Severity::Error), ["bad-value"]);
    let environment = with("lxc.environment.runtime: A=1").container.environment;
    assert!(
        environment
            .iter()
            .any(|variable| variable.value == Environment::Set("A".to_owned(), "1".to_owned()))
    );
}

/// Texts of lines that mean something, and of others.
pub(super) fn lines() -> impl Strategy<Value = String> {
    let keys: Vec<String> = KEYS.iter().map(|key| key.name.title().replace('N', "0")).collect();
    let key = prop::sample::select(keys);
    let value = prop_oneof![
        Just("1".to_owned()),
        Just("/dev/kvm,mode=0660,uid=1".to_owned()),
        Just("name=eth0,ip=dhcp,tag=7".to_owned()),
        Just("/srv,mp=/x,ro=1".to_owned()),
        "[ -~]{0,24}",
        "\\PC{0,12}",
    ];
    let raw = prop::sample::select(vec![
        "lxc.cgroup2.devices.allow: c 1:3 rwm",
        "lxc.cgroup.devices.allow: a",
        "lxc.idmap: u 0 100000 65536",
        "lxc.cap.drop:",
        "lxc.mount.entry: /a b none bind 0 0",
        "lxc.net.0.type: veth",
        "[snap]",
        "[a]",
        "[pve:pending]",
        "# note",
        "",
    ]);
    let line = prop_oneof![
        4 => (key, value).prop_map(|(key, value)| format!("{key}: {value}")),
        3 => raw.prop_map(str::to_owned),
        1 => "\\PC{0,20}",
        1 => "lxc\\.[a-z.]{1,12}[:=][ -~]{0,12}",
    ];
    prop::collection::vec(line, 0..14).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_line_accounted_for_once(text in prop_oneof![lines(), "(?s).{0,200}"]) {
        let reading = of(&text);
        let accounted: Vec<u32> = reading.accounts.iter().map(|account| account.origin.line().unwrap().1).collect();
        let expected: Vec<u32> = (1..).zip(text.lines()).map(|(line, _)| line).collect();
        prop_assert_eq!(accounted, expected);
    }

    #[test]
    fn what_is_printed_is_read_without_new_errors_and_printed_again_the_same(text in lines()) {
        let reading = of(&text);
        let printed = super::print(&reading.container);
        let again = of(&printed);
        prop_assert_eq!(super::print(&again.container), printed.clone());
        if !reading.has_errors() {
            prop_assert!(!again.has_errors(), "{printed}\n{:#?}", again.diagnostics);
        }
    }

    #[test]
    fn a_file_moved_to_the_newest_version_has_a_row_a_line_and_is_moved_once(text in lines(), series in 6_u16..=9) {
        let sources = Sources::of("102.conf", text.clone());
        let version = transom_model::Version::new(series, transom_model::Version::LAST);
        let moved = super::migrate(&super::read_as(version, &sources), &sources);
        let is_row = |line: &super::lines::Line<'_>| line.kind != super::lines::Kind::Blank;
        let rows = super::lines::lines(transom_model::FileId(0), &text).filter(is_row).count();
        prop_assert_eq!(moved.rows.len(), rows);
        let again = Sources::of("102.conf", moved.text.clone());
        prop_assert_eq!(super::migrate(&read(&again), &again).text, moved.text);
    }

    #[test]
    fn columns_lie_on_characters_of_their_lines(text in lines()) {
        let sources = Sources::of("102.conf", text);
        for diagnostic in read(&sources).diagnostics {
            if let Origin::Line { file, line, columns } = diagnostic.origin {
                let line = sources.line_text(file, line);
                prop_assert!(line.get(columns.start as usize..columns.end as usize).is_some(), "{line:?} {columns:?}");
            }
        }
    }
}
