# Devices, by the keys of the table in src/devices/table.rs: the name; what it grants (a phrase that follows "is" or "for"); why it is a risk
# (a phrase that follows "Beware:" or a colon); and the usual mistake (whole sentences).

device-mem = physical memory
device-mem-grants = all of the host's physical memory
device-mem-risk = whoever opens it controls the host
device-mem-mistake = It is passed for GPIO on small boards: `/dev/gpiochipN` or `/dev/gpiomem` does that without the memory. In an unprivileged container the kernel refuses it whatever the line says.

device-null = null
device-null-grants = the empty file that swallows what is written
device-null-risk = there is nothing in it that belongs to anybody
device-null-mistake = Every program needs it: an allow-list that forgets it breaks the whole container.

device-port = I/O ports
device-port-grants = the host's raw I/O ports
device-port-risk = whoever opens it controls the host

device-zero = zero
device-zero-grants = an endless supply of zero bytes
device-zero-risk = there is nothing in it that belongs to anybody

device-full = full
device-full-grants = a file that is always full, for tests
device-full-risk = there is nothing in it that belongs to anybody

device-random = random
device-random-grants = the kernel's random numbers
device-random-risk = what is written is only mixed in, and makes nothing worse

device-urandom = urandom
device-urandom-grants = the kernel's random numbers
device-urandom-risk = what is written is only mixed in, and makes nothing worse

device-kmsg = kernel log
device-kmsg-grants = the kernel's log
device-kmsg-risk = shows the whole host's kernel log, and can write to it
device-kmsg-mistake = It is passed because kubelet will not start without it: reading is enough for that, so refuse writing (`deny-write=1` on Proxmox VE). `lxc.kmsg` has been gone since LXC 3.

device-tty-console = virtual consoles
device-tty-console-grants = the host's text consoles
device-tty-console-risk = can read what is typed on the host's console
device-tty-console-mistake = A container has terminals of its own: `lxc.tty.max` or `tty:` makes them. The host's are never needed for a login.

device-tty-serial = serial ports
device-tty-serial-grants = built-in serial ports
device-tty-serial-risk = may be the host's own serial console
device-tty-serial-mistake = `ttyS0` has the minor number 64, not 0: 4:0 is the console on the screen.

device-tty = own terminal
device-tty-grants = the terminal of the process that opens it
device-tty-risk = it is always the caller's own terminal

device-console = console
device-console-grants = the system console
device-console-risk = the host's one shows what the host prints, and takes commands where a login waits on it
device-console-mistake = Managers put a terminal of the container's own at this path. The host's node is not needed there.

device-ptmx = pseudo terminals
device-ptmx-grants = new pseudo terminals
device-ptmx-risk = in a container it makes terminals of the container's own devpts

device-lp = parallel printers
device-lp-grants = printers at parallel ports
device-lp-risk = paper is all that can be wasted

device-vcs = text screens
device-vcs-grants = the content of the host's text consoles
device-vcs-risk = can read and write the host's screens

device-ram = RAM disks
device-ram-grants = disks made of memory
device-ram-risk = takes memory of the host

device-floppy = floppy disks
device-floppy-grants = floppy drives
device-floppy-risk = a disk that lies in the drive can be read and written

device-loop = loop devices
device-loop-grants = files used as disks
device-loop-risk = loop devices belong to the whole host: a container sees the others' too
device-loop-mistake = To mount what is on one, the kernel wants real root, so in an unprivileged container it stays of little use: build images on the host, or mount them with fuse2fs or squashfuse.

device-sd = SCSI and SATA disks
device-sd-grants = whole disks of the host
device-sd-risk = raw access to a disk is access to everything on it
device-sd-mistake = The letters follow the order in which disks are found: after the next boot `sda` may be another one. `/dev/disk/by-id/` has names that stay. Files are better shared by a mount of their folder.

device-md = RAID arrays
device-md-grants = the host's software RAID
device-md-risk = raw access to a disk is access to everything on it

