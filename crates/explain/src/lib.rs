//! Joins line, value and step: says in plain words what each line of a file does, and what each step of a plan is.
//!
//! Pure: no I/O, no terminal, no colours. Start with [`lines`] (a sentence a line) and [`step`] (a sentence a step). What keys mean
//! stands in `catalogue/`, what is wrong with a file in `lint/`, what device numbers mean in `devices.rs`, how values are written for people in `words.rs`.

mod catalogue;
mod cgroup_files;
mod devices;
mod explanation;
mod filter;
mod heading;
mod language;
mod line;
pub mod lint;
mod risk;
mod step;
mod words;

pub use catalogue::{has_entry, ids};
pub use devices::{KnownDevice, Minor, describe_device, describe_major, number_of};
pub use explanation::{Explained, Explanation, Exposed, Exposure, FilterRow, Grade, IdPicture, IdRow, Today, Whole, explain};
pub use heading::{Heading, together_with};
pub use language::{Arg, Language, Message, Phrasebook, Text};
pub use line::{LineSentence, Verdict, View, lines, lines_of};
pub use risk::{Level, Risk};
pub use step::step;
