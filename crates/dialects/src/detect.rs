//! Which dialect a file is in, from its name and content.

use std::path::Path;

use transom_model::Dialect;

/// Finds the dialect of a text, and the reason in a few words.
pub fn detect(path: &Path, text: &str) -> (Dialect, &'static str) {
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