device-tape = tape drives
device-tape-grants = tape drives
device-tape-risk = can overwrite whatever tape is in the drive
device-tape-mistake = A backup program usually wants the node without rewinding, `/dev/nst0`, and the changer's `/dev/sgN` beside it.

device-psaux = PS/2 mouse
device-psaux-grants = a PS/2 mouse
device-psaux-risk = can read what the host's mouse does

device-watchdog = watchdog
device-watchdog-grants = the hardware watchdog
device-watchdog-risk = can reset the host
device-watchdog-mistake = Opening it is enough to arm it: if the program ends without disarming it, the host resets after a minute or so.

device-rtc-misc = clock
device-rtc-misc-grants = the hardware clock
device-rtc-misc-risk = can set the host's clock
device-rtc-misc-mistake = This number is of old kernels: today `/dev/rtc` leads to `/dev/rtc0`, whose major number is handed out as drivers load. A container's clock is the host's: keep time on the host.

device-vhci = virtual Bluetooth
device-vhci-grants = virtual Bluetooth controllers
device-vhci-risk = its controllers appear in the host's Bluetooth

device-nvram = firmware settings
device-nvram-grants = the firmware's settings memory
device-nvram-risk = can change the firmware's settings

device-vmmon = VMware's monitor
device-vmmon-grants = virtual machines of VMware
device-vmmon-risk = a driver from outside the kernel that works with the host's memory

device-hwrng = hardware random numbers
device-hwrng-grants = the hardware's random numbers
device-hwrng-risk = can use up what the hardware makes in a second; nothing can be harmed

device-microcode = CPU microcode
device-microcode-grants = loading CPU microcode
device-microcode-risk = whoever opens it controls the host

device-vfio = VFIO
device-vfio-grants = handing devices to virtual machines; of no use without a group node
device-vfio-risk = with a group node it gives direct memory access
device-vfio-mistake = Alone it does nothing: QEMU also needs `/dev/vfio/NUMBER` of the device's IOMMU group, and a limit on locked memory as large as the machine's memory (`lxc.prlimit.memlock`).

device-tun = TUN/TAP
device-tun-grants = virtual network interfaces made by programs, as QEMU, OpenVPN and Tailscale make them
device-tun-risk = its interfaces are in the container's own network, and making one needs rights that hold there alone
device-tun-mistake = A container cannot load modules: when the program says that `modprobe tun` failed, the module is missing on the host, or the node is missing inside. LXD and Incus give it to every container already.

device-cuse = CUSE
device-cuse-grants = character devices served by programs
device-cuse-risk = its devices appear on the host, for other programs to open

device-watchdog-old = further watchdogs
device-watchdog-old-grants = hardware watchdogs of old kernels
device-watchdog-old-risk = can reset the host

device-uinput = virtual input
device-uinput-grants = keyboards and mice played by programs
device-uinput-risk = what it types arrives at the host's own seat
device-uinput-mistake = The devices that it makes appear on the host, not in the container: a program inside sees them only through `/dev/input`, which has to be passed, too.

device-tpm = TPM
device-tpm-grants = the host's trusted platform module
device-tpm-risk = works with the host's keys
device-tpm-mistake = One program at a time can have it open. `/dev/tpmrm0`, through the kernel's resource manager, is made for sharing; a software TPM (swtpm) is the better choice for a container.

device-mcelog = machine checks
device-mcelog-grants = hardware errors that the CPU reports
device-mcelog-risk = shows the host's hardware errors

device-hpet = timer
device-hpet-grants = a hardware timer; of no use today
device-hpet-risk = a few timers of the host can be used up
device-hpet-mistake = Old recipes for virtual machines have it; QEMU has not used it for years, so the line can go.

device-fuse = FUSE
device-fuse-grants = file systems served by programs, such as sshfs or rclone
device-fuse-risk = its mounts are in the container's own tree, and the program that serves them is inside
device-fuse-mistake = The node is not enough where AppArmor forbids mounts of the type `fuse`: `features: fuse=1` of Proxmox VE brings both. A backup that freezes the container can hang on such a mount.

