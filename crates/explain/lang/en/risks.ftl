# What lines risk, and how much.

level-none = none
level-low = low
level-medium = medium
level-high = high
level-critical = critical

risk-void = It does nothing here, so that nothing is at stake by it.
risk-device-none = { $node } gives nothing that could do harm.
risk-device-void = { $node } gives { $gives }, and the kernel keeps that for real root: in an unprivileged container it opens nothing.
risk-device = { $node } gives { $gives }: { $risk }.
risk-every-device-root = Root inside can open every device of the host: its disks, its memory, its keyboards. That is the host.
risk-every-device-mapped = The device filter no longer refuses anything. What is left are file permissions: in an unprivileged container a node of the host is out of reach unless its mode lets everybody in.
risk-mknod-alone = Nodes can be made, but not opened.
risk-mknod-mapped = The kernel refuses mknod for devices in an unprivileged container, whatever the filter says.
risk-mknod-right-root = Root inside can make any node with mknod; which of them can be opened is up to the device filter alone.
risk-whichever-device = Major { $major } is whatever a driver has got by now: nobody can tell from the file what this opens.
risk-every-of-driver = This opens every device of the driver, now and later. { $node } gives { $gives }: { $risk }.
risk-rule-mapped = In an unprivileged container this rule alone opens nothing: the node must be there, and its file mode must let the container's ids in.

risk-socket = Whoever can write to { $path } gives orders to a program that runs as root on the host.
risk-vital-folder = { $path } is what the host is made of, and root inside can change it.
risk-vital-folder-read = { $path } shows what the host is made of, passwords and keys too, to root inside.
risk-vital-folder-mapped = { $path } is what the host is made of. Root inside is an ordinary user there: it reads what everybody may read.
risk-folder-read = Everybody inside can read { $path } as far as its file modes allow, and change nothing.
risk-folder-write = Root inside can change everything in { $path }; a setuid program put there would work on the host too.
risk-folder-shifted = Root inside writes in { $path } as root does: a setuid program put there would work on the host too. Everything below it is in reach, whoever owns it.
risk-folder-mapped = Files in { $path } keep their owners of the host, so that most of them show as "nobody" inside. What everybody on the host may read or write there, everybody inside may too.
risk-folder-of-links = { $path } holds links alone: they show what is plugged in, and open nothing without their nodes.
risk-folder-of-nodes = The nodes in { $path } keep their owners of the host, who are nobody inside: only those that are open to everybody can be opened.
risk-cgroup-write = Root inside can change its own part of the cgroup tree, as it can anyway in a cgroup namespace.
risk-hosts-root = The container lives in the host's own file tree: every file is the host's.
risk-proc-root = Kernel settings below /proc/sys hold for the whole host, and root inside can change them.
risk-proc-mapped = Kernel settings can be written as far as the id map allows: those of the container's own namespaces.
risk-sys-root = Through a writable /sys root inside can switch devices, power and modules of the host.
risk-sys-mapped = A writable /sys lets in what file modes allow; most of it belongs to the host's root.

risk-privileged = Privileged: root inside is root on the host. Only the rules of this file hold it back; a fault in any of them, or in the kernel, is enough to get out.
risk-map-root = Root inside is root on the host.
risk-map-to-root = Id { $id } inside is root on the host.
risk-all-capabilities-root = All capabilities come back, and root inside is root on the host: sys_module loads code into the kernel, sys_rawio reaches hardware, sys_time sets the clock, mac_admin and mac_override go past AppArmor.
risk-all-capabilities-mapped = Capabilities of an unprivileged container hold for its own namespaces alone, so that nothing is gained.
risk-mighty-capabilities = With real root, { $names } reach beyond the container.
risk-unconfined-root = AppArmor no longer holds back a root that is the host's root: mounting, /proc and /sys are open.
risk-unconfined-mapped = One of the walls is gone: AppArmor no longer covers for faults of the kernel. It also cancels what generated profiles would have allowed in a measured way.
risk-hosts-network = The container sees and configures the host's own network: every port, every interface, and abstract sockets of the host's programs.
risk-nic-phys = { $link } leaves the host: the container has the cable for itself, and the host loses it until the container stops.
risk-nic-macvlan = The container is a machine of its own in the network of { $link }; the host cannot reach it, and the host's firewall does not see its traffic.
risk-nic-bridge =
    { $link ->
        [none] The container can be reached by whoever shares its cable.
       *[other] The container is in the same network as everything on { $link }: it can answer for other addresses unless the bridge filters.
    }
risk-shared-pid = The container sees and can signal processes that are not its own.
risk-shared-ipc = Shared memory and semaphores are those of others too.
risk-shared-mount = The container has no file tree of its own: what it mounts or unmounts, others see.
risk-shared-user = Ids and capabilities are those of others too.
risk-shared-uts = The container can change the host name of others.
risk-shared-cgroup = The container sees its place in the host's cgroup tree.
risk-shared-time = Clocks count as the others' do.
risk-hook = `{ $phase }` runs a program on the host, as the user who starts the container, with its full rights.
risk-nesting = To let containers run inside, more of /proc and /sys is shown and more mounts are allowed: a larger part of the kernel is within reach.
risk-mount-images = The host's kernel reads disk images that people inside have made; a damaged one can crash it, or worse.
risk-intercept = A program of the manager does for the container what the kernel refuses it.
risk-raw = `{ $key }` goes past the manager's own checks.
risk-modules = It loads code into the host's kernel, for everybody: each module is more of the kernel that can be reached.
risk-raw-mount-root = AppArmor lets every mount pass, and root inside is root on the host: /proc, /sys and disks can be mounted anywhere, past the rules on their paths.
risk-raw-mount-mapped = AppArmor lets every mount pass. The kernel still refuses disks and most file systems to an unprivileged container.
risk-gpu = The card's driver in the host's kernel is in reach, and with the card's own node the host's display.
risk-usb = It is raw access to that device, past its driver: what is on it can be read and changed, its firmware too.
risk-no-seccomp = Without a system call policy every call of the kernel is within reach.
risk-feature-mount = Mounts of { $kinds } let people inside have the host's kernel read what they choose; a hung one can stop the host from shutting down.
risk-feature-mount-mapped = It acts on AppArmor alone, and the kernel refuses such mounts in an unprivileged container anyway.
risk-feature-fuse = Programs inside can serve file systems; freezing the container for a backup can hang on them.
risk-feature-keyctl = Programs inside can use the kernel's key store, which counts per user of the host. systemd-networkd inside can fail: it gets along without keyctl, but not with one that the kernel refuses now and then.
risk-feature-mknod = A program of the manager does mknod for the container, for some harmless nodes; it is an experiment.
risk-feature-rw-sys = /sys can be written where file modes allow. systemd-networkd takes a writable /sys for a sign that udev is there, and since version 245 waits for it in vain.
