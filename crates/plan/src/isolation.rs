//! What keeps a container apart: namespaces, the bounding set, the system call filter, and the order of giving rights up.

use transom_model::{
    CAPABILITY_NAMES, Capabilities, Given, InsideId, Namespace, Network, Origin, SeccompArch, SeccompPolicy, phrase, words,
};

use crate::draft::Draft;
use crate::{CgroupPlace, Problem, Step, seccomp};

const WHY_SPAWN: Origin = Origin::Default("Transom: namespaces of its own for everything that no line keeps");
const WHY_ISOLATE: Origin = Origin::Default("Transom: no mount made here reaches the host, and none made there comes in");
const WHY_SESSION: Origin =
    Origin::Default("Transom: a session and keyring of its own, so that no input and no key of the starter's is in reach");
const WHY_AWAIT: Origin = Origin::Default("Transom: nothing of the container runs before the host's side is done");
const WHY_CAPABILITIES: Origin = Origin::Default("Transom: no line takes a capability away; none is inherited");
const WHY_IDS: Origin = Origin::Default("Transom: the first program runs as root, in no further group");

/// Decides which namespaces the container gets of its own.
pub(crate) fn namespaces(draft: &mut Draft<'_>) -> Vec<Namespace> {
    let container = draft.container;
    let kept = &container.namespaces.kept;
    for given in kept {
        check_kept(draft, given);
    }
    let all = [
        Namespace::User,
        Namespace::Mount,
        Namespace::Pid,
        Namespace::Uts,
        Namespace::Ipc,
        Namespace::Net,
        Namespace::Cgroup,
    ];
    let is_own = |namespace: &Namespace| match namespace {
        Namespace::User => !container.id_map.is_privileged(),
        Namespace::Net => matches!(container.network, Network::Own(_)),
        _ => true,
    };
    let is_kept = |namespace: &Namespace| kept.iter().any(|kept| kept.value == *namespace);
    all.into_iter()
        .filter(|namespace| is_own(namespace) && !is_kept(namespace))
        .collect()
}

fn check_kept(draft: &mut Draft<'_>, kept: &Given<Namespace>) {
    let message = match kept.value {
        Namespace::Mount => words!("the host's mount namespace cannot be kept: the container's root would become the host's"),
        Namespace::User if draft.is_unprivileged() => words!("the host's user namespace cannot be kept beside an id map"),
        _ => return,
    };
    draft.problem(Problem::new("namespace-not-kept", message, &kept.origin).hint(words!("remove the word from the line")));
}

/// Makes the first process.
pub(crate) fn spawn(draft: &mut Draft<'_>, namespaces: &[Namespace]) {
    let into = draft.host.cgroups.v2.is_some().then_some(CgroupPlace::V2Inner);
    let namespaces = namespaces.to_vec();
    draft.step(Step::Spawn { namespaces, into }, &WHY_SPAWN);
}

/// Cuts the mount tree off.
pub(crate) fn isolate_mounts(draft: &mut Draft<'_>) {
    draft.step(Step::IsolateMounts, &WHY_ISOLATE);
}

/// Starts a session.
pub(crate) fn new_session(draft: &mut Draft<'_>) {
    draft.step(Step::NewSession, &WHY_SESSION);
}

/// Waits for the host's side.
pub(crate) fn await_host(draft: &mut Draft<'_>) {
    draft.step(Step::AwaitHost, &WHY_AWAIT);
}

/// Says whether a capability stays in the bounding set.
pub(crate) fn keeps(draft: &Draft<'_>, name: &str) -> bool {
    let is_in = |names: &[Given<String>]| names.iter().any(|given| plain(&given.value) == name);
    match &draft.container.capabilities {
        Capabilities::Drop(names) => !is_in(names),
        Capabilities::Keep(names) => is_in(names),
    }
}

fn plain(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    name.strip_prefix("cap_").map_or_else(|| name.clone(), str::to_owned)
}

