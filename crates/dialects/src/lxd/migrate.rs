//! A file of LXD or Incus brought to what the newest version of either takes, line by line: comments, order and untouched lines stay.
//!
//! What a line comes to is decided in `verdicts.rs`, and in LXC's own `migrate.rs` for lines of `raw.lxc`. Here the text is changed. A
//! line that cannot be said stays as a comment, so that nothing of the file is lost. Start with [`migrate`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use saphyr_parser::ScalarStyle;
use transom_model::{Account, Dialect, Effect, FileId, Origin, Sources};

use super::edit::layers_of;
use super::outline::{Item, Piece, Shape, outline};
use super::surgery::{self, New};
use super::verdicts::{self, Context, OfDevice, Verdict};
use super::{scalars, values};
use crate::Reading;
use crate::convert::{Migration, Outcome, Row};
use crate::lxc::{Moved, migrate_setting};

/// Brings the main file of a reading to what the newest version of `to` takes. A file that is fine comes out as it is.
pub fn migrate(reading: &Reading, sources: &Sources, to: Dialect) -> Migration {
    let Some((file, source)) = sources.files().next() else {
        return Migration::default();
    };
    let mut draft = Draft::new(reading, file, &source.text, to);
    if let Some(roots) = outline(&source.text) {
        for layer in layers_of(&source.text, &roots) {
            draft.layer(layer);
        }
    }
    draft.finish()
}

/// Changed parts: bytes of the old text, and those of the new one in their place.
type Moves = Vec<(Range<usize>, Range<usize>)>;

/// What happened to a part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    /// Other words say it, where it stood.
    Changed(Option<String>),
    /// Lines of `raw.lxc` say it: the layer, and the numbers of those that are added to it.
    Raw(usize, Vec<usize>, Option<String>),
    Dropped(String),
    Impossible(String, String),
}

/// The text and what is to be changed of it.
struct Draft<'r> {
    file: FileId,
    text: &'r str,
    to: Dialect,
    context: Context,
    accounts: BTreeMap<u32, &'r Account>,
    /// Why a line is wrong, and what to do.
    problems: BTreeMap<u32, (String, String)>,
    /// Where each line begins.
    starts: Vec<usize>,
    patches: BTreeMap<(usize, usize), String>,
    /// What happened to lines, by their numbers from 0; with the line that each is part of.
    fates: BTreeMap<usize, (Fate, usize)>,
    /// Maps in braces of which something goes, by where they begin.
    braces: BTreeMap<usize, Braces>,
    /// Lines for `raw.lxc` of the layer at hand.
    raw: Vec<String>,
    /// How many lines each layer has got.
    added: Vec<usize>,
    /// A `raw.lxc` on one line, with its lines as they are to be.
    inline: Option<(Item, bool, Vec<String>)>,
}

/// A map in braces: where its items stand, which of them go, and what comes in.
#[derive(Debug, Clone, Default)]
struct Braces {
    items: Vec<Range<usize>>,
    gone: BTreeSet<usize>,
    new: Vec<String>,
    /// Behind the opening brace.
    start: usize,
}

impl Braces {
    /// The changes: each item goes with the comma that nobody needs any more.
    fn patches(&self) -> Vec<(Range<usize>, String)> {
        let last = (0..self.items.len()).rev().find(|at| !self.gone.contains(at));
        let range = |at: usize| match last {
            Some(last) if at < last => self.items[at].start..self.items[at + 1].start,
            _ if at == 0 => self.items[0].clone(),
            _ => self.items[at - 1].end..self.items[at].end,
        };
        let mut patches: Vec<_> = self.gone.iter().map(|at| (range(*at), String::new())).collect();
        let end = self.items.last().map_or(self.start, |item| item.end);
        let comma = if last.is_some() { ", " } else { "" };
        if !self.new.is_empty() {
            patches.push((end..end, format!("{comma}{}", self.new.join(", "))));
        }
        patches
    }
}

