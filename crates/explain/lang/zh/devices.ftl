# 设备，按 src/devices/table.rs 表中的键排列：名称；它提供什么（名词短语，用于冒号之后或括号内）；为什么有风险（短语，用于“注意：”或分号之后）；
# 以及常见的错误（完整的句子）。

device-mem = 物理内存
device-mem-grants = 宿主机的全部物理内存
device-mem-risk = 谁打开它，谁就控制了宿主机
device-mem-mistake = 常有人为了在开发板上操作 GPIO 而直通它：用 `/dev/gpiochipN` 或 `/dev/gpiomem` 就够了，不必交出内存。在非特权容器里，无论怎么写，内核都会拒绝。

device-null = 空设备
device-null-grants = 写进去的内容全部丢弃的空文件
device-null-risk = 里面没有任何属于别人的东西
device-null-mistake = 所有程序都需要它：允许列表里漏掉它，整个容器都会出错。

device-port = I/O 端口
device-port-grants = 宿主机的原始 I/O 端口
device-port-risk = 谁打开它，谁就控制了宿主机

device-zero = 零设备
device-zero-grants = 源源不断的零字节
device-zero-risk = 里面没有任何属于别人的东西

device-full = 满设备
device-full-grants = 一个永远写满的文件，用于测试
device-full-risk = 里面没有任何属于别人的东西

device-random = 随机数
device-random-grants = 内核的随机数
device-random-risk = 写入的内容只会混入随机池，不会让它变差

device-urandom = 随机数（urandom）
device-urandom-grants = 内核的随机数
device-urandom-risk = 写入的内容只会混入随机池，不会让它变差

device-kmsg = 内核日志
device-kmsg-grants = 内核的日志
device-kmsg-risk = 能看到整台宿主机的内核日志，还能往里写
device-kmsg-mistake = 通常是因为 kubelet 缺了它无法启动才直通：只读就够了，应当禁止写入（Proxmox VE 上用 `deny-write=1`）。`lxc.kmsg` 自 LXC 3 起已被删除。

device-tty-console = 虚拟控制台
device-tty-console-grants = 宿主机的文本控制台
device-tty-console-risk = 能读到在宿主机控制台上输入的内容
device-tty-console-mistake = 容器有自己的终端：用 `lxc.tty.max` 或 `tty:` 创建即可，登录从来不需要宿主机的控制台。

device-tty-serial = 串口
device-tty-serial-grants = 主板自带的串口
device-tty-serial-risk = 可能正是宿主机自己的串口控制台
device-tty-serial-mistake = `ttyS0` 的次设备号是 64 而不是 0：4:0 是屏幕上的控制台。

device-tty = 自己的终端
device-tty-grants = 打开它的进程自己的终端
device-tty-risk = 它永远是调用者自己的终端

device-console = 控制台
device-console-grants = 系统控制台
device-console-risk = 宿主机的控制台会显示宿主机打印的内容，如果上面有登录提示还能接受命令
device-console-mistake = 管理器会在这个路径放上容器自己的终端，那里不需要宿主机的节点。

device-ptmx = 伪终端
device-ptmx-grants = 新的伪终端
device-ptmx-risk = 在容器里，它只会在容器自己的 devpts 中创建终端

device-lp = 并口打印机
device-lp-grants = 接在并口上的打印机
device-lp-risk = 最多浪费些纸

device-vcs = 文本屏幕
device-vcs-grants = 宿主机文本控制台上的内容
device-vcs-risk = 能读写宿主机的屏幕内容

device-ram = 内存盘
device-ram-grants = 用内存做成的磁盘
device-ram-risk = 会占用宿主机的内存

device-floppy = 软盘
device-floppy-grants = 软盘驱动器
device-floppy-risk = 能读写驱动器里的软盘

device-loop = 回环设备
device-loop-grants = 把文件当作磁盘使用
device-loop-risk = 回环设备属于整台宿主机：一个容器也能看到别人的
device-loop-mistake = 要挂载它上面的内容，内核要求真正的 root，所以在非特权容器里用处不大：请在宿主机上制作映像，或者用 fuse2fs、squashfuse 挂载。

