# Rules of the device filter, and nodes of devices.

# What a rule is about; filled in as { $device } below.
rule-about-all =
    every { $kind ->
        [block] block
       *[character] character
    } device
rule-about-minor =
    { $kind ->
        [block] block
       *[character] character
    } devices with minor { $minor } of every driver
rule-about-major =
    all { $kind ->
        [block] block
       *[character] character
    } devices with major { $major }
rule-about-one =
    { $kind ->
        [block] block
       *[character] character
    } device { $number }

# What a rule does. { $access } is a list: reading, writing and mknod.
rule-open = Lets the container open { $device } for { $access }.
rule-make = Lets the container make nodes for { $device }, but not open them.
rule-forbid = Forbids the container { $device } for { $access }.
rule-forbid-make = Forbids the container to make nodes for { $device }.
rule-path-open =
    Lets the container open the device that is { $path } on the host{ $gives ->
        [not-given] { "" }
       *[other] : { $gives }
    }, for { $access }.
rule-path-forbid =
    Forbids the container the device that is { $path } on the host{ $gives ->
        [not-given] { "" }
       *[other] : { $gives }
    }, for { $access }.
rule-policy-deny = Closes every device that no later line opens.
rule-policy-deny-anew = Starts the list of devices anew: it takes back what lines above have allowed so far, and closes every device that no later line opens.
rule-policy-allow = Opens every device of the host that no later line closes; file permissions are all that is left.
rule-clear = Forgets the device rules of earlier lines and includes.
rule-as-written = Is a device rule: { $rule }.

# What the numbers of a rule mean; these follow the sentences above.
rule-meaning = That is { $node }: { $gives }.
rule-meaning-misc = That is { $node } (10 = the kernel's "misc" drivers, { $minor } = reserved for { $name }): { $gives }.
rule-risk = Beware: { $risk }.
rule-major = Major { $major } stands for { $drivers }.
rule-major-dynamic = Major { $major } is handed out when a driver loads, so it can be another device after the next boot.
rule-node-of = The file { $node } itself comes from { $place }.
rule-node-of-line = The file { $node } itself comes from line { $line }.
rule-no-node = It does not create the file { $node }, and no other line does.
rule-cgroup-note = (`cgroup`, control group: the kernel's name for the set of processes that such rules and limits apply to.)
rule-open-in-pve = Proxmox VE itself allows every device in an unprivileged container, so there the line changes nothing; Transom keeps the filter closed, and such lines open it.
rule-open-in-pve-too = Proxmox VE allows it in an unprivileged container anyway; in Transom this line does.

# Nodes.
node-passed = Passes a device of the host through.
node-private =
    Gives the container a private { $source }{ $name ->
        [not-given] { "" }
       *[other] { " " }({ $name }: { $gives })
    }{ $target ->
        [not-given] { "" }
       *[other] { " " }at { $target }
    }{ $is_writable ->
        [no] , for reading only
       *[yes] { "" }
    }: a node of its own, owned by { $owner } inside, mode { $mode }, and the right to open it.
node-owner-root = root
node-owner = user { $uid } and group { $gid }
node-gives = It is the device for { $gives }.
node-may-be-opened = The device filter lets it be opened.
node-opened-unasked = No rule of the file opens it; Transom does so for a device that a line shows like this.
