//! Changing one setting of a text in place: `set` and `unset`.
//!
//! [`edit`] finds the lines of a key, whatever age their names are of, changes what it must and reads the result: an error that was
//! not there before refuses the edit. `style.rs` writes the lines.

use transom_model::{Diagnostic, Severity, Sources};

use super::lines::{Line, Piece, is_too_long, pieces};
use super::migrate::Nics;
use super::style::{self, Change};
use super::{Reader, keys, legacy, numbers};
use crate::{Edit, Problem, Reading, Setting};

/// How a key takes a further value.
enum Grows {
    /// It has one value: the last line counts.
    Not,
    /// It is a list of words, on as many lines as somebody likes.
    ByWords,
    /// It has a line for each of its members; the function tells which one a line is about.
    ByLines(fn(&str) -> String),
}

/// Changes a text and returns the new one.
///
/// What `set` does depends on the key:
/// - A key with one value is changed on the line that counts, the last; where it is missing it is put beside the lines that are most
///   like it. An older name (`lxc.utsname`) stays the name of its line.
/// - A list of words (`lxc.cap.drop`, `lxc.cap.keep`, `lxc.group`, `lxc.mount.auto`, `lxc.namespace.keep`, …) becomes exactly the new
///   value: its first line in force is changed, and its others go. A line that clears the list stays, for it may clear what an
///   include has brought.
/// - A list with a line for each member is added to, or changed where a line is about the same member: the same target of
///   `lxc.mount.entry`, the same variable of `lxc.environment`, the same first id of `lxc.idmap`, the same numbers of a device rule,
///   the same address, the same disk of `lxc.cgroup2.io.max`. To take a member away, `unset` the key and set the others.
///
/// `unset` takes out all lines of a key; `lxc.net.0`, `lxc.net`, `lxc.hook`, `lxc.cgroup2`, `lxc.prlimit`, `lxc.sysctl` and `lxc.proc` take
/// out all lines below them. Included files are never changed.
///
/// # Errors
/// See [`crate::edit`]. A map of user ids alone is no error here, although it is one to a start: its group ids come with the next edit.
pub fn edit(text: &str, edit: &Edit<'_>) -> Result<String, Problem> {
    let (Edit::Set { key, .. } | Edit::Unset { key }) = *edit;
    if is_too_long(text) {
        return Err(Problem::new("too-long", "this text is longer than any configuration").hint("look for what writes it"));
    }
    // Behind a prefix such as `lxc.sysctl.` anything is a key, but not what would make the line another one.
    let is_odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '=' || letter == '#';
    if key.contains(is_odd) {
        let problem = Problem::new(
            "bad-key",
            format!("`{}` cannot be a key: no blank, `=` or `#` stands in one", key.escape_debug()),
        );
        return Err(problem.hint("give the value by itself, behind the key"));
    }
    let file = File::of(text);
    let name = match *edit {
        // Without a value it takes all interfaces away.
        Edit::Set {
            key: "lxc.network.type",
            value,
        } if value.trim().is_empty() => "lxc.net".to_owned(),
        _ => file.name(key)?,
    };
    let new = match *edit {
        Edit::Set { value, .. } => file.set(key, &name, value)?,
        Edit::Unset { .. } => file.unset(key, &name)?,
    };
    refuse_new_errors(text, &new, edit)?;
    Ok(new)
}

/// One setting of the text.
struct Held<'t> {
    /// Its place among the lines.
    at: usize,
    /// What its key is called today.
    name: String,
    setting: Setting<'t>,
}

/// A text, its lines and its settings.
struct File<'t> {
    text: &'t str,
    pieces: Vec<Piece<'t>>,
    held: Vec<Held<'t>>,
    begun: u32,
}

