//! Policies as people write them, and what the compiled program answers to single calls.

use transom_model::{
    Given, Origin, SeccompAction as Action, SeccompArch as Arch, SeccompCompare as Compare, SeccompOp as Op, SeccompPolicy,
    SeccompRule,
};

use super::interpreter::{Call, check, is_always_allowed, run};
use super::{Compiled, MAX_INSTRUCTIONS, SeccompError, compile};

const X86_64: u32 = 0xC000_003E;
const X86: u32 = 0x4000_0003;
const AARCH64: u32 = 0xC000_00B7;
const ARM: u32 = 0x4000_0028;
const X32: u32 = 0x4000_0000;

const ALLOW: u32 = 0x7fff_0000;
const KILL: u32 = 0;
const KILL_PROCESS: u32 = 0x8000_0000;

fn errno(number: u32) -> u32 {
    0x0005_0000 | number
}

fn rule(syscall: &str, action: Action) -> SeccompRule {
    SeccompRule {
        syscall: syscall.to_owned(),
        action,
        compares: Vec::new(),
        archs: Vec::new(),
    }
}

fn compare(argument: u8, op: Op, value: u64) -> Compare {
    Compare {
        argument,
        op,
        value,
        mask: u64::MAX,
    }
}

fn policy(default: Action, rules: impl IntoIterator<Item = SeccompRule>) -> SeccompPolicy {
    SeccompPolicy {
        source: "test.seccomp".into(),
        default,
        rules: rules
            .into_iter()
            .map(|rule| Given::new(rule, Origin::Default("the test")))
            .collect(),
    }
}

fn compiled(policy: &SeccompPolicy, native: Arch) -> Compiled {
    let compiled = compile(policy, native).unwrap();
    check(&compiled.program).unwrap();
    compiled
}

fn answer(compiled: &Compiled, arch: u32, number: u32, arguments: &[u64]) -> u32 {
    let mut call = Call {
        arch,
        number,
        arguments: [0; 6],
    };
    call.arguments[..arguments.len()].copy_from_slice(arguments);
    run(&compiled.program, &call).0
}

fn names(given: &[Given<String>]) -> Vec<&str> {
    given.iter().map(|name| name.value.as_str()).collect()
}

/// The policy that LXC ships as `common.seccomp`.
fn common() -> SeccompPolicy {
    let force = SeccompRule {
        compares: vec![Compare {
            mask: 1,
            ..compare(1, Op::MaskedEqual, 1)
        }],
        ..rule("umount2", Action::Errno(13))
    };
    let refused = [
        "kexec_load",
        "open_by_handle_at",
        "init_module",
        "finit_module",
        "delete_module",
    ];
    let refused = refused.map(|name| rule(name, Action::Errno(1)));
    policy(Action::Allow, [force].into_iter().chain(refused))
}

#[test]
fn common_denylist_refuses_on_every_architecture() {
    let compiled = compiled(&common(), Arch::X86_64);
    assert_eq!(compiled.archs, [Arch::X86_64, Arch::X86, Arch::X32]);
    assert!(compiled.unknown.is_empty());
    for number in [246, 304, 175, 313, 176] {
        assert_eq!(answer(&compiled, X86_64, number, &[]), errno(1), "{number}");
    }
    for number in [283, 342, 128, 350, 129] {
        assert_eq!(answer(&compiled, X86, number, &[]), errno(1), "{number}");
    }
    for number in [528, 304, 175, 313, 176] {
        assert_eq!(answer(&compiled, X86_64, X32 | number, &[]), errno(1), "{number}");
    }
    for number in [0, 1, 59, 177, 245, 247, 462, 10_000] {
        assert_eq!(answer(&compiled, X86_64, number, &[]), ALLOW, "{number}");
        assert_eq!(answer(&compiled, X86_64, X32 | number, &[]), ALLOW, "{number}");
    }
    assert!(compiled.program.len() < 60, "{}", compiled.program.len());
}

