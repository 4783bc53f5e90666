//! Netlink operations on the running kernel, each in a network namespace that the test makes and that ends with it.
//!
//! What was made is proved by use (a datagram crosses a pair and a bridge) or by reading the kernel's own lists, never by
//! the absence of an error alone. Without root a test says so and returns.

#![allow(unsafe_code, clippy::unwrap_used)]

use std::fs::File;
use std::net::{IpAddr, UdpSocket};
use std::os::fd::AsFd;
use std::time::Duration;

use rustix::thread::UnshareFlags;
use transom_sys::Errno;
use transom_sys::netlink::{Link, LinkIndex, MacvlanMode, NetNs, Netlink, NetlinkError, NewLink};

const MAC: [u8; 6] = [0x02, 0x54, 0x52, 0, 0, 1];

/// Puts the thread into a fresh network namespace; each test has a thread of its own.
fn enter_new_netns() -> bool {
    if !rustix::process::geteuid().is_root() {
        eprintln!("SKIP: needs root for a network namespace of its own");
        return false;
    }
    // SAFETY: a network namespace is a property of the thread, and no descriptor is shared or unshared by it.
    match unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWNET) } {
        Ok(()) => true,
        Err(errno) => {
            eprintln!("SKIP: cannot make a network namespace: {errno}");
            false
        }
    }
}

/// Makes another network namespace that lives as long as the file.
fn other_netns() -> File {
    std::thread::spawn(|| {
        assert!(enter_new_netns(), "the test's own thread could do it");
        own_netns()
    })
    .join()
    .unwrap()
}

fn own_netns() -> File {
    File::open("/proc/thread-self/ns/net").unwrap()
}

/// Runs `work` in a thread of that network namespace.
fn within<T: Send>(netns: &File, work: impl FnOnce(&mut Netlink) -> T + Send) -> T {
    std::thread::scope(|scope| {
        let inside = scope.spawn(|| {
            rustix::thread::move_into_link_name_space(netns.as_fd(), None).unwrap();
            work(&mut Netlink::open().unwrap())
        });
        inside.join().unwrap()
    })
}

fn here<'a>(name: &'a str) -> NewLink<'a> {
    NewLink {
        name,
        mac: None,
        netns: None,
    }
}

