//! Lints about interfaces and addresses: what reaches nobody, what clashes, what the kernel refuses.
//!
//! They look at interfaces as they were read, whichever dialect they come from.

mod address_of_network;
mod cable_to_nowhere;
mod no_network;
mod own_gateway;
mod private_macvlan;
mod same_hardware_address;
mod same_interface_name;
mod small_mtu;

use transom_model::{Given, Network, Nic};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &no_network::LINT,
    &cable_to_nowhere::LINT,
    &same_interface_name::LINT,
    &same_hardware_address::LINT,
    &address_of_network::LINT,
    &own_gateway::LINT,
    &small_mtu::LINT,
    &private_macvlan::LINT,
];

/// Returns the container's interfaces.
fn nics<'a>(checked: &Checked<'a>) -> &'a [Given<Nic>] {
    match &checked.container().network {
        Network::Own(nics) => nics,
        Network::Host(_) => &[],
    }
}

/// Returns each interface with those before it.
fn with_earlier<'a>(checked: &Checked<'a>) -> impl Iterator<Item = (&'a Nic, &'a Nic)> {
    let nics = nics(checked);
    nics.iter()
        .enumerate()
        .flat_map(move |(at, later)| nics[..at].iter().map(move |earlier| (&earlier.value, &later.value)))
}