#[test]
fn forced_umount_is_refused_by_its_flag() {
    let compiled = compiled(&common(), Arch::X86_64);
    for (arch, number) in [(X86_64, 166), (X86_64, X32 | 166), (X86, 52)] {
        assert_eq!(answer(&compiled, arch, number, &[7, 1]), errno(13));
        assert_eq!(answer(&compiled, arch, number, &[7, 3]), errno(13));
        assert_eq!(answer(&compiled, arch, number, &[1, 2]), ALLOW);
        assert_eq!(answer(&compiled, arch, number, &[1, 0]), ALLOW);
    }
}

#[test]
fn allowed_calls_need_no_run_of_the_program() {
    let compiled = compiled(&common(), Arch::X86_64);
    let is_free = |arch, number| {
        let call = Call {
            arch,
            number,
            arguments: [0; 6],
        };
        is_always_allowed(&compiled.program, &call)
    };
    assert!(is_free(X86_64, 0) && is_free(X86_64, 202) && is_free(X86, 3));
    assert!(!is_free(X86_64, 166) && !is_free(X86_64, 246));
}

#[test]
fn allowlist_lets_only_the_listed_through() {
    let listed = ["read", "write", "exit_group", "rt_sigreturn", "mmap"];
    let policy = policy(Action::Kill, listed.map(|name| rule(name, Action::Allow)));
    let compiled = compiled(&policy, Arch::X86_64);
    for number in [0, 1, 231, 15, 9] {
        assert_eq!(answer(&compiled, X86_64, number, &[]), ALLOW, "{number}");
    }
    for number in [2, 8, 10, 14, 16, 230, 232, 59, u32::MAX] {
        assert_eq!(answer(&compiled, X86_64, number, &[]), KILL, "{number}");
    }
    assert_eq!(answer(&compiled, X86_64, X32 | 513, &[]), ALLOW);
    assert_eq!(answer(&compiled, X86_64, X32 | 15, &[]), KILL);
    assert_eq!(answer(&compiled, X86, 252, &[]), ALLOW);
    assert_eq!(answer(&compiled, X86, 231, &[]), KILL);
}

#[test]
fn numbers_are_those_of_the_native_architecture() {
    let policy = policy(Action::Kill, ["0", "1", "231"].map(|number| rule(number, Action::Allow)));
    let on_x86_64 = compiled(&policy, Arch::X86_64);
    assert!(on_x86_64.unknown.is_empty());
    assert_eq!(answer(&on_x86_64, X86_64, 231, &[]), ALLOW);
    assert_eq!(answer(&on_x86_64, X86_64, 2, &[]), KILL);
    assert_eq!(answer(&on_x86_64, X86, 1, &[]), KILL);
    assert_eq!(answer(&on_x86_64, X86_64, X32 | 1, &[]), KILL);
    let on_arm = compiled(&policy, Arch::Arm);
    assert_eq!(answer(&on_arm, ARM, 1, &[]), ALLOW);
}

#[test]
fn rules_of_one_architecture_leave_the_others_alone() {
    let only = |archs: &[Arch], name, number| SeccompRule {
        archs: archs.to_vec(),
        ..rule(name, Action::Errno(number))
    };
    let policy = policy(
        Action::Allow,
        [
            only(&[Arch::X86], "mkdir", 1),
            only(&[Arch::X32], "mkdir", 2),
            only(&[Arch::Arm], "rmdir", 3),
        ],
    );
    let compiled = compiled(&policy, Arch::X86_64);
    assert_eq!(answer(&compiled, X86_64, 83, &[]), ALLOW);
    assert_eq!(answer(&compiled, X86, 39, &[]), errno(1));
    assert_eq!(answer(&compiled, X86_64, X32 | 83, &[]), errno(2));
    assert_eq!(answer(&compiled, X86_64, 84, &[]), ALLOW);
    assert!(compiled.unknown.is_empty());
}

#[test]
fn another_architecture_is_killed_even_by_a_denylist() {
    let on_x86_64 = compiled(&common(), Arch::X86_64);
    assert_eq!(answer(&on_x86_64, AARCH64, 63, &[]), KILL_PROCESS);
    let on_aarch64 = compiled(&common(), Arch::Aarch64);
    assert_eq!(on_aarch64.archs, [Arch::Aarch64, Arch::Arm]);
    assert_eq!(answer(&on_aarch64, AARCH64, 104, &[]), errno(1));
    assert_eq!(answer(&on_aarch64, ARM, 347, &[]), errno(1));
    assert_eq!(answer(&on_aarch64, ARM, 104, &[]), ALLOW);
    assert_eq!(answer(&on_aarch64, X86_64, 0, &[]), KILL_PROCESS);
}

