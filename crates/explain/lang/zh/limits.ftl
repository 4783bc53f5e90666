# 限额：内存、CPU、进程、cgroup 的文件。

cgroup-clear = 清空前面各行以及被包含的文件中的 cgroup 设置。
cgroup-dir = 选定容器在 cgroup 树中的位置：{ $place }。
cgroup-file = 把 { $value } 写入容器 cgroup 的 { $file }。
memory-limit = 把容器的内存限制为 { $size }。
swap-none = 不给容器任何交换空间。
swap-limit = 除内存之外，允许容器使用 { $size } 的交换空间。
swap-with-memory = 合并限制内存与交换空间。
pids-limit = 把容器的进程和线程总数限制为 { $count }。
cpu-count = 让容器运行在宿主机的 { $count } 个 CPU 上。
cpu-quota-none = 不限制 CPU 时间。
cpu-quota-one = 把 CPU 时间限制为相当于一个 CPU。
cpu-quota = 把 CPU 时间限制为相当于 { $cpus } 个 CPU，可分摊到任意多个 CPU 上。
cpu-weight = 把容器的 CPU 时间权重设为 { $weight }，大家的默认值都是 100。
sysctl = 把容器内的内核参数 { $name } 设为 { $value }。
proc-file = 把 { $value } 写入 /proc 下第一个进程的 { $file }。

# 单个进程的限额；{ $what } 是下面的名称之一。
rlimit = 限制每个进程的 { $what }：上限为 { $value }。
rlimit-range = 限制每个进程的 { $what }：上限为 { $soft }，进程可自行提高到 { $hard }。
rlimit-nofile = nofile（打开的文件数）
rlimit-nproc = nproc（同一用户的进程数）
rlimit-memlock = memlock（锁定内存的字节数）
rlimit-core = core（核心转储的字节数）
rlimit-stack = stack（栈的字节数）
rlimit-as = as（地址空间的字节数）
rlimit-fsize = fsize（写出文件的字节数）
rlimit-cpu = cpu（CPU 时间的秒数）
rlimit-other = { $name }

# cgroup 各文件的作用：以动词开头的短语，不带句号。
memory-max = 把内存限制为 { $size }
memory-max-none = 不限制内存
memory-high = 容器使用的内存超过 { $size } 时放慢它的速度
memory-high-none = 让内存不受阻碍地增长到硬限额
memory-low = 宿主机内存紧张时，为容器保留 { $size } 内存
memory-soft-limit = 宿主机内存紧张时，首先收回超出 { $size } 的内存
memory-swap-max = 把交换空间限制为 { $size }
memory-swap-none = 不限制交换空间
memory-swap-zero = 不给容器任何交换空间
memory-memsw = 把内存与交换空间合计限制为 { $size }
memory-swappiness = 把换出内存的倾向设为 { $value }（满值 100）
cpu-max = 把 CPU 时间限制为{ $cpus }
cpu-max-none = 不限制 CPU 时间
cpu-time = 相当于 { $cpus } 个 CPU
cpu-time-one = 相当于一个 CPU
cpu-cfs-quota = 把每个周期内的 CPU 时间限制为 { $value } 微秒
cpu-cfs-period = 以 { $value } 微秒为周期计算 CPU 时间
cgroup-cpu-weight = 把 CPU 时间的权重设为 { $value }，大家的默认值都是 { $usual }
cpuset-cpus = 只让容器运行在 CPU { $cpus } 上
cpuset-mems = 只从 NUMA 节点 { $nodes } 取用内存
pids-max = 最多允许 { $value } 个进程和线程
pids-max-none = 不限制进程数
io-weight = 把磁盘访问的权重设为 { $value }
io-max = 限制磁盘访问：{ $value }
cgroup-clone-children = 让新建的 cgroup 继承设置
step-cgroup-file = { $effect }（{ $file }）
oci-limits = 限制容器：{ $value }。
