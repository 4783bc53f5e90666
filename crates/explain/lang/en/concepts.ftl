# Concepts: the words that people stumble over, a paragraph each, in one line; `-title` is the heading.
# The concepts and the other words that find them stand in `src/concept.rs`.

## The whole

concept-container-title = Container
concept-container = A container is a group of processes to which the kernel shows a world of their own: own files, own network, own process numbers, often own user numbers. It is no small computer inside the computer, as a virtual machine is: its programs run on the host's kernel, directly beside all others. So it starts in a second and costs little, but it cannot bring a kernel of its own, and normally cannot load drivers into the host's. The kernel has no single thing that is a container; it is put together from namespaces (what the processes see), a cgroup (how much they may use) and rules on what they may do.
concept-host-title = Host
concept-host = The host is the system on which containers run: it has the hardware and the kernel, and everything in a container is in the end carried out by it. Seen from the host, a container's programs are ordinary processes, which `ps` lists with all others. Root of the host can look into every container and change everything there; the other way round is what the walls of a container are to prevent.
concept-kernel-title = Kernel
concept-kernel = The kernel is the one program that deals with the hardware itself and gives all other programs their memory, their time on the CPU, their files and their network. All that a program wants beyond computing it asks the kernel for. On a machine with containers one kernel, the host's, serves them all: an Ubuntu container on a Debian host has Ubuntu's programs and Debian's kernel. A fault in the kernel therefore concerns all of them.
concept-virtual-machine-title = Virtual machine
concept-virtual-machine = A virtual machine is a computer made of software: it has simulated hardware and boots a kernel of its own, which may be that of another system altogether. It takes more memory and starts more slowly than a container, but the wall around it is thicker, because the programs in it make no system calls to the host's kernel. A virtual machine can even run in a container: for that the container needs the device /dev/kvm.

## Limits

concept-cgroup-title = cgroup
concept-cgroup = Short for control group: a group of processes that the kernel counts and limits together. Each container has one, and whatever is started in the container is in it too. This is how the kernel knows how much memory and CPU time the container uses, and where it draws the line; which devices the container may open hangs on the group as well. The groups of a host form a tree, which shows as folders below /sys/fs/cgroup; most limits are set by writing a number into a file there, and lines such as `lxc.cgroup2.memory.max = 2G` do just that.
concept-cgroup-version-title = cgroups, version 1 and 2
concept-cgroup-version = There are two editions of cgroups. Version 1 has a tree for each kind of resource, such as memory, CPU and devices; version 2 has one tree for all of them, with other file names and clearer rules. Most distributions changed to version 2 between 2019 and 2022, and LXC 7 and Proxmox VE 9 know no other. The key tells which one is meant: `lxc.cgroup.` is version 1 and `lxc.cgroup2.` version 2, and where the other one runs, the line does nothing or prevents the start. In version 2 the rules for devices are no files any more, but a small program that is loaded into the kernel.
concept-cpu-quota-title = CPU quota
concept-cpu-quota = A quota is an amount of CPU time that a group may use up in each period: 50 ms in every 100 ms is half a CPU, 200 ms in every 100 ms is two. Whoever has used up the amount stands still until the next period begins, even if the CPUs have nothing else to do. In version 2 of cgroups it is the file `cpu.max`, with quota and period in microseconds.
concept-cpu-weight-title = CPU weight
concept-cpu-weight = A weight says how CPU time is divided when there is not enough for everybody: twice the weight, twice the time. While CPUs are idle it limits nothing. In version 2 of cgroups it goes from 1 to 10000 and is 100 unless something is said; version 1 calls it shares, and there it is 1024. Only the proportion to the neighbours counts.
concept-cpuset-title = Set of CPUs
concept-cpuset = A cpuset is the list of CPUs on which the processes of a group may run, such as `0-3,8`; a second list says from which memory nodes they may take memory. It does not reserve these CPUs: others may use them as well. CPUs are counted from 0, and the two threads of one core count as two CPUs.
concept-numa-title = NUMA
concept-numa = Short for non-uniform memory access: in large machines, mostly those with several processors, each part of the memory is close to some CPUs and farther from the others. Such a neighbourhood of CPUs and memory is called a node. Programs work from any node, but faster when their memory lies close by; `lscpu` shows how many nodes there are, on most machines just one.
concept-swap-title = Swap
concept-swap = Swap is space on a disk (or in compressed memory) to which the kernel moves what has not been used for some time, to have more memory for the rest. When it is needed again, it is read back, which is many times slower than memory. A host has swap or has none, and its containers share it; each of them can have a limit of how much of it may be theirs.
concept-oom-killer-title = OOM killer
concept-oom-killer = OOM is out of memory: when memory runs out and nothing can be taken back any more, the kernel ends a process, normally the one that frees the most. This can happen on the whole host, or only inside a container that has reached its limit, while the host has plenty left. The program gets no warning and is just gone; the host's kernel log (`dmesg`) tells which one it was. `oom_score_adj` shifts the choice.
concept-rlimit-title = Limits of a process
concept-rlimit = Resource limits, or rlimits, are an old mechanism of Unix: limits for each single process, which its children inherit. A shell shows them with `ulimit -a`. The soft limit counts, and a process may raise it up to the hard one; only a process with a special right may raise the hard one. "Too many open files", for example, mostly means that a process has reached the soft limit `nofile`.

