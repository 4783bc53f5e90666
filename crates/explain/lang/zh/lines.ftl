# 适用于任何主题的行。{ $why } 与 { $what } 是不带句号的句子。

line-unread = 尚未读取。
line-no-effect = 没有效果：{ $why }。
line-elsewhere = 属于{ $what }，并不描述容器的当前状态。
line-prose-pve = 写给人看的文字：Proxmox VE 会把它显示为容器的备注。
line-prose = 写给人看的文字：注释。
line-wrong = 有错误：{ $why }。
line-unreadable = 有错误：无法读懂这一行。
line-redundant = 它在这里不改变任何东西：其他行或默认值已作出同样的决定。
line-clears = 清空前面各行以及被包含的文件为 `{ $key }` 给出的内容。
line-part = 是配置中某一行要求从此处读取的内容的一部分。
line-sets = 设置 `{ $key }`。
line-not-yet = { $what }。Transom 会保留这一行，但目前还不会执行它。
