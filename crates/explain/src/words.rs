//! How values are written for people: sizes, accesses, lists, ids, capabilities.
//!
//! Only wording; no meaning is decided here.

use transom_model::{Access, CAPABILITY_NAMES, DeviceKind, HostId, IdRange, InsideId, Mode, Namespace};

/// Writes a size: `4 GiB`, `512 MiB`, `1.5 GiB`, `500000 bytes`.
pub(crate) fn bytes(count: u64) -> String {
    const UNITS: [(&str, u64); 4] = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    for (unit, size) in UNITS {
        if count >= size && count.is_multiple_of(size) {
            return format!("{} {unit}", count / size);
        }
        if count >= size && count.is_multiple_of(size / 4) {
            let text = format!("{:.2}", count as f64 / size as f64);
            return format!("{} {unit}", text.trim_end_matches('0'));
        }
    }
    format!("{count} bytes")
}

/// Writes a size given in MiB: `4096` is 4 GiB.
pub(crate) fn mebibytes(text: &str) -> String {
    match text.trim().parse::<u64>() {
        Ok(count) => bytes(count.saturating_mul(1 << 20)),
        Err(_) => format!("{text} MiB"),
    }
}

/// Writes a size as Proxmox writes it, `16G`.
pub(crate) fn short_size(text: &str) -> String {
    let units = [('K', "KiB"), ('M', "MiB"), ('G', "GiB"), ('T', "TiB")];
    match units
        .iter()
        .find_map(|(letter, unit)| text.strip_suffix(*letter).map(|number| (number, unit)))
    {
        Some((number, unit)) => format!("{number} {unit}"),
        None => text.parse().map_or_else(|_| text.to_owned(), bytes),
    }
}

/// Joins words the way a sentence does: `a, b and c`.
pub(crate) fn and_list<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// Writes an access in words: `for reading, writing and mknod`.
pub(crate) fn access(access: Access) -> String {
    let parts = [(access.read, "reading"), (access.write, "writing"), (access.mknod, "mknod")];
    let words: Vec<&str> = parts.iter().filter(|(is_on, _)| *is_on).map(|(_, word)| *word).collect();
    and_list(&words)
}

/// Writes `character` or `block`.
pub(crate) fn kind(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Char => "character",
        DeviceKind::Block => "block",
    }
}

/// Writes permission bits as chmod takes them: `0660`.
pub(crate) fn mode(mode: Mode) -> String {
    format!("{:04o}", mode.0)
}

/// Writes an owner on the host: `uid 100000` when both are the same number, else with its group.
pub(crate) fn host_owner((uid, gid): (HostId, HostId)) -> String {
    if uid == gid {
        format!("uid and gid {}", uid.0)
    } else {
        format!("uid {} and gid {}", uid.0, gid.0)
    }
}

/// Writes the last id of a run; a run of none ends where it starts.
fn last(start: u32, len: u32) -> u64 {
    u64::from(start) + u64::from(len.max(1)) - 1
}

/// Writes a range of an id map: `0-65535 as 100000-165535 on the host`.
pub(crate) fn id_range(range: &IdRange) -> String {
    match range.len {
        1 => format!("{} as {} on the host", range.inside.0, range.host.0),
        len => {
            let (inside, host) = (range.inside.0, range.host.0);
            format!("{inside}-{} as {host}-{} on the host", last(inside, len), last(host, len))
        }
    }
}

/// Writes ids inside: `4, 27`.
pub(crate) fn inside_ids(ids: &[InsideId]) -> String {
    let words: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    words.join(", ")
}

/// Writes `1 rule` or `3 rules`.
pub(crate) fn count(number: usize, word: &str) -> String {
    match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    }
}

/// Says whether a word is one of those that mean yes.
pub(crate) fn is_yes(word: &str) -> bool {
    ["1", "on", "yes", "true"].contains(&word.trim().to_ascii_lowercase().as_str())
}

/// Makes the first letter a capital.
pub(crate) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Shortens a text to about this many characters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Writes the kind of a namespace as people say it.
pub(crate) fn namespace(namespace: Namespace) -> &'static str {
    match namespace {
        Namespace::User => "user",
        Namespace::Mount => "mount",
        Namespace::Pid => "process id",
        Namespace::Uts => "host name",
        Namespace::Ipc => "IPC",
        Namespace::Net => "network",
        Namespace::Cgroup => "cgroup",
        Namespace::Time => "time",
    }
}

/// Returns the names of the capabilities that a mask keeps, and of those it drops.
pub(crate) fn capabilities(mask: u64) -> (Vec<&'static str>, Vec<&'static str>) {
    let numbered = CAPABILITY_NAMES.iter().copied().enumerate();
    let (kept, dropped): (Vec<_>, Vec<_>) = numbered.partition(|(number, _)| mask & (1 << number) != 0);
    let names = |list: Vec<(usize, &'static str)>| list.into_iter().map(|(_, name)| name).collect();
    (names(kept), names(dropped))
}

/// Returns the name of a capability that is given by its number.
pub(crate) fn capability_name(text: &str) -> &str {
    text.parse::<usize>()
        .ok()
        .and_then(|number| CAPABILITY_NAMES.get(number).copied())
        .unwrap_or(text)
}

/// Says what a capability lets a process do; only those that configurations drop or keep by hand.
pub(crate) fn capability(name: &str) -> Option<&'static str> {
    Some(match name {
        "sys_module" => "load kernel modules",
        "sys_rawio" => "reach hardware ports",
        "sys_time" => "set the clock",
        "mac_admin" => "change the rules of AppArmor and the like",
        "mac_override" => "bypass AppArmor and the like",
        "sys_boot" => "reboot",
        "sys_nice" => "raise priorities",
        "sys_pacct" => "switch process accounting",
        "sys_admin" => "mount and much more",
        "net_admin" => "configure the network",
        "net_raw" => "send raw packets, as ping does",
        "mknod" => "make device nodes",
        "sys_ptrace" => "trace other processes",
        "syslog" => "read the kernel's log",
        "wake_alarm" => "wake the machine",
        "audit_control" | "audit_read" | "audit_write" => "use the audit log",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_readable() {
        assert_eq!(bytes(4 << 30), "4 GiB");
        assert_eq!(bytes(512 << 20), "512 MiB");
        assert_eq!(bytes(3 << 29), "1.5 GiB");
        assert_eq!(bytes(500_000), "500000 bytes");
        assert_eq!(mebibytes("4096"), "4 GiB");
        assert_eq!(mebibytes("many"), "many MiB");
        assert_eq!(short_size("16G"), "16 GiB");
        assert_eq!(short_size("0"), "0 bytes");
    }

    #[test]
    fn lists_end_in_and() {
        assert_eq!(and_list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(access(Access::ALL), "reading, writing and mknod");
    }

    #[test]
    fn ranges_show_both_sides() {
        let range = IdRange {
            inside: InsideId(0),
            host: HostId(100_000),
            len: 65_536,
        };
        assert_eq!(id_range(&range), "0-65535 as 100000-165535 on the host");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(shortened("abcdef", 4), "abc…");
    }
}