fn there<'a>(name: &'a str, netns: &'a File) -> NewLink<'a> {
    NewLink {
        name,
        mac: Some(MAC),
        netns: Some(NetNs::Fd(netns.as_fd())),
    }
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn number(error: &NetlinkError) -> i32 {
    error.errno().expect("the kernel refused").raw()
}

fn names(links: &[Link]) -> Vec<&str> {
    let mut names: Vec<_> = links.iter().map(|link| link.name.as_str()).collect();
    names.sort_unstable();
    names
}

/// A veth pair on a bridge, the far end born as eth0 in the other network namespace; both sides up and addressed.
fn connect(netlink: &mut Netlink, netns: &File) -> (LinkIndex, LinkIndex) {
    netlink.make_bridge("trtbr0").unwrap();
    let bridge = netlink.index("trtbr0").unwrap();
    netlink.make_veth("trtv0", Some(1400), there("eth0", netns)).unwrap();
    let host = netlink.index("trtv0").unwrap();
    netlink.set_master(host, bridge).unwrap();
    netlink.set_up(host).unwrap();
    netlink.set_up(bridge).unwrap();
    netlink.add_address(bridge, address("10.63.0.1"), 24).unwrap();
    within(netns, |netlink| {
        let index = netlink.index("eth0").unwrap();
        netlink.set_up(index).unwrap();
        netlink.add_address(index, address("10.63.0.2"), 24).unwrap();
        netlink.add_route_default(index, address("10.63.0.1")).unwrap();
    });
    (host, bridge)
}

#[test]
fn a_datagram_crosses_the_pair_and_the_default_route() {
    if !enter_new_netns() {
        return;
    }
    let netns = other_netns();
    let mut netlink = Netlink::open().unwrap();
    connect(&mut netlink, &netns);
    // Not in the subnet of the pair, so that only the default route leads there.
    let lo = netlink.index("lo").unwrap();
    netlink.set_up(lo).unwrap();
    netlink.add_address(lo, address("192.0.2.9"), 32).unwrap();
    let receiver = UdpSocket::bind("192.0.2.9:6363").unwrap();
    receiver.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    within(&netns, |_| {
        UdpSocket::bind("0.0.0.0:0")
            .unwrap()
            .send_to(b"through", "192.0.2.9:6363")
            .unwrap()
    });
    let mut buffer = [0; 16];
    let (length, sender) = receiver.recv_from(&mut buffer).unwrap();
    assert_eq!(&buffer[..length], b"through");
    assert_eq!(sender.ip(), address("10.63.0.2"));
}

#[test]
fn both_ends_are_what_was_asked() {
    if !enter_new_netns() {
        return;
    }
    let netns = other_netns();
    let mut netlink = Netlink::open().unwrap();
    let (host, bridge) = connect(&mut netlink, &netns);
    let seen = netlink.link("trtv0").unwrap().unwrap();
    assert_eq!((seen.index, seen.mtu, seen.kind.as_deref()), (host, 1400, Some("veth")));
    assert!(seen.is_up && !seen.is_bridge && seen.master == Some(bridge));
    assert!(netlink.link("trtbr0").unwrap().unwrap().is_bridge);
    let listed = netlink.links().unwrap();
    assert_eq!(names(&listed), ["lo", "trtbr0", "trtv0"]);
    assert!(listed.contains(&seen));
    let peer = within(&netns, |netlink| netlink.link("eth0").unwrap().unwrap());
    assert_eq!((peer.mac, peer.mtu, peer.is_up), (Some(MAC), 1400, true));
}

#[test]
fn deleting_one_end_takes_the_other() {
    if !enter_new_netns() {
        return;
    }
    let netns = other_netns();
    let mut netlink = Netlink::open().unwrap();
    connect(&mut netlink, &netns);
    netlink.delete("trtv0").unwrap();
    netlink.delete("trtbr0").unwrap();
    assert_eq!(names(&netlink.links().unwrap()), ["lo"]);
    assert_eq!(within(&netns, |netlink| netlink.link("eth0").unwrap()), None);
    assert_eq!(number(&netlink.delete("trtv0").unwrap_err()), libc::ENODEV);
}

#[test]
fn a_process_names_a_network_namespace_too() {
    if !enter_new_netns() {
        return;
    }
    let (sender, receiver) = std::sync::mpsc::channel();
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let other = std::thread::spawn(move || {
        assert!(enter_new_netns(), "the test's own thread could do it");
        // The kernel looks a thread's number up like a process's.
        sender.send(rustix::thread::gettid()).unwrap();
        wait.recv().unwrap();
        Netlink::open().unwrap().link("eth0").unwrap()
    });
    let pid = receiver.recv().unwrap();
    let mut netlink = Netlink::open().unwrap();
    let peer = NewLink {
        name: "eth0",
        mac: Some(MAC),
        netns: Some(NetNs::Pid(pid)),
    };
    netlink.make_veth("trtv0", None, peer).unwrap();
    done.send(()).unwrap();
    let seen = other
        .join()
        .unwrap()
        .expect("eth0 was born in the other thread's network namespace");
    assert_eq!((seen.mac, seen.mtu), (Some(MAC), 1500));
}

#[test]
fn no_port_gives_a_bridge_another_address() {
    if !enter_new_netns() {
        return;
    }
    let mut netlink = Netlink::open().unwrap();
    netlink.make_bridge("trtbr0").unwrap();
    netlink.make_veth("trta", None, here("trtb")).unwrap();
    netlink.make_veth("trtc", None, here("trtd")).unwrap();
    let bridge = netlink.link("trtbr0").unwrap().unwrap();
    assert_eq!(bridge.mac.unwrap()[0], 0x02);
    let (low, host) = (netlink.index("trta").unwrap(), netlink.link("trtc").unwrap().unwrap());
    netlink.set_mac(low, [0x02, 0, 0, 0, 0, 1]).unwrap();
    netlink.set_master(low, bridge.index).unwrap();
    // Our own bridge keeps what it was given, even beside a lower one.
    assert_eq!(netlink.link("trtbr0").unwrap().unwrap().mac, bridge.mac);
    // A bridge of somebody else's follows its ports, but none of ours is ever the lowest.
    assert_eq!(host.mac.unwrap()[0], 0xfe);
    assert_ne!(host.mac, netlink.link("trtd").unwrap().unwrap().mac);
}

#[test]
fn a_link_is_changed_and_read_back() {
    if !enter_new_netns() {
        return;
    }
    let mut netlink = Netlink::open().unwrap();
    netlink.make_veth("trta", None, here("trtb")).unwrap();
    let index = netlink.index("trta").unwrap();
    netlink.set_mtu(index, 1280).unwrap();
    netlink.set_mac(index, MAC).unwrap();
    netlink.rename(index, "trtc").unwrap();
    netlink.set_up(index).unwrap();
    assert_eq!(netlink.link("trta").unwrap(), None);
    let up = netlink.link("trtc").unwrap().unwrap();
    assert_eq!((up.index, up.mtu, up.mac, up.is_up), (index, 1280, Some(MAC), true));
    netlink.set_down(index).unwrap();
    assert!(!netlink.link("trtc").unwrap().unwrap().is_up);
}

#[test]
fn a_moved_link_arrives_under_its_new_name_and_comes_back() {
    if !enter_new_netns() {
        return;
    }
    let netns = other_netns();
    let home = own_netns();
    let mut netlink = Netlink::open().unwrap();
    netlink.make_veth("eth0", None, here("trtb")).unwrap();
    // The name is taken where it goes.
    within(&netns, |netlink| netlink.make_veth("eth0", None, here("eth1")).unwrap());
    let index = netlink.index("eth0").unwrap();
    let target = NetNs::Fd(netns.as_fd());
    assert_eq!(number(&netlink.move_to_netns(index, target, None).unwrap_err()), libc::EEXIST);
    netlink.move_to_netns(index, target, Some("eth2")).unwrap();
    assert_eq!(netlink.link("eth0").unwrap(), None);
    within(&netns, |netlink| {
        let index = netlink.index("eth2").unwrap();
        netlink.move_to_netns(index, NetNs::Fd(home.as_fd()), None).unwrap();
        assert_eq!(netlink.link("eth2").unwrap(), None);
    });
    assert!(netlink.link("eth2").unwrap().is_some());
}

#[test]
fn a_macvlan_is_born_inside() {
    if !enter_new_netns() {
        return;
    }
    let netns = other_netns();
    let mut netlink = Netlink::open().unwrap();
    netlink.make_veth("trta", None, here("trtb")).unwrap();
    let parent = netlink.index("trta").unwrap();
    match netlink.make_macvlan(parent, MacvlanMode::Bridge, there("eth0", &netns)) {
        Err(error) if number(&error) == libc::EOPNOTSUPP => {
            eprintln!("SKIP: this kernel has no macvlan driver");
            return;
        }
        result => result.unwrap(),
    }
    let seen = within(&netns, |netlink| netlink.link("eth0").unwrap().unwrap());
    assert_eq!((seen.kind.as_deref(), seen.mac), (Some("macvlan"), Some(MAC)));
    assert_eq!(names(&netlink.links().unwrap()), ["lo", "trta", "trtb"]);
}

#[test]
fn a_gateway_outside_the_subnet_needs_its_host_route() {
    if !enter_new_netns() {
        return;
    }
    let mut netlink = Netlink::open().unwrap();
    netlink.make_veth("trta", None, here("trtb")).unwrap();
    for name in ["trta", "trtb"] {
        let index = netlink.index(name).unwrap();
        netlink.set_up(index).unwrap();
    }
    let index = netlink.index("trta").unwrap();
    netlink.add_address(index, address("10.63.0.2"), 32).unwrap();
    let gateway = address("198.51.100.1");
    let refused = netlink.add_route_default(index, gateway).unwrap_err();
    assert_eq!(number(&refused), libc::ENETUNREACH);
    assert_eq!(
        refused.to_string(),
        format!(
            "interface {}: cannot add a default route (the kernel says: Nexthop has invalid gateway)",
            index.0
        )
    );
    netlink.add_route_host(index, gateway).unwrap();
    netlink.add_route_default(index, gateway).unwrap();
    let table = std::fs::read_to_string("/proc/thread-self/net/route").unwrap();
    // Destination and gateway, in hexadecimal of the machine's order.
    assert!(
        table.lines().any(|line| line.starts_with("trta\t00000000\t016433C6")),
        "{table}"
    );
    let again = netlink.add_route_default(index, gateway).unwrap_err();
    assert_eq!(number(&again), libc::EEXIST);
}

#[test]
fn ipv6_gets_address_and_routes() {
    if !enter_new_netns() {
        return;
    }
    let mut netlink = Netlink::open().unwrap();
    netlink.make_veth("trta", None, here("trtb")).unwrap();
    let index = netlink.index("trta").unwrap();
    netlink.set_up(index).unwrap();
    if !std::path::Path::new("/proc/thread-self/net/if_inet6").exists() {
        eprintln!("SKIP: this kernel has no IPv6");
        return;
    }
    netlink.add_address(index, address("fd63::2"), 64).unwrap();
    netlink.add_route_default(index, address("fd63::1")).unwrap();
    netlink.add_route_host(index, address("fd64::1")).unwrap();
    let addresses = std::fs::read_to_string("/proc/thread-self/net/if_inet6").unwrap();
    assert!(addresses.contains("fd630000000000000000000000000002"), "{addresses}");
    let routes = std::fs::read_to_string("/proc/thread-self/net/ipv6_route").unwrap();
    let has = |to: &str, prefix: &str, gateway: &str| {
        routes
            .lines()
            .map(|line| line.split(' ').collect::<Vec<_>>())
            .any(|field| field[0] == to && field[1] == prefix && field[4] == gateway)
    };
    let nothing = "0".repeat(32);
    assert!(has(&nothing, "00", "fd630000000000000000000000000001"), "{routes}");
    assert!(has("fd640000000000000000000000000001", "80", &nothing), "{routes}");
}

#[test]
fn refusals_name_what_was_asked() {
    if !enter_new_netns() {
        return;
    }
    let mut netlink = Netlink::open().unwrap();
    assert_eq!(netlink.link("trtnone").unwrap(), None);
    let missing = netlink.index("trtnone").unwrap_err();
    assert_eq!(number(&missing), libc::ENODEV);
    assert_eq!(missing.to_string(), "interface trtnone: cannot find it");
    netlink.make_bridge("trtbr0").unwrap();
    assert_eq!(number(&netlink.make_bridge("trtbr0").unwrap_err()), libc::EEXIST);
    let bridge = netlink.index("trtbr0").unwrap();
    let lo = netlink.index("lo").unwrap();
    let refused = netlink.set_master(lo, bridge).unwrap_err();
    assert_eq!(number(&refused), libc::EINVAL);
    let too_small = netlink.set_mtu(bridge, 1).unwrap_err();
    assert!(too_small.to_string().contains("mtu less than device minimum"), "{too_small}");
    let gone = NewLink {
        name: "eth0",
        mac: None,
        netns: Some(NetNs::Pid(rustix::process::Pid::from_raw(i32::MAX).unwrap())),
    };
    assert_eq!(
        netlink.make_veth("trtv0", None, gone).unwrap_err().errno(),
        Some(Errno::from_raw(libc::ESRCH))
    );
    assert_eq!(names(&netlink.links().unwrap()), ["lo", "trtbr0"]);
}

#[test]
fn bad_names_never_reach_the_kernel() {
    let mut netlink = Netlink::open().unwrap();
    for name in ["", ".", "..", "a/b", "a b", "a:b", "a\nb", "a\0b", "sixteen-bytes-xx"] {
        let error = netlink.make_bridge(name).unwrap_err();
        assert!(
            matches!(&error, NetlinkError::BadName { name: said, .. } if said == name),
            "{name:?}: {error}"
        );
        assert!(matches!(netlink.link(name), Err(NetlinkError::BadName { .. })));
    }
}

#[test]
fn a_long_list_is_read_in_full() {
    if !enter_new_netns() {
        return;
    }
    let mut netlink = Netlink::open().unwrap();
    let before = netlink.links().unwrap().len();
    for number in 0..100 {
        netlink
            .make_veth(&format!("trta{number}"), None, here(&format!("trtb{number}")))
            .unwrap();
    }
    assert_eq!(netlink.links().unwrap().len(), before + 200);
}

#[test]
fn a_pair_dies_with_either_namespace() {
    if !enter_new_netns() {
        return;
    }
    let mut netlink = Netlink::open().unwrap();
    let netns = other_netns();
    netlink.make_veth("trtv0", None, there("eth0", &netns)).unwrap();
    drop(netns);
    // The kernel clears a dead network namespace in its own time.
    let is_gone = (0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        netlink.link("trtv0").unwrap().is_none()
    });
    assert!(
        is_gone,
        "the host's end of the pair outlived the container's network namespace"
    );
}
