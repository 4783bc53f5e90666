//! Tests of the table: numbers, paths, what hides what, and what a number is on the hosts that ship as cases.
#![allow(clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

use DeviceKind::{Block, Char};

use super::*;
use crate::{Language, Phrasebook};

fn at(major: u32, minor: u32) -> DeviceNumber {
    DeviceNumber { major, minor }
}

fn node(kind: DeviceKind, major: u32, minor: u32) -> Option<&'static str> {
    describe_device(kind, at(major, minor)).map(|device| device.node)
}

#[test]
fn numbers_are_named() {
    assert_eq!(node(Char, 10, 232), Some("/dev/kvm"));
    assert_eq!(node(Char, 10, 200), Some("/dev/net/tun"));
    assert_eq!(node(Char, 226, 0), Some("/dev/dri/cardN"));
    assert_eq!(node(Char, 226, 128), Some("/dev/dri/renderDN"));
    assert_eq!(node(Char, 4, 64), Some("/dev/ttySN"));
    assert_eq!(node(Block, 7, 3), Some("/dev/loopN"));
    assert_eq!(node(Block, 66, 16), Some("/dev/sdN"));
    assert_eq!(node(Char, 139, 0), Some("/dev/pts/N"));
    assert_eq!(node(Char, 10, 77), None);
    // Numbers that are handed out mean nothing without a host.
    assert_eq!((node(Char, 508, 0), node(Block, 253, 0)), (None, None));
}

#[test]
fn no_entry_is_hidden_by_one_before_it() {
    for device in known_devices() {
        let Numbering::Fixed { majors, minor, .. } = device.numbering else {
            continue;
        };
        let minor = match minor {
            Minor::Is(minor) | Minor::Range(_, minor) => minor,
            Minor::Any => 4_000_000,
        };
        for (first, last) in majors {
            for major in [*first, *last] {
                let found = describe_device(device.kind, at(major, minor));
                assert_eq!(found, Some(device), "{} is hidden", device.key);
            }
        }
    }
}

#[test]
fn keys_and_companions_are_those_of_the_table() {
    for (at, device) in known_devices().iter().enumerate() {
        assert_eq!(by_key(device.key), known_devices().get(at), "{} is there twice", device.key);
        for companion in device.companions {
            assert!(
                by_key(companion).is_some(),
                "{} goes with {companion}, which is unknown",
                device.key
            );
            assert_ne!(*companion, device.key);
        }
        assert!(device.stakes.mapped <= device.stakes.real, "{}", device.key);
    }
}

#[test]
fn every_node_leads_to_its_own_entry() {
    let own = known_devices().iter().filter(|device| !device.node.contains(['*', 'N']));
    for device in own {
        assert_eq!(device_at(device.node), Some(device), "{}", device.node);
    }
    for device in known_devices().iter().filter(|device| device.counts_from.is_some()) {
        let node = device.node_of(device.counts_from.unwrap() + 3);
        assert!(node.ends_with('3'), "{node}");
        assert_eq!(device_at(&node), Some(device), "{node}");
    }
}

#[test]
fn nodes_are_found_by_path() {
    let key = |path| device_at(path).map(|device| device.key);
    assert_eq!(key("/dev/kvm"), Some("kvm"));
    assert_eq!(key("/dev/ttyUSB0"), Some("ttyusb"));
    assert_eq!(key("/dev/snd/pcmC0D0p"), Some("snd"));
    assert_eq!(key("/dev/sda"), Some("sd"));
    assert_eq!(key("/dev/nvme0n1p2"), Some("nvme"));
    assert_eq!(key("/dev/nvme0"), Some("nvme-control"));
    assert_eq!(key("/dev/bus/usb/001/004"), Some("usb-bus"));
    assert_eq!(key("/dev/vfio/17"), Some("vfio-group"));
    assert_eq!(key("/dev/input/uinput"), Some("uinput"));
    assert_eq!(key("/dev/apex_0"), Some("apex"));
    assert_eq!((key("/dev/kvmx"), key("/dev/sd")), (None, None));
}

#[test]
fn numbers_are_read_off_names() {
    let number = |path| number_of(path).map(|(_, number)| number.to_string());
    assert_eq!(number("/dev/dri/renderD128").as_deref(), Some("226:128"));
    assert_eq!(number("/dev/ttyS1").as_deref(), Some("4:65"));
    assert_eq!(number("/dev/usb/hiddev2").as_deref(), Some("180:98"));
    assert_eq!(number("/dev/net/tun").as_deref(), Some("10:200"));
    // The minors of disks and cameras do not follow their names everywhere, and others are handed out.
    assert_eq!((number("/dev/sda"), number("/dev/video0")), (None, None));
    assert_eq!((number("/dev/kfd"), number("/dev/ttyUSB99999999999")), (None, None));
}

