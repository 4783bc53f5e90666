//! The guest of the probe on x86-64: five instructions in real mode.
//!
//! It adds a number of its own to one that was put into a register, sends the sum out of an I/O port and halts. So a proof
//! needs the guest's instructions, its registers and both ways out to work. Layouts: linux/kvm.h, asm/kvm.h.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::ptr::NonNull;

use super::{KVM_CREATE_VCPU, KvmError, call, make, retry};
use crate::Errno;

const KVM_GET_VCPU_MMAP_SIZE: u32 = 0xae04;
const KVM_SET_USER_MEMORY_REGION: u32 = 0x4020_ae46;
const KVM_RUN: u32 = 0xae80;
const KVM_SET_REGS: u32 = 0x4090_ae82;
const KVM_GET_SREGS: u32 = 0x8138_ae83;
const KVM_SET_SREGS: u32 = 0x4138_ae84;
const KVM_EXIT_IO: u32 = 2;
const KVM_EXIT_HLT: u32 = 5;

const PAGE: usize = 4096;
/// Where the page is in the guest's memory; not zero, so that a wrong code base is noticed.
const LOAD: u64 = 0x1000;
const PORT: u16 = 0x10;
const FIRST: u8 = 0x2a;
const SECOND: u8 = 0x0d;
/// mov al, FIRST; add al, bl; out PORT, al; hlt
const CODE: [u8; 7] = [0xb0, FIRST, 0x00, 0xd8, 0xe6, PORT as u8, 0xf4];
/// Exits that a working guest needs are two; a few more are allowed before the probe gives up.
const MOST_EXITS: u32 = 8;

/// `struct kvm_userspace_memory_region`.
#[repr(C)]
struct MemoryRegion {
    slot: u32,
    flags: u32,
    guest_address: u64,
    size: u64,
    our_address: u64,
}

/// `struct kvm_regs`: rax to r15, then these two.
#[repr(C)]
#[derive(Default)]
struct Regs {
    rax: u64,
    rbx: u64,
    others: [u64; 14],
    rip: u64,
    rflags: u64,
}

/// `struct kvm_segment`.
#[repr(C)]
#[derive(Default)]
struct Segment {
    base: u64,
    limit: u32,
    selector: u16,
    attributes: [u8; 10],
}

/// `struct kvm_sregs`; the code segment is the first.
#[repr(C)]
#[derive(Default)]
struct Sregs {
    cs: Segment,
    others: [[u64; 18]; 2],
}

// The kernel reads and writes exactly as much as the request number says.
const _: () = assert!(size_of::<MemoryRegion>() == 32 && size_of::<Regs>() == 144 && size_of::<Sregs>() == 312);

/// Runs the guest and returns the sum that it sent.
pub(super) fn run(kvm: &OwnedFd, vm: &OwnedFd) -> Result<u32, KvmError> {
    let memory = give_memory(vm).map_err(KvmError::Memory)?;
    let vcpu = make(vm, KVM_CREATE_VCPU).map_err(KvmError::Vcpu)?;
    let size = call(kvm, KVM_GET_VCPU_MMAP_SIZE, 0).map_err(KvmError::Vcpu)?;
    let shared = Mapping::new(usize::try_from(size).unwrap_or(0), Some(vcpu.as_fd())).map_err(KvmError::Vcpu)?;
    prepare(&vcpu).map_err(KvmError::Vcpu)?;
    let computed = until_halt(&vcpu, &shared)?;
    // The guest's page must outlive the last run.
    drop(memory);
    let expected = u32::from(FIRST) + u32::from(SECOND);
    if computed == expected {
        Ok(computed)
    } else {
        Err(KvmError::Result { computed, expected })
    }
}

fn give_memory(vm: &OwnedFd) -> Result<Mapping, Errno> {
    let memory = Mapping::new(PAGE, None)?;
    memory.write(&CODE);
    let region = MemoryRegion {
        slot: 0,
        flags: 0,
        guest_address: LOAD,
        size: PAGE as u64,
        our_address: memory.start.as_ptr() as u64,
    };
    // SAFETY: the structure has the size that the request names; the page stays mapped until after the last run.
    retry(|| unsafe { libc::ioctl(vm.as_raw_fd(), KVM_SET_USER_MEMORY_REGION as libc::Ioctl, &raw const region) })?;
    Ok(memory)
}

