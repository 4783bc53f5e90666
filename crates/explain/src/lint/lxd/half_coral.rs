//! T0143: one of the two identities of Coral's USB stick.

use transom_model::{Account, Severity};

use super::{Checked, Lint, devices, option};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0143",
    name: "half-coral",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "incus",
        before: "devices:\n  coral:\n    type: usb\n    vendorid: 1a6e\n    productid: 089a\n",
        line: 2,
        after: "devices:\n  coral:\n    type: usb\n    vendorid: 1a6e\n    productid: 089a\n  coral-ready:\n    type: usb\n    vendorid: 18d1\n    productid: \"9302\"\n",
    }],
};

/// What it says it is when it is plugged in, and after its program has been loaded.
const FRESH: (&str, &str) = ("1a6e", "089a");
const READY: (&str, &str) = ("18d1", "9302");

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    let find = |wanted| devices(checked, "usb").find(|device| covers(device, wanted));
    let (given, other) = match (find(FRESH), find(READY)) {
        (Some(given), None) => (given, READY),
        (None, Some(given)) => (given, FRESH),
        _ => return Vec::new(),
    };
    let ids = format!("{}:{}", other.0, other.1);
    vec![LINT.finding(&given.origin, Means::Needs, say!("lint-t0143-half", ids = ids))]
}

/// Says whether a device stands for these ids; without one of them it stands for all of that kind.
fn covers(device: &Account, (vendor, product): (&str, &str)) -> bool {
    let is = |name: &str, wanted: &str| option(device, name).is_none_or(|id| id.eq_ignore_ascii_case(wanted));
    is("vendorid", vendor) && is("productid", product)
}
