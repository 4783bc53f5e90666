//! Kernel file systems of a start: /proc, /sys, /dev/pts, the terminals, and what is hidden or read-only in them.

use std::path::{Path, PathBuf};

use transom_model::{
    AutoMounts, CgroupMount, Create, FileId, Given, IdKind, InsideId, Namespace, Origin, ProcMount, RootSource, SysMount, words,
};

use crate::draft::Draft;
use crate::{KernelMount, OnFailure, Step, isolation};

const WHY_EMBEDDED: Origin = Origin::Default("Transom: the embedded root has no init that would mount it");
const WHY_PTS: Origin = Origin::Default("Transom: terminals of the container's own, apart from the host's");
const WHY_CONSOLE: Origin = Origin::Default("Transom: a console, unless a line says none");
const WHY_MASK: Origin = Origin::Default("Transom: tells about the host, or reaches into it, and no container needs it");
/// The group `tty` of nearly every distribution.
const TTY_GROUP: InsideId = InsideId(5);
/// The file that the user named; others are included by it.
const MAIN_FILE: FileId = FileId(0);
const MASKED_IN_PROC: [&str; 5] = [
    "proc/kcore",
    "proc/keys",
    "proc/latency_stats",
    "proc/timer_list",
    "proc/sched_debug",
];

/// Decides which kernel file systems there will be: those that lines ask for, as far as the namespaces let them, and
/// what the embedded root cannot do without.
pub(crate) fn auto_mounts(draft: &mut Draft<'_>, namespaces: &[Namespace]) -> Option<Given<AutoMounts>> {
    let asked = draft.container.auto_mounts.clone();
    let mut auto = match (asked, is_embedded(draft)) {
        (Some(asked), true) => {
            let filled = for_embedded_root(asked.value);
            asked.with(filled)
        }
        (Some(asked), false) => asked,
        (None, true) => Given::new(for_embedded_root(AutoMounts::default()), WHY_EMBEDDED),
        (None, false) => return None,
    };
    fit_to_namespaces(draft, &mut auto, namespaces);
    (auto.value != AutoMounts::default()).then_some(auto)
}

fn is_embedded(draft: &Draft<'_>) -> bool {
    draft
        .container
        .root
        .as_ref()
        .is_some_and(|root| root.value.source == RootSource::Host)
}

fn for_embedded_root(asked: AutoMounts) -> AutoMounts {
    AutoMounts {
        proc: if asked.proc == ProcMount::No {
            ProcMount::Mixed
        } else {
            asked.proc
        },
        sys: if asked.sys == SysMount::No {
            SysMount::Mixed
        } else {
            asked.sys
        },
        ..asked
    }
}

/// A user namespace may mount /proc and /sys only for processes and a network that belong to it (kernel: `mount_capable`).
fn fit_to_namespaces(draft: &mut Draft<'_>, auto: &mut Given<AutoMounts>, namespaces: &[Namespace]) {
    let is_own = |kind| namespaces.contains(&kind);
    if draft.is_unprivileged() && auto.value.sys != SysMount::No && !is_own(Namespace::Net) {
        let text = words!("/sys is not mounted: an unprivileged container may mount it only for a network of its own");
        draft.remark(text, &auto.origin);
        auto.value.sys = SysMount::No;
    }
    if draft.is_unprivileged() && auto.value.proc != ProcMount::No && !is_own(Namespace::Pid) {
        let text = words!("/proc is not mounted: an unprivileged container may mount it only for processes of its own");
        draft.remark(text, &auto.origin);
        auto.value.proc = ProcMount::No;
    }
    if auto.value.cgroup != CgroupMount::No && is_own(Namespace::Cgroup) && !auto.value.is_cgroup_forced && !is_pure_v2(draft) {
        let text =
            words!("the cgroup tree is left to the container, which can mount it in its cgroup namespace; `:force` mounts it here");
        // What a default or a distribution's include asks for is nothing to tell of where it has no effect.
        if auto.origin.line().is_some_and(|(file, _)| file == MAIN_FILE) {
            draft.remark(text, &auto.origin);
        }
        auto.value.cgroup = CgroupMount::No;
    }
}

/// With nothing but v2 there is one tree to mount and one way to do it; with v1 beside it, inits differ in what they expect.
fn is_pure_v2(draft: &Draft<'_>) -> bool {
    draft.host.cgroups.v2.is_some() && draft.host.cgroups.v1.is_empty()
}

