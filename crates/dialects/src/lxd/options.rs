//! The one table of devices: each type with its options, those of LXD since 4.0 and of Incus.
//!
//! An option is either read into the container by its type's reader (`unix.rs`, `disks.rs`, `nics.rs`), or kept with a word on
//! what it would do. `devices.rs` goes through the table; nothing is read here.

use transom_model::{Words, words};

use super::known::Known;
use crate::Syntax;

/// One type of device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceType {
    /// Its word: `unix-char`.
    pub name: &'static str,
    /// What such a device would do, where nothing is done with it yet.
    pub later: Option<Words>,
    /// What it takes besides `type`.
    pub options: &'static [DeviceOption],
    /// Its entry in the catalogue of explanations.
    pub explanation: &'static str,
    /// Which managers take it.
    pub known: Known,
    /// Options that must be given, each as the words of which one will do.
    pub needs: &'static [&'static [&'static str]],
}

/// One option of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceOption {
    /// Its name: `source`.
    pub name: &'static str,
    /// What its value looks like.
    pub syntax: Syntax,
    /// Its entry in the catalogue of explanations.
    pub explanation: &'static str,
    /// What it would do, where nothing is done with it yet.
    pub later: Option<Words>,
    /// Which kinds of its type take it (`nictype`, `gputype`); empty for all.
    pub only: &'static [&'static str],
    /// Which managers take it.
    pub known: Known,
}

const BOOL: Syntax = Syntax::Bool;
const TEXT: Syntax = Syntax::Text("text");
const PATH: Syntax = Syntax::Text("a path");
const HEX: Syntax = Syntax::Text("four hexadecimal digits");
const OCTAL: Syntax = Syntax::Text("permission bits in octal: 0660");
const ID: Syntax = Syntax::Integer {
    min: 0,
    max: u32::MAX as i64 - 1,
};
const NUMBER: Syntax = Syntax::Integer {
    min: 0,
    max: u32::MAX as i64,
};
const RATE: Syntax = Syntax::Text("bytes a second, or `…iops`");
const BITS: Syntax = Syntax::Text("bits a second: `100Mbit`");

const fn option(name: &'static str, syntax: Syntax, explanation: &'static str) -> DeviceOption {
    DeviceOption {
        name,
        syntax,
        explanation,
        later: None,
        only: &[],
        known: Known::ALL,
    }
}

const fn later(name: &'static str, syntax: Syntax, what: Words) -> DeviceOption {
    DeviceOption {
        later: Some(what),
        ..option(name, syntax, "lxd-option")
    }
}

const fn of(known: Known, option: DeviceOption) -> DeviceOption {
    DeviceOption { known, ..option }
}

const fn only(kinds: &'static [&'static str], option: DeviceOption) -> DeviceOption {
    DeviceOption { only: kinds, ..option }
}

/// What an option does that only virtual machines have.
pub(super) const VM: Words = words!("concerns virtual machines alone");
const MATCH: Words = words!("chooses the host's device by this");
const ATTACHED: Words = words!("decides whether the device is there or unplugged");

const OWNER: [DeviceOption; 3] = [
    option("uid", ID, "lxd-owner"),
    option("gid", ID, "lxd-owner"),
    option("mode", OCTAL, "lxd-mode"),
];

const UNIX: [DeviceOption; 8] = [
    option("source", PATH, "lxd-source"),
    option("path", PATH, "lxd-path"),
    option("major", NUMBER, "lxd-number"),
    option("minor", NUMBER, "lxd-number"),
    option("required", BOOL, "lxd-required"),
    OWNER[0],
    OWNER[1],
    OWNER[2],
];

