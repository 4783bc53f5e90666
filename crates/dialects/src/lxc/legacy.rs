//! Names that are not, or no longer, keys of LXC: older names, typing errors, other managers' keys, Proxmox's colon.
//!
//! Older names are read as their successors, with a word on it; the rest becomes a message with a way on.

use std::sync::LazyLock;

use transom_model::{Effect, Origin, Severity, phrase};

use super::keys::{self, KEYS};
use super::{Reader, net, versions};
use crate::{KeyName, Problem, Setting};

/// Suggestions for mistyped keys in one file.
const MOST_SUGGESTIONS: u32 = 50;

/// Names of LXC 1 and 2, and what they are called since 2.1.
pub(super) const RENAMED: &[(&str, &str)] = &[
    ("lxc.aa_profile", "lxc.apparmor.profile"),
    ("lxc.aa_allow_incomplete", "lxc.apparmor.allow_incomplete"),
    ("lxc.se_context", "lxc.selinux.context"),
    ("lxc.seccomp", "lxc.seccomp.profile"),
    ("lxc.id_map", "lxc.idmap"),
    ("lxc.rootfs", "lxc.rootfs.path"),
    ("lxc.mount", "lxc.mount.fstab"),
    ("lxc.utsname", "lxc.uts.name"),
    ("lxc.tty", "lxc.tty.max"),
    ("lxc.pts", "lxc.pty.max"),
    ("lxc.devttydir", "lxc.tty.dir"),
    ("lxc.console", "lxc.console.path"),
    ("lxc.init_cmd", "lxc.init.cmd"),
    ("lxc.init_uid", "lxc.init.uid"),
    ("lxc.init_gid", "lxc.init.gid"),
    ("lxc.haltsignal", "lxc.signal.halt"),
    ("lxc.rebootsignal", "lxc.signal.reboot"),
    ("lxc.stopsignal", "lxc.signal.stop"),
    ("lxc.logfile", "lxc.log.file"),
    ("lxc.loglevel", "lxc.log.level"),
    ("lxc.syslog", "lxc.log.syslog"),
];

/// Reads an older name as its successor.
pub(super) fn renamed(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let found = successor(setting.key).and_then(|new| Some((keys::find(&new)?, new)));
    let Some((key, new)) = found else {
        return Err(unknown_key(reader, setting.key));
    };
    remark(reader, setting, &new);
    // LXC 2 found the kind of storage out from the path, which may hold a colon.
    let path = (setting.key == "lxc.rootfs" && setting.value.starts_with('/')).then(|| format!("dir:{}", setting.value));
    reader.read_by(
        key,
        &Setting {
            key: &new,
            value: path.as_deref().unwrap_or(setting.value),
            ..setting.clone()
        },
    )
}

/// Returns what a name of LXC 1 and 2 is called since 2.1, if only the name changed.
pub fn successor(key: &str) -> Option<String> {
    if let Some(resource) = key.strip_prefix("lxc.limit.") {
        return Some(format!("lxc.prlimit.{resource}"));
    }
    RENAMED.iter().find(|(old, _)| *old == key).map(|(_, new)| (*new).to_owned())
}

/// Reads an older name of a network key: the last interface begun is meant, or the one whose number is in the key.
pub(super) fn network(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let rest = setting.key.strip_prefix("lxc.network").unwrap_or_default();
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let is_clearing = rest.is_empty() || (rest == "type" && setting.value.is_empty());
    let new = match is_clearing {
        true => Some("lxc.net".to_owned()),
        false if numbered(rest).is_some() => network_key(rest, 0),
        false => network_key(rest, net::meant(reader, setting, rest)?),
    };
    let Some((key, new)) = new.and_then(|new| Some((keys::find(&new)?, new))) else {
        return Err(unknown_key(reader, setting.key));
    };
    remark(reader, setting, &new);
    reader.read_by(
        key,
        &Setting {
            key: &new,
            ..setting.clone()
        },
    )
}

fn numbered(rest: &str) -> Option<(&str, &str)> {
    let (number, subkey) = rest.split_once('.').unwrap_or((rest, ""));
    let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then_some((number, subkey))
}

