# Lints about OCI's configurations.

lint-t0170 = ambient capabilities that the kernel refuses
lint-t0170-idle = { $names } cannot be ambient: the kernel wants it in `permitted` and `inheritable` too, and runtimes go on without it
lint-t0170-why = Ambient capabilities are what a program keeps when it is started by somebody who is not root. runc's own template lists them and nothing inheritable, so that they count for nobody.
lint-t0170-fix = take the list out; where a user other than root needs a capability, list it in `inheritable` and `permitted` too

lint-t0171 = /proc without its protection
lint-t0171-writable = root inside can write kernel settings of the host: `linux.readonlyPaths` does not protect /proc/sys and /proc/sysrq-trigger
lint-t0171-shown = what is the host's is shown inside: `linux.maskedPaths` does not hide /proc/kcore, /proc/keys, /proc/timer_list and others
lint-t0171-why = Most of /proc is not the container's own. Without a user namespace only these two lists stand between root inside and the host's kernel, and no runtime adds them by itself.
lint-t0171-fix = add the lists that engines write, or a user namespace

lint-t0172 = the size of a terminal that there is not
lint-t0172-none = does nothing: the process has no terminal
lint-t0172-why = The specification has runtimes pass the size over unless `terminal` is true.
lint-t0172-fix = take it out, or set `terminal`

lint-t0173 = mounts that reach the host
lint-t0173-shared = what root inside mounts or unmounts appears and disappears on the host too
lint-t0173-why = A shared root is for programs that mount for others, such as storage drivers. Anybody else can cover the host's files with it, or leave mounts behind.
lint-t0173-fix = write `slave`, with which mounts of the host still come in

lint-t0174 = a device rule before the one that closes everything
lint-t0174-undone = undone by { $line }, which closes every device
lint-t0174-why = Rules are applied in the order of the file, and a later one wins. The rule that closes everything belongs at the beginning.
lint-t0174-fix = move this rule below the other
