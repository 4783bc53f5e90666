//! Prints a container as a profile: the key table for `config`, the device readers for `devices`.

use transom_model::{Container, Dialect};

use super::keys::KEYS;
use super::{disks, nics, unix};

/// Prints a container as a profile that the newest version of the manager takes. What it has no key for is left out.
pub fn print(dialect: Dialect, container: &Container) -> String {
    let mut text = String::new();
    let keys = KEYS.iter().filter(|key| key.known.is_taken_by(dialect));
    let pairs: Vec<(String, String)> = keys.flat_map(|key| (key.print)(container)).collect();
    text.push_str(if pairs.is_empty() { "config: {}\n" } else { "config:\n" });
    for (key, value) in pairs {
        text.push_str(&format!("  {}: {}\n", name(&key), quoted(&value)));
    }
    let mut devices: Vec<(String, Vec<(&str, String)>)> = Vec::new();
    for (name, options) in nics::print(container)
        .into_iter()
        .chain(disks::print(container))
        .chain(unix::print(container))
    {
        let name = free_name(&devices, name);
        devices.push((name, options));
    }
    text.push_str(if devices.is_empty() { "devices: {}\n" } else { "devices:\n" });
    for (device, options) in devices {
        text.push_str(&format!("  {}:\n", name(&device)));
        for (option, value) in options {
            text.push_str(&format!("    {option}: {}\n", quoted(&value)));
        }
    }
    text
}

/// Two devices of one name would be one device.
fn free_name(taken: &[(String, Vec<(&str, String)>)], name: String) -> String {
    let is_free = |name: &String| taken.iter().all(|(other, _)| other != name);
    if is_free(&name) {
        return name;
    }
    let mut numbered = (2_u32..).map(|number| format!("{name}-{number}")).filter(is_free);
    numbered.next().unwrap_or(name)
}

fn name(key: &str) -> String {
    let is_plain = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let is_word = key.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if is_plain && is_word && !["null", "Null", "NULL"].contains(&key) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

/// Writes a value in double quotes, so that no reader takes it for a number or a truth value.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for letter in value.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            letter if u32::from(letter) < 0x20 || matches!(letter, '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                text.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => text.push(letter),
        }
    }
    text.push('"');
    text
}
