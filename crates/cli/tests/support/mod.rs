//! What the tests of the command share: a root of their own, the binary, and a look at what was left behind.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

pub mod doctor;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// One test's own world: a root in a temporary folder, looked over for leftovers when it ends.
pub struct World {
    root: PathBuf,
    /// Tests that start containers look at the machine's interfaces, so they take turns.
    turn: Option<std::fs::File>,
    /// The host's interfaces before the test, where it is the only one that makes any.
    interfaces: Option<BTreeSet<String>>,
}

impl World {
    pub fn new(word: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("trt-{word}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        Self {
            root,
            turn: None,
            interfaces: None,
        }
    }

    /// Like `new`, with no other test's containers on the machine.
    pub fn alone(word: &str) -> Self {
        let turn = std::fs::File::open(env!("CARGO_BIN_EXE_transom")).unwrap();
        turn.lock().unwrap();
        let mut world = Self::new(word);
        world.turn = Some(turn);
        world.interfaces = Some(interfaces());
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
        let words: Vec<&str> = [env!("CARGO_BIN_EXE_transom")]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        self.run_under(&words)
    }

    /// Runs a whole command line, `transom` somewhere in it, with this root.
    pub fn run_under(&self, words: &[&str]) -> Ran {
        let output = Command::new("timeout")
            .arg("60")
            .args(words)
            .env("TRANSOM_ROOT", &self.root)
            .env("NO_COLOR", "1")
            .env("LC_ALL", "C.UTF-8")
            .current_dir(workspace())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran::of(&output)
    }

    /// Runs `transom` on a terminal of its own (script(1)); what is typed comes from `input`, a shell command.
    pub fn run_on_terminal(&self, input: &str, words: &[&str]) -> Ran {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        let inner = format!("{} {}", env!("CARGO_BIN_EXE_transom"), words.join(" "));
        let line = format!("({input}) | script -qec {} /dev/null", quoted(&inner));
        self.run_under(&["sh", "-c", &line])
    }

    /// Stores a container with a root of its own and these lines; returns its root folder.
    pub fn create(&self, name: &str, root: &Guest, lines: &str) {
        let text = format!("lxc.rootfs.path = dir:{}\n{lines}", root.path.display());
        let file = self.file(&format!("{name}.conf"), &text);
        self.run(&["create", name, &file]).expect(0);
    }

    /// The first process of a running container, as the host sees it.
    pub fn pid(&self, name: &str) -> i32 {
        let info = self.run(&["info", name, "--json"]).expect(0).out;
        let info: serde_json::Value = serde_json::from_str(&info).unwrap();
        i32::try_from(info["pid"].as_i64().unwrap()).unwrap()
    }

    /// A file of a container's cgroup, wherever this host has the controller; without white space around it.
    pub fn cgroup_file(&self, controller: &str, name: &str, file: &str) -> Option<String> {
        let parent = self.cgroup_parent();
        let places = [format!("/sys/fs/cgroup/{controller}"), "/sys/fs/cgroup".to_owned()];
        let found = places
            .iter()
            .find_map(|place| std::fs::read_to_string(format!("{place}/{parent}/{name}/{file}")).ok());
        found.map(|text| text.trim().to_owned())
    }

    /// Starts `transom` with these words and does not wait for it.
    pub fn spawn(&self, words: &[&str]) -> Child {
        self.spawn_between(words, Stdio::null(), Stdio::null())
    }

