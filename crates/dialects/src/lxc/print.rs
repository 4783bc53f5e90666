//! Prints a container in LXC's own format, through the key table.
//!
//! Each key prints what the container has of it; the pieces that several keys share are here.

use std::fmt::Display;

use transom_model::{Container, Given};

use super::keys::KEYS;

/// Keys and values, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// Prints a container as an LXC file of the newest version. Values that LXC has no key for are left out.
pub fn print(container: &Container) -> String {
    let mut text = String::new();
    for (key, value) in KEYS.iter().flat_map(|key| (key.print)(container)) {
        text.push_str(&format!("{key} = {}\n", quoted(&value)));
    }
    text
}

/// Protects a value whose own blanks or quotes the grammar would take off.
pub(crate) fn quoted(value: &str) -> String {
    let is_blank = |letter| letter == ' ' || letter == '\t';
    let has_quotes = value.len() > 1
        && ['\'', '"']
            .iter()
            .any(|quote| value.starts_with(*quote) && value.ends_with(*quote));
    if has_quotes || value.starts_with(is_blank) || value.ends_with(is_blank) {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}

/// Prints nothing: the container holds nothing of the key, or a newer key prints it.
pub(super) fn nothing(_: &Container) -> Pairs {
    Vec::new()
}

/// Prints a value that may be there.
pub(super) fn one<T: Display>(key: &str, value: Option<&Given<T>>) -> Pairs {
    value
        .map(|given| (key.to_owned(), given.value.to_string()))
        .into_iter()
        .collect()
}

/// Prints a value that may be there, in a form of its own.
pub(super) fn one_as<T>(key: &str, value: Option<&Given<T>>, form: impl Fn(&T) -> String) -> Pairs {
    value.map(|given| (key.to_owned(), form(&given.value))).into_iter().collect()
}

/// Prints 0 or 1.
pub(super) fn flag(key: &str, value: Option<&Given<bool>>) -> Pairs {
    one_as(key, value, |is_on| u8::from(*is_on).to_string())
}

/// Prints one line for each value of a list.
pub(super) fn each<T>(key: &str, values: &[Given<T>], form: impl Fn(&T) -> String) -> Pairs {
    values.iter().map(|given| (key.to_owned(), form(&given.value))).collect()
}

/// Prints one line for each value of a list, with a key of its own.
pub(super) fn each_named<T>(values: &[Given<T>], form: impl Fn(&T) -> (String, String)) -> Pairs {
    values.iter().map(|given| form(&given.value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_added_only_where_the_grammar_would_cut() {
        assert_eq!(quoted("a b"), "a b");
        assert_eq!(quoted("a "), "\"a \"");
        assert_eq!(quoted("'a'"), "\"'a'\"");
    }
}
