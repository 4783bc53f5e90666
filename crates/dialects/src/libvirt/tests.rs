//! Whole domains, what is printed of them, and properties that hold for any text.

use proptest::prelude::*;
use transom_model::{
    Access, Capabilities, Container, DeviceKind, DeviceNumber, Effect, Environment, Network, Nic, Origin, RootSource, Severity,
    Sources, Version,
};

use super::{KEYS, print, read, read_as};
use crate::Reading;

fn of(text: &str) -> Reading {
    read(&Sources::of("lab.xml", text))
}

/// A domain that libvirt starts, with more inside it, and with more devices.
fn with(inside: &str, devices: &str) -> Reading {
    of(&format!(
        "<domain type='lxc'>\n<name>lab</name><memory>262144</memory>\n<os><type>exe</type><init>/sbin/init</init></os>\n\
         <features><privnet/></features>\n{inside}\n<devices>\n<filesystem><source dir='/srv/lab'/><target dir='/'/></filesystem>\n\
         <console/>\n{devices}\n</devices>\n</domain>\n"
    ))
}

fn codes(reading: &Reading, severity: Severity) -> Vec<&'static str> {
    let of_severity = reading.diagnostics.iter().filter(|found| found.severity == severity);
    of_severity.map(|found| found.code).collect()
}

fn nic(reading: &Reading) -> &Nic {
    match &reading.container.network {
        Network::Own(nics) => &nics[0].value,
        Network::Host(_) => panic!("it has the host's network"),
    }
}

fn variable(container: &Container, name: &str) -> Option<String> {
    container.environment.iter().rev().find_map(|given| match &given.value {
        Environment::Set(key, value) if key == name => Some(value.clone()),
        _ => None,
    })
}

fn effect<'r>(reading: &'r Reading, key: &str) -> &'r Effect {
    &reading.accounts.iter().find(|account| account.key == key).unwrap().effect
}

#[test]
fn a_plain_domain_is_read_without_a_word() {
    let reading = with("", "");
    assert!(reading.diagnostics.is_empty(), "{:#?}", reading.diagnostics);
    let container = &reading.container;
    assert_eq!(
        container.root.as_ref().unwrap().value.source,
        RootSource::Directory("/srv/lab".into())
    );
    assert_eq!(container.limits.memory.as_ref().unwrap().value, 256 << 20);
    assert_eq!(container.init.command.as_ref().unwrap().value, ["/sbin/init"]);
    assert_eq!(container.terminals.ttys.as_ref().unwrap().value, 1);
    assert_eq!(container.network, Network::Own(Vec::new()));
    assert!(container.lifecycle.refusals.is_empty());
}

#[test]
fn libvirts_own_environment_comes_before_the_files() {
    let reading = with(
        "<uuid>4dea22b31d52d8f32516782e98ab3fa0</uuid>",
        "<console type='pty'/><console/>",
    );
    let container = &reading.container;
    assert_eq!(variable(container, "container").unwrap(), "lxc-libvirt");
    assert_eq!(variable(container, "PATH").unwrap(), "/bin:/sbin");
    assert_eq!(
        variable(container, "container_uuid").unwrap(),
        "4dea22b3-1d52-d8f3-2516-782e98ab3fa0"
    );
    assert_eq!(variable(container, "LIBVIRT_LXC_NAME").unwrap(), "lab");
    assert_eq!(variable(container, "container_ttys").unwrap(), "pts/1 pts/2");
}

#[test]
fn only_the_usual_devices_may_be_opened() {
    let filter = with("", "").container.device_filter;
    let allows = |major, minor| filter.allows(DeviceKind::Char, DeviceNumber { major, minor }, Access::ALL);
    for (major, minor) in [(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2), (10, 229), (136, 7)] {
        assert!(allows(major, minor), "{major}:{minor}");
    }
    for (major, minor) in [(10, 232), (10, 200), (5, 1), (1, 1), (4, 1)] {
        assert!(!allows(major, minor), "{major}:{minor}");
    }
    assert!(!filter.allows(DeviceKind::Char, DeviceNumber { major: 10, minor: 232 }, Access::MKNOD));
}

