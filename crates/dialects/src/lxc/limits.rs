//! Limits: files of the cgroup on v2 and v1.
//!
//! The ones Transom knows by meaning go into fields of `Limits`, so that they work on either generation; all others are
//! kept as a file and a value. v1 counts memory and swap together and has quota and period in two files; [`settle`] brings
//! those together. Device rules are in `devices.rs`.

use transom_model::{CgroupFile, CgroupGeneration, Container, CpuQuota, Effect, Given, Limits, Severity, phrase};

use super::migrate::Moved;
use super::print::Pairs;
use super::{Reader, cgroup_v1, devices, legacy, numbers, versions};
use crate::{Problem, Setting};

/// The period of CPU quotas that the kernel has when none is given, microseconds.
const DEFAULT_PERIOD: u64 = 100_000;

/// Values of v1 that mean something only together.
#[derive(Debug, Default)]
pub(super) struct V1Limits {
    memory_and_swap: Option<Given<u64>>,
    quota: Option<Given<u64>>,
    period: Option<Given<u64>>,
    /// A line of v2 gives quota and period both.
    is_overruled: bool,
}

type Read = Result<Effect, Problem>;

/// Remarks that LXC 7 refuses a line that Transom still applies.
pub(super) fn remark_on_v1(reader: &mut Reader, setting: &Setting<'_>) {
    let message = match reader.version {
        // Before 3.0 LXC knew nothing of cgroup v2, and there was nothing else to write.
        version if versions::is_before(version, "3.0") => return,
        version if versions::is_newest(version) => format!(
            "`{}` is a cgroup v1 key: LXC 7 refuses it, LXC 6 ignores it on cgroup v2; Transom applies it",
            setting.key
        ),
        version => format!(
            "`{}` is a cgroup v1 key: LXC {version} ignores it on a host with cgroup v2 alone; Transom applies it",
            setting.key
        ),
    };
    reader.say(Severity::Note, "cgroup-v1-key", message, setting.key_origin());
}

/// Sets a field of the limits; an empty value or the word for "no limit" unsets it.
fn put<T>(reader: &mut Reader, setting: &Setting<'_>, slot: fn(&mut Limits) -> &mut Option<Given<T>>, value: Option<T>) -> Read {
    if setting.key.starts_with("lxc.cgroup.") {
        remark_on_v1(reader, setting);
    }
    reader.replace(setting, |container| slot(&mut container.limits), value)
}

/// Reads a size, or `max` (v1: `-1`) for none.
fn bytes(setting: &Setting<'_>) -> Result<Option<u64>, Problem> {
    match setting.value {
        "" | "max" | "-1" => Ok(None),
        other => numbers::size(other).map(Some).ok_or_else(|| {
            Problem::new("bad-value", format!("`{other}` is not a size"))
                .hint("write bytes, or a number with K, M, G or T, such as 512M")
        }),
    }
}

fn count(setting: &Setting<'_>, range: std::ops::RangeInclusive<u64>) -> Result<Option<u64>, Problem> {
    match setting.value {
        "" | "max" | "-1" => Ok(None),
        other => numbers::unsigned(other)
            .filter(|number| range.contains(number))
            .map(Some)
            .ok_or_else(|| {
                Problem::new(
                    "bad-value",
                    format!("`{other}` is not a number from {} to {}", range.start(), range.end()),
                )
            }),
    }
}

/// Reads `memory.max` or `memory.limit_in_bytes`.
pub(super) fn memory(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = bytes(setting)?;
    put(reader, setting, |limits| &mut limits.memory, value)
}

/// Reads `memory.high` or `memory.soft_limit_in_bytes`.
pub(super) fn memory_high(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = bytes(setting)?;
    put(reader, setting, |limits| &mut limits.memory_high, value)
}

/// Reads `memory.swap.max`.
pub(super) fn swap(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = bytes(setting)?;
    replace_v1(reader, setting, |v1| &mut v1.memory_and_swap, None);
    put(reader, setting, |limits| &mut limits.swap, value)
}

