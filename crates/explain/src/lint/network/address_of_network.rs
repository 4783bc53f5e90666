//! T0124: an address that is the whole network's, the first or the last of its range.

use std::net::IpAddr;

use transom_model::{Address, Severity};

use super::{Checked, Lint, nics};
use crate::language::{Message, say};
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0124",
    name: "address-of-network",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=192.168.1.0/24,gw=192.168.1.1\nostype: debian\n",
        line: 2,
        after: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=192.168.1.10/24,gw=192.168.1.1\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let addresses = nics(checked).iter().flat_map(|nic| &nic.value.addresses);
    let found = addresses.filter_map(|given| Some(LINT.finding(&given.origin, Means::Defect, wrong(&given.value)?)));
    found.collect()
}

fn wrong(address: &Address) -> Option<Message> {
    let IpAddr::V4(ip) = address.ip else { return None };
    // A cable of two ends has no such addresses (RFC 3021).
    if address.prefix > 30 || address.prefix == 0 {
        return None;
    }
    let hosts = u32::MAX >> address.prefix;
    let text = address.to_string();
    match u32::from(ip) & hosts {
        0 => Some(say!("lint-t0124-first", address = text)),
        last if last == hosts => Some(say!("lint-t0124-last", address = text)),
        _ => None,
    }
}
