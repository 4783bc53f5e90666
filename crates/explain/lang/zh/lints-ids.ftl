# 关于 id 映射的检查规则。

lint-t0060 = 映射里没有 root
lint-t0060-user = 没有任何一行映射用户 0：容器内的第一个 id 是 { $first }，因此什么也不能以 root 启动，根文件系统属于 nobody
lint-t0060-group = 没有任何一行映射组 0：容器内的第一个 id 是 { $first }，因此什么也不能以 root 组启动，它的文件属于 nobody
lint-t0060-why = 映射列出了容器内存在的全部 id。只含一个 id 的行抄自三行一组的教程，单独使用时就只剩那一个 id。
lint-t0060-fix = 把前后的范围也写上：下面是 `0 100000 …`，上面是其余的

lint-t0061 = 映射中有空缺
lint-t0061-users = 没有任何一行映射用户 { $ids }：{ $count ->
    [1] 它
   *[other] 它们
 }在容器内不存在，其文件属于 nobody
lint-t0061-groups = 没有任何一行映射组 { $ids }：{ $count ->
    [1] 它
   *[other] 它们
 }在容器内不存在，其文件属于 nobody
lint-t0061-why = 程序要用这样的 id 时会得到“Invalid argument”。空缺常常是范围的起点或长度差了一。
lint-t0061-fix = 让各个范围首尾相接

lint-t0062 = 过早结束的映射
lint-t0062-users = 容器内的最后一个用户是 { $last }：nobody（65534）以及 systemd 临时生成的用户都没有 id
lint-t0062-groups = 容器内的最后一个组是 { $last }：nogroup（65534）以及 systemd 临时生成的组都没有 id
lint-t0062-why = 各发行版使用的 id 直到 65535。需要映射之外的 id 的软件包装不上，服务也起不来。
lint-t0062-fix = 映射 65536 个 id

lint-t0063 = 映射里有宿主机的 root
lint-t0063-user = 容器内的用户 { $inside } 就是宿主机的 root
lint-t0063-group = 容器内的组 { $inside } 就是宿主机的 root 组
lint-t0063-why = 映射的目的就是让容器内没有人是宿主机的 root。有了这个范围，那个用户就能触及宿主机 root 的文件、设备和进程。
lint-t0063-fix = 映射到宿主机上无人使用的范围，从 100000 起

lint-t0064 = 映射里有宿主机自己的 id
lint-t0064-users = 从容器内能触及宿主机的用户 { $ids } 及其全部文件；而且必须把{ $count ->
    [1] 它
   *[other] 它们
 }授予 root：/etc/subuid 需要 { $line }
lint-t0064-groups = 从容器内能触及宿主机的组 { $ids } 及其全部文件；而且必须把{ $count ->
    [1] 它
   *[other] 它们
 }授予 root：/etc/subgid 需要 { $line }
lint-t0064-why = 这样容器内的用户可以使用宿主机用户的文件。谁以那个用户逃出容器，谁就是宿主机上的那个用户。
lint-t0064-fix = 如果只是为了一个目录，改为在挂载中平移属主

lint-t0065 = Proxmox 特权容器里的映射
lint-t0065-raw = 手工映射了 id，却没有任何一行说明容器是非特权的：Proxmox 仍把它当作特权容器，使用特权容器的设备列表和能力
lint-t0065-why = Proxmox 的默认值、新建根的属主以及备份规则都取自 `unprivileged`，而不是原始行。
lint-t0065-fix = 加上这一行
