# Limits: memory, CPU, processes, files of the cgroup.

cgroup-clear = Clears the cgroup settings of earlier lines and includes.
cgroup-dir = Chooses the container's place in the cgroup tree: { $place }.
cgroup-file = Writes { $value } to { $file } of the container's cgroup.
memory-limit = Limits the container's memory to { $size }.
swap-none = Gives the container no swap.
swap-limit = Lets the container use { $size } of swap beside its memory.
swap-with-memory = Limits memory and swap together.
pids-limit = Limits the container to { $count } processes and threads.
cpu-count =
    { $count ->
        [1] Lets the container run on one of the host's CPUs.
       *[other] Lets the container run on { $count } of the host's CPUs.
    }
cpu-quota-none = Sets no limit on CPU time.
cpu-quota-one = Limits CPU time to that of one CPU.
cpu-quota = Limits CPU time to that of { $cpus } CPUs, spread over any number of them.
cpu-weight = Sets the container's weight for CPU time to { $weight }, where everybody's is 100.
sysctl = Sets the kernel setting { $name } to { $value } inside.
proc-file = Writes { $value } to { $file } of the first process, below /proc.

# Limits of single processes; { $what } is one of the names below.
rlimit = Limits { $what } of each process to { $value }.
rlimit-range = Limits { $what } of each process to { $soft }, which it may raise to { $hard }.
rlimit-nofile = nofile (open files)
rlimit-nproc = nproc (processes of a user)
rlimit-memlock = memlock (bytes of locked memory)
rlimit-core = core (bytes of a core dump)
rlimit-stack = stack (bytes of stack)
rlimit-as = as (bytes of address space)
rlimit-fsize = fsize (bytes of a file written)
rlimit-cpu = cpu (seconds of CPU time)
rlimit-other = { $name }

# What the files of a cgroup do: phrases that begin with a verb, without a full stop.
memory-max = limits memory to { $size }
memory-max-none = sets no limit on memory
memory-high = slows the container down when it uses more than { $size } of memory
memory-high-none = lets memory grow up to its hard limit unhindered
memory-low = keeps { $size } of memory for the container when the host runs short
memory-soft-limit = takes memory above { $size } back first when the host runs short
memory-swap-max = limits swap to { $size }
memory-swap-none = sets no limit on swap
memory-swap-zero = gives the container no swap
memory-memsw = limits memory and swap together to { $size }
memory-swappiness = sets how readily memory is swapped out to { $value } of 100
cpu-max = limits CPU time to { $cpus }
cpu-max-none = sets no limit on CPU time
cpu-time = that of { $cpus } CPUs
cpu-time-one = that of one CPU
cpu-cfs-quota = limits CPU time to { $value } microseconds in each period
cpu-cfs-period = counts CPU time in periods of { $value } microseconds
cgroup-cpu-weight = sets the weight for CPU time to { $value }, where everybody's is { $usual }
cpuset-cpus = runs the container on CPUs { $cpus } only
cpuset-mems = takes memory from NUMA nodes { $nodes } only
pids-max = allows { $value } processes and threads at most
pids-max-none = sets no limit on processes
io-weight = sets the weight for disk access to { $value }
io-max = limits disk access: { $value }
cgroup-clone-children = lets new cgroups inherit their settings
step-cgroup-file = { $effect } ({ $file })
oci-limits = Limits the container: { $value }.
