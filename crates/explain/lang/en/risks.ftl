# What lines risk, and how much.

level-none = none
level-low = low
level-medium = medium
level-high = high
level-critical = critical

risk-device-none = { $node } gives nothing that could do harm.
risk-device-void = { $node } gives { $gives }, and the kernel keeps that for real root: in an unprivileged container it opens nothing.
risk-device = { $node } gives { $gives }: { $risk }.
risk-every-device-root = Root inside can open every device of the host: its disks, its memory, its keyboards. That is the host.
risk-every-device-mapped = The device filter no longer refuses anything. What is left are file permissions: in an unprivileged container a node of the host is out of reach unless its mode lets everybody in.
risk-mknod-alone = Nodes can be made, but not opened.
risk-rule-mapped = In an unprivileged container this rule alone opens nothing: the node must be there, and its file mode must let the container's ids in.

risk-socket = Whoever can write to { $path } gives orders to a program that runs as root on the host.
risk-vital-folder = { $path } is what the host is made of, and root inside can change it.
risk-vital-folder-read = { $path } shows what the host is made of, passwords and keys too, to root inside.
risk-vital-folder-mapped = { $path } is what the host is made of. Root inside is an ordinary user there: it reads what everybody may read.
risk-folder-read = Everybody inside can read { $path } as far as its file modes allow, and change nothing.
risk-folder-write = Root inside can change everything in { $path }; a setuid program put there would work on the host too.
risk-folder-shifted = Root inside owns what it writes in { $path }, and is nobody special on the host.
risk-folder-mapped = Files in { $path } keep their owners of the host, so that most of them show as "nobody" inside.
risk-hosts-root = The container lives in the host's own file tree: every file is the host's.
risk-proc-root = Kernel settings below /proc/sys hold for the whole host, and root inside can change them.
risk-proc-mapped = Kernel settings can be written as far as the id map allows: those of the container's own namespaces.
risk-sys-root = Through a writable /sys root inside can switch devices, power and modules of the host.
risk-sys-mapped = A writable /sys lets in what file modes allow; most of it belongs to the host's root.

risk-privileged = Privileged: root inside is root on the host. Only the rules of this file hold it back; a fault in any of them, or in the kernel, is enough to get out.
risk-map-root = Root inside is root on the host.
risk-map-to-root = Id { $id } inside is root on the host.
risk-all-capabilities-root = All capabilities come back, those to load kernel modules and to reach hardware too, and root inside is root on the host.
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
risk-no-seccomp = Without a system call policy every call of the kernel is within reach.
risk-feature-mount = Mounts of { $kinds } let people inside have the host's kernel read what they choose; a hung one can stop the host from shutting down.
risk-feature-mount-mapped = It acts on AppArmor alone, and the kernel refuses such mounts in an unprivileged container anyway.
risk-feature-fuse = Programs inside can serve file systems; freezing the container for a backup can hang on them.
risk-feature-keyctl = Programs inside can use the kernel's key store, which counts per user of the host.
risk-feature-mknod = A program of the manager makes some harmless nodes for the container; it is an experiment.
risk-feature-rw-sys = /sys can be written where file modes allow.
