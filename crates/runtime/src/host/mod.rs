//! The starter's side of a start: cgroups, id maps, and every mount that only the host may open.
//!
//! Each function carries out one kind of step. Mounts are opened detached, so nothing shows on the host and nothing is
//! left when the starter dies.

mod dev;
mod mounts;
mod nic;
mod root;
mod root_host;

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

pub(crate) use mounts::attributes;
use rustix::fs::{Mode, OFlags};
use transom_model::{HostId, IdKind, IdRange, InsideId, Rlimit, RlimitValue};
use transom_plan::{CgroupPlace, FilterCode, OnFailure, Planned, Slot, Step};
use transom_sys::bpf::DeviceProgram;
use transom_sys::spawn::Child;

use crate::Cgroups;
use crate::cgroup::write_file;
use crate::error::{Doing, Failure};
use crate::undo::{Action, Undo};

/// A mount that is open and attached nowhere yet.
#[derive(Debug)]
struct Opened {
    slot: Slot,
    below: String,
    mount: OwnedFd,
}

/// The state of the starter's side.
#[derive(Debug)]
pub struct HostSide<'a> {
    cgroups: &'a Cgroups,
    /// Controllers whose files the plan writes on v2; enabled when the cgroup is made.
    controllers: Vec<&'a str>,
    opened: Vec<Opened>,
    dev: Option<Slot>,
    user_namespace: Option<OwnedFd>,
    owner: (Option<HostId>, Option<HostId>),
}

/// Says whether a step can run while the inside is at work.
pub fn runs_beside(step: &Step) -> bool {
    matches!(
        step,
        Step::JoinCgroup { .. } | Step::WriteProcess { .. } | Step::SetRlimit(_) | Step::DelegateCgroup { .. }
    )
}

impl<'a> HostSide<'a> {
    /// Prepares for a plan.
    pub fn new(cgroups: &'a Cgroups, steps: &'a [Planned]) -> Self {
        let controllers = steps.iter().filter_map(|planned| match &planned.step {
            Step::WriteCgroup {
                place: CgroupPlace::V2,
                file,
                ..
            } => file.split('.').next().filter(|name| *name != "cgroup"),
            _ => None,
        });
        let mut controllers: Vec<&str> = controllers.collect();
        controllers.sort_unstable();
        controllers.dedup();
        Self {
            cgroups,
            controllers,
            opened: Vec::new(),
            dev: None,
            user_namespace: None,
            owner: (None, None),
        }
    }

    /// Returns the open mounts with their slots.
    pub fn opened(&self) -> impl Iterator<Item = (Slot, String, BorrowedFd<'_>)> {
        self.opened
            .iter()
            .map(|opened| (opened.slot, opened.below.clone(), opened.mount.as_fd()))
    }

    /// Gives up everything but the container's /dev.
    pub fn into_dev(self) -> Option<OwnedFd> {
        let dev = self.dev?;
        self.opened
            .into_iter()
            .find(|opened| opened.slot == dev)
            .map(|opened| opened.mount)
    }

    /// Carries out a step that comes before the new process.
    pub fn apply_before(&mut self, step: &Step, undo: &mut Undo) -> Result<(), Failure> {
        match step {
            Step::MakeCgroup { place } => {
                let path = self.cgroups.make(place, &self.controllers)?;
                undo.push(Action::RemoveCgroup(path));
                Ok(())
            }
            Step::WriteCgroup { place, file, value } => self.cgroups.write(place, file, value),
            Step::FilterDevices { place, code } => self.filter_devices(place, code),
            other => Err(Failure::because(format!("carry out {other:?} before there is a process"), 22)),
        }
    }

    /// Carries out a step that needs the new process.
    pub fn apply_after(&mut self, step: &Step, child: &Child, undo: &mut Undo) -> Result<(), Failure> {
        match step {
            Step::MapIds { kind, ranges } => self.map_ids(child, *kind, ranges),
            Step::JoinCgroup { place } => self
                .cgroups
                .write(place, "cgroup.procs", &child.pid.as_raw_nonzero().to_string()),
            Step::DelegateCgroup { place, uid, gid } => self.delegate(place, uid.0, gid.0),
            Step::OpenRoot {
                slot,
                source,
                is_read_only,
                shift,
            } => {
                let order = root::Order {
                    source,
                    is_read_only: *is_read_only,
                    owner: self.owner.0.zip(self.owner.1),
                };
                let parts = root::open(&order, self.shift_by(*shift, child)?)?;
                self.keep_root(*slot, parts);
                Ok(())
            }
            Step::MakeDev { slot, size, owner } => {
                let mount = dev::make(*size, *owner)?;
                self.dev = Some(*slot);
                self.opened.push(Opened {
                    slot: *slot,
                    below: String::new(),
                    mount,
                });
                Ok(())
            }
            Step::MakeNode { .. } => dev::make_node(self.dev_mount()?, step),
            Step::OpenMount {
                slot,
                mount,
                shift,
                on_failure,
            } => {
                let opened = mounts::open(mount, self.shift_by(*shift, child)?);
                match opened {
                    Err(_) if *on_failure == OnFailure::Skip => Ok(()),
                    Err(failure) => Err(failure),
                    Ok(mount) => {
                        self.opened.push(Opened {
                            slot: *slot,
                            below: String::new(),
                            mount,
                        });
                        Ok(())
                    }
                }
            }
            Step::MakeNic(step) => nic::make(step, child, undo),
            Step::WriteProcess { file, value } => write_file(&process_path(child, file), value),
            Step::SetRlimit(limit) => set_rlimit(limit, child),
            other => Err(Failure::because(format!("carry out {other:?} on the host"), 22)),
        }
    }

