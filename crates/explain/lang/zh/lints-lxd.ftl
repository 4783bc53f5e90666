# 关于 LXD 与 Incus 的键和设备的检查规则。

lint-t0140 = 只有与另一个键一起才起作用的键
lint-t0140-off = 不起作用：只有与 `{ $switch }` 一起才有效，而 { $line } 关闭了它
lint-t0140-missing = 不起作用：只有与 `{ $switch }` 一起才有效，而这里没有给出它
lint-t0140-why = 有些键只说明另一个键如何工作。单独写时会被接受并保留，但没有作用。
lint-t0140-fix = 打开另一个键，或删除这一行

lint-t0141 = 交换的优先级
lint-t0141-idle = 在使用 cgroup v2 的宿主机上不起作用：内核已没有针对单个容器的这种权重
lint-t0141-why = 它会变成容器 cgroup 的 swappiness，而只有 cgroup v1 才有它。大约从 2021 年起，各发行版只有 cgroup v2。
lint-t0141-fix = 删除这一行；`limits.memory.swap: "false"` 可使容器完全不使用交换空间

lint-t0142 = 并非处处都有的内核模块
lint-t0142-doubtful =
    { $count ->
       *[other] 并非每台宿主机都有模块 { $modules }：只要缺少其中一个，容器就无法启动
    }
lint-t0142-why = 列表中的模块都会在启动前加载，第一个无法加载的模块就使启动失败，而且不能标为可选。有些模块只用于某一厂商的处理器，有些在单独的软件包里，而如今的内核编译时往往不含 iptables 的表。
lint-t0142-fix = 只保留容器离不开的模块，其余的在宿主机 /etc/modules-load.d 下的文件中加载

lint-t0143 = 只有一半的 Coral 棒
lint-t0143-half = Coral 的 USB 棒有两种身份：作为 { $ids } 时它进不了容器
lint-t0143-why = 插上时它是 1a6e:089a。第一个使用它的程序会把固件装入其中，之后它离开总线，再以 18d1:9302 的身份和另一个节点回来。
lint-t0143-fix = 再加一个 `usb` 类型的设备，写上另外两个号码

lint-t0144 = 只有 root 能用的显卡
lint-t0144-root = 显卡的节点在容器内属于 root:root：其他用户的程序只能打开宿主机对所有人开放的那些
lint-t0144-why = 在宿主机上，这些节点属于 video 与 render 组。在容器内它们沿用宿主机的权限位，没有 `gid` 时属于 root 组，而没有服务在这个组里。
lint-t0144-fix = 加上 `gid`，写容器内 render 组的号码（`getent group render`）

lint-t0145 = 没有映射可依的属主转换
lint-t0145-idle = 不起作用：特权容器没有可用来转换属主的 id 映射
lint-t0145-why = `shift` 让容器看到文件在宿主机上的属主。在特权容器里，两边的 id 本来就相同。
lint-t0145-fix = 删除这一行

lint-t0146 = 两种系统调用策略
lint-t0146-clash = { $manager } 拒绝它与 { $line } 的 `{ $key }` 同时出现
lint-t0146-why = 允许列表与拒绝列表不能同时有效，而 `raw.seccomp` 会取代其中任何一个。
lint-t0146-fix = 保留其中一个

lint-t0147 = 给 cloud-init 的两份内容
lint-t0147-passed-over = cloud-init 会跳过它：优先使用 { $line }
lint-t0147-why = `user.…` 是旧名字，cloud-init 只在没有新名字时才读它。两者不会合并。
lint-t0147-fix = 把需要的内容移到新名字下，并删除这里

lint-t0148 = 多个容器共用一个硬件地址
lint-t0148-shared = 有 { $count } 个容器使用这个配置集，它们都会得到这个硬件地址：数据包时而到这一个，时而到另一个
lint-t0148-why = 网桥会学习每个地址在哪个端口之后。不写这一行时，每个容器都会得到自己的地址。
lint-t0148-fix = 从配置集中删除这一行，需要时在单个容器里设置
