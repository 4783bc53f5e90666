//! The fields of a document beside its keys and devices: names, architecture, the parts of a backup, an image's metadata.

use transom_model::{Effect, Given, Severity, Words, phrase, words};

use super::documents::{Kind, Layer, Layers, text_of, without_repeats};
use super::values::is_true;
use super::{Reader, scalars};
use crate::Problem;
use crate::tree::{Entry, Node, Value};

/// Fields that hold a list or a map; all others are text.
pub(super) const STRUCTURED: [&str; 7] = [
    "backups",
    "profiles",
    "properties",
    "snapshots",
    "state",
    "templates",
    "used_by",
];

/// Fields of an image's metadata, which is a document of its own.
pub(super) const IMAGE: [&str; 4] = ["creation_date", "expiry_date", "properties", "templates"];

/// Fields that the managers write for people and tools, and why they do nothing.
const NOTES: &[(&str, Words)] = &[
    ("backups", words!("it lists what backups there are")),
    ("created_at", words!("it notes when the instance was made")),
    ("last_used_at", words!("it notes when the instance was last started")),
    ("location", words!("it names the cluster member that holds the instance")),
    ("name", words!("it is the profile's name")),
    ("project", words!("it names the project that this belongs to")),
    ("snapshots", words!("it lists what snapshots there are")),
    ("state", words!("it notes what the instance was doing")),
    ("stateful", words!("it notes whether a saved state of the processes is there")),
    ("status", words!("it notes whether the instance was running")),
    ("status_code", words!("it notes whether the instance was running")),
    ("used_by", words!("it lists what uses the profile")),
];

/// Reads a profile or an instance.
pub(super) fn layer(reader: &mut Reader, layers: &mut Layers, kind: Kind, entries: Vec<Entry>) {
    let entries = without_repeats(reader, entries);
    let has = |field: &str| entries.iter().any(|entry| entry.key == field);
    let is_expanded = [has("expanded_config"), has("expanded_devices")];
    let mut layer = Layer::default();
    for entry in entries {
        match entry.key.as_str() {
            "config" if is_expanded[0] => repeated(reader, &entry, "expanded_config"),
            "devices" if is_expanded[1] => repeated(reader, &entry, "expanded_devices"),
            "config" | "expanded_config" => layer.config = section(reader, entry),
            "devices" | "expanded_devices" => layer.devices = section(reader, entry),
            "profiles" => {
                profiles(reader, layers, &entry);
                // Anything but names would make another kind of document of it.
                if entry.value.items().iter().all(|item| item.text().is_some()) {
                    keep(&mut layer, "profiles", &entry);
                }
            }
            "name" if kind == Kind::Profile => {
                layer.name = entry.value.text().map(str::to_owned);
                field(reader, kind, &entry, &mut layer);
            }
            _ => field(reader, kind, &entry, &mut layer),
        }
    }
    match kind {
        Kind::Instance => layers.instance = Some(layer),
        _ => layers.profiles.push(layer),
    }
}

/// Keeps a field that is not empty.
fn keep(layer: &mut Layer, name: &'static str, entry: &Entry) {
    let text = if STRUCTURED.contains(&name) {
        scalars::node(&entry.value)
    } else {
        text_of(&entry.value).to_owned()
    };
    if !text.is_empty() && entry.value.value != Value::Null {
        layer.fields.push((name, Given::new(text, entry.value.origin.clone())));
    }
}

/// Returns the entries of a map of keys or devices.
fn section(reader: &mut Reader, entry: Entry) -> Vec<Entry> {
    let line = |effect| (entry.key_origin.clone(), entry.key.clone(), effect);
    let (origin, key, effect) = match &entry.value.value {
        Value::Map(_) | Value::Null => line(Effect::Taken),
        _ => line(Effect::Wrong),
    };
    if effect == Effect::Wrong {
        let problem = Problem::new("bad-shape", format!("`{key}` must be a map of names and values"))
            .hint("write each on a line of its own, further in than this one: `  limits.memory: 2GiB`");
        reader.diagnose(Severity::Error, entry.value.origin.clone(), problem);
    }
    reader.account(&origin, (&key, ""), "lxd-section", effect);
    match entry.value.value {
        Value::Map(entries) => without_repeats(reader, entries),
        _ => Vec::new(),
    }
}

