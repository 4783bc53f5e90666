//! The host's own program is out of reach of a privileged container's root, whatever enters the container.

mod support;

use std::collections::BTreeSet;

use support::{Guest, World};

/// An init that looks at every program it can see, all the time.
const WATCHER: &str = "while :; do ls -l /proc/[0-9]*/exe >> /seen 2> /dev/null; done";

/// Starts the watcher, has something enter, and returns the programs that were seen.
fn seen_while(world: &World, guest: &Guest, enter: impl Fn()) -> BTreeSet<String> {
    guest.init(WATCHER);
    world.create("lab", guest, "lxc.mount.auto = proc:mixed sys:mixed\n");
    world.run(&["start", "lab"]).expect(0);
    enter();
    world.run(&["destroy", "--force", "lab"]).expect(0);
    let seen = std::fs::read_to_string(guest.path.join("seen")).expect("the watcher has written");
    seen.lines()
        .filter_map(|line| Some(line.split(" -> ").nth(1)?.to_owned()))
        .collect()
}

fn is_copy_alone(programs: &BTreeSet<String>) -> bool {
    let is_of_host = programs.iter().any(|program| program.ends_with("/transom"));
    let has_copy = programs.iter().any(|program| program.starts_with("/memfd:transom (deleted"));
    !is_of_host && has_copy
}

#[test]
fn commands_come_in_as_a_copy() {
    let world = World::alone("copyexec");
    let Some(guest) = Guest::new(&world) else { return };
    let programs = seen_while(&world, &guest, || {
        for _ in 0..15 {
            world.run(&["exec", "lab", "--", "/bin/sh", "-c", "exit 7"]).expect(7);
        }
        let on_terminal = world.run_on_terminal("echo 'echo $((6*7))'; sleep 1; echo exit", &["shell", "lab"]);
        assert!(on_terminal.out.contains("42"), "{on_terminal:#?}");
    });
    assert!(is_copy_alone(&programs), "{programs:?}");
}

#[test]
fn trials_come_in_as_a_copy() {
    let world = World::alone("copytrial");
    let Some(guest) = Guest::new(&world) else { return };
    let programs = seen_while(&world, &guest, || {
        world.run(&["doctor", "nesting", "lab"]).prints("nesting.userns");
        for _ in 0..8 {
            world.run(&["doctor", "limits", "lab"]).prints("limits.keyring");
        }
    });
    assert!(is_copy_alone(&programs), "{programs:?}");
}
