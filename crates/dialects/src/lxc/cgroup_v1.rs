//! Files of cgroup v1 and what says the same on v2, one file at a time.
//!
//! Values are worked out anew, not only renamed. What needs more than its own line (`memory.memsw.limit_in_bytes`, the CFS period) is
//! put together in `migrate.rs`, from what the reader has made of the whole file.

use super::migrate::Moved;
use super::{limits, numbers};

/// Files whose value means the same under another name.
const RENAMED: &[(&str, &str)] = &[
    ("devices.allow", "devices.allow"),
    ("devices.deny", "devices.deny"),
    ("cpuset.cpus", "cpuset.cpus"),
    ("cpuset.mems", "cpuset.mems"),
    ("blkio.bfq.weight", "io.bfq.weight"),
    ("rdma.max", "rdma.max"),
    ("misc.max", "misc.max"),
];

/// Limits of v1 whose word for none is -1 and not `max`.
const LIMITS: &[(&str, &str)] = &[
    ("memory.limit_in_bytes", "memory.max"),
    ("memory.soft_limit_in_bytes", "memory.high"),
    ("pids.max", "pids.max"),
];

/// Limits for one disk, and their word in `io.max`.
const THROTTLES: &[(&str, &str)] = &[
    ("blkio.throttle.read_bps_device", "rbps"),
    ("blkio.throttle.write_bps_device", "wbps"),
    ("blkio.throttle.read_iops_device", "riops"),
    ("blkio.throttle.write_iops_device", "wiops"),
];

/// Files that v2 has no counterpart of and needs none: why.
const NEEDLESS: &[(&str, &str)] = &[
    ("memory.use_hierarchy", "cgroup v2 always counts a cgroup's children with it"),
    (
        "memory.move_charge_at_immigrate",
        "cgroup v2 never moves what is counted already",
    ),
    ("memory.force_empty", "it is an order and no setting"),
    ("cpuset.memory_migrate", "cgroup v2 always moves memory along"),
    ("cpuacct.usage", "it is a counter and no setting"),
    ("cgroup.clone_children", "cgroup v2 knows no such thing"),
    ("notify_on_release", "cgroup v2 knows no such thing"),
];

/// Files that v2 has no counterpart of: what they begin with, why, and what to do instead.
const LOST: &[(&str, &str, &str)] = &[
    (
        "memory.kmem.",
        "cgroup v2 counts the kernel's memory together with the rest",
        "limit both with `lxc.cgroup2.memory.max`",
    ),
    (
        "memory.swappiness",
        "cgroup v2 has no swappiness of its own for a cgroup",
        "set `vm.swappiness` on the host, or forbid swap with `lxc.cgroup2.memory.swap.max = 0`",
    ),
    (
        "memory.oom_control",
        "on cgroup v2 the killer cannot be switched off",
        "`lxc.cgroup2.memory.oom.group = 1` has all processes ended together; `lxc.cgroup2.memory.high` slows them down before",
    ),
    (
        "cpu.rt_",
        "cgroup v2 gives out no real-time time",
        "run the program with its priority by `lxc.prlimit.rtprio`, or leave the line out",
    ),
    (
        "cpuset.",
        "cgroup v2 has only `cpuset.cpus`, `cpuset.mems` and their partitions",
        "look at `lxc.cgroup2.cpuset.cpus.partition`",
    ),
    (
        "net_cls.",
        "cgroup v2 has no classes of packets",
        "match the container's cgroup in nftables: `socket cgroupv2`",
    ),
    (
        "net_prio.",
        "cgroup v2 has no priorities of packets",
        "match the container's cgroup in nftables: `socket cgroupv2`",
    ),
    (
        "freezer.",
        "a container that starts frozen never starts",
        "freeze it when it runs",
    ),
];

fn v2(file: &str, value: impl Into<String>) -> Moved {
    Moved::Written {
        settings: vec![(format!("lxc.cgroup2.{file}"), value.into())],
        remark: None,
    }
}

fn with_remark(moved: Moved, text: &str) -> Moved {
    match moved {
        Moved::Written { settings, .. } => Moved::Written {
            settings,
            remark: Some(text.to_owned()),
        },
        other => other,
    }
}

fn find<'t>(table: &[(&str, &'t str)], file: &str) -> Option<&'t str> {
    table.iter().find(|(name, _)| *name == file).map(|(_, found)| *found)
}

fn not_understood(value: &str) -> Moved {
    Moved::Impossible {
        why: format!("`{value}` is not a value of this file"),
        instead: "correct the line".to_owned(),
    }
}

/// Returns what a file of v1 with this value is on v2.
pub(super) fn in_v2(file: &str, value: &str) -> Moved {
    if let Some(new) = find(RENAMED, file) {
        return v2(new, value);
    }
    if let Some(new) = find(LIMITS, file) {
        return limit(new, value);
    }
    if let Some(word) = find(THROTTLES, file) {
        return throttle(word, value);
    }
    match file {
        "cpu.shares" => shares(value),
        "blkio.weight" => weight(value, None),
        "blkio.weight_device" => match value.split_once([' ', '\t']) {
            Some((device, weight_text)) => weight(weight_text.trim(), Some(device)),
            None => not_understood(value),
        },
        _ => page_sizes(file, value).unwrap_or_else(|| without_counterpart(file)),
    }
}

