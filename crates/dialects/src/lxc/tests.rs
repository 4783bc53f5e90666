//! Tests of whole files: the traps of LXC's grammar and semantics, and properties that hold for any text.
//!
//! Tests of one value's form stand beside their reader. Bigger inputs are in `cases/lxc`.

use std::collections::BTreeSet;

use proptest::prelude::*;
use transom_model::{
    Access, CgroupMount, CpuQuota, DeviceKind, DeviceNumber, Effect, FilterPolicy, Network, ProcMount, RootSource, Severity,
    Signal, Sources, phrase,
};

use super::keys::{KEYS, find};
use crate::{KeyName, Reading, Wanted};

fn read(text: &str) -> Reading {
    super::read(&Sources::of("c.conf", text))
}

fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn errors(text: &str) -> Vec<&'static str> {
    let reading = read(text);
    reading
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| diagnostic.code)
        .collect()
}

fn rules(text: &str) -> Vec<String> {
    read(text)
        .container
        .device_filter
        .rules
        .iter()
        .map(|rule| rule.value.to_string())
        .collect()
}

fn effects(text: &str) -> Vec<Effect> {
    read(text).accounts.into_iter().map(|account| account.effect).collect()
}

/// The table of LXC 7.0, `lxc.` left out.
const LXC_7: &str = "arch apparmor.profile apparmor.allow_incomplete apparmor.allow_nesting apparmor.raw autodev.tmpfs.size autodev \
    cap.drop cap.keep cgroup2 cgroup.dir.monitor.pivot cgroup.dir.monitor cgroup.dir.container.inner cgroup.dir.container \
    cgroup.dir cgroup.relative console.buffer.size console.logfile console.path console.rotate console.size sched.core \
    environment.runtime environment.hooks environment ephemeral execute.cmd group hook.autodev hook.clone hook.destroy \
    hook.mount hook.post-stop hook.pre-mount hook.pre-start hook.start hook.start-host hook.stop hook.version hook idmap \
    include init.cmd init.gid init.groups init.uid init.cwd keyring.session log.file log.level log.syslog monitor.unshare \
    monitor.signal.pdeath mount.auto mount.entry mount.fstab namespace.clone namespace.keep namespace.share.net \
    time.offset.boot time.offset.monotonic net no_new_privs prlimit pty.max rootfs.managed rootfs.mount \
    rootfs.options rootfs.path seccomp.allow_nesting seccomp.notify.cookie seccomp.notify.proxy seccomp.profile \
    selinux.context.keyring selinux.context signal.halt signal.reboot signal.stop start.auto start.delay start.order \
    tty.dir tty.max uts.name sysctl proc net.0 net.0.type net.0.link net.0.flags net.0.name net.0.hwaddr net.0.mtu \
    net.0.ipv4.address net.0.ipv4.gateway net.0.ipv6.address net.0.ipv6.gateway net.0.l2proxy net.0.macvlan.mode \
    net.0.ipvlan.mode net.0.ipvlan.isolation net.0.vlan.id net.0.veth.mode net.0.veth.pair net.0.veth.n_rxqueues \
    net.0.veth.n_txqueues net.0.veth.ipv4.route net.0.veth.ipv6.route net.0.veth.vlan.id net.0.veth.vlan.tagged.id \
    net.0.script.up net.0.script.down";

const LXC_2: &str = "aa_allow_incomplete aa_profile cgroup console devttydir haltsignal id_map init_cmd init_gid init_uid kmsg \
    logfile loglevel mount network network.flags network.hwaddr network.ipv4 network.ipv4.gateway network.ipv6 \
    network.ipv6.gateway network.link network.macvlan.mode network.mtu network.name network.script.down network.script.up \
    network.type network.veth.pair network.vlan.id pivotdir pts rebootsignal rootfs rootfs.backend se_context seccomp stopsignal \
    tty utsname limit.nofile syslog network.0.type";

#[test]
fn every_key_of_lxc_7_is_in_the_table_and_still_valid() {
    for name in LXC_7.split_whitespace() {
        let entry = find(&format!("lxc.{name}"));
        assert!(entry.is_some_and(|entry| entry.until.is_none()), "{name}");
    }
}

#[test]
fn every_key_of_lxc_2_is_in_the_table_and_ended() {
    for name in LXC_2.split_whitespace() {
        let entry = find(&format!("lxc.{name}"));
        assert!(entry.is_some_and(|entry| entry.until.is_some()), "{name}");
    }
}

#[test]
fn no_entry_hides_a_later_one() {
    for (at, entry) in KEYS.iter().enumerate() {
        if let KeyName::Exact(name) = entry.name {
            assert!(KEYS[..at].iter().all(|before| !before.name.matches(name)), "{name}");
        }
        assert!(!entry.explanation.is_empty());
    }
}

