//! `cargo xtask bench read`: how fast files are read, beside the originals.
//!
//! Three measures for each dialect: `transom check` on a folder of thousands of small files; the reader alone on such texts in memory;
//! and the reader alone on one text of a megabyte. Times are those of the processor, so that other work on the machine does not count.
//! `texts.rs` makes the files, `originals.rs` runs other tools on them.

mod originals;
pub(super) mod texts;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::Serialize;

use super::statistics::median;
use crate::{Outcome, shell, workspace};
use texts::Kind;

/// Small files that the reader alone gets; they fit into the processor's caches no better than those of a folder.
const IN_MEMORY: usize = 1000;
const SECONDS: &str = "0.5";

struct Request {
    rounds: u32,
    files: usize,
    is_json: bool,
    binary: Option<PathBuf>,
    /// Where the files are made and left.
    folder: Option<PathBuf>,
}

/// What came of one dialect.
#[derive(Debug, Serialize)]
struct Row {
    dialect: &'static str,
    files: usize,
    bytes: u64,
    /// Megabytes a second that the project wants of a core.
    target: f64,
    /// The reader alone on small texts, in megabytes a second of processor time.
    reader_small: f64,
    /// The reader alone on a text of a megabyte.
    reader_large: f64,
    /// `transom check` on all files, in megabytes a second of processor time.
    check: f64,
    /// `transom check`, in files a second.
    check_files: f64,
    /// The original's time for a file divided by ours; or why there is none.
    original: Result<originals::Timed, String>,
}

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    let request = parse(words)?;
    let transom = request.binary.clone().map_or_else(|| build(&["--package", "transom"]), Ok)?;
    let reader = build(&["--package", "transom-engine", "--example", "read_speed"])?;
    let folder = Folder::make(request.folder.clone())?;
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        eprintln!("reading {}", kind.word());
        rows.push(measure(kind, &request, (&transom, &reader), &folder.path)?);
    }
    if request.is_json {
        println!("{}", serde_json::to_string_pretty(&rows).map_err(|error| error.to_string())?);
    } else {
        print_table(&rows);
    }
    Ok(())
}

fn parse(words: &[&str]) -> Result<Request, String> {
    let mut request = Request {
        rounds: 5,
        files: 10_000,
        is_json: false,
        binary: None,
        folder: None,
    };
    let number = |name: &str, text: &str| {
        let positive = text.parse().ok().filter(|count: &u32| *count > 0);
        positive.ok_or_else(|| format!("{name} takes a number above 0, not `{text}`"))
    };
    let mut rest = words;
    loop {
        rest = match rest {
            [] => return Ok(request),
            ["--json", rest @ ..] => {
                request.is_json = true;
                rest
            }
            ["--rounds", count, rest @ ..] => {
                request.rounds = number("--rounds", count)?;
                rest
            }
            ["--files", count, rest @ ..] => {
                request.files = number("--files", count)? as usize;
                rest
            }
            ["--binary", path, rest @ ..] => {
                request.binary = Some(PathBuf::from(path));
                rest
            }
            ["--folder", path, rest @ ..] => {
                request.folder = Some(PathBuf::from(path));
                rest
            }
            [other, ..] => {
                return Err(format!(
                    "unknown argument `{other}`; `cargo xtask bench --help` lists what there is"
                ));
            }
        };
    }
}

/// Builds something in release form and returns where cargo says it is.
pub(super) fn build(words: &[&str]) -> Result<PathBuf, String> {
    let mut command = shell::cargo(&workspace());
    command
        .args(["build", "--release", "--message-format=json-render-diagnostics"])
        .args(words);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    if !output.status.success() {
        return Err("the release build failed".to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let executable = |line: &str| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    };
    text.lines()
        .filter_map(executable)
        .next_back()
        .ok_or_else(|| "cargo named no binary".to_owned())
}

/// The folder of the files; a temporary one is removed when dropped.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    is_temporary: bool,
}

impl Folder {
    pub(super) fn make(given: Option<PathBuf>) -> Result<Self, String> {
        let is_temporary = given.is_none();
        let path = given.unwrap_or_else(|| std::env::temp_dir().join(format!("trt-bench-read-{}", std::process::id())));
        std::fs::create_dir_all(&path).map_err(|error| format!("cannot make {}: {error}", path.display()))?;
        Ok(Self { path, is_temporary })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_temporary
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            eprintln!("cannot remove {}: {error}", self.path.display());
        }
    }
}

