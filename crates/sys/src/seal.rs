//! A program of a few instructions, sealed in memory, that stands between Transom and a container's program.
//!
//! A process that runs `#!/proc/self/exe` or a link to it runs whatever program it was before, and root of a privileged
//! container could then open that file for writing: Transom's own binary on the host (CVE-2019-5736). So before a
//! privileged container's program is run, the process becomes this stub, which nobody can write, and the stub becomes the
//! program. A copy of the whole binary would do the same and cost a millisecond.

use std::ffi::{CStr, CString, c_char};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};

use crate::Errno;

/// The descriptor on which the stub reports, as four bytes, the error number of an exec that failed.
pub const REPORT_FD: i32 = 3;

const EXECUTABLE: libc::c_uint = 0x10;

// The stub: `if (fcntl(3, F_SETFD, FD_CLOEXEC) < 0) exit(125); execve(argv[0], argv + 1, envp); write(3, &errno, 4); exit(125)`.
// Run a second time, by a program that is `/proc/self/exe`, it finds no descriptor 3 and ends.
#[cfg(target_arch = "x86_64")]
std::arch::global_asm!(
    ".section .rodata.transom_stub, \"a\"",
    ".global transom_stub_start",
    ".global transom_stub_end",
    "transom_stub_start:",
    "mov edi, 3",
    "mov esi, 2",
    "mov edx, 1",
    "mov eax, 72",
    "syscall",
    "test eax, eax",
    "js 2f",
    "mov rax, [rsp]",
    "mov rdi, [rsp + 8]",
    "lea rsi, [rsp + 16]",
    "lea rdx, [rsp + rax * 8 + 16]",
    "mov eax, 59",
    "syscall",
    "neg eax",
    "push rax",
    "mov edi, 3",
    "mov rsi, rsp",
    "mov edx, 4",
    "mov eax, 1",
    "syscall",
    "2:",
    "mov edi, 125",
    "mov eax, 60",
    "syscall",
    "transom_stub_end:",
    ".text",
);

#[cfg(target_arch = "aarch64")]
std::arch::global_asm!(
    ".section .rodata.transom_stub, \"a\"",
    ".global transom_stub_start",
    ".global transom_stub_end",
    ".balign 4",
    "transom_stub_start:",
    "mov x0, #3",
    "mov x1, #2",
    "mov x2, #1",
    "mov x8, #25",
    "svc #0",
    "tbnz w0, #31, 2f",
    "ldr x3, [sp]",
    "ldr x0, [sp, #8]",
    "add x1, sp, #16",
    "add x2, sp, x3, lsl #3",
    "add x2, x2, #16",
    "mov x8, #221",
    "svc #0",
    "neg w0, w0",
    "str w0, [sp, #-16]!",
    "mov x0, #3",
    "mov x1, sp",
    "mov x2, #4",
    "mov x8, #64",
    "svc #0",
    "2:",
    "mov x0, #125",
    "mov x8, #93",
    "svc #0",
    "transom_stub_end:",
    ".text",
);

unsafe extern "C" {
    static transom_stub_start: u8;
    static transom_stub_end: u8;
}

const MACHINE: u16 = if cfg!(target_arch = "aarch64") { 183 } else { 62 };
const BASE: u64 = 0x40_0000;
const HEADERS: u64 = 64 + 2 * 56;

/// The sealed program.
#[derive(Debug)]
pub struct Stub(OwnedFd);

impl Stub {
    /// Makes the program in memory and seals it against every change.
    ///
    /// # Errors
    /// What memfd_create(2) and fcntl(2) say.
    pub fn new() -> Result<Self, Errno> {
        sealed(c"transom-stub", &image()).map(Self)
    }

    /// Becomes `path` by way of the stub; returns only when the stub itself cannot run.
    ///
    /// `report` gets the error number of a failed exec; it closes when the program runs.
    pub fn exec(&self, path: &CString, arguments: &[CString], environment: &[CString], report: impl AsFd) -> Errno {
        let argv: Vec<*const c_char> = std::iter::once(path.as_ptr())
            .chain(arguments.iter().map(|word| word.as_ptr()))
            .chain(std::iter::once(std::ptr::null()))
            .collect();
        let envp: Vec<*const c_char> = environment
            .iter()
            .map(|word| word.as_ptr())
            .chain(std::iter::once(std::ptr::null()))
            .collect();
        // The stub's own descriptor may be the very number that the report is put at, so it is moved away first.
        // SAFETY: duplicating a descriptor touches no memory.
        let stub = unsafe { libc::fcntl(self.0.as_raw_fd(), libc::F_DUPFD_CLOEXEC, REPORT_FD + 1) };
        if let Err(errno) = crate::process::put_at(report, REPORT_FD) {
            return errno;
        }
        // SAFETY: both arrays are null-terminated and point to C strings that outlive the call.
        unsafe {
            libc::syscall(
                libc::SYS_execveat,
                stub,
                c"".as_ptr(),
                argv.as_ptr(),
                envp.as_ptr(),
                libc::AT_EMPTY_PATH,
            )
        };
        Errno::last()
    }
}

