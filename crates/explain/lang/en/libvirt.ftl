# Elements and attributes of libvirt's domains.

libvirt-xml = Says that the file is XML.
libvirt-holds = Holds the lines about `<{ $element }>`.
libvirt-ends = Ends `<{ $element }>`.
libvirt-ignored = Is stored by libvirt, whose LXC driver does nothing with it.
libvirt-own = Is libvirt's own note about the running container.
domain-type = Says that this is a container of libvirt's LXC driver.
domain-name = Names the container { $name }, which is its host name inside too.
domain-name-apart = Names the container { $name }; its host name inside is { $host }.
domain-uuid = Gives the container the lasting id { $id }, which its first process finds in its environment.
domain-title = Describes the container for people: { $text }.
domain-title-sentence = Describes the container for people: { $text }

# Limits.
domain-memory-none = Sets no limit of memory.
libvirt-bytes = { $bytes } bytes ({ $mebibytes } MiB)
libvirt-memory-unit = Says that the number counts { $unit }.
libvirt-soft-limit = Makes the kernel take memory back from the container above { $size }.
libvirt-soft-limit-none = Sets no such limit.
libvirt-swap = Limits memory and swap together, which leaves { $size } for swap.
domain-cpuset = Lets the container run on the host's CPUs { $cpus } only.
domain-cpuset-named = Names the CPUs { $cpus }.
domain-shares = Sets the container's share of CPU time where CPUs are short: { $shares }, a weight of { $weight } where everybody's is 100.
domain-quota = Limits CPU time to { $quota } microseconds in each { $period }, that of { $cpus } CPUs.
domain-period = Is the time in which the quota may be used up: { $period } microseconds.
libvirt-disk-weight = Sets the container's weight at disks to { $weight }, where everybody's is 100.
libvirt-numa-memory = Takes memory only from the host's memory nodes: { $nodes }.

# The first process.
libvirt-os-type = Says that a program is started, not a virtual machine.
libvirt-os-type-for = Says that a program is started, not a virtual machine, and that it is for { $arch } processors.
domain-arch = Says that the programs inside are for { $arch } processors.
domain-init = Starts { $program } as the first process.
domain-initarg = Gives the first process the argument { $argument }.
domain-initenv = Sets for the first process the variable { $name } to { $value }.
domain-initenv-part = Sets a variable for the first process.
domain-initdir = Starts the first process in the folder { $folder }.
domain-inituser = Starts the first process as user { $user } of the container.
domain-initgroup = Starts the first process as group { $group } of the container.
domain-cmdline = Tells the first process `{ $text }`, in the variable LIBVIRT_LXC_CMDLINE.
domain-console = Gives the container a console, which is /dev/console and /dev/tty1 inside.
domain-console-more = Gives the container one more terminal, numbered in the order of the file.

# Rights and namespaces. { $right } is what a capability lets a process do, with its name.
domain-idmap = Is part of the id map: { $value }.
libvirt-private-network = Gives the container a network of its own with loopback alone.
libvirt-private-network-already = Gives the container a network of its own, which its interfaces do already.
libvirt-capability-policy =
    { $policy ->
        [allow] Leaves the processes inside every special right (capability), except those named below.
        [deny] Takes every special right (capability) from the processes inside, except those named below.
       *[default] Takes from the processes inside the special rights (capabilities) that libvirt takes from every container.
    }
libvirt-capability-off = Takes from all processes inside, root too, the right to { $right }.
libvirt-capability-on = Leaves the processes inside the right to { $right }.
libvirt-apparmor = Puts the container under the AppArmor profile { $profile }.
libvirt-security-label = Is part of a label of the host's security module.
libvirt-share =
    { $what ->
        [network] Shares the network of { $place }.
        [ipc] Shares the message queues and shared memory of { $place }.
       *[uts] Shares the host name of { $place }.
    }
libvirt-share-unknown =
    { $what ->
        [network] Shares the network of another container.
        [ipc] Shares the message queues and shared memory of another container.
       *[uts] Shares the host name of another container.
    }

# File systems. { $root } is what the root file system is taken from: `the folder /srv/lab`.
libvirt-filesystem = Is part of a file system that is shown inside.
libvirt-root =
    { $is_read_only ->
        [yes] Takes { $root } as the container's root file system, read-only.
       *[no] Takes { $root } as the container's root file system.
    }
libvirt-volume = Mounts the file system on { $device } at { $target } inside.
libvirt-shown =
    { $is_read_only ->
        [yes] Shows { $source } of the host at { $target } inside, read-only; what is mounted below it stays out.
       *[no] Shows { $source } of the host at { $target } inside; what is mounted below it stays out.
    }
libvirt-shown-again =
    { $is_read_only ->
        [yes] Shows { $source } of the container at { $target } too, read-only.
       *[no] Shows { $source } of the container at { $target } too.
    }
libvirt-memory =
    { $is_read_only ->
        [yes] Gives the container an empty file system in memory at { $target }, read-only.
       *[no] Gives the container an empty file system in memory at { $target }.
    }
libvirt-filesystem-source = Is what is shown inside: { $source } of the host.
libvirt-filesystem-target = Is where it is shown inside: { $path }.
libvirt-filesystem-target-root = Is where it is shown: as the container's root.
libvirt-filesystem-readonly = Lets nobody inside write there.
libvirt-filesystem-usage = Is how large the files there may grow together: { $size }.
libvirt-filesystem-driver = Says how the image is attached: { $driver }.

# Network interfaces.
libvirt-interface = Is part of a network interface.
libvirt-interface-bridge = Gives the container the network interface { $name }, a virtual cable to the host's bridge { $bridge } (a switch in software).
libvirt-interface-pair = Gives the container the network interface { $name }, a virtual cable to the host, plugged into no bridge.
libvirt-interface-macvlan = Gives the container the network interface { $name }, a hardware address of its own on the host's interface { $link }.
libvirt-interface-host = Gives the container the network interface { $name }, the host's interface { $link }.
libvirt-interface-other = Gives the container the network interface { $name }, an interface of the host.
libvirt-interface-source = Is what the interface is connected to: { $source }.
libvirt-interface-mode = Says how interfaces on the same card see each other: { $mode }.
libvirt-interface-mac = Sets the interface's hardware address to { $address }.
libvirt-interface-target = Calls the host's end of the interface { $name }.
libvirt-interface-target-own = Is libvirt's own name for the host's end, which is made anew at each start.
libvirt-interface-name = Calls the interface { $name } inside.
libvirt-interface-ip = Gives the interface the address { $address }, and brings it up.
libvirt-address = Sets an address.
libvirt-address-part = Is part of an address.
libvirt-interface-route = Sends what is meant for other networks by this gateway.
libvirt-interface-up = Brings the interface up inside.
libvirt-interface-down = Leaves the interface down inside, unless it has an address.

# Devices and disks.
libvirt-clock = Gives the container a clock device, for reading only.
libvirt-hostdev = Passes a device of the host through.
libvirt-card = Moves a network interface of the host into the container; the host loses it until the container stops.
libvirt-card-named = Moves the host's network interface { $name } into the container; the host loses it until the container stops.
libvirt-hostdev-source = Is the device of the host: { $device }.
libvirt-hostdev-optional = Starts the container without the device where it is missing.
libvirt-hostdev-required = Does not start the container where the device is missing.
libvirt-disk = Gives the container a disk of the host.
libvirt-disk-source = Is the disk of the host: { $disk }.
libvirt-disk-target = Is its name inside: /dev/{ $name }.
libvirt-disk-readonly = Lets the disk be opened for reading only.
