# Lints about keys and devices of LXD and Incus.

lint-t0140 = a key that counts only with another
lint-t0140-off = does nothing: it counts only with `{ $switch }`, which { $line } switches off
lint-t0140-missing = does nothing: it counts only with `{ $switch }`, which is not given
lint-t0140-why = Some keys only say how another one works. By themselves they are accepted and kept.
lint-t0140-fix = switch the other one on, or take the line out

lint-t0141 = a priority for swapping
lint-t0141-idle = does nothing on a host with cgroup v2: the kernel has no such weight for a single container any more
lint-t0141-why = It became the swappiness of the container's cgroup, which only cgroup v1 has. Distributions have cgroup v2 alone since about 2021.
lint-t0141-fix = take the line out; `limits.memory.swap: "false"` keeps the container out of swap altogether

lint-t0142 = a kernel module that is not everywhere
lint-t0142-doubtful =
    { $count ->
        [one] not every host has the module { $modules }: where it is missing, the container does not start
       *[other] not every host has the modules { $modules }: where one of them is missing, the container does not start
    }
lint-t0142-why = All modules of the list are loaded before the start, and the first that cannot be loaded ends it; none can be marked as optional. Some are for one vendor's processors, some are in packages of their own, and kernels of today are often built without the tables of iptables.
lint-t0142-fix = keep only what the container does not work without, and load the rest on the host, in a file below /etc/modules-load.d

lint-t0143 = one half of a Coral stick
lint-t0143-half = Coral's stick has two identities: as { $ids } it does not get in
lint-t0143-why = Plugged in, it is 1a6e:089a. The first program that uses it loads something into it, whereupon it leaves the bus and comes back as 18d1:9302, with another node.
lint-t0143-fix = add a second device of type `usb` with the other two numbers

lint-t0144 = a graphics card for root alone
lint-t0144-root = the card's nodes belong to root:root inside: programs of other users open only what the host opens to everybody
lint-t0144-why = On the host the nodes belong to the groups video and render. Inside they get the mode of the host and, without `gid`, root's group, in which no service is.
lint-t0144-fix = add `gid` with the number of the group render inside (`getent group render`)

lint-t0145 = owners shifted by no map
lint-t0145-idle = does nothing: a privileged container has no id map that owners could be shifted by
lint-t0145-why = `shift` shows files to the container with the owners that they have on the host. In a privileged container ids are the same on both sides anyway.
lint-t0145-fix = take the line out

lint-t0146 = two policies for system calls
lint-t0146-clash = { $manager } refuses this together with `{ $key }` in { $line }
lint-t0146-why = A list of what is allowed and a list of what is denied cannot both hold, and `raw.seccomp` takes the place of either.
lint-t0146-fix = keep one of the two

lint-t0147 = two texts for cloud-init
lint-t0147-passed-over = cloud-init passes this over: it prefers { $line }
lint-t0147-why = `user.…` is the older name, which cloud-init reads only where the new one is missing. The two are not joined.
lint-t0147-fix = move what is needed to the new name, and take this out

lint-t0148 = one hardware address for several containers
lint-t0148-shared = { $count } containers use this profile, and all get this hardware address: packets reach now the one, now the other
lint-t0148-why = A bridge learns behind which port an address is. Without the line each container is given an address of its own.
lint-t0148-fix = take the line out of the profile, and set it in one container where it is needed
