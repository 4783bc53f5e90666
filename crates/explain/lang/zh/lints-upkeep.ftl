# 关于容器生命周期的检查规则：随宿主机启动、钩子、首个进程、日志。

lint-t0180 = 没有启动却写了顺序
lint-t0180-alone = 不起作用：没有 `lxc.start.auto = 1` 让容器随宿主机启动
lint-t0180-why = `lxc-autostart` 只看要求启动的容器；顺序与等待时间只在它们之间起作用。
lint-t0180-fix = 加上 `lxc.start.auto = 1`，或删除这一行

lint-t0181 = 并不生成的 /dev 的钩子
lint-t0181-idle = 永远不会运行：{ $line } 让 LXC 不生成 /dev，它的钩子也随之不运行
lint-t0181-why = 只有在 LXC 为容器挂载它自己的 /dev 时，才会有 `autodev` 这一时刻。
lint-t0181-fix = 让 LXC 生成 /dev，或使用 `lxc.hook.mount`

lint-t0182 = 创建节点的钩子
lint-t0182-refused = 以容器的 id 创建设备节点，而内核不允许非特权容器这样做：钩子会失败，启动也随之失败
lint-t0182-why = 节点就是访问宿主机驱动的权利。只有宿主机的 root 能创建它；容器要靠文件中的一行来得到它。
lint-t0182-fix = 用一行把设备传入容器，并删除钩子

lint-t0183 = 改动宿主机节点的钩子
lint-t0183-changes = { $program } 改动的是宿主机自己的节点，影响宿主机上的所有程序和容器
lint-t0183-why = 容器停止后改动仍在，而设备重新插入或宿主机重启后改动就没有了。两个容器都这样做时，会互相抢走节点。
lint-t0183-fix = 给容器一个自己的节点并指定属主与权限位；宿主机的节点则用 udev 规则

lint-t0184 = 没有尽头的日志
lint-t0184-endless = 只要有程序向控制台写内容，日志就会一直增长：它的大小没有限制
lint-t0184-why = 文件在宿主机上，写的人却在容器里。宿主机磁盘写满时，所有容器都会停下。
lint-t0184-fix = 加上 `lxc.console.size = 1MB`，并用 `lxc.console.rotate = 1` 保留上一份

lint-t0185 = 首个进程的 id 不存在
lint-t0185-outside = 容器没有 id { $id }：它的 id 映射不包含它，首个进程无法成为它
lint-t0185-why = 在用户命名空间里，只有映射中列出的 id 才存在。启动会以“Invalid argument”结束。
lint-t0185-fix = 使用映射中的 id，或把映射加长
