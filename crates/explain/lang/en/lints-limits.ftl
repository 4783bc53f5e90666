# Lints about limits and kernel settings.

lint-t0130 = a mark above the limit
lint-t0130-above = never reached: { $line } ends processes before memory gets that far
lint-t0130-why = At `memory.high` the kernel slows processes down and takes memory back; at `memory.max` it ends them. The first has to lie below the second to be of use.
lint-t0130-fix = write less than the limit, or take the line out

lint-t0131 = a limit by its key of cgroup v1
lint-t0131-refused = a key of cgroup v1: { $who } refuses the whole file because of it
lint-t0131-ignored = a key of cgroup v1, which is passed over on a host that has cgroup v2: nothing is limited
lint-t0131-why = Distributions have cgroup v2 alone since about 2021, and its files have other names and often other units. A v1 line limits nothing there, and LXC 7 does not even load a file that has one.
lint-t0131-fix = write the limit under its name of cgroup v2

lint-t0132 = a file that cgroup v2 does not have
lint-t0132-no-file = cgroup v2 has no file `{ $file }`: the container does not start
lint-t0132-why = Writing `cgroup2` for `cgroup` is enough for device rules. Other files are called and counted otherwise: `memory.limit_in_bytes` is `memory.max`, `cpu.shares` is `cpu.weight`, and swap is counted without the memory.
lint-t0132-fix = write the file's name of cgroup v2

lint-t0133 = a kernel setting of the whole host
lint-t0133-changes = the kernel has `{ $key }` once for all: where the container may write it, it changes it for the host and everybody on it, and it stays when the container stops
lint-t0133-refused = the kernel has `{ $key }` once for all and lets no unprivileged container write it: the container does not start
lint-t0133-why = Only settings of a namespace are a container's own: those of the network, of message queues and shared memory, and its names. What a program inside asks for beyond them has to be set on the host.
lint-t0133-fix = take the line out, and set it on the host, in a file below /etc/sysctl.d

lint-t0134 = as many open files as one likes
lint-t0134-unlimited = the kernel grants nobody so many open files, not even root: the container does not start
lint-t0134-why = Other limits can be lifted altogether; that of open files cannot go above `fs.nr_open`, which is itself a number.
lint-t0134-fix = write a number, such as 1048576

lint-t0135 = a container that is never ended for want of memory
lint-t0135-never = -1000 takes every process of the container out of the kernel's choice: when memory runs out, others are ended in its place
lint-t0135-why = Children take over the score. A program inside that runs wild brings the host down, and nothing inside is ended to save it.
lint-t0135-fix = write a higher number, such as -500: the container is then among the last

lint-t0136 = CPU time in pieces that are too small or too large
lint-t0136-period = the kernel refuses a period of { $time } µs, it takes 1000 to 1000000: the container does not start
lint-t0136-quota = the kernel refuses a quota of { $time } µs, the least is 1000: the container does not start
lint-t0136-why = Both numbers are microseconds. What counts is their relation, so both can be larger by the same factor.
lint-t0136-fix = write larger numbers in the same relation

lint-t0137 = a limit without its unit
lint-t0137-few = limits memory to { $bytes } bytes, in which nothing can run
lint-t0137-why = A number alone is bytes here, and KiB with libvirt. It is Proxmox that counts in MiB.
lint-t0137-fix = write the unit too

lint-t0138 = a score that the kernel refuses
lint-t0138-outside = the kernel takes a whole number from -1000 to 1000 and not `{ $score }`: the container does not start
lint-t0138-why = The score says how soon the kernel ends a process when memory runs out: 1000 first, -1000 never.
lint-t0138-fix = write a number from -999 to 1000