device-sd = SCSI 与 SATA 磁盘
device-sd-grants = 宿主机的整块磁盘
device-sd-risk = 直接读写磁盘，就等于能读写上面的一切
device-sd-mistake = 字母取决于发现磁盘的先后：下次开机后 `sda` 可能是另一块盘。`/dev/disk/by-id/` 里的名字才不会变。如果只是共享文件，挂载目录更好。

device-md = RAID 阵列
device-md-grants = 宿主机的软件 RAID
device-md-risk = 直接读写磁盘，就等于能读写上面的一切

device-tape = 磁带机
device-tape-grants = 磁带机
device-tape-risk = 能覆盖驱动器里的任何磁带
device-tape-mistake = 备份程序通常需要不自动倒带的 `/dev/nst0`，以及带库机械手的 `/dev/sgN`。

device-psaux = PS/2 鼠标
device-psaux-grants = PS/2 鼠标
device-psaux-risk = 能读到宿主机鼠标的动作

device-watchdog = 看门狗
device-watchdog-grants = 硬件看门狗
device-watchdog-risk = 能让宿主机复位
device-watchdog-mistake = 只要打开就会启动计时：程序如果没有先解除就退出，大约一分钟后宿主机就会复位。

device-rtc-misc = 时钟
device-rtc-misc-grants = 硬件时钟
device-rtc-misc-risk = 能设置宿主机的时钟
device-rtc-misc-mistake = 这是旧内核的号码：如今 `/dev/rtc` 指向 `/dev/rtc0`，其主设备号在驱动加载时才分配。容器的时钟就是宿主机的时钟：请在宿主机上对时。

device-vhci = 虚拟蓝牙
device-vhci-grants = 虚拟蓝牙控制器
device-vhci-risk = 它创建的控制器会出现在宿主机的蓝牙里

device-nvram = 固件设置
device-nvram-grants = 保存固件设置的存储器
device-nvram-risk = 能改动固件的设置

device-vmmon = VMware 监视器
device-vmmon-grants = VMware 的虚拟机
device-vmmon-risk = 这是内核之外的驱动，直接操作宿主机的内存

device-hwrng = 硬件随机数
device-hwrng-grants = 硬件产生的随机数
device-hwrng-risk = 最多耗尽硬件每秒产生的随机数，不会造成损害

device-microcode = CPU 微码
device-microcode-grants = 加载 CPU 微码
device-microcode-risk = 谁打开它，谁就控制了宿主机

device-vfio = VFIO
device-vfio-grants = 把设备交给虚拟机；没有组节点就毫无用处
device-vfio-risk = 配上组节点就能直接访问内存
device-vfio-mistake = 单独一个没有用：QEMU 还需要设备所在 IOMMU 组的 `/dev/vfio/编号`，并且锁定内存的上限不能小于虚拟机的内存（`lxc.prlimit.memlock`）。

device-tun = TUN/TAP
device-tun-grants = 由程序创建的虚拟网络接口，QEMU、OpenVPN 和 Tailscale 都这样用
device-tun-risk = 它创建的接口只在容器自己的网络里，所需权限也只在那里有效
device-tun-mistake = 容器不能加载内核模块：程序提示 `modprobe tun` 失败时，要么是宿主机没有加载该模块，要么是容器里缺少节点。LXD 和 Incus 默认就把它给每个容器。

device-cuse = CUSE
device-cuse-grants = 由程序实现的字符设备
device-cuse-risk = 它创建的设备会出现在宿主机上，别的程序也能打开

device-watchdog-old = 其余看门狗
device-watchdog-old-grants = 旧内核的硬件看门狗
device-watchdog-old-risk = 能让宿主机复位

device-uinput = 虚拟输入
device-uinput-grants = 由程序扮演的键盘和鼠标
device-uinput-risk = 它输入的内容会到达宿主机自己的桌面
device-uinput-mistake = 它创建的设备出现在宿主机上，而不是容器里：容器里的程序要看到它们，还得把 `/dev/input` 也直通进来。

