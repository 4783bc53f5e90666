# 多处共用的说法。标识由英文原文的单词组成，原文在源代码里；都不带句号。

what-it-is-part-of-is-wrong = 它所属的内容有错误
chooses-the-container-s-place-in-the-cgroup-tree-transom-has-one-of-its-own = 选择容器在 cgroup 树中的位置；Transom 使用自己的位置
starts-the-container-with-the-host = 让容器随宿主机一起启动
place-sets-it-again = { $place } 重新设置了它
