# Lints about device nodes and the device filter.

lint-t0002 = a device rule by its key of cgroup v1
lint-t0002-refused = a key of cgroup v1: { $who } refuses the whole file because of it
lint-t0002-ignored = a key of cgroup v1, which is passed over on a host that has cgroup v2: { $what }
lint-t0002-stays-closed = what it should open stays closed
lint-t0002-stays-open = what it should close stays open
lint-t0002-why = Distributions have cgroup v2 alone since about 2021. A pasted v1 line does nothing there, and LXC 7 does not even load a file that has one.
lint-t0002-fix = write the same rule under its name of cgroup v2

lint-t0003 = an allow list of devices without /dev/null
lint-t0003-unprivileged = turns the device filter of an unprivileged container into an allow list: { $node }{ $others ->
    [0] { "" }
    [one] {" "}and one other
   *[other] {" "}and { $others } others
 } are refused from then on
lint-t0003-privileged = this allow list lacks { $node }{ $others ->
    [0] { "" }
    [one] {" "}and one other
   *[other] {" "}and { $others } others
 }: the manager refuses to open what it does not name
lint-t0003-why = Without any rule there is no filter. The first allow rule makes a list, and what is not on it fails with “Operation not permitted”: services die that only want /dev/null or /dev/urandom. Transom keeps those open; LXC, LXD and Incus do not.
lint-t0003-fix = in an unprivileged container take the rule out, since the node's owner and mode decide there; in a privileged one include common.conf, or allow the usual devices too

lint-t0004 = a device rule where everything is allowed
lint-t0004-open = changes nothing under Proxmox: every device is allowed in an unprivileged container, and the node's owner and mode decide
lint-t0004-why = Such lines are pasted from recipes for privileged containers. What an unprivileged one lacks is a node that its own ids may open, and that is what `dev0:` gives it. Transom's own filter is closed until a line opens it.
lint-t0004-fix = a `devN` line brings the node, its owner and the rule together

lint-t0005 = a device rule that changes nothing
lint-t0005-redundant = changes nothing: other rules and the manager's own decide the same about { $rule }
lint-t0005-why = A rule that decides nothing hides which one does.
lint-t0005-fix = take the line out

lint-t0006 = a device number that is handed out when a driver loads
lint-t0006-dynamic = major { $major } is handed out when a driver loads: after the next boot or kernel it can be another device's
lint-t0006-uvm = recipes for NVIDIA's cards mean /dev/nvidia-uvm by { $major }, but that number is handed out when the driver loads: after the next boot or kernel it can be another device's
lint-t0006-why = The kernel gives such numbers in the order in which drivers come. A rule that was right when it was pasted opens nothing later, or something else: people meet it as a GPU that is lost with every new kernel.
lint-t0006-fix = name the device by its path, so that the number is looked up at each start

lint-t0007 = a rule for a device without its node
lint-t0007-none = opens { $node }, and no line brings the node itself: there is nothing to open
lint-t0007-mknod = opens { $node }, and no line brings the node itself: somebody in the container has to make it with mknod at each start
lint-t0007-why = The device filter and the node are two things. A rule alone makes no file below /dev.
lint-t0007-fix = pass the node through as well

lint-t0008 = a node that the device filter keeps closed
lint-t0008-closed = shows { $node } inside, and the device filter refuses to open it: no rule allows { $device }
lint-t0008-why = The node is to be seen, its mode is right, and opening it fails with “Operation not permitted”: the mount brings the file, and only a rule opens the device. Transom opens what a line shows like this; other managers do not.
lint-t0008-fix = add the rule

lint-t0009 = device rules that a later line takes back
lint-t0009-undone = undone by { $line }, which starts the list of devices anew
lint-t0009-why = `devices.deny = a` empties the list. It belongs before the rules that open something, and not behind them.
lint-t0009-fix = move the `deny = a` line above the rules that are to count, or take this line out

lint-t0010 = every device of the host is open
lint-t0010-privileged = opens every device of the host to a privileged container: its root can read and write the host's disks and memory
lint-t0010-proxmox = changes nothing under Proxmox: an unprivileged container has this line already, and the nodes' owners and modes decide
lint-t0010-unprivileged = changes nothing by itself in an unprivileged container: it has no filter as long as no rule makes one
lint-t0010-why = In a privileged container nothing but the device filter stands between root inside and the host's disks. In an unprivileged one the owner and mode of a node decide, and this line opens no node.
lint-t0010-fix = take the line out, and pass through the nodes that are needed, one by one

