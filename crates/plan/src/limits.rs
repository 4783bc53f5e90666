//! What a limit becomes: the file and value on cgroup v2, else on the v1 controller, else a problem or a remark.
//!
//! A limit that somebody wrote down is never dropped in silence. What the kernel merely prefers (a weight, the point where it
//! starts to push back) becomes a remark; what must hold (memory, CPU time, CPUs, processes) refuses the start, unless
//! the caller said [`MissingLimit::Warn`].

use transom_model::{CgroupFile, CgroupGeneration, Given, HostFacts, Limits, Origin, Phrase, Words, phrase, words};

use crate::draft::Draft;
use crate::{CgroupPlace, MissingLimit, Problem};

/// One value on its way into a cgroup.
pub(crate) struct Write {
    /// Where.
    pub place: CgroupPlace,
    /// The file.
    pub file: String,
    /// What is written.
    pub value: String,
    /// Why.
    pub cause: Origin,
}

/// How much a limit matters when the host cannot express it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Hard,
    Soft,
}

/// Both forms of one limit: file and value for each generation, in the order of writing.
struct Wanted {
    /// What a message calls it.
    what: Words,
    controller: &'static str,
    v2: Vec<(&'static str, String)>,
    v1: Vec<(&'static str, String)>,
    /// Why `v1` may be empty, and what would help.
    no_v1: (Words, Words),
    weight: Weight,
    cause: Origin,
}

const V1_HAS_ALL: (Words, Words) = (words!("cgroup v1 has no such file"), words!("remove the line"));

/// Returns everything that is written into the cgroups of a container, in order.
pub(crate) fn writes(draft: &mut Draft<'_>) -> Vec<Write> {
    let limits = &draft.container.limits;
    let mut wanted: Vec<Wanted> = [
        memory(limits),
        memory_high(limits, draft.host),
        swap(limits),
        cpu(limits),
        cpu_weight(limits),
    ]
    .into_iter()
    .flatten()
    .collect();
    wanted.extend(cpus(draft));
    wanted.extend(pids(limits));
    let mut writes: Vec<Write> = wanted.into_iter().flat_map(|limit| place(draft, limit)).collect();
    for file in &limits.files {
        writes.extend(raw(draft, file));
    }
    writes
}

fn memory(limits: &Limits) -> Option<Wanted> {
    let memory = limits.memory.as_ref()?;
    let value = memory.value.to_string();
    Some(Wanted {
        what: words!("a limit of memory"),
        controller: "memory",
        v2: vec![("memory.max", value.clone())],
        v1: vec![("memory.limit_in_bytes", value)],
        no_v1: V1_HAS_ALL,
        weight: Weight::Hard,
        cause: memory.origin.clone(),
    })
}

fn memory_high(limits: &Limits, host: &HostFacts) -> Option<Wanted> {
    let high = limits.memory_high.as_ref()?;
    // Proxmox derives it from `memory:`. Nobody asked for it, so where it cannot be had there is nothing to tell of.
    let is_asked = high.origin.line().is_some() && limits.memory.as_ref().is_none_or(|memory| memory.origin != high.origin);
    let is_on_v2 = host.cgroups.v2.is_some() && host.cgroups.v2_controllers.iter().any(|name| name == "memory");
    if !is_asked && !is_on_v2 {
        return None;
    }
    Some(Wanted {
        what: words!("`memory.high`, the amount of memory from which the kernel pushes back,"),
        controller: "memory",
        v2: vec![("memory.high", high.value.to_string())],
        v1: Vec::new(),
        no_v1: V1_HAS_ALL,
        weight: Weight::Soft,
        cause: high.origin.clone(),
    })
}

fn swap(limits: &Limits) -> Option<Wanted> {
    let swap = limits.swap.as_ref()?;
    // v1 counts memory and swap together, and refuses the sum below the limit of memory: that one is written before.
    let both = limits
        .memory
        .as_ref()
        .map(|memory| memory.value.saturating_add(swap.value).to_string());
    Some(Wanted {
        what: words!("a limit of swap"),
        controller: "memory",
        v2: vec![("memory.swap.max", swap.value.to_string())],
        v1: both.map(|both| ("memory.memsw.limit_in_bytes", both)).into_iter().collect(),
        no_v1: (
            words!("cgroup v1 limits memory and swap together, and no line limits memory"),
            words!("limit memory as well, or remove the line"),
        ),
        weight: Weight::Hard,
        cause: swap.origin.clone(),
    })
}

fn cpu(limits: &Limits) -> Option<Wanted> {
    let cpu = limits.cpu.as_ref()?;
    let (quota, period) = (cpu.value.quota, cpu.value.period);
    Some(Wanted {
        what: words!("a limit of CPU time"),
        controller: "cpu",
        v2: vec![("cpu.max", format!("{quota} {period}"))],
        v1: vec![
            ("cpu.cfs_period_us", period.to_string()),
            ("cpu.cfs_quota_us", quota.to_string()),
        ],
        no_v1: V1_HAS_ALL,
        weight: Weight::Hard,
        cause: cpu.origin.clone(),
    })
}

fn cpu_weight(limits: &Limits) -> Option<Wanted> {
    let weight = limits.cpu_weight.as_ref()?;
    Some(Wanted {
        what: words!("a CPU weight"),
        controller: "cpu",
        v2: vec![("cpu.weight", weight.value.to_string())],
        v1: vec![("cpu.shares", shares(weight.value).to_string())],
        no_v1: V1_HAS_ALL,
        weight: Weight::Soft,
        cause: weight.origin.clone(),
    })
}

/// Everybody's weight is 100 on v2 and 1024 on v1; the kernel keeps shares between 2 and 262144.
fn shares(weight: u64) -> u64 {
    (weight.saturating_mul(1024) / 100).clamp(2, 262_144)
}

fn pids(limits: &Limits) -> Option<Wanted> {
    let pids = limits.pids.as_ref()?;
    let value = pids.value.to_string();
    Some(Wanted {
        what: words!("a limit of processes"),
        controller: "pids",
        v2: vec![("pids.max", value.clone())],
        v1: vec![("pids.max", value)],
        no_v1: V1_HAS_ALL,
        weight: Weight::Hard,
        cause: pids.origin.clone(),
    })
}

fn cpus(draft: &mut Draft<'_>) -> Option<Wanted> {
    let limits = &draft.container.limits;
    let list = match (&limits.cpuset, &limits.cpu_count) {
        (Some(set), Some(count)) => {
            draft.remark(
                words!("the number of CPUs has no effect: another line names the CPUs themselves"),
                &count.origin,
            );
            set.clone()
        }
        (Some(set), None) => set.clone(),
        (None, Some(count)) => pick(draft, count)?,
        (None, None) => return None,
    };
    // A v1 cpuset without memory nodes takes no process; where they were not looked at, it begins with its parent's.
    let mems = Some(&draft.host.mems).filter(|mems| !mems.is_empty());
    let mems = mems.map(|mems| ("cpuset.mems", mems.clone()));
    Some(Wanted {
        what: words!("a choice of CPUs"),
        controller: "cpuset",
        v2: vec![("cpuset.cpus", list.value.clone())],
        v1: mems.into_iter().chain([("cpuset.cpus", list.value)]).collect(),
        no_v1: V1_HAS_ALL,
        weight: Weight::Hard,
        cause: list.origin,
    })
}

/// Picks CPUs from the end, where hosts have less to do; the same answer each time.
fn pick(draft: &mut Draft<'_>, count: &Given<u32>) -> Option<Given<String>> {
    let available = &draft.host.cpus;
    let wanted = usize::try_from(count.value).unwrap_or(usize::MAX);
    if wanted >= available.len() {
        let text = phrase!(
            "{wanted} CPUs are asked for and the host has {count}: all of them may be used",
            wanted = count.value,
            count = available.len()
        );
        draft.remark(text, &count.origin);
        return None;
    }
    if wanted == 0 {
        draft.problem(Problem::new(
            "no-cpus",
            words!("a container needs at least one CPU"),
            &count.origin,
        ));
        return None;
    }
    let picked: Vec<String> = available[available.len() - wanted..]
        .iter()
        .map(ToString::to_string)
        .collect();
    Some(count.with(picked.join(",")))
}

fn place(draft: &mut Draft<'_>, wanted: Wanted) -> Vec<Write> {
    let cgroups = &draft.host.cgroups;
    let is_on_v2 = cgroups.v2.is_some() && cgroups.v2_controllers.iter().any(|name| name == wanted.controller);
    let is_on_v1 = cgroups.v1.contains_key(wanted.controller);
    let (place, values) = match () {
        () if is_on_v2 => (CgroupPlace::V2, &wanted.v2),
        () if is_on_v1 && !wanted.v1.is_empty() => (CgroupPlace::V1(wanted.controller.to_owned()), &wanted.v1),
        () => {
            miss(draft, &wanted, is_on_v1);
            return Vec::new();
        }
    };
    let write = |(file, value): &(&str, String)| Write {
        place: place.clone(),
        file: (*file).to_owned(),
        value: value.clone(),
        cause: wanted.cause.clone(),
    };
    values.iter().map(write).collect()
}

fn miss(draft: &mut Draft<'_>, wanted: &Wanted, is_on_v1: bool) {
    let controller = wanted.controller;
    let (why, hint) = if is_on_v1 {
        (Phrase::from(wanted.no_v1.0), Phrase::from(wanted.no_v1.1))
    } else {
        let why = phrase!(
            "this host has no controller `{controller}`, neither on cgroup v2 nor on v1",
            controller
        );
        (
            why,
            phrase!(
                "enable the controller `{controller}` on this host, or remove the line",
                controller
            ),
        )
    };
    let text = phrase!("{what} cannot hold here: {why}", what = wanted.what, why);
    if wanted.weight == Weight::Soft || draft.options.missing_limits == MissingLimit::Warn {
        draft.remark(text, &wanted.cause);
    } else {
        draft.problem(Problem::new("no-such-limit", text, &wanted.cause).hint(hint));
    }
}

/// Files without a field of their own go where the file says, if this host has such a place.
fn raw(draft: &mut Draft<'_>, given: &Given<CgroupFile>) -> Option<Write> {
    let CgroupFile { generation, file, value } = &given.value;
    if file.contains('/') || !file.contains('.') || file.starts_with('.') {
        let message = phrase!("`{file}` is no file of a cgroup", file);
        draft.problem(Problem::new("bad-cgroup-file", message, &given.origin).hint(words!("write it as `controller.file`")));
        return None;
    }
    let Some(place) = raw_place(draft, *generation, file) else {
        miss_raw(draft, given);
        return None;
    };
    Some(Write {
        place,
        file: file.clone(),
        value: value.clone(),
        cause: given.origin.clone(),
    })
}

fn raw_place(draft: &Draft<'_>, generation: CgroupGeneration, file: &str) -> Option<CgroupPlace> {
    let cgroups = &draft.host.cgroups;
    let controller = file.split('.').next().unwrap_or_default();
    match generation {
        CgroupGeneration::V1 => cgroups
            .v1
            .contains_key(controller)
            .then(|| CgroupPlace::V1(controller.to_owned())),
        // Files of the tree itself (`cgroup.max.depth`) need no controller.
        CgroupGeneration::V2 => {
            let is_there = controller == "cgroup" || cgroups.v2_controllers.iter().any(|name| name == controller);
            (cgroups.v2.is_some() && is_there).then_some(CgroupPlace::V2)
        }
    }
}

fn miss_raw(draft: &mut Draft<'_>, given: &Given<CgroupFile>) {
    let CgroupFile { generation, file, .. } = &given.value;
    let tree = match generation {
        CgroupGeneration::V1 => "v1",
        CgroupGeneration::V2 => "v2",
    };
    let controller = file.split('.').next().unwrap_or_default();
    let text = phrase!(
        "`{file}` cannot be written: this host has no controller `{controller}` on cgroup {tree}",
        file,
        controller,
        tree
    );
    match draft.options.missing_limits {
        MissingLimit::Warn => draft.remark(text, &given.origin),
        MissingLimit::Refuse => {
            let hint = words!("write the same limit in the words of this host's control groups, or remove the line");
            draft.problem(Problem::new("no-such-limit", text, &given.origin).hint(hint));
        }
    }
}

#[cfg(test)]
mod tests {
    use transom_model::CpuQuota;

    use super::*;
    use crate::tests::{container, given, hybrid, planned, problems, start_with, v2_only};
    use crate::{StartOptions, Step};

    fn limited() -> transom_model::Container {
        let mut container = container();
        container.limits.memory = Some(given(4 << 30, 1));
        container.limits.swap = Some(given(2 << 30, 2));
        container.limits.cpu = Some(given(
            CpuQuota {
                quota: 50_000,
                period: 100_000,
            },
            3,
        ));
        container.limits.cpu_weight = Some(given(200, 4));
        container.limits.cpu_count = Some(given(1, 5));
        container.limits.pids = Some(given(500, 6));
        container
    }

    fn written(steps: &[Step]) -> Vec<String> {
        let line = |step: &Step| match step {
            Step::WriteCgroup { place, file, value } => Some(match place {
                CgroupPlace::V1(controller) => format!("{controller}/{file}={value}"),
                CgroupPlace::V2 | CgroupPlace::V2Inner => format!("{file}={value}"),
            }),
            _ => None,
        };
        steps.iter().filter_map(line).collect()
    }

    #[test]
    fn v2_has_a_file_for_each_limit() {
        assert_eq!(
            written(&planned(&limited(), &v2_only())),
            [
                "memory.max=4294967296",
                "memory.swap.max=2147483648",
                "cpu.max=50000 100000",
                "cpu.weight=200",
                "cpuset.cpus=3",
                "pids.max=500",
            ]
        );
    }

    #[test]
    fn v1_counts_memory_and_swap_together_and_wants_memory_nodes_first() {
        assert_eq!(
            written(&planned(&limited(), &hybrid())),
            [
                "memory/memory.limit_in_bytes=4294967296",
                "memory/memory.memsw.limit_in_bytes=6442450944",
                "cpu/cpu.cfs_period_us=100000",
                "cpu/cpu.cfs_quota_us=50000",
                "cpu/cpu.shares=2048",
                "cpuset/cpuset.mems=0",
                "cpuset/cpuset.cpus=1",
                "pids/pids.max=500",
            ]
        );
    }

    #[test]
    fn as_many_cpus_as_there_are_is_no_limit() {
        let mut container = container();
        container.limits.cpu_count = Some(given(2, 5));
        let plan = start_with(&container, &hybrid(), &StartOptions::default()).unwrap();
        let steps: Vec<Step> = plan.steps.into_iter().map(|planned| planned.step).collect();
        assert!(written(&steps).is_empty());
        assert!(
            plan.remarks
                .iter()
                .any(|remark| remark.text.to_string().contains("all of them may be used"))
        );
    }

    #[test]
    fn a_hard_limit_without_a_controller_refuses_the_start_or_warns() {
        let mut container = container();
        container.limits.memory = Some(given(1 << 30, 1));
        let mut host = v2_only();
        host.cgroups.v2_controllers = vec!["hugetlb".to_owned()];
        assert_eq!(problems(&container, &host)[0].code, "no-such-limit");
        let options = StartOptions {
            missing_limits: MissingLimit::Warn,
            ..StartOptions::default()
        };
        let plan = start_with(&container, &host, &options).unwrap();
        assert!(
            plan.remarks
                .iter()
                .any(|remark| remark.text.to_string().starts_with("a limit of memory cannot hold here"))
        );
    }

    #[test]
    fn a_preference_without_a_file_is_a_remark_if_a_line_asks_for_it() {
        let mut container = container();
        let remarks = |container: &transom_model::Container| -> Vec<String> {
            let plan = start_with(container, &hybrid(), &StartOptions::default()).unwrap();
            let texts = plan.remarks.into_iter().map(|remark| remark.text.to_string());
            texts.filter(|text| text.contains("memory.high")).collect()
        };
        container.limits.memory_high = Some(given(1 << 30, 1));
        assert_eq!(
            remarks(&container),
            ["`memory.high`, the amount of memory from which the kernel pushes back, cannot hold here: cgroup v1 has no such file"]
        );
        // Derived from the line that limits memory, as Proxmox does, or from a default.
        container.limits.memory = Some(given(2 << 30, 1));
        assert_eq!(remarks(&container), Vec::<String>::new());
        container.limits.memory_high = Some(Given::default_of(1 << 30, "test"));
        assert_eq!(remarks(&container), Vec::<String>::new());
        assert!(written(&planned(&container, &v2_only())).contains(&"memory.high=1073741824".to_owned()));
    }

    #[test]
    fn a_cgroup_file_cannot_leave_its_cgroup() {
        let mut container = container();
        for file in ["../memory.max", "memory.x/../../y", "tasks", ".hidden"] {
            let file = CgroupFile {
                generation: CgroupGeneration::V2,
                file: file.to_owned(),
                value: "1".to_owned(),
            };
            container.limits.files = vec![given(file, 1)];
            assert_eq!(problems(&container, &v2_only())[0].code, "bad-cgroup-file");
        }
    }

    #[test]
    fn shares_follow_the_weight() {
        assert_eq!(shares(100), 1024);
        assert_eq!(shares(1), 10);
        assert_eq!(shares(10_000), 102_400);
        assert_eq!(shares(0), 2);
    }
}
