//! `transom host devices` and `transom host facts`, and what `--host FILE` means for other commands.

use std::path::{Path, PathBuf};

use transom_engine::{Device, EngineError, Host};

use super::Outcome;
use crate::args::Elsewhere;
use crate::table::Table;
use crate::{render, ui::Ui, wire};

/// Prints a recording of this host.
pub fn facts(ui: &mut Ui, configurations: &[PathBuf]) -> Outcome {
    let load = |path: &PathBuf| transom_engine::load(path, None);
    let loaded: Vec<_> = configurations.iter().map(load).collect::<Result<_, _>>()?;
    let facts = transom_engine::record(&loaded);
    ui.out(transom_engine::print_facts(&facts).trim_end());
    Ok(0)
}

/// Returns the host that a command is about: this one, or a recorded one in its place.
pub fn elsewhere(host: &Host, ui: &mut Ui, args: &Elsewhere) -> Result<Host, EngineError> {
    let Some(path) = &args.recording else {
        return Ok(host.clone());
    };
    let recording = transom_engine::facts_from(path)?;
    if !recording.unknown.is_empty() {
        unknown(ui, path, &recording.unknown);
    }
    Ok(host.seen_as(recording.facts))
}

fn unknown(ui: &mut Ui, path: &Path, fields: &[String]) {
    let shown = 5;
    let names: Vec<String> = fields.iter().take(shown).map(|name| format!("`{name}`")).collect();
    let more = match fields.len().saturating_sub(shown) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let path = path.display();
    let text = format!(
        "{path} has fields that this version does not know: {}{more}",
        names.join(", ")
    );
    render::caution(ui, &text, "they are passed over; a newer Transom may have recorded it");
}

/// Lists the host's device nodes.
pub fn devices(ui: &mut Ui, filter: Option<&str>) -> Outcome {
    let mut devices = transom_engine::devices(ui.book())?;
    devices.retain(|device| filter.is_none_or(|word| mentions(device, word)));
    if ui.is_json {
        ui.json(&devices.iter().map(wire::device).collect::<Vec<_>>());
        return Ok(0);
    }
    let mut table = Table::new(&["NODE", "NUMBER", "MODE", "OWNER", "DRIVER", "WHAT"]);
    for device in &devices {
        let group = device.group.clone().unwrap_or_else(|| device.gid.0.to_string());
        table.row(vec![
            device.path.display().to_string(),
            format!("{} {}", device.kind.letter(), device.number),
            format!("{:04o}", device.mode.0),
            format!("{}:{group}", device.uid.0),
            device.driver.clone().unwrap_or_else(|| "-".into()),
            device.what.clone().unwrap_or_default(),
        ]);
    }
    for line in table.lines() {
        ui.out(line);
    }
    Ok(0)
}

fn mentions(device: &Device, word: &str) -> bool {
    let word = word.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&word);
    has(&device.path.to_string_lossy()) || device.driver.as_deref().is_some_and(has) || device.what.as_deref().is_some_and(has)
}
