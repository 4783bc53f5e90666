//! Killed at any moment: the next command finds and removes what was left, and what should live on does.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "test code outside of test functions, where it may stop a test"
)]

mod support;

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use support::{Guest, UNPRIVILEGED, World, can_start, eventually, interfaces};

fn kill(pid: i32) {
    kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
}

/// Everything but a lease's file, which the next owner takes over.
fn left(world: &World) -> Vec<String> {
    let found = world.leftovers().into_iter();
    found.filter(|found| !found.starts_with("id lease")).collect()
}

/// The next command cleans; a container that is still being born may need a second look.
fn assert_cleaned(world: &World, round: u32) {
    let found = eventually(
        || {
            world.run(&["list"]).expect(0);
            left(world)
        },
        Vec::is_empty,
    );
    assert!(found.is_empty(), "round {round}: {found:#?}");
}

/// Spread over the first tenth of a second, which a start takes; the odd step keeps the moments apart.
fn moment(round: u32) -> Duration {
    Duration::from_micros(u64::from(round) * 3_917 % 60_000)
}

#[test]
fn a_try_can_be_killed_at_any_moment() {
    if !can_start() {
        return;
    }
    let world = World::alone("killtry");
    let before = interfaces();
    for round in 0..20 {
        let mut tried = world.spawn(&["try", "examples/classroom/102.conf", "--", "sleep", "300"]);
        std::thread::sleep(moment(round));
        tried.kill().unwrap();
        tried.wait().unwrap();
        assert_cleaned(&world, round);
    }
    assert_eq!(interfaces(), before);
    // Takes over and gives back the leases.
    world.run(&["try", "examples/classroom/102.conf", "--", "true"]).expect(0);
    std::fs::remove_dir_all(world.path("run/transom/.ids")).ok();
}

#[test]
fn a_run_can_be_killed_at_any_moment() {
    let world = World::alone("killrun");
    let Some(guest) = Guest::new(&world) else { return };
    let file = guest.config(&world, "lab.conf", UNPRIVILEGED);
    for round in 0..20 {
        let mut run = world.spawn(&["run", &file, "--", "sleep", "300"]);
        std::thread::sleep(moment(round) / 2);
        run.kill().unwrap();
        run.wait().unwrap();
        assert_cleaned(&world, round);
    }
    world.run(&["run", &file, "--", "true"]).expect(0);
}

#[test]
fn a_start_can_be_killed_at_any_moment() {
    let world = World::alone("killstart");
    let Some(guest) = Guest::new(&world) else { return };
    world.create("lab", &guest, UNPRIVILEGED);
    for round in 0..20 {
        let mut start = world.spawn(&["start", "lab", "--", "/bin/sleep", "300"]);
        std::thread::sleep(moment(round) / 2);
        start.kill().unwrap();
        start.wait().unwrap();
        // Its monitor may live and finish the start: then the container runs, and can be stopped.
        let is_settled = |code: &i32| *code == 0;
        let code = eventually(
            || world.run(&["start", "lab", "--", "/bin/sleep", "300"]).code,
            |code| is_settled(code) || running(&world),
        );
        assert!(is_settled(&code) || running(&world), "round {round}");
        world.run(&["destroy", "--force", "lab"]).expect(0);
        assert_cleaned(&world, round);
        world.create("lab", &guest, UNPRIVILEGED);
    }
    world.run(&["destroy", "lab"]).expect(0);
}

fn running(world: &World) -> bool {
    world.run(&["list"]).out.contains("running")
}

#[test]
fn a_container_outlives_its_monitor() {
    let world = World::alone("monitor");
    let Some(guest) = Guest::new(&world) else { return };
    guest.init("trap 'exit 0' PWR; while :; do sleep 0.05; done");
    world.create("lab", &guest, UNPRIVILEGED);
    for word in ["stop", "kill", "destroy"] {
        world.run(&["start", "lab"]).expect(0);
        let init = world.pid("lab");
        let monitor: i32 = support::status(init, "PPid").parse().unwrap();
        kill(monitor);
        let adopted = eventually(|| support::status(init, "PPid"), |parent| *parent != monitor.to_string());
        assert_ne!(adopted, monitor.to_string());
        assert!(running(&world));
        assert_eq!(world.pid("lab"), init);
        assert_eq!(
            world.run(&["exec", "lab", "--", "sh", "-c", "id -u; exit 4"]).expect(4).out,
            "0\n"
        );
        world.run(&["start", "lab"]).expect(1).says("is running already");
        world.run(&["console", "lab"]).expect(1).says("does not answer").says("hint:");
        let words = if word == "destroy" {
            vec![word, "--force", "lab"]
        } else {
            vec![word, "lab"]
        };
        let asked = Instant::now();
        world.run(&words).expect(0);
        assert!(asked.elapsed() < Duration::from_secs(20), "{word} took {:?}", asked.elapsed());
        assert_eq!(
            eventually(|| left(&world), Vec::is_empty),
            Vec::<String>::new(),
            "after {word}"
        );
    }
}

#[test]
fn a_monitor_can_be_killed_while_it_starts() {
    let world = World::alone("killmonitor");
    let Some(guest) = Guest::new(&world) else { return };
    world.create("lab", &guest, UNPRIVILEGED);
    for round in 0..20 {
        let mut start = world.spawn(&["start", "lab", "--", "/bin/sleep", "300"]);
        let monitor = || {
            let is_monitor = |pid: &i32| {
                let command = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
                String::from_utf8_lossy(&command).contains("\0monitor\0")
            };
            world.processes().into_iter().find(is_monitor)
        };
        let Some(pid) = eventually(monitor, Option::is_some) else {
            panic!("no monitor in round {round}")
        };
        std::thread::sleep(moment(round) / 10);
        kill(pid);
        start.wait().unwrap();
        world.run(&["destroy", "--force", "lab"]).expect(0);
        assert_cleaned(&world, round);
        world.create("lab", &guest, UNPRIVILEGED);
    }
    world.run(&["destroy", "lab"]).expect(0);
}

#[test]
fn many_starts_leave_the_machine_as_it_was() {
    let world = World::alone("hundred");
    let Some(guest) = Guest::new(&world) else { return };
    let lines = format!("{UNPRIVILEGED}lxc.net.0.type = empty\n");
    let file = guest.config(&world, "lab.conf", &lines);
    let mounts = || std::fs::read_to_string("/proc/self/mountinfo").unwrap().lines().count();
    let (before, links) = (mounts(), interfaces());
    let asked = Instant::now();
    for _ in 0..100 {
        world.run(&["run", &file, "--", "/bin/true"]).expect(0);
    }
    for _ in 0..10 {
        world.create("cycle", &guest, &lines);
        world.run(&["start", "cycle", "--", "/bin/sleep", "300"]).expect(0);
        world.run(&["stop", "cycle", "--timeout", "0"]).expect(0);
        world.run(&["destroy", "cycle"]).expect(0);
    }
    assert!(asked.elapsed() < Duration::from_secs(150), "took {:?}", asked.elapsed());
    assert_eq!((mounts(), interfaces(), left(&world)), (before, links, Vec::new()));
}