/// Reads `memory.memsw.limit_in_bytes`: memory and swap together.
pub(super) fn memory_and_swap(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    remark_on_v1(reader, setting);
    let value = bytes(setting)?;
    replace_v1(reader, setting, |v1| &mut v1.memory_and_swap, value);
    reader.replace(setting, |container| &mut container.limits.swap, None)
}

/// Sets a value of v1 that waits for others; the line that gave it before then has no effect.
fn replace_v1(reader: &mut Reader, setting: &Setting<'_>, slot: fn(&mut V1Limits) -> &mut Option<Given<u64>>, value: Option<u64>) {
    let new = value.map(|value| setting.given(value));
    if let Some(old) = std::mem::replace(slot(&mut reader.v1_limits), new) {
        let why = phrase!("{place} sets it again", place = reader.sources.describe(&setting.origin));
        reader.revise(&old.origin, Effect::NoEffect(why));
    }
}

/// Reads `cpu.max`: `QUOTA PERIOD`, `QUOTA` or `max`.
pub(super) fn cpu_max(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let Some(quota) = quota(setting.value) else {
        let problem = Problem::new("bad-value", format!("`{}` is not a CPU quota", setting.value));
        return Err(problem.hint("write `QUOTA PERIOD` in microseconds, such as `50000 100000` for half a CPU, or `max`"));
    };
    replace_v1(reader, setting, |v1| &mut v1.quota, None);
    reader.v1_limits.is_overruled = true;
    put(reader, setting, |limits| &mut limits.cpu, quota)
}

/// `None` is no quota's form, `Some(None)` is "no limit".
fn quota(value: &str) -> Option<Option<CpuQuota>> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let number = |text: &str| numbers::unsigned(text).filter(|number| *number > 0);
    match words[..] {
        [] | ["max"] | ["max", _] => Some(None),
        [quota] => Some(Some(CpuQuota {
            quota: number(quota)?,
            period: DEFAULT_PERIOD,
        })),
        [quota, period] => Some(Some(CpuQuota {
            quota: number(quota)?,
            period: number(period)?,
        })),
        _ => None,
    }
}

/// Reads `cpu.weight`.
pub(super) fn cpu_weight(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = count(setting, 1..=10_000)?;
    put(reader, setting, |limits| &mut limits.cpu_weight, value)
}

/// Reads `cpu.shares`, of which 1024 is everybody's, as a weight, of which that is 100.
pub(super) fn cpu_shares(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = count(setting, 0..=u64::from(u32::MAX))?.map(weight_of_shares);
    put(reader, setting, |limits| &mut limits.cpu_weight, value)
}

/// Maps 2, 1024 and 262144 shares to the weights 1, 100 and 10000, as crun and runc do since 2025.
pub(crate) fn weight_of_shares(shares: u64) -> u64 {
    let bits = (shares.clamp(2, 262_144) as f64).log2();
    let exponent = (bits * bits + 125.0 * bits) / 612.0 - 7.0 / 34.0;
    // A hair less before rounding up, so that exact results stay exact.
    let weight = (10_f64.powf(exponent) - 1e-6).ceil();
    (weight as u64).clamp(1, 10_000)
}

/// Reads `cpu.cfs_quota_us`.
pub(super) fn cfs_quota(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    remark_on_v1(reader, setting);
    let value = count(setting, 1..=u64::MAX)?;
    replace_v1(reader, setting, |v1| &mut v1.quota, value);
    reader.v1_limits.is_overruled = false;
    reader.replace(setting, |container| &mut container.limits.cpu, None)
}

/// Reads `cpu.cfs_period_us`.
pub(super) fn cfs_period(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    remark_on_v1(reader, setting);
    let value = count(setting, 1000..=1_000_000)?;
    replace_v1(reader, setting, |v1| &mut v1.period, value);
    Ok(Effect::Taken)
}

