//! T0120: a container of LXC without a word about the network.

use transom_model::{Dialect, Namespace, Severity};

use super::{Checked, Lint, nics};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0120",
    name: "no-network",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "lxc",
        before: "lxc.uts.name = lab\nlxc.rootfs.path = dir:/srv/lab\n",
        line: 2,
        after: "lxc.uts.name = lab\nlxc.rootfs.path = dir:/srv/lab\nlxc.net.0.type = veth\nlxc.net.0.link = br0\nlxc.net.0.flags = up\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let container = checked.container();
    let namespaces = &container.namespaces;
    let is_shared = namespaces.kept.iter().any(|kept| kept.value == Namespace::Net)
        || namespaces.joined.iter().any(|joined| joined.value.0 == Namespace::Net);
    let is_said = checked.raw().any(|account| {
        ["lxc.net.", "lxc.network."].iter().any(|stem| account.key.starts_with(stem)) || account.key.starts_with("lxc.namespace.")
    });
    // Without a root it is a part that others include; a part that is missing may be about the network.
    let is_whole = checked.dialect() == Dialect::Lxc && checked.is_since(3, 0) && !checked.reading.has_errors();
    let is_silent = nics(checked).is_empty() && !is_shared && !is_said;
    let root = container.root.as_ref().filter(|_| is_whole && is_silent);
    let finding = root.map(|root| LINT.finding(&root.origin, Means::Needs, say!("lint-t0120-none")));
    finding.into_iter().collect()
}
