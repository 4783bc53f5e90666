//! bpf(2) as far as the device filter needs it: load a program, attach it to a v2 cgroup, replace the one there.

use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

use crate::Errno;

const PROG_LOAD: libc::c_long = 5;
const PROG_ATTACH: libc::c_long = 8;
const TYPE_CGROUP_DEVICE: u32 = 15;
const ATTACH_CGROUP_DEVICE: u32 = 6;
const ALLOW_MULTI: u32 = 2;

#[repr(C, align(8))]
#[derive(Default)]
struct ProgLoad {
    prog_type: u32,
    insn_cnt: u32,
    insns: u64,
    license: u64,
    log_level: u32,
    log_size: u32,
    log_buf: u64,
    kern_version: u32,
    prog_flags: u32,
    prog_name: [u8; 16],
}

#[repr(C, align(8))]
#[derive(Default)]
struct ProgAttach {
    target_fd: u32,
    attach_bpf_fd: u32,
    attach_type: u32,
    attach_flags: u32,
    replace_bpf_fd: u32,
    relative: u32,
    expected_revision: u64,
}

/// A loaded device program.
#[derive(Debug)]
pub struct DeviceProgram(OwnedFd);

impl DeviceProgram {
    /// Loads a program of the type `BPF_PROG_TYPE_CGROUP_DEVICE` (Linux 4.15).
    ///
    /// # Errors
    /// `EPERM` without CAP_BPF in the first user namespace, `EINVAL`/`EACCES` for a program that the verifier refuses.
    pub fn load(instructions: &[u64]) -> Result<Self, Errno> {
        let mut argument = ProgLoad {
            prog_type: TYPE_CGROUP_DEVICE,
            insn_cnt: u32::try_from(instructions.len()).unwrap_or(u32::MAX),
            insns: instructions.as_ptr() as u64,
            license: c"Apache-2.0".as_ptr() as u64,
            prog_name: *b"transom_devices\0",
            ..ProgLoad::default()
        };
        // SAFETY: the argument is a valid bpf_attr for PROG_LOAD; the instructions and the licence outlive the call.
        let result = unsafe { libc::syscall(libc::SYS_bpf, PROG_LOAD, &raw mut argument, size_of::<ProgLoad>()) };
        let fd = Errno::check(result)?;
        // SAFETY: a successful PROG_LOAD returns a new descriptor that nobody else owns.
        Ok(Self(unsafe {
            OwnedFd::from_raw_fd(i32::try_from(fd).expect("a descriptor fits an int"))
        }))
    }

    /// Attaches the program to a cgroup; it stays as long as the cgroup does.
    ///
    /// # Errors
    /// `EPERM` where a program attached without `ALLOW_MULTI` forbids another, `EBADF` for a directory that is no v2 cgroup.
    pub fn attach(&self, cgroup: impl AsFd) -> Result<(), Errno> {
        let mut argument = ProgAttach {
            target_fd: cgroup.as_fd().as_raw_fd() as u32,
            attach_bpf_fd: self.0.as_raw_fd() as u32,
            attach_type: ATTACH_CGROUP_DEVICE,
            attach_flags: ALLOW_MULTI,
            ..ProgAttach::default()
        };
        // SAFETY: the argument is a valid bpf_attr for PROG_ATTACH; both descriptors are open.
        let result = unsafe { libc::syscall(libc::SYS_bpf, PROG_ATTACH, &raw mut argument, size_of::<ProgAttach>()) };
        Errno::check(result).map(|_| ())
    }
}