/// Gives rights up, in the order in which the kernel lets each step happen.
///
/// Ids first, because setting them needs setuid and setgid, which the mask may lack. The system call filter as late as
/// possible, so that it has to allow little; but it needs sys_admin or the promise not to gain privileges (seccomp(2)), so where
/// the mask takes sys_admin it comes before.
pub(crate) fn confine(draft: &mut Draft<'_>) {
    let no_new_privs = draft.container.no_new_privs.as_ref().is_some_and(|given| given.value);
    let is_filtered_early = !no_new_privs && !keeps(draft, "sys_admin");
    set_ids(draft);
    if is_filtered_early {
        load_seccomp(draft);
    }
    keep_capabilities(draft);
    if no_new_privs {
        let cause = draft
            .container
            .no_new_privs
            .as_ref()
            .map_or(WHY_SPAWN, |given| given.origin.clone());
        draft.step(Step::NoNewPrivs, &cause);
    }
    if !is_filtered_early {
        load_seccomp(draft);
    }
    remark_on_apparmor(draft);
}

fn set_ids(draft: &mut Draft<'_>) {
    let init = &draft.container.init;
    let number = |id: &Option<Given<InsideId>>| id.as_ref().map_or(InsideId(0), |given| given.value);
    let step = Step::SetIds {
        uid: number(&init.uid),
        gid: number(&init.gid),
        groups: init.groups.iter().map(|given| given.value).collect(),
    };
    let first = init.uid.as_ref().or(init.gid.as_ref()).or(init.groups.first());
    let cause = first.map_or(WHY_IDS, |given| given.origin.clone());
    check_ids(draft);
    draft.step(step, &cause);
}

fn check_ids(draft: &mut Draft<'_>) {
    use transom_model::IdKind::{Group, User};
    let container = draft.container;
    let init = &container.init;
    let users = init.uid.iter().map(|id| (User, words!("user"), id));
    let groups = init.gid.iter().chain(&init.groups).map(|id| (Group, words!("group"), id));
    for (kind, word, id) in users.chain(groups) {
        if container.id_map.to_host(kind, id.value).is_none() {
            let message = phrase!(
                "the first program cannot run as {kind} {id}: the id is outside the container's id map",
                kind = word,
                id = id.value.0
            );
            draft.problem(
                Problem::new("id-outside-map", message, &id.origin).hint(words!("use an id that the map covers, or widen the map")),
            );
        }
    }
}

fn keep_capabilities(draft: &mut Draft<'_>) {
    let (names, is_drop) = match &draft.container.capabilities {
        Capabilities::Drop(names) => (names, true),
        Capabilities::Keep(names) => (names, false),
    };
    let listed = names
        .iter()
        .filter_map(|name| bit(draft, name))
        .fold(0, |mask, bit| mask | bit);
    let last = draft.host.last_capability.min(63);
    let all = u64::MAX >> (63 - last);
    let mask = if is_drop { all & !listed } else { all & listed };
    let cause = names.first().map_or(WHY_CAPABILITIES, |name| name.origin.clone());
    draft.step(Step::KeepCapabilities { mask }, &cause);
}

fn bit(draft: &mut Draft<'_>, name: &Given<String>) -> Option<u64> {
    let plain = plain(&name.value);
    // LXC's word for an empty list.
    if plain == "none" {
        return None;
    }
    let by_name = CAPABILITY_NAMES.iter().position(|known| *known == plain);
    // Numbers name what is newer than the table.
    let position = by_name.or_else(|| plain.parse().ok().filter(|number| *number < 64));
    if position.is_none() {
        let message = phrase!("there is no capability `{name}`", name = &name.value);
        draft.problem(
            Problem::new("unknown-capability", message, &name.origin)
                .hint(words!("capabilities(7) lists them; write the name without `CAP_`")),
        );
    }
    Some(1 << position?)
}

