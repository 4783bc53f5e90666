# The steps of a plan: phrases that begin with a verb, without a full stop; a line should stay below 120 characters.

# Places in the cgroup tree; they are filled in as { $place } below.
cgroup-of-container = the container's cgroup
cgroup-inner = the inner cgroup
cgroup-of-controller = the container's { $controller } cgroup

step-make-cgroup = makes { $place }
step-write-cgroup = writes { $value } to { $file } of { $place }
step-join-cgroup = moves the first process into { $place }
step-delegate-cgroup = gives { $place } to { $owner }, so that init can divide it further
step-filter-program =
    puts the device filter on { $place } ({ $count ->
        [one] 1 instruction
       *[other] { $count } instructions
    })
step-filter-lines =
    puts the device filter on { $place } ({ $count ->
        [one] 1 line
       *[other] { $count } lines
    })
step-spawn =
    makes the first process{ $place ->
        [not-given] { "" }
       *[other] , in { $place }
    }{ $namespaces ->
        [not-given] , with no namespace of its own
       *[other] , with its own namespaces: { $namespaces }
    }
step-map-users = maps the container's user ids { $ranges }
step-map-groups = maps the container's group ids { $ranges }

step-open-root =
    opens the root file system: { $root }{ $is_read_only ->
        [yes] , read-only
       *[no] { "" }
    }{ $is_shifted ->
        [yes] , owners shifted by the id map
       *[no] { "" }
    }
root-folder = the folder { $path }
root-volume = the volume { $name }
root-image = { $path } ({ $kind })
root-overlay = { $lower } under the changes in { $upper }
root-host = the host's programs read-only, with a small /etc of its own
root-archive = the unpacked archive { $path }
step-make-dev = makes a fresh /dev (tmpfs, { $size }) for { $owner }
step-make-node =
    makes { $path } ({ $number }{ $name ->
        [not-given] { "" }
       *[other] , { $name }
    }) with mode { $mode } for { $owner }
step-open-mount =
    opens { $source } on the host{ $is_shifted ->
        [yes] , owners shifted by the id map
       *[no] { "" }
    }
step-open-tree =
    opens { $source } and everything mounted below it on the host{ $is_shifted ->
        [yes] , owners shifted by the id map
       *[no] { "" }
    }
step-open-filesystem =
    opens { $source } on the host, a file system of type { $filesystem }{ $is_shifted ->
        [yes] , owners shifted by the id map
       *[no] { "" }
    }

# Interfaces; { $how } is one of the phrases after it.
step-make-nic =
    makes the interface { $name } { $how }{ $mac ->
        [not-given] { "" }
       *[other] , address { $mac }
    }{ $mtu ->
        [not-given] { "" }
       *[other] , MTU { $mtu }
    }
nic-pair-on-bridge = as a pair with { $host_name } on the bridge { $bridge }
nic-pair-alone = as a pair with { $host_name }, on no bridge
nic-pair-on-own-bridge = as a pair with { $host_name } on { $bridge }, a bridge made for it
nic-on-card = with a hardware address of its own on { $parent } (macvlan, { $mode })
nic-moved-in = by moving the host's { $parent } in

step-write-process = writes { $value } to /proc/PID/{ $file } of the first process
step-set-rlimit =
    sets the process limit { $resource } to { $value ->
        [unlimited] unlimited
       *[other] { $value }
    }
step-set-rlimit-range =
    sets the process limit { $resource } to { $soft ->
        [unlimited] unlimited
       *[other] { $soft }
    }, which processes may raise to { $hard ->
        [unlimited] unlimited
       *[other] { $hard }
    }

step-become-root = becomes the container's own root user
step-isolate-mounts = cuts its mounts off from the host's, so that neither sees the other's new ones
step-set-hostname = sets the host name to { $name }
step-attach-root = attaches the root file system
step-attach-dev = attaches the fresh /dev
step-mount-pts =
    mounts terminals of its own at /dev/pts{ $most ->
        [not-given] { "" }
       *[other] , at most { $most }
    }, owned by group { $group }
step-make-console = makes /dev/console, a terminal whose other end the starter holds
step-make-tty = makes the terminal { $path }
step-make-ttys = makes the terminals { $first } to { $last }
step-mount-kernel =
    mounts { $filesystem } at { $target }{ $options ->
        [not-given] { "" }
       *[other] { " " }({ $options })
    }

# The kernel's own file systems; { $parts } are those after it.
step-mount-auto = mounts { $parts }
step-mount-auto-none = mounts no kernel file system
auto-proc-mixed = /proc with its settings read-only
auto-proc = /proc
auto-sys-mixed = /sys read-only except its virtual interfaces
auto-sys-read-only = /sys read-only
auto-sys = /sys
auto-cgroup = /sys/fs/cgroup
auto-cgroup-read-only = /sys/fs/cgroup read-only

step-attach-mount =
    mounts { $source } at { $target }{ $flags ->
        [not-given] { "" }
       *[other] , { $flags }
    }
mount-flag-read-only = read-only
mount-flag-nosuid = without setuid programs
mount-flag-nodev = without devices
mount-flag-noexec = without running programs
step-mask-path = hides { $path }
step-read-only-path = makes { $path } read-only
step-writable-path = makes { $path } writable again
step-pivot-root = makes the container's root the only file tree it can see

step-loopback-up = brings the loopback interface up
# { $parts } are one to three of the phrases after it.
step-configure-nic = { $parts }
nic-brought-up = brings { $name } up
nic-given-addresses = gives { $name } { $addresses }
nic-given-gateways = sends everything else to { $gateways }
step-leave-nic = leaves { $name } as it is
step-personality-native = runs as the machine's own architecture
step-personality-linux32 = runs as a 32-bit system
step-set-sysctl = sets the kernel setting { $name } to { $value }
step-await-host = waits until the host's side is done
step-new-session = starts a session with a keyring of its own
step-set-ids =
    continues as uid { $uid } and gid { $gid } inside{ $groups ->
        [not-given] { "" }
       *[other] , further groups { $groups }
    }
step-drop-no-capability = drops no capability
step-drop-every-capability = drops every capability
step-drop-capabilities = drops the capabilities { $names } for good
step-keep-capabilities = keeps only the capabilities { $names }
step-no-new-privs = forbids every process to gain rights, by setuid programs for instance
step-load-seccomp =
    loads the system call filter ({ $count ->
        [one] 1 instruction
       *[other] { $count } instructions
    }){ $unknown ->
        [not-given] { "" }
       *[other] ; this kernel lacks { $unknown }
    }
step-probe-kvm = tries /dev/kvm for real: makes a virtual machine and runs it to its halt
step-probe-tun = tries /dev/net/tun for real: makes a TAP interface and brings it up
step-exec = runs { $command } in { $folder }
