//! Becoming a program of the container.

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use rustix::fs::{Access, Mode};
use transom_sys::seal::Stub;

use crate::channel::Channel;
use crate::error::{Doing, Failure};

/// Where a program is to run.
#[derive(Debug, Clone, Copy)]
pub struct Program<'a> {
    /// Its name and arguments.
    pub command: &'a [String],
    /// All of its environment.
    pub environment: &'a [(String, String)],
    /// Its working directory.
    pub cwd: &'a Path,
    /// Root of the container is root of the host, so Transom's binary must be out of its reach.
    pub is_privileged: bool,
}

/// Runs the program; returns only why that failed.
pub fn run(program: &Program<'_>, channel: &Channel) -> Failure {
    // From here on paths of the container are walked, so nothing of the host's may be open any more but this end of the channel.
    let channel = match channel.keep_alone() {
        Ok(channel) => channel,
        Err(failure) => return failure,
    };
    match prepare(program.command, program.environment, program.cwd) {
        Ok(prepared) => Failure::new(
            format!("run {}", program.command[0]),
            become_it(program.is_privileged, &prepared, &channel),
        ),
        Err(failure) => failure,
    }
}

fn become_it(is_privileged: bool, (path, arguments, environment): &Prepared, channel: &Channel) -> transom_sys::Errno {
    if !is_privileged {
        return transom_sys::process::exec(path, arguments, environment);
    }
    match Stub::new() {
        Ok(stub) => stub.exec(path, arguments, environment, channel),
        Err(errno) => errno,
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
    // The caller's own umask is nobody's business inside; this is what a login gives.
    rustix::process::umask(Mode::from_raw_mode(0o022));
    transom_sys::process::reset_signals();
    Ok((found, arguments, environment))
}

/// A working directory outside of the root would be a way out (CVE-2024-21626); the kernel marks such a path.
pub fn enter(cwd: &Path) -> Result<(), Failure> {
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