#[test]
fn mknod_lets_every_node_be_made_and_none_be_opened() {
    let reading = with("", "");
    let text = "<domain type='lxc'><name>a</name><memory>1</memory><features><privnet/><capabilities><mknod state='on'/></capabilities></features></domain>";
    let container = of(text).container;
    let kvm = DeviceNumber { major: 10, minor: 232 };
    assert!(container.device_filter.allows(DeviceKind::Char, kvm, Access::MKNOD));
    assert!(container.device_filter.allows(DeviceKind::Block, kvm, Access::MKNOD));
    assert!(!container.device_filter.allows(DeviceKind::Char, kvm, Access::READ));
    assert_ne!(container.capabilities, reading.container.capabilities);
}

fn capabilities(inner: &str) -> (char, Vec<String>) {
    let text = format!("<domain type='lxc'><features><capabilities {inner}</capabilities></features></domain>");
    let (kind, list) = match of(&text).container.capabilities {
        Capabilities::Drop(list) => ('-', list),
        Capabilities::Keep(list) => ('+', list),
    };
    (kind, list.into_iter().map(|given| given.value).collect())
}

#[test]
fn capabilities_follow_their_policy() {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let default = ["sys_module", "sys_time", "mknod", "audit_control", "mac_admin"];
    assert_eq!(capabilities("><chown state='on'/>"), ('-', names(&default)));
    assert_eq!(
        capabilities("policy='default'><sys_time state='on'/><chown state='off'/>"),
        ('-', names(&["sys_module", "mknod", "audit_control", "mac_admin", "chown"]))
    );
    assert_eq!(
        capabilities("policy='allow'><chown state='off'/><kill state='on'/>"),
        ('-', names(&["chown"]))
    );
    assert_eq!(
        capabilities("policy='deny'><chown state='off'/><kill state='on'/>"),
        ('+', names(&["kill"]))
    );
}

#[test]
fn a_domain_without_interfaces_has_the_hosts_network() {
    let text = "<domain type='lxc'><name>a</name><memory>1</memory><os><init>/i</init></os></domain>";
    assert!(matches!(of(text).container.network, Network::Host(_)));
    assert!(codes(&of(text), Severity::Warning).contains(&"host-network"));
}

#[test]
fn a_wrong_root_is_not_the_hosts() {
    let reading = of(
        "<domain type='lxc'><name>a</name><memory>1</memory><devices><filesystem type='mont'><source dir='/x'/><target dir='/'/></filesystem></devices></domain>",
    );
    assert_eq!(reading.container.root, None);
    assert!(reading.has_errors());
}

#[test]
fn interfaces_without_a_name_are_counted_by_themselves() {
    let bridge = |inner: &str| format!("<interface type='bridge'><source bridge='br0'/>{inner}</interface>");
    let reading = with("", &[bridge(""), bridge("<guest dev='lan'/>"), bridge("")].concat());
    let Network::Own(nics) = &reading.container.network else {
        panic!("{:?}", reading.container.network)
    };
    let names: Vec<&str> = nics
        .iter()
        .map(|nic| nic.value.name.as_ref().unwrap().value.as_str())
        .collect();
    assert_eq!(names, ["eth0", "lan", "eth1"]);
    assert!(nics.iter().all(|nic| !nic.value.is_up));
}

#[test]
fn an_address_brings_an_interface_up() {
    let reading = with(
        "",
        "<interface type='ethernet'><ip address='fd00::2' prefix='64'/><route gateway='fd00::1' family='ipv6'/></interface>",
    );
    assert!(nic(&reading).is_up);
    assert_eq!(nic(&reading).addresses[0].value.to_string(), "fd00::2/64");
    assert_eq!(nic(&reading).gateways[0].value.to_string(), "fd00::1");
}

#[test]
fn nodes_stand_where_libvirt_puts_them() {
    let hostdev = |path: &str| format!("<hostdev mode='capabilities' type='misc'><source><char>{path}</char></source></hostdev>");
    for (path, target) in [
        ("/dev/kvm", "/dev/kvm"),
        ("/dev/net/tun", "/dev/net/tun"),
        ("/srv/nodes/x", "/dev/nodes/x"),
    ] {
        let reading = with("", &hostdev(path));
        assert_eq!(reading.container.devices[0].value.target.to_string_lossy(), target);
        assert_eq!(reading.container.devices[0].value.mode.0, 0o700);
    }
    for path in ["kvm", "/dev", "/dev/../etc/x", ""] {
        assert!(with("", &hostdev(path)).has_errors(), "{path}");
    }
}

