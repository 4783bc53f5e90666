//! A file of Proxmox VE 6 to 8 brought to what 9 takes, line by line: notes, order, pending changes and snapshots stay.
//!
//! Options have not changed but for the unit of `cpuunits`. What changes is raw lines: names of LXC before 3.0 and files of cgroup v1 go
//! through LXC's own migration, all together, because some mean something only in pairs. Start with [`migrate`].

use std::collections::BTreeMap;

use transom_model::{Account, Effect, FileId, Sources};

use super::lines::{Kind, Line, lines};
use super::{Reader, raw};
use crate::convert::{Migration, Outcome, Row};
use crate::{Problem, Reading, Setting};

/// Brings the main file of a reading to what the newest version takes. A file that is fine comes out as it is.
pub fn migrate(reading: &Reading, sources: &Sources) -> Migration {
    let Some((file, main)) = sources.files().next() else {
        return Migration::default();
    };
    if let Err(problem) = super::check_size(&main.text) {
        return untouched(reading, main.text.clone(), problem);
    }
    let raw = raw_steps(reading, sources, file);
    let mut out = Out::default();
    let mut is_top = true;
    for (line, whole) in lines(file, &main.text).zip(main.text.split_inclusive('\n')) {
        is_top &= !matches!(line.kind, Kind::Pending | Kind::Snapshot(_));
        let step = match &line.kind {
            Kind::Option(setting) if is_top => option(reading, setting),
            Kind::Raw(_) if is_top => number(&line).and_then(|number| raw.get(&number).cloned()),
            _ => None,
        };
        out.line(&line, whole, step.unwrap_or(Step::Keep));
    }
    out.finish()
}

/// A text that is not read stays as it is, with one row for all of it.
fn untouched(reading: &Reading, text: String, problem: Problem) -> Migration {
    let outcome = Outcome::Impossible {
        why: problem.message,
        instead: problem.hint.unwrap_or_default(),
    };
    let row = |account: &Account| Row {
        origin: account.origin.clone(),
        outcome,
        with: None,
    };
    Migration {
        text,
        rows: reading.accounts.first().map(row).into_iter().collect(),
    }
}

/// What becomes of a line.
#[derive(Debug, Clone)]
enum Step {
    /// It stays.
    Keep,
    /// It stays, although it is wrong.
    Wrong { why: String, instead: String },
    /// These settings stand in its place.
    Write {
        settings: Vec<(String, String)>,
        remark: Option<String>,
    },
    /// The line of this number says it too.
    Joined(u32),
    /// It goes.
    Drop(String),
    /// It goes, and what it did with it.
    Lose { why: String, instead: String },
}

fn number(line: &Line<'_>) -> Option<u32> {
    line.origin.line().map(|(_, number)| number)
}

/// `cpuunits` counted shares on the hosts of series 6, of which everybody had 1024; now it is a weight, of which that is 100.
fn option(reading: &Reading, setting: &Setting<'_>) -> Option<Step> {
    let is_shares = setting.key == "cpuunits" && Reader::new(None, reading.version).has_cgroup_v1();
    let shares = setting.value.parse::<u64>().ok().filter(|_| is_shares)?;
    Some(Step::Write {
        settings: vec![(setting.key.to_owned(), crate::lxc::weight_of_shares(shares).to_string())],
        remark: Some("shares of cgroup v1, of which 1024 is everybody's, are a weight now, of which 100 is".to_owned()),
    })
}

/// Works out what becomes of each raw line of the running configuration, by its number.
fn raw_steps(reading: &Reading, sources: &Sources, file: FileId) -> BTreeMap<u32, Step> {
    let is_top = |line: &Line<'_>| !matches!(line.kind, Kind::Pending | Kind::Snapshot(_));
    let mut steps = BTreeMap::new();
    let mut passed: Vec<(u32, String)> = Vec::new();
    for line in lines(file, &sources.file(file).text).take_while(is_top) {
        let (Kind::Raw(setting), Some(number)) = (&line.kind, number(&line)) else {
            continue;
        };
        match raw::refusal(setting.key) {
            Some(why) => {
                steps.insert(number, Step::Drop(format!("{why}, so it had no effect")));
            }
            None if setting.key.starts_with("lxc.cgroup.devices.") => {
                steps.insert(number, device_rule(reading, number, setting));
            }
            None => passed.push((number, format!("{} = {}", setting.key, setting.value))),
        }
    }
    steps.extend(by_lxc(reading, sources, &passed));
    steps
}

/// A rule keeps its value. Whether it says anything depends on the rules that Proxmox brings, which LXC's migration does not see.
fn device_rule(reading: &Reading, number: u32, setting: &Setting<'_>) -> Step {
    match effect(reading, number) {
        Some(Effect::Wrong) => {
            let found = reading
                .diagnostics
                .iter()
                .find(|found| found.origin.line() == Some((FileId(0), number)));
            Step::Wrong {
                why: found.map_or_else(String::new, |found| found.message.clone()),
                instead: found
                    .and_then(|found| found.hint.clone())
                    .unwrap_or_else(|| "correct the line".to_owned()),
            }
        }
        Some(Effect::NoEffect(why)) => Step::Drop(why.to_string()),
        _ => Step::Write {
            settings: vec![(setting.key.replacen("cgroup", "cgroup2", 1), setting.value.to_owned())],
            remark: None,
        },
    }
}

