//! A device of a `devices` map: its type, its options by the table, then the reader of its type.
//!
//! Options are checked here, once for all types; what they mean together is read in `unix.rs`, `disks.rs` and `nics.rs`.

use std::collections::BTreeMap;

use transom_model::{Effect, Given, Origin, Severity, phrase, words};

use super::documents::{has_repeats, text_of, without_repeats};
use super::known::{self, Known};
use super::options::{self, DeviceOption, DeviceType};
use super::{Reader, config, disks, later, nics, paths, unix, values};
use crate::tree::{Entry, Value};
use crate::{Problem, Setting, Syntax};

/// A device with its options, each checked.
pub(super) struct Device<'e> {
    pub(super) name: &'e str,
    /// Where its name stands: what the device is blamed on.
    pub(super) origin: Origin,
    pub(super) kind: &'static DeviceType,
    options: BTreeMap<&'e str, &'e Entry>,
}

impl<'e> Device<'e> {
    /// Returns an option's text; nothing for an empty one.
    pub(super) fn text(&self, option: &str) -> Option<&'e str> {
        let entry = self.options.get(option)?;
        entry.value.text().filter(|text| !text.is_empty())
    }

    /// Returns an option's text with its place.
    pub(super) fn given(&self, option: &str) -> Option<Given<String>> {
        Some(Given::new(self.text(option)?.to_owned(), self.origin_of(option)))
    }

    /// Returns where an option's value stands; the device's name where it is not given.
    pub(super) fn origin_of(&self, option: &str) -> Origin {
        self.options
            .get(option)
            .map_or_else(|| self.origin.clone(), |entry| entry.value.origin.clone())
    }

    /// Says whether a switch is on.
    pub(super) fn is_on(&self, option: &str) -> bool {
        self.text(option).is_some_and(values::is_true)
    }

    /// Returns an option's number; the table has checked it.
    pub(super) fn number(&self, option: &str) -> Option<u32> {
        self.text(option)?.parse().ok()
    }

    /// Puts a problem where an option's value stands.
    pub(super) fn wrong(&self, option: &str, problem: Problem) -> Wrong {
        Box::new((self.origin_of(option), problem))
    }

    /// Returns a problem in the managers' form.
    pub(super) fn problem(&self, code: &'static str, message: &str) -> Problem {
        Problem::new(code, format!("Device validation failed for {:?}: {message}", self.name))
    }
}

/// Reads one device.
pub(super) fn read(reader: &mut Reader, entry: &Entry) {
    let origin = entry.key_origin.clone();
    match &entry.value.value {
        Value::Map(entries) if has_repeats(entries) => {
            let entries = without_repeats(reader, entries.clone());
            device(reader, entry, &entries);
        }
        Value::Map(entries) => device(reader, entry, entries),
        _ => {
            let problem = Problem::new("bad-shape", format!("the device `{}` must be a map of options", entry.key))
                .hint("write `type: …` and the other options on lines of their own, further in");
            reader.diagnose(Severity::Error, entry.value.origin.clone(), problem);
            reader.account(&origin, (&entry.key, text_of(&entry.value)), "lxd-device", Effect::Wrong);
        }
    }
}

fn device(reader: &mut Reader, entry: &Entry, entries: &[Entry]) {
    let kind = match kind(entries) {
        Ok(kind) => kind,
        Err((at, problem)) => {
            let origin = at.map_or_else(|| entry.key_origin.clone(), |found| found.value.origin.clone());
            reader.diagnose(Severity::Error, origin, problem);
            reader.account(&entry.key_origin, (&entry.key, ""), "lxd-device", Effect::Wrong);
            return;
        }
    };
    let options = entries.iter().map(|option| (option.key.as_str(), option)).collect();
    let device = Device {
        name: &entry.key,
        origin: entry.key_origin.clone(),
        kind,
        options,
    };
    // The header's account comes first, so that it names a line that has the options too.
    let shown = entries
        .iter()
        .map(|option| format!("{}={}", option.key, text_of(&option.value)))
        .collect::<Vec<_>>()
        .join(" ");
    reader.account(&device.origin, (&entry.key, &shown), kind.explanation, Effect::Prose);
    let what = || format!("a device of type `{}`", kind.name);
    known::remark(reader, kind.known, "", what, &device.origin);
    let mut is_wrong = false;
    for option in entries {
        is_wrong |= self::option(reader, &device, option) == Effect::Wrong;
    }
    let effect = match missing(&device) {
        _ if is_wrong => Effect::Wrong,
        Some(problem) => {
            reader.diagnose(Severity::Error, device.origin_of("type"), problem);
            Effect::Wrong
        }
        None => meaning(reader, &device),
    };
    keep(reader, &device, entries, &effect);
    reader.account(&device.origin, (&entry.key, &shown), kind.explanation, effect);
}