#[test]
fn a_typing_error_behind_lxc_is_an_error_with_a_suggestion() {
    let reading = read("lxc.utsname.x = a\nlxc.uts.nmae = b\n");
    assert_eq!(codes(&reading), ["unknown-key", "unknown-key"]);
    assert_eq!(reading.diagnostics[1].hint.as_deref(), Some("did you mean `lxc.uts.name`?"));
    assert_eq!(reading.accounts[1].effect, Effect::Wrong);
}

#[test]
fn lines_that_lxc_skips_are_named() {
    let reading = read("limits.memory = 1GB\nLXC.tty.max = 4\nmemory: 512\nnonsense\n\u{feff}lxc.tty.max = 1\n");
    assert_eq!(codes(&reading), ["not-an-lxc-line"; 5]);
    let hint = |at: usize| reading.diagnostics[at].hint.clone().unwrap_or_default();
    assert!(hint(0).contains("LXD key"), "{}", hint(0));
    assert!(hint(1).contains("`lxc.tty.max`"), "{}", hint(1));
    assert!(hint(2).contains("Proxmox"), "{}", hint(2));
    assert!(hint(4).contains("byte order mark"), "{}", hint(4));
    assert_eq!(reading.container.terminals.ttys, None);
}

#[test]
fn the_colon_form_is_refused_with_a_way_on() {
    let reading = read("lxc.tty.max: 4\nlxc.mount.entry: /dev/kvm dev/kvm none bind,create=file\n");
    assert_eq!(codes(&reading), ["colon-form", "colon-form"]);
    assert!(
        reading.diagnostics[0]
            .hint
            .as_deref()
            .is_some_and(|hint| hint.contains("Proxmox"))
    );
}

#[test]
fn numbers_are_octal_with_a_zero_in_front() {
    let reading = read("lxc.tty.max = 010\nlxc.pty.max = 0x10\n");
    assert_eq!(reading.container.terminals.ttys.as_ref().map(|given| given.value), Some(8));
    assert_eq!(reading.container.terminals.ptys.as_ref().map(|given| given.value), Some(16));
    assert_eq!(codes(&reading), ["octal-number"]);
}

#[test]
fn bad_values_are_errors() {
    let lines = [
        ("lxc.tty.max = 4 # four", "bad-value"),
        ("lxc.autodev = yes", "bad-value"),
        ("lxc.no_new_privs = 2", "bad-value"),
        ("lxc.signal.halt = RTMIN+3", "bad-signal"),
        ("lxc.arch = amd46", "bad-value"),
        ("lxc.idmap = b 0 100000 65536", "bad-idmap"),
        ("lxc.idmap = u 0 100000 65536 x", "bad-idmap"),
        ("lxc.idmap = u 0 100000", "bad-idmap"),
        ("lxc.idmap = u 0 4294967000 65536", "bad-idmap"),
        ("lxc.idmap = u 0 100000 0", "bad-idmap"),
        ("lxc.cap.drop = sys_amdin", "unknown-capability"),
        ("lxc.cap.drop = CAP_SYS_ADMIN", "unknown-capability"),
        ("lxc.cap.drop = 41", "unknown-capability"),
        ("lxc.cap.drop = mknod\nlxc.cap.keep = chown", "cap-drop-and-keep"),
        ("lxc.namespace.keep = mount", "unknown-namespace"),
        (
            "lxc.namespace.keep = net\nlxc.namespace.clone = pid",
            "namespace-clone-and-keep",
        ),
        ("lxc.mount.entry = /dev/kvm dev/kvm", "bad-mount-entry"),
        ("lxc.mount.fstab =", "bad-value"),
        ("lxc.mount.auto = proc:ro", "bad-mount-auto"),
        ("lxc.prlimit.nofiles = 5", "unknown-key"),
        ("lxc.prlimit.nofile = 5:4", "bad-value"),
        ("lxc.time.offset.boot = 10", "bad-value"),
        ("lxc.environment = =x", "bad-value"),
        ("lxc.net.0.type = vet", "bad-value"),
        ("lxc.net.0.veth.pair = v\nlxc.net.0.type = veth", "nic-before-type"),
        ("lxc.net.0.type = veth\nlxc.net.0.ipv4.address = 10.0.0.1/33", "bad-address"),
        ("lxc.net.0.type = veth\nlxc.net.0.ipv6.address = fe80::1/200", "bad-address"),
        ("lxc.net.0.type = veth\nlxc.net.0.hwaddr = zz", "bad-mac"),
        ("lxc.net.0.type = veth\nlxc.net.0.mtu = big", "bad-value"),
        ("lxc.net.0.link = br0", "nic-without-type"),
        ("lxc.net.x.type = veth", "unknown-key"),
        ("lxc.net = x", "bad-value"),
        ("lxc.cgroup2.memory.max = lots", "bad-value"),
        ("lxc.cgroup2.cpu.max = 1 2 3", "bad-value"),
        ("lxc.cgroup2 = x", "bad-value"),
        ("lxc.cgroup.use = memory", "system-key"),
        ("lxc.lxcpath = /x", "system-key"),
        ("lxc.rootfs.path = tar:/x", "bad-root"),
        ("lxc.sysctl.a/b = 1", "unknown-key"),
        ("lxc.tty.max", "no-equals"),
    ];
    for (text, code) in lines {
        assert_eq!(errors(text), [code], "{text}");
    }
}

