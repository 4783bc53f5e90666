# 概念：人们容易卡住的词，每个一段，写在同一行；`-title` 是标题。
# 有哪些概念、还能用哪些词找到它们，列在 `src/concept.rs` 中。

## 总体

concept-container-title = 容器
concept-container = 容器是一组进程，内核让它们看到一个属于自己的世界：自己的文件、自己的网络、自己的进程号，往往还有自己的用户编号。它不像虚拟机那样是计算机里的一台小计算机：它的程序直接在宿主机的内核上运行，与其他所有程序并排。所以它一秒钟就能启动，开销也很小；但它不能自带内核，一般也不能往宿主机的内核里加载驱动。内核里并没有一样东西叫“容器”，它是由命名空间（进程看到什么）、cgroup（能用多少）和关于权限的规则（能做什么）拼起来的。
concept-host-title = 宿主机
concept-host = 宿主机是运行容器的那个系统：硬件和内核都是它的，容器里的一切最终都由它来执行。从宿主机上看，容器的程序就是普通的进程，`ps` 会把它们和其他进程一起列出来。宿主机的 root 可以查看每个容器，改动里面的一切；反过来的事情，正是容器的几道墙要防止的。
concept-kernel-title = 内核
concept-kernel = 内核是唯一直接与硬件打交道的程序，其他程序的内存、CPU 时间、文件和网络都由它提供。除了计算之外，程序想做任何事都要请内核来做。在有容器的机器上，所有容器由同一个内核（宿主机的内核）服务：Debian 宿主机上的 Ubuntu 容器，用的是 Ubuntu 的程序和 Debian 的内核。因此，内核的漏洞关系到所有容器。
concept-virtual-machine-title = 虚拟机
concept-virtual-machine = 虚拟机是用软件做成的计算机：它有模拟的硬件，启动自己的内核，甚至可以是另一种操作系统。它比容器多占内存，启动也更慢，但四周的墙更厚，因为里面的程序不会向宿主机的内核发出系统调用。虚拟机甚至可以在容器里运行：为此容器需要 /dev/kvm 这个设备。

## 限额

