//! Hardware virtualization: the processor, then /dev/kvm down to a virtual CPU that runs.

use transom_runtime::Trial;

use super::check::Need;
use super::device::{Subject, chain, settle};
use super::{DoctorCheck, Verdict, look};

/// The device.
pub fn subject() -> Subject {
    Subject {
        id: "kvm",
        node: "/dev/kvm",
        driver: "kvm",
        minor: Some(232),
        module: "kvm",
        trial: Trial::Kvm,
    }
}

/// Examines it.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let mut checks = vec![processor()];
    let rest = chain(&subject(), need);
    if rest.len() == 1 {
        return rest;
    }
    // The driver is there only where it has found what it needs: a virtual machine's host may hide the flag.
    let has_driver = rest
        .iter()
        .any(|check| check.subject == "kvm.driver" && check.verdict == Verdict::Pass);
    if has_driver && checks[0].verdict == Verdict::Warn {
        checks[0] = DoctorCheck::pass(
            "kvm.processor",
            "/proc/cpuinfo shows neither vmx nor svm, and the driver works all the same",
        );
    }
    checks.extend(rest);
    settle(&mut checks);
    checks
}

fn processor() -> DoctorCheck {
    const NAME: &str = "kvm.processor";
    let text = look::text("/proc/cpuinfo").unwrap_or_default();
    let flags = text
        .lines()
        .find(|line| line.starts_with("flags") || line.starts_with("Features"))
        .unwrap_or_default();
    let has = |flag: &str| flags.split_whitespace().any(|word| word == flag);
    match (has("vmx"), has("svm"), std::env::consts::ARCH) {
        (true, ..) => DoctorCheck::pass(NAME, "it has Intel VT-x (vmx)"),
        (_, true, _) => DoctorCheck::pass(NAME, "it has AMD-V (svm)"),
        (.., "x86_64" | "x86") => DoctorCheck::warn(
            NAME,
            "/proc/cpuinfo shows neither vmx nor svm",
            "switch virtualization on in the firmware; in a virtual machine, nested virtualization on its host",
        ),
        _ => DoctorCheck::pass(NAME, "this architecture does not show it in /proc/cpuinfo"),
    }
}
