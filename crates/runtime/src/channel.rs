//! What the starter and the new process say to each other while a container is made.
//!
//! ```text
//! starter                                new process
//!    │ ── Ready(slots + descriptors) ──────▶ │  maps are written, mounts are open
//!    │ ◀───────────── Terminal(fd) ───────── │  console and ttys, as they are made
//!    │ ── Go ──────────────────────────────▶ │  cgroups joined, limits set
//!    │ ◀───────────── Probed(…) ──────────── │
//!    │ ◀───────────── Running ────────────── │  exec is next; the socket closes with it
//!    │ ◀───────────── Failed(step, why) ──── │  instead of any of these
//!    │ ◀───────────── four bytes ─────────── │  from the sealed stub: the exec's error number
//! ```

use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
    SocketFlags, SocketType, recvmsg, sendmsg, socketpair,
};
use serde::{Deserialize, Serialize};

use crate::error::{Doing, Failure};

/// The most descriptors one message carries (the kernel's SCM_MAX_FD).
const MAX_DESCRIPTORS: usize = 253;

/// One message.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Everything is open; the names say which slot each descriptor is for.
    Ready(Vec<Sent>),
    /// The host's side is done.
    Go,
    /// A terminal's other end follows; 0 is the console.
    Terminal(u32),
    /// What a probe found.
    Probed {
        /// Position of its step in the plan.
        index: usize,
        /// What was proved, or why it failed.
        outcome: Result<String, String>,
    },
    /// The program is about to run.
    Running,
    /// The program could not be run after all, for this reason; said by the stub, which has no words.
    ProgramFailed(i32),
    /// A step failed.
    Failed {
        /// Position of the step in the plan.
        index: usize,
        /// What was tried.
        doing: String,
        /// The kernel's reason.
        errno: i32,
    },
}

/// Names one descriptor of a [`Message::Ready`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The slot.
    pub slot: u32,
    /// For the parts of a root: where below it this one goes. Empty for the slot's mount itself.
    pub below: String,
}

/// One end of the conversation.
#[derive(Debug)]
pub struct Channel(OwnedFd);

impl Channel {
    /// Makes both ends.
    pub fn pair() -> Result<(Self, Self), Failure> {
        let (a, b) = socketpair(AddressFamily::UNIX, SocketType::SEQPACKET, SocketFlags::CLOEXEC, None)
            .doing(|| "make a socket pair".to_owned())?;
        Ok((Self(a), Self(b)))
    }

    /// Sends a message with descriptors.
    pub fn send(&self, message: &Message, descriptors: &[BorrowedFd<'_>]) -> Result<(), Failure> {
        let doing = || "talk to the other process".to_owned();
        if descriptors.len() > MAX_DESCRIPTORS {
            return Err(Failure::because(
                format!("pass {} mounts at once (253 at the most)", descriptors.len()),
                7,
            ));
        }
        let bytes = serde_json::to_vec(message).map_err(|_| Failure::because(doing(), 22))?;
        let mut space = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut ancillary = SendAncillaryBuffer::new(&mut space);
        if !descriptors.is_empty() {
            ancillary.push(SendAncillaryMessage::ScmRights(descriptors));
        }
        sendmsg(&self.0, &[IoSlice::new(&bytes)], &mut ancillary, SendFlags::NOSIGNAL).doing(doing)?;
        Ok(())
    }

    /// Gives up every other descriptor from 3 on, which this end takes.
    ///
    /// Whatever descriptor of the host's were open while a container's path is walked, a link to `/proc/self/fd/N/..` in its
    /// root could lead through it (CVE-2024-21626). A socket leads nowhere.
    pub fn keep_alone(&self) -> Result<std::mem::ManuallyDrop<Self>, Failure> {
        let alone = transom_sys::process::keep_alone(&self.0).doing(|| "let the host's descriptors go".to_owned())?;
        Ok(std::mem::ManuallyDrop::new(Self(std::mem::ManuallyDrop::into_inner(alone))))
    }

    /// Says whether the other end has closed, whatever may still be waiting to be read.
    pub fn is_hung_up(&self) -> bool {
        let mut polled = [PollFd::new(&self.0, PollFlags::empty())];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        matches!(poll(&mut polled, Some(&now)), Ok(1..)) && polled[0].revents().contains(PollFlags::HUP)
    }

    /// Waits for the next message; `None` when the other end has closed.
    pub fn receive(&self) -> Result<Option<(Message, Vec<OwnedFd>)>, Failure> {
        let doing = || "hear from the other process".to_owned();
        let mut bytes = vec![0; 64 * 1024];
        let mut space = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let count = loop {
            match recvmsg(
                &self.0,
                &mut [IoSliceMut::new(&mut bytes)],
                &mut ancillary,
                RecvFlags::CMSG_CLOEXEC,
            ) {
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::CONNRESET) => return Ok(None),
                result => break result.doing(doing)?.bytes,
            }
        };
        if count == 0 {
            return Ok(None);
        }
        let mut descriptors = Vec::new();
        for message in ancillary.drain() {
            if let RecvAncillaryMessage::ScmRights(received) = message {
                descriptors.extend(received);
            }
        }
        // Four bytes are shorter than any message of ours: they are the stub's error number.
        if let Ok(errno) = <[u8; 4]>::try_from(&bytes[..count])
            && errno[3] == 0
        {
            return Ok(Some((Message::ProgramFailed(i32::from_ne_bytes(errno)), descriptors)));
        }
        let message = serde_json::from_slice(&bytes[..count]).map_err(|_| Failure::because(doing(), 71))?;
        Ok(Some((message, descriptors)))
    }
}

impl AsFd for Channel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