## Isolation

concept-namespace-title = Namespace
concept-namespace = A namespace gives a group of processes its own copy of something that exists only once otherwise. There are eight kinds: process numbers (pid), mounts (mnt), network (net), host name (uts), message queues and shared memory (ipc), user numbers (user), the view of cgroups (cgroup), and two clocks (time). In a new pid namespace, for example, a process has the number 1, while the host sees the same process as 48213. `lsns` lists the namespaces of a host.
concept-user-namespace-title = User namespace
concept-user-namespace = A user namespace is a world of users: inside it, there is a root and there are users of its own, and a map says which numbers they have outside. Its root has all powers over what belongs to this namespace, such as its network and its mounts, and none over the rest of the host. An unprivileged container is a container with a user namespace. Whatever the kernel has only once, such as the clock or kernel modules, stays out of reach in it, whatever the container's settings say.
concept-id-map-title = Id map
concept-id-map = An id map says which user number inside a container is which one on the host, in pieces: "from 0 inside, 65536 numbers, from 100000 on the host" makes 0 to 100000 and 1000 to 101000. Groups have a map of their own. On the disk stand the host's numbers. A number that is in no piece does not exist inside: files that belong to it are shown as nobody's, and no process can become that user.
concept-subuid-title = /etc/subuid
concept-subuid = The files /etc/subuid and /etc/subgid on the host say which ranges of user and group numbers somebody may hand to containers of their own; `anna:100000:65536` gives Anna 65536 of them from 100000 on. The programs `newuidmap` and `newgidmap` look there before they set up a map for an ordinary user. Without an entry Anna's containers have only her own number. Ranges of two people should not overlap, or their containers can get at each other.
concept-nobody-title = nobody
concept-nobody = When the kernel has to show an owner that has no number in the container's map, it shows 65534, which most systems call `nobody`, and `nogroup` for groups. So files "of nobody" in a container usually belong to somebody whom only the host knows. Even root inside cannot change the owner of such a file, and mostly gets only what the file's mode gives to everybody.
concept-idmapped-mount-title = Mount with an id map
concept-idmapped-mount = An idmapped mount shows files with other owners than those on the disk: the kernel translates the numbers, in both directions, and nothing on the disk changes. So a folder of the host can be shared with an unprivileged container in such a way that user 1000 is user 1000 on both sides. There are such mounts since Linux 5.12, and each file system has to support them: ext4, XFS, Btrfs and others do, NFS does not.
concept-privileged-title = Privileged container
concept-privileged = In a privileged container root is the host's root: the same user number, 0, without a map. What keeps it in are only dropped capabilities, refused system calls, rules for devices, and AppArmor or SELinux. Those who build containers do not consider that a safe wall against somebody who wants to get out. So use it only where the people inside could be root of the host as well.
concept-unprivileged-title = Unprivileged container
concept-unprivileged = In an unprivileged container root is root only inside: on the host it is an ordinary user with a high number, such as 100000, to whom nothing there belongs. Even somebody who gets out of the container can do little. In return some things do not work: making device files, mounting most disk and network file systems, loading kernel modules; and files shared with the host need thought about their owners.
concept-capability-title = Capability
concept-capability = Linux divides the power of root into about forty pieces, the capabilities, so that a program can have one without the others: `CAP_NET_ADMIN` for network settings, `CAP_SYS_TIME` for the clock, `CAP_SYS_MODULE` for kernel modules, and `CAP_SYS_ADMIN` for so much that it is almost root itself. A container usually runs without some of them. In a user namespace a capability counts only for what belongs to that namespace, which is why root of an unprivileged container may have all of them and still cannot set the host's clock.
concept-setuid-title = setuid
concept-setuid = A program file with the setuid bit runs with the rights of its owner, whoever starts it; `ls -l` shows an `s` in its mode. `sudo`, `su` and `passwd` work like this, because they belong to root. In a container "root" here is root of the container. The mount option `nosuid` and the switch `no_new_privs` make the bit do nothing.
concept-system-call-title = System call
concept-system-call = A system call is how a program asks the kernel for something: open a file, start a process, send data, mount a disk. There are a few hundred of them, each with a number; `strace` shows which ones a program makes. All a program does beyond computing goes this way, so it is here that a container can be told what it must not do.
concept-seccomp-title = seccomp
concept-seccomp = Short for secure computing: a list of rules, loaded into the kernel, that decides on each system call of a process before the kernel acts on it: allow it, answer with an error, end the process, or ask another program. The rules see the number of the call and plain numbers among its arguments, but not the texts, such as file names, that these point to. A process can add rules, but never take any off, and its children have the same ones.
concept-lsm-title = Security module
concept-lsm = LSM stands for Linux security module: a second guard in the kernel. First the kernel looks at owners, modes and capabilities as always; what they allow, the module may still refuse, even to root, but it never allows what they refuse. The best known are AppArmor, which goes by the paths of files, and SELinux, which goes by labels. Which ones a host has is in /sys/kernel/security/lsm.
concept-apparmor-title = AppArmor
concept-apparmor = AppArmor is a security module of the kernel, usual on Ubuntu, Debian and Proxmox VE. A profile lists what a program may do: which paths it may read and write, what it may mount, which capabilities it may use. Containers run under a profile as a whole. A refusal looks like an ordinary "Permission denied", but the host's kernel log has a line with `apparmor="DENIED"` that names the profile.
concept-selinux-title = SELinux
concept-selinux = SELinux is a security module of the kernel, usual on Fedora, Red Hat and their relatives. Every process and every file has a label, which `ps -Z` and `ls -Z` show, and rules say which label may do what to which other one. Containers have labels of their own, so that a program that breaks out still may not touch the host's files. The usual stumbling block are shared folders whose files have the wrong label.
concept-nesting-title = Nesting
concept-nesting = Nesting is running containers in a container, such as Docker in an LXC container. The inner ones need things that are usually kept from a container: making namespaces, mounting, fresh copies of /proc and /sys. Managers have a switch for it. The inner containers are never more than the outer one: what it lacks, they lack too, and its id map has to be large enough for theirs.

