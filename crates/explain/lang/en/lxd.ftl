# LXD's and Incus's own keys, devices and options. What follows a colon is the value as written.

lxd-section = Begins the part `{ $key }`.
lxd-field = Is a note of the manager's: `{ $key }`.
lxd-document = Begins or ends a document.
lxd-text = Is part of the value above.
lxd-profiles-none = Uses no profiles.
lxd-profiles = Takes what these profiles give, a later one's over an earlier one's: { $names }.
lxd-templates = Lists files that are filled in by templates.
lxd-image = Describes the image: { $value }.
lxd-boot = Decides how the container starts and stops beside others: { $value }.
lxd-environment = Sets the environment variable { $name } to { $value } for every process that is started.
lxd-modules = Loads the kernel modules { $names } on the host.
lxd-cloud-init = Is data for cloud-init inside.
lxd-user = Is a note of yours: { $text }.

# Limits.
lxd-cpu = Keeps the container on these CPUs of the host: { $cpus }.
lxd-cpu-allowance = Limits CPU time to { $quota } in every { $period }.
lxd-cpu-allowance-soft = Gives the container { $share } of everybody's weight for CPU time, when CPUs are short.
lxd-cpu-priority = Lets containers of the same weight with a higher number than { $number } go before this one, when CPUs are short.
lxd-limits = Limits what the container may use: { $value }.
lxd-memory-soft = Slows the container down when it uses more memory than { $size }.
lxd-memory-enforce-soft = Makes the memory limit a soft one: what lies above it is given back when memory is short.
lxd-memory-enforce-hard = Makes the memory limit a hard one, as it is without the line.
lxd-swap = Lets the container use { $size } of swap.
lxd-oom = Sets to { $number } how readily the kernel ends the container's processes when memory runs out.
lxd-hugepages = Limits huge pages of { $kind } to { $size }.

# Rights.
lxd-privileged = Makes the container privileged: root inside is root on the host, held back by rules alone.
lxd-unprivileged = Keeps root inside an ordinary user of the host.
lxd-nesting = Lets containers run inside.
lxd-nesting-off = Lets no containers run inside.
lxd-idmap = Decides which ids of the host the container's are: { $value }.
lxd-raw-idmap = Makes single ids of the host the same ones inside: { $ids }.
lxd-devlxd = Decides whether the container can ask the manager about itself: { $value }.
lxd-protection = Protects the container: { $value }.
lxd-syscalls-default = Forbids the system calls that load modules, boot another kernel or open files by handle.
lxd-syscalls-default-off = Forbids no system calls unasked.
lxd-syscalls = Decides which system calls are forbidden: { $value }.
lxd-intercept = Has system calls carried out on the container's behalf: { $value }.
lxd-lsm = Adds to the rules of the host's security module: { $value }.
lxd-raw-lxc = Adds lines of LXC's own format to what the manager generates.
lxd-nvidia = Brings NVIDIA's driver into the container: { $value }.
lxd-snapshots = Is about snapshots: { $value }.
lxd-migration = Is about moving a running instance: { $value }.
lxd-cluster = Is about clusters and other services: { $value }.
lxd-credential = Hands systemd inside a credential.
lxd-oci = Describes the application that the container runs: { $value }.
lxd-vm = Is for virtual machines: { $value }.
lxd-volatile = Is what the manager remembers, and still holds: { $value }.

# Devices; “it” in the sentences below is the device that an option belongs to.
lxd-device = Gives the container the device `{ $name }`.
lxd-none = Hides a device `{ $name }` that a profile gives.
lxd-disk = Is the disk `{ $name }`.
lxd-disk-root = Is the root file system.
lxd-disk-root-pool = Takes the root file system from the storage pool { $pool }.
lxd-disk-volume = Mounts the volume { $volume } at { $target }.
lxd-disk-memory = Mounts an empty file system in memory at { $target }.
lxd-disk-shown =
    { $is_read_only ->
        [yes] Shows { $source } of the host at { $target }, read-only.
       *[no] Shows { $source } of the host at { $target }.
    }
lxd-nic = Is a network interface.
lxd-nic-bridge = Gives the container the network interface { $name }, plugged into the bridge { $bridge }.
lxd-nic-pair = Gives the container the network interface { $name }, whose other end is on the host.
lxd-nic-moved = Moves the host's interface { $link } into the container as { $name }.
lxd-nic-part = Gives the container the network interface { $name }, a part of the host's { $link }.
lxd-nic-alone = Gives the container the network interface { $name }.
lxd-type =
    { $kind ->
        [nic] Says what kind of device it is: nic, a network interface.
        [disk] Says what kind of device it is: disk, a root, folder, file or volume.
        [unix-char] Says what kind of device it is: unix-char, a node of a character device.
        [unix-block] Says what kind of device it is: unix-block, a node of a block device.
        [unix-hotplug] Says what kind of device it is: unix-hotplug, nodes of USB devices by their ids.
        [usb] Says what kind of device it is: usb, a raw USB device.
        [gpu] Says what kind of device it is: gpu, a graphics card.
        [proxy] Says what kind of device it is: proxy, a passage for connections.
        [none] Says what kind of device it is: none, no device at all.
       *[other] Says what kind of device it is: { $kind }.
    }
lxd-source = Takes { $source }.
lxd-source-host = Takes { $path } of the host.
lxd-path = Puts it at { $path } inside.
lxd-path-root = Makes it the root.
lxd-pool = Takes it from the storage pool { $pool }.
lxd-readonly = Mounts it read-only.
lxd-readonly-off = Mounts it writable.
lxd-recursive = Takes what is mounted below the source along.
lxd-recursive-off = Leaves out what is mounted below the source.
lxd-shift = Shifts the files' owners by the container's id map, so that they are the same numbers inside.
lxd-shift-off = Leaves the files' owners as they are on the host.
lxd-propagation = Passes later mounts on between the host and the container: { $value }.
lxd-mount-options = Mounts it with these options: { $options }.
lxd-number =
    { $part ->
        [major] Sets the major number of the node, { $number }, whatever the host's node has.
       *[minor] Sets the minor number of the node, { $number }, whatever the host's node has.
    }
lxd-required = Refuses to start without it.
lxd-required-off = Starts without it where the host does not have it.
lxd-owner-user = Makes user { $id } inside its owner.
lxd-owner-group = Makes group { $id } inside its group.
lxd-mode = Sets its permission bits to { $mode }.
lxd-nictype = Makes it an interface of type { $kind }.
lxd-network = Plugs it into the manager's network { $network }, a bridge of that name.
lxd-parent = Plugs it into { $parent } of the host.
lxd-name = Names it { $name } inside.
lxd-hwaddr = Gives it the hardware address { $address }.
lxd-mtu = Sets its largest packet to { $bytes } bytes (MTU).
lxd-host-name = Names its end on the host { $name }.
lxd-address-static = Gives it the address { $address }.
lxd-address-reserved = Reserves the address { $address } for it; the guest asks for it by DHCP.
lxd-option = Sets { $key } to { $value }.
