//! What the tests of the command share: a root of their own, the binary, and a look at what was left behind.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// One test's own world: a root in a temporary folder, looked over for leftovers when it ends.
pub struct World {
    root: PathBuf,
    /// Tests that start containers look at the machine's interfaces, so they take turns.
    turn: Option<std::fs::File>,
}

impl World {
    pub fn new(word: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("trt-{word}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        Self { root, turn: None }
    }

    /// Like `new`, with no other test's containers on the machine.
    pub fn alone(word: &str) -> Self {
        let turn = std::fs::File::open(env!("CARGO_BIN_EXE_transom")).unwrap();
        turn.lock().unwrap();
        let mut world = Self::new(word);
        world.turn = Some(turn);
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Runs `transom` with these words, bounded in time, without a terminal.
    pub fn run(&self, words: &[&str]) -> Ran {
        let output = Command::new("timeout")
            .args(["60", env!("CARGO_BIN_EXE_transom")])
            .args(words)
            .env("TRANSOM_ROOT", &self.root)
            .env("NO_COLOR", "1")
            .current_dir(workspace())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran::of(&output)
    }

    /// Starts `transom` with these words and does not wait for it.
    pub fn spawn(&self, words: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_transom"));
        command.args(words).env("TRANSOM_ROOT", &self.root).current_dir(workspace());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// The name of this root's cgroup folder, as `Host::cgroup_parent` makes it.
    fn cgroup_parent(&self) -> String {
        let bytes = self.root.as_os_str().as_encoded_bytes();
        let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        format!("transom-{hash:08x}")
    }

    /// Everything on the machine that names this root: run state, cgroups with containers in them, mounts, processes.
    pub fn leftovers(&self) -> Vec<String> {
        let mut found = Vec::new();
        let run = std::fs::read_dir(self.root.join("run/transom"))
            .into_iter()
            .flatten()
            .flatten();
        found.extend(
            run.filter(|entry| entry.file_name() != ".ids")
                .map(|entry| format!("run state {}", entry.path().display())),
        );
        let leases = std::fs::read_dir(self.root.join("run/transom/.ids"))
            .into_iter()
            .flatten()
            .flatten();
        found.extend(leases.map(|entry| format!("id lease {}", entry.path().display())));
        found.extend(cgroups(&self.cgroup_parent()));
        let root = self.root.display().to_string();
        let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
        found.extend(
            mounts
                .lines()
                .filter(|line| line.contains(&root))
                .map(|line| format!("mount {line}")),
        );
        found
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let found = self.leftovers();
            assert!(found.is_empty(), "left behind: {found:#?}");
        }
        // The folder alone is left; a failing test must still not leave it.
        std::fs::remove_dir_all(&self.root).ok();
    }
}

/// Containers' cgroups below this root's folder, in every tree.
fn cgroups(parent: &str) -> Vec<String> {
    let trees = std::fs::read_dir("/sys/fs/cgroup")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let folders = trees.chain([PathBuf::from("/sys/fs/cgroup")]).map(|tree| tree.join(parent));
    let inside = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    folders
        .flat_map(inside)
        .filter(is_folder)
        .map(|entry| format!("cgroup {}", entry.path().display()))
        .collect()
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }

    /// Checks the exit status; shows everything when it is another.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// Checks that standard error says something.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "it does not say {words:?}: {self:#?}");
        self
    }
}

/// The workspace's folder, so that examples are found.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The interfaces of the host; compared before and after.
pub fn interfaces() -> BTreeSet<String> {
    let entries = std::fs::read_dir("/sys/class/net").into_iter().flatten().flatten();
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Says that a test cannot run here, and counts it: the full run reads the file that `TRANSOM_SKIP_LOG` names.
pub fn skip(reason: &str) {
    eprintln!("SKIP: {reason}");
    if let Some(path) = std::env::var_os("TRANSOM_SKIP_LOG") {
        let mut log = std::fs::File::options().create(true).append(true).open(path).unwrap();
        writeln!(log, "{reason}").unwrap();
    }
}

/// Says whether containers can be started here, and skips the test if not.
pub fn can_start() -> bool {
    let is_root = std::fs::read_to_string("/proc/self/status")
        .unwrap()
        .lines()
        .any(|line| line.starts_with("Uid:\t0\t0"));
    if !is_root {
        skip("starting a container needs root");
    }
    is_root
}
