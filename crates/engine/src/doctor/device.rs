//! The chain of a device: driver, node, opening, proof. Each rests on the one before, and the last decides.
//!
//! Works on the host and inside a container alike: it looks at what this process sees. Start with [`chain`].

use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use transom_model::DeviceNumber;
use transom_runtime::{Outcome, Trial, attempt};

use super::check::Need;
use super::look;
use super::module::{Module, module_state};
use super::{DoctorCheck, Verdict};

/// Number of the drivers that share one major (misc devices).
pub const MISC: u32 = 10;

/// A device and how it is proved.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The first part of its checks' names: `kvm`.
    pub id: &'static str,
    /// Its node.
    pub node: &'static str,
    /// Its driver's name in /proc/misc.
    pub driver: &'static str,
    /// Its number; `None` where the kernel gives it one when the driver loads.
    pub minor: Option<u32>,
    /// The module that has the driver.
    pub module: &'static str,
    /// What proves it.
    pub trial: Trial,
}

impl Subject {
    fn name(&self, part: &str) -> String {
        format!("{}.{part}", self.id)
    }

    fn number(&self) -> Option<DeviceNumber> {
        let minor = self.minor.or_else(|| look::misc_minor(self.driver))?;
        Some(DeviceNumber { major: MISC, minor })
    }

    fn modprobe(&self) -> String {
        if module_state(self.module) == Module::Missing {
            return format!(
                "another kernel: this one has no `{}`, neither built in nor as a module",
                self.module
            );
        }
        let also = if self.id == "kvm" {
            ", with `kvm_intel` or `kvm_amd` for the processor"
        } else {
            ""
        };
        format!(
            "on the host: `modprobe {}`{also}; a name in /etc/modules-load.d/ does it at every boot",
            self.module
        )
    }
}

/// Examines a device from its driver to its proof.
pub fn chain(subject: &Subject, need: Need) -> Vec<DoctorCheck> {
    let driver = driver(subject);
    // A node that is of no use to anybody is a leftover; without one the device is just not here.
    let is_driver_missing = driver.verdict == Verdict::Fail;
    if need == Need::Whatever && is_driver_missing && std::fs::symlink_metadata(subject.node).is_err() {
        let found = format!("{}, and there is no {}", driver.found, subject.node);
        let check = DoctorCheck::absent(driver.subject, found).mend(subject.modprobe());
        return vec![with_module(check, subject.module)];
    }
    if need == Need::Whatever && driver.verdict == Verdict::Warn && look::text("/proc/misc").is_some() {
        // Opening the node would load it, which is a change of the machine that nobody has asked for.
        let found = format!(
            "module `{}` is not loaded yet; the first opening of {} loads it",
            subject.module, subject.node
        );
        return vec![DoctorCheck::absent(driver.subject, found).mend(subject.modprobe())];
    }
    let mut checks = vec![driver, node(subject)];
    if checks[1].verdict != Verdict::Fail {
        checks.push(opening(&subject.name("open"), subject.node));
    }
    if let Some(opening) = checks
        .get_mut(2)
        .filter(|check| need == Need::Whatever && is_for_others(subject.node, check))
    {
        opening.verdict = Verdict::Absent;
        return checks;
    }
    let is_worth_it = checks.iter().all(|check| check.verdict != Verdict::Fail);
    checks.push(proof(&subject.name("proof"), attempt(&subject.trial), is_worth_it));
    settle(&mut checks);
    checks
}

/// A node that its mode keeps from an ordinary user is no fault of the machine.
fn is_for_others(node: &str, opening: &DoctorCheck) -> bool {
    let is_root = rustix::process::geteuid().is_root();
    let access = rustix::fs::access(node, rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK);
    opening.verdict == Verdict::Fail && !is_root && !is_nodev(node) && access == Err(rustix::io::Errno::ACCESS)
}

fn with_module(check: DoctorCheck, module: &str) -> DoctorCheck {
    match module_state(module) {
        Module::Loadable => check.because(format!("module `{module}` is there and not loaded")),
        Module::Missing => check.because(format!("this kernel has no module `{module}`")),
        Module::Here | Module::Unknown => check,
    }
}

/// The proof inside a running container, where it alone decides.
pub fn proof(subject: &str, outcome: Outcome, is_worth_it: bool) -> DoctorCheck {
    let mend = if is_worth_it {
        "the checks above are good: see the kernel's log (`dmesg`)"
    } else {
        "mend what failed above first"
    };
    DoctorCheck::of_trial(subject, outcome, mend)
}

/// What works is no reason to warn: a virtual machine's host may hide the flag of a feature that it grants, and a module may be
/// loaded by the opening.
pub fn settle(checks: &mut [DoctorCheck]) {
    let is_proved = checks
        .last()
        .is_some_and(|check| check.subject.ends_with(".proof") && check.verdict == Verdict::Pass);
    for check in checks.iter_mut().filter(|check| is_proved && check.verdict == Verdict::Warn) {
        check.verdict = Verdict::Pass;
        check.mend = None;
        check.found.push_str(", and it works all the same");
    }
}

