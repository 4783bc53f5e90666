# LXD 与 Incus 自有的键、设备和选项。冒号之后是原样写出的值。

lxd-section = 开始 `{ $key }` 部分。
lxd-field = 是管理器自己的记录：`{ $key }`。
lxd-document = 标志着一个文档的开始或结束。
lxd-text = 是上面那个值的一部分。
lxd-profiles-none = 不使用任何 profile。
lxd-profiles = 采用这些 profile 给出的内容，后面的优先于前面的：{ $names }。
lxd-templates = 列出由模板生成内容的文件。
lxd-image = 描述镜像：{ $value }。
lxd-boot = 决定容器相对于其他容器如何启动和停止：{ $value }。
lxd-environment = 为启动的每个进程把环境变量 { $name } 设为 { $value }。
lxd-modules = 在宿主机上加载内核模块 { $names }。
lxd-cloud-init = 是供容器内 cloud-init 使用的数据。
lxd-user = 是您自己的备注：{ $text }。

# 限额。
lxd-cpu = 让容器只运行在宿主机的这些 CPU 上：{ $cpus }。
lxd-cpu-allowance = 把 CPU 时间限制为每 { $period } 内 { $quota }。
lxd-cpu-allowance-soft = CPU 紧张时，给容器的 CPU 时间权重为默认值的 { $share }。
lxd-cpu-priority = CPU 紧张时，让权重相同而数值大于 { $number } 的容器优先于本容器。
lxd-limits = 限制容器可以使用的资源：{ $value }。
lxd-memory-soft = 容器使用的内存超过 { $size } 时放慢它的速度。
lxd-memory-enforce-soft = 把内存限额设为软限额：内存紧张时才收回超出的部分。
lxd-memory-enforce-hard = 把内存限额设为硬限额；没有这一行时也是如此。
lxd-swap = 允许容器使用 { $size } 的交换空间。
lxd-oom = 把内存耗尽时内核终止容器进程的倾向设为 { $number }。
lxd-hugepages = 把 { $kind } 大页的用量限制为 { $size }。

# 权限。
lxd-privileged = 使容器成为特权容器：容器内的 root 就是宿主机的 root，只靠规则约束。
lxd-unprivileged = 让容器内的 root 在宿主机上只是普通用户。
lxd-nesting = 允许在容器内运行容器。
lxd-nesting-off = 不允许在容器内运行容器。
lxd-idmap = 决定容器的 ID 对应宿主机的哪些 ID：{ $value }。
lxd-raw-idmap = 让宿主机的个别 ID 在容器内保持指定的对应关系：{ $ids }。
lxd-devlxd = 决定容器能否向管理器查询自身的信息：{ $value }。
lxd-protection = 保护容器：{ $value }。
lxd-syscalls-default = 禁止用于加载模块、启动另一个内核或通过句柄打开文件的系统调用。
lxd-syscalls-default-off = 除非另有要求，不禁止任何系统调用。
lxd-syscalls = 决定禁止哪些系统调用：{ $value }。
lxd-intercept = 由管理器代替容器执行系统调用：{ $value }。
lxd-lsm = 为宿主机安全模块的规则添加内容：{ $value }。
lxd-raw-lxc = 把 LXC 自身格式的行加入管理器生成的配置。
lxd-nvidia = 把 NVIDIA 的驱动带入容器：{ $value }。
lxd-snapshots = 与快照有关：{ $value }。
lxd-migration = 与迁移运行中的实例有关：{ $value }。
lxd-cluster = 与集群和其他服务有关：{ $value }。
lxd-credential = 向容器内的 systemd 传递一个凭据。
lxd-oci = 描述容器所运行的应用：{ $value }。
lxd-vm = 用于虚拟机：{ $value }。
lxd-volatile = 是管理器记住的内容，并且仍然有效：{ $value }。