#[test]
fn limits_are_brought_together() {
    let reading = with(
        "<memtune><hard_limit unit='MiB'>128</hard_limit><swap_hard_limit unit='MiB'>192</swap_hard_limit></memtune>\n\
         <cputune><quota>5000</quota></cputune><vcpu cpuset='0-3,^1'>9</vcpu>",
        "",
    );
    let limits = &reading.container.limits;
    assert_eq!(limits.memory.as_ref().unwrap().value, 128 << 20);
    assert_eq!(limits.swap.as_ref().unwrap().value, 64 << 20);
    assert_eq!(limits.cpu.as_ref().unwrap().value.period, 100_000);
    assert_eq!(limits.cpuset.as_ref().unwrap().value, "0,2-3");
    assert_eq!(limits.cpu_count, None);
}

#[test]
fn what_has_no_effect_says_so() {
    let reading = with(
        "<on_reboot>destroy</on_reboot>\n<vcpu>4</vcpu>\n<currentMemory unit='MiB'>1</currentMemory>",
        "",
    );
    for key in ["on_reboot", "vcpu", "currentMemory"] {
        assert!(matches!(effect(&reading, key), Effect::NoEffect(_)), "{key}");
    }
    assert_eq!(codes(&reading, Severity::Warning), ["ignored-action"]);
}

#[test]
fn deep_nesting_ends_in_a_word() {
    let deep = |count: usize| {
        format!(
            "<domain type='lxc'><metadata>{}{}</metadata></domain>",
            "<a>".repeat(count),
            "</a>".repeat(count)
        )
    };
    assert_eq!(
        codes(&of(&deep(100)), Severity::Warning),
        ["host-network", "refused-by-libvirt", "refused-by-libvirt", "host-root"]
    );
    for count in [300, 100_000] {
        assert_eq!(codes(&of(&deep(count)), Severity::Error), ["xml-too-large"]);
    }
}

/// The warnings and errors of a domain as an older version of libvirt reads it.
fn codes_as(version: Version, inside: &str) -> Vec<&'static str> {
    let text = format!(
        "<domain type='lxc'>\n<name>a</name><memory>1</memory><os><type>exe</type><init>/i</init></os>\n{inside}\n\
         <devices><console/><filesystem><source dir='/a'/><target dir='/'/></filesystem></devices></domain>"
    );
    let reading = read_as(version, &Sources::of("lab.xml", text));
    let found = reading.diagnostics.iter().filter(|found| found.severity != Severity::Note);
    found.map(|found| found.code).filter(|code| *code != "host-network").collect()
}

#[test]
fn older_versions_do_not_know_newer_things() {
    let as_of = |major, minor, inside| codes_as(Version::new(major, minor), inside);
    let tcg = "<features><privnet/><tcg><tb-cache unit='MiB'>1</tb-cache></tcg></features>";
    assert_eq!(as_of(11, 0, tcg), [""; 0]);
    assert_eq!(as_of(8, 0, tcg), [""; 0]);
    assert_eq!(as_of(7, 10, tcg), ["unknown-feature"]);
    let nodes = "<numatune><memory mode='restrictive' nodeset='0'/></numatune>";
    assert_eq!((as_of(9, 0, nodes), as_of(7, 0, nodes)), (vec![], vec!["newer-value"]));
    let clock = "<clock offset='absolute' start='1'/>";
    assert_eq!(
        (as_of(9, 0, clock), as_of(7, 0, clock)),
        (vec![], vec!["newer-value", "newer-attribute"])
    );
    let threads = "<defaultiothread thread_pool_min='1'/>";
    assert_eq!(
        (as_of(8, Version::LAST, threads), as_of(8, 4, threads)),
        (vec![], vec!["newer-element"])
    );
    let reading = read_as(
        Version::new(5, 0),
        &Sources::of("a.xml", format!("<domain type='lxc'>{clock}</domain>")),
    );
    assert!(
        reading.container.kept.iter().all(|kept| kept.value.key != "clock/@start"),
        "{:?}",
        reading.container.kept
    );
}

