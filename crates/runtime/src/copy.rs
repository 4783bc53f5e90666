//! Goes on as a sealed copy of this program, so that a privileged container's root cannot reach the file on the host.
//!
//! A process that enters a container is this program until it becomes another, and all the time in a trial. Root of a privileged
//! container may open its `/proc/PID/exe`, dumpable or not, and the host's file for writing once nobody runs it (CVE-2019-5736).
//! The stub of ADR 0004 is for what comes after. Start with [`go_on_as_copy`].

use std::ffi::{CString, OsString};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

use transom_sys::{process, seal};

use crate::error::{Doing, Failure, errno_of};

const SELF: &str = "/proc/self/exe";

/// Starts this program again from a copy in memory that nobody can write, with the same arguments and environment. Returns when it
/// is one already.
///
/// What was done so far is done again, so callers have not printed anything yet.
///
/// # Errors
/// If the program cannot be read, copied or run.
pub fn go_on_as_copy() -> Result<(), Failure> {
    let doing = || "run from a copy of the program".to_owned();
    let program = std::fs::read_link(SELF).map_err(|error| errno_of(&error)).doing(doing)?;
    if is_copy(&program) {
        return Ok(());
    }
    let image = std::fs::File::open(SELF).map_err(|error| errno_of(&error)).doing(doing)?;
    let copy = seal::sealed_copy(c"transom", &image).doing(doing)?;
    let path = c_string(format!("/proc/self/fd/{}", copy.as_raw_fd()).into());
    let arguments: Vec<CString> = std::env::args_os().map(c_string).collect();
    let variables = std::env::vars_os().map(|(name, value)| {
        let mut variable = name;
        variable.push("=");
        variable.push(value);
        c_string(variable)
    });
    Err(process::exec(&path, &arguments, &variables.collect::<Vec<_>>())).doing(doing)
}

/// The kernel shows a file in memory as `/memfd:NAME (deleted)`, which no path of a file system is.
fn is_copy(program: &Path) -> bool {
    program.as_os_str().as_bytes() == b"/memfd:transom (deleted)"
}

fn c_string(text: OsString) -> CString {
    CString::new(text.into_vec()).expect("arguments and variables came without a zero byte")
}
