//! T0105: a volume whose line does not say whether backups have it, so that they do not.

use transom_model::Severity;

use super::{Checked, Lint, has_part, mount_points, source};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0105",
    name: "volume-outside-backup",
    level: Severity::Note,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "pve",
        before: "arch: amd64\nmp0: local-lvm:vm-102-disk-1,mp=/data,size=8G\nostype: debian\n",
        line: 2,
        after: "arch: amd64\nmp0: local-lvm:vm-102-disk-1,mp=/data,backup=1,size=8G\nostype: debian\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let is_volume = |source: &str| source.contains(':') && !source.starts_with('/');
    let silent = mount_points(checked).filter(|account| is_volume(source(account)) && !has_part(account, "backup"));
    silent
        .map(|account| {
            let finding = LINT.finding(
                &account.origin,
                Means::Needs,
                say!("lint-t0105-outside", key = account.key.as_str()),
            );
            finding.today(format!("{}: {},backup=1", account.key, account.value))
        })
        .collect()
}
