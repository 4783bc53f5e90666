//! A plan in the making: the steps so far, and everything there is to say about them.
//!
//! Every subject's function takes the draft, adds its steps and reports its problems here; none stops at the first one.

use transom_model::{Container, HostFacts, Origin, Phrase};

use crate::{Plan, Planned, Problem, Remark, Slot, StartOptions, Step};

/// What a plan is made from, and how far it has got.
pub(crate) struct Draft<'a> {
    /// The wish.
    pub container: &'a Container,
    /// The host.
    pub host: &'a HostFacts,
    /// What the caller decides.
    pub options: &'a StartOptions,
    plan: Plan,
    problems: Vec<Problem>,
}

impl<'a> Draft<'a> {
    /// Starts with nothing planned.
    pub fn new(container: &'a Container, host: &'a HostFacts, options: &'a StartOptions) -> Self {
        Self {
            container,
            host,
            options,
            plan: Plan::default(),
            problems: Vec::new(),
        }
    }

    /// Adds the next step.
    pub fn step(&mut self, step: Step, cause: &Origin) {
        self.plan.steps.push(Planned {
            step,
            cause: cause.clone(),
        });
    }

    /// Says something that is no error.
    pub fn remark(&mut self, text: impl Into<Phrase>, cause: &Origin) {
        self.plan.remarks.push(Remark {
            text: text.into(),
            cause: cause.clone(),
        });
    }

    /// Says why the container cannot be started; planning goes on, so that all reasons are found.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Says whether the container has a user namespace of its own.
    pub fn is_unprivileged(&self) -> bool {
        !self.container.id_map.is_privileged()
    }

    /// Returns the plan, or every reason why there is none.
    pub fn finish(self) -> Result<Plan, Vec<Problem>> {
        if self.problems.is_empty() {
            Ok(self.plan)
        } else {
            Err(self.problems)
        }
    }
}

/// The slot of the root.
pub(crate) const ROOT_SLOT: Slot = Slot(0);
/// The slot of /dev.
pub(crate) const DEV_SLOT: Slot = Slot(1);
/// The slot of the first mount entry.
pub(crate) const FIRST_MOUNT_SLOT: u32 = 2;
