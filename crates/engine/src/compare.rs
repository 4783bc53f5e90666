//! Two containers side by side, by meaning: whatever dialects they are in.

use transom_dialects::convert::{self, DeviceNames};
use transom_model::{Fact, Topic};

use crate::Loaded;
use crate::convert::device_names;

/// How one fact differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference<'c> {
    /// What it speaks of.
    pub topic: Topic,
    /// Which one.
    pub about: String,
    /// What the first says; several where it says several things.
    pub left: Vec<Fact<'c>>,
    /// What the second says.
    pub right: Vec<Fact<'c>>,
}

/// Lists what two containers do not have in common, in the order of the topics.
pub fn differences<'c>(left: &'c Loaded, right: &'c Loaded) -> Vec<Difference<'c>> {
    let (mut names, more) = (device_names(&left.reading.container), device_names(&right.reading.container));
    names.extend(more);
    let (mine, theirs) = (missing(left, right, &names), missing(right, left, &names));
    let mut found: Vec<Difference<'c>> = Vec::new();
    for fact in &mine {
        entry(&mut found, fact).left.push(fact.clone());
    }
    for fact in &theirs {
        entry(&mut found, fact).right.push(fact.clone());
    }
    found.sort_by(|one, other| (one.topic, &one.about).cmp(&(other.topic, &other.about)));
    found
}

/// What one has and the other has not, by meaning: a node that is bound and one that is made are the same device.
fn missing<'c>(of: &'c Loaded, other: &Loaded, names: &DeviceNames) -> Vec<Fact<'c>> {
    let missing = convert::missing(&of.reading.container, &other.reading.container, other.reading.dialect, names);
    missing.into_iter().map(|(fact, _)| fact).collect()
}

fn entry<'f, 'c>(found: &'f mut Vec<Difference<'c>>, fact: &Fact<'c>) -> &'f mut Difference<'c> {
    let at = found
        .iter()
        .position(|one| one.topic == fact.topic && one.about == fact.about);
    let at = at.unwrap_or_else(|| {
        found.push(Difference {
            topic: fact.topic,
            about: fact.about.clone().into_owned(),
            left: Vec::new(),
            right: Vec::new(),
        });
        found.len() - 1
    });
    &mut found[at]
}
