//! What virtual machines use beside KVM: vhost-net, vhost-vsock, vsock, VFIO.

use std::path::PathBuf;

use transom_runtime::Trial;

use super::DoctorCheck;
use super::check::Need;
use super::device::{Subject, chain};

/// The devices.
pub fn subjects() -> [Subject; 4] {
    let vhost = |id, node: &'static str, driver, minor, module| Subject {
        id,
        node,
        driver,
        minor: Some(minor),
        module,
        trial: Trial::Vhost(PathBuf::from(node)),
    };
    [
        vhost("vhost.net", "/dev/vhost-net", "vhost-net", 238, "vhost_net"),
        vhost("vhost.vsock", "/dev/vhost-vsock", "vhost-vsock", 241, "vhost_vsock"),
        Subject {
            id: "vhost.guest-vsock",
            node: "/dev/vsock",
            driver: "vsock",
            minor: None,
            module: "vsock",
            trial: Trial::Vsock,
        },
        Subject {
            id: "vhost.vfio",
            node: "/dev/vfio/vfio",
            driver: "vfio",
            minor: Some(196),
            module: "vfio",
            trial: Trial::Vfio,
        },
    ]
}

/// Examines them. The first two are what the topic asks for; the others are here or not.
pub fn checks(need: Need) -> Vec<DoctorCheck> {
    let [net, vsock, guest, vfio] = subjects();
    let asked = [net, vsock].map(|subject| chain(&subject, need));
    let others = [guest, vfio].map(|subject| chain(&subject, Need::Whatever));
    asked.into_iter().chain(others).flatten().collect()
}
