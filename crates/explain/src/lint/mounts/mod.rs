//! Lints about mounts: their lines, what they show of the host, what they lack.

mod absolute_target;
mod covered_mount;
mod file_for_folder;
mod fstab_typo;
mod host_folder;
mod manager_socket;
mod module_folder;
mod nobodys_files;
mod option_words;
mod owner_options;
mod required_node;
mod target_not_made;

use transom_model::Account;

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &fstab_typo::LINT,
    &owner_options::LINT,
    &absolute_target::LINT,
    &target_not_made::LINT,
    &required_node::LINT,
    &host_folder::LINT,
    &manager_socket::LINT,
    &module_folder::LINT,
    &nobodys_files::LINT,
    &file_for_folder::LINT,
    &option_words::LINT,
    &covered_mount::LINT,
];

/// Returns the lines that ask LXC for a mount, with their fields.
pub(super) fn entries<'a>(checked: &Checked<'a>) -> impl Iterator<Item = (&'a Account, Vec<&'a str>)> {
    let entries = checked
        .raw()
        .filter(|account| account.key == "lxc.mount.entry" && !account.value.is_empty());
    entries.map(|account| (account, account.value.split_whitespace().collect()))
}

/// Returns a mount line with other options, and everything else as it was.
fn with_options(checked: &Checked<'_>, account: &Account, options: &str, new: &[&str]) -> String {
    checked.with_part(account, options, &new.join(","))
}
