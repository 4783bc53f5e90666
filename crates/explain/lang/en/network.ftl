# Network interfaces and names.

hostname = Sets the host name inside to { $name }.
nameserver = Makes { $servers } the container's name servers.
searchdomain = Completes short host names with { $domains }.

# An interface on one line. $address and $address6 are addresses or words.
nic =
    Gives the container the network interface { $name ->
        [not-given] an interface
       *[other] { $name }
    }{ $bridge ->
        [not-given] , plugged into no bridge
       *[other] , a virtual cable to the host's bridge { $bridge } (a switch in software)
    }{ $mac ->
        [not-given] { "" }
       *[other] , with the hardware address { $mac }
    }{ $address ->
        [not-given] { "" }
        [dhcp] ; it asks DHCP for an IPv4 address
        [auto] ; it takes an IPv4 address from the router's announcements
        [manual] ; its IPv4 address is left to the system inside
       *[other] , the address { $address }{ $gateway ->
            [not-given] { "" }
           *[other] { " " }and the gateway { $gateway }
        }
    }{ $address6 ->
        [not-given] { "" }
        [dhcp] ; it asks DHCP for an IPv6 address
        [auto] ; it takes an IPv6 address from the router's announcements
        [manual] ; its IPv6 address is left to the system inside
       *[other] , the address { $address6 }{ $gateway6 ->
            [not-given] { "" }
           *[other] { " " }and the gateway { $gateway6 }
        }
    }{ $vlan ->
        [not-given] { "" }
       *[other] , in VLAN { $vlan }
    }{ $is_unplugged ->
        [yes] , with the cable unplugged
       *[no] { "" }
    }.

nic-clear = Forgets the network interfaces of earlier lines and includes.

# The lines of one interface; $interface is one of the three after this. The last is for lines of LXC 1 and 2, which give no number.
interface-name = the interface { $name }
interface-number = interface { $number }
interface-of-block = the interface
nic-type-veth = Makes { $interface } a virtual cable between host and container.
nic-type-macvlan = Makes { $interface } a hardware address of its own on a host interface.
nic-type-ipvlan = Makes { $interface } a share of a host interface, by address.
nic-type-vlan = Makes { $interface } a tagged VLAN of a host interface.
nic-type-phys = Makes { $interface } a host interface that moves into the container.
nic-type-empty = Makes { $interface } loopback only.
nic-type-none = Makes { $interface } the host's own network, shared.
nic-type = Makes { $interface } { $word }.
nic-name = Names { $interface } { $name } inside.
nic-link-bridge = Plugs { $interface } into the host's bridge { $bridge }, a switch in software.
nic-link = Builds { $interface } on the host's interface { $parent }.
nic-up = Brings { $interface } up at the start.
nic-mac = Gives { $interface } the hardware address { $mac }.
nic-mtu = Sets the largest packet of { $interface } to { $size } bytes (MTU).
nic-address = Gives { $interface } the address { $address }.
nic-gateway = Sends traffic for elsewhere over { $interface } to the gateway { $gateway }.
nic-mode = Chooses how { $interface } works with its parent: { $mode }.
nic-vlan = Puts { $interface } into VLAN { $vlan }.
nic-pair = Names the host's end of { $interface } { $name }.
nic-queues = Gives { $interface } { $count } queues.
nic-route = Makes a route on the host to { $route } over { $interface }.
nic-l2proxy = Answers for the addresses of { $interface } on its parent: { $value }.
nic-script = Runs `{ $script }` on the host for { $interface }.
nic-old = Sets a part of a network interface, by its name of LXC 1 and 2: { $value }.
