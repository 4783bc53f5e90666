//! Random system call policies in LXC's form: read, then compiled.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| transom_fuzz::check_policy(&String::from_utf8_lossy(data)));
