//! `cargo xtask fuzz`: random inputs for the readers, by libFuzzer.
//!
//! The targets and what must hold of every input are in fuzz/, a workspace of its own. This command builds them with cargo-fuzz,
//! fills the corpus from cases/ and runs them one after another; findings are files below target/fuzz-runs/TARGET/.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Outcome, shell, workspace};

const HELP: &str = "\
usage: cargo xtask fuzz TARGET… [--runs N] [--max-len BYTES] [--quick] [--list]

Feeds random inputs to targets: `lxc`, `pve`, `libvirt`, `lxd`, `oci`, `seccomp`, `edit`, `print`, or `all` of them. A finding is a
file below target/fuzz-runs/TARGET/; the same command runs it first the next time, until it is mended and deleted. What was learned of
a target stays in target/fuzz-runs/TARGET/corpus.

options:
  --runs N         inputs for each target (default 200000)
  --max-len BYTES  the longest input (default 2048)
  --quick          do not watch what the readers compare: several times as many inputs a second, but the fuzzer guesses no words.
                   For long runs, over what a usual one has learned
  --list           name the targets and end

examples:
  cargo xtask fuzz lxc pve
  nice -n 19 cargo xtask fuzz all --quick --runs 10000000 --max-len 256

A finding is looked at with:
  target/fuzz/x86_64-unknown-linux-gnu/release/lxc target/fuzz-runs/lxc/crash-…
";

const TARGETS: &[&str] = &["lxc", "pve", "libvirt", "lxd", "oci", "seccomp", "edit", "print"];

/// One input must end within this time; a configuration of this size takes microseconds.
const SECONDS_PER_INPUT: u32 = 5;
/// More memory than any input of this size may take, in megabytes; growth from input to input ends here too.
const MOST_MEMORY: u32 = 1024;

struct Request {
    targets: Vec<&'static str>,
    runs: u64,
    max_len: u32,
    is_quick: bool,
}

impl Request {
    /// The folder of the builds; each kind has its own, so that neither builds anew what the other has built.
    fn builds(&self) -> &'static str {
        if self.is_quick { "target/fuzz-quick" } else { "target/fuzz" }
    }
}

/// What libFuzzer says at the end of a run.
#[derive(Debug, Default)]
struct Figures {
    inputs: u64,
    per_second: u64,
    peak_megabytes: u64,
    slowest_seconds: u64,
}

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    match words {
        [] | ["--help" | "-h"] => {
            print!("{HELP}");
            return Ok(());
        }
        ["--list"] => {
            println!("{}", TARGETS.join("\n"));
            return Ok(());
        }
        _ => {}
    }
    let request = parse(words)?;
    if !shell::succeeds("cargo", &["fuzz", "--version"]) {
        return Err("cargo-fuzz is missing: `cargo install cargo-fuzz --locked`".to_owned());
    }
    let mut failures = Vec::new();
    for target in &request.targets {
        match fuzz(target, &request) {
            Ok(figures) => println!(
                "{target}: {} inputs, {} a second, peak {} MB, slowest {} s: nothing found",
                figures.inputs, figures.per_second, figures.peak_megabytes, figures.slowest_seconds
            ),
            Err(why) => {
                println!("{target}: {why}");
                failures.push(*target);
            }
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    Err(format!("findings in {}", failures.join(", ")))
}

fn parse(words: &[&str]) -> Result<Request, String> {
    let mut request = Request {
        targets: Vec::new(),
        runs: 200_000,
        max_len: 2048,
        is_quick: false,
    };
    let number = |name: &str, text: &str| {
        let positive = text.parse().ok().filter(|count| *count > 0);
        positive.ok_or_else(|| format!("{name} takes a number above 0, not `{text}`"))
    };
    let mut rest = words;
    loop {
        rest = match rest {
            [] if request.targets.is_empty() => return Err("name a target; `cargo xtask fuzz --list` names them".to_owned()),
            [] => return Ok(request),
            ["--runs", count, rest @ ..] => {
                request.runs = number("--runs", count)?;
                rest
            }
            ["--max-len", count, rest @ ..] => {
                request.max_len = u32::try_from(number("--max-len", count)?).map_err(|error| error.to_string())?;
                rest
            }
            ["--quick", rest @ ..] => {
                request.is_quick = true;
                rest
            }
            ["all", rest @ ..] => {
                request.targets.extend(TARGETS);
                rest
            }
            [word, rest @ ..] => {
                let known = TARGETS.iter().find(|target| *target == word);
                let known = known.ok_or_else(|| format!("there is no target `{word}`; `cargo xtask fuzz --list` names them"))?;
                request.targets.push(known);
                rest
            }
        }
    }
}

fn fuzz(target: &str, request: &Request) -> Result<Figures, String> {
    let folder = workspace().join("target/fuzz-runs").join(target);
    seed(target, &folder)?;
    let binary = build(target, request)?;
    let findings = findings(&folder);
    let mut run = Command::new(&binary);
    if request.is_quick {
        // The statistics of rare features take a third of the time.
        run.arg("-entropic=0");
    }
    run.arg(format!("-artifact_prefix={}/", folder.display()))
        .arg(format!("-dict={}", folder.join("words.dict").display()))
        .arg(format!("-runs={}", request.runs))
        .arg(format!("-max_len={}", request.max_len))
        .arg(format!("-timeout={SECONDS_PER_INPUT}"))
        .arg(format!("-rss_limit_mb={MOST_MEMORY}"))
        .args(["-print_final_stats=1", "-report_slow_units=1", "-reload=0"])
        .arg(folder.join("corpus"));
    for finding in &findings {
        let mut again = Command::new(&binary);
        again.arg(finding).stdout(Stdio::null()).stderr(Stdio::null());
        if !again.status().is_ok_and(|status| status.success()) {
            return Err(format!("{} fails still", finding.display()));
        }
    }
    watch(&mut run).map_err(|why| {
        let new = self::findings(&folder).into_iter().find(|path| !findings.contains(path));
        let place = new.map(|path| format!(": {}", path.display())).unwrap_or_default();
        format!("{why}{place}")
    })
}

/// Builds a target and finds its program.
fn build(target: &str, request: &Request) -> Result<PathBuf, String> {
    let builds = request.builds();
    let mut build = shell::cargo(&workspace());
    // The readers have no unsafe code for a sanitizer to watch, and without one the targets run several times as fast, on stable.
    build.args(["fuzz", "build", "--sanitizer", "none", "--target-dir", builds, target]);
    if request.is_quick {
        build.arg("--no-trace-compares");
    }
    shell::run(&mut build)?;
    let folders = std::fs::read_dir(workspace().join(builds)).map_err(|error| format!("{builds}: {error}"))?;
    let found = folders
        .flatten()
        .map(|entry| entry.path().join("release").join(target))
        .find(|path| path.is_file());
    found.ok_or_else(|| format!("cargo-fuzz built no `{target}`"))
}

/// Makes the corpus and the dictionary.
fn seed(target: &str, folder: &Path) -> Outcome {
    let mut seeds = shell::cargo(&workspace());
    seeds.args(["run", "--quiet", "--release", "--manifest-path", "fuzz/Cargo.toml"]);
    seeds.args([
        "--target-dir",
        "target/fuzz-seeds",
        "--example",
        "seeds",
        "--",
        target,
        "cases",
    ]);
    shell::run(seeds.arg(folder))
}

/// The inputs that earlier runs found trouble with.
fn findings(folder: &Path) -> Vec<PathBuf> {
    let is_finding = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        ["crash-", "timeout-", "oom-", "slow-unit-"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_finding).collect();
    found.sort();
    found
}

/// Runs a target; shows why it stopped early, and returns the figures of a full run.
fn watch(run: &mut Command) -> Result<Figures, String> {
    let shown = format!("{run:?}");
    let mut child = run
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{shown}: {error}"))?;
    let mut figures = Figures::default();
    let mut told = Vec::new();
    let errors = child.stderr.take().ok_or("no standard error")?;
    for line in BufReader::new(errors).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        if !figures.read(&line) && !is_progress(&line) {
            told.push(line);
        }
    }
    let status = child.wait().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() {
        return Ok(figures);
    }
    told.iter().for_each(|line| println!("  {line}"));
    Err(format!("stopped with {status}"))
}

