//! Prints a container in LXC's own format, through the key table.
//!
//! Each key prints what the container has of it; the pieces that several keys share are here.

use std::collections::BTreeMap;
use std::fmt::Display;

use transom_model::{Container, Dialect, Given, Kept};

use super::keys::{self, KEYS};

/// Keys and values, in order.
pub(super) type Pairs = Vec<(String, String)>;

/// Prints a container as an LXC file of the newest version. Values that LXC has no key for are left out.
pub fn print(container: &Container) -> String {
    let mut text = String::new();
    for (key, value) in pairs(container).iter().filter(|(key, value)| is_one_line(key, value)) {
        text.push_str(key);
        text.push_str(if value.is_empty() { " =" } else { " = " });
        text.push_str(&quoted(value));
        text.push('\n');
    }
    text
}

/// All keys and values, in the order of the table, the keys of an interface together.
fn pairs(container: &Container) -> Pairs {
    let mut kept: BTreeMap<usize, Pairs> = BTreeMap::new();
    for given in container.kept.iter().filter(|given| given.value.dialect == Dialect::Lxc) {
        let Kept { key, value, .. } = &given.value;
        if let Some(place) = keys::place(key).filter(|_| !PRINTED_IN_PARTS.contains(&key.as_str())) {
            kept.entry(place).or_default().push((key.clone(), value.clone()));
        }
    }
    let mut all = Pairs::new();
    for (place, key) in KEYS.iter().enumerate() {
        all.extend((key.print)(container));
        all.extend(kept.remove(&place).unwrap_or_default());
    }
    let nic = |(key, _): &(String, String)| {
        key.strip_prefix("lxc.net.")
            .and_then(|rest| rest.split('.').next()?.parse::<u32>().ok())
    };
    let start = all.iter().position(|pair| nic(pair).is_some()).unwrap_or(all.len());
    let end = start + all[start..].iter().take_while(|pair| nic(pair).is_some()).count();
    // The sort is stable, so that the type stays first within each interface.
    all[start..end].sort_by_key(nic);
    all
}

/// Keys of which a part is in the model: their own function prints both.
const PRINTED_IN_PARTS: [&str; 2] = ["lxc.mount.auto", "lxc.rootfs.options"];

/// Returns what is kept of a key.
pub(super) fn kept<'c>(container: &'c Container, key: &'static str) -> impl Iterator<Item = &'c str> {
    let is_meant = move |given: &&Given<Kept>| given.value.dialect == Dialect::Lxc && given.value.key == key;
    container.kept.iter().filter(is_meant).map(|given| given.value.value.as_str())
}

/// Says whether a pair can stand on a line; a value of another dialect may hold line ends, which would make settings of its rest.
fn is_one_line(key: &str, value: &str) -> bool {
    let is_key = key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'=');
    is_key && !value.contains(['\n', '\r', '\0'])
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