    fn map_ids(&mut self, child: &Child, kind: IdKind, ranges: &[IdRange]) -> Result<(), Failure> {
        let root = ranges.iter().find_map(|range| range.to_host(InsideId(0)));
        let file = match kind {
            IdKind::User => {
                self.owner.0 = root;
                "uid_map"
            }
            IdKind::Group => {
                self.owner.1 = root;
                "gid_map"
            }
        };
        let lines: Vec<String> = ranges
            .iter()
            .map(|range| format!("{} {} {}\n", range.inside.0, range.host.0, range.len))
            .collect();
        write_file(&process_path(child, file), &lines.concat())
    }

    fn keep_root(&mut self, slot: Slot, parts: root::Parts) {
        self.opened.push(Opened {
            slot,
            below: String::new(),
            mount: parts.top,
        });
        self.opened
            .extend(parts.below.into_iter().map(|(below, mount)| Opened { slot, below, mount }));
    }

    fn dev_mount(&self) -> Result<BorrowedFd<'_>, Failure> {
        let find = |slot| self.opened.iter().find(|opened| opened.slot == slot);
        let opened = self
            .dev
            .and_then(find)
            .ok_or_else(|| Failure::because("make a device node before there is a /dev", 22))?;
        Ok(opened.mount.as_fd())
    }

    fn filter_devices(&self, place: &CgroupPlace, code: &FilterCode) -> Result<(), Failure> {
        match code {
            FilterCode::Program(instructions) => {
                let program = DeviceProgram::load(instructions).doing(|| "load the device filter".to_owned())?;
                let cgroup = self.cgroups.open(place)?;
                program
                    .attach(&cgroup)
                    .doing(|| "attach the device filter to the container's cgroup".to_owned())
            }
            FilterCode::Lines(lines) => lines
                .iter()
                .try_for_each(|(file, value)| self.cgroups.write(place, file, value)),
        }
    }

    fn delegate(&self, place: &CgroupPlace, uid: u32, gid: u32) -> Result<(), Failure> {
        let directory = self.cgroups.open(place)?;
        for file in ["", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control"] {
            let (uid, gid) = (rustix::fs::Uid::from_raw(uid), rustix::fs::Gid::from_raw(gid));
            let flags = rustix::fs::AtFlags::EMPTY_PATH;
            rustix::fs::chownat(&directory, file, Some(uid), Some(gid), flags)
                .doing(|| format!("give the container its cgroup's {file}"))?;
        }
        Ok(())
    }

    /// Returns the user namespace to shift owners by, if owners are to be shifted.
    fn shift_by(&mut self, shift: transom_plan::Shift, child: &Child) -> Result<Option<BorrowedFd<'_>>, Failure> {
        if shift == transom_plan::Shift::No {
            return Ok(None);
        }
        if self.user_namespace.is_none() {
            let path = process_path(child, "ns/user");
            let opened = rustix::fs::open(&path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty());
            self.user_namespace = Some(opened.doing(|| "open the container's user namespace".to_owned())?);
        }
        Ok(self.user_namespace.as_ref().map(AsFd::as_fd))
    }
}

fn process_path(child: &Child, file: &str) -> std::path::PathBuf {
    Path::new("/proc").join(child.pid.as_raw_nonzero().to_string()).join(file)
}

fn set_rlimit(limit: &Rlimit, child: &Child) -> Result<(), Failure> {
    let doing = || format!("set the limit `{}`", limit.resource);
    let resource = crate::inside::resource(&limit.resource).ok_or_else(|| Failure::because(doing(), 22))?;
    let number = |value: RlimitValue| match value {
        RlimitValue::Unlimited => None,
        RlimitValue::Is(number) => Some(number),
    };
    let new = rustix::process::Rlimit {
        current: number(limit.soft),
        maximum: number(limit.hard),
    };
    rustix::process::prlimit(Some(child.pid), resource, new).doing(doing)?;
    Ok(())
}
