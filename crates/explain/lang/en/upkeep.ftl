# Lines that the container's manager reads: descriptions, groups, logs, includes.

not-lxc = Is no LXC setting: LXC reads lines that begin with `lxc.` and skips the rest.
include = Reads more settings here, from { $path }.
os-type = Says which system is inside: { $system }.
timezone = Sets the time zone inside to { $zone }.
tags = Labels the container for lists: { $tags }.
protection = Forbids to destroy the container or its disks.
protection-off = Allows to destroy the container.
debug-log = Logs the start in detail.
debug-log-off = Logs the start briefly.
description = Describes the container for people: { $text }.
group = Puts the container into the groups { $groups } for automatic starts.
log = Sets up LXC's own log: { $value }.
monitor = Sets up LXC's supervising process: { $value }.
system-key = Belongs into LXC's system configuration, not into a container's: { $value }.
removed-key = Did something in LXC 1 and 2 that later versions no longer have.
snapshot = Is Proxmox VE's own note about snapshots: { $value }.
pending = Is a change that Proxmox VE makes at the next start: { $value }.
