//! What must hold of every reading, whatever the text: the invariants that all fuzz targets share.
//!
//! A target takes bytes apart into a release and texts ([`Input`]) and reads them ([`read`]); a broken invariant panics, which
//! libFuzzer keeps as a finding. The first byte chooses the version; a NUL separates the main text from those that it includes.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use transom_dialects::{Edit, Reading};
use transom_model::{Account, Dialect, Effect, Origin, Release, Sources};

/// Rounds of "read, give what is wanted, read again"; includes of includes need one each.
const MOST_ROUNDS: usize = 6;

/// What a target made of its bytes.
#[derive(Debug, Clone)]
pub struct Input {
    /// Which version of a manager reads.
    pub release: Release,
    /// The main text first.
    pub texts: Vec<String>,
}

impl Input {
    /// Takes bytes apart: the first one chooses among all versions of `dialects`.
    pub fn new(dialects: &[Dialect], data: &[u8]) -> Option<Self> {
        let (choice, rest) = data.split_first()?;
        let releases: Vec<Release> = dialects
            .iter()
            .flat_map(|dialect| {
                let of = |version: &_| Release {
                    dialect: *dialect,
                    version: *version,
                };
                Release::versions(*dialect).iter().map(of)
            })
            .collect();
        // The last release is the newest, and 0 is what a fuzzer tries first.
        let release = releases[releases.len() - 1 - usize::from(*choice) % releases.len()];
        let texts = rest
            .split(|byte| *byte == 0)
            .map(|text| String::from_utf8_lossy(text).into_owned());
        Some(Self {
            release,
            texts: texts.collect(),
        })
    }
}

/// The name that a main file of a dialect usually has.
pub fn main_name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Lxc => "config",
        Dialect::Pve => "102.conf",
        Dialect::Libvirt => "domain.xml",
        Dialect::Lxd | Dialect::Incus => "instance.yaml",
        Dialect::Oci => "config.json",
    }
}

/// Reads the texts, and checks everything that holds of a reading.
pub fn read(input: &Input) -> (Reading, Sources) {
    let (reading, sources) = read_all(input);
    check_places(&reading, &sources);
    check_accounts(&reading, &sources);
    // Twice the work, so not for every input.
    if input.texts.iter().map(String::len).sum::<usize>() % 16 == 0 {
        let again = transom_dialects::read(input.release, &sources);
        assert_eq!(format!("{reading:?}"), format!("{again:?}"), "read twice, read differently");
    }
    (reading, sources)
}

/// Reads the texts: YAML ones lie over one another, others are given to the reader when it asks for something.
fn read_all(input: &Input) -> (Reading, Sources) {
    let (main, others) = input.texts.split_first().expect("splitting bytes gives one part at least");
    let mut sources = Sources::of(main_name(input.release.dialect), main.as_str());
    let mut others = others.iter();
    if matches!(input.release.dialect, Dialect::Lxd | Dialect::Incus) {
        others.by_ref().take(2).enumerate().for_each(|(at, text)| {
            sources.add(format!("profile{at}.yaml"), text.as_str());
        });
    }
    for _ in 0..MOST_ROUNDS {
        let reading = transom_dialects::read(input.release, &sources);
        if reading.wanted.is_empty() {
            return (reading, sources);
        }
        for wanted in &reading.wanted {
            match others.next() {
                Some(text) => {
                    sources.add(wanted.path(), text.as_str());
                }
                None => sources.add_absent(wanted.path(), "there is no such file"),
            }
        }
    }
    // Includes go deeper than this looks.
    (transom_dialects::read(input.release, &sources), sources)
}

