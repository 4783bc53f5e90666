//! Random policies and calls: the compiled program answers what a direct reading of the policy says.
//!
//! The reading here is written from the model's words, with call numbers copied from the kernel's headers for a few calls,
//! so that it shares nothing with the compiler.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use transom_model::{
    Given, Origin, SeccompAction as Action, SeccompArch as Arch, SeccompCompare as Compare, SeccompOp as Op, SeccompPolicy,
    SeccompRule,
};

use super::compile;
use super::interpreter::{Call, check, run};

/// One call's numbers on x86-64, x86, x32 (without its bit), ARM64, ARM; -1 where there is none.
type Numbers = (&'static str, [i32; 5]);

#[rustfmt::skip]
const CALLS: &[Numbers] = &[
    ("read", [0, 3, 0, 63, 3]), ("open", [2, 5, 2, -1, 5]), ("ioctl", [16, 54, 514, 29, 54]),
    ("shmat", [30, 397, 30, 196, 305]), ("socket", [41, 359, 41, 198, 281]), ("bind", [49, 361, 49, 200, 282]),
    ("semop", [65, -1, 65, 193, 298]), ("arch_prctl", [158, 384, 158, -1, -1]), ("mount", [165, 21, 165, 40, 21]),
    ("umount2", [166, 52, 166, 39, 52]), ("kexec_load", [246, 283, 528, 104, 347]),
    ("newfstatat", [262, -1, 262, 79, -1]), ("fstatat64", [-1, 300, -1, -1, 327]), ("setns", [308, 346, 308, 268, 375]),
    ("clone3", [435, 435, 435, 435, 435]), ("listns", [470, 470, 470, 470, 470]), ("socketcall", [-1, 102, -1, -1, -1]),
    ("ipc", [-1, 117, -1, -1, -1]), ("cacheflush", [-1, -1, -1, -1, 0xF0002]), ("no_such_call", [-1, -1, -1, -1, -1]),
];

const ARCHS: [Arch; 5] = [Arch::X86_64, Arch::X86, Arch::X32, Arch::Aarch64, Arch::Arm];
const TOKENS: [u32; 5] = [0xC000_003E, 0x4000_0003, 0xC000_00B7, 0x4000_0028, 0xC000_00F3];

fn position(arch: Arch) -> usize {
    ARCHS.iter().position(|known| *known == arch).unwrap()
}

fn number_on(name: &str, arch: Arch, native: Arch, archs: &[Arch]) -> Option<u32> {
    if let Ok(number) = name.parse() {
        return (!archs.is_empty() || arch == native).then_some(number);
    }
    let (_, numbers) = CALLS.iter().find(|(known, _)| *known == name)?;
    let number = u32::try_from(numbers[position(arch)]).ok()?;
    Some(if arch == Arch::X32 { number | 0x4000_0000 } else { number })
}

fn arch_of(call: &Call, native: Arch) -> Option<Arch> {
    let is_x86 = matches!(native, Arch::X86_64 | Arch::X86 | Arch::X32);
    match call.arch {
        0xC000_003E if is_x86 && native != Arch::X86 => Some(match call.number & 0x4000_0000 {
            0 => Arch::X86_64,
            _ => Arch::X32,
        }),
        0x4000_0003 if is_x86 => Some(Arch::X86),
        0xC000_00B7 if native == Arch::Aarch64 => Some(Arch::Aarch64),
        0x4000_0028 if !is_x86 => Some(Arch::Arm),
        _ => None,
    }
}

fn holds(compare: &Compare, call: &Call) -> bool {
    let argument = call.arguments[usize::from(compare.argument)];
    match compare.op {
        Op::NotEqual => argument != compare.value,
        Op::Less => argument < compare.value,
        Op::LessOrEqual => argument <= compare.value,
        Op::Equal => argument == compare.value,
        Op::GreaterOrEqual => argument >= compare.value,
        Op::Greater => argument > compare.value,
        Op::MaskedEqual => argument & compare.mask == compare.value,
    }
}

/// What the call makes in the end, if it is one of those that make others.
fn made(call: &Call) -> Option<&'static str> {
    let first = call.arguments[0] as u32;
    match (call.number, first, first & 0xFFFF) {
        (102, 1, _) => Some("socket"),
        (102, 2, _) => Some("bind"),
        (117, _, 1) => Some("semop"),
        (117, _, 21) => Some("shmat"),
        _ => None,
    }
}

fn matches(rule: &SeccompRule, arch: Arch, native: Arch, call: &Call) -> bool {
    if !rule.archs.is_empty() && !rule.archs.contains(&arch) {
        return false;
    }
    if number_on(&rule.syscall, arch, native, &rule.archs) == Some(call.number) {
        return rule.compares.iter().all(|compare| holds(compare, call));
    }
    let is_made = arch == Arch::X86 && made(call) == Some(rule.syscall.as_str());
    is_made && (rule.compares.is_empty() || !matches!(rule.action, Action::Allow | Action::Log))
}

