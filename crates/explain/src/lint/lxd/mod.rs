//! Lints about keys and devices of LXD and Incus, and what several of them ask: a key's value, a device's options.
//!
//! A profile is joined with others: what it does not say, another may. So only what is said counts, unless the file is a whole instance.

mod both_cloud_init;
mod clashing_syscalls;
mod doubtful_module;
mod gpu_for_root;
mod half_coral;
mod idle_swap_priority;
mod shared_address;
mod shift_of_privileged;
mod without_switch;

use transom_model::{Account, Effect};

use super::{Checked, Lint};

pub(super) static LINTS: &[&Lint] = &[
    &without_switch::LINT,
    &idle_swap_priority::LINT,
    &doubtful_module::LINT,
    &half_coral::LINT,
    &gpu_for_root::LINT,
    &shift_of_privileged::LINT,
    &clashing_syscalls::LINT,
    &both_cloud_init::LINT,
    &shared_address::LINT,
];

/// Returns the line that counts for a configuration key.
fn config<'a>(checked: &Checked<'a>, key: &str) -> Option<&'a Account> {
    let is_one = |account: &&Account| {
        account.key == key
            && !account.value.is_empty()
            && !matches!(account.effect, Effect::Wrong)
            && account.explanation != "lxd-field"
    };
    let lines = checked.lines().filter(|account| checked.is_lxd() && is_one(account));
    lines.last()
}

fn is_true(value: &str) -> bool {
    ["true", "1", "yes", "on"].contains(&value.to_ascii_lowercase().as_str())
}

/// Says whether a configuration key is given and on.
fn is_on(checked: &Checked<'_>, key: &str) -> bool {
    config(checked, key).is_some_and(|account| is_true(&account.value))
}

/// Returns the devices of a type, each by the line that names it; its value has the options.
fn devices<'a>(checked: &Checked<'a>, kind: &'a str) -> impl Iterator<Item = &'a Account> {
    let is_lxd = checked.is_lxd();
    let is_device = |account: &&Account| account.explanation.starts_with("lxd-") || account.explanation == "device-node";
    checked
        .lines()
        .filter(move |account| is_lxd && is_device(account) && option(account, "type") == Some(kind))
}

/// Returns an option of a device, up to its first blank.
fn option<'a>(device: &'a Account, name: &str) -> Option<&'a str> {
    let mut options = device.value.split_whitespace().filter_map(|part| part.split_once('='));
    options.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Returns the line of an option of a device, which stands below the device's; the device's own where all is on one line.
fn option_line<'a>(checked: &Checked<'a>, device: &'a Account, name: &str) -> &'a Account {
    let mut behind = checked.lines().skip_while(|account| account.origin != device.origin).skip(1);
    let is_next = |account: &Account| option(account, "type").is_some();
    let mut own = behind.by_ref().take_while(|account| !is_next(account));
    own.find(|account| account.key == name).unwrap_or(device)
}

/// Says whether the file is an instance to which no profile adds anything.
fn is_whole(checked: &Checked<'_>) -> bool {
    let profiles = || checked.lines().find(|account| account.explanation == "lxd-profiles");
    checked.lines_of("expanded_config").next().is_some() || profiles().is_some_and(|account| account.value.is_empty())
}
