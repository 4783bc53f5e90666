# Lints about rights.

lint-t0070 = the lines that are pasted until it works
lint-t0070-all = with { $lines } this privileged container is the host: root inside can load modules, write disks and change the kernel's settings
lint-t0070-why = No AppArmor, every device, every capability, a writable /proc and /sys: each takes away one wall, and together there is none. They are pasted as one block because something did not work, seldom because all are needed.
lint-t0070-fix = make the container unprivileged with `nesting`, take these lines out, and put back what one error message asks for

lint-t0071 = AppArmor is off
lint-t0071-privileged = takes the last wall from a privileged container: AppArmor is what keeps its root from the host's /proc, /sys and mounts
lint-t0071-unprivileged = turns AppArmor off; the id map still holds
lint-t0071-why = `unconfined` is the answer of most threads to one refused mount. On Proxmox it also takes away what `features` adds: the profile with nesting is generated, and a line of its own replaces it.
lint-t0071-fix = use `features: nesting=1` (Proxmox) or `lxc.apparmor.profile = generated` with `allow_nesting`; single rules go to `lxc.apparmor.raw`

lint-t0072 = capabilities over the host's kernel
lint-t0072-emptied = gives back what is dropped by default, { $names }: root inside can load kernel modules and set the host's clock
lint-t0072-kept = keeps { $name } in a privileged container, which is a right over the host's own kernel
lint-t0072-unprivileged = changes nothing: nothing is dropped in an unprivileged container, whose capabilities end at its own namespace
lint-t0072-why = In a privileged container these reach the whole machine. No service inside needs to load modules; the host does it at boot.
lint-t0072-fix = take it out, and load modules and set the clock on the host

lint-t0073 = a capability that a system needs
lint-t0073-admin = takes sys_admin from the container's root: no mounts, no host name, no namespaces; systemd does not start without it
lint-t0073-users = takes { $name } from the container: no login, no `su`, no service with a user of its own
lint-t0073-why = In an unprivileged container these rights end at its own namespaces, and dropping them buys little.
lint-t0073-fix = keep it unless a single program runs inside

lint-t0074 = writable views of the kernel
lint-t0074-privileged = { $views } writable in a privileged container: root inside changes settings of the host's kernel
lint-t0074-unprivileged = { $views } writable changes little here: those files belong to the host's root, whom nobody inside is
lint-t0074-why = /proc/sys, /proc/sysrq-trigger and most of /sys are the whole machine's. `mixed` keeps them read-only and leaves what belongs to the container.
lint-t0074-fix = write `mixed`, and set what must be set with `lxc.sysctl.…` or on the host

lint-t0075 = the cgroup tree asked for writable
lint-t0075-moot = `{ $word }` changes nothing where the container has a cgroup namespace: its own part is writable anyway
lint-t0075-why = Since Linux 4.6 the guest mounts the tree itself and sees its own part only.
lint-t0075-fix = take the word out

lint-t0076 = no filter of system calls
lint-t0076-off = takes the filter of system calls from a privileged container: kexec, kernel modules and open_by_handle_at are open to its root
lint-t0076-why = open_by_handle_at opens any file of the host by a number that is easily guessed; it is how the first container breakout worked.
lint-t0076-fix = take the line out, so that the included policy stays

lint-t0077 = no process may gain rights
lint-t0077-sudo = `sudo`, `su` and `ping` of ordinary users fail inside: no program may run with more rights than its caller
lint-t0077-why = The kernel then passes over the bit that lets such programs run as root.
lint-t0077-fix = keep it for a container of one service; take it out where people log in

lint-t0078 = a key that does the opposite
lint-t0078-inverted = LXC does the opposite of its manual here: 1 keeps the starter's session keyring, so that keys of the host's may be in reach
lint-t0078-why = The manual says that 1 makes a new keyring. The code makes one unless the value is 1.
lint-t0078-fix = write 0 for a keyring of its own

lint-t0079 = a namespace of the host's
lint-t0079-pid = shows all processes of the host inside: its root can signal those whose ids it has, and read their command lines
lint-t0079-ipc = shares the host's memory segments and message queues with the container
lint-t0079-mount = lets the container mount and unmount in the host's own tree
lint-t0079-why = A container is as apart as its namespaces. Each that is shared lets the two act on one another by what it holds.
lint-t0079-fix = take the word out

lint-t0080 = an addition to a profile that is not there
lint-t0080-lost = has no effect: { $line } chooses the profile `{ $profile }`, and only a generated one takes additions
lint-t0080-why = LXC writes these into a profile that it makes itself. One that is named, or none, stays as it is.
lint-t0080-fix = write `lxc.apparmor.profile = generated`
