# 设备过滤器的规则，以及设备节点。

# 规则针对的设备；在下面以 { $device } 填入。
rule-about-all =
    所有{ $kind ->
        [block] 块设备
       *[character] 字符设备
    }
rule-about-minor =
    各驱动程序中次设备号为 { $minor } 的{ $kind ->
        [block] 块设备
       *[character] 字符设备
    }
rule-about-major =
    主设备号为 { $major } 的所有{ $kind ->
        [block] 块设备
       *[character] 字符设备
    }
rule-about-one =
    号码为 { $number } 的{ $kind ->
        [block] 块设备
       *[character] 字符设备
    }

# 规则的作用。{ $access } 是一个列表：读、写和 mknod。
rule-open = 允许容器访问{ $device }，权限：{ $access }。
rule-make = 允许容器为{ $device }创建节点，但不允许打开它们。
rule-forbid = 禁止容器访问{ $device }，所禁权限：{ $access }。
rule-forbid-make = 禁止容器为{ $device }创建节点。
rule-path-open =
    允许容器访问宿主机上 { $path } 对应的设备{ $gives ->
        [not-given] { "" }
       *[other] （{ $gives }）
    }，权限：{ $access }。
rule-path-forbid =
    禁止容器访问宿主机上 { $path } 对应的设备{ $gives ->
        [not-given] { "" }
       *[other] （{ $gives }）
    }，所禁权限：{ $access }。
rule-policy-deny = 关闭后续各行没有开放的所有设备。
rule-policy-deny-anew = 重新开始设备列表：取消上面各行到目前为止的放行，并关闭后续各行没有开放的所有设备。
rule-policy-allow = 开放宿主机上后续各行没有关闭的所有设备；此后只剩文件权限起限制作用。
rule-clear = 清除前面各行以及被包含的文件中的设备规则。
rule-as-written = 是一条设备规则：{ $rule }。

# 规则中号码的含义；接在上面的句子之后。
rule-meaning = 这是 { $node }：{ $gives }。
rule-meaning-misc = 这是 { $node }（10 = 内核的“misc”杂项驱动程序，{ $minor } = 保留给 { $name }）：{ $gives }。
rule-risk = 注意：{ $risk }。
rule-major = 主设备号 { $major } 代表：{ $drivers }。
rule-major-dynamic = 主设备号 { $major } 在驱动程序加载时才分配，下次开机后可能代表另一种设备。
rule-node-of = 文件 { $node } 本身来自 { $place }。
rule-node-of-line = 文件 { $node } 本身来自第 { $line } 行。
rule-no-node = 这一行不会创建文件 { $node }，其他行也不会。
rule-cgroup-note = （`cgroup` 即控制组：内核对这类规则和限额所作用的一组进程的称呼。）
rule-open-in-pve = 在非特权容器中，Proxmox VE 本身就允许访问所有设备，因此这一行在那里不改变任何东西；Transom 让过滤器保持关闭，由这样的行来开放设备。
rule-open-in-pve-too = 在非特权容器中，Proxmox VE 本来就允许它；在 Transom 中，则由这一行来允许。

# 设备节点。
node-passed = 把宿主机的一个设备直通给容器。
node-private =
    给容器一个私有的 { $source }{ $name ->
        [not-given] { "" }
       *[other] （{ $name }：{ $gives }）
    }{ $target ->
        [not-given] { "" }
       *[other] ，位于 { $target }
    }{ $is_writable ->
        [no] ，只供读取
       *[yes] { "" }
    }：这是容器自己的节点，在容器内由 { $owner } 拥有，权限为 { $mode }，并有权打开它。
node-owner-root = root
node-owner = uid { $uid } 和 gid { $gid }
node-gives = 这个设备提供：{ $gives }。
node-may-be-opened = 设备过滤器允许打开它。
node-opened-unasked = 文件中没有规则开放它；对于像这样由某一行呈现的设备，Transom 会自行开放。
