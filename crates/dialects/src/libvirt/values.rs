//! Values that several elements share: numbers, sizes with units, switches, and parts that wait for their element.

use std::ops::RangeInclusive;

use transom_model::Effect;

use super::Reader;
use crate::{Problem, Setting};

/// What a reader of a key returns.
pub(super) type Read = Result<Effect, Problem>;

/// libvirt's number for "no limit of memory": as many KiB as fit.
const UNLIMITED_KIB: u64 = (i64::MAX >> 10) as u64;

/// Keeps a value for the element that it is part of.
pub(super) fn part(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.keep(setting);
    Ok(Effect::Taken)
}

/// Reads an element that only groups others.
pub(super) fn group(_: &mut Reader, _: &Setting<'_>) -> Read {
    Ok(Effect::Prose)
}

/// Returns what messages call an element or attribute: `<memory>`, `unit`.
pub(super) fn title(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    match last.strip_prefix('@') {
        Some(attribute) => format!("`{attribute}`"),
        None => format!("`<{last}>`"),
    }
}

/// Reads digits.
pub(super) fn unsigned(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Reads a number of a range.
pub(super) fn number(setting: &Setting<'_>, range: RangeInclusive<u64>) -> Result<u64, Problem> {
    number_in(setting.key, setting.value, range)
}

/// Reads a number of a range from a part of an element.
pub(super) fn number_in(path: &str, text: &str, range: RangeInclusive<u64>) -> Result<u64, Problem> {
    unsigned(text).filter(|number| range.contains(number)).ok_or_else(|| {
        let (least, most) = range.into_inner();
        let kind = if most >= u64::from(u32::MAX) {
            format!("a number from {least} on")
        } else {
            format!("a number from {least} to {most}")
        };
        Problem::new("bad-value", format!("{} is `{text}`, which is not {kind}", title(path))).hint(format!("write {kind}"))
    })
}

/// Reads one of a few words.
pub(super) fn choice(setting: &Setting<'_>, words: &[&str]) -> Result<(), Problem> {
    match words.contains(&setting.value) {
        true => Ok(()),
        false => Err(not_one_of(setting.key, setting.value, words)),
    }
}

/// Makes the problem with a word that is none of those there are.
pub(super) fn not_one_of(path: &str, value: &str, words: &[&str]) -> Problem {
    Problem::new(
        "bad-value",
        format!("{} is `{value}`, which libvirt does not know", title(path)),
    )
    .hint(format!("one of {}", words.join(", ")))
}

/// Refuses an element without its text.
pub(super) fn text<'t>(setting: &Setting<'t>) -> Result<&'t str, Problem> {
    match setting.value {
        "" => Err(Problem::new("empty-element", format!("{} is empty", title(setting.key))).hint("write its value, or remove it")),
        value => Ok(value),
    }
}

/// Reads a number of bytes with a unit.
pub(super) fn bytes(path: &str, value: &str, unit: Option<&str>) -> Result<u64, Problem> {
    let number = unsigned(value).ok_or_else(|| {
        Problem::new("bad-value", format!("{} is `{value}`, which is not a number", title(path)))
            .hint("write a number, and its unit as an attribute: `<memory unit='MiB'>512</memory>`")
    })?;
    let factor = factor(unit.unwrap_or("KiB")).ok_or_else(|| {
        not_one_of(
            "@unit",
            unit.unwrap_or(""),
            &["b", "bytes", "KB", "KiB", "MB", "MiB", "GB", "GiB", "TB", "TiB"],
        )
    })?;
    let bytes = number.checked_mul(factor);
    bytes.ok_or_else(|| Problem::new("bad-value", format!("{} is more than libvirt can count", title(path))))
}

/// Reads a size of memory; `None` is libvirt's "no limit".
pub(super) fn size(path: &str, value: &str, unit: Option<&str>) -> Result<Option<u64>, Problem> {
    // libvirt counts memory in KiB and rounds up.
    let kib = bytes(path, value, unit)?.div_ceil(1024);
    match kib {
        kib if kib > 1 << 53 => Err(Problem::new(
            "bad-value",
            format!("{} is more than libvirt can count", title(path)),
        )),
        kib if kib >= UNLIMITED_KIB => Ok(None),
        kib => Ok(Some(kib * 1024)),
    }
}

/// Returns how many bytes a unit is; those that end in `B` alone count in thousands (libvirt's `virScaleInteger`).
fn factor(unit: &str) -> Option<u64> {
    let unit = unit.to_ascii_lowercase();
    if matches!(unit.as_str(), "b" | "byte" | "bytes") {
        return Some(1);
    }
    let power = "kmgtpe".find(unit.chars().next()?)? as u32 + 1;
    match &unit[1..] {
        "" | "ib" => Some(1024_u64.pow(power)),
        "b" => Some(1000_u64.pow(power)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_count_in_thousands_or_in_1024() {
        assert_eq!(size("memory", "500000", None).unwrap(), Some(512_000_000));
        assert_eq!(size("memory", "2", Some("KB")).unwrap(), Some(2048));
        assert_eq!(size("memory", "2", Some("k")).unwrap(), Some(2048));
        assert_eq!(size("memory", "1", Some("GiB")).unwrap(), Some(1 << 30));
        assert_eq!(size("memory", "7", Some("bytes")).unwrap(), Some(1024));
        assert_eq!(size("memory", "9007199254740991", None).unwrap(), None);
        assert!(size("memory", "1", Some("parsec")).is_err());
        assert!(size("memory", "1", Some("")).is_err());
        assert!(size("memory", "99999999999999999999", None).is_err());
        assert!(size("memory", "18446744073709551615", Some("EiB")).is_err());
        assert!(size("memory", "-1", None).is_err());
    }
}
