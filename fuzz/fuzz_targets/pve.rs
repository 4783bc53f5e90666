//! Random texts for one dialect's reader; see `src/lib.rs` for what must hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use transom_fuzz::{Input, read};
use transom_model::Dialect;

fuzz_target!(|data: &[u8]| {
    if let Some(input) = Input::new(&[Dialect::Pve], data) {
        read(&input);
    }
});
