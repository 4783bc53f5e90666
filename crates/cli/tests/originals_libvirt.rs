//! The real libvirt takes what is converted to it, and gives back what means the same.
//!
//! A libvirtd with the LXC driver alone runs in a mount namespace and a folder of its own; it starts no container. `virsh define
//! --validate` checks a file by libvirt's schema and parser, `virsh dumpxml` prints what libvirt made of it.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use support::{World, can_start, eventually, has_program, skip, workspace};

/// A libvirtd of a test's own, ended with it.
struct Libvirtd {
    child: Child,
    uri: String,
    log: PathBuf,
}

/// Makes the namespace: libvirt writes below these folders, and its LXC driver does not get along with a hybrid cgroup tree.
const NAMESPACE: &str = "
for folder in /run /etc/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt; do
  if [ -d $folder ]; then mount -t tmpfs tmpfs $folder || exit 1; fi
done
umount -l /sys/fs/cgroup/unified 2>/dev/null
exec libvirtd --config \"$1/libvirtd.conf\" --pid-file \"$1/pid\"";

impl Libvirtd {
    /// Starts it; `None`, and a skip, where there is none or the test is not root's.
    fn start(world: &World) -> Option<Self> {
        let driver = driver();
        if driver.is_none() {
            skip("libvirt's LXC driver is not installed (package libvirt-daemon-driver-lxc)");
        }
        let driver = driver?;
        if !can_start() || !has_program("libvirtd") || !has_program("virsh") || !has_program("unshare") {
            return None;
        }
        let folder = world.path("libvirt");
        // The other drivers want users and services that a test does not have.
        let drivers = folder.join("drivers");
        std::fs::create_dir_all(&drivers).unwrap();
        std::os::unix::fs::symlink(&driver, drivers.join(driver.file_name().unwrap())).unwrap();
        let (folder_name, log) = (folder.display().to_string(), folder.join("log"));
        let settings = format!(
            "unix_sock_dir = \"{folder_name}\"\nauth_unix_ro = \"none\"\nauth_unix_rw = \"none\"\nlog_outputs = \"3:file:{}\"\n",
            log.display()
        );
        std::fs::write(folder.join("libvirtd.conf"), settings).unwrap();
        let child = Command::new("unshare")
            .args([
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                NAMESPACE,
                "sh",
                &folder_name,
            ])
            .env("LIBVIRT_DRIVER_DIR", &drivers)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let libvirtd = Self {
            child,
            uri: format!("lxc:///system?socket={folder_name}/libvirt-sock"),
            log,
        };
        let ran = eventually(|| libvirtd.virsh(&["uri"]), Result::is_ok);
        assert!(ran.is_ok(), "libvirtd does not answer: {ran:?}\n{}", libvirtd.said());
        Some(libvirtd)
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Runs virsh and returns what it prints, or what is wrong.
    fn virsh(&self, words: &[&str]) -> Result<String, String> {
        let output = Command::new("virsh")
            .args(["-q", "-c", &self.uri])
            .args(words)
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match output.status.success() {
            true => Ok(text(&output.stdout)),
            false => Err(text(&output.stderr)),
        }
    }

    /// Has libvirt take a file and print it back.
    fn round(&self, file: &Path, flag: &str) -> Result<String, String> {
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
        let name = quoted(&name_in(&std::fs::read_to_string(file).unwrap()));
        let file = quoted(file.to_str().unwrap());
        let printed = self.virsh(&[&format!("define {flag} {file}; dumpxml --inactive {name}; undefine {name}")])?;
        let domain = printed
            .split_once("<domain ")
            .and_then(|(_, rest)| rest.rsplit_once("</domain>"));
        let (inside, _) = domain.ok_or_else(|| format!("no domain: {printed}"))?;
        Ok(format!("<domain {inside}</domain>\n"))
    }

    /// Says whether libvirt's schema has no word against a file.
    fn is_valid(&self, file: &Path) -> bool {
        self.virsh(&["define", "--validate", file.to_str().unwrap()]).is_ok()
    }

    /// Has libvirt take what was printed and print it back. The schema wants the first program's absolute path, which other dialects
    /// need not have; and of its own files, what is printed need not be better than the file itself (`original`) was.
    fn taken(&self, printed: &Path, original: Option<&Path>) -> Result<String, String> {
        let found = self.round(printed, "--validate");
        let has_path = std::fs::read_to_string(printed).unwrap().contains("<init>/");
        match found.is_err() && (!has_path || original.is_some_and(|original| !self.is_valid(original))) {
            true => self.round(printed, ""),
            false => found,
        }
    }
}

impl Drop for Libvirtd {
    fn drop(&mut self) {
        // It stops at SIGTERM; the namespace ends with it, and with that the mounts.
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            rustix::process::kill_process(pid, rustix::process::Signal::TERM).ok();
        }
        self.child.wait().ok();
    }
}