lint-t0011 = a device filter without a rule
lint-t0011-open = LXC filters nothing here: its list is empty, and every device stays open
lint-t0011-why = `deny = a` only says which kind of list follows. LXC makes a filter when there is a rule to put into it, and without one the container reaches every device that file permissions let it open. Transom's filter is closed all the same.
lint-t0011-fix = allow what is needed behind it, /dev/null first

lint-t0012 = every USB device at once
lint-t0012-all = { $device } means every USB device of the host, keyboards and disks too, and those that are plugged in later
lint-t0012-serial = { $device } means every USB device of the host, keyboards and disks too; a serial adapter does not need it, its driver has a node of its own
lint-t0012-why = Nodes of major 189 speak to devices at the level of the bus, past their drivers and the rights on them. Recipes for serial sticks carry the line along although the stick works without it.
lint-t0012-fix = pass through the one device, by its name below /dev/serial/by-id where it is a serial one

lint-t0013 = every USB serial adapter at once
lint-t0013-all = { $device } means every serial adapter of that driver, and those that are plugged in later
lint-t0013-why = The number of an adapter follows the order of plugging, so people allow all of them. Two containers can then take each other's stick.
lint-t0013-fix = pass through the one device by its name below /dev/serial/by-id

lint-t0014 = the frame buffer beside a graphics card
lint-t0014-useless = { $device } is the host's text screen; computing and video on a graphics card never open it
lint-t0014-why = The line comes with recipes for Plex and Jellyfin. It lets the container read the host's screen, and does nothing for video.
lint-t0014-fix = take it out

lint-t0015 = a card with its display beside its render node
lint-t0015-card = { $device } controls the host's display; for computing and video the render node alone is needed
lint-t0015-why = A render node cannot show or see anything. The card's own node can, and programs that transcode do not need it.
lint-t0015-fix = take it out unless the container drives a screen

lint-t0016 = the host's folder of graphics nodes
lint-t0016-nobody = shows the host's graphics nodes inside, and they belong to nobody there: services get “Permission denied”
lint-t0016-privileged = shows every graphics card of the host inside with its display, where a render node is enough for video
lint-t0016-why = A bind brings the host's owners along, and the ids of an unprivileged container are others. The node is to be seen as nobody:nogroup and cannot be opened, which people then mend with mode 0666 on the host.
lint-t0016-fix = give the container its own render node, with the number of the group `render` inside

lint-t0017 = a USB device by its number of the moment
lint-t0017-number = { $node } names a USB device by a number that it has until it is plugged in again or the host starts again
lint-t0017-why = The last three digits count up with every plug. Some devices get a new number by themselves: a Coral stick does when it loads its firmware.
lint-t0017-fix = name it by a link that stays, below /dev/serial/by-id for serial ones; else bind the folder /dev/bus/usb, and set the rights by a rule of udev

lint-t0018 = a folder made for a single node
lint-t0018-left-out = a folder is made for { $source }, which is a single node and cannot be mounted on one: the container starts without it
lint-t0018-fails = a folder is made for { $source }, which is a single node and cannot be mounted on one: the start fails
lint-t0018-why = What is mounted on a folder must be a folder. `optional` then hides the failure, and the node is missing without a word.
lint-t0018-fix = have a file made

lint-t0019 = a folder of links without their targets
lint-t0019-links = { $folder } holds links alone, such as ../../ttyUSB0: what they point to is not inside by this line
lint-t0019-why = udev of the host makes these links; no udev makes them inside. The folder shows names that lead nowhere until the nodes are passed through as well.
lint-t0019-fix = name the device by its link, and the node behind it comes along

lint-t0020 = a node that is numbered in the order of plugging
lint-t0020-counted = { $node } is another device when they are plugged in another order; { $folder } has names that stay
lint-t0020-why = The kernel counts such nodes as they come. With two sticks, or after a replug, 0 may be the other one, or not there.
lint-t0020-fix = name the device by its link

lint-t0021 = a device that holds the host
lint-t0021-host = whoever opens { $device } has the host: it reaches past every limit of the container
lint-t0021-refused = { $device } cannot be opened here: the kernel asks for rights over the host itself, which no unprivileged container has
lint-t0021-why = Memory, I/O ports, microcode and the registers of the CPUs know nothing of containers. Programs for GPIO ask for /dev/mem out of habit, and work with /dev/gpiochip or /dev/gpiomem.
lint-t0021-fix = take it out, and pass through the one chip that is meant

