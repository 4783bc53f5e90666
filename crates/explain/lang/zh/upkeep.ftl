# 由容器的管理程序读取的行：描述、分组、日志、包含文件。

not-lxc = 不是 LXC 的设置：LXC 只读取以 `lxc.` 开头的行，跳过其余各行。
include = 在此处读入更多设置，来自 { $path }。
os-type = 说明容器内是哪种系统：{ $system }。
timezone = 把容器内的时区设为 { $zone }。
tags = 为容器加上在列表中显示的标签：{ $tags }。
protection = 禁止销毁容器及其磁盘。
protection-off = 允许销毁容器。
debug-log = 详细记录启动过程。
debug-log-off = 简要记录启动过程。
description = 供人阅读的容器描述：{ $text }。
group = 为自动启动把容器归入分组 { $groups }。
log = 设置 LXC 自身的日志：{ $value }。
monitor = 设置 LXC 的监护进程：{ $value }。
system-key = 应写在 LXC 的系统配置中，而不是容器的配置中：{ $value }。
removed-key = 在 LXC 1 和 2 中有作用，后来的版本已不再支持。
snapshot = 是 Proxmox VE 自己关于快照的记录：{ $value }。
pending = 是 Proxmox VE 将在下次启动时作出的更改：{ $value }。