device-snapshot = hibernation
device-snapshot-grants = the image of the host's memory for hibernation
device-snapshot-risk = whoever opens it controls the host

device-kvm = KVM
device-kvm-grants = the CPU's hardware virtualization, which QEMU uses to run virtual machines at full speed
device-kvm-risk = a large part of the kernel comes within reach; it is no way to the host's files
device-kvm-mistake = The user that runs QEMU inside must be in the group that owns the node: give the node the container's own `kvm` group. `kvm-ok` as root says yes all the same. And `chmod 666` on the host opens it to everybody there.

device-btrfs-control = btrfs
device-btrfs-control-grants = btrfs's list of disks
device-btrfs-control-risk = has the host's kernel look for btrfs on disks

device-autofs = autofs
device-autofs-grants = mounting on demand
device-autofs-risk = controls mounts on demand of whoever has them

device-mapper-control = device mapper
device-mapper-control-grants = new block devices over any disk of the host
device-mapper-control-risk = whoever opens it controls the host's disks
device-mapper-control-mistake = It is passed for LVM or encrypted disks inside. Its maps are the host's: open the disk on the host, and give the container the one device that comes of it, or a mount.

device-loop-control = loop control
device-loop-control-grants = new loop devices, which use files as disks
device-loop-control-risk = loop devices belong to the whole host
device-loop-control-mistake = It hands out a number, and the node of that number is then missing inside: nodes of the host do not appear in a container's /dev.

device-vhost-net = vhost-net
device-vhost-net-grants = faster network for virtual machines, done in the kernel
device-vhost-net-risk = the kernel reads the memory of virtual machines that people inside control
device-vhost-net-mistake = Without the module on the host the node leads nowhere: `modprobe vhost_net` there. QEMU works without it, only slower.

device-uhid = virtual HID
device-uhid-grants = input devices played by programs
device-uhid-risk = its devices appear on the host

device-userio = virtual PS/2
device-userio-grants = PS/2 devices played by programs, for tests
device-userio-risk = what it types arrives at the host

device-vhost-vsock = vhost-vsock
device-vhost-vsock-grants = sockets between a host and its virtual machines
device-vhost-vsock-risk = the numbers of its machines count for the whole host, so that containers can take each other's
device-vhost-vsock-mistake = Two containers that choose the same number (CID) for a virtual machine get in each other's way: give each its own.

device-rfkill = radio switch
device-rfkill-grants = switching radios off and on
device-rfkill-risk = can switch the host's wireless network off

device-zfs = ZFS
device-zfs-grants = commands to the ZFS file system
device-zfs-risk = reaches the host's pools
device-zfs-mistake = The number is ZFS's own choice, in the range for local use. Commands from an unprivileged container only work for datasets that were delegated to it (`zfs zone`).

device-sr = optical drives
device-sr-grants = CD and DVD drives
device-sr-risk = the disc in the drive can be read, and written if it can be
device-sr-mistake = Ripping programs want the pair: this node and the drive's `/dev/sgN`. `lsscsi -g` shows which belong together. Neither needs an unconfined container.

device-input = input devices
device-input-grants = keyboards, mice and game pads of the host
device-input-risk = can read what is typed on the host
device-input-mistake = The numbers of `eventN` follow the order in which devices are found: pass the one that is meant by its name in `/dev/input/by-id`.

device-oss = sound (OSS)
device-oss-grants = sound by the old interface
device-oss-risk = includes the microphone, where there still is such a device

device-sg = SCSI commands
device-sg-grants = raw SCSI commands to drives
device-sg-risk = reaches disks too
device-sg-mistake = The numbers follow the order in which drives are found: when a disk comes or goes, the node of the optical drive may be that of a disk.

device-fb = frame buffers
device-fb-grants = the host's screen as memory
device-fb-risk = can read the host's screen
device-fb-mistake = It is copied along with recipes for graphics cards; transcoding does not need it.

