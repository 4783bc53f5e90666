//! `transom list`.

use transom_engine::{Host, Listed};

use super::Outcome;
use crate::table::Table;
use crate::ui::{Paint, Ui};
use crate::wire;

/// Lists stored containers.
pub fn run(host: &Host, ui: &mut Ui) -> Outcome {
    let containers = transom_engine::list(host)?;
    if ui.is_json {
        ui.json(&containers.iter().map(wire::container).collect::<Vec<_>>());
        return Ok(0);
    }
    if containers.is_empty() {
        ui.note("there are no containers; `transom create NAME FILE` makes one");
        return Ok(0);
    }
    let mut table = Table::new(&["NAME", "STATE", "PID", "DIALECT", "UNPRIVILEGED", "MEMORY", "CPUS", "ROOT"]);
    containers.iter().for_each(|listed| table.row(row(listed)));
    for line in table.lines() {
        ui.out(line);
    }
    for listed in &containers {
        if let Some(trouble) = &listed.trouble {
            let word = ui.mark_err(Paint::Yellow, "warning");
            ui.note(format!("{word}: {}: {trouble}", listed.name));
        }
    }
    Ok(0)
}

fn row(listed: &Listed) -> Vec<String> {
    let (state, pid) = wire::state(listed.state);
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".into());
    vec![
        listed.name.clone(),
        state.to_owned(),
        or_dash(pid.map(|pid| pid.to_string())),
        or_dash(listed.dialect.map(|dialect| dialect.word().to_owned())),
        or_dash(listed.is_unprivileged.map(|is| if is { "yes" } else { "no" }.to_owned())),
        or_dash(listed.memory.map(bytes)),
        or_dash(listed.cpu_milli.map(cpus)),
        listed.root.clone(),
    ]
}

/// Writes bytes in the largest unit that divides them.
pub fn bytes(bytes: u64) -> String {
    let units = [(30, "G"), (20, "M"), (10, "K")];
    let unit = units
        .iter()
        .find(|(shift, _)| bytes >> shift > 0 && bytes.is_multiple_of(1 << shift));
    unit.map_or_else(|| bytes.to_string(), |(shift, word)| format!("{}{word}", bytes >> shift))
}

/// Writes thousandths of a CPU as CPUs.
pub fn cpus(milli: u64) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_the_largest_exact_ones() {
        assert_eq!(
            (bytes(4 << 30), bytes(1536 << 20), bytes(1000)),
            ("4G".into(), "1536M".into(), "1000".into())
        );
        assert_eq!((cpus(2000), cpus(500), cpus(1250)), ("2".into(), "0.5".into(), "1.25".into()));
    }
}