#[test]
fn overlapping_id_maps_name_both_lines() {
    let reading = read(
        "lxc.idmap = u 0 100000 65536\nlxc.idmap = u 1000 1000 1\nlxc.idmap = g 0 100000 65536\nlxc.idmap = g 70000 165535 1\n",
    );
    assert_eq!(codes(&reading), ["overlapping-idmap", "overlapping-idmap"]);
    assert_eq!(
        reading.diagnostics[0].message,
        "c.conf:2 and c.conf:1 both map the user id 1000 inside"
    );
    assert_eq!(
        reading.diagnostics[1].message,
        "c.conf:4 and c.conf:3 both map the group id 165535 on the host"
    );
    assert_eq!(errors("lxc.idmap = u 0 100000 65536"), ["half-idmap"]);
    assert_eq!(errors("lxc.idmap = u 0 1 1\nlxc.idmap =\n"), [""; 0]);
}

#[test]
fn one_allow_rule_closes_the_rest() {
    let reading = read("lxc.cgroup2.devices.allow = c 10:232 rwm\n");
    let filter = &reading.container.device_filter;
    assert!(filter.allows(DeviceKind::Char, DeviceNumber { major: 10, minor: 232 }, Access::ALL));
    assert!(!filter.allows(DeviceKind::Char, DeviceNumber { major: 1, minor: 3 }, Access::READ));
}

#[test]
fn a_resets_the_list_and_turns_its_meaning() {
    let text = "lxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.deny = a\nlxc.cgroup2.devices.allow = c 10:200 rw\n";
    assert_eq!(rules(text), ["allow c 10:200 rw"]);
    assert_eq!(
        effects(text)[0],
        Effect::NoEffect(phrase!("{place} starts the list anew", place = "c.conf:2"))
    );
    let reading = read("lxc.cgroup2.devices.allow = a\nlxc.cgroup2.devices.deny = b *:* rwm\n");
    assert_eq!(reading.container.device_filter.policy.value, FilterPolicy::Allow);
    assert_eq!(reading.container.device_filter.rules.len(), 1);
}

#[test]
fn deny_all_alone_denies_all_where_lxc_would_filter_nothing() {
    let reading = read("lxc.cgroup2.devices.deny = a\n");
    assert_eq!(reading.container.device_filter.policy.value, FilterPolicy::Deny);
    assert_eq!(codes(&reading), ["deny-all-devices"]);
}

#[test]
fn a_deny_rule_takes_back_an_equal_rule_and_nothing_else() {
    let allow = "lxc.cgroup2.devices.allow = c *:* rwm\n";
    assert_eq!(rules(&format!("{allow}lxc.cgroup2.devices.deny = c *:* rwm\n")), [""; 0]);
    let reading = read(&format!("{allow}lxc.cgroup2.devices.deny = c 10:232 rwm\n"));
    assert_eq!(codes(&reading), ["device-rule-ignored"]);
    assert_eq!(reading.container.device_filter.rules.len(), 1);
    assert!(matches!(reading.accounts[1].effect, Effect::NoEffect(_)));
}

#[test]
fn an_empty_value_clears_its_own_key() {
    let text = "lxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup.devices.allow = c 1:5 rwm\nlxc.cgroup2.devices.allow =\n";
    assert_eq!(rules(text), ["allow c 1:5 rwm"]);
    assert!(codes(&read("lxc.cgroup2.devices.allow = c 1:3 r\nlxc.cgroup2.devices.allow =\n")).contains(&"device-list-cleared"));
}

#[test]
fn both_generations_are_one_list_in_the_order_of_lines() {
    let text = "lxc.cgroup.devices.deny = a\nlxc.cgroup.devices.allow = c 1:3 rwm\nlxc.cgroup2.devices.allow = c 1:5 rwm\n";
    assert_eq!(rules(text), ["allow c 1:3 rwm", "allow c 1:5 rwm"]);
    assert_eq!(codes(&read(text)), ["cgroup-v1-key", "cgroup-v1-key"]);
}

#[test]
fn malformed_device_rules_are_errors() {
    for wrong in [
        "c 10:232 rwx",
        "c 10:232  rwm",
        "c  10:232 rwm",
        "c 10:232",
        "10:232 rwm",
        "c 10 rwm",
        "c 10:x rwm",
        "c 10:232 ",
        "x 1:3 rwm",
        "c 99999999999:1 rwm",
        "c -1:3 r",
        "a b",
        "/dev/kvm",
        "c 1:3 rrrr",
    ] {
        let reading = read(&format!("lxc.cgroup2.devices.allow = \"{wrong}\"\n"));
        assert_eq!(codes(&reading), ["malformed-device-rule"], "{wrong}");
        assert!(
            reading.diagnostics[0]
                .hint
                .as_deref()
                .is_some_and(|hint| hint.contains("every device open"))
        );
    }
    let reading = read("lxc.cgroup2.devices.allow = c 10:232  rwm\n");
    assert!(
        reading.diagnostics[0]
            .hint
            .as_deref()
            .is_some_and(|hint| hint.starts_with("write `c 10:232 rwm`"))
    );
}

