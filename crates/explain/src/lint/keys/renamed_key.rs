//! T0085: keys by their names of LXC 1 and 2.

use transom_dialects::lxc::successor;
use transom_model::Severity;

use super::{Checked, Lint, said};
use crate::language::say;
use crate::lint::{Example, Finding, Fix, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0085",
    name: "renamed-key",
    level: Severity::Warning,
    takes_over: &["old-key"],
    check,
    examples: &[
        Example {
            release: "lxc",
            before: "lxc.utsname = lab\n",
            line: 1,
            after: "lxc.uts.name = lab\n",
        },
        Example {
            release: "pve",
            before: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.aa_profile: lxc-container-default\n",
            line: 4,
            after: "arch: amd64\nostype: debian\nunprivileged: 1\nlxc.apparmor.profile: lxc-container-default\n",
        },
    ],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (account, _) in said(checked, "old-key") {
        // The names of the network go by the order of the lines, which a conversion to today's names works out.
        let Some(new) = successor(&account.key) else { continue };
        let line = checked.with_key(account, &new);
        let message = say!("lint-t0085-renamed", new = &new);
        let finding = LINT
            .finding(&checked.key_origin(account), Means::Refused, message)
            .today(line.as_str());
        // A path with a colon in it would be another one under the new name.
        let is_same = account.key != "lxc.rootfs" || !account.value.contains(':');
        found.push(match is_same {
            true => finding.fix(Fix::replace(&account.origin, line)),
            false => finding,
        });
    }
    found
}
