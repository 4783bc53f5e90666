//! Changing one setting of a text in place: only the lines it touches change, byte for byte.
//!
//! The grammar of each dialect decides where a setting stands; its own `edit.rs` does the work.

use transom_model::Dialect;

use crate::{Problem, libvirt, lxc, lxd, oci, pve};

/// A change of one setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit<'e> {
    /// Gives a key this value, where it stands or where the dialect would put it.
    Set {
        /// The key in the dialect's own words; a path in a document.
        key: &'e str,
        /// The new value.
        value: &'e str,
    },
    /// Takes a key out.
    Unset {
        /// The key in the dialect's own words; a path in a document.
        key: &'e str,
    },
}

/// Changes a text and returns the new one, which is equal to the old outside the lines touched.
///
/// # Errors
/// If the key is unknown to the dialect, cannot take the value, is not there to be taken out, or stands where no edit can reach it.
pub fn edit(dialect: Dialect, text: &str, edit: &Edit<'_>) -> Result<String, Problem> {
    match dialect {
        Dialect::Lxc => lxc::edit(text, edit),
        Dialect::Pve => pve::edit(text, edit),
        Dialect::Libvirt => libvirt::edit(text, edit),
        Dialect::Lxd | Dialect::Incus => lxd::edit(dialect, text, edit),
        Dialect::Oci => oci::edit(text, edit),
    }
}