# 设备；下面句子中的“它”指选项所属的设备。
lxd-device = 为容器提供设备 `{ $name }`。
lxd-none = 隐藏由 profile 给出的设备 `{ $name }`。
lxd-disk = 是磁盘 `{ $name }`。
lxd-disk-root = 是根文件系统。
lxd-disk-root-pool = 从存储池 { $pool } 取得根文件系统。
lxd-disk-volume = 把卷 { $volume } 挂载到 { $target }。
lxd-disk-memory = 在 { $target } 挂载一个内存中的空文件系统。
lxd-disk-shown =
    { $is_read_only ->
        [yes] 把宿主机的 { $source } 以只读方式挂载到 { $target }。
       *[no] 把宿主机的 { $source } 挂载到 { $target }。
    }
lxd-nic = 是一个网络接口。
lxd-nic-bridge = 为容器提供网络接口 { $name }，接到网桥 { $bridge } 上。
lxd-nic-pair = 为容器提供网络接口 { $name }，它的另一端在宿主机上。
lxd-nic-moved = 把宿主机的接口 { $link } 移入容器，名为 { $name }。
lxd-nic-part = 为容器提供网络接口 { $name }，它是宿主机接口 { $link } 的一部分。
lxd-nic-alone = 为容器提供网络接口 { $name }。
lxd-type =
    { $kind ->
        [nic] 说明设备的类型：nic，网络接口。
        [disk] 说明设备的类型：disk，根文件系统、目录、文件或卷。
        [unix-char] 说明设备的类型：unix-char，字符设备的设备节点。
        [unix-block] 说明设备的类型：unix-block，块设备的设备节点。
        [unix-hotplug] 说明设备的类型：unix-hotplug，按 ID 指定的 USB 设备的设备节点。
        [usb] 说明设备的类型：usb，原始 USB 设备。
        [gpu] 说明设备的类型：gpu，显卡。
        [proxy] 说明设备的类型：proxy，转发连接的通道。
        [none] 说明设备的类型：none，没有任何设备。
       *[other] 说明设备的类型：{ $kind }。
    }
lxd-source = 取用 { $source }。
lxd-source-host = 取用宿主机的 { $path }。
lxd-path = 把它放在容器内的 { $path }。
lxd-path-root = 让它成为根文件系统。
lxd-pool = 从存储池 { $pool } 取得它。
lxd-readonly = 以只读方式挂载它。
lxd-readonly-off = 以可写方式挂载它。
lxd-recursive = 连同挂载在来源之下的内容一起取用。
lxd-recursive-off = 不包括挂载在来源之下的内容。
lxd-shift = 按容器的用户 ID 映射转换文件的属主，使属主在容器内显示为相同的数字。
lxd-shift-off = 让文件的属主与宿主机上相同。
lxd-propagation = 在宿主机与容器之间传播之后的挂载：{ $value }。
lxd-mount-options = 以这些选项挂载它：{ $options }。
lxd-number =
    { $part ->
        [major] 把设备节点的主设备号设为 { $number }，不管宿主机的节点是多少。
       *[minor] 把设备节点的次设备号设为 { $number }，不管宿主机的节点是多少。
    }
lxd-required = 没有它就拒绝启动。
lxd-required-off = 宿主机上没有它时照样启动。
lxd-owner-user = 让容器内的用户 { $id } 成为它的属主。
lxd-owner-group = 让容器内的组 { $id } 成为它的属组。
lxd-mode = 把它的权限位设为 { $mode }。
lxd-nictype = 让它成为 { $kind } 类型的接口。
lxd-network = 把它接到管理器的网络 { $network }，即同名的网桥上。
lxd-parent = 把它接到宿主机的 { $parent } 上。
lxd-name = 在容器内把它命名为 { $name }。
lxd-hwaddr = 为它设置硬件地址 { $address }。
lxd-mtu = 把它的最大数据包设为 { $bytes } 字节（MTU）。
lxd-host-name = 把它在宿主机上的一端命名为 { $name }。
lxd-address-static = 为它设置地址 { $address }。
lxd-address-reserved = 为它保留地址 { $address }；由容器内的系统通过 DHCP 获取。
lxd-option = 把 { $key } 设为 { $value }。
