//! Control groups of a start: which are made, what is written into them, who joins and who owns them.
//!
//! On v2 the first process is born in its cgroup. A v1 cgroup is joined by a write that waits for a grace period of the
//! kernel (6 to 9 ms on an idle host), so only those v1 controllers are used that a limit or the device filter needs.
//! What a limit becomes is in `limits.rs`, the device filter in `filter.rs`.

use std::collections::BTreeSet;

use transom_model::{IdKind, InsideId, Origin, words};

use crate::devices::Node;
use crate::draft::Draft;
use crate::limits::{self, Write};
use crate::{CgroupPlace, FilterCode, Problem, Step, filter};

const WHY_V2: Origin = Origin::Default("Transom: a cgroup of its own holds limits, the device filter and every process to the end");
const WHY_INNER: Origin = Origin::Default("Transom: processes live one level below their limits, out of reach of them");
const WHY_JOIN: Origin = Origin::Default("kernel: a limit of cgroup v1 holds for processes that have joined its cgroup");
const WHY_DELEGATE: Origin = Origin::Default("Transom: the container's init may divide its own cgroup further");

/// The control groups of one container.
pub(crate) struct Places {
    writes: Vec<Write>,
    v1: Vec<(String, Origin)>,
}

/// Decides which cgroups there are, from the limits and the place of the device filter.
pub(crate) fn places(draft: &mut Draft<'_>) -> Places {
    let writes = limits::writes(draft);
    let mut seen = BTreeSet::new();
    let mut v1 = Vec::new();
    let filter = filter_place(draft).map(|place| (place, draft.container.device_filter.policy.origin.clone()));
    let wanted = writes
        .iter()
        .map(|write| (write.place.clone(), write.cause.clone()))
        .chain(filter);
    for (place, cause) in wanted {
        if let CgroupPlace::V1(controller) = place
            && seen.insert(controller.clone())
        {
            v1.push((controller, cause));
        }
    }
    Places { writes, v1 }
}

/// Makes them.
pub(crate) fn make(draft: &mut Draft<'_>, places: &Places) {
    if draft.host.cgroups.v2.is_some() {
        draft.step(Step::MakeCgroup { place: CgroupPlace::V2 }, &WHY_V2);
        draft.step(
            Step::MakeCgroup {
                place: CgroupPlace::V2Inner,
            },
            &WHY_INNER,
        );
    }
    for (controller, cause) in &places.v1 {
        let place = CgroupPlace::V1(controller.clone());
        draft.step(Step::MakeCgroup { place }, cause);
    }
}

/// Writes the limits.
pub(crate) fn limit(draft: &mut Draft<'_>, places: &Places) {
    for write in &places.writes {
        let step = Step::WriteCgroup {
            place: write.place.clone(),
            file: write.file.clone(),
            value: write.value.clone(),
        };
        draft.step(step, &write.cause);
    }
}

fn filter_place(draft: &Draft<'_>) -> Option<CgroupPlace> {
    let cgroups = &draft.host.cgroups;
    if cgroups.v2.is_some() {
        return Some(CgroupPlace::V2);
    }
    cgroups
        .v1
        .contains_key("devices")
        .then(|| CgroupPlace::V1("devices".to_owned()))
}

/// Puts the device filter where this host has one; a host without a place for it is refused.
pub(crate) fn filter_devices(draft: &mut Draft<'_>, nodes: &[Node]) {
    let filter = filter::effective(draft, nodes);
    let cause = filter.policy.origin.clone();
    let Some(place) = filter_place(draft) else {
        draft.problem(no_place_for_filter(&cause));
        return;
    };
    let code = match place {
        CgroupPlace::V1(_) => filter::lines(&filter).map(FilterCode::Lines),
        CgroupPlace::V2 | CgroupPlace::V2Inner => Ok(FilterCode::Program(filter::program(&filter))),
    };
    match code {
        Ok(code) => draft.step(Step::FilterDevices { place, code }, &cause),
        Err(error) => {
            draft.problem(Problem::new("rule-not-on-v1", error.message(), &error.rule().origin).hint(error.hint()));
        }
    }
}

