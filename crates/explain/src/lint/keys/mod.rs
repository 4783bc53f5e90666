//! Lints about keys: old names, names that are gone, keys of other managers, values that change nothing.

mod default_again;
mod foreign_key;
mod fresh_dev_off;
mod octal_number;
mod removed_key;
mod renamed_key;

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &renamed_key::LINT,
    &removed_key::LINT,
    &foreign_key::LINT,
    &default_again::LINT,
    &fresh_dev_off::LINT,
    &octal_number::LINT,
];

/// Returns the lines about which the reader has said this, each with the place that it marked.
fn said<'a>(
    checked: &Checked<'a>,
    code: &'static str,
) -> impl Iterator<Item = (&'a transom_model::Account, &'a transom_model::Diagnostic)> {
    let said = checked.reading.diagnostics.iter().filter(move |found| found.code == code);
    said.filter_map(|found| Some((checked.line_at(&found.origin)?, found)))
}
