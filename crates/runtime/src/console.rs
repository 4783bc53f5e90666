//! Carries bytes between a user's terminal and a container's, and signals to whoever should have them.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::OpenptFlags;
use rustix::termios::{Winsize, tcgetwinsize, tcsetwinsize};
use transom_sys::signalfd::SignalFd;

use crate::error::{Doing, Failure};
use crate::{Exit, wait};

/// Signals that a foreground run passes on or acts upon.
pub const FORWARDED: [i32; 6] = [1, 2, 3, 10, 12, 15];
/// The user's window has another size.
const WINDOW_CHANGED: i32 = 28;
/// Ctrl-A, the key that begins a request to the relay itself, as in lxc-console(1).
const ESCAPE: u8 = 1;

/// Blocks the signals of a foreground run, before its child is made, so that none is lost.
pub fn block_signals() -> Result<SignalFd, Failure> {
    let all: Vec<i32> = FORWARDED.into_iter().chain([WINDOW_CHANGED]).collect();
    SignalFd::block(&all).doing(|| "block signals".to_owned())
}

/// Who is at the two ends of a relay.
#[derive(Debug)]
pub struct Ends<'a> {
    /// The user's input.
    pub input: BorrowedFd<'a>,
    /// The user's output.
    pub output: BorrowedFd<'a>,
    /// The container's terminal.
    pub terminal: &'a OwnedFd,
}

/// Waits for a process to end, passing signals on, and bytes when there is a terminal.
///
/// `on_signal` is told of each forwarded signal, and says after how long the process is to be ended if it still runs then.
pub fn attend(
    pidfd: &OwnedFd,
    signals: &SignalFd,
    ends: Option<&Ends<'_>>,
    on_signal: &mut dyn FnMut(i32) -> Option<Duration>,
) -> Result<Exit, Failure> {
    let mut relay = Relay {
        ends,
        can_read: ends.is_some(),
        form: Form::Plain,
        saw_escape: false,
    };
    let mut deadline: Option<Instant> = None;
    let _held = ends.and_then(|ends| hold_open(ends.terminal));
    relay.copy_size();
    loop {
        let ready = relay.wait(Some(pidfd.as_fd()), signals, deadline)?;
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            transom_sys::process::signal(pidfd, 9).doing(|| "end the first process".to_owned())?;
            deadline = None;
        }
        while let Some(signal) = signals.next() {
            if signal == WINDOW_CHANGED {
                relay.copy_size();
            } else if let Some(grace) = on_signal(signal) {
                deadline = Some(Instant::now() + grace);
            }
        }
        relay.carry(ready.input, ready.terminal);
        if ready.process {
            relay.drain();
            return wait(pidfd);
        }
    }
}

/// Joins a user to a console that a monitor keeps, until one of them leaves.
pub fn join_framed(ends: &Ends<'_>, signals: &SignalFd) -> Result<(), Failure> {
    let mut relay = Relay {
        ends: Some(ends),
        can_read: true,
        form: Form::Framed,
        saw_escape: false,
    };
    relay.copy_size();
    loop {
        let ready = relay.wait(None, signals, None)?;
        while let Some(signal) = signals.next() {
            match signal {
                WINDOW_CHANGED => relay.copy_size(),
                _ => return Ok(()),
            }
        }
        if relay.carry(ready.input, ready.terminal) == Flow::Over {
            return Ok(());
        }
    }
}

/// What a user at a console sends to its monitor.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// Keys.
    Bytes(&'a [u8]),
    /// The window's size: rows and columns.
    Size(u16, u16),
}

const BYTES: u8 = 0;
const SIZE: u8 = 1;

impl<'a> Frame<'a> {
    /// Takes the first whole frame and its length; `None` when more is to come.
    pub fn read(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let (head, rest) = bytes.split_at_checked(3)?;
        let length = usize::from(u16::from_be_bytes([head[1], head[2]]));
        let body = rest.get(..length)?;
        let frame = match (head[0], body) {
            (SIZE, [a, b, c, d]) => Self::Size(u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d])),
            _ => Self::Bytes(body),
        };
        Some((frame, 3 + length))
    }

    fn write(&self) -> Vec<u8> {
        let (kind, body) = match self {
            Self::Bytes(bytes) => (BYTES, bytes.to_vec()),
            Self::Size(rows, columns) => (SIZE, [rows.to_be_bytes(), columns.to_be_bytes()].concat()),
        };
        let length = u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes();
        [vec![kind, length[0], length[1]], body].concat()
    }
}

