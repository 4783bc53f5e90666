# 权限：权能、ID 映射、命名空间、系统调用、AppArmor 和 SELinux。

# $rights 列出各权能允许进程做的事：加载内核模块（sys_module）和设置系统时钟（sys_time）。
cap-drop = 从容器内的所有进程（包括 root）收回以下权限：{ $rights }。
cap-keep-none = 从容器内的所有进程（包括 root）收回全部特权（权能，capability）。
cap-keep = 只给容器内的所有进程（包括 root）留下这些特权（权能，capability）：{ $names }。

# $range：0-65535 对应宿主机上的 100000-165535。
id-map-users = 映射容器的用户 ID：{ $range }。
id-map-groups = 映射容器的组 ID：{ $range }。
id-map-as-written = 把容器的 ID 映射到宿主机的 ID：{ $map }。
unprivileged =
    以非特权方式运行容器：容器的 root 在宿主机上只是普通用户{ $range ->
        [not-given] { "" }
       *[other] （用户 ID { $range }）
    }。
privileged = 以特权方式运行容器：容器的 root 就是宿主机的 root。

# $features 是其后的一个或多个短语。
features = { $features }
features-none = 不启用任何特性。
feature-nesting = 允许在容器内运行 Docker 等容器（nesting）
feature-keyctl = 允许进程使用内核的密钥存储（keyctl）
feature-fuse = 提供 /dev/fuse，供由程序实现的文件系统使用
feature-mknod = 允许在容器内创建某些设备节点（mknod）
feature-force-rw-sys = 以可写方式挂载 /sys（force_rw_sys）
feature-mount = 允许在容器内挂载文件系统

seccomp-policy = 按 { $path } 中的策略禁止系统调用。
seccomp-nesting = 即使启动者已受系统调用策略约束，也加载本策略。
seccomp-nesting-not = 不加载第二个系统调用策略。
seccomp-notify = 让宿主机的程序来裁决系统调用：{ $value }。
no-new-privs = 禁止容器内的任何进程获得更多权限，例如借助 sudo 等 setuid 程序。
no-new-privs-off = 允许 sudo 等 setuid 程序起作用。
apparmor-unconfined = 让容器在没有 AppArmor 保护的情况下运行。
apparmor-unchanged = 让容器沿用启动者的 AppArmor 配置。
apparmor-generated = 把容器置于专为它生成的 AppArmor 配置之下。
apparmor-profile = 把容器置于 AppArmor 配置 { $profile } 之下。
apparmor-raw = 向生成的 AppArmor 配置中添加：{ $rule }。
apparmor-incomplete = 即使 AppArmor 无法控制挂载，也启动容器。
apparmor-incomplete-not = AppArmor 无法控制挂载时，不启动容器。
apparmor-nesting = 就 AppArmor 而言，允许在容器内运行容器。
apparmor-nesting-not = 就 AppArmor 而言，不允许在容器内运行容器。
selinux-context = 在 SELinux 上下文 { $context } 下运行容器。
sched-core = 不与他人共用 CPU 核心的线程。
sched-core-not = 与他人共用 CPU 核心。
keyring-session = 保留启动者的密钥环。
keyring-session-own = 给容器一个自己的密钥环。

namespace-keep = 共用启动者的命名空间 { $names }，而不新建。
namespace-clone = 只新建这些命名空间：{ $names }。
namespace-share = 加入 { $whose } 的 { $name } 命名空间。
