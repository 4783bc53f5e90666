# libvirt 域的元素和属性。

libvirt-xml = 说明文件是 XML。
libvirt-holds = 包含与 `<{ $element }>` 有关的各行。
libvirt-ends = 结束 `<{ $element }>`。
libvirt-ignored = 由 libvirt 保存，但它的 LXC 驱动不作任何处理。
libvirt-own = 是 libvirt 自己对运行中容器的记录。
domain-type = 说明这是 libvirt 的 LXC 驱动的容器。
domain-name = 把容器命名为 { $name }，这也是容器内的主机名。
domain-name-apart = 把容器命名为 { $name }；容器内的主机名是 { $host }。
domain-uuid = 为容器指定永久标识 { $id }，第一个进程可在自己的环境变量中找到它。
domain-title = 写给人看的容器描述：{ $text }。
domain-title-sentence = 写给人看的容器描述：{ $text }

# 限额。
domain-memory-none = 不限制内存。
libvirt-bytes = { $bytes } 字节（{ $mebibytes } MiB）
libvirt-memory-unit = 说明这个数字的单位是 { $unit }。
libvirt-soft-limit = 容器使用的内存超过 { $size } 时，让内核收回超出的部分。
libvirt-soft-limit-none = 不设置这种限额。
libvirt-swap = 合并限制内存与交换空间，其中留给交换空间 { $size }。
domain-cpuset = 只让容器运行在宿主机的 CPU { $cpus } 上。
domain-cpuset-named = 指定 CPU { $cpus }。
domain-shares = 设定 CPU 紧张时容器所占的 CPU 时间份额：{ $shares }，即权重 { $weight }，默认值为 100。
domain-quota = 把 CPU 时间限制为每 { $period } 微秒内 { $quota } 微秒，相当于 { $cpus } 个 CPU。
domain-period = 是配额所对应的周期：{ $period } 微秒。
libvirt-disk-weight = 把容器的磁盘访问权重设为 { $weight }，默认值为 100。
libvirt-numa-memory = 只从宿主机的这些内存节点取用内存：{ $nodes }。

# 第一个进程。
libvirt-os-type = 说明启动的是程序，而不是虚拟机。
libvirt-os-type-for = 说明启动的是程序，而不是虚拟机，且该程序适用于 { $arch } 处理器。
domain-arch = 说明容器内的程序适用于 { $arch } 处理器。
domain-init = 启动 { $program } 作为第一个进程。
domain-initarg = 把参数 { $argument } 传给第一个进程。
domain-initenv = 为第一个进程把环境变量 { $name } 设为 { $value }。
domain-initenv-part = 为第一个进程设置一个环境变量。
domain-initdir = 在目录 { $folder } 中启动第一个进程。
domain-inituser = 以容器的用户 { $user } 启动第一个进程。
domain-initgroup = 以容器的组 { $group } 启动第一个进程。
domain-cmdline = 通过环境变量 LIBVIRT_LXC_CMDLINE 告诉第一个进程 `{ $text }`。
domain-console = 为容器提供一个控制台，在容器内是 /dev/console 和 /dev/tty1。
domain-console-more = 再为容器提供一个终端，按文件中的顺序编号。

# 权限与命名空间。{ $right } 是权能允许进程做的事及其名称。
domain-idmap = 是 ID 映射的一部分：{ $value }。
libvirt-private-network = 为容器提供独立的网络，其中只有回环接口。
libvirt-private-network-already = 为容器提供独立的网络，不过它的网络接口已经做到了这一点。
libvirt-capability-policy =
    { $policy ->
        [allow] 给容器内的进程保留所有特殊权限（capability，即权能），下面列出的除外。
        [deny] 收回容器内进程的所有特殊权限（capability，即权能），下面列出的除外。
       *[default] 收回容器内进程的特殊权限（capability，即权能）中 libvirt 对每个容器都收回的那些。
    }
libvirt-capability-off = 收回容器内所有进程（包括 root）的这项权限：{ $right }。
libvirt-capability-on = 给容器内的进程保留这项权限：{ $right }。
libvirt-apparmor = 让容器受 AppArmor 配置 { $profile } 约束。
libvirt-security-label = 是宿主机安全模块的标签的一部分。
libvirt-share =
    { $what ->
        [network] 共享 { $place } 的网络。
        [ipc] 共享 { $place } 的消息队列和共享内存。
       *[uts] 共享 { $place } 的主机名。
    }
