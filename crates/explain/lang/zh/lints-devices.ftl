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
lint-t0006-uvm = NVIDIA 显卡的教程用 { $major } 指 /dev/nvidia-uvm，但这个号码是驱动加载时才分配的：下次启动或换内核之后，它可能属于另一个设备
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

lint-t0011 = 没有规则的设备过滤器
lint-t0011-open = LXC 在这里什么也不过滤：它的列表是空的，所有设备都仍然打开
lint-t0011-why = `deny = a` 只说明后面是哪一种列表。LXC 只有在有规则可放时才建立过滤器；没有规则时，凡是文件权限允许的设备，容器都能打开。Transom 的过滤器则始终是关闭的。
lint-t0011-fix = 在它后面允许需要的设备，先写 /dev/null

lint-t0012 = 一次放行所有 USB 设备
lint-t0012-all = { $device } 指宿主机的所有 USB 设备，包括键盘和磁盘，也包括以后插上的
lint-t0012-serial = { $device } 指宿主机的所有 USB 设备，包括键盘和磁盘；串口适配器并不需要它，它的驱动有自己的节点
lint-t0012-why = 主设备号 189 的节点在总线层面与设备对话，绕过驱动以及驱动上的权限。串口棒的教程里常带着这一行，其实没有它也能用。
lint-t0012-fix = 只传入所指的那一个设备；如果是串口设备，用它在 /dev/serial/by-id 下的名字

lint-t0013 = 一次放行所有 USB 串口适配器
lint-t0013-all = { $device } 指该驱动的所有串口适配器，也包括以后插上的
lint-t0013-why = 适配器的号码取决于插入的先后，所以人们干脆全部放行。这样两个容器就可能抢用彼此的设备。
lint-t0013-fix = 用 /dev/serial/by-id 下的名字只传入那一个设备

lint-t0014 = 显卡之外又放行帧缓冲
lint-t0014-useless = { $device } 是宿主机的文本屏幕；在显卡上做计算和视频处理从不打开它
lint-t0014-why = 这一行出自 Plex 和 Jellyfin 的教程。它让容器能读到宿主机的屏幕，对视频却毫无作用。
lint-t0014-fix = 删除它

lint-t0015 = 渲染节点之外又给了带显示的显卡节点
lint-t0015-card = { $device } 能控制宿主机的显示；做计算和视频处理只需要渲染节点
lint-t0015-why = 渲染节点既不能显示也看不到画面。显卡自己的节点可以，而转码程序并不需要它。
lint-t0015-fix = 除非容器要驱动屏幕，否则删除它

lint-t0016 = 宿主机的整个显卡节点目录
lint-t0016-nobody = 把宿主机的显卡节点显示在容器内，但它们在那里属于 nobody：服务会得到“Permission denied”
lint-t0016-privileged = 把宿主机的所有显卡连同显示一起显示在容器内，而视频处理只需要一个渲染节点
lint-t0016-why = 绑定挂载保留宿主机的属主，而非特权容器的 id 与之不同。节点显示为 nobody:nogroup，无法打开，人们便在宿主机上把权限改成 0666 来应付。
lint-t0016-fix = 给容器一个自己的渲染节点，组号写容器内 `render` 组的号码

lint-t0017 = 用临时号码指明 USB 设备
lint-t0017-number = { $node } 用的号码只在设备重新插拔或宿主机重启之前有效
lint-t0017-why = 每插一次，末三位就加一。有些设备还会自己换号：Coral 棒在加载固件时就会。
lint-t0017-fix = 用不变的链接指明它，串口设备在 /dev/serial/by-id 下；否则绑定整个 /dev/bus/usb 目录，并用 udev 规则设置权限

lint-t0018 = 为单个节点创建了目录
lint-t0018-left-out = 为 { $source } 创建的是目录，而它是单个节点，不能挂载到目录上：容器会在没有它的情况下启动
lint-t0018-fails = 为 { $source } 创建的是目录，而它是单个节点，不能挂载到目录上：启动会失败
lint-t0018-why = 挂载到目录上的必须是目录。`optional` 又掩盖了失败，节点就这样悄悄地缺失。
lint-t0018-fix = 改为创建文件

lint-t0019 = 只有链接、没有目标的目录
lint-t0019-links = { $folder } 里只有链接，例如 ../../ttyUSB0：链接所指的节点并没有随这一行进入容器
lint-t0019-why = 这些链接由宿主机的 udev 创建，容器内没有 udev 来创建它们。在节点也传入之前，目录里的名字都指向空处。
lint-t0019-fix = 用链接指明设备，链接背后的节点会一起进来

lint-t0020 = 按插入先后编号的节点
lint-t0020-counted = 插入的先后一变，{ $node } 就是另一个设备；{ $folder } 下有不变的名字
lint-t0020-why = 内核按出现的先后给这类节点编号。有两个设备时，或重新插拔之后，0 号可能是另一个，也可能不存在。
lint-t0020-fix = 用链接指明设备

lint-t0021 = 能掌控宿主机的设备
lint-t0021-host = 谁打开 { $device }，谁就掌控了宿主机：它不受容器的任何限制
lint-t0021-refused = { $device } 在这里打不开：内核要求对宿主机本身的权限，而非特权容器没有
lint-t0021-why = 内存、I/O 端口、微码和 CPU 寄存器不知道容器的存在。GPIO 程序习惯性地要求 /dev/mem，其实用 /dev/gpiochip 或 /dev/gpiomem 就能工作。
lint-t0021-fix = 删除它，只传入真正需要的那个芯片