impl<'t> File<'t> {
    fn of(text: &'t str) -> Self {
        let pieces = pieces(transom_model::FileId(0), text);
        let mut nics = Nics::default();
        let mut held = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            if let Line::Setting(setting) = &piece.line {
                held.push(Held {
                    at,
                    name: nics.newest_name(setting),
                    setting: setting.clone(),
                });
            }
        }
        Self {
            text,
            begun: nics.begun(),
            pieces,
            held,
        }
    }

    /// Finds out what a key is called today, and refuses one that nothing knows.
    fn name(&self, key: &str) -> Result<String, Problem> {
        let unknown = || legacy::unknown_key(&mut Reader::default(), key);
        let name = match key.strip_prefix("lxc.network") {
            Some("" | ".") => "lxc.net".to_owned(),
            Some(rest) => {
                let rest = rest.strip_prefix('.').ok_or_else(unknown)?;
                let is_numbered = rest.starts_with(|letter: char| letter.is_ascii_digit());
                if !is_numbered && self.begun > 1 {
                    let message = format!("`{key}` may mean any of {} interfaces", self.begun);
                    return Err(Problem::new("ambiguous-key", message).hint(format!("write `lxc.net.N.{rest}`, counted from 0")));
                }
                legacy::network_key(rest, 0).ok_or_else(unknown)?
            }
            None => legacy::successor(key).unwrap_or_else(|| key.to_owned()),
        };
        match keys::find(&name) {
            Some(_) => Ok(name),
            None => Err(unknown()),
        }
    }

    fn set(&self, key: &str, name: &str, value: &str) -> Result<String, Problem> {
        if value.contains(['\n', '\r', '\0']) {
            return Err(Problem::new("bad-value", "a value stands on one line").hint("take the line end out"));
        }
        let start = self.in_force_from(name, value);
        let of_key: Vec<&Held<'_>> = self.held[start..].iter().filter(|held| held.name == name).collect();
        let cleared = of_key
            .iter()
            .rposition(|held| held.setting.value.is_empty())
            .map_or(0, |at| at + 1);
        let in_force = &of_key[cleared..];
        let changes = match grows(name) {
            Grows::Not => of_key.last().map(|held| vec![Change::Value(held.at)]),
            // What is cleared already needs no second line for it.
            _ if value.is_empty() => (!of_key.is_empty() && in_force.is_empty()).then(Vec::new),
            Grows::ByWords => in_force.split_first().map(|(first, rest)| {
                let others = rest.iter().map(|held| Change::Gone(held.at));
                std::iter::once(Change::Value(first.at)).chain(others).collect()
            }),
            Grows::ByLines(member) => {
                let same = in_force.iter().rev().find(|held| member(held.setting.value) == member(value));
                same.map(|held| vec![Change::Value(held.at)])
            }
        };
        Ok(match changes {
            Some(changes) => style::changed(self.text, &self.pieces, &changes, value),
            None => self.added(key, name, value, start),
        })
    }

    /// Finds the first setting that no later line of another key takes back: what stands before has no effect on this key.
    fn in_force_from(&self, name: &str, value: &str) -> usize {
        let takes_back = |held: &Held<'_>| match held.setting.value {
            "" => held.name != name && ((is_family(&held.name) && is_below(name, &held.name)) || share_a_list(&held.name, name)),
            // A rule for all devices begins their list anew.
            "a" => is_device_list(name) && is_device_list(&held.name) && value != "a",
            _ => held
                .name
                .strip_suffix(".type")
                .is_some_and(|interface| is_family(interface) && held.name != name && is_below(name, interface)),
        };
        self.held.iter().rposition(takes_back).map_or(0, |at| at + 1)
    }

    /// Puts a new line where it belongs, behind what would take it back.
    fn added(&self, key: &str, name: &str, value: &str, start: usize) -> String {
        let new = style::New { key, value };
        let held = &self.held[start..];
        if let Some(before) = must_precede(held, name) {
            return style::inserted_before(self.text, &self.pieces, before, &new);
        }
        let best = held.iter().map(|held| common(&held.name, name)).max().unwrap_or(0);
        let near = match best {
            0 if start > 0 => self.held.get(start - 1),
            0 | 1 => held.last(),
            _ => held.iter().rfind(|held| common(&held.name, name) == best),
        };
        let is_same_key = near.is_some_and(|held| held.name == name);
        let after = near.map(|held| held.at);
        style::inserted_after(self.text, &self.pieces, after, &new, is_same_key)
    }

    fn unset(&self, key: &str, name: &str) -> Result<String, Problem> {
        let is_family = is_family(name);
        let is_meant = |held: &&Held<'_>| held.name == name || (is_family && is_below(&held.name, name));
        let changes: Vec<Change> = self.held.iter().filter(is_meant).map(|held| Change::Gone(held.at)).collect();
        if changes.is_empty() {
            let problem = Problem::new("not-there", format!("no line of this file sets `{key}`"));
            let near = legacy::nearest(name, self.held.iter().map(|held| held.name.as_str()));
            return Err(match near {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("a file that it includes may; change that one"),
            });
        }
        Ok(style::changed(self.text, &self.pieces, &changes, ""))
    }
}

