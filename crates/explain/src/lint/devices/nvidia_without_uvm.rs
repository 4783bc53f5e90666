//! T0027: NVIDIA's nodes without the one that CUDA opens first.

use transom_model::Severity;

use super::{Checked, Lint, node_line, source_of_node};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0027",
    name: "nvidia-without-uvm",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/nvidia0\ndev1: /dev/nvidiactl\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/nvidia0\ndev1: /dev/nvidiactl\ndev2: /dev/nvidia-uvm\n",
    }],
};

/// What every program that computes opens, beside the card itself.
const NEEDED: [&str; 2] = ["/dev/nvidiactl", "/dev/nvidia-uvm"];

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let Some(card) = (0..8).find_map(|number| source_of_node(checked, &format!("/dev/nvidia{number}"))) else {
        return Vec::new();
    };
    let missing = NEEDED.iter().filter(|node| source_of_node(checked, node).is_none());
    missing
        .map(|node| {
            let finding = LINT.finding(card, Means::Needs, say!("lint-t0027-missing", node = *node));
            match node_line(checked, node) {
                Some(line) => finding.today(line),
                None => finding,
            }
        })
        .collect()
}