#[test]
fn a_device_may_be_named_by_its_path() {
    let reading = read("lxc.cgroup2.devices.allow = /dev/kvm rw\n");
    assert_eq!(reading.container.rule_paths[0].value.path.to_str(), Some("/dev/kvm"));
    assert_eq!(reading.container.rule_paths[0].value.access, Access::READ_WRITE);
}

#[test]
fn split_rules_for_reading_and_writing_are_joined_with_a_word() {
    let reading = read("lxc.cgroup2.devices.allow = c 5:1 r\nlxc.cgroup2.devices.allow = c 5:1 w\n");
    assert_eq!(codes(&reading), ["split-device-rule"]);
    let number = DeviceNumber { major: 5, minor: 1 };
    assert!(
        reading
            .container
            .device_filter
            .allows(DeviceKind::Char, number, Access::READ_WRITE)
    );
}

#[test]
fn limits_of_both_generations_go_into_the_same_fields() {
    let text = "lxc.cgroup.memory.limit_in_bytes = 512M\nlxc.cgroup.memory.memsw.limit_in_bytes = 1G\nlxc.cgroup.cpu.cfs_quota_us = 50000\n\
                lxc.cgroup.cpu.shares = 1024\nlxc.cgroup.pids.max = 100\nlxc.cgroup2.io.weight = 50\n";
    let limits = read(text).container.limits;
    assert_eq!(limits.memory.map(|given| given.value), Some(512 << 20));
    assert_eq!(limits.swap.map(|given| given.value), Some(512 << 20));
    assert_eq!(
        limits.cpu.map(|given| given.value),
        Some(CpuQuota {
            quota: 50_000,
            period: 100_000
        })
    );
    assert_eq!(limits.cpu_weight.map(|given| given.value), Some(100));
    assert_eq!(limits.pids.map(|given| given.value), Some(100));
    assert_eq!(limits.files.len(), 1);
    assert_eq!(errors("lxc.cgroup.memory.memsw.limit_in_bytes = 1G"), ["memsw-below-memory"]);
}

#[test]
fn shares_become_weights_with_everybodys_the_same() {
    let weights = [2, 1024, 2048, 262_144].map(super::limits::weight_of_shares);
    assert_eq!((weights[0], weights[1], weights[3]), (1, 100, 10_000));
    assert!(weights[2] > 100);
}

#[test]
fn a_type_line_forgets_what_stood_before_it() {
    let text = "lxc.net.0.link = br0\nlxc.net.0.type = veth\nlxc.net.0.flags = up\n";
    let reading = read(text);
    assert_eq!(codes(&reading), ["nic-type-resets"]);
    let Network::Own(nics) = &reading.container.network else {
        panic!("not its own")
    };
    assert_eq!((nics[0].value.link.is_none(), nics[0].value.is_up), (true, true));
    assert_eq!(
        reading.accounts[0].effect,
        Effect::NoEffect(phrase!("{place} begins the interface anew", place = "c.conf:2"))
    );
}

#[test]
fn names_are_cut_and_prefixes_guessed_with_a_word() {
    let text = "lxc.net.2.type = veth\nlxc.net.2.name = abcdefghijklmnopq\nlxc.net.2.ipv4.address = 10.0.0.5\n";
    let reading = read(text);
    assert_eq!(codes(&reading), ["nic-name-cut", "nic-class-prefix"]);
    let Network::Own(nics) = &reading.container.network else {
        panic!("not its own")
    };
    assert_eq!(
        nics[0].value.name.as_ref().map(|given| given.value.as_str()),
        Some("abcdefghijklmno")
    );
    assert_eq!(nics[0].value.addresses[0].value.to_string(), "10.0.0.5/8");
}

#[test]
fn type_none_shares_the_hosts_network() {
    assert!(matches!(read("lxc.net.0.type = none\n").container.network, Network::Host(_)));
    assert_eq!(
        codes(&read("lxc.net.0.type = none\nlxc.net.1.type = empty\n")),
        ["nic-none-ignored"]
    );
}

#[test]
fn older_network_names_begin_an_interface_with_each_type() {
    let text = "lxc.network.type = veth\nlxc.network.link = a\nlxc.network.type = veth\nlxc.network.link = b\nlxc.network.ipv4 = 10.0.0.1/24\n";
    let Network::Own(nics) = read(text).container.network else {
        panic!("not its own")
    };
    let links: Vec<_> = nics
        .iter()
        .filter_map(|nic| nic.value.link.as_ref())
        .map(|given| given.value.as_str())
        .collect();
    assert_eq!(links, ["a", "b"]);
    assert_eq!(nics[1].value.addresses.len(), 1);
    assert_eq!(errors("lxc.network.link = a"), ["nic-before-type"]);
    assert_eq!(
        read(&format!("{text}lxc.network.type =\n")).container.network,
        Network::default()
    );
}

