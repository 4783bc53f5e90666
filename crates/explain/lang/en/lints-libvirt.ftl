# Lints about libvirt's domains.

lint-t0160 = a domain without an id map
lint-t0160-root = root inside is root on the host: there is no `<idmap>`, and libvirt puts no filter of system calls and, as installed, no label in between
lint-t0160-why = libvirt's own manual does not call such a container secure. What is left are dropped capabilities and the device filter.
lint-t0160-fix = add `<idmap>` with 65536 ids of the container's own, and give its root file system to them

lint-t0161 = a place in the cgroup tree that has to be there
lint-t0161-needs = libvirt makes no partition but /machine: where { $path } is missing, the container does not start
lint-t0161-why = The partition is a folder of the cgroup tree, on hosts with systemd a slice, under which domains share limits.
lint-t0161-fix = make it before the start, with systemd by a unit of its own, or take the element out
