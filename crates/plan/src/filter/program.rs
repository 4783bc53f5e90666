//! Compiles a device filter into a `BPF_PROG_TYPE_CGROUP_DEVICE` program.
//!
//! The kernel runs it at each open, mknod and mount of a device with a context of three 32 bit words (`struct
//! bpf_cgroup_dev_ctx`): access and type, major, minor. One call carries all bits that are asked for (`O_RDWR` is two), so
//! the program keeps what is still undecided in a register: the newest rule is asked first, an allow rule takes its bits
//! away, a deny rule that meets one of them refuses. Every jump stays inside its rule's block, so no list of rules is too long for
//! the 16 bit offsets. That register is also the only one that lives from block to block: numbers are loaded anew in each, because
//! the verifier would follow every combination of what is known of them by then. So loading takes a time in proportion to the
//! number of rules.

use transom_model::{Access, DeviceFilter, DeviceKind, DeviceRule, FilterPolicy, RuleEffect, RuleNumber};

use super::reduce::reduced;

/// What a block compares: the type of device, as `BPF_DEVCG_DEV_*` numbers them, then major and minor.
const COMPARED: u8 = 2;
/// Bits that are asked for and not yet decided, as `BPF_DEVCG_ACC_*` numbers them.
const UNDECIDED: u8 = 3;
/// Bits that a deny rule would refuse.
const REFUSED: u8 = 4;
const CONTEXT: u8 = 1;
const VERDICT: u8 = 0;

/// Offsets in the context.
const ACCESS_AND_KIND: usize = 0;
const MAJOR: usize = 4;
const MINOR: usize = 8;

const LOAD_WORD: u8 = 0x61; // BPF_LDX | BPF_MEM | BPF_W
const MOVE: u8 = 0xb7; // BPF_ALU64 | BPF_MOV | BPF_K
const MOVE_REGISTER: u8 = 0xbf; // BPF_ALU64 | BPF_MOV | BPF_X
const AND: u8 = 0x57; // BPF_ALU64 | BPF_AND | BPF_K
const SHIFT_RIGHT: u8 = 0x77; // BPF_ALU64 | BPF_RSH | BPF_K
const JUMP_EQUAL: u8 = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const JUMP_UNEQUAL: u8 = 0x55; // BPF_JMP | BPF_JNE | BPF_K
const JUMP_UNEQUAL_32: u8 = 0x56; // BPF_JMP32 | BPF_JNE | BPF_K: numbers above 2^31 would be sign-extended in 64 bit
const JUMP_EQUAL_32: u8 = 0x16; // BPF_JMP32 | BPF_JEQ | BPF_K
const JUMP: u8 = 0x05; // BPF_JMP | BPF_JA
const EXIT: u8 = 0x95; // BPF_JMP | BPF_EXIT

const ALL_BITS: u32 = 7;

/// Compiles a filter: instructions of eight bytes, in the host's byte order. Returns 1 to allow, 0 to refuse.
pub fn program(filter: &DeviceFilter) -> Vec<u64> {
    let mut code = prologue();
    for rule in reduced(filter) {
        code.extend(block(&rule));
    }
    // Something is still undecided here, or an allow rule would have ended the program.
    code.extend(verdict(filter.policy.value == FilterPolicy::Allow));
    code
}

fn prologue() -> Vec<u64> {
    let mut code = vec![
        instruction(LOAD_WORD, UNDECIDED, CONTEXT, ACCESS_AND_KIND, 0),
        instruction(SHIFT_RIGHT, UNDECIDED, 0, 0, 16),
        instruction(JUMP_UNEQUAL, UNDECIDED, 0, 2, 0),
    ];
    code.extend(verdict(true));
    code
}

/// One test of a block: the loads of a value, what it must be.
struct Test {
    load: Vec<u64>,
    value: u32,
}

fn block(rule: &DeviceRule) -> Vec<u64> {
    let bits = bits(rule.access);
    if bits == 0 {
        return Vec::new();
    }
    let action = match rule.effect {
        RuleEffect::Deny => deny(bits),
        RuleEffect::Allow => allow(bits),
    };
    let mut tests = tests(rule).into_iter();
    let first = tests.next().expect("the type is always tested");
    let mut rest = action;
    for test in tests.rev() {
        // Each test that fails jumps behind the block.
        let fail = instruction(JUMP_UNEQUAL_32, COMPARED, 0, rest.len(), test.value);
        rest.splice(0..0, test.load.into_iter().chain([fail]));
    }
    // The verifier follows what does not jump first. If that is the way past the rule, it has seen the rest of the program with all
    // bits undecided before it comes back with fewer, and does not go there again.
    let mut code = first.load;
    code.push(instruction(JUMP_EQUAL_32, COMPARED, 0, 1, first.value));
    code.push(instruction(JUMP, 0, 0, rest.len(), 0));
    code.extend(rest);
    code
}