lint-t0022 = a disk of the host as it is
lint-t0022-disk = { $device } is raw access to disks of the host: everything on them can be read and changed, whoever owns the files
lint-t0022-why = A file system's owners and modes count only for those who go through it. A disk that is mounted on the host at the same time is damaged by writing to it here.
lint-t0022-fix = mount the file system on the host and pass the folder through, or use a volume

lint-t0023 = keyboards and mice of the host
lint-t0023-played = what a program types through { $device } arrives at the host's own screen and consoles
lint-t0023-read = { $device } lets the container read what is typed on the host, passwords too
lint-t0023-why = Input devices are the whole host's. Streaming of games needs them; on a host with a keyboard, or somebody logged in, they are a way out.
lint-t0023-fix = take it out unless the container is for streaming or a seat of its own

lint-t0024 = loop devices, which are the whole host's
lint-t0024-loop = { $device }: loop devices belong to the whole host; the container sees and can take those of others
lint-t0024-why = There is one set of loop devices. The kernel also reads what is on them, and a made-up file system is a way into it.
lint-t0024-fix = build images on the host or in a virtual machine; fuse2fs and squashfuse mount them without a loop device

lint-t0025 = a node with another group's number
lint-t0025-group = { $node } gets group { $number }, which is `{ $group }`; services that use it are in `{ $expected }`
lint-t0025-why = The number is that of a group inside. Recipes say 44 for everything; since Debian 11 computing has a group of its own.
lint-t0025-fix = look the number up inside with `getent group`, and write that one

lint-t0026 = a node for root alone
lint-t0026-root = { $node } belongs to root inside, mode { $mode }; a service of its own user cannot open it without the group `{ $group }`
lint-t0026-why = Services run as users of their own and reach devices by a group. Without one the node is there, and opening it fails with “Permission denied”.
lint-t0026-fix = give it the number of that group inside, which `getent group` shows there

lint-t0027 = NVIDIA's nodes are not complete
lint-t0027-missing = brings a card of NVIDIA's, and no line brings { $node }: programs that compute fail at their first call
lint-t0027-why = nvidia-smi works with less, so the gap shows late: CUDA opens /dev/nvidia-uvm first. That node appears on the host only when something asks for it, such as `nvidia-modprobe -c 0 -u`.
lint-t0027-fix = add the node

lint-t0029 = Coral's card beside Coral's stick
lint-t0029-both = /dev/apex_0 is Coral's card for PCIe or M.2; the USB stick that this file also passes through has no such node
lint-t0029-why = The two recipes are copied together. `optional` hides that the node is not there.
lint-t0029-fix = keep the lines of the one that is in the machine

lint-t0030 = a device that nothing opens any more
lint-t0030-old = { $device } is of no use today: the programs that needed it are gone, or have other means
lint-t0030-why = kqemu ended in 2011. QEMU has its own clock and needs neither /dev/hpet nor /dev/rtc.
lint-t0030-fix = take it out

lint-t0031 = the kernel's log
lint-t0031-log = { $device } shows the whole host's kernel log inside, and takes lines that look like the kernel's
lint-t0031-why = The log has addresses, names of other containers and their mishaps. kubelet asks for it; it does without where KubeletInUserNamespace is set.
lint-t0031-fix = take it out, or pass it through for reading only

lint-t0032 = a device with direct memory access
lint-t0032-memory = whoever drives the device behind { $device } reaches the host's memory as far as its IOMMU group lets it
lint-t0032-limit = whoever drives the device behind { $device } reaches the host's memory as far as its IOMMU group lets it; and no line raises `memlock`, without which QEMU cannot use it
lint-t0032-why = VFIO hands a whole device over. The IOMMU is all that keeps it from the host's memory, and what a guest does to its firmware stays.
lint-t0032-fix = keep it for containers that are trusted like the host, and raise the limit: `lxc.prlimit.memlock`

lint-t0033 = one node by two lines
lint-t0033-twice = { $line } already gives the container a { $node } of its own; this one mounts the host's node, with the host's owner, at the same place
lint-t0033-why = One of the two covers the other. If the host's node wins, its owner is nobody inside, and the group that the other line gives is lost.
lint-t0033-fix = take this line out
