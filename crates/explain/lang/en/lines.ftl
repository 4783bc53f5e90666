# What is said of lines whatever their subject. { $why } and { $what } are sentences without their full stop.

line-unread = Has not been read.
line-no-effect = No effect: { $why }.
line-elsewhere = Belongs to { $what }; it does not describe the container as it is now.
line-prose-pve = Text for people: Proxmox VE shows it as the container's notes.
line-prose = Text for people: a comment.
line-wrong = Wrong: { $why }.
line-unreadable = Wrong: it cannot be read.
line-redundant = It changes nothing here: other lines or defaults decide the same.
line-clears = Clears what earlier lines and includes gave for `{ $key }`.
line-part = Is part of what a line of the configuration asks to read from here.
line-sets = Sets `{ $key }`.
line-not-yet = { $what }. Transom keeps the line, but does not do this yet.
