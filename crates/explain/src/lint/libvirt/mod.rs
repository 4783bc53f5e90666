//! Lints about libvirt's domains. Its reader says itself what the driver ignores and refuses; here is what is left.

mod no_idmap;
mod partition;

use transom_model::{Account, Dialect};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[&no_idmap::LINT, &partition::LINT];

/// Returns the first line of an element or attribute.
fn element<'a>(checked: &Checked<'a>, path: &str) -> Option<&'a Account> {
    let is_libvirt = checked.dialect() == Dialect::Libvirt;
    let mut accounts = checked.reading.accounts.iter();
    accounts.find(|account| is_libvirt && account.key == path)
}
