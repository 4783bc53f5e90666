//! `transom doctor kvm|tun [NAME]`.

use transom_api as api;
use transom_engine::{Host, Topic, Verdict};

use super::Outcome;
use crate::args::Doctor;
use crate::ui::{Paint, Ui};
use crate::{exit, wire};

/// Proves that a device works here, or says what is broken.
pub fn run(host: &Host, ui: &mut Ui, args: &Doctor) -> Outcome {
    let checks = match &args.name {
        Some(name) => transom_engine::doctor_inside(host, name, args.topic)?,
        None => transom_engine::doctor(args.topic)?,
    };
    let works = checks.iter().all(|check| check.verdict != Verdict::Fail);
    let topic = match args.topic {
        Topic::Kvm => "kvm",
        Topic::Tun => "tun",
    };
    if ui.is_json {
        ui.json(&api::Doctor {
            topic: topic.to_owned(),
            works,
            checks: checks.iter().map(wire::doctor_check).collect(),
        });
    } else {
        for check in &checks {
            let word = match check.verdict {
                Verdict::Pass => ui.mark(Paint::Green, "PASS"),
                Verdict::Warn => ui.mark(Paint::Yellow, "WARN"),
                Verdict::Fail => ui.mark(Paint::Red, "FAIL"),
            };
            ui.out(format!("{word}  {:<10} {}", check.subject, check.found));
            if let Some(mend) = &check.mend {
                ui.out(format!("      {:<10} {mend}", ""));
            }
        }
    }
    Ok(if works { 0 } else { exit::FAILED })
}
