//! `transom explain WHAT`.

mod html;
mod markdown;
mod page;
mod text;

use transom_engine::Host;

use super::Outcome;
use crate::args;
use crate::ui::Ui;

/// Explains a file or a stored container.
pub fn run(host: &Host, ui: &mut Ui, args: &args::Explain) -> Outcome {
    let host = &super::host::elsewhere(host, ui, &args.elsewhere)?;
    let target = transom_engine::target_over(host, args.what.as_ref(), &args.layers.profiles, args.reading.release())?;
    let explanation = transom_engine::explain(host, &target, None, ui.book())?;
    let file = target.loaded().path.display().to_string();
    let explanation = page::explanation(&file, &explanation, ui.book());
    match args.form() {
        args::Form::Html => ui.out(html::page(&explanation, ui.book())),
        args::Form::Markdown => ui.out(markdown::page(&explanation, ui.book())),
        args::Form::Text if ui.is_json => ui.json(&explanation),
        args::Form::Text => text::print(ui, &explanation, args.is_long),
    }
    Ok(0)
}
