//! Changing one setting of a text in place.
//!
//! A name is a configuration key (`limits.memory`), a device or an option of one (`devices.kvm`, `devices.kvm.gid`), or a field
//! (`description`): `paths.rs`. Where a document has the key twice, or beside its `expanded_…` form, all that count are changed.
//! Snapshots, the profiles that a backup carries and other documents stay as they are. How text is changed is `surgery.rs`.

use transom_model::{Dialect, FileId, Severity, Sources};

use super::documents::{self, Kind};
use super::outline::{Item, Piece, Shape, outline};
use super::paths::{self, Place};
use super::surgery::{self, New, Patches};
use super::{scalars, yaml};
use crate::{Edit, Problem};

/// Fields whose text may be changed; all others are the manager's own notes.
const FIELDS: [&str; 6] = ["architecture", "description", "ephemeral", "name", "profiles", "stateful"];

/// Changes a text and returns the new one.
///
/// A whole device is set as on the managers' command line: `devices.kvm` to `unix-char path=/dev/kvm gid=104`. `profiles` is set to
/// names separated by commas. Every other value is text as the manager takes it, and replaces the old one as a whole.
///
/// # Errors
/// See [`crate::edit`].
pub fn edit(dialect: Dialect, text: &str, edit: &Edit<'_>) -> Result<String, Problem> {
    let (Edit::Set { key: name, .. } | Edit::Unset { key: name }) = *edit;
    let roots = outline(text).ok_or_else(|| unreadable(dialect, text))?;
    let place = paths::read(name);
    check_name(place)?;
    let layers = layers(text, &roots, place);
    let new = match *edit {
        Edit::Set { value, .. } => set(text, &layers, place, value)?,
        Edit::Unset { .. } => unset(text, &layers, place, name)?,
    };
    check(dialect, text, &new)?;
    match *edit {
        Edit::Set { value, .. } => has_value(&new, place, value)?,
        Edit::Unset { .. } => {}
    }
    Ok(new)
}

fn cannot(why: impl Into<String>) -> Problem {
    Problem::new("cannot-edit", why)
}

fn unreadable(dialect: Dialect, text: &str) -> Problem {
    let reading = super::read(dialect, &Sources::of("", text));
    let error = reading
        .diagnostics
        .into_iter()
        .find(|found| found.severity == Severity::Error);
    let why = error.map_or_else(|| "the YAML cannot be read".to_owned(), |error| error.message);
    cannot(format!("the text cannot be changed as it is: {why}")).hint("correct it first; `transom check` shows where")
}

fn check_name(place: Place<'_>) -> Result<(), Problem> {
    match place {
        Place::Field("config" | "devices" | "expanded_config" | "expanded_devices") => {
            Err(cannot("this is a part of the file and no setting")
                .hint("name a key, such as `limits.memory`, or `devices.NAME.OPTION`"))
        }
        Place::Field(field) if !FIELDS.contains(&field) => {
            let problem = Problem::new("unknown-field", format!("there is no field `{field}` to change"));
            Err(match crate::lxc::nearest(field, FIELDS.into_iter()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint(format!(
                    "fields are {}; configuration keys have a dot in them",
                    FIELDS.join(", ")
                )),
            })
        }
        Place::Option("", _) | Place::Option(_, "") | Place::Device("") => {
            Err(cannot("a part of the name is empty").hint("as in `devices.kvm.gid`"))
        }
        _ => Ok(()),
    }
}

/// The maps of a text that describe the container, the one that counts most first.
fn layers<'o>(text: &str, roots: &'o [Piece], place: Place<'_>) -> Vec<&'o Piece> {
    let kinds: Vec<Kind> = yaml::read(FileId(0), text).roots.iter().map(documents::kind).collect();
    let instance = |map: &'o Piece| map.find("instance").or_else(|| map.find("container")).map(|item| &item.value);
    let (mut instances, mut profiles) = (Vec::new(), Vec::new());
    for (root, kind) in roots.iter().zip(kinds) {
        match kind {
            Kind::Instance => instances.push(root),
            Kind::BackupIndex => instances.extend(root.find("config").and_then(|config| instance(&config.value))),
            Kind::Backup => instances.extend(instance(root)),
            Kind::Profile => profiles.push(root),
            // An image has neither keys nor devices.
            Kind::Image if matches!(place, Place::Field(_)) => profiles.push(root),
            Kind::Image | Kind::Other(_) => {}
        }
    }
    instances.reverse();
    profiles.reverse();
    instances.extend(profiles);
    instances
}

