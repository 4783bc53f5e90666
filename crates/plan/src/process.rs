//! The first process from outside: who may start it, its limits, its files below /proc, and kernel settings.

use transom_model::{Given, Namespace, Origin, RlimitValue, Words, phrase, words};

use crate::draft::Draft;
use crate::{Problem, Step};

/// As getrlimit(2) names them, in lower case without `RLIMIT_`.
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

/// Reports a caller without the rights that nearly every step needs.
pub(crate) fn check_caller(draft: &mut Draft<'_>) {
    if draft.host.is_root {
        return;
    }
    let cause = draft.container.whole.clone();
    let cause = cause.unwrap_or(Origin::Default(
        "kernel: cgroups, device nodes, the device filter and id maps are root's to make",
    ));
    let message = words!("a container is started by root: cgroups, device nodes, the device filter and id maps need it");
    let problem = Problem::new("not-root", message, &cause);
    draft.problem(problem.hint(words!("run it with `sudo`; `plan` and `check` work for everybody")));
}

/// Reports what the container's own manager would not start.
pub(crate) fn check_refusals(draft: &mut Draft<'_>) {
    for refusal in &draft.container.lifecycle.refusals {
        let problem = Problem::new("refused", phrase!("{refusal}", refusal = &refusal.value), &refusal.origin);
        draft.problem(problem.hint(words!(
            "remove the line to start it; `transom try` runs a copy that leaves nothing behind"
        )));
    }
}

/// Writes files below /proc of the first process.
pub(crate) fn write_files(draft: &mut Draft<'_>) {
    for given in &draft.container.proc_files {
        let (file, value) = &given.value;
        if !is_plain_path(file) {
            let message = phrase!("`{file}` is no file below a process's /proc folder", file);
            draft.problem(Problem::new("bad-proc-file", message, &given.origin));
            continue;
        }
        let step = Step::WriteProcess {
            file: file.clone(),
            value: value.clone(),
        };
        draft.step(step, &given.origin);
    }
}

