//! What a document is, and how several lie over one another: profiles in their order, then the instance; later ones win.
//!
//! A configuration key is replaced by a later one of its name, a device as a whole. Here each document is sorted and taken apart
//! into its two maps; `fields.rs` reads what stands beside them. Start with [`read`].

use std::collections::{BTreeMap, BTreeSet};

use transom_model::{Effect, FileId, Given, Origin, Severity, SourceFile, phrase};

use super::{Reader, config, devices, fields, yaml};
use crate::Problem;
use crate::tree::{Entry, Node, Value};

/// What a document describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Profile,
    Instance,
    /// `backup/index.yaml`, whose parts are below `config`.
    BackupIndex,
    /// `backup.yaml`, whose parts are at the top.
    Backup,
    /// An image's `metadata.yaml`.
    Image,
    /// Something else; the text says what it looks like.
    Other(&'static str),
}

/// The two maps of a profile or instance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) name: Option<String>,
    pub(super) config: Vec<Entry>,
    pub(super) devices: Vec<Entry>,
    /// Names and texts of fields beside the two that no part of the container holds.
    pub(super) fields: Vec<(&'static str, Given<String>)>,
}

/// All documents, before they are laid over one another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Layers {
    pub(super) profiles: Vec<Layer>,
    pub(super) instance: Option<Layer>,
    /// The profiles that the instance names.
    pub(super) used: Vec<Given<String>>,
}

/// Reads all documents of all files.
pub(super) fn read(reader: &mut Reader) {
    let sources = reader.sources;
    let mut layers = Layers::default();
    for (file, source) in sources.files().filter(|(file, source)| is_document(*file, source)) {
        for root in documents(reader, file, source) {
            document(reader, &mut layers, root);
        }
    }
    settle(reader, layers);
}

/// Says whether a text is YAML of the manager's: the main one and further profiles are, what `raw.lxc` includes is not.
pub(super) fn is_document(file: FileId, source: &SourceFile) -> bool {
    let end = source.path.extension().and_then(|end| end.to_str());
    file == FileId(0) || matches!(end, Some("yaml" | "yml"))
}

/// No configuration is longer; what is costs time and memory that nobody asked for.
const MOST_BYTES: usize = 32 << 20;
const MOST_LINES: usize = 1 << 20;

/// Says whether a text is longer than any configuration.
pub(super) fn is_too_large(text: &str) -> bool {
    text.len() > MOST_BYTES || text.bytes().filter(|byte| *byte == b'\n').count() > MOST_LINES
}

fn documents(reader: &mut Reader, file: FileId, source: &SourceFile) -> Vec<Node> {
    if is_too_large(&source.text) {
        let whole = Origin::Line {
            file,
            line: 1,
            columns: 0..0,
        };
        let message = format!(
            "the file has more than {} MiB or {MOST_LINES} lines, and is not read",
            MOST_BYTES >> 20
        );
        reader.account(&whole, ("", ""), "", Effect::Wrong);
        let problem = Problem::new("too-large", message).hint("no configuration is so long; look for what writes it");
        reader.diagnose(Severity::Error, whole, problem);
        return Vec::new();
    }
    let found = yaml::read(file, &source.text);
    reader
        .continued
        .extend(found.continued.into_iter().map(|lines| (file, lines)));
    if let Some(broken) = found.broken {
        let problem = Problem::new("bad-yaml", format!("the YAML cannot be read here: {}", broken.message));
        let problem = match broken.message.contains("tab") {
            true => problem.hint("indent with blanks; YAML takes no tabs there"),
            false => problem.hint(
                "quote values with `: `, `#` or a special first letter, and check the indentation of this line and the one above",
            ),
        };
        reader.diagnose(Severity::Error, broken.origin.clone(), problem);
        if let Some((_, line)) = broken.origin.line() {
            reader.broken.insert(file, line);
            reader.account(&broken.origin, ("", ""), "", Effect::Wrong);
        }
    } else if found.roots.is_empty() {
        let whole = Origin::Line {
            file,
            line: 1,
            columns: 0..0,
        };
        let problem = Problem::new("empty-file", "the file says nothing: no profile, no instance");
        reader.diagnose(
            Severity::Warning,
            whole,
            problem.hint("`lxc config show NAME --expanded` prints an instance"),
        );
    }
    found.roots
}