fn tests(rule: &DeviceRule) -> Vec<Test> {
    let load = |offset| instruction(LOAD_WORD, COMPARED, CONTEXT, offset, 0);
    let kind = Test {
        load: vec![load(ACCESS_AND_KIND), instruction(AND, COMPARED, 0, 0, 0xffff)],
        value: kind(rule.kind),
    };
    let number = |offset, number| match number {
        RuleNumber::Any => None,
        RuleNumber::Is(value) => Some(Test {
            load: vec![load(offset)],
            value,
        }),
    };
    // The minor first: it tells most rules apart, and is where most of them end.
    let numbers = [number(MINOR, rule.minor), number(MAJOR, rule.major)];
    numbers.into_iter().flatten().chain([kind]).collect()
}

fn deny(bits: u32) -> Vec<u64> {
    let mut code = vec![
        instruction(MOVE_REGISTER, REFUSED, UNDECIDED, 0, 0),
        instruction(AND, REFUSED, 0, 0, bits),
        instruction(JUMP_EQUAL, REFUSED, 0, 2, 0),
    ];
    code.extend(verdict(false));
    code
}

fn allow(bits: u32) -> Vec<u64> {
    if bits == ALL_BITS {
        return verdict(true).to_vec();
    }
    let mut code = vec![
        instruction(AND, UNDECIDED, 0, 0, ALL_BITS & !bits),
        instruction(JUMP_UNEQUAL, UNDECIDED, 0, 2, 0),
    ];
    code.extend(verdict(true));
    code
}

fn verdict(is_allowed: bool) -> [u64; 2] {
    [
        instruction(MOVE, VERDICT, 0, 0, u32::from(is_allowed)),
        instruction(EXIT, 0, 0, 0, 0),
    ]
}

fn kind(kind: DeviceKind) -> u32 {
    match kind {
        DeviceKind::Block => 1,
        DeviceKind::Char => 2,
    }
}

fn bits(access: Access) -> u32 {
    u32::from(access.mknod) | u32::from(access.read) << 1 | u32::from(access.write) << 2
}

