//! The one table of libvirt's elements and attributes, by their paths below `<domain>`, with the LXC driver's verdict on each.
//!
//! `devices/filesystem/@type` is an attribute, `os/init` an element with its text; an entry that ends in a slash stands for an
//! element and all that it holds. Parts of one thing (`values::part`) wait for the element that takes them as a whole. To add a
//! setting, add an entry.

use transom_model::{Container, Effect, Version, phrase, words};

use super::kept::Keeping;
use super::rights::CAPABILITIES;
use super::values::{Read, group, part};
use super::{Reader, devices, filesystems, general, interfaces, limits, print, print_devices, rights};
use crate::{Key, KeyName, Problem, Setting, Syntax};

/// The path of the domain itself; what is below it is named without it.
pub(super) const DOMAIN: &str = "domain";
/// The only namespace that libvirt's LXC driver reads elements of.
pub(super) const LXC_NAMESPACE: &str = "http://libvirt.org/schemas/domain/lxc/1.0";

type Reads = fn(&mut Reader, &Setting<'_>) -> Result<Effect, Problem>;
type Print = fn(&Container) -> Vec<(String, String)>;

const fn name_of(path: &'static str) -> KeyName {
    match path.as_bytes() {
        [.., b'/'] => KeyName::Prefix(path),
        _ => KeyName::Exact(path),
    }
}

const fn key(path: &'static str, syntax: Syntax, explanation: &'static str, read: Reads) -> Key<Reader> {
    Key {
        name: name_of(path),
        syntax,
        read,
        print: nothing,
        explanation,
        since: None,
        until: None,
    }
}

const fn printed(mut key: Key<Reader>, print: Print) -> Key<Reader> {
    key.print = print;
    key
}

const fn since(mut key: Key<Reader>, version: &'static str) -> Key<Reader> {
    key.since = Some(version);
    key
}

const fn element(path: &'static str) -> Key<Reader> {
    key(path, Syntax::Text("holds others"), "xml-structure", group)
}

const fn piece(path: &'static str, syntax: Syntax, explanation: &'static str) -> Key<Reader> {
    key(path, syntax, explanation, part)
}

fn nothing(_: &Container) -> Vec<(String, String)> {
    Vec::new()
}

/// An entry that the LXC driver accepts and ignores, and why that is so.
macro_rules! ignored {
    ($path:literal, $why:literal) => {
        key($path, ANY, "ignored-element", |_: &mut Reader, _: &Setting<'_>| -> Read {
            Ok(Effect::NoEffect(phrase!($why)))
        })
    };
}

/// An entry that the LXC driver accepts and ignores, and the first version that does.
macro_rules! ignored_since {
    ($version:literal, $path:literal, $why:literal) => {
        since(ignored!($path, $why), $version)
    };
}

/// An entry that libvirt writes for itself: what it found out about the running container.
macro_rules! own {
    ($path:literal) => {
        key($path, ANY, "libvirt-own", |_: &mut Reader, _: &Setting<'_>| -> Read {
            Ok(Effect::Prose)
        })
    };
}

/// An entry that the LXC driver honours and Transom does not yet, and what it does.
macro_rules! later {
    ($path:literal, $what:literal) => {
        key($path, ANY, "libvirt-later", |_: &mut Reader, _: &Setting<'_>| -> Read {
            Ok(Effect::NotYet(words!($what)))
        })
    };
}

const ANY: Syntax = Syntax::Text("whatever libvirt takes");
const EMPTY: Syntax = Syntax::Text("no text");
const PATH: Syntax = Syntax::Text("an absolute path");
const SIZE: Syntax = Syntax::Text("a number, in KiB unless `unit` says otherwise");
const UNIT: Syntax = Syntax::Choice(&["b", "bytes", "KB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB"]);
const ACTION: Syntax = Syntax::Choice(&["destroy", "restart", "preserve", "rename-restart"]);
const ID: Syntax = Syntax::Integer {
    min: 0,
    max: 4_294_967_294,
};
const NAME: Syntax = Syntax::Text("a name");
const IP: Syntax = Syntax::Text("an IP address");
const SHARE: Syntax = Syntax::Choice(&["name", "pid", "netns"]);

