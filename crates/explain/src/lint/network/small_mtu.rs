//! T0126: packets too small for IPv6 on an interface with an address of IPv6.

use transom_model::Severity;

use super::{Checked, Lint, nics};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0126",
    name: "small-mtu",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=dhcp,ip6=fd00::5/64,mtu=1200\nostype: debian\n",
        line: 2,
        after: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=dhcp,ip6=fd00::5/64,mtu=1280\nostype: debian\n",
    }],
};

/// What IPv6 asks of every link (RFC 8200).
const LEAST: u32 = 1280;

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for nic in nics(checked) {
        let six = nic.value.addresses.iter().find(|address| address.value.ip.is_ipv6());
        let mtu = nic.value.mtu.as_ref().filter(|mtu| mtu.value < LEAST);
        if let (Some(six), Some(mtu)) = (six, mtu) {
            let message = say!("lint-t0126-small", mtu = mtu.value);
            found.push(LINT.finding(&mtu.origin, Means::Breaks, message).other(&six.origin));
        }
    }
    found
}