device-tpm = TPM
device-tpm-grants = 宿主机的可信平台模块
device-tpm-risk = 能使用宿主机的密钥
device-tpm-mistake = 同一时间只能有一个程序打开它。要共享请用经过内核资源管理器的 `/dev/tpmrm0`；对容器来说，软件 TPM（swtpm）是更好的选择。

device-mcelog = 机器检查
device-mcelog-grants = CPU 报告的硬件错误
device-mcelog-risk = 能看到宿主机的硬件错误

device-hpet = 定时器
device-hpet-grants = 硬件定时器；如今已没有用处
device-hpet-risk = 最多占用宿主机的几个定时器
device-hpet-mistake = 旧的虚拟机教程里有它；QEMU 多年前就不再使用，这一行可以删掉。

device-fuse = FUSE
device-fuse-grants = 由程序提供的文件系统，例如 sshfs 或 rclone
device-fuse-risk = 它的挂载只在容器自己的目录树里，提供服务的程序也在容器内
device-fuse-mistake = 如果 AppArmor 禁止 `fuse` 类型的挂载，光有节点还不够：Proxmox VE 的 `features: fuse=1` 会两样都给。冻结容器的备份可能卡在这种挂载上。

device-snapshot = 休眠映像
device-snapshot-grants = 用于休眠的宿主机内存映像
device-snapshot-risk = 谁打开它，谁就控制了宿主机

device-kvm = KVM
device-kvm-grants = CPU 的硬件虚拟化，QEMU 借助它全速运行虚拟机
device-kvm-risk = 内核中很大一部分代码变得可以触及，但并不能由此访问宿主机的文件
device-kvm-mistake = 容器里运行 QEMU 的用户必须属于节点所属的组：应把节点的属组设为容器自己的 `kvm` 组。以 root 身份运行 `kvm-ok` 照样会说可用。在宿主机上 `chmod 666` 则是对所有人开放。

device-btrfs-control = btrfs
device-btrfs-control-grants = btrfs 的磁盘列表
device-btrfs-control-risk = 能让宿主机内核到磁盘上查找 btrfs

device-autofs = autofs
device-autofs-grants = 按需挂载
device-autofs-risk = 能控制别人的按需挂载点

device-mapper-control = 设备映射器
device-mapper-control-grants = 在宿主机任意磁盘之上创建新的块设备
device-mapper-control-risk = 谁打开它，谁就控制了宿主机的磁盘
device-mapper-control-mistake = 常为了在容器里用 LVM 或加密磁盘而直通它。但它的映射属于宿主机：请在宿主机上打开磁盘，只把得到的那一个设备或挂载点交给容器。

device-loop-control = 回环控制
device-loop-control-grants = 创建新的回环设备，把文件当作磁盘使用
device-loop-control-risk = 回环设备属于整台宿主机
device-loop-control-mistake = 它分配出一个编号之后，容器里却没有对应的节点：宿主机上新出现的节点不会出现在容器的 /dev 里。

device-vhost-net = vhost-net
device-vhost-net-grants = 在内核里完成的、更快的虚拟机网络
device-vhost-net-risk = 内核会读取由容器里的人控制的虚拟机内存
device-vhost-net-mistake = 宿主机没有加载模块时，节点就无处可去：请在宿主机上执行 `modprobe vhost_net`。没有它 QEMU 也能工作，只是慢一些。

device-uhid = 虚拟 HID
device-uhid-grants = 由程序扮演的输入设备
device-uhid-risk = 它创建的设备会出现在宿主机上

device-userio = 虚拟 PS/2
device-userio-grants = 由程序扮演的 PS/2 设备，用于测试
device-userio-risk = 它输入的内容会到达宿主机

device-vhost-vsock = vhost-vsock
device-vhost-vsock-grants = 宿主机与其虚拟机之间的套接字
device-vhost-vsock-risk = 它的虚拟机编号在整台宿主机上通用，容器之间可能互相占用
device-vhost-vsock-mistake = 两个容器如果给虚拟机选了同一个编号（CID），就会互相冲突：请各用各的。