#[test]
fn majors_are_named() {
    let book = Phrasebook::new(Language::English);
    let words = |kind, major| describe_major(kind, major).map(|words| book.say(&words));
    assert!(words(Char, 10).is_some_and(|words| words.contains("misc")));
    assert_eq!(words(Char, 188).as_deref(), Some("USB serial adapters (ttyUSB)"));
    assert_eq!(words(Char, 77), None);
}

#[test]
fn numbers_that_are_handed_out_are_told_from_reserved_ones() {
    let of = |kind, major, minor| reservation(kind, at(major, minor));
    for (kind, major, minor) in [
        (Char, 234, 0),
        (Char, 254, 0),
        (Char, 384, 1),
        (Char, 511, 0),
        (Block, 240, 0),
        (Block, 253, 0),
        (Block, 259, 3),
        (Char, 10, 52),
        (Char, 10, 63),
        (Char, 10, 127),
        (Char, 10, 255),
        (Char, 10, 258),
    ] {
        assert_eq!(of(kind, major, minor), Reservation::Dynamic, "{major}:{minor}");
        assert!(is_dynamic(kind, at(major, minor)));
    }
    for (kind, major, minor) in [
        (Char, 10, 232),
        (Char, 226, 128),
        (Char, 189, 3),
        (Char, 233, 0),
        (Block, 8, 0),
        (Char, 10, 1),
    ] {
        assert_ne!(of(kind, major, minor), Reservation::Dynamic, "{major}:{minor}");
    }
    assert_eq!(of(Char, 10, 232), Reservation::Reserved);
    assert_eq!(
        (of(Char, 10, 249), of(Char, 120, 0)),
        (Reservation::Local, Reservation::Local)
    );
    assert_eq!(
        (of(Char, 255, 0), of(Char, 383, 0), of(Block, 230, 0)),
        (Reservation::Unknown, Reservation::Unknown, Reservation::Unknown)
    );
    for device in known_devices() {
        let is_handed_out = !matches!(device.numbering, Numbering::Fixed { .. });
        assert!(!is_handed_out || !device.is_reserved, "{}", device.key);
    }
}

fn host(name: &str) -> transom_model::HostFacts {
    let text = match name {
        "pve-6" => include_str!("../../../../cases/hosts/pve-6.json"),
        "pve-9" => include_str!("../../../../cases/hosts/pve-9.json"),
        "v2-desktop" => include_str!("../../../../cases/hosts/v2-desktop.json"),
        _ => include_str!("../../../../cases/hosts/no-kvm.json"),
    };
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_number_is_what_the_hosts_driver_says() {
    let host_9 = host("pve-9");
    let uvm = resolve(&host_9, Char, at(508, 0));
    assert_eq!((uvm.known.unwrap().key, uvm.state), ("nvidia-uvm", DriverState::Loaded));
    assert_eq!(uvm.nodes, [std::path::Path::new("/dev/nvidia-uvm")]);
    // The same number elsewhere, and one that is often pasted for it.
    let desktop = host("v2-desktop");
    assert_eq!(resolve(&desktop, Char, at(511, 0)).known.unwrap().key, "kfd");
    assert_eq!(resolve(&host_9, Char, at(511, 1)).known.unwrap().key, "nvidia-caps");
    assert_eq!(resolve(&host_9, Char, at(238, 0)).known.unwrap().key, "nvme-generic");
    let absent = resolve(&desktop, Char, at(508, 0));
    assert_eq!((absent.known, absent.state), (None, DriverState::Missing));
    assert_eq!(resolve(&host_9, Char, at(253, 65536)).known.unwrap().key, "tpmrm");
    assert_eq!(resolve(&host_9, Block, at(252, 1)).known.unwrap().key, "dm");
}

#[test]
fn minors_of_misc_drivers_are_found_by_name() {
    let host_6 = host("pve-6");
    assert_eq!(resolve(&host_6, Char, at(10, 54)).known.unwrap().key, "zfs");
    assert_eq!(resolve(&host_6, Char, at(10, 232)).drivers, ["kvm"]);
    let missing = resolve(&host_6, Char, at(10, 224));
    assert_eq!((missing.known.unwrap().key, missing.state), ("tpm", DriverState::Missing));
    assert_eq!(resolve(&host("pve-9"), Char, at(10, 258)).known.unwrap().key, "vsock");
    // A recording of a few things says nothing of drivers.
    assert_eq!(resolve(&host("no-kvm"), Char, at(10, 232)).state, DriverState::NotRecorded);
}

#[test]
fn a_device_has_its_numbers_on_a_host() {
    let host = host("pve-9");
    let places = |key: &str| places_on(&host, by_key(key).unwrap());
    assert_eq!(places("nvidia-uvm"), [(508, Minor::Any)]);
    assert_eq!(places("kvm"), [(10, Minor::Is(232))]);
    assert_eq!(places("vsock"), [(10, Minor::Is(258))]);
    assert_eq!(places("nvidia"), [(195, Minor::Any)]);
    assert_eq!((places("kfd"), places("ttyusb")), (vec![], vec![]));
}
