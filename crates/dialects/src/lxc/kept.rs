//! Settings that have no field in the model: what counts of them, until they go into [`Container::kept`].
//!
//! A later line of a single value replaces an earlier one, a line of a list adds to it, an empty value takes all of its key back, and
//! a network interface that is begun anew takes its own along. [`keep`] is called for every setting that was read.
//!
//! [`Container::kept`]: transom_model::Container::kept

use std::collections::BTreeMap;

use transom_model::{Dialect, Effect, Given, Kept, Origin};

use super::Reader;
use super::keys::is_list;
use crate::{Key, Setting};

/// What is kept so far, by key.
#[derive(Debug, Default)]
pub(super) struct KeptLines {
    by_key: BTreeMap<String, Vec<Given<String>>>,
}

impl KeptLines {
    fn add(&mut self, key: &str, value: Given<String>) {
        self.by_key.entry(key.to_owned()).or_default().push(value);
    }

    fn remove(&mut self, key: &str) -> Vec<Given<String>> {
        self.by_key.remove(key).unwrap_or_default()
    }

    /// Takes out everything whose key begins like this, and returns where it stood.
    pub(super) fn remove_below(&mut self, prefix: &str) -> Vec<Origin> {
        let keys: Vec<String> = self
            .by_key
            .range(prefix.to_owned()..)
            .map(|(key, _)| key)
            .take_while(|key| key.starts_with(prefix))
            .cloned()
            .collect();
        let mut gone = Vec::new();
        for key in keys {
            gone.extend(self.remove(&key).into_iter().map(|given| given.origin));
        }
        gone
    }

    /// Returns all in the order of the table: between different keys the order of the lines means nothing.
    pub(super) fn finish(self) -> impl Iterator<Item = Given<Kept>> {
        let mut keys: Vec<(String, Vec<Given<String>>)> = self.by_key.into_iter().collect();
        keys.sort_by_cached_key(|(key, _)| super::keys::place(key));
        keys.into_iter().flat_map(|(key, lines)| {
            lines.into_iter().map(move |value| Given {
                origin: value.origin,
                value: Kept {
                    dialect: Dialect::Lxc,
                    key: key.clone(),
                    value: value.value,
                },
            })
        })
    }
}

/// Keeps a setting that came to this effect, if its value has no field; and forgets what it replaces.
pub(super) fn keep(reader: &mut Reader, key: &Key<Reader>, setting: &Setting<'_>, effect: &Effect) {
    let has_field = super::keys::is_in_model(key, setting, effect);
    let is_reset = setting.value.is_empty();
    if is_reset || !is_list(key) {
        let gone = reader.kept.remove(setting.key);
        reader.replaced(setting, gone);
    }
    match (has_field, is_reset) {
        (true, _) => {}
        // The one key whose empty value says something: the first process outlives its supervisor.
        (false, true) if setting.key == "lxc.monitor.signal.pdeath" => put(reader, setting, "0"),
        (false, true) => {}
        (false, false) => put(reader, setting, setting.value),
    }
}

/// Keeps a part of a value of which the model has the rest; without a value it takes back what was kept.
pub(super) fn keep_part(reader: &mut Reader, setting: &Setting<'_>, part: Option<String>) {
    reader.kept.remove(setting.key);
    if let Some(part) = part {
        put(reader, setting, &part);
    }
}

fn put(reader: &mut Reader, setting: &Setting<'_>, value: &str) {
    reader.kept.add(setting.key, setting.given(value.to_owned()));
}
