//! `cargo xtask bench explain`: what an explanation costs, of one file as long as real ones get and of a folder of a thousand.
//!
//! The texts are those of `bench read`. A single run is shorter than the kernel's clock counts, so that it is repeated and divided.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::read::texts::{self, Kind};
use super::read::{Folder, build, processor_time};
use super::statistics::median;
use crate::Outcome;

/// Lines of the single file.
const LINES: usize = 60;
/// Runs that are timed together.
const REPEATS: u32 = 20;
/// What the project wants: processor time of one file, and of a folder.
const WANTED_FILE: Duration = Duration::from_millis(10);
const WANTED_FOLDER: Duration = Duration::from_secs(2);

struct Request {
    rounds: u32,
    files: usize,
    binary: Option<std::path::PathBuf>,
}

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    let request = parse(words)?;
    let transom = request.binary.clone().map_or_else(|| build(&["--package", "transom"]), Ok)?;
    let folder = Folder::make(None)?;
    println!("processor time, medians of {} rounds", request.rounds);
    for kind in Kind::ALL {
        row(kind, &request, &transom, &folder.path)?;
    }
    Ok(())
}

fn row(kind: Kind, request: &Request, transom: &Path, folder: &Path) -> Outcome {
    let small = folder.join(kind.word());
    texts::write_small(kind, &small, request.files)?;
    let single = texts::write_lines(kind, &folder.join(format!("{}-single", kind.word())), LINES)?;
    let (mut files, mut folders, mut walls) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..request.rounds {
        let all = (0..REPEATS).map(|_| processor_time(Command::new(transom).arg("explain").arg(&single)));
        let all: Duration = all.sum::<Result<Duration, String>>()?;
        files.push(all / REPEATS);
        let begin = Instant::now();
        folders.push(processor_time(Command::new(transom).arg("explain").arg(&small))?);
        walls.push(begin.elapsed());
    }
    let (file, all, wall) = (median(&files), median(&folders), median(&walls));
    println!(
        "{:<8} a file of {LINES} lines {:>6.2} ms ({})   {} files {:>6.2} s, {:.2} s on the clock ({})",
        kind.word(),
        file.as_secs_f64() * 1e3,
        verdict(file, WANTED_FILE),
        request.files,
        all.as_secs_f64(),
        wall.as_secs_f64(),
        verdict(all, WANTED_FOLDER),
    );
    Ok(())
}

fn verdict(took: Duration, wanted: Duration) -> &'static str {
    if took <= wanted { "as wanted" } else { "too much" }
}

fn parse(words: &[&str]) -> Result<Request, String> {
    let mut request = Request {
        rounds: 5,
        files: 1000,
        binary: None,
    };
    let number = |name: &str, text: &str| {
        let positive = text.parse().ok().filter(|count: &u32| *count > 0);
        positive.ok_or_else(|| format!("{name} takes a number above 0, not `{text}`"))
    };
    let mut rest = words;
    loop {
        rest = match rest {
            [] => return Ok(request),
            ["--rounds", count, rest @ ..] => {
                request.rounds = number("--rounds", count)?;
                rest
            }
            ["--files", count, rest @ ..] => {
                request.files = number("--files", count)? as usize;
                rest
            }
            ["--binary", path, rest @ ..] => {
                request.binary = Some(path.into());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        let request = parse(&["--rounds", "2", "--files", "30"]).unwrap();
        assert_eq!((request.rounds, request.files), (2, 30));
        assert!(parse(&["--files", "0"]).is_err() && parse(&["fast"]).is_err());
    }
}
