//! The explanations of steps, lines and device numbers, for callers that may not use `explain` themselves.

use std::path::PathBuf;

use transom_model::{DeviceKind, DeviceNumber, Origin};
use transom_plan::Step;

use crate::Loaded;

pub use transom_explain::{Language, LineSentence, Phrasebook, Verdict as LineVerdict};

/// Says in one sentence what a step does.
pub fn step_sentence(step: &Step, book: &Phrasebook) -> String {
    book.write(&transom_explain::step(step))
}

/// Says in one sentence each what the lines of a file come to; with a plan, here. `replaced` lines have something else in their place,
/// for the reason given.
pub fn line_sentences(
    loaded: &Loaded,
    plan: Option<&transom_plan::Plan>,
    replaced: &[(Origin, String)],
    book: &Phrasebook,
) -> Vec<LineSentence> {
    transom_explain::lines(&transom_explain::View {
        reading: &loaded.reading,
        sources: &loaded.sources,
        plan,
        replaced,
        book,
    })
}

/// Returns the node that a device number has on every host, if it is a single one.
pub fn known_device(kind: DeviceKind, major: u32, minor: u32) -> Option<PathBuf> {
    let known = transom_explain::describe_device(kind, DeviceNumber { major, minor })?;
    known.number().map(|_| PathBuf::from(known.node))
}