const DISK: &[DeviceOption] = &[
    option("source", PATH, "lxd-source"),
    option("path", PATH, "lxd-path"),
    option("pool", TEXT, "lxd-pool"),
    option("readonly", BOOL, "lxd-readonly"),
    option("recursive", BOOL, "lxd-recursive"),
    option("required", BOOL, "lxd-required"),
    option("shift", BOOL, "lxd-shift"),
    option(
        "propagation",
        Syntax::Choice(&[
            "private",
            "shared",
            "slave",
            "unbindable",
            "rprivate",
            "rshared",
            "rslave",
            "runbindable",
        ]),
        "lxd-propagation",
    ),
    option("raw.mount.options", TEXT, "lxd-mount-options"),
    later("size", TEXT, words!("limits how much the disk may hold")),
    later("size.state", TEXT, VM),
    later("limits.read", RATE, words!("limits how fast the disk is read")),
    later("limits.write", RATE, words!("limits how fast the disk is written")),
    later("limits.max", RATE, words!("limits how fast the disk is read and written")),
    of(Known::INCUS_AFTER_6, later("limits.read.burst", RATE, VM)),
    of(Known::INCUS_AFTER_6, later("limits.write.burst", RATE, VM)),
    of(Known::INCUS_AFTER_6, later("limits.max.burst", RATE, VM)),
    later("ceph.cluster_name", TEXT, words!("names the Ceph cluster of the disk")),
    later("ceph.user_name", TEXT, words!("names the Ceph user of the disk")),
    later("boot.priority", NUMBER, VM),
    later("io.bus", TEXT, VM),
    later("io.cache", TEXT, VM),
    of(Known::LXD_6, later("io.threads", NUMBER, VM)),
    of(
        Known::LXD_6,
        later(
            "source.snapshot",
            TEXT,
            words!("names the snapshot of the volume that is mounted"),
        ),
    ),
    of(
        Known::LXD_6,
        later("source.type", TEXT, words!("says what kind of volume is mounted")),
    ),
    of(Known::INCUS_AFTER_6, later("attached", BOOL, ATTACHED)),
    of(
        Known::INCUS_AFTER_6,
        later(
            "dependent",
            BOOL,
            words!("moves and copies the volume together with the instance"),
        ),
    ),
    of(Known::INCUS_AFTER_6, later("wwn", TEXT, VM)),
];

const ETHERNET: &[&str] = &["bridged", "macvlan", "p2p", "physical", "sriov", "ovn", "ipvlan", "routed"];
const PARENTED: &[&str] = &["bridged", "macvlan", "ipvlan", "routed", "physical", "sriov"];
const VLAN: &[&str] = &["bridged", "macvlan", "ipvlan", "routed", "physical", "sriov", "ovn"];
const HOST_END: &[&str] = &["bridged", "p2p", "routed", "ovn"];
const SHAPED: &[&str] = &["bridged", "p2p", "routed", "ovn"];
const ADDRESSED: &[&str] = &["bridged", "ipvlan", "routed", "ovn"];
const GATEWAY: &[&str] = &["ipvlan", "routed"];
const BOOTED: &[&str] = &["bridged", "macvlan", "p2p", "physical", "sriov", "ovn"];
const BRIDGED: &[&str] = &["bridged"];
const OVN: &[&str] = &["ovn"];

/// The network type of an interface; a word for one that the manager looks up itself.
pub(super) const NIC_TYPES: &[&str] = ETHERNET;