/// Reads `cpuset.cpus`.
pub(super) fn cpuset(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = match setting.value {
        "" => None,
        list if devices::is_number_list(list) => Some(list.to_owned()),
        other => return Err(Problem::new("bad-value", format!("`{other}` is not a list of CPUs")).hint("write it like 0-1,4")),
    };
    put(reader, setting, |limits| &mut limits.cpuset, value)
}

/// Reads `pids.max`.
pub(super) fn pids(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let value = count(setting, 0..=u64::from(u32::MAX))?;
    put(reader, setting, |limits| &mut limits.pids, value)
}

/// Reads any other cgroup file; an empty value takes back the values of that file.
pub(super) fn file(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let (generation, file) = match setting.key.strip_prefix("lxc.cgroup2.") {
        Some(file) => (CgroupGeneration::V2, file),
        None => (
            CgroupGeneration::V1,
            setting.key.strip_prefix("lxc.cgroup.").unwrap_or(setting.key),
        ),
    };
    check_name(reader, setting.key, file)?;
    if generation == CgroupGeneration::V1 {
        remark_on_v1(reader, setting);
    }
    let files = &mut reader.container.limits.files;
    if setting.value.is_empty() {
        let is_meant = |given: &mut Given<CgroupFile>| given.value.generation == generation && given.value.file == file;
        let gone: Vec<_> = files.extract_if(.., is_meant).collect();
        reader.cleared(setting, gone);
    } else {
        files.push(setting.given(CgroupFile {
            generation,
            file: file.to_owned(),
            value: setting.value.to_owned(),
        }));
    }
    Ok(Effect::Taken)
}

/// Controllers of either generation, and the files of the cgroup itself.
const CONTROLLERS: [&str; 19] = [
    "blkio",
    "cgroup",
    "cpu",
    "cpuacct",
    "cpuset",
    "debug",
    "devices",
    "dmem",
    "freezer",
    "hugetlb",
    "io",
    "irq",
    "memory",
    "misc",
    "net_cls",
    "net_prio",
    "perf_event",
    "pids",
    "rdma",
];

/// A mistyped name must not pass as a file: a device rule of a wrong name would open or close nothing.
fn check_name(reader: &mut Reader, key: &str, file: &str) -> Result<(), Problem> {
    let is_name = file
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    match file.split_once('.') {
        Some((controller, rest)) if is_name && !rest.is_empty() && CONTROLLERS.contains(&controller) => Ok(()),
        _ => Err(legacy::unknown_key(reader, key)),
    }
}

/// Reads the bare `lxc.cgroup2` or `lxc.cgroup`, which may only be empty and takes back all of its generation.
pub(super) fn clear_all(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if !setting.value.is_empty() {
        return Err(Problem::new("bad-value", format!("`{}` alone takes no value", setting.key))
            .hint("leave the value empty to clear all its files, or name a file such as `lxc.cgroup2.memory.max`"));
    }
    let generation = if setting.key == "lxc.cgroup2" {
        CgroupGeneration::V2
    } else {
        CgroupGeneration::V1
    };
    devices::clear_generation(reader, generation, &setting.key_origin());
    let limits = std::mem::take(&mut reader.container.limits);
    let (files, gone): (Vec<_>, Vec<_>) = limits
        .files
        .into_iter()
        .partition(|given| given.value.generation != generation);
    reader.cleared(setting, gone);
    let mut clear = Clear {
        reader,
        setting,
        generation,
    };
    let limits = Limits {
        memory: clear.field(limits.memory),
        memory_high: clear.field(limits.memory_high),
        swap: clear.field(limits.swap),
        cpu: clear.field(limits.cpu),
        cpu_weight: clear.field(limits.cpu_weight),
        cpu_count: limits.cpu_count,
        cpuset: clear.field(limits.cpuset),
        pids: clear.field(limits.pids),
        files,
    };
    reader.container.limits = limits;
    if generation == CgroupGeneration::V1 {
        let v1 = std::mem::take(&mut reader.v1_limits);
        reader.cleared(setting, [v1.memory_and_swap, v1.quota, v1.period].into_iter().flatten());
    }
    Ok(Effect::Taken)
}

