//! Graphics: every DRM node asked for its driver, NVIDIA's set of nodes, AMD's compute node.

use std::path::{Path, PathBuf};

use transom_runtime::{Trial, attempt};

use super::check::Need;
use super::device::node_at;
use super::{DoctorCheck, Verdict, look};

/// Examines them.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let nodes = drm_nodes();
    let mut checks: Vec<DoctorCheck> = nodes.iter().map(|node| drm(node)).collect();
    checks.extend(card_without_node(&nodes));
    checks.extend(nvidia());
    checks.extend(kfd());
    if checks.is_empty() {
        let mend = "on the host: `lspci -k | grep -A3 VGA` names the card and the driver that should be loaded";
        checks.push(need.missing("gpu.nodes", "there is no graphics node in /dev/dri and no /dev/nvidia0", mend));
    }
    checks
}

/// What stands in /dev/dri, device or not, but its folders of links.
fn drm_nodes() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let mut nodes: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| !path.is_dir()).collect();
    nodes.sort();
    nodes
}

fn drm(node: &Path) -> DoctorCheck {
    const NAME: &str = "gpu.drm";
    const MAJOR: u32 = 226;
    let there = node_at(NAME, node);
    let Some(number) = there.number else { return there.check };
    if number.major != MAJOR {
        let found = format!("{} has the number {number}, and graphics nodes have {MAJOR}", node.display());
        return DoctorCheck::fail(NAME, found, format!("`rm {}` and reload the driver", node.display()));
    }
    // Whoever opens a card while nobody has the screen gets it: only render nodes are opened.
    if !is_render_node(node) {
        return there.check;
    }
    DoctorCheck::of_trial(
        NAME,
        attempt(&Trial::Drm(node.to_owned())),
        "see the kernel's log (`dmesg | grep drm`)",
    )
}

/// Says whether a node is for computing and drawing alone, without a screen.
pub fn is_render_node(node: &Path) -> bool {
    node.to_str().is_some_and(|path| path.starts_with("/dev/dri/renderD"))
}

/// A card that the kernel has and /dev has not: a folder in /sys without its node.
fn card_without_node(nodes: &[PathBuf]) -> Option<DoctorCheck> {
    let entries = std::fs::read_dir("/sys/class/drm").into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let missing: Vec<String> = names
        .filter(|name| is_card(name) && !nodes.iter().any(|node| node.ends_with(name)))
        .collect();
    let found = format!("the kernel has {} and /dev/dri has not", missing.join(", "));
    let mend = "start udev, or `udevadm trigger --subsystem-match=drm`";
    (!missing.is_empty()).then(|| DoctorCheck::fail("gpu.drm", found, mend))
}

/// `card0` and `renderD128`, not `card0-HDMI-A-1`.
fn is_card(name: &str) -> bool {
    let digits = name.strip_prefix("card").or_else(|| name.strip_prefix("renderD"));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn nvidia() -> Vec<DoctorCheck> {
    let version = look::text("/proc/driver/nvidia/version");
    let has_card = Path::new("/dev/nvidia0").exists();
    if version.is_none() && !has_card {
        return Vec::new();
    }
    let driver = match version.as_deref().and_then(|text| text.lines().next()) {
        Some(line) => DoctorCheck::pass("gpu.nvidia", line.to_owned()).because("user space inside must be of the same version"),
        None => DoctorCheck::fail(
            "gpu.nvidia",
            "there is /dev/nvidia0 and no driver",
            "on the host: `modprobe nvidia`",
        ),
    };
    let nodes = ["/dev/nvidia0", "/dev/nvidiactl", "/dev/nvidia-uvm"];
    let missing = nodes.iter().filter(|node| !Path::new(node).exists()).map(|node| {
        DoctorCheck::fail(
            "gpu.nvidia",
            format!("there is no {node}"),
            "on the host, before the container starts: `nvidia-modprobe -c 0 -u`",
        )
    });
    std::iter::once(driver).chain(missing).collect()
}

fn kfd() -> Option<DoctorCheck> {
    let is_there = std::fs::symlink_metadata("/dev/kfd").is_ok();
    is_there.then(|| {
        let check = node_at("gpu.kfd", Path::new("/dev/kfd")).check;
        match check.verdict {
            Verdict::Pass => check.because("AMD's compute node; programs inside need the group that owns it, mostly `render`"),
            _ => check,
        }
    })
}
