# How values are written for people. All of these are filled into sentences.

size = { $number } { $unit }
size-bytes = { $count } bytes
access-read = reading
access-write = writing
access-mknod = mknod
owner-one = uid and gid { $id }
owner = uid { $uid } and gid { $gid }
id-range = { $inside } as { $host } on the host

# Kinds of namespaces.
namespace-user = user
namespace-mount = mount
namespace-pid = process id
namespace-uts = host name
namespace-ipc = IPC
namespace-net = network
namespace-cgroup = cgroup
namespace-time = time

# What a capability lets a process do: verb phrases that go after "the right to".
right = { $meaning } ({ $name })
right-unknown = use { $name }
capability-chown = change the owners of files
capability-dac_override = read, write and run files whatever their permissions say
capability-dac_read_search = read files and folders whatever their permissions say
capability-fowner = treat all files as its own, as for chmod
capability-fsetid = keep setuid and setgid bits when files change
capability-kill = send signals to other users' processes
capability-setgid = take on any group id
capability-setuid = take on any user id
capability-setpcap = change its own sets of capabilities
capability-linux_immutable = mark files as immutable or append-only
capability-net_bind_service = listen on ports below 1024
capability-net_broadcast = send broadcasts
capability-net_admin = configure the network
capability-net_raw = send raw packets, as ping does
capability-ipc_lock = lock memory
capability-ipc_owner = use other users' shared memory and message queues
capability-sys_module = load kernel modules
capability-sys_rawio = reach hardware ports
capability-sys_chroot = change its root folder
capability-sys_ptrace = trace other processes
capability-sys_pacct = switch process accounting
capability-sys_admin = mount and much more
capability-sys_boot = reboot
capability-sys_nice = raise priorities
capability-sys_resource = go beyond limits and quotas
capability-sys_time = set the clock
capability-sys_tty_config = configure terminals and hang them up
capability-mknod = make device nodes
capability-lease = take leases on other users' files
capability-audit_write = write to the audit log
capability-audit_control = configure the audit log
capability-setfcap = give capabilities to program files
capability-mac_override = bypass AppArmor and the like
capability-mac_admin = change the rules of AppArmor and the like
capability-syslog = read the kernel's log
capability-wake_alarm = wake the machine
capability-block_suspend = keep the machine awake
capability-audit_read = read the audit log
capability-perfmon = measure what processors and kernel do
capability-bpf = load programs into the kernel
capability-checkpoint_restore = save and restore running processes