/// Returns what the part behind `lxc.network.` is called today, of this interface where it has no number of its own.
pub(super) fn network_key(rest: &str, current: u32) -> Option<String> {
    let (number, subkey) = match numbered(rest) {
        Some((number, subkey)) => (number.parse().ok()?, subkey),
        None => (current, rest),
    };
    let subkey = network_subkey(subkey);
    Some(if subkey.is_empty() {
        format!("lxc.net.{number}")
    } else {
        format!("lxc.net.{number}.{subkey}")
    })
}

fn network_subkey(old: &str) -> &str {
    match old {
        "ipv4" => "ipv4.address",
        "ipv6" => "ipv6.address",
        other => other,
    }
}

fn remark(reader: &mut Reader, setting: &Setting<'_>, new: &str) {
    // A version of its own time was asked for, and takes it.
    if !versions::is_newest(reader.version) {
        return;
    }
    let message = format!(
        "`{}` is a name of LXC 1 and 2; LXC 3 and later refuse the file because of it; Transom reads it as `{new}`",
        setting.key
    );
    reader.warn("old-key", message, setting.key_origin(), format!("write `{new}`"));
}

/// Reads a key that was taken out of LXC without a successor.
pub(super) fn removed(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    if versions::is_newest(reader.version) {
        let message = format!(
            "`{}` was taken out of LXC; since LXC 3 a file with it does not start",
            setting.key
        );
        reader.warn("removed-key", message, setting.key_origin(), "remove the line");
    }
    Ok(Effect::NoEffect(phrase!("LXC has no such function any more")))
}

/// Keys of `/etc/lxc/lxc.conf`, which is no container's file.
const SYSTEM_KEYS: [&str; 9] = [
    "lxc.lxcpath",
    "lxc.default_config",
    "lxc.bdev.lvm.vg",
    "lxc.bdev.lvm.thin_pool",
    "lxc.bdev.zfs.root",
    "lxc.bdev.rbd.rbdpool",
    "lxc.bdev.rbd.rbduser",
    "lxc.cgroup.pattern",
    "lxc.cgroup.use",
];

/// Refuses a key of the system's file.
pub(super) fn system_key(_: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    Err(Problem::new(
        "system-key",
        format!("`{}` is a setting of LXC itself, not of a container", setting.key),
    )
    .hint("it belongs in /etc/lxc/lxc.conf"))
}

/// Says whether a key is one of the system's file.
pub(super) fn is_system_key(key: &str) -> bool {
    SYSTEM_KEYS.contains(&key)
}

/// Makes the message for a key that nothing knows.
pub(super) fn unknown_key(reader: &mut Reader, key: &str) -> Problem {
    if is_colon_form(key) {
        return colon_form(key);
    }
    if is_system_key(key) {
        return Problem::new(
            "system-key",
            format!("`{key}` is a setting of LXC itself, not of a container"),
        )
        .hint("it belongs in /etc/lxc/lxc.conf");
    }
    let problem = Problem::new("unknown-key", format!("LXC has no key `{key}`"));
    match suggestion(reader, key) {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("LXC refuses the whole file because of it; correct or remove the line"),
    }
}

/// Looks for a near key, in a file of many mistakes only for the first ones: it takes a thousand times as long as reading a line.
fn suggestion(reader: &mut Reader, key: &str) -> Option<String> {
    reader.suggestions += 1;
    if reader.suggestions > MOST_SUGGESTIONS {
        return None;
    }
    near_key(key)
}

fn near_key(key: &str) -> Option<String> {
    // A number in the key is taken out, so that `lxc.net.3.tipe` is near to `lxc.net.N.type`.
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit());
    let number = key.split('.').find(is_number);
    let plain: Vec<&str> = key.split('.').map(|part| if is_number(&part) { "N" } else { part }).collect();
    static TITLES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let current = KEYS.iter().filter(|entry| entry.until.is_none());
        current.filter_map(|entry| title(entry.name)).collect()
    });
    let near = nearest(&plain.join("."), TITLES.iter().map(String::as_str))?;
    Some(number.map_or_else(|| near.clone(), |number| near.replacen(".N.", &format!(".{number}."), 1)))
}

fn title(name: KeyName) -> Option<String> {
    match name {
        KeyName::Prefix(_) => None,
        name => Some(name.title()),
    }
}

