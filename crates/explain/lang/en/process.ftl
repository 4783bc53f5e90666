# The first process, terminals, starting and stopping.

# $processors is one of the names after it, or a word as written.
arch = Says that the programs inside are for { $processors } processors.
arch-x86-64 = 64-bit Intel and AMD
arch-x86-32 = 32-bit Intel and AMD
arch-arm-64 = 64-bit ARM
arch-arm-32 = 32-bit ARM
arch-riscv-64 = 64-bit RISC-V
arch-riscv-32 = 32-bit RISC-V

init-command = Starts { $command } as the first process.
execute-command = Is the command for `lxc-execute` when none is given: { $command }.
init-user = Runs the first process as user { $user } inside.
init-group = Runs the first process in group { $group } inside.
init-groups = Adds the first process to the groups { $groups } inside.
init-cwd = Starts the first process in the folder { $folder }.
environment = Sets the environment variable { $name } to { $value }.
environment-passed = Passes the starter's environment variable { $name } on.
environment-hooks = Sets for hooks the environment variable { $variable }.
time-offset = Moves the clock inside by { $offset }.
signal-halt = Asks the system inside to shut down with the signal { $signal }.
signal-reboot = Asks the system inside to reboot with the signal { $signal }.
signal-stop = Ends the container, when asking did not help, with the signal { $signal }.

tty-none = Gives the container no text terminals.
tty-one = Gives the container one text terminal, /dev/tty1.
tty-count = Gives the container { $count } text terminals, /dev/tty1 to /dev/tty{ $count }.
tty-dir = Puts console and terminals into the folder /dev/{ $folder }.
pty-count = Allows { $count } pseudo terminals (shells, ssh sessions) at a time.
console-path-none = Gives the container no console.
console-path = Uses { $path } of the host as the container's console.
console = Gives the container a console.
console-none = Gives the container no console, and forbids it to open /dev/console.
console-size = Limits the console's log to { $size }.
console-buffer = Keeps the last { $size } of the console's output in memory.
console-rotate = Keeps one older log of the console.
console-rotate-not = Keeps no older log of the console.
console-log = Copies what the console prints to { $path } on the host.
console-mode = Chooses what `pct console` opens: { $value }.

autostart = Starts the container when the host starts.
autostart-not = Does not start the container by itself.
start-order = Orders and delays automatic starts: { $value }.
ephemeral = Destroys the container when it stops.
ephemeral-not = Keeps the container when it stops.
hook = Runs `{ $program }` at the moment { $moment }.
hook-script = Runs the script { $script } before and after start and stop.
template = Marks the container as a template: Proxmox VE clones it and refuses to start it.
lock = Locks the container during an operation ({ $operation }): Proxmox VE refuses to start it until then.
