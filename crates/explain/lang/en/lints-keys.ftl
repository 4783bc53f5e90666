# Lints about keys.

lint-t0085 = a key by its old name
lint-t0085-renamed = a name of LXC 1 and 2: since LXC 3 the whole file is refused because of it; it is called `{ $new }` now
lint-t0085-why = The names changed with 2.1 in 2017, and 3.0 dropped the old ones. A file that was copied over from an old machine then fails at its first such line.
lint-t0085-fix = write it by its name of today

lint-t0086 = a key that LXC has taken out
lint-t0086-gone = `{ $key }` was taken out: since LXC 3 the whole file is refused because of it
lint-t0086-kmsg = `lxc.kmsg` was taken out, and since LXC 3 the whole file is refused because of it; a program that wants /dev/kmsg gets it by a mount line
lint-t0086-why = LXC does not pass over a key that it does not know: the container does not start.
lint-t0086-fix = take the line out

lint-t0087 = a key of another manager
lint-t0087-lxd = LXC passes this line over without a word: `{ $key }` is a key of LXD and Incus
lint-t0087-proxmox = LXC passes this line over without a word: `{ $key }` is a key of Proxmox VE
lint-t0087-modules = LXC passes this line over without a word: `{ $key }` is a key of LXD; { $modules } must be loaded on the host
lint-t0087-misspelt = LXC passes this line over without a word: `{ $key }` looks like `{ $meant }`, which is a key of LXD and Incus, and is misspelt even as that
lint-t0087-why = LXC skips every line that does not begin with `lxc.`, so a setting that seems to be there never was.
lint-t0087-fix = say it in LXC's words, or take the line out

lint-t0088 = a default, written down
lint-t0088-dev = changes nothing: a fresh /dev is what every container gets since LXC 2.1
lint-t0088-why = The line comes with recipes from before 2.1 and is taken for a part of what makes devices work.
lint-t0088-fix = take the line out

lint-t0089 = no fresh /dev
lint-t0089-unprivileged = the container gets the /dev of its image, in which nodes cannot be made without rights over the host: not even /dev/null may be there
lint-t0089-privileged = the container gets the /dev of its image: what is missing there is missing inside
lint-t0089-emptied = an empty value turns the fresh /dev off instead of back to its default
lint-t0089-why = Without it nobody makes /dev/null, /dev/zero and the terminals at the start, and mounts of nodes find no place.
lint-t0089-fix = write 1, or take the line out

lint-t0090 = a number by eights
lint-t0090-octal = LXC reads { $written } as { $number }: a nought in front means a number by eights
lint-t0090-why = Numbers are read as in C. Whoever fills them up with noughts gets another number without a word.
lint-t0090-fix = write it without the nought; if the other number was meant, write that
