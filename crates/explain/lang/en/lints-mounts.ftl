# Lints about mounts.

lint-t0040 = the numbers at the end of a mount line
lint-t0040-typo = `{ $text }` is a typing mistake for `0 0`: nothing reads it as numbers
lint-t0040-why = The last two fields are numbers from the days of dump and fsck, and mean nothing for a container. The comma comes from a recipe and is copied with it.
lint-t0040-fix = write two noughts, or nothing

lint-t0041 = owner and mode of a bind
lint-t0041-idle = of no meaning for a bind, which shows the source as it is, with the host's owner: { $options }
lint-t0041-why = A bind has no owner of its own. Recipes add `uid=` in the hope that the node then belongs to the container's root; it stays nobody's.
lint-t0041-fix = take the words out; a node of the container's own has the owner that you give it

lint-t0042 = a mount's target with a leading slash
lint-t0042-ignored = LXC passes this line over: its target { $target } does not lie below the container's root
lint-t0042-why = LXC takes such a target for a path of the host, writes a line into its log and starts without the mount.
lint-t0042-fix = write the target without the leading slash

lint-t0043 = a node with nothing to mount it on
lint-t0043-fails = nothing makes the file to mount this node on, and the container's fresh /dev has none: the start fails
lint-t0043-left-out = nothing makes the file to mount this node on, and the container's fresh /dev has none: the container starts without it
lint-t0043-why = A bind needs a file at its target. /dev inside is made anew at each start and holds the usual nodes only.
lint-t0043-fix = have the file made

lint-t0044 = a node that the start waits for
lint-t0044-required = without { $node } on the host the container does not start
lint-t0044-why = The node is there only while its module is loaded or its device plugged in. One that is missing keeps the whole container from starting.
lint-t0044-fix = add `optional` if the container can do without, or have the module loaded at boot

lint-t0047 = a folder of the host's own
lint-t0047-writable = root in this privileged container can change { $folder } of the host, and so has the host
lint-t0047-readable = root in this privileged container can read all of the host's { $folder }, keys and passwords' hashes too
lint-t0047-others = shows the host's own { $folder } inside; what everybody on the host may read or write, the container may too
lint-t0047-why = Programs, settings and keys of the host are in such folders. Who can write one of them decides what root on the host does next.
lint-t0047-fix = pass through the one folder that is needed, read-only where that is enough

lint-t0048 = the socket of the host's own manager
lint-t0048-socket = whoever writes to { $socket } has the host: the program behind it does as root what it is told
lint-t0048-why = Over such a socket one asks for a container with the host's disk in it. That is root on the host, whatever else this file says.
lint-t0048-fix = run the manager inside the container instead

lint-t0049 = the host's modules in an unprivileged container
lint-t0049-useless = of no use here: no unprivileged container can load a kernel module
lint-t0049-why = `modprobe: FATAL: Module not found` is a false lead: the module must be loaded on the host. The folder only changes which error is shown.
lint-t0049-fix = take the line out, and load the module on the host, at boot by a file in /etc/modules-load.d

lint-t0050 = a folder of the host in an unprivileged container
lint-t0050-nobody = files in { $folder } that belong to the host's users appear as nobody's inside, and cannot be written
lint-t0050-why = The ids inside stand for others on the host, 100000 and above. A folder keeps the host's owners, unless the mount shifts them.
lint-t0050-fix = shift the owners in the mount (LXC: `idmap=container`; LXD and Incus: `shift: true`), or let the host's files belong to 100000 and the id inside

lint-t0055 = a file made for a folder
lint-t0055-fails = a file is made for { $folder }, which is a folder and cannot be mounted on one
lint-t0055-why = What is mounted on a file must be a file. `optional` then hides the failure.
lint-t0055-fix = have a folder made

lint-t0057 = a word of LXC's in a path
lint-t0057-cut = LXC takes `{ $word }` out of `{ $option }` as if it were an option of its own, and mounts another path
lint-t0057-why = LXC looks for its own options anywhere in the text, also within paths, and cuts them out.
lint-t0057-fix = give the folder another name, or mount it through a link

lint-t0058 = a mount that another covers
lint-t0058-covered = covered by { $line }, which mounts something else at { $target } afterwards
lint-t0058-why = Mounts at one place lie one above the other, and only the last is to be seen.
lint-t0058-fix = take out one of the two, or give them places of their own