fn document(reader: &mut Reader, layers: &mut Layers, root: Node) {
    let origin = root.origin.clone();
    let kind = kind(&root);
    let Value::Map(entries) = root.value else {
        return other(reader, origin, "it is no map of fields");
    };
    match kind {
        Kind::Profile | Kind::Instance => fields::layer(reader, layers, kind, entries),
        Kind::BackupIndex | Kind::Backup => fields::backup(reader, layers, kind, entries),
        Kind::Image => fields::image(reader, entries),
        Kind::Other(what) => {
            for entry in &entries {
                let effect = Effect::NoEffect(phrase!("the file is none of LXD's or Incus's"));
                reader.account(&entry.key_origin, (&entry.key, text_of(&entry.value)), "lxd-field", effect);
            }
            other(reader, origin, what);
        }
    }
}

fn other(reader: &mut Reader, origin: Origin, what: &str) {
    let message = format!(
        "this YAML is no profile, instance, backup or image of {}: {what}",
        reader.manager()
    );
    let hint = "`lxc profile show NAME` and `lxc config show NAME --expanded` print what can be read here; for other files name the dialect with `--dialect`";
    reader.account(&origin, ("", ""), "", Effect::Wrong);
    reader.diagnose(Severity::Error, origin, Problem::new("not-lxd", message).hint(hint));
}

/// Tells what a document is by the fields it has.
pub(super) fn kind(root: &Node) -> Kind {
    let has = |field: &str| root.entries().iter().any(|entry| entry.key == field);
    let any = |fields: &[&str]| fields.iter().any(|field| has(field));
    let is_map = |node: Option<&Node>| node.is_some_and(|node| matches!(node.value, Value::Map(_)));
    let has_instance = |node: &Node| is_map(node.find("container")) || is_map(node.find("instance"));
    let has_own = any(&["config", "devices", "expanded_config", "expanded_devices"]);
    match () {
        () if root.find("config").is_some_and(has_instance) => Kind::BackupIndex,
        () if has_instance(root) => Kind::Backup,
        () if is_foreign(root).is_some() => Kind::Other(is_foreign(root).unwrap_or_default()),
        () if has("creation_date") || (any(&["templates", "properties"]) && !has_own) => Kind::Image,
        () if any(&[
            "architecture",
            "expanded_config",
            "expanded_devices",
            "ephemeral",
            "stateful",
            "profiles",
        ]) =>
        {
            Kind::Instance
        }
        () if has_own || has("used_by") || (has("name") && has("description")) => Kind::Profile,
        () => Kind::Other("it has none of their fields (`config`, `devices`)"),
    }
}

/// Says which other kind of file a document looks like.
fn is_foreign(root: &Node) -> Option<&'static str> {
    let has = |field: &str| root.find(field).is_some();
    let is_list_of_maps = |field: &str| {
        let mut items = root.find(field).map(Node::items).unwrap_or_default().iter();
        items.next().is_some_and(|item| matches!(item.value, Value::Map(_)))
    };
    let found = match () {
        () if is_list_of_maps("storage_pools") || is_list_of_maps("networks") || is_list_of_maps("profiles") => {
            "it looks like a preseed of the whole server (`lxd init --preseed`), whose profiles can be read one by one"
        }
        () if has("managed") || has("config") && has("type") && has("locations") => "it looks like a network",
        () if has("driver") && has("config") => "it looks like a storage pool",
        () if has("apiVersion") && has("kind") => "it looks like a Kubernetes object",
        () if has("services") => "it looks like a Docker Compose file",
        () if has("network") && root.find("network").is_some_and(|node| node.find("version").is_some()) => {
            "it looks like a netplan or cloud-init network configuration"
        }
        () if has("runcmd") || has("packages") || has("write_files") => "it looks like cloud-init user data",
        () if has("image") && has("source") => "it looks like an image definition of distrobuilder",
        () => return None,
    };
    Some(found)
}