/// Says which option the type cannot do without, if one is not given.
fn missing(device: &Device<'_>) -> Option<Problem> {
    let is_given = |any: &&&[&str]| any.iter().any(|option| device.text(option).is_some());
    let missing = device.kind.needs.iter().find(|any| !is_given(any))?;
    let names: Vec<String> = missing.iter().map(|name| format!("{name:?}")).collect();
    let message = format!("Required device option {} is missing", names.join(" or "));
    let problem = device.problem("missing-option", &message);
    Some(problem.hint(match device.kind.name {
        "proxy" => "say both ends: `listen: tcp:0.0.0.0:80` and `connect: tcp:127.0.0.1:80`".to_owned(),
        "unix-hotplug" => "`lsusb` shows the two numbers: `1a86:7523` is vendorid 1a86, productid 7523".to_owned(),
        "tpm" => "name the node inside: `path: /dev/tpm0`".to_owned(),
        _ => format!("add `{}:`", missing.first().unwrap_or(&"")),
    }))
}

/// Keeps what the container does not hold of a device: all of one that nothing is done with yet, else single options.
fn keep(reader: &mut Reader, device: &Device<'_>, entries: &[Entry], effect: &Effect) {
    let is_whole = match (device.kind.name, effect) {
        (_, Effect::Wrong) => return,
        ("none", Effect::Taken) => return,
        ("nic", _) => false,
        (_, effect) => *effect != Effect::Taken,
    };
    let held: Vec<&str> = match device.kind.name {
        _ if is_whole => Vec::new(),
        "nic" => nics::held(reader, device),
        kind => {
            let options = device.kind.options.iter().filter(|option| option.later.is_none());
            let mut held: Vec<&str> = options.map(|option| option.name).chain(["type"]).collect();
            // A mount has no name in the container; its path tells which one is meant.
            if kind == "disk" && disks::is_unnamed(device) {
                held.retain(|name| *name != "path");
            }
            held
        }
    };
    for entry in entries.iter().filter(|entry| !held.contains(&entry.key.as_str())) {
        if let Some(text) = entry.value.text().filter(|text| !text.is_empty()) {
            reader.keep(paths::of_option(device.name, &entry.key), text, &entry.value.origin);
        }
    }
}

/// Returns the type of a device, or where it is wrong and why.
fn kind(entries: &[Entry]) -> Result<&'static DeviceType, (Option<&Entry>, Problem)> {
    let given = entries.iter().rev().find(|option| option.key == "type");
    let name = given.map(|option| text_of(&option.value)).unwrap_or_default();
    options::find(name).ok_or_else(|| {
        let words = options::DEVICES.iter().map(|device| device.name);
        let problem = match given {
            None => Problem::new("no-device-type", "Missing device type"),
            Some(_) => Problem::new("unknown-device-type", format!("Unsupported device type {name:?}")),
        };
        let problem = match crate::lxc::nearest(name, words.clone()) {
            Some(near) if given.is_some() => problem.hint(format!("did you mean `{near}`?")),
            _ => problem.hint(format!("add `type:` and one of {}", words.collect::<Vec<_>>().join(", "))),
        };
        (given, problem)
    })
}

/// Checks one option by the table and accounts for its line.
fn option(reader: &mut Reader, device: &Device<'_>, entry: &Entry) -> Effect {
    let text = text_of(&entry.value);
    let (explanation, outcome) = match (
        entry.key.as_str(),
        device.kind.options.iter().find(|option| option.name == entry.key),
    ) {
        ("type", _) => ("lxd-type", Ok(Effect::Taken)),
        // Every device may carry notes of its user's own.
        (key, None) if key.starts_with("user.") => (
            "lxd-user",
            Ok(Effect::NoEffect(phrase!("keys below `user.` are free for people and tools"))),
        ),
        (key, None) if key.starts_with("initial.") && device.kind.name == "disk" => {
            let what = || format!("`{key}` of a disk device");
            known::remark(reader, Known::AFTER_5, "", what, &entry.key_origin);
            (
                "lxd-option",
                Ok(Effect::NoEffect(phrase!("it counts only when the volume is made"))),
            )
        }
        (key, None) => ("lxd-option", Err(unknown_option(reader, device, key))),
        (_, Some(option)) => (option.explanation, checked(reader, device, option, entry)),
    };
    let effect = outcome.unwrap_or_else(|problem| {
        let origin = if problem.code == "unknown-option" {
            &entry.key_origin
        } else {
            &entry.value.origin
        };
        reader.diagnose(Severity::Error, origin.clone(), problem);
        Effect::Wrong
    });
    // On the device's own line its account says it all, unless the option is wrong.
    if entry.key_origin.line() != device.origin.line() || effect == Effect::Wrong {
        reader.account(&entry.key_origin, (&entry.key, text), explanation, effect.clone());
    }
    effect
}