#[test]
fn older_names_are_read_as_the_new_ones() {
    let reading = read("lxc.utsname = a\nlxc.id_map = u 0 1000 1\nlxc.id_map = g 0 1000 1\nlxc.kmsg = 1\nlxc.limit.nofile = 5\n");
    assert_eq!(codes(&reading), ["old-key", "old-key", "old-key", "removed-key", "old-key"]);
    assert_eq!(
        reading.container.hostname.as_ref().map(|given| given.value.as_str()),
        Some("a")
    );
    assert_eq!(reading.container.id_map.users.len(), 1);
    assert_eq!(reading.container.rlimits[0].value.resource, "nofile");
}

#[test]
fn mounts_keep_their_options_apart() {
    let reading = read("lxc.mount.entry = /a\\040b c none rbind,ro,optional,create=dir,relative,idmap=container 0 0\n");
    let mount = &reading.container.mounts[0].value;
    assert_eq!((mount.source.as_str(), mount.target.to_str()), ("/a b", Some("c")));
    assert!(mount.is_optional && mount.is_source_inside && mount.is_idmapped);
    assert_eq!(mount.options.len(), 2);
    assert_eq!(
        codes(&read(
            "lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file,uid=1 0 0\n"
        )),
        ["mount-option-ignored"]
    );
    assert_eq!(
        codes(&read("lxc.mount.entry = /dev/x dev/x none bind 0, 0\n")),
        ["mount-rest"]
    );
    assert_eq!(
        codes(&read("lxc.mount.entry = o m overlay lowerdir=/srv/optional/x\n")),
        ["option-inside-option"]
    );
}

#[test]
fn an_absolute_target_is_ignored_unless_it_lies_below_the_root() {
    let reading = read("lxc.mount.entry = /dev/kvm /dev/kvm none bind,create=file\n");
    assert_eq!(codes(&reading), ["absolute-mount-target"]);
    assert!(reading.container.mounts.is_empty());
    assert!(matches!(reading.accounts[0].effect, Effect::NoEffect(_)));
    let reading = read("lxc.mount.entry = /a /r/fs/mnt/a none bind\nlxc.rootfs.path = dir:/r/fs\nlxc.rootfs.options = ro\n");
    assert_eq!(reading.container.mounts[0].value.target.to_str(), Some("mnt/a"));
    assert!(reading.container.root.as_ref().is_some_and(|root| root.value.is_read_only));
}

#[test]
fn automatic_mounts_are_replaced_by_kind() {
    let reading = read("lxc.mount.auto = cgroup:mixed proc:mixed sys:mixed\nlxc.mount.auto = proc:rw\n");
    let mounts = reading.container.auto_mounts.map(|given| given.value).unwrap_or_default();
    assert_eq!((mounts.proc, mounts.cgroup), (ProcMount::ReadWrite, CgroupMount::ReadWrite));
}

#[test]
fn roots_have_kinds() {
    let root = |text: &str| read(text).container.root.map(|root| root.value.source);
    assert_eq!(root("lxc.rootfs.path = /a"), Some(RootSource::Directory("/a".into())));
    let overlay = RootSource::Overlay {
        lower: vec!["/a".into(), "/b".into()],
        upper: "/c".into(),
    };
    assert_eq!(root("lxc.rootfs.path = overlay:/a:/b:/c"), Some(overlay));
}

#[test]
fn the_last_of_several_values_counts_and_the_others_say_so() {
    let reading = read("lxc.uts.name = a\nlxc.uts.name = b\nlxc.signal.halt = SIGRTMIN+3\n");
    assert_eq!(
        reading.container.hostname.as_ref().map(|given| given.value.as_str()),
        Some("b")
    );
    assert_eq!(
        reading.accounts[0].effect,
        Effect::NoEffect(phrase!("{place} sets it again", place = "c.conf:2"))
    );
    assert_eq!(reading.container.lifecycle.halt.map(|given| given.value), Some(Signal(37)));
}

#[test]
fn includes_are_read_in_place_sorted_and_accounted() {
    let mut sources = Sources::of("/etc/lxc/c.conf", "lxc.uts.name = a\nlxc.include = d\nlxc.uts.name = z\n");
    assert_eq!(super::read(&sources).wanted, [Wanted::Config("/etc/lxc/d".into())]);
    sources.add_folder(
        "/etc/lxc/d",
        ["/etc/lxc/d/20.conf", "/etc/lxc/d/10.conf", "/etc/lxc/d/README"]
            .map(Into::into)
            .to_vec(),
    );
    sources.add("/etc/lxc/d/20.conf", "lxc.tty.max = 2\n");
    sources.add("/etc/lxc/d/10.conf", "lxc.tty.max = 1\n");
    let reading = super::read(&sources);
    assert_eq!(reading.wanted, []);
    assert_eq!(reading.container.terminals.ttys.as_ref().map(|given| given.value), Some(2));
    assert_eq!(codes(&reading), ["relative-include"]);
    let values: Vec<_> = reading.accounts.iter().map(|account| account.value.as_str()).collect();
    assert_eq!(values, ["a", "d", "1", "2", "z"]);
}

