# 关于 OCI 配置的检查规则。

lint-t0170 = 内核拒绝的 ambient 权能
lint-t0170-idle = { $names } 不能成为 ambient 权能：内核要求它同时在 `permitted` 和 `inheritable` 中，运行时会略过它继续
lint-t0170-why = ambient 权能是非 root 用户启动的程序所保留的权能。runc 自己的模板列出了它们，却没有任何可继承的权能，因此对谁都不起作用。
lint-t0170-fix = 删除这个列表；若非 root 用户需要某个权能，也把它列入 `inheritable` 和 `permitted`

lint-t0171 = 没有保护的 /proc
lint-t0171-writable = 容器内的 root 可以改写宿主机的内核设置：`linux.readonlyPaths` 没有保护 /proc/sys 和 /proc/sysrq-trigger
lint-t0171-shown = 属于宿主机的内容会显示在容器内：`linux.maskedPaths` 没有隐藏 /proc/kcore、/proc/keys、/proc/timer_list 等
lint-t0171-why = /proc 的大部分内容并不属于容器。没有用户命名空间时，挡在容器 root 与宿主机内核之间的只有这两个列表，而运行时不会自动添加它们。
lint-t0171-fix = 加上各引擎所写的列表，或使用用户命名空间

lint-t0172 = 并不存在的终端的大小
lint-t0172-none = 不起作用：这个进程没有终端
lint-t0172-why = 规范规定，`terminal` 不为 true 时运行时忽略大小。
lint-t0172-fix = 删除它，或设置 `terminal`

lint-t0173 = 会影响宿主机的挂载
lint-t0173-shared = 容器内的 root 挂载或卸载的内容，也会在宿主机上出现或消失
lint-t0173-why = 共享的根是给替别人挂载的程序用的，例如存储驱动。其他程序可以借此遮住宿主机的文件，或留下挂载。
lint-t0173-fix = 写 `slave`，这样宿主机的挂载仍会传入容器

lint-t0174 = 位于关闭一切之前的设备规则
lint-t0174-undone = 被 { $line } 撤销，那条规则关闭所有设备
lint-t0174-why = 规则按文件中的顺序应用，后面的规则优先。关闭一切的规则应当放在开头。
lint-t0174-fix = 把这条规则移到那一条之下