concept-cgroup-title = cgroup（控制组）
concept-cgroup = cgroup 是 control group（控制组）的简称：由内核统一计量、统一限制的一组进程。每个容器都有一个，在容器里启动的一切也都在这个组里。内核靠它知道容器用了多少内存和 CPU 时间，到哪里该拦住；容器可以打开哪些设备，也是按组来规定的。一台宿主机的所有 cgroup 组成一棵树，在 /sys/fs/cgroup 下表现为目录；大部分限额就是往那里的文件写一个数字，`lxc.cgroup2.memory.max = 2G` 这样的行做的正是这件事。
concept-cgroup-version-title = cgroup 的 v1 与 v2
concept-cgroup-version = cgroup 有两个版本。v1 为每种资源（内存、CPU、设备等）各设一棵树；v2 只用一棵树，文件名不同，规则也更清楚。大多数发行版在 2019 到 2022 年间改用了 v2，而 LXC 7 和 Proxmox VE 9 只认识 v2。看键名就知道指的是哪一个：`lxc.cgroup.` 是 v1，`lxc.cgroup2.` 是 v2；如果系统运行的是另一个版本，这一行就不起作用，或者导致无法启动。在 v2 中，设备规则不再是文件，而是加载到内核里的一个小程序。
concept-cpu-quota-title = CPU 配额
concept-cpu-quota = 配额是一个组在每个周期内可以用掉的 CPU 时间：每 100 毫秒里用 50 毫秒是半个 CPU，每 100 毫秒里用 200 毫秒是两个 CPU。用完之后就要停下来，等到下一个周期，哪怕 CPU 正闲着。在 cgroup v2 里，它是 `cpu.max` 文件，配额和周期都以微秒为单位。
concept-cpu-weight-title = CPU 权重
concept-cpu-weight = 权重规定 CPU 时间不够大家用时怎么分：权重加倍，时间也加倍。只要还有空闲的 CPU，它就不限制什么。在 cgroup v2 里，它的范围是 1 到 10000，默认是 100；v1 把它叫作份额（shares），默认是 1024。起作用的只是与邻居的比例。
concept-cpuset-title = CPU 集合
concept-cpuset = cpuset 是一张清单，列出某个组的进程可以在哪些 CPU 上运行，例如 `0-3,8`；另有一张清单规定可以从哪些内存节点取用内存。它并不独占这些 CPU：别人也可以使用。CPU 从 0 开始编号，一个核心的两个线程算作两个 CPU。
concept-numa-title = NUMA
concept-numa = NUMA 的意思是“非一致内存访问”：在大型机器上（多半装有几个处理器），每一部分内存都离某些 CPU 近，离其余的远。这样一组相邻的 CPU 和内存叫作一个节点。程序在哪个节点上都能运行，但内存就在近旁时更快；`lscpu` 可以显示有几个节点，大多数机器只有一个。
concept-swap-title = 交换空间
concept-swap = 交换空间是磁盘上（或压缩内存里）的一块地方，内核把一段时间没有用到的内容移到那里，好给其余的腾出内存。再次用到时要读回来，这比内存慢许多倍。交换空间是宿主机的，可以有也可以没有，所有容器共用它；可以为每个容器限制最多用多少。
concept-oom-killer-title = OOM killer（内存耗尽终止机制）
concept-oom-killer = OOM 是 out of memory（内存耗尽）的缩写：内存用光、又收不回什么时，内核会终止一个进程，通常是能腾出最多内存的那个。这可能发生在整台宿主机上，也可能只发生在达到限额的容器里，而宿主机的内存还有很多。被终止的程序得不到任何警告，一下子就没了；宿主机的内核日志（`dmesg`）会说明是哪一个。`oom_score_adj` 可以影响挑选的结果。
concept-rlimit-title = 进程的资源限制
concept-rlimit = 资源限制（rlimit）是 Unix 的一种老机制：针对每个单独进程的限制，由它的子进程继承。在 shell 里用 `ulimit -a` 可以查看。生效的是软限制，进程可以自行提高，但不能超过硬限制；要提高硬限制，进程必须有专门的权力。例如“Too many open files”（打开的文件过多），多半就是某个进程达到了软限制 `nofile`。

## 隔离

