//! Limits: memory, CPU, disks, and the place in the cgroup tree.
//!
//! `<memory>` and `<hard_limit>` are one file of the cgroup, `<swap_hard_limit>` counts memory and swap together, quota and
//! period belong together: [`settle`] brings them into the model's fields.

use transom_model::{CgroupFile, CgroupGeneration, CpuQuota, Effect, Given, Origin, Severity, Version, phrase, words};

use super::Reader;
use super::print::UNLIMITED_KIB;
use super::values::{Read, number, size, text, title, unsigned};
use crate::lxc::weight_of_shares;
use crate::{Problem, Setting};

/// What libvirt takes when only a quota is given, microseconds (the kernel's own).
const DEFAULT_PERIOD: u64 = 100_000;

/// Limits that are known when all have been read.
#[derive(Debug, Default)]
pub(super) struct LimitDraft {
    has_memory: bool,
    memory: Option<(usize, Given<u64>)>,
    hard: Option<Given<u64>>,
    both: Option<Given<u64>>,
    quota: Option<Given<u64>>,
    period: Option<(usize, Given<u64>)>,
}

fn sized(reader: &mut Reader, setting: &Setting<'_>) -> Result<Option<Given<u64>>, Problem> {
    let parts = reader.parts_of(setting.key);
    let size = size(setting.key, text(setting)?, parts.text("@unit"))?;
    Ok(size.map(|bytes| setting.given(bytes)))
}

pub(super) fn memory(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.draft.limits.has_memory = true;
    let memory = sized(reader, setting)?;
    let event = reader.next_event();
    let Some(memory) = memory else {
        if setting.value == UNLIMITED_KIB && reader.has_no_parts() {
            // It is what is printed where there is no limit.
            reader.forget();
        }
        return Ok(Effect::NoEffect(phrase!("it is libvirt's number for no limit")));
    };
    more_than_none(&memory)?;
    reader.draft.limits.memory = Some((event, memory));
    Ok(Effect::Taken)
}

fn more_than_none(memory: &Given<u64>) -> Result<(), Problem> {
    match memory.value {
        0 => Err(Problem::new("bad-value", "a container without memory cannot start")
            .hint("write KiB, or a unit: `<memory unit='MiB'>512</memory>`")),
        _ => Ok(()),
    }
}

pub(super) fn current_memory(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let _size = sized(reader, setting)?;
    Ok(Effect::NoEffect(phrase!("libvirt only reports it; `<memory>` is the limit")))
}

pub(super) fn hard_limit(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let hard = sized(reader, setting)?;
    hard.as_ref().map_or(Ok(()), more_than_none)?;
    reader.draft.limits.hard = hard;
    Ok(unlimited(reader.draft.limits.hard.is_none()))
}

pub(super) fn soft_limit(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.container.limits.memory_high = sized(reader, setting)?;
    Ok(unlimited(reader.container.limits.memory_high.is_none()))
}

pub(super) fn swap_hard_limit(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.draft.limits.both = sized(reader, setting)?;
    Ok(unlimited(reader.draft.limits.both.is_none()))
}

fn unlimited(is_unlimited: bool) -> Effect {
    match is_unlimited {
        true => Effect::NoEffect(phrase!("it is libvirt's number for no limit")),
        false => Effect::Taken,
    }
}

pub(super) fn vcpu(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let _count = number(setting, 1..=u64::from(u16::MAX))?;
    let parts = reader.parts_of(setting.key);
    if parts.text("@placement") == Some("auto") {
        let message = "libvirt would ask numad for the CPUs; Transom does not";
        reader.warn(setting, Problem::new("numad", message).hint("name the CPUs: `cpuset='0-3'`"));
    }
    let how = match &reader.container.limits.cpuset {
        Some(_) => phrase!("libvirt's LXC driver does not limit CPUs by their count; `cpuset` names the ones it may use"),
        None => phrase!("libvirt's LXC driver does not limit CPUs by their count; `cputune` with quota and period limits CPU time"),
    };
    Ok(Effect::NoEffect(how))
}

pub(super) fn cpuset(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    reader.container.limits.cpuset = Some(setting.given(cpu_list(setting)?));
    Ok(Effect::Taken)
}

