//! `linux.resources`: limits of memory, CPU, processes and the rest, each as a field of the model or a file of the cgroup.
//!
//! The specification speaks in cgroup v1's terms (swap counts with memory, shares of 1024); the model in v2's. What needs two
//! properties to be known waits in [`Draft`] for [`settle`].

use transom_model::{CgroupFile, CgroupGeneration, Container, CpuQuota, Effect, Given, Limits, Origin};

use super::Reader;
use super::print::{Json, Pairs, one, quote};
use crate::lxc::weight_of_shares;
use crate::{Problem, Setting};

type Read = Result<Effect, Problem>;

/// The kernel's own period.
const PERIOD: u64 = 100_000;

/// Properties that count together.
#[derive(Debug, Default)]
pub(super) struct Draft {
    swap: Option<Given<i64>>,
    quota: Option<Given<i64>>,
    period: Option<Given<u64>>,
}

fn signed(setting: &Setting<'_>) -> Given<i64> {
    setting.given(setting.value.parse().unwrap_or(i64::MAX))
}

fn unsigned(setting: &Setting<'_>) -> Given<u64> {
    setting.given(setting.value.parse().unwrap_or(u64::MAX))
}

fn no_limit() -> Effect {
    Effect::NoEffect("it means no limit".to_owned())
}

/// Reads `memory.limit`: bytes, or -1.
pub(super) fn memory(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let bytes = signed(setting);
    match u64::try_from(bytes.value) {
        Ok(0) => {
            Err(Problem::new("bad-value", "a container without any memory cannot run").hint("write bytes, or -1 for no limit"))
        }
        Ok(limit) => {
            reader.container.limits.memory = Some(bytes.with(limit));
            Ok(Effect::Taken)
        }
        Err(_) => Ok(no_limit()),
    }
}

/// Reads `memory.swap`: bytes of memory and swap together, or -1.
pub(super) fn swap(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let bytes = signed(setting);
    if bytes.value < 0 {
        return Ok(no_limit());
    }
    reader.memory.swap = Some(bytes);
    Ok(Effect::Taken)
}

/// Reads `cpu.shares`, of which 1024 is everybody's, as a weight, of which that is 100.
pub(super) fn shares(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let shares = unsigned(setting);
    if shares.value == 0 {
        return Ok(Effect::NoEffect("0 leaves everybody's share, 1024".to_owned()));
    }
    reader.container.limits.cpu_weight = Some(shares.with(weight_of_shares(shares.value)));
    Ok(Effect::Taken)
}

/// Reads `cpu.quota`: microseconds in each period, or -1.
pub(super) fn quota(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let quota = signed(setting);
    if quota.value <= 0 {
        return Ok(no_limit());
    }
    reader.memory.quota = Some(quota);
    Ok(Effect::Taken)
}

/// Reads `cpu.period`.
pub(super) fn period(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let period = unsigned(setting);
    if !(1_000..=1_000_000).contains(&period.value) {
        return Err(Problem::new(
            "out-of-range",
            format!(
                "a period is between 1000 and 1000000 microseconds, and here is {}",
                period.value
            ),
        ));
    }
    let has_quota = reader
        .part(&["linux", "resources", "cpu", "quota"])
        .and_then(super::value::number)
        .is_some_and(|quota| quota > 0);
    reader.memory.period = Some(period);
    if has_quota {
        Ok(Effect::Taken)
    } else {
        Ok(Effect::NoEffect("a period without a `quota` limits nothing".to_owned()))
    }
}

/// Reads `pids.limit`: processes, or -1.
pub(super) fn pids(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let limit = signed(setting);
    match u64::try_from(limit.value) {
        Ok(0) | Err(_) => Ok(no_limit()),
        Ok(count) => {
            reader.container.limits.pids = Some(limit.with(count));
            Ok(Effect::Taken)
        }
    }
}

/// Reads `cpu.cpus`.
pub(super) fn cpus(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    check_list(setting)?;
    if setting.value.is_empty() {
        return Ok(no_limit());
    }
    reader.container.limits.cpuset = Some(setting.given(setting.value.to_owned()));
    Ok(Effect::Taken)
}

/// Reads `cpu.mems`.
pub(super) fn mems(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    check_list(setting)?;
    if setting.value.is_empty() {
        return Ok(no_limit());
    }
    file(reader, setting, CgroupGeneration::V2, "cpuset.mems")
}

