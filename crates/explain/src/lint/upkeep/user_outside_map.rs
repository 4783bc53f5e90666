//! T0185: a first process with an id that the container does not have.

use transom_model::{Given, IdKind, InsideId, Severity};

use super::{Checked, Lint};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0185",
    name: "user-outside-map",
    level: Severity::Error,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.init.uid = 70000\n",
        line: 3,
        after: "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.init.uid = 1000\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let init = &checked.container().init;
    let users = init.uid.iter().map(|given| (IdKind::User, given));
    let groups = init.gid.iter().chain(&init.groups).map(|given| (IdKind::Group, given));
    users
        .chain(groups)
        .filter_map(|(kind, given)| finding(checked, kind, given))
        .collect()
}

fn finding(checked: &Checked<'_>, kind: IdKind, given: &Given<InsideId>) -> Option<Finding> {
    let map = &checked.container().id_map;
    // Half a map is the readers' business.
    let is_judged = !map.ranges(kind).is_empty() && given.origin.line().is_some();
    if !is_judged || map.to_host(kind, given.value).is_some() {
        return None;
    }
    let message = say!("lint-t0185-outside", id = given.value.0.to_string());
    Some(LINT.finding(&given.origin, Means::Breaks, message))
}
