//! What the files of a cgroup limit, v1 and v2, with their values in words.
//!
//! Used for steps that write them and for lines that name them. Units are the kernel's
//! (`Documentation/admin-guide/cgroup-v2.rst`, `cgroup-v1/`).

use crate::words;

/// Says what a value in a cgroup file does, as a verb phrase: `limits memory to 4 GiB`.
pub(crate) fn effect(file: &str, value: &str) -> Option<String> {
    let is_unlimited = matches!(value.trim(), "max" | "-1");
    Some(match file {
        "memory.max" | "memory.limit_in_bytes" if is_unlimited => "sets no limit on memory".to_owned(),
        "memory.max" | "memory.limit_in_bytes" => format!("limits memory to {}", size(value)),
        "memory.high" if is_unlimited => "lets memory grow up to its hard limit unhindered".to_owned(),
        "memory.high" => format!("slows the container down when it uses more than {} of memory", size(value)),
        "memory.low" | "memory.min" => format!("keeps {} of memory for the container when the host runs short", size(value)),
        "memory.soft_limit_in_bytes" => format!("takes memory above {} back first when the host runs short", size(value)),
        "memory.swap.max" if is_unlimited => "sets no limit on swap".to_owned(),
        "memory.swap.max" if value.trim() == "0" => "gives the container no swap".to_owned(),
        "memory.swap.max" => format!("limits swap to {}", size(value)),
        "memory.memsw.limit_in_bytes" => format!("limits memory and swap together to {}", size(value)),
        "memory.swappiness" => format!("sets how readily memory is swapped out to {value} of 100"),
        "cpu.max" => cpu_max(value),
        "cpu.cfs_quota_us" if is_unlimited => "sets no limit on CPU time".to_owned(),
        "cpu.cfs_quota_us" => format!("limits CPU time to {value} microseconds in each period"),
        "cpu.cfs_period_us" => format!("counts CPU time in periods of {value} microseconds"),
        "cpu.weight" => format!("sets the weight for CPU time to {value}, where everybody's is 100"),
        "cpu.shares" => format!("sets the weight for CPU time to {value}, where everybody's is 1024"),
        "cpuset.cpus" => format!("runs the container on CPUs {value} only"),
        "cpuset.mems" => format!("takes memory from NUMA nodes {value} only"),
        "pids.max" if is_unlimited => "sets no limit on processes".to_owned(),
        "pids.max" => format!("allows {value} processes and threads at most"),
        "io.weight" | "blkio.weight" => format!("sets the weight for disk access to {value}"),
        "io.max" => format!("limits disk access: {value}"),
        "cgroup.clone_children" => "lets new cgroups inherit their settings".to_owned(),
        _ => return None,
    })
}

fn size(value: &str) -> String {
    let value = value.trim();
    let upper = value.to_ascii_uppercase();
    value.parse().map_or_else(|_| words::short_size(&upper), words::bytes)
}

fn cpu_max(value: &str) -> String {
    let mut parts = value.split_whitespace();
    let quota = parts.next().unwrap_or("max");
    let period = parts
        .next()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(100_000)
        .max(1);
    match quota.parse::<u64>() {
        Ok(quota) => format!("limits CPU time to {}", cpus(quota, period)),
        Err(_) => "sets no limit on CPU time".to_owned(),
    }
}

/// Writes a share of CPU time: `1.5 CPUs`, `half a CPU` as `0.5 CPUs`.
pub(crate) fn cpus(quota: u64, period: u64) -> String {
    let text = format!("{:.2}", quota as f64 / period.max(1) as f64);
    match text.trim_end_matches('0').trim_end_matches('.') {
        "1" => "that of one CPU".to_owned(),
        number => format!("that of {number} CPUs"),
    }
}

#[cfg(test)]
mod tests {
    use super::effect;

    #[test]
    fn values_are_decoded() {
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
