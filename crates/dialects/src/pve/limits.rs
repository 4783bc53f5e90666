//! Memory, swap and CPU: Proxmox's units (MiB, CPUs, shares) into the kernel's.

use transom_model::{CgroupGeneration, Container, CpuQuota, Effect, Given, Limits, Origin, Version, phrase};

use super::Reader;
use super::options::{UNCHECKED, integer, one};
use super::print::{Pairs, said};
use super::properties::{is_number, shown};
use crate::{Problem, Setting};

/// Bytes of a mebibyte, the unit of `memory` and `swap`.
pub(super) const MIB: u64 = 1 << 20;

/// The MiB of memory that a file without a line gives.
pub(super) const DEFAULT_MEMORY: u64 = 512;

/// The period Proxmox writes with every CPU quota, microseconds.
const PERIOD: u64 = 100_000;

/// The least quota that the kernel takes, microseconds.
const LEAST_QUOTA: u64 = 1000;

pub(super) fn memory(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let mib = integer(setting)?;
    if mib == 0 {
        return Err(Problem::new("bad-value", "memory: value must have a minimum value of 16")
            .label("no process can start without memory")
            .hint("the unit is MiB; 512 is the default"));
    }
    if mib < 16 {
        let problem = Problem::new("bad-value", "memory: value must have a minimum value of 16").label(UNCHECKED);
        reader.warn(setting, problem.hint("the unit is MiB; few guests start with so little"));
    }
    set_memory(
        &mut reader.container.limits,
        &setting.given(bytes(setting, mib)?),
        reader.version,
    );
    Ok(Effect::Taken)
}

/// Sets the limit and, but for cgroup v1, which has none, the mark where the kernel starts to push back.
pub(super) fn set_memory(limits: &mut Limits, memory: &Given<u64>, version: Version) {
    limits.memory = Some(memory.clone());
    limits.memory_high = (version.major > 6).then(|| memory.with(high(memory.value)));
}

/// The mark for a limit: 99.2 % below 16 GiB, else 128 MiB less.
fn high(memory: u64) -> u64 {
    match memory / MIB {
        mib @ ..16_384 => mib * 1024 * 1016,
        mib => (mib - 128) * MIB,
    }
}

pub(super) fn swap(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let mib = integer(setting)?;
    reader.container.limits.swap = Some(setting.given(bytes(setting, mib)?));
    Ok(Effect::Taken)
}

fn bytes(setting: &Setting<'_>, mib: u64) -> Result<u64, Problem> {
    // The kernel's counters are signed.
    let bytes = mib.checked_mul(MIB).filter(|bytes| i64::try_from(*bytes).is_ok());
    bytes.ok_or_else(|| {
        Problem::new(
            "bad-value",
            format!("{}: {mib} MiB is more than any kernel can count", setting.key),
        )
        .hint("the unit is MiB")
    })
}

/// The most CPUs that Proxmox's schema names.
const MOST_CORES: u64 = 8192;

pub(super) fn cores(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let cores = integer(setting)?;
    if cores == 0 {
        return Err(
            Problem::new("bad-value", "cores: value must have a minimum value of 1").hint("leave the line out for all CPUs")
        );
    }
    if cores > MOST_CORES {
        reader.warn(
            setting,
            Problem::new("bad-value", format!("cores: value must have a maximum value of {MOST_CORES}")).label(UNCHECKED),
        );
    }
    reader.container.limits.cpu_count = Some(setting.given(u32::try_from(cores).unwrap_or(u32::MAX)));
    Ok(Effect::Taken)
}

pub(super) fn cpulimit(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let number = setting.value.parse::<f64>().ok().filter(|_| is_number(setting.value));
    let Some(cpus) = number else {
        let message = format!("cpulimit: type check ('number') failed - got '{}'", shown(setting.value));
        return Err(Problem::new("bad-value", message).hint("a number of CPUs such as 2 or 0.5"));
    };
    if cpus == 0.0 {
        return Ok(Effect::NoEffect(phrase!("0 is no limit")));
    }
    let quota = quota_of(cpus);
    if quota < LEAST_QUOTA {
        let message = format!("cpulimit: {} of a CPU is refused by the kernel", setting.value);
        return Err(Problem::new("bad-value", message).hint("the least is 0.01; 0 is no limit"));
    }
    if cpus > MOST_CORES as f64 {
        reader.warn(
            setting,
            Problem::new(
                "bad-value",
                format!("cpulimit: value must have a maximum value of {MOST_CORES}"),
            )
            .label(UNCHECKED),
        );
    }
    reader.container.limits.cpu = Some(setting.given(CpuQuota { quota, period: PERIOD }));
    Ok(Effect::Taken)
}

/// Whole microseconds, cut off as Proxmox's int() does.
fn quota_of(cpus: f64) -> u64 {
    (cpus * PERIOD as f64) as u64
}

pub(super) fn cpuunits(reader: &mut Reader, setting: &Setting<'_>) -> Result<Effect, Problem> {
    let units = integer(setting)?;
    if units == 0 {
        return Err(Problem::new(
            "bad-value",
            "cpuunits: 0 passes Proxmox's schema, but the kernel's least weight is 1",
        )
        .hint("leave the line out for the usual weight, 100"));
    }
    if units > 500_000 {
        reader.warn(
            setting,
            Problem::new("bad-value", "cpuunits: value must have a maximum value of 500000").label(UNCHECKED),
        );
    }
    if reader.has_cgroup_v1() {
        // Shares, of which everybody has 1024.
        let weight = crate::lxc::weight_of_shares(units);
        reader.container.limits.cpu_weight = Some(setting.given(weight));
        return Ok(Effect::Taken);
    }
    if (10_001..=500_000).contains(&units) {
        reader.note(
            setting,
            Problem::new(
                "clamped",
                "cpuunits: above 10000 counts as 10000, the kernel's highest weight",
            ),
        );
    }
    reader.container.limits.cpu_weight = Some(setting.given(units.min(10_000)));
    Ok(Effect::Taken)
}