fn measure(kind: Kind, request: &Request, (transom, reader): (&Path, &Path), folder: &Path) -> Result<Row, String> {
    let (small, apart) = (folder.join(kind.word()), folder.join(format!("{}-large", kind.word())));
    let paths = texts::write_small(kind, &small, request.files)?;
    let large = texts::write_large(kind, &apart)?;
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |found| found.len());
    let bytes: u64 = paths.iter().map(size).sum();
    let (mut alone, mut whole, mut checks) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..request.rounds {
        alone.push(read(reader, kind, &paths[..paths.len().min(IN_MEMORY)])?);
        whole.push(read(reader, kind, std::slice::from_ref(&large))?);
        checks.push(processor_time(Command::new(transom).arg("check").arg("--quiet").arg(&small))?);
    }
    let check = median(&checks).as_secs_f64();
    let per_file = check / paths.len() as f64;
    Ok(Row {
        dialect: kind.word(),
        files: paths.len(),
        bytes,
        target: kind.target(),
        reader_small: middle(&mut alone),
        reader_large: middle(&mut whole),
        check: bytes as f64 / 1e6 / check,
        check_files: 1.0 / per_file,
        original: originals::time(kind, &small, &paths, per_file),
    })
}

/// Runs the reader alone and returns megabytes a second.
fn read(reader: &Path, kind: Kind, paths: &[PathBuf]) -> Result<f64, String> {
    let mut command = Command::new(reader);
    command.args([kind.word(), SECONDS]).args(paths);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{}: {error}", reader.display()))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers.as_slice() {
        [_, bytes, nanoseconds] => Ok(bytes * 1e3 / nanoseconds),
        _ => Err(format!("the reader said `{text}`")),
    }
}

/// Runs a command to its end and returns what it and its children had of the processor, in steps of the kernel's clock (10 ms).
pub(super) fn processor_time(command: &mut Command) -> Result<Duration, String> {
    let before = children()?;
    let shown = shell::show(command);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|error| format!("{shown}: {error}"))?;
    // 1 and 3 are findings in files, which do not matter here.
    match status.code() {
        Some(_) => Ok(children()? - before),
        None => Err(format!("{shown} ended with {status}")),
    }
}

/// The processor time of all children that have been waited for (proc_pid_stat(5), fields 16 and 17).
fn children() -> Result<Duration, String> {
    let stat = std::fs::read_to_string("/proc/self/stat").map_err(|error| format!("/proc/self/stat: {error}"))?;
    let behind = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<u64> = behind
        .split_whitespace()
        .skip(1)
        .map(|field| field.parse().unwrap_or(0))
        .collect();
    let ticks = fields.get(12).zip(fields.get(13)).map(|(user, system)| user + system);
    ticks
        .map(|ticks| Duration::from_millis(ticks * 10))
        .ok_or_else(|| "/proc/self/stat has too few fields".to_owned())
}

fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn print_table(rows: &[Row]) {
    println!(
        "\nMB/s a core; files of about {} bytes",
        rows.first().map_or(0, |row| row.bytes / row.files.max(1) as u64)
    );
    println!(
        "{:<9} {:>7} {:>12} {:>12} {:>12} {:>9}  original",
        "", "target", "reader 1 kB", "reader 1 MB", "transom check", "files/s"
    );
    for row in rows {
        let original = match &row.original {
            Ok(timed) => format!(
                "{}: {:.1} ms a file, {:.0} times ours",
                timed.name,
                timed.per_file * 1e3,
                timed.ratio
            ),
            Err(why) => why.clone(),
        };
        println!(
            "{:<9} {:>7.0} {:>12.1} {:>12.1} {:>12.1} {:>9.0}  {original}",
            row.dialect, row.target, row.reader_small, row.reader_large, row.check, row.check_files
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        let request = parse(&["--rounds", "2", "--files", "30", "--json"]).unwrap();
        assert_eq!((request.rounds, request.files, request.is_json), (2, 30, true));
        assert!(parse(&["--files", "0"]).is_err() && parse(&["fast"]).is_err());
    }

    #[test]
    fn a_busy_child_costs_time() {
        let mut command = Command::new("sh");
        let took = processor_time(command.args(["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"])).unwrap();
        assert!(took > Duration::ZERO);
    }
}
