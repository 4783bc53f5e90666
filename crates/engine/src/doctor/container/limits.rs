//! Limits: what the host has of what a line grants, and the limits of the host that every container runs into.

use std::path::Path;

use rustix::process::{Resource, getrlimit};
use transom_model::{Given, Rlimit, RlimitValue};

use super::super::{DoctorCheck, Verdict, cgroups, limits, look};
use super::Needs;
use crate::facts::host_memory;

/// Checks them.
pub fn checks(needs: &Needs<'_>) -> Vec<DoctorCheck> {
    let mut checks: Vec<DoctorCheck> = [memory(needs), cpus(needs), cpuset(needs), locked_memory(needs)]
        .into_iter()
        .flatten()
        .collect();
    checks.extend(needs.container.rlimits.iter().filter_map(|limit| rlimit(needs, limit)));
    checks.extend(needs.container.sysctls.iter().filter_map(|sysctl| setting(needs, sysctl)));
    // Of what is the whole host's only what is wrong is of interest here.
    let shared = limits::checks().into_iter().chain(cgroups::checks(needs.host));
    checks.extend(shared.filter(|check| matches!(check.verdict, Verdict::Warn | Verdict::Fail)));
    checks
}

fn memory(needs: &Needs<'_>) -> Option<DoctorCheck> {
    const NAME: &str = "limits.memory";
    let given = needs.container.limits.memory.as_ref()?;
    let host = host_memory(needs.host)?;
    let (asked, has) = (look::bytes(given.value), look::bytes(host));
    let check = match given.value > host {
        true => DoctorCheck::warn(
            NAME,
            format!("{asked} are granted and this host has {has}"),
            format!("a limit above the host's memory limits nothing: at most {has}"),
        ),
        false => DoctorCheck::pass(NAME, format!("{asked} of this host's {has}")),
    };
    Some(check.at(needs.place(&given.origin)))
}

fn cpus(needs: &Needs<'_>) -> Option<DoctorCheck> {
    const NAME: &str = "limits.cpus";
    let given = needs.container.limits.cpu_count.as_ref()?;
    let has = needs.facts.cpus.len();
    let check = match given.value as usize > has {
        true => DoctorCheck::warn(
            NAME,
            format!("{} CPUs are granted and this host has {has}", given.value),
            format!("it gets {has}: lower the number, or `transom try` does"),
        ),
        false => DoctorCheck::pass(NAME, format!("{} of this host's {has} CPUs", given.value)),
    };
    Some(check.at(needs.place(&given.origin)))
}

/// CPUs by number that are not there make the start fail.
fn cpuset(needs: &Needs<'_>) -> Option<DoctorCheck> {
    const NAME: &str = "limits.cpuset";
    let given = needs.container.limits.cpuset.as_ref()?;
    let missing: Vec<String> = listed(&given.value)?
        .into_iter()
        .filter(|number| !needs.facts.cpus.contains(number))
        .map(|number| number.to_string())
        .collect();
    let check = match missing.is_empty() {
        true => DoctorCheck::pass(NAME, format!("the CPUs {} are there", given.value)),
        false => DoctorCheck::fail(
            NAME,
            format!("this host has no CPU {}", missing.join(", ")),
            "name CPUs that `nproc --all` covers, counted from 0",
        ),
    };
    Some(check.at(needs.place(&given.origin)))
}

/// Reads the kernel's list form, `0-1,4`; `None` for what is none, or has more CPUs than any machine.
fn listed(text: &str) -> Option<Vec<u32>> {
    const MOST: u32 = 8192;
    let mut numbers = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        if last >= MOST || numbers.len() > MOST as usize {
            return None;
        }
        numbers.extend(first..=last);
    }
    Some(numbers)
}

/// A virtual machine with a VFIO device locks all of its memory.
fn locked_memory(needs: &Needs<'_>) -> Option<DoctorCheck> {
    let sources = needs
        .container
        .devices
        .iter()
        .map(|device| (device.value.source.clone(), &device.origin));
    let bound = needs
        .container
        .mounts
        .iter()
        .map(|mount| (mount.value.source.clone().into(), &mount.origin));
    let (_, origin) = sources.chain(bound).find(|(source, _)| source.starts_with("/dev/vfio"))?;
    let own = needs.container.rlimits.iter().find(|limit| limit.value.resource == "memlock");
    let (limit, place) = match own {
        Some(given) => (bound_of(given.value.hard), &given.origin),
        None => (getrlimit(Resource::Memlock).maximum, origin),
    };
    let wanted = needs.container.limits.memory.as_ref().map_or(1 << 30, |memory| memory.value);
    let limit = limit.filter(|limit| *limit < wanted)?;
    let found = format!(
        "{} of memory may be locked, and a VFIO device needs all of the guest's locked",
        look::bytes(limit)
    );
    Some(
        DoctorCheck::fail(
            "limits.memlock",
            found,
            "`lxc.prlimit.memlock = unlimited`; OCI: an rlimit RLIMIT_MEMLOCK",
        )
        .at(needs.place(place)),
    )
}

fn bound_of(value: RlimitValue) -> Option<u64> {
    match value {
        RlimitValue::Unlimited => None,
        RlimitValue::Is(number) => Some(number),
    }
}

/// More open files than the kernel lets anybody have.
fn rlimit(needs: &Needs<'_>, given: &Given<Rlimit>) -> Option<DoctorCheck> {
    let limit = &given.value;
    let most = look::sysctl("fs.nr_open").filter(|_| limit.resource == "nofile")?;
    let asked = bound_of(limit.hard).unwrap_or(u64::MAX);
    if asked <= most {
        return None;
    }
    let found = format!("the limit of open files is above the kernel's own, {most} (fs.nr_open): it is refused");
    let mend = format!("a number up to {most}, or `sysctl -w fs.nr_open=…` on the host");
    Some(DoctorCheck::fail("limits.nofile", found, mend).at(needs.place(&given.origin)))
}

/// A setting that the kernel does not have, mostly because its module is not loaded.
fn setting(needs: &Needs<'_>, given: &Given<(String, String)>) -> Option<DoctorCheck> {
    let (name, _) = &given.value;
    let path = Path::new("/proc/sys").join(name.replace('.', "/"));
    if path.exists() || name.contains("..") {
        return None;
    }
    let found = format!("the kernel has no setting {name} here");
    let mend = match name.as_str() {
        name if name.starts_with("net.bridge.") => "on the host: `modprobe br_netfilter`",
        name if name.starts_with("net.netfilter.") => "on the host: `modprobe nf_conntrack`",
        _ => "load the module that has it on the host, or remove the line; some names hold only once an interface is there",
    };
    Some(DoctorCheck::warn("limits.sysctl", found, mend).at(needs.place(&given.origin)))
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn lists_of_cpus() {
        assert_eq!(listed("0-2,5"), Some(vec![0, 1, 2, 5]));
        assert_eq!(listed("0-99999999"), None);
        assert_eq!(listed("a"), None);
        assert_eq!(listed(&"0-8191,".repeat(1000)), None);
    }
}
