# 根文件系统与挂载。

root = 容器的根文件系统取自：{ $source }。
rootfs-volume =
    以存储 { $storage } 的卷 { $volume }{ $size ->
        [not-given] { " " }
       *[other] （{ $size }）
    }作为根文件系统{ $is_read_only ->
        [yes] ，只读
       *[no] { "" }
    }{ $is_base ->
        [yes] ；“base”卷是模板各个克隆所共用的只读原件
       *[no] { "" }
    }。
rootfs-path =
    以 { $path }{ $size ->
        [not-given] { " " }
       *[other] （{ $size }）
    }作为根文件系统{ $is_read_only ->
        [yes] ，只读
       *[no] { "" }
    }。
rootfs-options = 用选项 { $options } 挂载根文件系统。
rootfs-mount = 在宿主机的 { $path } 处组装根文件系统。
rootfs-managed = 销毁容器时一并删除根文件系统的存储。
rootfs-not-managed = 销毁容器时保留根文件系统的存储。
unused-volume = 保留卷 { $volume } 备用；它没有被挂载。
mount-fstab = 先按 { $path } 中的各行进行挂载，再处理本文件自己的挂载行。
autodev-size = 把 /dev 处文件系统的大小限制为 { $size } 字节。
autodev = 给容器一个全新的 /dev，其中只有基本的节点。
autodev-not = 让 /dev 保持根文件系统中的原样。

# 一次挂载。$from：来源是容器自己的根（root）还是宿主机（host）。目标路径与来源路径相同时，$target 不给出。
mount =
    { $kind ->
        [device] 把宿主机的 { $source } 映射
        [tree] 把{ $from ->
            [root] 容器自身根文件系统
           *[host] 宿主机
        }的 { $source } 连同其下的所有挂载一起挂载
        [folder] 把{ $from ->
            [root] 容器自身根文件系统
           *[host] 宿主机
        }的 { $source } 挂载
       *[new] 把一个 { $filesystem } 文件系统挂载
    }{ $target ->
        [not-given] 到容器内的同一路径
       *[other] 到容器内的 { $target }
    }{ $flags ->
        [not-given] { "" }
       *[other] ，{ $flags }
    }{ $create ->
        [file] ；会先在那里创建一个空文件作为挂载点
        [folder] ；目录不存在时会创建
        [either] ；那里缺少的部分会先创建
       *[nothing] { "" }
    }{ $is_optional ->
        [yes] ；若挂载失败，容器照常启动
       *[no] { "" }
    }。
mount-as-written = 挂载：{ $mount }。
mount-point-folder =
    把宿主机的 { $source } 挂载到容器内的 { $target }{ $is_read_only ->
        [yes] ，只读
       *[no] { "" }
    }。
mount-point-volume =
    把存储卷 { $volume } 挂载到 { $target }{ $is_read_only ->
        [yes] ，只读
       *[no] { "" }
    }。

# 内核自身的文件系统；{ $parts } 是其后各项的列表。
mount-auto = 挂载 { $parts }。
mount-auto-unknown = `{ $word }`
mount-proc-mixed = /proc（内核设置只读）
mount-proc = /proc（内核设置可写）
mount-sys-mixed = /sys（除虚拟网络接口外只读）
mount-sys-read-only = /sys（只读）
mount-sys = /sys（可写）
mount-cgroup-read-only = /sys/fs/cgroup（只读）
mount-cgroup = /sys/fs/cgroup（仅容器自己的部分）
