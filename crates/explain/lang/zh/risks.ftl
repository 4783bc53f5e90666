# 各行的风险及其程度。

level-none = 无
level-low = 低
level-medium = 中
level-high = 高
level-critical = 严重

risk-void = 这一行在这里不起作用，因此也谈不上风险。
risk-device-none = { $node } 不会带来任何可能造成危害的东西。
risk-device-void = { $node } 提供：{ $gives }；但内核只把它留给真正的 root，在非特权容器里什么也打不开。
risk-device = { $node } 提供：{ $gives }；{ $risk }。
risk-every-device-root = 容器内的 root 可以打开宿主机的所有设备：磁盘、内存、键盘。这等于交出整台宿主机。
risk-every-device-mapped = 设备过滤器不再拒绝任何设备，剩下的只有文件权限：在非特权容器里，除非节点的权限对所有人开放，否则宿主机的节点仍然够不着。
risk-mknod-alone = 只能创建节点，不能打开。
risk-mknod-mapped = 在非特权容器里，无论过滤器怎么说，内核都拒绝用 mknod 创建设备节点。
risk-mknod-right-root = 容器内的 root 可以用 mknod 创建任何节点；其中哪些能打开，就只由设备过滤器决定了。
risk-whichever-device = 主设备号 { $major } 属于哪个驱动，要看加载时的分配：单看这个文件，谁也说不准它会打开什么。
risk-every-of-driver = 它会打开该驱动的所有设备，包括以后出现的。{ $node } 提供：{ $gives }；{ $risk }。
risk-rule-mapped = 在非特权容器里，仅凭这条规则什么也打不开：节点必须存在，而且文件权限必须允许容器的 ID 访问。

risk-socket = 谁能写 { $path }，谁就能指挥一个在宿主机上以 root 身份运行的程序。
risk-vital-folder = { $path } 是宿主机自身的组成部分，容器内的 root 可以改动它。
risk-vital-folder-read = { $path } 会让容器内的 root 看到宿主机的组成部分，包括密码和密钥。
risk-vital-folder-mapped = { $path } 是宿主机自身的组成部分。容器内的 root 在那里只是普通用户：只能读所有人都可以读的内容。
risk-folder-read = 在文件权限允许的范围内，容器里的所有人都能读 { $path }，但不能改动任何东西。
risk-folder-write = 容器内的 root 可以改动 { $path } 里的一切；放在那里的 setuid 程序在宿主机上同样有效。
risk-folder-shifted = 容器内的 root 在 { $path } 里以 root 的身份写入：放在那里的 setuid 程序在宿主机上同样有效。其中的一切无论属于谁都在容器的掌握之中。
risk-folder-mapped = { $path } 里的文件保留它们在宿主机上的属主，所以在容器内大多显示为 “nobody”。宿主机上人人可读可写的内容，容器里的人同样可读可写。
risk-folder-of-links = { $path } 里只有链接：看得出插着什么，但没有对应的节点就什么也打不开。
risk-folder-of-nodes = { $path } 里的节点保留它们在宿主机上的属主，在容器内就成了 nobody：只有对所有人开放的节点才能打开。
risk-cgroup-write = 容器内的 root 可以改动 cgroup 树中属于自己的部分；有了 cgroup 命名空间，本来就是这样。
risk-hosts-root = 容器直接生活在宿主机自己的文件树里：每个文件都是宿主机的。
risk-proc-root = /proc/sys 下的内核参数对整台宿主机生效，而容器内的 root 可以修改它们。
risk-proc-mapped = 内核参数只能在 ID 映射允许的范围内写入，也就是容器自己命名空间的那些。
risk-sys-root = 通过可写的 /sys，容器内的 root 可以控制宿主机的设备、电源和模块。
risk-sys-mapped = 可写的 /sys 只放行文件权限允许的内容，其中大部分属于宿主机的 root。