/// Every element and attribute that libvirt's LXC driver reads or is known to ignore.
pub static KEYS: &[Key<Reader>] = &[
    // The domain.
    printed(element("domain"), print::domain),
    key("@type", Syntax::Choice(&["lxc"]), "domain-type", general::domain_type),
    own!("@id"),
    printed(key("name", NAME, "domain-name", general::name), print::name),
    printed(
        key("uuid", Syntax::Text("32 hexadecimal digits"), "domain-uuid", general::uuid),
        print::uuid,
    ),
    key("title", Syntax::Text("one line for people"), "domain-title", general::prose),
    key("description", Syntax::Text("text for people"), "domain-title", general::prose),
    ignored!(
        "metadata/",
        "other programs keep it here; libvirt stores it and uses it for nothing"
    ),
    ignored_since!("4.4.0", "genid", "containers have no generation id"),
    // Memory and CPU.
    printed(key("memory", SIZE, "domain-memory", limits::memory), print::memory),
    piece("memory/@unit", UNIT, "memory-unit"),
    ignored!("memory/@dumpCore", "containers have no memory to dump"),
    key("currentMemory", SIZE, "domain-memory", limits::current_memory),
    piece("currentMemory/@unit", UNIT, "memory-unit"),
    ignored!("maxMemory/", "libvirt's LXC driver plugs no memory"),
    ignored!("memoryBacking/", "libvirt's LXC driver does not choose pages"),
    element("memtune"),
    key("memtune/hard_limit", SIZE, "memtune-limit", limits::hard_limit),
    piece("memtune/hard_limit/@unit", UNIT, "memory-unit"),
    printed(
        key("memtune/soft_limit", SIZE, "memtune-limit", limits::soft_limit),
        print::soft_limit,
    ),
    piece("memtune/soft_limit/@unit", UNIT, "memory-unit"),
    printed(
        key("memtune/swap_hard_limit", SIZE, "memtune-limit", limits::swap_hard_limit),
        print::swap_hard_limit,
    ),
    piece("memtune/swap_hard_limit/@unit", UNIT, "memory-unit"),
    ignored!("memtune/min_guarantee/", "libvirt's LXC driver has no use for it"),
    printed(
        key(
            "vcpu",
            Syntax::Integer { min: 1, max: 65_535 },
            "ignored-element",
            limits::vcpu,
        ),
        print::vcpu,
    ),
    piece("vcpu/@placement", Syntax::Choice(&["static", "auto"]), "libvirt-later"),
    key(
        "vcpu/@cpuset",
        Syntax::Text("CPUs: `0-3,8,^2`"),
        "domain-cpuset",
        limits::cpuset,
    ),
    ignored!("vcpu/@current", "libvirt's LXC driver does not limit CPUs by their count"),
    ignored_since!("2.2.0", "vcpus/", "libvirt's LXC driver has no CPUs of its own"),
    element("cputune"),
    printed(
        key(
            "cputune/shares",
            Syntax::Integer { min: 2, max: 262_144 },
            "domain-shares",
            limits::shares,
        ),
        print::shares,
    ),
    key(
        "cputune/period",
        Syntax::Integer {
            min: 1000,
            max: 1_000_000,
        },
        "domain-quota",
        limits::period,
    ),
    printed(
        key(
            "cputune/quota",
            Syntax::Text("microseconds; negative: no limit"),
            "domain-quota",
            limits::quota,
        ),
        print::quota,
    ),
    ignored!(
        "cputune/vcpupin/",
        "libvirt's LXC driver has no CPUs of its own to pin; `<vcpu cpuset=…>` has an effect"
    ),
    ignored!(
        "cputune/emulatorpin/",
        "libvirt's LXC driver pins nothing; `<vcpu cpuset=…>` has an effect"
    ),
    ignored!("cputune/iothreadpin/", "containers have no I/O threads"),
    ignored!("cputune/iothreadsched/", "containers have no I/O threads"),
    ignored!("cputune/vcpusched/", "libvirt's LXC driver has no CPUs of its own"),
    ignored_since!("5.3.0", "cputune/emulatorsched/", "libvirt's LXC driver schedules nothing"),
    ignored!(
        "cputune/emulator_period",
        "libvirt's LXC driver has one quota, that of `<quota>`"
    ),
    ignored!(
        "cputune/emulator_quota",
        "libvirt's LXC driver has one quota, that of `<quota>`"
    ),
    ignored!(
        "cputune/global_period",
        "libvirt's LXC driver has one quota, that of `<quota>`"
    ),
    ignored!(
        "cputune/global_quota",
        "libvirt's LXC driver has one quota, that of `<quota>`"
    ),
    ignored!("cputune/iothread_period", "containers have no I/O threads"),
    ignored!("cputune/iothread_quota", "containers have no I/O threads"),
    ignored_since!("4.1.0", "cputune/cachetune/", "libvirt's LXC driver does not divide caches"),
    ignored_since!(
        "4.7.0",
        "cputune/memorytune/",
        "libvirt's LXC driver does not divide memory bandwidth"
    ),
    ignored_since!("1.2.8", "iothreads", "containers have no I/O threads"),
    ignored_since!("1.2.15", "iothreadids/", "containers have no I/O threads"),
    element("blkiotune"),
    printed(
        key(
            "blkiotune/weight",
            Syntax::Integer { min: 1, max: 10_000 },
            "disk-weight",
            limits::disk_weight,
        ),
        print::disk_weight,
    ),
    key("blkiotune/device", EMPTY, "libvirt-later", limits::disk_device),
    later!("blkiotune/device/path", "names the disk of the host that is limited"),
    later!("blkiotune/device/weight", "sets the container's weight at this disk"),
    later!("blkiotune/device/read_iops_sec", "limits reads a second from this disk"),
    later!("blkiotune/device/write_iops_sec", "limits writes a second to this disk"),
    later!("blkiotune/device/read_bytes_sec", "limits bytes a second read from this disk"),
    later!(
        "blkiotune/device/write_bytes_sec",
        "limits bytes a second written to this disk"
    ),
    element("numatune"),
    printed(
        key("numatune/memory", EMPTY, "numa-memory", limits::numa),
        print::memory_nodes,
    ),
    piece(
        "numatune/memory/@mode",
        Syntax::Choice(&["strict", "preferred", "interleave", "restrictive"]),
        "numa-memory",
    ),
    piece("numatune/memory/@nodeset", Syntax::Text("memory nodes: `0-1`"), "numa-memory"),
    piece(
        "numatune/memory/@placement",
        Syntax::Choice(&["static", "auto"]),
        "libvirt-later",
    ),
    ignored!("numatune/memnode/", "containers have no memory nodes of their own"),
    element("resource"),
    key(
        "resource/partition",
        Syntax::Text("a cgroup: `/machine`"),
        "libvirt-later",
        limits::partition,
    ),
    ignored!("resource/fibrechannel/", "libvirt's LXC driver has no use for it"),
    // What runs.
    element("os"),
    printed(
        key("os/type", Syntax::Choice(&["exe"]), "os-type-exe", general::os_type),
        print::os_type,
    ),
    key(
        "os/type/@arch",
        Syntax::Text("a processor's name: `x86_64`"),
        "domain-arch",
        general::arch,
    ),
    ignored!("os/type/@machine", "containers have no machine type"),
    printed(key("os/init", PATH, "domain-init", general::init), print::init),
    key("os/initarg", Syntax::Text("one argument"), "domain-initarg", general::initarg),
    printed(
        key(
            "os/initenv",
            Syntax::Text("the variable's value"),
            "domain-initenv",
            general::initenv,
        ),
        print::environment,
    ),
    piece("os/initenv/@name", NAME, "domain-initenv"),
    printed(key("os/initdir", PATH, "domain-initdir", general::initdir), print::initdir),
    printed(
        key(
            "os/inituser",
            Syntax::Text("an id or a name inside"),
            "domain-inituser",
            general::inituser,
        ),
        print::inituser,
    ),
    key(
        "os/initgroup",
        Syntax::Text("an id or a name inside"),
        "domain-inituser",
        general::initgroup,
    ),
    printed(
        key(
            "os/cmdline",
            Syntax::Text("what a kernel's command line would be"),
            "domain-cmdline",
            general::cmdline,
        ),
        print::cmdline,
    ),
    ignored!("os/kernel", "containers run the host's kernel"),
    ignored!("os/initrd", "containers run the host's kernel"),
    ignored!("os/loader/", "containers have no firmware"),
    ignored!("os/nvram/", "containers have no firmware"),
    ignored!("os/boot/", "containers boot from no device"),
    ignored!("os/bootmenu/", "containers have no firmware"),
    ignored!("os/bios/", "containers have no firmware"),
    ignored!("os/smbios/", "containers have no firmware"),
    ignored!("os/firmware/", "containers have no firmware"),
    ignored!("bootloader", "containers boot from no device"),
    ignored!("bootloader_args", "containers boot from no device"),
    ignored_since!("8.5.0", "defaultiothread/", "containers have no I/O threads"),
    ignored!("os/@firmware", "containers have no firmware"),
    ignored!("os/acpi/", "containers have no firmware"),
    ignored!("os/dtb", "containers have no firmware"),
    ignored!("os/root", "containers have a file system for `/`"),
    ignored!("sysinfo/", "containers have no firmware"),
    ignored!("cpu/", "containers run on the host's CPUs as they are"),
    ignored_since!("4.5.0", "launchSecurity/", "it is for virtual machines"),
    ignored!("keywrap/", "it is for virtual machines"),
    ignored_since!("2.0.0", "perf/", "libvirt's LXC driver measures no such events"),
    ignored!("pm/", "containers do not sleep"),
    key("on_poweroff", ACTION, "ignored-element", general::on_poweroff),
    key("on_reboot", ACTION, "ignored-element", general::on_reboot),
    key("on_crash", ACTION, "ignored-element", general::on_crash),
    ignored!("on_lockfailure", "libvirt's LXC driver takes no locks"),
    printed(key("clock", EMPTY, "xml-structure", general::clock), print::clock),
    key(
        "clock/@offset",
        Syntax::Choice(&["utc", "localtime"]),
        "ignored-element",
        general::clock_offset,
    ),
    ignored_since!("8.4.0", "clock/@start", "a container has the host's clock"),
    ignored!("clock/@adjustment", "a container has the host's clock"),
    ignored!("clock/@basis", "a container has the host's clock"),
    ignored!(
        "clock/@timezone",
        "a container has the host's clock, and its time zone is a file inside"
    ),
    key("clock/timer", EMPTY, "clock-timer", general::timer),
    piece("clock/timer/@name", Syntax::Choice(&["rtc", "hpet"]), "clock-timer"),
    piece("clock/timer/@present", Syntax::Choice(&["yes", "no"]), "clock-timer"),
    ignored!("clock/timer/@tickpolicy", "a container has the host's clock"),
    ignored!("clock/timer/@track", "a container has the host's clock"),
    ignored!("clock/timer/@mode", "a container has the host's clock"),
    ignored!("clock/timer/@frequency", "a container has the host's clock"),
    ignored!("clock/timer/catchup/", "a container has the host's clock"),
    // Rights.
    element("idmap"),
    printed(key("idmap/uid", EMPTY, "domain-idmap", rights::id_range), print::users),
    piece("idmap/uid/@start", ID, "domain-idmap"),
    piece("idmap/uid/@target", ID, "domain-idmap"),
    piece("idmap/uid/@count", ID, "domain-idmap"),
    printed(key("idmap/gid", EMPTY, "domain-idmap", rights::id_range), print::groups),
    piece("idmap/gid/@start", ID, "domain-idmap"),
    piece("idmap/gid/@target", ID, "domain-idmap"),
    piece("idmap/gid/@count", ID, "domain-idmap"),
    element("features"),
    printed(
        key("features/privnet", EMPTY, "private-network", rights::private_network),
        print::private_network,
    ),
    since(printed(element("features/capabilities"), print::capabilities), "1.2.6"),
    key(
        "features/capabilities/@policy",
        Syntax::Choice(&["default", "allow", "deny"]),
        "capability-policy",
        rights::policy,
    ),
    key(
        "features/capabilities/",
        Syntax::Choice(CAPABILITIES),
        "capability-switch",
        rights::capability,
    ),
    ignored!("features/acpi/", "it is for virtual machines"),
    ignored!("features/apic/", "it is for virtual machines"),
    ignored!("features/pae/", "it is for virtual machines"),
    ignored!("features/hap/", "it is for virtual machines"),
    ignored!("features/viridian/", "it is for virtual machines"),
    ignored!("features/hyperv/", "it is for virtual machines"),
    ignored!("features/kvm/", "it is for virtual machines"),
    ignored!("features/xen/", "it is for virtual machines"),
    ignored!("features/pvspinlock/", "it is for virtual machines"),
    ignored_since!("1.2.12", "features/pmu/", "it is for virtual machines"),
    ignored_since!("1.2.16", "features/vmport/", "it is for virtual machines"),
    ignored_since!("1.2.16", "features/gic/", "it is for virtual machines"),
    ignored_since!("2.1.0", "features/smm/", "it is for virtual machines"),
    ignored_since!("3.4.0", "features/ioapic/", "it is for virtual machines"),
    ignored_since!("3.10.0", "features/hpt/", "it is for virtual machines"),
    ignored_since!("4.4.0", "features/vmcoreinfo/", "it is for virtual machines"),
    ignored_since!("4.6.0", "features/htm/", "it is for virtual machines"),
    ignored_since!("4.10.0", "features/nested-hv/", "it is for virtual machines"),
    ignored_since!("5.1.0", "features/msrs/", "it is for virtual machines"),
    ignored_since!("5.9.0", "features/ccf-assist/", "it is for virtual machines"),
    ignored_since!("6.3.0", "features/cfpc/", "it is for virtual machines"),
    ignored_since!("6.3.0", "features/sbbc/", "it is for virtual machines"),
    ignored_since!("6.3.0", "features/ibs/", "it is for virtual machines"),
    ignored_since!("8.0.0", "features/tcg/", "it is for virtual machines"),
    ignored_since!("9.6.0", "features/async-teardown/", "it is for virtual machines"),
    ignored_since!("10.4.0", "features/ras/", "it is for virtual machines"),
    ignored_since!("10.7.0", "features/ps2/", "it is for virtual machines"),
    printed(key("seclabel", EMPTY, "security-label", rights::label), print::label),
    piece(
        "seclabel/@type",
        Syntax::Choice(&["dynamic", "static", "none"]),
        "security-label",
    ),
    piece(
        "seclabel/@model",
        Syntax::Choice(&["selinux", "apparmor", "none"]),
        "security-label",
    ),
    ignored!(
        "seclabel/@relabel",
        "it says whether files get labels; Transom changes those of no file"
    ),
    piece("seclabel/label", Syntax::Text("a label or profile"), "security-label"),
    piece("seclabel/baselabel", Syntax::Text("a label"), "security-label"),
    own!("seclabel/imagelabel"),
    // Namespaces of others.
    since(element("lxc:namespace"), "1.2.19"),
    since(
        printed(
            key("lxc:namespace/lxc:sharenet", EMPTY, "share-namespace", rights::share),
            print::shared,
        ),
        "1.2.19",
    ),
    piece("lxc:namespace/lxc:sharenet/@type", SHARE, "share-namespace"),
    piece("lxc:namespace/lxc:sharenet/@value", NAME, "share-namespace"),
    since(
        key("lxc:namespace/lxc:shareipc", EMPTY, "share-namespace", rights::share),
        "1.2.19",
    ),
    piece("lxc:namespace/lxc:shareipc/@type", SHARE, "share-namespace"),
    piece("lxc:namespace/lxc:shareipc/@value", NAME, "share-namespace"),
    since(
        key("lxc:namespace/lxc:shareuts", EMPTY, "share-namespace", rights::share),
        "1.2.19",
    ),
    piece("lxc:namespace/lxc:shareuts/@type", SHARE, "share-namespace"),
    piece("lxc:namespace/lxc:shareuts/@value", NAME, "share-namespace"),
    // Devices.
    element("devices"),
    ignored!("devices/emulator", "it is the path of libvirt's own supervising program"),
    printed(
        key("devices/filesystem", EMPTY, "filesystem", filesystems::read),
        print_devices::filesystems,
    ),
    piece(
        "devices/filesystem/@type",
        Syntax::Choice(&["mount", "bind", "ram", "file", "block"]),
        "filesystem",
    ),
    piece(
        "devices/filesystem/@accessmode",
        Syntax::Choice(&["passthrough", "mapped", "squash"]),
        "filesystem",
    ),
    ignored!("devices/filesystem/@model", "it is for virtual machines"),
    ignored_since!(
        "6.10.0",
        "devices/filesystem/@fmode",
        "libvirt's LXC driver leaves modes as they are"
    ),
    ignored_since!(
        "6.10.0",
        "devices/filesystem/@dmode",
        "libvirt's LXC driver leaves modes as they are"
    ),
    ignored_since!("6.3.0", "devices/filesystem/@multidevs", "it is for virtual machines"),
    element("devices/filesystem/driver"),
    piece(
        "devices/filesystem/driver/@type",
        Syntax::Choice(&["loop", "nbd"]),
        "filesystem-driver",
    ),
    piece(
        "devices/filesystem/driver/@format",
        Syntax::Text("an image's format"),
        "filesystem-driver",
    ),
    ignored!(
        "devices/filesystem/driver/@wrpolicy",
        "libvirt's LXC driver does not choose when writes reach the disk"
    ),
    ignored!("devices/filesystem/driver/@name", "it is for virtual machines"),
    ignored!("devices/filesystem/driver/@queue", "it is for virtual machines"),
    element("devices/filesystem/source"),
    piece("devices/filesystem/source/@dir", PATH, "filesystem-source"),
    piece("devices/filesystem/source/@file", PATH, "filesystem-source"),
    piece("devices/filesystem/source/@dev", PATH, "filesystem-source"),
    piece("devices/filesystem/source/@name", NAME, "filesystem-source"),
    piece("devices/filesystem/source/@usage", SIZE, "filesystem-usage"),
    piece("devices/filesystem/source/@units", UNIT, "memory-unit"),
    piece("devices/filesystem/source/@pool", NAME, "filesystem-source"),
    piece("devices/filesystem/source/@volume", NAME, "filesystem-source"),
    element("devices/filesystem/target"),
    piece("devices/filesystem/target/@dir", PATH, "filesystem-target"),
    piece("devices/filesystem/readonly", EMPTY, "filesystem-readonly"),
    ignored!("devices/filesystem/space_hard_limit/", "libvirt's LXC driver sets no quota"),
    ignored!("devices/filesystem/space_soft_limit/", "libvirt's LXC driver sets no quota"),
    ignored_since!("6.2.0", "devices/filesystem/binary/", "it is for virtual machines"),
    ignored!(
        "devices/filesystem/acpi/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/filesystem/boot/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/filesystem/driver/@ats",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/filesystem/driver/@iommu",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/filesystem/driver/@packed",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/filesystem/driver/@page_per_vq",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    own!("devices/filesystem/alias/"),
    ignored!("devices/filesystem/address/", "containers have no bus that devices are on"),
    printed(
        key("devices/interface", EMPTY, "interface", interfaces::read),
        print_devices::interfaces,
    ),
    piece(
        "devices/interface/@type",
        Syntax::Choice(&["network", "bridge", "ethernet", "direct"]),
        "interface",
    ),
    ignored!("devices/interface/@trustGuestRxFilters", "it is for virtual machines"),
    ignored!("devices/interface/@managed", "it is for virtual machines"),
    element("devices/interface/source"),
    piece("devices/interface/source/@network", NAME, "interface-source"),
    piece("devices/interface/source/@bridge", NAME, "interface-source"),
    piece("devices/interface/source/@dev", NAME, "interface-source"),
    piece(
        "devices/interface/source/@mode",
        Syntax::Choice(&["vepa", "bridge", "private", "passthrough"]),
        "interface-mode",
    ),
    later!(
        "devices/interface/source/@portgroup",
        "takes the settings of this group of the network's ports"
    ),
    own!("devices/interface/source/@portid"),
    key("devices/interface/source/ip", EMPTY, "libvirt-later", interfaces::host_end),
    piece("devices/interface/source/ip/@address", IP, "libvirt-later"),
    piece(
        "devices/interface/source/ip/@family",
        Syntax::Choice(&["ipv4", "ipv6"]),
        "libvirt-later",
    ),
    piece("devices/interface/source/ip/@prefix", NAME, "libvirt-later"),
    piece("devices/interface/source/ip/@peer", IP, "libvirt-later"),
    key("devices/interface/source/route", EMPTY, "libvirt-later", interfaces::host_end),
    piece("devices/interface/source/route/@address", IP, "libvirt-later"),
    piece(
        "devices/interface/source/route/@family",
        Syntax::Choice(&["ipv4", "ipv6"]),
        "libvirt-later",
    ),
    piece("devices/interface/source/route/@prefix", NAME, "libvirt-later"),
    piece("devices/interface/source/route/@gateway", IP, "libvirt-later"),
    piece("devices/interface/source/route/@metric", NAME, "libvirt-later"),
    piece("devices/interface/source/route/@netmask", IP, "libvirt-later"),
    element("devices/interface/mac"),
    key(
        "devices/interface/mac/@address",
        Syntax::Text("a hardware address"),
        "interface-mac",
        interfaces::mac,
    ),
    element("devices/interface/target"),
    piece("devices/interface/target/@dev", NAME, "interface-target"),
    element("devices/interface/guest"),
    piece("devices/interface/guest/@dev", NAME, "interface-name"),
    own!("devices/interface/guest/@actual"),
    key("devices/interface/ip", EMPTY, "interface-ip", interfaces::ip),
    piece("devices/interface/ip/@address", IP, "interface-ip"),
    piece(
        "devices/interface/ip/@family",
        Syntax::Choice(&["ipv4", "ipv6"]),
        "interface-ip",
    ),
    piece(
        "devices/interface/ip/@prefix",
        Syntax::Integer { min: 0, max: 128 },
        "interface-ip",
    ),
    since(piece("devices/interface/ip/@peer", IP, "interface-ip"), "2.1.0"),
    key("devices/interface/route", EMPTY, "interface-route", interfaces::route),
    piece("devices/interface/route/@address", IP, "interface-route"),
    piece("devices/interface/route/@netmask", IP, "interface-route"),
    piece(
        "devices/interface/route/@family",
        Syntax::Choice(&["ipv4", "ipv6"]),
        "interface-route",
    ),
    piece(
        "devices/interface/route/@prefix",
        Syntax::Integer { min: 0, max: 128 },
        "interface-route",
    ),
    piece("devices/interface/route/@gateway", IP, "interface-route"),
    ignored!(
        "devices/interface/route/@metric",
        "libvirt's LXC driver sets routes without a metric in one container"
    ),
    element("devices/interface/link"),
    piece(
        "devices/interface/link/@state",
        Syntax::Choice(&["up", "down"]),
        "interface-link",
    ),
    element("devices/interface/mtu"),
    piece(
        "devices/interface/mtu/@size",
        Syntax::Integer { min: 68, max: 65_535 },
        "ignored-element",
    ),
    element("devices/interface/script"),
    piece("devices/interface/script/@path", PATH, "ignored-element"),
    later!(
        "devices/interface/bandwidth/",
        "limits the interface's traffic at the host's end"
    ),
    later!(
        "devices/interface/vlan/",
        "tags the traffic at the port of an Open vSwitch bridge"
    ),
    later!(
        "devices/interface/virtualport/",
        "plugs the host's end into an Open vSwitch or another switch of its kind"
    ),
    since(
        later!(
            "devices/interface/port/",
            "keeps the port apart from the bridge's other isolated ports"
        ),
        "6.1.0",
    ),
    later!("devices/interface/filterref/", "filters the traffic at the host's end"),
    ignored!("devices/interface/model/", "it is for virtual machines"),
    ignored!("devices/interface/driver/", "it is for virtual machines"),
    ignored!("devices/interface/boot/", "containers boot from no device"),
    ignored_since!("7.1.0", "devices/interface/teaming/", "it is for virtual machines"),
    ignored!("devices/interface/tune/", "it is for virtual machines"),
    ignored!("devices/interface/backend/", "it is for virtual machines"),
    ignored_since!("3.3.0", "devices/interface/coalesce/", "libvirt's LXC driver does not set it"),
    ignored!("devices/interface/rom/", "it is for virtual machines"),
    ignored!("devices/interface/acpi/", "it is for virtual machines"),
    ignored!(
        "devices/interface/backenddomain/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/interface/downscript/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/interface/portForward/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/interface/target/@managed",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored_since!("6.6.0", "devices/interface/mac/@type", "it is for virtual machines"),
    ignored_since!("6.6.0", "devices/interface/mac/@check", "it is for virtual machines"),
    own!("devices/interface/alias/"),
    ignored!("devices/interface/address/", "containers have no bus that devices are on"),
    printed(
        key("devices/hostdev", EMPTY, "hostdev", devices::hostdev),
        print_devices::hostdevs,
    ),
    piece(
        "devices/hostdev/@mode",
        Syntax::Choice(&["capabilities", "subsystem"]),
        "hostdev",
    ),
    piece(
        "devices/hostdev/@type",
        Syntax::Choice(&["misc", "storage", "net", "usb"]),
        "hostdev",
    ),
    ignored!("devices/hostdev/@managed", "containers take no driver off a device"),
    element("devices/hostdev/source"),
    piece(
        "devices/hostdev/source/@startupPolicy",
        Syntax::Choice(&["mandatory", "requisite", "optional"]),
        "hostdev-optional",
    ),
    ignored!("devices/hostdev/source/@guestReset", "it is for virtual machines"),
    piece("devices/hostdev/source/block", PATH, "hostdev-source"),
    piece("devices/hostdev/source/char", PATH, "hostdev-source"),
    piece("devices/hostdev/source/interface", NAME, "hostdev-source"),
    piece("devices/hostdev/source/vendor", EMPTY, "hostdev-source"),
    piece(
        "devices/hostdev/source/vendor/@id",
        Syntax::Text("0x and four digits"),
        "hostdev-source",
    ),
    piece("devices/hostdev/source/product", EMPTY, "hostdev-source"),
    piece(
        "devices/hostdev/source/product/@id",
        Syntax::Text("0x and four digits"),
        "hostdev-source",
    ),
    piece("devices/hostdev/source/address", EMPTY, "hostdev-source"),
    piece(
        "devices/hostdev/source/address/@bus",
        Syntax::Integer { min: 1, max: 999 },
        "hostdev-source",
    ),
    piece(
        "devices/hostdev/source/address/@device",
        Syntax::Integer { min: 1, max: 999 },
        "hostdev-source",
    ),
    piece("devices/hostdev/source/address/@domain", ANY, "hostdev-source"),
    piece("devices/hostdev/source/address/@slot", ANY, "hostdev-source"),
    piece("devices/hostdev/source/address/@function", ANY, "hostdev-source"),
    key("devices/hostdev/ip", EMPTY, "ignored-element", devices::unset_address),
    piece("devices/hostdev/ip/@address", IP, "ignored-element"),
    piece("devices/hostdev/ip/@family", ANY, "ignored-element"),
    piece("devices/hostdev/ip/@prefix", ANY, "ignored-element"),
    key("devices/hostdev/route", EMPTY, "ignored-element", devices::unset_address),
    piece("devices/hostdev/route/@address", IP, "ignored-element"),
    piece("devices/hostdev/route/@family", ANY, "ignored-element"),
    piece("devices/hostdev/route/@prefix", ANY, "ignored-element"),
    piece("devices/hostdev/route/@gateway", IP, "ignored-element"),
    ignored!("devices/hostdev/boot/", "containers boot from no device"),
    ignored!("devices/hostdev/rom/", "it is for virtual machines"),
    ignored!("devices/hostdev/driver/", "it is for virtual machines"),
    piece("devices/hostdev/ip/@peer", IP, "ignored-element"),
    piece("devices/hostdev/route/@metric", ANY, "ignored-element"),
    piece("devices/hostdev/route/@netmask", ANY, "ignored-element"),
    ignored!(
        "devices/hostdev/@display",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/@model",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/@ramfb",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/@rawio",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/@sgio",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/acpi/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/readonly/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/shareable/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/hostdev/teaming/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    own!("devices/hostdev/alias/"),
    ignored!("devices/hostdev/address/", "containers have no bus that devices are on"),
    printed(key("devices/disk", EMPTY, "disk", devices::disk), print_devices::disks),
    piece("devices/disk/@type", Syntax::Choice(&["block", "file"]), "disk"),
    ignored!("devices/disk/@device", "containers have no drives, only nodes"),
    element("devices/disk/source"),
    piece("devices/disk/source/@dev", PATH, "disk-source"),
    piece("devices/disk/source/@file", PATH, "disk-source"),
    element("devices/disk/target"),
    piece("devices/disk/target/@dev", NAME, "disk-target"),
    ignored!("devices/disk/target/@bus", "containers have no bus that devices are on"),
    piece("devices/disk/readonly", EMPTY, "disk-readonly"),
    element("devices/disk/driver"),
    piece(
        "devices/disk/driver/@name",
        Syntax::Choice(&["loop", "nbd"]),
        "filesystem-driver",
    ),
    piece(
        "devices/disk/driver/@type",
        Syntax::Text("an image's format"),
        "filesystem-driver",
    ),
    ignored!("devices/disk/driver/@cache", "libvirt's LXC driver does not choose caches"),
    ignored!(
        "devices/disk/iotune/",
        "libvirt's LXC driver limits no disk here; `<blkiotune>` does"
    ),
    ignored!("devices/disk/boot/", "containers boot from no device"),
    ignored!("devices/disk/shareable/", "libvirt's LXC driver takes no locks"),
    ignored!("devices/disk/serial/", "it is for virtual machines"),
    ignored!(
        "devices/disk/@model",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/@rawio",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/@sgio",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/@snapshot",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@ats",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@copy_on_read",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@detect_zeroes",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@discard",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@error_policy",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@event_idx",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@io",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@ioeventfd",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@iommu",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@iothread",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@packed",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@page_per_vq",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@queue_size",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@queues",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/@rerror_policy",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/@index",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/@startupPolicy",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/target/@removable",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/target/@rotation_rate",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/target/@tray",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/acpi/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/auth/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/backenddomain/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/backingStore/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/blockio/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/driver/metadata_cache/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/encryption/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/geometry/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/mirror/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/privateData/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/product",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/address/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/encryption/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/privateData/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/reservations/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/seclabel/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/source/slices/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/transient/",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/vendor",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    ignored!(
        "devices/disk/wwn",
        "libvirt stores it, and its LXC driver does not look at it"
    ),
    own!("devices/disk/alias/"),
    ignored!("devices/disk/address/", "containers have no bus that devices are on"),
    printed(
        key("devices/console", EMPTY, "domain-console", devices::console),
        print_devices::consoles,
    ),
    piece("devices/console/@type", Syntax::Choice(&["pty"]), "domain-console"),
    own!("devices/console/@tty"),
    own!("devices/console/source/"),
    ignored!("devices/console/target/", "terminals are numbered in the order of the file"),
    ignored!("devices/console/log/", "libvirt's LXC driver keeps no log of a terminal"),
    ignored!("devices/console/protocol/", "terminals have no protocol"),
    own!("devices/console/alias/"),
    ignored!("devices/console/acpi/", "it is for virtual machines"),
    ignored!("devices/console/address/", "containers have no bus that devices are on"),
    ignored!(
        "devices/serial/",
        "libvirt's LXC driver has no serial lines; `<console>` gives terminals"
    ),
    ignored!("devices/parallel/", "libvirt's LXC driver has no parallel lines"),
    ignored!("devices/channel/", "libvirt's LXC driver has no channels"),
    ignored!("devices/controller/", "containers have no bus that devices are on"),
    ignored!("devices/video/", "it is for virtual machines"),
    ignored!("devices/sound/", "it is for virtual machines"),
    ignored_since!("7.2.0", "devices/audio/", "it is for virtual machines"),
    ignored!("devices/watchdog/", "it is for virtual machines"),
    ignored!("devices/memballoon/", "it is for virtual machines"),
    ignored!("devices/rng/", "containers have the host's /dev/random"),
    ignored!("devices/tpm/", "it is for virtual machines"),
    ignored!("devices/panic/", "it is for virtual machines"),
    ignored!("devices/memory/", "it is for virtual machines"),
    ignored_since!("4.4.0", "devices/vsock/", "it is for virtual machines"),
    ignored_since!("2.1.0", "devices/iommu/", "it is for virtual machines"),
    ignored_since!("1.2.10", "devices/shmem/", "it is for virtual machines"),
    ignored!("devices/nvram/", "it is for virtual machines"),
    ignored!("devices/smartcard/", "it is for virtual machines"),
    ignored!("devices/hub/", "it is for virtual machines"),
    ignored!("devices/lease/", "libvirt's LXC driver takes no locks"),
    ignored_since!("9.0.0", "devices/crypto/", "it is for virtual machines"),
    key("devices/input/", EMPTY, "ignored-element", devices::refused),
    key("devices/graphics/", EMPTY, "ignored-element", devices::refused),
    key("devices/redirdev/", EMPTY, "ignored-element", devices::refused),
    key("devices/redirfilter/", EMPTY, "ignored-element", devices::refused),
];

/// Elements that may stand several times in the same place; of all others libvirt takes the first.
const REPEATABLE: &[&str] = &[
    "os/initarg",
    "os/initenv",
    "idmap/uid",
    "idmap/gid",
    "blkiotune/device",
    "clock/timer",
    "seclabel",
    "devices/filesystem",
    "devices/interface",
    "devices/interface/ip",
    "devices/interface/route",
    "devices/interface/source/ip",
    "devices/interface/source/route",
    "devices/hostdev",
    "devices/hostdev/ip",
    "devices/hostdev/route",
    "devices/disk",
    "devices/console",
];

/// Says whether blanks around an element's text matter to libvirt: all but prose and what it ignores.
pub(super) fn is_verbatim(key: &Key<Reader>) -> bool {
    !matches!(
        key.explanation,
        "domain-title" | "xml-structure" | "ignored-element" | "libvirt-own" | "libvirt-later"
    )
}

/// Returns the entry of a path: its own, or that of an element around it whose parts have none.
pub(super) fn find(path: &str) -> Option<&'static Key<Reader>> {
    place(path).map(|rank| &KEYS[rank])
}

fn place(path: &str) -> Option<usize> {
    // The table is searched for every element and attribute, so its order by name is made once.
    static SORTED: std::sync::LazyLock<std::collections::HashMap<&'static str, usize>> =
        std::sync::LazyLock::new(|| KEYS.iter().enumerate().map(|(at, key)| (written(key), at)).collect());
    if let Some(at) = SORTED.get(path) {
        return Some(*at);
    }
    let starts = path.match_indices('/').map(|(at, _)| &path[..=at]);
    let around = starts.into_iter().find_map(|start| SORTED.get(start).copied());
    around.or_else(|| SORTED.get(format!("{path}/").as_str()).copied())
}

/// Returns the version that brought an entry, if it is later than the one that reads.
pub(super) fn later(key: &Key<Reader>, version: Version) -> Option<&'static str> {
    key.since
        .filter(|since| Version::read(since).is_some_and(|since| since > version))
}

/// Says whether what an entry reads is kept, where the model has no field for it.
pub(super) fn keeping(key: &Key<Reader>) -> Keeping {
    match key.explanation {
        // What libvirt found out about a running container, it finds out again.
        "libvirt-own" => Keeping::Never,
        "domain-title" => Keeping::Always,
        _ => Keeping::ByEffect,
    }
}

/// Returns the place of a path's entry in the table.
pub(super) fn rank(path: &str) -> usize {
    place(path).unwrap_or(0)
}

/// Says whether a path is that of an element that the model may have several of.
pub(super) fn is_numbered(path: &str) -> bool {
    REPEATABLE.contains(&path)
}

/// Says whether an element is taken, or not, with all that it holds, so that nothing is looked for in it.
pub(super) fn is_whole(key: &Key<Reader>, path: &str) -> bool {
    match key.name {
        // A capability is told by its attribute.
        KeyName::Prefix(prefix) => prefix != "features/capabilities/" || path.matches('/').count() > 2,
        _ => false,
    }
}

/// Says whether what is kept of an element stands beside others of its name.
pub(super) fn stands_beside(path: &str) -> bool {
    is_numbered(path) || find(path).is_some_and(|key| matches!(key.name, KeyName::Prefix(_)))
}

/// Returns an entry's path as the table has it.
pub(super) fn written(key: &Key<Reader>) -> &'static str {
    match key.name {
        KeyName::Exact(path) | KeyName::Prefix(path) => path,
        KeyName::Numbered { word, .. } => word,
        KeyName::Indexed { before, .. } => before,
    }
}

/// Says whether an element may stand several times in one place. What is ignored as a whole is not looked into.
pub(super) fn is_repeatable(key: &Key<Reader>) -> bool {
    match key.name {
        KeyName::Exact(path) => REPEATABLE.contains(&path),
        _ => true,
    }
}

/// Says what an unknown path may be meant to be: a near name in the same place, the same name elsewhere, or nothing.
pub(super) fn hint_for_unknown(path: &str) -> String {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let split = |path: &'static str| {
        let path = path.trim_end_matches('/');
        path.rsplit_once('/').unwrap_or(("", path))
    };
    let all = || KEYS.iter().map(|key| split(written(key)));
    let is_attribute = name.starts_with('@');
    let siblings = all()
        .filter(|(of, other)| *of == parent && other.starts_with('@') == is_attribute)
        .map(|(_, name)| name);
    if let Some(near) = crate::lxc::nearest(name, siblings) {
        return format!("did you mean `{}`?", near.trim_start_matches('@'));
    }
    if let Some(element) = name
        .strip_prefix('@')
        .filter(|name| all().any(|(of, other)| of == parent && other == *name))
    {
        return format!("`{element}` is an element: write `<{element}/>` inside");
    }
    let elsewhere = all().find(|(_, other)| *other == name || *other == format!("lxc:{name}"));
    match elsewhere {
        Some(("", other)) if !is_attribute => format!("`<{other}>` belongs directly into `<domain>`"),
        Some((of, other)) if !is_attribute => {
            format!("`<{other}>` belongs into `<{}>`", of.rsplit('/').next().unwrap_or(of))
        }
        _ => "remove it; `virt-xml-validate FILE` checks a file by libvirt's own schema".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_by_its_own_path_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for key in KEYS {
            let path = written(key);
            assert!(seen.insert(path), "{path} stands twice");
            let inside = if path.ends_with('/') {
                format!("{path}x")
            } else {
                path.to_owned()
            };
            assert_eq!(written(find(&inside).unwrap()), path);
            assert!(!key.explanation.is_empty());
        }
    }

    #[test]
    fn every_entry_has_its_parents() {
        for key in KEYS {
            let path = written(key).trim_end_matches('/');
            if let Some((parent, _)) = path.rsplit_once('/') {
                assert!(find(parent).is_some(), "{path} has no {parent}");
            }
        }
        for path in REPEATABLE {
            assert!(find(path).is_some(), "{path}");
        }
    }

    #[test]
    fn parts_of_what_is_ignored_find_its_entry() {
        assert_eq!(written(find("cpu/model/@fallback").unwrap()), "cpu/");
        assert_eq!(
            written(find("features/capabilities/mknod/@state").unwrap()),
            "features/capabilities/"
        );
        assert!(find("cpus").is_none() && find("devices/filesystem/nonsense").is_none());
    }

    #[test]
    fn unknown_names_are_answered_with_the_nearest() {
        assert_eq!(hint_for_unknown("os/intarg"), "did you mean `initarg`?");
        assert_eq!(
            hint_for_unknown("devices/filesystem/@acessmode"),
            "did you mean `accessmode`?"
        );
        assert_eq!(hint_for_unknown("privnet"), "`<privnet>` belongs into `<features>`");
        assert_eq!(
            hint_for_unknown("lxc:sharenet"),
            "`<lxc:sharenet>` belongs into `<lxc:namespace>`"
        );
        assert!(hint_for_unknown("frobnicate").starts_with("remove it"));
    }
}
