//! What the files of a cgroup limit, v1 and v2, with their values in words.
//!
//! Used for steps that write them and for lines that name them. Units are the kernel's
//! (`Documentation/admin-guide/cgroup-v2.rst`, `cgroup-v1/`).

use crate::language::{Arg, Message, say};
use crate::words;

/// Says what a value in a cgroup file does, as a verb phrase: `limits memory to 4 GiB`.
pub(crate) fn effect(file: &str, value: &str) -> Option<Message> {
    let value = value.trim();
    let is_unlimited = matches!(value, "max" | "-1");
    Some(match file {
        "memory.max" | "memory.limit_in_bytes" if is_unlimited => say!("memory-max-none"),
        "memory.max" | "memory.limit_in_bytes" => say!("memory-max", size = size(value)),
        "memory.high" if is_unlimited => say!("memory-high-none"),
        "memory.high" => say!("memory-high", size = size(value)),
        "memory.low" | "memory.min" => say!("memory-low", size = size(value)),
        "memory.soft_limit_in_bytes" => say!("memory-soft-limit", size = size(value)),
        "memory.swap.max" if is_unlimited => say!("memory-swap-none"),
        "memory.swap.max" if value == "0" => say!("memory-swap-zero"),
        "memory.swap.max" => say!("memory-swap-max", size = size(value)),
        "memory.memsw.limit_in_bytes" => say!("memory-memsw", size = size(value)),
        "memory.swappiness" => say!("memory-swappiness", value = value),
        "cpu.max" => cpu_max(value),
        "cpu.cfs_quota_us" if is_unlimited => say!("cpu-max-none"),
        "cpu.cfs_quota_us" => say!("cpu-cfs-quota", value = value),
        "cpu.cfs_period_us" => say!("cpu-cfs-period", value = value),
        "cpu.weight" => say!("cgroup-cpu-weight", value = value, usual = "100"),
        "cpu.shares" => say!("cgroup-cpu-weight", value = value, usual = "1024"),
        "cpuset.cpus" => say!("cpuset-cpus", cpus = value),
        "cpuset.mems" => say!("cpuset-mems", nodes = value),
        "pids.max" if is_unlimited => say!("pids-max-none"),
        "pids.max" => say!("pids-max", value = value),
        "io.weight" | "blkio.weight" => say!("io-weight", value = value),
        "io.max" => say!("io-max", value = value),
        "cgroup.clone_children" => say!("cgroup-clone-children"),
        _ => return None,
    })
}

fn size(value: &str) -> Arg {
    let value = value.trim();
    let upper = value.to_ascii_uppercase();
    value
        .parse()
        .map_or_else(|_| words::short_size(&upper), |count| words::size(count).into())
}

fn cpu_max(value: &str) -> Message {
    let mut parts = value.split_whitespace();
    let quota = parts.next().unwrap_or("max");
    let period = parts
        .next()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(100_000)
        .max(1);
    match quota.parse::<u64>() {
        Ok(quota) => say!("cpu-max", cpus = cpus(quota, period)),
        Err(_) => say!("cpu-max-none"),
    }
}

/// Names a share of CPU time: `that of 1.5 CPUs`, `that of one CPU`.
pub(crate) fn cpus(quota: u64, period: u64) -> Message {
    let text = format!("{:.2}", quota as f64 / period.max(1) as f64);
    match text.trim_end_matches('0').trim_end_matches('.') {
        "1" => say!("cpu-time-one"),
        number => say!("cpu-time", cpus = number),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Language, Phrasebook};

    #[test]
    fn values_are_decoded() {
        let book = Phrasebook::new(Language::English);
        let effect = |file, value| super::effect(file, value).map(|effect| book.say(&effect));
        assert_eq!(effect("memory.max", "4294967296").as_deref(), Some("limits memory to 4 GiB"));
        assert_eq!(effect("memory.max", "2g").as_deref(), Some("limits memory to 2 GiB"));
        assert_eq!(
            effect("cpu.max", "150000 100000").as_deref(),
            Some("limits CPU time to that of 1.5 CPUs")
        );
        assert_eq!(effect("cpu.max", "max").as_deref(), Some("sets no limit on CPU time"));
        assert_eq!(effect("memory.swap.max", "0").as_deref(), Some("gives the container no swap"));
        assert_eq!(effect("rdma.max", "x"), None);
    }
}
