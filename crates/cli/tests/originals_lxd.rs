//! The real LXD takes what is converted to LXD, keeps it as a profile, and gives back the same.
//!
//! A daemon of Debian's package runs in a folder of its own, without containers. It is version 5.0, so that what only newer ones have is
//! taken out of a file first, by what `transom check --as lxd-5.0` says of it.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use support::{World, can_start, has_program, workspace};

/// A bridge that stands for the networks of the files.
const BRIDGE: &str = "trtbr0";

/// A daemon with a folder of its own.
struct Lxd {
    folder: PathBuf,
    process: Child,
}

impl Lxd {
    fn start(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new("lxd");
        command.args(["--group", "root", "--logfile"]).arg(folder.join("lxd.log"));
        command.env("LXD_DIR", &folder).stdin(Stdio::null());
        let out = File::create(folder.join("out")).unwrap();
        command.stdout(out.try_clone().unwrap()).stderr(out);
        let process = command.spawn().unwrap();
        let lxd = Self { folder, process };
        let deadline = Instant::now() + Duration::from_secs(90);
        while !lxd.client(&["query", "/1.0"], None).status.success() {
            assert!(Instant::now() < deadline, "the daemon does not answer");
            std::thread::sleep(Duration::from_millis(200));
        }
        lxd
    }

    /// Runs the client, bounded in time.
    fn client(&self, words: &[&str], input: Option<&Path>) -> Output {
        let mut command = Command::new("timeout");
        command.args(["60", "lxc"]).args(words);
        command
            .env("LXD_DIR", &self.folder)
            .env("LXD_CONF", self.folder.join("client"));
        let input = input.map_or_else(Stdio::null, |path| File::open(path).unwrap().into());
        command.stdin(input).output().unwrap()
    }

    fn must(&self, words: &[&str]) -> String {
        let output = self.client(words, None);
        assert!(
            output.status.success(),
            "lxc {words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

impl Drop for Lxd {
    /// Ends the daemon by its id, and takes back what it has mounted.
    fn drop(&mut self) {
        self.client(&["network", "delete", BRIDGE], None);
        let pid = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).ok();
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.process.try_wait().unwrap().is_none() && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(100));
        }
        self.process.kill().ok();
        self.process.wait().ok();
        let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap();
        let below = self.folder.display().to_string();
        let ours: Vec<&str> = mounts
            .lines()
            .filter_map(|line| line.split(' ').nth(1))
            .filter(|path| path.starts_with(&below))
            .collect();
        for path in ours.iter().rev() {
            Command::new("umount").arg(path).status().ok();
        }
    }
}

/// Configurations of LXD and Incus, and some of others.
fn configurations() -> Vec<(&'static str, PathBuf)> {
    let mut found = Vec::new();
    for (dialect, most) in [("lxd", usize::MAX), ("incus", usize::MAX), ("lxc", 12), ("pve", 12)] {
        let folders = std::fs::read_dir(workspace().join("cases").join(dialect)).unwrap();
        let mut folders: Vec<PathBuf> = folders.map(|folder| folder.unwrap().path()).collect();
        folders.sort();
        let main = |folder: &PathBuf| {
            ["input.yaml", "input.conf"]
                .iter()
                .map(|name| folder.join(name))
                .find(|path| path.exists())
        };
        let files: Vec<PathBuf> = folders.iter().filter_map(main).collect();
        let step = files.len().div_ceil(most).max(1);
        found.extend(files.into_iter().step_by(step).map(|file| (dialect, file)));
    }
    found
}

/// Keys and devices alone: a profile has no architecture and no profiles.
fn sections(text: &str) -> String {
    let mut is_in = false;
    let mut out = String::new();
    for line in text.lines() {
        if !line.starts_with([' ', '#', '-']) {
            is_in = line.starts_with("config:") || line.starts_with("devices:");
        }
        if is_in {
            out.push_str(line);
            out.push('\n');
        }
    }
    // Networks must exist; one stands for all.
    for network in ["lxdbr0", "incusbr0", "ovn0", "my-ovn"] {
        for option in ["network", "parent"] {
            out = out.replace(&format!("{option}: {network}"), &format!("{option}: {BRIDGE}"));
        }
    }
    out
}