concept-namespace-title = 命名空间
concept-namespace = 命名空间让一组进程拥有某样东西的独立副本，而这样东西本来整个系统只有一份。它共有八种：进程号（pid）、挂载（mnt）、网络（net）、主机名（uts）、消息队列和共享内存（ipc）、用户编号（user）、cgroup 的视图（cgroup），以及两个时钟（time）。例如在新的 pid 命名空间里，某个进程是 1 号，而宿主机看到的同一个进程是 48213 号。用 `lsns` 可以列出宿主机上的命名空间。
concept-user-namespace-title = 用户命名空间
concept-user-namespace = 用户命名空间是一个用户的世界：里面有自己的 root 和自己的用户，由一张映射表规定他们在外面的编号是多少。里面的 root 对属于这个命名空间的东西（例如它的网络和挂载）有全部权力，对宿主机的其余部分则没有任何权力。非特权容器就是带有用户命名空间的容器。凡是内核里只有一份的东西，例如时钟和内核模块，不管容器怎么设置，在里面都够不着。
concept-id-map-title = 用户 ID 映射
concept-id-map = ID 映射规定容器里的哪个用户编号对应宿主机上的哪个编号，一段一段地写：“容器里从 0 开始，共 65536 个，宿主机上从 100000 开始”，于是 0 对应 100000，1000 对应 101000。组另有一张映射表。磁盘上记录的是宿主机的编号。不在任何一段里的编号，在容器里就不存在：属于它的文件显示为 nobody 所有，也没有进程能变成那个用户。
concept-subuid-title = /etc/subuid
concept-subuid = 宿主机上的 /etc/subuid 和 /etc/subgid 两个文件，规定某人可以把哪些范围的用户编号和组编号用于自己的容器；`anna:100000:65536` 表示把从 100000 开始的 65536 个编号给 Anna。`newuidmap` 和 `newgidmap` 这两个程序为普通用户设置映射之前，会先查这两个文件。没有相应的条目，Anna 的容器里就只有她自己这一个编号。两个人的范围不应重叠，否则他们的容器可以互相影响。
concept-nobody-title = nobody
concept-nobody = 内核要显示一个属主，而容器的映射里没有这个编号时，就显示 65534，大多数系统把它叫作 `nobody`，组则叫作 `nogroup`。所以容器里“属于 nobody”的文件，通常属于只有宿主机才认识的某个用户。即使是里面的 root 也不能更改这种文件的属主，而且多半只有权限位给予所有人的那些权利。
concept-idmapped-mount-title = 带 ID 映射的挂载
concept-idmapped-mount = 带 ID 映射的挂载（idmapped mount）显示的文件属主与磁盘上的不同：内核在两个方向上换算编号，磁盘上什么也不改。这样就能把宿主机的目录共享给非特权容器，并让用户 1000 在两边都是用户 1000。这种挂载从 Linux 5.12 开始有，还需要各个文件系统支持：ext4、XFS、Btrfs 等支持，NFS 不支持。
concept-privileged-title = 特权容器
concept-privileged = 在特权容器里，root 就是宿主机的 root：同一个用户编号 0，没有映射。关住它的只有去掉的权能、被拒绝的系统调用、设备规则，以及 AppArmor 或 SELinux。对于一心想逃出来的人，容器软件的开发者并不认为这是一道可靠的墙。所以，只有当里面的人本来就可以当宿主机的 root 时，才应该使用它。
concept-unprivileged-title = 非特权容器
concept-unprivileged = 在非特权容器里，root 只在里面是 root：在宿主机上，它是一个编号很大（例如 100000）的普通用户，那里没有什么东西属于它。即使有人从容器里逃出来，也做不了什么。代价是有些事情做不了：创建设备节点、挂载大多数磁盘和网络文件系统、加载内核模块；与宿主机共享文件时，也要考虑属主的问题。
concept-capability-title = 权能（capability）
concept-capability = Linux 把 root 的权力分成四十来项，叫作权能，这样程序就可以只有其中一项而没有别的：`CAP_NET_ADMIN` 用于网络设置，`CAP_SYS_TIME` 用于时钟，`CAP_SYS_MODULE` 用于内核模块，而 `CAP_SYS_ADMIN` 管的事情太多，几乎等于 root 本身。容器通常不带其中的几项。在用户命名空间里，权能只对属于这个命名空间的东西有效；所以非特权容器的 root 可以拥有全部权能，却仍然不能调整宿主机的时钟。
concept-setuid-title = setuid
concept-setuid = 带有 setuid 位的程序文件，不管由谁启动，都以文件属主的权限运行；`ls -l` 会在权限位里显示一个 `s`。`sudo`、`su` 和 `passwd` 就是这样工作的，因为它们属于 root。在容器里，这里的 root 是容器的 root。挂载选项 `nosuid` 和开关 `no_new_privs` 会让这个位失效。
concept-system-call-title = 系统调用
concept-system-call = 系统调用是程序请内核办事的方式：打开文件、启动进程、发送数据、挂载磁盘。系统调用有几百个，各有编号；用 `strace` 可以看到程序发出了哪些。除了计算，程序做的一切都要走这条路，所以正是在这里可以规定容器不许做什么。
concept-seccomp-title = seccomp
concept-seccomp = seccomp 是 secure computing（安全计算）的简称：加载到内核里的一组规则，在内核执行进程的每个系统调用之前作出决定：允许、返回错误、终止进程，或者去问另一个程序。规则看得到调用的编号和参数里的数字，但看不到参数所指向的文字，例如文件名。进程可以增加规则，但永远不能去掉规则，它的子进程也受同样的规则约束。
concept-lsm-title = 安全模块
concept-lsm = LSM 是 Linux security module（Linux 安全模块）的缩写：内核里的第二道守卫。内核先照常检查属主、权限位和权能；它们允许的事，安全模块仍然可以拒绝，对 root 也一样；但它们拒绝的事，安全模块不会放行。最有名的是按文件路径判断的 AppArmor 和按标签判断的 SELinux。宿主机上有哪些，可以看 /sys/kernel/security/lsm。
concept-apparmor-title = AppArmor
concept-apparmor = AppArmor 是内核的一个安全模块，常见于 Ubuntu、Debian 和 Proxmox VE。它的配置（profile）列出程序可以做什么：可以读写哪些路径，可以挂载什么，可以使用哪些权能。整个容器在同一份配置的约束下运行。被它拒绝时，看上去就是普通的“Permission denied”（权限不够），但宿主机的内核日志里会有一行 `apparmor="DENIED"`，写明是哪份配置。
concept-selinux-title = SELinux
concept-selinux = SELinux 是内核的一个安全模块，常见于 Fedora、Red Hat 及其衍生系统。每个进程、每个文件都有一个标签，用 `ps -Z` 和 `ls -Z` 可以看到；规则规定哪种标签可以对哪种标签做什么。容器有自己的标签，所以即使有程序逃出来，也碰不到宿主机的文件。最容易卡住的地方，是共享目录里的文件标签不对。
concept-nesting-title = 嵌套
concept-nesting = 嵌套是指在容器里再运行容器，例如在 LXC 容器里运行 Docker。里层的容器需要一些通常不给容器的东西：创建命名空间、挂载、全新的 /proc 和 /sys。管理器为此设有开关。里层的容器永远不会比外层的更有权力：外层没有的，里层也没有；外层的 ID 映射还要足够大，才容得下里层的映射。

