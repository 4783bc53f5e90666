//! Settings that the model keeps in the words of their dialect: what they are in another.

use transom_model::{Container, Dialect, Fact, Given, Kept};

use super::judge::Verdict;

/// Returns what is kept in the words of `target`, as far as it has words.
pub(super) fn translate(container: &Container, target: Dialect) -> Vec<Given<Kept>> {
    let same = |given: &&Given<Kept>| is_spoken(given.value.dialect, target);
    container.kept.iter().filter(same).cloned().collect()
}

/// Whether a dialect takes another's words as they are.
fn is_spoken(dialect: Dialect, target: Dialect) -> bool {
    let is_lxd = |dialect| matches!(dialect, Dialect::Lxd | Dialect::Incus);
    dialect == target || (dialect, target) == (Dialect::Lxc, Dialect::Pve) || is_lxd(dialect) && is_lxd(target)
}

/// Judges a kept setting by the one that it was translated to.
pub(super) fn judge(fact: &Fact<'_>, target: Dialect, new: &[Fact<'_>]) -> Option<Verdict> {
    let (dialect, key) = fact.about.split_once(' ')?;
    if let Some(note) = new.iter().find(|other| is_same_note(fact, other)) {
        return Some(Verdict::There {
            by: vec![note.origin.clone()],
            remark: None,
        });
    }
    Some(Verdict::Lost {
        why: format!("{} has no words for `{key}` of {dialect}", target.title()),
        instead: "keep it where it is".to_owned(),
    })
}

/// Notes go along as comments, a line each, and may lose blanks at the ends of lines.
fn is_same_note(one: &Fact<'_>, other: &Fact<'_>) -> bool {
    let words = |fact: &Fact<'_>| fact.part("").unwrap_or_default().split_whitespace().collect::<String>();
    one.about == "pve description" && one.about == other.about && words(one) == words(other)
}
