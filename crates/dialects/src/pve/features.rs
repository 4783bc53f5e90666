//! `features`: nesting, keyctl, fuse, mount, mknod, force_rw_sys.
//!
//! Those that work through the system call filter, a mount or /sys have their effect here and in `defaults.rs`; those that
//! are rules of an AppArmor profile wait until there is one.

use std::path::PathBuf;

use transom_model::{
    Container, Create, Effect, Mount, MountOption, SeccompAction, SeccompPolicy, Severity, SysMount, Words, phrase, words,
};

use super::properties::{Check, Part, Property, split, titles};
use super::reader::Guard;
use super::{Reader, kept};
use crate::{Problem, Setting};

pub(super) const FEATURES: [Property; 6] = [
    Property::new("nesting", Check::Bool, "containers inside: a wider AppArmor profile"),
    Property::new("keyctl", Check::Bool, "the keyctl system call, in unprivileged containers"),
    Property::new("fuse", Check::Bool, "FUSE file systems: /dev/fuse and an AppArmor rule"),
    Property::new(
        "mount",
        Check::Pattern(are_filesystems, "a `;` list of file system names"),
        "file systems that AppArmor lets the guest mount",
    ),
    Property::new("mknod", Check::Bool, "device nodes made by the guest, through a proxy"),
    Property::new("force_rw_sys", Check::Bool, "/sys writable in an unprivileged container"),
];
pub(super) static FEATURES_TITLES: [(&str, &str); 6] = titles(&FEATURES);

