//! Signals by number and name.
//!
//! LXC wants the `SIG` in front and takes any case; real-time signals count from `SIGRTMIN` or back from `SIGRTMAX`.

use transom_model::Signal;

use crate::Problem;

/// SIGRTMIN and SIGRTMAX of the GNU and musl C libraries on Linux (signal(7): the first ones are the library's own; musl keeps one more).
const REAL_TIME: std::ops::RangeInclusive<i32> = 34..=64;

const NAMES: &[(&str, i32)] = &[
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ILL", 4),
    ("TRAP", 5),
    ("ABRT", 6),
    ("IOT", 6),
    ("BUS", 7),
    ("FPE", 8),
    ("KILL", 9),
    ("USR1", 10),
    ("SEGV", 11),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("STKFLT", 16),
    ("CHLD", 17),
    ("CLD", 17),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("TTIN", 21),
    ("TTOU", 22),
    ("URG", 23),
    ("XCPU", 24),
    ("XFSZ", 25),
    ("VTALRM", 26),
    ("PROF", 27),
    ("WINCH", 28),
    ("IO", 29),
    ("POLL", 29),
    ("PWR", 30),
    ("SYS", 31),
];

/// Reads a signal.
pub(super) fn signal(text: &str) -> Result<Signal, Problem> {
    if let Ok(number) = text.parse::<i32>() {
        return if (1..=64).contains(&number) {
            Ok(Signal(number))
        } else {
            Err(unknown(text))
        };
    }
    let upper = text.to_ascii_uppercase();
    let Some(name) = upper.strip_prefix("SIG") else {
        return Err(unknown(text).hint(format!("write it as SIG{upper}: LXC wants the SIG in front")));
    };
    if matches!(name, "RTMIN" | "RTMAX") {
        let sign = if name == "RTMIN" { '+' } else { '-' };
        return Err(unknown(text).hint(format!("write SIG{name}{sign}0: LXC wants the offset")));
    }
    named(name)
        .or_else(|| real_time(name))
        .map(Signal)
        .ok_or_else(|| unknown(text))
}

fn unknown(text: &str) -> Problem {
    Problem::new("bad-signal", format!("`{text}` is not a signal"))
        .hint("write a number from 1 to 64, a name such as SIGPWR, or SIGRTMIN+3")
}

fn named(name: &str) -> Option<i32> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, number)| *number)
}

fn real_time(name: &str) -> Option<i32> {
    let number = match (name.strip_prefix("RTMIN"), name.strip_prefix("RTMAX")) {
        (Some(rest), _) => REAL_TIME.start().checked_add(offset(rest, '+')?)?,
        (_, Some(rest)) => REAL_TIME.end().checked_sub(offset(rest, '-')?)?,
        _ => return None,
    };
    REAL_TIME.contains(&number).then_some(number)
}

fn offset(rest: &str, sign: char) -> Option<i32> {
    rest.strip_prefix(sign)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?
        .parse()
        .ok()
}

/// Prints a signal the way LXC reads it.
pub(super) fn print(signal: Signal) -> String {
    match NAMES.iter().find(|(_, number)| *number == signal.0) {
        Some((name, _)) => format!("SIG{name}"),
        None if REAL_TIME.contains(&signal.0) => format!("SIGRTMIN+{}", signal.0 - REAL_TIME.start()),
        None => signal.0.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_names_and_real_time_signals_are_read() {
        for (text, number) in [
            ("9", 9),
            ("SIGPWR", 30),
            ("sigterm", 15),
            ("SIGRTMIN+3", 37),
            ("SIGRTMAX-14", 50),
            ("SIGRTMIN+0", 34),
        ] {
            assert_eq!(signal(text), Ok(Signal(number)), "{text}");
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "RTMIN+3",
            "SIGRTMIN",
            "PWR",
            "SIGNOPE",
            "0",
            "65",
            "-9",
            "SIGRTMIN+31",
            "SIGRTMIN++3",
            "SIGRTMIN+99999999999",
            "",
        ] {
            assert!(signal(text).is_err(), "{text}");
        }
    }

    #[test]
    fn printed_signals_are_read_back() {
        for number in 1..=64 {
            assert_eq!(signal(&print(Signal(number))), Ok(Signal(number)));
        }
    }
}
