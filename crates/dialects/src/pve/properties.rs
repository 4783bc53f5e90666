//! Property strings: `path,mode=0660,uid=0`, the value form of `rootfs`, `mpN`, `netN`, `devN`, `features` and `startup`.
//!
//! A schema is an array of [`Property`]; [`split`] checks a value against it and keeps the place of every part. Problems are
//! worded as Proxmox words them wherever a user may search for the text. Lists inside a value are split by `;`, elsewhere.

use std::borrow::Cow;
use std::ops::Range;

use crate::Problem;

/// What a property's value must look like.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Anything.
    Any,
    /// `1 on yes true` or `0 off no false`.
    Bool,
    /// A whole number.
    Integer {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// A decimal number, not negative.
    Number,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// What a function accepts; the text says what that is.
    Pattern(fn(&str) -> bool, &'static str),
}

/// One property of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it is, a few words.
    pub about: &'static str,
    /// What its value must look like.
    pub check: Check,
    /// Whether it is the default key, must be there, or neither.
    pub place: Place,
    /// The first release of Proxmox VE that has it; `None`: as long as we look back.
    pub since: Option<&'static str>,
}

/// The part a property plays in its string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// May be left out.
    Free,
    /// Must be there.
    Required,
    /// A part without `=` is its value; may be left out.
    Default,
    /// A part without `=` is its value; must be there.
    RequiredDefault,
}

impl Property {
    /// Makes a property that may be left out.
    pub const fn new(name: &'static str, check: Check, about: &'static str) -> Self {
        Self {
            name,
            about,
            check,
            place: Place::Free,
            since: None,
        }
    }

    /// Says which release brought it.
    pub const fn since(mut self, release: &'static str) -> Self {
        self.since = Some(release);
        self
    }

    /// Changes its place.
    pub const fn placed(mut self, place: Place) -> Self {
        self.place = place;
        self
    }
}

/// Returns names and descriptions of a schema for the key table.
pub const fn titles<const N: usize>(schema: &[Property; N]) -> [(&'static str, &'static str); N] {
    let mut titles = [("", ""); N];
    let mut at = 0;
    while at < N {
        titles[at] = (schema[at].name, schema[at].about);
        at += 1;
    }
    titles
}

/// One part of a property string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<'t> {
    /// The property's name.
    pub name: &'static str,
    /// Its value as written.
    pub value: &'t str,
    /// Byte offsets of the whole part in the string.
    pub span: Range<usize>,
    /// Byte offsets of the value.
    pub value_span: Range<usize>,
}

impl Part<'_> {
    /// Says whether a checked boolean is on.
    pub fn is_on(&self) -> bool {
        read_bool(self.value) == Some(true)
    }

    /// Makes a problem that marks this part.
    pub fn problem(&self, code: &'static str, message: impl Into<String>) -> Problem {
        Problem::new(code, message).at(self.span.clone())
    }
}

/// The parts of a property string, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties<'t> {
    /// In the order written.
    pub parts: Vec<Part<'t>>,
}

impl<'t> Properties<'t> {
    /// Returns the part with this name.
    pub fn find(&self, name: &str) -> Option<&Part<'t>> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Says whether a boolean is there and on.
    pub fn is_on(&self, name: &str) -> bool {
        self.find(name).is_some_and(Part::is_on)
    }
}

/// Reads one of Proxmox's boolean words.
pub fn read_bool(word: &str) -> Option<bool> {
    let is_any = |words: [&str; 4]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    match () {
        () if is_any(["1", "on", "yes", "true"]) => Some(true),
        () if is_any(["0", "off", "no", "false"]) => Some(false),
        () => None,
    }
}

/// As many mistakes as anybody wants to hear of in one value.
const MOST_PROBLEMS: usize = 10;

