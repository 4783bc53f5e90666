//! Memory, swap, CPU, processes: the managers' units into the kernel's.
//!
//! `limits.memory` and `limits.cpu.allowance` count together with other keys, so [`settle`] decides once all are read.

use transom_model::{
    CgroupFile, CgroupGeneration, Container, CpuQuota, Dialect, Effect, Given, Rlimit, RlimitValue, Severity, Version, phrase,
    words,
};

use super::Reader;
use super::keys::{Pairs, one};
use super::values::{self, bytes};
use crate::{Problem, Setting};

type Outcome = Result<Effect, Problem>;

/// Sizes of huge pages, as both the keys and the files have them.
const HUGEPAGES: [&str; 4] = ["64KB", "1MB", "2MB", "1GB"];

/// What `limits.cpu.priority` is without a line.
const HIGHEST_PRIORITY: u64 = 10;

/// Resources of single processes (getrlimit(2)), as LXC names them.
const RESOURCES: [&str; 16] = [
    "as",
    "core",
    "cpu",
    "data",
    "fsize",
    "locks",
    "memlock",
    "msgqueue",
    "nice",
    "nofile",
    "nproc",
    "rss",
    "rtprio",
    "rttime",
    "sigpending",
    "stack",
];

pub(super) fn memory(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    if let Some(share) = setting.value.strip_suffix('%') {
        return match share.parse::<u64>() {
            Ok(share) if share > 0 => Ok(Effect::NotYet(words!("limits memory to this share of the host's"))),
            _ => Err(Problem::new("bad-value", format!("Invalid value: {}", setting.value)).hint("a share is `1%` to `100%`")),
        };
    }
    let limit = bytes(setting.value)?;
    if limit == 0 {
        return Err(Problem::new("bad-value", "Memory limit can't be 0").hint("leave the line out for no limit"));
    }
    reader.wishes.memory = Some(setting.given(limit));
    Ok(Effect::Taken)
}

pub(super) fn enforce(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    if setting.value == "hard" {
        return Ok(Effect::NoEffect(phrase!("a limit is hard without the line too")));
    }
    reader.wishes.is_memory_soft = true;
    reader.wishes.enforce = Some(setting.given(()));
    if reader.dialect == Dialect::Lxd {
        let is_old = writes_memory_low(reader);
        let (severity, message) = match is_old {
            true => (
                Severity::Warning,
                "LXD 5.0 writes memory.low on cgroup v2, which protects memory instead of limiting it",
            ),
            false => (
                Severity::Note,
                "LXD 5.0 writes memory.low on cgroup v2, which protects memory instead of limiting it; LXD 6 writes memory.high, and so does Transom",
            ),
        };
        let problem = Problem::new("differs-by-version", message);
        let hint = "leave the line out for a limit, or read the file as LXD 6";
        reader.say(severity, setting, if is_old { problem.hint(hint) } else { problem });
    }
    Ok(Effect::Taken)
}

pub(super) fn swap(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let limit = match values::boolean(setting.value) {
        Ok(true) => return Ok(Effect::NoEffect(phrase!("swap is not limited, as without the line"))),
        Ok(false) => 0,
        Err(_) if reader.is_incus_since(6, 1) => bytes(setting.value)?,
        Err(problem) => {
            return Err(match bytes(setting.value) {
                Ok(_) => problem.hint("only Incus takes a size here, after 6.0; others take `\"true\"` or `\"false\"`"),
                Err(_) => problem,
            });
        }
    };
    reader.container.limits.swap = Some(setting.given(limit));
    Ok(Effect::Taken)
}

pub(super) fn oom_priority(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let file = ("oom_score_adj".to_owned(), setting.value.to_owned());
    reader.container.proc_files.push(setting.given(file));
    Ok(Effect::Taken)
}

pub(super) fn processes(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    reader.container.limits.pids = Some(setting.given(values::integer(setting.value)?));
    Ok(Effect::Taken)
}

/// A number is how many CPUs, anything else which ones; `3-3` is CPU 3 alone.
pub(super) fn cpu(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let bad = |why: &str| Problem::new("bad-value", format!("Invalid value: {}: {why}", setting.value));
    if let Ok(count) = setting.value.parse::<u32>() {
        if count == 0 {
            return Err(bad("no CPU at all").hint("leave the line out for all CPUs; `0-0` is CPU 0 alone"));
        }
        reader.container.limits.cpu_count = Some(setting.given(count));
        return Ok(Effect::Taken);
    }
    let mut set = Vec::new();
    for part in setting.value.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else {
            return Err(bad("it is neither a number nor a list of CPUs")
                .hint("`2` is any two CPUs; `0-3,5` or `1-1` are these ones, without blanks"));
        };
        if first > last {
            return Err(bad("the range runs backwards"));
        }
        set.push(if first == last {
            first.to_string()
        } else {
            format!("{first}-{last}")
        });
    }
    reader.container.limits.cpuset = Some(setting.given(set.join(",")));
    Ok(Effect::Taken)
}