## Devices

concept-device-node-title = Device file
concept-device-node = A device file, or device node, is a file in /dev that is a door to a driver; there is no data in it. It consists of a kind, `c` for devices that give a stream of characters or `b` for those of blocks, like disks, and two numbers, with an owner and a mode like any file: `ls -l /dev/kvm` shows something like `crw-rw---- 1 root kvm 10, 232`. The kernel goes by kind and numbers; the name and the place do not matter to it. So whoever may make device files and open them could make a door to the host's disk, which is why containers may not do so freely.
concept-device-number-title = Major and minor number
concept-device-number = Two numbers tell the kernel which device is meant. The first, the major number, stands for a driver: 10 for a collection of small ones ("misc"), 226 for graphics. The second, the minor number, says which of its devices: 10:232 is /dev/kvm, 10:200 is /dev/net/tun. `ls -l` shows them where other files have their size. Many numbers are fixed in a list that comes with the kernel (devices.txt); others are given out when a driver is loaded and may be different after the next boot, so do not copy those from a guide.
concept-device-filter-title = Device filter
concept-device-filter = The device filter is the list of rules by which the kernel decides whether processes of a cgroup may open a device with certain numbers, or make a file for it. It comes on top of the file's owner and mode: both have to agree. Version 1 of cgroups had files for it, `devices.allow` and `devices.deny`; with version 2 it is a small program that the manager loads. As soon as there is a list of what is allowed, all else is closed, even /dev/null if nobody lists it.
concept-udev-title = udev and names that stay
concept-udev = udev is the service on the host that notices when devices come and go, gives their files owners, groups and modes, and makes links with names that stay the same, such as /dev/serial/by-id/… and /dev/disk/by-id/…. Names such as /dev/ttyUSB0 just go to whoever is plugged in first. The links lead to these names, so a container that is given only the folder of links has doors to nowhere: it needs the device file itself. In most containers no udev runs.
concept-hot-plug-title = Hot-plugging
concept-hot-plug = Hot-plugging is adding or taking away a device while the machine, or the container, is running. A USB device that is plugged out and in again is a new one to the kernel, often with another number and name. A device file that was put into a container at its start then leads nowhere. LXD and Incus watch for devices that come and go; with others the container has to be started again, or the device added by hand.
concept-kernel-module-title = Kernel module
concept-kernel-module = A kernel module is a piece of the kernel in a file of its own, often a driver, that is loaded when it is needed (`modprobe`, and `lsmod` lists them). Other pieces are built in and always there. Since all containers share the host's kernel, modules are loaded on the host, for everybody; inside, even root normally cannot load any, and usually the files are not even there. "Module not found" inside a container therefore says little: look on the host.
concept-kvm-title = KVM
concept-kvm = KVM, the kernel-based virtual machine, is the part of Linux that runs virtual machines with the help of the processor (Intel VT-x, AMD-V). Programs such as QEMU use it through the device /dev/kvm, number 10:232; whoever may open that file for reading and writing can run virtual machines, and need not be root. No hardware is passed through or taken from the host. Without KVM QEMU can only imitate a processor, which is very much slower.
concept-tun-title = TUN and TAP
concept-tun = A TUN or TAP device is a network interface whose other end is no card but a program: what is sent into it, the program reads, and what the program writes comes out of it. TUN carries IP packets and is used by VPNs; TAP carries whole Ethernet frames and is used by virtual machines. To make one, a program opens /dev/net/tun (number 10:200) and needs the right to change the network it is in, which root in a container has for the container's own network. Nothing of the host's network can be seen through it.
concept-fuse-title = FUSE
concept-fuse = FUSE, file system in user space, lets an ordinary program serve a file system: the kernel passes each access on to the program, which answers it. sshfs, AppImages and many cloud drives work like this. The program needs the device /dev/fuse (number 10:229). Since Linux 4.18 root of an unprivileged container may mount such file systems too: FUSE was made for programs that the kernel does not trust.
concept-loop-device-title = Loop device
concept-loop-device = A loop device (/dev/loop0 and so on) makes a file look like a disk, so that a disk image can be mounted. Loop devices exist once for the whole host: a container that may use them sees those of others and can change their data. So giving them to a container is a considerable risk; it is safer to open images on the host.
concept-terminal-title = Terminal, console, pty
concept-terminal = A terminal is where people type and programs print; once a machine, today a program. tty1 and its kind are the screens of the machine itself, or in a container the places where a login waits; /dev/console is where the system prints its first messages. A pseudo terminal, or pty, is a pair made by software: one end looks like a terminal to the shell, the other belongs to ssh or to the window. A container has a set of its own in /dev/pts.