device-rfkill = 无线开关
device-rfkill-grants = 关闭和打开无线电
device-rfkill-risk = 能关掉宿主机的无线网络

device-zfs = ZFS
device-zfs-grants = 对 ZFS 文件系统下命令
device-zfs-risk = 能触及宿主机的存储池
device-zfs-mistake = 这个号码是 ZFS 自己在“本地使用”范围里选的。来自非特权容器的命令只对委派给它的数据集有效（`zfs zone`）。

device-sr = 光驱
device-sr-grants = CD 与 DVD 驱动器
device-sr-risk = 能读取驱动器里的光盘，可写的还能写
device-sr-mistake = 抓轨程序需要成对的节点：这一个，以及同一驱动器的 `/dev/sgN`。用 `lsscsi -g` 查看对应关系。两者都不需要关闭 AppArmor。

device-input = 输入设备
device-input-grants = 宿主机的键盘、鼠标和游戏手柄
device-input-risk = 能读到在宿主机上输入的内容
device-input-mistake = `eventN` 的编号取决于发现设备的先后：请按 `/dev/input/by-id` 里的名字只直通需要的那一个。

device-oss = 声音（OSS）
device-oss-grants = 旧接口的声音设备
device-oss-risk = 如果还有这种设备，麦克风也包括在内

device-sg = SCSI 命令
device-sg-grants = 向驱动器发送原始 SCSI 命令
device-sg-risk = 也能触及磁盘
device-sg-mistake = 编号取决于发现驱动器的先后：增减一块磁盘之后，原来光驱的节点可能变成磁盘的。

device-fb = 帧缓冲
device-fb-grants = 以内存形式呈现的宿主机屏幕
device-fb-risk = 能读取宿主机的屏幕内容
device-fb-mistake = 常随显卡教程一起被抄来；转码并不需要它。

device-nbd = 网络块设备
device-nbd-grants = 通过网络使用的磁盘
device-nbd-risk = 它们属于整台宿主机

device-v4l = 视频（V4L2）
device-v4l-grants = 摄像头、电视卡和视频编解码器
device-v4l-risk = 摄像头能看到房间
device-v4l-mistake = 摄像头重新插拔后编号可能改变，而且一个摄像头有好几个节点：请按 `/dev/v4l/by-id` 里的名字直通，并使用容器的 `video` 组。

device-i2c = I2C 总线
device-i2c-grants = 主板上的芯片
device-i2c-risk = 在 PC 上能改动固件
device-i2c-mistake = 在 PC 上，这些总线通向内存条、电压调节器和显卡：只直通需要的那一条，绝不要全部直通。

device-mtd = 闪存芯片
device-mtd-grants = 原始闪存
device-mtd-risk = 能改动固件

device-parport = 并口
device-parport-grants = 原始并口
device-parport-risk = 只能触及插在上面的设备

device-ppp = PPP
device-ppp-grants = 拨号和 DSL 连接
device-ppp-risk = 它的接口只在容器自己的网络里，但由内核中一段很老的代码处理
device-ppp-mistake = 宿主机必须加载 `ppp_generic` 模块；容器自己无法加载。

device-snd = 声音（ALSA）
device-snd-grants = 声卡
device-snd-risk = 麦克风也包括在内
device-snd-mistake = 只直通目录还不够：节点属于宿主机的 `audio` 组，在非特权容器里显示为 nobody。使用 PipeWire 或 PulseAudio 的套接字往往更简单。

device-pts = 伪终端
device-pts-grants = shell 的终端
device-pts-risk = 容器有自己的 devpts

device-drbd = 镜像磁盘（DRBD）
device-drbd-grants = 通过网络镜像的磁盘
device-drbd-risk = 直接读写磁盘，就等于能读写上面的一切

device-spi = SPI 总线
device-spi-grants = 主板上的芯片
device-spi-risk = 能触及该总线上的任何芯片，包括存放固件的闪存

