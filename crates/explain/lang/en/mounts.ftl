# The root file system and mounts.

root = Takes { $source } as the container's root file system.
rootfs-volume =
    Takes the volume { $volume } of the storage { $storage }{ $size ->
        [not-given] { "" }
       *[other] { " " }({ $size })
    }{ $is_read_only ->
        [yes] , read-only
       *[no] { "" }
    } as the root file system{ $is_base ->
        [yes] ; a "base" volume is the read-only original of a template's clones
       *[no] { "" }
    }.
rootfs-path =
    Takes { $path }{ $size ->
        [not-given] { "" }
       *[other] { " " }({ $size })
    }{ $is_read_only ->
        [yes] , read-only
       *[no] { "" }
    } as the root file system.
rootfs-options = Mounts the root file system with the options { $options }.
rootfs-mount = Puts the root file system together at { $path } on the host.
rootfs-managed = Lets the root's storage go with the container.
rootfs-not-managed = Keeps the root's storage when the container is destroyed.
unused-volume = Keeps the volume { $volume } for later; it is not mounted.
mount-fstab = Mounts what the lines of { $path } say, before the file's own mount lines.
autodev-size = Limits the file system at /dev to { $size } bytes.
autodev = Gives the container a fresh /dev with the basic nodes only.
autodev-not = Leaves /dev as it is in the root file system.

# A mount. $from: the root is the container's own. $target is not given when it is the same path as the source.
mount =
    { $kind ->
        [device] Shows the host's { $source } inside
        [tree] Shows { $source } of { $from ->
            [root] its own root
           *[host] the host
        }, with everything mounted below it, inside
        [folder] Shows { $source } of { $from ->
            [root] its own root
           *[host] the host
        } inside
       *[new] Mounts a { $filesystem } file system
    }{ $target ->
        [not-given] { " " }at the same path
       *[other] { " " }at { $target }
    }{ $flags ->
        [not-given] { "" }
       *[other] , { $flags }
    }{ $create ->
        [file] ; an empty file is made there first to mount on
        [folder] ; the folder is made if it is missing
        [either] ; what is missing there is made first
       *[nothing] { "" }
    }{ $is_optional ->
        [yes] ; if that fails, the container starts without it
       *[no] { "" }
    }.
mount-as-written = Mounts: { $mount }.
mount-point-folder =
    Shows the host's { $source } inside at { $target }{ $is_read_only ->
        [yes] , read-only
       *[no] { "" }
    }.
mount-point-volume =
    Mounts the storage volume { $volume } at { $target }{ $is_read_only ->
        [yes] , read-only
       *[no] { "" }
    }.

# The kernel's own file systems; { $parts } is a list of those after it.
mount-auto = Mounts { $parts }.
mount-auto-unknown = `{ $word }`
mount-proc-mixed = /proc with the kernel's settings read-only
mount-proc = /proc with the kernel's settings writable
mount-sys-mixed = /sys read-only, except virtual network interfaces
mount-sys-read-only = /sys read-only
mount-sys = /sys writable
mount-cgroup-read-only = /sys/fs/cgroup read-only
mount-cgroup = /sys/fs/cgroup, the container's own part