const NIC: &[DeviceOption] = &[
    option("nictype", Syntax::Choice(NIC_TYPES), "lxd-nictype"),
    option("network", TEXT, "lxd-network"),
    only(PARENTED, option("parent", TEXT, "lxd-parent")),
    option("name", TEXT, "lxd-name"),
    option("hwaddr", TEXT, "lxd-hwaddr"),
    option("mtu", NUMBER, "lxd-mtu"),
    only(HOST_END, option("host_name", TEXT, "lxd-host-name")),
    only(ADDRESSED, option("ipv4.address", TEXT, "lxd-address")),
    only(ADDRESSED, option("ipv6.address", TEXT, "lxd-address")),
    only(
        GATEWAY,
        later(
            "ipv4.gateway",
            TEXT,
            words!("decides whether the container gets a default route"),
        ),
    ),
    only(
        GATEWAY,
        later(
            "ipv6.gateway",
            TEXT,
            words!("decides whether the container gets a default route"),
        ),
    ),
    only(
        &["routed"],
        later("ipv4.host_address", TEXT, words!("sets the address of the host's end")),
    ),
    only(
        &["routed"],
        later("ipv6.host_address", TEXT, words!("sets the address of the host's end")),
    ),
    only(
        GATEWAY,
        later("ipv4.host_table", NUMBER, words!("puts the host's route into this table")),
    ),
    only(
        GATEWAY,
        later("ipv6.host_table", NUMBER, words!("puts the host's route into this table")),
    ),
    of(
        Known::SINCE_6,
        only(
            &["routed"],
            later("ipv4.host_tables", TEXT, words!("puts the host's route into these tables")),
        ),
    ),
    of(
        Known::SINCE_6,
        only(
            &["routed"],
            later("ipv6.host_tables", TEXT, words!("puts the host's route into these tables")),
        ),
    ),
    only(
        &["routed"],
        later(
            "ipv4.neighbor_probe",
            BOOL,
            words!("asks the parent's network whether the address is taken"),
        ),
    ),
    only(
        &["routed"],
        later(
            "ipv6.neighbor_probe",
            BOOL,
            words!("asks the parent's network whether the address is taken"),
        ),
    ),
    only(
        SHAPED,
        later("ipv4.routes", TEXT, words!("makes routes on the host to the interface")),
    ),
    only(
        SHAPED,
        later("ipv6.routes", TEXT, words!("makes routes on the host to the interface")),
    ),
    only(
        &["bridged", "ovn"],
        later("ipv4.routes.external", TEXT, words!("announces routes to the interface")),
    ),
    only(
        &["bridged", "ovn"],
        later("ipv6.routes.external", TEXT, words!("announces routes to the interface")),
    ),
    only(VLAN, later("vlan", TEXT, words!("puts the interface into this VLAN"))),
    only(BRIDGED, later("vlan.tagged", TEXT, words!("lets these VLANs through"))),
    only(
        &["macvlan", "ipvlan", "physical"],
        later("gvrp", BOOL, words!("announces the VLAN to the switch")),
    ),
    only(
        &["macvlan", "ipvlan"],
        later("mode", TEXT, words!("chooses how the interface works with its parent")),
    ),
    only(
        SHAPED,
        later("limits.ingress", BITS, words!("limits what the container receives")),
    ),
    only(
        SHAPED,
        later("limits.egress", BITS, words!("limits what the container sends")),
    ),
    only(
        SHAPED,
        later("limits.max", BITS, words!("limits what the container receives and sends")),
    ),
    only(
        SHAPED,
        later(
            "limits.priority",
            NUMBER,
            words!("marks the container's packets with a priority"),
        ),
    ),
    of(
        Known::AFTER_5,
        only(
            SHAPED,
            later(
                "queue.tx.length",
                NUMBER,
                words!("sets the length of the queue of packets to send"),
            ),
        ),
    ),
    only(
        &["bridged", "sriov"],
        later(
            "security.mac_filtering",
            BOOL,
            words!("lets no packets out with another hardware address"),
        ),
    ),
    only(
        BRIDGED,
        later(
            "security.ipv4_filtering",
            BOOL,
            words!("lets no packets out with another IPv4 address"),
        ),
    ),
    only(
        BRIDGED,
        later(
            "security.ipv6_filtering",
            BOOL,
            words!("lets no packets out with another IPv6 address"),
        ),
    ),
    only(
        BRIDGED,
        later(
            "security.port_isolation",
            BOOL,
            words!("keeps the interface apart from others that are kept apart"),
        ),
    ),
    only(
        &["bridged", "ovn"],
        later("security.acls", TEXT, words!("filters packets by these rule sets")),
    ),
    only(
        &["bridged", "ovn"],
        later(
            "security.acls.default.ingress.action",
            TEXT,
            words!("decides what happens to packets that no rule names"),
        ),
    ),
    only(
        &["bridged", "ovn"],
        later(
            "security.acls.default.egress.action",
            TEXT,
            words!("decides what happens to packets that no rule names"),
        ),
    ),
    only(
        &["bridged", "ovn"],
        later(
            "security.acls.default.ingress.logged",
            BOOL,
            words!("logs packets that no rule names"),
        ),
    ),
    only(
        &["bridged", "ovn"],
        later(
            "security.acls.default.egress.logged",
            BOOL,
            words!("logs packets that no rule names"),
        ),
    ),
    of(
        Known::INCUS_AFTER_6,
        only(
            &["sriov"],
            later(
                "security.trusted",
                BOOL,
                words!("lets the container change the function's settings"),
            ),
        ),
    ),
    of(
        Known::INCUS_AFTER_6,
        only(
            OVN,
            later(
                "security.promiscuous",
                BOOL,
                words!("gives the interface the packets of others too"),
            ),
        ),
    ),
    only(OVN, later("acceleration", TEXT, words!("hands packets to the hardware"))),
    only(
        OVN,
        later("nested", TEXT, words!("names the interface below which this one is")),
    ),
    of(
        Known::INCUS_AFTER_6,
        only(&["routed"], later("vrf", TEXT, words!("puts the host's end into this VRF"))),
    ),
    of(Known::INCUS_AFTER_6, only(&["sriov"], later("pci", TEXT, MATCH))),
    of(Known::INCUS_AFTER_6, only(&["sriov"], later("vendorid", HEX, MATCH))),
    of(Known::INCUS_AFTER_6, only(&["sriov"], later("productid", HEX, MATCH))),
    only(BOOTED, later("boot.priority", NUMBER, VM)),
    of(Known::INCUS_AFTER_6, later("io.bus", TEXT, VM)),
    of(Known::INCUS_AFTER_6, later("attached", BOOL, ATTACHED)),
    of(
        Known::INCUS_AFTER_6,
        later("connected", BOOL, words!("decides whether the cable is plugged in")),
    ),
];

