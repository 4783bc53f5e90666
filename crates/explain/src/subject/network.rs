//! What lines about the network are about: interfaces, where they lead, their addresses, and names.
//!
//! A table only; `subject.rs` says how it is used.

use super::{Subject, about};

pub(super) const SUBJECTS: &[Subject] = &[
    about(
        "nic",
        &["nic", "nic-clear", "nic-type", "interface", "lxd-nic", "lxd-nictype"],
        &["veth", "bridge", "macvlan", "namespace"],
    ),
    about(
        "nic-link",
        &["nic-link", "interface-source", "lxd-parent", "lxd-network"],
        &["bridge", "veth", "macvlan"],
    ),
    about("nic-name", &["nic-name", "interface-name", "lxd-name"], &["veth"]),
    about(
        "nic-pair",
        &["nic-pair", "interface-target", "lxd-host-name"],
        &["veth", "bridge"],
    ),
    about("nic-mac", &["nic-mac", "interface-mac", "lxd-hwaddr"], &["bridge"]),
    about("nic-mtu", &["nic-mtu", "lxd-mtu"], &["bridge"]),
    about(
        "nic-address",
        &["nic-address", "nic-gateway", "interface-ip", "interface-route", "lxd-address"],
        &["bridge"],
    ),
    about("host-route", &["nic-route", "nic-l2proxy"], &["veth", "bridge"]),
    about("nic-up", &["nic-up", "interface-link"], &["veth"]),
    about("nic-mode", &["nic-mode", "interface-mode"], &["macvlan", "veth"]),
    about("nic-vlan", &["nic-vlan"], &["vlan", "bridge"]),
    about("nic-queues", &["nic-queues"], &["veth"]),
    about("private-network", &["private-network"], &["namespace"]),
    about("moved-interface", &["oci-net-device"], &["namespace"]),
    about("dns", &["nameserver", "searchdomain"], &[]),
    about("hostname", &["hostname", "oci-domainname"], &["namespace"]),
];