fn driver() -> Option<PathBuf> {
    let below = |folder: &Path| {
        let driver = folder.join("libvirt/connection-driver/libvirt_driver_lxc.so");
        driver.exists().then_some(driver)
    };
    let folders = ["/usr/lib", "/usr/lib64"].into_iter().flat_map(|folder| {
        let inside = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path());
        std::iter::once(PathBuf::from(folder)).chain(inside)
    });
    folders.into_iter().find_map(|folder| below(&folder))
}

fn name_in(domain: &str) -> String {
    let (_, rest) = domain.split_once("<name>").unwrap();
    let (name, _) = rest.split_once("</name>").unwrap();
    name.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Every configuration of `cases/`, with its dialect.
fn configurations(dialects: &[&str]) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    for dialect in dialects {
        let mut folders: Vec<PathBuf> = std::fs::read_dir(workspace().join("cases").join(dialect))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        folders.sort();
        for folder in folders {
            let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            let is_main = |path: &PathBuf| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                let ends = [".conf", ".json", ".xml", ".yaml"].iter().any(|end| name.ends_with(end));
                ends && (name.starts_with("input.") || name.trim_end_matches(".conf").bytes().all(|byte| byte.is_ascii_digit()))
            };
            found.extend(files.into_iter().find(is_main).map(|file| ((*dialect).to_owned(), file)));
        }
    }
    found
}

/// What `transom diff` finds between what was printed and what libvirt made of it: topic and what about, and the values.
fn differences(world: &World, printed: &Path, dumped: &Path) -> Vec<(String, String, Value)> {
    let ran = world.run(&["diff", "--json", printed.to_str().unwrap(), dumped.to_str().unwrap()]);
    let found: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
    let all = found["differences"].as_array().unwrap().iter();
    all.map(|one| {
        let text = |key: &str| one[key].as_str().unwrap().to_owned();
        let values = |side: &str| -> Vec<Value> {
            one[side]
                .as_array()
                .unwrap()
                .iter()
                .map(|fact| fact["value"].clone())
                .collect()
        };
        (
            text("topic"),
            text("about"),
            serde_json::json!([values("left"), values("right")]),
        )
    })
    .collect()
}

/// Says whether libvirt only adds to a file what it finds out or has as its default, or keeps something in another form.
fn is_added(topic: &str, about: &str, values: &Value) -> bool {
    let has = |side: usize| values[side].as_array().is_some_and(|values| !values.is_empty());
    match topic {
        "kept" => has(1),
        "environment" => !has(0) && (about.ends_with("_UUID") || about == "container_uuid"),
        "interface" => !has(0) && about.ends_with("hardware address"),
        "architecture" => !has(0),
        _ => false,
    }
}

/// What became of the cases.
#[derive(Debug, Default)]
struct Compared {
    taken: usize,
    refused: Vec<String>,
    wrong: Vec<String>,
}