## 设备

concept-device-node-title = 设备节点
concept-device-node = 设备节点（设备文件）是 /dev 里的一个文件，是通往驱动程序的一扇门，本身并不存放数据。它由一个种类（`c` 是像字符流那样读写的字符设备，`b` 是像磁盘那样按块读写的块设备）和两个数字组成，并且和普通文件一样有属主和权限位：`ls -l /dev/kvm` 会显示类似 `crw-rw---- 1 root kvm 10, 232` 的内容。内核只看种类和数字，名字和位置对它无所谓。因此，谁能创建并打开设备节点，谁就能造出一扇通往宿主机磁盘的门，所以不能让容器随意这样做。
concept-device-number-title = 主设备号与次设备号
concept-device-number = 两个数字告诉内核指的是哪个设备。第一个是主设备号，代表驱动程序：10 是一批小驱动的集合（“misc”），226 是图形设备。第二个是次设备号，代表这个驱动下的哪个设备：10:232 是 /dev/kvm，10:200 是 /dev/net/tun。用 `ls -l` 查看时，它们显示在普通文件显示大小的地方。许多编号是固定的，列在随内核发布的清单（devices.txt）里；另一些是加载驱动时才分配的，下次开机可能就不同了，所以不要从教程里照抄。
concept-device-filter-title = 设备过滤器
concept-device-filter = 设备过滤器是一组规则，内核按它决定某个 cgroup 里的进程能否打开带有某些编号的设备，能否为它创建设备节点。它是在文件的属主和权限位之外另加的：两者都同意才行。cgroup v1 用 `devices.allow` 和 `devices.deny` 这两个文件；到了 v2，它是由管理器加载的一个小程序。一旦采用“只允许清单上的设备”的方式，其余的就都关上了，连没有列出来的 /dev/null 也一样。
concept-udev-title = udev 与固定的名字
concept-udev = udev 是宿主机上的一项服务，它留意设备的插拔，给设备文件设定属主、组和权限位，并建立名字固定的链接，例如 /dev/serial/by-id/… 和 /dev/disk/by-id/…。而 /dev/ttyUSB0 这样的名字，谁先插上就归谁。这些链接指向的正是那些名字，所以只把放链接的目录交给容器，得到的是哪里也通不到的门：容器需要设备文件本身。大多数容器里并不运行 udev。
concept-hot-plug-title = 热插拔
concept-hot-plug = 热插拔是指在机器或容器运行时接入或拔下设备。USB 设备拔下再插上，对内核来说就是一个新设备，编号和名字往往也变了。启动时放进容器的设备文件这时就哪里也通不到了。LXD 和 Incus 会留意设备的插拔；用别的管理器时，就要重新启动容器，或者手工把设备加进去。
concept-kernel-module-title = 内核模块
concept-kernel-module = 内核模块是内核中单独成为一个文件的部分，往往是驱动程序，需要时才加载（用 `modprobe` 加载，用 `lsmod` 列出）。另一些部分是内置的，一直都在。所有容器共用宿主机的内核，所以模块要在宿主机上加载，对所有容器都有效；在容器里，连 root 一般也不能加载，通常连模块文件都没有。因此，容器里的“Module not found”（找不到模块）说明不了什么：请到宿主机上去看。
concept-kvm-title = KVM
concept-kvm = KVM（基于内核的虚拟机）是 Linux 中借助处理器的虚拟化功能（Intel VT-x、AMD-V）运行虚拟机的部分。QEMU 之类的程序通过设备 /dev/kvm（编号 10:232）使用它；谁能以读写方式打开这个文件，谁就能运行虚拟机，并不需要是 root。这里没有把任何硬件“直通”进去，也没有从宿主机拿走什么。没有 KVM，QEMU 就只能模拟处理器，速度要慢得多。
concept-tun-title = TUN 与 TAP
concept-tun = TUN 或 TAP 设备是一种网络接口，它的另一头不是网卡，而是一个程序：发进去的数据由程序读取，程序写入的数据从接口出来。TUN 传送 IP 数据包，VPN 用它；TAP 传送完整的以太网帧，虚拟机用它。要创建这样的接口，程序要打开 /dev/net/tun（编号 10:200），还要有权改动自己所在的网络，而容器里的 root 对容器自己的网络是有这个权力的。通过它看不到宿主机的网络。
concept-fuse-title = FUSE
concept-fuse = FUSE（用户空间文件系统）让普通程序也能提供文件系统：内核把每次访问转交给这个程序，由它来回答。sshfs、AppImage 和许多网盘都是这样工作的。程序需要设备 /dev/fuse（编号 10:229）。从 Linux 4.18 起，非特权容器的 root 也可以挂载这种文件系统：FUSE 本来就是为内核不信任的程序设计的。
concept-loop-device-title = 回环设备（loop）
concept-loop-device = loop 设备（/dev/loop0 等）让一个文件看起来像一块磁盘，这样就能挂载磁盘映像。loop 设备是整台宿主机共有的：能使用它的容器也看得到别人的，并且能改动其中的数据。所以把它交给容器风险不小；在宿主机上打开映像更安全。
concept-terminal-title = 终端、控制台、伪终端
concept-terminal = 终端是人输入、程序输出的地方，从前是一台机器，如今是一个程序。tty1 之类是机器自己的屏幕，在容器里则是等待登录的地方；/dev/console 是系统显示最初消息的地方。伪终端（pty）是由软件做成的一对：一头在 shell 看来就是终端，另一头属于 ssh 或终端窗口。容器在 /dev/pts 里有自己的一套。

