//! Every device that a file names, however it does: by a rule's number, by a node of its own, by a bind of the host's node or of a
//! folder of nodes. No lint lives here.

use std::path::Path;

use transom_model::{DeviceKind, Origin, RuleEffect, RuleNumber};

use super::{Checked, raw_rules};
use crate::devices::{KnownDevice, Minor, Numbering, device_at};

/// How a device is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// By a rule that allows it.
    Rule,
    /// By a node of the container's own.
    Node,
    /// By a bind of the host's node.
    Bind,
}

/// A device that a line names.
pub(super) struct Named {
    /// The line.
    pub origin: Origin,
    /// How.
    pub by: By,
    /// Character or block.
    pub kind: DeviceKind,
    /// The driver's number.
    pub major: u32,
    /// Which of its devices; all of them without one.
    pub minor: Option<u32>,
    /// What people call it: a path, or `c 10:232`.
    pub name: String,
}

impl Named {
    /// Says whether it is one of these: kind, major and, where it counts, minor.
    pub fn is_one_of(&self, devices: &[(DeviceKind, u32, Option<u32>)]) -> bool {
        devices.iter().any(|(kind, major, minor)| {
            let is_minor = minor.is_none_or(|minor| self.minor.is_none_or(|own| own == minor));
            self.kind == *kind && self.major == *major && is_minor
        })
    }

    /// Says whether the line lets somebody in: a rule alone opens nothing where the node's owner and mode decide.
    pub fn is_reachable(&self, checked: &Checked<'_>) -> bool {
        self.by == By::Node || checked.is_privileged()
    }
}

/// Returns every device that lines name and the kernel's list knows.
pub(super) fn named(checked: &Checked<'_>) -> Vec<Named> {
    let mut all: Vec<Named> = rules(checked).collect();
    let container = checked.container();
    for given in &container.devices {
        all.extend(of_path(&given.origin, By::Node, &given.value.source));
    }
    let binds = container
        .mounts
        .iter()
        .filter(|given| given.value.bind().is_some() && !given.value.is_source_inside);
    for given in binds {
        all.extend(of_path(&given.origin, By::Bind, Path::new(&given.value.source)));
    }
    all
}

fn rules<'a>(checked: &'a Checked<'_>) -> impl Iterator<Item = Named> + 'a {
    let allowing = raw_rules(checked).filter(|(_, given)| {
        let access = given.value.access;
        given.value.effect == RuleEffect::Allow && (access.read || access.write)
    });
    allowing.filter_map(|(account, given)| {
        let rule = &given.value;
        let RuleNumber::Is(major) = rule.major else { return None };
        Some(Named {
            origin: checked.value_origin(account),
            by: By::Rule,
            kind: rule.kind,
            major,
            minor: match rule.minor {
                RuleNumber::Is(minor) => Some(minor),
                RuleNumber::Any => None,
            },
            name: format!("{} {}:{}", rule.kind.letter(), rule.major, rule.minor),
        })
    })
}

fn of_path(origin: &Origin, by: By, path: &Path) -> Option<Named> {
    let path = path.to_str()?.trim_end_matches('/');
    if path.starts_with("/dev/bus/usb") || path == "/dev/bus" {
        // The numbers in such a path are not the minor.
        return Some(Named {
            origin: origin.clone(),
            by,
            kind: DeviceKind::Char,
            major: 189,
            minor: None,
            name: path.to_owned(),
        });
    }
    let known = device_at(path)?;
    let number = crate::number_of(path).map(|(_, number)| (number.major, Some(number.minor)));
    let (major, minor) = number.or_else(|| numbers(known))?;
    Some(Named {
        origin: origin.clone(),
        by,
        kind: known.kind,
        major,
        minor,
        name: path.to_owned(),
    })
}

/// The numbers of a device whose path alone does not tell them; those that are handed out are nobody's.
fn numbers(known: &KnownDevice) -> Option<(u32, Option<u32>)> {
    match known.numbering {
        Numbering::Fixed { majors, minor, .. } => {
            let minor = match minor {
                Minor::Is(minor) => Some(minor),
                Minor::Range(..) | Minor::Any => None,
            };
            majors.first().map(|(major, _)| (*major, minor))
        }
        Numbering::Driver { .. } | Numbering::Misc { .. } => None,
    }
}