/// Mounts them.
pub(crate) fn mount_auto(draft: &mut Draft<'_>, auto: Option<&Given<AutoMounts>>) {
    if let Some(auto) = auto {
        draft.step(Step::MountAuto(auto.value), &auto.origin);
    }
}

/// Mounts /dev/pts.
pub(crate) fn mount_pts(draft: &mut Draft<'_>) {
    let container = draft.container;
    let is_mapped = container.id_map.to_host(IdKind::Group, TTY_GROUP).is_some();
    let step = Step::MountPts {
        max: container.terminals.ptys.as_ref().map(|ptys| ptys.value),
        gid: if is_mapped { TTY_GROUP } else { InsideId(0) },
    };
    let cause = container.terminals.ptys.as_ref().map_or(WHY_PTS, |ptys| ptys.origin.clone());
    draft.step(step, &cause);
}

/// Mounts what an init would.
pub(crate) fn mount_for_embedded_root(draft: &mut Draft<'_>, namespaces: &[Namespace]) {
    if !is_embedded(draft) {
        return;
    }
    let mode = vec![("mode".to_owned(), Some("1777".to_owned()))];
    mount(draft, "tmpfs", "dev/shm", mode);
    // The host's queues are none of the container's business.
    if namespaces.contains(&Namespace::Ipc) {
        mount(draft, "mqueue", "dev/mqueue", Vec::new());
    }
}

fn mount(draft: &mut Draft<'_>, filesystem: &str, target: &str, data: Vec<(String, Option<String>)>) {
    let is_asked = |mount: &Given<transom_model::Mount>| mount.value.target == Path::new(target);
    if draft.container.mounts.iter().any(is_asked) {
        return;
    }
    let mount = KernelMount {
        filesystem: filesystem.to_owned(),
        source: filesystem.to_owned(),
        target: PathBuf::from(target),
        flags: ["nosuid", "nodev"].map(str::to_owned).to_vec(),
        data,
        create: Create::Dir,
    };
    let on_failure = OnFailure::Fail;
    draft.step(Step::MountKernel { mount, on_failure }, &WHY_EMBEDDED);
}

/// Makes the console and the numbered terminals.
pub(crate) fn make_terminals(draft: &mut Draft<'_>) {
    let terminals = &draft.container.terminals;
    match &terminals.no_console {
        None => draft.step(Step::MakeConsole, &WHY_CONSOLE),
        Some(none) if draft.options.has_console => {
            let text = words!("the first process gets the starter's input and output: a line says that there is no console");
            draft.remark(text, &none.origin);
        }
        Some(_) => {}
    }
    if let Some(ttys) = &terminals.ttys
        && ttys.value > 0
    {
        let step = Step::MakeTtys {
            count: ttys.value,
            dir: terminals.dir.as_ref().map(|dir| dir.value.clone()),
        };
        draft.step(step, &ttys.origin);
    }
}

/// Makes read-only and hides what `mixed` stands for, and what lines name.
pub(crate) fn protect(draft: &mut Draft<'_>, auto: Option<&Given<AutoMounts>>, namespaces: &[Namespace]) {
    if let Some(auto) = auto {
        protect_auto(draft, auto, namespaces);
    }
    let container = draft.container;
    for given in &container.read_only_paths {
        set_read_only(draft, below_root(&given.value), true, &given.origin);
    }
    // Last, so that nothing opens what is hidden.
    for given in &container.masked_paths {
        draft.step(Step::MaskPath(below_root(&given.value).to_owned()), &given.origin);
    }
}

fn below_root(path: &Path) -> &Path {
    path.strip_prefix("/").unwrap_or(path)
}

fn protect_auto(draft: &mut Draft<'_>, auto: &Given<AutoMounts>, namespaces: &[Namespace]) {
    if auto.value.proc == ProcMount::Mixed {
        protect_proc(draft, &auto.origin, namespaces);
    }
    if auto.value.sys == SysMount::Mixed {
        // /sys itself is mounted read-only.
        set_read_only(draft, "sys/devices/virtual/net", false, &auto.origin);
    }
    if matches!(auto.value.sys, SysMount::Mixed | SysMount::ReadOnly) {
        mask(draft, "sys/firmware");
    }
}