/// The maps that have keys and devices, the one that counts most first.
pub(super) fn layers_of<'o>(text: &str, roots: &'o [Piece]) -> Vec<&'o Piece> {
    layers(text, roots, Place::Config(""))
}

/// The sections of a document that a place is in: the expanded one, which counts where it is there, and the document's own.
fn sections<'o>(layer: &'o Piece, place: Place<'_>) -> Vec<&'o Item> {
    let names = match place {
        Place::Config(_) => ["expanded_config", "config"],
        _ => ["expanded_devices", "devices"],
    };
    names.iter().filter_map(|name| layer.find(name)).collect()
}

/// The maps in which the last part of a place is looked for, with that part.
fn maps<'o, 'p>(layer: &'o Piece, place: Place<'p>) -> Vec<(&'o Piece, &'p str)> {
    match place {
        Place::Field(field) => vec![(layer, field)],
        Place::Config(key) => sections(layer, place).into_iter().map(|item| (&item.value, key)).collect(),
        Place::Device(device) => sections(layer, place).into_iter().map(|item| (&item.value, device)).collect(),
        Place::Option(device, option) => {
            let devices = sections(layer, place).into_iter().filter_map(|item| item.value.find(device));
            devices.map(|item| (&item.value, option)).collect()
        }
    }
}

fn set(text: &str, layers: &[&Piece], place: Place<'_>, value: &str) -> Result<String, Problem> {
    let has = |layer: &&&Piece| maps(layer, place).iter().any(|(map, key)| map.find(key).is_some());
    let Some(layer) = layers.iter().find(has).or_else(|| layers.first()) else {
        return first(text, place, value);
    };
    let options = match place {
        Place::Device(_) => options(value)?,
        _ => Vec::new(),
    };
    let options: Vec<(&str, &str)> = options
        .iter()
        .map(|(option, value)| (option.as_str(), value.as_str()))
        .collect();
    let list = surgery::list(value);
    let new = match place {
        Place::Device(_) => New::Map(&options),
        Place::Field("profiles") => New::Written(&list),
        _ => New::Text(value),
    };
    let mut patches = Patches::default();
    let maps = maps(layer, place);
    for (map, key) in &maps {
        patches.add(match map.find(key) {
            Some(item) => replaced(text, map, item, new)?,
            None => inserted(text, layer, map, (key, new))?,
        });
    }
    if maps.is_empty() {
        patches.add(new_section(text, layer, place, new)?);
    }
    Ok(patches.apply(text))
}

type Patch = (std::ops::Range<usize>, String);

fn no_place() -> Problem {
    cannot("the setting stands where it cannot be changed: behind an alias, a merge key or a `?`")
        .hint("write it out as `key: value` first")
}

fn replaced(text: &str, map: &Piece, item: &Item, new: New<'_>) -> Result<Patch, Problem> {
    match new {
        // A device is replaced as a whole.
        New::Map(_) if surgery::is_flow(map) => {
            let (_, written) = surgery::insert(text, map, &item.key, new).ok_or_else(no_place)?;
            Ok((item.key_at.start..item.end(), written.trim_start_matches(", ").to_owned()))
        }
        New::Map(_) => {
            let (at, _) = surgery::remove(text, map, item).ok_or_else(no_place)?;
            let indent = surgery::column(text, item.key_at.start);
            let mut lines = surgery::lines(text, &item.key, new, indent, scalars::Quotes::Plain);
            if text[at.clone()].ends_with('\n') {
                lines.push_str(surgery::line_end(text));
            }
            Ok((at, lines))
        }
        New::Written(names) => {
            let colon = item.colon.ok_or_else(no_place)?;
            Ok((colon..item.end().max(colon), format!(" {names}")))
        }
        New::Text(value) => {
            let is_text = matches!(item.value.shape, Shape::Scalar { .. } | Shape::Alias);
            let patch = surgery::replace(text, item, surgery::is_flow(map), value).filter(|_| is_text);
            patch.ok_or_else(no_place)
        }
        New::Devices(..) => Err(no_place()),
    }
}

