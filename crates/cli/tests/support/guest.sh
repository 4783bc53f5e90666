#!/bin/busybox sh
# The first process of the guest of tests/guest.rs: shows what Transom's limits do where cgroup v2 is all there is.
# Every line that the test looks at begins with `GUEST: `.
/bin/busybox --install -s /bin
export PATH=/bin NO_COLOR=1
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mount -t tmpfs none /tmp
mount -t cgroup2 none /sys/fs/cgroup

say() { echo "GUEST: $1=$2"; }
# One line of everything a command says, its exit status last.
tell() {
    name=$1
    shift
    said=$("$@" 2>&1 </dev/null)
    code=$?
    say "$name" "$(echo "$said" | tr '\n' ' ')[$code]"
}

say kernel "$(uname -r)"
say controllers "$(cat /sys/fs/cgroup/cgroup.controllers)"
say v1 "$(grep -c ' cgroup ' /proc/mounts)"

cat >/lab.conf <<END
lxc.rootfs.path = dir:/guest
lxc.mount.auto = proc:mixed sys:mixed cgroup:rw
lxc.cgroup2.memory.max = 64M
lxc.cgroup2.memory.swap.max = 0
lxc.cgroup2.cpu.max = 50000 100000
lxc.cgroup2.pids.max = 20
lxc.cgroup2.cpuset.cpus = 1
lxc.cgroup2.devices.deny = a
lxc.cgroup2.devices.allow = c 1:3 rw
lxc.cgroup2.devices.allow = c 1:5 rw
END

# A node that no rule allows; it lies in the root, so that only the device filter stands before it.
mkdir -p /guest/bin /guest/dev /guest/proc /guest/sys /guest/tmp
cp /bin/busybox /guest/bin/busybox
for applet in sh cat sleep dd ls mkdir; do ln -s busybox /guest/bin/$applet; done
mknod /guest/tmp/kmsg c 1 11
mknod /guest/tmp/zero c 1 5

tell create transom create lab /lab.conf
tell start transom start lab -- /bin/sleep 1000
lab=/sys/fs/cgroup/transom/lab
for file in memory.max memory.swap.max cpu.max pids.max cpuset.cpus cpuset.cpus.effective; do
    say $file "$(cat $lab/$file)"
done
say inside.procs "$(cat $lab/inside/cgroup.procs | wc -l)"
tell own_cgroup transom exec lab -- cat /proc/1/cgroup
tell own_tree transom exec lab -- mkdir /sys/fs/cgroup/mine
say seen_outside "$(ls -d $lab/inside/mine)"
tell hidden transom exec lab -- ls /sys/fs/cgroup/transom
tell allowed_node transom exec lab -- dd if=/tmp/zero of=/dev/null count=1
tell closed_node transom exec lab -- dd if=/tmp/kmsg of=/dev/null count=1
transom exec lab -- sh -c 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); done'
say throttled "$(grep nr_throttled $lab/cpu.stat)"
# Its children stay until the container is destroyed.
tell bomb transom exec lab -- sh -c 'i=0; while [ $i -lt 60 ]; do sleep 300 >/dev/null 2>&1 & i=$((i+1)); done'
say pids.events "$(cat $lab/pids.events)"
tell destroy transom destroy --force lab
# 100 MiB in one piece where 64 are allowed.
tell small transom run /lab.conf -- dd if=/dev/zero of=/dev/null bs=16M count=1
tell hog transom run /lab.conf -- dd if=/dev/zero of=/dev/null bs=100M count=1
tell list transom list
say left "$(find /sys/fs/cgroup -mindepth 1 -type d | tr '\n' ' ')"
say end yes
poweroff -f