fn is_plain_path(path: &str) -> bool {
    path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Sets the first process's resource limits.
pub(crate) fn set_rlimits(draft: &mut Draft<'_>) {
    for given in &draft.container.rlimits {
        let limit = &given.value;
        if !RESOURCES.contains(&limit.resource.as_str()) {
            let message = phrase!("there is no resource limit `{limit}`", limit = &limit.resource);
            draft.problem(
                Problem::new("unknown-rlimit", message, &given.origin)
                    .hint(phrase!("one of {names}", names = RESOURCES.map(str::to_owned).to_vec())),
            );
            continue;
        }
        if number(limit.soft) > number(limit.hard) {
            let message = phrase!("the soft limit of `{limit}` is above the hard one", limit = &limit.resource);
            draft.problem(
                Problem::new("bad-rlimit", message, &given.origin).hint(words!("write it as `soft:hard`, soft at most hard")),
            );
            continue;
        }
        draft.step(Step::SetRlimit(limit.clone()), &given.origin);
    }
}

fn number(value: RlimitValue) -> u64 {
    match value {
        RlimitValue::Unlimited => u64::MAX,
        RlimitValue::Is(number) => number,
    }
}

/// Writes kernel settings; one that is not the container's own would change the host, and is refused.
pub(crate) fn set_sysctls(draft: &mut Draft<'_>, namespaces: &[Namespace]) {
    for given in &draft.container.sysctls {
        let (key, value) = &given.value;
        let path = key.replace('.', "/");
        if !is_plain_path(&path) {
            let problem = Problem::new("bad-sysctl", phrase!("`{key}` is no kernel setting", key), &given.origin);
            draft.problem(problem.hint(words!("write it as `net.ipv4.ip_forward`")));
            continue;
        }
        if let Some(problem) = outside(&path, given, namespaces) {
            draft.problem(problem);
            continue;
        }
        let value = value.clone();
        draft.step(Step::SetSysctl { path, value }, &given.origin);
    }
}

fn outside(path: &str, given: &Given<(String, String)>, namespaces: &[Namespace]) -> Option<Problem> {
    let key = &given.value.0;
    let Some((namespace, word)) = namespace_of(path) else {
        let message = phrase!(
            "`{key}` belongs to the whole host, and setting it here would change the host",
            key
        );
        return Some(Problem::new("host-sysctl", message, &given.origin).hint(words!("set it on the host, in /etc/sysctl.d")));
    };
    if namespaces.contains(&namespace) {
        return None;
    }
    let message = phrase!(
        "`{key}` belongs to the {what} that the container keeps from the host, and setting it here would change the host",
        key,
        what = word
    );
    Some(
        Problem::new("host-sysctl", message, &given.origin)
            .hint(words!("give the container a namespace of its own, or set it on the host")),
    )
}

/// Says which namespace a setting is part of (namespaces(7), ipc_namespaces(7)).
fn namespace_of(path: &str) -> Option<(Namespace, Words)> {
    let ipc = ["kernel/sem", "kernel/shm", "kernel/msg", "kernel/auto_msgmni", "fs/mqueue/"];
    let uts = ["kernel/hostname", "kernel/domainname"];
    match path {
        path if path.starts_with("net/") => Some((Namespace::Net, words!("network"))),
        path if path.starts_with("user/") => Some((Namespace::User, words!("user namespace"))),
        path if ipc.iter().any(|start| path.starts_with(start)) => Some((Namespace::Ipc, words!("IPC namespace"))),
        path if uts.contains(&path) => Some((Namespace::Uts, words!("host name"))),
        "kernel/ns_last_pid" => Some((Namespace::Pid, words!("process namespace"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use transom_model::{Network, Rlimit};

    use super::*;
    use crate::tests::{container, given, hybrid, line, planned, problems};

    #[test]
    fn a_caller_without_rights_is_told_what_needs_them() {
        let mut host = hybrid();
        host.is_root = false;
        let found = problems(&container(), &host);
        assert_eq!(found[0].code, "not-root");
        assert!(found[0].message.to_string().contains("device filter"));
    }

    #[test]
    fn a_refusal_of_its_manager_holds() {
        let mut container = container();
        container.lifecycle.refusals.push(given("it is a template".to_owned(), 10));
        let found = problems(&container, &hybrid());
        assert_eq!(
            (found[0].message.to_string(), &found[0].cause),
            ("it is a template".to_owned(), &line(10))
        );
    }

    #[test]
    fn settings_of_the_host_are_refused() {
        let mut container = container();
        let set = |key: &str| vec![given((key.to_owned(), "1".to_owned()), 3)];
        container.sysctls = set("net.ipv4.ip_forward");
        assert!(planned(&container, &hybrid()).contains(&Step::SetSysctl {
            path: "net/ipv4/ip_forward".to_owned(),
            value: "1".to_owned()
        }));
        container.network = Network::Host(given((), 4));
        assert_eq!(problems(&container, &hybrid())[0].code, "host-sysctl");
        for key in ["vm.swappiness", "kernel.core_pattern", "kernel.panic"] {
            container.sysctls = set(key);
            assert_eq!(problems(&container, &hybrid())[0].code, "host-sysctl", "{key}");
        }
        for key in ["net..x", "/net/x", "net/../kernel/panic", ""] {
            container.sysctls = set(key);
            assert_eq!(problems(&container, &hybrid())[0].code, "bad-sysctl", "{key}");
        }
    }

    #[test]
    fn resource_limits_are_known_and_in_order() {
        let mut container = container();
        let limit = |resource: &str, soft, hard| Rlimit {
            resource: resource.to_owned(),
            soft,
            hard,
        };
        container.rlimits = vec![
            given(limit("nofile", RlimitValue::Is(10), RlimitValue::Unlimited), 1),
            given(limit("nofiles", RlimitValue::Is(10), RlimitValue::Is(10)), 2),
            given(limit("nproc", RlimitValue::Unlimited, RlimitValue::Is(10)), 3),
        ];
        let codes: Vec<&str> = problems(&container, &hybrid()).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["unknown-rlimit", "bad-rlimit"]);
    }

    #[test]
    fn files_of_the_process_stay_below_its_folder() {
        let mut container = container();
        container.proc_files = vec![given(("oom_score_adj".to_owned(), "10".to_owned()), 1)];
        assert!(
            planned(&container, &hybrid())
                .iter()
                .any(|step| matches!(step, Step::WriteProcess { .. }))
        );
        container.proc_files = vec![given(("../1/oom_score_adj".to_owned(), "10".to_owned()), 1)];
        assert_eq!(problems(&container, &hybrid())[0].code, "bad-proc-file");
    }
}