#[test]
fn entities_of_the_file_are_not_read() {
    let reading = of("<!DOCTYPE d [<!ENTITY a 'b'>]>\n<domain type='lxc'><name>&a;</name></domain>");
    assert_eq!(codes(&reading, Severity::Error), ["xml-dtd"]);
    assert_eq!(reading.accounts.len(), 2);
}

#[test]
fn empty_texts_are_answered() {
    for text in ["", "\n", " ", "\u{feff}", "<", "<!-- -->"] {
        assert!(of(text).has_errors(), "{text:?}");
    }
    assert!(read(&Sources::default()).accounts.is_empty());
}

/// Everything that libvirt can say, in the order in which it is printed.
const FULL: &str = "<domain type='lxc' xmlns:app='http://example.org/app'>
  <name>lab_1</name>
  <uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>
  <title>The lab</title>
  <description>First line.
Second &lt;line&gt;.</description>
  <metadata>
    <app:owner>
      <app:team>lab</app:team>
    </app:owner>
  </metadata>
  <memory unit='MiB'>512</memory>
  <currentMemory unit='KiB'>1024</currentMemory>
  <blkiotune>
    <weight>500</weight>
    <device>
      <path>/dev/sda</path>
      <weight>300</weight>
    </device>
  </blkiotune>
  <memtune>
    <hard_limit unit='KiB'>262144</hard_limit>
    <soft_limit unit='KiB'>1000</soft_limit>
    <swap_hard_limit unit='KiB'>524288</swap_hard_limit>
  </memtune>
  <vcpu cpuset='0-1' placement='static'>3</vcpu>
  <cputune>
    <shares>1024</shares>
    <period>100000</period>
    <quota>50000</quota>
  </cputune>
  <numatune>
    <memory mode='restrictive' nodeset='0'/>
  </numatune>
  <resource>
    <partition>/machine/lab</partition>
  </resource>
  <os>
    <type arch='x86_64' machine='pc'>exe</type>
    <init>/sbin/init</init>
    <initarg>--a=&lt;b&gt; &amp; 'c'</initarg>
    <initarg>d</initarg>
    <initenv name='LANG'>C.UTF-8</initenv>
    <initdir>/srv</initdir>
    <inituser>+1000</inituser>
    <initgroup>www-data</initgroup>
    <cmdline>quiet</cmdline>
  </os>
  <idmap>
    <uid start='0' target='100000' count='65536'/>
    <gid start='0' target='100000' count='65536'/>
  </idmap>
  <features>
    <capabilities policy='default'>
      <sys_chroot state='off'/>
      <kill state='on'/>
    </capabilities>
    <acpi/>
  </features>
  <clock offset='localtime'>
    <timer name='rtc' track='wall'/>
    <timer name='hpet' present='no'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/lib/libvirt/libvirt_lxc</emulator>
    <disk type='block'>
      <source dev='/dev/sdc'/>
      <target dev='sda' bus='scsi'/>
      <readonly/>
    </disk>
    <disk type='file'>
      <source file='/srv/disk.img'/>
      <target dev='sdb'/>
    </disk>
    <filesystem type='file' accessmode='passthrough'>
      <driver type='nbd' format='qcow2' wrpolicy='immediate'/>
      <source file='/srv/lab.qcow2'/>
      <target dir='/'/>
      <readonly/>
    </filesystem>
    <filesystem type='mount'>
      <source dir='/srv/data'/>
      <target dir='/data'/>
    </filesystem>
    <filesystem type='bind'>
      <source dir='/usr/share'/>
      <target dir='/mnt'/>
      <space_hard_limit unit='GiB'>1</space_hard_limit>
    </filesystem>
    <filesystem type='ram'>
      <source usage='1048577' units='bytes'/>
      <target dir='/tmp'/>
    </filesystem>
    <filesystem type='file'>
      <source file='/srv/more.img'/>
      <target dir='/more'/>
      <driver type='loop' format='raw'/>
    </filesystem>
    <interface type='network'>
      <source network='default' portgroup='web'/>
      <mac address='52:54:00:12:34:56'/>
      <guest dev='lan0'/>
      <ip address='10.0.0.2' family='ipv4' prefix='24' peer='10.0.0.9'/>
      <route family='ipv4' address='0.0.0.0' prefix='0' gateway='10.0.0.1' metric='2'/>
      <link state='up'/>
      <route family='ipv4' address='10.8.0.0' prefix='16' gateway='10.0.0.9'/>
      <mtu size='9000'/>
    </interface>
    <interface type='direct'>
      <source dev='eth1' mode='vepa'/>
      <bandwidth>
        <inbound average='1000'/>
      </bandwidth>
    </interface>
    <console type='pty'>
      <target type='lxc' port='0'/>
    </console>
    <console type='pty'/>
    <hostdev mode='capabilities' type='misc'>
      <source>
        <char>/dev/kvm</char>
      </source>
    </hostdev>
    <hostdev mode='capabilities' type='storage'>
      <source>
        <block>/dev/sdb</block>
      </source>
    </hostdev>
    <hostdev mode='subsystem' type='usb' managed='no'>
      <source startupPolicy='optional'>
        <address bus='1' device='7'/>
      </source>
    </hostdev>
    <hostdev mode='capabilities' type='net'>
      <source>
        <interface>eth2</interface>
      </source>
      <ip address='10.10.0.2' family='ipv4' prefix='24'/>
    </hostdev>
    <hostdev mode='subsystem' type='usb'>
      <source>
        <vendor id='0x10c4'/>
        <product id='0xea60'/>
      </source>
    </hostdev>
  </devices>
  <seclabel type='static' model='apparmor' relabel='no'>
    <label>lab</label>
  </seclabel>
  <seclabel type='dynamic' model='selinux' relabel='yes'/>
