//! `transom doctor`: does a device work here, and if not, which link of the chain is broken and how is it mended.
//!
//! Works on the host and inside a container alike: it looks at what this process sees, and the last check is the proof by
//! doing. Start with [`doctor`].

use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;
use std::str::FromStr;

use transom_model::DeviceNumber;
use transom_plan::Probe;

use crate::closed::{closed_devices, well_known_nodes};
use crate::{Definition, EngineError, Host, definition, facts_for, lifecycle, probes_of};

/// What the last and deciding check looks at.
const PROOF: &str = "proof";

/// What is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Hardware virtualization.
    Kvm,
    /// Virtual network interfaces.
    Tun,
}

impl FromStr for Topic {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "kvm" => Ok(Self::Kvm),
            "tun" => Ok(Self::Tun),
            _ => Err("there is `kvm` and `tun`".into()),
        }
    }
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Good.
    Pass,
    /// Not as usual, and it may work all the same.
    Warn,
    /// Broken.
    Fail,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorCheck {
    /// What was looked at.
    pub subject: &'static str,
    /// How it came out.
    pub verdict: Verdict,
    /// What was seen.
    pub found: String,
    /// What to do.
    pub mend: Option<String>,
}

impl DoctorCheck {
    fn pass(subject: &'static str, found: impl Into<String>) -> Self {
        Self {
            subject,
            verdict: Verdict::Pass,
            found: found.into(),
            mend: None,
        }
    }

    fn fail(subject: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            subject,
            verdict: Verdict::Fail,
            found: found.into(),
            mend: Some(mend.into()),
        }
    }

    fn warn(subject: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            subject,
            verdict: Verdict::Warn,
            found: found.into(),
            mend: Some(mend.into()),
        }
    }
}

/// A topic's device.
struct Subject {
    node: &'static str,
    number: DeviceNumber,
    module: &'static str,
    probe: Probe,
}

fn subject(topic: Topic) -> Subject {
    let (node, minor, module, probe) = match topic {
        Topic::Kvm => ("/dev/kvm", 232, "kvm", Probe::Kvm),
        Topic::Tun => ("/dev/net/tun", 200, "tun", Probe::Tun),
    };
    Subject {
        node,
        number: DeviceNumber { major: 10, minor },
        module,
        probe,
    }
}

/// Examines a topic: every check, in the order in which one rests on the one before.
///
/// # Errors
/// None at present; checks that cannot be made are checks that fail.
pub fn doctor(topic: Topic) -> Result<Vec<DoctorCheck>, EngineError> {
    let Subject {
        node,
        number,
        module,
        probe,
    } = subject(topic);
    let mut checks = Vec::new();
    if topic == Topic::Kvm {
        checks.push(processor());
    }
    checks.push(driver(number, module));
    checks.push(node_check(node, number));
    checks.push(opening(node));
    checks.push(proof(probe, checks.iter().all(|check| check.verdict != Verdict::Fail)));
    settle(&mut checks);
    Ok(checks)
}

/// What works is no reason to warn: a virtual machine's host may hide the flag of a feature that it grants.
fn settle(checks: &mut [DoctorCheck]) {
    let is_proved = checks
        .last()
        .is_some_and(|check| check.subject == PROOF && check.verdict == Verdict::Pass);
    for check in checks.iter_mut().filter(|check| is_proved && check.verdict == Verdict::Warn) {
        check.verdict = Verdict::Pass;
        check.mend = None;
        check.found.push_str(", and it works all the same");
    }
}

/// Proves a topic inside a running container, where the proof alone decides; the host's driver comes first.
///
/// # Errors
/// If the container does not run or cannot be entered.
pub fn doctor_inside(host: &Host, name: &str, topic: Topic) -> Result<Vec<DoctorCheck>, EngineError> {
    let Subject {
        number, module, probe, ..
    } = subject(topic);
    let outcome = lifecycle::probe_inside(host, name, probe)?;
    let proof = match outcome {
        Ok(proof) => DoctorCheck::pass(PROOF, format!("inside `{name}`: {proof}")),
        Err(reason) => DoctorCheck::fail(PROOF, format!("inside `{name}`: {reason}"), mend_inside(host, name, probe)?),
    };
    Ok(vec![driver(number, module), proof])
}

fn mend_inside(host: &Host, name: &str, probe: Probe) -> Result<String, EngineError> {
    let Definition { loaded, .. } = &definition(host, name)?;
    let container = &loaded.reading.container;
    let facts = facts_for(host, container, &well_known_nodes().collect::<Vec<_>>())?;
    let closed = closed_devices(loaded, container, &facts);
    if let Some(closed) = closed.iter().find(|closed| closed.probe == probe) {
        let lines = closed.lines.join("` and `");
        let file = loaded.path.display();
        return Ok(format!("no line opens it: add `{lines}` to {file}, then stop and start it"));
    }
    let asks = probes_of(container).into_iter().find(|(asked, _)| *asked == probe);
    Ok(match asks {
        Some((_, origin)) => format!(
            "{} asks for it; see whether it works on the host (`transom doctor`)",
            loaded.sources.describe(&origin)
        ),
        None => "the host does not have it either: see `transom doctor` without a name".to_owned(),
    })
}