#[test]
fn a_file_that_includes_itself_is_an_error() {
    let reading = super::read(&Sources::of("/c.conf", "lxc.include = /c.conf\n"));
    assert_eq!(codes(&reading), ["include-cycle"]);
    let mut sources = Sources::of("/c.conf", "lxc.include = /gone\nlxc.include = /folder/\n");
    sources.add_absent("/gone", "no such file");
    sources.add_absent("/folder/", "no such file");
    assert_eq!(codes(&super::read(&sources)), ["missing-include"]);
}

#[test]
fn policy_and_fstab_are_asked_for_and_then_read() {
    let mut sources = Sources::of(
        "/c.conf",
        "lxc.mount.entry = b b none bind\nlxc.mount.fstab = /f\nlxc.seccomp.profile = /s\n",
    );
    assert_eq!(
        super::read(&sources).wanted,
        [Wanted::Fstab("/f".into()), Wanted::SeccompPolicy("/s".into())]
    );
    sources.add("/f", "# first\na a none bind\n");
    sources.add("/s", "2\ndenylist\nreboot errno 1\n");
    let reading = super::read(&sources);
    let order: Vec<_> = reading
        .container
        .mounts
        .iter()
        .map(|mount| mount.value.source.as_str())
        .collect();
    assert_eq!(order, ["a", "b"]);
    assert_eq!(reading.container.seccomp.map(|policy| policy.value.rules.len()), Some(1));
    assert_eq!(reading.accounts.len(), 3 + 2 + 3);
}

#[test]
fn what_an_empty_value_clears_says_so() {
    let texts = [
        "lxc.mount.entry = a a none bind\nlxc.mount.entry =\n",
        "lxc.environment = A=b\nlxc.environment =\n",
        "lxc.cap.drop = mknod kill\nlxc.cap.drop =\n",
        "lxc.idmap = u 0 1 1\nlxc.idmap =\n",
        "lxc.cgroup2.io.weight = 5\nlxc.cgroup2.io.weight =\n",
        "lxc.net.0.type = veth\nlxc.net.0 =\n",
    ];
    for text in texts {
        assert_eq!(
            effects(text),
            [
                Effect::NoEffect(phrase!("cleared by {place}", place = "c.conf:2")),
                Effect::Taken
            ],
            "{text}"
        );
    }
}

#[test]
fn a_mistyped_device_key_is_no_cgroup_file() {
    let reading = read("lxc.cgroup2.device.allow = c 10:232 rwm\n");
    assert_eq!(codes(&reading), ["unknown-key"]);
    assert_eq!(
        reading.diagnostics[0].hint.as_deref(),
        Some("did you mean `lxc.cgroup2.devices.allow`?")
    );
}

fn read_as(release: &str, text: &str) -> Reading {
    let release: transom_model::Release = release.parse().unwrap();
    super::read_as(release.version, &Sources::of("c.conf", text))
}

#[test]
fn each_version_takes_its_own_keys_and_names_the_version_that_took_or_brought_others() {
    for (release, line, code, hint) in [
        ("lxc-2.0", "lxc.uts.name = a", "key-too-new", "write `lxc.utsname`"),
        (
            "lxc-2.0",
            "lxc.net.3.ipv6.address = fd42::1/64",
            "key-too-new",
            "write `lxc.network.ipv6`",
        ),
        (
            "lxc-2.1",
            "lxc.cgroup2.cpu.weight = 100",
            "key-too-new",
            "`lxc.cgroup.cpu.shares`",
        ),
        ("lxc-3.0", "lxc.utsname = a", "key-too-old", "write `lxc.uts.name`"),
        (
            "lxc-6.0",
            "lxc.environment.hooks = A=b",
            "key-too-new",
            "write `lxc.environment`",
        ),
        ("lxc-1.0", "lxc.environment.hooks = A=b", "key-too-new", "remove the line"),
        (
            "lxc-4.0",
            "lxc.network.0.ipv4 = 10.0.0.1",
            "key-too-old",
            "write `lxc.net.N.ipv4.address`",
        ),
        ("lxc-1.1", "lxc.ephemeral = 1", "key-too-new", "remove the line"),
        ("lxc-4", "lxc.cgroup.dir.monitor = a", "key-too-new", "write `lxc.cgroup.dir`"),
    ] {
        let reading = read_as(release, line);
        assert_eq!(codes(&reading), [code], "{release} {line}");
        let found = reading.diagnostics[0].hint.clone().unwrap_or_default();
        assert!(found.contains(hint), "{release} {line}: {found}");
        assert_eq!(reading.accounts[0].effect, Effect::Wrong);
        assert_eq!(reading.container, read_as(release, "").container, "{release} {line}");
    }
    for (release, text) in [
        (
            "lxc-2.0",
            "lxc.utsname = a\nlxc.kmsg = 1\nlxc.network.type = empty\nlxc.cgroup.cpu.shares = 10\n",
        ),
        ("lxc-2.1", "lxc.utsname = a\nlxc.uts.name = a\nlxc.limit.nofile = 5\n"),
        ("lxc-6.0", "lxc.uts.name = a\nlxc.cgroup2.cpu.weight = 10\n"),
        ("lxc-7.0", "lxc.environment.hooks = A=b\n"),
        ("lxc-7", "lxc.environment.hooks = A=b\n"),
    ] {
        assert_eq!(codes(&read_as(release, text)), [""; 0], "{release}");
    }
    // The newest version is read leniently, whether it is named or not.
    assert_eq!(codes(&read_as("lxc-7.0", "lxc.utsname = a")), ["old-key"]);
}

