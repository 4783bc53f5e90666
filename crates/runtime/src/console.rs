//! Carries bytes between a user's terminal and a container's, and signals to whoever should have them.
//!
//! Nothing here ever waits for a reader: what cannot be written now is kept, and while too much is kept nothing more is
//! read. A user who does not read, or a program that does not, can hold up their own side only.

use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, Mode, OFlags};
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
/// Ctrl-D, the end-of-file key of a terminal.
const END_OF_FILE: u8 = 4;
/// How much is kept for a reader that does not keep up.
const KEPT: usize = 64 * 1024;
/// How much of a terminal's last output is still printed after its process has ended, and for how long a slow reader is waited for.
const LAST_WORDS: usize = 256 * 1024;
const LAST_WAIT: Duration = Duration::from_secs(1);

/// Blocks the signals of a foreground run, before its child is made, so that none is lost.
pub fn block_signals() -> Result<SignalFd, Failure> {
    let all: Vec<i32> = FORWARDED.into_iter().chain([WINDOW_CHANGED]).collect();
    SignalFd::block(&all).doing(|| "block signals".to_owned())
}

/// Who is at the two ends of a relay.
#[derive(Debug)]
pub struct Ends<'a> {
    /// The user's input, if any of it is for the container.
    pub input: Option<BorrowedFd<'a>>,
    /// The user's output.
    pub output: BorrowedFd<'a>,
    /// The container's terminal, a monitor's socket, or a pipe from the container, which takes no input.
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
    let mut relay = ends.map(|ends| Relay::new(ends, Form::Plain));
    let _held = ends.and_then(|ends| hold_open(ends.terminal));
    let mut deadline: Option<Instant> = None;
    loop {
        let has_ended = wait_for_events(signals, Some(pidfd.as_fd()), relay.as_mut(), deadline)?;
        if has_ended {
            // Reaped first: the container's end must not wait for somebody to read its last words.
            let exit = wait(pidfd)?;
            relay.iter_mut().for_each(Relay::drain);
            return Ok(exit);
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            transom_sys::process::signal(pidfd, 9).doing(|| "end the first process".to_owned())?;
            deadline = None;
        }
        while let Some(signal) = signals.next() {
            if signal == WINDOW_CHANGED {
                relay.iter_mut().for_each(Relay::copy_size);
            } else if let Some(grace) = on_signal(signal) {
                deadline = Some(Instant::now() + grace);
            }
        }
    }
}

/// Joins a user to a console that a monitor keeps, until one of them leaves.
pub fn join_framed(ends: &Ends<'_>, signals: &SignalFd) -> Result<(), Failure> {
    let mut relay = Relay::new(ends, Form::Framed);
    while !relay.is_over {
        wait_for_events(signals, None, Some(&mut relay), None)?;
        while let Some(signal) = signals.next() {
            match signal {
                WINDOW_CHANGED => relay.copy_size(),
                _ => relay.is_over = true,
            }
        }
    }
    relay.send_last_keys();
    relay.drain();
    Ok(())
}

/// Waits until something happens, carries bytes, and says whether the process has ended.
fn wait_for_events(
    signals: &SignalFd,
    process: Option<BorrowedFd<'_>>,
    relay: Option<&mut Relay<'_>>,
    deadline: Option<Instant>,
) -> Result<bool, Failure> {
    let mut fds = vec![PollFd::new(signals, PollFlags::IN)];
    fds.extend(process.iter().map(|process| PollFd::new(process, PollFlags::IN)));
    let first = fds.len();
    let Some(relay) = relay else {
        poll_until(&mut fds, deadline)?;
        return Ok(process.is_some() && !fds[1].revents().is_empty());
    };
    let wishes = relay.wishes();
    // Without an input there is no wish for it either.
    let input = relay.ends.input.unwrap_or(relay.ends.output);
    let watched = [relay.ends.terminal.as_fd(), input, relay.out.to()];
    for (fd, wish) in watched.iter().zip(wishes) {
        // Without a wish an end is not watched at all: a hang-up would be told again and again.
        if !wish.is_empty() {
            fds.push(PollFd::new(fd, wish));
        }
    }
    poll_until(&mut fds, deadline)?;
    let has_ended = process.is_some() && !fds[1].revents().is_empty();
    let mut events = fds[first..].iter().map(PollFd::revents);
    let happened = wishes.map(|wish| {
        if wish.is_empty() {
            PollFlags::empty()
        } else {
            events.next().unwrap_or(PollFlags::empty())
        }
    });
    drop(fds);
    relay.carry(happened);
    Ok(has_ended)
}

/// How bytes go to the container's terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As they are: the terminal is ours.
    Plain,
    /// As [`Frame`]s to a monitor; the escape key leaves.
    Framed,
}

/// What waits to be written to one end.
#[derive(Debug)]
pub struct Lane<'a> {
    to: To<'a>,
    kept: Vec<u8>,
}

