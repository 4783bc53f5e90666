# Lints about device nodes and the device filter.

lint-t0002 = a device rule by its key of cgroup v1
lint-t0002-refused = a key of cgroup v1: { $who } refuses the whole file because of it
lint-t0002-ignored = a key of cgroup v1, which is passed over on a host that has cgroup v2: { $what }
lint-t0002-stays-closed = what it should open stays closed
lint-t0002-stays-open = what it should close stays open
lint-t0002-why = Distributions have cgroup v2 alone since about 2021. A pasted v1 line does nothing there, and LXC 7 does not even load a file that has one.
lint-t0002-fix = write the same rule under its name of cgroup v2

lint-t0003 = an allow list of devices without /dev/null
lint-t0003-unprivileged = turns the device filter of an unprivileged container into an allow list: { $node }{ $others ->
    [0] { "" }
    [one] {" "}and one other
   *[other] {" "}and { $others } others
 } are refused from then on
lint-t0003-privileged = this allow list lacks { $node }{ $others ->
    [0] { "" }
    [one] {" "}and one other
   *[other] {" "}and { $others } others
 }: the manager refuses to open what it does not name
lint-t0003-why = Without any rule there is no filter. The first allow rule makes a list, and what is not on it fails with “Operation not permitted”: services die that only want /dev/null or /dev/urandom. Transom keeps those open; LXC, LXD and Incus do not.
lint-t0003-fix = in an unprivileged container take the rule out, since the node's owner and mode decide there; in a privileged one include common.conf, or allow the usual devices too

lint-t0004 = a device rule where everything is allowed
lint-t0004-open = changes nothing under Proxmox: every device is allowed in an unprivileged container, and the node's owner and mode decide
lint-t0004-why = Such lines are pasted from recipes for privileged containers. What an unprivileged one lacks is a node that its own ids may open, and that is what `dev0:` gives it. Transom's own filter is closed until a line opens it.
lint-t0004-fix = a `devN` line brings the node, its owner and the rule together

lint-t0005 = a device rule that changes nothing
lint-t0005-redundant = changes nothing: other rules and the manager's own decide the same about { $rule }
lint-t0005-why = A rule that decides nothing hides which one does.
lint-t0005-fix = take the line out

lint-t0006 = a device number that is handed out when a driver loads
lint-t0006-dynamic = major { $major } is handed out when a driver loads: after the next boot or kernel it can be another device's
lint-t0006-why = The kernel gives such numbers in the order in which drivers come. A rule that was right when it was pasted opens nothing later, or something else: people meet it as a GPU that is lost with every new kernel.
lint-t0006-fix = name the device by its path, so that the number is looked up at each start

lint-t0007 = a rule for a device without its node
lint-t0007-none = opens { $node }, and no line brings the node itself: there is nothing to open
lint-t0007-mknod = opens { $node }, and no line brings the node itself: somebody in the container has to make it with mknod at each start
lint-t0007-why = The device filter and the node are two things. A rule alone makes no file below /dev.
lint-t0007-fix = pass the node through as well

lint-t0008 = a node that the device filter keeps closed
lint-t0008-closed = shows { $node } inside, and the device filter refuses to open it: no rule allows { $device }
lint-t0008-why = The node is to be seen, its mode is right, and opening it fails with “Operation not permitted”: the mount brings the file, and only a rule opens the device. Transom opens what a line shows like this; other managers do not.
lint-t0008-fix = add the rule

lint-t0009 = device rules that a later line takes back
lint-t0009-undone = undone by { $line }, which starts the list of devices anew
lint-t0009-why = `devices.deny = a` empties the list. It belongs before the rules that open something, and not behind them.
lint-t0009-fix = move the `deny = a` line above the rules that are to count, or take this line out

lint-t0010 = every device of the host is open
lint-t0010-privileged = opens every device of the host to a privileged container: its root can read and write the host's disks and memory
lint-t0010-proxmox = changes nothing under Proxmox: an unprivileged container has this line already, and the nodes' owners and modes decide
lint-t0010-unprivileged = changes nothing by itself in an unprivileged container: it has no filter as long as no rule makes one
lint-t0010-why = In a privileged container nothing but the device filter stands between root inside and the host's disks. In an unprivileged one the owner and mode of a node decide, and this line opens no node.
lint-t0010-fix = take the line out, and pass through the nodes that are needed, one by one
