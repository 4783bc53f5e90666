# 关于键的检查规则。

lint-t0085 = 使用旧名的键
lint-t0085-renamed = 这是 LXC 1 和 2 的名称：从 LXC 3 起，整个文件会因为它而被拒绝；现在它叫 `{ $new }`
lint-t0085-why = 名称在 2017 年的 2.1 版改变，3.0 版去掉了旧名。从旧机器抄来的文件会在第一个这样的行上失败。
lint-t0085-fix = 使用现在的名称

lint-t0086 = LXC 已去掉的键
lint-t0086-gone = `{ $key }` 已被去掉：从 LXC 3 起，整个文件会因为它而被拒绝
lint-t0086-kmsg = `lxc.kmsg` 已被去掉，从 LXC 3 起，整个文件会因为它而被拒绝；需要 /dev/kmsg 的程序可以通过挂载行得到它
lint-t0086-why = LXC 不会跳过它不认识的键：容器无法启动。
lint-t0086-fix = 删除这一行

lint-t0087 = 其他管理器的键
lint-t0087-lxd = LXC 会不声不响地跳过这一行：`{ $key }` 是 LXD 与 Incus 的键
lint-t0087-proxmox = LXC 会不声不响地跳过这一行：`{ $key }` 是 Proxmox VE 的键
lint-t0087-modules = LXC 会不声不响地跳过这一行：`{ $key }` 是 LXD 的键；{ $modules } 必须在宿主机上加载
lint-t0087-misspelt = LXC 会不声不响地跳过这一行：`{ $key }` 像是 LXD 与 Incus 的键 `{ $meant }`，而且就算当作那个键也拼错了
lint-t0087-why = LXC 跳过所有不以 `lxc.` 开头的行，所以看似存在的设置其实从未生效。
lint-t0087-fix = 用 LXC 的写法来写，或删除这一行

lint-t0088 = 把默认值又写了一遍
lint-t0088-dev = 什么也不改变：从 LXC 2.1 起，每个容器都会得到全新的 /dev
lint-t0088-why = 这一行出自 2.1 之前的教程，常被误认为是设备能用的原因之一。
lint-t0088-fix = 删除这一行

lint-t0089 = 没有全新的 /dev
lint-t0089-unprivileged = 容器使用镜像里的 /dev，而没有宿主机的权限就不能在其中创建节点：连 /dev/null 都可能没有
lint-t0089-privileged = 容器使用镜像里的 /dev：那里缺什么，容器里就缺什么
lint-t0089-emptied = 空值会关闭全新的 /dev，而不是恢复默认
lint-t0089-why = 没有它，启动时就没有人创建 /dev/null、/dev/zero 和终端，节点的挂载也找不到位置。
lint-t0089-fix = 写 1，或删除这一行

lint-t0090 = 八进制的数
lint-t0090-octal = LXC 把 { $written } 读作 { $number }：开头的 0 表示八进制
lint-t0090-why = 数字按 C 语言的方式读取。在前面补 0 的人会不知不觉得到另一个数。
lint-t0090-fix = 去掉开头的 0；如果本意是另一个数，就写那个数
