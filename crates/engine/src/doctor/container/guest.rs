//! What the root holds: an init that fits the control groups, programs with known clashes, id ranges for containers within.

use transom_model::{IdKind, RootSource};

use super::super::{DoctorCheck, lsm};
use super::Needs;
use super::below::Below;

/// The first systemd that works with cgroup v2 alone (Proxmox VE's manual names it), and the first without v1.
const FIRST_ON_V2: u32 = 231;
const FIRST_WITHOUT_V1: u32 = 258;

/// Checks it, where the root is a folder.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let Some(root) = &needs.container.root else {
        return Vec::new();
    };
    let RootSource::Directory(path) = &root.value.source else {
        return Vec::new();
    };
    let Some(below) = Below::open(path) else { return Vec::new() };
    let place = needs.place(&root.origin);
    let found = [systemd(needs, &below), runc(&below), inner_ids(needs, &below)];
    found.into_iter().flatten().map(|check| check.at(&*place)).collect()
}

/// An init that finds no control groups it knows says "Failed to allocate manager object" and freezes.
fn systemd(needs: &Needs<'_>, below: &Below) -> Option<DoctorCheck> {
    const NAME: &str = "guest.systemd";
    let version = systemd_version(below)?;
    let cgroups = &needs.facts.cgroups;
    let (has_v1, has_v2) = (!cgroups.v1.is_empty(), cgroups.v2.is_some());
    if version < FIRST_ON_V2 && !has_v1 {
        let found = format!("systemd {version} in the root knows cgroup v1 alone, and this host has v2 alone");
        let mend = "a newer distribution inside, or a virtual machine; a host with cgroup v1 (`systemd.unified_cgroup_hierarchy=0`, before systemd 258)";
        return Some(DoctorCheck::fail(NAME, found, mend));
    }
    if version >= FIRST_WITHOUT_V1 && !has_v2 {
        let found = format!("systemd {version} in the root knows cgroup v2 alone, and this host has v1 alone");
        return Some(DoctorCheck::fail(
            NAME,
            found,
            "boot the host with `systemd.unified_cgroup_hierarchy=1`",
        ));
    }
    if version >= FIRST_WITHOUT_V1 && has_v1 {
        let found = format!("systemd {version} in the root knows cgroup v2 alone, and this host has its controllers on v1");
        let mend = "boot the host with `systemd.unified_cgroup_hierarchy=1`; until then limits inside have no effect";
        return Some(DoctorCheck::warn(NAME, found, mend));
    }
    Some(DoctorCheck::pass(
        NAME,
        format!("systemd {version} in the root goes with this host's control groups"),
    ))
}

/// From the library that carries the number in its name; older ones from the program's own text.
fn systemd_version(below: &Below) -> Option<u32> {
    let folders = [
        "/usr/lib/systemd",
        "/lib/systemd",
        "/usr/lib/x86_64-linux-gnu/systemd",
        "/usr/lib/aarch64-linux-gnu/systemd",
    ];
    let of_library = |name: &String| {
        let rest = name
            .strip_prefix("libsystemd-shared-")
            .or_else(|| name.strip_prefix("libsystemd-core-"))?;
        number_at_start(rest)
    };
    let mut libraries = folders.iter().flat_map(|folder| below.names(folder));
    libraries.find_map(|name| of_library(&name)).or_else(|| {
        const MOST: u64 = 8 << 20;
        let programs = ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"];
        programs
            .into_iter()
            .find_map(|program| version_in(&below.read(program, MOST)?))
    })
}