/// Cuts a text to a length that a message can have.
pub fn shown(text: &str) -> Cow<'_, str> {
    const MOST_LETTERS: usize = 80;
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Splits a property string and checks each part against a schema.
pub fn split<'t>(text: &'t str, schema: &[Property]) -> (Properties<'t>, Vec<Problem>) {
    let mut properties = Properties::default();
    let mut problems = Vec::new();
    let mut start = 0;
    for piece in text.split(',') {
        if problems.len() >= MOST_PROBLEMS {
            return (properties, problems);
        }
        let span = start..start + piece.len();
        start = span.end + 1;
        match part(piece, span, schema) {
            Ok(None) => {}
            Ok(Some(part)) if properties.find(part.name).is_some() => problems.push(duplicate(&part)),
            Ok(Some(part)) => {
                problems.extend(check(&part, schema));
                properties.parts.push(part);
            }
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(missing(&properties, schema));
    (properties, problems)
}

fn part<'t>(piece: &'t str, span: Range<usize>, schema: &[Property]) -> Result<Option<Part<'t>>, Problem> {
    if piece.trim().is_empty() {
        return Ok(None);
    }
    let Some((name, value)) = piece.split_once('=') else {
        return bare(piece, span, schema).map(Some);
    };
    if name.is_empty() || value.is_empty() {
        let problem = Problem::new("bad-property", "missing key in comma-separated list property").at(span);
        return Err(problem.label("a part is `key=value`, neither of them empty"));
    }
    let known = schema.iter().find(|property| property.name == name);
    let Some(property) = known else {
        return Err(unknown(name, span.start..span.start + name.len(), schema));
    };
    let value_span = span.start + name.len() + 1..span.end;
    Ok(Some(Part {
        name: property.name,
        value,
        span,
        value_span,
    }))
}

fn bare<'t>(piece: &'t str, span: Range<usize>, schema: &[Property]) -> Result<Part<'t>, Problem> {
    let is_default = |property: &&Property| matches!(property.place, Place::Default | Place::RequiredDefault);
    match schema.iter().find(is_default) {
        Some(property) => Ok(Part {
            name: property.name,
            value: piece,
            value_span: span.clone(),
            span,
        }),
        None => Err(
            Problem::new("bad-property", "value without key, but schema does not define a default key")
                .at(span)
                .hint(format!("write `key=value`; keys are {}", names(schema))),
        ),
    }
}

fn duplicate(part: &Part<'_>) -> Problem {
    part.problem(
        "duplicate-property",
        format!("duplicate key in comma-separated list property: {}", part.name),
    )
    .label("given a second time")
}

fn unknown(name: &str, span: Range<usize>, schema: &[Property]) -> Problem {
    let problem = Problem::new(
        "unknown-property",
        format!("invalid key in comma-separated list property: {}", shown(name)),
    )
    .at(span);
    let hint = format!("keys are {}", names(schema));
    match name.starts_with('/') {
        // `/mnt/a=b,mp=/x`: the path is taken for a key.
        true => problem.hint("a path with `=` in it needs its key: `volume=/mnt/a=b`"),
        false => problem.hint(hint),
    }
}

fn missing(properties: &Properties<'_>, schema: &[Property]) -> Vec<Problem> {
    let is_required = |property: &&Property| matches!(property.place, Place::Required | Place::RequiredDefault);
    let is_missing = |property: &&Property| properties.find(property.name).is_none();
    let problem = |property: &Property| {
        let message = format!("{}: property is missing and it is not optional", property.name);
        Problem::new("missing-property", message).hint(format!("add `{}=…`: {}", property.name, property.about))
    };
    schema.iter().filter(is_required).filter(is_missing).map(problem).collect()
}

fn check(part: &Part<'_>, schema: &[Property]) -> Option<Problem> {
    let property = schema.iter().find(|property| property.name == part.name)?;
    let (message, label) = complaint(part.value, property.check)?;
    let problem = part.problem("bad-property", format!("{}: {message}", part.name)).label(label);
    Some(problem.hint(format!("`{}` is {}", part.name, property.about)))
}