/// `50%` weighs against others, `25ms/100ms` is a hard limit.
pub(super) fn allowance(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let bad = || {
        Problem::new("bad-value", format!("Invalid allowance: {}", setting.value))
            .hint("`50%` is half of everybody's weight; `25ms/100ms` is at most a quarter of one CPU")
    };
    if let Some(percent) = setting.value.strip_suffix('%') {
        let percent = percent
            .parse::<u64>()
            .ok()
            .filter(|percent| (1..=10_000).contains(percent))
            .ok_or_else(bad)?;
        reader.wishes.allowance = Some(setting.given(percent));
        return Ok(Effect::Taken);
    }
    let milliseconds = |part: &str| {
        part.trim()
            .strip_suffix("ms")?
            .parse::<u64>()
            .ok()?
            .checked_mul(1000)
            .filter(|time| *time > 0)
    };
    let (quota, period) = setting.value.split_once('/').ok_or_else(bad)?;
    let (quota, period) = milliseconds(quota).zip(milliseconds(period)).ok_or_else(bad)?;
    reader.container.limits.cpu = Some(setting.given(CpuQuota { quota, period }));
    Ok(Effect::Taken)
}

pub(super) fn cpu_priority(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    reader.wishes.cpu_priority = Some(setting.given(values::integer(setting.value)?));
    Ok(Effect::Taken)
}

pub(super) fn hugepages(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let size = setting.key.strip_prefix("limits.hugepages.").unwrap_or_default();
    if !HUGEPAGES.contains(&size) {
        let message = format!("Unknown configuration key: {}", setting.key);
        return Err(Problem::new("unknown-key", message).hint("the sizes are 64KB, 1MB, 2MB and 1GB"));
    }
    let value = bytes(setting.value)?.to_string();
    let file = CgroupFile {
        generation: CgroupGeneration::V2,
        file: format!("hugetlb.{size}.max"),
        value,
    };
    reader.container.limits.files.push(setting.given(file));
    Ok(Effect::Taken)
}

pub(super) fn kernel(reader: &mut Reader, setting: &Setting<'_>) -> Outcome {
    let resource = setting.key.strip_prefix("limits.kernel.").unwrap_or_default();
    if !RESOURCES.contains(&resource) {
        let problem = Problem::new(
            "unknown-key",
            format!(
                "`{resource}` is no resource limit: {} takes the key, and the start fails",
                reader.manager()
            ),
        );
        return Err(match crate::lxc::nearest(resource, RESOURCES.into_iter()) {
            Some(near) => problem.hint(format!("did you mean `limits.kernel.{near}`?")),
            None => problem.hint("as in `limits.kernel.nofile`, `limits.kernel.memlock`"),
        });
    }
    let (soft, hard) = setting.value.split_once(':').unwrap_or((setting.value, setting.value));
    let limit = Rlimit {
        resource: resource.to_owned(),
        soft: bound(soft)?,
        hard: bound(hard)?,
    };
    reader.container.rlimits.push(setting.given(limit));
    Ok(Effect::Taken)
}

fn bound(text: &str) -> Result<RlimitValue, Problem> {
    match text.trim() {
        "unlimited" => Ok(RlimitValue::Unlimited),
        number => number.parse().map(RlimitValue::Is).map_err(|_| {
            Problem::new("bad-value", format!("`{number}` is neither a number nor `unlimited`"))
                .hint("`SOFT:HARD`, such as `1024:4096`, or one number for both")
        }),
    }
}

/// Sets what several keys decide together.
pub(super) fn settle(reader: &mut Reader) {
    let wishes = std::mem::take(&mut reader.wishes.memory);
    match (wishes, reader.wishes.enforce.take()) {
        (Some(memory), _) => set_memory(reader, &memory),
        // A share of the host's memory, or none: there is nothing in the container that it would say something of.
        (None, Some(enforce)) => reader.keep("limits.memory.enforce", "soft", &enforce.origin),
        (None, None) => {}
    }
    let (allowance, priority) = (reader.wishes.allowance.clone(), reader.wishes.cpu_priority.clone());
    let Some(origin) = allowance.as_ref().or(priority.as_ref()).map(|given| given.origin.clone()) else {
        return;
    };
    let less = HIGHEST_PRIORITY - priority.map_or(HIGHEST_PRIORITY, |given| given.value).min(HIGHEST_PRIORITY);
    let weight = allowance.map_or(100, |given| given.value).saturating_sub(less);
    reader.container.limits.cpu_weight = Some(Given::new(weight.clamp(1, 10_000), origin));
}

fn writes_memory_low(reader: &Reader) -> bool {
    reader.dialect == Dialect::Lxd && reader.version <= Version::new(5, 0)
}

