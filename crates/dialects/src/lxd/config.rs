//! One key of a `config` map: found in the table, checked against its syntax, read, and accounted for.

use transom_model::{Effect, Origin, Severity, phrase};

use super::keys::{ConfigKey, KEYS, Meaning, find};
use super::{Reader, known, values};
use crate::tree::{Entry, Value};
use crate::{KeyName, Problem, Setting, Syntax};

type Outcome = Result<Effect, Problem>;

/// Reads one key of a `config` map.
pub(super) fn read(reader: &mut Reader, entry: &Entry) {
    let key = find(&entry.key);
    let text = entry.value.text().unwrap_or_default();
    let outcome = match (key, &entry.value.value) {
        (None, _) => Err(unknown_key(reader, &entry.key)),
        (_, Value::Map(_) | Value::List(_)) => Err(not_text(&entry.value.value)),
        (Some(key), _) => value(reader, entry, key, text),
    };
    let effect = outcome.unwrap_or_else(|problem| {
        let is_about_key = matches!(problem.code, "unknown-key" | "misplaced-key");
        let setting = setting(entry, text);
        if is_about_key {
            reader.diagnose(Severity::Error, entry.key_origin.clone(), problem);
        } else {
            reader.say(Severity::Error, &setting, problem);
        }
        Effect::Wrong
    });
    // What does something is in the container; what is empty or wrong is nothing to keep.
    if matches!(effect, Effect::NotYet(_) | Effect::NoEffect(_)) && !text.is_empty() {
        let name = known::other_name(&known::RENAMED, &entry.key).unwrap_or(&entry.key);
        reader.keep(name, text, &entry.value.origin);
    }
    let explanation = key.map_or("", |key| key.explanation);
    reader.account(&entry.key_origin, (&entry.key, text), explanation, effect);
}

fn value(reader: &mut Reader, entry: &Entry, key: &ConfigKey, text: &str) -> Outcome {
    known::remark(
        reader,
        key.known,
        &entry.key,
        || format!("`{}`", entry.key),
        &entry.key_origin,
    );
    if text.is_empty() {
        return Ok(Effect::NoEffect(phrase!("an empty value is the same as no line")));
    }
    let setting = setting(entry, text);
    remember_nic(reader, &setting);
    remark_on_modules(reader, &setting);
    values::check(key.syntax, &setting)?;
    values::check_form(&setting)?;
    match key.meaning {
        Meaning::Idle(why) => return Ok(Effect::NoEffect(why.into())),
        Meaning::Noted(what) => {
            return Ok(Effect::NoEffect(phrase!(
                "{manager} notes here {what}",
                what,
                manager = reader.manager()
            )));
        }
        _ => {}
    }
    check_by_version(reader, &setting)?;
    match key.meaning {
        Meaning::Read(read) => read(reader, &setting),
        Meaning::Later(_) if matches!(key.syntax, Syntax::Bool) && !values::is_true(text) => {
            Ok(Effect::NoEffect(phrase!("it is off")))
        }
        Meaning::Later(what) => Ok(Effect::NotYet(what)),
        Meaning::Idle(_) | Meaning::Noted(_) => Ok(Effect::Taken),
    }
}

/// Refuses values that only other versions take.
fn check_by_version(reader: &Reader, setting: &Setting<'_>) -> Result<(), Problem> {
    let is_stop = matches!(setting.value, "force-stop" | "stateful-stop");
    if setting.key == "cluster.evacuate" && is_stop && !reader.is_incus_since(6, 1) {
        let message = format!(
            "Invalid value {:?} (not one of [auto migrate live-migrate stop])",
            setting.value
        );
        return Err(Problem::new("bad-value", message).hint("Incus has it, after 6.0; here write `stop`"));
    }
    Ok(())
}

/// Joins a key with its value; for a block, the value's own line counts.
pub(super) fn setting<'e>(entry: &'e Entry, text: &'e str) -> Setting<'e> {
    let columns = |origin: &Origin| match origin {
        Origin::Line { columns, .. } => columns.clone(),
        _ => 0..0,
    };
    Setting {
        key: &entry.key,
        value: text,
        origin: entry.value.origin.clone(),
        key_columns: columns(&entry.key_origin),
        value_columns: columns(&entry.value.origin),
    }
}

fn not_text(value: &Value) -> Problem {
    let what = if matches!(value, Value::List(_)) { "seq" } else { "map" };
    Problem::new("bad-shape", format!("yaml: cannot unmarshal !!{what} into string"))
        .hint("values are text; put it in quotes, or below `|` on lines of their own")
}

fn unknown_key(reader: &mut Reader, key: &str) -> Problem {
    if key.starts_with("lxc.") {
        return Problem::new("unknown-key", format!("Unknown configuration key: {key}")).hint(format!(
            "this is a key of LXC; it belongs into `raw.lxc`, as a line `{key} = …`"
        ));
    }
    let problem = Problem::new("unknown-key", format!("Unknown configuration key: {key}"));
    let titles: Vec<&str> = KEYS.iter().filter_map(|entry| exact(entry.name)).collect();
    let near = if reader.may_guess() {
        crate::lxc::nearest(key, titles.into_iter())
    } else {
        None
    };
    let misspelt = super::options::DEVICES.iter().any(|device| device.name == key);
    match near {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None if misspelt => problem.hint("devices stand below `devices:`, beside `config:`"),
        None => problem.hint("keys of your own can be kept as `user.…`; correct or remove the line"),
    }
}

fn exact(name: KeyName) -> Option<&'static str> {
    match name {
        KeyName::Exact(name) => Some(name),
        _ => None,
    }
}

/// Keeps what `volatile.NIC.hwaddr` and `.name` say, for the interface that leaves it open.
fn remember_nic(reader: &mut Reader, setting: &Setting<'_>) {
    let Some(rest) = setting.key.strip_prefix("volatile.") else {
        return;
    };
    for what in ["hwaddr", "name"] {
        if let Some((device, _)) = rest.rsplit_once('.').filter(|(_, tail)| *tail == what) {
            reader
                .wishes
                .nic_notes
                .insert((device.to_owned(), what), setting.given(setting.value.to_owned()));
        }
    }
}

fn remark_on_modules(reader: &mut Reader, setting: &Setting<'_>) {
    if setting.key != "linux.kernel_modules" {
        return;
    }
    let names = || setting.value.split(',').map(str::trim);
    for (wrong, hint) in [
        (
            "kvm_intel",
            "`kvm_amd` is its name on AMD's processors; a host has only one of the two",
        ),
        (
            "kvm_amd",
            "`kvm_intel` is its name on Intel's processors; a host has only one of the two",
        ),
    ] {
        if names().any(|name| name == wrong) {
            let problem = Problem::new(
                "module-of-one-vendor",
                format!(
                    "`{wrong}` is there on one vendor's processors only, and one missing module keeps the container from starting"
                ),
            );
            reader.say(Severity::Note, setting, problem.hint(hint));
        }
    }
}
