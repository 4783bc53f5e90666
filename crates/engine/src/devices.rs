//! The host's device nodes: what `transom host devices` lists.

use std::collections::BTreeMap;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use transom_model::{DeviceKind, DeviceNumber, HostFacts, HostId, Mode};

use crate::{EngineError, Phrasebook};

/// Folders of /dev that are file systems of their own, without devices of the host.
const FOREIGN: [&str; 4] = ["/dev/pts", "/dev/shm", "/dev/mqueue", "/dev/hugepages"];

/// One device node of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its path.
    pub path: PathBuf,
    /// Character or block.
    pub kind: DeviceKind,
    /// Its number.
    pub number: DeviceNumber,
    /// Its permission bits.
    pub mode: Mode,
    /// Its owner.
    pub uid: HostId,
    /// Its group.
    pub gid: HostId,
    /// The group's name.
    pub group: Option<String>,
    /// The driver, where the kernel names one.
    pub driver: Option<String>,
    /// What it is, a few words.
    pub what: Option<String>,
}

/// What is told of a node beside the node itself.
struct Knowledge<'a> {
    groups: BTreeMap<u32, String>,
    /// The drivers alone: numbers that are handed out mean nothing without them.
    drivers: HostFacts,
    book: &'a Phrasebook,
}

/// Lists the host's device nodes, by path, with what they are in the language of the book.
///
/// # Errors
/// If /dev cannot be read.
pub fn devices(book: &Phrasebook) -> Result<Vec<Device>, EngineError> {
    let knowledge = Knowledge {
        groups: groups(),
        drivers: HostFacts {
            drivers: transom_runtime::probe_drivers(),
            ..HostFacts::default()
        },
        book,
    };
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("/dev")];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if folder == Path::new("/dev") => return Err(EngineError::io("read", &folder, error)),
            Err(_) => continue,
            Ok(entries) => entries,
        };
        for entry in entries.flatten() {
            let (path, Ok(metadata)) = (entry.path(), entry.metadata()) else {
                continue;
            };
            if metadata.is_dir() && !FOREIGN.iter().any(|foreign| path == Path::new(foreign)) {
                folders.push(path);
            } else if let Some(device) = device(path, &metadata, &knowledge) {
                found.push(device);
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn device(path: PathBuf, metadata: &std::fs::Metadata, knowledge: &Knowledge<'_>) -> Option<Device> {
    let kind = match metadata.file_type() {
        kind if kind.is_char_device() => DeviceKind::Char,
        kind if kind.is_block_device() => DeviceKind::Block,
        _ => return None,
    };
    let number = DeviceNumber {
        major: rustix::fs::major(metadata.rdev()),
        minor: rustix::fs::minor(metadata.rdev()),
    };
    let known = transom_explain::resolve(&knowledge.drivers, kind, number).known;
    let what = known.map(transom_explain::KnownDevice::name);
    let what = what.or_else(|| transom_explain::describe_major(kind, number.major));
    Some(Device {
        path,
        kind,
        number,
        mode: Mode(metadata.mode() & 0o7777),
        uid: HostId(metadata.uid()),
        gid: HostId(metadata.gid()),
        group: knowledge.groups.get(&metadata.gid()).cloned(),
        driver: driver(kind, number),
        what: what.map(|what| knowledge.book.say(&what)),
    })
}

/// Finds the driver's name in /sys; misc devices have none and are named by their subsystem.
fn driver(kind: DeviceKind, number: DeviceNumber) -> Option<String> {
    let folder = match kind {
        DeviceKind::Char => "char",
        DeviceKind::Block => "block",
    };
    let device = Path::new("/sys/dev").join(folder).join(number.to_string());
    let link = std::fs::read_link(device.join("device/driver"))
        .or_else(|_| std::fs::read_link(device.join("subsystem")))
        .ok()?;
    Some(link.file_name()?.to_string_lossy().into_owned())
}

fn groups() -> BTreeMap<u32, String> {
    let text = std::fs::read_to_string("/etc/group").unwrap_or_default();
    let group = |line: &str| {
        let mut parts = line.split(':');
        let name = parts.next()?.to_owned();
        Some((parts.nth(1)?.parse().ok()?, name))
    };
    text.lines().filter_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_listed_with_its_number() {
        let devices = devices(&Phrasebook::new(crate::Language::English)).unwrap();
        let null = devices.iter().find(|device| device.path == Path::new("/dev/null")).unwrap();
        assert_eq!(
            (null.kind, null.number),
            (DeviceKind::Char, DeviceNumber { major: 1, minor: 3 })
        );
        assert!(null.what.is_some());
        assert!(devices.iter().all(|device| !device.path.starts_with("/dev/pts")));
    }
}