fn repeated(reader: &mut Reader, entry: &Entry, by: &str) {
    let why = phrase!("`{by}` repeats it, together with what the profiles give", by);
    reader.account(&entry.key_origin, (&entry.key, ""), "lxd-section", Effect::NoEffect(why));
}

fn profiles(reader: &mut Reader, layers: &mut Layers, entry: &Entry) {
    let names = entry
        .value
        .items()
        .iter()
        .filter_map(|item| Some(Given::new(item.text()?.to_owned(), item.origin.clone())));
    layers.used = names.collect();
    let list: Vec<&str> = layers.used.iter().map(|given| given.value.as_str()).collect();
    reader.account(
        &entry.key_origin,
        (&entry.key, &list.join(", ")),
        "lxd-profiles",
        Effect::Taken,
    );
}

/// Reads one field of a profile or an instance.
fn field(reader: &mut Reader, kind: Kind, entry: &Entry, layer: &mut Layer) {
    let text = text_of(&entry.value);
    let given = || Given::new(text.to_owned(), entry.value.origin.clone());
    let (explanation, effect) = match entry.key.as_str() {
        "architecture" if !text.is_empty() => {
            reader.container.arch = Some(given());
            ("arch", Effect::Taken)
        }
        "description" if text.is_empty() => ("description", Effect::NoEffect(phrase!("it is empty"))),
        "description" => {
            keep(layer, "description", entry);
            ("description", Effect::Taken)
        }
        "ephemeral" if is_true(text) => {
            keep(layer, "ephemeral", entry);
            ("ephemeral", Effect::NotYet(words!("removes the container when it stops")))
        }
        "ephemeral" => (
            "ephemeral",
            Effect::NoEffect(phrase!("the container stays when it stops, as it does without the line")),
        ),
        "name" if kind == Kind::Instance && !text.is_empty() => {
            reader.container.hostname = Some(given());
            ("hostname", Effect::Taken)
        }
        "type" => {
            let effect = instance_type(reader, entry);
            if effect != Effect::Wrong {
                keep(layer, "type", entry);
            }
            ("lxd-field", effect)
        }
        key => ("lxd-field", note(reader, key, entry, layer)),
    };
    reader.account(&entry.key_origin, (&entry.key, text), explanation, effect);
}

fn instance_type(reader: &mut Reader, entry: &Entry) -> Effect {
    match text_of(&entry.value) {
        "virtual-machine" => {
            let problem = Problem::new(
                "virtual-machine",
                "this instance is a virtual machine, and Transom runs containers",
            )
            .hint("QEMU can run inside a container that has /dev/kvm; the disk image has to be taken over by hand");
            reader.diagnose(Severity::Error, entry.value.origin.clone(), problem);
            Effect::Wrong
        }
        "" | "container" => Effect::NoEffect(phrase!("it says that this is a container")),
        _ => Effect::NoEffect(phrase!("it says what kind of instance this is")),
    }
}

fn note(reader: &mut Reader, key: &str, entry: &Entry, layer: &mut Layer) -> Effect {
    if let Some((name, why)) = NOTES.iter().find(|(name, _)| *name == key) {
        keep(layer, name, entry);
        return Effect::NoEffect((*why).into());
    }
    let manager = reader.manager();
    let problem = Problem::new("unknown-field", format!("{manager} ignores the field `{key}`"));
    let fields = [
        "config",
        "devices",
        "profiles",
        "architecture",
        "ephemeral",
        "description",
        "name",
    ];
    let problem = match crate::lxc::nearest(key, fields.into_iter()) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None if key.contains('.') => problem.hint("configuration keys stand below `config:`, two blanks further in"),
        None => problem.hint("remove the line, or move it below `config:` or `devices:`"),
    };
    reader.diagnose(Severity::Warning, entry.key_origin.clone(), problem);
    Effect::NoEffect(phrase!("{manager} ignores fields that it does not know", manager))
}

