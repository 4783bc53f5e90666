//! Limits on a host where cgroup v2 is all there is: Transom runs in an emulated machine with Debian's kernel.
//!
//! The machine has no disk: its initramfs holds busybox, `transom` and the script `support/guest.sh`, which prints one
//! line a finding. `cargo xtask setup` fetches the kernel. Start with the test at the end.

#![allow(
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use support::{World, has_program, skip, workspace};

/// An initramfs in the kernel's "newc" form: entries one after the other, each padded to four bytes.
#[derive(Default)]
struct Initramfs {
    bytes: Vec<u8>,
    entries: u32,
}

impl Initramfs {
    fn folder(&mut self, path: &str) {
        self.entry(path, 0o040_755, 0, &[]);
    }

    fn program(&mut self, path: &str, content: &[u8]) {
        self.entry(path, 0o100_755, 0, content);
    }

    /// The first process's terminal; without it nothing it prints is seen.
    fn console(&mut self) {
        self.entry("dev/console", 0o020_600, 0x0501, &[]);
    }

    fn entry(&mut self, path: &str, mode: u32, device: u32, content: &[u8]) {
        self.entries += 1;
        let number = |value: usize| u32::try_from(value).unwrap();
        // Number, mode, owner, group, links, time, size, its device (2), the node's device (2), name's length, checksum.
        let [major, minor] = [device >> 8, device & 0xff];
        let (size, length) = (number(content.len()), number(path.len() + 1));
        let fields = [self.entries, mode, 0, 0, 1, 0, size, 0, 0, major, minor, length, 0];
        self.bytes.extend_from_slice(b"070701");
        for field in fields {
            self.bytes.extend_from_slice(format!("{field:08x}").as_bytes());
        }
        self.bytes.extend_from_slice(path.as_bytes());
        self.bytes.push(0);
        self.pad();
        self.bytes.extend_from_slice(content);
        self.pad();
    }

    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    fn finish(mut self) -> Vec<u8> {
        self.entry("TRAILER!!!", 0, 0, &[]);
        self.bytes
    }
}

fn initramfs() -> Vec<u8> {
    let busybox = ["/usr/bin/busybox", "/bin/busybox"];
    let busybox = busybox.into_iter().find(|path| Path::new(path).exists()).unwrap();
    let mut made = Initramfs::default();
    for folder in ["bin", "dev", "etc", "proc", "run", "sys", "tmp", "var", "var/lib"] {
        made.folder(folder);
    }
    made.console();
    made.program("bin/busybox", &std::fs::read(busybox).unwrap());
    made.program("bin/transom", &std::fs::read(env!("CARGO_BIN_EXE_transom")).unwrap());
    made.program("init", include_bytes!("support/guest.sh"));
    made.finish()
}

/// The kernel that `cargo xtask setup` fetched; a skip where there is none.
fn kernel() -> Option<PathBuf> {
    let folder = workspace().join("target/guest/boot");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let found = entries.map(|entry| entry.path()).find(|path| {
        path.file_name()
            .is_some_and(|name| name.as_encoded_bytes().starts_with(b"vmlinuz-"))
    });
    if found.is_none() {
        skip("there is no kernel in target/guest/boot; `cargo xtask setup` fetches one");
    }
    found
}

/// Boots the machine, waits until it is off, and returns what it printed.
fn boot(world: &World, kernel: &Path) -> String {
    let image = world.path("initramfs");
    std::fs::write(&image, initramfs()).unwrap();
    let machine = "qemu-system-x86_64 -M q35 -cpu max -accel tcg -m 512 -smp 2 -nographic -nodefaults -serial stdio -no-reboot";
    let output = Command::new("timeout")
        // Half a minute on an idle machine; without kvm, a busy one takes several times that.
        .arg("210")
        .args(machine.split(' '))
        .arg("-kernel")
        .arg(kernel)
        .arg("-initrd")
        .arg(&image)
        .args(["-append", "console=ttyS0 panic=-1 quiet mitigations=off"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The script's findings, each under its name.
struct Findings {
    values: BTreeMap<String, String>,
    log: String,
}

impl Findings {
    fn of(log: String) -> Self {
        // The firmware's last words can stand on the first line.
        let lines = log.lines().filter_map(|line| line.split_once("GUEST: "));
        let values = lines
            .filter_map(|(_, finding)| finding.trim_end().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self { values, log }
    }

    #[track_caller]
    fn is(&self, name: &str, wanted: &str) {
        let found = self.values.get(name).map(String::as_str);
        assert_eq!(found, Some(wanted), "{name}; the console said:\n{}", self.log);
    }

    #[track_caller]
    fn has(&self, name: &str, words: &str) {
        let found = self.values.get(name).map_or("", String::as_str);
        assert!(
            found.contains(words),
            "{name} is `{found}`, without `{words}`; the console said:\n{}",
            self.log
        );
    }
}

#[test]
fn limits_hold_where_cgroup_v2_is_all_there_is() {
    if !cfg!(target_arch = "x86_64") {
        return skip("the emulated machine is an x86-64 one");
    }
    if !has_program("qemu-system-x86_64") || !has_program("busybox") {
        return;
    }
    let Some(kernel) = kernel() else { return };
    let world = World::new("machine");
    let found = Findings::of(boot(&world, &kernel));
    found.is("end", "yes");
    found.is("v1", "0");
    found.has("create", "[0]");
    found.has("start", "[0]");
    // Asked for, and in the kernel.
    found.is("memory.max", &(64 << 20).to_string());
    found.is("memory.swap.max", "0");
    found.is("cpu.max", "50000 100000");
    found.is("pids.max", "20");
    found.is("cpuset.cpus", "1");
    found.is("cpuset.cpus.effective", "1");
    // They hold.
    found.has("bomb", "can't fork");
    found.has("pids.events", "max ");
    assert_ne!(found.values["pids.events"], "max 0", "{}", found.log);
    found.has("throttled", "nr_throttled ");
    assert_ne!(found.values["throttled"], "nr_throttled 0", "{}", found.log);
    found.has("small", "[0]");
    found.has("hog", "[137]");
    // The container is in its own part, and sees that alone.
    found.is("inside.procs", "1");
    found.has("own_cgroup", "0::/ [0]");
    found.has("own_tree", "[0]");
    found.is("seen_outside", "/sys/fs/cgroup/transom/lab/inside/mine");
    found.has("hidden", "No such file or directory");
    // The device filter stands before a node that the root has.
    found.has("allowed_node", "[0]");
    found.has("closed_node", "Operation not permitted");
    // Nothing stays.
    found.has("destroy", "[0]");
    found.has("list", "there are no containers");
    found.is("left", "");
}
