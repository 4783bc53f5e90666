//! T0148: a hardware address in a profile that several containers have.

use transom_model::{Account, Severity};

use super::{Checked, Lint, devices, option, option_line};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0148",
    name: "shared-address",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxd",
        before: "name: lab\ndevices:\n  eth0:\n    type: nic\n    nictype: bridged\n    parent: br0\n    hwaddr: 00:16:3e:00:00:01\nused_by:\n- /1.0/instances/ada\n- /1.0/instances/bob\n",
        line: 7,
        after: "name: lab\ndevices:\n  eth0:\n    type: nic\n    nictype: bridged\n    parent: br0\nused_by:\n- /1.0/instances/ada\n- /1.0/instances/bob\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_user = |account: &&Account| {
        let name = account.value.trim_start_matches(['-', ' ']);
        ["/1.0/instances/", "/1.0/containers/"]
            .iter()
            .any(|stem| name.starts_with(stem))
    };
    let users = checked.lines().filter(is_user).count();
    if users < 2 {
        return Vec::new();
    }
    let fixed = devices(checked, "nic").filter(|device| option(device, "hwaddr").is_some());
    fixed
        .map(|device| {
            let line = option_line(checked, device, "hwaddr");
            LINT.finding(&line.origin, Means::Breaks, say!("lint-t0148-shared", count = users))
        })
        .collect()
}
