# 数值和名称的写法，都会填入其他句子中。

size = { $number } { $unit }
size-bytes = { $count } 字节
access-read = 读
access-write = 写
access-mknod = mknod
owner-one = uid/gid { $id }
owner = uid { $uid } 与 gid { $gid }
id-range = { $inside } 对应宿主机上的 { $host }

# 命名空间的种类。
namespace-user = 用户
namespace-mount = 挂载
namespace-pid = 进程 ID
namespace-uts = 主机名
namespace-ipc = IPC
namespace-net = 网络
namespace-cgroup = cgroup
namespace-time = 时间

# 权能允许进程做的事：动词短语。
right = { $meaning }（{ $name }）
right-unknown = 使用 { $name }
capability-chown = 更改文件的属主
capability-dac_override = 不受权限位限制地读、写和执行文件
capability-dac_read_search = 不受权限位限制地读取文件和目录
capability-fowner = 把所有文件当作自己的文件处理（如 chmod）
capability-fsetid = 修改文件时保留 setuid 和 setgid 位
capability-kill = 向其他用户的进程发送信号
capability-setgid = 切换为任意组 ID
capability-setuid = 切换为任意用户 ID
capability-setpcap = 更改自身的权能集
capability-linux_immutable = 把文件标记为不可修改或只可追加
capability-net_bind_service = 监听 1024 以下的端口
capability-net_broadcast = 发送广播
capability-net_admin = 配置网络
capability-net_raw = 像 ping 那样发送原始数据包
capability-ipc_lock = 锁定内存
capability-ipc_owner = 使用其他用户的共享内存和消息队列
capability-sys_module = 加载内核模块
capability-sys_rawio = 访问硬件端口
capability-sys_chroot = 更换自身的根目录
capability-sys_ptrace = 跟踪其他进程
capability-sys_pacct = 开关进程记账
capability-sys_admin = 挂载文件系统以及进行许多其他管理操作
capability-sys_boot = 重启系统
capability-sys_nice = 提高优先级
capability-sys_resource = 突破资源限额和磁盘配额
capability-sys_time = 设置系统时钟
capability-sys_tty_config = 配置终端并将其挂断
capability-mknod = 创建设备节点
capability-lease = 对其他用户的文件设置租约
capability-audit_write = 写入审计日志
capability-audit_control = 配置审计日志
capability-setfcap = 为程序文件赋予权能
capability-mac_override = 绕过 AppArmor 等强制访问控制
capability-mac_admin = 修改 AppArmor 等强制访问控制的规则
capability-syslog = 读取内核日志
capability-wake_alarm = 唤醒机器
capability-block_suspend = 阻止机器进入休眠
capability-audit_read = 读取审计日志
capability-perfmon = 测量处理器和内核的活动
capability-bpf = 向内核加载程序
capability-checkpoint_restore = 保存和恢复运行中的进程
