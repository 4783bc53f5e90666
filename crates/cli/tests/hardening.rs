//! What a hostile or merely slow container, or user, must not be able to do: each of these once worked.
//!
//! Here are ways out of a container, waits without an end, and rights that come in the wrong order; what a container
//! is asked to be is tested in `isolation.rs` and `limits.rs`.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use support::{Guest, Ran, UNPRIVILEGED, World, eventually, has_node, has_program, skip};

const MAPPED: &str = "lxc.idmap = u 0 1900000000 65536\nlxc.idmap = g 0 1900000000 65536\nlxc.mount.auto = proc:rw\n";
const PRIVILEGED: &str = "lxc.mount.auto = proc:rw\n";
/// Descriptors of the host's that a careless runtime may have open.
const DESCRIPTORS: std::ops::Range<u32> = 3..20;

/// Gives the root a link for each descriptor, `/h/N`, to a folder of the host: with a shell, and a file that nobody inside may read.
fn links_over_descriptors(world: &World, guest: &Guest) {
    let outside = world.path("hostbin");
    fs::create_dir(&outside).unwrap();
    fs::copy(guest.path.join("bin/busybox"), outside.join("sh")).unwrap();
    fs::write(outside.join("secret"), "LEAK\n").unwrap();
    fs::create_dir(guest.path.join("h")).unwrap();
    for number in DESCRIPTORS {
        let up = "../".repeat(12);
        let target = format!("/proc/self/fd/{number}/{up}{}", outside.display());
        symlink(target, guest.path.join(format!("h/{number}"))).unwrap();
    }
}

#[track_caller]
fn assert_kept_in(ran: &Ran, codes: &[i32]) {
    assert!(codes.contains(&ran.code), "{ran:#?}");
    assert!(!ran.out.contains("LEAK") && !ran.err.contains("LEAK"), "{ran:#?}");
}

#[test]
fn no_descriptor_of_the_host_lies_on_a_path_of_the_container() {
    let world = World::alone("descriptors");
    let Some(guest) = Guest::new(&world) else { return };
    links_over_descriptors(&world, &guest);
    for lines in [PRIVILEGED, MAPPED] {
        let file = guest.config(&world, "run.conf", lines);
        let list = world.run(&["run", &file, "--", "ls", "/proc/self/fd"]).expect(0);
        // The last is that of the folder which ls reads.
        assert_eq!(list.out, "0\n1\n2\n3\n");
        for number in DESCRIPTORS {
            let program = format!("/h/{number}/sh");
            let ran = world.run(&["run", &file, "--", &program, "-c", "echo LEA''K"]);
            assert_kept_in(&ran, &[126, 127]);
        }
    }
}

#[test]
fn no_descriptor_of_the_host_lies_on_a_path_of_an_exec() {
    let world = World::alone("execdescriptors");
    let Some(guest) = Guest::new(&world) else { return };
    links_over_descriptors(&world, &guest);
    for (name, lines) in [("root", PRIVILEGED), ("mapped", MAPPED)] {
        world.create(name, &guest, lines);
        world.run(&["start", name, "--", "/bin/sleep", "100"]).expect(0);
        let list = world.run(&["exec", name, "--", "ls", "/proc/self/fd"]).expect(0);
        assert_eq!(list.out, "0\n1\n2\n3\n");
        for number in DESCRIPTORS {
            let (program, folder) = (format!("/h/{number}/sh"), format!("/h/{number}"));
            let ran = world.run(&["exec", name, "--", &program, "-c", "echo LEA''K"]);
            assert_kept_in(&ran, &[126, 127]);
            let ran = world.run(&["exec", name, "--cwd", &folder, "--", "cat", "secret"]);
            assert_kept_in(&ran, &[125]);
        }
        world.run(&["destroy", "--force", name]).expect(0);
    }
}

