//! `transom create NAME FILE`.

use std::time::{Duration, Instant};

use transom_api as api;
use transom_engine::{CreateRequest, Host, Unpacked};

use super::Outcome;
use crate::args::Create;
use crate::{render, ui::Ui};

/// Stores a container.
pub fn run(host: &Host, ui: &mut Ui, args: &Create) -> Outcome {
    let request = CreateRequest {
        name: args.name.clone(),
        file: args.file.clone(),
        release: args.reading.release(),
        rootfs: args.rootfs.clone(),
    };
    let created = transom_engine::create(host, &request, &mut progress(ui))?;
    let remarks = created.unpacked.map(|unpacked| unpacked.remarks).unwrap_or_default();
    if ui.is_json {
        ui.json(&api::Created {
            name: args.name.clone(),
            dir: created.dir.display().to_string(),
            ids: created.ids,
            remarks,
        });
        return Ok(0);
    }
    render::diagnostics_list(ui, &created.loaded.sources, &created.loaded.reading.diagnostics);
    for remark in &remarks {
        ui.note(format!("note: {}", crate::ui::tame(remark)));
    }
    ui.note(format!("created {} in {}", args.name, created.dir.display()));
    Ok(0)
}

/// Tells how far the unpacking of a root is, once a second.
pub fn progress(ui: &mut Ui) -> impl FnMut(&Unpacked) {
    let mut told = Instant::now();
    move |unpacked| {
        if told.elapsed() > Duration::from_secs(1) {
            ui.note(format!(
                "unpacking: {} entries, {} MiB",
                unpacked.entries,
                unpacked.bytes >> 20
            ));
            told = Instant::now();
        }
    }
}
