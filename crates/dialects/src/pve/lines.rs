//! The kinds of line a Proxmox file has, tried in Proxmox's own order, each with its byte columns.
//!
//! Nothing here knows what a key means: `keys.rs` does. Start with [`lines`]. A line that fits no kind is [`Kind::Bad`]
//! with the reason; Proxmox would warn and drop it.

use std::ops::Range;

use transom_model::{FileId, Origin};

use crate::Setting;

/// One line of a Proxmox file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'t> {
    /// The whole line.
    pub origin: Origin,
    /// Its text without the line end.
    pub text: &'t str,
    /// What kind it is.
    pub kind: Kind<'t>,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<'t> {
    /// Blank.
    Blank,
    /// `[pve:pending]`.
    Pending,
    /// `[name]`: a snapshot.
    Snapshot(&'t str),
    /// `# text` or `description: text`: a part of the description.
    Description,
    /// `lxc.key: value` or `lxc.key = value`.
    Raw(Setting<'t>),
    /// A line that ends in `snapstate: prepare` or `snapstate: delete`.
    SnapState(&'t str),
    /// `delete: list`.
    Delete(Setting<'t>),
    /// `key: value`.
    Option(Setting<'t>),
    /// None of these.
    Bad(Fault),
}

/// Why a line is no line of a Proxmox file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It starts like a section header and is none.
    SectionHeader,
    /// A key without a value.
    EmptyValue,
    /// `key = value`, which only `lxc.` keys may have.
    EqualsSign,
    /// Blanks before the key.
    LeadingBlank,
    /// A raw `lxc.` line with a blank before its colon, or upper case in its key.
    RawForm,
    /// A byte order mark before the key.
    ByteOrderMark,
    /// Anything else.
    Form,
}

/// Splits a text into its lines.
pub fn lines(file: FileId, text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().zip(1_u32..).map(move |(text, line)| {
        let origin = Origin::Line {
            file,
            line,
            columns: 0..width(text.len()),
        };
        let kind = kind(text, &origin);
        Line { origin, text, kind }
    })
}

fn kind<'t>(text: &'t str, origin: &Origin) -> Kind<'t> {
    if trim(text).is_empty() {
        return Kind::Blank;
    }
    if let Some(name) = header(text) {
        return if name.eq_ignore_ascii_case("pve:pending") {
            Kind::Pending
        } else {
            Kind::Snapshot(name)
        };
    }
    if text.starts_with('#') {
        return Kind::Description;
    }
    if let Some(setting) = raw(text, origin) {
        return Kind::Raw(setting);
    }
    // Proxmox does not anchor this pattern: `hookscript: snapstate: delete` is one, too.
    if let Some(state) = snapstate(text) {
        return Kind::SnapState(state);
    }
    match option(text, origin) {
        Some(setting) if setting.key == "description" => Kind::Description,
        Some(setting) if setting.key == "delete" => Kind::Delete(setting),
        Some(setting) => Kind::Option(setting),
        None => Kind::Bad(fault(text)),
    }
}

/// Returns the name of a valid section header: `pve:pending`, or a letter and at least one more of `a-z0-9_-`.
fn header(text: &str) -> Option<&str> {
    let name = trim_end(text).strip_prefix('[')?.strip_suffix(']')?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let is_name = name.len() >= 2 && name.as_bytes()[0].is_ascii_alphabetic() && name.bytes().all(is_word);
    (is_name || name.eq_ignore_ascii_case("pve:pending")).then_some(name)
}

fn raw<'t>(text: &'t str, origin: &Origin) -> Option<Setting<'t>> {
    text.strip_prefix("lxc.")?;
    let is_key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.' | b'-');
    let key_end = text.bytes().position(|byte| !is_key(byte))?;
    let rest = &text[key_end..];
    let sign = match rest.as_bytes().first() {
        Some(b':') => 0,
        _ => rest.len() - trim_start(rest).len(),
    };
    let is_sign = rest[sign..].starts_with('=') || (sign == 0 && rest.starts_with(':'));
    (key_end > "lxc.".len() && is_sign).then(|| setting(text, origin, 0..key_end, key_end + sign + 1))
}

fn snapstate(text: &str) -> Option<&str> {
    let text = trim_end(text);
    ["prepare", "delete"].into_iter().find_map(|state| {
        let before = trim_end(text.strip_suffix(state)?);
        before.ends_with("snapstate:").then(|| &text[text.len() - state.len()..])
    })
}

fn option<'t>(text: &'t str, origin: &Origin) -> Option<Setting<'t>> {
    let key_end = text.find(':')?;
    let setting = setting(text, origin, 0..key_end, key_end + 1);
    (is_option_key(setting.key) && !setting.value.is_empty()).then_some(setting)
}