lint-t0022 = 宿主机的原始磁盘
lint-t0022-disk = { $device } 是对宿主机磁盘的原始访问：无论文件属于谁，盘上的一切都可以读取和修改
lint-t0022-why = 文件系统的属主和权限只约束经由文件系统的访问。如果磁盘同时挂载在宿主机上，在这里写入就会损坏它。
lint-t0022-fix = 在宿主机上挂载该文件系统并传入目录，或使用卷

lint-t0023 = 宿主机的键盘和鼠标
lint-t0023-played = 程序通过 { $device } 输入的内容会出现在宿主机自己的屏幕和控制台上
lint-t0023-read = { $device } 让容器读到在宿主机上键入的内容，包括密码
lint-t0023-why = 输入设备属于整个宿主机。游戏串流需要它们；但在接有键盘或有人登录的宿主机上，它们是逃出容器的途径。
lint-t0023-fix = 除非容器用于串流或自成一个席位，否则删除它

lint-t0024 = 属于整个宿主机的回环设备
lint-t0024-loop = { $device }：回环设备属于整个宿主机，容器能看到并占用别人的回环设备
lint-t0024-why = 回环设备只有一套。内核还会解析其中的内容，伪造的文件系统是攻入内核的途径。
lint-t0024-fix = 在宿主机或虚拟机里制作镜像；fuse2fs 和 squashfuse 不用回环设备就能挂载镜像

lint-t0025 = 节点用了别的组号
lint-t0025-group = { $node } 的组号是 { $number }，即 `{ $group }` 组；使用它的服务却在 `{ $expected }` 组
lint-t0025-why = 这个号码是容器内的组号。教程一律写 44；而从 Debian 11 起，计算有了自己的组。
lint-t0025-fix = 在容器内用 `getent group` 查出组号，写那个号码

lint-t0026 = 只有 root 能用的节点
lint-t0026-root = { $node } 在容器内属于 root，权限 { $mode }；以自己用户运行的服务不经过 `{ $group }` 组就打不开它
lint-t0026-why = 服务以各自的用户运行，靠组来使用设备。没有组时，节点虽在，打开却报“Permission denied”。
lint-t0026-fix = 写上容器内该组的号码，在容器内用 `getent group` 可以查到

lint-t0027 = NVIDIA 的节点不齐全
lint-t0027-missing = 带来了一块 NVIDIA 显卡，但没有任何一行带来 { $node }：计算程序在第一次调用时就会失败
lint-t0027-why = nvidia-smi 用不到这么多，所以缺口很晚才显露：CUDA 首先打开的是 /dev/nvidia-uvm。这个节点要等有程序请求时才会在宿主机上出现，例如 `nvidia-modprobe -c 0 -u`。
lint-t0027-fix = 加上这个节点

lint-t0029 = 同时写了 Coral 的板卡和 USB 棒
lint-t0029-both = /dev/apex_0 属于 PCIe 或 M.2 的 Coral 板卡；本文件同时传入的 USB 棒没有这个节点
lint-t0029-why = 两份教程被一起照抄。`optional` 掩盖了节点并不存在的事实。
lint-t0029-fix = 只保留机器里实际有的那一种的行

lint-t0030 = 早已没有程序使用的设备
lint-t0030-old = { $device } 如今没有用处：需要它的程序已经消失，或另有办法
lint-t0030-why = kqemu 在 2011 年就结束了。QEMU 有自己的时钟，既不需要 /dev/hpet 也不需要 /dev/rtc。
lint-t0030-fix = 删除它

lint-t0031 = 内核日志
lint-t0031-log = { $device } 在容器内显示整个宿主机的内核日志，还能写入看似来自内核的内容
lint-t0031-why = 日志里有地址、其他容器的名字以及它们出的问题。kubelet 会要求它；设置 KubeletInUserNamespace 之后就不需要了。
lint-t0031-fix = 删除它，或只读地传入

lint-t0032 = 能直接访问内存的设备
lint-t0032-memory = 谁驱动 { $device } 背后的设备，谁就能在它的 IOMMU 组允许的范围内访问宿主机的内存
lint-t0032-limit = 谁驱动 { $device } 背后的设备，谁就能在它的 IOMMU 组允许的范围内访问宿主机的内存；而且没有任何一行提高 `memlock`，没有它 QEMU 就用不了
lint-t0032-why = VFIO 把整个设备交出去。挡在它与宿主机内存之间的只有 IOMMU，而客户机对设备固件的改动会一直留着。
lint-t0032-fix = 只用于像宿主机一样可信的容器，并提高限额：`lxc.prlimit.memlock`

lint-t0033 = 两行带来同一个节点
lint-t0033-twice = { $line } 已经给了容器自己的 { $node }；这一行又在同一位置挂载宿主机的节点，属主也是宿主机的
lint-t0033-why = 两者中的一个会盖住另一个。如果宿主机的节点占了上风，它在容器内属于 nobody，另一行给的组也就失效了。
lint-t0033-fix = 删除这一行
