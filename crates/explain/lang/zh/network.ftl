# 网络接口与各种名称。

hostname = 把容器内的主机名设为 { $name }。
nameserver = 以 { $servers } 作为容器的 DNS 服务器。
searchdomain = 用 { $domains } 补全简短的主机名。

# 写在一行里的网络接口。$address 和 $address6 是地址或关键字。
nic =
    给容器一个网络接口{ $name ->
        [not-given] { "" }
       *[other] { " " }{ $name }
    }{ $bridge ->
        [not-given] ，不接入任何网桥
       *[other] ，用虚拟网线接入宿主机的网桥 { $bridge }（一个软件交换机）
    }{ $mac ->
        [not-given] { "" }
       *[other] ，硬件地址为 { $mac }
    }{ $address ->
        [not-given] { "" }
        [dhcp] ；通过 DHCP 获取 IPv4 地址
        [auto] ；根据路由器通告获取 IPv4 地址
        [manual] ；IPv4 地址由容器内的系统自行设置
       *[other] ，地址为 { $address }{ $gateway ->
            [not-given] { "" }
           *[other] ，网关为 { $gateway }
        }
    }{ $address6 ->
        [not-given] { "" }
        [dhcp] ；通过 DHCP 获取 IPv6 地址
        [auto] ；根据路由器通告获取 IPv6 地址
        [manual] ；IPv6 地址由容器内的系统自行设置
       *[other] ，地址为 { $address6 }{ $gateway6 ->
            [not-given] { "" }
           *[other] ，网关为 { $gateway6 }
        }
    }{ $vlan ->
        [not-given] { "" }
       *[other] ，属于 VLAN { $vlan }
    }{ $is_unplugged ->
        [yes] ，网线处于拔出状态
       *[no] { "" }
    }。

nic-clear = 清除前面各行以及被包含的文件中的网络接口。

# 属于某个接口的各行；$interface 是紧接其后的三者之一。最后一个用于 LXC 1 和 2 的行，它们不带接口编号。名称之后的空格已含在其中。
interface-name = 接口 { $name }{ " " }
interface-number = 接口 { $number }{ " " }
interface-of-block = 这里的接口
nic-type-veth = 让{ $interface }成为宿主机与容器之间的虚拟网线。
nic-type-macvlan = 让{ $interface }在宿主机的接口上拥有自己的硬件地址。
nic-type-ipvlan = 让{ $interface }按地址共用宿主机的接口。
nic-type-vlan = 让{ $interface }成为宿主机接口上的带标签 VLAN。
nic-type-phys = 让{ $interface }成为移入容器的宿主机接口。
nic-type-empty = 让{ $interface }仅含环回接口。
nic-type-none = 让{ $interface }与宿主机共享宿主机自己的网络。
nic-type = 把{ $interface }的类型设为 { $word }。
nic-name = 把{ $interface }在容器内命名为 { $name }。
nic-link-bridge = 把{ $interface }接入宿主机的网桥 { $bridge }（一个软件交换机）。
nic-link = 把{ $interface }建立在宿主机的接口 { $parent } 上。
nic-up = 启动时把{ $interface }启用。
nic-mac = 把{ $interface }的硬件地址设为 { $mac }。
nic-mtu = 把{ $interface }的最大数据包长度设为 { $size } 字节（MTU）。
nic-address = 为{ $interface }设置地址 { $address }。
nic-gateway = 把发往别处的流量经{ $interface }发送到网关 { $gateway }。
nic-mode = 选择{ $interface }与其上级接口的配合方式：{ $mode }。
nic-vlan = 把{ $interface }放入 VLAN { $vlan }。
nic-pair = 把{ $interface }在宿主机上的一端命名为 { $name }。
nic-queues = 给{ $interface }{ $count } 个队列。
nic-route = 在宿主机上添加经{ $interface }到 { $route } 的路由。
nic-l2proxy = 在上级接口上替{ $interface }的地址应答：{ $value }。
nic-script = 为{ $interface }在宿主机上运行 `{ $script }`。
nic-old = 用 LXC 1 和 2 时代的名称设置网络接口的一部分：{ $value }。