/// Reads a backup: the instance in it, and a word on the rest.
pub(super) fn backup(reader: &mut Reader, layers: &mut Layers, kind: Kind, entries: Vec<Entry>) {
    for entry in without_repeats(reader, entries) {
        match (entry.key.as_str(), kind) {
            ("config", Kind::BackupIndex) => {
                reader.account(&entry.key_origin, ("config", ""), "lxd-section", Effect::Taken);
                if let Value::Map(inner) = entry.value.value {
                    backup(reader, layers, Kind::Backup, inner);
                }
            }
            ("container" | "instance", _) => {
                reader.account(&entry.key_origin, (&entry.key, ""), "lxd-section", Effect::Taken);
                if let Value::Map(inner) = entry.value.value {
                    layer(reader, layers, Kind::Instance, inner);
                }
            }
            ("type", _) => {
                let effect = instance_type(reader, &entry);
                reader.account(&entry.key_origin, ("type", text_of(&entry.value)), "lxd-field", effect);
            }
            (key, _) => {
                let effect = Effect::Elsewhere(backup_part(key));
                reader.account(&entry.key_origin, (key, text_of(&entry.value)), "lxd-field", effect);
            }
        }
    }
}

fn backup_part(key: &str) -> Words {
    match key {
        "profiles" => words!("the profiles that the backup carries, whose keys the instance's expanded ones have already"),
        "snapshots" => words!("the snapshots that the backup carries"),
        "pool" | "pools" | "backend" => words!("the storage that the backup was taken from"),
        "volume" | "volumes" | "volume_snapshots" | "bucket" => words!("the volumes that the backup carries"),
        _ => words!("what the backup notes about itself"),
    }
}

/// Reads an image's `metadata.yaml`.
pub(super) fn image(reader: &mut Reader, entries: Vec<Entry>) {
    let mut layer = Layer::default();
    for entry in without_repeats(reader, entries) {
        let text = text_of(&entry.value).to_owned();
        let (explanation, effect) = match entry.key.as_str() {
            "architecture" if !text.is_empty() => {
                reader.container.arch = Some(Given::new(text.clone(), entry.value.origin.clone()));
                ("arch", Effect::Taken)
            }
            "templates" => {
                keep(&mut layer, "templates", &entry);
                let what = words!("writes files into the root file system when the instance is made, copied or started");
                ("lxd-templates", Effect::NotYet(what))
            }
            "properties" => {
                keep(&mut layer, "properties", &entry);
                ("lxd-section", Effect::Taken)
            }
            date @ ("creation_date" | "expiry_date") => {
                let name = if date == "creation_date" {
                    "creation_date"
                } else {
                    "expiry_date"
                };
                keep(&mut layer, name, &entry);
                ("lxd-image", Effect::NoEffect(phrase!("it describes the image's age")))
            }
            _ => ("lxd-image", note(reader, &entry.key, &entry, &mut layer)),
        };
        reader.account(&entry.key_origin, (&entry.key, &text), explanation, effect);
        if entry.key == "properties" {
            properties(reader, &entry.value);
        }
    }
    // A name or a project is no part of an image, whatever stands in its file.
    for (name, given) in layer.fields.into_iter().filter(|(name, _)| IMAGE.contains(name)) {
        reader.keep(name, given.value, &given.origin);
    }
}

fn properties(reader: &mut Reader, node: &Node) {
    for entry in node.entries() {
        let effect = match entry.key.strip_prefix("requirements.") {
            Some(_) => Effect::NotYet(words!("is asked of the instance before it starts")),
            None => Effect::NoEffect(phrase!(
                "it describes the image; an instance made from it keeps it as `image.…`"
            )),
        };
        reader.account(&entry.key_origin, (&entry.key, text_of(&entry.value)), "lxd-image", effect);
    }
}
