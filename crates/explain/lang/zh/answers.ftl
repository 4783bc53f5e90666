# 对单个问题的回答。{ $list } 已经写成列表。

answer-used-by = 相关主题
answer-list = { $list }
answer-mend = 怎么办
answer-before = 修改前（{ $release }）
answer-after = 修改后
answer-number = 编号
answer-group = 常见的组
answer-companions = 通常还需要
answer-companion = { $node }（{ $name }）
answer-stable = 不变的名称
answer-mistake = 常见错误
answer-nodes = 这里的节点
answer-here-is = 在这里它是
answer-line = { $dialect } 写法
answer-key-of = { $dialect } 的键
answer-others = 在 { $dialect } 中

answer-capability = 允许进程{ $what }。
answer-capability-mapped = 在非特权容器里，权能只对属于容器自己命名空间的东西有效，对宿主机的其他部分无效。
answer-capability-risk = 在特权容器里，它对宿主机有效。
answer-capability-risk-mapped = 在非特权容器里。

answer-device = { $node } 是 { $name }：{ $grants }。
answer-reserved = 内核的设备列表保留了这个编号：它在每台 Linux 主机上都相同（见 devices.txt）。
answer-dynamic = 这个编号在驱动加载时才分配：换一台主机，或者下次启动之后，它可能是另一个设备。写明它的行只是碰巧正确；请改用节点的路径。
answer-local = 这个编号留给各自使用：在别处它是什么，没有任何规定。
answer-unreserved = 内核的设备列表里没有这个编号。
answer-driver = 有驱动使用它：{ $names }。
answer-no-driver = 没有驱动使用它：打开这样的节点会失败，报 “No such device or address”（ENXIO）或 “No such device”（ENODEV）。
answer-no-node = 没有这个节点。
answer-path-unknown = 这里的设备表中没有 { $path }。
answer-risk-real = 在特权容器里：{ $why }。
answer-risk-mapped = 在非特权容器里。

answer-key = { $key }：{ $value }；{ $versions }
answer-always = Transom 所读的所有版本都有
answer-since = 自 { $since } 起
answer-until = 到 { $until } 为止，该版本已不再支持
answer-between = 自 { $since } 起，到 { $until } 为止，该版本已不再支持
answer-value-bool = 是或否
answer-value-any-number = 一个整数
answer-value-from = 不小于 { $min } 的整数
answer-value-range = { $min } 到 { $max } 之间的整数
answer-value-choice = { $words } 之一
answer-value-text = 文本：{ $what }
answer-value-parts = 由这些部分组成：{ $parts }
answer-value-object = 文档中带有自己设置的一部分
answer-value-list = 一个列表