/// The kernel's list form: `0-1,4`.
fn check_list(setting: &Setting<'_>) -> Result<(), Problem> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = |part: &str| {
        part.split_once('-')
            .map_or_else(|| is_number(part), |(first, last)| is_number(first) && is_number(last))
    };
    if setting.value.is_empty() || setting.value.split(',').all(|part| is_part(part.trim())) {
        return Ok(());
    }
    Err(Problem::new("bad-list", format!("`{}` is no list of numbers", setting.value)).hint("write it like 0-1,4"))
}

/// Writes the value as it is into a file of the cgroup.
pub(super) fn file(reader: &mut Reader, setting: &Setting<'_>, generation: CgroupGeneration, name: &str) -> Read {
    push(reader, &setting.value_origin(), (generation, name), setting.value.to_owned());
    Ok(Effect::Taken)
}

/// Writes a limit, of which -1 is none.
pub(super) fn limit_file(reader: &mut Reader, setting: &Setting<'_>, name: &str) -> Read {
    if setting.value.starts_with('-') {
        return Ok(no_limit());
    }
    file(reader, setting, CgroupGeneration::V2, name)
}

/// Writes 1 or 0 for true or false.
pub(super) fn switch_file(reader: &mut Reader, setting: &Setting<'_>, generation: CgroupGeneration, name: &str) -> Read {
    if setting.value != "true" {
        return Ok(Effect::NoEffect("false is the default".to_owned()));
    }
    push(reader, &setting.value_origin(), (generation, name), "1".to_owned());
    Ok(Effect::Taken)
}

fn push(reader: &mut Reader, origin: &Origin, (generation, name): (CgroupGeneration, &str), value: String) {
    let file = CgroupFile {
        generation,
        file: name.to_owned(),
        value,
    };
    reader.container.limits.files.push(Given::new(file, origin.clone()));
}

/// Reads one limit of huge pages: `{pageSize, limit}`.
pub(super) fn huge_pages(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let (Some(size), Some(limit)) = (here.text("pageSize"), here.number("limit")) else {
        return Ok(Effect::Wrong);
    };
    let digits = size.value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let is_size = !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && ["KB", "MB", "GB"].contains(&&size.value[digits.len()..]);
    if !is_size {
        let problem = Problem::new("bad-page-size", format!("`{}` is no size of pages", size.value));
        return Ok(reader.wrong(problem.hint("write it as the kernel does: 64KB, 2MB, 1GB"), &size.origin));
    }
    push(
        reader,
        &setting.origin,
        (CgroupGeneration::V2, &format!("hugetlb.{}.max", size.value)),
        limit.value.to_string(),
    );
    Ok(Effect::Taken)
}

/// Reads one throttle of a block device: `{major, minor, rate}`.
pub(super) fn throttle(reader: &mut Reader, setting: &Setting<'_>, word: &str) -> Read {
    let here = reader.here();
    let (Some(major), Some(minor), Some(rate)) = (here.number("major"), here.number("minor"), here.number("rate")) else {
        return Ok(Effect::Wrong);
    };
    push(
        reader,
        &setting.origin,
        (CgroupGeneration::V2, "io.max"),
        format!("{}:{} {word}={}", major.value, minor.value, rate.value),
    );
    Ok(Effect::Taken)
}

/// Reads `blockIO.weight`: 10 to 1000 on v1, which BFQ takes on v2 as well.
pub(super) fn block_weight(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value == "0" {
        return Ok(no_limit());
    }
    if !(10..=1000).contains(&unsigned(setting).value) {
        return Err(Problem::new("out-of-range", "a weight of block I/O is between 10 and 1000"));
    }
    file(reader, setting, CgroupGeneration::V2, "io.bfq.weight")
}

/// Reads the limits of one RDMA device.
pub(super) fn rdma(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let here = reader.here();
    let part = |name: &str, word: &str| here.number(name).map(|number| format!(" {word}={}", number.value));
    let parts: String = [part("hcaHandles", "hca_handle"), part("hcaObjects", "hca_object")]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        return Err(Problem::new(
            "missing-property",
            "neither `hcaHandles` nor `hcaObjects` is given, and the specification requires one",
        ));
    }
    let device = setting.key.trim_start_matches("linux.resources.rdma.");
    push(
        reader,
        &setting.origin,
        (CgroupGeneration::V2, "rdma.max"),
        format!("{device}{parts}"),
    );
    Ok(Effect::Taken)
}

/// Reads one file of `unified`.
pub(super) fn unified(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let name = setting.key.trim_start_matches("linux.resources.unified.");
    if name.contains('/') || !name.contains('.') {
        return Err(Problem::new("bad-cgroup-file", format!("`{name}` is no file of a cgroup"))
            .hint("write its name alone, such as memory.high"));
    }
    let value = setting.value.trim();
    if name == "memory.high"
        && let Ok(bytes) = value.parse()
    {
        reader.container.limits.memory_high = Some(setting.given(bytes));
        return Ok(Effect::Taken);
    }
    file(reader, setting, CgroupGeneration::V2, name)
}