fn protect_proc(draft: &mut Draft<'_>, cause: &Origin, namespaces: &[Namespace]) {
    set_read_only(draft, "proc/sys", true, cause);
    if namespaces.contains(&Namespace::Net) && isolation::keeps(draft, "net_admin") {
        set_read_only(draft, "proc/sys/net", false, cause);
    }
    set_read_only(draft, "proc/sysrq-trigger", true, cause);
    MASKED_IN_PROC.into_iter().for_each(|path| mask(draft, path));
}

/// Hides a path that no line names; one that a line names has its turn.
fn mask(draft: &mut Draft<'_>, path: &str) {
    let is_named = draft
        .container
        .masked_paths
        .iter()
        .any(|given| below_root(&given.value) == Path::new(path));
    if !is_named {
        draft.step(Step::MaskPath(PathBuf::from(path)), &WHY_MASK);
    }
}

fn set_read_only(draft: &mut Draft<'_>, path: impl AsRef<Path>, is_read_only: bool, cause: &Origin) {
    let path = path.as_ref().to_owned();
    draft.step(Step::ReadOnlyPath { path, is_read_only }, cause);
}

#[cfg(test)]
mod tests {
    use transom_model::{Capabilities, Network, Root};

    use super::*;
    use crate::StartOptions;
    use crate::tests::{container, given, hybrid, line, planned, start_with, v2_only};

    fn with_directory() -> transom_model::Container {
        let mut container = container();
        let source = RootSource::Directory(PathBuf::from("/srv/root"));
        let is_read_only = false;
        container.root = Some(given(Root { source, is_read_only }, 1));
        container
    }

    fn read_only(steps: &[Step]) -> Vec<(&Path, bool)> {
        let pick = |step| match step {
            &Step::ReadOnlyPath { ref path, is_read_only } => Some((path.as_path(), is_read_only)),
            _ => None,
        };
        steps.iter().filter_map(pick).collect()
    }

    #[test]
    fn a_bare_file_mounts_nothing_but_terminals() {
        let steps = planned(&with_directory(), &hybrid());
        assert!(
            !steps
                .iter()
                .any(|step| matches!(step, Step::MountAuto(_) | Step::MountKernel { .. } | Step::MaskPath(_)))
        );
        assert!(steps.contains(&Step::MountPts {
            max: None,
            gid: InsideId(5)
        }));
    }

    #[test]
    fn the_embedded_root_gets_what_it_has_no_init_for() {
        let plan = start_with(&container(), &hybrid(), &StartOptions::default()).unwrap();
        let auto = plan
            .steps
            .iter()
            .find(|planned| matches!(planned.step, Step::MountAuto(_)))
            .unwrap();
        assert_eq!(auto.cause, WHY_EMBEDDED);
        let steps: Vec<Step> = plan.steps.into_iter().map(|planned| planned.step).collect();
        let targets = steps.iter().filter_map(|step| match step {
            Step::MountKernel { mount, .. } => Some(mount.target.to_str().unwrap()),
            _ => None,
        });
        assert_eq!(targets.collect::<Vec<_>>(), ["dev/shm", "dev/mqueue"]);
    }

    #[test]
    fn mixed_keeps_the_network_settings_writable_only_with_net_admin() {
        let mut container = with_directory();
        container.auto_mounts = Some(given(
            AutoMounts {
                proc: ProcMount::Mixed,
                sys: SysMount::Mixed,
                ..AutoMounts::default()
            },
            2,
        ));
        let steps = planned(&container, &hybrid());
        assert_eq!(
            read_only(&steps),
            [
                (Path::new("proc/sys"), true),
                (Path::new("proc/sys/net"), false),
                (Path::new("proc/sysrq-trigger"), true),
                (Path::new("sys/devices/virtual/net"), false),
            ]
        );
        container.capabilities = Capabilities::Drop(vec![given("net_admin".to_owned(), 3)]);
        let steps = planned(&container, &hybrid());
        assert!(!read_only(&steps).contains(&(Path::new("proc/sys/net"), false)));
    }

    #[test]
    fn read_write_hides_nothing() {
        let mut container = with_directory();
        let auto = AutoMounts {
            proc: ProcMount::ReadWrite,
            sys: SysMount::ReadWrite,
            ..AutoMounts::default()
        };
        container.auto_mounts = Some(given(auto, 2));
        let steps = planned(&container, &hybrid());
        assert!(
            !steps
                .iter()
                .any(|step| matches!(step, Step::ReadOnlyPath { .. } | Step::MaskPath(_)))
        );
        assert!(steps.contains(&Step::MountAuto(auto)));
    }

