//! The socket: one request at a time, and the answers that belong to it.
//!
//! The socket is connected to the kernel, so that no other process can answer in its place. Every request asks for an
//! acknowledgement, and the acknowledgement carries the kernel's own explanation where there is one.

use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{AddressFamily, Protocol, RecvFlags, SendFlags, SocketFlags, SocketType, connect, recv, send, socket_with};

use super::NetlinkError;
use super::message::{Answer, HEADER, Message, answers, attributes, text_of, u32_at};
use crate::Errno;

/// The routing family is number zero, which is rustix's `None`.
const NETLINK_ROUTE: Option<Protocol> = None;
const SOL_NETLINK: libc::c_int = 270;
const NETLINK_CAP_ACK: libc::c_int = 10;
const NETLINK_EXT_ACK: libc::c_int = 11;
const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;
const NLM_F_DUMP_INTR: u16 = 0x10;
const NLM_F_CAPPED: u16 = 0x100;
const NLM_F_ACK_TLVS: u16 = 0x200;
const NLMSGERR_ATTR_MSG: u16 = 1;
/// The kernel never makes a larger piece of a dump than this.
const BUFFER: usize = 32 * 1024;

/// A connection to the kernel's routing tables, in the network namespace that the thread had when it was opened.
#[derive(Debug)]
pub struct Netlink {
    socket: OwnedFd,
    sequence: u32,
    buffer: Vec<u8>,
}

/// What a request is about, for the message when it fails.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) operation: &'static str,
    pub(super) interface: &'a str,
}

impl Subject<'_> {
    pub(super) fn refused(self, errno: Errno, message: Option<String>) -> NetlinkError {
        NetlinkError::Refused {
            operation: self.operation,
            interface: self.interface.to_owned(),
            errno,
            message,
        }
    }

    pub(super) fn malformed(self, reason: &'static str) -> NetlinkError {
        NetlinkError::Malformed {
            operation: self.operation,
            interface: self.interface.to_owned(),
            reason,
        }
    }
}

/// Whether more messages of the same answer follow.
enum Progress {
    More,
    Done,
    /// The list changed while it was read; what came so far may have holes.
    Interrupted,
}

impl Netlink {
    /// Opens a socket in the calling thread's network namespace; it is closed on exec.
    ///
    /// # Errors
    /// [`NetlinkError::Open`] when the kernel or a system call filter refuses the socket.
    pub fn open() -> Result<Self, NetlinkError> {
        let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, NETLINK_ROUTE)
            .map_err(|errno| NetlinkError::Open(errno.into()))?;
        // Connecting binds it too, and from then on the kernel drops what any other sender puts into it.
        connect(&socket, &SocketAddrNetlink::new(0, 0)).map_err(|errno| NetlinkError::Open(errno.into()))?;
        // Both only make answers shorter and clearer: a kernel without them (before 4.12) answers well enough.
        turn_on(&socket, NETLINK_CAP_ACK);
        turn_on(&socket, NETLINK_EXT_ACK);
        Ok(Self {
            socket,
            sequence: 0,
            buffer: vec![0; BUFFER],
        })
    }

    /// Sends a request and waits for its acknowledgement.
    pub(super) fn ask(&mut self, message: Message, subject: Subject<'_>) -> Result<(), NetlinkError> {
        self.collect(message, subject, |_| ()).map(|_| ())
    }

    /// Sends a request and gives each message of the answer to `take`. Says whether the answer was complete: a list that
    /// changed while the kernel walked it is not.
    pub(super) fn collect(
        &mut self,
        message: Message,
        subject: Subject<'_>,
        mut take: impl FnMut(&[u8]),
    ) -> Result<bool, NetlinkError> {
        self.sequence = self.sequence.wrapping_add(1);
        let bytes = message.finish(self.sequence);
        send(&self.socket, &bytes, SendFlags::empty()).map_err(|errno| subject.refused(errno.into(), None))?;
        let mut is_complete = true;
        loop {
            let received = self.receive(subject)?;
            for answer in answers(&self.buffer[..received]).filter(|answer| answer.sequence == self.sequence) {
                match judge(answer, subject, &mut take)? {
                    Progress::More => {}
                    Progress::Interrupted => is_complete = false,
                    Progress::Done => return Ok(is_complete),
                }
            }
        }
    }

    fn receive(&mut self, subject: Subject<'_>) -> Result<usize, NetlinkError> {
        loop {
            // With TRUNC the real length is returned, so that a message that did not fit is noticed.
            match recv(&self.socket, &mut self.buffer[..], RecvFlags::TRUNC) {
                Ok((_, length)) if length > self.buffer.len() => return Err(subject.malformed("it is longer than 32 KiB")),
                Ok((_, length)) if length < HEADER => return Err(subject.malformed("it is shorter than its header")),
                Ok((_, length)) => return Ok(length),
                Err(rustix::io::Errno::INTR) => {}
                Err(errno) => return Err(subject.refused(errno.into(), None)),
            }
        }
    }
}

fn judge(answer: Answer<'_>, subject: Subject<'_>, take: &mut impl FnMut(&[u8])) -> Result<Progress, NetlinkError> {
    match answer.kind {
        NLMSG_ERROR | NLMSG_DONE => {
            let number = u32_at(answer.body, 0)
                .ok_or_else(|| subject.malformed("it has no error number"))?
                .cast_signed();
            if number == 0 {
                let is_interrupted = answer.flags & NLM_F_DUMP_INTR != 0;
                return Ok(if is_interrupted {
                    Progress::Interrupted
                } else {
                    Progress::Done
                });
            }
            Err(subject.refused(Errno::from_raw(number.wrapping_neg()), explanation(answer)))
        }
        _ => {
            take(answer.body);
            Ok(if answer.flags & NLM_F_DUMP_INTR != 0 {
                Progress::Interrupted
            } else {
                Progress::More
            })
        }
    }
}

/// Finds the kernel's words behind the error number and the part of the request that it repeats.
fn explanation(answer: Answer<'_>) -> Option<String> {
    if answer.flags & NLM_F_ACK_TLVS == 0 {
        return None;
    }
    let start = match answer.kind {
        NLMSG_DONE => 4,
        _ if answer.flags & NLM_F_CAPPED != 0 => 4 + HEADER,
        _ => 4 + usize::try_from(u32_at(answer.body, 4)?).ok()?.next_multiple_of(4),
    };
    attributes(answer.body.get(start..)?)
        .find(|(kind, _)| *kind == NLMSGERR_ATTR_MSG)
        .map(|(_, value)| text_of(value))
}

fn turn_on(socket: &OwnedFd, option: libc::c_int) {
    let on: libc::c_int = 1;
    let length = size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: the socket is open and the value is an int that outlives the call.
    unsafe {
        libc::setsockopt(
            socket.as_fd().as_raw_fd(),
            SOL_NETLINK,
            option,
            (&raw const on).cast(),
            length,
        )
    };
}