device-ttyacm = USB 调制解调器与串口棒（ttyACM）
device-ttyacm-grants = USB 调制解调器，以及 Zigbee 或 Z-Wave 适配器
device-ttyacm-risk = 一个适配器只是一个电台或调制解调器；带 `*` 的规则则包括今后插入的所有同类设备
device-ttyacm-mistake = 重新插拔后编号会变：请使用 `/dev/serial/by-id` 里的名字，并使用容器的 `dialout` 组。by-id 目录里只有符号链接，链接的目标也必须出现在容器里。

device-mmc = SD 卡
device-mmc-grants = SD 卡和板载闪存
device-mmc-risk = 直接读写磁盘，就等于能读写上面的一切

device-hiddev = USB HID
device-hiddev-grants = USB 输入设备
device-hiddev-risk = 可能是不间断电源的控制接口，也可能是键盘

device-usblp = USB 打印机
device-usblp-grants = USB 打印机及其他类别的设备
device-usblp-risk = 最多浪费些纸

device-ttyusb = USB 串口适配器（ttyUSB）
device-ttyusb-grants = USB 串口适配器，例如 Zigbee 适配器和电表
device-ttyusb-risk = 一个适配器只通向它后面的一台设备；带 `*` 的规则则包括今后插入的所有同类设备
device-ttyusb-mistake = 重新插拔后编号会变：请使用 `/dev/serial/by-id` 里的名字，并使用容器的 `dialout` 组。为它添加 189（原始 USB）的规则是多余的。

device-usb-bus = 原始 USB
device-usb-bus-grants = 总线层面的 USB 设备；重新插拔后编号会变
device-usb-bus-risk = 带通配符时：所有 USB 设备，包括键盘和磁盘
device-usb-bus-mistake = 串口适配器不需要它；会加载固件的设备（如 Coral）之后会换一个编号。请绑定 `/dev/bus/usb` 目录，并在宿主机上用 udev 规则设置权限，或者使用管理器的 `usb` 设备，它会跟随设备变化。内核的 devices.txt 里 189 仍是旧含义。

device-nvidia-modeset = NVIDIA 显示模式
device-nvidia-modeset-grants = NVIDIA 驱动的显示部分
device-nvidia-modeset-risk = 内核之外的一个庞大驱动变得可以触及

device-nvidiactl = NVIDIA 控制
device-nvidiactl-grants = NVIDIA 驱动的控制节点
device-nvidiactl-risk = 内核之外的一个庞大驱动变得可以触及，而且各容器共用显存

device-nvidia = NVIDIA 显卡
device-nvidia-grants = NVIDIA 显卡，用于计算和视频
device-nvidia-risk = 内核之外的一个庞大驱动变得可以触及，而且各容器共用显存
device-nvidia-mistake = CUDA 还需要 `/dev/nvidiactl` 和 `/dev/nvidia-uvm`，后者的主设备号在驱动加载时才分配。容器里的库必须与宿主机驱动版本完全一致：版本不一致看起来像缺少权限，其实不是。

device-msr = CPU 寄存器
device-msr-grants = CPU 的型号专用寄存器（MSR）
device-msr-risk = 谁打开它，谁就控制了宿主机

device-xvd = Xen 磁盘
device-xvd-grants = Xen 客户机的磁盘
device-xvd-risk = 直接读写磁盘，就等于能读写上面的一切

device-cpuid = CPUID
device-cpuid-grants = CPU 的功能信息
device-cpuid-risk = 任何程序都能直接向 CPU 查询同样的信息

device-tty-board = 开发板串口
device-tty-board-grants = ARM 等开发板的串口
device-tty-board-risk = 可能正是宿主机自己的串口控制台

device-dvb = 电视调谐器（DVB）
device-dvb-grants = 数字电视调谐器
device-dvb-risk = 只能接收广播信号
device-dvb-mistake = 适配器每次开机都会重新编号，而且 devices.txt 里的次设备号与如今的内核不符：请直通整个目录，并使用容器的 `video` 组。

