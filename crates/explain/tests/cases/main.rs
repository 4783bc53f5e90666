//! Walks `cases/lxc` and `cases/pve`: each folder is a configuration with what is expected of it beside it.
//!
//! A folder holds one main file (`input.conf` or `102.conf`), the files it includes, by their path below the folder, and at will
//! `host`, the name of a recorded host in `cases/hosts` (else `hybrid`), and `as`, the release to read as (`lxc-4.0`). Expected are `model.txt`, `diagnostics.txt`, `lines.txt`,
//! `plan.txt` and, where lints find something, `lint.txt`; `cargo xtask bless` (or `BLESS=1`) writes them anew, and the review is the diff. Start with [`Case::check`].
#![allow(
    clippy::disallowed_methods,
    reason = "the walker reads the cases' files; the crate under test does not"
)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

mod claims;
mod model;
mod outcome;
mod pasted;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use transom_dialects::{Reading, Wanted, read};
use transom_model::{Container, Dialect, Given, HostFacts, Origin, Release, Root, RootSource, Sources};
use transom_plan::{Plan, Problem, StartOptions};

/// One folder below `cases/lxc` or `cases/pve`.
struct Case {
    release: Release,
    folder: PathBuf,
    main: String,
    /// Texts beside the main file, by their path below the folder.
    texts: BTreeMap<PathBuf, String>,
    host: HostFacts,
}

/// What a case is compared with, in the order of the files' names.
const EXPECTED: [&str; 5] = ["diagnostics.txt", "lines.txt", "lint.txt", "model.txt", "plan.txt"];

/// How the name of a main file may end.
const MAIN_ENDS: [&str; 4] = [".conf", ".json", ".xml", ".yaml"];

fn cases_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases")
}

