//! From one dialect to another, with an account of every line.
//!
//! `report.rs` holds what is said of a line. A file that stays in its family (LXC 2 to LXC 7, LXD to Incus) is migrated line by
//! line, so that its comments stay: each dialect's `migrate.rs`. Any other is printed anew from its container.

mod report;

pub use report::{Migration, Outcome, Row};
