//! Limits of the whole host that containers share: watches, keys, files, terminals, processes; how much of each is used up.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::process::{Resource, getrlimit};
use transom_runtime::{Trial, attempt};

use super::{DoctorCheck, look};

/// From this share of a limit on, in percent, it is worth a word.
const FULL: u64 = 80;

/// Examines them.
pub fn checks() -> Vec<DoctorCheck> {
    let mut checks = inotify();
    checks.extend(keys());
    checks.extend(files());
    checks.extend(terminals());
    checks.extend(processes());
    checks.push(locked_memory());
    checks.push(open_files());
    checks
}

/// Judges a count against its limit.
fn share(subject: &'static str, used: u64, limit: u64, (what, mend): (&str, &str)) -> DoctorCheck {
    let found = format!("{used} of {limit} {what}");
    match used.saturating_mul(100) >= limit.saturating_mul(FULL) {
        true => DoctorCheck::warn(subject, found, mend).because(format!("more than {FULL} % is used up")),
        false => DoctorCheck::pass(subject, found),
    }
}

/// What one user holds of inotify.
#[derive(Debug, Default, Clone, Copy)]
struct Watching {
    instances: u64,
    watches: u64,
}

/// Instances and watches are counted for each user of the host: all containers with the same id range share one count.
fn inotify() -> Vec<DoctorCheck> {
    const INSTANCES: &str = "fs.inotify.max_user_instances";
    const WATCHES: &str = "fs.inotify.max_user_watches";
    let by_user = watching();
    let most = |pick: fn(&Watching) -> u64| {
        by_user
            .iter()
            .max_by_key(|(_, held)| pick(held))
            .map(|(user, held)| (*user, pick(held)))
    };
    let check = |subject, setting: &str, most: Option<(u32, u64)>, better: u32| {
        let (user, used) = most.unwrap_or((0, 0));
        let limit = look::sysctl(setting)?;
        let mend = format!("on the host: `sysctl -w {setting}={better}`, and for good in /etc/sysctl.d");
        Some(share(
            subject,
            used,
            limit,
            (&format!("are used by user {user}, the one with most ({setting})"), &mend),
        ))
    };
    let mend = format!("on the host: `sysctl -w {INSTANCES}=65536`; in a user namespace also `user.max_inotify_instances`");
    let tried = DoctorCheck::of_trial("limits.inotify", attempt(&Trial::Inotify), &mend);
    let instances = check("limits.inotify-instances", INSTANCES, most(|held| held.instances), 65536);
    let watches = check("limits.inotify-watches", WATCHES, most(|held| held.watches), 4_194_304);
    [Some(tried), instances, watches].into_iter().flatten().collect()
}

/// Counts what every user's processes hold, as far as this process may look.
fn watching() -> BTreeMap<u32, Watching> {
    let mut by_user: BTreeMap<u32, Watching> = BTreeMap::new();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    for process in processes.filter(|entry| entry.file_name().to_string_lossy().bytes().all(|byte| byte.is_ascii_digit())) {
        let Ok(metadata) = process.metadata() else { continue };
        let held = by_user.entry(metadata.uid()).or_default();
        let files = std::fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        for file in files.filter(|file| is_inotify(&file.path())) {
            held.instances += 1;
            held.watches += watches(&process.path().join("fdinfo").join(file.file_name()));
        }
    }
    by_user
}

fn is_inotify(link: &Path) -> bool {
    std::fs::read_link(link).is_ok_and(|target| target == Path::new("anon_inode:inotify"))
}

fn watches(info: &Path) -> u64 {
    let text = std::fs::read_to_string(info).unwrap_or_default();
    text.lines().filter(|line| line.starts_with("inotify ")).count() as u64
}

/// Every session and every container has keys; they too are counted for each user of the host.
fn keys() -> Vec<DoctorCheck> {
    let mend = "on the host: `sysctl -w kernel.keys.maxkeys=2000 kernel.keys.maxbytes=2000000`, and for good in /etc/sysctl.d";
    let Some(text) = look::text("/proc/key-users") else {
        return vec![DoctorCheck::absent("limits.keys", "this kernel keeps no keys").because("no /proc/key-users")];
    };
    let tried = DoctorCheck::of_trial("limits.keyring", attempt(&Trial::Keyring), mend);
    let fullest = text
        .lines()
        .filter_map(key_user)
        .max_by_key(|(_, used, limit)| used.saturating_mul(100) / (*limit).max(1));
    let shares = fullest.map(|(user, used, limit)| {
        share(
            "limits.keys",
            used,
            limit,
            (
                &format!("keys are used by user {user}, the one with most (/proc/key-users)"),
                mend,
            ),
        )
    });
    std::iter::once(tried).chain(shares).collect()
}