fn load_seccomp(draft: &mut Draft<'_>) {
    let container = draft.container;
    let Some(policy) = &container.seccomp else {
        if let Some(path) = &container.seccomp_path {
            let message = phrase!(
                "the system call policy {path} has not been read",
                path = path.value.display().to_string()
            );
            draft.problem(
                Problem::new("no-seccomp-policy", message, &path.origin)
                    .hint(words!("a container is not started without its filter")),
            );
        }
        return;
    };
    let Some(native) = native_arch(&draft.host.machine) else {
        let message = phrase!(
            "there is no table of system calls for `{machine}`",
            machine = &draft.host.machine
        );
        draft.problem(Problem::new("no-seccomp-policy", message, &policy.origin));
        return;
    };
    match seccomp::compile(&policy.value, native) {
        Ok(compiled) => add_filter(draft, policy, compiled),
        Err(error) => {
            let cause = match &error {
                seccomp::SeccompError::NoSuchArgument { syscall, .. } => &syscall.origin,
                seccomp::SeccompError::TooLong { .. } => &policy.origin,
            };
            draft.problem(Problem::new("bad-seccomp-policy", error.message(), cause));
        }
    }
}

fn add_filter(draft: &mut Draft<'_>, policy: &Given<SeccompPolicy>, compiled: seccomp::Compiled) {
    for call in &compiled.unseen {
        let text = phrase!(
            "on 32 bit x86 `{call}` has a second form whose arguments a filter cannot see: it is decided as a whole there",
            call = &call.value
        );
        draft.remark(text, &call.origin);
    }
    let step = Step::LoadSeccomp {
        program: compiled.program,
        unknown: compiled.unknown.into_iter().map(|call| call.value).collect(),
    };
    draft.step(step, &policy.origin);
}

/// What facts without a machine stand for: those that were written down before it was looked at, all on this one.
const UNSAID_MACHINE: &str = "x86_64";

/// Returns the architecture of the machine's own programs, from `uname -m`'s word; the facts alone decide.
fn native_arch(machine: &str) -> Option<SeccompArch> {
    match if machine.is_empty() { UNSAID_MACHINE } else { machine } {
        "x86_64" => Some(SeccompArch::X86_64),
        "aarch64" => Some(SeccompArch::Aarch64),
        "x86" | "i386" | "i486" | "i586" | "i686" => Some(SeccompArch::X86),
        word if word.starts_with("arm") => Some(SeccompArch::Arm),
        _ => None,
    }
}

fn remark_on_apparmor(draft: &mut Draft<'_>) {
    let Some(profile) = &draft.container.apparmor else { return };
    if profile.value == "unconfined" {
        return;
    }
    let why = if draft.host.has_apparmor {
        words!("Transom does not apply profiles yet")
    } else {
        words!("this host has no AppArmor")
    };
    draft.remark(
        phrase!(
            "the AppArmor profile `{profile}` is not applied: {why}",
            profile = &profile.value,
            why
        ),
        &profile.origin,
    );
}

#[cfg(test)]
mod tests {
    use transom_model::SeccompAction;

    use super::*;
    use crate::tests::{container, given, hybrid, planned, problems};

    fn mask(steps: &[Step]) -> u64 {
        let pick = |step: &Step| match step {
            Step::KeepCapabilities { mask } => Some(*mask),
            _ => None,
        };
        steps.iter().find_map(pick).unwrap()
    }

    fn spawned(steps: &[Step]) -> Vec<Namespace> {
        let pick = |step: &Step| match step {
            Step::Spawn { namespaces, .. } => Some(namespaces.clone()),
            _ => None,
        };
        steps.iter().find_map(pick).unwrap()
    }

    fn with_policy() -> transom_model::Container {
        let mut container = container();
        let policy = SeccompPolicy {
            source: "/etc/policy".into(),
            default: SeccompAction::Allow,
            rules: Vec::new(),
        };
        container.seccomp = Some(given(policy, 9));
        container
    }