#[test]
fn defaults_are_those_of_the_version() {
    let fresh = |release| read_as(release, "").container.is_dev_fresh.map(|given| given.value);
    assert_eq!(
        (fresh("lxc-1.0"), fresh("lxc-1.1"), fresh("lxc-7.0")),
        (Some(false), None, None)
    );
}

#[test]
fn every_version_in_the_table_is_one_that_can_be_named() {
    let known = transom_model::Release::versions(transom_model::Dialect::Lxc);
    for entry in KEYS {
        for version in [entry.since, entry.until].into_iter().flatten() {
            let read = transom_model::Version::read(version);
            assert!(
                read.is_some_and(|read| known.contains(&read)),
                "{}: {version}",
                entry.name.title()
            );
        }
    }
}

#[test]
fn what_has_no_field_is_kept_and_what_replaces_it_counts() {
    let kept = |text: &str| -> Vec<String> {
        let kept = read(text).container.kept;
        kept.into_iter()
            .map(|given| format!("{}={}", given.value.key, given.value.value))
            .collect()
    };
    assert_eq!(kept("lxc.start.delay = 1\nlxc.start.delay = 2\n"), ["lxc.start.delay=2"]);
    assert_eq!(kept("lxc.start.delay = 1\nlxc.start.delay =\n"), [""; 0]);
    assert_eq!(kept("lxc.group = a b\nlxc.group = c\n"), ["lxc.group=a b", "lxc.group=c"]);
    assert_eq!(kept("lxc.group = a\nlxc.group =\nlxc.group = c\n"), ["lxc.group=c"]);
    assert_eq!(
        kept("lxc.start.delay = x\nlxc.start.auto = 1\nlxc.hook.start = a\nlxc.kmsg = 1\n"),
        [""; 0]
    );
    assert_eq!(kept("lxc.syslog = local0\n"), ["lxc.log.syslog=local0"]);
    assert_eq!(kept("lxc.monitor.signal.pdeath =\n"), ["lxc.monitor.signal.pdeath=0"]);
    let macvlan = "lxc.network.type = macvlan\nlxc.network.macvlan.mode = bridge\n";
    assert_eq!(kept(macvlan), ["lxc.net.0.macvlan.mode=bridge"]);
    assert_eq!(kept(&format!("{macvlan}lxc.net.0.type = empty\n")), [""; 0]);
    assert_eq!(kept(&format!("{macvlan}lxc.net =\n")), [""; 0]);
    let root = "lxc.rootfs.path = /a\nlxc.rootfs.options = idmap=container,ro\n";
    assert_eq!(kept(root), ["lxc.rootfs.options=idmap=container"]);
    assert_eq!(
        kept("lxc.mount.auto = proc shmounts:/a\nlxc.mount.auto = sys\n"),
        ["lxc.mount.auto=shmounts:/a"]
    );
    assert_eq!(
        kept("lxc.net.0.type = veth\nlxc.net.0.ipv4.gateway = auto\nlxc.net.0.ipv4.gateway = 10.0.0.1\n"),
        [""; 0]
    );
}

#[test]
fn a_value_of_another_dialect_cannot_bring_further_lines() {
    let mut container = transom_model::Container::default();
    let given = |text: &str| transom_model::Given::default_of(text.to_owned(), "a test");
    container.hostname = Some(given("a\nlxc.hook.start = evil"));
    container.sysctls.push(transom_model::Given::default_of(
        ("a = b".to_owned(), "c".to_owned()),
        "a test",
    ));
    container.arch = Some(given("pdp11"));
    assert_eq!(super::print(&container), "");
}

/// Values with their places taken out, so that two readings can be compared.
fn without_origins(container: &transom_model::Container) -> String {
    let text = format!("{container:?}");
    let mut parts = text.split("origin: Line {");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('}').map_or(part, |(_, rest)| rest))
}