/// Every place lies in a text: the line is there, the columns are in it and between characters.
pub fn check_places(reading: &Reading, sources: &Sources) {
    let lines: Vec<Vec<&str>> = sources.files().map(|(_, file)| file.text.lines().collect()).collect();
    let check = |what: &str, origin: &Origin| {
        let Origin::Line { file, line, columns } = origin else {
            return;
        };
        let of = lines
            .get(file.0 as usize)
            .unwrap_or_else(|| panic!("{what}: no file {file:?}"));
        let number = *line as usize;
        // An empty text has a line 1, and what is missing at the end may be blamed on the line behind the last.
        let text = match number.checked_sub(1) {
            Some(at) if at <= of.len() => of.get(at).copied().unwrap_or(""),
            _ => panic!("{what}: line {line} of {}", of.len()),
        };
        assert!(fits(text, columns), "{what}: columns {columns:?} in line {line}, {text:?}");
    };
    for found in &reading.diagnostics {
        check(found.code, &found.origin);
        assert!(!found.message.is_empty(), "{found:?}");
    }
    for account in &reading.accounts {
        check("account", &account.origin);
    }
}

fn fits(text: &str, columns: &Range<u32>) -> bool {
    text.get(columns.start as usize..columns.end as usize).is_some()
}

/// Every line of the main text that is not blank has an account.
pub fn check_accounts(reading: &Reading, sources: &Sources) {
    let accounted: BTreeSet<_> = reading.accounts.iter().filter_map(|account| account.origin.line()).collect();
    for (file, source) in sources.files().take(1) {
        for (number, text) in (1..).zip(source.text.lines()) {
            let is_told = text.trim().is_empty() || accounted.contains(&(file, number));
            assert!(is_told, "no account of line {number}: {text:?}");
        }
    }
}

/// What is printed says the same when it is read and printed again.
pub fn check_print(input: &Input) {
    let dialect = input.release.dialect;
    let (reading, _) = read_all(input);
    let printed = transom_dialects::print(dialect, &reading.container);
    let again = transom_dialects::read(dialect, &Sources::of(main_name(dialect), printed.as_str()));
    let second = transom_dialects::print(dialect, &again.container);
    assert!(printed == second, "printed first:\n{printed}\nprinted again:\n{second}");
}

/// Reads a system call policy by itself and in the place of a container's, and compiles it.
pub fn check_policy(text: &str) {
    let path = Path::new("/policy");
    let (policy, diagnostics) = transom_dialects::lxc::read_policy(path, transom_model::FileId(0), text);
    let sources = Sources::of(path, text);
    for found in &diagnostics {
        let Origin::Line { line, columns, .. } = &found.origin else {
            continue;
        };
        assert!(fits(sources.line_text(transom_model::FileId(0), *line), columns), "{found:?}");
    }
    let mut sources = Sources::of("config", "lxc.seccomp.profile = /policy\n");
    sources.add(path, text);
    let reading = transom_dialects::read(Dialect::Lxc, &sources);
    check_places(&reading, &sources);
    // A policy that cannot be compiled says so; it must not panic.
    drop(transom_plan::seccomp::compile(&policy, transom_model::SeccompArch::X86_64));
}

/// Which edit bytes ask for: the first one chooses the dialect and the act, then a line each for key and value, then the text.
pub fn check_edit(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let dialect = Dialect::ALL[usize::from(*choice) % Dialect::ALL.len()];
    let all = String::from_utf8_lossy(rest);
    let Some((key, rest)) = all.split_once('\n') else { return };
    let Some((value, text)) = rest.split_once('\n') else { return };
    let edit = match choice & 0x80 {
        0 => Edit::Set { key, value },
        _ => Edit::Unset { key },
    };
    let Ok(new) = transom_dialects::edit(dialect, text, &edit) else {
        return;
    };
    match edit {
        Edit::Set { .. } => {
            let again = transom_dialects::edit(dialect, &new, &edit);
            assert_eq!(again.as_ref(), Ok(&new), "setting it again is no change");
            check_untouched(dialect, key, text, &new);
        }
        Edit::Unset { .. } => {
            check_only_gone(key, text, &new);
            // The next item of a list takes the number of one that is gone.
            if !key.contains('[') {
                check_gone(dialect, &new, &edit);
            }
        }
    }
}

