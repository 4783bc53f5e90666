//! Prints a container as the newest Proxmox VE writes its file: description, options sorted by name, raw lines.
//!
//! What Proxmox has an option for becomes that option, through the key table; disks and interfaces are in `print/`. What only LXC has
//! a key for becomes a raw line (`print/raw.rs`), if Proxmox passes it on. What Proxmox does by itself is not printed.

pub(super) mod disks;
pub(super) mod network;
mod raw;
#[cfg(test)]
mod tests;

use transom_model::{Container, Given, Origin};

use super::{KEYS, features, kept, options};

/// Keys and values, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// Prints a container as a Proxmox file. What Proxmox cannot say is left out.
pub fn print(container: &Container) -> String {
    let mut lines: Pairs = KEYS.iter().flat_map(|key| (key.print)(container)).collect();
    lines.retain(|(_, value)| !value.trim().is_empty());
    lines.sort();
    lines.extend(raw::lines(container));
    let mut text = kept::print_description(container);
    // A value of another dialect may hold what no line can.
    for (key, value) in lines.iter().filter(|(_, value)| !value.contains(['\n', '\r', '\0'])) {
        text.push_str(format!("{key}: {value}").trim_end());
        text.push('\n');
    }
    text
}

/// Returns a value that a line gives, or that differs from what Proxmox takes by itself.
pub(super) fn said<'c, T: PartialEq>(given: Option<&'c Given<T>>, own: Option<&T>) -> Option<&'c T> {
    let is_said = |given: &&Given<T>| !matches!(given.origin, Origin::Default(_)) || own.is_some_and(|own| *own != given.value);
    given.filter(is_said).map(|given| &given.value)
}

/// Joins a property string as Proxmox does: the default key bare and first, the others sorted.
pub(super) fn property_string(first: String, mut others: Vec<(&str, String)>) -> String {
    others.sort();
    let others = others.into_iter().map(|(name, value)| format!(",{name}={value}"));
    first + &others.collect::<String>()
}

/// Writes the default key's value, with its name where a bare one would be misread.
pub(super) fn default_part(name: &str, value: &str) -> String {
    if value.contains('=') {
        format!("{name}={value}")
    } else {
        value.to_owned()
    }
}

/// Other dialects' words for the architectures that Proxmox knows.
const ARCH_WORDS: [(&str, &str); 10] = [
    ("x86_64", "amd64"),
    ("linux64", "amd64"),
    ("i686", "i386"),
    ("i586", "i386"),
    ("x86", "i386"),
    ("linux32", "i386"),
    ("aarch64", "arm64"),
    ("armv7l", "armhf"),
    ("armv7", "armhf"),
    ("arm", "armhf"),
];

/// Prints `arch`, without which Proxmox starts nothing; where it is not known, the usual one.
pub(super) fn arch(container: &Container) -> Pairs {
    let word = container.arch.as_ref().map_or("amd64", |given| given.value.as_str());
    let known = ARCH_WORDS
        .iter()
        .find(|(other, _)| *other == word)
        .map_or(word, |(_, known)| known);
    let printed = if options::ARCHS.contains(&known) { known } else { "amd64" };
    vec![("arch".to_owned(), printed.to_owned())]
}

/// The type of the guest's system, which decides what Proxmox writes into its files; `unmanaged` where it is not known.
pub(super) fn os_type(container: &Container) -> &str {
    let given = kept::find(container, "ostype").filter(|word| options::OS_TYPES.contains(word));
    given.unwrap_or("unmanaged")
}

/// Prints `ostype`, without which Proxmox starts nothing.
pub(super) fn ostype(container: &Container) -> Pairs {
    vec![("ostype".to_owned(), os_type(container).to_owned())]
}

/// Prints `entrypoint`: a command that runs beside the shared memory which Proxmox mounts for it.
pub(super) fn entrypoint(container: &Container) -> Pairs {
    let command = said(container.init.command.as_ref(), Some(&vec!["/sbin/init".to_owned()]));
    if command.is_none() || !is_entrypoint(container) {
        return Vec::new();
    }
    let lines = raw::command(container).into_iter();
    lines.map(|(_, words)| ("entrypoint".to_owned(), words)).collect()
}

/// Says whether the container's command is one of Proxmox's own kind.
pub(super) fn is_entrypoint(container: &Container) -> bool {
    let words = container.init.command.as_ref().map(|given| given.value.as_slice());
    let is_init = words.is_some_and(|words| words.len() == 1 && words[0] == "/sbin/init");
    is_init || container.mounts.iter().any(|mount| mount.value == options::shared_memory())
}

/// Prints `features`.
pub(super) fn features(container: &Container) -> Pairs {
    let mut parts: Vec<(&str, String)> = kept::parts_of(container, "features")
        .into_iter()
        .map(|(name, value)| (name, value.to_owned()))
        .collect();
    let traces = [
        ("fuse", container.mounts.iter().any(|mount| mount.value == features::fuse())),
        ("keyctl", features::has_keyctl(container)),
        ("force_rw_sys", features::has_writable_sys(container)),
    ];
    parts.extend(
        traces
            .iter()
            .filter(|(_, is_on)| *is_on)
            .map(|(name, _)| (*name, "1".to_owned())),
    );
    parts.sort();
    parts.dedup_by(|one, other| one.0 == other.0);
    let words: Vec<String> = parts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    vec![("features".to_owned(), words.join(","))]
}

/// Prints `lock`: one that refuses a start, or the one that does not.
pub(super) fn lock(container: &Container) -> Pairs {
    let refusing = refusals(container).find_map(options::lock_of);
    let lock = refusing.or_else(|| kept::find(container, "lock"));
    lock.map(|lock| ("lock".to_owned(), lock.to_owned())).into_iter().collect()
}

/// Prints `template`.
pub(super) fn template(container: &Container) -> Pairs {
    let is_template = refusals(container).any(|refusal| refusal == options::TEMPLATE_REFUSAL);
    let line = || ("template".to_owned(), "1".to_owned());
    is_template.then(line).into_iter().collect()
}

fn refusals(container: &Container) -> impl Iterator<Item = &str> {
    container.lifecycle.refusals.iter().map(|refusal| refusal.value.as_str())
}