const USB: &[DeviceOption] = &[
    later("vendorid", HEX, MATCH),
    later("productid", HEX, MATCH),
    of(Known::AFTER_5, later("serial", TEXT, MATCH)),
    of(Known::AFTER_5, later("busnum", NUMBER, MATCH)),
    of(Known::AFTER_5, later("devnum", NUMBER, MATCH)),
    OWNER[0],
    OWNER[1],
    OWNER[2],
    option("required", BOOL, "lxd-required"),
    of(Known::INCUS_AFTER_6, later("attached", BOOL, ATTACHED)),
];

const HOTPLUG: &[DeviceOption] = &[
    later("vendorid", HEX, MATCH),
    later("productid", HEX, MATCH),
    of(Known::LXD_6, later("subsystem", TEXT, MATCH)),
    of(
        Known::LXD_6,
        later(
            "ownership.inherit",
            BOOL,
            words!("gives the nodes the owner and mode that they have on the host"),
        ),
    ),
    of(Known::INCUS_AFTER_6, later("pci", TEXT, MATCH)),
    OWNER[0],
    OWNER[1],
    OWNER[2],
    option("required", BOOL, "lxd-required"),
];

const GPU: &[DeviceOption] = &[
    option(
        "gputype",
        Syntax::Choice(&["physical", "mdev", "mig", "sriov", "native-context"]),
        "lxd-option",
    ),
    later("id", TEXT, MATCH),
    later("pci", TEXT, MATCH),
    later("vendorid", HEX, MATCH),
    later("productid", HEX, MATCH),
    OWNER[0],
    OWNER[1],
    OWNER[2],
    only(&["mdev"], later("mdev", TEXT, VM)),
    only(&["mig"], later("mig.uuid", TEXT, words!("chooses the slice of the GPU"))),
    only(&["mig"], later("mig.gi", NUMBER, words!("chooses the slice of the GPU"))),
    only(&["mig"], later("mig.ci", NUMBER, words!("chooses the slice of the GPU"))),
    of(Known::INCUS_AFTER_6, only(&["native-context"], later("blob.size", TEXT, VM))),
];

const INFINIBAND: &[DeviceOption] = &[
    later(
        "nictype",
        Syntax::Choice(&["physical", "sriov"]),
        words!("moves the whole port in, or a virtual function of it"),
    ),
    later("parent", TEXT, MATCH),
    later("name", TEXT, words!("names the interface inside")),
    later("mtu", NUMBER, words!("sets the largest packet")),
    later("hwaddr", TEXT, words!("sets the hardware address")),
    of(
        Known::INCUS_AFTER_6,
        later("node_guid", TEXT, words!("sets the node's identity")),
    ),
    of(
        Known::INCUS_AFTER_6,
        later("port_guid", TEXT, words!("sets the port's identity")),
    ),
];