#[test]
fn a_privileged_program_that_is_its_own_executable_is_not_transom() {
    let world = World::alone("ownexe");
    let Some(guest) = Guest::new(&world) else { return };
    let before = fs::read(env!("CARGO_BIN_EXE_transom")).unwrap();
    guest.init("sleep 100");
    fs::write(guest.path.join("bin/script"), "#!/proc/self/exe\n").unwrap();
    fs::set_permissions(
        guest.path.join("bin/script"),
        std::os::unix::fs::PermissionsExt::from_mode(0o755),
    )
    .unwrap();
    symlink("script", guest.path.join("bin/link-to-script")).unwrap();
    symlink("/proc/self/exe", guest.path.join("bin/link-to-exe")).unwrap();
    world.create("lab", &guest, PRIVILEGED);
    let file = guest.config(&world, "run.conf", PRIVILEGED);
    world.run(&["start", "lab"]).expect(0);
    for program in ["/bin/script", "/bin/link-to-script", "/bin/link-to-exe"] {
        for words in [
            ["run", &file, "--", program, "--version"],
            ["exec", "lab", "--", program, "--version"],
        ] {
            let ran = world.run(&words).expect(125);
            assert_eq!(
                (ran.out.as_str(), ran.err.contains("transom 0")),
                ("", false),
                "{words:?}: {ran:#?}"
            );
        }
    }
    world.run(&["destroy", "--force", "lab"]).expect(0);
    assert!(
        fs::read(env!("CARGO_BIN_EXE_transom")).unwrap() == before,
        "Transom's binary was changed"
    );
}

/// A cgroup that is frozen until this is dropped.
struct Frozen(PathBuf);

impl Frozen {
    fn new(cgroup: PathBuf) -> Self {
        fs::write(cgroup.join("cgroup.freeze"), "1").unwrap();
        let is_frozen = || fs::read_to_string(cgroup.join("cgroup.events")).unwrap().contains("frozen 1");
        assert!(eventually(is_frozen, |is_frozen| *is_frozen));
        Self(cgroup)
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        fs::write(self.0.join("cgroup.freeze"), "0").ok();
    }
}

/// Where this root's cgroups are on v2, if the host has that.
fn v2_parent(world: &World) -> Option<PathBuf> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap();
    let line = mounts.lines().find(|line| line.contains(" - cgroup2 "))?;
    Some(Path::new(line.split(' ').nth(4)?).join(world.cgroup_parent()))
}

#[track_caller]
fn assert_refuses_quickly(world: &World, words: &[&str]) {
    let asked = Instant::now();
    world.run(words).expect(125).says("cgroup.freeze");
    assert!(asked.elapsed() < Duration::from_secs(20), "took {:?}", asked.elapsed());
}

#[test]
fn a_frozen_cgroup_is_refused() {
    let world = World::alone("frozen");
    let Some(guest) = Guest::new(&world) else { return };
    let Some(parent) = v2_parent(&world) else {
        return skip("this host has no cgroup v2");
    };
    let file = guest.config(&world, "run.conf", UNPRIVILEGED);
    fs::create_dir(&parent).unwrap();
    {
        let _frozen = Frozen::new(parent.clone());
        assert_refuses_quickly(&world, &["run", &file, "--", "true"]);
    }
    fs::remove_dir(&parent).ok();
    world.create("lab", &guest, UNPRIVILEGED);
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    {
        let _frozen = Frozen::new(parent.join("lab"));
        assert_refuses_quickly(&world, &["exec", "lab", "--", "true"]);
    }
    world.run(&["exec", "lab", "--", "true"]).expect(0);
    world.run(&["destroy", "--force", "lab"]).expect(0);
    assert!(!parent.exists(), "{} is left", parent.display());
}

/// Starts a container whose init is a script that says "up", and waits for that.
fn start_saying_up(world: &World, guest: &Guest, script: &str) {
    guest.init(&format!("echo up; {script}"));
    world.create("lab", guest, UNPRIVILEGED);
    world.run(&["start", "lab"]).expect(0);
    let log = eventually(|| world.run(&["logs", "lab"]).out, |log| log.contains("up"));
    assert!(log.contains("up"), "{log}");
}

/// Stops the container, in time; its monitor is gone then.
#[track_caller]
fn assert_stops(world: &World, consoles: &mut [Child]) {
    let monitor: i32 = support::status(world.pid("lab"), "PPid").parse().unwrap();
    assert!(world.processes().contains(&monitor));
    let asked = Instant::now();
    world.run(&["stop", "lab", "--timeout", "1"]).expect(0);
    assert!(asked.elapsed() < Duration::from_secs(20), "took {:?}", asked.elapsed());
    let is_there = eventually(|| world.processes().contains(&monitor), |is_there| !is_there);
    assert!(!is_there, "the monitor stayed");
    for console in consoles {
        // One whose user does not read waits for that user, and for nobody else.
        console.kill().ok();
        console.wait().unwrap();
    }
    world.run(&["destroy", "lab"]).expect(0);
}

