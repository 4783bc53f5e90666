//! Classic BPF as the kernel checks and runs it for seccomp, for the tests.
//!
//! [`check`] is the kernel's checker, reduced to the instructions that the compiler may use; [`run`] is seccomp(2);
//! [`is_always_allowed`] is the shortcut of kernels since 5.11 (`seccomp_is_const_allow`).

/// `struct seccomp_data`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Call {
    pub(super) arch: u32,
    pub(super) number: u32,
    pub(super) arguments: [u64; 6],
}

impl Call {
    fn word(&self, offset: u32) -> u32 {
        let argument = |at: u32| self.arguments[at as usize / 8];
        match offset {
            0 => self.number,
            4 => self.arch,
            8 | 12 => 0,
            _ if offset.is_multiple_of(8) => argument(offset - 16) as u32,
            _ => (argument(offset - 20) >> 32) as u32,
        }
    }
}

struct Instruction {
    opcode: u16,
    jt: usize,
    jf: usize,
    operand: u32,
}

fn unpack(word: u64) -> Instruction {
    Instruction {
        opcode: word as u16,
        jt: usize::from((word >> 16) as u8),
        jf: usize::from((word >> 24) as u8),
        operand: (word >> 32) as u32,
    }
}

/// Says what the kernel would refuse.
pub(super) fn check(program: &[u64]) -> Result<(), String> {
    if program.is_empty() || program.len() > 4096 {
        return Err(format!("{} instructions", program.len()));
    }
    for (at, &word) in program.iter().enumerate() {
        let instruction = unpack(word);
        let left = program.len() - at - 1;
        let is_fine = match instruction.opcode {
            0x20 => instruction.operand.is_multiple_of(4) && instruction.operand < 64 && left > 0,
            0x54 => left > 0,
            0x05 => (instruction.operand as usize) < left,
            0x15 | 0x25 | 0x35 | 0x45 => instruction.jt.max(instruction.jf) < left,
            0x06 => true,
            _ => false,
        };
        if !is_fine {
            return Err(format!("instruction {at} is {word:#018x}"));
        }
    }
    match unpack(program[program.len() - 1]).opcode {
        0x06 => Ok(()),
        other => Err(format!("ends with {other:#x}")),
    }
}

/// Returns what the program answers, and how many instructions it took.
pub(super) fn run(program: &[u64], call: &Call) -> (u32, usize) {
    let mut loaded = 0;
    let mut at = 0;
    for steps in 1.. {
        let instruction = unpack(program[at]);
        at += 1;
        match instruction.opcode {
            0x20 => loaded = call.word(instruction.operand),
            0x54 => loaded &= instruction.operand,
            0x06 => return (instruction.operand, steps),
            _ => at += jump(&instruction, loaded),
        }
    }
    unreachable!("every jump goes forward")
}

/// Says whether the kernel knows from number and architecture alone that the call is allowed.
pub(super) fn is_always_allowed(program: &[u64], call: &Call) -> bool {
    let mut loaded = 0;
    let mut at = 0;
    loop {
        let instruction = unpack(program[at]);
        at += 1;
        match instruction.opcode {
            0x20 if instruction.operand > 4 => return false,
            0x20 => loaded = call.word(instruction.operand),
            0x54 => loaded &= instruction.operand,
            0x06 => return instruction.operand == 0x7fff_0000,
            _ => at += jump(&instruction, loaded),
        }
    }
}

fn jump(instruction: &Instruction, loaded: u32) -> usize {
    let operand = instruction.operand;
    let holds = match instruction.opcode {
        0x05 => return operand as usize,
        0x15 => loaded == operand,
        0x25 => loaded > operand,
        0x35 => loaded >= operand,
        0x45 => loaded & operand != 0,
        other => unreachable!("opcode {other:#x}"),
    };
    if holds { instruction.jt } else { instruction.jf }
}
