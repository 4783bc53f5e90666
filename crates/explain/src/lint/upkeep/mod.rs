//! Lints about a container's life: its start with the host, its hooks, its first process, its log.

mod endless_log;
mod hook_changes_node;
mod hook_makes_node;
mod idle_autodev_hook;
mod start_order_alone;
mod user_outside_map;

use transom_model::{Given, Hook};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &start_order_alone::LINT,
    &idle_autodev_hook::LINT,
    &hook_makes_node::LINT,
    &hook_changes_node::LINT,
    &endless_log::LINT,
    &user_outside_map::LINT,
];

/// Returns the hooks of LXC's at some moments.
fn hooks<'a>(checked: &Checked<'a>, phases: &'a [&str]) -> impl Iterator<Item = &'a Given<Hook>> {
    let is_raw = |hook: &Given<Hook>| {
        checked
            .line_at(&hook.origin)
            .is_some_and(|account| account.key.starts_with("lxc.hook."))
    };
    let hooks = checked.container().hooks.iter();
    let found: Vec<&Given<Hook>> = hooks
        .filter(|hook| phases.contains(&hook.value.phase.as_str()) && is_raw(hook))
        .collect();
    found.into_iter()
}

/// Says whether a command line has a program in it.
fn calls(command: &str, program: &str) -> bool {
    let is_part = |letter: char| !(letter.is_ascii_alphanumeric() || "-_./".contains(letter));
    let mut words = command.split(is_part);
    words.any(|word| word.rsplit('/').next() == Some(program))
}