device-rfcomm = 蓝牙串口
device-rfcomm-grants = 通过蓝牙的串行线路
device-rfcomm-risk = 一条线路只通向一台已配对的设备
device-rfcomm-mistake = 在有独立网络的容器里，蓝牙本身不能工作：它的套接字只存在于宿主机的网络中，任何设备行都改变不了。

device-dri-card = 显卡（DRM）
device-dri-card-grants = 显卡及其显示输出
device-dri-card-risk = 能控制宿主机的显示
device-dri-card-mistake = 转码只需要渲染节点。编号取决于发现显卡的先后：有两块显卡时，升级内核之后 `card0` 可能是另一块。

device-dri-render = 渲染节点（DRM）
device-dri-render-grants = 在显卡上做计算和视频，不涉及显示
device-dri-render-risk = 只能在显卡上计算，各进程的显存是隔开的
device-dri-render-mistake = 组的编号要按容器而不是宿主机来定：请查容器 /etc/group 里的 `render`（104、992、993 都很常见）。在宿主机上 `chmod 666` 则是对所有人开放。

device-dri = 显卡（DRM 目录）
device-dri-grants = 显卡
device-dri-risk = 与渲染节点不同，card 节点能控制宿主机的显示
device-dri-mistake = 直通整个目录会把 card 节点也带进来，而且节点保留宿主机的属主，在容器里是 nobody：只直通渲染节点即可。

device-hvc = 虚拟机控制台
device-hvc-grants = 虚拟机管理程序提供给客户机的控制台
device-hvc-risk = 可能正是宿主机自己的控制台

device-zvol = ZFS 卷
device-zvol-grants = ZFS 的块设备，通常是虚拟机的磁盘
device-zvol-risk = 直接读写磁盘，就等于能读写上面的一切
device-zvol-mistake = 这个号码是 ZFS 自己选的；节点按发现顺序编号：`/dev/zvol/存储池/名称` 才不会变。

device-infiniband = InfiniBand
device-infiniband-grants = 通过网络远程访问内存
device-infiniband-risk = 网卡会自行写入内存，管理节点还能触及整个网络
device-infiniband-mistake = 程序需要 `uverbsN` 和 `rdma_cm`，以及较高的锁定内存上限；`umadN` 和 `issmN` 是给网络管理者用的。

device-nvme = NVMe 磁盘与分区
device-nvme-grants = 宿主机的整块磁盘
device-nvme-risk = 直接读写磁盘，就等于能读写上面的一切
device-nvme-mistake = 这个主设备号下的次设备号按发现分区的顺序分配：下次开机后 259:0 就是别的分区了。`/dev/disk/by-id/` 里的名字才不会变。

device-accel = 计算加速器
device-accel-grants = 神经网络加速器
device-accel-risk = 只能在加速器上计算

device-kfd = AMD 计算（ROCm）
device-kfd-grants = 在 AMD 显卡上做计算
device-kfd-risk = 一个庞大的驱动变得可以触及，而且各容器共用显存
device-kfd-mistake = 它属于 `render` 组而不是 `video` 组，并且还需要显卡的 `/dev/dri/renderDN`。“Invalid argument” 不是权限问题，而是驱动与库不匹配。

device-nvidia-uvm = NVIDIA 内存（CUDA）
device-nvidia-uvm-grants = CUDA 程序与显卡共用的内存
device-nvidia-uvm-risk = 内核之外的一个庞大驱动变得可以触及
device-nvidia-uvm-mistake = 每次升级内核或驱动，它的主设备号都可能改变（234、235、238、508 到 511 都有人贴过）：请按路径指定节点。只有用过驱动之后节点才会出现：在宿主机上执行 `nvidia-modprobe -u` 即可创建。

device-nvidia-caps = NVIDIA 权能
device-nvidia-caps-grants = 被切分的 NVIDIA 显卡（MIG）的各部分
device-nvidia-caps-risk = 通过 `nvidia-cap1` 可以重新切分显卡

device-hidraw = 原始 HID
device-hidraw-grants = 绕过驱动访问键盘、安全密钥等设备
device-hidraw-risk = 能读到在宿主机上输入的内容
device-hidraw-mistake = 重新插拔后编号会变，重启后主设备号也可能变：请按厂商号和产品号找到需要的那一个。

