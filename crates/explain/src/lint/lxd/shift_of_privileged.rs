//! T0145: owners shifted by the map of a container that has none.

use transom_model::Severity;

use super::{Checked, Lint, devices, is_on, is_true, option, option_line};
use crate::language::say;
use crate::lint::{Change, Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0145",
    name: "shift-of-privileged",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxd",
        before: "config:\n  security.privileged: \"true\"\ndevices:\n  data:\n    type: disk\n    source: /srv/data\n    path: /data\n    shift: \"true\"\n",
        line: 8,
        after: "config:\n  security.privileged: \"true\"\ndevices:\n  data:\n    type: disk\n    source: /srv/data\n    path: /data\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    if !is_on(checked, "security.privileged") {
        return Vec::new();
    }
    let shifted = devices(checked, "disk").filter(|device| option(device, "shift").is_some_and(is_true));
    let found = shifted.filter_map(|device| {
        let line = option_line(checked, device, "shift");
        let (file, _) = line.origin.line()?;
        let key = format!("devices.{}.shift", device.key);
        let changes = vec![Change::Unset { key }];
        let finding = LINT.finding(&line.origin, Means::NoEffect, say!("lint-t0145-idle"));
        Some(finding.fix(Fix { file, changes }))
    });
    found.collect()
}
