//! The use cases: try, run, create, start, stop, exec, list, plan, check and what they share.
//!
//! No terminal and no HTTP here: every use case takes a [`Host`] and returns data, or an [`EngineError`] that carries the
//! lines to blame. Start with `host.rs` (where things lie), `sources.rs` (how a file is read) and `lifecycle.rs` (how a
//! container lives).

mod asked;
mod check;
mod closed;
mod compare;
mod convert;
mod devices;
mod doctor;
mod edit;
mod error;
mod explain;
mod facts;
mod host;
mod ids;
mod instance;
mod keeper;
pub mod lifecycle;
pub mod monitor;
mod recording;
mod remove;
mod roots;
mod sources;
mod store;
mod substitute;
#[cfg(test)]
mod test_folder;
mod text;
mod trying;
mod walk;
mod words;

pub use asked::{Asked, LineIn, ask};
pub use check::{Checked, Checks, Lints, Planning, check, plan_for, plan_of};
pub use closed::ClosedDevice;
pub use compare::{Difference, differences};
pub use convert::{convert, print_as};
pub use devices::{Device, devices};
pub use doctor::{DoctorCheck, Topic, Verdict, doctor, doctor_inside, doctor_of};
pub use edit::{Edit, Edited, edit, fix, replace, save};
pub use error::{EngineError, ErrorKind};
pub use explain::{Explanations, explain, explain_on};
pub use facts::{expect_root, facts_for, unrecorded_paths};
pub use host::Host;
pub use ids::{ID_RANGE_LEN, IdLease, allocate, lease};
pub use recording::{Recording, facts_from, print_facts, record};
pub use roots::{RootSpec, Unpacked, unpack_tar};
pub use sources::{Loaded, Target, load, load_over, load_together, target, target_over};
pub use store::{
    CreateRequest, Created, Definition, Facts, Information, Listed, StoredRoot, create, definition, destroy, exists, info, list,
    root_words, sweep as sweep_definitions,
};
pub use substitute::{SubstituteOptions, Substituted, Substitution, substitute};
pub use trying::{Trial, TryOptions, prepare, probes_of};
pub use words::{Language, LineSentence, LineVerdict, Phrasebook, known_device, line_sentences, step_sentence};

pub use transom_explain::lint::Means;
pub use transom_explain::{Answer, Worth};
pub use transom_explain::{
    Explained, Explanation, Exposed, Exposure, FilterRow, Found, Grade, Heading, IdPicture, IdRow, Level, Today, concept,
    together_with,
};

pub use transom_dialects::convert::{Added, Conversion, Outcome as LineOutcome, Row};
pub use transom_dialects::{Reading, print, read};
pub use transom_explain::lint;
pub use transom_model as model;
pub use transom_plan as plan;