/// Returns Proxmox's words for a value that does not fit, and what would fit.
fn complaint(value: &str, check: Check) -> Option<(String, String)> {
    let got = shown(value);
    match check {
        Check::Any => None,
        Check::Bool => read_bool(value).is_none().then(|| {
            (
                format!("type check ('boolean') failed - got '{got}'"),
                "write 1 or 0".to_owned(),
            )
        }),
        Check::Integer { min, max } => integer_complaint(value, min, max),
        Check::Number => (!is_number(value)).then(|| {
            (
                format!("type check ('number') failed - got '{got}'"),
                "a number such as 2 or 0.5".to_owned(),
            )
        }),
        Check::Choice(words) => (!words.contains(&value)).then(|| {
            let words = words.join(", ");
            (
                format!("value '{got}' does not have a value in the enumeration '{words}'"),
                format!("one of {words}"),
            )
        }),
        Check::Pattern(is_match, what) => {
            (!is_match(value)).then(|| ("value does not match the regex pattern".to_owned(), format!("must be {what}")))
        }
    }
}

fn integer_complaint(value: &str, min: u64, max: u64) -> Option<(String, String)> {
    let is_digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let label = format!("a whole number from {min} to {max}");
    match value.parse::<u64>() {
        _ if !is_digits => Some((format!("type check ('integer') failed - got '{}'", shown(value)), label)),
        Ok(number) if number < min => Some((format!("value must have a minimum value of {min}"), label)),
        Ok(number) if number <= max => None,
        _ => Some((format!("value must have a maximum value of {max}"), label)),
    }
}

/// Says whether a text is `digits` or `digits.digits`.
pub fn is_number(text: &str) -> bool {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(text),
    }
}

fn names(schema: &[Property]) -> String {
    let names: Vec<&str> = schema.iter().map(|property| property.name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: [Property; 4] = [
        Property::new("path", Check::Any, "a path").placed(Place::Default),
        Property::new("uid", Check::Integer { min: 0, max: 9 }, "a user id"),
        Property::new("ro", Check::Bool, "read-only"),
        Property::new("mp", Check::Any, "a target").placed(Place::Required),
    ];

    fn messages(text: &str) -> Vec<String> {
        split(text, &SCHEMA).1.into_iter().map(|problem| problem.message).collect()
    }

    #[test]
    fn parts_keep_their_places_and_the_default_key_may_stand_anywhere() {
        let (properties, problems) = split("mp=/x,,/a,ro=yes", &SCHEMA);
        assert_eq!(problems, []);
        let path = properties.find("path").unwrap();
        assert_eq!((path.value, path.span.clone()), ("/a", 7..9));
        let ro = properties.find("ro").unwrap();
        assert_eq!((ro.span.clone(), ro.value_span.clone()), (10..16, 13..16));
        assert!(properties.is_on("ro"));
    }

    #[test]
    fn problems_have_the_words_of_proxmox() {
        assert_eq!(
            messages("/a,/b,mp=/x"),
            ["duplicate key in comma-separated list property: path"]
        );
        assert_eq!(
            messages("mp=/x,colour=red"),
            ["invalid key in comma-separated list property: colour"]
        );
        assert_eq!(messages("/a"), ["mp: property is missing and it is not optional"]);
        assert_eq!(messages("mp=/x,uid=x"), ["uid: type check ('integer') failed - got 'x'"]);
        assert_eq!(messages("mp=/x,uid=10"), ["uid: value must have a maximum value of 9"]);
        assert_eq!(
            messages("mp=/x,ro=maybe"),
            ["ro: type check ('boolean') failed - got 'maybe'"]
        );
        assert_eq!(messages("mp=/x,ro="), ["missing key in comma-separated list property"]);
    }

    #[test]
    fn a_path_with_an_equals_sign_needs_its_key() {
        let (_, problems) = split("/mnt/a=b,mp=/x", &SCHEMA);
        assert_eq!(problems[0].message, "invalid key in comma-separated list property: /mnt/a");
        assert_eq!(problems[0].part, Some(0..6));
        assert_eq!(
            split("path=/mnt/a=b,mp=/x", &SCHEMA).0.find("path").unwrap().value,
            "/mnt/a=b"
        );
    }

    #[test]
    fn numbers_are_digits_with_at_most_one_point() {
        for good in ["0", "2", "0.5", "10.25"] {
            assert!(is_number(good), "{good}");
        }
        for bad in ["", ".", "1.", ".5", "-1", "1e3", "1.2.3"] {
            assert!(!is_number(bad), "{bad}");
        }
    }
}
