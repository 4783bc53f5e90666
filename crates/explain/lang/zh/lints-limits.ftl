# 关于限制与内核设置的检查规则。

lint-t0130 = 高于上限的内存标记
lint-t0130-above = 永远达不到：在内存用到那么多之前，{ $line } 就会结束进程
lint-t0130-why = 到达 `memory.high` 时，内核让进程变慢并回收内存；到达 `memory.max` 时则结束进程。前者必须低于后者才有用。
lint-t0130-fix = 写一个低于上限的值，或删除这一行

lint-t0131 = 使用 cgroup v1 键名的限制
lint-t0131-refused = 这是 cgroup v1 的键：{ $who } 会因为它而拒绝整个文件
lint-t0131-ignored = 这是 cgroup v1 的键，在使用 cgroup v2 的宿主机上会被跳过：什么也没有限制
lint-t0131-why = 大约从 2021 年起，各发行版只有 cgroup v2，它的文件名称不同，单位也常常不同。v1 的行在那里什么也限制不了，而 LXC 7 甚至不加载含有它的文件。
lint-t0131-fix = 用 cgroup v2 的键名写这个限制

lint-t0132 = cgroup v2 没有的文件
lint-t0132-no-file = cgroup v2 没有文件 `{ $file }`：容器无法启动
lint-t0132-why = 对设备规则来说，把 `cgroup` 改成 `cgroup2` 就够了。其他文件的名称和计数方式不同：`memory.limit_in_bytes` 是 `memory.max`，`cpu.shares` 是 `cpu.weight`，交换空间则不与内存合计。
lint-t0132-fix = 写 cgroup v2 中的文件名

lint-t0133 = 整个宿主机的内核设置
lint-t0133-changes = 内核的 `{ $key }` 全局只有一份：只要容器能写入，它就会为宿主机及其上所有人改变，容器停止后依然如此
lint-t0133-refused = 内核的 `{ $key }` 全局只有一份，不允许非特权容器写入：容器无法启动
lint-t0133-why = 只有属于命名空间的设置才归容器自己：网络、消息队列与共享内存，以及它的名字。容器内的程序若还要求别的设置，必须在宿主机上设置。
lint-t0133-fix = 删除这一行，在宿主机 /etc/sysctl.d 下的文件中设置

lint-t0134 = 不限数量的打开文件
lint-t0134-unlimited = 内核不允许任何人打开这么多文件，root 也不行：容器无法启动
lint-t0134-why = 其他限制可以完全取消；打开文件数的限制不能超过 `fs.nr_open`，而它本身是一个数。
lint-t0134-fix = 写一个数，例如 1048576

lint-t0135 = 内存不足时绝不会被结束的容器
lint-t0135-never = -1000 使容器的所有进程都不在内核的选择之列：内存用尽时，被结束的是别的进程
lint-t0135-why = 子进程会继承这个分值。容器内失控的程序会拖垮宿主机，而里面没有任何进程会为此被结束。
lint-t0135-fix = 写一个较大的数，例如 -500：容器会排在最后几个

lint-t0136 = 过小或过大的 CPU 时间片
lint-t0136-period = 内核拒绝 { $time } µs 的周期，只接受 1000 到 1000000：容器无法启动
lint-t0136-quota = 内核拒绝 { $time } µs 的配额，最小是 1000：容器无法启动
lint-t0136-why = 两个数都以微秒计。起作用的是它们的比例，因此可以同时放大相同的倍数。
lint-t0136-fix = 按相同比例写较大的数

lint-t0137 = 没有单位的限制
lint-t0137-few = 把内存限制为 { $bytes } 字节，什么也无法运行
lint-t0137-why = 这里单独一个数表示字节，在 libvirt 中表示 KiB。以 MiB 计数的是 Proxmox。
lint-t0137-fix = 同时写上单位

lint-t0138 = 内核拒绝的分值
lint-t0138-outside = 内核只接受 -1000 到 1000 的整数，不接受 `{ $score }`：容器无法启动
lint-t0138-why = 这个分值说明内存用尽时内核多早结束一个进程：1000 最先，-1000 永不。
lint-t0138-fix = 写 -999 到 1000 之间的数
