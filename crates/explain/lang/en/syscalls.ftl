# The lines of a system call policy: its version, its kind, its sections, its rules.

policy-version = Says that this is a policy of version { $version }: rules give system calls by their names.
policy-version-numbers = Says that this is a policy of version 1: rules give system calls by numbers of this machine's table.
policy-rest-allow = Makes this a list of exceptions: every system call that no rule names is allowed.
policy-rest-errno = Makes this a list of exceptions: every system call that no rule names fails with { $error }.
policy-rest-kill = Makes this a list of exceptions: every system call that no rule names ends the thread that makes it.
policy-rest-kill-process = Makes this a list of exceptions: every system call that no rule names ends the process that makes it.
policy-rest-trap = Makes this a list of exceptions: every system call that no rule names sends its process the signal SIGSYS.
policy-rest-notify = Makes this a list of exceptions: a program of the host decides every system call that no rule names.
policy-rest-log = Makes this a list of exceptions: every system call that no rule names is allowed and written to the audit log.
policy-section = Says for which programs the next rules are: { $programs }.
policy-rule-as-written = Is a rule of the system call policy: { $rule }.

# A rule. $conditions and $programs narrow it; without them it holds for all calls, of all programs.
policy-rule =
    { $action ->
        [success] Answers { $call } with success and does nothing
        [errno] Refuses { $call } with { $error }
        [kill] Ends a thread that makes { $call }
        [kill-process] Ends a process that makes { $call }
        [trap] Sends the signal SIGSYS to a process that makes { $call }
        [notify] Has a program of the host decide { $call }
        [log] Allows { $call } and writes it to the audit log
       *[allow] Allows { $call }
    }{ $conditions ->
        [not-given] { "" }
       *[other] , but only where { $conditions }
    }{ $programs ->
        [not-given] { "" }
       *[other] , for { $programs } alone
    }.

# $call is one of these; $purpose is one of the verb phrases after them.
call = the system call { $name }
call-known = the system call { $name } (it { $purpose })
call-number = the system call number { $number }
call-bpf = loads programs into the kernel
call-delete-module = unloads kernel modules
call-init-module = loads kernel modules
call-kexec-load = prepares another kernel to boot into
call-keyctl = uses the kernel's key store
call-mount = mounts file systems
call-open-by-handle-at = opens files by number, past the folders that lead to them
call-perf-event-open = measures what processors and kernel do
call-ptrace = watches and changes other processes
call-reboot = stops or restarts the system
call-swapon = adds swap space
call-umount = unmounts file systems

# $error is one of the first two; $meaning is the name of the error and what programs say.
error = error { $number }
error-known = error { $number } ({ $meaning })
error-eperm = EPERM, "Operation not permitted"
error-enoent = ENOENT, "No such file or directory"
error-eagain = EAGAIN, "Resource temporarily unavailable"
error-eacces = EACCES, "Permission denied"
error-efault = EFAULT, "Bad address"
error-einval = EINVAL, "Invalid argument"
error-enosys = ENOSYS, "Function not implemented"
error-eopnotsupp = EOPNOTSUPP, "Operation not supported"

# One of the conditions of a rule. Arguments are counted from 0.
condition =
    { $argument ->
        [0] the first argument
        [1] the second argument
        [2] the third argument
        [3] the fourth argument
        [4] the fifth argument
        [5] the sixth argument
       *[other] argument { $argument }
    } { $op ->
        [not] is not { $value }
        [less] is less than { $value }
        [at-most] is at most { $value }
        [at-least] is at least { $value }
        [more] is more than { $value }
       *[equal] is { $value }
    }{ $mask ->
        [not-given] { "" }
       *[other] { " " }in its bits { $mask }
    }

# Programs by the machine they are made for.
programs-all = all
programs-other = those for { $name }
programs-x86-64 = 64 bit x86 programs
programs-x86-32 = 32 bit x86 programs
programs-x32 = x32 programs (64 bit x86 with 32 bit pointers)
programs-arm-64 = 64 bit ARM programs
programs-arm-32 = 32 bit ARM programs