/// libFuzzer's own lines start with the input's number, or are its words of greeting.
fn is_progress(line: &str) -> bool {
    let is_number = line
        .strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    is_number || line.starts_with("INFO:") || line.contains("NEW_FUNC") || line.starts_with("Dictionary:")
}

impl Figures {
    /// Takes a figure out of a line; says whether it was one.
    fn read(&mut self, line: &str) -> bool {
        let Some(rest) = line.strip_prefix("stat::") else {
            return false;
        };
        let Some((name, value)) = rest.split_once(':') else {
            return false;
        };
        let value = value.trim().parse().unwrap_or(0);
        match name {
            "number_of_executed_units" => self.inputs = value,
            "average_exec_per_sec" => self.per_second = value,
            "peak_rss_mb" => self.peak_megabytes = value,
            "slowest_unit_time_sec" => self.slowest_seconds = value,
            _ => {}
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        let request = parse(&["lxc", "--runs", "7", "oci"]).unwrap();
        assert_eq!(
            (request.builds(), request.targets, request.runs),
            ("target/fuzz", vec!["lxc", "oci"], 7)
        );
        assert_eq!(parse(&["--quick", "lxc"]).unwrap().builds(), "target/fuzz-quick");
        assert_eq!(parse(&["all"]).unwrap().targets.len(), TARGETS.len());
        assert!(parse(&["docker"]).is_err() && parse(&["--runs", "7"]).is_err() && parse(&["lxc", "--runs", "0"]).is_err());
    }

    #[test]
    fn figures_are_those_of_the_last_lines() {
        let mut figures = Figures::default();
        assert!(figures.read("stat::number_of_executed_units: 1000"));
        assert!(figures.read("stat::peak_rss_mb:              48"));
        assert!(!figures.read("#1000 DONE cov: 1 ft: 2"));
        assert_eq!((figures.inputs, figures.peak_megabytes), (1000, 48));
    }

    #[test]
    fn targets_are_those_of_the_folder() {
        let manifest: toml::Table = std::fs::read_to_string(workspace().join("fuzz/Cargo.toml"))
            .unwrap()
            .parse()
            .unwrap();
        let bins = manifest["bin"].as_array().unwrap();
        let names: Vec<&str> = bins.iter().map(|bin| bin["name"].as_str().unwrap()).collect();
        assert_eq!(names, TARGETS);
    }
}