device-nbd = network block devices
device-nbd-grants = disks over the network
device-nbd-risk = they belong to the whole host

device-v4l = video (V4L2)
device-v4l-grants = cameras, TV cards and video codecs
device-v4l-risk = a camera sees the room
device-v4l-mistake = The number may be another one after the camera was plugged again, and one camera has several: pass it by its name in `/dev/v4l/by-id`, with the `video` group of the container.

device-i2c = I2C buses
device-i2c-grants = chips on the board
device-i2c-risk = can change firmware on a PC
device-i2c-mistake = On a PC the buses lead to memory modules, voltage regulators and the graphics card: pass the one bus that is meant, never all.

device-mtd = flash chips
device-mtd-grants = raw flash memory
device-mtd-risk = can change the firmware

device-parport = parallel ports
device-parport-grants = raw parallel ports
device-parport-risk = only what is plugged in is within reach

device-ppp = PPP
device-ppp-grants = dial-up and DSL connections
device-ppp-risk = its interfaces are in the container's own network, but an old part of the kernel does the work
device-ppp-mistake = The module `ppp_generic` must be loaded on the host; a container cannot load it.

device-snd = sound (ALSA)
device-snd-grants = sound cards
device-snd-risk = includes the microphone
device-snd-mistake = The folder alone is not enough: its nodes belong to the host's `audio` group, which is nobody inside an unprivileged container. A socket of PipeWire or PulseAudio is often simpler.

device-pts = pseudo terminals
device-pts-grants = terminals of shells
device-pts-risk = a container has a devpts of its own

device-drbd = mirrored disks (DRBD)
device-drbd-grants = disks that are mirrored over the network
device-drbd-risk = raw access to a disk is access to everything on it

device-spi = SPI buses
device-spi-grants = chips on the board
device-spi-risk = reaches whatever chip is on that bus, flash memory with firmware too

device-ttyacm = USB modems and serial sticks (ttyACM)
device-ttyacm-grants = USB modems and Zigbee or Z-Wave sticks
device-ttyacm-risk = one stick is one radio or modem; a rule with `*` is for all that will ever be plugged in
device-ttyacm-mistake = The number changes when the stick is plugged again: use its name in `/dev/serial/by-id`, and the container's `dialout` group. The by-id folder alone holds links only, whose targets must be inside, too.

device-mmc = SD cards
device-mmc-grants = SD cards and built-in flash
device-mmc-risk = raw access to a disk is access to everything on it

device-hiddev = USB HID
device-hiddev-grants = USB input devices
device-hiddev-risk = it may be a keyboard as well as a power supply's control

device-usblp = USB printers
device-usblp-grants = USB printers and other classes
device-usblp-risk = paper is all that can be wasted

device-ttyusb = USB serial adapters (ttyUSB)
device-ttyusb-grants = USB serial adapters, such as Zigbee sticks and meters
device-ttyusb-risk = one adapter is one device behind it; a rule with `*` is for all that will ever be plugged in
device-ttyusb-mistake = The number changes when the adapter is plugged again: use its name in `/dev/serial/by-id`, and the container's `dialout` group. Rules for 189 (raw USB) are not needed for it.

device-usb-bus = raw USB
device-usb-bus-grants = USB devices at the level of their bus; the number changes when one is plugged again
device-usb-bus-risk = with a wildcard: every USB device, keyboards and disks too
device-usb-bus-mistake = A serial stick does not need it, and a device that loads firmware (Coral) comes back under another number. Bind the folder `/dev/bus/usb` and set the mode by a udev rule on the host, or use the manager's `usb` device, which follows the device. The kernel's devices.txt still has an old meaning for 189.

device-nvidia-modeset = NVIDIA mode setting
device-nvidia-modeset-grants = the display part of NVIDIA's driver
device-nvidia-modeset-risk = a large driver from outside the kernel comes within reach

device-nvidiactl = NVIDIA control
device-nvidiactl-grants = the control node of NVIDIA's driver
device-nvidiactl-risk = a large driver from outside the kernel comes within reach, and containers share the card's memory

