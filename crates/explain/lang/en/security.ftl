# Rights: capabilities, id maps, namespaces, system calls, AppArmor and SELinux.

# $rights lists what capabilities let a process do: load kernel modules (sys_module) and set the clock (sys_time).
cap-drop = Takes from all processes inside, root too, the right to { $rights }.
cap-keep-none = Takes every special right (capability) from the processes inside, root too.
cap-keep = Leaves the processes inside, root too, only the special rights (capabilities) { $names }.

# $range: 0-65535 as 100000-165535 on the host.
id-map-users = Runs the container's user ids { $range }.
id-map-groups = Runs the container's group ids { $range }.
id-map-as-written = Maps ids of the container to ids of the host: { $map }.
unprivileged =
    Runs the container unprivileged: its root is an ordinary user of the host{ $range ->
        [not-given] { "" }
       *[other] { " " }(user ids { $range })
    }.
privileged = Runs the container privileged: its root is root of the host.

# $features are one or more of the phrases after it.
features = { $features }
features-none = Switches no feature on.
feature-nesting = lets containers such as Docker's run inside (nesting)
feature-keyctl = lets processes use the kernel's key store (keyctl)
feature-fuse = gives /dev/fuse for file systems served by programs
feature-mknod = lets some device nodes be made inside (mknod)
feature-force-rw-sys = mounts /sys writable (force_rw_sys)
feature-mount = lets file systems be mounted inside

seccomp-policy = Forbids system calls by the policy in { $path }.
seccomp-nesting = Loads the system call policy also where the starter is under one.
seccomp-nesting-not = Loads no second system call policy.
seccomp-notify = Has system calls decided by a program of the host: { $value }.
no-new-privs = Forbids every process inside to gain rights, by setuid programs such as sudo for instance.
no-new-privs-off = Lets setuid programs such as sudo work.
apparmor-unconfined = Lets the container run without AppArmor's protection.
apparmor-unchanged = Leaves the container under the starter's AppArmor profile.
apparmor-generated = Puts the container under an AppArmor profile made for it.
apparmor-profile = Puts the container under the AppArmor profile { $profile }.
apparmor-raw = Adds to the generated AppArmor profile: { $rule }.
apparmor-incomplete = Starts even where AppArmor cannot control mounts.
apparmor-incomplete-not = Does not start where AppArmor cannot control mounts.
apparmor-nesting = Lets containers run inside, as far as AppArmor goes.
apparmor-nesting-not = Lets no containers run inside, as far as AppArmor goes.
selinux-context = Runs the container under the SELinux context { $context }.
sched-core = Shares no CPU core's threads with others.
sched-core-not = Shares CPU cores with others.
keyring-session = Leaves the starter's keyring in place.
keyring-session-own = Gives the container a keyring of its own.

namespace-keep = Shares the starter's namespaces { $names } instead of making new ones.
namespace-clone = Makes these namespaces, and no others: { $names }.
namespace-share = Joins the { $name } namespace of { $whose }.