/// Lays out one `struct bpf_insn`: code, both registers, offset, immediate value.
fn instruction(code: u8, to: u8, from: u8, offset: usize, value: u32) -> u64 {
    let offset = i16::try_from(offset).expect("every jump stays inside a block of at most fourteen instructions");
    let mut bytes = [0; 8];
    bytes[0] = code;
    bytes[1] = if cfg!(target_endian = "little") {
        from << 4 | to
    } else {
        to << 4 | from
    };
    bytes[2..4].copy_from_slice(&offset.to_ne_bytes());
    bytes[4..8].copy_from_slice(&value.to_ne_bytes());
    u64::from_ne_bytes(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use transom_model::{DeviceNumber, Given};

    use super::*;

    /// All sets of access bits.
    pub(crate) fn accesses() -> impl Iterator<Item = Access> {
        (0..8_u32).map(|bits| Access {
            mknod: bits & 1 != 0,
            read: bits & 2 != 0,
            write: bits & 4 != 0,
        })
    }

    /// All devices around the numbers of a filter's rules.
    pub(crate) fn devices(filter: &DeviceFilter) -> Vec<(DeviceKind, DeviceNumber)> {
        let mut numbers = BTreeSet::from([0, 1, u32::MAX]);
        for rule in &filter.rules {
            for number in [rule.value.major, rule.value.minor] {
                if let RuleNumber::Is(number) = number {
                    numbers.extend([number.wrapping_sub(1), number, number.wrapping_add(1)]);
                }
            }
        }
        let mut devices = Vec::new();
        for &major in &numbers {
            for &minor in &numbers {
                let number = DeviceNumber { major, minor };
                devices.extend([(DeviceKind::Char, number), (DeviceKind::Block, number)]);
            }
        }
        devices
    }

    pub(crate) fn filters() -> impl Strategy<Value = DeviceFilter> {
        let number = prop_oneof![
            Just(RuleNumber::Any),
            (0..4_u32).prop_map(RuleNumber::Is),
            any::<u32>().prop_map(RuleNumber::Is)
        ];
        let access = (any::<bool>(), any::<bool>(), any::<bool>());
        let rule =
            (any::<bool>(), any::<bool>(), number.clone(), number, access).prop_map(|(allow, char, major, minor, access)| {
                DeviceRule {
                    effect: if allow { RuleEffect::Allow } else { RuleEffect::Deny },
                    kind: if char { DeviceKind::Char } else { DeviceKind::Block },
                    major,
                    minor,
                    access: Access {
                        read: access.0,
                        write: access.1,
                        mknod: access.2,
                    },
                }
            });
        (any::<bool>(), proptest::collection::vec(rule, 0..8)).prop_map(|(is_open, rules)| {
            let policy = if is_open { FilterPolicy::Allow } else { FilterPolicy::Deny };
            filter(policy, rules)
        })
    }

    pub(crate) fn filter(policy: FilterPolicy, rules: Vec<DeviceRule>) -> DeviceFilter {
        DeviceFilter {
            policy: Given::default_of(policy, "test"),
            rules: rules.into_iter().map(|rule| Given::default_of(rule, "test")).collect(),
        }
    }

    fn runs(vm: &rbpf::EbpfVmRaw<'_>, device: DeviceKind, number: DeviceNumber, access: Access) -> u64 {
        let mut context = [0_u8; 12];
        let word = bits(access) << 16 | kind(device);
        context[0..4].copy_from_slice(&word.to_ne_bytes());
        context[4..8].copy_from_slice(&number.major.to_ne_bytes());
        context[8..12].copy_from_slice(&number.minor.to_ne_bytes());
        vm.execute_program(&mut context).unwrap()
    }

    fn agrees(filter: &DeviceFilter) {
        let code: Vec<u8> = program(filter)
            .iter()
            .flat_map(|instruction| instruction.to_ne_bytes())
            .collect();
        let vm = rbpf::EbpfVmRaw::new(Some(&code)).unwrap();
        for (device, number) in devices(filter) {
            for access in accesses() {
                let expected = u64::from(filter.allows(device, number, access));
                assert_eq!(
                    runs(&vm, device, number, access),
                    expected,
                    "{device:?} {number} {access} in {filter:?}"
                );
            }
        }
    }

    #[test]
    fn an_empty_filter_is_still_a_program() {
        agrees(&filter(FilterPolicy::Deny, Vec::new()));
        agrees(&filter(FilterPolicy::Allow, Vec::new()));
        assert!(!program(&filter(FilterPolicy::Deny, Vec::new())).is_empty());
    }

    #[test]
    fn bits_of_one_open_may_come_from_two_rules() {
        let rule = |effect, minor, access| DeviceRule {
            effect,
            kind: DeviceKind::Char,
            major: RuleNumber::Is(10),
            minor,
            access,
        };
        let write = Access {
            write: true,
            ..Access::default()
        };
        let mut rules = vec![
            rule(RuleEffect::Allow, RuleNumber::Any, Access::READ),
            rule(RuleEffect::Allow, RuleNumber::Is(232), write),
        ];
        agrees(&filter(FilterPolicy::Deny, rules.clone()));
        rules.push(rule(RuleEffect::Deny, RuleNumber::Is(232), Access::READ));
        agrees(&filter(FilterPolicy::Deny, rules.clone()));
        agrees(&filter(FilterPolicy::Allow, rules));
    }

    #[test]
    fn thousands_of_rules_compile() {
        // The interpreter counts instructions in 15 bit; the program itself has no such limit.
        let rule = |minor| DeviceRule {
            effect: RuleEffect::Allow,
            kind: DeviceKind::Block,
            major: RuleNumber::Is(8),
            minor: RuleNumber::Is(minor),
            access: Access::READ,
        };
        let filter = filter(FilterPolicy::Deny, (0..2_700).map(rule).collect());
        let code: Vec<u8> = program(&filter)
            .iter()
            .flat_map(|instruction| instruction.to_ne_bytes())
            .collect();
        let vm = rbpf::EbpfVmRaw::new(Some(&code)).unwrap();
        assert_eq!(
            runs(&vm, DeviceKind::Block, DeviceNumber { major: 8, minor: 0 }, Access::READ),
            1
        );
        assert_eq!(
            runs(&vm, DeviceKind::Block, DeviceNumber { major: 8, minor: 2_700 }, Access::READ),
            0
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_program_decides_as_the_model_says(filter in filters()) {
            agrees(&filter);
        }
    }
}
