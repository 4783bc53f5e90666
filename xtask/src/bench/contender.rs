//! Who runs: the floor, Transom in three configurations, and the runtimes that are installed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::ground::Ground;
use crate::shell;

/// One way to run /bin/true in a container.
pub struct Contender {
    pub name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(&'static str, PathBuf)>,
}

/// The name of the row all others are compared with.
pub const FLOOR: &str = "floor: unshare, chroot";

impl Contender {
    fn new(name: &'static str, program: PathBuf, arguments: &[&str]) -> Self {
        Self {
            name,
            program,
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            environment: Vec::new(),
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Runs it once, untimed, and says why if it does not work here.
    pub fn attempt(&self) -> Result<(), String> {
        let mut command = self.command();
        let output = command.stderr(Stdio::piped()).output().map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let first = text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
            .unwrap_or("nothing on stderr");
        Err(format!("{}; {first}", output.status))
    }

    /// Runs it once and returns how long that took, from before the spawn to after the wait.
    pub fn time(&self) -> Result<Duration, String> {
        let mut command = self.command();
        let started = Instant::now();
        let status = command.status().map_err(|error| error.to_string())?;
        let took = started.elapsed();
        if status.success() { Ok(took) } else { Err(status.to_string()) }
    }
}

/// Lists all contenders, or why one is not here.
pub fn contenders(ground: &Ground, transom: &Path) -> Vec<Result<Contender, (&'static str, String)>> {
    let root = ground.path("root").display().to_string();
    let floor: &[&str] = &[
        "--fork",
        "--mount",
        "--pid",
        "--uts",
        "--ipc",
        "--net",
        "--cgroup",
        "chroot",
        &root,
        "/bin/true",
    ];
    let mut all = vec![installed(FLOOR, "unshare", floor)];
    for (name, file) in [
        ("transom run", "plain.conf"),
        ("transom run, unprivileged", "idmap.conf"),
        ("transom run, seccomp", "seccomp.conf"),
    ] {
        all.push(ours(name, ground, transom, file));
    }
    let bundle = ground.path("bundle").display().to_string();
    for (name, state) in [("crun", "state-crun"), ("runc", "state-runc")] {
        let state = ground.path(state).display().to_string();
        let id = format!("trt-bench-{name}");
        all.push(installed(name, name, &["--root", &state, "run", "--bundle", &bundle, &id]));
    }
    let config = ground.path("plain.conf").display().to_string();
    let state = ground.path("state-lxc").display().to_string();
    let words = ["-n", "trt-bench-lxc", "-P", &state, "-f", &config, "--", "/bin/true"];
    all.push(installed("lxc-execute", "lxc-execute", &words));
    all
}

fn installed(name: &'static str, program: &str, arguments: &[&str]) -> Result<Contender, (&'static str, String)> {
    let found = shell::find(program).ok_or_else(|| (name, format!("{program} is not installed")))?;
    Ok(Contender::new(name, found, arguments))
}

fn ours(name: &'static str, ground: &Ground, transom: &Path, file: &str) -> Result<Contender, (&'static str, String)> {
    if !transom.is_file() {
        return Err((name, format!("{} is not there", transom.display())));
    }
    let config = ground.path(file).display().to_string();
    let mut contender = Contender::new(name, transom.to_path_buf(), &["run", &config, "--", "/bin/true"]);
    contender.environment.push(("TRANSOM_ROOT", ground.path("state-transom")));
    Ok(contender)
}
