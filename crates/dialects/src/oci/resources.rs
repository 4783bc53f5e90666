//! `linux.resources`: limits of memory, CPU, processes and the rest, each as a field of the model or a file of the cgroup.
//!
//! The specification speaks in cgroup v1's terms (swap counts with memory, shares of 1024); the model in v2's. What needs two
//! properties to be known waits in [`Draft`] for [`settle`].

use transom_model::{CgroupFile, CgroupGeneration, Container, CpuQuota, Effect, Given, Limits, Origin, phrase};

use super::Reader;
use super::print::{Json, Pairs, given_text, list, object, plain};
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
    Effect::NoEffect(phrase!("it means no limit"))
}

/// Reads `memory.limit`: bytes, or -1.
pub(super) fn memory(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let bytes = signed(setting);
    match u64::try_from(bytes.value) {
        Ok(0) => {
            Err(Problem::new("bad-value", "a container without any memory cannot run").hint("write bytes, or -1 for no limit"))
        }
        Ok(limit) => {
            reader.container.limits.memory.get_or_insert(bytes.with(limit));
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
        return Ok(Effect::NoEffect(phrase!("0 leaves everybody's share, 1024")));
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
        Ok(Effect::NoEffect(phrase!("a period without a `quota` limits nothing")))
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
        return Ok(Effect::NoEffect(phrase!("false is the default")));
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
    if !is_page_size(&size.value) {
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

fn is_page_size(size: &str) -> bool {
    let digits = size.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && ["KB", "MB", "GB"].contains(&&size[digits.len()..])
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
    let part = |(word, name): (&str, &str)| here.number(name).map(|number| format!(" {word}={}", number.value));
    let parts: String = RDMA.into_iter().filter_map(part).collect();
    if parts.is_empty() {
        return Err(Problem::new(
            "missing-property",
            "neither `hcaHandles` nor `hcaObjects` is given, and the specification requires one",
        ));
    }
    let device = setting.key.strip_prefix("linux.resources.rdma.").unwrap_or(setting.key);
    push(
        reader,
        &setting.origin,
        (CgroupGeneration::V2, "rdma.max"),
        format!("{device}{parts}"),
    );
    Ok(Effect::Taken)
}

/// Reads one file of `unified`: a field of the model where there is one, which then counts before the other properties.
pub(super) fn unified(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let name = setting.key.trim_start_matches("linux.resources.unified.");
    if name.contains('/') || !name.contains('.') {
        return Err(Problem::new("bad-cgroup-file", format!("`{name}` is no file of a cgroup"))
            .hint("write its name alone, such as memory.high"));
    }
    let value = setting.value.trim();
    let number = || value.parse::<u64>().ok();
    let weight = |weight: &u64| (1..=10_000).contains(weight);
    let given = |number: u64| Some(setting.given(number));
    let limits = &mut reader.container.limits;
    let field = match name {
        "memory.high" => number().map(|bytes| limits.memory_high = given(bytes)),
        "memory.max" => number().map(|bytes| limits.memory = given(bytes)),
        "memory.swap.max" => number().map(|bytes| limits.swap = given(bytes)),
        "pids.max" => number().map(|count| limits.pids = given(count)),
        "cpu.weight" => number().filter(weight).map(|weight| limits.cpu_weight = given(weight)),
        "cpuset.cpus" if !value.is_empty() && check_list(setting).is_ok() => {
            limits.cpuset = Some(setting.given(value.to_owned()));
            Some(())
        }
        "cpu.max" => cpu_max(value).map(|share| limits.cpu = Some(setting.given(share))),
        _ => None,
    };
    match field {
        Some(()) => Ok(Effect::Taken),
        None if name == "io.max" => {
            // The kernel takes a line a device, and each word of it by itself.
            for (device, limits) in value.lines().filter_map(|line| line.trim().split_once(' ')) {
                for limit in limits.split_whitespace() {
                    push(
                        reader,
                        &setting.value_origin(),
                        (CgroupGeneration::V2, name),
                        format!("{device} {limit}"),
                    );
                }
            }
            Ok(Effect::Taken)
        }
        None => file(reader, setting, CgroupGeneration::V2, name),
    }
}

/// Reads `QUOTA PERIOD`.
fn cpu_max(value: &str) -> Option<CpuQuota> {
    let (quota, period) = value.split_once(' ').unwrap_or((value, ""));
    let period = if period.is_empty() {
        PERIOD
    } else {
        period.trim().parse().ok()?
    };
    Some(CpuQuota {
        quota: quota.parse().ok()?,
        period,
    })
}

/// Joins what counts together: swap with memory, quota with period.
pub(super) fn settle(reader: &mut Reader) {
    if let Some(quota) = reader.memory.quota.take() {
        let period = reader.memory.period.as_ref().map_or(PERIOD, |period| period.value);
        let share = CpuQuota {
            quota: u64::try_from(quota.value).unwrap_or(u64::MAX),
            period,
        };
        reader.container.limits.cpu.get_or_insert(quota.with(share));
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
        Some(memory) => {
            reader.container.limits.swap.get_or_insert(both.with(total - memory));
        }
    }
}

/// The inverse of the weight: everybody's share, or else the least with that weight; some small weights have none.
fn shares_of_weight(weight: u64) -> Option<u64> {
    if weight_of_shares(1024) == weight {
        return Some(1024);
    }
    let (mut low, mut high) = (2_u64, 262_144_u64);
    while low < high {
        let middle = low.midpoint(high);
        if weight_of_shares(middle) < weight {
            low = middle + 1
        } else {
            high = middle
        }
    }
    (weight_of_shares(low) == weight).then_some(low)
}

pub(super) fn print_memory(container: &Container) -> Pairs {
    let limits = &container.limits;
    let memory = limits.memory.as_ref().map(|memory| memory.value);
    let swap = limits.swap.as_ref().map(|swap| swap.value);
    let both = memory.zip(swap).map(|(memory, swap)| memory.saturating_add(swap));
    let mut pairs = plain("linux.resources.memory.limit", memory);
    pairs.extend(plain("linux.resources.memory.swap", both));
    pairs.extend(file_properties(limits, "linux.resources.memory."));
    pairs
}

pub(super) fn print_cpu(container: &Container) -> Pairs {
    let limits = &container.limits;
    let weight = limits.cpu_weight.as_ref().map(|weight| weight.value);
    let mut pairs = plain("linux.resources.cpu.shares", weight.and_then(shares_of_weight));
    let share = limits.cpu.as_ref().map(|cpu| cpu.value);
    pairs.extend(plain("linux.resources.cpu.quota", share.map(|share| share.quota)));
    pairs.extend(plain("linux.resources.cpu.period", share.map(|share| share.period)));
    pairs.extend(given_text("linux.resources.cpu.cpus", limits.cpuset.as_ref()));
    pairs.extend(file_properties(limits, "linux.resources.cpu."));
    pairs
}

pub(super) fn print_pids(container: &Container) -> Pairs {
    let limit = container.limits.pids.as_ref().map(|pids| pids.value);
    plain("linux.resources.pids.limit", limit)
}

pub(super) fn print_block(container: &Container) -> Pairs {
    let mut pairs = file_properties(&container.limits, "linux.resources.blockIO.");
    for (word, property) in THROTTLES {
        let throttles = container
            .limits
            .files
            .iter()
            .filter_map(|given| throttles_of(&given.value))
            .flatten();
        let devices = throttles.filter(|(known, _)| *known == word).map(|(_, device)| device);
        pairs.extend(list(&format!("linux.resources.blockIO.{property}"), devices.collect()));
    }
    pairs
}

pub(super) fn print_network(container: &Container) -> Pairs {
    file_properties(&container.limits, "linux.resources.network.")
}

pub(super) fn print_huge_pages(container: &Container) -> Pairs {
    let pages = container.limits.files.iter().filter_map(|given| huge_pages_of(&given.value));
    list("linux.resources.hugepageLimits", pages.collect())
}

/// Files of the cgroup that are one property, with their generation and the property.
const PROPERTIES: [(CgroupGeneration, &str, &str); 11] = [
    (CgroupGeneration::V2, "memory.low", "linux.resources.memory.reservation"),
    (CgroupGeneration::V1, "memory.swappiness", "linux.resources.memory.swappiness"),
    (
        CgroupGeneration::V1,
        "memory.oom_control",
        "linux.resources.memory.disableOOMKiller",
    ),
    (CgroupGeneration::V2, "cpu.max.burst", "linux.resources.cpu.burst"),
    (
        CgroupGeneration::V1,
        "cpu.rt_runtime_us",
        "linux.resources.cpu.realtimeRuntime",
    ),
    (CgroupGeneration::V1, "cpu.rt_period_us", "linux.resources.cpu.realtimePeriod"),
    (CgroupGeneration::V2, "cpuset.mems", "linux.resources.cpu.mems"),
    (CgroupGeneration::V2, "cpu.idle", "linux.resources.cpu.idle"),
    (CgroupGeneration::V2, "io.bfq.weight", "linux.resources.blockIO.weight"),
    (CgroupGeneration::V1, "blkio.weight", "linux.resources.blockIO.weight"),
    (CgroupGeneration::V1, "net_cls.classid", "linux.resources.network.classID"),
];

const RDMA: [(&str, &str); 2] = [("hca_handle", "hcaHandles"), ("hca_object", "hcaObjects")];
const THROTTLES: [(&str, &str); 4] = [
    ("rbps", "throttleReadBpsDevice"),
    ("wbps", "throttleWriteBpsDevice"),
    ("riops", "throttleReadIOPSDevice"),
    ("wiops", "throttleWriteIOPSDevice"),
];

/// Returns the properties below a path that files of the cgroup are.
fn file_properties(limits: &Limits, below: &str) -> Pairs {
    let property = |given: &Given<CgroupFile>| property_of(&given.value).filter(|(path, _)| path.starts_with(below));
    let pairs = limits.files.iter().filter_map(property);
    pairs.map(|(path, value)| (path.to_owned(), value.to_string())).collect()
}

/// A file as the one property that it is, if the property takes the value.
fn property_of(file: &CgroupFile) -> Option<(&'static str, Json)> {
    let is_same = |known: &&(CgroupGeneration, &str, &str)| (known.0, known.1) == (file.generation, file.file.as_str());
    let (_, _, path) = PROPERTIES.iter().find(is_same)?;
    let number = file.value.parse::<i64>().ok();
    let value = match *path {
        "linux.resources.cpu.mems" => Json::text(&file.value),
        "linux.resources.memory.disableOOMKiller" => (file.value == "1").then(|| Json::number(true))?,
        "linux.resources.blockIO.weight" => Json::number(number.filter(|weight| (10..=1000).contains(weight))?),
        "linux.resources.cpu.realtimeRuntime" => Json::number(number?),
        _ => Json::number(number.filter(|number| *number >= 0)?),
    };
    Some((path, value))
}

/// A line of `io.max` as the throttles that it is, if every word of it is one.
fn throttles_of(file: &CgroupFile) -> Option<Vec<(&'static str, Json)>> {
    let is_limits = (file.generation, file.file.as_str()) == (CgroupGeneration::V2, "io.max");
    let (device, limits) = file.value.split_once(' ').filter(|_| is_limits)?;
    let number = |text: &str| text.parse::<u64>().ok().map(Json::number);
    let (major, minor) = device.split_once(':')?;
    let (major, minor) = (number(major)?, number(minor)?);
    let throttle = |limit: &str| {
        let (word, rate) = limit.split_once('=')?;
        let (word, _) = THROTTLES.iter().find(|(known, _)| *known == word)?;
        let parts = [("major", major.clone()), ("minor", minor.clone()), ("rate", number(rate)?)];
        Some((*word, Json::object(parts)))
    };
    limits.split_whitespace().map(throttle).collect()
}

fn huge_pages_of(file: &CgroupFile) -> Option<Json> {
    let size = file.file.strip_prefix("hugetlb.")?.strip_suffix(".max")?;
    let limit = file
        .value
        .parse::<u64>()
        .ok()
        .filter(|_| file.generation == CgroupGeneration::V2)?;
    is_page_size(size).then(|| Json::object([("pageSize", Json::text(size)), ("limit", Json::number(limit))]))
}

/// A line of `rdma.max` as the device that it limits.
fn rdma_of(file: &CgroupFile) -> Option<(String, Json)> {
    let is_limits = (file.generation, file.file.as_str()) == (CgroupGeneration::V2, "rdma.max");
    let (device, limits) = file.value.split_once(' ').filter(|_| is_limits)?;
    let limit = |limit: &str| {
        let (word, count) = limit.split_once('=')?;
        let (_, property) = RDMA.into_iter().find(|(known, _)| *known == word)?;
        Some((property, Json::number(count.parse::<u32>().ok()?)))
    };
    let limits: Option<Vec<_>> = limits.split_whitespace().map(limit).collect();
    Some((device.to_owned(), Json::object(limits?)))
}

pub(super) fn print_rdma(container: &Container) -> Pairs {
    let devices = container.limits.files.iter().filter_map(|given| rdma_of(&given.value));
    object("linux.resources.rdma", devices.collect())
}

/// Files that are no property of their own, and what has none on v1.
pub(super) fn print_unified(container: &Container) -> Pairs {
    let limits = &container.limits;
    let text = |name: &str, value: String| (name.to_owned(), Json::Text(value));
    let mut entries = Vec::new();
    let high = limits.memory_high.as_ref().map(|high| high.value.to_string());
    entries.extend(high.map(|high| text("memory.high", high)));
    let lone_swap = limits.swap.as_ref().filter(|_| limits.memory.is_none());
    entries.extend(lone_swap.map(|swap| text("memory.swap.max", swap.value.to_string())));
    let weight = limits.cpu_weight.as_ref().map(|weight| weight.value);
    let odd_weight = weight.filter(|weight| shares_of_weight(*weight).is_none());
    entries.extend(odd_weight.map(|weight| text("cpu.weight", weight.to_string())));
    for given in &limits.files {
        let file = &given.value;
        let is_elsewhere =
            property_of(file).is_some() || throttles_of(file).is_some() || huge_pages_of(file).is_some() || rdma_of(file).is_some();
        if file.generation == CgroupGeneration::V2 && !is_elsewhere {
            entries.push(text(&file.file, file.value.clone()));
        }
    }
    object("linux.resources.unified", entries)
}
