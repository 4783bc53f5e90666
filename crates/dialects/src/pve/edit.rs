//! Changing one setting of a text in place: the line that counts is replaced, a new one is put where Proxmox would sort it.
//!
//! Only the running configuration, the top of the file, is ever touched; pending changes and snapshots are not. Start with [`edit`].

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use transom_model::{Diagnostic, FileId, Severity, Sources};

use super::lines::{Kind, Line, lines};
use super::raw::{self, Grows};
use super::{kept, keys};
use crate::{Edit, Problem};

/// Changes a text and returns the new one.
///
/// What `set` does depends on the key:
/// - An option is replaced in the last line that gives it, the one that counts; so is a raw key of which LXC takes the last line.
/// - A raw list of words (`lxc.cap.drop`, `lxc.cap.keep`, `lxc.group`, `lxc.mount.auto`) becomes exactly the new value: its first line that is
///   not empty is changed, the others go. An empty line stays, for it clears what Proxmox has generated.
/// - A raw list with a line for each member is added to, or changed where a line is about the same member: the same target of
///   `lxc.mount.entry`, the same variable, the same first id of `lxc.idmap`, the same numbers of a device rule, the same address.
/// - `description` is all `#` lines of the top together.
///
/// A key that is not there yet is put behind its neighbour in Proxmox's order, in that line's style. `unset` removes every line of the key.
///
/// # Errors
/// See [`crate::edit`]. The new text is read, and an error that the old one did not have is returned.
pub fn edit(text: &str, edit: &Edit<'_>) -> Result<String, Problem> {
    super::check_size(text)?;
    let places = top(text);
    let (key, edited) = match edit {
        Edit::Set { key, value } => (*key, set(text, &places, key, value)?),
        Edit::Unset { key } => (*key, unset(text, &places, key)?),
    };
    match caused(text, &edited) {
        Some(problem) => Err(problem),
        None if is_set(&edited, edit) => Ok(edited),
        None => Err(
            Problem::new("cannot-edit", format!("`{key}` cannot have this value in a Proxmox file"))
                .hint("a line that ends in `snapstate: prepare` or `delete`, or begins like a section, is read as something else"),
        ),
    }
}

/// A line of the running configuration and where it stands in the text, with and without its line end.
struct Place<'t> {
    line: Line<'t>,
    text: Range<usize>,
    whole: Range<usize>,
}

impl Place<'_> {
    /// Returns the key of an option or raw line.
    fn key(&self) -> Option<&str> {
        match &self.line.kind {
            Kind::Option(setting) | Kind::Raw(setting) => Some(setting.key),
            _ => None,
        }
    }

    /// Returns where the value stands in the text.
    fn value(&self) -> Range<usize> {
        match &self.line.kind {
            Kind::Option(setting) | Kind::Raw(setting) => {
                let columns = &setting.value_columns;
                self.text.start + columns.start as usize..self.text.start + columns.end as usize
            }
            _ => self.text.clone(),
        }
    }

    fn is_option(&self) -> bool {
        matches!(self.line.kind, Kind::Option(_))
    }
}

/// Lists the lines above the first section.
fn top(text: &str) -> Vec<Place<'_>> {
    let mut start = 0;
    let pieces = text.split_inclusive('\n').map(move |piece| {
        let whole = start..start + piece.len();
        start = whole.end;
        whole
    });
    let mut places = Vec::new();
    for (line, whole) in lines(FileId(0), text).zip(pieces) {
        if matches!(line.kind, Kind::Pending | Kind::Snapshot(_)) {
            break;
        }
        let text = whole.start..whole.start + line.text.len();
        places.push(Place { line, text, whole });
    }
    places
}

fn set(text: &str, places: &[Place<'_>], key: &str, value: &str) -> Result<String, Problem> {
    if key == kept::DESCRIPTION {
        return Ok(describe(text, places, value));
    }
    check_key(key)?;
    let value = value.trim();
    if value.contains(['\n', '\r']) {
        return Err(
            Problem::new("bad-value", format!("detected invalid newline inside property '{key}'"))
                .hint("write the value on one line"),
        );
    }
    let is_raw = key.starts_with("lxc.");
    if value.is_empty() && !is_raw {
        return Err(Problem::new("empty-value", format!("`{key}` needs a value")).hint("to take the line out use `unset`"));
    }
    let given: Vec<&Place<'_>> = places.iter().filter(|place| place.key() == Some(key)).collect();
    let grows = if is_raw { raw::grows(key, value) } else { Grows::Not };
    let is_meant = |place: &&&Place<'_>| match (&grows, value) {
        (Grows::Not, _) => true,
        (_, "") => text[place.value()].is_empty(),
        (Grows::ByWords, _) => !text[place.value()].is_empty(),
        (Grows::ByMember(_), _) => raw::grows(key, &text[place.value()]) == grows,
    };
    let mut meant = given.iter().filter(is_meant);
    Ok(match (&grows, meant.next(), meant.next_back()) {
        (_, None, _) => inserted(text, places, key, value),
        (Grows::ByWords, Some(first), Some(_)) => {
            let others: Vec<&Place<'_>> = given.iter().filter(is_meant).skip(1).copied().collect();
            // The first stands before the others, so its place is the same without them.
            replaced(&without(text, &others, 0), first, value)
        }
        (_, Some(first), last) => replaced(text, last.unwrap_or(first), value),
    })
}

