//! Compiles a system call policy to the classic BPF program that seccomp(2) loads.
//!
//! [`compile`] is the whole of it; nothing here asks the kernel. The way is policy → [`rules`] (what each call number
//! leads to) → [`tree`] (a search over the numbers) → [`code`] (instructions, placed from the end). Call numbers are in
//! [`numbers`], architectures in [`arch`]. The program is loaded by whoever carries out `Step::LoadSeccomp`.

mod arch;
mod code;
mod compare;
mod numbers;
mod rules;
mod tree;

#[cfg(test)]
mod interpreter;
#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;

use transom_model::{Given, Phrase, SeccompArch, SeccompPolicy, phrase};

use code::{Code, Jump, Target};
use rules::Rules;

/// The kernel's limit for one program (`BPF_MAXINSNS`).
pub const MAX_INSTRUCTIONS: usize = 4096;

/// Ends the whole process; what a call of an architecture outside of the program gets.
const KILL_PROCESS: u32 = 0x8000_0000;

/// Offset of the call number in `struct seccomp_data`.
const NUMBER_OFFSET: u32 = 0;
/// Offset of the architecture in `struct seccomp_data`.
const ARCH_OFFSET: u32 = 4;

/// A policy as the kernel takes it, and what of the policy is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// Instructions, each a little-endian `struct sock_filter`: code, jt, jf, k from the lowest bits up.
    pub program: Vec<u64>,
    /// Names that no table here knows; their rules are not in the program.
    pub unknown: Vec<Given<String>>,
    /// Calls with argument rules that 32 bit x86 also makes through `socketcall` or `ipc`, where a filter cannot see the
    /// arguments: there a refusing rule covers the whole call, and a permitting one has no effect.
    pub unseen: Vec<Given<String>>,
    /// The architectures that the program tells apart.
    pub archs: Vec<SeccompArch>,
}

/// Why a policy cannot be compiled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum SeccompError {
    /// More instructions than the kernel takes.
    TooLong {
        /// How many it would need.
        instructions: usize,
    },
    /// A rule compares an argument that no system call has.
    NoSuchArgument {
        /// The rule's call.
        syscall: Given<String>,
        /// The number it gives.
        argument: u8,
    },
}

impl SeccompError {
    /// Returns what is wrong.
    pub fn message(&self) -> Phrase {
        match self {
            Self::TooLong { instructions } => phrase!(
                "the system call policy needs {count} instructions, and the kernel takes {most}",
                count = *instructions,
                most = MAX_INSTRUCTIONS
            ),
            Self::NoSuchArgument { syscall, argument } => phrase!(
                "the rule for `{call}` compares argument {argument}, and system calls have arguments 0 to 5",
                call = &syscall.value,
                argument = u32::from(*argument)
            ),
        }
    }
}

/// Compiles a policy for the machine's own architecture and those that its kernel runs beside it.
///
/// On x86-64 that is also 32 bit x86 and x32, on ARM64 also 32 bit ARM. A rule without architectures holds on each of
/// them, under the number that the call has there; a name that is a number (LXC's first policy format) is one of
/// `native`'s. Of the rules of one call whose compares all hold, the last in the policy acts, and the policy's default
/// when none holds. Compares are of unsigned 64 bit values, as the model says. A call of any other architecture kills the
/// process, whatever the policy's default is: its numbers mean other calls.
///
/// Loaded without a listener, a program makes the calls fail that it would ask a supervisor about (ENOSYS).
///
/// A call that is always allowed is decided from its number and architecture alone, so that kernels since 5.11 do it
/// without running the program at all.
pub fn compile(policy: &SeccompPolicy, native: SeccompArch) -> Result<Compiled, SeccompError> {
    let mut rules = Rules::of(policy)?;
    let mut code = Code::default();
    let mut start = Target::Return(KILL_PROCESS);
    let archs = arch::beside(native);
    let native = archs[0];
    for token in arch::tokens(native).iter().rev() {
        let calls = calls_of(token, &mut rules, native, &mut code);
        start = code.jump(Jump::Equal(token.audit), calls, start);
    }
    let start = code.load(ARCH_OFFSET, u32::MAX, start);
    Ok(Compiled {
        program: code.finish(start)?,
        unknown: rules.unknown(),
        unseen: rules.unseen(archs),
        archs: archs.to_vec(),
    })
}

/// Places the code for all calls that show themselves under one architecture value.
fn calls_of(token: &arch::Token, rules: &mut Rules, native: SeccompArch, code: &mut Code) -> Target {
    let mut calls = tree::place(&rules.spans(token.arch, native), code);
    if let Some((arch, bit)) = token.marked {
        let marked = tree::place(&rules.spans(arch, native), code);
        calls = code.jump(Jump::AnyBit(bit), marked, calls);
    }
    code.load(NUMBER_OFFSET, u32::MAX, calls)
}