/// What a monitor waits for beside its users.
#[derive(Debug)]
pub struct Watch<'a> {
    /// The container's first process.
    pub process: &'a OwnedFd,
    /// Signals to the monitor: each asks it to end its container.
    pub signals: &'a SignalFd,
    /// How long the first process has then.
    pub grace: Duration,
}

/// What has happened.
#[derive(Debug)]
pub struct Happened {
    /// The first process has ended.
    pub process: bool,
    /// Somebody connects.
    pub listener: bool,
    /// The console has output.
    pub terminal: bool,
    /// For each user, whether something came.
    pub users: Vec<bool>,
}

impl Watch<'_> {
    /// Waits until something happens; passes a signal to the monitor on and ends the process when `deadline` has come.
    pub fn wait(
        &self,
        listener: BorrowedFd<'_>,
        terminal: Option<&OwnedFd>,
        users: &[BorrowedFd<'_>],
        deadline: &mut Option<Instant>,
    ) -> Result<Happened, Failure> {
        let mut fds = vec![
            PollFd::new(self.process, PollFlags::IN),
            PollFd::new(self.signals, PollFlags::IN),
            PollFd::new(&listener, PollFlags::IN),
        ];
        fds.extend(users.iter().map(|user| PollFd::new(user, PollFlags::IN)));
        if let Some(terminal) = terminal {
            fds.push(PollFd::new(terminal, PollFlags::IN));
        }
        poll_until(&mut fds, *deadline)?;
        let is_ready: Vec<bool> = fds.iter().map(|fd| !fd.revents().is_empty()).collect();
        while let Some(signal) = self.signals.next() {
            if signal != WINDOW_CHANGED {
                transom_sys::process::signal(self.process, signal).ok();
                *deadline = Some(Instant::now() + self.grace);
            }
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            *deadline = None;
            transom_sys::process::signal(self.process, 9).doing(|| "end the first process".to_owned())?;
        }
        let users_end = 3 + users.len();
        Ok(Happened {
            process: is_ready[0],
            listener: is_ready[2],
            users: is_ready[3..users_end].to_vec(),
            terminal: is_ready.get(users_end).copied().unwrap_or(false),
        })
    }
}

fn poll_until(fds: &mut [PollFd<'_>], deadline: Option<Instant>) -> Result<(), Failure> {
    loop {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let timeout = left.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        match poll(fds, timeout.as_ref()) {
            Err(rustix::io::Errno::INTR) => {}
            result => return result.doing(|| "wait for the container".to_owned()).map(drop),
        }
    }
}

/// Opens the container's end of a terminal, too, so that ours does not hang up while nobody inside has it open.
pub fn hold_open(terminal: &OwnedFd) -> Option<OwnedFd> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    rustix::pty::ioctl_tiocgptpeer(terminal, flags).ok()
}

/// Reads from a terminal; 0 when nobody has its other end open.
pub fn read(terminal: &OwnedFd, buffer: &mut [u8]) -> usize {
    rustix::io::read(terminal, buffer).unwrap_or(0)
}

/// Says whether a terminal has output waiting.
pub fn has_output(terminal: &OwnedFd) -> bool {
    let mut fds = [PollFd::new(terminal, PollFlags::IN)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut fds, Some(&now)).is_ok() && fds[0].revents().contains(PollFlags::IN)
}

/// How bytes go to the container's terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As they are: the terminal is ours.
    Plain,
    /// As [`Frame`]s to a monitor; the escape key leaves.
    Framed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    On,
    Over,
}

struct Ready {
    process: bool,
    input: bool,
    terminal: bool,
}

struct Relay<'a> {
    ends: Option<&'a Ends<'a>>,
    can_read: bool,
    form: Form,
    saw_escape: bool,
}

