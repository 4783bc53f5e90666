//! Lines of a file by hand: how an account, the container and a plan become a sentence and a verdict.

use transom_dialects::Reading;
use transom_explain::{Language, LineSentence, Phrasebook, Verdict, View};
use transom_model::{
    Access, Account, Container, DeviceKind, DeviceRule, Diagnostic, Dialect, Effect, FileId, Given, Origin, Root, RootSource,
    RuleEffect, RuleNumber, Severity, Sources, phrase, words,
};
use transom_plan::{Plan, Remark};

fn at(line: u32) -> Origin {
    Origin::Line {
        file: FileId(0),
        line,
        columns: 0..4,
    }
}

fn account(line: u32, key: &str, value: &str, effect: Effect) -> Account {
    Account {
        origin: at(line),
        key: key.to_owned(),
        value: value.to_owned(),
        explanation: "",
        effect,
    }
}

fn reading(container: Container, accounts: Vec<Account>) -> Reading {
    Reading {
        dialect: Dialect::Pve,
        version: transom_model::Release::newest(Dialect::Pve).version,
        container,
        diagnostics: Vec::new(),
        accounts,
        wanted: Vec::new(),
    }
}

fn lines(reading: &Reading, sources: &Sources, plan: Option<&Plan>) -> Vec<LineSentence> {
    lines_with(reading, sources, plan, &[])
}

fn lines_with(reading: &Reading, sources: &Sources, plan: Option<&Plan>, replaced: &[(Origin, String)]) -> Vec<LineSentence> {
    let book = Phrasebook::new(Language::English);
    transom_explain::lines(&View {
        reading,
        sources,
        plan,
        replaced,
        book: &book,
    })
}

