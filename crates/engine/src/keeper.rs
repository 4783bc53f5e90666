//! What a monitor keeps of a running container: its console, the log of it, and whoever is attached.
//!
//! Nobody can hold it up: every descriptor is written without waiting, what a user does not take in time is that user's loss,
//! and what the container does not read stops the typing, not the monitor.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags};
use transom_runtime::console::{self, Frame, Lane};

use crate::EngineError;

/// How much console output is kept for whoever attaches later.
const KEPT_OUTPUT: usize = 16 * 1024;
/// How large a log grows before it is put aside; one is kept beside the current one.
const LARGEST_LOG: u64 = 4 << 20;

/// A console's log, put aside when it is full.
#[derive(Debug)]
pub struct Log {
    path: PathBuf,
    file: File,
    size: u64,
}

impl Log {
    /// Opens a log for appending.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(path: PathBuf) -> Result<Self, EngineError> {
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|error| EngineError::io("open", &path, error))?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        Ok(Self { path, file, size })
    }

    /// Returns the file.
    pub fn file(&self) -> &File {
        &self.file
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.size + bytes.len() as u64 > LARGEST_LOG {
            self.put_aside();
        }
        // A full disk must not stop the container; what is lost is the copy.
        if self.file.write_all(bytes).is_ok() {
            self.size += bytes.len() as u64;
        }
    }

    fn put_aside(&mut self) {
        let old = self.path.with_extension("log.1");
        if std::fs::rename(&self.path, old).is_ok()
            && let Ok(new) = Self::open(self.path.clone())
        {
            *self = new;
        }
    }
}

/// Somebody attached to the console.
#[derive(Debug)]
struct User {
    stream: UnixStream,
    frames: Vec<u8>,
    waiting: VecDeque<u8>,
    has_left: bool,
}

/// What a monitor keeps of a running container.
#[derive(Debug)]
pub struct Keeper {
    console: Option<OwnedFd>,
    log: Log,
    kept: Vec<u8>,
    users: Vec<User>,
}

/// What a keeper watches beside its users.
#[derive(Debug)]
pub struct Watch<'a> {
    /// The container's first process.
    pub process: &'a OwnedFd,
    /// Signals to the monitor: each is passed on and asks the container to end.
    pub signals: &'a transom_runtime::Signals,
    /// How long the first process has then.
    pub grace: Duration,
    /// Where users connect.
    pub listener: &'a UnixListener,
}

fn failed(failure: transom_runtime::Failure) -> EngineError {
    EngineError::failed(format!("cannot {}: {}", failure.doing, failure.errno))
}

impl Keeper {
    /// Keeps a console, if there is one, and its log.
    pub fn new(console: Option<OwnedFd>, log: Log) -> Self {
        console.iter().for_each(console::make_nonblocking);
        Self {
            console,
            log,
            kept: Vec::new(),
            users: Vec::new(),
        }
    }

    /// Attends to everything until the first process has ended, and reaps it.
    ///
    /// # Errors
    /// What waiting says.
    pub fn attend(&mut self, watch: &Watch<'_>) -> Result<(), EngineError> {
        let _held = self.console.as_ref().and_then(console::hold_open);
        let console = self.console.as_ref().map(|console| console.try_clone()).transpose();
        let console = console.map_err(|error| EngineError::failed(format!("cannot keep the console: {error}")))?;
        let mut keys = console.as_ref().map(|console| Lane::new(console.as_fd()));
        let mut deadline: Option<Instant> = None;
        loop {
            let happened = self.wait(watch, keys.as_ref(), deadline)?;
            if happened.process {
                transom_runtime::wait(watch.process).map_err(failed)?;
                self.drain();
                return Ok(());
            }
            deadline = pass_signals_on(watch, deadline);
            // Users first: the output below may remove one, and then the positions of what happened mean others.
            self.hear_users(&happened.users, keys.as_mut());
            if happened.console_takes {
                keys.iter_mut().for_each(|keys| {
                    keys.flush();
                });
            }
            if happened.console_speaks {
                self.take_output();
            }
            if happened.listener {
                self.welcome(watch.listener);
            }
            self.users.iter_mut().for_each(User::flush);
            self.users.retain(|user| !user.has_left);
        }
    }