/// Is the driver there?
pub fn driver(subject: &Subject) -> DoctorCheck {
    let name = subject.name("driver");
    let misc = std::fs::read_to_string("/proc/misc").unwrap_or_default();
    let is_meant = |line: &str| {
        let mut words = line.split_whitespace();
        let (minor, driver) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match subject.minor {
            Some(number) => minor == number.to_string(),
            None => driver == subject.driver,
        }
    };
    let shown = match subject.number() {
        Some(number) => number.to_string(),
        None => format!("`{}`", subject.driver),
    };
    if misc.lines().any(is_meant) {
        return DoctorCheck::pass(name, format!("the kernel's driver for {shown} is there")).because("/proc/misc");
    }
    if misc.is_empty() {
        return DoctorCheck::warn(name, "/proc/misc cannot be read here", "look on the host");
    }
    let found = format!("the kernel has no driver for {shown}");
    let check = match module_state(subject.module) {
        // A node of udev's (kmod static-nodes) loads the module when it is opened.
        Module::Loadable if Path::new(subject.node).exists() => DoctorCheck::warn(name, found, subject.modprobe()),
        _ => DoctorCheck::fail(name, found, subject.modprobe()),
    };
    with_module(check.because("/proc/misc"), subject.module)
}

fn node(subject: &Subject) -> DoctorCheck {
    let name = subject.name("node");
    let there = node_at(&name, Path::new(subject.node));
    match (there.number, subject.number()) {
        (Some(seen), Some(number)) if number != seen => DoctorCheck::fail(
            name,
            format!("{} has the number {seen}, not {number}", subject.node),
            format!(
                "`rm {0} && mknod -m 666 {0} c {1} {2}`, or reload the driver",
                subject.node, number.major, number.minor
            ),
        ),
        _ => there.check,
    }
}

/// What stands where a node should.
#[derive(Debug)]
pub struct Stands {
    /// The number, if it is a device.
    pub number: Option<DeviceNumber>,
    /// What there is to say.
    pub check: DoctorCheck,
}

impl Stands {
    /// Returns what is wrong with it.
    pub fn fault(self) -> Option<DoctorCheck> {
        self.number.is_none().then_some(self.check)
    }
}

/// Looks at what should be a node.
pub fn node_at(name: &str, path: &Path) -> Stands {
    let fault = |check| Stands { number: None, check };
    let metadata = match std::fs::metadata(path) {
        Err(error) => return fault(no_node(name, path, &error)),
        Ok(metadata) => metadata,
    };
    let kind = metadata.file_type();
    if !kind.is_char_device() && !kind.is_block_device() {
        return fault(no_device(name, path, &metadata));
    }
    let seen = DeviceNumber {
        major: rustix::fs::major(metadata.rdev()),
        minor: rustix::fs::minor(metadata.rdev()),
    };
    let mode = metadata.mode() & 0o7777;
    let found = format!(
        "{} is {seen}, mode {mode:04o}, owner {}:{}",
        path.display(),
        metadata.uid(),
        metadata.gid()
    );
    Stands {
        number: Some(seen),
        check: DoctorCheck::pass(name, found),
    }
}

fn no_node(name: &str, path: &Path, error: &std::io::Error) -> DoctorCheck {
    let shown = path.display();
    if error.kind() != std::io::ErrorKind::NotFound {
        return DoctorCheck::fail(
            name,
            format!("{shown}: {error}"),
            "look at the permissions of the folders on the way",
        );
    }
    if let Ok(target) = std::fs::read_link(path) {
        let found = format!("{shown} is a link to {}, which is not there", target.display());
        return DoctorCheck::fail(
            name,
            found,
            "unplugged, or the link is of another boot: see what the folder has now",
        );
    }
    let below = shown.to_string();
    let below = below.trim_start_matches('/');
    let mend = format!(
        "on the host load the driver; inside a container add a line that makes the node (Proxmox: `dev0: {shown}`; LXC: `lxc.mount.entry = {shown} {below} none bind,create=file`)"
    );
    DoctorCheck::fail(name, format!("there is no {shown} here"), mend)
}

/// A file in a device's place: what a bind with `create=file` leaves when its source is not there.
fn no_device(name: &str, path: &Path, metadata: &std::fs::Metadata) -> DoctorCheck {
    let shown = path.display();
    let what = if metadata.is_dir() {
        "a folder".to_owned()
    } else {
        format!("a file of {} bytes", metadata.len())
    };
    let mend = format!("`rm -r {shown}`, then load the driver again so that it makes its node");
    DoctorCheck::fail(name, format!("{shown} is {what}, not a device"), mend)
        .because("a bind with `create=file` leaves such a file where a node was missing")
}

/// Does it open?
pub fn opening(name: &str, node: &str) -> DoctorCheck {
    let opened = std::fs::OpenOptions::new().read(true).write(true).open(Path::new(node));
    let error = match opened {
        Ok(_) => return DoctorCheck::pass(name, "it opens for reading and writing"),
        Err(error) => error,
    };
    let uid = rustix::process::geteuid().as_raw();
    // EPERM comes from the device filter, EACCES from the file's mode or the mount: the messages look alike and are not.
    let mend = match error.raw_os_error() {
        Some(1) => {
            "the device filter refuses it: allow the number (`lxc.cgroup2.devices.allow = c 10:N rwm`, or Proxmox's `dev0:`)"
                .to_owned()
        }
        Some(13) if is_nodev(node) => {
            "it lies on a file system mounted `nodev`: mount that without, or put the node into /dev".to_owned()
        }
        Some(13) => format!("the node's mode refuses user {uid}: give it to a group of yours (`dev0: {node},gid=…`) or mode 0666"),
        Some(2) => "the node is not there".to_owned(),
        Some(6 | 19) => "no driver answers to its number: load the module on the host".to_owned(),
        _ => "the driver refuses it: see the kernel's log".to_owned(),
    };
    DoctorCheck::fail(name, format!("{node} does not open: {error}"), mend)
}

fn is_nodev(node: &str) -> bool {
    let stat = rustix::fs::statvfs(node);
    stat.is_ok_and(|stat| stat.f_flag.contains(rustix::fs::StatVfsMountFlags::NODEV))
}