#[derive(Debug)]
enum To<'a> {
    Borrowed(BorrowedFd<'a>),
    Own(OwnedFd),
}

impl<'a> Lane<'a> {
    /// Makes a lane to a descriptor that does not block.
    pub fn new(to: BorrowedFd<'a>) -> Self {
        Self {
            to: To::Borrowed(to),
            kept: Vec::new(),
        }
    }

    /// Makes a lane to a user's output, opened anew where that lets writing not block without changing the shell's own end.
    fn to_output(output: BorrowedFd<'a>) -> Self {
        let stat = rustix::fs::fstat(output);
        let is_stream = stat.is_ok_and(|stat| {
            matches!(
                FileType::from_raw_mode(stat.st_mode),
                FileType::CharacterDevice | FileType::Fifo
            )
        });
        let path = format!("/proc/self/fd/{}", output.as_raw_fd());
        let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let own = if is_stream {
            rustix::fs::open(path, flags, Mode::empty()).ok()
        } else {
            None
        };
        Self {
            to: own.map_or(To::Borrowed(output), To::Own),
            kept: Vec::new(),
        }
    }

    fn to(&self) -> BorrowedFd<'_> {
        match &self.to {
            To::Borrowed(fd) => *fd,
            To::Own(fd) => fd.as_fd(),
        }
    }

    /// Adds bytes and writes what can be written now; `false` when the reader has gone.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        self.kept.extend_from_slice(bytes);
        self.flush()
    }

    /// Writes what can be written now; `false` when the reader has gone.
    pub fn flush(&mut self) -> bool {
        while !self.kept.is_empty() {
            match rustix::io::write(self.to(), &self.kept) {
                Ok(count) => drop(self.kept.drain(..count)),
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => return true,
                Err(_) => {
                    self.kept.clear();
                    return false;
                }
            }
        }
        true
    }

    /// Says whether something waits.
    pub fn is_waiting(&self) -> bool {
        !self.kept.is_empty()
    }

    /// Says whether no more should be added now.
    pub fn is_full(&self) -> bool {
        self.kept.len() >= KEPT
    }
}

struct Relay<'a> {
    ends: &'a Ends<'a>,
    form: Form,
    /// To the user.
    out: Lane<'a>,
    /// To the container.
    keys: Lane<'a>,
    can_read: bool,
    saw_escape: bool,
    is_over: bool,
}

impl<'a> Relay<'a> {
    fn new(ends: &'a Ends<'a>, form: Form) -> Self {
        make_nonblocking(ends.terminal);
        let (out, keys) = (Lane::to_output(ends.output), Lane::new(ends.terminal.as_fd()));
        let mut relay = Self {
            ends,
            form,
            out,
            keys,
            can_read: ends.input.is_some(),
            saw_escape: false,
            is_over: false,
        };
        relay.copy_size();
        relay
    }

    fn copy_size(&mut self) {
        if let Some(Ok(size)) = self.ends.input.map(tcgetwinsize) {
            match self.form {
                Form::Plain => set_size(self.ends.terminal, (size.ws_row, size.ws_col)),
                Form::Framed => self.is_over |= !self.keys.push(&Frame::Size(size.ws_row, size.ws_col).write()),
            }
        }
    }

    /// What to wait for at the terminal, the input and the output.
    fn wishes(&self) -> [PollFlags; 3] {
        let when = |is_wished: bool, flag| if is_wished { flag } else { PollFlags::empty() };
        let terminal = when(!self.out.is_full() && !self.is_over, PollFlags::IN) | when(self.keys.is_waiting(), PollFlags::OUT);
        [
            terminal,
            when(self.can_read && !self.keys.is_full(), PollFlags::IN),
            when(self.out.is_waiting(), PollFlags::OUT),
        ]
    }

