//! `dev0` to `dev255`: device nodes by path, as Proxmox VE has passed them through since 8.1.
//!
//! The rules are Proxmox's own, word for word where a user may search for them. What a node needs in the container's filter
//! is the plan's business. There is no `optional`: a device that is missing keeps the container from starting.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use transom_model::{Access, Container, Create, Effect, Given, IdKind, InsideId, Mode, NodeDevice, Origin, Presence, Severity};

use super::Reader;
use super::print::{default_part, property_string};
use super::properties::{Check, Part, Place, Properties, Property, shown, split, titles};
use super::reader::UsedId;
use crate::{Problem, Setting};

pub(super) const DEVICE: [Property; 5] = [
    Property::new("path", Check::Any, "the node on the host, below /dev").placed(Place::Default),
    Property::new(
        "mode",
        Check::Pattern(is_mode, "0 and three octal digits: 0660"),
        "permission bits of the node inside",
    ),
    Property::new(
        "uid",
        Check::Integer { min: 0, max: HIGHEST_ID },
        "its owner, an id inside the container",
    ),
    Property::new(
        "gid",
        Check::Integer { min: 0, max: HIGHEST_ID },
        "its group, an id inside the container",
    ),
    Property::new("deny-write", Check::Bool, "open it for reading only").since("8.3"),
];
pub(super) static DEVICE_TITLES: [(&str, &str); 5] = titles(&DEVICE);

/// The highest user or group id; the one above means "no change" to chown(2).
const HIGHEST_ID: u64 = u32::MAX as u64 - 1;

fn is_mode(value: &str) -> bool {
    let digits = value.strip_prefix('0').unwrap_or("");
    digits.len() == 3 && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte))
}

/// Reads one `devN`.
pub(super) fn read(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let (properties, problems) = split(setting.value, &DEVICE);
    reader.all_problems(setting, problems)?;
    reader.check_parts(&properties, &DEVICE)?;
    let path = path(&properties)?;
    let value = path.value;
    remark_on_path(reader, setting, path);
    let device = NodeDevice {
        name: setting.key.to_owned(),
        source: PathBuf::from(value),
        number: None,
        target: PathBuf::from(value),
        mode: mode(&properties),
        uid: used_id(reader, setting, &properties, IdKind::User),
        gid: used_id(reader, setting, &properties, IdKind::Group),
        // Making nodes is no part of it: Proxmox allows `rw`.
        access: if properties.is_on("deny-write") {
            Access::READ
        } else {
            Access::READ_WRITE
        },
        presence: Presence::Required,
    };
    reader.devices.push((number(setting.key), setting.given(device)));
    Ok(Effect::Taken)
}

/// Returns the number at the end of a key: 12 of `dev12`.
pub(super) fn number(key: &str) -> u32 {
    let digits = key.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.parse().unwrap_or(u32::MAX)
}

fn is_device_path(path: &str) -> bool {
    let has_dots = path.split('/').any(|name| name == "." || name == "..");
    !has_dots && path.starts_with("/dev/") && path != "/dev/"
}

fn path<'p, 't>(properties: &'p Properties<'t>) -> Result<&'p Part<'t>, Problem> {
    let Some(part) = properties.find("path") else {
        return Err(Problem::new("no-path", "Path has to be defined").hint("name the node first: `dev0: /dev/kvm,mode=0660`"));
    };
    if !is_device_path(part.value) {
        return Err(
            Problem::new("bad-device-path", format!("{} is not a valid device path", shown(part.value)))
                .at(part.value_span.clone())
                .label("must be a path below /dev/ without `.` or `..`")
                .hint("name the node itself; `transom host devices` lists the nodes there are"),
        );
    }
    Ok(part)
}

fn remark_on_path(reader: &mut Reader, setting: &Setting<'_>, part: &Part<'_>) {
    let problem = if part.value == "/dev/loop-control" {
        Problem::new("proxmox-skips-device", "Proxmox allows /dev/loop-control and then leaves out its node without a word")
            .hint("with it root inside can attach any file of the host it can open to a loop device; remove the line unless that is meant")
    } else if part.value.contains("..") || part.value.contains(char::is_whitespace) {
        Problem::new(
            "proxmox-skips-device",
            "Proxmox leaves out the node of a device with `..` or a blank in its name without a word",
        )
    } else {
        return;
    };
    reader.warn(setting, problem.at(part.value_span.clone()));
}

/// The mode of a node whose line names none.
const USUAL_MODE: Mode = Mode(0o660);

fn mode(properties: &Properties<'_>) -> Mode {
    let given = properties
        .find("mode")
        .and_then(|part| u32::from_str_radix(part.value, 8).ok());
    given.map_or(USUAL_MODE, Mode)
}

fn used_id(reader: &mut Reader, setting: &Setting<'_>, properties: &Properties<'_>, kind: IdKind) -> InsideId {
    let part = properties.find(if kind == IdKind::User { "uid" } else { "gid" });
    let id = InsideId(part.and_then(|part| part.value.parse().ok()).unwrap_or(0));
    let origin = part.map_or_else(|| setting.value_origin(), |part| setting.part_origin(part.span.clone()));
    reader.used_ids.push(UsedId {
        kind,
        id,
        key: setting.key.to_owned(),
        origin,
    });
    id
}