fn unknown_option(reader: &mut Reader, device: &Device<'_>, key: &str) -> Problem {
    let problem = device.problem("unknown-option", &format!("Invalid device option {key:?}"));
    let names: Vec<&str> = device.kind.options.iter().map(|option| option.name).collect();
    let near = if reader.may_guess() {
        crate::lxc::nearest(key, names.iter().copied())
    } else {
        None
    };
    match near {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None if names.is_empty() => problem.hint("a device of type `none` has no options"),
        None => problem.hint(format!("a device of type `{}` takes {}", device.kind.name, some_of(&names))),
    }
}

fn some_of(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let more = if names.len() > SHOWN { " and more" } else { "" };
    format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
}

fn checked(reader: &mut Reader, device: &Device<'_>, option: &DeviceOption, entry: &Entry) -> Result<Effect, Problem> {
    let what = || format!("`{}` of a {} device", option.name, device.kind.name);
    known::remark(reader, option.known, "", what, &entry.key_origin);
    let text = match &entry.value.value {
        Value::Null => "",
        Value::Scalar { text, .. } => text,
        _ => {
            return Err(device.problem("bad-shape", &format!("`{}` must be text", option.name)));
        }
    };
    if text.is_empty() {
        return Ok(Effect::NoEffect(phrase!("an empty value is the same as no line")));
    }
    let setting = config::setting(entry, text);
    let named = |problem: Problem| Problem {
        message: device
            .problem(problem.code, &format!("{}: {}", option.name, problem.message))
            .message,
        ..problem
    };
    values::check(option.syntax, &setting).map_err(named)?;
    check_form(option, &setting).map_err(named)?;
    if !option.only.is_empty() && !option.only.contains(&subtype(device)) && !subtype(device).is_empty() {
        let message = format!("Invalid device option {:?}", option.name);
        return Err(device
            .problem("unknown-option", &message)
            .hint(format!("only {} takes it", option.only.join(", "))));
    }
    match (device.kind.later, option.later) {
        (_, Some(later)) => Ok(Effect::NotYet(later)),
        (None, None) => Ok(Effect::Taken),
        // The device as a whole does nothing yet, and so do its options.
        _ => Ok(Effect::NotYet(words!("describes the device"))),
    }
}

/// Forms that [`Syntax`] has no word for.
fn check_form(option: &DeviceOption, setting: &Setting<'_>) -> Result<(), Problem> {
    let value = setting.value;
    match (option.name, option.syntax) {
        ("mode", Syntax::Text(_)) if option.explanation == "lxd-mode" => values::mode(value).map(|_| ()),
        ("vendorid" | "productid", _) if value.len() != 4 || !value.bytes().all(|digit| digit.is_ascii_hexdigit()) => {
            Err(Problem::new(
                "bad-value",
                format!("Invalid value {value:?}: it is not four hexadecimal digits"),
            )
            .hint("as `lsusb` shows it: `1a86:7523` is vendorid 1a86, productid 7523"))
        }
        ("vlan", _) if value != "none" && !value.parse::<u16>().is_ok_and(|vlan| vlan <= 4094) => {
            Err(Problem::new("bad-value", format!("Invalid VLAN ID {value:?}")).hint("a number from 0 to 4094"))
        }
        ("hwaddr", _) if option.explanation == "lxd-hwaddr" => values::mac(value).map(|_| ()),
        _ => Ok(()),
    }
}

/// The kind within a type: `nictype`, `gputype`.
fn subtype<'e>(device: &Device<'e>) -> &'e str {
    device.text("nictype").or_else(|| device.text("gputype")).unwrap_or_default()
}

/// Reads a device whose options are right.
fn meaning(reader: &mut Reader, device: &Device<'_>) -> Effect {
    let outcome = match device.kind.name {
        "none" if reader.wishes.replaced.contains(device.name) => Ok(Effect::Taken),
        "none" => Ok(Effect::NoEffect(phrase!(
            "there is no device `{device}` of an earlier profile to hide",
            device = device.name
        ))),
        "unix-char" | "unix-block" => unix::read(reader, device),
        "disk" => disks::read(reader, device),
        "nic" => nics::read(reader, device),
        "usb" => {
            unix::remark_on_usb(reader, device);
            Ok(device.kind.later.map_or(Effect::Taken, Effect::NotYet))
        }
        _ => later::read(device),
    };
    outcome.unwrap_or_else(|wrong| {
        let (origin, problem) = *wrong;
        reader.diagnose(Severity::Error, origin, problem);
        Effect::Wrong
    })
}

/// A problem and its place.
pub(super) type Wrong = Box<(Origin, Problem)>;

/// What a type's reader returns.
pub(super) type Outcome = Result<Effect, Wrong>;

/// Adds the nodes that every container has, and remarks on what only the whole shows.
pub(super) fn settle(reader: &mut Reader) {
    unix::settle(reader);
    nics::settle(reader);
    disks::settle(reader);
}
