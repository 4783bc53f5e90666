//! Asks the kernel's audit system how it is: one question over netlink, nothing changed.
//!
//! Source: linux/audit.h. Reading needs CAP_AUDIT_CONTROL in the first user namespace. Start with [`status`].

use rustix::net::netlink::{AUDIT, SocketAddrNetlink};
use rustix::net::{AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, sendto, socket_with};

use crate::Errno;

const AUDIT_GET: u16 = 1000;
const NLMSG_ERROR: u16 = 2;
const NLM_F_REQUEST: u16 = 1;
const HEADER: usize = 16;

/// How the audit system is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditStatus {
    /// Whether records are made: 0 no, 1 yes, 2 yes and for good.
    pub enabled: u32,
    /// The process that takes them; 0 for none.
    pub pid: u32,
    /// How many may wait.
    pub backlog_limit: u32,
    /// How many were lost since boot.
    pub lost: u32,
    /// How many wait.
    pub backlog: u32,
}

/// Asks for the status.
///
/// # Errors
/// `EPROTONOSUPPORT` on kernels without audit, `ECONNREFUSED` outside the first network namespace, `EPERM` without rights.
pub fn status() -> Result<AuditStatus, Errno> {
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, Some(AUDIT))?;
    let mut request = Vec::with_capacity(HEADER);
    request.extend_from_slice(&u32::try_from(HEADER).expect("it is small").to_ne_bytes());
    request.extend_from_slice(&AUDIT_GET.to_ne_bytes());
    request.extend_from_slice(&NLM_F_REQUEST.to_ne_bytes());
    request.resize(HEADER, 0);
    sendto(&socket, &request, SendFlags::empty(), &SocketAddrNetlink::new(0, 0))?;
    let mut answer = [0_u8; 512];
    let (length, _) = recv(&socket, &mut answer[..], RecvFlags::empty())?;
    read(&answer[..length])
}

/// Reads `struct audit_status` behind its header.
fn read(answer: &[u8]) -> Result<AuditStatus, Errno> {
    let malformed = Errno::from_raw(libc::EBADMSG);
    let word = |at: usize| {
        let bytes = answer.get(at..at + 4)?;
        Some(u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    };
    let kind = answer.get(4..6).map(|bytes| u16::from_ne_bytes([bytes[0], bytes[1]]));
    if kind == Some(NLMSG_ERROR) {
        let number = word(HEADER).ok_or(malformed)?.cast_signed();
        return Err(Errno::from_raw(number.saturating_neg()));
    }
    let field = |index: usize| word(HEADER + 4 * index).ok_or(malformed);
    Ok(AuditStatus {
        enabled: field(1)?,
        pid: field(3)?,
        backlog_limit: field(5)?,
        lost: field(6)?,
        backlog: field(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_and_short_answers_are_errors() {
        let mut refusal = vec![0_u8; 36];
        refusal[4..6].copy_from_slice(&NLMSG_ERROR.to_ne_bytes());
        refusal[16..20].copy_from_slice(&(-libc::EPERM).to_ne_bytes());
        assert_eq!(read(&refusal), Err(Errno::from_raw(libc::EPERM)));
        assert_eq!(read(&[0; 20]), Err(Errno::from_raw(libc::EBADMSG)));
    }
}
