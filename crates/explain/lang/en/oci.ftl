# Lines of an OCI config.json. Names in backticks are properties and their paths.

oci-version = Says that the file is of version { $version } of the OCI runtime specification.
oci-part = Is the `{ $name }` of `{ $owner }`, which is explained where it begins.
oci-close = Belongs to what an earlier line began.
oci-crowded-line = Holds several properties, which are explained one by one when each has its own line: { $names }.
oci-kept = Is kept as it is: { $value }.

# Objects and lists: what the lines up to the closing bracket are about.
oci-holds = Holds the parts of `{ $key }`.
oci-holds-configuration = Holds the configuration.
oci-holds-process = Holds what is said of the first process.
oci-holds-user = Holds the first process's user and groups.
oci-holds-groups = Holds the first process's further groups.
oci-holds-environment = Holds the first process's environment.
oci-holds-capabilities = Holds the special rights (capabilities) of the first process.
oci-holds-effective = Holds the capabilities that are switched on.
oci-holds-permitted = Holds the capabilities that may be switched on.
oci-holds-inheritable = Holds the capabilities that marked programs inherit.
oci-holds-ambient = Holds the capabilities that every program inherits.
oci-holds-rlimits = Holds the limits of single processes.
oci-holds-mounts = Holds the mounts, in the order in which they are made.
oci-holds-hooks = Holds the programs that run at moments of the container's life.
oci-holds-annotations = Holds notes for other programs.
oci-holds-linux = Holds what is said of Linux: isolation, devices, limits.
oci-holds-namespaces = Holds the namespaces that the container has of its own.
oci-holds-user-ids = Holds which user ids are which on the host.
oci-holds-group-ids = Holds which group ids are which on the host.
oci-holds-devices = Holds the device nodes beside those that every container has.
oci-holds-net-devices = Holds the network interfaces that are moved in.
oci-holds-resources = Holds the limits of the whole container (its control group).
oci-holds-device-rules = Holds the device filter: which devices may be opened, the last rule that fits counts.
oci-holds-memory = Holds the limits of memory.
oci-holds-cpu = Holds the limits of CPU time.
oci-holds-pids = Holds the limit of processes.
oci-holds-disks = Holds the limits of disk traffic.
oci-holds-unified = Holds files of the control group, as the kernel names them.
oci-holds-syscalls = Holds the rules for system calls.
oci-holds-sysctl = Holds kernel settings inside.
oci-holds-masked = Holds the paths that are hidden.
oci-holds-read-only = Holds the paths that nobody may change.

# The first process.
oci-program = Names the program that is the first process: { $program }.
oci-argument = Is an argument of the first process: { $argument }.
oci-argument-numbered = Is argument { $number } of the first process: { $argument }.
oci-bounding = Leaves the processes inside, root too, only the special rights (capabilities) listed here.
oci-capability = Leaves the right to { $right }.
oci-rlimit = Limits each process.
oci-rlimit-open = Limits { $what } of each process to { $soft }, which it may raise without limit.
oci-rlimit-none = Sets no limit on { $what } of each process.
oci-oom-score =
    { $when ->
        [usual] Makes the kernel choose these processes as usual when memory runs out ({ $score }).
        [later] Makes the kernel choose these processes later than others when memory runs out ({ $score }).
       *[sooner] Makes the kernel choose these processes sooner than others when memory runs out ({ $score }).
    }
oci-domainname = Sets the NIS domain name inside to { $name }.
oci-personality = Makes programs inside see a machine of 32 bits (`uname -m`).

# Root, mounts, namespaces.
oci-root = Names the root file system.
oci-root-folder =
    { $is_read_only ->
        [yes] Takes { $path } as the root file system, read-only.
       *[no] Takes { $path } as the root file system.
    }
oci-dev = Gives the container a /dev of its own, with the nodes it is given and no others.
oci-mount-kernel = Mounts one of the kernel's own file systems where every system expects it.
oci-mount-kernel-at = Mounts one of the kernel's own file systems at { $target }.
oci-mount-option = Is an option of the mount `{ $mount }`.
oci-mount-map = Shifts the owners of the mount's files by the container's id map.
oci-masked = Hides { $path } from the processes inside.
oci-read-only = Makes { $path } read-only inside.
oci-namespace =
    { $kind ->
        [network] Gives the container network interfaces of its own.
        [mount] Gives the container mounts of its own.
        [user] Gives the container user ids of its own.
        [cgroup] Gives the container a view of control groups of its own.
        [time] Gives the container clocks of its own.
        [pid] Gives the container process numbers of its own.
        [ipc] Gives the container message queues and shared memory of its own.
        [uts] Gives the container a host name of its own.
       *[other] Gives the container a namespace of its own.
    }
oci-id-map = Maps ids of the container to ids of the host.
oci-net-device = Moves a network interface in.
oci-net-device-named = Moves the host's network interface { $link } into the container, where it is { $name }.
oci-device-rule-forgotten = Is forgotten: a later rule is about all devices.

# Limits of the container.
oci-memory-low = Keeps { $size } of the container's memory from being taken back while other memory is left.
oci-swap-none = Gives the container no swap: the number counts memory and swap together.
oci-swap = Lets the container use { $size } of swap: the number counts memory and swap together.
oci-shares = Gives the container { $shares } shares of CPU time where everybody has 1024: weight { $weight }, where everybody's is 100.
oci-quota = Limits CPU time to { $quota } of every { $period } microseconds, over all CPUs together.
oci-quota-part = Limits CPU time.
oci-period = Counts the CPU time that `quota` grants in periods of { $period } microseconds.
oci-cpus = Lets the container run on the CPUs { $cpus } only.

# System calls; { $action } is one of the phrases below.
oci-seccomp = Decides on system calls.
oci-seccomp-rules =
    { $count ->
        [one] Decides on system calls: 1 rule, and every other call { $action }.
       *[other] Decides on system calls: { $count } rules, and every other call { $action }.
    }
oci-seccomp-arch = Makes the policy hold for programs of the architecture { $arch } too.
oci-seccomp-rule = Is a rule for system calls.
oci-seccomp-rule-always =
    { $count ->
        [one] Says that a call of { $calls } { $action }.
       *[other] Says of each that a call of { $calls } { $action }.
    }
oci-seccomp-rule-where =
    { $count ->
        [one] Says that a call of { $calls }, where the arguments fit, { $action }.
       *[other] Says of each that a call of { $calls }, where the arguments fit, { $action }.
    }
oci-calls-more = { $first }, { $second }, { $third } and { $count } more calls
oci-syscall = Is about the system call { $name }.
oci-seccomp-condition = Is a condition: `{ $rule }` holds only for calls with such an argument.
oci-action-allow = is allowed
oci-action-errno = fails with error { $number }
oci-action-kill = ends the thread
oci-action-kill-process = ends the process
oci-action-trap = gets a signal (SIGSYS)
oci-action-notify = is decided by a supervisor
oci-action-log = is allowed and logged
