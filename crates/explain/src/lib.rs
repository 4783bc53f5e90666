//! Joins line, value and step: says in plain words what each line of a file does, and what each step of a plan is.
//!
//! Pure: no I/O, no terminal, no colours. Start with [`lines`] (a sentence a line) and [`step`] (a sentence a step). What keys mean
//! stands in `catalogue/`, what is wrong with a file in `lint/`, what device numbers mean in `devices.rs`, how values are written for
//! people in `words.rs`; what the long explanations are about stands in `subject.rs`, the words that have one of their own in `concept.rs`.

mod answer;
mod catalogue;
mod cgroup_files;
mod concept;
mod devices;
mod explanation;
mod filter;
mod heading;
mod language;
mod line;
pub mod lint;
mod risk;
mod step;
mod subject;
mod words;

pub use answer::{Answer, KeyEntry, Question, answer};
pub use catalogue::{has_entry, ids};
pub use concept::{Concept, concept, concepts};
pub use devices::{
    DriverState, KnownDevice, Minor, Numbering, Reservation, Resolved, Stakes, by_key, describe_device, describe_major, device_at,
    is_dynamic, known_devices, number_of, places_on, reservation, resolve,
};
pub use explanation::{
    Explained, Explanation, Exposed, Exposure, FilterRow, Found, Grade, IdPicture, IdRow, Today, Whole, Worth, explain,
    plan_in_spite,
};
pub use heading::{Heading, together_with};
pub use language::{Arg, Language, Message, Phrasebook, Text, slug};
pub use line::{LineSentence, Verdict, View, lines, lines_of};
pub use risk::{Level, Risk};
pub use step::step;
pub use subject::{Subject, subject, subjects};
