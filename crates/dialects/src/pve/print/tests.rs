//! What is printed of Proxmox's own containers, and of those of other dialects.

use transom_model::{Container, Dialect, Given, Sources};

use super::print;
use crate::Reading;

fn of(text: &str) -> Reading {
    let reading = crate::pve::read(&Sources::of("102.conf", text));
    assert!(!reading.has_errors(), "{text}{:#?}", reading.diagnostics);
    reading
}

/// Prints what a text of another dialect says, and checks that Proxmox's reader takes it.
fn from(dialect: Dialect, text: &str) -> String {
    let printed = print(&crate::read(dialect, &Sources::of("config", text)).container);
    let _reading = of(&printed);
    printed
}

fn raw(printed: &str) -> Vec<&str> {
    printed.lines().filter(|line| line.starts_with("lxc.")).collect()
}

/// Every option and every sub-key, as Proxmox writes them.
const EVERYTHING: &str = "\
#The lab's router, see https%3A//wiki/
#
#50%25 done, gr%C3%BC%C3%9Fe
arch: amd64
cmode: console
console: 0
cores: 2
cpulimit: 1.5
cpuunits: 50
debug: 1
dev0: /dev/kvm,gid=10,mode=0600
dev3: /dev/sda,deny-write=1
features: force_rw_sys=1,fuse=1,keyctl=1,mknod=1,mount=nfs;cifs,nesting=1
hookscript: local:snippets/hook.pl
hostname: lab
lock: backup
memory: 2048
mp1: /srv/data,acl=1,backup=1,mountoptions=noatime;nosuid;discard,mp=/data,replicate=0,ro=1,shared=1,size=8G
mp3: local:102/vm-102-disk-1.raw,backup=1,idmap=passthrough,keepattrs=1,mountoptions=discard,mp=/more,quota=0,size=8G
nameserver: 10.0.0.1
net0: name=eth0,bridge=vmbr0,firewall=1,gw=10.0.0.1,host-managed=1,hwaddr=BC:24:11:00:00:01,ip=10.0.0.5/24,mtu=1400,rate=2.5,tag=5,trunks=6;7,type=veth
net2: name=wan0,ip6=auto,link_down=1,type=veth
onboot: 1
ostype: debian
parent: before
protection: 1
rootfs: local-lvm:vm-102-disk-0,acl=0,mountoptions=noatime,replicate=1,ro=1,shared=1,size=16G
searchdomain: example.org
startup: order=3,up=10
swap: 128
tags: lab;test
template: 1
timezone: Europe/Vienna
tty: 1
unprivileged: 1
unused0: local-lvm:vm-102-disk-9
lxc.environment.runtime: PATH=/bin
lxc.cap.drop: sys_nice
lxc.mount.entry: tmpfs srv/scratch tmpfs size=1m,create=dir 0 0
lxc.cgroup2.devices.allow: c 10:200 rwm
lxc.cgroup2.pids.max: 500
lxc.cgroup2.io.max: 8:0 rbps=1048576
lxc.prlimit.nofile: 1024:2048
lxc.init.uid: 33
lxc.hook.start: /bin/true
lxc.hook.pre-start: /usr/local/bin/before
lxc.net.0.veth.pair: labveth
";

#[test]
fn a_file_of_proxmoxs_own_is_printed_as_it_was() {
    assert_eq!(print(&of(EVERYTHING).container), EVERYTHING);
}

#[test]
fn printing_twice_changes_nothing_and_the_order_of_lines_does_not_matter() {
    let mut lines: Vec<&str> = EVERYTHING.lines().skip(3).collect();
    let options = lines.iter().position(|line| line.starts_with("lxc.")).unwrap();
    lines[..options].reverse();
    let turned = format!(
        "{}\n#The lab's router, see https%3A//wiki/\n#\n#50%25 done, gr%C3%BC%C3%9Fe\n",
        lines.join("\n")
    );
    assert_eq!(print(&of(&turned).container), EVERYTHING);
}

#[test]
fn lists_that_lose_a_default_are_cleared_first() {
    let privileged = "arch: amd64\nostype: debian\nrootfs: /srv/root\n";
    for lines in [
        "lxc.cap.drop:\n",
        "lxc.cap.drop:\nlxc.cap.drop: sys_time\n",
        "lxc.cap.drop:\nlxc.cap.keep: chown kill\n",
        "lxc.mount.auto: sys:rw\n",
        "lxc.mount.auto:\n",
        "lxc.mount.auto:\nlxc.mount.auto: proc:mixed\n",
        "lxc.autodev: 0\n",
        "lxc.cgroup2.devices.allow: a\nlxc.cgroup2.devices.deny: c 1:11 rwm\n",
        "lxc.cgroup2.devices.deny: a\nlxc.cgroup2.devices.allow: c 1:3 rwm\n",
        "lxc.cgroup2.devices.deny: c 10:229 rwm\nlxc.cgroup2.devices.allow: c 10:232 rw\n",
        "lxc.cgroup2.memory.max: max\nlxc.cgroup2.memory.high: max\n",
        "lxc.cgroup2.memory.max: 1000000\nlxc.cgroup2.memory.high: 900000\n",
        "lxc.cgroup2.cpu.max: 50000 200000\n",
        "lxc.idmap: u 0 100000 1000\nlxc.idmap: g 0 100000 1000\n",
    ] {
        let text = format!("{privileged}{lines}");
        let printed = print(&of(&text).container);
        assert_eq!(printed.replace("unprivileged: 1\n", ""), text);
    }
}

