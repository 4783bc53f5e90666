//! T0125: a gateway that is the interface itself.

use transom_model::Severity;

use super::{Checked, Lint, nics};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0125",
    name: "own-gateway",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.flags = up\nlxc.net.0.ipv4.address = 10.0.3.1/24\nlxc.net.0.ipv4.gateway = 10.0.3.1\n",
        line: 5,
        after: "lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.flags = up\nlxc.net.0.ipv4.address = 10.0.3.10/24\nlxc.net.0.ipv4.gateway = 10.0.3.1\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for nic in nics(checked) {
        for gateway in &nic.value.gateways {
            let mut addresses = nic.value.addresses.iter();
            let Some(own) = addresses.find(|address| address.value.ip == gateway.value) else {
                continue;
            };
            let message = say!("lint-t0125-itself", address = gateway.value.to_string());
            found.push(LINT.finding(&gateway.origin, Means::Breaks, message).other(&own.origin));
        }
    }
    found
}
