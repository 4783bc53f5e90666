//! Random edits of random texts: nothing panics, and lines that an edit does not mean stay as they are.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| transom_fuzz::check_edit(data));
