# 关于 libvirt 域的检查规则。

lint-t0160 = 没有 id 映射的域
lint-t0160-root = 容器内的 root 就是宿主机的 root：没有 `<idmap>`，而 libvirt 不设系统调用过滤器，默认安装时也不加安全标签
lint-t0160-why = libvirt 自己的手册也不认为这样的容器是安全的。剩下的只有被去掉的权能和设备过滤器。
lint-t0160-fix = 加上 `<idmap>`，给容器自己的 65536 个 id，并把它的根文件系统归它们所有

lint-t0161 = 必须事先存在的 cgroup 位置
lint-t0161-needs = 除 /machine 外 libvirt 不建立分区：缺少 { $path } 时容器无法启动
lint-t0161-why = 分区是 cgroup 树中的一个目录，在使用 systemd 的宿主机上是一个 slice，其中的域共享限制。
lint-t0161-fix = 在启动前建立它（使用 systemd 时写一个单元文件），或删除这个元素