fn number_at_start(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Finds `systemd 229` in the program's bytes.
fn version_in(bytes: &[u8]) -> Option<u32> {
    const WORD: &[u8] = b"systemd ";
    let starts = bytes.windows(WORD.len() + 3).filter(|window| window.starts_with(WORD));
    let numbers = starts.map(|window| String::from_utf8_lossy(&window[WORD.len()..]).into_owned());
    numbers
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .find_map(|text| text.parse().ok())
}

/// runc since CVE-2025-52881's mend opens files of /proc anew by their descriptor, which LXC's AppArmor rules of before refuse.
fn runc(below: &Below) -> Option<DoctorCheck> {
    const NAME: &str = "guest.runc";
    let (package, version) = ["runc", "containerd.io", "containerd"]
        .into_iter()
        .find_map(|package| Some((package, package_version(below, package)?)))?;
    let found = format!("{package} {version} is in the root");
    if !lsm::has_apparmor() {
        return Some(DoctorCheck::pass(NAME, found).because("no AppArmor here, whose rules it can clash with"));
    }
    Some(match has_mend(package, &version) {
        Some(false) => DoctorCheck::pass(NAME, found).because("it is of before CVE-2025-52881's mend"),
        _ => DoctorCheck::warn(
            NAME,
            found,
            "on the host: LXC 6.0.6, Incus 6.19 or a Proxmox VE of after November 2025; not `lxc.apparmor.profile = unconfined`",
        )
        .because("LXC's older AppArmor rules answer `reopen fd 8: permission denied`"),
    })
}

/// Says whether a version has the mend; `None` where its number does not tell (distributions bring mends under old numbers).
fn has_mend(package: &str, version: &str) -> Option<bool> {
    let plain = version.rsplit(':').next().unwrap_or(version);
    let mut parts = plain.split(['.', '-', '+', '~']).map_while(|part| part.parse::<u32>().ok());
    let (major, minor, patch) = (parts.next()?, parts.next()?, parts.next().unwrap_or(0));
    match package {
        "runc" if (major, minor) == (1, 2) => Some(patch >= 8),
        "runc" => Some((major, minor, patch) >= (1, 3, 3)),
        "containerd.io" if (major, minor) == (1, 7) => Some(patch >= 29),
        "containerd.io" => Some((major, minor, patch) >= (2, 1, 5)),
        _ => None,
    }
}

/// Reads the lists of installed packages of Debian's and Alpine's kind.
fn package_version(below: &Below, package: &str) -> Option<String> {
    let of_debian = || {
        let text = below.text("/var/lib/dpkg/status")?;
        let entry = text
            .split("\n\n")
            .find(|entry| entry.lines().any(|line| line == format!("Package: {package}")))?;
        let is_installed = entry
            .lines()
            .any(|line| line.starts_with("Status: ") && line.ends_with(" installed"));
        let version = entry.lines().find_map(|line| line.strip_prefix("Version: "))?;
        is_installed.then(|| version.to_owned())
    };
    let of_alpine = || {
        let text = below.text("/lib/apk/db/installed")?;
        let entry = text
            .split("\n\n")
            .find(|entry| entry.lines().any(|line| line == format!("P:{package}")))?;
        entry.lines().find_map(|line| line.strip_prefix("V:")).map(str::to_owned)
    };
    of_debian().or_else(of_alpine)
}

/// Rootless podman inside hands out ids of the root's own /etc/subuid; those outside the container's map do not exist there.
fn inner_ids(needs: &Needs<'_>, below: &Below) -> Option<DoctorCheck> {
    if !needs.is_unprivileged() {
        return None;
    }
    let ranges = needs.container.id_map.ranges(IdKind::User);
    let text = below.text("/etc/subuid")?;
    let end = ranges
        .iter()
        .map(|range| u64::from(range.value.inside.0) + u64::from(range.value.len))
        .max()?;
    let line = text.lines().find(|line| {
        let mut parts = line.split(':').skip(1).map(|part| part.trim().parse::<u64>());
        matches!((parts.next(), parts.next()), (Some(Ok(start)), Some(Ok(len))) if start.saturating_add(len) > end)
    })?;
    let found = format!(
        "/etc/subuid in the root has `{line}`, and the container's ids end at {}",
        end.saturating_sub(1)
    );
    let mend = "a range within the container's ids there, or a larger map for the container (`lxc.idmap = u 0 100000 200000`)";
    // Every distribution's useradd writes such a line; who makes no containers inside has no use for it.
    Some(
        DoctorCheck::absent("guest.subuid", found)
            .because("only rootless containers inside need it")
            .mend(mend),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found() {
        assert_eq!(version_in(b"\0systemd running\0systemd 229\0"), Some(229));
        assert_eq!(number_at_start("252.so"), Some(252));
        assert_eq!(has_mend("runc", "1.1.5+ds1-1+deb12u1"), Some(false));
        assert_eq!(has_mend("runc", "1.3.3"), Some(true));
        assert_eq!(has_mend("containerd.io", "1.7.28-1~debian"), Some(false));
        assert_eq!(has_mend("containerd", "1.6.20"), None);
    }
}