## 文件

concept-mount-title = 挂载
concept-mount = 挂载就是让一个文件系统出现在某个目录上：从此这个目录显示的是那个文件系统的根，原来的内容被盖住，直到卸载为止。每个容器都有自己的挂载表，所以在宿主机放着别的东西的位置，它可以有自己的东西。用 `findmnt` 可以查看挂载表，连同 `ro`（只读）、`nodev`（设备文件在这里不起作用）等选项。
concept-bind-mount-title = 绑定挂载
concept-bind-mount = 绑定挂载把一个已有的目录或文件再显示到另一个位置。它不是副本；与链接不同，即使看不到原来的路径，它也有效，而这正是容器所需要的：宿主机的 /srv/course 在里面显示为 /data。属主和权限位都是原件的。如果原件被删除后重建，或者启动时还不存在，容器看到的就一直是旧的，或者什么也没有。
concept-root-file-system-title = 根文件系统
concept-root-file-system = 容器的根文件系统（rootfs）就是里面的程序看到的 `/` 这棵目录树。它包含除内核之外的整个发行版，在宿主机上是一个目录、一个映像或一个卷。启动时，内核把它设为容器挂载表的根（pivot_root），宿主机的目录树就看不到了。这比只改变路径起点的老办法 `chroot` 更进一步。
concept-overlay-title = 叠加文件系统（overlay）
concept-overlay = 叠加文件系统把几个目录叠在一起：下面是一层或几层只读的，最上面一层用来存放改动。修改和删除都记在最上层，下面各层保持不变。这样，许多容器可以共用一个镜像，各自只保存自己改动的部分。下层的大文件第一次被修改时，会整个复制到上层。
concept-tmpfs-title = tmpfs
concept-tmpfs = tmpfs 是放在内存里的文件系统：速度快，一开始是空的，卸载后就没有了。里面存了多少，就占多少内存，其中一部分可以换出到交换空间；写入者是哪个容器，就算在哪个容器的限额里。如果没有指定大小，它可以增长到机器内存的一半。/run 通常就是这种文件系统，容器里的 /dev 也是。
concept-volume-title = 卷
concept-volume = 卷是管理器为容器保管的一块存储，有名称，多半还有大小：LVM 的逻辑卷、ZFS 的数据集、一个映像文件。卷所在的地方叫作存储（Proxmox VE）或存储池（LXD、Incus）。卷在重启后仍然存在，可以做快照、可以迁移，通常随容器一起删除。只是显示到容器里的宿主机目录不是卷。
concept-snapshot-title = 快照
concept-snapshot = 快照是磁盘在某一时刻的状态，保存下来以便以后恢复。在 ZFS、Btrfs、LVM-thin 等存储上，快照瞬间就能做好，只占用之后改动的部分；改动越多，占得越多。它多半与原件放在同一个存储上，所以不是备份：磁盘坏了，两者就都没了。
concept-proc-title = /proc
concept-proc = /proc 看上去是一个目录，但不在任何磁盘上：有人读取时，内核才编出里面的文件。其中每个进程有一个以进程号命名的目录，此外还有关于系统的文件（例如 /proc/meminfo）和 /proc/sys 里的设置。在容器里，它只显示容器的进程，但里面许多其他文件说的仍然是整台宿主机的情况。所以在容器里，它有一部分被盖住或设为只读。
concept-sys-title = /sys
concept-sys = /sys 是一个不在任何磁盘上的目录，内核在里面用一个个文件来表示设备、驱动及其设置。除了网络接口，里面的几乎一切都是宿主机的，在容器里也是这样，往里写可能会改变宿主机的硬件。所以容器里的 /sys 大多是只读的，只有它自己的网络接口和 /sys/fs/cgroup 里它自己的 cgroup 除外。
concept-sysctl-title = 内核参数（sysctl）
concept-sysctl = sysctl 既指 /proc/sys 里的内核参数，也指修改它们的命令：`net.ipv4.ip_forward` 就是文件 /proc/sys/net/ipv4/ip_forward。属于某种命名空间的参数（例如大部分 `net.*`），每个容器可以各不相同。其余的都是宿主机的：在容器里可以读取，但不能设置；如果特权容器有权写入，改变的就是整台宿主机。

