//! Who the new process is: ids, capabilities, session, interfaces, limits.

use rustix::process::Resource;
use rustix::thread::{CapabilitySet, CapabilitySets, Gid, Uid};
use transom_plan::{Personality, Step};
use transom_sys::netlink::{LinkIndex, Netlink, NetlinkError};

use crate::error::{Doing, Failure};

/// Sets user, group and further groups for good, and keeps the capabilities that a later step drops.
///
/// Leaving user 0 would take all capabilities away (capabilities(7), "Effect of user ID changes").
pub fn become_ids_with_rights(uid: u32, gid: u32, groups: &[u32]) -> Result<(), Failure> {
    if uid == 0 {
        return become_ids(uid, gid, groups);
    }
    let doing = || "keep rights over the change of user".to_owned();
    rustix::thread::set_keep_capabilities(true).doing(doing)?;
    become_ids(uid, gid, groups)?;
    let now = rustix::thread::capabilities(None).doing(doing)?;
    rustix::thread::set_capabilities(
        None,
        CapabilitySets {
            effective: now.permitted,
            ..now
        },
    )
    .doing(doing)
}

/// What a process may do once it is the container's.
#[derive(Debug, Clone, Copy)]
pub struct Rights<'a> {
    /// User and group inside.
    pub ids: (u32, u32),
    /// Capabilities that stay, one bit each; all when `None`.
    pub capabilities: Option<u64>,
    /// No process may gain privileges.
    pub no_new_privs: bool,
    /// The system call filter; none when empty.
    pub seccomp: &'a [u64],
}

/// Takes a process's rights away, in the order in which each step still has the rights it needs itself (seccomp(2)).
pub fn confine(rights: &Rights<'_>) -> Result<(), Failure> {
    const SYS_ADMIN: u64 = 1 << 21;
    let filter = || match rights.seccomp {
        [] => Ok(()),
        program => transom_sys::process::load_seccomp(program).doing(|| "load the system call filter".to_owned()),
    };
    become_ids_with_rights(rights.ids.0, rights.ids.1, &[])?;
    // The same order as the planner's for a start: a filter needs CAP_SYS_ADMIN, or that nobody can gain rights.
    let is_filtered_last = rights.no_new_privs || rights.capabilities.is_none_or(|mask| mask & SYS_ADMIN != 0);
    if !is_filtered_last {
        filter()?;
    }
    if let Some(mask) = rights.capabilities {
        keep_capabilities(mask)?;
    }
    if rights.no_new_privs {
        rustix::thread::set_no_new_privs(true).doing(|| "forbid new privileges".to_owned())?;
    }
    if is_filtered_last { filter() } else { Ok(()) }
}

/// Sets a resource limit of this process, while it has the host's rights to raise it.
pub fn limit_self(name: &str, soft: Option<u64>, hard: Option<u64>) -> Result<(), Failure> {
    let doing = || format!("set the limit `{name}`");
    let resource = resource(name).ok_or_else(|| Failure::because(doing(), 22))?;
    rustix::process::setrlimit(
        resource,
        rustix::process::Rlimit {
            current: soft,
            maximum: hard,
        },
    )
    .doing(doing)
}

/// Sets user, group and further groups for good.
pub fn become_ids(uid: u32, gid: u32, groups: &[u32]) -> Result<(), Failure> {
    let groups: Vec<Gid> = groups.iter().map(|group| Gid::from_raw(*group)).collect();
    rustix::thread::set_thread_groups(&groups).doing(|| "set the further groups".to_owned())?;
    let gid = Gid::from_raw(gid);
    rustix::thread::set_thread_res_gid(gid, gid, gid).doing(|| format!("become group {}", gid.as_raw()))?;
    let uid = Uid::from_raw(uid);
    rustix::thread::set_thread_res_uid(uid, uid, uid).doing(|| format!("become user {}", uid.as_raw()))
}