fn only(mut found: Vec<LineSentence>) -> LineSentence {
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn places_and_blank_lines() {
    let sources = Sources::of("/etc/pve/lxc/102.conf", "\n# a note\n\n");
    let found = only(lines(
        &reading(Container::default(), vec![account(2, "", "# a note", Effect::Prose)]),
        &sources,
        None,
    ));
    assert_eq!(
        (found.place.as_str(), found.text.as_str(), found.verdict),
        ("102.conf:2", "# a note", Verdict::Prose)
    );
}

#[test]
fn a_wrong_line_says_what_is_wrong() {
    let mut reading = reading(Container::default(), vec![account(1, "tty", "many", Effect::Wrong)]);
    reading.diagnostics.push(Diagnostic {
        severity: Severity::Error,
        code: "bad-value",
        message: "`many` is no number".to_owned(),
        origin: at(1),
        label: None,
        hint: None,
    });
    let found = only(lines(&reading, &Sources::of("a.conf", "tty: many"), None));
    assert_eq!(
        (found.sentence.as_str(), found.verdict),
        ("Wrong: `many` is no number.", Verdict::Wrong)
    );
}

#[test]
fn effects_become_verdicts() {
    let cases = [
        (
            Effect::NotYet(words!("moves the clock")),
            Verdict::NotYet,
            "Moves the clock. Transom keeps the line, but does not do this yet.",
        ),
        (
            Effect::NoEffect(phrase!("it is the default")),
            Verdict::NoEffect,
            "No effect: it is the default.",
        ),
        (
            Effect::Elsewhere(words!("the snapshot `old`")),
            Verdict::Elsewhere,
            "Belongs to the snapshot `old`; it does not describe the container as it is now.",
        ),
    ];
    for (effect, verdict, sentence) in cases {
        let reading = reading(Container::default(), vec![account(1, "k", "v", effect)]);
        let found = only(lines(&reading, &Sources::of("a.conf", "k: v"), None));
        assert_eq!((found.verdict, found.sentence.as_str()), (verdict, sentence));
    }
}

#[test]
fn a_line_that_try_lifted_without_a_step_is_replaced() {
    let accounts = vec![
        account(1, "template", "1", Effect::Taken),
        account(2, "ostype", "debian", Effect::Taken),
        account(3, "hostname", "lab", Effect::Taken),
    ];
    let reading = reading(Container::default(), accounts);
    let sources = Sources::of("102.conf", "template: 1\nostype: debian\nhostname: lab");
    let stand = Origin::Stand {
        instead_of: Some(Box::new(at(2))),
        why: "not shown".to_owned(),
    };
    let replaced = [
        (at(1), "a trial runs it all the same".to_owned()),
        (stand, "the embedded root is another system".to_owned()),
        (Origin::Default("test"), "no line at all".to_owned()),
    ];
    let verdicts: Vec<_> = lines_with(&reading, &sources, None, &replaced)
        .into_iter()
        .map(|line| line.verdict)
        .collect();
    assert_eq!(
        verdicts,
        [
            Verdict::Replaced("a trial runs it all the same".to_owned()),
            Verdict::Replaced("the embedded root is another system".to_owned()),
            Verdict::Works,
        ]
    );
    let without = lines(&reading, &sources, None);
    assert!(without.iter().all(|line| line.verdict == Verdict::Works));
}

#[test]
fn a_substitute_is_told_and_remarks_are_joined() {
    let stand = Origin::Stand {
        instead_of: Some(Box::new(at(1))),
        why: "the volume is not on this host".to_owned(),
    };
    let root = Root {
        source: RootSource::Host,
        is_read_only: false,
    };
    let container = Container {
        root: Some(Given::new(root, stand)),
        ..Container::default()
    };
    let reading = reading(container, vec![account(1, "rootfs", "a:b", Effect::Taken)]);
    let remark = |text: &str, line| Remark {
        text: phrase!("{text}", text),
        cause: at(line),
    };
    let plan = Plan {
        remarks: vec![remark("the size is not checked", 1), remark("of another line", 2)],
        ..Plan::default()
    };
    let found = only(lines(&reading, &Sources::of("a.conf", "rootfs: a:b"), Some(&plan)));
    assert_eq!(found.verdict, Verdict::Replaced("the volume is not on this host".to_owned()));
    assert_eq!(found.remarks, ["the size is not checked"]);
}

#[test]
fn a_rule_that_changes_nothing_has_no_effect() {
    let rule = |line| {
        let (major, minor) = (RuleNumber::Is(10), RuleNumber::Is(232));
        let rule = DeviceRule {
            effect: RuleEffect::Allow,
            kind: DeviceKind::Char,
            major,
            minor,
            access: Access::ALL,
        };
        Given::new(rule, at(line))
    };
    let mut container = Container::default();
    container.device_filter.rules = vec![rule(1)];
    let accounts = vec![account(1, "lxc.cgroup2.devices.allow", "c 10:232 rwm", Effect::Taken)];
    let sources = Sources::of("a.conf", "lxc.cgroup2.devices.allow = c 10:232 rwm");
    let first = only(lines(&reading(container.clone(), accounts.clone()), &sources, None));
    assert_eq!(first.verdict, Verdict::Works);
    container.device_filter.rules.push(rule(2));
    let again = only(lines(&reading(container, accounts), &sources, None));
    assert_eq!(again.verdict, Verdict::NoEffect);
}

#[test]
fn one_cpu_is_said_as_one() {
    let said = |cores| {
        let sources = Sources::of("102.conf", format!("cores: {cores}\n"));
        let reading = transom_dialects::read(Dialect::Pve, &sources);
        only(lines(&reading, &sources, None)).sentence
    };
    assert_eq!(said(1), "Lets the container run on one of the host's CPUs.");
    assert_eq!(said(2), "Lets the container run on 2 of the host's CPUs.");
}

fn raw_rule(value: &str, is_privileged: bool) -> LineSentence {
    let unprivileged = if is_privileged { "" } else { "unprivileged: 1" };
    let text = format!("arch: amd64\n{unprivileged}\nlxc.cgroup2.devices.allow: {value}\n");
    let sources = Sources::of("102.conf", text);
    let reading = transom_dialects::read(Dialect::Pve, &sources);
    lines(&reading, &sources, None).pop().expect("the file has lines")
}

#[test]
fn an_allow_line_in_an_unprivileged_container_says_what_proxmox_makes_of_it() {
    let unprivileged = raw_rule("c 188:* rwm", false).sentence;
    assert!(
        unprivileged.contains("Proxmox VE itself allows every device"),
        "{unprivileged}"
    );
    assert!(unprivileged.contains("Transom keeps the filter closed"), "{unprivileged}");
    let privileged = raw_rule("c 188:* rwm", true).sentence;
    assert!(!privileged.contains("Proxmox VE itself"), "{privileged}");
}

#[test]
fn lines_of_a_policy_file_say_what_a_call_gets() {
    let mut sources = Sources::of("c.conf", "lxc.seccomp.profile = p.seccomp\n");
    let policy = "2\nallowlist errno 38\n# why\n[x86]\nread\nreboot errno 1\n7 errno 1\n";
    let file = sources.add("p.seccomp", policy);
    let reading = transom_dialects::read(Dialect::Lxc, &sources);
    let said: Vec<_> = {
        let book = Phrasebook::new(Language::English);
        let view = View {
            reading: &reading,
            sources: &sources,
            plan: None,
            replaced: &[],
            book: &book,
        };
        transom_explain::lines_of(file, &view)
    }
    .into_iter()
    .map(|line| line.sentence)
    .collect();
    assert_eq!(
        said,
        [
            "Says that this is a policy of version 2: rules give system calls by their names.",
            "Makes this a list of exceptions: every system call that no rule names fails with error 38 (ENOSYS, \"Function not implemented\").",
            "Text for people: a comment.",
            "Says for which programs the next rules are: 32 bit x86 programs.",
            "Allows the system call read, for 32 bit x86 programs alone.",
            "Refuses the system call reboot (it stops or restarts the system) with error 1 (EPERM, \"Operation not permitted\"), for 32 bit x86 programs alone.",
            "No effect: version 2 names system calls, and none is called `7`.",
        ]
    );
}

#[test]
fn a_file_is_explained_in_chinese() {
    let text = "unprivileged: 1\nmp0: /srv/data,mp=/data,ro=1\n\
        net0: name=eth0,bridge=vmbr0,ip=10.1.2.3/24,gw=10.1.2.1,tag=7\nfeatures: keyctl=1,nesting=1\n\
        lxc.cap.drop: sys_time mac_admin bpf\nlxc.mount.auto: proc:rw sys:ro\nlxc.cgroup2.devices.allow: b *:* m\n";
    let sources = Sources::of("102.conf", text);
    let reading = transom_dialects::read(Dialect::Pve, &sources);
    let view = View {
        reading: &reading,
        sources: &sources,
        plan: None,
        replaced: &[],
        book: &Phrasebook::new(Language::Chinese),
    };
    let lines = transom_explain::lines(&view).into_iter();
    let said: Vec<String> = lines.map(|line| line.sentence).collect();
    assert_eq!(
        said,
        [
            "以非特权方式运行容器：容器的 root 在宿主机上只是普通用户（用户 ID 0-65535 对应宿主机上的 100000-165535）。",
            "把宿主机的 /srv/data 挂载到容器内的 /data，只读。",
            "给容器一个网络接口 eth0，用虚拟网线接入宿主机的网桥 vmbr0（一个软件交换机），地址为 10.1.2.3/24，网关为 10.1.2.1，属于 VLAN 7。",
            "允许在容器内运行 Docker 等容器（nesting），允许进程使用内核的密钥存储（keyctl）。",
            "从容器内的所有进程（包括 root）收回以下权限：设置系统时钟（sys_time）、修改 AppArmor 等强制访问控制的规则（mac_admin）和向内核加载程序（bpf）。",
            "挂载 /proc（内核设置可写）和 /sys（只读）。",
            "允许容器为所有块设备创建节点，但不允许打开它们。\
            （`cgroup` 即控制组：内核对这类规则和限额所作用的一组进程的称呼。）\
            在非特权容器中，Proxmox VE 本身就允许访问所有设备，因此这一行在那里不改变任何东西；Transom 让过滤器保持关闭，由这样的行来开放设备。",
        ]
    );
}