fn inserted(text: &str, layer: &Piece, map: &Piece, (key, new): (&str, New<'_>)) -> Result<Patch, Problem> {
    if !map.items().is_empty() {
        return surgery::insert(text, map, key, new).ok_or_else(no_place);
    }
    if !map.is_null() && !matches!(map.shape, Shape::Map { .. }) {
        return Err(no_place());
    }
    if surgery::is_flow(map) && surgery::is_flow(layer) {
        return surgery::insert(text, map, key, new).ok_or_else(no_place);
    }
    let parent = layer
        .items()
        .iter()
        .flat_map(|item| std::iter::once(item).chain(item.items()));
    let parent = parent
        .into_iter()
        .find(|item| std::ptr::eq(&raw const item.value, map))
        .ok_or_else(no_place)?;
    surgery::insert_first(text, parent, indent_step(text, layer), key, new).ok_or_else(no_place)
}

/// How far in the file's sections stand.
fn indent_step(text: &str, layer: &Piece) -> usize {
    let inner = layer.items().iter().find_map(|item| Some((item, item.items().first()?)));
    let step = inner.map(|(outer, inner)| {
        let column = |at| surgery::column(text, at);
        column(inner.key_at.start).saturating_sub(column(outer.key_at.start))
    });
    step.filter(|step| (1..=8).contains(step)).unwrap_or(2)
}

/// Puts a section into a document that has none, with the setting in it.
fn new_section(text: &str, layer: &Piece, place: Place<'_>, new: New<'_>) -> Result<Patch, Problem> {
    match (place, new) {
        (Place::Config(key), New::Text(value)) => surgery::insert(text, layer, "config", New::Map(&[(key, value)])),
        (Place::Device(device), New::Map(options)) => surgery::insert(text, layer, "devices", New::Devices(device, options)),
        (Place::Option(device, option), _) => return Err(no_device(device, option)),
        _ => None,
    }
    .ok_or_else(no_place)
}

fn no_device(device: &str, option: &str) -> Problem {
    Problem::new(
        "no-such-device",
        format!("there is no device `{device}` whose `{option}` could be set"),
    )
    .hint(format!("set the device as a whole: `devices.{device}` to `TYPE {option}=…`"))
}

/// The first setting of a text that has none.
fn first(text: &str, place: Place<'_>, value: &str) -> Result<String, Problem> {
    if !text
        .trim_start_matches('\u{feff}')
        .lines()
        .all(|line| line.trim().is_empty() || line.trim().starts_with('#'))
    {
        return Err(cannot("there is no profile or instance in the file to change"));
    }
    let lines = match place {
        Place::Config(key) => surgery::lines(text, "config", New::Map(&[(key, value)]), 0, scalars::Quotes::Plain),
        Place::Device(device) => {
            let options = options(value)?;
            let options: Vec<(&str, &str)> = options
                .iter()
                .map(|(option, value)| (option.as_str(), value.as_str()))
                .collect();
            surgery::lines(text, "devices", New::Devices(device, &options), 0, scalars::Quotes::Plain)
        }
        Place::Option(device, option) => return Err(no_device(device, option)),
        Place::Field("profiles") => surgery::lines(
            text,
            "profiles",
            New::Written(&surgery::list(value)),
            0,
            scalars::Quotes::Plain,
        ),
        Place::Field(field) => surgery::lines(text, field, New::Text(value), 0, scalars::Quotes::Plain),
    };
    let mut patches = Patches::default();
    patches.add(surgery::insert_behind(text, text.len(), &lines));
    Ok(patches.apply(text))
}

/// Reads a device as the managers' command line has it: `unix-char path=/dev/kvm gid=104`.
fn options(value: &str) -> Result<Vec<(String, String)>, Problem> {
    let bad = |why: &str| {
        Problem::new("bad-value", format!("`{value}` is no device: {why}"))
            .hint("a type and its options, as in `unix-char path=/dev/kvm gid=104`")
    };
    let words = super::process::shell_words(value).ok_or_else(|| bad("a quote is not closed"))?;
    let (kind, rest) = words.split_first().ok_or_else(|| bad("it is empty"))?;
    if kind.contains('=') {
        return Err(bad("its type comes first"));
    }
    let mut options = vec![("type".to_owned(), kind.clone())];
    for word in rest {
        let (option, value) = word.split_once('=').ok_or_else(|| bad(&format!("`{word}` has no `=`")))?;
        options.push((option.to_owned(), value.to_owned()));
    }
    options.sort();
    Ok(options)
}

fn unset(text: &str, layers: &[&Piece], place: Place<'_>, name: &str) -> Result<String, Problem> {
    let found = layers.iter().find_map(|layer| {
        let maps = maps(layer, place);
        maps.iter().any(|(map, key)| map.find(key).is_some()).then_some(maps)
    });
    let maps = found.ok_or_else(|| not_there(layers, place, name))?;
    let mut patches = Patches::default();
    for (map, key) in maps {
        for item in map.items().iter().filter(|item| item.key == key) {
            patches.add(surgery::remove(text, map, item).ok_or_else(no_place)?);
        }
    }
    Ok(patches.apply(text))
}

fn not_there(layers: &[&Piece], place: Place<'_>, name: &str) -> Problem {
    let mut names: Vec<String> = Vec::new();
    for layer in layers {
        names.extend(layer.items().iter().map(|item| item.key.clone()));
        names.extend(
            sections(layer, Place::Config(""))
                .iter()
                .flat_map(|item| item.items())
                .map(|item| item.key.clone()),
        );
        for device in sections(layer, place).iter().flat_map(|item| item.items()) {
            names.push(format!("devices.{}", device.key));
            names.extend(device.items().iter().map(|option| paths::of_option(&device.key, &option.key)));
        }
    }
    let problem = Problem::new("not-there", format!("`{name}` is not in the file"));
    match crate::lxc::nearest(name, names.iter().map(String::as_str)) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("there is nothing to take out"),
    }
}

