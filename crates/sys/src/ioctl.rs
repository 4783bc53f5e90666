//! Small questions to device drivers: one ioctl each that changes nothing and that only the right driver answers.
//!
//! A node that opens may still be something else; an answer in the driver's own words tells. KVM, TUN and FUSE, which take more
//! than a question, have files of their own. Start anywhere: the functions do not know each other.

use std::ffi::c_void;
use std::os::fd::{AsFd, AsRawFd};

use crate::Errno;

/// `_IOWR('d', 0, struct drm_version)` (drm/drm.h).
const DRM_IOCTL_VERSION: u32 = 0xc040_6400;
/// `_IOR(0xAF, 0, __u64)` (linux/vhost.h).
const VHOST_GET_FEATURES: u32 = 0x8008_af00;
/// `_IO(7, 0xb9)` (linux/vm_sockets.h).
const VSOCK_GET_LOCAL_CID: u32 = 0x7b9;
/// linux/loop.h.
const LOOP_CTL_GET_FREE: u32 = 0x4c82;
/// `_IO(';', 100)` (linux/vfio.h).
const VFIO_GET_API_VERSION: u32 = 0x3b64;

/// What a graphics driver says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrmDriver {
    /// `i915`, `amdgpu`.
    pub name: String,
    /// Its version.
    pub version: (i32, i32, i32),
}

#[repr(C)]
struct DrmVersion {
    version: [i32; 3],
    name_len: usize,
    name: *mut u8,
    date_len: usize,
    date: *mut u8,
    description_len: usize,
    description: *mut u8,
}

// What struct drm_version measures on 64 bit, as the request's number says.
#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<DrmVersion>() == 64);

/// Asks a DRM node (`/dev/dri/renderD128`) for its driver.
///
/// # Errors
/// `ENOTTY` where the node is no DRM node.
pub fn drm_driver(node: impl AsFd) -> Result<DrmDriver, Errno> {
    let mut name = [0_u8; 64];
    let mut answer = DrmVersion {
        version: [0; 3],
        name_len: name.len(),
        name: name.as_mut_ptr(),
        date_len: 0,
        date: std::ptr::null_mut(),
        description_len: 0,
        description: std::ptr::null_mut(),
    };
    // SAFETY: the structure is the one the request names; `name` has as many bytes as it says and outlives the call, and lengths
    // of zero keep the kernel from writing elsewhere.
    unsafe { ask(&node, DRM_IOCTL_VERSION, (&raw mut answer).cast()) }?;
    let length = answer.name_len.min(name.len());
    let [major, minor, patch] = answer.version;
    Ok(DrmDriver {
        name: String::from_utf8_lossy(&name[..length]).into_owned(),
        version: (major, minor, patch),
    })
}

/// Asks a vhost node (`/dev/vhost-net`, `/dev/vhost-vsock`) which features it has; a bit each.
///
/// # Errors
/// `ENOTTY` where the node is no vhost node.
pub fn vhost_features(node: impl AsFd) -> Result<u64, Errno> {
    let mut features: u64 = 0;
    // SAFETY: the request writes eight bytes, which is what there is.
    unsafe { ask(&node, VHOST_GET_FEATURES, (&raw mut features).cast()) }?;
    Ok(features)
}

/// Asks /dev/vsock for this machine's address; a machine that is no guest may have none (4294967295).
///
/// # Errors
/// `ENOTTY` where the node is something else.
pub fn vsock_local_cid(node: impl AsFd) -> Result<u32, Errno> {
    let mut cid: u32 = 0;
    // SAFETY: the request writes four bytes, which is what there is.
    unsafe { ask(&node, VSOCK_GET_LOCAL_CID, (&raw mut cid).cast()) }?;
    Ok(cid)
}

/// Asks /dev/loop-control for the number of a loop device that nobody uses. The kernel makes one when there is none, so callers
/// look first.
///
/// # Errors
/// `ENOTTY` where the node is something else, `EPERM` without rights.
pub fn loop_free_number(node: impl AsFd) -> Result<u32, Errno> {
    // SAFETY: the request takes no argument and touches no memory.
    let number = unsafe { ask(&node, LOOP_CTL_GET_FREE, std::ptr::null_mut()) }?;
    u32::try_from(number).map_err(|_| Errno::from_raw(libc::EINVAL))
}

/// Asks /dev/vfio/vfio for its interface version, which has always been 0.
///
/// # Errors
/// `ENOTTY` where the node is something else.
pub fn vfio_version(node: impl AsFd) -> Result<i32, Errno> {
    // SAFETY: the request takes no argument and touches no memory.
    unsafe { ask(&node, VFIO_GET_API_VERSION, std::ptr::null_mut()) }
}

/// Makes one request.
///
/// # Safety
/// `argument` must be what the request's own documentation says, valid for the call.
unsafe fn ask(node: &impl AsFd, request: u32, argument: *mut c_void) -> Result<i32, Errno> {
    let fd = node.as_fd().as_raw_fd();
    // SAFETY: the descriptor is open for the call; the argument is the caller's promise.
    let result = unsafe { libc::ioctl(fd, request as libc::Ioctl, argument) };
    Errno::check(result.into()).map(|result| i32::try_from(result).expect("it came from a c_int"))
}