fn no_place_for_filter(cause: &Origin) -> Problem {
    Problem::new(
        "no-device-filter",
        words!(
            "this host has neither cgroup v2 nor the v1 controller `devices`, so nothing could keep the container from its devices"
        ),
        cause,
    )
    .hint(words!("mount cgroup v2: `mount -t cgroup2 none /sys/fs/cgroup`"))
}

/// Moves the first process into its v1 cgroups.
pub(crate) fn join(draft: &mut Draft<'_>, places: &Places) {
    for (controller, _) in &places.v1 {
        let place = CgroupPlace::V1(controller.clone());
        draft.step(Step::JoinCgroup { place }, &WHY_JOIN);
    }
}

/// Gives the inner cgroup to the container's root.
pub(crate) fn delegate(draft: &mut Draft<'_>) {
    let map = &draft.container.id_map;
    let root = (
        map.to_host(IdKind::User, InsideId(0)),
        map.to_host(IdKind::Group, InsideId(0)),
    );
    if let (Some(uid), Some(gid)) = root
        && draft.is_unprivileged()
        && draft.host.cgroups.v2.is_some()
    {
        let place = CgroupPlace::V2Inner;
        draft.step(Step::DelegateCgroup { place, uid, gid }, &WHY_DELEGATE);
    }
}

#[cfg(test)]
mod tests {
    use transom_model::{Access, DeviceKind, DeviceRule, RuleEffect, RuleNumber};

    use super::*;
    use crate::tests::{container, given, hybrid, line, planned, problems, v1_only};

    #[test]
    fn a_hybrid_host_uses_only_the_v1_controllers_that_limits_need() {
        let mut container = container();
        let joins = |steps: &[Step]| steps.iter().filter(|step| matches!(step, Step::JoinCgroup { .. })).count();
        assert_eq!(joins(&planned(&container, &hybrid())), 0);
        container.limits.memory = Some(given(1 << 30, 6));
        let steps = planned(&container, &hybrid());
        assert_eq!(joins(&steps), 1);
        let memory = CgroupPlace::V1("memory".to_owned());
        assert!(steps.contains(&Step::MakeCgroup { place: memory.clone() }));
        assert!(steps.contains(&Step::JoinCgroup { place: memory }));
    }

    #[test]
    fn without_v2_the_filter_goes_to_the_devices_controller() {
        let steps = planned(&container(), &v1_only());
        let is_there = |step: &Step| {
            matches!(step, Step::FilterDevices { place: CgroupPlace::V1(controller), code: FilterCode::Lines(lines) }
                if controller == "devices" && lines[0] == ("devices.deny", "a".to_owned()))
        };
        assert!(steps.iter().any(is_there));
        assert!(!steps.iter().any(|step| matches!(step, Step::DelegateCgroup { .. })));
    }

    #[test]
    fn a_rule_that_v1_would_read_as_every_number_is_refused_there() {
        let mut container = container();
        let rule = DeviceRule {
            effect: RuleEffect::Allow,
            kind: DeviceKind::Char,
            major: RuleNumber::Is(10),
            minor: RuleNumber::Is(u32::MAX),
            access: Access::ALL,
        };
        container.device_filter.rules.push(given(rule, 4));
        let found = problems(&container, &v1_only());
        assert_eq!((found[0].code, &found[0].cause), ("rule-not-on-v1", &line(4)));
        assert!(found[0].message.to_string().contains("takes the number 4294967295 for `*`"));
        planned(&container, &hybrid());
    }

    #[test]
    fn without_any_place_for_the_filter_nothing_starts() {
        let mut host = v1_only();
        host.cgroups.v1.remove("devices");
        let found = problems(&container(), &host);
        assert_eq!(found[0].code, "no-device-filter");
    }

    #[test]
    fn the_inner_cgroup_belongs_to_the_mapped_root() {
        let steps = planned(&container(), &hybrid());
        let is_delegated =
            |step: &Step| matches!(step, Step::DelegateCgroup { uid, gid, .. } if uid.0 == 100_000 && gid.0 == 100_000);
        assert!(steps.iter().any(is_delegated));
    }
}
