//! Bytes of a netlink message: a writer for requests and an iterator over the attributes of answers.
//!
//! All numbers are in the machine's order, each attribute begins at a multiple of four (netlink(7)). An answer with wrong
//! lengths ends the iteration; it never panics. The kernel's constants that more than one file needs are here.

/// Length of `struct nlmsghdr`.
pub(super) const HEADER: usize = 16;
/// Length of `struct nlattr`.
const ATTRIBUTE_HEADER: usize = 4;
/// The two high bits of an attribute's type are flags (nested, network byte order).
const TYPE_MASK: u16 = 0x3fff;

pub(super) const NLM_F_REQUEST: u16 = 0x1;
pub(super) const NLM_F_ACK: u16 = 0x4;
pub(super) const NLM_F_DUMP: u16 = 0x300;
pub(super) const NLM_F_EXCL: u16 = 0x200;
pub(super) const NLM_F_CREATE: u16 = 0x400;

/// A request on its way to the kernel.
#[derive(Debug)]
pub(super) struct Message {
    bytes: Vec<u8>,
}

impl Message {
    /// Starts a request of this kind; the kernel is always asked to acknowledge.
    pub(super) fn new(kind: u16, flags: u16) -> Self {
        let mut message = Self {
            bytes: Vec::with_capacity(256),
        };
        message.put(&[0; 4]);
        message.put(&kind.to_ne_bytes());
        message.put(&(flags | NLM_F_REQUEST | NLM_F_ACK).to_ne_bytes());
        message.put(&[0; 8]);
        message
    }

    /// Appends bytes as they are: the fixed part of a message.
    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Appends one attribute.
    pub(super) fn attribute(&mut self, kind: u16, value: &[u8]) {
        self.nest(kind, |message| message.put(value));
    }

    /// Appends a number.
    pub(super) fn number(&mut self, kind: u16, value: u32) {
        self.attribute(kind, &value.to_ne_bytes());
    }

    /// Appends a text with its closing NUL.
    pub(super) fn text(&mut self, kind: u16, value: &str) {
        self.nest(kind, |message| {
            message.put(value.as_bytes());
            message.put(&[0]);
        });
    }

    /// Appends an attribute whose value is written by `fill`.
    pub(super) fn nest(&mut self, kind: u16, fill: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.put(&[0; 2]);
        self.put(&kind.to_ne_bytes());
        fill(self);
        // Every value here is far below 64 KiB: names are at most 15 bytes long and nothing else varies.
        let length = u16::try_from(self.bytes.len() - start).unwrap_or(u16::MAX);
        self.bytes[start..start + 2].copy_from_slice(&length.to_ne_bytes());
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
    }

    /// Closes the message under this sequence number and returns its bytes.
    pub(super) fn finish(mut self, sequence: u32) -> Vec<u8> {
        let length = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes[..4].copy_from_slice(&length.to_ne_bytes());
        self.bytes[8..12].copy_from_slice(&sequence.to_ne_bytes());
        self.bytes
    }
}

/// One message of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer<'a> {
    pub(super) kind: u16,
    pub(super) flags: u16,
    pub(super) sequence: u32,
    pub(super) body: &'a [u8],
}

/// Splits what one receive brought into messages; stops at the first with a wrong length.
pub(super) fn answers(mut bytes: &[u8]) -> impl Iterator<Item = Answer<'_>> {
    std::iter::from_fn(move || {
        let length = usize::try_from(u32_at(bytes, 0)?).ok()?;
        let answer = Answer {
            kind: u16_at(bytes, 4)?,
            flags: u16_at(bytes, 6)?,
            sequence: u32_at(bytes, 8)?,
            body: bytes.get(HEADER..length)?,
        };
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some(answer)
    })
}

/// Splits the attributes of a message or of a nested attribute into type and value.
pub(super) fn attributes(mut bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let length = usize::from(u16_at(bytes, 0)?);
        let kind = u16_at(bytes, 2)? & TYPE_MASK;
        let value = bytes.get(ATTRIBUTE_HEADER..length)?;
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((kind, value))
    })
}

/// Reads a text value without its closing NUL.
pub(super) fn text_of(value: &[u8]) -> String {
    let end = value.iter().position(|&byte| byte == 0).unwrap_or(value.len());
    String::from_utf8_lossy(&value[..end]).into_owned()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_ne_bytes(*bytes.get(at..)?.first_chunk()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_message_reads_back() {
        let mut message = Message::new(16, NLM_F_CREATE);
        message.put(&[0; 4]);
        message.text(3, "trt0");
        message.nest(18, |inner| inner.number(1, 0xdead_beef));
        let bytes = message.finish(7);
        assert_eq!(bytes.len() % 4, 0);
        let all: Vec<_> = answers(&bytes).collect();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].kind, all[0].sequence), (16, 7));
        assert_eq!(all[0].flags, NLM_F_CREATE | NLM_F_REQUEST | NLM_F_ACK);
        let parts: Vec<_> = attributes(&all[0].body[4..]).collect();
        assert_eq!(text_of(parts[0].1), "trt0");
        let inner: Vec<_> = attributes(parts[1].1).collect();
        assert_eq!(inner, [(1, &0xdead_beef_u32.to_ne_bytes()[..])]);
    }

    #[test]
    fn wrong_lengths_end_the_reading() {
        // Shorter than its own header, longer than what is there, cut off.
        for bytes in [&[0, 0, 1, 0][..], &[3, 0, 1, 0], &[200, 0, 1, 0], &[8, 0, 1], &[]] {
            assert_eq!(attributes(bytes).count(), 0, "{bytes:?}");
            assert_eq!(answers(bytes).count(), 0, "{bytes:?}");
        }
    }

    #[test]
    fn every_cut_of_an_answer_is_survived() {
        let mut message = Message::new(16, 0);
        message.text(3, "trt0");
        let bytes = message.finish(1);
        for end in 0..bytes.len() {
            assert_eq!(answers(&bytes[..end]).count(), 0);
        }
    }
}