## 网络

concept-veth-title = 虚拟网线（veth）
concept-veth = veth 是一根有两头的虚拟网线：从一头进去的，从另一头出来。一头在容器里，叫作 eth0；另一头在宿主机上，多半插在网桥上。容器停止后，一头消失，另一头也跟着消失。
concept-bridge-title = 网桥
concept-bridge = 网桥是用软件实现的网络交换机。可以把各种接口插在上面，例如容器的虚拟网线，也许还有一块真正的网卡；它把每个数据包交给接收者所在的那个接口，而这是它从发送者的硬件地址学来的。如果插上了宿主机的真正网卡，容器就与宿主机在同一个网络里，用的也是那里的地址。许多 Wi-Fi 网卡不能插在网桥上。
concept-macvlan-title = macvlan 与 ipvlan
concept-macvlan = macvlan 从一块网卡分出更多网络接口，各有自己的硬件地址，交给容器使用，不需要网桥。ipvlan 也是这样，但都用网卡自己的硬件地址，靠 IP 地址来区分。通常宿主机与容器之间不能通过这块网卡互通，尽管两者与别人都能互通。在 Wi-Fi 上，或者服务商只允许一个硬件地址时，macvlan 大多用不了。
concept-vlan-title = VLAN
concept-vlan = VLAN（虚拟局域网）是同一套网线上的几个网络之一。每个数据包都带有一个 1 到 4094 的编号，叫作标签（IEEE 802.1Q），不在那个网络里的就收不到。交换机、网桥和接口都要设置好谁属于哪个网络。

