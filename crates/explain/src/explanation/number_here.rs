//! What a device number that is handed out is on the host: the one place where a rule's number means something.

use transom_model::{DeviceNumber, DeviceRule, HostFacts, RuleNumber};

use crate::devices::is_dynamic_major;
use crate::language::{Message, say};
use crate::line::Line;
use crate::{DriverState, KnownDevice, is_dynamic, resolve};

/// Says of each handed-out number of a line what it is on the host; nothing where drivers were not looked at.
pub(super) fn of(line: &Line<'_>, host: &HostFacts) -> Vec<Message> {
    line.rules().filter_map(|rule| of_rule(rule, host)).collect()
}

fn of_rule(rule: &DeviceRule, host: &HostFacts) -> Option<Message> {
    let RuleNumber::Is(major) = rule.major else { return None };
    let (minor, shown) = match rule.minor {
        RuleNumber::Is(minor) => (minor, format!("{major}:{minor}")),
        RuleNumber::Any => (0, major.to_string()),
    };
    let number = DeviceNumber { major, minor };
    let is_handed_out = match rule.minor {
        RuleNumber::Is(_) => is_dynamic(rule.kind, number),
        RuleNumber::Any => is_dynamic_major(rule.kind, major),
    };
    let found = resolve(host, rule.kind, number);
    match found.state {
        _ if !is_handed_out => None,
        DriverState::NotRecorded => None,
        DriverState::Missing => Some(say!("here-number-none", number = shown)),
        DriverState::Loaded => {
            let name = found.known.map(KnownDevice::name);
            Some(say!(
                "here-number",
                number = shown,
                name = name,
                driver = found.drivers.join(", ")
            ))
        }
    }
}