## Files

concept-mount-title = Mount
concept-mount = To mount a file system is to make it appear at a folder: from then on, the folder shows the root of that file system, and what was in it before is hidden until it is unmounted. Each container has its own list of mounts, so it can have things where the host has others. `findmnt` shows the list, with options such as `ro` (read-only) and `nodev` (device files do not work here).
concept-bind-mount-title = Bind mount
concept-bind-mount = A bind mount shows a folder or a file that exists already at a second place. It is not a copy, and unlike a link it also works where the original's path cannot be seen, which is what containers need: the host's /srv/course appears inside as /data. Owners and modes are those of the original. If the original is deleted and made anew, or was not there at the start, the container keeps seeing the old one or none.
concept-root-file-system-title = Root file system
concept-root-file-system = The root file system (rootfs) of a container is the tree that its programs see as `/`. It holds a whole distribution but the kernel, and lies on the host as a folder, an image or a volume. At the start the kernel makes it the root of the container's list of mounts (pivot_root), and the host's tree is taken out of sight. It is more than the old `chroot`, which only moves the starting point of paths.
concept-overlay-title = Overlay
concept-overlay = An overlay file system lays folders on top of each other: below one or several that are only read, on top one for changes. What is changed or deleted is noted on top, and the lower ones stay as they are. So many containers can share one image, and each stores only what it changed. A large file that lies below is copied as a whole when it is changed for the first time.
concept-tmpfs-title = tmpfs
concept-tmpfs = A tmpfs is a file system in memory: fast, empty at the start, and gone when it is unmounted. It takes only as much memory as is stored in it, part of which can be moved to swap, and it counts towards the limit of the container that writes there. Unless a size is given, it may grow to half of the machine's memory. /run, and in a container /dev, usually are of this kind.
concept-volume-title = Volume
concept-volume = A volume is a piece of storage with a name, and mostly with a size, that a manager keeps for containers: a logical volume of LVM, a dataset of ZFS, an image file. The place that volumes come from is called a storage (Proxmox VE) or a pool (LXD, Incus). A volume outlives a restart, can be snapshotted and moved, and usually goes when its container is deleted. A folder of the host that is only shown inside is none.
concept-snapshot-title = Snapshot
concept-snapshot = A snapshot is the state of a disk at one moment, kept so that one can go back. With ZFS, Btrfs, LVM-thin and others it is made at once and takes up only what is changed later; the more is changed, the more it holds. It mostly lies on the same storage as the original, so it is no backup: when the disk breaks, both are gone.
concept-proc-title = /proc
concept-proc = /proc looks like a folder but lies on no disk: the kernel makes its files up when somebody reads them. For each process it has a folder named after the process number, and beside these files about the system, such as /proc/meminfo, and settings in /proc/sys. In a container it shows the container's processes only, but many other files in it still tell about the whole host. Therefore parts of it are covered or read-only inside.
concept-sys-title = /sys
concept-sys = /sys is a folder on no disk in which the kernel shows devices, drivers and their settings, a file for each. Except for network interfaces nearly everything in it is the host's, in a container as well, and writing there can change the host's hardware. So a container mostly has it read-only, except for its own network interfaces and, in /sys/fs/cgroup, its own cgroups.
concept-sysctl-title = sysctl
concept-sysctl = sysctl is the name for the kernel's settings in /proc/sys and for the command that changes them: `net.ipv4.ip_forward` is the file /proc/sys/net/ipv4/ip_forward. Those that belong to a namespace, most of `net.*` for instance, can be different in each container. All others are the host's: inside one can read them but not set them, and in a privileged container that may write there the whole host is changed.