/// Refuses keys that Proxmox would not take.
fn check_key(key: &str) -> Result<(), Problem> {
    match key.starts_with("lxc.") {
        true => raw::check_key(key),
        false if keys::find(key).is_some() => Ok(()),
        false => Err(part_of(key).unwrap_or_else(|| keys::unknown(key))),
    }
}

/// Answers a key like `net0.tag`, which is a part of an option's value.
fn part_of(key: &str) -> Option<Problem> {
    let (option, part) = key.split_once('.')?;
    keys::find(option)?;
    let message = format!("`{part}` is a part of the value of `{option}`");
    Some(Problem::new("unknown-key", message).hint(format!("give the whole value: `set {option} …,{part}=…`")))
}

fn replaced(text: &str, place: &Place<'_>, value: &str) -> String {
    let mut at = place.value();
    if at.is_empty() {
        // Behind an empty value's sign there may be blanks, or none.
        at = place.text.end..place.text.end;
    }
    let is_touching = !value.is_empty() && text[..at.start].ends_with([':', '=']) && place.value().is_empty();
    let space = if is_touching { " " } else { "" };
    format!("{}{space}{value}{}", &text[..at.start], &text[at.end..])
}

/// Puts a new line behind its neighbour, in the neighbour's style.
fn inserted(text: &str, places: &[Place<'_>], key: &str, value: &str) -> String {
    let is_raw = key.starts_with("lxc.");
    let before = neighbour(places, key);
    // In front of everything is behind a byte order mark.
    let bom = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let at = match before {
        Some(place) => place.whole.end,
        None => first_setting(places).map_or(bom, |place| place.whole.start.max(bom)),
    };
    let like = before.filter(|place| place.key().is_some());
    let like = like.or_else(|| {
        places
            .iter()
            .find(|place| place.key().is_some() && place.is_option() != is_raw)
    });
    let sign = like
        .filter(|place| place.is_option() != is_raw)
        .map_or(": ", |place| sign(text, place));
    let end = line_end(text);
    let line = format!("{key}{sign}{value}");
    let line = line.trim_end();
    let (head, tail) = text.split_at(at);
    match head.is_empty() || head.ends_with('\n') || at == bom {
        true => format!("{head}{line}{end}{tail}"),
        // The last line of the text has no end; nor has the new one then.
        false => format!("{head}{end}{line}{tail}"),
    }
}

/// Returns what stands between key and value of a line.
fn sign<'t>(text: &'t str, place: &Place<'_>) -> &'t str {
    if place.value().is_empty() {
        return if text[place.text.clone()].contains('=') { " = " } else { ": " };
    }
    let key = place.key().map_or(0, str::len);
    let sign = &text[place.text.start + key..place.value().start.max(place.text.start + key)];
    if sign.is_empty() { ": " } else { sign }
}

fn line_end(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

fn first_setting<'p, 't>(places: &'p [Place<'t>]) -> Option<&'p Place<'t>> {
    places.iter().find(|place| place.key().is_some())
}

/// Finds the line to put a new key behind: for an option the one before it in Proxmox's order, for a raw line the last of its kind, of
/// the raw lines, or of the options. Without any it is the last line that is not blank.
fn neighbour<'p, 't>(places: &'p [Place<'t>], key: &str) -> Option<&'p Place<'t>> {
    let options = || places.iter().filter(|place| place.is_option());
    if !key.starts_with("lxc.") {
        let lesser = options().filter(|place| place.key().is_some_and(|other| order(other) < order(key)));
        let nearest = lesser.max_by_key(|place| place.key().map(order));
        return match options().next() {
            Some(_) => nearest,
            // No option yet: behind the notes, before the raw lines.
            None => places
                .iter()
                .take_while(|place| place.key().is_none())
                .filter(|place| place.line.kind != Kind::Blank)
                .last(),
        };
    }
    let kind = key.rsplit_once('.').map_or(key, |(kind, _)| kind);
    let raw = || places.iter().filter(|place| place.key().is_some() && !place.is_option());
    let mut alike = raw().filter(|place| place.key().is_some_and(|other| other.starts_with(kind)));
    let last = || places.iter().rfind(|place| place.line.kind != Kind::Blank);
    alike
        .next_back()
        .or_else(|| raw().next_back())
        .or_else(|| options().next_back())
        .or_else(last)
}