/// LXD also has the kernel push back from nine tenths of a hard limit on; Incus does not. LXD up to 5.0 writes the file that
/// protects memory where it means the one that limits it.
fn set_memory(reader: &mut Reader, memory: &Given<u64>) {
    let is_old = writes_memory_low(reader);
    let limits = &mut reader.container.limits;
    if is_old {
        let low = if reader.wishes.is_memory_soft {
            memory.value
        } else {
            memory.value / 10 * 9
        };
        limits.memory = (!reader.wishes.is_memory_soft).then(|| memory.clone());
        let file = CgroupFile {
            generation: CgroupGeneration::V2,
            file: "memory.low".to_owned(),
            value: low.to_string(),
        };
        return limits.files.push(memory.with(file));
    }
    if reader.wishes.is_memory_soft {
        limits.memory_high = Some(memory.clone());
        return;
    }
    limits.memory = Some(memory.clone());
    if reader.dialect == Dialect::Lxd {
        limits.memory_high = Some(memory.with(memory.value / 10 * 9));
    }
}

pub(super) fn print_cpu(container: &Container) -> Pairs {
    let limits = &container.limits;
    // One number would be taken for a count.
    let set = |set: &String| {
        if set.parse::<u32>().is_ok() {
            format!("{set}-{set}")
        } else {
            set.clone()
        }
    };
    let set = one("limits.cpu", limits.cpuset.as_ref(), set);
    if set.is_empty() {
        one("limits.cpu", limits.cpu_count.as_ref(), u32::to_string)
    } else {
        set
    }
}

pub(super) fn print_allowance(container: &Container) -> Pairs {
    let limits = &container.limits;
    // Parts of a millisecond can only be said to LXC (`native.rs`).
    let whole = limits
        .cpu
        .as_ref()
        .filter(|cpu| cpu.value.quota % 1000 == 0 && cpu.value.period % 1000 == 0);
    let hard = one("limits.cpu.allowance", whole, |cpu| {
        format!("{}ms/{}ms", cpu.quota / 1000, cpu.period / 1000)
    });
    if hard.is_empty() {
        one("limits.cpu.allowance", limits.cpu_weight.as_ref(), |weight| {
            format!("{weight}%")
        })
    } else {
        hard
    }
}

/// Beside a hard limit the weight has no key but this one, which takes up to ten from a hundred.
pub(super) fn print_priority(container: &Container) -> Pairs {
    let limits = &container.limits;
    let weight = limits
        .cpu_weight
        .as_ref()
        .filter(|weight| limits.cpu.is_some() && (90..=100).contains(&weight.value));
    one("limits.cpu.priority", weight, |weight| (weight - 90).to_string())
}

/// Huge pages have keys of their own.
pub(super) fn print_hugepages(container: &Container) -> Pairs {
    let pair = |file: &CgroupFile| {
        let size = file.file.strip_prefix("hugetlb.")?.strip_suffix(".max")?;
        (file.generation == CgroupGeneration::V2 && HUGEPAGES.contains(&size))
            .then(|| {
                Some((
                    format!("limits.hugepages.{size}"),
                    file.value.parse().ok().map(|bytes| self::size(&bytes))?,
                ))
            })
            .flatten()
    };
    container.limits.files.iter().filter_map(|given| pair(&given.value)).collect()
}

pub(super) fn print_memory(container: &Container) -> Pairs {
    let limits = &container.limits;
    match (&limits.memory, &limits.memory_high) {
        (None, Some(_)) => {
            let mut pairs = one("limits.memory", limits.memory_high.as_ref(), size);
            pairs.extend((!pairs.is_empty()).then(|| ("limits.memory.enforce".to_owned(), "soft".to_owned())));
            pairs
        }
        (memory, _) => one("limits.memory", memory.as_ref(), size),
    }
}

fn size(bytes: &u64) -> String {
    let units = [(1_u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let fitting = units.iter().find(|(unit, _)| *bytes > 0 && bytes.is_multiple_of(*unit));
    fitting.map_or_else(|| bytes.to_string(), |(unit, word)| format!("{}{word}", bytes / unit))
}

pub(super) fn print_swap(container: &Container) -> Pairs {
    one("limits.memory.swap", container.limits.swap.as_ref(), |bytes| {
        if *bytes == 0 { "false".to_owned() } else { size(bytes) }
    })
}

pub(super) fn print_oom_priority(container: &Container) -> Pairs {
    let scores = container.proc_files.iter().filter(|given| given.value.0 == "oom_score_adj");
    scores
        .map(|given| ("limits.memory.oom_priority".to_owned(), given.value.1.clone()))
        .collect()
}

pub(super) fn print_processes(container: &Container) -> Pairs {
    one("limits.processes", container.limits.pids.as_ref(), u64::to_string)
}
