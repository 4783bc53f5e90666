# 检查规则的通用文字。每条规则的标题、发现、原因与处理办法在 lints-主题.ftl 中：
# lint-tNNNN 是标题，-why 是原因，-fix 是处理办法，其余是发现。发现与办法不带句号。

lint-write = { $way }：{ $line }
lint-mends = { $way }（`transom fix` 可自动完成）

lint-t0001 = 没有放行任何东西的注释
lint-t0001-idle = 这里放行 { $lints }，但此处并没有这类问题
lint-t0001-unknown = 没有 { $word } 这条检查规则
lint-t0001-why = 注释的理由消失之后如果仍然留着，日后别人犯的错误就会被它遮住。
lint-t0001-fix = 删除这条注释，或把它放到所指的那一行上，或紧挨着那一行的上方