fn text_of(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Finds the main file: `input.conf`, `102.conf`, or the only `.conf` file at the top.
fn main_file(folder: &Path, texts: &BTreeMap<PathBuf, String>) -> String {
    let at_top = texts
        .keys()
        .filter(|path| path.components().count() == 1)
        .filter_map(|path| path.to_str());
    let configs: Vec<&str> = at_top
        .filter(|name| MAIN_ENDS.iter().any(|end| name.ends_with(end)))
        .collect();
    let is_named =
        |name: &&&str| name.starts_with("input.") || name.trim_end_matches(".conf").bytes().all(|byte| byte.is_ascii_digit());
    let named: Vec<&&str> = configs.iter().filter(is_named).collect();
    match (named.as_slice(), configs.as_slice()) {
        ([main], _) => (**main).to_owned(),
        ([], [main]) => (*main).to_owned(),
        _ => panic!(
            "{}: one main file is expected (input.conf or NUMBER.conf), found {configs:?}",
            folder.display()
        ),
    }
}

impl Case {
    fn load(dialect: Dialect, folder: &Path) -> Self {
        let mut texts = BTreeMap::new();
        for path in files_below(folder) {
            let name = path.strip_prefix(folder).unwrap().to_owned();
            // Conversions of a case are looked at where conversions are tested.
            let is_conversion = name == Path::new("to") || name.to_string_lossy().starts_with("as-");
            let is_expected = EXPECTED
                .iter()
                .chain(&["explain.txt"])
                .any(|expected| name == Path::new(expected));
            if !is_conversion && !is_expected {
                texts.insert(name, text_of(&path));
            }
        }
        let release = texts
            .remove(Path::new("as"))
            .map_or_else(|| Release::newest(dialect), |word| word.trim().parse().unwrap());
        let host = texts
            .remove(Path::new("host"))
            .map_or_else(|| "hybrid".to_owned(), |text| text.trim().to_owned());
        let main = main_file(folder, &texts);
        let path = cases_folder().join("hosts").join(format!("{host}.json"));
        let host = serde_json::from_str(&text_of(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self {
            release,
            folder: folder.to_owned(),
            main,
            texts,
            host,
        }
    }

    /// Reads the case, giving the reader what it asks for; the paths given are those of `used`.
    fn read(&self) -> (Reading, Sources, BTreeSet<PathBuf>) {
        let mut sources = Sources::of(&self.main, &self.texts[Path::new(&self.main)]);
        let mut used = BTreeSet::from([PathBuf::from(&self.main)]);
        for _ in 0..100 {
            let reading = read(self.release, &sources);
            if reading.wanted.is_empty() {
                return (reading, sources, used);
            }
            for wanted in &reading.wanted {
                used.extend(self.give(wanted, &mut sources));
            }
        }
        panic!("{}: the reader asks for ever", self.folder.display());
    }

    /// Adds what is wanted to the sources: a text, a folder with its texts, or that there is nothing.
    fn give(&self, wanted: &Wanted, sources: &mut Sources) -> Vec<PathBuf> {
        let path = wanted.path();
        let here = path.strip_prefix("/").unwrap_or(path);
        if let Some(text) = self.texts.get(here) {
            sources.add(path, text);
            return vec![here.to_owned()];
        }
        let inside: Vec<&PathBuf> = self.texts.keys().filter(|name| name.parent() == Some(here)).collect();
        if inside.is_empty() {
            sources.add_absent(path, "No such file or directory");
            return Vec::new();
        }
        let full = |name: &PathBuf| path.join(name.file_name().unwrap());
        for name in &inside {
            sources.add(full(name), &self.texts[*name]);
        }
        sources.add_folder(path, inside.iter().map(|name| full(name)).collect());
        inside.into_iter().cloned().collect()
    }

    /// Plans a start of the container as it is; and where its root is not on the recorded host or its manager refuses to start it,
    /// another one with the embedded root and without the refusals, so that the rest of the plan can be seen.
    fn plans(&self, container: &Container) -> Vec<Result<Plan, Vec<Problem>>> {
        let first = self.plan(container);
        if first.is_ok() {
            return vec![first];
        }
        let mut instead = container.clone();
        let origin = container.root.as_ref().map(|root| Box::new(root.origin.clone()));
        let why = "the embedded root stands in, so that the case can be planned".to_owned();
        let root = Root {
            source: RootSource::Host,
            is_read_only: false,
        };
        instead.root = Some(Given::new(root, Origin::Stand { instead_of: origin, why }));
        instead.lifecycle.refusals.clear();
        vec![first, self.plan(&instead)]
    }

    /// Plans a start on the recorded host; what the plan asks for and was not recorded counts as missing.
    fn plan(&self, container: &Container) -> Result<Plan, Vec<Problem>> {
        let mut host = self.host.clone();
        host.expect_paths(transom_plan::wants(container).paths);
        transom_plan::start(
            container,
            &host,
            &StartOptions {
                name: "case".to_owned(),
                ..Default::default()
            },
        )
    }

    /// Compares everything with what is expected, and returns what differs.
    fn check(&self) -> Vec<String> {
        let (reading, sources, used) = self.read();
        let mut differences = Vec::new();
        for name in self.texts.keys().filter(|name| !used.contains(*name)) {
            differences.push(format!("{}: nothing reads {}", self.folder.display(), name.display()));
        }
        differences.extend(outcome::unaccounted(&reading, &sources));
        let plans = self.plans(&reading.container);
        let plan = plans.last().and_then(|plan| plan.as_ref().ok());
        let found = [
            outcome::diagnostics(&reading, &sources),
            outcome::lines(&reading, &sources, plan),
            outcome::lint(&reading, &sources),
            model::print(&reading.container, &sources),
            outcome::plans(&plans, &sources),
        ];
        for (name, found) in EXPECTED.iter().zip(found) {
            differences.extend(compare(&self.folder.join(name), &found));
        }
        differences
    }
}

/// Compares a file with what was found, or writes it when blessing.
fn compare(path: &Path, found: &str) -> Option<String> {
    // Most cases have nothing for lints to find, and no file for it.
    let is_lint = path.ends_with("lint.txt");
    if is_lint && found.is_empty() && !path.exists() {
        return None;
    }
    if env::var_os("BLESS").is_some() && is_lint && found.is_empty() {
        fs::remove_file(path).unwrap();
        return None;
    }
    if env::var_os("BLESS").is_some() {
        fs::write(path, found).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return None;
    }
    // A file that is not there differs too, even from nothing.
    let expected = fs::read_to_string(path).ok();
    (expected.as_deref() != Some(found)).then(|| difference(path, &expected.unwrap_or_default(), found))
}

/// Shows the lines that differ, around what stays the same at both ends.
fn difference(path: &Path, expected: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[same..]
        .iter()
        .rev()
        .zip(new[same..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let minus = old[same..old.len() - rest].iter().map(|line| format!("- {line}\n"));
    let plus = new[same..new.len() - rest].iter().map(|line| format!("+ {line}\n"));
    let name = path.strip_prefix(cases_folder()).unwrap_or(path);
    let body: String = minus.chain(plus).collect();
    format!("{} differs from line {}:\n{body}", name.display(), same + 1)
}

#[test]
fn cases() {
    let mut differences = Vec::new();
    let mut count = 0;
    // `CASES=oci` checks, or blesses, one dialect alone.
    let only = env::var("CASES").ok();
    for dialect in Dialect::ALL
        .into_iter()
        .filter(|dialect| only.as_deref().is_none_or(|word| word == dialect.word()))
    {
        // Incus has no folder of its own while LXD's cases speak for both.
        let Ok(entries) = fs::read_dir(cases_folder().join(dialect.word())) else {
            continue;
        };
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        for folder in folders {
            assert!(folder.is_dir(), "{}: only folders are expected here", folder.display());
            differences.extend(Case::load(dialect, &folder).check());
            count += 1;
        }
    }
    assert!(count > 0, "there are no cases");
    let all = differences.join("\n");
    assert!(
        differences.is_empty(),
        "\n{all}\nIf this is as it should be, run `cargo xtask bless` and review the diff."
    );
}