device-gpiochip = GPIO 引脚
device-gpiochip-grants = 开发板的引脚
device-gpiochip-risk = 能控制接在引脚上的任何东西

device-vfio-group = VFIO 组
device-vfio-group-grants = 一个 PCI 设备，连同它的全部内存访问能力
device-vfio-group-risk = 只要 IOMMU 放行，设备就能访问宿主机的内存
device-vfio-group-mistake = 必须与 `/dev/vfio/vfio` 一起才有用；同一 IOMMU 组里的设备会一并交出，而且宿主机必须已经放弃它们。

device-rtc = 时钟（rtcN）
device-rtc-grants = 硬件时钟
device-rtc-risk = 能设置宿主机的时钟，还能设定唤醒
device-rtc-mistake = 容器的时钟就是宿主机的时钟：请在宿主机上对时。

device-tpmrm = 共享的 TPM
device-tpmrm-grants = 经由内核资源管理器使用宿主机的可信平台模块
device-tpmrm-risk = 能使用宿主机的密钥，但各程序之间是隔开的

device-tpm-more = 其余 TPM
device-tpm-more-grants = 第一个之外的可信平台模块
device-tpm-more-risk = 能使用宿主机的密钥

device-watchdog-n = 看门狗（watchdogN）
device-watchdog-n-grants = 硬件看门狗
device-watchdog-n-risk = 能让宿主机复位
device-watchdog-n-mistake = 只要打开就会启动计时。

device-dma-heap = DMA 堆
device-dma-heap-grants = 供图形和视频使用的缓冲区
device-dma-heap-risk = 会占用宿主机的内存，容器的限额未必计算在内

device-ptp = 精确时钟（PTP）
device-ptp-grants = 网卡的时钟
device-ptp-risk = 能设置网卡的时钟

device-pps = 秒脉冲（PPS）
device-pps-grants = 精确时钟每秒一次的脉冲
device-pps-risk = 可能干扰依靠它对时的程序

device-mei = 英特尔管理引擎
device-mei-grants = 向英特尔管理引擎下命令
device-mei-risk = 触及操作系统之下的层面

device-apex = Coral 加速器（PCIe）
device-apex-grants = PCIe 或 M.2 接口的 Google Coral
device-apex-risk = 只能在加速器上计算
device-apex-mistake = 这是 PCIe 卡的节点；USB 接口的 Coral 需要的是 `/dev/bus/usb`，永远不会出现这个节点。驱动（gasket）不在内核里，每次换内核都要重新编译。

device-media = 媒体控制器
device-media-grants = 摄像头与编解码器的连接关系
device-media-risk = 摄像头能看到房间

device-cec = HDMI 遥控（CEC）
device-cec-grants = 接在 HDMI 上的电视
device-cec-risk = 能开关电视

device-lirc = 红外
device-lirc-grants = 红外遥控
device-lirc-risk = 能收发遥控器信号

device-nvme-control = NVMe 控制
device-nvme-control-grants = 向 NVMe 磁盘下命令
device-nvme-control-risk = 能擦除磁盘、更换其固件

device-nvme-generic = NVMe 命令
device-nvme-generic-grants = 向 NVMe 磁盘发送原始命令
device-nvme-generic-risk = 绕过文件系统进行读写

device-bsg = SCSI 命令（bsg）
device-bsg-grants = 向驱动器和控制器发送原始 SCSI 命令
device-bsg-risk = 也能触及磁盘

device-usbmon = USB 流量
device-usbmon-grants = USB 总线上传输的一切
device-usbmon-risk = 能读到在宿主机上输入的内容

device-ipmi = IPMI
device-ipmi-grants = 向服务器的管理控制器下命令
device-ipmi-risk = 能关掉宿主机，还能改动谁可以管理它

device-uio = 用户态驱动（UIO）
device-uio-grants = 设备的寄存器和内存
device-uio-risk = 由容器内部驱动的设备能访问宿主机的内存

