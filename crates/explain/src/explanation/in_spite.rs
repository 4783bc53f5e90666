//! A plan of a container that cannot start as it is: what stands in the way is named, and the rest is planned without it.
//!
//! An explanation needs it, for a line that is right says what it does even where another one is wrong. Nothing is ever started from
//! such a plan.

use transom_model::{Container, Given, HostFacts, Origin, Root, RootSource};
use transom_plan::{Plan, Problem, StartOptions};

/// How often what stands in the way of a plan is taken out, before it is done without one.
const MOST_ROUNDS: usize = 4;

/// Plans the container as it is, or as much of it as can be planned, and says what stands in the way.
pub fn plan_in_spite(container: &Container, facts: &HostFacts, name: &str) -> (Option<Plan>, Vec<Problem>) {
    let options = StartOptions {
        name: name.to_owned(),
        has_console: true,
        ..StartOptions::default()
    };
    let problems = match transom_plan::start(container, facts, &options) {
        Ok(plan) => return (Some(plan), Vec::new()),
        Err(problems) => problems,
    };
    let mut rest = startable(container);
    for _ in 0..MOST_ROUNDS {
        match transom_plan::start(&rest, facts, &options) {
            Ok(plan) => return (Some(plan), problems),
            Err(more) => take_out(&mut rest, &more),
        }
    }
    (None, problems)
}

/// The same container with a root that is everywhere, no volumes, and nothing that refuses a start.
fn startable(container: &Container) -> Container {
    let mut container = container.clone();
    let origin = container.root.as_ref().map(|root| root.origin.clone());
    let root = Root {
        source: RootSource::Host,
        is_read_only: false,
    };
    container.root = Some(Given::new(
        root,
        origin.unwrap_or(Origin::Default("Transom: a root to plan with")),
    ));
    container.volumes.clear();
    container.lifecycle.refusals.clear();
    container
}

fn take_out(container: &mut Container, problems: &[Problem]) {
    let is_blamed = |origin: &Origin| {
        let of = origin.line();
        problems.iter().any(|problem| match of {
            Some(line) => problem.cause.line() == Some(line),
            None => problem.cause == *origin,
        })
    };
    container.retain(&|origin| !is_blamed(origin));
}