/// Puts the devices into the container in the order of their numbers; two for one path cannot both be.
pub(super) fn settle(reader: &mut Reader) {
    let mut devices = std::mem::take(&mut reader.devices);
    devices.sort_by_key(|(number, _)| *number);
    let mut seen: BTreeMap<PathBuf, String> = BTreeMap::new();
    for (_, device) in devices {
        match seen.get(&device.value.target) {
            Some(first) => {
                let problem = duplicate(&device.value.target, first);
                reader.revise(&device.origin, Effect::Wrong);
                reader.diagnose(Severity::Error, device.origin, problem);
            }
            None => {
                let _before = seen.insert(device.value.target.clone(), device.value.name.clone());
                reader.container.devices.push(device);
            }
        }
    }
}

fn duplicate(path: &Path, first: &str) -> Problem {
    let message = format!("{} is given to the container by `{first}` already", path.display());
    Problem::new("duplicate-device", message).hint("keep one of the two lines; Proxmox would fail to make the node a second time")
}

/// Checks that every id given to a node exists inside, now that the id map is known.
pub(super) fn check_ids(reader: &mut Reader) {
    for used in std::mem::take(&mut reader.used_ids) {
        if reader.container.id_map.to_host(used.kind, used.id).is_none() {
            let problem = outside_map(&used);
            reader.diagnose(Severity::Error, used.origin.clone(), problem);
            reader.revise(&used.origin, Effect::Wrong);
        }
    }
}

/// Warns of a node that is to be made in a directory of the host's that is bound over its place.
pub(super) fn check_targets(reader: &mut Reader) {
    let folders: Vec<PathBuf> = reader
        .container
        .mounts
        .iter()
        .filter(|mount| mount.value.source.starts_with("/dev/") && mount.value.create == Create::Dir)
        .map(|mount| Path::new("/").join(&mount.value.target))
        .collect();
    let is_covered = |device: &&Given<NodeDevice>| {
        let target = &device.value.target;
        folders.iter().any(|folder| target.starts_with(folder) && target != folder)
    };
    let covered: Vec<Origin> = reader
        .container
        .devices
        .iter()
        .filter(is_covered)
        .map(|device| device.origin.clone())
        .collect();
    for origin in covered {
        let message = "its directory is bound from the host by another line, so under Proxmox the node cannot be made: the start ends with \
                       `Script exited with status 17`";
        let problem = Problem::new("node-below-bind", message).hint("remove the line that binds the directory");
        reader.diagnose(Severity::Warning, origin, problem);
    }
}

fn outside_map(used: &UsedId) -> Problem {
    let (word, letter) = if used.kind == IdKind::User {
        ("uid", 'u')
    } else {
        ("gid", 'g')
    };
    let message = format!("{}: {word} {} is outside the container's id map", used.key, used.id.0);
    Problem::new("id-outside-map", message)
        .label("no such id inside")
        .hint(format!("take an id that an `lxc.idmap: {letter} …` line or `unprivileged: 1` (0 to 65535) covers; Proxmox would take it as an id of the host"))
}

/// Says whether a `devN` line can say a device: a node that has the same path inside as on the host.
pub(super) fn can_be_native(device: &NodeDevice) -> bool {
    let text = device.source.to_string_lossy();
    let is_plain = !text.contains([',', '\n', '\r', '\0']) && text.trim() == text;
    is_plain && device.source == device.target && is_device_path(&text)
}

/// Prints the devices; the first free numbers are used for those that have no `devN` name.
pub(super) fn print(container: &Container) -> Vec<(String, String)> {
    let is_native = |device: &&Given<NodeDevice>| can_be_native(&device.value) && !matches!(device.origin, Origin::Default(_));
    let devices: Vec<&NodeDevice> = container.devices.iter().filter(is_native).map(|given| &given.value).collect();
    let is_own = |name: &str| name.starts_with("dev") && super::keys::find(name).is_some();
    let taken: Vec<&str> = devices.iter().map(|device| device.name.as_str()).collect();
    let mut free = (0..256)
        .map(|number| format!("dev{number}"))
        .filter(|name| !taken.contains(&name.as_str()));
    let named = |device: &&NodeDevice| {
        let own = is_own(&device.name).then(|| device.name.clone());
        Some((own.or_else(|| free.next())?, text(device)))
    };
    devices.iter().filter_map(named).collect()
}

fn text(device: &NodeDevice) -> String {
    let mut parts = Vec::new();
    parts.extend((device.access == Access::READ).then(|| ("deny-write", "1".to_owned())));
    parts.extend((device.mode != USUAL_MODE).then(|| ("mode", format!("{:04o}", device.mode.0 & 0o777))));
    for (word, id) in [("gid", device.gid), ("uid", device.uid)] {
        parts.extend((id != InsideId(0)).then(|| (word, id.0.to_string())));
    }
    property_string(default_part("path", &device.source.to_string_lossy()), parts)
}
