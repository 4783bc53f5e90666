//! Classic BPF instructions, placed from the last to the first.
//!
//! Jumps of classic BPF only go forward. Placed from the end, every instruction knows the distance to what it jumps to,
//! and no second pass is needed. Code that is asked for twice exists once. What the instructions are for is decided in
//! `tree.rs` and `compare.rs`.

use std::collections::HashMap;

use super::{MAX_INSTRUCTIONS, SeccompError};

// Opcodes of linux/bpf_common.h.
const LOAD_WORD: u16 = 0x20;
const AND: u16 = 0x54;
const JUMP_ALWAYS: u16 = 0x05;
const JUMP_EQUAL: u16 = 0x15;
const JUMP_GREATER: u16 = 0x25;
const JUMP_NOT_BELOW: u16 = 0x35;
const JUMP_ANY_BIT: u16 = 0x45;
const RETURN: u16 = 0x06;

/// The farthest a conditional jump is placed; the field takes 255, and one more instruction may still come between.
const REACH: usize = 254;

/// Where the program goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Target {
    /// It ends with this value.
    Return(u32),
    /// At an instruction that is placed, counted from the end of the program.
    At(usize),
}

/// What a conditional jump asks of the loaded word, as unsigned 32 bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Jump {
    /// It is this.
    Equal(u32),
    /// It is greater.
    Greater(u32),
    /// It is this or greater.
    NotBelow(u32),
    /// It has one of these bits.
    AnyBit(u32),
}

impl Jump {
    fn operands(self) -> (u16, u32) {
        match self {
            Self::Equal(value) => (JUMP_EQUAL, value),
            Self::Greater(value) => (JUMP_GREATER, value),
            Self::NotBelow(value) => (JUMP_NOT_BELOW, value),
            Self::AnyBit(bits) => (JUMP_ANY_BIT, bits),
        }
    }
}

/// A program that grows towards its start.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// The last instruction first.
    placed: Vec<u64>,
    /// The latest place of each return.
    returns: HashMap<u32, usize>,
    jumps: HashMap<(Jump, Target, Target), usize>,
    loads: HashMap<(u32, u32, Target), usize>,
}

impl Code {
    /// Goes on at `yes` if the loaded word is what `jump` asks, else at `no`.
    pub(super) fn jump(&mut self, jump: Jump, yes: Target, no: Target) -> Target {
        if yes == no {
            return yes;
        }
        if let Some(&at) = self.jumps.get(&(jump, yes, no)) {
            return Target::At(at);
        }
        let yes_at = self.within_reach(yes);
        let no_at = self.within_reach(no);
        let (opcode, operand) = jump.operands();
        let (jt, jf) = (self.distance(yes_at), self.distance(no_at));
        let at = self.push(pack(opcode, narrow(jt), narrow(jf), operand));
        self.jumps.insert((jump, yes, no), at);
        Target::At(at)
    }

    /// Loads a word of the call's data, keeps the bits of `mask`, and goes on.
    pub(super) fn load(&mut self, offset: u32, mask: u32, next: Target) -> Target {
        if let Target::Return(_) = next {
            return next;
        }
        if let Some(&at) = self.loads.get(&(offset, mask, next)) {
            return Target::At(at);
        }
        self.fall_through(next);
        if mask != u32::MAX {
            self.push(pack(AND, 0, 0, mask));
        }
        let at = self.push(pack(LOAD_WORD, 0, 0, offset));
        self.loads.insert((offset, mask, next), at);
        Target::At(at)
    }

    /// Returns the whole program, from its start.
    pub(super) fn finish(mut self, start: Target) -> Result<Vec<u64>, SeccompError> {
        self.fall_through(start);
        let instructions = self.placed.len();
        if instructions > MAX_INSTRUCTIONS {
            return Err(SeccompError::TooLong { instructions });
        }
        self.placed.reverse();
        Ok(self.placed)
    }

    /// Sees to it that what is placed next is followed by `next`.
    fn fall_through(&mut self, next: Target) {
        match next {
            Target::Return(value) => {
                self.push_return(value);
            }
            Target::At(at) if at + 1 == self.placed.len() => {}
            Target::At(at) => {
                self.push_long_jump(at);
            }
        }
    }

    /// Returns a place that a conditional jump reaches and that leads to `target`.
    fn within_reach(&mut self, target: Target) -> usize {
        match target {
            Target::Return(value) => match self.returns.get(&value) {
                Some(&at) if self.distance(at) <= REACH => at,
                _ => self.push_return(value),
            },
            Target::At(at) if self.distance(at) <= REACH => at,
            Target::At(at) => self.push_long_jump(at),
        }
    }

    fn push_return(&mut self, value: u32) -> usize {
        let at = self.push(pack(RETURN, 0, 0, value));
        self.returns.insert(value, at);
        at
    }

    fn push_long_jump(&mut self, to: usize) -> usize {
        let distance = u32::try_from(self.distance(to)).unwrap_or(u32::MAX);
        self.push(pack(JUMP_ALWAYS, 0, 0, distance))
    }

    /// How many instructions lie between the one placed next and this one.
    fn distance(&self, at: usize) -> usize {
        self.placed.len() - at - 1
    }

    fn push(&mut self, instruction: u64) -> usize {
        self.placed.push(instruction);
        self.placed.len() - 1
    }
}

fn narrow(distance: usize) -> u8 {
    u8::try_from(distance).expect("a target within reach is at most 255 instructions away")
}

fn pack(opcode: u16, jt: u8, jf: u8, operand: u32) -> u64 {
    u64::from(opcode) | u64::from(jt) << 16 | u64::from(jf) << 24 | u64::from(operand) << 32
}