/// Fails with the first error that the old text did not have.
fn check(dialect: Dialect, old: &str, new: &str) -> Result<(), Problem> {
    let errors = |text: &str| {
        let found = super::read(dialect, &Sources::of("", text)).diagnostics;
        found
            .into_iter()
            .filter(|found| found.severity == Severity::Error)
            .collect::<Vec<_>>()
    };
    let before = errors(old);
    let is_new = |found: &transom_model::Diagnostic| {
        before
            .iter()
            .all(|known| (known.code, &known.message) != (found.code, &found.message))
    };
    match errors(new).into_iter().find(is_new) {
        None => Ok(()),
        Some(error) => Err(Problem {
            hint: error.hint,
            ..Problem::new(error.code, error.message)
        }),
    }
}

/// Looks whether the new text says what was asked for: an odd place would have taken the value otherwise.
fn has_value(text: &str, place: Place<'_>, value: &str) -> Result<(), Problem> {
    let roots = outline(text).ok_or_else(no_place)?;
    let layers = layers(text, &roots, place);
    let read = |item: &Item| match &item.value.shape {
        Shape::Scalar { text, .. } => text == value,
        _ => matches!(place, Place::Device(_) | Place::Field("profiles")),
    };
    let holds = |layer: &&Piece| maps(layer, place).iter().any(|(map, key)| map.find(key).is_some_and(read));
    layers.iter().any(holds).then_some(()).ok_or_else(no_place)
}
