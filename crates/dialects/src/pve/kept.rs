//! What a file says that the model has no field for: whole options, sub-keys of property strings, the description.
//!
//! Such values go into `Container::kept` in Proxmox's own words and are printed back from there. A sub-key is kept under
//! `OPTION.NAME` (`net0.tag`, `rootfs.size`, `features.nesting`), the description, decoded, under `description`.

use transom_model::{Container, Dialect, Effect, Given, Kept, Origin};

use super::Reader;
use super::properties::Properties;
use crate::Setting;

/// Options that are kept whole, without their numbers.
const WHOLE: [&str; 12] = [
    "cmode",
    "debug",
    "hookscript",
    "lock",
    "ostype",
    "parent",
    "protection",
    "snaptime",
    "startup",
    "tags",
    "timezone",
    "unused",
];

/// Options of these that are either on, or say nothing but their default.
const SWITCHES: [&str; 2] = ["debug", "protection"];

/// The key that the description is kept under.
pub(super) const DESCRIPTION: &str = "description";

/// Keeps an option that has been read, if the model has no field for it.
pub(super) fn option(reader: &mut Reader, setting: &Setting<'_>, effect: &Effect) {
    let word = setting.key.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_default = SWITCHES.contains(&word) && matches!(effect, Effect::NoEffect(_));
    // Every lock but one is a refusal to start, which the model has.
    let is_refusal = word == "lock" && *effect == Effect::Taken;
    if WHOLE.contains(&word) && !is_default && !is_refusal {
        keep(reader, setting.key.to_owned(), setting.value, setting.value_origin());
    }
}

/// Keeps the sub-keys of a property string that are not among those that the model has.
pub(super) fn parts(reader: &mut Reader, setting: &Setting<'_>, properties: &Properties<'_>, in_model: &[&str]) {
    for part in properties.parts.iter().filter(|part| !in_model.contains(&part.name)) {
        let key = format!("{}.{}", setting.key, part.name);
        keep(reader, key, part.value, setting.part_origin(part.span.clone()));
    }
}

/// Keeps one value.
pub(super) fn keep(reader: &mut Reader, key: String, value: &str, origin: Origin) {
    let kept = Kept {
        dialect: Dialect::Pve,
        key,
        value: value.to_owned(),
    };
    reader.container.kept.push(Given::new(kept, origin));
}

/// Adds a line of the description: `# text` ends with a new line, the older `description: text` does not.
pub(super) fn describe(reader: &mut Reader, text: &str, origin: &Origin) {
    let (given, end) = match text.strip_prefix('#') {
        Some(given) => (given, "\n"),
        None => (text.split_once(':').map_or("", |(_, given)| given.trim()), ""),
    };
    let description = reader
        .description
        .get_or_insert_with(|| Given::new(String::new(), origin.clone()));
    description.value.push_str(&decoded(given));
    description.value.push_str(end);
}

/// Brings what is kept into an order that does not depend on that of the lines.
pub(super) fn settle(reader: &mut Reader) {
    if let Some(mut description) = reader.description.take() {
        if description.value.ends_with('\n') {
            description.value.pop();
        }
        keep(reader, DESCRIPTION.to_owned(), &description.value, description.origin);
    }
    reader
        .container
        .kept
        .sort_by(|one, other| one.value.key.cmp(&other.value.key));
}

/// Returns what is kept under a key of Proxmox's.
pub(super) fn find<'c>(container: &'c Container, key: &str) -> Option<&'c str> {
    of_proxmox(container)
        .find(|kept| kept.key == key)
        .map(|kept| kept.value.as_str())
}

/// Returns the kept sub-keys of an option, names and values.
pub(super) fn parts_of<'c>(container: &'c Container, option: &str) -> Vec<(&'c str, &'c str)> {
    let name = |kept: &'c Kept| kept.key.strip_prefix(option)?.strip_prefix('.');
    of_proxmox(container)
        .filter_map(|kept| Some((name(kept)?, kept.value.as_str())))
        .collect()
}

/// Prints an option that is kept whole.
pub(super) fn print(container: &Container, key: &str) -> Vec<(String, String)> {
    let pair = |value: &str| (key.to_owned(), value.to_owned());
    find(container, key).map(pair).into_iter().collect()
}

/// Prints the numbered options of this word that are kept whole.
pub(super) fn print_numbered(container: &Container, word: &str) -> Vec<(String, String)> {
    let is_meant = |kept: &&Kept| {
        let number = kept.key.strip_prefix(word).unwrap_or_default();
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    of_proxmox(container)
        .filter(is_meant)
        .map(|kept| (kept.key.clone(), kept.value.clone()))
        .collect()
}

/// Prints the description as the `#` lines that Proxmox makes of it.
pub(super) fn print_description(container: &Container) -> String {
    let Some(text) = find(container, DESCRIPTION) else {
        return String::new();
    };
    text.split('\n').map(|line| format!("#{}\n", encoded(line))).collect()
}

fn of_proxmox(container: &Container) -> impl Iterator<Item = &Kept> {
    let kept = container.kept.iter().map(|given| &given.value);
    kept.filter(|kept| kept.dialect == Dialect::Pve)
}

/// Undoes percent-encoding; what is no code stays as it is.
pub(super) fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let digit = |at: usize| (*bytes.get(at)? as char).to_digit(16);
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = match bytes[at] {
            b'%' => digit(at + 1).zip(digit(at + 2)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                plain.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Percent-encodes what Proxmox encodes: control characters, everything beyond ASCII, colons and the percent sign.
pub(crate) fn encoded(text: &str) -> String {
    let mut coded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b':' | b'%' | 0..0x20 | 0x7f.. => coded.push_str(&format!("%{byte:02X}")),
            plain => coded.push(char::from(plain)),
        }
    }
    coded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_coded_as_proxmox_codes_them() {
        assert_eq!(encoded("see: 50% größer\t"), "see%3A 50%25 gr%C3%B6%C3%9Fer%09");
        for text in ["", "a: b", "100%", "%41", "ä\u{1f600}", "x\u{7f}"] {
            assert_eq!(decoded(&encoded(text)), text);
        }
        assert_eq!(decoded("50% of %zz %3"), "50% of %zz %3");
        assert_eq!(decoded("%FF"), "\u{fffd}");
    }
}