    /// Like `spawn`, with an input and an output.
    pub fn spawn_between(&self, words: &[&str], input: Stdio, output: Stdio) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_transom"));
        command.args(words).env("TRANSOM_ROOT", &self.root).current_dir(workspace());
        command.stdin(input).stdout(output).stderr(Stdio::null()).spawn().unwrap()
    }

    /// The name of this root's cgroup folder, as `Host::cgroup_parent` makes it.
    pub fn cgroup_parent(&self) -> String {
        let bytes = self.root.as_os_str().as_encoded_bytes();
        let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
        });
        format!("transom-{hash:08x}")
    }

    /// Processes of this root: those in its cgroups, and those that name it in their arguments.
    pub fn processes(&self) -> Vec<i32> {
        let (parent, root) = (self.cgroup_parent(), self.root.display().to_string());
        let is_ours = |pid: &i32| {
            let read = |file: &str| std::fs::read(format!("/proc/{pid}/{file}")).unwrap_or_default();
            let names = |text: Vec<u8>, part: &str| String::from_utf8_lossy(&text).contains(part);
            // One that has ended waits for the machine's first process, which takes its time.
            let has_ended = names(read("stat"), ") Z ");
            !has_ended && (names(read("cgroup"), &parent) || names(read("cmdline"), &root))
        };
        let own = i32::try_from(std::process::id()).unwrap();
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        all.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|pid| *pid != own && is_ours(pid))
            .collect()
    }

    /// Ends what a failed test left running, each by its id, and lets Transom clean up after it.
    fn end_all(&self) {
        for pid in self.processes().into_iter().filter_map(rustix::process::Pid::from_raw) {
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).ok();
        }
        self.run(&["list"]);
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
        found.extend(self.processes().into_iter().map(|pid| {
            let command = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            format!("process {pid} {}", command.replace('\0', " "))
        }));
        if let Some(before) = &self.interfaces {
            found.extend(interfaces().difference(before).map(|name| format!("interface {name}")));
        }
        found
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.end_all();
        }
        // A killed process is gone a moment after its parent.
        let found = eventually(|| self.leftovers(), Vec::is_empty);
        // The folder alone is left; a failing test must still not leave it.
        std::fs::remove_dir_all(&self.root).ok();
        if !std::thread::panicking() {
            assert!(found.is_empty(), "left behind: {found:#?}");
        }
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

    /// Checks that standard output says something.
    #[track_caller]
    pub fn prints(self, words: &str) -> Self {
        assert!(self.out.contains(words), "it does not print {words:?}: {self:#?}");
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

/// Looks again and again for up to five seconds, until what is seen is as it should be; returns what was seen last.
pub fn eventually<T>(look: impl Fn() -> T, is_good: impl Fn(&T) -> bool) -> T {
    let deadline = Instant::now() + Duration::from_secs(5);
    loop {
        let seen = look();
        if is_good(&seen) || Instant::now() > deadline {
            return seen;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Writes a word so that a shell takes it as one.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Says whether a program is installed, and skips the test if not.
pub fn has_program(name: &str) -> bool {
    let folders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin"];
    let is_there = folders.iter().any(|folder| Path::new(folder).join(name).exists());
    if !is_there {
        skip(&format!("{name} is not installed"));
    }
    is_there
}

/// Says whether the host has a node, and skips the test if not.
pub fn has_node(node: &str) -> bool {
    let is_there = Path::new(node).exists();
    if !is_there {
        skip(&format!("this host has no {node}"));
    }
    is_there
}

/// A small root of busybox in a world's folder.
pub struct Guest {
    pub path: PathBuf,
}

impl Guest {
    /// Makes the root; `None`, and a skip, where busybox is not installed or containers cannot be started.
    pub fn new(world: &World) -> Option<Self> {
        if !can_start() || !has_program("busybox") {
            return None;
        }
        let path = world.path("guest");
        for folder in ["bin", "dev", "proc", "sys", "etc", "tmp", "sbin", "root", "mnt"] {
            std::fs::create_dir_all(path.join(folder)).unwrap();
        }
        let busybox = ["/usr/bin/busybox", "/bin/busybox"]
            .into_iter()
            .find(|path| Path::new(path).exists())?;
        std::fs::copy(busybox, path.join("bin/busybox")).unwrap();
        for applet in [
            "sh", "ls", "cat", "id", "mknod", "stat", "sleep", "kill", "ps", "mount", "touch", "hostname", "grep", "env", "chroot",
            "head", "true", "mkdir", "tty", "echo", "pwd", "test", "chown", "rm", "stty", "seq", "dd",
        ] {
            std::os::unix::fs::symlink("busybox", path.join("bin").join(applet)).unwrap();
        }
        std::fs::write(path.join("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n").unwrap();
        Some(Self { path })
    }

    /// Gives the root an init: a shell script.
    pub fn init(&self, script: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path.join("sbin/init");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A file that runs this root with further lines.
    pub fn config(&self, world: &World, name: &str, lines: &str) -> String {
        let text = format!("lxc.rootfs.path = dir:{}\n{lines}", self.path.display());
        world.file(name, &text)
    }
}

/// The lines of an unprivileged container with /proc and /sys.
pub const UNPRIVILEGED: &str =
    "lxc.idmap = u 0 1900000000 65536\nlxc.idmap = g 0 1900000000 65536\nlxc.mount.auto = proc:mixed sys:mixed\n";

/// A value of a process's status file.
pub fn status(pid: i32, key: &str) -> String {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key}:")));
    line.unwrap().trim().to_owned()
}