device-macvtap = macvtap
device-macvtap-grants = 以文件形式提供给虚拟机的宿主机接口
device-macvtap-risk = 只能触及它所属的那个接口

device-drm-aux = 显示器辅助通道
device-drm-aux-grants = 通往显示器的辅助通道
device-drm-aux-risk = 能改动宿主机显示器的设置

device-iio = 传感器（IIO）
device-iio-grants = 光线、运动等传感器
device-iio-risk = 传感器的测量值会透露周围环境

device-wwan = 移动调制解调器
device-wwan-grants = 移动网络调制解调器的控制通道
device-wwan-risk = 能发短信、拨号，由别人付费

device-dm = 映射磁盘（LVM、加密）
device-dm-grants = LVM 卷和加密磁盘
device-dm-risk = 直接读写磁盘，就等于能读写上面的一切
device-dm-mistake = 编号取决于打开卷的先后：请使用 `/dev/mapper` 或 `/dev/卷组/逻辑卷` 里的名字。

device-zram = 压缩内存盘
device-zram-grants = 放在压缩内存里的磁盘，通常是宿主机的交换空间
device-zram-risk = 宿主机的交换空间里有所有人的内存片段

device-virtblk = 虚拟机磁盘
device-virtblk-grants = 宿主机本身是虚拟机时，它的磁盘
device-virtblk-risk = 直接读写磁盘，就等于能读写上面的一切

device-mdp = 带分区的 RAID 阵列
device-mdp-grants = 宿主机的软件 RAID（旧的带分区形式）
device-mdp-risk = 直接读写磁盘，就等于能读写上面的一切

device-rbd = Ceph 磁盘
device-rbd-grants = Ceph 集群的磁盘
device-rbd-risk = 直接读写磁盘，就等于能读写上面的一切

device-vsock = vsock
device-vsock-grants = 本机用于虚拟套接字的编号
device-vsock-risk = 它只能查询一个编号

device-userfaultfd = userfaultfd
device-userfaultfd-grants = 由程序处理缺页异常
device-userfaultfd-risk = 有了它，攻击内核会更容易

device-udmabuf = 共享缓冲区
device-udmabuf-grants = 把程序的内存用作图形缓冲区
device-udmabuf-risk = 会占用宿主机的内存，容器的限额未必计算在内

device-cpu-dma-latency = CPU 休眠
device-cpu-dma-latency-grants = CPU 可以休眠到多深
device-cpu-dma-latency-risk = 能让宿主机的 CPU 一直醒着，耗电更多

device-vga-arbiter = VGA 仲裁
device-vga-arbiter-grants = 由哪块显卡响应旧的 VGA 地址
device-vga-arbiter-risk = 能从宿主机手里抢走屏幕

device-binder = Android binder
device-binder-grants = Android 程序之间的消息，供 Waydroid 和 redroid 使用
device-binder-risk = 内核中一个多次出现严重漏洞的部分变得可以触及
device-binder-mistake = 光有节点不够：宿主机内核需要 `binder_linux` 驱动，许多发行版没有提供；如今的做法是挂载 binderfs。

device-ntsync = Windows 同步
device-ntsync-grants = 供 Wine 使用的 Windows 式同步对象
device-ntsync-risk = 只有共用这个节点的程序之间才会相互影响

device-sgx = SGX 飞地
device-sgx-grants = 英特尔 CPU 的封装内存
device-sgx-risk = 会占用一部分封装内存

device-ecryptfs = eCryptfs
device-ecryptfs-grants = 加密目录的守护进程接口
device-ecryptfs-risk = 只涉及调用者自己的加密目录

# 一个主设备号下有多种设备时，它们的总称。
device-major-memory = 内核的内存类设备，例如 /dev/null
device-major-consoles = 控制台和串口
device-major-terminals = 终端
device-major-misc = 内核的“misc”（杂项）设备，即共用一个主设备号的小驱动
device-major-usb = USB 打印机及其他类别的设备
device-major-nvidia = NVIDIA 显卡
device-major-graphics = 显卡（DRM）
