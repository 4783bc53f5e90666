//! The scalars of JSON: texts with their escapes, numbers, and the words true, false and null.
//!
//! What is written in another language's way (`0x10`, `True`, single quotes) is read as what it means there, and is an error.

use super::{Mark, Parser};
use crate::tree::{ScalarForm, Value};

impl<'t> Parser<'t> {
    /// Reads letters, digits and what stands with them in a bare word.
    pub(super) fn bare(&mut self) -> &'t str {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_-+.$".contains(&byte))
        {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    pub(super) fn number(&mut self) -> Value {
        let start = self.mark();
        let text = self.bare();
        if is_number(text) {
            return Value::Scalar {
                text: text.to_owned(),
                form: ScalarForm::Plain,
            };
        }
        self.error(
            "json-bad-number",
            format!("`{text}` is no number of JSON"),
            start,
            &number_hint(text),
        );
        // The number that is likeliest meant, so that one mistake is one error.
        let hex = hexadecimal(text).map(|value| value.to_string());
        let text = hex.unwrap_or_else(|| text.trim_start_matches(['+', '0']).to_owned());
        Value::Scalar {
            text: if is_number(&text) { text } else { "0".to_owned() },
            form: ScalarForm::Plain,
        }
    }

    pub(super) fn word(&mut self) -> Value {
        let start = self.mark();
        let text = self.bare();
        let meant = match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => "true",
            "false" | "no" | "off" => "false",
            "null" | "none" | "nil" => "null",
            _ => {
                self.error(
                    "json-bare-word",
                    format!("`{text}` stands without quotes"),
                    start,
                    &format!("write \"{text}\" if it is text"),
                );
                return Value::Scalar {
                    text: text.to_owned(),
                    form: ScalarForm::Quoted,
                };
            }
        };
        if text != meant {
            self.error(
                "json-bare-word",
                format!("`{text}` is no word of JSON"),
                start,
                &format!("write {meant}"),
            );
        }
        match meant {
            "null" => Value::Null,
            truth => Value::Scalar {
                text: truth.to_owned(),
                form: ScalarForm::Plain,
            },
        }
    }

    pub(super) fn string(&mut self, quote: u8) -> String {
        let start = self.mark();
        self.at += 1;
        let mut text = String::new();
        loop {
            let from = self.at;
            while self.peek().is_some_and(|byte| byte != quote && byte != b'\\' && byte >= 0x20) {
                self.at += 1;
            }
            text.push_str(&self.text[from..self.at]);
            match self.peek() {
                Some(byte) if byte == quote => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => self.escape(&mut text),
                None | Some(b'\n') => {
                    self.is_cut_off |= self.text[self.at..].trim().is_empty();
                    self.error(
                        "json-open-string",
                        "the text is not closed on its line",
                        start,
                        "end it with a double quote; a line break inside is written \\n",
                    );
                    break;
                }
                Some(byte) => self.control(byte, &mut text),
            }
        }
        if quote == b'\'' {
            self.error(
                "json-single-quotes",
                "text stands in double quotes, not in single ones",
                start,
                &format!("write \"{text}\""),
            );
        }
        text
    }

    fn control(&mut self, byte: u8, text: &mut String) {
        let start = self.mark();
        self.at += 1;
        text.push(char::from(byte));
        // Before a line break it belongs to the line's end (CRLF), and the open string is reported.
        if byte == b'\r' && matches!(self.peek(), None | Some(b'\n')) {
            text.pop();
            return;
        }
        let escape = if byte == b'\t' {
            "\\t".to_owned()
        } else {
            format!("\\u{byte:04x}")
        };
        self.error(
            "json-control",
            format!("a control character (0x{byte:02x}) stands in the text"),
            start,
            &format!("write {escape}"),
        );
    }

    fn escape(&mut self, text: &mut String) {
        let start = self.mark();
        let rest = &self.text[self.at + 1..];
        let Some(letter) = rest.chars().next().filter(|letter| *letter != '\n') else {
            self.at += 1;
            return;
        };
        let plain = match letter {
            '"' | '\\' | '/' => Some(letter),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            _ => None,
        };
        self.at += 1 + letter.len_utf8();
        match (plain, letter) {
            (Some(plain), _) => text.push(plain),
            (None, 'u') => self.unicode(start, text),
            (None, _) => {
                text.push(letter);
                self.error(
                    "json-bad-escape",
                    format!("`\\{letter}` is no escape of JSON"),
                    start,
                    "a backslash itself is written \\\\",
                );
            }
        }
    }

    fn unicode(&mut self, start: Mark, text: &mut String) {
        let Some(unit) = self.hex() else {
            self.error(
                "json-bad-escape",
                "`\\u` is followed by four hexadecimal digits",
                start,
                "such as \\u00e9",
            );
            return;
        };
        let is_high = (0xd800..0xdc00).contains(&unit);
        let mut code = unit;
        if is_high && self.text[self.at..].starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            match self.hex() {
                Some(low) if (0xdc00..0xe000).contains(&low) => code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00),
                _ => self.at = back,
            }
        }
        match char::from_u32(code) {
            Some('\0') => self.error(
                "json-nul",
                "the kernel ends every text at a NUL, so nothing may stand behind one",
                start,
                "take \\u0000 out",
            ),
            Some(letter) => text.push(letter),
            None => {
                text.push(char::REPLACEMENT_CHARACTER);
                self.error(
                    "json-bad-escape",
                    "half of a surrogate pair is no character",
                    start,
                    "write the character itself, in UTF-8",
                );
            }
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let unit = digits
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit())
            .then(|| u32::from_str_radix(digits, 16).ok())??;
        self.at += 4;
        Some(unit)
    }
}

/// Says whether a text is a number as RFC 8259 has it.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = text
        .split_once(['e', 'E'])
        .map_or((text, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa
        .split_once('.')
        .map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    let exponent_fits = exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)));
    digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(digits) && exponent_fits
}

fn hexadecimal(text: &str) -> Option<u64> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))?;
    u64::from_str_radix(digits, 16).ok()
}

fn number_hint(text: &str) -> String {
    if let Some(value) = hexadecimal(text) {
        return format!("JSON has no hexadecimal numbers; write {value}");
    }
    let octal = text.strip_prefix("0o").unwrap_or(text.trim_start_matches('0'));
    match u64::from_str_radix(octal, 8) {
        Ok(value) if text.starts_with('0') => {
            format!("JSON has no octal numbers; write {value} for octal {octal}, {octal} for the decimal number")
        }
        _ => "write decimal digits, with a `-` before them for what is below zero".to_owned(),
    }
}
