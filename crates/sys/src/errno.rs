//! The kernel's reason for refusing a call, with its name.

/// An error number of a system call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Errno(rustix::io::Errno);

impl Errno {
    /// Takes a raw number.
    pub fn from_raw(number: i32) -> Self {
        Self(rustix::io::Errno::from_raw_os_error(number))
    }

    /// Returns the raw number.
    pub fn raw(self) -> i32 {
        self.0.raw_os_error()
    }

    pub(crate) fn last() -> Self {
        let number = std::io::Error::last_os_error().raw_os_error().unwrap_or(libc::EIO);
        Self::from_raw(number)
    }

    pub(crate) fn check(result: libc::c_long) -> Result<libc::c_long, Self> {
        if result < 0 { Err(Self::last()) } else { Ok(result) }
    }
}

impl From<rustix::io::Errno> for Errno {
    fn from(errno: rustix::io::Errno) -> Self {
        Self(errno)
    }
}

impl std::fmt::Display for Errno {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = std::io::Error::from_raw_os_error(self.raw()).to_string();
        let plain = text.split(" (os error").next().unwrap_or(&text);
        f.write_str(plain)
    }
}

impl std::error::Error for Errno {}