## 运行

concept-init-title = init（第一个进程）
concept-init = init 是系统的第一个进程，即 1 号进程，其他进程都由它启动；如今多半是 systemd。每个容器也有一个，在里面的编号是 1。父进程已经结束的进程由它接管，它们结束时也由它清理。它自己一结束，内核就会终止容器的所有其他进程。从容器里面发给它的信号，内核只放行它事先准备好处理的那些，所以它不会被误杀。
concept-hook-title = 钩子
concept-hook = 钩子是您自己的程序，由管理器在特定时刻运行，例如容器启动之前或停止之后。大部分钩子在宿主机上运行，许多以 root 身份运行，容器的各道墙都拦不住它们。启动途中的钩子失败，启动多半也会失败；它的输出在管理器的日志里。
concept-template-title = 模板与克隆
concept-template = 在 Proxmox VE 里，模板是作为原件保留的容器：永远不启动，它的磁盘也不再改动。用它可以做克隆：完整克隆会复制磁盘；链接克隆则引用它，只保存不同的部分，所以模板必须一直保留。创建新容器时可以下载的现成系统压缩包也叫模板，那是另一回事。
concept-profile-title = Profile（LXD、Incus）
concept-profile = profile 是一组有名字的设置和设备，可以供任意多个实例使用。一个实例可以有好几个；内容不一致时，以列表中靠后的为准，而实例自己的设置优先于一切。修改一个 profile，所有使用它的实例都会随之改变。它与 AppArmor 的配置（也叫 profile）没有关系。
concept-oci-bundle-title = OCI 包（bundle）
concept-oci-bundle = OCI 是 Open Container Initiative（开放容器倡议）的缩写，它规定 Docker、Podman 之类的容器程序怎样把容器交给负责启动它的程序（runc、crun）。OCI 包是一个目录，里面有描述整个容器的文件 `config.json`，多半还有它的根文件系统。它是为一次启动准备好的完整指令，通常不由人手写；用来生成它的镜像是另一回事。