    fn wait(&self, watch: &Watch<'_>, keys: Option<&Lane<'_>>, deadline: Option<Instant>) -> Result<Happened, EngineError> {
        let mut fds = vec![
            PollFd::new(watch.process, PollFlags::IN),
            PollFd::new(watch.signals, PollFlags::IN),
            PollFd::new(watch.listener, PollFlags::IN),
        ];
        let takes_keys = keys.is_some_and(|keys| !keys.is_full());
        for user in &self.users {
            let reads = if takes_keys { PollFlags::IN } else { PollFlags::empty() };
            let writes = if user.waiting.is_empty() {
                PollFlags::empty()
            } else {
                PollFlags::OUT
            };
            fds.push(PollFd::new(&user.stream, reads | writes));
        }
        let console: Option<BorrowedFd<'_>> = self.console.as_ref().map(OwnedFd::as_fd);
        let console_wish = PollFlags::IN
            | if keys.is_some_and(Lane::is_waiting) {
                PollFlags::OUT
            } else {
                PollFlags::empty()
            };
        fds.extend(console.iter().map(|console| PollFd::new(console, console_wish)));
        console::poll_until(&mut fds, deadline).map_err(failed)?;
        let events: Vec<PollFlags> = fds.iter().map(PollFd::revents).collect();
        let users_end = 3 + self.users.len();
        let console = events.get(users_end).copied().unwrap_or(PollFlags::empty());
        Ok(Happened {
            process: !events[0].is_empty(),
            listener: !events[2].is_empty(),
            users: events[3..users_end].to_vec(),
            console_speaks: console.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR),
            console_takes: console.contains(PollFlags::OUT),
        })
    }

    fn take_output(&mut self) {
        let Some(terminal) = &self.console else { return };
        let mut buffer = [0; 16 * 1024];
        match console::read(terminal, &mut buffer) {
            None => {}
            // It has hung up, which it does not while its other end is held open; nothing more comes then.
            Some(0) => self.console = None,
            Some(count) => self.spread(&buffer[..count]),
        }
    }

    fn spread(&mut self, bytes: &[u8]) {
        self.log.write(bytes);
        self.kept.extend_from_slice(bytes);
        let excess = self.kept.len().saturating_sub(KEPT_OUTPUT);
        drop(self.kept.drain(..excess));
        self.users.iter_mut().for_each(|user| user.show(bytes));
    }

    /// Takes the last words, as far as a process that writes on lets them end.
    fn drain(&mut self) {
        for _ in 0..64 {
            if !self.console.as_ref().is_some_and(console::has_output) {
                break;
            }
            self.take_output();
        }
        self.users.iter_mut().for_each(User::flush);
    }

    fn welcome(&mut self, listener: &UnixListener) {
        let Ok((stream, _)) = listener.accept() else { return };
        if stream.set_nonblocking(true).is_ok() {
            // Whoever joins late sees what was on the screen.
            let mut user = User {
                stream,
                frames: Vec::new(),
                waiting: VecDeque::new(),
                has_left: false,
            };
            user.show(&self.kept);
            self.users.push(user);
        }
    }

    fn hear_users(&mut self, happened: &[PollFlags], mut keys: Option<&mut Lane<'_>>) {
        let Some(terminal) = &self.console else { return };
        for (user, events) in self.users.iter_mut().zip(happened) {
            if events.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR)
                && let Some(keys) = keys.as_deref_mut()
            {
                user.pass_on(terminal, keys);
            }
        }
    }
}

fn pass_signals_on(watch: &Watch<'_>, mut deadline: Option<Instant>) -> Option<Instant> {
    const WINDOW_CHANGED: i32 = 28;
    const KILL: i32 = 9;
    while let Some(signal) = watch.signals.next() {
        if signal != WINDOW_CHANGED {
            // A process that has just ended needs no signal.
            transom_runtime::signal(watch.process, signal).ok();
            deadline = Some(Instant::now() + watch.grace);
        }
    }
    if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
        transom_runtime::signal(watch.process, KILL).ok();
        return None;
    }
    deadline
}

struct Happened {
    process: bool,
    listener: bool,
    users: Vec<PollFlags>,
    console_speaks: bool,
    console_takes: bool,
}

impl User {
    /// Shows output; a user who is far behind misses the oldest of it.
    fn show(&mut self, bytes: &[u8]) {
        const PATIENCE: usize = 256 * 1024;
        self.waiting.extend(bytes);
        let excess = self.waiting.len().saturating_sub(PATIENCE);
        drop(self.waiting.drain(..excess));
    }

    /// Writes what the user takes now. One who has closed may have typed before: only reading tells when that is over.
    fn flush(&mut self) {
        while !self.waiting.is_empty() {
            let (front, _) = self.waiting.as_slices();
            match self.stream.write(front) {
                Ok(count) => drop(self.waiting.drain(..count)),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(_) => self.waiting.clear(),
            }
        }
    }

    fn pass_on(&mut self, terminal: &OwnedFd, keys: &mut Lane<'_>) {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) => self.has_left = true,
            Err(error) => self.has_left = !matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock),
            Ok(count) => self.frames.extend_from_slice(&buffer[..count]),
        }
        while let Some((frame, length)) = Frame::read(&self.frames) {
            match frame {
                Frame::Bytes(bytes) => drop(keys.push(bytes)),
                Frame::Size(rows, columns) => console::set_size(terminal, (rows, columns)),
            }
            self.frames.drain(..length);
        }
    }
}
