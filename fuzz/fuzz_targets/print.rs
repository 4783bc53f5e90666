//! Random texts of every dialect: what is printed of them says the same when it is read and printed again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use transom_fuzz::{Input, check_print};
use transom_model::Dialect;

fuzz_target!(|data: &[u8]| {
    if let Some(input) = Input::new(&Dialect::ALL, data) {
        check_print(&input);
    }
});
