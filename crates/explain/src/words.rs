//! How values are written for people: sizes, accesses, lists, ids, capabilities.
//!
//! Only wording; no meaning is decided here.

use transom_model::{Access, CAPABILITY_NAMES, DeviceKind, HostId, IdRange, InsideId, Mode, Namespace};

use crate::language::{Arg, Message, say};

/// Writes a size: `4 GiB`, `512 MiB`, `1.5 GiB`, `500000 bytes`.
pub(crate) fn size(count: u64) -> Message {
    const UNITS: [(&str, u64); 4] = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    for (unit, size) in UNITS {
        if count >= size && count.is_multiple_of(size) {
            return say!("size", number = (count / size).to_string(), unit = unit);
        }
        if count >= size && count.is_multiple_of(size / 4) {
            let text = format!("{:.2}", count as f64 / size as f64);
            return say!("size", number = text.trim_end_matches('0'), unit = unit);
        }
    }
    say!("size-bytes", count = count.to_string())
}

/// Writes a size given in MiB: `4096` is 4 GiB.
pub(crate) fn mebibytes(text: &str) -> Message {
    match text.trim().parse::<u64>() {
        Ok(count) => size(count.saturating_mul(1 << 20)),
        Err(_) => say!("size", number = text, unit = "MiB"),
    }
}

/// Writes a size as Proxmox writes it, `16G`.
pub(crate) fn short_size(text: &str) -> Arg {
    let units = [('K', "KiB"), ('M', "MiB"), ('G', "GiB"), ('T', "TiB")];
    match units
        .iter()
        .find_map(|(letter, unit)| text.strip_suffix(*letter).map(|number| (number, unit)))
    {
        Some((number, unit)) => say!("size", number = number, unit = *unit).into(),
        None => text.parse().map_or_else(|_| Arg::from(text), |count| size(count).into()),
    }
}

/// Writes an access in words: `reading, writing and mknod`.
pub(crate) fn access(access: Access) -> Arg {
    let parts = [
        (access.read, say!("access-read")),
        (access.write, say!("access-write")),
        (access.mknod, say!("access-mknod")),
    ];
    Arg::list(parts.into_iter().filter(|(is_on, _)| *is_on).map(|(_, word)| word))
}

/// Returns the word by which sentences tell the kinds of devices apart.
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

/// Writes an owner on the host: one number when both are the same, else user and group.
pub(crate) fn host_owner((uid, gid): (HostId, HostId)) -> Message {
    if uid == gid {
        say!("owner-one", id = uid.0)
    } else {
        say!("owner", uid = uid.0, gid = gid.0)
    }
}

/// Writes the last id of a run; a run of none ends where it starts.
fn last(start: u32, len: u32) -> u64 {
    u64::from(start) + u64::from(len.max(1)) - 1
}

/// Writes a range of an id map: `0-65535 as 100000-165535 on the host`.
pub(crate) fn mapped(range: &IdRange) -> Message {
    let run = |start, len| match len {
        1 => format!("{start}"),
        len => format!("{start}-{}", last(start, len)),
    };
    let (inside, host) = (run(range.inside.0, range.len), run(range.host.0, range.len));
    say!("id-range", inside = inside, host = host)
}

/// Writes ids inside: `4, 27`.
pub(crate) fn inside_ids(ids: &[InsideId]) -> String {
    let words: Vec<String> = ids.iter().map(|id| id.0.to_string()).collect();
    words.join(", ")
}

/// Says whether a word is one of those that mean yes.
pub(crate) fn is_yes(word: &str) -> bool {
    ["1", "on", "yes", "true"].contains(&word.trim().to_ascii_lowercase().as_str())
}