#[test]
fn a_policy_without_rules_is_still_a_program() {
    let compiled = compiled(&policy(Action::Allow, []), Arch::X86_64);
    assert_eq!(answer(&compiled, X86_64, 246, &[]), ALLOW);
    assert_eq!(answer(&compiled, X86, 1, &[]), ALLOW);
    assert_eq!(answer(&compiled, ARM, 1, &[]), KILL_PROCESS);
}

#[test]
fn the_last_matching_rule_acts() {
    let when = |value, action| SeccompRule {
        compares: vec![compare(0, Op::GreaterOrEqual, value)],
        ..rule("ioctl", action)
    };
    let policy = policy(
        Action::Allow,
        [
            when(1, Action::Errno(1)),
            rule("ioctl", Action::Errno(2)),
            when(10, Action::Errno(3)),
            when(20, Action::Log),
            when(30, Action::Trap),
            when(u64::MAX, Action::Notify),
        ],
    );
    let compiled = compiled(&policy, Arch::Aarch64);
    let ioctl = |first| answer(&compiled, AARCH64, 29, &[first]);
    assert_eq!(
        [0, 5, 10, 20, 30].map(ioctl),
        [errno(2), errno(2), errno(3), 0x7ffc_0000, 0x0003_0000]
    );
    assert_eq!(ioctl(u64::MAX), 0x7fc0_0000);
}

#[test]
fn both_halves_of_an_argument_count() {
    let value = 0x0000_0005_8000_0000;
    for (op, holds) in [
        (Op::NotEqual, [true, true, false, true, true]),
        (Op::Less, [true, true, false, false, false]),
        (Op::LessOrEqual, [true, true, true, false, false]),
        (Op::Equal, [false, false, true, false, false]),
        (Op::GreaterOrEqual, [false, false, true, true, true]),
        (Op::Greater, [false, false, false, true, true]),
    ] {
        let conditional = SeccompRule {
            compares: vec![compare(5, op, value)],
            ..rule("read", Action::Kill)
        };
        let compiled = compiled(&policy(Action::Allow, [conditional]), Arch::X86_64);
        let values = [0x0000_0004_ffff_ffff, value - 1, value, value + 1, 0x0000_0006_0000_0000];
        for (argument, holds) in values.into_iter().zip(holds) {
            let expected = if holds { KILL } else { ALLOW };
            assert_eq!(
                answer(&compiled, X86_64, 0, &[9, 9, 9, 9, 9, argument]),
                expected,
                "{op:?} {argument:#x}"
            );
        }
    }
}

#[test]
fn comparisons_that_never_or_always_hold_cost_nothing() {
    let with = |op, value, mask| SeccompRule {
        compares: vec![Compare {
            mask,
            ..compare(0, op, value)
        }],
        ..rule("read", Action::Kill)
    };
    let program = |rule| compiled(&policy(Action::Allow, [rule]), Arch::X86_64).program;
    let plain = program(rule("read", Action::Kill));
    assert_eq!(program(with(Op::GreaterOrEqual, 0, 0)), plain);
    assert_eq!(program(with(Op::LessOrEqual, u64::MAX, 0)), plain);
    assert_eq!(program(with(Op::MaskedEqual, 0, 0)), plain);
    let nothing = compiled(&policy(Action::Allow, []), Arch::X86_64).program;
    assert_eq!(program(with(Op::Less, 0, 0)), nothing);
    assert_eq!(program(with(Op::Greater, u64::MAX, 0)), nothing);
    assert_eq!(program(with(Op::MaskedEqual, 2, 1)), nothing);
}