/// Sets the CPU to real mode at the start of the page, with the second number in `bl`.
fn prepare(vcpu: &OwnedFd) -> Result<(), Errno> {
    let mut sregs = Sregs::default();
    // SAFETY: the structure has the size that the request names, and the kernel fills it with plain numbers.
    retry(|| unsafe { libc::ioctl(vcpu.as_raw_fd(), KVM_GET_SREGS as libc::Ioctl, &raw mut sregs) })?;
    sregs.cs.base = 0;
    sregs.cs.selector = 0;
    // SAFETY: as above; the kernel only reads.
    retry(|| unsafe { libc::ioctl(vcpu.as_raw_fd(), KVM_SET_SREGS as libc::Ioctl, &raw const sregs) })?;
    // Bit 1 of the flags is always one.
    let regs = Regs {
        rbx: SECOND.into(),
        rip: LOAD,
        rflags: 2,
        ..Regs::default()
    };
    // SAFETY: as above.
    retry(|| unsafe { libc::ioctl(vcpu.as_raw_fd(), KVM_SET_REGS as libc::Ioctl, &raw const regs) })?;
    Ok(())
}

fn until_halt(vcpu: &OwnedFd, shared: &Mapping) -> Result<u32, KvmError> {
    let mut sent = 0;
    let mut reason = 0;
    for _ in 0..MOST_EXITS {
        call(vcpu, KVM_RUN, 0).map_err(KvmError::Run)?;
        reason = shared.exit_reason();
        match reason {
            KVM_EXIT_IO => sent = shared.sent_byte().ok_or(KvmError::Exit { reason })?,
            KVM_EXIT_HLT => return Ok(sent),
            _ => break,
        }
    }
    Err(KvmError::Exit { reason })
}

/// Memory that the kernel or the guest writes as well; unmapped when dropped.
struct Mapping {
    start: NonNull<u8>,
    length: usize,
}

impl Mapping {
    /// Maps fresh memory, or the beginning of a file.
    fn new(length: usize, file: Option<BorrowedFd<'_>>) -> Result<Self, Errno> {
        let kind = if file.is_some() {
            libc::MAP_SHARED
        } else {
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS
        };
        let fd = file.map_or(-1, |file| file.as_raw_fd());
        // SAFETY: a new mapping at an address of the kernel's choice touches nothing that exists.
        let start = unsafe { libc::mmap(std::ptr::null_mut(), length, libc::PROT_READ | libc::PROT_WRITE, kind, fd, 0) };
        match NonNull::new(start.cast::<u8>()) {
            Some(start) if start.as_ptr().cast() != libc::MAP_FAILED => Ok(Self { start, length }),
            _ => Err(Errno::last()),
        }
    }

    fn write(&self, bytes: &[u8]) {
        assert!(bytes.len() <= self.length, "the guest's code fits into its page");
        // SAFETY: the mapping is that long, writable, and no guest runs yet.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.start.as_ptr(), bytes.len()) };
    }

    /// Reads one number of the structure that the kernel shares; `None` beyond its end.
    fn read<T: Copy + Into<u64>>(&self, at: usize) -> Option<T> {
        let end = at.checked_add(size_of::<T>())?;
        // SAFETY: checked to lie inside the mapping, an integer has no invalid values, and the kernel writes only during KVM_RUN.
        (end <= self.length).then(|| unsafe { self.start.as_ptr().add(at).cast::<T>().read_unaligned() })
    }

    /// `exit_reason` of `struct kvm_run`.
    fn exit_reason(&self) -> u32 {
        self.read(8).unwrap_or(0)
    }

    /// The byte that the guest sent, if the exit is one `out` of one byte to our port.
    fn sent_byte(&self) -> Option<u32> {
        let is_out = self.read::<u8>(32)? == 1;
        let is_byte = self.read::<u8>(33)? == 1;
        let port: u16 = self.read(34)?;
        let offset: u64 = self.read(40)?;
        let byte: u8 = self.read(usize::try_from(offset).ok()?)?;
        (is_out && is_byte && port == PORT).then_some(byte.into())
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping is ours alone, and nothing points into it any more.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.length) };
    }
}
