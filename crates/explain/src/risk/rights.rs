//! Risks of rights: root, capabilities, system calls, AppArmor, namespaces, hooks.

use transom_model::{Capabilities, InterfaceKind, Namespace, Network};

use super::{Level, Risk, is_root_real};
use crate::language::{Message, say};
use crate::line::Line;

/// Capabilities that, with real root, are as good as the host.
const MIGHTY: [&str; 10] = [
    "sys_admin",
    "sys_module",
    "sys_rawio",
    "sys_ptrace",
    "mac_admin",
    "mac_override",
    "sys_boot",
    "sys_time",
    "bpf",
    "dac_read_search",
];

pub(super) fn risks(line: &Line<'_>) -> Vec<Risk> {
    let all = [
        ids(line),
        capabilities(line),
        apparmor(line),
        network(line),
        namespaces(line),
        hook(line),
    ];
    all.into_iter().flatten().collect()
}

fn ids(line: &Line<'_>) -> Option<Risk> {
    let map = &line.container().id_map;
    let is_switch = line.key() == "unprivileged" || line.account.explanation == "lxd-privileged";
    if is_switch && map.is_privileged() {
        return Some(Risk::new(Level::Critical, say!("risk-privileged")));
    }
    let mut own = map
        .users
        .iter()
        .chain(&map.groups)
        .filter(|range| line.is_cause(&range.origin));
    let range = own.find(|range| range.value.host.0 == 0)?;
    let is_root = range.value.inside.0 == 0;
    Some(match is_root {
        true => Risk::new(Level::Critical, say!("risk-map-root")),
        false => Risk::new(Level::High, say!("risk-map-to-root", id = range.value.inside.0)),
    })
}

/// A line that empties the list of dropped capabilities gives back what the defaults took.
fn capabilities(line: &Line<'_>) -> Option<Risk> {
    if line.account.explanation == "capability-switch" && line.key().ends_with("/mknod") && line.value().contains("on") {
        return Some(mknod(line));
    }
    let is_list = matches!(line.account.explanation, "cap-drop" | "cap-keep");
    match &line.container().capabilities {
        Capabilities::Drop(dropped) if is_list && line.value().trim().is_empty() && dropped.is_empty() => {
            Some(match is_root_real(line) {
                true => Risk::new(Level::Critical, say!("risk-all-capabilities-root")),
                false => Risk::new(Level::None, say!("risk-all-capabilities-mapped")),
            })
        }
        Capabilities::Keep(kept) => {
            let own = kept
                .iter()
                .filter(|kept| line.is_cause(&kept.origin))
                .map(|kept| kept.value.as_str());
            let mighty: Vec<&str> = own.filter(|name| MIGHTY.contains(name)).collect();
            (!mighty.is_empty() && is_root_real(line))
                .then(|| Risk::new(Level::High, say!("risk-mighty-capabilities", names = mighty)))
        }
        Capabilities::Drop(_) => None,
    }
}

/// libvirt takes the right to make nodes from every container; the device filter is what is left then.
fn mknod(line: &Line<'_>) -> Risk {
    match is_root_real(line) {
        true => Risk::new(Level::Medium, say!("risk-mknod-right-root")),
        false => Risk::new(Level::None, say!("risk-mknod-mapped")),
    }
}

fn apparmor(line: &Line<'_>) -> Option<Risk> {
    let profile = line.container().apparmor.as_ref()?;
    let is_off = line.is_cause(&profile.origin) && profile.value == "unconfined";
    is_off.then(|| match is_root_real(line) {
        true => Risk::new(Level::Critical, say!("risk-unconfined-root")),
        false => Risk::new(Level::High, say!("risk-unconfined-mapped")),
    })
}

fn network(line: &Line<'_>) -> Option<Risk> {
    match &line.container().network {
        Network::Host(given) if line.is_cause(&given.origin) => Some(Risk::new(Level::High, say!("risk-hosts-network"))),
        Network::Host(_) => None,
        Network::Own(nics) => {
            let own = nics.iter().find(|nic| line.is_cause(&nic.value.kind.origin))?;
            let link = own.value.link.as_ref().map_or("none", |link| link.value.as_str());
            match own.value.kind.value {
                InterfaceKind::Phys => Some(Risk::new(Level::Medium, say!("risk-nic-phys", link = link))),
                InterfaceKind::Macvlan | InterfaceKind::Ipvlan => {
                    Some(Risk::new(Level::Low, say!("risk-nic-macvlan", link = link)))
                }
                InterfaceKind::Veth | InterfaceKind::Vlan => Some(Risk::new(Level::Low, say!("risk-nic-bridge", link = link))),
                InterfaceKind::Empty => None,
            }
        }
    }
}

fn namespaces(line: &Line<'_>) -> Option<Risk> {
    let all = &line.container().namespaces;
    let kept = all
        .kept
        .iter()
        .filter(|kept| line.is_cause(&kept.origin))
        .map(|kept| kept.value);
    let joined = all
        .joined
        .iter()
        .filter(|joined| line.is_cause(&joined.origin))
        .map(|joined| joined.value.0);
    let worst = kept.chain(joined).map(of_namespace).max_by_key(|(level, _)| *level)?;
    Some(Risk::new(worst.0, worst.1))
}

fn of_namespace(namespace: Namespace) -> (Level, Message) {
    match namespace {
        Namespace::Pid => (Level::High, say!("risk-shared-pid")),
        Namespace::Net => (Level::High, say!("risk-hosts-network")),
        Namespace::Ipc => (Level::Medium, say!("risk-shared-ipc")),
        Namespace::Mount => (Level::Critical, say!("risk-shared-mount")),
        Namespace::User => (Level::High, say!("risk-shared-user")),
        Namespace::Uts => (Level::Low, say!("risk-shared-uts")),
        Namespace::Cgroup => (Level::Low, say!("risk-shared-cgroup")),
        Namespace::Time => (Level::None, say!("risk-shared-time")),
    }
}

fn hook(line: &Line<'_>) -> Option<Risk> {
    let hook = line.container().hooks.iter().find(|hook| line.is_cause(&hook.origin));
    let is_kept_hook = line.account.explanation == "hook" && !line.value().is_empty();
    (hook.is_some() || is_kept_hook).then(|| Risk::new(Level::High, say!("risk-hook", phase = line.key())))
}
