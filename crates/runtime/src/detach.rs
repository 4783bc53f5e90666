//! Starts Transom again as a process of its own: the monitor of one container.

use std::ffi::CString;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;

use rustix::fs::{Mode, OFlags};
use rustix::pipe::PipeFlags;
use transom_sys::process::{close_from, exec, put_at, reset_signals};
use transom_sys::spawn::{Child, SpawnFlags, spawn};

use crate::error::{Doing, Failure};

/// The descriptor that a detached process reports on.
pub const REPORT_FD: i32 = 3;

/// A process on its way, and what it will say.
#[derive(Debug)]
pub struct Detached {
    /// The process.
    pub child: Child,
    report: OwnedFd,
}

impl Detached {
    /// Waits for its one report; empty when it ended without one.
    pub fn report(self) -> String {
        let mut text = String::new();
        // A report cut short is no report, and the caller says that there was none.
        drop(File::from(self.report).read_to_string(&mut text));
        text
    }
}

/// Runs this program again with these arguments, away from the caller's terminal, session and descriptors.
///
/// Of the environment it gets what cannot be missed and what `inherited` names.
pub fn detach(arguments: &[String], errors_to: &File, inherited: &[String]) -> Result<Detached, Failure> {
    let doing = || "start the container's monitor".to_owned();
    let (report, theirs) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC).doing(doing)?;
    let null = rustix::fs::open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty()).doing(doing)?;
    let words = std::iter::once("transom")
        .chain(arguments.iter().map(String::as_str))
        .map(CString::new)
        .collect::<Result<Vec<_>, _>>();
    let words = words.map_err(|_| Failure::because(doing(), 22))?;
    let environment = kept_environment(inherited);
    let become_it = || -> Result<(), transom_sys::Errno> {
        rustix::process::setsid()?;
        rustix::process::chdir("/")?;
        put_at(&null, 0)?;
        put_at(&null, 1)?;
        put_at(errors_to, 2)?;
        put_at(&theirs, REPORT_FD)?;
        reset_signals();
        close_from(4)?;
        Err(exec(&CString::from(c"/proc/self/exe"), &words, &environment))
    };
    let child = spawn(SpawnFlags::default(), None, || i32::from(become_it().is_err())).doing(doing)?;
    Ok(Detached { child, report })
}

fn kept_environment(inherited: &[String]) -> Vec<CString> {
    let keep = ["PATH", "TRANSOM_ROOT"]
        .into_iter()
        .chain(inherited.iter().map(String::as_str));
    let pairs = keep.filter_map(|name| Some((name, std::env::var_os(name)?)));
    pairs
        .filter_map(|(name, value)| CString::new([name.as_bytes(), b"=", value.as_bytes()].concat()).ok())
        .collect()
}

/// Gives the report of a detached process to whoever started it.
pub fn report(text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let doing = || "report to the command that started this monitor".to_owned();
    let descriptor = format!("/proc/self/fd/{REPORT_FD}");
    // Opened anew by name and the old one closed: after this the reader sees the end.
    let mut pipe = File::options()
        .write(true)
        .open(descriptor)
        .map_err(|error| Failure::new(doing(), crate::error::errno_of(&error)))?;
    transom_sys::process::close(REPORT_FD);
    pipe.write_all(text.as_bytes())
        .map_err(|error| Failure::new(doing(), crate::error::errno_of(&error)))
}