/// Takes the CPU count back when a raw line names the CPUs itself; Proxmox skips `cores` then.
pub(super) fn prefer_cpuset(reader: &mut Reader) {
    let limits = &mut reader.container.limits;
    let (Some(cpuset), Some(count)) = (&limits.cpuset, &limits.cpu_count) else {
        return;
    };
    if matches!(cpuset.origin, Origin::Default(_)) {
        return;
    }
    let origin = count.origin.clone();
    limits.cpu_count = None;
    let problem =
        Problem::new("overruled", "a raw line names the CPUs, so Proxmox leaves `cores` out").hint("remove one of the two");
    reader.diagnose(transom_model::Severity::Warning, origin.clone(), problem);
    reader.revise(&origin, Effect::NoEffect(phrase!("a raw line names the CPUs")));
}

/// Returns a size in MiB, if it is a whole number of them.
fn mib(given: Option<&Given<u64>>) -> Option<u64> {
    let bytes = given.map(|given| given.value)?;
    (bytes.is_multiple_of(MIB)).then_some(bytes / MIB)
}

pub(super) fn print_memory(container: &Container) -> Pairs {
    let memory = container.limits.memory.as_ref();
    match (mib(memory), said(memory, Some(&(DEFAULT_MEMORY * MIB)))) {
        (Some(mib @ 1..), Some(_)) => vec![("memory".to_owned(), mib.to_string())],
        _ => Vec::new(),
    }
}

pub(super) fn print_swap(container: &Container) -> Pairs {
    let swap = container.limits.swap.as_ref();
    match (mib(swap), said(swap, Some(&0))) {
        (Some(mib), Some(_)) => vec![("swap".to_owned(), mib.to_string())],
        _ => Vec::new(),
    }
}

pub(super) fn print_cores(container: &Container) -> Pairs {
    let limits = &container.limits;
    let count = limits
        .cpu_count
        .as_ref()
        .filter(|count| limits.cpuset.is_none() && count.value > 0);
    one("cores", count, u32::to_string)
}

/// Returns the number that `cpulimit` says a quota with, if it says it exactly.
fn cpus(limits: &Limits) -> Option<f64> {
    let quota = limits.cpu.as_ref()?.value;
    let cpus = quota.quota as f64 / PERIOD as f64;
    let is_exact = quota_of(cpus) == quota.quota && quota.quota >= LEAST_QUOTA;
    (quota.period == PERIOD && is_exact).then_some(cpus)
}

pub(super) fn print_cpulimit(container: &Container) -> Pairs {
    let cpus = cpus(&container.limits);
    cpus.map(|cpus| ("cpulimit".to_owned(), cpus.to_string()))
        .into_iter()
        .collect()
}

pub(super) fn print_cpuunits(container: &Container) -> Pairs {
    one("cpuunits", container.limits.cpu_weight.as_ref(), u64::to_string)
}

/// Prints the limits that no option says, or not exactly, as raw lines.
pub(super) fn print_raw(container: &Container) -> Pairs {
    let limits = &container.limits;
    let mut lines: Vec<(&str, String)> = Vec::new();
    let or_max = |given: Option<&Given<u64>>| given.map_or_else(|| "max".to_owned(), |given| given.value.to_string());
    let is_native = mib(limits.memory.as_ref()).is_some_and(|mib| mib > 0);
    if !is_native {
        // No limit has to be said: without a line Proxmox gives 512 MiB.
        lines.push(("memory.max", or_max(limits.memory.as_ref())));
    }
    let usual = limits.memory.as_ref().filter(|_| is_native).map(|memory| high(memory.value));
    match &limits.memory_high {
        Some(high) if Some(high.value) != usual => lines.push(("memory.high", high.value.to_string())),
        None if !is_native => lines.push(("memory.high", "max".to_owned())),
        _ => {}
    }
    if mib(limits.swap.as_ref()).is_none() {
        lines.push(("memory.swap.max", or_max(limits.swap.as_ref())));
    }
    if let (Some(cpu), None) = (&limits.cpu, cpus(limits)) {
        lines.push(("cpu.max", format!("{} {}", cpu.value.quota, cpu.value.period)));
    }
    lines.extend(limits.cpuset.as_ref().map(|cpus| ("cpuset.cpus", cpus.value.clone())));
    lines.extend(limits.pids.as_ref().map(|pids| ("pids.max", pids.value.to_string())));
    let v2 = lines.into_iter().map(|(file, value)| (format!("lxc.cgroup2.{file}"), value));
    let files = limits.files.iter().map(|file| &file.value);
    let files = files.map(|file| (format!("{}{}", prefix(file.generation), file.file), file.value.clone()));
    v2.chain(files).collect()
}

fn prefix(generation: CgroupGeneration) -> &'static str {
    match generation {
        CgroupGeneration::V1 => "lxc.cgroup.",
        CgroupGeneration::V2 => "lxc.cgroup2.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_soft_mark_lies_a_little_below_the_limit() {
        for (mib, high) in [
            (512, 532_676_608),
            (16 * 1024 - 1, 16383 * 1024 * 1016),
            (16 * 1024, (16384 - 128) * MIB),
        ] {
            let mut limits = Limits::default();
            set_memory(&mut limits, &Given::default_of(mib * MIB, "test"), Version::default());
            assert_eq!(limits.memory_high.unwrap().value, high);
        }
    }
}
