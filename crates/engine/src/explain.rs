//! `transom explain`: a file or a stored container, joined with this host or a recorded one.
//!
//! A container that cannot start here is explained all the same: what stands in the way is told at its line, and the rest is planned
//! without it. Start with [`explain`].

use std::path::PathBuf;

use transom_explain::{Explanation, Whole, plan_in_spite};
use transom_model::{Container, HostFacts, Release};

use crate::walk::{Because, Walk};
use crate::{EngineError, Host, Loaded, Phrasebook, Target, facts_for, load};

/// Explains a file or a stored container; the host is this one, or a recorded one.
///
/// # Errors
/// If the host cannot be looked at.
pub fn explain(host: &Host, target: &Target, book: &Phrasebook) -> Result<Explanation, EngineError> {
    let loaded = target.loaded();
    let facts = look(host, &loaded.reading.container)?;
    Ok(explain_on(loaded, &target.name(), &facts, book))
}

/// Explains the configurations of folders, one after another.
#[derive(Debug)]
pub struct Explanations<'a> {
    walk: Walk,
    release: Option<Release>,
    host: &'a Host,
}

impl<'a> Explanations<'a> {
    /// Starts with files and folders.
    pub fn new(words: &[PathBuf], release: Option<Release>, host: &'a Host) -> Self {
        Self {
            walk: Walk::new(words),
            release,
            host,
        }
    }

    /// Explains the next configuration; files that are none are passed over.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn next(&mut self, book: &Phrasebook) -> Option<Result<(PathBuf, Explanation), EngineError>> {
        loop {
            let found = match self.walk.next()? {
                Ok(found) => found,
                Err(error) => return Some(Err(error)),
            };
            match load(&found.path, self.release) {
                Ok(loaded) if loaded.is_guess && found.because == Because::Name => {}
                Err(EngineError::NotAConfiguration { .. }) if found.because == Because::Name => {}
                Err(error) => return Some(Err(error)),
                Ok(loaded) => {
                    let target = Target::File(Box::new(loaded));
                    let path = found.path;
                    return Some(explain(self.host, &target, book).map(|explanation| (path, explanation)));
                }
            }
        }
    }
}

/// Looks at the host for an explanation: what a plan asks about, and which drivers have numbers.
fn look(host: &Host, container: &Container) -> Result<HostFacts, EngineError> {
    let mut facts = facts_for(host, container, &[])?;
    // Nothing is done, so anybody may ask what root's start would do.
    facts.is_root = true;
    if host.recorded().is_none() {
        facts.drivers = transom_runtime::probe_drivers();
    }
    Ok(facts)
}

/// Explains what was read, for a host that was looked at before.
pub fn explain_on(loaded: &Loaded, name: &str, facts: &HostFacts, book: &Phrasebook) -> Explanation {
    let (plan, problems) = plan_in_spite(&loaded.reading.container, facts, name);
    transom_explain::explain(&Whole {
        view: transom_explain::View {
            reading: &loaded.reading,
            sources: &loaded.sources,
            plan: plan.as_ref(),
            replaced: &[],
            book,
        },
        host: facts,
        problems: &problems,
    })
}
