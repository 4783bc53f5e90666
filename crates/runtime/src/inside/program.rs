//! Becoming a program of the container.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::Access;

use crate::error::{Doing, Failure};

/// Runs the program; returns only why that failed.
pub fn run(command: &[String], environment: &[(String, String)], cwd: &Path) -> Failure {
    match prepare(command, environment, cwd) {
        Ok((path, arguments, environment)) => {
            let errno = transom_sys::process::exec(&path, &arguments, &environment);
            Failure::new(format!("run {}", command[0]), errno)
        }
        Err(failure) => failure,
    }
}

type Prepared = (CString, Vec<CString>, Vec<CString>);

fn prepare(command: &[String], environment: &[(String, String)], cwd: &Path) -> Result<Prepared, Failure> {
    let program = command
        .first()
        .ok_or_else(|| Failure::because("run a program: no name was given", 22))?;
    enter(cwd)?;
    let path = environment
        .iter()
        .find(|(name, _)| name == "PATH")
        .map_or("", |(_, value)| value.as_str());
    let found = find(program, path)?;
    let arguments = command.iter().map(|argument| c_string(argument)).collect::<Result<_, _>>()?;
    let environment = environment
        .iter()
        .map(|(name, value)| c_string(&format!("{name}={value}")))
        .collect::<Result<_, _>>()?;
    transom_sys::process::reset_signals();
    transom_sys::process::close_on_exec_from(3).doing(|| "keep descriptors from the program".to_owned())?;
    Ok((found, arguments, environment))
}

/// A working directory outside of the root would be a way out (CVE-2024-21626); the kernel marks such a path.
fn enter(cwd: &Path) -> Result<(), Failure> {
    let doing = || format!("enter the folder {}", cwd.display());
    rustix::process::chdir(cwd).doing(doing)?;
    let now = rustix::process::getcwd(Vec::new()).doing(doing)?;
    if now.as_bytes().starts_with(b"/") {
        Ok(())
    } else {
        Err(Failure::because(doing(), 1))
    }
}

fn find(program: &str, path: &str) -> Result<CString, Failure> {
    let doing = || format!("run {program}");
    if program.contains('/') {
        rustix::fs::access(program, Access::EXISTS).doing(doing)?;
        return c_string(program);
    }
    let mut reason = Failure::because(doing(), 2);
    for directory in path.split(':').filter(|directory| !directory.is_empty()) {
        let candidate = Path::new(directory).join(program);
        match rustix::fs::access(&candidate, Access::EXEC_OK) {
            Ok(()) => return CString::new(candidate.as_os_str().as_bytes()).map_err(|_| Failure::because(doing(), 22)),
            Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => {}
            Err(errno) => reason = Failure::new(doing(), errno),
        }
    }
    Err(reason)
}

fn c_string(text: &str) -> Result<CString, Failure> {
    CString::new(text).map_err(|_| Failure::because("run a program with a zero byte among its words", 22))
}