const PROXY: &[DeviceOption] = &[
    later("listen", TEXT, words!("waits for connections here")),
    later("connect", TEXT, words!("passes connections on to here")),
    later(
        "bind",
        Syntax::Choice(&["host", "instance", "guest", "container"]),
        words!("decides on which side connections are waited for"),
    ),
    later(
        "nat",
        BOOL,
        words!("rewrites addresses in the kernel instead of copying data"),
    ),
    later("proxy_protocol", BOOL, words!("tells the other end who connected")),
    later("security.uid", ID, words!("runs the copying process as this user")),
    later("security.gid", ID, words!("runs the copying process as this group")),
    OWNER[0],
    OWNER[1],
    OWNER[2],
];

const TPM: &[DeviceOption] = &[option("path", PATH, "lxd-path"), option("pathrm", PATH, "lxd-path")];
const PCI: &[DeviceOption] = &[
    later("address", TEXT, MATCH),
    of(Known::INCUS_AFTER_6, later("firmware", BOOL, VM)),
];

const UNIX_BLOCK: [DeviceOption; 10] = [
    UNIX[0],
    UNIX[1],
    UNIX[2],
    UNIX[3],
    UNIX[4],
    UNIX[5],
    UNIX[6],
    UNIX[7],
    of(
        Known::INCUS_AFTER_6,
        later("limits.read", RATE, words!("limits how fast the device is read")),
    ),
    of(
        Known::INCUS_AFTER_6,
        later("limits.write", RATE, words!("limits how fast the device is written")),
    ),
];

const fn device(
    name: &'static str,
    explanation: &'static str,
    later: Option<Words>,
    options: &'static [DeviceOption],
) -> DeviceType {
    DeviceType {
        name,
        later,
        options,
        explanation,
        known: Known::ALL,
        needs: &[],
    }
}

const fn needing(needs: &'static [&'static [&'static str]], device: DeviceType) -> DeviceType {
    DeviceType { needs, ..device }
}

const fn new(device: DeviceType) -> DeviceType {
    DeviceType {
        known: Known::AFTER_4,
        ..device
    }
}

/// Every type of device.
pub static DEVICES: &[DeviceType] = &[
    device("none", "lxd-none", None, &[]),
    device("nic", "lxd-nic", None, NIC),
    device("disk", "lxd-disk", None, DISK),
    device("unix-char", "device-node", None, &UNIX),
    device("unix-block", "device-node", None, &UNIX_BLOCK),
    needing(
        &[&["vendorid", "productid", "subsystem"]],
        device(
            "unix-hotplug",
            "lxd-device",
            Some(words!(
                "gives the container the nodes of USB devices as they are plugged in, found by their ids"
            )),
            HOTPLUG,
        ),
    ),
    device(
        "usb",
        "lxd-device",
        Some(words!(
            "gives the container USB devices as they are plugged in, found by their ids: the nodes below /dev/bus/usb"
        )),
        USB,
    ),
    device(
        "gpu",
        "lxd-device",
        Some(words!(
            "gives the container the nodes of graphics cards: /dev/dri and NVIDIA's"
        )),
        GPU,
    ),
    needing(
        &[&["nictype"], &["parent"]],
        device(
            "infiniband",
            "lxd-device",
            Some(words!(
                "moves an InfiniBand port into the container, with its nodes below /dev/infiniband"
            )),
            INFINIBAND,
        ),
    ),
    needing(
        &[&["listen"], &["connect"]],
        device(
            "proxy",
            "lxd-device",
            Some(words!("passes connections on between the host and the container")),
            PROXY,
        ),
    ),
    needing(
        &[&["path"]],
        new(device(
            "tpm",
            "lxd-device",
            Some(words!("gives the container an emulated TPM")),
            TPM,
        )),
    ),
    needing(
        &[&["address"]],
        new(device(
            "pci",
            "lxd-device",
            Some(words!("gives a virtual machine a PCI device; containers do not take it")),
            PCI,
        )),
    ),
];

/// Returns the entry of a type.
pub(super) fn find(name: &str) -> Option<&'static DeviceType> {
    DEVICES.iter().find(|device| device.name == name)
}