#[test]
fn containers_of_lxc_get_what_proxmox_cannot_start_without() {
    let printed = from(
        Dialect::Lxc,
        "lxc.arch = aarch64\nlxc.uts.name = web\nlxc.rootfs.path = dir:/srv/web\nlxc.net.0.type = veth\nlxc.net.0.link = br0\n\
         lxc.net.0.flags = up\nlxc.net.0.ipv4.address = 10.0.0.2/24\nlxc.net.1.type = macvlan\nlxc.net.1.link = eno1\n\
         lxc.mount.entry = /srv/data data none bind,create=dir,ro,nosuid 0 0\nlxc.mount.entry = /etc/hosts etc/hosts none bind,create=file 0 0\n\
         lxc.idmap = u 0 200000 65536\nlxc.idmap = g 0 200000 65536\nlxc.init.cmd = /bin/app -x 'a b'\nlxc.cgroup2.memory.max = 1G\n",
    );
    let options: Vec<&str> = printed.lines().filter(|line| !line.starts_with("lxc.")).collect();
    assert_eq!(
        options,
        [
            "arch: arm64",
            "hostname: web",
            "memory: 1024",
            "mp0: /srv/data,mountoptions=nosuid,mp=/data,ro=1",
            "net0: name=eth0,bridge=br0,host-managed=1,ip=10.0.0.2/24,type=veth",
            "ostype: unmanaged",
            "rootfs: /srv/web",
            "unprivileged: 1",
        ]
    );
    let lines = raw(&printed);
    for line in [
        "lxc.idmap: u 0 200000 65536",
        "lxc.mount.entry: /etc/hosts etc/hosts none bind,create=file 0 0",
        "lxc.init.cmd: /bin/app -x \"a b\"",
        "lxc.net.1.type: macvlan",
        "lxc.net.1.link: eno1",
        "lxc.cgroup2.memory.swap.max: max",
    ] {
        assert!(lines.contains(&line), "{line}\n{printed}");
    }
}

#[test]
fn a_bind_that_an_entry_would_hide_stays_behind_it() {
    let printed = from(
        Dialect::Lxc,
        "lxc.rootfs.path = dir:/srv/web\nlxc.mount.entry = tmpfs srv tmpfs create=dir 0 0\n\
         lxc.mount.entry = /srv/data srv/data none rbind,create=dir 0 0\nlxc.mount.entry = /srv/other other none rbind,create=dir 0 0\n",
    );
    assert!(printed.contains("mp0: /srv/other,mp=/other\n"), "{printed}");
    assert!(
        printed.contains("lxc.mount.entry: /srv/data srv/data none rbind,create=dir 0 0\n"),
        "{printed}"
    );
}

#[test]
fn an_address_spelt_in_another_way_needs_no_raw_line() {
    let text = "arch: amd64\nostype: debian\nnet0: name=eth0,gw6=F::01,ip6=f:00:10::5/064,type=veth\n";
    assert_eq!(raw(&print(&of(text).container)), [""; 0]);
}

#[test]
fn raw_lines_of_interfaces_stand_in_the_order_in_which_they_are_read() {
    let text = "arch: amd64\nlxc.net.1.type: phys\nlxc.net.1.link: enp5s0\nlxc.net.4.type: veth\nlxc.net.4.veth.pair: lab\n";
    let printed = print(&crate::pve::read(&Sources::of("102.conf", text)).container);
    let (first, last) = (printed.find("lxc.net.4.veth.pair"), printed.find("lxc.net.1.type"));
    assert!(first.is_some() && first < last, "{printed}");
}

#[test]
fn a_system_that_proxmox_does_not_know_is_left_to_itself() {
    let reading = crate::pve::read(&Sources::of("102.conf", "arch: amd64\nostype: debian\r-\n"));
    assert!(print(&reading.container).contains("ostype: unmanaged\n"));
}

#[test]
fn values_that_no_line_can_hold_are_left_out() {
    let mut container = Container::default();
    let origin = transom_model::Origin::Stand {
        instead_of: None,
        why: String::new(),
    };
    container.hostname = Some(Given::new("a\nrootfs: /etc".to_owned(), origin.clone()));
    let variable = transom_model::Environment::Set("A".to_owned(), "1\nlxc.cap.drop:".to_owned());
    container.environment.push(Given::new(variable, origin));
    let printed = print(&container);
    assert!(
        !printed.contains("hostname") && !printed.contains("rootfs") && !printed.contains("environment"),
        "{printed}"
    );
}
