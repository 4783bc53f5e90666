//! T0014: the frame buffer, copied along with recipes for video transcoding that never open it.

use transom_model::{DeviceKind, Severity};

use super::named::named;
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0014",
    name: "frame-buffer",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\ndev0: /dev/dri/renderD128,gid=104\nlxc.cgroup2.devices.allow: c 29:0 rwm\n",
        line: 4,
        after: "arch: amd64\nostype: debian\ndev0: /dev/dri/renderD128,gid=104\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let all = named(checked);
    // Without a graphics card beside it the screen itself may be meant.
    let has_card = all.iter().any(|one| one.is_one_of(&[(DeviceKind::Char, 226, None)]));
    let screens = all
        .iter()
        .filter(|one| has_card && one.is_one_of(&[(DeviceKind::Char, 29, None)]));
    screens
        .map(|one| LINT.finding(&one.origin, Means::Risk, say!("lint-t0014-useless", device = &one.name)))
        .collect()
}