    fn carry(&mut self, [terminal, input, output]: [PollFlags; 3]) {
        if terminal.contains(PollFlags::OUT) {
            self.is_over |= !self.keys.flush();
        }
        if terminal.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR) {
            self.carry_output();
        }
        if !input.is_empty() {
            self.carry_input();
        }
        if !output.is_empty() {
            self.out.flush();
        }
    }

    fn carry_output(&mut self) {
        let mut buffer = [0; 16 * 1024];
        match rustix::io::read(self.ends.terminal, &mut buffer) {
            Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
            // A terminal whose last user has closed it says EIO.
            Ok(0) | Err(_) => self.is_over = true,
            Ok(count) => drop(self.out.push(&buffer[..count])),
        }
    }

    fn carry_input(&mut self) {
        let Some(input) = self.ends.input else { return };
        let mut buffer = [0; 4096];
        let count = rustix::io::read(input, &mut buffer).unwrap_or(0);
        if count == 0 {
            self.can_read = false;
            match self.form {
                // The end of a user's input is the terminal's end-of-file key.
                Form::Plain => self.send(&[END_OF_FILE]),
                // A console is somebody else's, who may read on.
                Form::Framed => self.is_over = true,
            }
            return;
        }
        let passed = self.without_escapes(&buffer[..count]);
        self.send(&passed);
    }

    fn without_escapes(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut passed = Vec::with_capacity(bytes.len());
        for byte in bytes {
            match (self.form, self.saw_escape, *byte) {
                (Form::Framed, true, b'q') => self.is_over = true,
                (Form::Framed, false, ESCAPE) => self.saw_escape = true,
                (_, _, byte) => {
                    self.saw_escape = false;
                    passed.push(byte);
                }
            }
        }
        passed
    }

    fn send(&mut self, bytes: &[u8]) {
        let is_alive = match self.form {
            Form::Plain => self.keys.push(bytes),
            Form::Framed => self.keys.push(&Frame::Bytes(bytes).write()),
        };
        self.is_over |= !is_alive;
    }

    /// Sends what was typed before the user left, to a monitor that still takes it.
    fn send_last_keys(&mut self) {
        let deadline = Instant::now() + LAST_WAIT;
        while self.keys.is_waiting() && Instant::now() < deadline {
            let mut fds = [PollFd::new(self.ends.terminal, PollFlags::OUT)];
            if poll_until(&mut fds, Some(deadline)).is_err() || !self.keys.flush() {
                return;
            }
        }
    }

    /// Prints what the terminal still holds, to a reader that reads.
    fn drain(&mut self) {
        let deadline = Instant::now() + LAST_WAIT;
        let mut buffer = [0; 16 * 1024];
        let mut so_far = 0;
        while so_far < LAST_WORDS && has_output(self.ends.terminal) {
            let Ok(count @ 1..) = rustix::io::read(self.ends.terminal, &mut buffer) else {
                break;
            };
            so_far += count;
            self.out.push(&buffer[..count]);
            self.wait_for_reader(deadline);
        }
        self.wait_for_reader(deadline);
    }

    fn wait_for_reader(&mut self, deadline: Instant) {
        while self.out.is_waiting() && Instant::now() < deadline {
            let to = self.out.to();
            let mut fds = [PollFd::new(&to, PollFlags::OUT)];
            if poll_until(&mut fds, Some(deadline)).is_err() || !self.out.flush() {
                return;
            }
        }
    }
}

/// Waits for descriptors, at the longest until a deadline.
pub fn poll_until(fds: &mut [PollFd<'_>], deadline: Option<Instant>) -> Result<(), Failure> {
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

/// Makes reads and writes of a descriptor return at once.
pub fn make_nonblocking(fd: impl AsFd) {
    if let Ok(flags) = rustix::fs::fcntl_getfl(&fd) {
        // Only a closed descriptor refuses, and the next read says so.
        rustix::fs::fcntl_setfl(&fd, flags | OFlags::NONBLOCK).ok();
    }
}

/// Opens the container's end of a terminal, too, so that ours does not hang up while nobody inside has it open.
pub fn hold_open(terminal: &OwnedFd) -> Option<OwnedFd> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    rustix::pty::ioctl_tiocgptpeer(terminal, flags).ok()
}

/// Reads from a terminal that does not block; `None` when nothing is there now, 0 when it has hung up.
pub fn read(terminal: &OwnedFd, buffer: &mut [u8]) -> Option<usize> {
    match rustix::io::read(terminal, buffer) {
        Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => None,
        result => Some(result.unwrap_or(0)),
    }
}

/// Says whether a terminal has output waiting.
pub fn has_output(terminal: &OwnedFd) -> bool {
    let mut fds = [PollFd::new(terminal, PollFlags::IN)];
    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    poll(&mut fds, Some(&now)).is_ok() && fds[0].revents().contains(PollFlags::IN)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_survive_being_cut_anywhere() {
        let bytes = [Frame::Bytes(b"abc").write(), Frame::Size(24, 80).write()].concat();
        for cut in 0..bytes.len() {
            let read = Frame::read(&bytes[..cut]);
            assert_eq!(read.is_some(), cut >= 6, "cut at {cut}");
        }
        let (frame, length) = Frame::read(&bytes).unwrap();
        assert_eq!((frame, length), (Frame::Bytes(b"abc"), 6));
        assert_eq!(Frame::read(&bytes[length..]), Some((Frame::Size(24, 80), 7)));
    }

    #[test]
    fn a_lane_keeps_what_its_reader_does_not_take() {
        let (reader, writer) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::NONBLOCK).unwrap();
        let mut lane = Lane::new(writer.as_fd());
        for _ in 0..40 {
            assert!(lane.push(&[7; 4096]));
        }
        assert!(lane.is_waiting() && lane.is_full());
        let mut buffer = vec![0; 40 * 4096];
        let mut count = 0;
        while count < buffer.len() {
            count += rustix::io::read(&reader, &mut buffer[count..]).unwrap();
            lane.flush();
        }
        assert!(!lane.is_waiting());
        drop(reader);
        assert!(!lane.push(b"x"));
    }
}
