//! Trials of what the kernel gives without a node: filters, keys, watches, terminals, audit.

use std::fs;

use rustix::fs::inotify::{CreateFlags, WatchFlags, add_watch, init};
use rustix::mount::{MountFlags, mount};
use rustix::pty::OpenptFlags;
use transom_sys::bpf::DeviceProgram;
use transom_sys::spawn::namespace;
use transom_sys::{Errno, audit, process};

use super::child::{Ids, apart};
use super::{Outcome, because};

/// Loads a filter in a child, and makes the call that it refuses.
pub fn seccomp() -> Outcome {
    apart(0, Ids::Same, || {
        // `ld [nr]; jeq #sched_yield, refuse; allow; refuse: ERRNO(ENOSYS)`, each a packed sock_filter.
        let instruction = |code: u64, jt: u64, k: u64| code | (jt << 16) | (k << 32);
        let number = u64::try_from(process::YIELD_NUMBER).expect("a call's number is not negative");
        let program = [
            instruction(0x20, 0, 0),
            instruction(0x15, 1, number),
            instruction(0x06, 0, 0x7fff_0000),
            instruction(0x06, 0, 0x0005_0026),
        ];
        rustix::thread::set_no_new_privs(true)
            .map_err(Errno::from)
            .map_err(because("give up gaining privileges"))?;
        process::load_seccomp(&program).map_err(because("load a system call filter"))?;
        match process::yield_once() {
            Err(errno) if errno.raw() == 38 => Ok("loaded a system call filter and saw it refuse a call".to_owned()),
            Err(errno) => Err(format!("a filtered call fails with `{errno}` instead of the filter's error")),
            Ok(()) => Err("a filter was loaded, and the call that it refuses goes through".to_owned()),
        }
    })
}

/// Loads a device program that refuses everything; it is attached to nothing and goes with its descriptor.
pub fn device_program() -> Outcome {
    // `r0 = 0; exit`.
    DeviceProgram::load(&[0xb7, 0x95]).map_err(because("load a device program (bpf)"))?;
    Ok("loaded a device program (bpf)".to_owned())
}

/// Joins a new keyring, in a child: it goes with the session.
pub fn keyring() -> Outcome {
    apart(0, Ids::Same, || {
        process::join_new_keyring().map_err(because("make a session keyring"))?;
        Ok("made a session keyring".to_owned())
    })
}

/// Opens an instance and watches a folder.
pub fn inotify() -> Outcome {
    let instance = init(CreateFlags::CLOEXEC)
        .map_err(Errno::from)
        .map_err(because("open an inotify instance"))?;
    add_watch(&instance, "/", WatchFlags::CREATE)
        .map_err(Errno::from)
        .map_err(because("watch a folder with inotify"))?;
    Ok("opened an inotify instance and watched a folder".to_owned())
}

/// Opens a pseudo terminal.
pub fn terminal() -> Outcome {
    let terminal = rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
        .map_err(Errno::from)
        .map_err(because("open a pseudo terminal"))?;
    let name = rustix::pty::ptsname(&terminal, Vec::new())
        .map_err(Errno::from)
        .map_err(because("name a pseudo terminal"))?;
    Ok(format!("opened the pseudo terminal {}", name.to_string_lossy()))
}

/// Asks for the status.
pub fn audit() -> Outcome {
    let status = audit::status().map_err(|errno| errno.to_string())?;
    let enabled = match status.enabled {
        0 => "off",
        1 => "on",
        _ => "on and locked",
    };
    let daemon = match status.pid {
        0 => "no daemon takes its records, they go to the kernel's log".to_owned(),
        pid => format!("process {pid} takes its records"),
    };
    Ok(format!(
        "audit is {enabled}; {daemon}; {} records wait, {} were lost",
        status.backlog, status.lost
    ))
}

/// Reads the list; where securityfs is not mounted, a child mounts it for itself.
pub fn security_modules() -> Outcome {
    const LIST: &str = "/sys/kernel/security/lsm";
    if let Ok(list) = fs::read_to_string(LIST) {
        return Ok(list.trim().replace(',', ", "));
    }
    apart(namespace::MOUNT, Ids::Same, || {
        super::spaces::make_private()?;
        mount("securityfs", "/sys/kernel/security", "securityfs", MountFlags::RDONLY, None)
            .map_err(Errno::from)
            .map_err(because("mount securityfs"))?;
        let list = fs::read_to_string(LIST).map_err(because("read the list"))?;
        Ok(list.trim().replace(',', ", "))
    })
}