impl<'r> Draft<'r> {
    fn new(reading: &'r Reading, file: FileId, text: &'r str, to: Dialect) -> Self {
        let mine = |origin: &Origin| origin.line().filter(|(of, _)| *of == file).map(|(_, line)| line);
        let accounts = reading
            .accounts
            .iter()
            .filter_map(|account| Some((mine(&account.origin)?, account)));
        let errors = reading
            .diagnostics
            .iter()
            .filter(|found| found.severity == transom_model::Severity::Error);
        let problems = errors.filter_map(|found| {
            let hint = found.hint.clone().unwrap_or_else(|| "correct the line".to_owned());
            Some((mine(&found.origin)?, (found.message.clone(), hint)))
        });
        let starts = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        let kept = |key: &str, value: &str| {
            let mut kept = reading.container.kept.iter();
            kept.any(|given| given.value.key == key && given.value.value == value)
        };
        Self {
            file,
            text,
            to,
            context: Context {
                from_incus: reading.dialect == Dialect::Incus,
                is_isolated: false,
                has_nvidia: kept("nvidia.runtime", "true"),
            },
            accounts: accounts.collect(),
            problems: problems.collect(),
            starts: std::iter::once(0).chain(starts).collect(),
            patches: BTreeMap::new(),
            fates: BTreeMap::new(),
            braces: BTreeMap::new(),
            raw: Vec::new(),
            added: Vec::new(),
            inline: None,
        }
    }

    /// Counts from 0.
    fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    fn lines_of(&self, item: &Item) -> Range<usize> {
        self.line_of(item.key_at.start)..self.line_of(item.end().max(item.key_at.start + 1) - 1) + 1
    }

    /// Says what happened to an item's lines. Of several on one line the worst counts.
    fn fate(&mut self, item: &Item, fate: &Fate) {
        let lines = self.lines_of(item);
        for line in lines.clone() {
            let known = self.fates.get(&line).map(|(fate, _)| rank(fate));
            if known.is_none_or(|known| known < rank(fate)) {
                self.fates.insert(line, (fate.clone(), lines.start));
            }
        }
    }

    fn patch(&mut self, (at, text): (Range<usize>, String)) {
        self.patches.insert((at.start, at.end), text);
    }

    fn layer(&mut self, layer: &Piece) {
        let on = |key: &str| {
            let sections = ["expanded_config", "config"].into_iter().filter_map(|name| layer.find(name));
            let item = sections.into_iter().find_map(|section| section.value.find(key));
            item.and_then(Item::text).is_some_and(values::is_true)
        };
        self.context.is_isolated = on("security.idmap.isolated");
        self.context.has_nvidia |= on("nvidia.runtime");
        self.without_repeats(layer);
        // The document's own sections last: what goes into `raw.lxc` goes there.
        for name in ["expanded_config", "expanded_devices", "devices", "config"] {
            let Some(section) = layer.find(name) else { continue };
            self.without_repeats(&section.value);
            match name {
                "config" | "expanded_config" => self.config(&section.value),
                _ => self.devices(&section.value),
            }
        }
        self.add_raw(layer);
    }

    /// Incus refuses a file that has a key twice; the last is the one that counts.
    fn without_repeats(&mut self, map: &Piece) {
        if self.to != Dialect::Incus {
            return;
        }
        for dead in repeats(map) {
            let line = map.find(&dead.key).map_or(0, |item| self.line_of(item.key_at.start) + 1);
            self.drop(
                map,
                dead,
                format!("line {line} sets it again, and Incus refuses a key that is there twice"),
            );
        }
    }

    fn config(&mut self, map: &Piece) {
        let dead: BTreeSet<usize> = repeats(map).map(|item| item.key_at.start).collect();
        for item in map.items().iter().filter(|item| !dead.contains(&item.key_at.start)) {
            let value = item.text().unwrap_or_default();
            if self.is_wrong(item) {
                self.cannot(map, item);
            } else if item.key == "raw.lxc" {
                self.raw_lxc(map, item, value);
            } else {
                let verdict = verdicts::of_key(self.to, self.context, &item.key, value);
                self.carry_out(map, item, verdict);
            }
        }
    }

