//! User namespaces: whether they may be made, whether ids can be mapped, and who may hand out which.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use transom_model::IdKind;
use transom_runtime::{Trial, attempt};

use super::check::Need;
use super::subids::{self, Grants};
use super::{DoctorCheck, look};

/// How many ids a container has by every manager's default.
const WHOLE: u64 = 65536;

/// Examines them.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let mut checks = settings(need);
    let mend = "what the checks above name; inside a container its manager must allow nesting";
    checks.push(DoctorCheck::of_trial("userns.make", attempt(&Trial::UserNamespace), mend));
    if look::is_root_of_machine() {
        let mend = "root must have CAP_SETUID and CAP_SETGID in the first user namespace";
        checks.push(DoctorCheck::of_trial("userns.map", attempt(&Trial::IdRange), mend));
    }
    for kind in [IdKind::User, IdKind::Group] {
        checks.extend(ranges(kind, need));
    }
    checks.extend(["newuidmap", "newgidmap"].map(mapper));
    checks
}

fn settings(need: Need) -> Vec<DoctorCheck> {
    let most = match look::sysctl("user.max_user_namespaces") {
        None => DoctorCheck::fail(
            "userns.max",
            "this kernel has no user namespaces",
            "a kernel with CONFIG_USER_NS",
        ),
        Some(0) => DoctorCheck::fail(
            "userns.max",
            "user.max_user_namespaces is 0: nobody may make a user namespace",
            "`sysctl -w user.max_user_namespaces=15000`; look for the line in /etc/sysctl.d",
        ),
        Some(most) => DoctorCheck::pass(
            "userns.max",
            format!("{most} user namespaces may be made (user.max_user_namespaces)"),
        ),
    };
    let switches = [
        ("userns.clone", "kernel.unprivileged_userns_clone", 0, 1),
        ("userns.apparmor", "kernel.apparmor_restrict_unprivileged_userns", 1, 0),
    ];
    let refusing = switches.into_iter().filter_map(|(subject, setting, bad, good)| {
        let value = look::sysctl(setting)?;
        let found = format!("{setting} is {value}");
        let mend = format!("`sysctl -w {setting}={good}`, and for good in /etc/sysctl.d");
        let why = "ordinary users, and programs inside containers, cannot make user namespaces; root can";
        // Some distributions ship it so, which is no fault unless somebody asks about it.
        Some(match (value == bad, need) {
            (true, Need::Asked) => DoctorCheck::warn(subject, found, mend).because(why),
            (true, Need::Whatever) => DoctorCheck::pass(subject, found).because(why),
            (false, _) => DoctorCheck::pass(subject, found),
        })
    });
    std::iter::once(most).chain(others()).chain(refusing).collect()
}

/// The other kinds of namespaces that every start makes.
fn others() -> impl Iterator<Item = DoctorCheck> {
    let kinds = ["mnt", "pid", "net", "ipc", "uts", "cgroup"].map(|kind| format!("user.max_{kind}_namespaces"));
    let closed = kinds.into_iter().filter(|setting| look::sysctl(setting) == Some(0));
    closed.map(|setting| {
        let found = format!("{setting} is 0: no container can start");
        DoctorCheck::fail(
            "userns.others",
            found,
            format!("`sysctl -w {setting}=15000`; look for the line in /etc/sysctl.d"),
        )
    })
}

fn subject(kind: IdKind) -> &'static str {
    match kind {
        IdKind::User => "userns.subuid",
        IdKind::Group => "userns.subgid",
    }
}

/// Judges `/etc/subuid` or `/etc/subgid` for the user who asks.
fn ranges(kind: IdKind, need: Need) -> Vec<DoctorCheck> {
    let (subject, path) = (subject(kind), subids::path(kind));
    let uid = rustix::process::getuid();
    let names = subids::names_of(uid.as_raw());
    let Some(ids) = subids::read_file(kind) else {
        return vec![without_range(subject, &format!("there is no {path}"), &names, need)];
    };
    let mut checks = vec![own_range((subject, path), &ids, &names, need)];
    checks.extend(ids.broken.iter().map(|line| {
        let found = format!("line {line} of {path} is no range");
        DoctorCheck::warn(subject, found, "write it as `user:start:count`, ids below 4294967295")
    }));
    checks.extend(ids.overlap().map(|(one, other)| {
        let found = format!(
            "{path}: {} has {}+{} and {} has {}+{}, which overlap",
            one.user, one.start, one.len, other.user, other.start, other.len
        );
        DoctorCheck::warn(
            subject,
            found,
            "give each a range of its own: what one's containers own, the other's may change",
        )
    }));
    checks
}

fn own_range((subject, path): (&str, &str), ids: &Grants, names: &[String], need: Need) -> DoctorCheck {
    let Some(longest) = ids.of(names).max_by_key(|grant| grant.len) else {
        return without_range(subject, &format!("{path} has no range for {}", names[0]), names, need);
    };
    let found = format!("{} may hand out {} ids from {} on", longest.user, longest.len, longest.start);
    match longest.len < WHOLE {
        true => DoctorCheck::warn(
            subject,
            found,
            format!("make it {WHOLE} in {path}: ids above the range are nobody inside"),
        ),
        false => DoctorCheck::pass(subject, found).because(path.to_owned()),
    }
}

/// Root maps ids without being granted any; other users do not.
fn without_range(subject: &str, found: &str, names: &[String], need: Need) -> DoctorCheck {
    let mend = format!(
        "`usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {}`",
        names[0]
    );
    if rustix::process::getuid().is_root() {
        return DoctorCheck::absent(subject, found)
            .because("Transom takes free ids from 100000 on; LXC and Proxmox VE want the range written down")
            .mend(mend);
    }
    need.missing(subject, found, mend).because("containers of this user need it")
}

/// The program that maps a range for ordinary users must be privileged.
fn mapper(program: &str) -> DoctorCheck {
    let subject = format!("userns.{program}");
    let Some(path) = find(program) else {
        return DoctorCheck::absent(subject, format!("{program} is not installed"))
            .because("only containers of ordinary users need it")
            .mend("`apt install uidmap`, or the package `shadow`");
    };
    let shown = path.display();
    if is_privileged(&path) {
        return DoctorCheck::pass(subject, format!("{shown} is there, and privileged"));
    }
    let found = format!("{shown} has neither the set-user-id bit nor file capabilities");
    DoctorCheck::warn(
        subject,
        found,
        format!("`chmod u+s {shown}`, or reinstall the package `uidmap`"),
    )
    .because("ordinary users cannot map a range")
}

fn find(program: &str) -> Option<PathBuf> {
    let folders = ["/usr/bin", "/bin", "/usr/local/bin", "/run/wrappers/bin"];
    folders
        .into_iter()
        .map(|folder| Path::new(folder).join(program))
        .find(|path| path.exists())
}

fn is_privileged(path: &Path) -> bool {
    const SET_USER_ID: u32 = 0o4000;
    let has_bit = std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & SET_USER_ID != 0);
    has_bit || rustix::fs::getxattr(path, "security.capability", &mut [0_u8; 64][..]).is_ok()
}
