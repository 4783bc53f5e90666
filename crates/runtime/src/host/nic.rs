//! Makes the container's interfaces, born inside where the kernel can, so that a starter that dies leaves none behind.

use transom_plan::{NicKind, NicStep};
use transom_sys::netlink::{MacvlanMode, NetNs, Netlink, NetlinkError, NewLink};
use transom_sys::spawn::Child;

use crate::error::Failure;
use crate::undo::{Action, Undo};

/// Makes one interface.
pub fn make(step: &NicStep, child: &Child, undo: &mut Undo) -> Result<(), Failure> {
    let made = make_link(step, child, undo);
    made.map_err(|error| Failure {
        doing: format!("make the interface {} ({error})", step.name),
        errno: error.errno().unwrap_or_else(|| transom_sys::Errno::from_raw(22)),
    })
}

fn make_link(step: &NicStep, child: &Child, undo: &mut Undo) -> Result<(), NetlinkError> {
    let mut netlink = Netlink::open()?;
    let inside = NewLink {
        name: &step.name,
        mac: step.mac.map(|mac| mac.0),
        netns: Some(NetNs::Pid(child.pid)),
    };
    match &step.kind {
        NicKind::Veth { host_name, bridge } => {
            netlink.make_veth(host_name, step.mtu, inside)?;
            undo.push(Action::RemoveLink(host_name.clone()));
            join(&mut netlink, host_name, bridge.as_deref())
        }
        NicKind::PrivateVeth { host_name, bridge } => {
            netlink.make_bridge(bridge)?;
            undo.push(Action::RemoveLink(bridge.clone()));
            let index = netlink.index(bridge)?;
            netlink.set_up(index)?;
            netlink.make_veth(host_name, step.mtu, inside)?;
            undo.push(Action::RemoveLink(host_name.clone()));
            join(&mut netlink, host_name, Some(bridge))
        }
        NicKind::Macvlan { parent, mode } => {
            let parent = netlink.index(parent)?;
            netlink.make_macvlan(parent, MacvlanMode::read(mode).unwrap_or(MacvlanMode::Private), inside)
        }
        NicKind::Phys { parent } => {
            let index = netlink.index(parent)?;
            netlink.move_to_netns(index, NetNs::Pid(child.pid), Some(&step.name))
        }
    }
}

fn join(netlink: &mut Netlink, host_name: &str, bridge: Option<&str>) -> Result<(), NetlinkError> {
    let index = netlink.index(host_name)?;
    if let Some(bridge) = bridge {
        let bridge = netlink.index(bridge)?;
        netlink.set_master(index, bridge)?;
    }
    netlink.set_up(index)
}
