//! Interfaces: the bridge or parent is there, is what it should be, is up, and is wide enough; the kind can be made.

use std::path::Path;

use transom_model::{Given, InterfaceKind, Network, Nic};
use transom_runtime::{Trial, attempt};

use super::super::{DoctorCheck, Verdict, look};
use super::Needs;

/// Checks them.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let Network::Own(nics) = &needs.container.network else {
        return Vec::new();
    };
    nics.iter()
        .flat_map(|nic| {
            let place = needs.place(&nic.origin);
            nic_checks(needs, nic).into_iter().map(move |check| check.or_at(&place))
        })
        .collect()
}

fn nic_checks(needs: &Needs<'_>, given: &Given<Nic>) -> Vec<DoctorCheck> {
    let nic = &given.value;
    let kind = kind(nic);
    let Some(link) = &nic.link else {
        return kind.into_iter().collect();
    };
    let check = link_check(nic, &link.value).at(needs.place(&link.origin));
    let is_there = check.verdict != Verdict::Fail;
    let mtu = nic.mtu.as_ref().filter(|_| is_there).and_then(|mtu| {
        let most: u32 = look::text(Path::new("/sys/class/net").join(&link.value).join("mtu"))?
            .parse()
            .ok()?;
        let found = format!("the MTU {} is above the {most} of {}", mtu.value, link.value);
        (mtu.value > most).then(|| {
            let mend = format!("`ip link set {} mtu {}`, or a smaller number here", link.value, mtu.value);
            DoctorCheck::fail("network.mtu", found, mend).at(needs.place(&mtu.origin))
        })
    });
    kind.into_iter().chain([check]).chain(mtu).collect()
}

/// Makes one of its kind where nobody sees it.
fn kind(nic: &Nic) -> Option<DoctorCheck> {
    let (trial, module) = match nic.kind.value {
        InterfaceKind::Veth => (Trial::Veth, "veth"),
        InterfaceKind::Macvlan => (Trial::Macvlan, "macvlan"),
        InterfaceKind::Ipvlan | InterfaceKind::Vlan | InterfaceKind::Phys | InterfaceKind::Empty => return None,
    };
    let check = DoctorCheck::of_trial(
        format!("network.{module}"),
        attempt(&trial),
        &format!("on the host: `modprobe {module}`"),
    );
    (check.verdict != Verdict::Pass).then_some(check)
}

fn link_check(nic: &Nic, link: &str) -> DoctorCheck {
    const NAME: &str = "network.link";
    let folder = Path::new("/sys/class/net").join(link);
    let wants_bridge = nic.kind.value == InterfaceKind::Veth;
    if !folder.exists() {
        let mend = match wants_bridge {
            true => format!(
                "`ip link add {link} type bridge && ip link set {link} up`, for good in the host's network settings; or name one of `ip link show type bridge`"
            ),
            false => "`ip link` lists the interfaces there are".to_owned(),
        };
        return DoctorCheck::fail(NAME, format!("this host has no interface {link}"), mend);
    }
    if wants_bridge && !folder.join("bridge").is_dir() {
        let found = format!("{link} is no bridge");
        return DoctorCheck::fail(
            NAME,
            found,
            format!("use a macvlan on {link}, or a bridge that has {link} as its port"),
        );
    }
    if !is_up(&folder) {
        let found = format!("{link} is there, and down");
        return DoctorCheck::warn(NAME, found, format!("`ip link set {link} up`"))
            .because("the container gets its interface and no network");
    }
    DoctorCheck::pass(NAME, format!("{link} is there, and up"))
}

fn is_up(folder: &Path) -> bool {
    const IFF_UP: u32 = 1;
    let flags = look::text(folder.join("flags")).unwrap_or_default();
    u32::from_str_radix(flags.trim_start_matches("0x"), 16).is_ok_and(|flags| flags & IFF_UP != 0)
}
