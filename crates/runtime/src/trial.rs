//! Tries a device for real, from wherever this process is: on the host or inside a container.

use std::path::Path;

use transom_plan::Probe;
use transom_sys::{kvm, tun};

/// Uses the device; returns what was proved, or the reason it failed, each a few words.
pub fn try_device(probe: Probe) -> Result<String, String> {
    match probe {
        Probe::Kvm => try_kvm(),
        Probe::Tun => tun::probe(Path::new("/dev/net/tun"))
            .map(|proof| format!("opened /dev/net/tun, made the TAP device {} and brought it up", proof.name))
            .map_err(|error| chain(&error)),
    }
}

fn try_kvm() -> Result<String, String> {
    kvm::probe(Path::new("/dev/kvm"))
        .map(|proof| {
            format!(
                "opened /dev/kvm (API {}), made a VM with a vCPU and ran it to its {}",
                proof.api_version, proof.exit
            )
        })
        .map_err(|error| chain(&error))
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}