const FLOOD: &str = "while :; do echo 0123456789012345678901234567890123456789012345678901234567890123456789; done";

#[test]
fn a_console_user_who_does_not_read_stops_nobody() {
    let world = World::alone("noreader");
    let Some(guest) = Guest::new(&world) else { return };
    start_saying_up(&world, &guest, FLOOD);
    let console = world.spawn_between(&["console", "lab"], Stdio::piped(), Stdio::piped());
    std::thread::sleep(Duration::from_millis(500));
    world.run(&["exec", "lab", "--", "true"]).expect(0);
    assert_stops(&world, &mut [console]);
}

#[test]
fn a_container_that_does_not_read_stops_nobody() {
    let world = World::alone("deafterminal");
    let Some(guest) = Guest::new(&world) else { return };
    start_saying_up(&world, &guest, "while :; do sleep 0.05; done");
    let mut console = world.spawn_between(&["console", "lab"], Stdio::piped(), Stdio::null());
    let mut keys = console.stdin.take().unwrap();
    let typist = std::thread::spawn(move || keys.write_all(&vec![b'x'; 300_000]).map(|()| keys));
    std::thread::sleep(Duration::from_millis(500));
    world.run(&["exec", "lab", "--", "true"]).expect(0);
    assert_stops(&world, &mut [console]);
    // Either all was taken, or nobody was there any more.
    drop(typist.join().unwrap());
}

#[test]
fn a_console_user_may_leave_while_output_flows() {
    let world = World::alone("leaves");
    let Some(guest) = Guest::new(&world) else { return };
    start_saying_up(&world, &guest, FLOOD);
    let mut stays = world.spawn_between(&["console", "lab"], Stdio::piped(), Stdio::piped());
    let mut output = stays.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let (mut buffer, mut total) = ([0; 4096], 0);
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            total += count;
        }
        total
    });
    let mut leaves = world.spawn_between(&["console", "lab"], Stdio::piped(), Stdio::piped());
    std::thread::sleep(Duration::from_millis(300));
    leaves.kill().unwrap();
    leaves.wait().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert_stops(&world, &mut [stays]);
    assert!(reader.join().unwrap() > 10_000);
}

#[test]
fn a_console_without_input_types_nothing() {
    let world = World::alone("noinput");
    let Some(guest) = Guest::new(&world) else { return };
    start_saying_up(
        &world,
        &guest,
        "while read word; do echo heard $word; done; echo at its end; sleep 100",
    );
    world.run(&["console", "lab"]).expect(0);
    // What is typed by somebody who leaves at once arrives.
    for round in 0..20 {
        let mut console = world.spawn_between(&["console", "lab"], Stdio::piped(), Stdio::null());
        let word = format!("knock{round}\n");
        console.stdin.take().unwrap().write_all(word.as_bytes()).unwrap();
        assert!(console.wait().unwrap().success());
        let heard = format!("heard {}", word.trim());
        let log = eventually(|| world.run(&["logs", "lab"]).out, |log| log.contains(&heard));
        assert!(log.contains(&heard) && !log.contains("at its end"), "{log}");
    }
    assert_stops(&world, &mut []);
}

