//! Names and numbers of system calls.
//!
//! The bulk comes from the `syscalls` crate's tables. Here is what they lack: x32's own numbers, ARM's private calls, calls
//! newer than the crate, two names that it spells otherwise, and the calls inside of 32 bit x86's `socketcall` and `ipc`.

use transom_model::SeccompArch;

use super::arch::X32_BIT;

/// All architectures with a table.
const ARCHS: [SeccompArch; 4] = [SeccompArch::X86_64, SeccompArch::X86, SeccompArch::Aarch64, SeccompArch::Arm];

/// Calls on every architecture that are newer than the crate's tables (Linux 6.19).
const NEWER: &[(u32, &str)] = &[(470, "listns")];

/// The first number of [`X32`].
const X32_FIRST: u32 = 512;

/// Calls that x32 has under numbers of its own, from 512 on, and their x86-64 numbers, which x32 does not take. All others
/// have the number of x86-64 (arch/x86 `syscall_64.tbl`).
#[rustfmt::skip]
const X32: [(u32, &str); 36] = [
    (13, "rt_sigaction"), (15, "rt_sigreturn"), (16, "ioctl"), (19, "readv"), (20, "writev"), (45, "recvfrom"),
    (46, "sendmsg"), (47, "recvmsg"), (59, "execve"), (101, "ptrace"), (127, "rt_sigpending"), (128, "rt_sigtimedwait"),
    (129, "rt_sigqueueinfo"), (131, "sigaltstack"), (222, "timer_create"), (244, "mq_notify"), (246, "kexec_load"),
    (247, "waitid"), (273, "set_robust_list"), (274, "get_robust_list"), (278, "vmsplice"), (279, "move_pages"),
    (295, "preadv"), (296, "pwritev"), (297, "rt_tgsigqueueinfo"), (299, "recvmmsg"), (307, "sendmmsg"),
    (310, "process_vm_readv"), (311, "process_vm_writev"), (54, "setsockopt"), (55, "getsockopt"), (206, "io_setup"),
    (209, "io_submit"), (322, "execveat"), (327, "preadv2"), (328, "pwritev2"),
];

/// Names of 64 bit ARM that the crate spells otherwise.
const AARCH64: &[(u32, &str)] = &[(79, "newfstatat")];

/// ARM's private calls (`__ARM_NR_*`), and a second name of one that has two.
const ARM: &[(u32, &str)] = &[
    (341, "sync_file_range2"),
    (0x000F_0001, "breakpoint"),
    (0x000F_0002, "cacheflush"),
    (0x000F_0003, "usr26"),
    (0x000F_0004, "usr32"),
    (0x000F_0005, "set_tls"),
    (0x000F_0006, "get_tls"),
];

/// Calls `met` with every number and name of an architecture; a number may have two names.
pub(super) fn each(arch: SeccompArch, met: &mut dyn FnMut(u32, &'static str)) {
    let own: &[(u32, &'static str)] = match arch {
        SeccompArch::X86_64 | SeccompArch::X86 => &[],
        SeccompArch::X32 => return each_x32(met),
        SeccompArch::Aarch64 => AARCH64,
        SeccompArch::Arm => ARM,
    };
    each_of_crate(arch, met);
    for (number, name) in own.iter().chain(NEWER) {
        met(*number, name);
    }
}

/// Calls `met` with every name of every architecture.
pub(super) fn each_name(met: &mut dyn FnMut(&'static str)) {
    for arch in ARCHS {
        each(arch, &mut |_, name| met(name));
    }
    for call in MULTIPLEXED {
        met(call.name);
    }
}

fn each_x32(met: &mut dyn FnMut(u32, &'static str)) {
    each(SeccompArch::X86_64, &mut |number, name| {
        if X32.iter().all(|(replaced, _)| *replaced != number) {
            met(X32_BIT | number, name);
        }
    });
    for (own, (_, name)) in (X32_FIRST..).zip(X32) {
        met(X32_BIT | own, name);
    }
}

fn each_of_crate(arch: SeccompArch, met: &mut dyn FnMut(u32, &'static str)) {
    // The crate's own iterator leaves the last call of a table out.
    macro_rules! walk {
        ($table:ident) => {
            for number in 0..=syscalls::$table::Sysno::last().id() as u32 {
                if let Some(call) = syscalls::$table::Sysno::new(number as usize) {
                    met(number, plain(call.name()));
                }
            }
        };
    }
    match arch {
        SeccompArch::X86_64 | SeccompArch::X32 => walk!(x86_64),
        SeccompArch::X86 => walk!(x86),
        SeccompArch::Aarch64 => walk!(aarch64),
        SeccompArch::Arm => walk!(arm),
    }
}

/// Names that are Rust's own words (`break`) are marked in the crate.
fn plain(name: &'static str) -> &'static str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// A call of 32 bit x86 that makes others, chosen by its first argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Multiplexer {
    /// linux/net.h `SYS_*`.
    SocketCall,
    /// linux/ipc.h; the selector's upper half is a version.
    Ipc,
}

impl Multiplexer {
    /// Its own number.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::SocketCall => 102,
            Self::Ipc => 117,
        }
    }

    /// The part of the first argument that chooses.
    pub(super) fn selector_mask(self) -> u64 {
        match self {
            Self::SocketCall => 0xFFFF_FFFF,
            Self::Ipc => 0xFFFF,
        }
    }
}

/// A call that 32 bit x86 makes through another.
#[derive(Debug)]
pub(super) struct Multiplexed {
    /// Its name.
    pub(super) name: &'static str,
    /// The other.
    pub(super) through: Multiplexer,
    /// How the other is told to make it.
    pub(super) selector: u32,
}

const fn socket(selector: u32, name: &'static str) -> Multiplexed {
    Multiplexed {
        name,
        through: Multiplexer::SocketCall,
        selector,
    }
}

const fn ipc(selector: u32, name: &'static str) -> Multiplexed {
    Multiplexed {
        name,
        through: Multiplexer::Ipc,
        selector,
    }
}

/// The calls that 32 bit x86 makes through others. Many exist by themselves as well, since Linux 4.3 and 5.1.
#[rustfmt::skip]
pub(super) const MULTIPLEXED: &[Multiplexed] = &[
    socket(1, "socket"), socket(2, "bind"), socket(3, "connect"), socket(4, "listen"), socket(5, "accept"),
    socket(6, "getsockname"), socket(7, "getpeername"), socket(8, "socketpair"), socket(9, "send"), socket(10, "recv"),
    socket(11, "sendto"), socket(12, "recvfrom"), socket(13, "shutdown"), socket(14, "setsockopt"), socket(15, "getsockopt"),
    socket(16, "sendmsg"), socket(17, "recvmsg"), socket(18, "accept4"), socket(19, "recvmmsg"), socket(20, "sendmmsg"),
    ipc(1, "semop"), ipc(2, "semget"), ipc(3, "semctl"), ipc(4, "semtimedop"), ipc(11, "msgsnd"), ipc(12, "msgrcv"),
    ipc(13, "msgget"), ipc(14, "msgctl"), ipc(21, "shmat"), ipc(22, "shmdt"), ipc(23, "shmget"), ipc(24, "shmctl"),
];