fn effect(reading: &Reading, number: u32) -> Option<&Effect> {
    // The accounts of the main file are in the order of their lines, those of included files behind them.
    let line = Some((FileId(0), number));
    let place = reading.accounts.partition_point(|account| account.origin.line() < line);
    reading
        .accounts
        .get(place)
        .filter(|account| account.origin.line() == line)
        .map(|account| &account.effect)
}

/// Has LXC's migration move the raw lines, as a file of their own below the limit of memory that the option gives.
fn by_lxc(reading: &Reading, sources: &Sources, passed: &[(u32, String)]) -> BTreeMap<u32, Step> {
    let memory = reading.container.limits.memory.as_ref().map_or(0, |memory| memory.value);
    let mut text = format!("lxc.cgroup2.memory.max = {memory}\n");
    for (_, line) in passed {
        text.push_str(line);
        text.push('\n');
    }
    let mut raw = Sources::of("raw lines", text);
    for (_, file) in sources.files().skip(1) {
        raw.add(file.path.clone(), file.text.clone());
    }
    // The newest version knows the names of all.
    let moved = crate::lxc::migrate(&crate::lxc::read(&raw), &raw);
    let new: Vec<&str> = moved.text.lines().collect();
    // The lines of the new text, and which raw line said them first.
    let mut owners: BTreeMap<u32, u32> = BTreeMap::new();
    let mut steps = BTreeMap::new();
    for ((number, _), row) in passed.iter().zip(moved.rows.into_iter().skip(1)) {
        let step = match row.outcome {
            Outcome::Kept { .. } | Outcome::Frame => Step::Keep,
            Outcome::Dropped { why } => Step::Drop(why),
            Outcome::Translated { lines, remark } => {
                let first = lines.first().copied().unwrap_or_default();
                match *owners.entry(first).or_insert(*number) {
                    owner if owner != *number => Step::Joined(owner),
                    _ => written(&lines, &new, remark),
                }
            }
            Outcome::Impossible { why, instead } => lost(reading, *number, why, instead),
        };
        steps.insert(*number, step);
    }
    steps
}

/// A line that is wrong was so before: it stays. Another one is lost.
fn lost(reading: &Reading, number: u32, why: String, instead: String) -> Step {
    match effect(reading, number) == Some(&Effect::Wrong) {
        true => Step::Wrong { why, instead },
        false => Step::Lose { why, instead },
    }
}

fn written(numbers: &[u32], new: &[&str], remark: Option<String>) -> Step {
    let pair = |number: &u32| {
        let (key, value) = new.get(number.checked_sub(1)? as usize)?.split_once('=')?;
        Some((key.trim().to_owned(), value.trim().to_owned()))
    };
    let settings: Vec<(String, String)> = numbers.iter().filter_map(pair).collect();
    if let Some((why, key)) = settings.iter().find_map(|(key, _)| Some((raw::refusal(key)?, key))) {
        return Step::Lose {
            why: format!("LXC calls it `{key}` now, and {why}"),
            instead: "put the line into a file that `lxc.include` names".to_owned(),
        };
    }
    let is_memory = settings.iter().any(|(key, _)| key == "lxc.cgroup2.memory.max");
    let mark = || "Proxmox goes on to set memory.high by `memory`; better set `memory` to this and remove the line".to_owned();
    Step::Write {
        settings,
        remark: remark.or_else(|| is_memory.then(mark)),
    }
}

/// The new text as it grows.
#[derive(Debug, Default)]
struct Out {
    migration: Migration,
    lines: u32,
    /// Where the lines of each old one went.
    places: BTreeMap<u32, Vec<u32>>,
    /// Rows whose line another one says too.
    joined: Vec<(usize, u32)>,
}

impl Out {
    fn line(&mut self, line: &Line<'_>, whole: &str, step: Step) {
        if line.kind == Kind::Blank {
            return self.put(whole);
        }
        let outcome = match step {
            Step::Keep => {
                self.put(whole);
                Outcome::Kept { line: self.lines }
            }
            Step::Wrong { why, instead } => {
                self.put(whole);
                Outcome::Impossible {
                    why: format!("it is wrong, and stays as it was: {why}"),
                    instead,
                }
            }
            Step::Write { settings, remark } => {
                let first = self.lines + 1;
                for (key, value) in &settings {
                    self.put(&restyled(line, whole, key, value));
                }
                let lines: Vec<u32> = (first..=self.lines).collect();
                self.places.insert(number(line).unwrap_or_default(), lines.clone());
                Outcome::Translated { lines, remark }
            }
            Step::Joined(owner) => {
                self.joined.push((self.migration.rows.len(), owner));
                Outcome::Dropped { why: String::new() }
            }
            Step::Drop(why) => Outcome::Dropped { why },
            Step::Lose { why, instead } => Outcome::Impossible { why, instead },
        };
        self.migration.rows.push(Row {
            origin: line.origin.clone(),
            outcome,
            with: None,
        });
    }

