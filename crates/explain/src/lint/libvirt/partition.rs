//! T0161: a place in the cgroup tree that libvirt does not make.

use transom_model::Severity;

use super::{Checked, Lint, element};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0161",
    name: "partition-to-be-there",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "libvirt",
        before: "<domain type='lxc'>\n  <name>lab</name>\n  <memory unit='MiB'>512</memory>\n  <resource>\n    <partition>/lab</partition>\n  </resource>\n  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n  <devices>\n    <filesystem>\n      <source dir='/srv/lab'/>\n      <target dir='/'/>\n    </filesystem>\n    <console type='pty'/>\n  </devices>\n</domain>\n",
        line: 5,
        after: "<domain type='lxc'>\n  <name>lab</name>\n  <memory unit='MiB'>512</memory>\n  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n  <devices>\n    <filesystem>\n      <source dir='/srv/lab'/>\n      <target dir='/'/>\n    </filesystem>\n    <console type='pty'/>\n  </devices>\n</domain>\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let partition =
        element(checked, "resource/partition").filter(|account| account.value.starts_with('/') && account.value != "/machine");
    let finding = partition.map(|account| {
        let message = say!("lint-t0161-needs", path = account.value.as_str());
        LINT.finding(&account.origin, Means::Needs, message)
    });
    finding.into_iter().collect()
}
