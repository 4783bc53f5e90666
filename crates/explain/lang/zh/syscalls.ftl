# 系统调用策略的各行：版本、类型、分节、规则。

policy-version = 说明这是版本 { $version } 的策略：规则按名称指定系统调用。
policy-version-numbers = 说明这是版本 1 的策略：规则按本机系统调用表中的编号指定系统调用。
policy-rest-allow = 使本策略成为例外清单：没有规则提到的系统调用一律允许。
policy-rest-errno = 使本策略成为例外清单：没有规则提到的系统调用一律失败，返回{ $error }。
policy-rest-kill = 使本策略成为例外清单：没有规则提到的系统调用会终止发出调用的线程。
policy-rest-kill-process = 使本策略成为例外清单：没有规则提到的系统调用会终止发出调用的进程。
policy-rest-trap = 使本策略成为例外清单：没有规则提到的系统调用会使其进程收到信号 SIGSYS。
policy-rest-notify = 使本策略成为例外清单：没有规则提到的系统调用由宿主机的一个程序裁决。
policy-rest-log = 使本策略成为例外清单：没有规则提到的系统调用一律允许，并写入审计日志。
policy-section = 说明后面的规则适用于哪些程序：{ $programs }。
policy-rule-as-written = 是系统调用策略的一条规则：{ $rule }。

# 一条规则。$conditions 和 $programs 缩小其范围；没有它们时，规则适用于所有程序的所有这类调用。
policy-rule =
    { $programs ->
        [not-given] { "" }
       *[other] 仅对 { $programs }：
    }{ $action ->
        [success] 对{ $call }返回成功，但什么也不做
        [errno] 拒绝{ $call }，返回{ $error }
        [kill] 终止发出{ $call }的线程
        [kill-process] 终止发出{ $call }的进程
        [trap] 向发出{ $call }的进程发送信号 SIGSYS
        [notify] 让宿主机的一个程序裁决{ $call }
        [log] 允许{ $call }，并写入审计日志
       *[allow] 允许{ $call }
    }{ $conditions ->
        [not-given] { "" }
       *[other] ，但仅限于：{ $conditions }
    }。

# $call 是前三者之一；$purpose 是其后的动词短语之一。
call = 系统调用“{ $name }”
call-known = 系统调用“{ $name }”（{ $purpose }）
call-number = 第 { $number } 号系统调用
call-bpf = 向内核加载程序
call-delete-module = 卸载内核模块
call-init-module = 加载内核模块
call-kexec-load = 准备另一个用于启动的内核
call-keyctl = 使用内核的密钥存储
call-mount = 挂载文件系统
call-open-by-handle-at = 绕过上级目录，凭编号打开文件
call-perf-event-open = 测量处理器和内核的活动
call-ptrace = 观察并修改其他进程
call-reboot = 停止或重启系统
call-swapon = 添加交换空间
call-umount = 卸载文件系统

# $error 是前两者之一；$meaning 是错误的名称，以及程序显示的文字。
error = 错误 { $number }
error-known = 错误 { $number }（{ $meaning }）
error-eperm = EPERM，“不允许的操作”
error-enoent = ENOENT，“没有那个文件或目录”
error-eagain = EAGAIN，“资源暂时不可用”
error-eacces = EACCES，“权限不够”
error-efault = EFAULT，“错误的地址”
error-einval = EINVAL，“无效的参数”
error-enosys = ENOSYS，“函数未实现”
error-eopnotsupp = EOPNOTSUPP，“不支持的操作”

# 规则的一个条件。参数从 0 开始编号。
condition =
    { $argument ->
        [0] 第一个参数
        [1] 第二个参数
        [2] 第三个参数
        [3] 第四个参数
        [4] 第五个参数
        [5] 第六个参数
       *[other] 编号为 { $argument } 的参数
    }{ $mask ->
        [not-given] { "" }
       *[other] 的位 { $mask }{ " " }
    }{ $op ->
        [not] 不是 { $value }
        [less] 小于 { $value }
        [at-most] 不大于 { $value }
        [at-least] 不小于 { $value }
        [more] 大于 { $value }
       *[equal] 是 { $value }
    }

# 按所面向的机器区分的程序。
programs-all = 所有程序
programs-other = 面向 { $name } 的程序
programs-x86-64 = 64 位 x86 程序
programs-x86-32 = 32 位 x86 程序
programs-x32 = x32 程序（使用 32 位指针的 64 位 x86）
programs-arm-64 = 64 位 ARM 程序
programs-arm-32 = 32 位 ARM 程序
