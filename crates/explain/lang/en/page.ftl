# The page of an explained file: headings, and what is said beside a line.

page-what = What it does
page-long = In other words
page-numbers = The numbers
page-here = On this host
page-effect = Effect
page-needs = Needs
page-risk = Risk
page-today = Today
page-rules = Which devices it may open
page-ids = Who is who
page-exposure = How exposed the host is
page-worst = What matters most
page-lines = Line by line
page-problems = What stands in the way
page-findings = Findings
page-words = The words
page-unprivileged = In an unprivileged container
page-privileged = In a privileged container
page-inside = inside
page-on-host = on the host
page-user-ids = user ids
page-group-ids = group ids
page-nobody = nobody
page-by = by
page-together = together with line { $lines }

verdict-works = works
verdict-prose = text
verdict-no-effect = no effect
verdict-not-yet = not yet
verdict-wrong = wrong
verdict-replaced = replaced
verdict-elsewhere = elsewhere

summary-privileged = A privileged { $dialect } container: root inside is root on the host, and only rules hold it back.
summary-unprivileged = An unprivileged { $dialect } container: root inside is an ordinary user of the host.

here-cannot-start = The container cannot start like this: { $why }.
here-remark = { $remark }.
here-number =
    { $name ->
        [not-given] { $number } belongs to the driver { $driver } now; after the next boot it may be another's.
       *[other] { $number } is this now: { $name } (the driver { $driver }); after the next boot it may be another device.
    }
here-number-none = No driver has the number { $number } now, so that there is nothing to open.

grade-closed = closed
grade-fair = fair
grade-exposed = exposed
grade-open = wide open

exposed-privileged = No line maps ids, so that root inside is root on the host.
exposed-no-seccomp = No system call policy: every call of the kernel is within reach.
exposed-no-lsm = This host has no AppArmor, so that it cannot cover for faults of the kernel.
exposed-all-capabilities = No capability is dropped.

rules-rest = everything else

ids-privileged = There is no map: every id inside is the same id on the host, root too.
ids-root = Root inside (0) is { $host } on the host, a user without rights of its own.
ids-root-real = Root inside (0) is root on the host.
ids-root-nobody = Root inside (0) is mapped to nothing: the container has no root, and an ordinary system does not start.
ids-user = The first user (1000) is { $host } on the host.
ids-user-same = The first user (1000) is 1000 on the host too.
ids-user-nobody = The first user (1000) is mapped to nothing: its files belong to "nobody".
ids-gap = There are gaps: ids in them are "nobody" inside, and cannot be used.
ids-overlap-inside = Two ranges have id { $id } inside; the kernel refuses such a map.
ids-overlap-host = Two ranges have id { $id } on the host; the kernel refuses such a map.

needs-node = A file { $node } inside: this rule allows it to be opened and does not make it, and no other line does.
needs-path = { $path } on the host; there is none here, and the container does not start without it.
needs-path-optional = { $path } on the host; there is none here, and the line is passed over.
needs-owned-root = A root file system whose files belong to these ids. Switching this line of an existing container does not change them; restoring it from a backup does.
needs-root-at-pam = root@pam to write it: Proxmox lets no other user show a container something of the host.
needs-link = The interface { $name } on the host; there is none here.

number-char = `c` is a character device, one that is read and written as a stream; `b` would be a block device, a disk.
number-block = `b` is a block device, a disk or a part of one; `c` would be a character device.
number-major-misc = 10 is the major number, which names the driver: 10 is the kernel's "misc" list of small drivers (devices.txt in the kernel's documentation).
number-major = { $major } is the major number, which names the driver: { $what } (devices.txt in the kernel's documentation).
number-major-dynamic = { $major } is the major number, which names the driver. This one is in the range that is handed out as drivers load: after a reboot it may be another device.
number-major-unknown = { $major } is the major number, which names the driver; it is not in the kernel's list.
number-minor = { $minor } is the minor number, which names the device among the driver's: { $node } ({ $name }).
number-any = `*` stands for every minor number: all devices of the driver, later ones too.
number-access = { $letters }: r is reading, w is writing, m is making a node for it with mknod.
number-mebibytes = { $value } is in MiB (1024 × 1024 bytes).
number-mount-fields = The last two numbers are left over from /etc/fstab (dump, fsck order) and mean nothing here.
number-id-map = The numbers are: first id inside, first id on the host, how many.
number-id-range = The range comes from /etc/subuid and /etc/subgid: by default ids 0 to 65535 inside are 100000 to 165535 on the host (65536 = 2¹⁶ ids).
number-weight = A weight only counts beside other weights, and only while CPUs are short.
number-mac = { $mac } is a hardware address; its first three pairs name who made the card.
number-mac-proxmox = { $mac } is a hardware address; BC:24:11 is the prefix registered for Proxmox.
number-mac-xen = { $mac } is a hardware address; 00:16:3E is the prefix that Xen made popular for virtual cards.
number-mac-local = { $mac } is a hardware address that somebody made up: the second digit has the bit for "local".

worth-stops-start = stops the start here
means-no-effect = no effect
means-partly = partly without effect
means-refused = refused
means-undone = undone
means-redundant = redundant
means-narrows = narrows access
means-breaks = breaks something else
means-risk = dangerous
means-defect = defect
means-lost = will be lost
means-needs = incomplete

found-hint = { $hint }.