</domain>
";

#[test]
fn what_is_printed_reads_back_the_same() {
    let reading = of(FULL);
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    assert_eq!(print(&reading.container), FULL);
}

#[test]
fn a_namespace_of_a_container_by_name_is_kept_under_libvirts_own_prefix() {
    let text = "<domain type='lxc' xmlns:l='http://libvirt.org/schemas/domain/lxc/1.0'><name>a</name><memory>1</memory><os><type>exe</type></os>\
                <l:namespace><l:sharenet type='name' value='b'/></l:namespace></domain>";
    let printed = print(&of(text).container);
    assert!(
        printed.starts_with("<domain type='lxc' xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'>"),
        "{printed}"
    );
    assert!(printed.contains("<lxc:sharenet type='name' value='b'/>"), "{printed}");
    assert!(!printed.contains("privnet"), "{printed}");
}

#[test]
fn a_source_is_printed_for_the_type_that_was_written() {
    for (kind, attribute, source) in [
        ("block", "dev", "/"),
        ("block", "dev", "/dev/sda1"),
        ("file", "file", "/dev/x"),
        ("file", "file", "/a.img"),
    ] {
        let element = format!("<filesystem type='{kind}'><source {attribute}='{source}'/><target dir='/data'/></filesystem>");
        let text = format!(
            "<domain type='lxc'><name>lab</name><memory>262144</memory><os><type>exe</type><init>/bin/sh</init></os><devices>{element}</devices></domain>"
        );
        let printed = print(&of(&text).container);
        assert!(printed.contains(&format!("<source {attribute}='{source}'/>")), "{printed}");
        assert_eq!(of(&printed).container.volumes.len(), 1, "{printed}");
    }
}

#[test]
fn an_empty_container_is_printed_as_a_domain_that_is_read() {
    let reading = of(&print(&Container::default()));
    assert!(!reading.has_errors(), "{:#?}", reading.diagnostics);
    assert_eq!(print(&reading.container), print(&Container::default()));
}

fn word() -> impl Strategy<Value = String> {
    let words = [
        "1",
        "on",
        "off",
        "pty",
        "mount",
        "bridge",
        "/srv",
        "/",
        "br0",
        "lxc",
        "exe",
        "0",
        "misc",
        "capabilities",
        "usb",
        "10.0.0.2",
        "file",
        "netns",
    ];
    prop_oneof![4 => prop::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "[ -%(-;=?-~]{0,9}", 1 => "\\PC{0,4}"]
        .prop_map(|word| word.replace(['<', '&', '\''], ""))
}