device-nvidia = NVIDIA graphics cards
device-nvidia-grants = NVIDIA graphics cards, for computing and video
device-nvidia-risk = a large driver from outside the kernel comes within reach, and containers share the card's memory
device-nvidia-mistake = CUDA also needs `/dev/nvidiactl` and `/dev/nvidia-uvm`, whose major number is handed out when the driver loads. The libraries inside must have exactly the version of the host's driver: a mismatch looks like a missing right, and is none.

device-msr = CPU registers
device-msr-grants = model-specific registers of the CPUs
device-msr-risk = whoever opens it controls the host

device-xvd = Xen disks
device-xvd-grants = disks of a Xen guest
device-xvd-risk = raw access to a disk is access to everything on it

device-cpuid = CPUID
device-cpuid-grants = what the CPUs can do
device-cpuid-risk = every program can ask the CPU for the same

device-tty-board = serial ports of boards
device-tty-board-grants = serial ports of ARM and other boards
device-tty-board-risk = may be the host's own serial console

device-dvb = TV tuners (DVB)
device-dvb-grants = digital TV tuners
device-dvb-risk = receives radio, and that is all
device-dvb-mistake = The adapters are numbered anew at each boot, and the minor numbers of devices.txt are not those of today's kernels: pass the whole folder with the `video` group of the container.

device-rfcomm = Bluetooth serial
device-rfcomm-grants = serial lines over Bluetooth
device-rfcomm-risk = one line leads to one paired device
device-rfcomm-mistake = Bluetooth itself does not work in a container with a network of its own: its sockets are in the host's network alone, and no device line changes that.

device-dri-card = graphics card (DRM)
device-dri-card-grants = a graphics card with its displays
device-dri-card-risk = controls the host's display
device-dri-card-mistake = Transcoding needs the render node only. The number follows the order in which cards are found: with two cards, `card0` may be the other one after an update of the kernel.

device-dri-render = render node (DRM)
device-dri-render-grants = computing and video on a graphics card, without its display
device-dri-render-risk = only computing on the card, whose memory is kept apart by process
device-dri-render-mistake = The group's number is the container's, not the host's: look up `render` in the container's /etc/group (104, 992 and 993 are all common). `chmod 666` on the host opens it to everybody there.

device-dri = graphics cards (DRM)
device-dri-grants = graphics cards
device-dri-risk = cards, unlike render nodes, control the host's display
device-dri-mistake = The folder brings the cards along, and its nodes keep the host's owners, who are nobody inside: pass the render node alone.

device-hvc = consoles of virtual machines
device-hvc-grants = the console that a hypervisor gives to its guest
device-hvc-risk = may be the host's own console

device-zvol = ZFS volumes
device-zvol-grants = block devices of ZFS, disks of virtual machines as a rule
device-zvol-risk = raw access to a disk is access to everything on it
device-zvol-mistake = The number is ZFS's own choice; the nodes are numbered as they are found: `/dev/zvol/POOL/NAME` stays.

device-infiniband = InfiniBand
device-infiniband-grants = remote memory access over the network
device-infiniband-risk = the card writes to memory by itself, and management nodes reach the whole network
device-infiniband-mistake = Programs need `uverbsN` and `rdma_cm` and a high limit on locked memory; `umadN` and `issmN` are for those who manage the network.

device-nvme = NVMe disks and partitions
device-nvme-grants = whole disks of the host
device-nvme-risk = raw access to a disk is access to everything on it
device-nvme-mistake = Minor numbers of this major are handed out as partitions are found: 259:0 is another one after the next boot. `/dev/disk/by-id/` has names that stay.

device-accel = compute accelerators
device-accel-grants = accelerators for neural networks
device-accel-risk = only computing on the accelerator

device-kfd = AMD compute (ROCm)
device-kfd-grants = computing on AMD's graphics cards
device-kfd-risk = a large driver comes within reach, and containers share the card's memory
device-kfd-mistake = It belongs to the group `render`, not `video`, and needs the card's `/dev/dri/renderDN` beside it. "Invalid argument" is no missing right: then driver and libraries do not fit.

