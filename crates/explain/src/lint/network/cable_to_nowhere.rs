//! T0121: a virtual cable whose end on the host is plugged into nothing.

use transom_model::{Dialect, InterfaceKind, Nic, Severity};

use super::{Checked, Lint, nics};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0121",
    name: "cable-to-nowhere",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.net.0.type = veth\nlxc.net.0.flags = up\n",
            line: 1,
            after: "lxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.flags = up\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\nnet0: name=eth0,ip=dhcp\nostype: debian\n",
            line: 2,
            after: "arch: amd64\nnet0: name=eth0,bridge=vmbr0,ip=dhcp\nostype: debian\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_lxc = matches!(checked.dialect(), Dialect::Lxc | Dialect::Pve);
    // A line that is wrong, or lost by the order of lines, may have named it.
    let mut said = checked.reading.diagnostics.iter();
    if !is_lxc || checked.reading.has_errors() || said.any(|found| found.code == "nic-type-resets") {
        return Vec::new();
    }
    let lost = nics(checked).iter().filter(|nic| {
        nic.value.kind.value == InterfaceKind::Veth && nic.value.link.is_none() && !has_other_way(checked, &nic.value)
    });
    lost.map(|nic| LINT.finding(&nic.origin, Means::Needs, say!("lint-t0121-nowhere")))
        .collect()
}

/// Says whether something else may see to the end on the host: a script, a hook, routes, or somebody who knows its name.
fn has_other_way(checked: &Checked<'_>, nic: &Nic) -> bool {
    let is_named = nic.host_name.as_ref().is_some_and(|name| name.origin.line().is_some());
    let is_script = |key: &str| {
        let is_of_nic = key.starts_with(&nic.key) || key.starts_with("lxc.network.");
        is_of_nic && (key.ends_with("script.up") || key.ends_with("veth.mode"))
    };
    let mut lines = checked.lines().map(|account| account.key.as_str());
    is_named || lines.any(|key| is_script(key) || key == "hookscript" || key.starts_with("lxc.hook."))
}
