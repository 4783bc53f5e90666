# Lints about interfaces and addresses.

lint-t0120 = a container without a network
lint-t0120-none = no line is about the network: the container has a network of its own with nothing but loopback in it
lint-t0120-why = LXC makes an empty network where a file is silent. Nothing inside reaches anything outside, and nobody says so at the start.
lint-t0120-fix = give it an interface, `lxc.net.0.type = veth` with its bridge as `lxc.net.0.link`, or say that it is meant: `lxc.net.0.type = empty`

lint-t0121 = a cable that leads nowhere
lint-t0121-nowhere = the end on the host is plugged into nothing: this names no bridge
lint-t0121-why = A veth interface is a cable with two ends. Without a bridge the host's end lies there, and packets go no further.
lint-t0121-fix = name the bridge

lint-t0122 = two interfaces of one name
lint-t0122-twice = `{ $name }` is the name that { $line } gives another interface: the kernel refuses the second, and the container does not start
lint-t0122-why = A name belongs to one interface of a network.
lint-t0122-fix = choose another name

lint-t0123 = two interfaces with one hardware address
lint-t0123-twice = { $line } has the same hardware address on the same bridge, { $link }: packets reach now the one, now the other
lint-t0123-why = A bridge learns behind which port an address is. With two of them it learns anew with every packet. It comes of copied lines.
lint-t0123-fix = change one of the two, or leave it out to have one made

lint-t0124 = the network's address for an interface
lint-t0124-first = { $address } is the first address of its range, which stands for the network as a whole and not for a machine
lint-t0124-last = { $address } is the last address of its range, which speaks to all machines of the network at once
lint-t0124-why = Other machines take no packets from such an address, or answer all at once.
lint-t0124-fix = take an address in between, or correct the prefix

lint-t0125 = a gateway to oneself
lint-t0125-itself = { $address } is the interface's own address: the kernel takes no route by way of the machine itself
lint-t0125-why = The gateway is the next machine on the way out, as a rule the address of the bridge on the host.
lint-t0125-fix = write the address of the bridge or router

lint-t0126 = packets too small for IPv6
lint-t0126-small = with an MTU of { $mtu } the kernel switches IPv6 off on this interface, and its address is gone
lint-t0126-why = IPv6 wants links that carry 1280 bytes in one piece.
lint-t0126-fix = write 1280 or more, or leave IPv6 out

lint-t0127 = a macvlan interface by itself
lint-t0127-private = without a mode this is `private`: the interface reaches no other macvlan interface of the same card, nor the host
lint-t0127-why = People expect containers on one card to see each other. `bridge` lets them; the host itself is out of reach in every mode.
lint-t0127-fix = say which mode is meant