/// Joins what counts together: swap with memory, quota with period.
pub(super) fn settle(reader: &mut Reader) {
    if let Some(quota) = reader.memory.quota.take() {
        let period = reader.memory.period.as_ref().map_or(PERIOD, |period| period.value);
        let share = CpuQuota {
            quota: u64::try_from(quota.value).unwrap_or(u64::MAX),
            period,
        };
        reader.container.limits.cpu = Some(quota.with(share));
    }
    let Some(both) = reader.memory.swap.take() else { return };
    let total = u64::try_from(both.value).unwrap_or(0);
    match reader.container.limits.memory.as_ref().map(|memory| memory.value) {
        None => {
            let problem = Problem::new(
                "swap-without-memory",
                "`swap` counts memory and swap together, and `limit` says nothing of memory",
            );
            reader.wrong(problem.hint("set `linux.resources.memory.limit` too"), &both.origin);
        }
        Some(memory) if total < memory => {
            let problem = Problem::new(
                "swap-below-memory",
                format!("`swap` counts memory and swap together, and {total} is less than the memory's {memory}"),
            );
            reader.wrong(
                problem.hint(format!("write at least {memory}, which means no swap")),
                &both.origin,
            );
        }
        Some(memory) => reader.container.limits.swap = Some(both.with(total - memory)),
    }
}

/// The inverse of the weight, near enough: the least shares with that weight.
fn shares_of_weight(weight: u64) -> u64 {
    let (mut low, mut high) = (2_u64, 262_144_u64);
    while low < high {
        let middle = low.midpoint(high);
        if weight_of_shares(middle) < weight {
            low = middle + 1
        } else {
            high = middle
        }
    }
    if weight_of_shares(1024) == weight { 1024 } else { low }
}

pub(super) fn print_memory(container: &Container) -> Pairs {
    let limits = &container.limits;
    let mut pairs = one(
        "linux.resources.memory.limit",
        limits.memory.as_ref().map(|memory| memory.value.to_string()),
    );
    let both = limits
        .memory
        .as_ref()
        .zip(limits.swap.as_ref())
        .map(|(memory, swap)| memory.value.saturating_add(swap.value).to_string());
    pairs.extend(one("linux.resources.memory.swap", both));
    pairs
}

pub(super) fn print_cpu(container: &Container) -> Pairs {
    let limits = &container.limits;
    let mut pairs = one(
        "linux.resources.cpu.shares",
        limits
            .cpu_weight
            .as_ref()
            .map(|weight| shares_of_weight(weight.value).to_string()),
    );
    pairs.extend(one(
        "linux.resources.cpu.quota",
        limits.cpu.as_ref().map(|cpu| cpu.value.quota.to_string()),
    ));
    pairs.extend(one(
        "linux.resources.cpu.period",
        limits.cpu.as_ref().map(|cpu| cpu.value.period.to_string()),
    ));
    pairs.extend(one(
        "linux.resources.cpu.cpus",
        limits.cpuset.as_ref().map(|cpus| quote(&cpus.value)),
    ));
    pairs
}

pub(super) fn print_pids(container: &Container) -> Pairs {
    one(
        "linux.resources.pids.limit",
        container.limits.pids.as_ref().map(|pids| pids.value.to_string()),
    )
}

/// Files of the cgroup have one form in OCI whatever asked for them: `unified`.
pub(super) fn print_unified(container: &Container) -> Pairs {
    let Limits { memory_high, files, .. } = &container.limits;
    let high = memory_high
        .iter()
        .map(|high| ("memory.high".to_owned(), Json::text(&high.value.to_string())));
    let files = files.iter().filter(|file| file.value.generation == CgroupGeneration::V2);
    let files = files.map(|file| (file.value.file.clone(), Json::text(&file.value.value)));
    let mut entries: Vec<(String, Json)> = Vec::new();
    for (name, value) in high.chain(files) {
        match entries.iter_mut().find(|(known, _)| *known == name) {
            // Lines of one file, such as io.max, go into one value.
            Some((_, Json::Text(before))) => {
                if let Json::Text(text) = &value {
                    *before = format!("{before}\n{text}");
                }
            }
            _ => entries.push((name, value)),
        }
    }
    if entries.is_empty() {
        Vec::new()
    } else {
        vec![("linux.resources.unified".to_owned(), Json::Object(entries).to_string())]
    }
}
