//! Takes apart the texts of /proc and /etc that a recording is made from. Lines that are not understood are passed over.

use std::collections::{BTreeMap, BTreeSet};

use transom_model::{Distribution, Drivers, HostId, SubIds};

/// Reads /proc/devices and /proc/misc (proc(5)).
pub(super) fn drivers(devices: &str, misc: &str) -> Drivers {
    let mut drivers = Drivers::default();
    let mut table = &mut drivers.char;
    for line in devices.lines() {
        match line.trim() {
            "Character devices:" => table = &mut drivers.char,
            "Block devices:" => table = &mut drivers.block,
            line => {
                if let Some((major, name)) = numbered(line) {
                    table.entry(major).or_default().push(name);
                }
            }
        }
    }
    drivers.misc = misc.lines().filter_map(numbered).collect();
    drivers
}

fn numbered(line: &str) -> Option<(u32, String)> {
    let (number, name) = line.trim().split_once(' ')?;
    Some((number.parse().ok()?, name.trim().to_owned()))
}

/// Reads the groups of the system from group(5). Those of people have other names on every host, and nothing asks for them.
pub(super) fn groups(text: &str) -> BTreeMap<String, HostId> {
    let group = |line: &str| {
        let mut parts = line.split(':');
        let name = parts.next()?.to_owned();
        let gid: u32 = parts.nth(1)?.parse().ok()?;
        let is_system = gid < 1000 || matches!(name.as_str(), "nogroup" | "nobody");
        (is_system && !name.starts_with(['#', '+', '-'])).then_some((name, HostId(gid)))
    };
    text.lines().filter_map(group).collect()
}

/// Reads subuid(5) or subgid(5).
pub(super) fn sub_ids(text: &str) -> BTreeMap<String, Vec<SubIds>> {
    let mut ranges: BTreeMap<String, Vec<SubIds>> = BTreeMap::new();
    for line in text.lines() {
        let Some((owner, range)) = line.trim().split_once(':') else {
            continue;
        };
        if let Ok(range) = SubIds::try_from(range.to_owned()) {
            ranges.entry(owner.to_owned()).or_default().push(range);
        }
    }
    ranges
}

/// Reads the names of loaded modules from /proc/modules.
pub(super) fn loaded_modules(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Reads the names of built-in modules from `modules.builtin`, whose lines are paths (`kernel/fs/fuse/fuse.ko`).
pub(super) fn built_in_modules(text: &str) -> BTreeSet<String> {
    let name = |line: &str| Some(line.rsplit('/').next()?.strip_suffix(".ko")?.replace('-', "_"));
    text.lines().filter_map(name).collect()
}

/// Reads os-release(5).
pub(super) fn distribution(text: &str) -> Distribution {
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.map(|value| value.trim().trim_matches(['"', '\'']).to_owned())
            .unwrap_or_default()
    };
    Distribution {
        id: value("ID"),
        version: value("VERSION_ID"),
        name: value("PRETTY_NAME"),
    }
}

/// Reads the memory from /proc/meminfo, bytes.
pub(super) fn memory(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Reads the places of mounts from /proc/self/mountinfo, as they are written there: with `\040` for a blank.
pub(super) fn mount_places(text: &str) -> impl Iterator<Item = String> {
    text.lines().filter_map(|line| line.split(' ').nth(4)).map(unescape)
}

fn unescape(place: &str) -> String {
    let mut parts = place.split('\\');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                bytes.extend_from_slice(&part.as_bytes()[3..]);
            }
            None => {
                bytes.push(b'\\');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers_by_number() {
        let devices =
            "Character devices:\n  4 /dev/vc/0\n  4 tty\n 10 misc\n508 nvidia-uvm\n\nBlock devices:\n  7 loop\n259 blkext\n";
        let drivers = drivers(devices, "238 vhost-net\n232 kvm\n");
        assert_eq!(drivers.char[&4], ["/dev/vc/0", "tty"]);
        assert_eq!(drivers.char[&508], ["nvidia-uvm"]);
        assert_eq!((&drivers.block[&7], drivers.block.len()), (&vec!["loop".to_owned()], 2));
        assert_eq!(drivers.misc[&232], "kvm");
    }

    #[test]
    fn groups_of_the_system_alone() {
        let groups = groups("root:x:0:\nkvm:x:104:libvirt-qemu\nalice:x:1000:\nnogroup:x:65534:\n+nis\n");
        assert_eq!(groups.keys().collect::<Vec<_>>(), ["kvm", "nogroup", "root"]);
        assert_eq!(groups["kvm"], HostId(104));
    }

    #[test]
    fn ranges_by_owner() {
        let ranges = sub_ids("root:100000:65536\nroot:1000:1\n# no\nlxd:1000000:x\n");
        assert_eq!(ranges["root"].len(), 2);
        assert_eq!(ranges.len(), 1);
    }

    #[test]
    fn modules_by_their_kernel_names() {
        assert_eq!(
            loaded_modules("kvm_intel 1 0 - Live 0x0\nkvm 2 1 kvm_intel, Live 0x0\n").len(),
            2
        );
        assert!(built_in_modules("kernel/drivers/vhost/vhost-net.ko\nkernel/fs/fuse/fuse.ko\n").contains("vhost_net"));
    }

    #[test]
    fn the_distribution() {
        let debian = distribution("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\nID_LIKE=x\n");
        assert_eq!((debian.id.as_str(), debian.version.as_str()), ("debian", "12"));
        assert_eq!(debian.name, "Debian GNU/Linux 12 (bookworm)");
        assert_eq!(distribution("ID=arch\n").version, "");
    }

    #[test]
    fn places_of_mounts() {
        let text = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:20 / /mnt/my\\040disk\\134x rw - nfs a:/b rw\n";
        assert_eq!(mount_places(text).collect::<Vec<_>>(), ["/", "/mnt/my disk\\x"]);
        assert_eq!(memory("MemTotal:       16384 kB\n"), Some(16 << 20));
    }
}
