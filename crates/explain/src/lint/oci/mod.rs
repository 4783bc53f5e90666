//! Lints about OCI's configurations: what runtimes go on without, what stays open, what the order of rules undoes.

mod idle_ambient;
mod open_proc;
mod rule_before_deny_all;
mod shared_root;
mod size_without_terminal;

use transom_model::{Account, Dialect};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &idle_ambient::LINT,
    &open_proc::LINT,
    &size_without_terminal::LINT,
    &shared_root::LINT,
    &rule_before_deny_all::LINT,
];

/// Returns the line of a property.
fn property<'a>(checked: &Checked<'a>, path: &str) -> Option<&'a Account> {
    let is_oci = checked.dialect() == Dialect::Oci;
    checked.lines().find(|account| is_oci && account.key == path)
}