/// Reads libvirt's list, which has `^3` for "not this one", as the kernel's.
fn cpu_list(setting: &Setting<'_>) -> Result<String, Problem> {
    const MOST: usize = 8192;
    let bad = |part: &str| {
        Problem::new("bad-value", format!("`{part}` in the list `{}` is no CPU", setting.value)).hint("write it like `0-3,8,^2`")
    };
    let mut is_in = vec![false; MOST];
    for part in setting.value.split(',').map(str::trim) {
        let (is_out, list) = part.strip_prefix('^').map_or((false, part), |rest| (true, rest));
        let (first, last) = list.split_once('-').unwrap_or((list, list));
        let number = |text: &str| unsigned(text.trim()).and_then(|number| usize::try_from(number).ok());
        let ends = number(first).zip(number(last));
        let (first, last) = ends
            .filter(|(first, last)| first <= last && *last < MOST)
            .ok_or_else(|| bad(part))?;
        is_in[first..=last].fill(!is_out);
    }
    let cpus: Vec<u64> = (0..).zip(is_in).filter(|(_, is_in)| *is_in).map(|(cpu, _)| cpu).collect();
    match cpus.is_empty() {
        true => Err(bad(setting.value)),
        false => Ok(as_list(&cpus)),
    }
}

fn as_list(cpus: &[u64]) -> String {
    let runs = cpus.chunk_by(|one, next| one + 1 == *next);
    let run = |run: &[u64]| match run {
        [first, .., last] => format!("{first}-{last}"),
        [only] => only.to_string(),
        [] => String::new(),
    };
    runs.map(run).collect::<Vec<String>>().join(",")
}

pub(super) fn shares(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let shares = number(setting, 2..=262_144)?;
    let weight = weight_of_shares(shares);
    // Of several numbers of shares that have the same weight, one is printed.
    if shares_of_weight(weight) != shares {
        reader.remember();
    }
    reader.container.limits.cpu_weight = Some(setting.given(weight));
    Ok(Effect::Taken)
}

pub(super) fn period(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let period = number(setting, 1000..=1_000_000)?;
    let event = reader.next_event();
    reader.draft.limits.period = Some((event, setting.given(period)));
    Ok(Effect::Taken)
}

pub(super) fn quota(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    if setting.value == "0" || setting.value.starts_with('-') && unsigned(&setting.value[1..]).is_some() {
        return Ok(Effect::NoEffect(phrase!("zero or less is no limit of CPU time")));
    }
    let quota = number(setting, 1000..=17_592_186_044_415)?;
    reader.draft.limits.quota = Some(setting.given(quota));
    Ok(Effect::Taken)
}

pub(super) fn disk_weight(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let weight = number(setting, 1..=10_000)?;
    reader.container.limits.files.push(setting.given(CgroupFile {
        generation: CgroupGeneration::V2,
        file: "io.weight".to_owned(),
        value: weight.to_string(),
    }));
    Ok(Effect::Taken)
}

pub(super) fn disk_device(_: &mut Reader, _: &Setting<'_>) -> Read {
    Ok(Effect::NotYet(words!(
        "limits how much the container reads from and writes to this disk of the host"
    )))
}

pub(super) fn numa(reader: &mut Reader, setting: &Setting<'_>) -> Read {
    let parts = reader.parts_of(setting.key);
    let nodes = parts.find("@nodeset").cloned();
    match (parts.text("@mode").unwrap_or("strict"), nodes) {
        ("restrictive", _) if reader.version < Version::new(7, 3) => {
            let message = format!("libvirt {} does not know the memory policy `restrictive` yet", reader.version);
            let hint = "libvirt 7.3 brought it; no policy of older ones has an effect on a container's memory nodes";
            Err(Problem::new("newer-value", message).hint(hint))
        }
        ("restrictive", Some(nodes)) => {
            let file = CgroupFile {
                generation: CgroupGeneration::V2,
                file: "cpuset.mems".to_owned(),
                value: nodes.value.clone(),
            };
            reader.container.limits.files.push(nodes.given(file));
            reader.keep_parts(&parts, &["@placement"]);
            Ok(Effect::Taken)
        }
        ("preferred" | "interleave", _) => Ok(Effect::NotYet(words!(
            "sets from which memory nodes the container's processes get their memory"
        ))),
        ("strict", _) => {
            let why = words!("libvirt's LXC driver applies a strict memory policy nowhere: memory comes from every node");
            reader.warn(
                setting,
                Problem::new("numa-strict", why.text()).hint("`mode='restrictive'` has an effect"),
            );
            Ok(Effect::NoEffect(why.into()))
        }
        (mode, _) => Ok(Effect::NoEffect(phrase!(
            "libvirt's LXC driver does nothing for the memory policy `{mode}` without nodes",
            mode
        ))),
    }
}