## Network

concept-veth-title = veth
concept-veth = A veth is a virtual network cable with two ends: what goes in at one comes out at the other. One end lies in the container and is called eth0 there, the other on the host, mostly plugged into a bridge. When one end goes, because the container stops, the other goes too.
concept-bridge-title = Bridge
concept-bridge = A bridge is a network switch made of software. Interfaces are plugged into it, such as containers' cables and perhaps a real network card, and it passes each packet on to the one behind which the receiver is; it learns that from the senders' hardware addresses. If the host's real card is plugged in, containers are in the same network as the host, with addresses from there. Many Wi-Fi cards cannot be plugged into a bridge.
concept-macvlan-title = macvlan and ipvlan
concept-macvlan = macvlan makes further network interfaces out of one network card, each with a hardware address of its own, and gives them to containers; no bridge is needed. ipvlan does the same with the card's own hardware address and tells them apart by IP address. Normally host and container cannot reach each other through that card, although both reach everybody else. On Wi-Fi and at providers that allow only one hardware address, macvlan mostly does not work.
concept-vlan-title = VLAN
concept-vlan = A VLAN, virtual local network, is one of several networks on the same cables. Each packet carries a number from 1 to 4094, a tag (IEEE 802.1Q), and whoever is not in that network does not get the packet. Switches, bridges and interfaces have to be told who is in which one.

## Running

concept-init-title = init
concept-init = init is the first process of a system, number 1, which starts all others; today it is mostly systemd. Each container has one too, with the number 1 inside. It takes over processes whose parent has ended and clears them away when they end. When it ends itself, the kernel ends all other processes of the container. From inside, the kernel lets only those signals through to it that it has prepared for, so it cannot be killed by mistake.
concept-hook-title = Hook
concept-hook = A hook is a program of yours that a manager runs at a certain moment, such as before a container starts or after it has stopped. Most hooks run on the host, many as root, and none of the container's walls hold them. If a hook on the way to the start fails, the start mostly fails too, and its output is in the manager's log.
concept-template-title = Template and clone
concept-template = In Proxmox VE a template is a container that is kept as an original: it is never started, and its disk is not changed any more. From it one makes clones: a full clone copies the disk, a linked clone refers to it and stores only the differences, so the template has to stay. The archives of ready-made systems that one can download for new containers are called templates too; those are something else.
concept-profile-title = Profile (LXD, Incus)
concept-profile = A profile is a set of settings and devices with a name, which any number of instances can use. An instance can have several; where they differ, the later one in its list counts, and before all the instance's own settings. When a profile is changed, all that use it change. This has nothing to do with the profiles of AppArmor.
concept-oci-bundle-title = OCI bundle
concept-oci-bundle = OCI, the Open Container Initiative, describes how container programs such as Docker and Podman hand a container to the program that starts it (runc, crun). A bundle is a folder with a file `config.json`, which says everything about the container, and mostly with its root file system. It is a finished order for one start and not what people usually write by hand; an image, from which bundles are made, is something else.
