//! Changing one setting of a text in place.

use crate::{Edit, Problem};

/// Changes a text and returns the new one.
///
/// # Errors
/// See [`crate::edit`].
pub fn edit(_text: &str, _edit: &Edit<'_>) -> Result<String, Problem> {
    Err(Problem::new("cannot-edit", "this dialect cannot be edited yet"))
}
