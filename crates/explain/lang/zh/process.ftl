# 第一个进程、终端、启动与停止。

# $processors 是其后的名称之一，或原样的单词。
arch = 说明容器内的程序所面向的处理器：{ $processors }。
arch-x86-64 = 64 位 Intel 和 AMD
arch-x86-32 = 32 位 Intel 和 AMD
arch-arm-64 = 64 位 ARM
arch-arm-32 = 32 位 ARM
arch-riscv-64 = 64 位 RISC-V
arch-riscv-32 = 32 位 RISC-V

init-command = 把 { $command } 作为第一个进程启动。
execute-command = 未给出命令时，`lxc-execute` 使用的命令：{ $command }。
init-user = 在容器内以用户 { $user } 运行第一个进程。
init-group = 在容器内以组 { $group } 运行第一个进程。
init-groups = 在容器内把第一个进程加入附加组 { $groups }。
init-cwd = 在目录 { $folder } 中启动第一个进程。
environment = 把环境变量 { $name } 设为 { $value }。
environment-passed = 传递启动者的环境变量 { $name }。
environment-hooks = 为钩子程序设置环境变量 { $variable }。
time-offset = 把容器内的时钟调整 { $offset }。
signal-halt = 用信号 { $signal } 请求容器内的系统关机。
signal-reboot = 用信号 { $signal } 请求容器内的系统重启。
signal-stop = 请求无效时，用信号 { $signal } 结束容器。

tty-none = 不给容器任何文本终端。
tty-one = 给容器一个文本终端 /dev/tty1。
tty-count = 给容器 { $count } 个文本终端，从 /dev/tty1 到 /dev/tty{ $count }。
tty-dir = 把控制台和终端放入目录 /dev/{ $folder }。
pty-count = 最多允许同时使用 { $count } 个伪终端（shell、ssh 会话）。
console-path-none = 不给容器控制台。
console-path = 以宿主机的 { $path } 作为容器的控制台。
console = 给容器一个控制台。
console-none = 不给容器控制台，并禁止它打开 /dev/console。
console-size = 把控制台日志的大小限制为 { $size }。
console-buffer = 在内存中保留控制台最近的 { $size } 输出。
console-rotate = 保留一份较早的控制台日志。
console-rotate-not = 不保留较早的控制台日志。
console-log = 把控制台的输出复制到宿主机上的 { $path }。
console-mode = 选择 `pct console` 打开什么：{ $value }。

autostart = 宿主机启动时自动启动容器。
autostart-not = 不自动启动容器。
start-order = 设定自动启动的顺序与延迟：{ $value }。
ephemeral = 容器停止时将其销毁。
ephemeral-not = 容器停止后予以保留。
hook = 在 { $moment } 时刻运行 `{ $program }`。
hook-script = 在启动和停止的前后运行脚本 { $script }。
template = 把容器标记为模板：Proxmox VE 会克隆它，并拒绝启动它。
lock = 在某项操作（{ $operation }）期间锁定容器：操作结束之前，Proxmox VE 拒绝启动它。
