//! Values that many keys share, with the managers' own words where they are wrong: truth values, numbers, sizes, choices.

use transom_model::{FileId, MacAddress, Mode};

use crate::tree::Value;
use crate::{Problem, Setting, Syntax};

const TRUE: [&str; 4] = ["true", "1", "yes", "on"];
const FALSE: [&str; 4] = ["false", "0", "no", "off"];

/// Units of sizes, as both managers take them: decimal and binary ones.
const UNITS: [(&str, u64); 14] = [
    ("bytes", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("PiB", 1 << 50),
    ("EiB", 1 << 60),
    ("kB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("PB", 1_000_000_000_000_000),
    ("EB", 1_000_000_000_000_000_000),
    ("B", 1),
];

/// Says whether a word means yes.
pub(super) fn is_true(text: &str) -> bool {
    TRUE.contains(&text.to_ascii_lowercase().as_str())
}

/// Checks a value against its key's syntax.
pub(super) fn check(syntax: Syntax, setting: &Setting<'_>) -> Result<(), Problem> {
    let value = setting.value;
    match syntax {
        Syntax::Bool => boolean(value).map(|_| ()),
        Syntax::Integer { min, max } => {
            let number: i64 = value.parse().map_err(|_| bad_integer(value))?;
            if (min..=max).contains(&number) {
                return Ok(());
            }
            let message = format!("Invalid value for an integer {value:?}: it is not between {min} and {max}");
            Err(Problem::new("bad-value", message))
        }
        Syntax::Choice(words) if words.contains(&value) => Ok(()),
        Syntax::Choice(words) => {
            let problem = Problem::new(
                "bad-value",
                format!("Invalid value {value:?} (not one of [{}])", words.join(" ")),
            );
            Err(match crate::lxc::nearest(value, words.iter().copied()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            })
        }
        _ => Ok(()),
    }
}

/// Checks forms that [`Syntax`] has no word for, as the managers do when a key is set.
pub(super) fn check_form(setting: &Setting<'_>) -> Result<(), Problem> {
    match setting.key {
        "snapshots.schedule" => schedule(setting.value),
        "snapshots.expiry" | "snapshots.expiry.manual" => expiry(setting.value),
        "cloud-init.network-config" => network_config(setting.value),
        _ => Ok(()),
    }
}

fn schedule(value: &str) -> Result<(), Problem> {
    const ALIASES: [&str; 9] = [
        "@hourly",
        "@daily",
        "@midnight",
        "@weekly",
        "@monthly",
        "@annually",
        "@yearly",
        "@startup",
        "@never",
    ];
    let is_field = |field: &str| {
        field
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"*,-/?".contains(&byte))
    };
    let is_cron = |text: &str| text.split_whitespace().count() == 5 && text.split_whitespace().all(is_field);
    let are_aliases = value.split(',').all(|part| ALIASES.contains(&part.trim()));
    if are_aliases || is_cron(value) || value.split(", ").all(is_cron) {
        return Ok(());
    }
    let message = "Schedule must be of the form: <minute> <hour> <day-of-month> <month> <day-of-week>";
    Err(Problem::new("bad-value", message).hint("as in `0 6 * * *` for six in the morning, or a word such as `@daily`"))
}

fn expiry(value: &str) -> Result<(), Problem> {
    let is_part = |part: &str| {
        let digits = part.len() - part.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        digits > 0 && ["M", "H", "d", "w", "m", "y"].contains(&&part[digits..])
    };
    if value.split_whitespace().all(is_part) {
        return Ok(());
    }
    Err(Problem::new("bad-value", "Invalid expiry expression")
        .hint("as in `3d` or `1w 2H`: minutes M, hours H, days d, weeks w, months m, years y"))
}

/// The manager hands it on, and looks whether it is a map.
fn network_config(value: &str) -> Result<(), Problem> {
    let found = super::yaml::read(FileId(0), value);
    let is_map = found.roots.iter().all(|root| matches!(root.value, Value::Map(_)));
    match (found.broken, is_map) {
        (None, true) => Ok(()),
        (broken, _) => {
            let why = broken.map_or_else(|| "it is no map".to_owned(), |broken| broken.message);
            Err(Problem::new(
                "bad-value",
                format!("the network configuration is not readable as YAML: {why}"),
            )
            .hint("write it below `|`, beginning with `version: 2`"))
        }
    }
}

/// Reads a truth value.
pub(super) fn boolean(value: &str) -> Result<bool, Problem> {
    let lower = value.to_ascii_lowercase();
    if TRUE.contains(&lower.as_str()) {
        Ok(true)
    } else if FALSE.contains(&lower.as_str()) {
        Ok(false)
    } else {
        Err(Problem::new("bad-value", format!("Invalid value for a boolean {value:?}")).hint("write `\"true\"` or `\"false\"`"))
    }
}

/// Reads a whole number.
pub(super) fn integer<T: std::str::FromStr>(value: &str) -> Result<T, Problem> {
    value.parse().map_err(|_| bad_integer(value))
}

fn bad_integer(value: &str) -> Problem {
    Problem::new("bad-value", format!("Invalid value for an integer {value:?}"))
}

/// Reads a size in bytes: `2GiB`, `512MB`, `1073741824`.
pub(super) fn bytes(value: &str) -> Result<u64, Problem> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = value.split_at(digits);
    let factor = match unit {
        "" => Some(1),
        unit => UNITS.iter().find(|(word, _)| *word == unit).map(|(_, factor)| *factor),
    };
    let bytes = number
        .parse::<u64>()
        .ok()
        .zip(factor)
        .and_then(|(number, factor)| number.checked_mul(factor));
    // The kernel's counters are signed.
    bytes.filter(|bytes| i64::try_from(*bytes).is_ok()).ok_or_else(|| {
        let hint = match unit.trim().to_ascii_lowercase().trim_end_matches('b') {
            "k" | "ki" => "write KiB for 1024 bytes, kB for 1000",
            "m" | "mi" => "write MiB for 1024 KiB, MB for 1000 kB",
            "g" | "gi" => "write GiB for 1024 MiB, GB for 1000 MB",
            "t" | "ti" => "write TiB for 1024 GiB, TB for 1000 GB",
            _ => "a size is a number and one of B, kB, MB, GB, KiB, MiB, GiB, such as `2GiB`",
        };
        Problem::new("bad-value", format!("Invalid value: {value}")).hint(hint)
    })
}

