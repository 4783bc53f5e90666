//! `cargo xtask bench start`: how long a start takes, beside the floor and other runtimes.
//!
//! The command makes the ground and the release binary, then runs itself once a view (`--in-view`), because a view of the
//! cgroup tree is a mount namespace of its own. The inner run times and prints JSON; the outer one joins and prints.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::contender::{Contender, FLOOR, contenders};
use super::ground::Ground;
use super::statistics::{Dice, median, minimum};
use crate::{Outcome, shell};

/// Before each run: long enough for the machine to be idle again, which is when people start containers.
const PAUSE: Duration = Duration::from_millis(20);

/// What the command was asked.
struct Request {
    rounds: u32,
    is_json: bool,
    /// A binary to time instead of this tree's.
    binary: Option<PathBuf>,
    /// The ground and the binary, given to the run inside a view.
    inner: Option<(String, PathBuf)>,
}

/// What came of one contender in one view. Times are in microseconds.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    name: String,
    median: f64,
    minimum: f64,
    runs: usize,
    /// The median divided by the floor's.
    ratio: Option<f64>,
    /// Why it has no times, or how many runs failed.
    failed: Option<String>,
}

/// Runs the command.
pub fn command(words: &[&str]) -> Outcome {
    let request = parse(words)?;
    if let Some((folder, transom)) = &request.inner {
        let rows = measure(&Ground::borrow(folder), transom, request.rounds);
        println!("{}", serde_json::to_string(&rows).map_err(|error| error.to_string())?);
        return Ok(());
    }
    if !shell::is_root() {
        return Err("the benchmark makes namespaces and cgroups: run it as root".to_owned());
    }
    let transom = request
        .binary
        .map_or_else(|| super::read::build(&["--package", "transom"]), Ok)?;
    let ground = Ground::make()?;
    let mut found = Vec::new();
    for (name, set_up) in views() {
        eprintln!("timing in the {name} view");
        found.push((name, look(set_up, &ground, &transom, request.rounds)?));
    }
    if request.is_json {
        println!(
            "{}",
            serde_json::to_string_pretty(&found.into_iter().collect::<BTreeMap<_, _>>()).map_err(|error| error.to_string())?
        );
    } else {
        found.iter().for_each(|(name, rows)| print_table(name, rows));
    }
    Ok(())
}

/// Which views there are on this machine. On a hybrid one there is a third, for runtimes that refuse hybrid trees.
fn views() -> Vec<(&'static str, &'static str)> {
    let is_hybrid = Path::new("/sys/fs/cgroup/unified/cgroup.procs").exists();
    let extra = is_hybrid.then_some(("v1-only cgroup", "umount /sys/fs/cgroup/unified"));
    VIEWS.iter().copied().chain(extra).collect()
}

/// The views of the cgroup tree, and the shell words that make them in a private mount namespace.
const VIEWS: &[(&str, &str)] = &[
    ("host's own cgroup", "true"),
    (
        "clean v2-only cgroup",
        "umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup",
    ),
];

fn parse(words: &[&str]) -> Result<Request, String> {
    let mut request = Request {
        rounds: 60,
        is_json: false,
        binary: None,
        inner: None,
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
                let positive = count.parse().ok().filter(|count| *count > 0);
                request.rounds = positive.ok_or_else(|| format!("--rounds takes a number above 0, not `{count}`"))?;
                rest
            }
            ["--binary", path, rest @ ..] => {
                request.binary = Some(PathBuf::from(path));
                rest
            }
            ["--in-view", ground, transom, rest @ ..] => {
                request.inner = Some(((*ground).to_owned(), PathBuf::from(transom)));
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

/// Runs this program again in a mount namespace with the wanted view, and reads its rows.
fn look(set_up: &str, ground: &Ground, transom: &Path, rounds: u32) -> Result<Vec<Row>, String> {
    let me = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
    // Debian's crun counts its device program against its caller's limit of locked memory; the highest there is gives it
    // the best chance.
    let script = format!("ulimit -S -l \"$(ulimit -H -l)\"; {set_up} && exec \"$@\"");
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &script, "sh"]);
    command
        .arg(me)
        .args(["bench", "start", "--rounds", &rounds.to_string(), "--in-view"]);
    command.arg(ground.path("")).arg(transom);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("unshare: {error}"))?;
    if !output.status.success() {
        return Err(format!("the run inside the view ended with {}", output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cannot read the rows: {error}"))
}

/// What has been timed of one contender.
struct Trial {
    contender: Contender,
    samples: Vec<Duration>,
    failures: Vec<String>,
}

fn measure(ground: &Ground, transom: &Path, rounds: u32) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut trials = Vec::new();
    for contender in contenders(ground, transom) {
        match contender.and_then(|contender| contender.attempt().map_err(|why| (contender.name, why)).map(|()| contender)) {
            Ok(contender) => trials.push(Trial {
                contender,
                samples: Vec::new(),
                failures: Vec::new(),
            }),
            Err((name, why)) => rows.push(Row {
                name: name.to_owned(),
                median: 0.0,
                minimum: 0.0,
                runs: 0,
                ratio: None,
                failed: Some(why),
            }),
        }
    }
    let mut dice = Dice::new();
    for _ in 0..rounds {
        let mut order: Vec<usize> = (0..trials.len()).collect();
        dice.shuffle(&mut order);
        order.into_iter().for_each(|at| trials[at].once());
    }
    let floor = trials
        .iter()
        .find(|trial| trial.contender.name == FLOOR)
        .map(|trial| median(&trial.samples));
    let mut timed: Vec<Row> = trials.iter().map(|trial| trial.row(floor)).collect();
    timed.append(&mut rows);
    timed
}

impl Trial {
    fn once(&mut self) {
        std::thread::sleep(PAUSE);
        match self.contender.time() {
            Ok(took) => self.samples.push(took),
            Err(why) => self.failures.push(why),
        }
    }

    fn row(&self, floor: Option<Duration>) -> Row {
        let middle = median(&self.samples);
        let ratio = floor
            .filter(|floor| !floor.is_zero())
            .map(|floor| middle.as_secs_f64() / floor.as_secs_f64());
        let failed = self.failures.last().map(|why| {
            format!(
                "{} of {} runs ({why})",
                self.failures.len(),
                self.failures.len() + self.samples.len()
            )
        });
        Row {
            name: self.contender.name.to_owned(),
            median: micros(middle),
            minimum: micros(minimum(&self.samples)),
            runs: self.samples.len(),
            ratio,
            failed,
        }
    }
}

fn micros(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e7).round() / 10.0
}

fn print_table(view: &str, rows: &[Row]) {
    println!("\n{view} view");
    println!("{:<28} {:>9} {:>9} {:>7} {:>5}", "", "median ms", "min ms", "ratio", "runs");
    for row in rows {
        let failed = row.failed.as_ref().map(|why| format!("  failed: {why}")).unwrap_or_default();
        if row.runs == 0 {
            println!("{:<28}{failed}", row.name);
            continue;
        }
        let ratio = row.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        println!(
            "{:<28} {:>9.2} {:>9.2} {ratio:>7} {:>5}{failed}",
            row.name,
            row.median / 1e3,
            row.minimum / 1e3,
            row.runs
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments() {
        let request = parse(&["--rounds", "7", "--json"]).unwrap();
        assert!(request.is_json && request.rounds == 7 && request.inner.is_none());
        assert!(parse(&["--rounds", "0"]).is_err());
        assert!(parse(&["--rounds"]).is_err());
        assert!(parse(&["fast"]).is_err());
    }
}
