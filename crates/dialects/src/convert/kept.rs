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
pub(super) fn judge(fact: &Fact<'_>, target: Dialect, _new: &[Fact<'_>]) -> Option<Verdict> {
    let (dialect, key) = fact.about.split_once(' ')?;
    Some(Verdict::Lost {
        why: format!("{} has no words for `{key}` of {dialect}", target.title()),
        instead: "keep it where it is".to_owned(),
    })
}