fn processor() -> DoctorCheck {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let flags = text
        .lines()
        .find(|line| line.starts_with("flags") || line.starts_with("Features"))
        .unwrap_or_default();
    let has = |flag: &str| flags.split_whitespace().any(|word| word == flag);
    match (has("vmx"), has("svm"), std::env::consts::ARCH) {
        (true, ..) => DoctorCheck::pass("processor", "it has Intel VT-x (vmx)"),
        (_, true, _) => DoctorCheck::pass("processor", "it has AMD-V (svm)"),
        (.., "x86_64" | "x86") => DoctorCheck::warn(
            "processor",
            "/proc/cpuinfo shows neither vmx nor svm",
            "switch virtualization on in the firmware; in a virtual machine, nested virtualization on its host",
        ),
        _ => DoctorCheck::pass("processor", "this architecture does not show it in /proc/cpuinfo"),
    }
}

fn driver(number: DeviceNumber, module: &'static str) -> DoctorCheck {
    let misc = std::fs::read_to_string("/proc/misc").unwrap_or_default();
    let minor = number.minor.to_string();
    let is_there = misc
        .lines()
        .any(|line| line.split_whitespace().next() == Some(minor.as_str()));
    if is_there {
        DoctorCheck::pass("driver", format!("the kernel's driver for {number} is there (/proc/misc)"))
    } else if misc.is_empty() {
        DoctorCheck::warn("driver", "/proc/misc cannot be read here", "look on the host")
    } else {
        DoctorCheck::fail(
            "driver",
            format!("no driver has the number {number}"),
            format!("on the host: `modprobe {module}`, and for kvm `kvm_intel` or `kvm_amd`"),
        )
    }
}

fn node_check(node: &'static str, number: DeviceNumber) -> DoctorCheck {
    let subject = "node";
    let metadata = match std::fs::metadata(node) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return DoctorCheck::fail(
                subject,
                format!("there is no {node} here"),
                format!(
                    "inside a container: a line that makes the node (Proxmox: `dev0: {node}`; LXC: `lxc.mount.entry: {node} {} none bind,create=file`)",
                    &node[1..]
                ),
            );
        }
        Err(error) => {
            return DoctorCheck::fail(
                subject,
                format!("{node}: {error}"),
                "look at the permissions of the folders on the way",
            );
        }
        Ok(metadata) => metadata,
    };
    let seen = DeviceNumber {
        major: rustix::fs::major(metadata.rdev()),
        minor: rustix::fs::minor(metadata.rdev()),
    };
    if !metadata.file_type().is_char_device() {
        return DoctorCheck::fail(
            subject,
            format!("{node} is no character device"),
            "remove it; a bind mount onto it may have failed",
        );
    }
    if seen != number {
        return DoctorCheck::fail(
            subject,
            format!("{node} has the number {seen}, not {number}"),
            "remove it and have it made again",
        );
    }
    let mode = metadata.mode() & 0o7777;
    DoctorCheck::pass(
        subject,
        format!(
            "{node} is {number}, mode {mode:04o}, owner {}:{}",
            metadata.uid(),
            metadata.gid()
        ),
    )
}

fn opening(node: &'static str) -> DoctorCheck {
    let subject = "open";
    let opened = std::fs::OpenOptions::new().read(true).write(true).open(Path::new(node));
    let error = match opened {
        Ok(_) => return DoctorCheck::pass(subject, "it opens for reading and writing"),
        Err(error) => error,
    };
    let uid = rustix::process::geteuid().as_raw();
    let mend = match error.raw_os_error() {
        // EPERM comes from the device filter, EACCES from the file's mode: the two messages look alike and are not.
        Some(1) => "the device filter refuses it: allow the number (`lxc.cgroup2.devices.allow: c 10:N rwm`, or Proxmox's `dev0:`)"
            .to_owned(),
        Some(13) => format!("the node's mode refuses user {uid}: give it to a group of yours (`dev0: {node},gid=…`) or mode 0666"),
        Some(2) => "the node is not there".to_owned(),
        _ => "the driver refuses it: see the kernel's log".to_owned(),
    };
    DoctorCheck::fail(subject, error.to_string(), mend)
}

fn proof(probe: Probe, is_worth_it: bool) -> DoctorCheck {
    let subject = PROOF;
    match transom_runtime::try_device(probe) {
        Ok(proof) => DoctorCheck::pass(subject, proof),
        Err(reason) if is_worth_it => {
            DoctorCheck::fail(subject, reason, "the checks above are good: see the kernel's log (`dmesg`)")
        }
        Err(reason) => DoctorCheck::fail(subject, reason, "mend what failed above first"),
    }
}