/// Leaves only these capabilities in the bounding set, and none inheritable or ambient.
///
/// What is permitted now shrinks with it, so that a program run as root gets no more than the mask (capabilities(7)).
pub fn keep_capabilities(mask: u64) -> Result<(), Failure> {
    let doing = || "drop capabilities".to_owned();
    for number in 0..64_u32 {
        let capability = CapabilitySet::from_bits_retain(1 << number);
        if mask & (1 << number) != 0 {
            continue;
        }
        match rustix::thread::capability_is_in_bounding_set(capability) {
            // The first number that the kernel does not know ends the list.
            Err(rustix::io::Errno::INVAL) => break,
            Ok(true) => rustix::thread::remove_capability_from_bounding_set(capability).doing(doing)?,
            _ => {}
        }
    }
    rustix::thread::clear_ambient_capability_set().ok();
    let now = rustix::thread::capabilities(None).doing(doing)?;
    let kept = CapabilitySet::from_bits_retain(mask);
    let sets = CapabilitySets {
        effective: now.effective & kept,
        permitted: now.permitted & kept,
        inheritable: CapabilitySet::empty(),
    };
    rustix::thread::set_capabilities(None, sets).doing(doing)
}

/// Starts a session with a keyring of its own.
pub fn new_session() -> Result<(), Failure> {
    // A session leader already (exec in a fresh process) is as good.
    rustix::process::setsid().ok();
    match transom_sys::process::join_new_keyring() {
        // Kernels without keys have none to leak; a filter around us, or a quota used up, is the outer world's choice.
        Ok(()) => Ok(()),
        Err(errno) if [38, 1, 13, 122].contains(&errno.raw()) => Ok(()),
        Err(errno) => Err(errno).doing(|| "join a new session keyring".to_owned()),
    }
}

/// Sets the execution domain.
pub fn set_personality(personality: Personality) -> Result<(), Failure> {
    match personality {
        Personality::Native => Ok(()),
        Personality::Linux32 => transom_sys::process::set_personality_linux32().doing(|| "switch to 32 bit".to_owned()),
    }
}

/// Brings loopback up.
pub fn loopback_up() -> Result<(), Failure> {
    // It is the first interface of every network namespace.
    const LOOPBACK: LinkIndex = LinkIndex(1);
    let bring_up = || Netlink::open()?.set_up(LOOPBACK);
    bring_up().map_err(|error| refused("bring loopback up".to_owned(), &error))
}

/// Joins what was tried with the kernel's own words.
fn refused(doing: String, error: &NetlinkError) -> Failure {
    let errno = error.errno().unwrap_or_else(|| transom_sys::Errno::from_raw(22));
    Failure {
        doing: format!("{doing} ({error})"),
        errno,
    }
}

/// Brings an interface up and gives it its addresses ([`Step::ConfigureNic`]).
pub fn configure_nic(step: &Step) -> Result<(), Failure> {
    let Step::ConfigureNic {
        name,
        is_up,
        addresses,
        gateways,
    } = step
    else {
        return Err(Failure::because("configure an interface from another step", 22));
    };
    let configure = || {
        let mut netlink = Netlink::open()?;
        let index = netlink.index(name)?;
        for address in addresses {
            netlink.add_address(index, address.ip, address.prefix)?;
        }
        if *is_up {
            netlink.set_up(index)?;
        }
        gateways
            .iter()
            .try_for_each(|gateway| netlink.add_route_default(index, *gateway))
    };
    configure().map_err(|error| refused(format!("configure {name}"), &error))
}

/// Returns the resource that a limit's name means (getrlimit(2)).
pub fn resource(name: &str) -> Option<Resource> {
    Some(match name {
        "as" => Resource::As,
        "core" => Resource::Core,
        "cpu" => Resource::Cpu,
        "data" => Resource::Data,
        "fsize" => Resource::Fsize,
        "locks" => Resource::Locks,
        "memlock" => Resource::Memlock,
        "msgqueue" => Resource::Msgqueue,
        "nice" => Resource::Nice,
        "nofile" => Resource::Nofile,
        "nproc" => Resource::Nproc,
        "rss" => Resource::Rss,
        "rtprio" => Resource::Rtprio,
        "rttime" => Resource::Rttime,
        "sigpending" => Resource::Sigpending,
        "stack" => Resource::Stack,
        _ => return None,
    })
}
