//! Numbers, flags, sizes and lists, as LXC takes them.
//!
//! LXC reads numbers like C does: `0x10` is sixteen and `010` is eight. What is no number is a [`Problem`] here, never a
//! zero.

use std::ops::Range;

use transom_model::Severity;

use super::Reader;
use crate::{Problem, Setting};

/// Reads `0` or `1`; LXC takes nothing else.
pub(super) fn flag(setting: &Setting<'_>) -> Result<bool, Problem> {
    match setting.value {
        "0" => Ok(false),
        "1" => Ok(true),
        other => Err(Problem::new("bad-value", format!("`{other}` is neither 0 nor 1")).hint(flag_hint(other))),
    }
}

fn flag_hint(value: &str) -> &'static str {
    match value {
        "yes" | "true" | "on" => "write 1",
        "no" | "false" | "off" => "write 0",
        _ => "write 0 or 1",
    }
}

/// Reads an unsigned number like strtoul(3) with base 0, and nothing behind it.
pub(super) fn unsigned(text: &str) -> Option<u64> {
    let text = text.strip_prefix('+').unwrap_or(text);
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        return digits(hex, 16);
    }
    match text.strip_prefix('0') {
        Some(octal) if !octal.is_empty() => digits(octal, 8),
        _ => digits(text, 10),
    }
}

fn digits(text: &str, base: u32) -> Option<u64> {
    // from_str_radix takes a sign of its own, which has no place here.
    text.chars()
        .all(|letter| letter.is_digit(base))
        .then(|| u64::from_str_radix(text, base).ok())
        .flatten()
}

/// Reads the whole value as a number up to `max`, and remarks on octal ones.
pub(super) fn number(reader: &mut Reader, setting: &Setting<'_>, max: u64) -> Result<u64, Problem> {
    let value = number_in(setting.value, 0..setting.value.len(), max)?;
    remark_on_octal(reader, setting, value);
    Ok(value)
}

/// Reads a part of a value as a number up to `max`.
pub(super) fn number_in(value: &str, part: Range<usize>, max: u64) -> Result<u64, Problem> {
    let text = &value[part.clone()];
    match unsigned(text) {
        Some(number) if number <= max => Ok(number),
        Some(_) => Err(Problem::new("bad-value", format!("{text} is too large"))
            .at(part)
            .hint(format!("the most is {max}"))),
        None if text.contains('#') => Err(Problem::new("bad-value", format!("`{text}` is not a number"))
            .at(part)
            .hint("a `#` behind a value is part of the value; put the comment on a line of its own")),
        None => Err(Problem::new("bad-value", format!("`{text}` is not a number")).at(part)),
    }
}

fn remark_on_octal(reader: &mut Reader, setting: &Setting<'_>, value: u64) {
    let rest = setting.value.strip_prefix('0').unwrap_or("");
    if rest.starts_with(|digit: char| digit.is_ascii_digit()) {
        let message = format!("a number with a leading 0 is octal: {} is {value}", setting.value);
        reader.say(Severity::Warning, "octal-number", message, setting.value_origin());
    }
}

/// Reads a number up to what a `u32` holds.
pub(super) fn short(reader: &mut Reader, setting: &Setting<'_>) -> Result<u32, Problem> {
    let number = number(reader, setting, u64::from(u32::MAX))?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Reads bytes as the kernel's cgroup files take them: a number and perhaps one of `K M G T P E`, binary.
pub(super) fn size(text: &str) -> Option<u64> {
    let (number, factor) = match text.char_indices().next_back() {
        Some((at, letter)) if "kmgtpeKMGTPE".contains(letter) && !text.starts_with("0x") => (&text[..at], exponent(letter)),
        _ => (text, 0),
    };
    unsigned(number)?.checked_mul(1_u64.checked_shl(factor * 10)?)
}

fn exponent(letter: char) -> u32 {
    let at = "KMGTPE".find(letter.to_ascii_uppercase()).unwrap_or(0);
    u32::try_from(at).unwrap_or(0) + 1
}

/// Splits at blanks and tabs, with the place of each word in the value.
pub(super) fn words(value: &str) -> Vec<(Range<usize>, &str)> {
    split(value, |letter| letter == ' ' || letter == '\t')
}

/// Splits at a separator, leaving out what is empty, with the place of each part.
pub(super) fn split(value: &str, is_separator: impl Fn(char) -> bool) -> Vec<(Range<usize>, &str)> {
    let start = value.as_ptr() as usize;
    value
        .split(is_separator)
        .filter(|word| !word.is_empty())
        .map(|word| {
            let from = word.as_ptr() as usize - start;
            (from..from + word.len(), word)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_like_c_does() {
        assert_eq!(unsigned("010"), Some(8));
        assert_eq!(unsigned("0x10"), Some(16));
        assert_eq!(unsigned("0"), Some(0));
        for wrong in ["", "-1", "4 # four", "08", "0x", "1.5", "++1", "0x+1"] {
            assert_eq!(unsigned(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn sizes_have_binary_suffixes() {
        assert_eq!(size("512M"), Some(512 << 20));
        assert_eq!(size("1g"), Some(1 << 30));
        assert_eq!(size("4096"), Some(4096));
        for wrong in ["", "M", "12Q", "16E0", "99999999999E"] {
            assert_eq!(size(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn words_know_their_places() {
        assert_eq!(words(" u\t0  1"), [(1..2, "u"), (3..4, "0"), (6..7, "1")]);
    }
}
