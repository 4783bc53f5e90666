//! T0144: a graphics card whose nodes belong to root's group inside.

use transom_model::{Account, Severity};

use super::{Checked, Lint, devices, is_on, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0144",
    name: "gpu-for-root",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "incus",
        before: "devices:\n  gpu:\n    type: gpu\n",
        line: 2,
        after: "devices:\n  gpu:\n    type: gpu\n    gid: \"104\"\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // NVIDIA's own nodes are open for everybody.
    let has_nvidia = is_on(checked, "nvidia.runtime");
    let is_nvidia = |device: &Account| {
        let id = option(device, "id").unwrap_or_default();
        option(device, "vendorid") == Some("10de") || id.starts_with("nvidia.com/") || option(device, "gputype") == Some("mig")
    };
    let cards = devices(checked, "gpu").filter(|device| {
        let is_silent = ["gid", "uid", "mode"].iter().all(|name| option(device, name).is_none());
        is_silent && !has_nvidia && !is_nvidia(device)
    });
    cards
        .map(|device| LINT.finding(&device.origin, Means::Needs, say!("lint-t0144-root")))
        .collect()
}
