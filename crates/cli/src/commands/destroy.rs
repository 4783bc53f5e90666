//! `transom destroy NAME`.

use transom_engine::Host;

use super::Outcome;
use crate::args::Destroy;
use crate::ui::Ui;

/// Removes a stored container.
pub fn run(host: &Host, ui: &mut Ui, args: &Destroy) -> Outcome {
    transom_engine::destroy(host, &args.name, args.force)?;
    ui.note(format!("destroyed {}", args.name));
    Ok(0)
}