impl Relay<'_> {
    fn copy_size(&self) {
        if let Some(ends) = self.ends
            && let Ok(size) = tcgetwinsize(ends.input)
        {
            match self.form {
                Form::Plain => set_size(ends.terminal, (size.ws_row, size.ws_col)),
                Form::Framed => write_all(ends.terminal.as_fd(), &Frame::Size(size.ws_row, size.ws_col).write()),
            }
        }
    }

    fn wait(&self, process: Option<BorrowedFd<'_>>, signals: &SignalFd, deadline: Option<Instant>) -> Result<Ready, Failure> {
        let signals = signals.as_fd();
        let mut fds = vec![PollFd::new(&signals, PollFlags::IN)];
        // A place is kept for each, so that positions stay; nothing to wait for means the signals again.
        let process_fd = process.unwrap_or(signals);
        fds.push(PollFd::new(&process_fd, PollFlags::IN));
        if let Some(ends) = self.ends {
            fds.push(PollFd::new(ends.terminal, PollFlags::IN));
            if self.can_read {
                fds.push(PollFd::new(&ends.input, PollFlags::IN));
            }
        }
        poll_until(&mut fds, deadline)?;
        let is_ready = |at: usize| fds.get(at).is_some_and(|fd| !fd.revents().is_empty());
        Ok(Ready {
            process: process.is_some() && is_ready(1),
            terminal: is_ready(2),
            input: is_ready(3),
        })
    }

    fn carry(&mut self, input: bool, terminal: bool) -> Flow {
        let Some(ends) = self.ends else { return Flow::On };
        if terminal && copy(ends.terminal.as_fd(), ends.output) == Flow::Over {
            return Flow::Over;
        }
        if input { self.carry_input(ends) } else { Flow::On }
    }

    fn carry_input(&mut self, ends: &Ends<'_>) -> Flow {
        let mut buffer = [0; 4096];
        let count = rustix::io::read(ends.input, &mut buffer).unwrap_or(0);
        if count == 0 {
            self.can_read = false;
            // The end of a user's input is the terminal's end-of-file key.
            self.send(ends, &[4]);
            return Flow::On;
        }
        let mut passed = Vec::with_capacity(count);
        for byte in &buffer[..count] {
            match (self.form, self.saw_escape, *byte) {
                (Form::Framed, true, b'q') => return Flow::Over,
                (Form::Framed, false, ESCAPE) => self.saw_escape = true,
                (_, _, byte) => {
                    self.saw_escape = false;
                    passed.push(byte);
                }
            }
        }
        self.send(ends, &passed);
        Flow::On
    }

    fn send(&self, ends: &Ends<'_>, bytes: &[u8]) {
        match self.form {
            Form::Plain => write_all(ends.terminal.as_fd(), bytes),
            Form::Framed => write_all(ends.terminal.as_fd(), &Frame::Bytes(bytes).write()),
        }
    }

    /// Prints what the terminal still holds after the process has ended.
    fn drain(&self) {
        let Some(ends) = self.ends else { return };
        let mut fds = [PollFd::new(ends.terminal, PollFlags::IN)];
        let no_wait = Timespec { tv_sec: 0, tv_nsec: 0 };
        while poll(&mut fds, Some(&no_wait)).is_ok_and(|count| count > 0) && copy(ends.terminal.as_fd(), ends.output) == Flow::On {}
    }
}

fn copy(from: BorrowedFd<'_>, to: BorrowedFd<'_>) -> Flow {
    let mut buffer = [0; 16 * 1024];
    // A terminal whose last user has closed it says EIO.
    match rustix::io::read(from, &mut buffer) {
        Ok(0) | Err(_) => Flow::Over,
        Ok(count) => {
            write_all(to, &buffer[..count]);
            Flow::On
        }
    }
}

/// Writes everything; a reader that has gone is not our failure.
pub fn write_all(to: BorrowedFd<'_>, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match rustix::io::write(to, bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
            Err(_) => return,
        }
    }
}

/// Sets a terminal's window size.
pub fn set_size(terminal: impl AsFd, (rows, columns): (u16, u16)) {
    let size = Winsize {
        ws_row: rows,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // A size that cannot be set leaves the terminal as it was: usable.
    tcsetwinsize(terminal, size).ok();
}