/// A letter, more letters and underscores, then digits only: `mp0`, `net12`, `searchdomain`.
fn is_option_key(key: &str) -> bool {
    let word = key.trim_end_matches(|c: char| c.is_ascii_digit());
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn setting<'t>(text: &'t str, origin: &Origin, key: Range<usize>, after: usize) -> Setting<'t> {
    let value = trim(&text[after..]);
    let start = if value.is_empty() {
        trim_end(text).len()
    } else {
        text.len() - trim_start(&text[after..]).len()
    };
    Setting {
        key: &text[key.clone()],
        value,
        origin: origin.clone(),
        key_columns: width(key.start)..width(key.end),
        value_columns: width(start)..width(start + value.len()),
    }
}

fn fault(text: &str) -> Fault {
    let trimmed = trim(text);
    let is_key = |key: &str| is_option_key(trim(key));
    match trimmed.split_once([':', '=']) {
        _ if text.starts_with('\u{feff}') => Fault::ByteOrderMark,
        _ if text.starts_with('[') => Fault::SectionHeader,
        _ if trimmed.to_ascii_lowercase().starts_with("lxc.") && trimmed.len() == trim_end(text).len() => Fault::RawForm,
        Some((key, _)) if is_key(key) && trimmed.len() < trim_end(text).len() => Fault::LeadingBlank,
        Some((key, value)) if is_key(key) && trim(value).is_empty() => Fault::EmptyValue,
        Some((key, _)) if is_key(key) && trimmed[key.len()..].starts_with('=') => Fault::EqualsSign,
        _ => Fault::Form,
    }
}

fn is_blank(c: char) -> bool {
    c.is_ascii_whitespace() || c == '\x0b'
}

fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

fn trim_start(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

fn trim_end(text: &str) -> &str {
    text.trim_end_matches(is_blank)
}

fn width(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Kind<'_> {
        lines(FileId(0), text).next().unwrap().kind
    }

    #[test]
    fn sections_are_told_from_bad_headers() {
        assert_eq!(one("[pve:pending]"), Kind::Pending);
        assert_eq!(one("[PVE:Pending]  "), Kind::Pending);
        assert_eq!(one("[PENDING]"), Kind::Snapshot("PENDING"));
        assert_eq!(one("[before-upgrade_2]"), Kind::Snapshot("before-upgrade_2"));
        for bad in ["[a]", "[1st]", "[two words]", "[open", "[]"] {
            assert_eq!(one(bad), Kind::Bad(Fault::SectionHeader), "{bad}");
        }
    }

    #[test]
    fn raw_lines_take_a_touching_colon_or_any_equals_sign() {
        for (text, key, value) in [
            ("lxc.idmap: u 0 100000 65536", "lxc.idmap", "u 0 100000 65536"),
            ("lxc.idmap   =  u 0 1 2 ", "lxc.idmap", "u 0 1 2"),
            ("lxc.cap.drop:", "lxc.cap.drop", ""),
            ("lxc.cap.drop=", "lxc.cap.drop", ""),
        ] {
            let Kind::Raw(setting) = one(text) else { panic!("{text}") };
            assert_eq!((setting.key, setting.value), (key, value));
        }
        for bad in [
            "lxc.idmap : u 0 1 2",
            "lxc.Idmap: u 0 1 2",
            "LXC.idmap: u 0 1 2",
            "lxc.idmap u 0 1 2",
        ] {
            assert_eq!(one(bad), Kind::Bad(Fault::RawForm), "{bad}");
        }
    }

    #[test]
    fn options_carry_their_columns() {
        let Kind::Option(setting) = one("memory:   4096  ") else {
            panic!()
        };
        assert_eq!((setting.key, setting.value), ("memory", "4096"));
        assert_eq!((setting.key_columns, setting.value_columns), (0..6, 10..14));
        let Kind::Option(setting) = one("net0:name=eth0") else {
            panic!()
        };
        assert_eq!(setting.value_columns, 5..14);
    }

    #[test]
    fn what_fits_no_kind_is_bad_with_a_reason() {
        assert_eq!(one("memory:"), Kind::Bad(Fault::EmptyValue));
        assert_eq!(one(" memory: 1"), Kind::Bad(Fault::LeadingBlank));
        assert_eq!(one("memory = 1"), Kind::Bad(Fault::EqualsSign));
        assert_eq!(one("Memory: 1"), Kind::Bad(Fault::Form));
        assert_eq!(one("rubbish"), Kind::Bad(Fault::Form));
        assert_eq!(one("mp0x: /a"), Kind::Bad(Fault::Form));
        assert_eq!(one(": 1"), Kind::Bad(Fault::Form));
        assert_eq!(one("\u{feff}memory: 1"), Kind::Bad(Fault::ByteOrderMark));
    }

    #[test]
    fn the_snapshot_state_is_found_anywhere_and_descriptions_have_two_forms() {
        assert_eq!(one("snapstate: prepare"), Kind::SnapState("prepare"));
        assert_eq!(one("hookscript: snapstate: delete"), Kind::SnapState("delete"));
        assert_eq!(one("# note"), Kind::Description);
        assert_eq!(one("description: note"), Kind::Description);
        assert!(matches!(one("delete: mp0"), Kind::Delete(_)));
        assert_eq!(one(" \t "), Kind::Blank);
    }
}