/// What an empty `lxc.cgroup2` or `lxc.cgroup` clears: the lines of its own generation.
struct Clear<'c, 'r> {
    reader: &'r mut Reader,
    setting: &'c Setting<'c>,
    generation: CgroupGeneration,
}

impl Clear<'_, '_> {
    fn field<T>(&mut self, field: Option<Given<T>>) -> Option<Given<T>> {
        let given = field?;
        let is_v1 = self
            .reader
            .key_at(&given.origin)
            .is_some_and(|key| key.starts_with("lxc.cgroup."));
        if is_v1 == (self.generation == CgroupGeneration::V1) {
            self.reader.cleared(self.setting, [given]);
            return None;
        }
        Some(given)
    }
}

/// Brings together what v1 has in two files.
pub(super) fn settle(reader: &mut Reader) {
    let V1Limits {
        memory_and_swap,
        quota,
        period,
        is_overruled,
    } = std::mem::take(&mut reader.v1_limits);
    if let Some(quota) = quota {
        let period = period.map_or(DEFAULT_PERIOD, |period| period.value);
        reader.container.limits.cpu = Some(quota.with(CpuQuota {
            quota: quota.value,
            period,
        }));
    } else if let Some(period) = period {
        settle_period(reader, &period, is_overruled);
    }
    if let Some(both) = memory_and_swap {
        settle_swap(reader, &both);
    }
}

/// A period on its own goes with the quota that another dialect's line gave.
fn settle_period(reader: &mut Reader, period: &Given<u64>, is_overruled: bool) {
    match &mut reader.container.limits.cpu {
        Some(cpu) if !is_overruled => cpu.value.period = period.value,
        Some(cpu) => {
            let why = phrase!("{place} gives quota and period", place = reader.sources.describe(&cpu.origin));
            reader.revise(&period.origin, Effect::NoEffect(why));
        }
        None => {
            let why = phrase!("without a quota a period limits nothing");
            reader.revise(&period.origin, Effect::NoEffect(why));
        }
    }
}

fn settle_swap(reader: &mut Reader, both: &Given<u64>) {
    let memory = reader.container.limits.memory.as_ref().map(|memory| memory.value);
    match memory.and_then(|memory| both.value.checked_sub(memory)) {
        Some(swap) => reader.container.limits.swap = Some(both.with(swap)),
        None => {
            let message = match memory {
                Some(_) => "the limit of memory and swap together is below that of memory alone",
                None => "memory and swap are limited together and memory alone is not, which the kernel refuses",
            };
            reader.say(Severity::Error, "memsw-below-memory", message, both.origin.clone());
            if let Some(last) = reader.diagnostics.last_mut() {
                last.hint = Some("set `memory.limit_in_bytes` too, and to no more than this".to_owned());
            }
        }
    }
}

/// Prints a CPU quota as `cpu.max` has it.
pub(super) fn print_cpu(container: &Container) -> Pairs {
    super::print::one_as("lxc.cgroup2.cpu.max", container.limits.cpu.as_ref(), |cpu| {
        format!("{} {}", cpu.quota, cpu.period)
    })
}

/// Prints the other files of cgroup v2, and those of v1 that have a counterpart there: no LXC of today takes `lxc.cgroup.…`.
pub(super) fn print_files(container: &Container) -> Pairs {
    let mut pairs = Pairs::new();
    for given in &container.limits.files {
        let CgroupFile { generation, file, value } = &given.value;
        match generation {
            CgroupGeneration::V2 => pairs.push((format!("lxc.cgroup2.{file}"), value.clone())),
            CgroupGeneration::V1 => {
                if let Moved::Written { settings, .. } = cgroup_v1::in_v2(file, value) {
                    pairs.extend(settings);
                }
            }
        }
    }
    pairs
}
