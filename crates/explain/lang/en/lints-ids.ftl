# Lints about id maps.

lint-t0060 = a map without root
lint-t0060-user = no line maps user 0: the first id inside is { $first }, so nothing can start as root and the root file system is nobody's
lint-t0060-group = no line maps group 0: the first id inside is { $first }, so nothing can start with root's group and its files are nobody's
lint-t0060-why = A map is the whole list of ids that exist inside. The line for one id is pasted from a recipe of three lines, and alone it leaves that one id.
lint-t0060-fix = write the ranges around it too: `0 100000 …` below, and the rest above

lint-t0061 = a gap in the map
lint-t0061-users = { $count ->
    [one] user { $ids } is mapped by no line: it does not exist inside, and its files are nobody's
   *[other] users { $ids } are mapped by no line: they do not exist inside, and their files are nobody's
 }
lint-t0061-groups = { $count ->
    [one] group { $ids } is mapped by no line: it does not exist inside, and its files are nobody's
   *[other] groups { $ids } are mapped by no line: they do not exist inside, and their files are nobody's
 }
lint-t0061-why = A program that wants such an id gets “Invalid argument”. The gap is often a mistake of one in where a range begins or how long it is.
lint-t0061-fix = make the ranges meet

lint-t0062 = a map that ends early
lint-t0062-users = the last user inside is { $last }: nobody (65534) and the users that systemd makes up have no id
lint-t0062-groups = the last group inside is { $last }: nogroup (65534) and the groups that systemd makes up have no id
lint-t0062-why = Distributions use ids up to 65535. Packages fail to install and services to start that want one beyond the end of the map.
lint-t0062-fix = map 65536 ids

lint-t0063 = the host's root in the map
lint-t0063-user = user { $inside } inside is root on the host
lint-t0063-group = group { $inside } inside is the host's group root
lint-t0063-why = The map is there so that nobody inside is root outside. With this range files, devices and processes of the host's root are within reach of that user.
lint-t0063-fix = map to a range that is nobody's on the host, from 100000 on

lint-t0064 = ids of the host's own in the map
lint-t0064-users = { $count ->
    [one] user { $ids } of the host is reachable from inside, with all its files
   *[other] users { $ids } of the host are reachable from inside, with all their files
 }; and root must be granted { $count ->
    [one] it
   *[other] them
 }: /etc/subuid needs { $line }
lint-t0064-groups = { $count ->
    [one] group { $ids } of the host is reachable from inside, with all its files
   *[other] groups { $ids } of the host are reachable from inside, with all their files
 }; and root must be granted { $count ->
    [one] it
   *[other] them
 }: /etc/subgid needs { $line }
lint-t0064-why = It lets a user inside work with files of a user outside. Whoever breaks out of the container as that user is that user.
lint-t0064-fix = where only a folder is meant, shift its owners in the mount instead

lint-t0065 = a map in a privileged container of Proxmox
lint-t0065-raw = maps ids by hand, and no line calls the container unprivileged: Proxmox treats it as a privileged one, with its device list and capabilities
lint-t0065-why = Proxmox takes its defaults, the owners of a new root and the rules of backups from `unprivileged`, not from raw lines.
lint-t0065-fix = add the line
