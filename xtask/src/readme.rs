//! The two commands of README.md: they must stand there word for word, and they must work.

use std::path::Path;
use std::process::Command;

use crate::shell;

/// The main job, as README.md tells it.
pub const TRY: &str = "cargo run --release -- try examples/classroom/102.conf";
/// The test command, as README.md tells it.
pub const CI: &str = "cargo xtask ci";

/// Finds which of the two commands are not in the README's command blocks.
pub fn missing(text: &str) -> Vec<&'static str> {
    let has = |wanted: &str| commands(text).any(|command| command == wanted);
    [TRY, CI].into_iter().filter(|wanted| !has(wanted)).collect()
}

/// Lists the lines of the fenced blocks without their comments.
fn commands(text: &str) -> impl Iterator<Item = &str> {
    let mut is_inside = false;
    text.lines().filter_map(move |line| {
        if line.trim_start().starts_with("```") {
            is_inside = !is_inside;
            return None;
        }
        is_inside.then(|| line.split('#').next().unwrap_or_default().trim())
    })
}

/// What came of a check.
pub enum Checked {
    /// It worked.
    Passed,
    /// It could not be tried here, and why.
    Skipped(String),
    /// It did not work, and how.
    Failed(String),
}

/// Types the README's first command, with `-- true` behind it so that it ends.
pub fn check_try(root: &Path) -> Checked {
    if !shell::is_root() {
        return Checked::Skipped("README command 1: needs root".to_owned());
    }
    for node in ["/dev/kvm", "/dev/net/tun"] {
        if !Path::new(node).exists() {
            return Checked::Skipped(format!("README command 1: this host has no {node}"));
        }
    }
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{TRY} -- true")]).current_dir(root);
    match shell::run(&mut command) {
        Ok(()) => Checked::Passed,
        Err(message) => Checked::Failed(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readme_has_both_commands_word_for_word() {
        let text = std::fs::read_to_string(crate::workspace().join("README.md")).unwrap();
        assert_eq!(missing(&text), Vec::<&str>::new());
    }

    #[test]
    fn prose_does_not_count() {
        assert_eq!(missing("run cargo xtask ci\n"), [TRY, CI]);
        assert_eq!(missing("```sh\ncargo xtask ci  # tests\n```\n"), [TRY]);
        assert_eq!(missing("```\ncargo xtask ci --fast\n```\n"), [TRY, CI]);
    }
}
