//! Lints about mounts: their lines, what they show of the host, what they lack.

mod fstab_typo;

use transom_model::Account;

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[&fstab_typo::LINT];

/// Returns the lines that ask LXC for a mount, with their fields.
fn entries<'a>(checked: &Checked<'a>) -> impl Iterator<Item = (&'a Account, Vec<&'a str>)> {
    let entries = checked
        .raw()
        .filter(|account| account.key == "lxc.mount.entry" && !account.value.is_empty());
    entries.map(|account| (account, account.value.split_whitespace().collect()))
}