    #[test]
    fn paths_that_lines_name_are_hidden_once_and_after_what_is_read_only() {
        let mut container = with_directory();
        let auto = AutoMounts {
            sys: SysMount::ReadOnly,
            ..AutoMounts::default()
        };
        container.auto_mounts = Some(given(auto, 2));
        container.read_only_paths = vec![given(PathBuf::from("/proc/sys"), 3)];
        container.masked_paths = vec![
            given(PathBuf::from("/sys/firmware"), 4),
            given(PathBuf::from("/etc/shadow"), 5),
        ];
        let plan = start_with(&container, &hybrid(), &StartOptions::default()).unwrap();
        let protected: Vec<(String, Origin)> = plan
            .steps
            .iter()
            .filter_map(|planned| match &planned.step {
                Step::MaskPath(path) => Some((format!("hide {}", path.display()), planned.cause.clone())),
                Step::ReadOnlyPath { path, .. } => Some((format!("keep {}", path.display()), planned.cause.clone())),
                _ => None,
            })
            .collect();
        let expected = [("keep proc/sys", 3), ("hide sys/firmware", 4), ("hide etc/shadow", 5)];
        assert_eq!(protected, expected.map(|(what, at)| (what.to_owned(), line(at))));
    }

    #[test]
    fn sys_needs_a_network_of_its_own_and_cgroups_no_namespace() {
        let mut container = with_directory();
        container.network = Network::Host(given((), 4));
        let auto = AutoMounts {
            proc: ProcMount::Mixed,
            sys: SysMount::Mixed,
            cgroup: CgroupMount::ReadWrite,
            is_cgroup_forced: false,
        };
        container.auto_mounts = Some(given(auto, 2));
        let plan = start_with(&container, &hybrid(), &StartOptions::default()).unwrap();
        let expected = AutoMounts {
            proc: ProcMount::Mixed,
            ..AutoMounts::default()
        };
        assert!(plan.steps.iter().any(|planned| planned.step == Step::MountAuto(expected)));
        assert_eq!(plan.remarks.iter().filter(|remark| remark.cause == line(2)).count(), 2);
    }

    fn cgroup_mounts(host: &transom_model::HostFacts, auto: Given<AutoMounts>) -> (CgroupMount, usize) {
        let mut container = with_directory();
        container.auto_mounts = Some(auto);
        let plan = start_with(&container, host, &StartOptions::default()).unwrap();
        let mounted = plan.steps.iter().find_map(|planned| match planned.step {
            Step::MountAuto(auto) => Some(auto.cgroup),
            _ => None,
        });
        let remarks = plan
            .remarks
            .iter()
            .filter(|remark| remark.text.to_string().contains("the cgroup tree"));
        (mounted.unwrap_or(CgroupMount::No), remarks.count())
    }

    #[test]
    fn the_cgroup_tree_is_mounted_where_v2_is_the_only_one() {
        let asking = |cgroup| AutoMounts {
            cgroup,
            ..AutoMounts::default()
        };
        let (writable, readable) = (asking(CgroupMount::ReadWrite), asking(CgroupMount::ReadOnly));
        assert_eq!(cgroup_mounts(&v2_only(), given(writable, 2)), (CgroupMount::ReadWrite, 0));
        assert_eq!(cgroup_mounts(&v2_only(), given(readable, 2)), (CgroupMount::ReadOnly, 0));
        assert_eq!(cgroup_mounts(&hybrid(), given(writable, 2)), (CgroupMount::No, 1));
        let by_default = Given::default_of(writable, "test");
        assert_eq!(cgroup_mounts(&hybrid(), by_default), (CgroupMount::No, 0));
        let included = Origin::Line {
            file: FileId(1),
            line: 2,
            columns: 0..1,
        };
        assert_eq!(cgroup_mounts(&hybrid(), Given::new(writable, included)), (CgroupMount::No, 0));
    }

    #[test]
    fn the_console_can_be_switched_off() {
        let mut container = container();
        container.terminals.ttys = Some(given(2, 5));
        let steps = planned(&container, &hybrid());
        assert!(steps.contains(&Step::MakeConsole));
        assert!(steps.contains(&Step::MakeTtys { count: 2, dir: None }));
        container.terminals.no_console = Some(given((), 6));
        assert!(!planned(&container, &hybrid()).contains(&Step::MakeConsole));
    }
}