/// Finds the line that a new one has to stand before: an interface begins with its type, and what is included may be overridden.
fn must_precede(held: &[Held<'_>], name: &str) -> Option<usize> {
    if name == "lxc.include" && held.iter().all(|held| held.name != name) {
        return held.first().map(|held| held.at);
    }
    let interface = name.strip_suffix(".type").filter(|rest| rest.starts_with("lxc.net."))?;
    let is_of_it = |held: &&Held<'_>| held.name.strip_prefix(interface).is_some_and(|rest| rest.starts_with('.'));
    held.iter().find(is_of_it).map(|held| held.at)
}

fn share_a_list(one: &str, other: &str) -> bool {
    let is_one_of = |name| matches!(name, "lxc.cap.drop" | "lxc.cap.keep");
    is_one_of(one) && is_one_of(other)
}

fn is_device_list(name: &str) -> bool {
    name.ends_with(".devices.allow") || name.ends_with(".devices.deny")
}

/// Counts the parts that two keys have in common from the left.
fn common(one: &str, other: &str) -> usize {
    one.split('.').zip(other.split('.')).take_while(|(a, b)| a == b).count()
}

/// Says whether a bare key stands for all below it.
fn is_family(name: &str) -> bool {
    const FAMILIES: [&str; 7] = [
        "lxc.net",
        "lxc.hook",
        "lxc.cgroup",
        "lxc.cgroup2",
        "lxc.prlimit",
        "lxc.sysctl",
        "lxc.proc",
    ];
    let is_interface = name
        .strip_prefix("lxc.net.")
        .is_some_and(|rest| rest.bytes().all(|digit| digit.is_ascii_digit()));
    is_interface || FAMILIES.contains(&name)
}

fn is_below(name: &str, family: &str) -> bool {
    let is_own = name.starts_with("lxc.cgroup.dir") || matches!(name, "lxc.cgroup.relative" | "lxc.hook.version");
    !is_own && name.strip_prefix(family).is_some_and(|rest| rest.starts_with('.'))
}

fn grows(name: &str) -> Grows {
    match name {
        "lxc.cap.drop"
        | "lxc.cap.keep"
        | "lxc.group"
        | "lxc.mount.auto"
        | "lxc.init.groups"
        | "lxc.namespace.keep"
        | "lxc.namespace.clone" => Grows::ByWords,
        "lxc.mount.entry" => Grows::ByLines(|value| word(value, 1)),
        "lxc.environment" | "lxc.environment.runtime" | "lxc.environment.hooks" => {
            Grows::ByLines(|value| value.split('=').next().unwrap_or_default().to_owned())
        }
        "lxc.idmap" => Grows::ByLines(|value| format!("{} {}", word(value, 0), word(value, 1))),
        "lxc.include" | "lxc.apparmor.raw" => Grows::ByLines(str::to_owned),
        name if name.starts_with("lxc.hook.") && name != "lxc.hook.version" => Grows::ByLines(str::to_owned),
        name if is_device_list(name) => Grows::ByLines(device),
        name if name.starts_with("lxc.net.") => match name.rsplit('.').next() {
            Some("address") => Grows::ByLines(|value| value.split(['/', ' ']).next().unwrap_or_default().to_owned()),
            Some("route") => Grows::ByLines(str::to_owned),
            Some("id") if name.ends_with("tagged.id") => Grows::ByLines(str::to_owned),
            _ => Grows::Not,
        },
        name if name.starts_with("lxc.cgroup2.") || name.starts_with("lxc.cgroup.") => Grows::ByLines(disk),
        _ => Grows::Not,
    }
}

fn word(value: &str, at: usize) -> String {
    numbers::words(value)
        .get(at)
        .map(|(_, word)| (*word).to_owned())
        .unwrap_or_default()
}

/// The device that a rule is about, without its access.
fn device(value: &str) -> String {
    match value.rsplit_once(' ') {
        Some((device, _)) => device.to_owned(),
        None => value.to_owned(),
    }
}

/// The disk that a line of a cgroup's file is about; empty where the file has one value.
fn disk(value: &str) -> String {
    let first = word(value, 0);
    let is_number = first.split_once(':').is_some_and(|(major, minor)| {
        [major, minor]
            .iter()
            .all(|part| part.bytes().all(|digit| digit.is_ascii_digit()))
    });
    if is_number { first } else { String::new() }
}

fn read(text: &str) -> Reading {
    super::read(&Sources::of("edited", text))
}

fn errors(reading: &Reading) -> Vec<&Diagnostic> {
    let is_error = |found: &&Diagnostic| found.severity == Severity::Error && found.code != "half-idmap";
    reading.diagnostics.iter().filter(is_error).collect()
}

/// Refuses an edit that makes something wrong which was not before.
fn refuse_new_errors(before: &str, after: &str, edit: &Edit<'_>) -> Result<(), Problem> {
    let (before, after) = (read(before), read(after));
    let (old, new) = (errors(&before), errors(&after));
    let count = |list: &[&Diagnostic], code| list.iter().filter(|found| found.code == code).count();
    let is_more = |found: &&&Diagnostic| count(&new, found.code) > count(&old, found.code);
    let is_known = |found: &&&Diagnostic| {
        old.iter()
            .any(|known| known.code == found.code && known.message == found.message)
    };
    let more = || new.iter().filter(is_more);
    let Some(found) = more().find(|found| !is_known(found)).or_else(|| more().next()) else {
        return Ok(());
    };
    if let Edit::Set { key, value } = edit
        && let Some(problem) = on_its_own(key, value).filter(|problem| problem.code == found.code)
    {
        return Err(problem);
    }
    Err(Problem {
        code: found.code,
        message: found.message.clone(),
        part: None,
        label: found.label.clone(),
        hint: found.hint.clone(),
    })
}

/// Reads the setting alone, whose problem then knows which part of the value is to blame.
fn on_its_own(key: &str, value: &str) -> Option<Problem> {
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    let setting = Setting {
        key,
        value,
        origin: transom_model::Origin::Default("the new value"),
        key_columns: 0..0,
        value_columns: 0..length,
    };
    Reader::default().setting(&setting).err()
}
