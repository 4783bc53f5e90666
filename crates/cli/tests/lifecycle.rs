//! A container's life: how init ends, what becomes of its children, what stop, kill, exec, console and logs do.

mod support;

use std::time::{Duration, Instant};

use serde_json::Value;
use support::{Guest, UNPRIVILEGED, World, eventually, has_program};

#[test]
fn run_reports_how_init_ended_and_ends_its_orphans() {
    let world = World::alone("init");
    let Some(guest) = Guest::new(&world) else { return };
    guest.init("sleep 1000 & (sleep 1001 &); exit 9");
    let file = guest.config(&world, "init.conf", UNPRIVILEGED);
    world.run(&["run", &file]).expect(9);
    assert_eq!(eventually(|| world.processes(), Vec::is_empty), Vec::<i32>::new());
    world.run(&["run", &file, "--", "sh", "-c", "kill -9 $$"]).expect(0);
    guest.init("sh -c 'kill -TERM $$'; exit $?");
    world.run(&["run", &file]).expect(143);
    world
        .run(&["run", &file, "--", "/bin/nothing"])
        .expect(127)
        .says("/bin/nothing");
    world
        .run(&["run", &file, "--", "/etc/passwd"])
        .expect(126)
        .says("/etc/passwd");
}

#[test]
fn an_interrupted_run_ends_its_container() {
    let world = World::alone("term");
    let Some(guest) = Guest::new(&world) else { return };
    let file = guest.config(&world, "term.conf", UNPRIVILEGED);
    let mut run = world.spawn(&["run", &file, "--timeout", "1", "--", "sleep", "1000"]);
    let is_up = |pids: &Vec<i32>| pids.len() > 1;
    assert!(is_up(&eventually(|| world.processes(), is_up)));
    let pid = rustix::process::Pid::from_raw(i32::try_from(run.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(137));
}

#[test]
fn stop_sends_the_signal_that_init_waits_for() {
    let world = World::alone("stop");
    let Some(guest) = Guest::new(&world) else { return };
    guest.init(
        "trap 'echo asked to halt; exit 0' PWR; trap 'echo asked to end; exit 0' TERM; echo up; while :; do sleep 0.05; done",
    );
    let ready = || world.run(&["logs", "lab"]).expect(0).out;
    let is_up = |log: &String| log.trim_end().ends_with("up");
    world.create("lab", &guest, &format!("{UNPRIVILEGED}lxc.signal.halt = SIGTERM\n"));
    world.run(&["start", "lab"]).expect(0);
    assert!(is_up(&eventually(ready, is_up)));
    world.run(&["stop", "lab"]).expect(0).says("stopped lab");
    world.run(&["logs", "lab"]).expect(0).prints("asked to end");
    world.run(&["destroy", "lab"]).expect(0);
    world.create("lab", &guest, UNPRIVILEGED);
    world.run(&["start", "lab"]).expect(0);
    assert!(is_up(&eventually(ready, is_up)));
    world.run(&["stop", "lab"]).expect(0).says("stopped lab");
    world.run(&["logs", "lab"]).expect(0).prints("asked to halt");
    world.run(&["destroy", "lab"]).expect(0);
}

#[test]
fn a_deaf_init_is_killed_after_the_timeout() {
    let world = World::alone("deaf");
    let Some(guest) = Guest::new(&world) else { return };
    guest.init("trap ':' PWR TERM INT; echo up; while :; do sleep 0.05; done");
    world.create("lab", &guest, UNPRIVILEGED);
    world.run(&["start", "lab"]).expect(0);
    assert!(eventually(|| world.run(&["logs", "lab"]).out, |log| log.contains("up")).contains("up"));
    let asked = Instant::now();
    world.run(&["stop", "lab", "--timeout", "1"]).expect(0).says("killed lab");
    assert!(asked.elapsed() >= Duration::from_secs(1) && asked.elapsed() < Duration::from_secs(20));
    world.run(&["start", "lab"]).expect(0);
    world.run(&["kill", "lab"]).expect(0);
    assert_eq!(eventually(|| world.processes(), Vec::is_empty), Vec::<i32>::new());
    world.run(&["kill", "lab"]).expect(1).says("is not running");
    world.run(&["destroy", "lab"]).expect(0);
}

#[test]
fn a_signal_reaches_init() {
    let world = World::alone("signal");
    let Some(guest) = Guest::new(&world) else { return };
    guest.init("trap 'echo hangup' HUP; echo up; while :; do sleep 0.05; done");
    world.create("lab", &guest, UNPRIVILEGED);
    world.run(&["start", "lab"]).expect(0);
    let log = |words: &'static str| {
        let seen = eventually(|| world.run(&["logs", "lab"]).out, |log| log.contains(words));
        assert!(seen.contains(words), "{seen}");
    };
    log("up");
    world.run(&["kill", "lab", "--signal", "HUP"]).expect(0);
    log("hangup");
    world.run(&["kill", "lab", "--signal", "nonsense"]).expect(2);
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn exec_passes_status_streams_and_surroundings_on() {
    let world = World::alone("exec");
    let Some(guest) = Guest::new(&world) else { return };
    world.create("lab", &guest, &format!("{UNPRIVILEGED}lxc.uts.name = trt-exec\n"));
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let exec = |words: &[&str]| {
        let words: Vec<&str> = ["exec", "lab"].into_iter().chain(words.iter().copied()).collect();
        world.run(&words)
    };
    let ran = exec(&["--", "sh", "-c", "hostname; echo problem >&2; exit 3"]).expect(3);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("trt-exec\n", "problem\n"));
    exec(&["--", "sh", "-c", "kill -9 $$"]).expect(137);
    exec(&["--", "sh", "-c", "kill -TERM $$"]).expect(143);
    exec(&["--", "/bin/nothing"]).expect(127).says("/bin/nothing");
    exec(&["--", "/etc/passwd"]).expect(126);
    exec(&["--", "tty"]).expect(1).prints("not a tty");
    let ran = exec(&[
        "--user",
        "12",
        "--group",
        "13",
        "--cwd",
        "/mnt",
        "--env",
        "TRT=x y",
        "--",
        "sh",
        "-c",
        "id -u; id -g; pwd; echo $TRT",
    ]);
    assert_eq!(ran.expect(0).out, "12\n13\n/mnt\nx y\n");
    exec(&["--cwd", "/nonexistent", "--", "true"]).expect(125);
    let secret = exec(&["--", "env"]).expect(0).out;
    assert!(!secret.contains("TRANSOM_ROOT") && !secret.contains("CARGO"), "{secret}");
    // A command of exec is confined like the first process, and lies in the same cgroups.
    let same = exec(&[
        "--",
        "sh",
        "-c",
        "for f in CapBnd Seccomp NoNewPrivs; do grep ^$f /proc/self/status /proc/1/status; done; cat /proc/self/cgroup",
    ]);
    let same = same.expect(0).out;
    let values = |of: &str| -> Vec<String> {
        let lines = same.lines().filter_map(|line| line.strip_prefix(of));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(values("/proc/self/status:"), values("/proc/1/status:"));
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn exec_gives_a_terminal() {
    let world = World::alone("tty");
    let Some(guest) = Guest::new(&world).filter(|_| has_program("script")) else {
        return;
    };
    world.create("lab", &guest, UNPRIVILEGED);
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let ran = world.run_on_terminal("true", &["exec", "lab", "--", "sh", "-c", "tty; echo $TERM; exit 5"]);
    let ran = ran.expect(5).prints("/dev/pts/");
    assert!(!ran.out.contains("not a tty"), "{ran:#?}");
    let typed = world.run_on_terminal(
        "sleep 0.5; echo 'echo $((40+2))'; sleep 0.3; echo exit 6; sleep 0.3",
        &["shell", "lab"],
    );
    typed.expect(6).prints("42");
    let forced = world.run(&["exec", "lab", "--terminal", "always", "--", "tty"]).expect(0);
    assert!(forced.out.starts_with("/dev/pts/"), "{forced:#?}");
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn the_console_shows_what_was_said_and_lets_go() {
    let world = World::alone("console");
    let Some(guest) = Guest::new(&world).filter(|_| has_program("script")) else {
        return;
    };
    guest.init("echo trt says hello; while read word; do echo heard $word; done; sleep 1000");
    world.create("lab", &guest, UNPRIVILEGED);
    world.run(&["start", "lab"]).expect(0);
    let log = eventually(|| world.run(&["logs", "lab"]).out, |log| log.contains("hello"));
    assert!(log.contains("trt says hello"), "{log}");
    let keys = "sleep 0.5; echo knock; sleep 0.5; printf '\\001q'; sleep 1";
    let asked = Instant::now();
    let ran = world.run_on_terminal(keys, &["console", "lab"]);
    ran.expect(0).prints("trt says hello").prints("heard knock");
    assert!(asked.elapsed() < Duration::from_secs(20));
    // The container runs on, and its console can be joined again.
    world.run(&["exec", "lab", "--", "true"]).expect(0);
    world
        .run_on_terminal("sleep 0.3; printf '\\001q'; sleep 1", &["console", "lab"])
        .expect(0)
        .prints("heard knock");
    world.run(&["destroy", "--force", "lab"]).expect(0);
}

#[test]
fn what_runs_is_refused_and_listed() {
    let world = World::alone("twice");
    let Some(guest) = Guest::new(&world) else { return };
    world.create("lab", &guest, UNPRIVILEGED);
    world
        .run(&["exec", "lab", "--", "true"])
        .expect(125)
        .says("is not running")
        .says("hint:");
    world.run(&["console", "lab"]).expect(1).says("is not running");
    world.run(&["start", "nobody"]).expect(1).says("there is no container");
    world.run(&["start", "lab", "--", "/bin/sleep", "100"]).expect(0);
    let pid = world.pid("lab");
    world
        .run(&["start", "lab"])
        .expect(1)
        .says(&format!("is running already (pid {pid})"));
    world.run(&["run", "lab"]).expect(125).says("is running already");
    world.run(&["destroy", "lab"]).expect(1).says("is running already");
    let list: Value = serde_json::from_str(&world.run(&["list", "--json"]).expect(0).out).unwrap();
    assert_eq!((&list[0]["state"], &list[0]["pid"]), (&"running".into(), &pid.into()));
    world.run(&["stop", "lab", "--timeout", "0"]).expect(0);
    let info: Value = serde_json::from_str(&world.run(&["info", "lab", "--json"]).expect(0).out).unwrap();
    assert_eq!((&info["state"], &info["pid"]), (&"stopped".into(), &Value::Null));
    assert_eq!(
        info["ids"],
        serde_json::json!([{"inside": 0, "host": 1_900_000_000, "len": 65536}])
    );
    world.run(&["destroy", "lab"]).expect(0);
}