/// Seconds in one of the lines of the shell's `times`: user and system, `0m0.12s 0m0.34s`.
fn seconds(line: &str) -> f64 {
    let one = |word: &str| {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    line.split_whitespace().map(one).sum()
}

#[test]
fn a_closed_terminal_costs_nothing() {
    let world = World::alone("closedtty");
    let Some(guest) = Guest::new(&world).filter(|_| has_program("script")) else {
        return;
    };
    let file = guest.config(&world, "run.conf", UNPRIVILEGED);
    let run = format!(
        "{} run {file} -- sh -c \"exec <&- >&- 2>&-; sleep 1\"",
        env!("CARGO_BIN_EXE_transom")
    );
    let measured = format!("sleep 2 | script -qec '{run}' /dev/null; echo status $?; times");
    let ran = world.run_under(&["sh", "-c", &measured]).expect(0).prints("status 0");
    let used = seconds(ran.out.lines().last().unwrap());
    assert!(used < 0.3, "{used} s of CPU: {ran:#?}");
}

/// Shows what each standard stream is, and leaves with a status of its own.
const STREAMS: &str =
    "for n in 0 1 2; do test -t $n && echo $n is a terminal; ls -l /proc/self/fd/$n | grep -o \"> .*\"; done >&2; exit 4";

#[test]
fn the_users_terminal_stays_outside() {
    let world = World::alone("halftty");
    let Some(guest) = Guest::new(&world).filter(|_| has_program("script")) else {
        return;
    };
    world.create("lab", &guest, PRIVILEGED);
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let file = guest.config(&world, "run.conf", PRIVILEGED);
    let transom = env!("CARGO_BIN_EXE_transom");
    fs::write(world.path("streams"), STREAMS).unwrap();
    let script = format!("sh -c \"$(cat {})\"", world.path("streams").display());
    for words in [format!("run {file}"), "exec lab".to_owned()] {
        for around in [
            "| cat",
            "</dev/null",
            "2>&1 | cat",
            "</dev/null >/dev/null",
            "</dev/null | cat",
        ] {
            let inner = format!("{transom} {words} -- {script} {around}");
            let line = world.file("line", &inner);
            let ran = world.run_under(&["sh", "-c", &format!("sleep 0.2 | script -qec 'sh {line}' /dev/null")]);
            assert!(
                !ran.out.contains("terminal") && !ran.out.contains("/dev/pts"),
                "{inner}: {ran:#?}"
            );
            assert!(
                ran.out.contains("> /dev/null") && ran.out.contains("> pipe:["),
                "{inner}: {ran:#?}"
            );
            let code = if around.contains("cat") { 0 } else { 4 };
            ran.expect(code);
        }
    }
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn rights_go_in_an_order_that_works() {
    let world = World::alone("rights");
    let Some(guest) = Guest::new(&world) else { return };
    let policy = world.file("policy", "2\ndenylist\nmkdirat errno 13\nmkdir errno 13\n");
    let lines = format!(
        "{UNPRIVILEGED}lxc.cap.drop = sys_admin setuid setgid\nlxc.seccomp.profile = {policy}\nlxc.init.uid = 1000\nlxc.init.gid = 1000\n\
         lxc.prlimit.nofile = 123:456\n"
    );
    world.create("lab", &guest, &lines);
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let pid = world.pid("lab");
    assert!(support::status(pid, "Uid").starts_with("1900001000\t"));
    let script = "id -u; ulimit -n; ulimit -Hn; grep ^Seccomp: /proc/self/status; mkdir /tmp/a 2>/dev/null || echo refused";
    for user in ["0", "1000"] {
        let ran = world.run(&["exec", "lab", "-u", user, "--", "sh", "-c", script]).expect(0);
        assert_eq!(ran.out, format!("{user}\n123\n456\nSeccomp:\t2\nrefused\n"));
    }
    let lacks = world
        .run(&["exec", "lab", "--", "grep", "CapBnd", "/proc/self/status"])
        .expect(0)
        .out;
    let bounding = u64::from_str_radix(lacks.split_whitespace().nth(1).unwrap(), 16).unwrap();
    // capability.h: CAP_SETGID is 6, CAP_SETUID 7, CAP_SYS_ADMIN 21.
    assert_eq!(bounding & (1 << 6 | 1 << 7 | 1 << 21), 0, "{bounding:x}");
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn the_callers_umask_stays_outside() {
    let world = World::alone("umask");
    let Some(guest) = Guest::new(&world).filter(|_| has_node("/dev/net/tun")) else {
        return;
    };
    let node = "lxc.mount.entry = /dev/net/tun dev/net/tun none bind,create=file 0 0\n";
    world.create("lab", &guest, &format!("{UNPRIVILEGED}{node}lxc.autodev = 1\n"));
    let transom = env!("CARGO_BIN_EXE_transom");
    let under = |words: &str| world.run_under(&["sh", "-c", &format!("umask 077; exec {transom} {words}")]);
    let script = "umask; stat -c \"%n %a\" /dev/shm /dev/net";
    let expected = "0022\n/dev/shm 755\n/dev/net 755\n";
    let ran = under(&format!("run lab -- sh -c '{script}'")).expect(0);
    assert_eq!(ran.out, expected);
    under("start lab -- /bin/sleep 100").expect(0);
    let ran = under(&format!("exec lab -- sh -c '{script}'")).expect(0);
    assert_eq!(ran.out, expected);
    world.run(&["destroy", "--force", "lab"]).expect(0);
    // Where Transom stands in for the root, it mounts what an init would.
    let file = world.file("102.conf", "unprivileged: 1\n");
    let ran = under(&format!("try -q {file} -- stat -c %a /dev/shm")).expect(0);
    assert_eq!(ran.out, "1777\n");
}

#[test]
fn a_start_inherits_the_variables_that_the_file_names() {
    let world = World::alone("inherit");
    let Some(guest) = Guest::new(&world) else { return };
    world.create("lab", &guest, &format!("{UNPRIVILEGED}lxc.environment = TRT_WORD\n"));
    let transom = env!("CARGO_BIN_EXE_transom");
    let start = [
        "env",
        "TRT_WORD=from outside",
        "TRT_OTHER=x",
        transom,
        "start",
        "lab",
        "--",
        "/bin/sleep",
        "100",
    ];
    world.run_under(&start).expect(0);
    let seen = world.run(&["exec", "lab", "--", "cat", "/proc/1/environ"]).expect(0).out;
    assert!(
        seen.contains("TRT_WORD=from outside\0") && !seen.contains("TRT_OTHER"),
        "{seen}"
    );
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

/// Runs the same words with six different last parts at once.
fn six_at_once(run: impl Fn(usize) -> Ran + Sync) -> Vec<Ran> {
    std::thread::scope(|scope| {
        let run = &run;
        let all: Vec<_> = (0..6).map(|number| scope.spawn(move || run(number))).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn six_containers_start_at_once() {
    let world = World::alone("six");
    let Some(guest) = Guest::new(&world) else { return };
    let files: Vec<String> = (0..6)
        .map(|number| guest.config(&world, &format!("run{number}.conf"), UNPRIVILEGED))
        .collect();
    for round in 0..10 {
        let all = six_at_once(|number| world.run(&["run", &files[number], "--", "echo", &number.to_string()]));
        for (number, ran) in all.into_iter().enumerate() {
            assert_eq!(
                (ran.code, ran.out.as_str()),
                (0, format!("{number}\n").as_str()),
                "round {round}: {ran:#?}"
            );
        }
    }
}

#[test]
fn one_container_starts_once() {
    let world = World::alone("once");
    let Some(guest) = Guest::new(&world) else { return };
    world.create("lab", &guest, UNPRIVILEGED);
    let all = six_at_once(|_| world.run(&["run", "lab", "--", "sleep", "0.5"]));
    let (won, lost): (Vec<Ran>, Vec<Ran>) = all.into_iter().partition(|ran| ran.code == 0);
    assert_eq!(won.len(), 1, "{lost:#?}");
    for ran in lost {
        ran.expect(125).says("running already");
    }
    world.run(&["destroy", "lab"]).expect(0);
}

#[test]
fn a_stop_does_not_dawdle() {
    let world = World::alone("quickstop");
    let Some(guest) = Guest::new(&world) else { return };
    guest.init("trap 'exit 0' TERM PWR; echo up; while :; do sleep 0.02; done");
    world.create("lab", &guest, &format!("{UNPRIVILEGED}lxc.signal.halt = SIGTERM\n"));
    for round in 0..10 {
        world.run(&["start", "lab"]).expect(0);
        let asked = Instant::now();
        world.run(&["stop", "lab"]).expect(0);
        assert!(
            asked.elapsed() < Duration::from_millis(1900),
            "round {round} took {:?}",
            asked.elapsed()
        );
    }
    world.run(&["destroy", "lab"]).expect(0);
}

#[test]
fn a_program_that_cannot_run_is_one_error_and_nothing_else() {
    let world = World::alone("onerror");
    let Some(guest) = Guest::new(&world) else { return };
    for lines in [PRIVILEGED, MAPPED] {
        let file = guest.config(&world, "run.conf", lines);
        let ran = world.run(&["run", &file, "--", "/bin/trt-nothing"]).expect(127);
        // Whatever the child gives up before its exec, it must not trip over it afterwards.
        let strange: Vec<&str> = ran
            .err
            .lines()
            .filter(|line| !line.starts_with("error:") && !line.starts_with("hint:"))
            .collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}