    fn is_wrong(&self, item: &Item) -> bool {
        // Single lines of `raw.lxc` are wrong by themselves.
        item.key != "raw.lxc" && self.lines_of(item).any(|line| self.is_wrong_line(line))
    }

    fn is_wrong_line(&self, line: usize) -> bool {
        let number = u32::try_from(line + 1).unwrap_or(u32::MAX);
        let is_wrong = |account: &&Account| account.effect == Effect::Wrong;
        self.problems.contains_key(&number) || self.accounts.get(&number).is_some_and(is_wrong)
    }

    fn problem_of(&self, mut lines: Range<usize>) -> (String, String) {
        let found = lines.find_map(|line| self.problems.get(&u32::try_from(line + 1).ok()?));
        found
            .cloned()
            .unwrap_or_else(|| ("it is wrong".to_owned(), "correct the line".to_owned()))
    }

    /// What is wrong stays as a comment: the target refuses it too.
    fn cannot(&mut self, map: &Piece, item: &Item) {
        let (why, instead) = self.problem_of(self.lines_of(item));
        self.carry_out(map, item, Verdict::Impossible(why, instead));
    }

    fn devices(&mut self, map: &Piece) {
        let dead: BTreeSet<usize> = repeats(map).map(|item| item.key_at.start).collect();
        for device in map.items().iter().filter(|item| !dead.contains(&item.key_at.start)) {
            self.without_repeats(&device.value);
            if self.is_wrong(device) {
                self.cannot(map, device);
                continue;
            }
            match verdicts::of_device(self.to, &device.value) {
                OfDevice::Whole(verdict) => self.carry_out(map, device, verdict),
                OfDevice::Options(verdicts) => {
                    for (option, verdict) in device.items().iter().zip(verdicts) {
                        self.carry_out(&device.value, option, verdict);
                    }
                }
            }
        }
    }

    fn carry_out(&mut self, map: &Piece, item: &Item, verdict: Verdict) {
        match verdict {
            Verdict::Keep => {}
            Verdict::Rename(name) => {
                let at = item.key_at.clone();
                let quotes = match self.text.as_bytes().get(at.start) {
                    Some(b'"') => scalars::Quotes::Double,
                    Some(b'\'') => scalars::Quotes::Single,
                    _ => scalars::Quotes::Plain,
                };
                let line = self.line_of(at.start);
                self.patch((at, scalars::quoted(name, quotes)));
                self.fates.entry(line).or_insert((Fate::Changed(None), line));
            }
            Verdict::Value(value, remark) => {
                if let Some(patch) = surgery::replace(self.text, item, surgery::is_flow(map), value) {
                    self.patch(patch);
                    self.fate(item, &Fate::Changed(Some(remark.to_owned())));
                }
            }
            Verdict::Raw(lines, remark) => {
                let mut numbers = Vec::new();
                for line in lines {
                    // An expanded section says again what the document's own says.
                    let at = self.raw.iter().position(|known| *known == line).unwrap_or(self.raw.len());
                    if at == self.raw.len() {
                        self.raw.push(line);
                    }
                    numbers.push(at);
                }
                self.take_out(map, item);
                self.fate(item, &Fate::Raw(self.added.len(), numbers, remark.map(str::to_owned)));
            }
            Verdict::Drop(why) => self.drop(map, item, why),
            Verdict::Impossible(why, instead) => {
                self.comment_out(map, item);
                self.fate(item, &Fate::Impossible(why, instead));
            }
        }
    }

    fn drop(&mut self, map: &Piece, item: &Item, why: String) {
        self.take_out(map, item);
        self.fate(item, &Fate::Dropped(why));
    }

    fn take_out(&mut self, map: &Piece, item: &Item) {
        if surgery::is_flow(map) {
            let at = map.items().iter().position(|known| known.key_at == item.key_at);
            self.braces_of(map).gone.extend(at);
        } else if let Some(patch) = surgery::remove(self.text, map, item) {
            self.patch(patch);
        }
    }

