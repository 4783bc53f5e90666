//! T0032: a device handed over with its direct memory access.

use transom_model::{Origin, Severity};

use super::{Checked, Lint, is_bind, sources};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0032",
    name: "vfio",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\ndev0: /dev/vfio/vfio\ndev1: /dev/vfio/14\n",
        line: 4,
        after: "arch: amd64\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let groups = sources(checked, is_bind).filter(|(_, path)| is_group(path));
    groups.map(|(origin, path)| finding(checked, origin, &path)).collect()
}

fn is_group(path: &str) -> bool {
    let name = path.strip_prefix("/dev/vfio").map(|rest| rest.trim_matches('/'));
    name.is_some_and(|name| name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit()))
}

fn finding(checked: &Checked<'_>, origin: &Origin, path: &str) -> Finding {
    let mut limits = checked.container().rlimits.iter();
    let has_limit = limits.any(|limit| limit.value.resource == "memlock");
    match has_limit {
        true => LINT.finding(origin, Means::Risk, say!("lint-t0032-memory", device = path)),
        false => LINT.finding(origin, Means::Risk, say!("lint-t0032-limit", device = path)),
    }
}