/// Finds the word that is the fewest letters away, if it is near at all.
pub(crate) fn nearest<'w>(word: &str, words: impl Iterator<Item = &'w str>) -> Option<String> {
    // Long garbage is near to nothing; the bound keeps the comparison short.
    if word.len() > 80 {
        return None;
    }
    let allowed = 1 + word.len() / 6;
    let letters: Vec<char> = word.chars().collect();
    // A distance is never below the difference of the lengths, so that most words need no comparison.
    // Nor below half the letters that only one of them has.
    let letters_of = |word: &str| word.chars().fold(0_u64, |set, letter| set | 1 << (letter as u32 % 64));
    let own = letters_of(word);
    let near = words.filter(|known| {
        known.len().abs_diff(word.len()) <= allowed && (own ^ letters_of(known)).count_ones() as usize <= 2 * allowed
    });
    let best = near
        .filter_map(|known| Some((distance(&letters, known, allowed)?, known)))
        .min_by_key(|(distance, _)| *distance)?;
    Some(best.1.to_owned())
}

/// Counts the letters to change, add, take out or exchange with their neighbour (optimal string alignment); `None` for more than `most`.
fn distance(a: &[char], b: &str, most: usize) -> Option<usize> {
    const FAR: usize = usize::MAX / 2;
    let b: Vec<char> = b.chars().collect();
    let same = a.iter().zip(&b).take_while(|(one, other)| one == other).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let (mut row, mut above, mut older) = (
        vec![FAR; b.len() + 1],
        (0..=b.len()).collect::<Vec<_>>(),
        vec![FAR; b.len() + 1],
    );
    for i in 1..=a.len() {
        // What is further from the diagonal than `most` costs more than that.
        let (first, last) = (i.saturating_sub(most).max(1), (i + most).min(b.len()));
        row[first - 1] = if first == 1 { i } else { FAR };
        for j in first..=last {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (above[j] + 1).min(row[j - 1] + 1).min(above[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(older[j - 2] + 1);
            }
            row[j] = best;
        }
        if let Some(behind) = row.get_mut(last + 1) {
            *behind = FAR;
        }
        if row[first - 1..=last.max(first - 1)].iter().all(|distance| *distance > most) {
            return None;
        }
        std::mem::swap(&mut older, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above.last().copied().filter(|distance| *distance <= most)
}

/// Makes the message for an `lxc.` line without `=`.
pub(super) fn no_equals(text: &str) -> Problem {
    if is_colon_form(text) {
        return colon_form(text);
    }
    Problem::new("no-equals", "this line has no `=`").hint("write `lxc.key = value`; LXC refuses the whole file because of it")
}

fn is_colon_form(text: &str) -> bool {
    let name = text.split(':').next().unwrap_or_default();
    name.len() < text.len()
        && name.starts_with("lxc.")
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn colon_form(text: &str) -> Problem {
    let key = text.split(':').next().unwrap_or_default();
    Problem::new("colon-form", "LXC wants `=` between key and value, here is a colon").hint(format!(
        "`{key}: …` is Proxmox's form, for /etc/pve/lxc/ID.conf; here write `{key} = …`"
    ))
}

/// Says what a line that does not begin with `lxc.` may have been meant for.
pub(super) fn martian(reader: &mut Reader, origin: &Origin, text: &str) -> Effect {
    let word = text.split(['=', ':', ' ', '\t']).next().unwrap_or_default();
    let hint = martian_hint(reader, word, text);
    reader.warn(
        "not-an-lxc-line",
        "LXC skips this line: it does not begin with `lxc.`",
        origin.clone(),
        hint,
    );
    Effect::NoEffect(phrase!("LXC skips every line that does not begin with `lxc.`"))
}

fn martian_hint(reader: &mut Reader, word: &str, text: &str) -> String {
    const LXD: [&str; 12] = [
        "limits.",
        "security.",
        "raw.",
        "linux.kernel_modules",
        "linux.sysctl.",
        "boot.",
        "environment.",
        "user.",
        "volatile.",
        "nvidia.",
        "snapshots.",
        "image.",
    ];
    const PROXMOX: [&str; 16] = [
        "arch",
        "cores",
        "cpulimit",
        "cpuunits",
        "features",
        "hostname",
        "memory",
        "swap",
        "ostype",
        "rootfs",
        "template",
        "unprivileged",
        "onboot",
        "nameserver",
        "searchdomain",
        "startup",
    ];
    let bare = word.trim_start_matches('\u{feff}');
    let lower = bare.to_ascii_lowercase();
    let numbered = bare.trim_end_matches(|letter: char| letter.is_ascii_digit());
    match () {
        () if bare != word && bare.starts_with("lxc.") => "the file begins with a byte order mark; save it without one".to_owned(),
        () if LXD.iter().any(|prefix| bare.starts_with(prefix)) => {
            "this is an LXD key; LXD and Incus keep it in their own database (`lxc config set`), LXC does not know it".to_owned()
        }
        () if text.contains(':')
            && (PROXMOX.contains(&bare) || (numbered != bare && matches!(numbered, "dev" | "mp" | "net" | "unused"))) =>
        {
            "this is a Proxmox key, for /etc/pve/lxc/ID.conf; LXC does not know it".to_owned()
        }
        () if lower.starts_with("lxc.") && keys::find(&lower).is_some() => format!("did you mean `{lower}`? The case matters"),
        () => match lower.contains('.').then(|| suggestion(reader, &lower)).flatten() {
            Some(near) => format!("did you mean `{near}`?"),
            None => "begin a comment with `#`, or remove the line".to_owned(),
        },
    }
}

/// Remarks on a value that looks as if it were meant otherwise than the grammar takes it.
pub(super) fn remark_on_value(reader: &mut Reader, setting: &Setting<'_>) {
    if setting.value.contains(" #") || setting.value.contains("\t#") {
        let hint = "put the comment on a line of its own";
        reader.warn(
            "hash-in-value",
            "the `#` and what follows are part of the value",
            setting.value_origin(),
            hint,
        );
    }
    if setting.value.ends_with('\\') {
        let message = "a backslash at the end does not continue the line; it is part of the value";
        reader.say(Severity::Warning, "no-continuation", message, setting.value_origin());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, as the definition has it.
    fn plain(a: &[char], b: &[char]) -> usize {
        let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = cell(&rows, (a, b), (i, j));
            }
        }
        rows[a.len()][b.len()]
    }

    fn cell(rows: &[Vec<usize>], (a, b): (&[char], &[char]), (i, j): (usize, usize)) -> usize {
        if i == 0 || j == 0 {
            return i + j;
        }
        let cost = usize::from(a[i - 1] != b[j - 1]);
        let best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
        let is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        match is_swap {
            true => best.min(rows[i - 2][j - 2] + 1),
            false => best,
        }
    }

    #[test]
    fn distances_are_counted_up_to_a_bound() {
        let words = [
            "",
            "a",
            "ab",
            "ba",
            "lxc.net.N.type",
            "lxc.ent.N.tpye",
            "lxc.uts.name",
            "lxc.utsname",
            "\u{fc}\u{fc}",
            "kitten",
            "sitting",
            "abcabc",
            "cbacba",
        ];
        for one in words {
            for other in words {
                let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
                for most in 0..16 {
                    let wanted = Some(plain(&a, &b)).filter(|distance| *distance <= most);
                    assert_eq!(distance(&a, other, most), wanted, "{one} {other} {most}");
                }
            }
        }
    }

    #[test]
    fn near_words_are_found() {
        assert_eq!(near_key("lxc.something.else"), None);
        assert_eq!(near_key("lxc.uts.nmae").as_deref(), Some("lxc.uts.name"));
        assert_eq!(near_key("lxc.net.3.tipe").as_deref(), Some("lxc.net.3.type"));
        assert_eq!(
            near_key("lxc.cgroup2.device.allow").as_deref(),
            Some("lxc.cgroup2.devices.allow")
        );
        assert_eq!(near_key("lcx.tty.max").as_deref(), Some("lxc.tty.max"));
    }

    #[test]
    fn distances_count_single_mistakes() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "ab", 1),
            ("abc", "acb", 1),
            ("abc", "xbc", 1),
            ("", "ab", 2),
        ] {
            let letters: Vec<char> = a.chars().collect();
            assert_eq!(distance(&letters, b, 5), Some(expected), "{a} {b}");
        }
    }
}
