//! Prints a container as a profile or instance: the key table for `config`, the device readers for `devices`, LXC's own table for
//! `raw.lxc`, and what was kept in its place.
//!
//! A container that has a name or an architecture is printed as an instance, any other as a profile; both managers take either
//! in either place. Names of devices, and options that the container holds only in part, come from `Container.kept`.

use std::collections::{BTreeMap, BTreeSet};

use transom_model::{Container, Dialect, Kept, Release, Sources};

use super::fields::{IMAGE, STRUCTURED};
use super::keys::{KEYS, Pairs};
use super::known::SIBLINGS;
use super::options::DEVICES;
use super::paths::{self, Place};
use super::{defaults, disks, native, nics, scalars, unix};

/// A device: its name and its options in order.
pub(super) type Printed = (String, Vec<(&'static str, String)>);

/// What is printed, before it is text.
#[derive(Debug, Clone, Default)]
struct Draft {
    fields: BTreeMap<String, String>,
    config: Pairs,
    devices: Vec<(String, Pairs)>,
}

/// What was kept of devices: options by the name of the device.
pub(super) type Extras = BTreeMap<String, Pairs>;

/// What printing needs to know besides the container.
pub(super) struct Notes {
    pub(super) dialect: Dialect,
    /// Whether the container was read from LXD or Incus, so that what has no name came from `raw.lxc`.
    pub(super) is_own: bool,
    /// Options of devices.
    pub(super) extras: Extras,
    /// Configuration keys.
    pub(super) config: BTreeMap<String, String>,
}

impl Notes {
    fn of(dialect: Dialect, container: &Container) -> Self {
        let mut notes = Self {
            dialect,
            is_own: container.environment.iter().any(defaults::is_own),
            extras: Extras::new(),
            config: BTreeMap::new(),
        };
        for kept in own(container) {
            match paths::read(&kept.key) {
                Place::Option(device, option) => {
                    let options = notes.extras.entry(device.to_owned()).or_default();
                    options.push((option.to_owned(), kept.value.clone()));
                }
                Place::Config(key) => {
                    notes.config.insert(key.to_owned(), kept.value.clone());
                }
                Place::Device(_) | Place::Field(_) => {}
            }
        }
        for options in notes.extras.values_mut() {
            let kind = options
                .iter()
                .find(|(option, _)| option == "type")
                .map(|(_, kind)| kind.clone());
            options.retain(|(option, _)| is_taken(dialect, kind.as_deref(), option));
        }
        notes
    }
}

/// Says whether the newest version takes an option: of this type of device, or of any where the type is not known.
fn is_taken(dialect: Dialect, kind: Option<&str>, option: &str) -> bool {
    let kinds = DEVICES.iter().filter(|device| kind.is_none_or(|kind| device.name == kind));
    let mut known = kinds
        .flat_map(|device| device.options)
        .filter(|known| known.name == option)
        .peekable();
    // `type`, and what is free (`user.…`), is in no table.
    known.peek().is_none() || known.any(|known| known.known.is_taken_by_newest(dialect))
}

fn own(container: &Container) -> impl Iterator<Item = &Kept> {
    let all = container.kept.iter().map(|given| &given.value);
    all.filter(|kept| matches!(kept.dialect, Dialect::Lxd | Dialect::Incus))
}

/// Prints a container as a profile or instance that the newest version of the manager takes. What it has no words for is left out.
pub fn print(dialect: Dialect, container: &Container) -> String {
    let notes = Notes::of(dialect, container);
    let mut draft = Draft {
        fields: fields(container),
        config: config(&notes, container),
        devices: devices(&notes, container),
    };
    // What the manager does with all that says what LXC still has to be told.
    let plain = super::read_as(Release::newest(dialect), &Sources::of("", draft.text())).container;
    let lines = native::lines(&notes, container, &plain);
    if !lines.is_empty() {
        let at = draft.config.partition_point(|(key, _)| key.as_str() < "raw.lxc");
        draft.config.insert(at, ("raw.lxc".to_owned(), lines.join("\n")));
    }
    draft.text()
}

fn fields(container: &Container) -> BTreeMap<String, String> {
    let mut fields: BTreeMap<String, String> = own(container)
        .filter(|kept| matches!(paths::read(&kept.key), Place::Field(_)))
        .map(|kept| (kept.key.clone(), kept.value.clone()))
        .collect();
    let arch = container.arch.as_ref().map(|arch| manager_word(&arch.value).to_owned());
    fields.extend(arch.map(|arch| ("architecture".to_owned(), arch)));
    if let Some(name) = &container.hostname {
        fields.insert("name".to_owned(), name.value.clone());
        // It tells an instance, whose name is the host's name inside, from a profile.
        fields.entry("ephemeral".to_owned()).or_insert_with(|| "false".to_owned());
    }
    fields
}

/// The managers' word for an architecture, which is the kernel's.
fn manager_word(arch: &str) -> &str {
    match arch {
        "amd64" | "linux64" => "x86_64",
        "i386" | "i486" | "i586" | "x86" | "linux32" => "i686",
        "arm64" => "aarch64",
        "armhf" | "armel" | "arm" => "armv7l",
        "ppc64el" => "ppc64le",
        other => other,
    }
}

fn config(notes: &Notes, container: &Container) -> Pairs {
    let keys = KEYS.iter().filter(|key| key.known.is_taken_by_newest(notes.dialect));
    let mut pairs: BTreeMap<String, String> = keys.flat_map(|key| (key.print)(container)).collect();
    // LXD takes a truth value alone; another size is told to LXC.
    if notes.dialect == Dialect::Lxd && pairs.get("limits.memory.swap").is_some_and(|value| value != "false") {
        pairs.remove("limits.memory.swap");
    }
    if notes.config.get("volatile.container.oci").is_none_or(|value| value != "true") {
        pairs.retain(|key, _| !key.starts_with("oci."));
    }
    for (key, value) in &notes.config {
        let siblings = SIBLINGS.iter().flat_map(|(lxd, incus)| [(*lxd, *incus), (*incus, *lxd)]);
        let is_known = |key: &str| super::keys::find(key).is_some_and(|entry| entry.known.is_taken_by_newest(notes.dialect));
        let sibling = siblings.into_iter().find(|(one, _)| one == key).map(|(_, other)| other);
        let key = match sibling {
            Some(sibling) if !is_known(key) => sibling,
            _ => key.as_str(),
        };
        // To the newest Incus it counts by itself; what is kept had no effect where it comes from.
        let counts_now = key == "security.idmap.size" && notes.dialect == Dialect::Incus && !container.id_map.is_privileged();
        if is_known(key) && key != "raw.lxc" && !counts_now {
            pairs.entry(key.to_owned()).or_insert_with(|| value.clone());
        }
    }
    pairs.into_iter().collect()
}

fn devices(notes: &Notes, container: &Container) -> Vec<(String, Pairs)> {
    // Only Incus makes disks of memory.
    let is_known =
        |(option, value): &(String, String)| notes.dialect == Dialect::Incus || option != "source" || !value.starts_with("tmpfs");
    let is_whole = |options: &Pairs| options.iter().all(is_known) && has_all(options);
    let mut devices: BTreeMap<String, Pairs> = notes
        .extras
        .iter()
        .filter(|(_, options)| is_whole(options))
        .map(|(name, options)| (name.clone(), options.clone()))
        .collect();
    let mut order: BTreeSet<String> = devices.keys().cloned().collect();
    let known = nics::print(notes, container)
        .into_iter()
        .chain(disks::print(notes, container))
        .chain(unix::print(container));
    for (own, options) in known {
        let name = free_name(&order, &own);
        // A name that is taken is another device's, and so is what was kept under it.
        let kept_as = if order.contains(&own) { &name } else { &own };
        let options = options.into_iter().map(|(option, value)| (option.to_owned(), value));
        devices.insert(name.clone(), with_extras(notes, kept_as, options.collect()));
        order.insert(name);
    }
    devices.into_iter().collect()
}

/// Says whether these are all the options that a device of its type cannot do without.
fn has_all(options: &Pairs) -> bool {
    let kind = options.iter().find(|(option, _)| option == "type");
    let kind = kind.and_then(|(_, kind)| DEVICES.iter().find(|device| device.name == kind));
    let has = |any: &&[&str]| options.iter().any(|(option, _)| any.contains(&option.as_str()));
    kind.is_some_and(|kind| kind.needs.iter().all(has))
}

/// Lays what was kept of a device over what the container says of it.
fn with_extras(notes: &Notes, name: &str, mut options: Pairs) -> Pairs {
    let Some(extras) = notes.extras.get(name) else {
        return options;
    };
    if extras.iter().any(|(option, _)| option == "network") {
        options.retain(|(option, _)| option != "nictype" && option != "parent");
    }
    for (option, value) in extras {
        match options.iter_mut().find(|(known, _)| known == option) {
            Some(known) => known.1.clone_from(value),
            None => options.push((option.clone(), value.clone())),
        }
    }
    options
}

/// Two devices of one name would be one device; and a name has letters, digits and few marks.
fn free_name(taken: &BTreeSet<String>, name: &str) -> String {
    let is_good = |letter: char| letter.is_ascii_alphanumeric() || "-_.:/".contains(letter);
    let clean: String = name
        .trim_start_matches('.')
        .chars()
        .filter(|letter| is_good(*letter))
        .take(48)
        .collect();
    let name = match clean.is_empty() {
        true => "device".to_owned(),
        // A name that was read is a name that the manager took.
        false if name.chars().all(|letter| is_good(letter) || !letter.is_ascii()) => name.to_owned(),
        false => clean,
    };
    if !taken.contains(&name) {
        return name;
    }
    let mut numbered = (2_u32..).map(|number| format!("{name}-{number}"));
    numbered.find(|name| !taken.contains(name)).unwrap_or(name)
}

/// Fields in the order in which the managers print them; any other comes behind.
const ORDER: [&str; 9] = [
    "architecture",
    "config",
    "description",
    "devices",
    "ephemeral",
    "profiles",
    "stateful",
    "name",
    "used_by",
];

impl Draft {
    fn text(&self) -> String {
        let (image, own): (Vec<_>, Vec<_>) = self.fields.iter().partition(|(name, _)| IMAGE.contains(&name.as_str()));
        // A date alone tells no image.
        let is_image = image.iter().any(|(name, _)| *name != "expiry_date");
        let image = if is_image { image } else { Vec::new() };
        let has_own = !self.config.is_empty() || !self.devices.is_empty() || own.iter().any(|(name, _)| *name != "architecture");
        let mut text = String::new();
        for (name, value) in own
            .iter()
            .filter(|(name, _)| is_image && *name == "architecture")
            .chain(&image)
        {
            field(&mut text, name, value);
        }
        if is_image && !has_own {
            return text;
        }
        text.push_str(if is_image { "---\n" } else { "" });
        // With an architecture a profile would be taken for an instance; the image has it already.
        let is_repeated = |name: &str| is_image && name == "architecture" && !self.fields.contains_key("ephemeral");
        let own: Vec<_> = own.into_iter().filter(|(name, _)| !is_repeated(name)).collect();
        for name in ORDER {
            match name {
                "config" => section(&mut text, "config", &self.config),
                "devices" => self.devices(&mut text),
                name => own
                    .iter()
                    .filter(|(own, _)| *own == name)
                    .for_each(|(name, value)| field(&mut text, name, value)),
            }
        }
        for (name, value) in own.iter().filter(|(name, _)| !ORDER.contains(&name.as_str())) {
            field(&mut text, name, value);
        }
        text
    }

    fn devices(&self, text: &mut String) {
        text.push_str(if self.devices.is_empty() {
            "devices: {}\n"
        } else {
            "devices:\n"
        });
        for (device, options) in &self.devices {
            text.push_str(&format!("  {}:", scalars::key(device)));
            text.push_str(if options.is_empty() { " {}\n" } else { "\n" });
            for (option, value) in options {
                text.push_str(&format!("    {}: {}\n", scalars::key(option), scalars::value(value, 4)));
            }
        }
    }
}

fn section(text: &mut String, name: &str, pairs: &Pairs) {
    text.push_str(&format!("{name}:{}\n", if pairs.is_empty() { " {}" } else { "" }));
    for (key, value) in pairs {
        text.push_str(&format!("  {}: {}\n", scalars::key(key), scalars::value(value, 2)));
    }
}

fn field(text: &mut String, name: &str, value: &str) {
    match value {
        value if !STRUCTURED.contains(&name) => text.push_str(&format!("{name}: {}\n", scalars::value(value, 0))),
        "[]" | "{}" => text.push_str(&format!("{name}: {value}\n")),
        value => {
            text.push_str(&format!("{name}:\n"));
            for line in value.split('\n') {
                text.push_str(if line.is_empty() { "" } else { "  " });
                text.push_str(line);
                text.push('\n');
            }
        }
    }
}