device-nvidia-uvm = NVIDIA memory (CUDA)
device-nvidia-uvm-grants = memory that CUDA programs share with the card
device-nvidia-uvm-risk = a large driver from outside the kernel comes within reach
device-nvidia-uvm-mistake = Its major number is another one after each update of the kernel or driver (234, 235, 238 and 508 to 511 have all been pasted): name the node by its path. It appears only when something has used the driver: `nvidia-modprobe -u` on the host makes it.

device-nvidia-caps = NVIDIA capabilities
device-nvidia-caps-grants = parts of a divided NVIDIA card (MIG)
device-nvidia-caps-risk = `nvidia-cap1` may divide the card anew

device-hidraw = raw HID
device-hidraw-grants = keyboards, security keys and other devices without their drivers
device-hidraw-risk = can read what is typed on the host
device-hidraw-mistake = The number changes when a device is plugged again, and so may the major after a boot: find the one that is meant by its vendor and product.

device-gpiochip = GPIO pins
device-gpiochip-grants = pins of the board
device-gpiochip-risk = switches whatever is wired to the pins

device-vfio-group = VFIO groups
device-vfio-group-grants = a PCI device with all its memory access
device-vfio-group-risk = the device can reach the host's memory as far as the IOMMU lets it
device-vfio-group-mistake = It is of use only together with `/dev/vfio/vfio`; everything in the same IOMMU group goes along, and the host must have given the devices up.

device-rtc = clock
device-rtc-grants = the hardware clock
device-rtc-risk = can set the host's clock, and have it wake up
device-rtc-mistake = A container's clock is the host's: keep time on the host.

device-tpmrm = TPM, shared
device-tpmrm-grants = the host's trusted platform module through the kernel's resource manager
device-tpmrm-risk = works with the host's keys; programs are kept apart

device-tpm-more = further TPMs
device-tpm-more-grants = trusted platform modules after the first
device-tpm-more-risk = works with the host's keys

device-watchdog-n = watchdogs
device-watchdog-n-grants = hardware watchdogs
device-watchdog-n-risk = can reset the host
device-watchdog-n-mistake = Opening one is enough to arm it.

device-dma-heap = DMA heaps
device-dma-heap-grants = buffers for graphics and video
device-dma-heap-risk = takes memory of the host that no limit of the container may count

device-ptp = precise clocks (PTP)
device-ptp-grants = clocks of network cards
device-ptp-risk = can set the network card's clock

device-pps = pulses (PPS)
device-pps-grants = the pulse of a precise clock, once a second
device-pps-risk = can disturb who keeps time by it

device-mei = Intel management engine
device-mei-grants = commands to Intel's management engine
device-mei-risk = reaches below the operating system

device-apex = Coral accelerator (PCIe)
device-apex-grants = Google's Coral on a PCIe or M.2 card
device-apex-risk = only computing on the accelerator
device-apex-mistake = This is the PCIe card; a Coral at the USB port needs `/dev/bus/usb`, and this node never appears for it. The driver (gasket) comes from outside the kernel and must be built again for each new one.

device-media = media controllers
device-media-grants = the wiring of cameras and codecs
device-media-risk = a camera sees the room

device-cec = HDMI remote control (CEC)
device-cec-grants = televisions at the HDMI port
device-cec-risk = can switch the television

device-lirc = infrared
device-lirc-grants = infrared remote controls
device-lirc-risk = can send and receive what remote controls do

device-nvme-control = NVMe control
device-nvme-control-grants = commands to NVMe disks
device-nvme-control-risk = can erase disks and change their firmware

device-nvme-generic = NVMe commands
device-nvme-generic-grants = raw commands to NVMe disks
device-nvme-generic-risk = reads and writes past the file systems

device-bsg = SCSI commands (bsg)
device-bsg-grants = raw SCSI commands to drives and controllers
device-bsg-risk = reaches disks too

