//! The kernel's calls that no library wraps, each behind a safe function. The only room with unsafe code.
//!
//! What rustix offers is used from rustix, here and in `runtime`; this crate adds clone3, mount_setattr, bpf, seccomp, signalfd,
//! netlink and the ioctls of KVM and TUN. It decides nothing. Start with `spawn.rs`.

#![allow(unsafe_code)]

pub mod bpf;
mod errno;
pub mod kvm;
pub mod mount;
pub mod netlink;
pub mod process;
pub mod seal;
pub mod signalfd;
pub mod spawn;
pub mod tun;

pub use errno::Errno;