    fn braces_of(&mut self, map: &Piece) -> &mut Braces {
        self.braces.entry(map.at.start).or_insert_with(|| Braces {
            items: map.items().iter().map(|item| item.key_at.start..item.end()).collect(),
            start: map.at.start + 1,
            ..Braces::default()
        })
    }

    /// Turns an item's lines into comments; one in braces goes.
    fn comment_out(&mut self, map: &Piece, item: &Item) {
        if surgery::is_flow(map) {
            return self.take_out(map, item);
        }
        let Some((at, _)) = surgery::remove(self.text, map, item) else {
            return;
        };
        let indent = surgery::column(self.text, item.key_at.start);
        let lines = self.text[at.clone()].split_inclusive('\n').map(|line| {
            let blanks = line.len() - line.trim_start_matches(' ').len();
            let (before, rest) = line.split_at(blanks.min(indent));
            format!("{before}# {rest}")
        });
        let commented = lines.collect();
        self.patch((at, commented));
    }
}

impl Draft<'_> {
    /// Brings the lines of a `raw.lxc` to LXC's newest version.
    fn raw_lxc(&mut self, map: &Piece, item: &Item, value: &str) {
        let is_block = matches!(
            item.value.shape,
            Shape::Scalar {
                style: ScalarStyle::Literal,
                ..
            }
        ) && !surgery::is_flow(map);
        let lines = self.line_of(item.value.at.start)..self.line_of(item.end().saturating_sub(1)) + 1;
        if !is_block {
            return self.raw_inline(map, item, value);
        }
        let moved: Vec<(usize, Fate, Vec<String>)> = lines.clone().filter_map(|line| self.raw_line(line)).collect();
        let is_all = moved.iter().filter(|(_, fate, _)| matches!(fate, Fate::Dropped(_))).count() == lines.len();
        if is_all && self.raw.is_empty() {
            return self.drop(map, item, "nothing of it is left to say".to_owned());
        }
        for (line, fate, new) in moved {
            let (start, end) = (self.starts[line], surgery::line_behind(self.text, self.starts[line]));
            let whole = &self.text[start..end];
            let indent = whole.len() - whole.trim_start_matches(' ').len();
            let ending = &whole[whole.trim_end_matches(['\r', '\n']).len()..];
            let text: Vec<String> = new.iter().map(|new| format!("{}{new}{ending}", &whole[..indent])).collect();
            self.patch((start..end, text.concat()));
            self.fates.insert(line, (fate, line));
        }
    }

    /// What becomes of one line of a block; nothing where it stays.
    fn raw_line(&self, line: usize) -> Option<(usize, Fate, Vec<String>)> {
        let start = self.starts[line];
        let text = self.text[start..surgery::line_behind(self.text, start)].trim();
        let (fate, new) = match () {
            () if text.is_empty() || text.starts_with('#') => return None,
            () if self.is_wrong_line(line) => {
                let (why, instead) = self.problem_of(line..line + 1);
                (Fate::Impossible(why, instead), vec![format!("# {text}")])
            }
            () => moved(text)?,
        };
        Some((line, fate, new))
    }

    fn raw_inline(&mut self, map: &Piece, item: &Item, value: &str) {
        if self.is_wrong_line(self.line_of(item.key_at.start)) {
            return self.cannot(map, item);
        }
        let (mut lines, mut worst) = (Vec::new(), None);
        for text in value.lines() {
            match moved(text.trim()) {
                None => lines.push(text.to_owned()),
                Some((fate, new)) => {
                    lines.extend(new);
                    let is_worse = worst.as_ref().is_none_or(|known| rank(known) < rank(&fate));
                    worst = if is_worse { Some(fate) } else { worst };
                }
            }
        }
        if lines.is_empty() && !value.is_empty() && self.raw.is_empty() {
            return self.drop(map, item, "nothing of it is left to say".to_owned());
        }
        if let Some(fate) = worst {
            self.fate(item, &fate);
            self.inline = Some((item.clone(), surgery::is_flow(map), lines));
        }
    }

    /// Adds the lines that stand for keys and devices to `raw.lxc`, or makes one.
    fn add_raw(&mut self, layer: &Piece) {
        let new = std::mem::take(&mut self.raw);
        self.added.push(new.len());
        let config = layer.find("config");
        let raw = config.and_then(|config| config.value.find("raw.lxc"));
        let inline = self.inline.take();
        if new.is_empty() && inline.is_none() {
            return;
        }
        let patch = match (raw, config) {
            (Some(item), Some(config)) => match (&item.value.shape, inline) {
                (
                    Shape::Scalar {
                        style: ScalarStyle::Literal,
                        ..
                    },
                    None,
                ) => {
                    let indent = " ".repeat(surgery::column(self.text, item.value.at.start));
                    let end = surgery::line_end(self.text);
                    let lines: Vec<String> = new.iter().map(|line| format!("{indent}{line}")).collect();
                    Some(surgery::insert_behind(self.text, item.end(), &lines.join(end)))
                }
                (_, inline) => {
                    let known = || item.text().unwrap_or_default().lines().map(str::to_owned).collect();
                    let mut lines: Vec<String> = inline.map_or_else(known, |(_, _, lines)| lines);
                    lines.extend(new);
                    surgery::replace(self.text, item, surgery::is_flow(&config.value), &lines.join("\n"))
                }
            },
            (None, Some(config)) if surgery::is_flow(&config.value) && surgery::is_flow(layer) || is_full_flow(config) => {
                let written = format!("raw.lxc: {}", scalars::quoted(&new.join("\n"), scalars::Quotes::Double));
                self.braces_of(&config.value).new.push(written);
                None
            }
            (None, Some(config)) if config.items().is_empty() => {
                surgery::insert_first(self.text, config, 2, "raw.lxc", New::Text(&new.join("\n")))
            }
            (None, Some(config)) => surgery::insert(self.text, &config.value, "raw.lxc", New::Text(&new.join("\n"))),
            (_, None) => surgery::insert(self.text, layer, "config", New::Map(&[("raw.lxc", &new.join("\n"))])),
        };
        if let Some(patch) = patch {
            self.patch(patch);
        }
    }

    fn finish(mut self) -> Migration {
        let braces: Vec<_> = self.braces.values().flat_map(Braces::patches).collect();
        for patch in braces {
            self.patch(patch);
        }
        let (text, moved) = self.applied();
        let starts: Vec<usize> = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, byte)| *byte == b'\n')
                    .map(|(at, _)| at + 1),
            )
            .collect();
        let raw = self.raw_numbers(&text, &starts);
        let count = self.text.lines().count();
        let rows = (0..count).map(|line| {
            let number = new_line(&moved, &starts, self.starts[line]);
            let (outcome, head) = self.outcome(line, number, &raw);
            Row {
                origin: self.origin(line),
                outcome,
                with: (head != line).then(|| u32::try_from(head + 1).unwrap_or(u32::MAX)),
            }
        });
        let rows = rows.collect();
        Migration { text, rows }
    }

    fn outcome(&self, line: usize, number: u32, raw: &[Vec<u32>]) -> (Outcome, usize) {
        let Some((fate, head)) = self.fates.get(&line) else {
            return (Outcome::Kept { line: number }, line);
        };
        let outcome = match fate.clone() {
            Fate::Changed(remark) => Outcome::Translated {
                lines: vec![number],
                remark,
            },
            Fate::Raw(layer, numbers, remark) => {
                let of_layer = raw.get(layer).map(Vec::as_slice).unwrap_or_default();
                let lines = numbers.iter().filter_map(|number| of_layer.get(*number).copied());
                Outcome::Translated {
                    lines: lines.collect(),
                    remark,
                }
            }
            Fate::Dropped(why) => Outcome::Dropped { why },
            Fate::Impossible(why, instead) => Outcome::Impossible { why, instead },
        };
        (outcome, *head)
    }

    fn origin(&self, line: usize) -> Origin {
        let start = self.starts[line];
        let text = self.text[start..surgery::line_behind(self.text, start)].trim_end_matches(['\r', '\n']);
        let narrow = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Origin::Line {
            file: self.file,
            line: narrow(line + 1),
            columns: narrow(text.len() - text.trim_start().len())
                ..narrow(text.trim_end().len().max(text.len() - text.trim_start().len())),
        }
    }

    /// Carries the changes out, and says where each went.
    fn applied(&self) -> (String, Moves) {
        let (mut out, mut moved, mut done) = (String::with_capacity(self.text.len()), Vec::new(), 0);
        for ((start, end), new) in &self.patches {
            // What is within a part that is gone already is gone with it.
            if *start < done {
                continue;
            }
            out.push_str(&self.text[done..*start]);
            moved.push((*start..*end, out.len()..out.len() + new.len()));
            out.push_str(new);
            done = *end;
        }
        out.push_str(&self.text[done..]);
        (out, moved)
    }

    /// The lines of the new text that were added to the `raw.lxc` of each layer.
    fn raw_numbers(&self, text: &str, starts: &[usize]) -> Vec<Vec<u32>> {
        let roots = outline(text).unwrap_or_default();
        let layers = layers_of(text, &roots);
        let line_of = |at: usize| u32::try_from(starts.partition_point(|start| *start <= at)).unwrap_or(u32::MAX);
        let numbers = |layer: &&Piece, count: u32| -> Option<Vec<u32>> {
            let item = layer.find("config")?.value.find("raw.lxc")?;
            let (first, last) = (line_of(item.key_at.start), line_of(item.end().saturating_sub(1)));
            let is_block = last > first;
            Some(
                (0..count)
                    .map(|at| if is_block { last + 1 + at - count } else { first })
                    .collect(),
            )
        };
        let added = self.added.iter().map(|count| u32::try_from(*count).unwrap_or(0));
        layers
            .iter()
            .zip(added)
            .map(|(layer, count)| numbers(layer, count).unwrap_or_default())
            .collect()
    }
}