device-usbmon = USB traffic
device-usbmon-grants = everything that goes over a USB bus
device-usbmon-risk = can read what is typed on the host

device-ipmi = IPMI
device-ipmi-grants = commands to the server's management controller
device-ipmi-risk = can switch the host off and change who may manage it

device-uio = drivers in programs (UIO)
device-uio-grants = a device's registers and memory
device-uio-risk = a device that is driven from inside can reach the host's memory

device-macvtap = macvtap
device-macvtap-grants = an interface of the host as a file, for virtual machines
device-macvtap-risk = the interface that it belongs to is in reach, and no other

device-drm-aux = display side channel
device-drm-aux-grants = the side channel to a display
device-drm-aux-risk = can change the settings of the host's displays

device-iio = sensors (IIO)
device-iio-grants = sensors for light, movement and the like
device-iio-risk = what sensors measure tells about the surroundings

device-wwan = mobile modems
device-wwan-grants = control channels of a mobile modem
device-wwan-risk = can send messages and dial at somebody's cost

device-dm = mapped disks (LVM, encryption)
device-dm-grants = volumes of LVM and encrypted disks
device-dm-risk = raw access to a disk is access to everything on it
device-dm-mistake = The numbers follow the order in which volumes are opened: use the name in `/dev/mapper` or `/dev/VG/LV`.

device-zram = compressed memory disks
device-zram-grants = disks in compressed memory, the host's swap as a rule
device-zram-risk = the host's swap holds pieces of everybody's memory

device-virtblk = disks of a virtual machine
device-virtblk-grants = disks of the machine, where it is a virtual one
device-virtblk-risk = raw access to a disk is access to everything on it

device-mdp = RAID arrays with partitions
device-mdp-grants = the host's software RAID, in the old form with partitions
device-mdp-risk = raw access to a disk is access to everything on it

device-rbd = Ceph disks
device-rbd-grants = disks of a Ceph cluster
device-rbd-risk = raw access to a disk is access to everything on it

device-vsock = vsock
device-vsock-grants = the number that this machine has for virtual sockets
device-vsock-risk = asking for a number is all that it does

device-userfaultfd = userfaultfd
device-userfaultfd-grants = handling of page faults by programs
device-userfaultfd-risk = attacks on the kernel are easier with it

device-udmabuf = shared buffers
device-udmabuf-grants = memory of programs as buffers for graphics
device-udmabuf-risk = takes memory of the host that no limit of the container may count

device-cpu-dma-latency = sleep of the CPUs
device-cpu-dma-latency-grants = how deeply CPUs may sleep
device-cpu-dma-latency-risk = can keep the host's CPUs awake, which costs power

device-vga-arbiter = VGA arbiter
device-vga-arbiter-grants = which graphics card answers to the old VGA addresses
device-vga-arbiter-risk = can take the screen from the host

device-binder = Android's binder
device-binder-grants = messages between programs of Android, for Waydroid and redroid
device-binder-risk = a part of the kernel with a record of serious faults comes within reach
device-binder-mistake = The node is not enough: the host's kernel needs the driver (`binder_linux`), which many distributions leave out, and today binderfs is mounted instead.

device-ntsync = Windows locks
device-ntsync-grants = locks as Windows programs have them, for Wine
device-ntsync-risk = only programs that share the node meet each other

device-sgx = SGX enclaves
device-sgx-grants = sealed memory of Intel's CPUs
device-sgx-risk = takes a part of the sealed memory

device-ecryptfs = eCryptfs
device-ecryptfs-grants = a daemon for encrypted folders
device-ecryptfs-risk = only the caller's own encrypted folders

# What all devices of a major number are, where they are of more than one kind.
device-major-memory = the kernel's memory devices, /dev/null and the like
device-major-consoles = consoles and serial ports
device-major-terminals = terminals
device-major-misc = the kernel's "misc" devices, small drivers that share one major
device-major-usb = USB printers and other classes
device-major-nvidia = NVIDIA graphics cards
device-major-graphics = graphics cards (DRM)