    fn put(&mut self, line: &str) {
        self.migration.text.push_str(line);
        self.lines += 1;
    }

    fn finish(mut self) -> Migration {
        for (row, owner) in self.joined {
            self.migration.rows[row].outcome = match self.places.get(&owner) {
                Some(lines) => Outcome::Translated {
                    lines: lines.clone(),
                    remark: None,
                },
                None => Outcome::Dropped {
                    why: format!("line {owner} says it too"),
                },
            };
        }
        self.migration
    }
}

/// Writes a setting as the old line was written: its sign, its blanks, its line end.
fn restyled(line: &Line<'_>, whole: &str, key: &str, value: &str) -> String {
    let (Kind::Option(old) | Kind::Raw(old)) = &line.kind else {
        return whole.to_owned();
    };
    let at = |column: u32| (column as usize).min(whole.len());
    let sign = &whole[at(old.key_columns.end)..at(old.value_columns.start)];
    format!("{key}{sign}{value}{}", &whole[at(old.value_columns.end)..])
}

#[cfg(test)]
mod tests {
    use transom_model::Release;

    use super::*;

    fn of(release: &str, text: &str) -> Migration {
        let release: Release = release.parse().unwrap();
        let sources = Sources::of("102.conf", text);
        let reading = crate::read(release, &sources);
        let migration = migrate(&reading, &sources);
        let is_row = |line: &&str| !line.trim().is_empty();
        assert_eq!(migration.rows.len(), text.lines().filter(is_row).count());
        let again = Sources::of("102.conf", migration.text.clone());
        let twice = migrate(&crate::pve::read(&again), &again);
        assert_eq!(twice.text, migration.text, "moved twice");
        migration
    }

    const OLD: &str = "\
#notes: 100%
arch: amd64
cpuunits: 2048
memory: 1024
ostype: debian
rootfs: /srv/root

# for kvm
lxc.cgroup.devices.allow = c 10:232 rwm
lxc.cgroup.cpu.cfs_quota_us: 50000
lxc.cgroup.cpu.cfs_period_us: 200000
lxc.cgroup.memory.memsw.limit_in_bytes: 2147483648
lxc.cgroup.cpu.shares: 512
lxc.cgroup.freezer.state: THAWED
lxc.aa_profile: unconfined
lxc.devttydir: lxc
lxc.no_new_privs: 1
lxc.mount.entry: /dev/kvm dev/kvm none bind,create=file

[pve:pending]
lxc.cgroup.cpu.shares: 3

[old]
cpuunits: 1024
lxc.aa_profile: x
";

    #[test]
    fn raw_lines_are_moved_and_all_else_stays() {
        let migration = of("pve-6", OLD);
        assert_eq!(
            migration.text,
            "\
#notes: 100%
arch: amd64
cpuunits: 174
memory: 1024
ostype: debian
rootfs: /srv/root

# for kvm
lxc.cgroup2.devices.allow = c 10:232 rwm
lxc.cgroup2.cpu.max: 50000 200000
lxc.cgroup2.memory.swap.max: 1073741824
lxc.cgroup2.cpu.weight: 59
lxc.apparmor.profile: unconfined
lxc.mount.entry: /dev/kvm dev/kvm none bind,create=file

[pve:pending]
lxc.cgroup.cpu.shares: 3

[old]
cpuunits: 1024
lxc.aa_profile: x
"
        );
        let row = |line| migration.rows.iter().find(|row| row.origin.line() == Some((FileId(0), line)));
        let outcome = |line: u32| &row(line).unwrap().outcome;
        assert!(matches!(outcome(3), Outcome::Translated { lines, remark: Some(_) } if *lines == [3]));
        assert!(matches!(outcome(10), Outcome::Translated { lines, .. } if *lines == [10]));
        assert!(matches!(outcome(11), Outcome::Translated { lines, .. } if *lines == [10]));
        assert!(matches!(outcome(14), Outcome::Impossible { .. } | Outcome::Dropped { .. }));
        assert!(matches!(outcome(16), Outcome::Impossible { why, .. } if why.contains("lxc.tty.dir")));
        assert!(matches!(outcome(17), Outcome::Dropped { .. }));
        assert!(matches!(outcome(18), Outcome::Kept { line: 14 }));
        assert!(matches!(outcome(24), Outcome::Kept { line: 20 }));
    }

    #[test]
    fn shares_are_a_matter_of_series_6_and_wrong_lines_stay() {
        let text = "arch: amd64\r\ncpuunits: 2048\r\nlxc.cgroup.devices.allow: c 10:232  rwm\r\nlxc.cgroup.devices.deny=c 5:1 rwm";
        let migration = of("pve-8", text);
        assert_eq!(migration.text, text.replace("cgroup.devices.deny", "cgroup2.devices.deny"));
        assert!(matches!(&migration.rows[2].outcome, Outcome::Impossible { .. }));
    }
}
