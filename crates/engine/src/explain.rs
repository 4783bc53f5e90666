//! `transom explain`: a file or a stored container, joined with this host or a recorded one.
//!
//! A container that cannot start here is explained all the same: what stands in the way is told at its line, and the rest is planned
//! without it. Start with [`explain`].

use transom_explain::{Explanation, Whole, plan_in_spite};
use transom_model::HostFacts;

use crate::{EngineError, Host, Loaded, Phrasebook, Target, facts_for};

/// Explains a file or a stored container; the host is this one, or that of `facts`.
///
/// # Errors
/// If the host cannot be looked at.
pub fn explain(host: &Host, target: &Target, facts: Option<HostFacts>, book: &Phrasebook) -> Result<Explanation, EngineError> {
    let loaded = target.loaded();
    let facts = match facts {
        Some(facts) => facts,
        // Nothing is done, so anybody may ask what root's start would do.
        None => HostFacts {
            is_root: true,
            ..facts_for(host, &loaded.reading.container, &[])?
        },
    };
    Ok(explain_on(loaded, &target.name(), &facts, book))
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
