//! `transom info NAME`.

use transom_engine::{Host, Information};

use super::Outcome;
use super::list::{bytes, cpus};
use crate::args::Named;
use crate::ui::{Ui, tame};
use crate::{render, wire};

/// Tells everything about a stored container.
pub fn run(host: &Host, ui: &mut Ui, args: &Named) -> Outcome {
    let info = transom_engine::info(host, &args.name)?;
    if ui.is_json {
        ui.json(&wire::information(&info));
        return Ok(0);
    }
    for (word, value) in facts(&info) {
        ui.out(format!("{:<14} {}", format!("{word}:"), tame(&value)));
    }
    if !info.diagnostics.is_empty() {
        let definition = transom_engine::definition(host, &args.name)?;
        render::diagnostics_list(ui, &definition.loaded.sources, &info.diagnostics);
    }
    Ok(0)
}

fn facts(info: &Information) -> Vec<(&'static str, String)> {
    let (state, pid) = wire::state(info.listed.state);
    let some = |word, value: Option<String>| value.map(|value| (word, value));
    let ids = |(inside, host, len): &(u32, u32, u32)| {
        (
            "ids",
            format!(
                "{inside} to {} are {host} to {} on the host",
                inside + (len - 1),
                host + (len - 1)
            ),
        )
    };
    let interface = |(name, link): &(String, String)| {
        (
            "interface",
            if link.is_empty() {
                name.clone()
            } else {
                format!("{name} on {link}")
            },
        )
    };
    let mut facts = vec![("name", info.listed.name.clone()), ("state", state.to_owned())];
    facts.extend(some("pid", pid.map(|pid| pid.to_string())));
    facts.extend(some("host name", info.hostname.clone()));
    facts.push(("file", info.listed.config.display().to_string()));
    facts.push(("came from", info.facts.original.display().to_string()));
    facts.push(("root", info.listed.root.clone()));
    facts.extend(some("memory", info.listed.memory.map(bytes)));
    facts.extend(some("cpus", info.listed.cpu_milli.map(cpus)));
    if info.users.is_empty() {
        facts.push(("ids", "the host's own: privileged".into()));
    }
    facts.extend(info.users.iter().filter(|(.., len)| *len > 0).map(ids));
    facts.extend(info.devices.iter().map(|path| ("device", path.display().to_string())));
    facts.extend(info.interfaces.iter().map(interface));
    facts.push(("log", info.log.display().to_string()));
    facts.extend(some("trouble", info.listed.trouble.clone()));
    facts
}