/// Takes out what LXD 5.0 does not have, with all that stands below it.
fn without_newer(world: &World, path: &str) {
    let checked = world.run(&["check", "--as", "lxd-5.0", "--json", path]);
    let report: serde_json::Value = serde_json::from_str(&checked.out).unwrap();
    let found = report["files"][0]["diagnostics"].as_array().unwrap();
    let newer = found
        .iter()
        .filter(|found| ["newer-key", "other-manager"].contains(&found["code"].as_str().unwrap()));
    let lines: BTreeSet<u64> = newer.map(|found| found["place"]["line"].as_u64().unwrap()).collect();
    let text = std::fs::read_to_string(path).unwrap();
    let (mut out, mut below) = (String::new(), None);
    for (number, line) in (1..).zip(text.lines()) {
        let indent = line.len() - line.trim_start().len();
        below = below.filter(|of| indent > *of || line.trim().is_empty());
        // A profile has none of what the manager notes about an instance.
        let is_note = ["  volatile.", "  image."].iter().any(|start| line.starts_with(start));
        if lines.contains(&number) || is_note {
            below = Some(indent);
        }
        if below.is_none() {
            out.push_str(line);
            out.push('\n');
        }
    }
    std::fs::write(path, out).unwrap();
}

/// What LXD 5.0 refuses because of this machine: a folder that is not there, and a network that gives no addresses.
const HOST: [&str; 2] = ["The recursive option is only supported", "when DHCP is disabled"];

/// Gives one file to LXD and compares what it gives back; says what is wrong, or whether this machine let it be compared.
fn compare(world: &World, lxd: &Lxd, name: &str, path: &str) -> Result<bool, String> {
    let text = std::fs::read_to_string(path).unwrap();
    lxd.must(&["profile", "create", name]);
    let edited = lxd.client(&["profile", "edit", name], Some(Path::new(path)));
    let error = String::from_utf8_lossy(&edited.stderr).into_owned();
    if !edited.status.success() || error.contains("Error") {
        return match HOST.iter().any(|why| error.contains(why)) {
            true => Ok(false),
            false => Err(format!("LXD refuses it: {error}\n{text}")),
        };
    }
    let shown = sections(&lxd.must(&["profile", "show", name]));
    lxd.must(&["profile", "delete", name]);
    let back = world.file(&format!("{name}.shown.yaml"), &shown);
    let same = world.run(&["diff", path, &back]);
    if same.code != 0 {
        return Err(format!("{}{}\n{text}\nshown:\n{shown}", same.out, same.err));
    }
    Ok(true)
}

#[test]
fn lxd_takes_every_file_that_was_converted_to_it() {
    if !can_start() || !has_program("lxd") || !has_program("lxc") {
        return;
    }
    let world = World::alone("originals-lxd");
    let lxd = Lxd::start(world.path("lxd"));
    for pool in ["default", "tank"] {
        lxd.must(&["storage", "create", pool, "dir"]);
    }
    lxd.must(&["network", "create", BRIDGE, "ipv4.address=none", "ipv6.address=none"]);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for (at, (dialect, file)) in configurations().into_iter().enumerate() {
        let (case, name) = (file.display().to_string(), format!("c{at}"));
        let out = world.path(&format!("{name}.yaml"));
        let path = out.to_str().unwrap().to_owned();
        let ran = world.run(&["show", "-q", "--dialect", dialect, &case, "--as", "lxd"]);
        // A file that is none of its dialect is refused; that is another test's matter.
        if ran.code != 0 {
            continue;
        }
        let text = ran.out;
        std::fs::write(&out, sections(&text)).unwrap();
        without_newer(&world, &path);
        match compare(&world, &lxd, &name, &path) {
            Ok(is_compared) => compared += usize::from(is_compared),
            Err(why) => wrong.push(format!("{case}: {why}")),
        }
    }
    drop(lxd);
    assert!(compared > 70, "only {compared} files were compared");
    assert!(
        wrong.is_empty(),
        "{} of {compared} differ:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}
