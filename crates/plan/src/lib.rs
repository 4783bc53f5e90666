//! Decides what a start, an exec or a hot-plug does: `Container` + `HostFacts` → steps. Pure: no I/O, no root.
//!
//! Start with [`start`] in `start.rs`, which is a flat list of calls, one subject each, and `step.rs`, which is the one list
//! type. Every step carries the origin of its cause. What cannot be done is a [`Problem`], and all problems are returned at
//! once; what is done in another way than a line seems to say is a [`Remark`].

mod cgroups;
mod devices;
mod draft;
mod exec;
mod filter;
mod identity;
mod ids;
mod isolation;
mod kernel_mounts;
mod limits;
mod mounts;
mod network;
mod problem;
mod process;
mod root;
pub mod seccomp;
mod start;
mod step;
#[cfg(test)]
mod tests;
mod wants;

pub use filter::{NotOnV1, effective_filter, lines, program};
pub use problem::Problem;
pub use start::*;
pub use step::*;
pub use wants::{Wants, wants};