/// Reads permission bits, which are octal with or without a zero in front.
pub(super) fn mode(value: &str) -> Result<Mode, Problem> {
    let bits = u32::from_str_radix(value, 8)
        .ok()
        .filter(|bits| *bits <= 0o777 && value.len() <= 4);
    bits.map(Mode).ok_or_else(|| {
        Problem::new("bad-value", format!("Invalid value for an octal number {value:?}"))
            .hint("three octal digits, such as `\"0660\"`")
    })
}

/// Reads a hardware address.
pub(super) fn mac(value: &str) -> Result<MacAddress, Problem> {
    let parts: Vec<&str> = value.split([':', '-']).collect();
    let mut bytes = [0; 6];
    let byte = |part: &&str| u8::from_str_radix(part, 16).ok().filter(|_| part.len() == 2);
    let read: Option<Vec<u8>> = parts.iter().map(byte).collect();
    match read {
        Some(read) if read.len() == bytes.len() => {
            bytes.copy_from_slice(&read);
            Ok(MacAddress(bytes))
        }
        _ => Err(Problem::new("bad-value", format!("Invalid MAC address {value:?}"))
            .hint("six pairs of hexadecimal digits: `00:16:3e:01:02:03`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_decimal_and_binary_units() {
        for (text, expected) in [("2GiB", 2 << 30), ("512MB", 512_000_000), ("1073741824", 1 << 30), ("0", 0)] {
            assert_eq!(bytes(text), Ok(expected), "{text}");
        }
        for text in ["2G", "1 GiB", "GiB", "-1GiB", "1.5GiB", "99999999EiB", ""] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn modes_are_octal() {
        assert_eq!(mode("0660"), Ok(Mode(0o660)));
        assert_eq!(mode("666"), Ok(Mode(0o666)));
        assert!(mode("0888").is_err());
        assert!(mode("-1").is_err());
    }

    #[test]
    fn truth_has_eight_words() {
        assert_eq!(boolean("True"), Ok(true));
        assert_eq!(boolean("off"), Ok(false));
        assert!(boolean("maybe").is_err());
    }
}
