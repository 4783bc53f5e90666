//! Which container managers are installed, and in which version: from the lists that package managers keep, and from where programs lie.
//!
//! No program is run for it: some take a second to print their version, and some start a daemon.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Packages by the manager that they bring; where several do, the first that is installed counts.
const PACKAGES: [(&str, &[&str]); 9] = [
    ("crun", &["crun"]),
    ("incus", &["incus", "incus-base"]),
    ("libvirt", &["libvirt-daemon", "libvirt"]),
    ("libvirt-lxc", &["libvirt-daemon-driver-lxc"]),
    ("lxc", &["lxc", "lxc-pve"]),
    ("lxd", &["lxd"]),
    ("pve", &["pve-manager"]),
    ("pve-container", &["pve-container"]),
    ("runc", &["runc"]),
];

/// Programs that say by their being there that a manager is installed.
const PROGRAMS: [(&str, &[&str]); 6] = [
    ("crun", &["/usr/bin/crun", "/usr/local/bin/crun"]),
    (
        "incus",
        &["/usr/bin/incusd", "/opt/incus/bin/incusd", "/usr/libexec/incus/incusd"],
    ),
    ("libvirt", &["/usr/sbin/libvirtd", "/usr/bin/libvirtd", "/usr/sbin/virtlxcd"]),
    ("lxc", &["/usr/bin/lxc-start", "/usr/local/bin/lxc-start"]),
    ("lxd", &["/snap/bin/lxd", "/usr/bin/lxd", "/usr/sbin/lxd"]),
    ("runc", &["/usr/sbin/runc", "/usr/bin/runc", "/usr/local/sbin/runc"]),
];

/// Finds the managers below a root, which is `/`.
pub(super) fn managers(root: &Path) -> BTreeMap<String, Option<String>> {
    let text = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    let mut packages = debian_packages(&text("var/lib/dpkg/status"));
    packages.extend(alpine_packages(&text("lib/apk/db/installed")));
    packages.extend(arch_packages(&root.join("var/lib/pacman/local")));
    let mut found: BTreeMap<String, Option<String>> = PACKAGES
        .iter()
        .filter_map(|(manager, names)| {
            let version = names.iter().find_map(|name| packages.get(*name))?;
            Some(((*manager).to_owned(), Some(version.clone())))
        })
        .collect();
    // A snap has no place in the lists of the system's own packages.
    if let Some(version) = snap_version(&text("snap/lxd/current/meta/snap.yaml")) {
        found.insert("lxd".to_owned(), Some(version));
    }
    for (manager, paths) in PROGRAMS {
        if paths.iter().any(|path| root.join(&path[1..]).exists()) {
            found.entry(manager.to_owned()).or_insert(None);
        }
    }
    found
}

fn is_wanted(package: &str) -> bool {
    PACKAGES.iter().any(|(_, names)| names.contains(&package))
}

/// Reads dpkg's list: paragraphs of `Key: value` lines.
fn debian_packages(status: &str) -> BTreeMap<String, String> {
    let mut packages = BTreeMap::new();
    let (mut name, mut is_installed) = ("", false);
    for line in status.lines() {
        match line.split_once(": ") {
            Some(("Package", value)) => (name, is_installed) = (value, false),
            // "deinstall ok config-files" is a package that was removed.
            Some(("Status", value)) => is_installed = value.ends_with(" installed"),
            Some(("Version", value)) if is_installed && is_wanted(name) => {
                packages.insert(name.to_owned(), value.to_owned());
            }
            _ => {}
        }
    }
    packages
}

/// Reads apk's list: paragraphs of `K:value` lines.
fn alpine_packages(installed: &str) -> BTreeMap<String, String> {
    let mut packages = BTreeMap::new();
    let mut name = "";
    for line in installed.lines() {
        match line.split_once(':') {
            Some(("P", value)) => name = value,
            Some(("V", value)) if is_wanted(name) => {
                packages.insert(name.to_owned(), value.to_owned());
            }
            _ => {}
        }
    }
    packages
}

/// Reads pacman's folder: an entry for each package, named NAME-VERSION-RELEASE.
fn arch_packages(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let package = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().ok()?;
        let (name, release) = name.rsplit_once('-')?;
        let (name, version) = name.rsplit_once('-')?;
        is_wanted(name).then(|| (name.to_owned(), format!("{version}-{release}")))
    };
    entries.filter_map(package).collect()
}

fn snap_version(meta: &str) -> Option<String> {
    let line = meta.lines().find_map(|line| line.strip_prefix("version:"))?;
    Some(line.trim().trim_matches(['"', '\'']).to_owned()).filter(|version| !version.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_debian() {
        let status = "Package: lxc\nStatus: install ok installed\nVersion: 1:5.0.2-1+deb12u3\n\n\
                      Package: runc\nStatus: deinstall ok config-files\nVersion: 1.1.5\n\n\
                      Package: vim\nStatus: install ok installed\nVersion: 9\n";
        let packages = debian_packages(status);
        assert_eq!(packages.get("lxc").map(String::as_str), Some("1:5.0.2-1+deb12u3"));
        assert_eq!(packages.len(), 1);
    }

    #[test]
    fn packages_of_others() {
        assert_eq!(
            alpine_packages("P:incus\nV:6.0.4-r2\n\nP:busybox\nV:1\n")["incus"],
            "6.0.4-r2"
        );
        assert_eq!(
            snap_version("name: lxd\nversion: 5.21.3-c5ae129\n").as_deref(),
            Some("5.21.3-c5ae129")
        );
        assert_eq!(snap_version("version: ''\n"), None);
    }

    #[test]
    fn nothing_is_installed_where_there_is_nothing() {
        assert!(managers(Path::new("/nowhere")).is_empty());
    }
}