/// What was taken out is gone. Of several YAML documents only the one that counts loses the setting; the next one counts then.
fn check_gone(dialect: Dialect, text: &str, edit: &Edit<'_>) {
    let is_yaml = matches!(dialect, Dialect::Lxd | Dialect::Incus);
    let is_mark = |line: &&str| ["---", "..."].iter().any(|mark| line.starts_with(mark));
    let others = if is_yaml {
        text.split(['\n', '\r']).filter(is_mark).count()
    } else {
        0
    };
    let mut left = text.to_owned();
    for _ in 0..=others {
        match transom_dialects::edit(dialect, &left, edit) {
            Ok(new) => left = new,
            Err(_) => return,
        }
    }
    panic!("what was taken out is still there: {left:?}");
}

/// What is taken out may be a whole element with all its lines; nothing comes in their place but a line that held more than that.
fn check_only_gone(key: &str, old: &str, new: &str) {
    // An element that stands there several times may leave a part of a line each time.
    let last = key.rsplit(['.', '/', '@']).next().unwrap_or(key);
    let most = old.matches(last).count().max(2);
    // To LXC a carriage return ends a line too, so that a part of what stands on one line may go.
    let [old, new] = [old, new].map(|text| text.replace('\r', "\n"));
    let (_, old, new) = middle(&old, &new);
    let mut left = old.iter();
    let is_new = |line: &&String| {
        let mut rest = left.clone();
        let is_there = rest.any(|other| other == *line);
        if is_there {
            left = rest;
        }
        !is_there
    };
    let fresh: Vec<&String> = new.iter().filter(is_new).collect();
    assert!(fresh.len() <= most, "new lines {fresh:?}\nof {new:#?}");
}

/// A line without what changes when a list or map at its end, or around it, grows or shrinks: its comma, and the mark of an empty one.
fn without_ends(line: &str) -> String {
    let line = line.trim_end().trim_end_matches(',');
    let line = line.strip_suffix("{}").or(line.strip_suffix("[]")).unwrap_or(line);
    line.trim_end().to_owned()
}

/// Lines that have nothing to do with a key are still there, in their order, but for one that takes the new setting in.
fn check_untouched(dialect: Dialect, key: &str, old: &str, new: &str) {
    let reading = transom_dialects::read(dialect, &Sources::of(main_name(dialect), old));
    let last = key.rsplit(['.', '/', '@']).next().unwrap_or(key);
    // Lines of a description are prose too, and may be what is replaced; Proxmox takes all comments for one.
    let is_described = dialect == Dialect::Pve && key == "description";
    let is_comment = |account: &Account| {
        account.effect == Effect::Prose && !is_described && ["#", "<!--"].iter().any(|mark| account.value.starts_with(mark))
    };
    let is_other = |account: &&Account| {
        is_comment(account) || !(account.key.is_empty() || account.key.contains(last) || key.contains(account.key.as_str()))
    };
    let others: BTreeSet<u32> = reading
        .accounts
        .iter()
        .filter(is_other)
        .filter_map(|account| Some(account.origin.line()?.1))
        .collect();
    let (from, old, new) = middle(old, new);
    let mut left = new.iter();
    let is_lost = |(number, line): &(u32, &String)| {
        // A bracket alone belongs to what is between it and its partner.
        let is_bracket = line.trim().chars().all(|letter| "{}[],".contains(letter));
        let mut rest = left.clone();
        let is_there = rest.any(|other| other == *line);
        if is_there {
            left = rest;
        }
        others.contains(number) && !is_bracket && !is_there
    };
    let lost: Vec<(u32, &String)> = (from..).zip(&old).filter(is_lost).collect();
    // The one line in which the new setting finds its place: `{}` of its map, or all of a document that stands on one.
    assert!(
        lost.len() < 2,
        "lines that are gone or have changed: {lost:?}\nnew lines: {new:#?}"
    );
}

/// The lines between the first and the last that differ, and the number of the first.
fn middle(old: &str, new: &str) -> (u32, Vec<String>, Vec<String>) {
    let lines = |text: &str| text.lines().map(without_ends).collect::<Vec<_>>();
    let (mut old, mut new) = (lines(old), lines(new));
    while old.last().is_some() && old.last() == new.last() {
        old.pop();
        new.pop();
    }
    let same = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    (same as u32 + 1, old.split_off(same), new.split_off(same))
}
