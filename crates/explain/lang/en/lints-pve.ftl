# Lints about Proxmox VE's own options.

lint-t0101 = a comment that moves
lint-t0101-moves = Proxmox takes this comment for a part of the description and moves it to the top of the file at its next write
lint-t0101-why = Proxmox knows no comments: what stands behind `#` is the container's description, kept in one piece above all options. A remark on one line loses the line that it is about.
lint-t0101-fix = write it at the top, in words that need no place

lint-t0102 = an option with an equals sign
lint-t0102-equals = Proxmox drops this line: between `{ $key }` and its value belongs a colon
lint-t0102-why = Raw `lxc.` lines may have either sign, options only the colon. The container runs without the line, and at the next write it is gone.
lint-t0102-fix = write it with a colon

lint-t0103 = a template that is to start with the host
lint-t0103-template = Proxmox starts no template: { $line } undoes this
lint-t0103-why = A template is there to be cloned. The line has an effect again in the clones, where it may surprise.
lint-t0103-fix = take the line out, or set it in those clones that are to start with the host

lint-t0104 = a delay after a start that does not happen
lint-t0104-alone = `up=` has no effect: the container does not start with the host, because `onboot` is not on
lint-t0104-why = `up` is how long the host waits before it starts the next container. The order and `down` count without `onboot` too, when the host shuts down.
lint-t0104-fix = add `onboot: 1`, or take `up=` out

lint-t0105 = a volume that backups leave out
lint-t0105-outside = backups leave `{ $key }` out: without `backup=1` they have the root alone
lint-t0105-why = The web page ticks the box for backups, a line that is written by hand or by a script does not have it. People find out when they restore.
lint-t0105-fix = add `backup=1`, or `backup=0` to say that it is meant

lint-t0106 = a lock
lint-t0106-locked = Proxmox refuses to start or change the container: it is locked by `{ $what }`
lint-t0106-why = A lock is taken for the time of an operation. It stays behind when that is broken off, by a crash of the host for one.
lint-t0106-fix = see that nothing is at work any more, then run `pct unlock`

lint-t0107 = a volume that is not in use
lint-t0107-unused = { $volume } is attached nowhere: it takes its room, and goes when the container is destroyed
lint-t0107-why = A mount point that is removed leaves its volume behind as `unused`, with everything in it. Backups do not have it.
lint-t0107-fix = attach it again as `mpN`, or delete it for good on the container's page of resources

lint-t0108 = a console with nothing behind it
lint-t0108-tty = `pct console` has nothing to connect to: its usual mode wants a terminal, and there is none
lint-t0108-console = `pct console` has nothing to connect to: this mode shows /dev/console, and `console: 0` takes it away
lint-t0108-why = The web page and `pct console` connect in the way that `cmode` says; `pct enter` works in any case.
lint-t0108-fix = add `cmode: shell`, or give the terminal back

lint-t0109 = an option that a raw line overrides
lint-t0109-overruled = { $line } comes after this and says otherwise: what `{ $key }` says here, and on the web page, does not count
lint-t0109-mark = { $line } sets another limit, and the mark below it, at which the kernel slows the container down, is still reckoned from this line
lint-t0109-why = Proxmox writes raw lines below everything that it makes of options. The next change on the web page seems to do nothing, or holds until the next start.
lint-t0109-fix = keep the option, and take the raw line out

lint-t0110 = a bind that keeps snapshots away
lint-t0110-bind = Proxmox takes no snapshot of this container and makes no clone as long as `{ $key }` shows a place of the host
lint-t0110-why = A snapshot has to have every mount point, and a place of the host has none. Backups leave it out without a word, and the container moves to another node only with `shared=1`.
lint-t0110-fix = where snapshots are wanted, write the bind as a raw `lxc.mount.entry` line, which they pass over

lint-t0111 = a snapshot that is not there
lint-t0111-lost = the file has no snapshot `{ $name }` that this could come from
lint-t0111-why = The line is left over from a file that was copied or cut. Proxmox shows the tree of snapshots by it.
lint-t0111-fix = take the line out