fn expected(policy: &SeccompPolicy, native: Arch, call: &Call) -> u32 {
    let Some(arch) = arch_of(call, native) else {
        return 0x8000_0000;
    };
    let last = policy
        .rules
        .iter()
        .rev()
        .find(|rule| matches(&rule.value, arch, native, call));
    match last.map_or(policy.default, |rule| rule.value.action) {
        Action::Allow => 0x7fff_0000,
        Action::Errno(number) => 0x0005_0000 + u32::from(number),
        Action::Kill => 0,
        Action::KillProcess => 0x8000_0000,
        Action::Trap => 0x0003_0000,
        Action::Notify => 0x7fc0_0000,
        Action::Log => 0x7ffc_0000,
    }
}

fn a_value() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => select(vec![0, 1, 2, 21, 0x1_0015, 0xFFFF_FFFF, 0x1_0000_0000, 0x1_0000_0001, u64::MAX - 1, u64::MAX]),
        1 => any::<u64>(),
    ]
}

fn an_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        Just(Action::Allow),
        (0..4u16).prop_map(Action::Errno),
        Just(Action::Kill),
        Just(Action::KillProcess),
        Just(Action::Trap),
        Just(Action::Notify),
        Just(Action::Log),
    ]
}

fn a_compare() -> impl Strategy<Value = Compare> {
    let op = select(vec![
        Op::NotEqual,
        Op::Less,
        Op::LessOrEqual,
        Op::Equal,
        Op::GreaterOrEqual,
        Op::Greater,
        Op::MaskedEqual,
    ]);
    // A comparison that no value satisfies is left out: through `socketcall` a rule with one counts as absent.
    let compare = (0..6u8, op, a_value(), a_value()).prop_map(|(argument, op, value, mask)| Compare {
        argument,
        op,
        value: if op == Op::MaskedEqual { value & mask } else { value },
        mask,
    });
    compare.prop_filter("decided beforehand", |compare| {
        !matches!(
            (compare.op, compare.value, compare.mask),
            (Op::Less | Op::GreaterOrEqual, 0, _) | (Op::Greater | Op::LessOrEqual, u64::MAX, _) | (Op::MaskedEqual, _, 0)
        )
    })
}

fn a_rule() -> impl Strategy<Value = Given<SeccompRule>> {
    let named = select(CALLS).prop_map(|(name, _)| name.to_owned());
    let numbered = select(vec!["0", "1", "102", "166", "435", "1073741840", "4294967295"]).prop_map(str::to_owned);
    let name = prop_oneof![9 => named, 1 => numbered];
    let archs = prop_oneof![2 => Just(Vec::new()), 1 => subsequence(ARCHS.to_vec(), 1..=3)];
    (name, an_action(), vec(a_compare(), 0..3), archs).prop_map(|(syscall, action, compares, archs)| {
        let rule = SeccompRule {
            syscall,
            action,
            compares,
            archs,
        };
        Given::new(rule, Origin::Default("the test"))
    })
}

fn a_policy() -> impl Strategy<Value = SeccompPolicy> {
    (an_action(), vec(a_rule(), 0..60)).prop_map(|(default, rules)| SeccompPolicy {
        source: "random".into(),
        default,
        rules,
    })
}

fn a_number() -> impl Strategy<Value = u32> {
    let known = (select(CALLS), 0..5usize, any::<bool>()).prop_map(|((_, numbers), arch, is_x32)| {
        let number = numbers[arch].max(0).cast_unsigned();
        if is_x32 && arch == 2 { number | 0x4000_0000 } else { number }
    });
    let near = (known.clone(), -1..=1i32).prop_map(|(number, by)| number.wrapping_add_signed(by));
    prop_oneof![6 => known, 2 => near, 1 => any::<u32>(), 1 => Just(u32::MAX)]
}

fn a_call() -> impl Strategy<Value = Call> {
    (select(TOKENS.to_vec()), a_number(), prop::array::uniform6(a_value())).prop_map(|(arch, number, arguments)| Call {
        arch,
        number,
        arguments,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_program_does_what_the_policy_says(
        policy in a_policy(),
        native in select(ARCHS.to_vec()),
        calls in vec(a_call(), 1..300),
    ) {
        let native = if native == Arch::X32 { Arch::X86_64 } else { native };
        let compiled = compile(&policy, native).unwrap();
        prop_assert_eq!(check(&compiled.program), Ok(()));
        for call in &calls {
            prop_assert_eq!(run(&compiled.program, call).0, expected(&policy, native, call), "{:x?}", call);
        }
    }
}
