# 关于设备节点与设备过滤器的检查规则。

lint-t0002 = 使用 cgroup v1 键名的设备规则
lint-t0002-refused = 这是 cgroup v1 的键：{ $who } 会因为它而拒绝整个文件
lint-t0002-ignored = 这是 cgroup v1 的键，在使用 cgroup v2 的宿主机上会被跳过：{ $what }
lint-t0002-stays-closed = 本应打开的设备仍然关闭
lint-t0002-stays-open = 本应关闭的设备仍然打开
lint-t0002-why = 大约从 2021 年起，各发行版只有 cgroup v2。照抄来的 v1 行在那里不起作用，而 LXC 7 甚至不加载含有它的文件。
lint-t0002-fix = 用 cgroup v2 的键名写同一条规则

lint-t0003 = 没有 /dev/null 的设备允许列表
lint-t0003-unprivileged = 使非特权容器的设备过滤器变成允许列表：从此 { $node }{ $others ->
    [0] { "" }
   *[other] {" "}以及另外 { $others } 个设备
 }会被拒绝
lint-t0003-privileged = 这个允许列表缺少 { $node }{ $others ->
    [0] { "" }
   *[other] {" "}以及另外 { $others } 个设备
 }：凡是没有列出的，管理器都拒绝打开
lint-t0003-why = 没有任何规则时就没有过滤器。第一条允许规则会形成一个列表，不在列表上的设备打开时都会报“Operation not permitted”：只想用 /dev/null 或 /dev/urandom 的服务也会因此崩溃。Transom 会保持这些设备可用，LXC、LXD 和 Incus 则不会。
lint-t0003-fix = 在非特权容器中删除这条规则，因为那里由节点的属主和权限位决定；在特权容器中包含 common.conf，或把常用设备一并允许

lint-t0004 = 在一切都允许的地方写的设备规则
lint-t0004-open = 在 Proxmox 下什么也不改变：非特权容器里所有设备都是允许的，由节点的属主和权限位决定能否打开
lint-t0004-why = 这类行抄自特权容器的教程。非特权容器缺少的是一个它自己的 id 能够打开的节点，而这正是 `dev0:` 所给的。Transom 自己的过滤器是关闭的，直到有一行把它打开。
lint-t0004-fix = 一行 `devN` 就能同时带来节点、属主和规则

lint-t0005 = 什么也不改变的设备规则
lint-t0005-redundant = 什么也不改变：对 { $rule }，其他规则以及管理器自带的规则已作出同样的决定
lint-t0005-why = 一条不起作用的规则会让人看不清究竟是哪一条在起作用。
lint-t0005-fix = 删除这一行

lint-t0006 = 驱动加载时才分配的设备号
lint-t0006-dynamic = 主设备号 { $major } 是驱动加载时才分配的：下次启动或换内核之后，它可能属于另一个设备
lint-t0006-why = 内核按驱动加载的先后分配这类号码。抄来时正确的规则，以后要么什么也打不开，要么打开了别的设备：人们常见的现象是每换一次内核，GPU 就不能用了。
lint-t0006-fix = 用路径指明设备，这样每次启动时都会查出它的号码

lint-t0007 = 只有规则、没有节点的设备
lint-t0007-none = 打开 { $node }，但没有任何一行带来节点本身：没有东西可以打开
lint-t0007-mknod = 打开 { $node }，但没有任何一行带来节点本身：每次启动后都得有人在容器里用 mknod 创建它
lint-t0007-why = 设备过滤器与节点是两回事。只有规则并不会在 /dev 下生成文件。
lint-t0007-fix = 把节点也传入容器

lint-t0008 = 设备过滤器不让打开的节点
lint-t0008-closed = 在容器内显示 { $node }，但设备过滤器拒绝打开它：没有规则允许 { $device }
lint-t0008-why = 节点看得见，权限位也对，打开时却报“Operation not permitted”：挂载只带来文件，只有规则才能打开设备。对于这样显示出来的设备，Transom 会打开它，其他管理器不会。
lint-t0008-fix = 加上这条规则

lint-t0009 = 被后面的行撤销的设备规则
lint-t0009-undone = 被 { $line } 撤销，那一行会重新开始设备列表
lint-t0009-why = `devices.deny = a` 会清空列表。它应当放在打开设备的规则之前，而不是之后。
lint-t0009-fix = 把 `deny = a` 那一行移到应当生效的规则之上，或删除这一行

lint-t0010 = 宿主机的所有设备都是打开的
lint-t0010-privileged = 向特权容器打开宿主机的所有设备：容器里的 root 可以读写宿主机的磁盘和内存
lint-t0010-proxmox = 在 Proxmox 下什么也不改变：非特权容器本来就有这一行，由节点的属主和权限位决定能否打开
lint-t0010-unprivileged = 在非特权容器里单凭这一行什么也不改变：只要没有规则形成列表，就没有过滤器
lint-t0010-why = 在特权容器里，挡在容器 root 与宿主机磁盘之间的只有设备过滤器。在非特权容器里由节点的属主和权限位决定，而这一行并不会打开任何节点。
lint-t0010-fix = 删除这一行，把需要的节点逐个传入
