//! T0015: a graphics card's display beside its render node, which alone computes and transcodes.

use transom_model::{DeviceKind, Severity};

use super::named::{Named, named};
use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0015",
    name: "card-with-render",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nostype: debian\nunprivileged: 1\ndev0: /dev/dri/card0,gid=44\ndev1: /dev/dri/renderD128,gid=104\n",
        line: 4,
        after: "arch: amd64\nostype: debian\nunprivileged: 1\ndev1: /dev/dri/renderD128,gid=104\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let all = named(checked);
    let is_drm = |one: &Named, is_meant: fn(u32) -> bool| {
        let is_minor = one.minor.or_else(|| card_of(&one.name)).is_some_and(is_meant);
        is_minor && one.is_one_of(&[(DeviceKind::Char, 226, None)])
    };
    let has_render = all.iter().any(|one| is_drm(one, |minor| minor >= 128));
    let cards = all
        .iter()
        .filter(|one| is_drm(one, |minor| minor < 64) && one.is_reachable(checked));
    cards
        .filter(|_| has_render)
        .map(|one| LINT.finding(&one.origin, Means::Risk, say!("lint-t0015-card", device = &one.name)))
        .collect()
}

/// The minor of a card is the number in its name.
fn card_of(path: &str) -> Option<u32> {
    path.strip_prefix("/dev/dri/card")?.parse().ok()
}
