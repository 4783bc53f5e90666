//! Which dialect a file is in, from its name and content.

use std::path::Path;

use transom_model::Dialect;

/// Finds the dialect of a text, and the reason in a few words.
pub fn detect(path: &Path, text: &str) -> (Dialect, &'static str) {
    if let Some(found) = by_shape(text) {
        return found;
    }
    let settings = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (mut colons, mut equals) = (0_u32, 0_u32);
    for line in settings {
        match line.find([':', '=']).map(|at| (line.as_bytes()[at], &line[..at])) {
            Some((b':', key)) if key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) => colons += 1,
            Some((b'=', key)) if key.trim_end().starts_with("lxc.") => equals += 1,
            _ => {}
        }
    }
    let is_vmid = path
        .file_stem()
        .and_then(|stem| stem.to_str())
        .is_some_and(|stem| stem.bytes().all(|byte| byte.is_ascii_digit()));
    match (colons, equals) {
        (0, 0) if is_vmid => (Dialect::Pve, "its name is a container number"),
        (colons, equals) if colons > equals => (Dialect::Pve, "its lines are `key: value`"),
        _ => (Dialect::Lxc, "its lines are `lxc.key = value`"),
    }
}

/// XML, JSON and YAML are told by their first mark and the words every file of theirs has.
fn by_shape(text: &str) -> Option<(Dialect, &'static str)> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        return Some((Dialect::Libvirt, "it is XML"));
    }
    if start.starts_with('{') && text.contains("\"creation_date\"") {
        return Some((Dialect::Lxd, "it is an image's metadata"));
    }
    if start.starts_with('{') {
        return Some((Dialect::Oci, "it is a JSON object"));
    }
    let has_top_key = |key: &str| {
        text.lines()
            .any(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')))
    };
    let is_yaml = [
        "devices",
        "config",
        "expanded_config",
        "expanded_devices",
        "instance",
        "container",
        "creation_date",
    ]
    .into_iter()
    .any(has_top_key);
    let is_incus = || {
        ["incus", "volatile.uuid.generation"]
            .into_iter()
            .any(|word| text.contains(word))
    };
    match is_yaml {
        true if is_incus() => Some((Dialect::Incus, "it is YAML with `config` or `devices`, and speaks of Incus")),
        true => Some((Dialect::Lxd, "it is YAML with `config` or `devices`")),
        false => None,
    }
}