/// Proxmox sorts by letters; numbers of one word are kept in their own order.
fn order(key: &str) -> (&str, u64) {
    let word = key.trim_end_matches(|c: char| c.is_ascii_digit());
    (word, key[word.len()..].parse().unwrap_or(0))
}

/// Puts new `#` lines in the place of all that there are, or at the head of the text.
fn describe(text: &str, places: &[Place<'_>], value: &str) -> String {
    let end = line_end(text);
    let value = value.strip_suffix('\n').unwrap_or(value);
    let lines: String = value
        .split('\n')
        .map(|line| format!("#{}{end}", kept::encoded(line)))
        .collect();
    let notes: Vec<&Place<'_>> = places.iter().filter(|place| place.line.kind == Kind::Description).collect();
    let Some(first) = notes.first() else {
        let bom = if text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        return format!("{}{lines}{}", &text[..bom], &text[bom..]);
    };
    let (head, tail) = text.split_at(first.whole.start);
    let mut rest = without(tail, &notes, first.whole.start);
    // The last line of the text may have no end; its place keeps that.
    let is_last = notes
        .last()
        .is_some_and(|last| last.whole.end == text.len() && last.whole == last.text);
    let lines = match is_last && rest.is_empty() {
        true => lines.strip_suffix(end).unwrap_or(&lines).to_owned(),
        false => lines,
    };
    rest.insert_str(0, &lines);
    format!("{head}{rest}")
}

fn unset(text: &str, places: &[Place<'_>], key: &str) -> Result<String, Problem> {
    let is_meant = |place: &&Place<'_>| match key {
        kept::DESCRIPTION => place.line.kind == Kind::Description,
        _ => place.key() == Some(key),
    };
    let given: Vec<&Place<'_>> = places.iter().filter(is_meant).collect();
    if given.is_empty() {
        return Err(absent(places, key));
    }
    Ok(without(text, &given, 0))
}

/// Returns a text without some of its lines; `offset` is where it begins in the text that the places are of.
fn without(text: &str, places: &[&Place<'_>], offset: usize) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    for place in places {
        rest.push_str(&text[at..place.whole.start - offset]);
        at = place.whole.end - offset;
    }
    rest.push_str(&text[at..]);
    rest
}

fn absent(places: &[Place<'_>], key: &str) -> Problem {
    let near = crate::lxc::nearest(key, places.iter().filter_map(Place::key));
    let problem = Problem::new("not-there", format!("`{key}` is not given in the running configuration"));
    match near {
        Some(near) => problem.hint(format!("did you mean `{near}`?")),
        None => problem.hint("pending changes and snapshots are never edited; `transom show FILE` lists what is there"),
    }
}

/// Returns the first error that the new text has and the old has not.
fn caused(old: &str, new: &str) -> Option<Problem> {
    // Messages name lines, whose numbers an edit changes.
    let plain = |found: &Diagnostic| -> (&'static str, String) {
        (
            found.code,
            found.message.chars().filter(|letter| !letter.is_ascii_digit()).collect(),
        )
    };
    let (old, new) = (errors(old), errors(new));
    let mut more: HashMap<_, usize> = HashMap::new();
    for found in &new {
        *more.entry(plain(found)).or_default() += 1;
    }
    for found in &old {
        more.entry(plain(found)).and_modify(|count| *count = count.saturating_sub(1));
    }
    let known: HashSet<&str> = old.iter().map(|found| found.message.as_str()).collect();
    let is_more = |found: &&Diagnostic| more.get(&plain(found)).is_some_and(|count| *count > 0);
    let fresh = new
        .iter()
        .filter(is_more)
        .find(|found| !known.contains(found.message.as_str()));
    let found = fresh.or_else(|| new.iter().rfind(is_more))?;
    // Without a place there is nothing to put the label under.
    let hints: Vec<&str> = found.label.iter().chain(&found.hint).map(String::as_str).collect();
    Some(Problem {
        code: found.code,
        message: found.message.clone(),
        part: None,
        label: None,
        hint: (!hints.is_empty()).then(|| hints.join("; ")),
    })
}

fn errors(text: &str) -> Vec<Diagnostic> {
    let reading = super::read(&Sources::of("100.conf", text));
    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    reading.diagnostics.into_iter().filter(is_error).collect()
}

/// Says whether the new text gives what was asked for, in the line that counts.
fn is_set(text: &str, edit: &Edit<'_>) -> bool {
    let places = top(text);
    let given = |key: &str| -> Vec<&str> {
        let meant = places.iter().filter(|place| place.key() == Some(key));
        meant.map(|place| &text[place.value()]).collect()
    };
    match edit {
        Edit::Set { key, .. } | Edit::Unset { key } if *key == kept::DESCRIPTION => true,
        Edit::Set { key, value } if key.starts_with("lxc.") => given(key).contains(&value.trim()),
        Edit::Set { key, value } => given(key).last() == Some(&value.trim()),
        Edit::Unset { key } => given(key).is_empty(),
    }
}

#[cfg(test)]
mod tests;
