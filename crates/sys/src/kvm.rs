//! Proves that /dev/kvm works by running a guest: a virtual machine of one page that adds two numbers and halts.
//!
//! A node that opens is no proof: the device filter, the file mode, a missing driver and a host without virtualisation each
//! show at another step, and each step has its own [`KvmError`]. Nothing is left: all of it goes with its file
//! descriptors. Source of the numbers: linux/kvm.h and Documentation/virt/kvm/api.rst. Start with [`probe`].

#[cfg(target_arch = "x86_64")]
mod guest;

use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::Errno;

const KVM_GET_API_VERSION: u32 = 0xae00;
const KVM_CREATE_VM: u32 = 0xae01;
const KVM_CREATE_VCPU: u32 = 0xae41;
/// The only version there has been since Linux 2.6.22.
const API_VERSION: libc::c_int = 12;

/// What a guest did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KvmProof {
    /// The interface's version, always 12.
    pub api_version: u32,
    /// How the guest ended: `hlt`, or `not run` on a machine other than x86-64, where the proof ends with the vCPU.
    pub exit: &'static str,
    /// The sum that the guest computed and sent out of an I/O port, checked against the one computed here.
    pub result: u32,
}

/// The step at which KVM failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KvmError {
    /// The node does not open. `ENOENT`: no such node; `EACCES`: its mode or owner forbids; `EPERM`: a device filter forbids;
    /// `ENODEV` and `ENXIO`: a node without a driver behind it; also `EACCES` on a file system mounted `nodev`.
    #[error("cannot open {}", path.display())]
    Open {
        /// The node.
        path: PathBuf,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// It is open but does not answer like KVM; `ENOTTY` means that it is something else.
    #[error("{} does not answer as KVM", path.display())]
    NotKvm {
        /// The node.
        path: PathBuf,
        /// The kernel's reason.
        #[source]
        errno: Errno,
    },
    /// It is KVM with an interface that nobody knows.
    #[error("KVM has interface version {version}, and 12 is the one that is known")]
    Version {
        /// What it answered.
        version: i32,
    },
    /// No virtual machine could be made.
    #[error("KVM cannot create a virtual machine")]
    CreateVm(#[source] Errno),
    /// The guest's memory could not be made or given to it.
    #[error("KVM cannot give the virtual machine memory")]
    Memory(#[source] Errno),
    /// No virtual CPU could be made or prepared.
    #[error("KVM cannot create a virtual CPU")]
    Vcpu(#[source] Errno),
    /// The virtual CPU does not run.
    #[error("KVM cannot run the virtual CPU")]
    Run(#[source] Errno),
    /// The guest ran and stopped for another reason than its own.
    #[error("the guest stopped with exit reason {reason} instead of `hlt`")]
    Exit {
        /// The number of linux/kvm.h: 8 shutdown, 9 failed entry, 17 internal error.
        reason: u32,
    },
    /// The guest halted, but its sum is wrong.
    #[error("the guest computed {computed}, which should be {expected}")]
    Result {
        /// What came out of the port.
        computed: u32,
        /// What is right.
        expected: u32,
    },
}

impl KvmError {
    /// Returns the kernel's error number, if the step has one.
    pub fn errno(&self) -> Option<Errno> {
        match self {
            Self::Open { errno, .. } | Self::NotKvm { errno, .. } => Some(*errno),
            Self::CreateVm(errno) | Self::Memory(errno) | Self::Vcpu(errno) | Self::Run(errno) => Some(*errno),
            Self::Version { .. } | Self::Exit { .. } | Self::Result { .. } => None,
        }
    }
}

/// Opens the node, makes a virtual machine with a page of memory and one CPU, and runs it to its `hlt`.
///
/// # Errors
/// The [`KvmError`] of the first step that failed.
pub fn probe(path: &Path) -> Result<KvmProof, KvmError> {
    let kvm = rustix::fs::open(path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()).map_err(|errno| KvmError::Open {
        path: path.to_owned(),
        errno: errno.into(),
    })?;
    let version = call(&kvm, KVM_GET_API_VERSION, 0).map_err(|errno| KvmError::NotKvm {
        path: path.to_owned(),
        errno,
    })?;
    if version != API_VERSION {
        return Err(KvmError::Version { version });
    }
    let vm = make(&kvm, KVM_CREATE_VM).map_err(KvmError::CreateVm)?;
    prove(&kvm, &vm)
}

#[cfg(target_arch = "x86_64")]
fn prove(kvm: &OwnedFd, vm: &OwnedFd) -> Result<KvmProof, KvmError> {
    let result = guest::run(kvm, vm)?;
    Ok(KvmProof {
        api_version: API_VERSION.cast_unsigned(),
        exit: "hlt",
        result,
    })
}

#[cfg(not(target_arch = "x86_64"))]
fn prove(_: &OwnedFd, vm: &OwnedFd) -> Result<KvmProof, KvmError> {
    make(vm, KVM_CREATE_VCPU).map_err(KvmError::Vcpu)?;
    Ok(KvmProof {
        api_version: API_VERSION.cast_unsigned(),
        exit: "not run",
        result: 0,
    })
}

/// Makes a VM or a CPU of it: calls that take zero and return a file descriptor, closed on exec.
fn make(fd: &OwnedFd, request: u32) -> Result<OwnedFd, Errno> {
    let made = call(fd, request, 0)?;
    // SAFETY: the call succeeded, so that the number is a new descriptor that nothing else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(made) })
}

/// A request of KVM whose argument is a number.
fn call(fd: &OwnedFd, request: u32, argument: libc::c_ulong) -> Result<libc::c_int, Errno> {
    retry(|| {
        // SAFETY: the callers' requests take a plain number and touch none of our memory.
        unsafe { libc::ioctl(fd.as_fd().as_raw_fd(), request as libc::Ioctl, argument) }
    })
}

/// Repeats a call that a signal interrupted: creating a VM does so, too.
fn retry(mut call: impl FnMut() -> libc::c_int) -> Result<libc::c_int, Errno> {
    loop {
        match Errno::check(call().into()) {
            Ok(result) => return Ok(libc::c_int::try_from(result).expect("it came from a c_int")),
            Err(errno) if errno.raw() == libc::EINTR => {}
            Err(errno) => return Err(errno),
        }
    }
}