libvirt-share-unknown =
    { $what ->
        [network] 共享另一个容器的网络。
        [ipc] 共享另一个容器的消息队列和共享内存。
       *[uts] 共享另一个容器的主机名。
    }

# 文件系统。{ $root } 说明根文件系统取自何处，例如某个目录。
libvirt-filesystem = 是挂载到容器内的文件系统的一部分。
libvirt-root =
    { $is_read_only ->
        [yes] 容器的根文件系统取自：{ $root }，只读。
       *[no] 容器的根文件系统取自：{ $root }。
    }
libvirt-volume = 把 { $device } 上的文件系统挂载到容器内的 { $target }。
libvirt-shown =
    { $is_read_only ->
        [yes] 把宿主机的 { $source } 以只读方式挂载到容器内的 { $target }；挂载在它下面的内容不包括在内。
       *[no] 把宿主机的 { $source } 挂载到容器内的 { $target }；挂载在它下面的内容不包括在内。
    }
libvirt-shown-again =
    { $is_read_only ->
        [yes] 把容器自身的 { $source } 以只读方式也挂载到 { $target }。
       *[no] 把容器自身的 { $source } 也挂载到 { $target }。
    }
libvirt-memory =
    { $is_read_only ->
        [yes] 在容器的 { $target } 挂载一个内存中的空文件系统，只读。
       *[no] 在容器的 { $target } 挂载一个内存中的空文件系统。
    }
libvirt-filesystem-source = 是要挂载到容器内的内容：宿主机的 { $source }。
libvirt-filesystem-target = 是容器内的挂载位置：{ $path }。
libvirt-filesystem-target-root = 是挂载位置：作为容器的根文件系统。
libvirt-filesystem-readonly = 不允许容器内的任何进程写入该处。
libvirt-filesystem-usage = 是该处的文件总共可以增长到的大小：{ $size }。
libvirt-filesystem-driver = 说明映像的接入方式：{ $driver }。

# 网络接口。
libvirt-interface = 是网络接口的一部分。
libvirt-interface-bridge = 为容器提供网络接口 { $name }，它是一条通往宿主机网桥 { $bridge }（软件实现的交换机）的虚拟网线。
libvirt-interface-pair = 为容器提供网络接口 { $name }，它是一条通往宿主机的虚拟网线，没有接到任何网桥。
libvirt-interface-macvlan = 为容器提供网络接口 { $name }，它在宿主机的接口 { $link } 上拥有独立的硬件地址。
libvirt-interface-host = 为容器提供网络接口 { $name }，它就是宿主机的接口 { $link }。
libvirt-interface-other = 为容器提供网络接口 { $name }，它是宿主机的一个接口。
libvirt-interface-source = 是接口所连接的对象：{ $source }。
libvirt-interface-mode = 说明同一网卡上的接口如何互相可见：{ $mode }。
libvirt-interface-mac = 把接口的硬件地址设为 { $address }。
libvirt-interface-target = 把接口在宿主机上的一端命名为 { $name }。
libvirt-interface-target-own = 是 libvirt 给宿主机一端起的名称，每次启动都会重新生成。
libvirt-interface-name = 在容器内把接口命名为 { $name }。
libvirt-interface-ip = 为接口设置地址 { $address }，并启用接口。
libvirt-address = 设置一个地址。
libvirt-address-part = 是地址的一部分。
libvirt-interface-route = 把发往其他网络的数据交给这个网关。
libvirt-interface-up = 在容器内启用接口。
libvirt-interface-down = 不在容器内启用接口，除非它有地址。

# 设备和磁盘。
libvirt-clock = 为容器提供一个只能读取的时钟设备。
libvirt-hostdev = 把宿主机的一个设备直通给容器。
libvirt-card = 把宿主机的一个网络接口移入容器；容器停止之前，宿主机不再拥有它。
libvirt-card-named = 把宿主机的网络接口 { $name } 移入容器；容器停止之前，宿主机不再拥有它。
libvirt-hostdev-source = 是宿主机的设备：{ $device }。
libvirt-hostdev-optional = 设备不存在时，不带该设备启动容器。
libvirt-hostdev-required = 设备不存在时，不启动容器。
libvirt-disk = 为容器提供宿主机的一个磁盘。
libvirt-disk-source = 是宿主机的磁盘：{ $disk }。
libvirt-disk-target = 是它在容器内的名称：/dev/{ $name }。
libvirt-disk-readonly = 只允许以只读方式打开磁盘。
