# OCI config.json 的各行。反引号中的名称是属性及其路径。

oci-version = 说明文件符合 OCI 运行时规范的 { $version } 版本。
oci-part = 是 `{ $owner }` 的 `{ $name }`，在其开始处已有解释。
oci-close = 属于前面某一行开始的内容。
oci-crowded-line = 含有多个属性，各自占一行时会逐一解释：{ $names }。
oci-kept = 原样保留：{ $value }。

# 对象和列表：直到对应的右括号为止，各行所涉及的内容。
oci-holds = 包含 `{ $key }` 的各个部分。
oci-holds-configuration = 包含整个配置。
oci-holds-process = 包含对第一个进程的说明。
oci-holds-user = 包含第一个进程的用户和组。
oci-holds-groups = 包含第一个进程的附加组。
oci-holds-environment = 包含第一个进程的环境变量。
oci-holds-capabilities = 包含第一个进程的特殊权限（capability，即权能）。
oci-holds-effective = 包含已启用的权能。
oci-holds-permitted = 包含可以启用的权能。
oci-holds-inheritable = 包含由带标记的程序继承的权能。
oci-holds-ambient = 包含由所有程序继承的权能。
oci-holds-rlimits = 包含单个进程的限额。
oci-holds-mounts = 包含各个挂载，按挂载的先后顺序。
oci-holds-hooks = 包含在容器生命周期的特定时刻运行的程序。
oci-holds-annotations = 包含写给其他程序的注记。
oci-holds-linux = 包含与 Linux 有关的内容：隔离、设备、限额。
oci-holds-namespaces = 包含容器独立的命名空间。
oci-holds-user-ids = 包含用户 ID 与宿主机用户 ID 的对应关系。
oci-holds-group-ids = 包含组 ID 与宿主机组 ID 的对应关系。
oci-holds-devices = 包含每个容器都有的设备节点之外的设备节点。
oci-holds-net-devices = 包含移入容器的网络接口。
oci-holds-resources = 包含整个容器（它的 cgroup）的限额。
oci-holds-device-rules = 包含设备过滤规则：哪些设备可以打开，以最后一条匹配的规则为准。
oci-holds-memory = 包含内存的限额。
oci-holds-cpu = 包含 CPU 时间的限额。
oci-holds-pids = 包含进程数的限额。
oci-holds-disks = 包含磁盘读写的限额。
oci-holds-unified = 包含 cgroup 的文件，使用内核所用的名称。
oci-holds-syscalls = 包含针对系统调用的规则。
oci-holds-sysctl = 包含容器内的内核参数。
oci-holds-masked = 包含被隐藏的路径。
oci-holds-read-only = 包含谁也不能修改的路径。

# 第一个进程。
oci-program = 指定作为第一个进程的程序：{ $program }。
oci-argument = 是第一个进程的一个参数：{ $argument }。
oci-argument-numbered = 是第一个进程的第 { $number } 个参数：{ $argument }。
oci-bounding = 只给容器内的进程（包括 root）保留这里列出的特殊权限（capability，即权能）。
oci-capability = 保留这项权限：{ $right }。
oci-rlimit = 限制每个进程。
oci-rlimit-open = 限制每个进程的 { $what }：上限为 { $soft }，进程可自行提高，没有最高限制。
oci-rlimit-none = 不限制每个进程的 { $what }。
oci-oom-score =
    { $when ->
        [usual] 内存耗尽时，内核按通常的顺序选择是否终止这些进程（{ $score }）。
        [later] 内存耗尽时，内核比其他进程更晚选中这些进程（{ $score }）。
       *[sooner] 内存耗尽时，内核比其他进程更早选中这些进程（{ $score }）。
    }
oci-domainname = 把容器内的 NIS 域名设为 { $name }。
oci-personality = 让容器内的程序看到一台 32 位的机器（`uname -m`）。

# 根文件系统、挂载、命名空间。
oci-root = 指定根文件系统。
oci-root-folder =
    { $is_read_only ->
        [yes] 以只读方式把 { $path } 用作根文件系统。
       *[no] 把 { $path } 用作根文件系统。
    }
oci-dev = 为容器提供独立的 /dev，其中只有分配给它的设备节点。
oci-mount-kernel = 在惯常的位置挂载内核自身的一个文件系统。
oci-mount-kernel-at = 在 { $target } 挂载内核自身的一个文件系统。
oci-mount-option = 是挂载 `{ $mount }` 的一个选项。
oci-mount-map = 按容器的用户 ID 映射转换该挂载中文件的属主。
oci-masked = 对容器内的进程隐藏 { $path }。
oci-read-only = 让 { $path } 在容器内只读。
oci-namespace =
    { $kind ->
        [network] 为容器提供独立的网络接口。
        [mount] 为容器提供独立的挂载。
        [user] 为容器提供独立的用户 ID。
        [cgroup] 为容器提供独立的 cgroup 视图。
        [time] 为容器提供独立的时钟。
        [pid] 为容器提供独立的进程号。
        [ipc] 为容器提供独立的消息队列和共享内存。
        [uts] 为容器提供独立的主机名。
       *[other] 为容器提供独立的命名空间。
    }
oci-id-map = 把容器的 ID 映射到宿主机的 ID。
oci-net-device = 把一个网络接口移入容器。
oci-net-device-named = 把宿主机的网络接口 { $link } 移入容器，在容器内名为 { $name }。
oci-device-rule-forgotten = 已失效：后面有一条规则针对所有设备。

# 容器的限额。
oci-memory-low = 只要还有其他内存可收回，就不收回容器的 { $size } 内存。
oci-swap-none = 不给容器任何交换空间：这个数字是内存与交换空间的合计。
oci-swap = 允许容器使用 { $size } 的交换空间：这个数字是内存与交换空间的合计。
oci-shares = 给容器 { $shares } 份 CPU 时间，默认值为 1024；即权重 { $weight }，默认值为 100。
oci-quota = 把 CPU 时间限制为每 { $period } 微秒内 { $quota } 微秒，所有 CPU 合计。
oci-quota-part = 限制 CPU 时间。
oci-period = 以 { $period } 微秒为周期计算 `quota` 给出的 CPU 时间。
oci-cpus = 只让容器运行在 CPU { $cpus } 上。

# 系统调用；{ $action } 是下面的短语之一。
oci-seccomp = 决定如何处理系统调用。
oci-seccomp-rules = 决定如何处理系统调用：有 { $count } 条规则，其余的调用一律{ $action }。
oci-seccomp-arch = 让策略也适用于 { $arch } 架构的程序。
oci-seccomp-rule = 是针对系统调用的一条规则。
oci-seccomp-rule-always =
    { $count ->
        [1] 规定对 { $calls } 的调用{ $action }。
       *[other] 规定对这些系统调用的每次调用都{ $action }：{ $calls }。
    }
oci-seccomp-rule-where =
    { $count ->
        [1] 规定参数符合条件时，对 { $calls } 的调用{ $action }。
       *[other] 规定参数符合条件时，对这些系统调用的每次调用都{ $action }：{ $calls }。
    }
oci-calls-more = { $first }、{ $second }、{ $third } 及另外 { $count } 个系统调用
oci-syscall = 与系统调用 { $name } 有关。
oci-seccomp-condition = 是一个条件：`{ $rule }` 只适用于带有这种参数的调用。
oci-action-allow = 予以允许
oci-action-errno = 以错误号 { $number } 失败
oci-action-kill = 会结束该线程
oci-action-kill-process = 会结束该进程
oci-action-trap = 会收到信号（SIGSYS）
oci-action-notify = 交由监管进程决定
oci-action-log = 予以允许并记入日志
