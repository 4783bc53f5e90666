//! Networks: interfaces made in a namespace of its own, the host's bridges, modules that a container cannot load, full tables.

use std::path::Path;

use transom_runtime::{Trial, attempt};

use super::check::Need;
use super::look;
use super::module::{Module, module_state};
use super::{DoctorCheck, Verdict};

/// What is tried, with the module to load.
pub fn trials() -> [(&'static str, Trial, &'static str); 3] {
    [
        ("network.veth", Trial::Veth, "on the host: `modprobe veth`"),
        ("network.bridge", Trial::Bridge, "on the host: `modprobe bridge`"),
        ("network.macvlan", Trial::Macvlan, "on the host: `modprobe macvlan`"),
    ]
}

/// Examines them.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let mut checks: Vec<DoctorCheck> = trials()
        .into_iter()
        .map(|(subject, trial, mend)| match trial {
            // Kernels for the cloud are made without it.
            Trial::Macvlan => need.of_trial(subject, attempt(&trial), mend),
            _ => DoctorCheck::of_trial(subject, attempt(&trial), mend),
        })
        .collect();
    checks.push(bridges());
    checks.extend(modules());
    checks.extend(tables());
    checks
}

fn bridges() -> DoctorCheck {
    let entries = std::fs::read_dir("/sys/class/net").into_iter().flatten().flatten();
    let bridges = entries.filter(|entry| entry.path().join("bridge").is_dir());
    let mut names: Vec<String> = bridges
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    match names.as_slice() {
        [] => DoctorCheck::absent("network.bridges", "this host has no bridge")
            .because("containers get a private network, or a macvlan")
            .mend("`ip link add br0 type bridge && ip link set br0 up` makes one until the next boot"),
        names => DoctorCheck::pass("network.bridges", format!("bridges of this host: {}", names.join(", "))),
    }
}

/// What programs inside look for, and cannot load: the check's name, the module, a file that is there with it, who needs it.
const MODULES: [(&str, &str, &str, &str); 5] = [
    ("network.nf-tables", "nf_tables", "", "firewalls inside"),
    (
        "network.ip-tables",
        "ip_tables",
        "/proc/net/ip_tables_names",
        "older firewalls inside",
    ),
    (
        "network.conntrack",
        "nf_conntrack",
        "/proc/sys/net/netfilter/nf_conntrack_max",
        "NAT, Docker and Kubernetes inside",
    ),
    (
        "network.br-netfilter",
        "br_netfilter",
        "/proc/sys/net/bridge",
        "Docker and Kubernetes inside",
    ),
    ("network.wireguard", "wireguard", "", "WireGuard inside"),
];

fn modules() -> impl Iterator<Item = DoctorCheck> {
    MODULES.into_iter().map(|(subject, module, sign, who)| {
        let has_sign = !sign.is_empty() && Path::new(sign).exists();
        let mend = format!("on the host: `modprobe {module}`, and its name into /etc/modules-load.d; a container cannot load it");
        match module_state(module) {
            _ if has_sign => DoctorCheck::pass(subject, format!("{module} is there")).because(sign),
            Module::Here => DoctorCheck::pass(subject, format!("{module} is there")).because("/sys/module"),
            Module::Loadable => DoctorCheck::absent(subject, format!("{module} is not loaded"))
                .because(who)
                .mend(mend),
            Module::Missing => DoctorCheck::absent(subject, format!("this kernel has no {module}")).because(who),
            Module::Unknown => DoctorCheck::absent(subject, format!("no sign of {module}")).because(who),
        }
    })
}

/// Tables that the whole host shares and that many containers fill.
fn tables() -> Vec<DoctorCheck> {
    let conntrack = look::sysctl("net.netfilter.nf_conntrack_count").zip(look::sysctl("net.netfilter.nf_conntrack_max"));
    let connections = conntrack.map(|(used, limit)| {
        let mend = format!(
            "on the host: `sysctl -w net.netfilter.nf_conntrack_max={}`",
            limit.max(1).saturating_mul(4)
        );
        fill(
            "network.connections",
            used,
            limit,
            ("connections are tracked (net.netfilter.nf_conntrack_max)", &mend),
        )
    });
    let neighbours = look::sysctl("net.ipv4.neigh.default.gc_thresh3").map(|limit| {
        let used = neighbours();
        let mend = "on the host: `sysctl -w net.ipv4.neigh.default.gc_thresh3=8192 net.ipv6.neigh.default.gc_thresh3=8192`";
        fill(
            "network.neighbours",
            used,
            limit,
            ("neighbours are known (net.ipv4.neigh.default.gc_thresh3)", mend),
        )
    });
    connections.into_iter().chain(neighbours).collect()
}

fn neighbours() -> u64 {
    let text = look::text("/proc/net/arp").unwrap_or_default();
    text.lines().skip(1).count() as u64
}

fn fill(subject: &'static str, used: u64, limit: u64, (what, mend): (&str, &str)) -> DoctorCheck {
    let found = format!("{used} of {limit} {what}");
    let mut check = DoctorCheck::pass(subject, found);
    if used.saturating_mul(100) >= limit.saturating_mul(80) {
        check.verdict = Verdict::Warn;
        check = check
            .mend(mend)
            .because("when it is full, packets are dropped without a word to their sender");
    }
    check
}
