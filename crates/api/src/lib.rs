//! The wire types of every `--json` output. The only wire format: field names here are stable.
//!
//! Plain data with serde, no behaviour; the crate depends on nothing of Transom, so the command line fills these from what
//! the engine returns. A field is never renamed or given another meaning; new ones may be added. Bytes are bytes,
//! times are seconds since 1970, modes are octal strings, absent values are `null`.

mod container;
mod conversion;
pub mod explanation;
mod file;
mod host;
pub mod sarif;

pub use container::{Container, Created, IdRange, Information, Interface, Started, Stopped};
pub use conversion::{Added, Conversion, Diff, Difference, Edited, Fact, Row, Shown};
pub use explanation::Explanation;
pub use file::{
    CheckSummary, CheckedFile, ClosedDevice, Diagnostic, Lint, Mended, Place, Plan, Problem, Remark, Step, Substitution, Try,
    TryLine, TryProbe,
};
pub use host::{Device, Doctor, DoctorCheck, DoctorSummary};
