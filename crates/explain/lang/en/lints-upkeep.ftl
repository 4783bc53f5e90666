# Lints about a container's life: start with the host, hooks, first process, log.

lint-t0180 = an order for a start that does not happen
lint-t0180-alone = does nothing: no `lxc.start.auto = 1` has the container start with the host
lint-t0180-why = `lxc-autostart` looks only at containers that ask to be started; order and delay count among those.
lint-t0180-fix = add `lxc.start.auto = 1`, or take the line out

lint-t0181 = a hook for a /dev that is not made
lint-t0181-idle = this never runs: { $line } has LXC make no /dev, and with it go its hooks
lint-t0181-why = The moment `autodev` comes only where LXC mounts a /dev of the container's own.
lint-t0181-fix = let LXC make /dev, or use `lxc.hook.mount`

lint-t0182 = a hook that makes nodes
lint-t0182-refused = makes a device node with the container's ids, and the kernel lets no unprivileged container do that: the hook fails, and the start with it
lint-t0182-why = A node is the right to reach a driver of the host. Only root of the host makes one; a container is given it by a line of its file.
lint-t0182-fix = pass the device through by a line for it, and take the hook out

lint-t0183 = a hook that changes the host's nodes
lint-t0183-changes = { $program } changes the host's own node, for every program and container of the host
lint-t0183-why = The change stays when the container stops, and is gone when the device is plugged in again or the host boots. Two containers that do it take the node from each other.
lint-t0183-fix = give the container a node of its own with owner and mode; for the host's node write a rule of udev

lint-t0184 = a log without an end
lint-t0184-endless = the log grows as long as something writes to the console: its size is not limited
lint-t0184-why = The file lies on the host, and who writes is inside. A full disk of the host stops all containers.
lint-t0184-fix = add `lxc.console.size = 1MB`, and `lxc.console.rotate = 1` to keep the one before

lint-t0185 = a first process with an id that is not there
lint-t0185-outside = the container has no id { $id }: its id map leaves it out, and the first process cannot become it
lint-t0185-why = In a user namespace only those ids exist that the map names. The start ends with “Invalid argument”.
lint-t0185-fix = take an id of the map, or make the map longer