pub(super) fn partition(_: &mut Reader, setting: &Setting<'_>) -> Read {
    match text(setting)? {
        "/machine" => Ok(Effect::NoEffect(phrase!(
            "it is where libvirt puts its cgroups anyway; Transom has a place of its own"
        ))),
        path if path.starts_with('/') => Ok(Effect::NotYet(words!(
            "puts the container's cgroup below this one, which must be there"
        ))),
        other => Err(
            Problem::new("bad-partition", format!("`{other}` does not begin with a slash")).hint("write it like `/machine/lab`"),
        ),
    }
}

/// Brings together what several elements say.
pub(super) fn settle(reader: &mut Reader, whole: &Origin) {
    let LimitDraft {
        has_memory,
        memory,
        hard,
        both,
        quota,
        period,
    } = std::mem::take(&mut reader.draft.limits);
    if !has_memory {
        let problem = Problem::new("no-memory", "no `<memory>`: libvirt refuses to define the container");
        reader.diagnose(
            Severity::Error,
            whole.clone(),
            problem.hint("add `<memory unit='MiB'>512</memory>`"),
        );
    }
    if let (Some((event, memory)), Some(hard)) = (&memory, &hard)
        && memory.value != hard.value
    {
        let why = phrase!(
            "{key} limits memory to {bytes} bytes instead",
            key = title("hard_limit"),
            bytes = hard.value
        );
        reader.revise_event(*event, Effect::NoEffect(why));
    }
    let limits = &mut reader.container.limits;
    limits.memory = hard.or(memory.map(|(_, memory)| memory));
    if let Some(quota) = quota {
        let period = period.map_or(DEFAULT_PERIOD, |(_, period)| period.value);
        limits.cpu = Some(quota.with(CpuQuota {
            quota: quota.value,
            period,
        }));
    } else if let Some((event, _)) = period {
        reader.revise_event(event, Effect::NoEffect(phrase!("a period without a quota limits nothing")));
    }
    if let Some(both) = both {
        settle_swap(reader, &both);
    }
}

fn settle_swap(reader: &mut Reader, both: &Given<u64>) {
    let memory = reader.container.limits.memory.as_ref().map_or(0, |memory| memory.value);
    match both.value.checked_sub(memory) {
        Some(swap) => reader.container.limits.swap = Some(both.with(swap)),
        None => {
            let problem = Problem::new(
                "memsw-below-memory",
                "the limit of memory and swap together is below that of memory alone",
            );
            let hint = "`<swap_hard_limit>` counts memory too: make it at least as large as `<memory>` and `<hard_limit>`";
            reader.diagnose(Severity::Error, both.origin.clone(), problem.hint(hint));
        }
    }
}

/// Returns the shares that have a weight, for printing.
pub(super) fn shares_of_weight(weight: u64) -> u64 {
    if weight == 100 {
        return 1024;
    }
    let (mut low, mut high) = (2_u64, 262_144_u64);
    while low < high {
        let middle = (low + high) / 2;
        if weight_of_shares(middle) < weight {
            low = middle + 1
        } else {
            high = middle
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_weights_agree() {
        for weight in [1, 2, 50, 100, 101, 512, 9999, 10_000] {
            assert_eq!(weight_of_shares(shares_of_weight(weight)), weight);
        }
    }

    #[test]
    fn lists_of_cpus_are_written_as_the_kernel_has_them() {
        assert_eq!(as_list(&[0, 1, 2, 4, 7, 8]), "0-2,4,7-8");
    }
}
