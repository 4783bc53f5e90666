# 关于 Proxmox VE 自身选项的检查规则。

lint-t0101 = 会被移走的注释
lint-t0101-moves = Proxmox 把这条注释当作描述的一部分，下次写文件时会把它移到文件开头
lint-t0101-why = Proxmox 没有注释：`#` 后面的内容是容器的描述，整段保存在所有选项之上。针对某一行的说明会因此离开它所说的那一行。
lint-t0101-fix = 写在文件开头，并让文字不依赖所处的位置

lint-t0102 = 使用等号的选项
lint-t0102-equals = Proxmox 会丢弃这一行：`{ $key }` 与它的值之间应当用冒号
lint-t0102-why = `lxc.` 原始行两种符号都可以用，选项只能用冒号。容器运行时没有这一行，下次写文件时它就消失了。
lint-t0102-fix = 改用冒号

lint-t0103 = 要随宿主机启动的模板
lint-t0103-template = Proxmox 不启动模板：{ $line } 使这一行失效
lint-t0103-why = 模板是用来克隆的。这一行在克隆出的容器里会重新生效，可能出人意料。
lint-t0103-fix = 删除这一行，或只在需要随宿主机启动的克隆里设置

lint-t0104 = 没有启动却设置的等待时间
lint-t0104-alone = `up=` 不起作用：`onboot` 没有打开，容器不会随宿主机启动
lint-t0104-why = `up` 是宿主机启动下一个容器之前等待的时间。没有 `onboot` 时，顺序与 `down` 在宿主机关机时仍然有效。
lint-t0104-fix = 加上 `onboot: 1`，或去掉 `up=`

lint-t0105 = 备份不包含的卷
lint-t0105-outside = 备份不包含 `{ $key }`：没有 `backup=1` 时只备份根文件系统
lint-t0105-why = 网页界面会勾选备份，而手写或脚本写出的行没有它。人们往往在恢复时才发现。
lint-t0105-fix = 加上 `backup=1`，或写 `backup=0` 表明是有意的

lint-t0106 = 锁
lint-t0106-locked = Proxmox 拒绝启动或修改这个容器：它被 `{ $what }` 锁定
lint-t0106-why = 锁只在操作期间持有。操作中断时（例如宿主机崩溃）锁会留下来。
lint-t0106-fix = 先确认已没有操作在进行，再运行 `pct unlock`

lint-t0107 = 未使用的卷
lint-t0107-unused = { $volume } 没有挂接到任何地方：它占用空间，并会随容器一起被销毁
lint-t0107-why = 移除挂载点时，卷会作为 `unused` 连同内容留下来。备份不包含它。
lint-t0107-fix = 重新挂接为 `mpN`，或在容器的资源页面上彻底删除

lint-t0108 = 背后什么也没有的控制台
lint-t0108-tty = `pct console` 没有可连接的对象：默认方式需要终端，而这里一个也没有
lint-t0108-console = `pct console` 没有可连接的对象：这种方式显示 /dev/console，而 `console: 0` 去掉了它
lint-t0108-why = 网页界面和 `pct console` 按 `cmode` 的方式连接；`pct enter` 总是可用。
lint-t0108-fix = 加上 `cmode: shell`，或恢复终端

lint-t0109 = 被原始行覆盖的选项
lint-t0109-overruled = { $line } 排在后面且内容不同：这里以及网页界面上的 `{ $key }` 不算数
lint-t0109-mark = { $line } 设置了另一个上限，而内核在上限之下开始让容器变慢的标记，仍按这一行计算
lint-t0109-why = Proxmox 把原始行写在由选项生成的所有内容之后。下次在网页上修改时看起来毫无作用，或只保持到下次启动。
lint-t0109-fix = 保留选项，删除原始行

lint-t0110 = 妨碍快照的绑定挂载
lint-t0110-bind = 只要 `{ $key }` 显示宿主机上的位置，Proxmox 就不能为这个容器创建快照，也不能克隆它
lint-t0110-why = 快照必须包含每个挂载点，而宿主机上的位置没有快照。备份会不声不响地略过它，容器也只有带 `shared=1` 才能迁移到其他节点。
lint-t0110-fix = 需要快照时，把绑定写成 `lxc.mount.entry` 原始行，快照会略过它

lint-t0111 = 不存在的快照
lint-t0111-lost = 文件里没有它所说的来源快照 `{ $name }`
lint-t0111-why = 这一行是复制或裁剪文件后留下的。Proxmox 用它显示快照树。
lint-t0111-fix = 删除这一行
