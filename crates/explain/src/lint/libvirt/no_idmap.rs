//! T0160: a domain without an id map, which libvirt starts with little else between root inside and the host.

use transom_model::Severity;

use super::{Checked, Lint, element};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0160",
    name: "no-idmap",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "libvirt",
        before: "<domain type='lxc'>\n  <name>lab</name>\n  <memory unit='MiB'>512</memory>\n  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n  <devices>\n    <filesystem>\n      <source dir='/srv/lab'/>\n      <target dir='/'/>\n    </filesystem>\n    <console type='pty'/>\n  </devices>\n</domain>\n",
        line: 1,
        after: "<domain type='lxc'>\n  <name>lab</name>\n  <memory unit='MiB'>512</memory>\n  <idmap>\n    <uid start='0' target='100000' count='65536'/>\n    <gid start='0' target='100000' count='65536'/>\n  </idmap>\n  <os>\n    <type>exe</type>\n    <init>/sbin/init</init>\n  </os>\n  <devices>\n    <filesystem>\n      <source dir='/srv/lab'/>\n      <target dir='/'/>\n    </filesystem>\n    <console type='pty'/>\n  </devices>\n</domain>\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_mapped = element(checked, "idmap").is_some() || !checked.is_privileged();
    // A label that is made for the domain, or given to it, holds root back in another way.
    let is_labelled = element(checked, "seclabel").is_some() || element(checked, "seclabel/@type").is_some();
    let domain = element(checked, "@type").filter(|_| !is_mapped && !is_labelled && !checked.reading.has_errors());
    let finding = domain.map(|domain| LINT.finding(&domain.origin, Means::Risk, say!("lint-t0160-root")));
    finding.into_iter().collect()
}