/// Says whether a section stands in braces with something in them.
fn is_full_flow(section: &Item) -> bool {
    surgery::is_flow(&section.value) && !section.items().is_empty()
}

/// Where a line of the old text is in the new one, by where it began.
fn new_line(moved: &Moves, starts: &[usize], at: usize) -> u32 {
    let before = moved.iter().rev().find(|(old, _)| old.start <= at);
    let at = match before {
        None => at,
        Some((old, new)) if at < old.end => new.start,
        Some((old, new)) => new.end + (at - old.end),
    };
    u32::try_from(starts.partition_point(|start| *start <= at)).unwrap_or(u32::MAX)
}

/// What becomes of a line of LXC's; nothing where it is fine as it is.
fn moved(text: &str) -> Option<(Fate, Vec<String>)> {
    let (key, value) = text.split_once('=')?;
    let equals = if key.ends_with(' ') { " = " } else { "=" };
    match migrate_setting(key.trim(), value.trim()) {
        Moved::Same => None,
        Moved::Written { settings, remark } => {
            let lines = settings
                .iter()
                .map(|(key, value)| format!("{key}{equals}{value}").trim_end().to_owned());
            Some((Fate::Changed(remark), lines.collect()))
        }
        Moved::Nothing(why) => Some((Fate::Dropped(why), Vec::new())),
        Moved::Impossible { why, instead } => Some((Fate::Impossible(why, instead), vec![format!("# {text}")])),
    }
}

/// Items of which a later one in the same map has the name.
fn repeats(map: &Piece) -> impl Iterator<Item = &Item> {
    let last: BTreeMap<&str, usize> = map
        .items()
        .iter()
        .map(|item| (item.key.as_str(), item.key_at.start))
        .collect();
    map.items()
        .iter()
        .filter(move |item| last.get(item.key.as_str()) != Some(&item.key_at.start))
}

fn rank(fate: &Fate) -> u8 {
    match fate {
        Fate::Dropped(_) => 0,
        Fate::Changed(_) | Fate::Raw(..) => 1,
        Fate::Impossible(..) => 2,
    }
}