fn are_filesystems(value: &str) -> bool {
    value
        .split([';', ' '])
        .all(|word| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

const NO_APPARMOR: &str = "AppArmor is not here yet";

/// Reads `features`.
pub(super) fn read(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (properties, problems) = split(setting.value, &FEATURES);
    reader.all_problems(setting, problems)?;
    reader.features.origin = Some(setting.value_origin());
    let given = |part: &Part<'_>| (part.name, part.value.to_owned(), setting.part_origin(part.span.clone()));
    reader.features.given = properties
        .parts
        .iter()
        .filter(|part| part.name == "mount" || part.is_on())
        .map(given)
        .collect();
    let on: Vec<&Part<'_>> = properties
        .parts
        .iter()
        .filter(|part| part.name == "mount" || part.is_on())
        .collect();
    let mut has_effect = false;
    let mut waiting = None;
    for part in &on {
        has_effect |= take(reader, setting, part);
        waiting = waiting.or(not_yet(part.name));
    }
    if on.is_empty() {
        return Ok(Effect::NoEffect(phrase!("every feature in it is off, as by default")));
    }
    if has_effect {
        remark_on_waiting(reader, setting, &on);
        return Ok(Effect::Taken);
    }
    Ok(waiting.map_or(Effect::Taken, Effect::NotYet))
}

/// Takes one feature that is on, and says whether it has an effect of its own here.
fn take(reader: &mut Reader, setting: &Setting<'_>, part: &Part<'_>) -> bool {
    let origin = setting.part_origin(part.span.clone());
    let features = &mut reader.features;
    match part.name {
        "keyctl" => {
            features.guarded.push(("keyctl", Guard::Seccomp));
            features.keyctl = Some(origin);
        }
        "force_rw_sys" => features.force_rw_sys = Some(origin),
        "fuse" => {
            features.guarded.push(("fuse", Guard::AppArmor));
            reader.fuse = Some(setting.value_origin());
        }
        "nesting" => features.guarded.push(("nesting", Guard::AppArmor)),
        "mount" => features.guarded.push(("mount", Guard::AppArmor)),
        "mknod" => features.guarded.push(("mknod", Guard::Seccomp)),
        _ => {}
    }
    matches!(part.name, "keyctl" | "force_rw_sys" | "fuse")
}

fn not_yet(name: &str) -> Option<Words> {
    match name {
        "nesting" => Some(words!(
            "lets the guest run containers of its own by a wider AppArmor profile; AppArmor is not here yet"
        )),
        "mount" => Some(words!(
            "lets the guest mount these file systems by AppArmor rules; AppArmor is not here yet"
        )),
        "mknod" => Some(words!("lets the guest make device nodes through a system call proxy")),
        _ => None,
    }
}

/// Where one line has parts of both kinds, says for each that waits what it waits for.
fn remark_on_waiting(reader: &mut Reader, setting: &Setting<'_>, on: &[&Part<'_>]) {
    for part in on {
        let text = match part.name {
            "fuse" => format!("fuse: /dev/fuse is there; its AppArmor rule is not needed, {NO_APPARMOR}"),
            name => match not_yet(name) {
                Some(text) => format!("{name}: {text}"),
                None => continue,
            },
        };
        reader.say(
            Severity::Note,
            setting,
            Problem::new("feature-waits", text).at(part.span.clone()),
        );
    }
}

/// The entry that Proxmox generates: the host's own node.
pub(super) fn fuse() -> Mount {
    Mount {
        source: "/dev/fuse".to_owned(),
        target: PathBuf::from("dev/fuse"),
        filesystem: "none".to_owned(),
        options: vec![MountOption::Bind { recursive: false }],
        create: Create::File,
        is_optional: false,
        is_source_inside: false,
        is_idmapped: false,
    }
}

/// Says of features that are on which of them do nothing in a container of this kind.
pub(super) fn check_effects(reader: &mut Reader, is_unprivileged: bool) {
    let mut found = Vec::new();
    for (name, value, origin) in &reader.features.given {
        let message = match *name {
            "keyctl" | "force_rw_sys" if !is_unprivileged => format!("{name}: it changes unprivileged containers alone, and this one is not"),
            "mount" if is_unprivileged && value.split([';', ' ']).any(|word| word != "fuse") => {
                "mount: the kernel lets no unprivileged container mount a file system of the network or a disk, whatever AppArmor says"
                    .to_owned()
            }
            _ => continue,
        };
        found.push((origin.clone(), message));
    }
    for (origin, message) in found {
        let problem = Problem::new("feature-without-effect", message).hint("leave it out");
        reader.diagnose(Severity::Note, origin, problem);
    }
}

/// Keeps the features that leave no trace in the model: all but FUSE's node, and two that do in an unprivileged container.
pub(super) fn keep(reader: &mut Reader, is_unprivileged: bool) {
    for (name, value, origin) in std::mem::take(&mut reader.features.given) {
        let has_trace = match name {
            "fuse" => true,
            "keyctl" => is_unprivileged && !reader.has_raw("lxc.seccomp.profile"),
            "force_rw_sys" => is_unprivileged,
            _ => false,
        };
        if !has_trace {
            kept::keep(reader, format!("features.{name}"), &value, origin);
        }
    }
}

/// Warns about features that a raw profile line makes void, in Proxmox's words.
pub(super) fn check_overrides(reader: &mut Reader) {
    let Some(origin) = reader.features.origin.clone() else {
        return;
    };
    for (key, guard) in [
        ("lxc.apparmor.profile", Guard::AppArmor),
        ("lxc.seccomp.profile", Guard::Seccomp),
    ] {
        let names: Vec<String> = reader
            .features
            .guarded
            .iter()
            .filter(|(_, by)| *by == guard)
            .map(|(name, _)| format!("features:{name}"))
            .collect();
        if reader.has_raw(key) && !names.is_empty() {
            let message = format!(
                "explicitly configured {key} overrides the following settings: {}",
                names.join(", ")
            );
            let problem = Problem::new("overruled", message).hint(format!("remove the features, or the `{key}` line"));
            reader.diagnose(Severity::Warning, origin.clone(), problem);
        }
    }
}

/// Says whether an unprivileged container may use keyctl, which Proxmox lets it only with the feature.
pub(super) fn has_keyctl(container: &Container) -> bool {
    let lets = |policy: &SeccompPolicy| {
        let is_refused = policy.rules.iter().any(|rule| rule.value.syscall == "keyctl");
        policy.default == SeccompAction::Allow && !is_refused
    };
    let is_native = !container.id_map.is_privileged() && container.seccomp_path.is_none();
    is_native && container.seccomp.as_ref().is_some_and(|given| lets(&given.value))
}

/// Says whether an unprivileged container has a writable /sys, which Proxmox gives it only with the feature.
pub(super) fn has_writable_sys(container: &Container) -> bool {
    let auto = container.auto_mounts.as_ref().map(|given| given.value.sys);
    !container.id_map.is_privileged() && auto == Some(SysMount::ReadWrite)
}