fn limit(new: &str, value: &str) -> Moved {
    let moved = v2(new, if value == "-1" { "max" } else { value });
    match new {
        "memory.high" => with_remark(
            moved,
            "above it the kernel slows the container down; the soft limit of v1 only told whom to shrink first",
        ),
        _ => moved,
    }
}

fn shares(value: &str) -> Moved {
    match numbers::unsigned(value) {
        Some(shares) => v2("cpu.weight", limits::weight_of_shares(shares).to_string()),
        None if value.is_empty() => v2("cpu.weight", ""),
        None => not_understood(value),
    }
}

/// Weights of v1 are 10 to 1000 with 500 as everybody's, those of v2 1 to 10000 with 100.
fn weight(value: &str, device: Option<&str>) -> Moved {
    if value.is_empty() {
        return v2("io.weight", "");
    }
    let Some(weight @ 10..=1000) = numbers::unsigned(value) else {
        return not_understood(value);
    };
    let weight = (weight / 5).max(1);
    let device = device.map_or_else(String::new, |device| format!("{device} "));
    v2("io.weight", format!("{device}{weight}"))
}

fn throttle(word: &str, value: &str) -> Moved {
    let fields: Vec<&str> = value.split_whitespace().collect();
    match fields[..] {
        [] => v2("io.max", ""),
        [device, "0"] => v2("io.max", format!("{device} {word}=max")),
        [device, bound] if numbers::unsigned(bound).is_some() => v2("io.max", format!("{device} {word}={bound}")),
        _ => not_understood(value),
    }
}

/// `hugetlb.2MB.limit_in_bytes` and its reservation.
fn page_sizes(file: &str, value: &str) -> Option<Moved> {
    let rest = file.strip_prefix("hugetlb.")?.strip_suffix(".limit_in_bytes")?;
    Some(limit(&format!("hugetlb.{rest}.max"), value))
}

fn without_counterpart(file: &str) -> Moved {
    if let Some(why) = find(NEEDLESS, file) {
        return Moved::Nothing(why.to_owned());
    }
    let found = LOST.iter().find(|(start, ..)| file.starts_with(start));
    let (why, instead) = found.map_or(
        (
            "cgroup v2 has no such file, and LXC 7 takes no key of v1",
            "look for what says the same in the kernel's admin-guide/cgroup-v2",
        ),
        |(_, why, instead)| (*why, *instead),
    );
    Moved::Impossible {
        why: why.to_owned(),
        instead: instead.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(file: &str, value: &str) -> String {
        match in_v2(file, value) {
            Moved::Written { settings, .. } => format!("{} = {}", settings[0].0, settings[0].1),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn values_are_worked_out_anew() {
        for (file, value, expected) in [
            ("cpu.shares", "1024", "lxc.cgroup2.cpu.weight = 100"),
            ("memory.limit_in_bytes", "-1", "lxc.cgroup2.memory.max = max"),
            ("memory.limit_in_bytes", "512M", "lxc.cgroup2.memory.max = 512M"),
            ("blkio.weight", "500", "lxc.cgroup2.io.weight = 100"),
            ("blkio.weight", "10", "lxc.cgroup2.io.weight = 2"),
            ("blkio.weight_device", "8:0 1000", "lxc.cgroup2.io.weight = 8:0 200"),
            (
                "blkio.throttle.read_bps_device",
                "8:0 1048576",
                "lxc.cgroup2.io.max = 8:0 rbps=1048576",
            ),
            (
                "blkio.throttle.write_iops_device",
                "8:16 0",
                "lxc.cgroup2.io.max = 8:16 wiops=max",
            ),
            ("hugetlb.2MB.limit_in_bytes", "4M", "lxc.cgroup2.hugetlb.2MB.max = 4M"),
            ("devices.allow", "c 1:3 rwm", "lxc.cgroup2.devices.allow = c 1:3 rwm"),
        ] {
            assert_eq!(line(file, value), expected, "{file} = {value}");
        }
    }

    #[test]
    fn what_has_no_counterpart_says_what_to_do() {
        for file in [
            "memory.swappiness",
            "net_cls.classid",
            "cpu.rt_runtime_us",
            "blkio.reset_stats",
        ] {
            assert!(matches!(in_v2(file, "1"), Moved::Impossible { .. }), "{file}");
        }
        assert!(matches!(in_v2("memory.use_hierarchy", "1"), Moved::Nothing(_)));
        for (file, value) in [
            ("blkio.weight", "9"),
            ("blkio.weight_device", "500"),
            ("blkio.throttle.read_bps_device", "8:0"),
        ] {
            assert!(matches!(in_v2(file, value), Moved::Impossible { .. }), "{file}");
        }
    }
}
