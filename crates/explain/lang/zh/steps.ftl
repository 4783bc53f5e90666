# 计划中的步骤：以动词开头的短语，不带句号。

# cgroup 树中的位置；在下面以 { $place } 填入。
cgroup-of-container = 容器的 cgroup
cgroup-inner = 内层 cgroup
cgroup-of-controller = 容器的 { $controller } cgroup

step-make-cgroup = 创建{ $place }
step-write-cgroup = 把 { $value } 写入{ $place } 的 { $file }
step-join-cgroup = 把第一个进程移入{ $place }
step-delegate-cgroup = 把{ $place } 交给 { $owner }，使 init 可以进一步划分它
step-filter-program = 在{ $place } 上加载设备过滤器（{ $count } 条指令）
step-filter-lines = 在{ $place } 上设置设备过滤器（{ $count } 行）
step-spawn =
    { $place ->
        [not-given] 创建第一个进程
       *[other] 在{ $place } 中创建第一个进程
    }{ $namespaces ->
        [not-given] ，它没有自己的命名空间
       *[other] ，它拥有自己的命名空间：{ $namespaces }
    }
step-map-users = 映射容器的用户 ID：{ $ranges }
step-map-groups = 映射容器的组 ID：{ $ranges }

step-open-root =
    打开根文件系统：{ $root }{ $is_read_only ->
        [yes] ，只读
       *[no] { "" }
    }{ $is_shifted ->
        [yes] ，属主按 ID 映射转换
       *[no] { "" }
    }
root-folder = 目录 { $path }
root-volume = 卷 { $name }
root-image = 映像 { $path }（{ $kind }）
root-overlay = 以 { $lower } 为底层，更改存放在 { $upper }
root-host = 宿主机的程序（只读），另有一个自己的精简 /etc
root-archive = 解包后的归档 { $path }
step-make-dev = 创建全新的 /dev（tmpfs，{ $size }），归 { $owner } 所有
step-make-node =
    创建 { $path }（{ $number }{ $name ->
        [not-given] { "" }
       *[other] ，{ $name }
    }），权限为 { $mode }，归 { $owner } 所有
step-open-mount =
    打开宿主机上的 { $source }{ $is_shifted ->
        [yes] ，属主按 ID 映射转换
       *[no] { "" }
    }
step-open-tree =
    打开宿主机上的 { $source } 以及挂载在其下的一切{ $is_shifted ->
        [yes] ，属主按 ID 映射转换
       *[no] { "" }
    }
step-open-filesystem =
    在宿主机上打开来自 { $source } 的 { $filesystem } 文件系统{ $is_shifted ->
        [yes] ，属主按 ID 映射转换
       *[no] { "" }
    }

# 网络接口；{ $how } 是其后的短语之一。
step-make-nic =
    创建网络接口 { $name }：{ $how }{ $mac ->
        [not-given] { "" }
       *[other] ，硬件地址 { $mac }
    }{ $mtu ->
        [not-given] { "" }
       *[other] ，MTU { $mtu }
    }
nic-pair-on-bridge = 与接入网桥 { $bridge } 的 { $host_name } 成对
nic-pair-alone = 与 { $host_name } 成对，不接入任何网桥
nic-pair-on-own-bridge = 与接入 { $bridge }（专为它创建的网桥）的 { $host_name } 成对
nic-on-card = 以自己的硬件地址建在 { $parent } 上（macvlan，{ $mode }）
nic-moved-in = 由宿主机的 { $parent } 移入

step-write-process = 把 { $value } 写入第一个进程的 /proc/PID/{ $file }
step-set-rlimit =
    把进程限额 { $resource } 设为{ $value ->
        [unlimited] 无限制
       *[other] { " " }{ $value }
    }
step-set-rlimit-range =
    把进程限额 { $resource } 设为{ $soft ->
        [unlimited] 无限制
       *[other] { " " }{ $soft }
    }，进程可自行提高到{ $hard ->
        [unlimited] 无限制
       *[other] { " " }{ $hard }
    }

step-become-root = 成为容器自己的 root 用户
step-isolate-mounts = 把自己的挂载与宿主机的挂载隔离，使双方都看不到对方新增的挂载
step-set-hostname = 把主机名设为 { $name }
step-attach-root = 挂接根文件系统
step-attach-dev = 挂接全新的 /dev
step-mount-pts =
    在 /dev/pts 挂载自己的终端{ $most ->
        [not-given] { "" }
       *[other] ，最多 { $most } 个
    }，归组 { $group } 所有
step-make-console = 创建 /dev/console，这个终端的另一端由启动者持有
step-make-tty = 创建终端 { $path }
step-make-ttys = 创建终端 { $first } 至 { $last }
step-mount-kernel =
    把 { $filesystem } 挂载到 { $target }{ $options ->
        [not-given] { "" }
       *[other] （{ $options }）
    }

# 内核自身的文件系统；{ $parts } 是其后的几项。
step-mount-auto = 挂载 { $parts }
step-mount-auto-none = 不挂载任何内核文件系统
auto-proc-mixed = /proc（内核设置只读）
auto-proc = /proc
auto-sys-mixed = /sys（除虚拟网络接口外只读）
auto-sys-read-only = /sys（只读）
auto-sys = /sys
auto-cgroup = /sys/fs/cgroup
auto-cgroup-read-only = /sys/fs/cgroup（只读）

step-attach-mount =
    把 { $source } 挂载到 { $target }{ $flags ->
        [not-given] { "" }
       *[other] ，{ $flags }
    }
mount-flag-read-only = 只读
mount-flag-nosuid = 禁用 setuid 程序
mount-flag-nodev = 禁用设备
mount-flag-noexec = 禁止运行程序
step-mask-path = 隐藏 { $path }
step-read-only-path = 把 { $path } 变为只读
step-writable-path = 让 { $path } 恢复可写
step-pivot-root = 让容器的根成为它唯一能看到的文件树

step-loopback-up = 启用环回接口
# { $parts } 是其后的一至三个短语。
step-configure-nic = { $parts }
nic-brought-up = 启用 { $name }
nic-given-addresses = 为 { $name } 设置地址 { $addresses }
nic-given-gateways = 把其余流量发往 { $gateways }
step-leave-nic = 保持 { $name } 不变
step-personality-native = 按本机自身的架构运行
step-personality-linux32 = 作为 32 位系统运行
step-set-sysctl = 把内核参数 { $name } 设为 { $value }
step-await-host = 等待宿主机一侧完成
step-new-session = 开启一个拥有自己密钥环的会话
step-set-ids =
    在容器内以 uid { $uid } 和 gid { $gid } 继续{ $groups ->
        [not-given] { "" }
       *[other] ，附加组 { $groups }
    }
step-drop-no-capability = 不放弃任何权能（capability）
step-drop-every-capability = 放弃全部权能（capability）
step-drop-capabilities = 永久放弃权能 { $names }
step-keep-capabilities = 只保留权能 { $names }
step-no-new-privs = 禁止任何进程获得更多权限，例如借助 setuid 程序
step-load-seccomp =
    加载系统调用过滤器（{ $count } 条指令）{ $unknown ->
        [not-given] { "" }
       *[other] ；此内核没有 { $unknown }
    }
step-probe-kvm = 实际试用 /dev/kvm：创建一台虚拟机并运行到停机
step-probe-tun = 实际试用 /dev/net/tun：创建一个 TAP 接口并启用它
step-exec = 在 { $folder } 中运行 { $command }