/// Lays the documents over one another and reads what is left on top.
fn settle(reader: &mut Reader, mut layers: Layers) {
    order(reader, &mut layers);
    let has_instance = layers.instance.is_some();
    let profiles = layers.profiles.into_iter().map(|layer| Layer {
        // A profile's name and description are not those of the instance that uses it.
        fields: if has_instance { Vec::new() } else { layer.fields },
        ..layer
    });
    let all = profiles.chain(layers.instance);
    let (mut config, mut devices) = (Vec::new(), Vec::new());
    for layer in all {
        for (name, given) in layer.fields {
            reader.keep(name, given.value, &given.origin);
        }
        config.extend(layer.config);
        devices.extend(layer.devices);
    }
    for entry in by_name(on_top(reader, config)) {
        config::read(reader, &entry);
    }
    let mut seen = BTreeSet::new();
    reader.wishes.replaced = devices
        .iter()
        .filter(|entry: &&Entry| !seen.insert(&entry.key))
        .map(|entry| entry.key.clone())
        .collect();
    for entry in by_name(on_top(reader, devices)) {
        devices::read(reader, &entry);
    }
}

/// The order of a map means nothing; the managers go through both by name.
fn by_name(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|one, other| one.key.cmp(&other.key));
    entries
}

/// Puts profiles into the order in which the instance names them.
fn order(reader: &mut Reader, layers: &mut Layers) {
    if layers.used.is_empty() {
        return;
    }
    let place = |name: &Option<String>| layers.used.iter().position(|used| Some(&used.value) == name.as_ref());
    let profiles = std::mem::take(&mut layers.profiles);
    let (mut used, unused): (Vec<_>, Vec<_>) = profiles
        .into_iter()
        .partition(|layer| layer.name.is_none() || place(&layer.name).is_some());
    used.sort_by_key(|layer| place(&layer.name));
    for entry in unused.iter().flat_map(|layer| layer.config.iter().chain(&layer.devices)) {
        let effect = Effect::NoEffect(phrase!("the instance does not use this profile"));
        reader.account(&entry.key_origin, (&entry.key, text_of(&entry.value)), "lxd-field", effect);
    }
    let is_here = |name: &String| used.iter().any(|layer| layer.name.as_ref() == Some(name));
    let missing: Vec<&Given<String>> = layers.used.iter().filter(|name| !is_here(&name.value)).collect();
    reader.wishes.instance = missing.first().map(|name| name.origin.clone());
    layers.profiles = used;
}

/// Keeps the last entry of each key, and says of the others which line replaces them.
fn on_top(reader: &mut Reader, entries: Vec<Entry>) -> Vec<Entry> {
    if !has_repeats(&entries) {
        return entries;
    }
    let last: BTreeMap<String, usize> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.key.clone(), at))
        .collect();
    let winners: BTreeMap<String, Origin> = last
        .iter()
        .map(|(key, at)| (key.clone(), entries[*at].key_origin.clone()))
        .collect();
    let mut kept = Vec::new();
    for (at, entry) in entries.into_iter().enumerate() {
        if last[&entry.key] == at {
            kept.push(entry);
            continue;
        }
        let why = phrase!("{place} sets it again", place = reader.sources.describe(&winners[&entry.key]));
        reader.account(
            &entry.key_origin,
            (&entry.key, text_of(&entry.value)),
            "lxd-field",
            Effect::NoEffect(why),
        );
    }
    kept
}

/// Says whether a key stands twice.
pub(super) fn has_repeats(entries: &[Entry]) -> bool {
    let mut seen = BTreeSet::new();
    !entries.iter().all(|entry| seen.insert(&entry.key))
}

/// Drops all but the last of keys that one map has twice, with a warning that names both lines.
pub(super) fn without_repeats(reader: &mut Reader, entries: Vec<Entry>) -> Vec<Entry> {
    if !has_repeats(&entries) {
        return entries;
    }
    let mut first: BTreeMap<String, Origin> = BTreeMap::new();
    for entry in &entries {
        if let Some(earlier) = first.insert(entry.key.clone(), entry.key_origin.clone()) {
            let (there, here) = (reader.sources.describe(&earlier), reader.sources.describe(&entry.key_origin));
            let problem = Problem::new(
                "repeated-key",
                format!("`{}` is given twice, at {there} and {here}; the last one counts", entry.key),
            )
            .label(format!("also at {there}"))
            .hint("LXD takes the last one without a word, Incus refuses the file; keep one of the two");
            reader.diagnose(Severity::Warning, entry.key_origin.clone(), problem);
        }
    }
    on_top(reader, entries)
}

/// Returns a scalar's text; nothing for maps and lists.
pub(super) fn text_of(node: &Node) -> &str {
    node.text().unwrap_or_default()
}
