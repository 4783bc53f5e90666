# 关于权限的检查规则。

lint-t0070 = 一直照抄到能用为止的那几行
lint-t0070-all = 加上 { $lines }，这个特权容器就等于宿主机：容器里的 root 可以加载模块、写磁盘、修改内核设置
lint-t0070-why = 没有 AppArmor、放行所有设备、拥有所有能力、/proc 与 /sys 可写：每一行拆掉一堵墙，合起来就一堵也不剩。人们因为某处不能用而整段照抄，很少真的全都需要。
lint-t0070-fix = 改用带 `nesting` 的非特权容器，删除这些行，再按具体的报错逐项加回

lint-t0071 = 关闭了 AppArmor
lint-t0071-privileged = 拆掉了特权容器的最后一堵墙：正是 AppArmor 让容器的 root 碰不到宿主机的 /proc、/sys 和挂载
lint-t0071-unprivileged = 关闭了 AppArmor；id 映射仍然有效
lint-t0071-why = 对于一次被拒绝的挂载，多数帖子的回答都是 `unconfined`。在 Proxmox 上它还会使 `features` 加上的内容失效：带嵌套的配置是自动生成的，自己写一行就取代了它。
lint-t0071-fix = 使用 `features: nesting=1`（Proxmox），或 `lxc.apparmor.profile = generated` 加 `allow_nesting`；个别规则写到 `lxc.apparmor.raw`

lint-t0072 = 对宿主机内核的能力
lint-t0072-emptied = 把默认丢弃的能力又还了回来，即 { $names }：容器里的 root 可以加载内核模块、设置宿主机的时钟
lint-t0072-kept = 在特权容器里保留 { $name }，这是对宿主机内核本身的权限
lint-t0072-unprivileged = 什么也不改变：非特权容器没有丢弃任何能力，而它的能力止于自己的命名空间
lint-t0072-why = 在特权容器里，这些能力触及整台机器。容器里没有哪个服务需要加载模块，宿主机开机时就会加载。
lint-t0072-fix = 删除它，在宿主机上加载模块和设置时钟

lint-t0073 = 系统需要的能力
lint-t0073-admin = 从容器的 root 拿走 sys_admin：不能挂载、不能设主机名、不能建命名空间；没有它 systemd 无法启动
lint-t0073-users = 从容器拿走 { $name }：不能登录，不能用 `su`，服务也不能用自己的用户
lint-t0073-why = 在非特权容器里，这些权限止于它自己的命名空间，丢弃它们好处不大。
lint-t0073-fix = 除非容器里只运行一个程序，否则保留它

lint-t0074 = 可写的内核视图
lint-t0074-privileged = 特权容器里的 { $views } 可写：容器里的 root 会改动宿主机内核的设置
lint-t0074-unprivileged = 在这里让 { $views } 可写作用不大：那些文件属于宿主机的 root，而容器里没有人是宿主机的 root
lint-t0074-why = /proc/sys、/proc/sysrq-trigger 以及 /sys 的大部分属于整台机器。`mixed` 让它们保持只读，只留下属于容器的部分可写。
lint-t0074-fix = 写 `mixed`，必须设置的用 `lxc.sysctl.…` 设置，或在宿主机上设置

lint-t0075 = 要求可写的 cgroup 树
lint-t0075-moot = 容器有 cgroup 命名空间时，`{ $word }` 什么也不改变：属于它自己的部分本来就可写
lint-t0075-why = 从 Linux 4.6 起，客户机自己挂载这棵树，并且只看到属于自己的部分。
lint-t0075-fix = 删除这个词

lint-t0076 = 没有系统调用过滤器
lint-t0076-off = 去掉了特权容器的系统调用过滤器：kexec、内核模块和 open_by_handle_at 都对容器的 root 开放
lint-t0076-why = open_by_handle_at 只凭一个容易猜到的号码就能打开宿主机的任何文件；最早的容器逃逸就是这样做到的。
lint-t0076-fix = 删除这一行，让被包含文件里的策略继续有效

lint-t0077 = 任何进程都不能提升权限
lint-t0077-sudo = 容器里普通用户的 `sudo`、`su` 和 `ping` 会失败：任何程序的权限都不能超过调用者
lint-t0077-why = 内核会忽略让这类程序以 root 运行的那一位。
lint-t0077-fix = 只有一个服务的容器可以保留它；有人登录的容器要删除它

lint-t0078 = 作用相反的键
lint-t0078-inverted = LXC 在这里的行为与手册相反：写 1 会沿用启动者的会话密钥环，宿主机的密钥可能因此触手可及
lint-t0078-why = 手册说写 1 会新建密钥环，而代码是除非写 1 才新建。
lint-t0078-fix = 要有自己的密钥环就写 0

lint-t0079 = 使用宿主机的命名空间
lint-t0079-pid = 在容器内显示宿主机的所有进程：容器的 root 可以向 id 相同者的进程发信号，还能读到它们的命令行
lint-t0079-ipc = 与容器共享宿主机的内存段和消息队列
lint-t0079-mount = 让容器在宿主机自己的目录树里挂载和卸载
lint-t0079-why = 容器的隔离取决于它的命名空间。每共享一个，双方就能通过其中的内容互相影响。
lint-t0079-fix = 删除这个词

lint-t0080 = 给并不存在的配置作的补充
lint-t0080-lost = 没有效果：{ $line } 选择了配置 `{ $profile }`，而只有自动生成的配置才接受补充
lint-t0080-why = LXC 把这些内容写进它自己生成的配置里。指定名称的配置，或不用配置，都保持原样。
lint-t0080-fix = 写 `lxc.apparmor.profile = generated`