/// Puts a program into memory, executable and sealed against every change.
///
/// # Errors
/// What memfd_create(2), write(2) and fcntl(2) say.
pub fn sealed(name: &CStr, image: &[u8]) -> Result<OwnedFd, Errno> {
    let file = in_memory(name)?;
    let written = rustix::io::write(&file, image)?;
    if written != image.len() {
        return Err(Errno::from_raw(libc::EIO));
    }
    seal(file)
}

/// Puts the program of a file into memory as [`sealed`] does; the kernel copies it, and no buffer lies between.
///
/// # Errors
/// What memfd_create(2), sendfile(2) and fcntl(2) say.
pub fn sealed_copy(name: &CStr, from: impl AsFd) -> Result<OwnedFd, Errno> {
    const AT_ONCE: usize = 1 << 30;
    let file = in_memory(name)?;
    while rustix::fs::sendfile(&file, &from, None, AT_ONCE)? > 0 {}
    seal(file)
}

/// Makes an empty file in memory that may be run.
fn in_memory(name: &CStr) -> Result<OwnedFd, Errno> {
    let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
    let create = |flags: libc::c_uint| {
        // SAFETY: the name is a C string that outlives the call.
        Errno::check(unsafe { libc::syscall(libc::SYS_memfd_create, name.as_ptr(), flags) })
    };
    // Kernels before 6.3 do not know the flag, and do not need it.
    let number = create(flags | EXECUTABLE).or_else(|_| create(flags))?;
    // SAFETY: memfd_create returned a new descriptor that nobody else owns.
    Ok(unsafe { OwnedFd::from_raw_fd(i32::try_from(number).expect("a descriptor fits an int")) })
}

fn seal(file: OwnedFd) -> Result<OwnedFd, Errno> {
    rustix::fs::fchmod(&file, rustix::fs::Mode::from_raw_mode(0o555))?;
    let seals = libc::F_SEAL_SEAL | libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_WRITE;
    // SAFETY: F_ADD_SEALS takes a number and touches no memory.
    Errno::check(unsafe { libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, seals) }.into())?;
    Ok(file)
}

fn code() -> &'static [u8] {
    // SAFETY: the two symbols bound one run of bytes in this binary's read-only data.
    unsafe {
        let (start, end) = (&raw const transom_stub_start, &raw const transom_stub_end);
        std::slice::from_raw_parts(start, end.offset_from_unsigned(start))
    }
}

/// An ELF file (elf(5)) with one segment, readable and executable, that is all of it.
fn image() -> Vec<u8> {
    let code = code();
    let size = HEADERS + code.len() as u64;
    let mut image = vec![0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let half = |image: &mut Vec<u8>, values: &[u16]| values.iter().for_each(|value| image.extend(value.to_ne_bytes()));
    let word = |image: &mut Vec<u8>, values: &[u32]| values.iter().for_each(|value| image.extend(value.to_ne_bytes()));
    let long = |image: &mut Vec<u8>, values: &[u64]| values.iter().for_each(|value| image.extend(value.to_ne_bytes()));
    half(&mut image, &[2, MACHINE]);
    word(&mut image, &[1]);
    long(&mut image, &[BASE + HEADERS, 64, 0]);
    word(&mut image, &[0]);
    half(&mut image, &[64, 56, 2, 0, 0, 0]);
    // PT_LOAD, read and execute.
    word(&mut image, &[1, 5]);
    long(&mut image, &[0, BASE, BASE, size, size, 0x1000]);
    // PT_GNU_STACK, read and write: no executable stack.
    word(&mut image, &[0x6474_e551, 6]);
    long(&mut image, &[0, 0, 0, 0, 0, 16]);
    image.extend(code);
    image
}