/// Reads `uid: usage nkeys/ninstantiated qnkeys/maxkeys qnbytes/maxbytes`: the user, and the quota that is fuller.
fn key_user(line: &str) -> Option<(String, u64, u64)> {
    let (user, rest) = line.split_once(':')?;
    let mut parts = rest.split_whitespace().skip(2).map(|part| {
        let (used, limit) = part.split_once('/')?;
        Some((used.parse::<u64>().ok()?, limit.parse::<u64>().ok()?))
    });
    let (keys, _bytes) = (parts.next()??, parts.next());
    Some((user.trim().to_owned(), keys.0, keys.1))
}

fn files() -> Option<DoctorCheck> {
    let text = look::text("/proc/sys/fs/file-nr")?;
    let mut numbers = text.split_whitespace().map(|word| word.parse::<u64>().ok());
    let (used, limit) = (numbers.next()??, numbers.nth(1)??);
    let mend = "on the host: `sysctl -w fs.file-max=9223372036854775807`";
    Some(share(
        "limits.files",
        used,
        limit,
        ("open files of the whole host (fs.file-max)", mend),
    ))
}

fn terminals() -> Vec<DoctorCheck> {
    let mend = "on the host: `sysctl -w kernel.pty.max=16384`";
    let tried = DoctorCheck::of_trial(
        "limits.terminal",
        attempt(&Trial::Terminal),
        "devpts must be mounted at /dev/pts",
    );
    let counts = look::sysctl("kernel.pty.nr").zip(look::sysctl("kernel.pty.max"));
    let shares = counts.map(|(used, limit)| {
        share(
            "limits.terminals",
            used,
            limit,
            ("pseudo terminals are open (kernel.pty.max)", mend),
        )
    });
    std::iter::once(tried).chain(shares).collect()
}

/// Threads of the whole host against the two numbers that end them.
fn processes() -> Option<DoctorCheck> {
    let load = look::text("/proc/loadavg")?;
    let used = load.split_whitespace().nth(3)?.split_once('/')?.1.parse().ok()?;
    let limits = [look::sysctl("kernel.pid_max"), look::sysctl("kernel.threads-max")];
    let limit = limits.into_iter().flatten().min()?;
    let mend = "on the host: `sysctl -w kernel.pid_max=4194304 kernel.threads-max=1000000`, or see who has so many";
    Some(share(
        "limits.processes",
        used,
        limit,
        (
            "processes and threads of the whole host (kernel.pid_max, kernel.threads-max)",
            mend,
        ),
    ))
}

/// Says what may be locked; devices handed to virtual machines lock all of their memory.
fn locked_memory() -> DoctorCheck {
    let limit = getrlimit(Resource::Memlock).maximum;
    let shown = limit.map_or_else(|| "unlimited".to_owned(), look::bytes);
    DoctorCheck::pass(
        "limits.memlock",
        format!("processes started from here may lock memory: {shown}"),
    )
    .because("a virtual machine with a VFIO device locks all of its memory: `lxc.prlimit.memlock`")
}

fn open_files() -> DoctorCheck {
    const FEW: u64 = 4096;
    let limit = getrlimit(Resource::Nofile).maximum;
    let shown = limit.map_or_else(|| "without limit".to_owned(), |limit| limit.to_string());
    let found = format!("a process started from here may open {shown} files");
    match limit.is_some_and(|limit| limit < FEW) {
        true => DoctorCheck::warn(
            "limits.nofile",
            found,
            "raise it: `ulimit -Hn 1048576`, or `LimitNOFILE=` of the service",
        )
        .because("a container's processes inherit it unless a line sets another"),
        false => DoctorCheck::pass("limits.nofile", found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    #[test]
    fn key_users_are_read() {
        let line = " 1000:   190 190/190 190/200 4019/20000";
        assert_eq!(key_user(line), Some(("1000".to_owned(), 190, 200)));
        assert_eq!(key_user("nonsense"), None);
    }

    #[test]
    fn a_limit_warns_before_it_is_reached() {
        let verdict = |used, limit| share("x", used, limit, ("y", "z")).verdict;
        assert_eq!(
            [verdict(79, 100), verdict(80, 100), verdict(0, 0)],
            [Verdict::Pass, Verdict::Warn, Verdict::Warn]
        );
    }
}