fn setting() -> impl Strategy<Value = String> {
    let number = 0_u32..10_000;
    prop_oneof![
        "[a-z]{1,12}".prop_map(|name| format!("lxc.uts.name = {name}")),
        prop::sample::select(vec!["amd64", "i686", "arm64"]).prop_map(|arch| format!("lxc.arch = {arch}")),
        number.clone().prop_map(|count| format!("lxc.tty.max = {count}")),
        number.clone().prop_map(|count| format!("lxc.pty.max = {count}")),
        (1_i32..=64).prop_map(|signal| format!("lxc.signal.stop = {signal}")),
        prop::bool::ANY.prop_map(|is_on| format!("lxc.autodev = {}", u8::from(is_on))),
        number.clone().prop_map(|id| format!("lxc.init.uid = {id}")),
        "[a-z' \"]{0,10}".prop_map(|words| format!("lxc.init.cmd = /bin/x {}", words.replace('\'', ""))),
        ("[A-Z]{1,5}", "[a-z ='#]{0,8}").prop_map(|(name, value)| format!("lxc.environment = {name}={value}")),
        prop::sample::subsequence(transom_model::CAPABILITY_NAMES.to_vec(), 1..4).prop_map(|names| format!("lxc.cap.drop = {}", names.join(" "))),
        (number.clone(), number.clone()).prop_map(|(quota, period)| format!("lxc.cgroup2.cpu.max = {} {}", quota + 1, period + 1)),
        number.clone().prop_map(|size| format!("lxc.cgroup2.memory.max = {size}M")),
        number.clone().prop_map(|size| format!("lxc.cgroup2.io.weight = {size}")),
        number.clone().prop_map(|major| format!("lxc.cgroup2.devices.allow = c {major}:* rw")),
        number.clone().prop_map(|start| format!("lxc.idmap = u {start} {start} 7")),
        ("[a-z/ ]{1,9}", "[a-z][a-z/]{0,9}").prop_map(|(source, target)| format!("lxc.mount.entry = /{} {target} none bind,ro,create=dir 0 0", source.replace(' ', "\\040"))),
        number.clone().prop_map(|hard| format!("lxc.prlimit.nofile = 0:{hard}")),
        "[a-z]{1,5}\\.[a-z]{1,5}".prop_map(|name| format!("lxc.sysctl.{name} = 1")),
        Just("lxc.mount.auto = proc:mixed sys:ro cgroup:rw:force".to_owned()),
        Just("lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.hwaddr = 10:66:6a:00:00:01\nlxc.net.0.ipv4.address = 10.0.0.2/24".to_owned()),
        Just("lxc.namespace.keep = ipc uts".to_owned()),
        Just("lxc.rootfs.path = overlay:/a:/b".to_owned()),
    ]
}

fn fragment() -> impl Strategy<Value = String> {
    let keys: Vec<String> = KEYS
        .iter()
        .map(|key| key.name.title().replace('…', "x.y").replace(".N", ".0"))
        .collect();
    let values = vec![
        "",
        "1",
        "a",
        "c 1:3 rwm",
        "u 0 1 2",
        "/a b none bind",
        "\"",
        "\\",
        "é x",
        "[0,1",
        "veth",
        "10.0.0.1",
        "x:y",
        "-1",
        "xx:é",
    ];
    let setting = (prop::sample::select(keys), prop::sample::select(values)).prop_map(|(key, value)| format!("{key} = {value}"));
    prop_oneof![3 => setting, 1 => ".{0,40}", 1 => "[ -~\\r\\n\\t#='\"]{0,40}"]
}

proptest! {
    #[test]
    fn reading_never_panics_and_accounts_for_every_line_once(parts in prop::collection::vec(fragment(), 0..20)) {
        let text = parts.join("\n");
        let reading = read(&text);
        let mut places = BTreeSet::new();
        let mut lines = BTreeSet::new();
        for account in &reading.accounts {
            let transom_model::Origin::Line { line, columns, .. } = &account.origin else { panic!("no place") };
            prop_assert!(places.insert((*line, columns.start)), "line {line} twice");
            lines.insert(*line);
            let length = text.lines().nth(*line as usize - 1).map_or(0, str::len);
            prop_assert!(columns.end as usize <= length);
        }
        prop_assert_eq!(lines.len(), text.lines().count());
    }

    #[test]
    fn policies_never_panic(text in "[12]\\n(deny|allow)list[ a-z]{0,9}\\n(\\PC|\\n){0,60}") {
        let (policy, _) = super::read_policy(std::path::Path::new("p"), transom_model::FileId(0), &text);
        prop_assert!(policy.rules.len() <= text.lines().count());
    }

    #[test]
    fn printed_containers_are_read_back(settings in prop::collection::vec(setting(), 0..12)) {
        let first = read(&settings.join("\n"));
        let printed = super::print(&first.container);
        let second = read(&printed);
        prop_assert_eq!(without_origins(&first.container), without_origins(&second.container), "{}", printed);
    }
}
