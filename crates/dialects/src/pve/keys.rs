//! The one table of Proxmox's options, and what to say of a key that is not in it.
//!
//! An entry holds all there is to know of an option; the functions it names are in the files of their subjects. To add an
//! option, add an entry. Versions are those of Proxmox VE.

use transom_model::Container;

use super::options::{self as o, print_nothing};
use super::{Reader, devices, disks, features, kept, limits, network, print};
use crate::{Key, KeyName, Problem, Syntax};

type Read = fn(&mut Reader, &crate::Setting<'_>) -> Result<transom_model::Effect, Problem>;
type Print = fn(&Container) -> Vec<(String, String)>;

const fn key(name: &'static str, syntax: Syntax, explanation: &'static str, read: Read, print: Print) -> Key<Reader> {
    Key {
        name: KeyName::Exact(name),
        syntax,
        read,
        print,
        explanation,
        since: None,
        until: None,
    }
}

const fn numbered(word: (&'static str, u32), syntax: Syntax, explanation: &'static str, read: Read, print: Print) -> Key<Reader> {
    Key {
        name: KeyName::Numbered {
            word: word.0,
            last: word.1,
        },
        syntax,
        read,
        print,
        explanation,
        since: None,
        until: None,
    }
}

const fn since(mut key: Key<Reader>, version: &'static str) -> Key<Reader> {
    key.since = Some(version);
    key
}

const MOST: i64 = i64::MAX;

/// Every option of a container's file.
pub static KEYS: &[Key<Reader>] = &[
    key("arch", Syntax::Choice(o::ARCHS), "arch", o::arch, print::arch),
    key("cmode", Syntax::Choice(o::CONSOLE_MODES), "console-mode", o::cmode, |c| {
        kept::print(c, "cmode")
    }),
    key("console", Syntax::Bool, "console", o::console, o::print_console),
    key(
        "cores",
        Syntax::Integer { min: 1, max: 8192 },
        "cpu-count",
        limits::cores,
        limits::print_cores,
    ),
    key(
        "cpulimit",
        Syntax::Text("a number of CPUs, 0 to 8192; 0 is no limit"),
        "cpu-quota",
        limits::cpulimit,
        limits::print_cpulimit,
    ),
    key(
        "cpuunits",
        Syntax::Integer { min: 0, max: 500_000 },
        "cpu-weight",
        limits::cpuunits,
        limits::print_cpuunits,
    ),
    key("debug", Syntax::Bool, "debug-log", o::debug, |c| kept::print(c, "debug")),
    since(
        numbered(
            ("dev", 255),
            Syntax::Properties(&devices::DEVICE_TITLES),
            "device-node",
            devices::read,
            devices::print,
        ),
        "8.1",
    ),
    since(
        key(
            "entrypoint",
            Syntax::Text("a command of the container"),
            "init-command",
            o::entrypoint,
            print::entrypoint,
        ),
        "9.1",
    ),
    since(
        key(
            "env",
            Syntax::Text("NAME=value, separated by NUL"),
            "environment",
            o::env,
            print_nothing,
        ),
        "9.1",
    ),
    key(
        "features",
        Syntax::Properties(&features::FEATURES_TITLES),
        "features",
        features::read,
        print::features,
    ),
    key(
        "hookscript",
        Syntax::Text("STORE:snippets/FILE"),
        "hook",
        o::hookscript,
        |c| kept::print(c, "hookscript"),
    ),
    key(
        "hostname",
        Syntax::Text("a DNS name"),
        "hostname",
        o::hostname,
        o::print_hostname,
    ),
    key("lock", Syntax::Choice(o::LOCKS), "lock", o::lock, print::lock),
    key(
        "memory",
        Syntax::Integer { min: 16, max: MOST },
        "memory-limit",
        limits::memory,
        limits::print_memory,
    ),
    numbered(
        ("mp", 255),
        Syntax::Properties(&disks::MOUNT_POINT_TITLES),
        "mount-entry",
        disks::mount_point,
        print::disks::mount_points,
    ),
    key(
        "nameserver",
        Syntax::Text("IP addresses"),
        "nameserver",
        o::nameserver,
        o::print_nameserver,
    ),
    numbered(
        ("net", 31),
        Syntax::Properties(&network::NIC_TITLES),
        "nic",
        network::read,
        print::network::print,
    ),
    key("onboot", Syntax::Bool, "autostart", o::onboot, o::print_onboot),
    key("ostype", Syntax::Choice(o::OS_TYPES), "os-type", o::ostype, print::ostype),
    key(
        "parent",
        Syntax::Text("a snapshot's name"),
        "snapshot",
        o::snapshot_note,
        |c| kept::print(c, "parent"),
    ),
    key("protection", Syntax::Bool, "protection", o::protection, |c| {
        kept::print(c, "protection")
    }),
    key(
        "rootfs",
        Syntax::Properties(&disks::ROOT_TITLES),
        "root",
        disks::root,
        print::disks::root,
    ),
    key(
        "searchdomain",
        Syntax::Text("DNS names"),
        "searchdomain",
        o::searchdomain,
        o::print_searchdomain,
    ),
    key(
        "snaptime",
        Syntax::Integer { min: 0, max: MOST },
        "snapshot",
        o::snapshot_note,
        |c| kept::print(c, "snaptime"),
    ),
    key(
        "startup",
        Syntax::Properties(&o::STARTUP_TITLES),
        "start-order",
        o::startup,
        |c| kept::print(c, "startup"),
    ),
    key(
        "swap",
        Syntax::Integer { min: 0, max: MOST },
        "swap-limit",
        limits::swap,
        limits::print_swap,
    ),
    key("tags", Syntax::Text("words separated by ;"), "tags", o::tags, |c| {
        kept::print(c, "tags")
    }),
    key("template", Syntax::Bool, "template", o::template, print::template),
    key(
        "timezone",
        Syntax::Text("`host` or a zone's name"),
        "timezone",
        o::timezone,
        |c| kept::print(c, "timezone"),
    ),
    key("tty", Syntax::Integer { min: 0, max: 6 }, "tty-count", o::tty, o::print_tty),
    key("unprivileged", Syntax::Bool, "id-map", o::unprivileged, o::print_unprivileged),
    numbered(
        ("unused", 255),
        Syntax::Properties(&disks::UNUSED_TITLES),
        "unused-volume",
        disks::unused,
        |c| kept::print_numbered(c, "unused"),
    ),
];

/// Returns the entry of a key.
pub(super) fn find(key: &str) -> Option<&'static Key<Reader>> {
    KEYS.iter().find(|entry| entry.name.matches(key))
}

/// Says that a key is not Proxmox's, and which one may be meant.
pub(super) fn unknown(key: &str) -> Problem {
    let word = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let family = KEYS.iter().find_map(|entry| match entry.name {
        KeyName::Numbered { word: family, last } if family == word => Some((family, last)),
        _ => None,
    });
    let problem = Problem::new("unknown-key", format!("`{key}` is not an option of a Proxmox container"));
    match (family, nearest(key)) {
        (Some((family, last)), _) => problem.hint(format!("numbers go from {family}0 to {family}{last}")),
        (None, Some(near)) => problem.hint(format!(
            "did you mean `{near}`? Proxmox warns, keeps the line and does nothing with it"
        )),
        (None, None) => problem.hint("remove the line; Proxmox warns, keeps it and does nothing with it"),
    }
}

/// Finds the option whose name takes at most two changes of a letter.
fn nearest(key: &str) -> Option<String> {
    // Long garbage is near to nothing; the bound keeps the comparison short.
    if key.len() > 40 {
        return None;
    }
    let titles = KEYS.iter().map(|entry| entry.name.title());
    let near = titles
        .map(|title| (distance(key, title.trim_end_matches('N')), title))
        .filter(|(distance, _)| *distance <= 2);
    near.min().map(|(_, title)| title)
}

/// Counts the letters to insert, remove or change.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, same) in other.iter().enumerate() {
            let change = diagonal + usize::from(letter != *same);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_found_by_its_own_name() {
        for entry in KEYS {
            let name = match entry.name {
                KeyName::Exact(name) => name.to_owned(),
                KeyName::Numbered { word, last } => format!("{word}{last}"),
                other => panic!("{other:?} is no form of a Proxmox option"),
            };
            assert_eq!(find(&name).unwrap().name, entry.name);
            assert!(!entry.explanation.is_empty());
        }
    }

    #[test]
    fn a_typing_mistake_is_answered_with_the_nearest_key() {
        assert!(unknown("memmory").hint.unwrap().contains("`memory`"));
        assert!(unknown("hostnme").hint.unwrap().contains("`hostname`"));
        assert!(unknown("dev256").hint.unwrap().contains("dev255"));
        assert!(unknown("frobnicate").hint.unwrap().starts_with("remove the line"));
    }
}