    fn order(steps: &[Step]) -> Vec<&'static str> {
        let word = |step: &Step| match step {
            Step::SetIds { .. } => Some("ids"),
            Step::KeepCapabilities { .. } => Some("capabilities"),
            Step::NoNewPrivs => Some("no-new-privs"),
            Step::LoadSeccomp { .. } => Some("seccomp"),
            _ => None,
        };
        steps.iter().filter_map(word).collect()
    }

    #[test]
    fn masks_count_as_the_kernel_does() {
        let mut container = container();
        assert_eq!(mask(&planned(&container, &hybrid())), (1 << 41) - 1);
        container.capabilities = Capabilities::Drop(vec![given("sys_admin".to_owned(), 1), given("CAP_CHOWN".to_owned(), 1)]);
        assert_eq!(mask(&planned(&container, &hybrid())), ((1 << 41) - 1) & !(1 << 21) & !1);
        container.capabilities = Capabilities::Keep(vec![given("none".to_owned(), 1), given("kill".to_owned(), 1)]);
        assert_eq!(mask(&planned(&container, &hybrid())), 1 << 5);
        container.capabilities = Capabilities::Keep(vec![given("sys_magic".to_owned(), 1)]);
        assert_eq!(problems(&container, &hybrid())[0].code, "unknown-capability");
    }

    #[test]
    fn a_privileged_container_has_no_user_namespace() {
        let mut container = container();
        assert!(spawned(&planned(&container, &hybrid())).contains(&Namespace::User));
        container.id_map = transom_model::IdMap::default();
        assert!(!spawned(&planned(&container, &hybrid())).contains(&Namespace::User));
    }

    #[test]
    fn kept_namespaces_are_not_made_and_mounts_cannot_be_kept() {
        let mut container = container();
        container.namespaces.kept = vec![given(Namespace::Ipc, 1), given(Namespace::Net, 1)];
        let own = spawned(&planned(&container, &hybrid()));
        assert!(!own.contains(&Namespace::Ipc) && !own.contains(&Namespace::Net));
        container.namespaces.kept = vec![given(Namespace::Mount, 1), given(Namespace::User, 1)];
        assert_eq!(problems(&container, &hybrid()).len(), 2);
    }

    #[test]
    fn rights_are_given_up_in_an_order_that_the_kernel_lets_happen() {
        let mut container = with_policy();
        assert_eq!(order(&planned(&container, &hybrid())), ["ids", "capabilities", "seccomp"]);
        container.capabilities = Capabilities::Drop(vec![given("sys_admin".to_owned(), 1)]);
        assert_eq!(order(&planned(&container, &hybrid())), ["ids", "seccomp", "capabilities"]);
        container.no_new_privs = Some(given(true, 2));
        assert_eq!(
            order(&planned(&container, &hybrid())),
            ["ids", "capabilities", "no-new-privs", "seccomp"]
        );
    }

    #[test]
    fn a_policy_that_was_not_read_refuses_the_start() {
        let mut container = container();
        container.seccomp_path = Some(given("/etc/none".into(), 9));
        assert_eq!(problems(&container, &hybrid())[0].code, "no-seccomp-policy");
    }

    #[test]
    fn the_facts_alone_say_which_machine_it_is() {
        let words = [
            ("", Some(SeccompArch::X86_64)),
            ("x86_64", Some(SeccompArch::X86_64)),
            ("aarch64", Some(SeccompArch::Aarch64)),
            ("i686", Some(SeccompArch::X86)),
            ("armv7l", Some(SeccompArch::Arm)),
            ("riscv64", None),
        ];
        for (word, arch) in words {
            assert_eq!(native_arch(word), arch, "{word}");
        }
        let mut host = hybrid();
        host.machine = "riscv64".to_owned();
        let found = problems(&with_policy(), &host);
        assert_eq!(
            found[0].message.to_string(),
            "there is no table of system calls for `riscv64`"
        );
    }

    #[test]
    fn the_first_programs_ids_must_be_mapped() {
        let mut container = container();
        container.init.uid = Some(given(InsideId(1000), 1));
        container.init.groups = vec![given(InsideId(70_000), 2)];
        let found = problems(&container, &hybrid());
        assert_eq!(found.len(), 1);
        assert!(found[0].message.to_string().contains("group 70000"));
    }
}
