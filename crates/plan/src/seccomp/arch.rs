//! Which architectures one program covers, and how the kernel shows each.

use transom_model::SeccompArch;

/// Set in the number of an x32 call, which otherwise looks like one of x86-64 (`__X32_SYSCALL_BIT`).
pub(super) const X32_BIT: u32 = 0x4000_0000;

/// A value of `seccomp_data.arch`, and which calls come with it.
pub(super) struct Token {
    /// `AUDIT_ARCH_*` of linux/audit.h.
    pub(super) audit: u32,
    /// Whose calls they are.
    pub(super) arch: SeccompArch,
    /// Whose they are when this bit of the number is set.
    pub(super) marked: Option<(SeccompArch, u32)>,
}

const X86_64: Token = Token {
    audit: 0xC000_003E,
    arch: SeccompArch::X86_64,
    marked: Some((SeccompArch::X32, X32_BIT)),
};
const X86: Token = Token {
    audit: 0x4000_0003,
    arch: SeccompArch::X86,
    marked: None,
};
const AARCH64: Token = Token {
    audit: 0xC000_00B7,
    arch: SeccompArch::Aarch64,
    marked: None,
};
const ARM: Token = Token {
    audit: 0x4000_0028,
    arch: SeccompArch::Arm,
    marked: None,
};

/// Returns the architecture values that a kernel of this architecture shows, its own first.
pub(super) fn tokens(native: SeccompArch) -> &'static [Token] {
    match native {
        SeccompArch::X86_64 | SeccompArch::X32 => &[X86_64, X86],
        SeccompArch::X86 => &[X86],
        SeccompArch::Aarch64 => &[AARCH64, ARM],
        SeccompArch::Arm => &[ARM],
    }
}

/// Returns the architectures whose calls a kernel of this architecture takes, its own first.
pub(super) fn beside(native: SeccompArch) -> &'static [SeccompArch] {
    match native {
        SeccompArch::X86_64 | SeccompArch::X32 => &[SeccompArch::X86_64, SeccompArch::X86, SeccompArch::X32],
        SeccompArch::X86 => &[SeccompArch::X86],
        SeccompArch::Aarch64 => &[SeccompArch::Aarch64, SeccompArch::Arm],
        SeccompArch::Arm => &[SeccompArch::Arm],
    }
}
