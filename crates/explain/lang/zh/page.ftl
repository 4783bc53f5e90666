# 解释页面：标题，以及每一行旁边的说明。

page-what = 它做什么
page-long = 换句话说
page-numbers = 数字的来历
page-here = 在这台主机上
page-effect = 效果
page-needs = 还需要
page-risk = 风险
page-today = 现在的写法
page-rules = 可以打开哪些设备
page-ids = 谁是谁
page-exposure = 宿主机的暴露程度
page-worst = 最要紧的几行
page-lines = 逐行说明
page-problems = 启动的障碍
page-findings = 发现的问题
page-words = 名词解释
page-unprivileged = 在非特权容器里
page-privileged = 在特权容器里
page-inside = 容器内
page-on-host = 宿主机上
page-user-ids = 用户 ID
page-group-ids = 组 ID
page-nobody = nobody（无人）
page-by = 来自
page-together = 与第 { $lines } 行合在一起

verdict-works = 有效
verdict-prose = 文字
verdict-no-effect = 无效果
verdict-not-yet = 尚未支持
verdict-wrong = 有错误
verdict-replaced = 已替换
verdict-elsewhere = 不属于当前

summary-privileged = 一个 { $dialect } 特权容器：容器内的 root 就是宿主机的 root，只有规则约束它。
summary-unprivileged = 一个 { $dialect } 非特权容器：容器内的 root 在宿主机上只是普通用户。

here-cannot-start = 照这样写容器无法启动：{ $why }。
here-remark = { $remark }。
here-number =
    { $name ->
        [not-given] { $number } 目前属于驱动 { $driver }；下次开机后可能属于别的驱动。
       *[other] { $number } 目前是：{ $name }（驱动 { $driver }）；下次开机后可能是别的设备。
    }
here-number-none = 目前没有任何驱动使用号码 { $number }，所以没有什么可打开的。

grade-closed = 封闭
grade-fair = 尚可
grade-exposed = 暴露
grade-open = 门户大开

exposed-privileged = 没有任何一行映射 ID，所以容器内的 root 就是宿主机的 root。
exposed-no-seccomp = 没有系统调用策略：内核的所有调用都触手可及。
exposed-no-lsm = 这台主机没有 AppArmor，无法为内核的漏洞兜底。
exposed-all-capabilities = 没有去掉任何权能。

rules-rest = 其他一切

ids-privileged = 没有映射：容器内的每个 ID 在宿主机上都是同一个 ID，root 也不例外。
ids-root = 容器内的 root (0) 在宿主机上是 { $host }，一个没有任何特权的用户。
ids-root-real = 容器内的 root (0) 就是宿主机的 root。
ids-root-nobody = 容器内的 root (0) 没有映射到任何 ID：容器没有 root，普通系统无法启动。
ids-user = 第一个普通用户 (1000) 在宿主机上是 { $host }。
ids-user-same = 第一个普通用户 (1000) 在宿主机上同样是 1000。
ids-user-nobody = 第一个普通用户 (1000) 没有映射到任何 ID：它的文件属于 “nobody”。
ids-gap = 映射中有空缺：空缺里的 ID 在容器内显示为 “nobody”，无法使用。
ids-overlap-inside = 有两个区间都包含容器内的 ID { $id }；内核会拒绝这样的映射。
ids-overlap-host = 有两个区间都包含宿主机上的 ID { $id }；内核会拒绝这样的映射。

needs-node = 容器内要有文件 { $node }：这条规则只允许打开它，并不创建它，也没有其他行创建它。
needs-path = 宿主机上要有 { $path }；这里没有，而缺了它容器不会启动。
needs-path-optional = 宿主机上要有 { $path }；这里没有，这一行会被跳过。
needs-owned-root = 文件属主都在这个 ID 范围内的根文件系统。对已有的容器改动这一行不会改变属主；从备份恢复时才会。
needs-root-at-pam = 由 root@pam 来写：Proxmox 不允许其他用户把宿主机上的东西交给容器。
needs-link = 宿主机上要有接口 { $name }；这里没有。

number-char = `c` 表示字符设备，即按数据流读写的设备；`b` 则表示块设备，也就是磁盘。
number-block = `b` 表示块设备，即磁盘或其中的一部分；`c` 则表示字符设备。
number-major-misc = 10 是主设备号，指明驱动程序：10 是内核的 “misc”（杂项）小驱动列表（见内核文档 devices.txt）。
number-major = { $major } 是主设备号，指明驱动程序：{ $what }（见内核文档 devices.txt）。
number-major-dynamic = { $major } 是主设备号，指明驱动程序。这个号落在驱动加载时才分配的范围内：重启之后它可能变成另一个设备。
number-major-unknown = { $major } 是主设备号，指明驱动程序；内核的列表里没有它。
number-minor = { $minor } 是次设备号，在该驱动的设备中指明是哪一个：{ $node }（{ $name }）。
number-any = `*` 代表所有次设备号：该驱动的全部设备，包括以后才出现的。
number-access = { $letters }：r 是读，w 是写，m 是用 mknod 为它创建节点。
number-mebibytes = { $value } 的单位是 MiB（1024 × 1024 字节）。
number-mount-fields = 最后两个数字是 /etc/fstab 留下来的（dump 与 fsck 顺序），在这里没有意义。
number-id-map = 三个数字依次是：容器内的第一个 ID、宿主机上的第一个 ID、个数。
number-id-range = 这个区间来自 /etc/subuid 和 /etc/subgid：默认情况下，容器内的 0 到 65535 对应宿主机上的 100000 到 165535（65536 = 2¹⁶ 个 ID）。
number-weight = 权重只有与其他权重相比、并且 CPU 不够用时才起作用。
number-mac = { $mac } 是硬件地址；前三组数字表示网卡的制造商。
number-mac-proxmox = { $mac } 是硬件地址；BC:24:11 是为 Proxmox 注册的前缀。
number-mac-xen = { $mac } 是硬件地址；00:16:3E 是因 Xen 而流行的虚拟网卡前缀。
number-mac-local = { $mac } 是自行编造的硬件地址：第二位数字带有表示“本地”的标志。

worth-stops-start = 在此主机上无法启动
means-no-effect = 没有效果
means-partly = 部分不起作用
means-refused = 会被拒绝
means-undone = 效果被取消
means-redundant = 多余
means-narrows = 收窄了权限
means-breaks = 会破坏其他功能
means-risk = 有危险
means-defect = 有缺陷
means-lost = 会丢失
means-needs = 不完整

found-hint = { $hint }。