/// One setting of the table, written as the elements around it and its own.
fn setting() -> impl Strategy<Value = String> {
    let paths: Vec<&str> = KEYS.iter().map(super::keys::written).collect();
    let blank = prop::sample::select(vec!["", "\n", " ", "\r\n", "<!-- note\n -->"]);
    (prop::sample::select(paths), word(), blank).prop_map(|(path, value, blank)| {
        let path = path.trim_end_matches('/').replace("domain", "name");
        let mut open = String::new();
        let mut ends = Vec::new();
        for name in path.split('/').take_while(|name| !name.starts_with('@')) {
            if path.ends_with(&format!("{name}/{}", path.rsplit('/').next().unwrap())) && path.contains("/@") {
                let attribute = path.rsplit('@').next().unwrap();
                open.push_str(&format!("<{name} {attribute}='{value}'>{blank}"));
            } else {
                open.push_str(&format!("<{name}>{blank}"));
            }
            ends.push(format!("</{name}>{blank}"));
        }
        ends.reverse();
        let text = if path.contains('@') { String::new() } else { value };
        format!("{open}{text}{}", ends.concat())
    })
}

fn domain() -> impl Strategy<Value = String> {
    let space = "xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'";
    prop::collection::vec(setting(), 0..12)
        .prop_map(move |settings| format!("<domain type='lxc' {space}>\n{}\n</domain>", settings.join("\n")))
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => domain(),
        1 => "(?s).{0,200}",
        1 => (domain(), any::<prop::sample::Index>()).prop_map(|(text, at)| {
            let end = (0..=at.index(text.len() + 1)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            text[..end].to_owned()
        }),
        1 => (domain(), any::<prop::sample::Index>(), "\\PC{1,3}").prop_map(|(mut text, at, more)| {
            let place = (0..=at.index(text.len() + 1)).rev().find(|place| text.is_char_boundary(*place)).unwrap_or(0);
            text.insert_str(place, &more);
            text
        }),
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_and_every_line_accounted_for_once(text in any_text()) {
        let reading = of(&text);
        let accounted: Vec<u32> = reading.accounts.iter().map(|account| account.origin.line().unwrap().1).collect();
        let expected: Vec<u32> = (1..).zip(text.lines()).map(|(line, _)| line).collect();
        prop_assert_eq!(accounted, expected);
        let is_wrong = reading.accounts.iter().any(|account| account.effect == Effect::Wrong);
        prop_assert!(!is_wrong || reading.has_errors());
    }

    #[test]
    fn columns_lie_on_characters_of_their_lines(text in any_text()) {
        let sources = Sources::of("lab.xml", text);
        let reading = read(&sources);
        let diagnostics = reading.diagnostics.into_iter().map(|found| found.origin);
        for origin in diagnostics.chain(reading.accounts.into_iter().map(|account| account.origin)) {
            if let Origin::Line { file, line, columns } = origin {
                let line = sources.line_text(file, line);
                prop_assert!(line.get(columns.start as usize..columns.end as usize).is_some(), "{line:?} {columns:?}");
            }
        }
    }

    #[test]
    fn printed_containers_are_read_back(text in domain()) {
        let container = of(&text).container;
        let first = print(&container);
        let reading = of(&first);

        prop_assert!(!codes(&reading, Severity::Error).iter().any(|code| code.starts_with("xml") || *code == "unknown-element"), "{first}");
        prop_assert_eq!(print(&reading.container), first);
    }

    #[test]
    fn what_is_kept_is_kept_again(settings in prop::collection::vec(setting(), 0..12)) {
        let read = |settings: &[String]| {
            let usual = "<name>lab</name><memory>262144</memory><os><type>exe</type><init>/sbin/init</init></os>";
            let space = "xmlns:lxc='http://libvirt.org/schemas/domain/lxc/1.0'";
            of(&format!("<domain type='lxc' {space}>{usual}\n{}\n</domain>", settings.join("\n")))
        };
        let right: Vec<String> = settings.into_iter().filter(|setting| !read(std::slice::from_ref(setting)).has_errors()).collect();
        let reading = read(&right);
        prop_assume!(!reading.has_errors());
        let kept = |container: &Container| container.kept.iter().map(|kept| kept.value.clone()).collect::<Vec<_>>();
        let printed = print(&reading.container);
        prop_assert_eq!(kept(&of(&printed).container), kept(&reading.container), "{}", printed);
    }
}
