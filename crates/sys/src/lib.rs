//! The kernel's calls that no library wraps, each behind a safe function. The only room with unsafe code.
//!
//! What rustix offers is used from rustix, here and in `runtime`; this crate adds clone3, mount_setattr, bpf, seccomp, signalfd,
//! netlink, the ioctls of KVM and TUN, FUSE's greeting and other drivers' small questions. It decides nothing. Start with `spawn.rs`.

#![allow(unsafe_code)]

pub mod audit;
pub mod bpf;
mod errno;
pub mod fuse;
pub mod ioctl;
pub mod kvm;
pub mod mount;
pub mod netlink;
pub mod process;
pub mod seal;
pub mod signalfd;
pub mod spawn;
pub mod tun;

pub use errno::Errno;
