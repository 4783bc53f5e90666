//! `transom host devices`.

use transom_engine::Device;

use super::Outcome;
use crate::table::Table;
use crate::{ui::Ui, wire};

/// Lists the host's device nodes.
pub fn devices(ui: &mut Ui, filter: Option<&str>) -> Outcome {
    let mut devices = transom_engine::devices()?;
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