/// Converts every case to libvirt, has libvirt define it, and compares what it prints with what it was given.
fn compare(libvirtd: &Libvirtd, world: &World, dialects: &[&str]) -> Compared {
    let mut compared = Compared::default();
    for (at, (dialect, file)) in configurations(dialects).into_iter().enumerate() {
        let folder = file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
        let case = format!("{dialect}/{folder}");
        let (printed, dumped) = (world.path(&format!("{at}.xml")), world.path(&format!("{at}-dumped.xml")));
        let input = file.display().to_string();
        let ran = world.run(&["show", "-q", "--dialect", &dialect, &input, "--as", "libvirt"]);
        // A file that is none of its dialect is refused; that is another test's matter.
        if ran.code != 0 {
            continue;
        }
        std::fs::write(&printed, ran.out).unwrap();
        let is_own = dialect == "libvirt";
        match libvirtd.taken(&printed, is_own.then_some(file.as_path())) {
            // This machine runs no programs of that processor.
            Err(error) if error.contains("could not find capabilities for ostype=exe arch=") => {}
            Err(_) if is_own && libvirtd.virsh(&["define", &input]).is_err() => compared.refused.push(case),
            Err(error) => compared
                .wrong
                .push(format!("{case}: {error}{}", std::fs::read_to_string(&printed).unwrap())),
            Ok(text) => {
                std::fs::write(&dumped, text).unwrap();
                let found = differences(world, &printed, &dumped);
                let found = found.iter().filter(|(topic, about, values)| !is_added(topic, about, values));
                compared
                    .wrong
                    .extend(found.map(|(topic, about, values)| format!("{case}: {topic} {about}: {values}")));
                compared.taken += 1;
            }
        }
    }
    compared
}

#[test]
fn libvirt_takes_back_its_own_files() {
    let world = World::new("originals-libvirt");
    let Some(libvirtd) = Libvirtd::start(&world) else { return };
    let Compared {
        taken,
        refused,
        mut wrong,
    } = compare(&libvirtd, &world, &["libvirt"]);
    // libvirt 9 prints the value of a variable as it is, and cannot read it again where it holds a `<`.
    wrong.retain(|wrong| !wrong.starts_with("libvirt/first-process: "));
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        taken > 25 && refused.len() < 6,
        "{taken} taken, refused like their originals: {refused:?}"
    );
}

#[test]
fn libvirt_takes_what_others_are_converted_to() {
    let world = World::new("originals-libvirt");
    let Some(libvirtd) = Libvirtd::start(&world) else { return };
    let Compared { taken, wrong, .. } = compare(&libvirtd, &world, &["lxc", "pve", "lxd", "incus", "oci"]);
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(taken > 150, "only {taken} cases were compared");
}

/// What `virsh domxml-from-native lxc-tools` makes of a file of LXC's, and what Transom says of that.
fn from_native(libvirtd: &Libvirtd, world: &World, lines: &str) -> (String, String) {
    let usual = "lxc.uts.name = lab\nlxc.rootfs.path = /srv/lab\nlxc.tty.max = 1\n";
    let file = world.file("native.conf", &format!("{usual}{lines}"));
    let domain = libvirtd.virsh(&["domxml-from-native", "lxc-tools", &file]).unwrap();
    let read = world.file("native.xml", &domain);
    (domain, world.run(&["check", &read]).err)
}

#[test]
fn what_libvirt_makes_of_lxc_files_is_seen_through() {
    let world = World::new("originals-libvirt");
    let Some(libvirtd) = Libvirtd::start(&world) else { return };
    let found = |lines: &str, made: &str, said: &str| {
        let (domain, err) = from_native(&libvirtd, &world, lines);
        assert!(domain.contains(made), "{lines} does not become {made}: {domain}");
        assert!(err.contains(said), "{lines}: {said} is not said of {domain}\n{err}");
    };
    // Sides are changed: LXC's id inside becomes libvirt's on the host.
    found(
        "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\n",
        "<uid start='100000' target='0' count='65536'/>",
        "the map does not begin at user id 0",
    );
    // Loopback alone becomes the host's network.
    found(
        "lxc.net.0.type = empty\n",
        "<devices>",
        "the container shares the host's network",
    );
    // A bind of a node becomes the mount of a block device.
    found(
        "lxc.mount.entry = /dev/kvm dev/kvm none bind,create=file 0 0\n",
        "<source dev='/dev/kvm'/>",
        "is no block device that could be mounted",
    );
    // An interface of a kind that libvirt does not have becomes one that it cannot start.
    found(
        "lxc.net.0.type = ipvlan\nlxc.net.0.link = eth0\n",
        "<interface type='user'>",
        "libvirt refuses to start a container with an interface of type `user`",
    );
    // Without limits the container gets 64 MiB, whatever cgroup2 keys say.
    found("lxc.cgroup2.memory.max = 1G\n", "<memory unit='KiB'>65536</memory>", "");
}