/// Makes the first letter a capital, unless the first word is not one of a language: `c 189:*`, `force_rw_sys:`.
pub(crate) fn capitalized(text: &str) -> String {
    let word = text.split_whitespace().next().unwrap_or_default();
    if (word.len() == 1 && word != "a") || word.contains('_') || word.ends_with(':') {
        return text.to_owned();
    }
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
pub(crate) fn namespace(namespace: Namespace) -> Message {
    match namespace {
        Namespace::User => say!("namespace-user"),
        Namespace::Mount => say!("namespace-mount"),
        Namespace::Pid => say!("namespace-pid"),
        Namespace::Uts => say!("namespace-uts"),
        Namespace::Ipc => say!("namespace-ipc"),
        Namespace::Net => say!("namespace-net"),
        Namespace::Cgroup => say!("namespace-cgroup"),
        Namespace::Time => say!("namespace-time"),
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

/// Defines [`meaning`]: each capability's words are the message `capability-NAME`.
macro_rules! meanings {
    ($($name:literal)*) => {
        /// Says what a capability lets a process do, as a verb phrase.
        fn meaning(name: &str) -> Option<Message> {
            match name {
                $($name => Some(Message::new(concat!("capability-", $name))),)*
                _ => None,
            }
        }
    };
}

#[rustfmt::skip]
meanings! {
    "chown" "dac_override" "dac_read_search" "fowner" "fsetid" "kill"
    "setgid" "setuid" "setpcap" "linux_immutable" "net_bind_service" "net_broadcast"
    "net_admin" "net_raw" "ipc_lock" "ipc_owner" "sys_module" "sys_rawio"
    "sys_chroot" "sys_ptrace" "sys_pacct" "sys_admin" "sys_boot" "sys_nice"
    "sys_resource" "sys_time" "sys_tty_config" "mknod" "lease" "audit_write"
    "audit_control" "setfcap" "mac_override" "mac_admin" "syslog" "wake_alarm"
    "block_suspend" "audit_read" "perfmon" "bpf" "checkpoint_restore"
}

/// Says what a capability gives, with its name: `load kernel modules (sys_module)`.
pub(crate) fn right(name: &str) -> Message {
    match meaning(name) {
        Some(meaning) => say!("right", meaning = meaning, name = name),
        None => say!("right-unknown", name = name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::english;
    use crate::{Language, Phrasebook};

    #[test]
    fn sizes_are_readable() {
        let written = |size: Arg| english(say!("rlimit-other", name = size));
        assert_eq!(english(size(4 << 30)), "4 GiB");
        assert_eq!(english(size(512 << 20)), "512 MiB");
        assert_eq!(english(size(3 << 29)), "1.5 GiB");
        assert_eq!(english(size(500_000)), "500000 bytes");
        assert_eq!(english(mebibytes("4096")), "4 GiB");
        assert_eq!(english(mebibytes("many")), "many MiB");
        assert_eq!(written(short_size("16G")), "16 GiB");
        assert_eq!(written(short_size("0")), "0 bytes");
        assert_eq!(written(short_size("all")), "all");
    }

    #[test]
    fn ranges_show_both_sides() {
        let range = |len| IdRange {
            inside: InsideId(0),
            host: HostId(100_000),
            len,
        };
        assert_eq!(english(mapped(&range(65_536))), "0-65535 as 100000-165535 on the host");
        assert_eq!(english(mapped(&range(1))), "0 as 100000 on the host");
    }

    #[test]
    fn every_capability_has_words_in_every_language() {
        for language in Language::ALL {
            let book = Phrasebook::new(language);
            for name in CAPABILITY_NAMES {
                let words = meaning(name).unwrap_or_else(|| panic!("`{name}` has no message"));
                assert!(book.has(words.id()), "{}: {}", language.tag(), words.id());
            }
            let has_han = book.say(&right("bpf")).contains('加');
            assert_eq!(has_han, language == Language::Chinese);
        }
        assert_eq!(meaning("cap_chown"), None);
    }

    #[test]
    fn every_namespace_has_words_in_every_language() {
        use Namespace::{Cgroup, Ipc, Mount, Net, Pid, Time, User, Uts};
        for language in Language::ALL {
            let book = Phrasebook::new(language);
            for kind in [User, Mount, Pid, Uts, Ipc, Net, Cgroup, Time] {
                assert!(book.has(namespace(kind).id()), "{}: {kind:?}", language.tag());
            }
        }
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(shortened("abcdef", 4), "abc…");
    }
}