#[test]
fn a_name_is_unknown_only_if_no_table_has_it() {
    let listed = [
        "read",
        "no_such_call",
        "cacheflush",
        "send",
        "break",
        "newfstatat",
        "file_setattr",
        "listns",
    ];
    let policy = policy(Action::Kill, listed.map(|name| rule(name, Action::Allow)));
    let on_x86_64 = compiled(&policy, Arch::X86_64);
    assert_eq!(names(&on_x86_64.unknown), ["no_such_call"]);
    assert_eq!(answer(&on_x86_64, X86_64, 469, &[]), ALLOW);
    assert_eq!(answer(&on_x86_64, X86_64, 470, &[]), ALLOW);
    assert_eq!(answer(&on_x86_64, X86, 17, &[]), ALLOW);
    let on_aarch64 = compiled(&policy, Arch::Aarch64);
    assert_eq!(names(&on_aarch64.unknown), ["no_such_call"]);
    assert_eq!(answer(&on_aarch64, AARCH64, 79, &[]), ALLOW);
    assert_eq!(answer(&on_aarch64, ARM, 0x000F_0002, &[]), ALLOW);
}

#[test]
fn socketcall_is_no_way_round_a_refusal() {
    let vsock = SeccompRule {
        compares: vec![compare(0, Op::Equal, 40)],
        ..rule("socket", Action::Errno(97))
    };
    let rules = [rule("bind", Action::Errno(1)), vsock, rule("shmget", Action::Errno(2))];
    let compiled = compiled(&policy(Action::Allow, rules), Arch::X86_64);
    assert_eq!(answer(&compiled, X86, 359, &[40]), errno(97));
    assert_eq!(answer(&compiled, X86, 359, &[2]), ALLOW);
    assert_eq!(answer(&compiled, X86, 102, &[1]), errno(97));
    assert_eq!(answer(&compiled, X86, 102, &[2]), errno(1));
    assert_eq!(answer(&compiled, X86, 102, &[3]), ALLOW);
    assert_eq!(answer(&compiled, X86, 117, &[23]), errno(2));
    assert_eq!(answer(&compiled, X86, 117, &[0x0001_0017]), errno(2));
    assert_eq!(answer(&compiled, X86, 117, &[24]), ALLOW);
    assert_eq!(names(&compiled.unseen), ["socket"]);
}

#[test]
fn socketcall_lets_through_what_is_allowed_whatever_its_arguments() {
    let inet = SeccompRule {
        compares: vec![compare(0, Op::NotEqual, 40)],
        ..rule("socket", Action::Allow)
    };
    let policy = policy(Action::Errno(1), [inet, rule("connect", Action::Allow)]);
    let on_x86_64 = compiled(&policy, Arch::X86_64);
    assert_eq!(answer(&on_x86_64, X86, 102, &[1]), errno(1));
    assert_eq!(answer(&on_x86_64, X86, 102, &[3]), ALLOW);
    assert!(compiled(&policy, Arch::Aarch64).unseen.is_empty());
}

/// As many different answers and comparisons as `count` numbers allow, to make the program long.
fn long(count: u16) -> SeccompPolicy {
    let rules = (0..count).map(|number| SeccompRule {
        compares: vec![compare(1, Op::Equal, u64::from(number) << 32 | 7)],
        ..rule(&number.to_string(), Action::Errno(number))
    });
    policy(Action::Allow, rules)
}

#[test]
fn jumps_reach_across_long_programs() {
    let compiled = compiled(&long(520), Arch::X86_64);
    assert!(compiled.program.len() > 2000);
    for number in 0..520 {
        let matching = u64::from(number) << 32 | 7;
        assert_eq!(answer(&compiled, X86_64, number, &[0, matching]), errno(number));
        assert_eq!(answer(&compiled, X86_64, number, &[0, matching + 1]), ALLOW);
    }
    assert_eq!(answer(&compiled, X86_64, 520, &[0, 520 << 32 | 7]), ALLOW);
}

#[test]
fn too_long_a_program_is_refused() {
    let error = compile(&long(2000), Arch::X86_64).unwrap_err();
    assert!(matches!(error, SeccompError::TooLong { instructions } if instructions > MAX_INSTRUCTIONS));
    assert!(error.to_string().contains("the kernel takes 4096"));
}

#[test]
fn an_argument_that_does_not_exist_is_refused() {
    let bad = SeccompRule {
        compares: vec![compare(6, Op::Equal, 0)],
        ..rule("read", Action::Kill)
    };
    let error = compile(&policy(Action::Allow, [bad]), Arch::X86_64).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the rule for `read` compares argument 6, and system calls have arguments 0 to 5"
    );
}