risk-privileged = 特权容器：容器内的 root 就是宿主机的 root。只有这个文件里的规则约束它；任何一条规则或内核有漏洞，就足以逃逸。
risk-map-root = 容器内的 root 就是宿主机的 root。
risk-map-to-root = 容器内的 ID { $id } 就是宿主机的 root。
risk-all-capabilities-root = 所有权能都回来了，而容器内的 root 就是宿主机的 root：sys_module 可以把代码加载进内核，sys_rawio 可以直接访问硬件，sys_time 可以改时钟，mac_admin 和 mac_override 可以绕过 AppArmor。
risk-all-capabilities-mapped = 非特权容器的权能只对它自己的命名空间有效，所以并没有多得到什么。
risk-mighty-capabilities = 配上真正的 root，{ $names } 的作用会超出容器。
risk-unconfined-root = AppArmor 不再约束这个等同于宿主机 root 的用户：挂载、/proc 和 /sys 全部放开。
risk-unconfined-mapped = 少了一道墙：AppArmor 不再为内核的漏洞兜底。它还会取消自动生成的配置本可以有分寸地放行的内容。
risk-hosts-network = 容器看到并能配置宿主机自己的网络：所有端口、所有接口，以及宿主机程序的抽象套接字。
risk-nic-phys = { $link } 离开了宿主机：容器独占这根网线，直到容器停止宿主机才能拿回它。
risk-nic-macvlan = 在 { $link } 的网络里，容器是一台独立的机器；宿主机无法直接访问它，宿主机的防火墙也看不到它的流量。
risk-nic-bridge =
    { $link ->
        [none] 与它共用这根虚拟网线的一方可以访问这个容器。
       *[other] 容器与 { $link } 上的一切处于同一个网络：除非网桥做过滤，它可以冒用别人的地址应答。
    }
risk-shared-pid = 容器可以看到不属于自己的进程，并向它们发送信号。
risk-shared-ipc = 共享内存和信号量与别人共用。
risk-shared-mount = 容器没有自己的文件树：它挂载或卸载的东西，别人也会看到。
risk-shared-user = ID 和权能与别人共用。
risk-shared-uts = 容器可以改动别人的主机名。
risk-shared-cgroup = 容器能看到自己在宿主机 cgroup 树中的位置。
risk-shared-time = 时钟与别人一致。
risk-hook = `{ $phase }` 会在宿主机上以启动容器的用户身份、带着其全部权限运行一个程序。
risk-nesting = 为了能在容器里再运行容器，会露出更多的 /proc 和 /sys，并放行更多挂载：内核暴露的面更大。
risk-mount-images = 宿主机的内核会读取容器里的人自己制作的磁盘映像；损坏的映像可能让内核崩溃，甚至更糟。
risk-intercept = 由管理器的一个程序替容器完成内核拒绝它做的事。
risk-raw = `{ $key }` 会绕过管理器自己的检查。
risk-modules = 它会把代码加载进宿主机的内核，影响所有人：每多一个模块，内核暴露的面就多一分。
risk-raw-mount-root = AppArmor 放行任何挂载，而容器内的 root 就是宿主机的 root：/proc、/sys 和磁盘可以挂载到任何位置，从而绕开针对路径的规则。
risk-raw-mount-mapped = AppArmor 放行任何挂载，但内核仍然拒绝非特权容器挂载磁盘和大多数文件系统。
risk-gpu = 宿主机内核里的显卡驱动变得触手可及；通过显卡自身的节点，还能触及宿主机的显示输出。
risk-usb = 这是绕过驱动、对该设备的原始访问：里面的内容乃至固件都可以读取和改动。
risk-no-seccomp = 没有系统调用策略，内核的所有调用都触手可及。
risk-feature-mount = 挂载 { $kinds } 会让容器里的人指定宿主机内核读取什么；挂死的挂载可能使宿主机无法关机。
risk-feature-mount-mapped = 它只作用于 AppArmor，而内核本来就拒绝非特权容器做这类挂载。
risk-feature-fuse = 容器里的程序可以提供文件系统；为备份而冻结容器时可能因此卡住。
risk-feature-keyctl = 容器里的程序可以使用内核的密钥存储，它按宿主机的用户计数。容器内的 systemd-networkd 可能因此失败：没有 keyctl 它能应付，时而被内核拒绝的 keyctl 它却应付不了。
risk-feature-mknod = 由管理器的一个程序替容器执行 mknod，创建一些无害的节点；这还是实验功能。
risk-feature-rw-sys = 在文件权限允许的地方可以写 /sys。systemd-networkd 把可写的 /sys 当作有 udev 的标志，从 245 版起会一直空等。
