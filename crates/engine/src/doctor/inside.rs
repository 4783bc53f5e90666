//! A topic inside a running container: the driver on the host, then each trial as one of the container's own processes.

use transom_plan::Probe;
use transom_runtime::Trial;

use super::device::{self, Subject};
use super::{DoctorCheck, Topic, fuse, kvm, nesting, network, tun, vhost};
use crate::closed::{closed_devices, well_known_nodes};
use crate::{Definition, EngineError, Host, definition, facts_for, lifecycle, probes_of};

/// Proves a topic inside a running container, where the proofs alone decide; the host's driver comes first.
///
/// # Errors
/// If the container does not run or cannot be entered, or the topic is of the host alone.
pub fn doctor_inside(host: &Host, name: &str, topic: Topic) -> Result<Vec<DoctorCheck>, EngineError> {
    let trials = trials_of(topic);
    if trials.is_empty() {
        return Err(EngineError::refused(
            format!("`{}` is a matter of the host, not of a container", topic.word()),
            format!(
                "`transom doctor {}` examines it; `transom doctor {name}` what `{name}` needs",
                topic.word()
            ),
        ));
    }
    let mut checks: Vec<DoctorCheck> = subject_of(topic).iter().map(device::driver).collect();
    for (subject, trial, mend) in trials {
        checks.push(prove(host, name, (subject, trial, mend))?);
    }
    Ok(checks)
}

/// Makes one trial inside.
pub(super) fn prove(host: &Host, name: &str, (subject, trial, mend): (&str, Trial, &str)) -> Result<DoctorCheck, EngineError> {
    Ok(match lifecycle::try_inside(host, name, trial.clone())? {
        Ok(proof) => DoctorCheck::pass(subject, format!("inside `{name}`: {proof}")),
        Err(reason) => {
            let mend = mend_inside(host, name, &trial)?.unwrap_or_else(|| mend.to_owned());
            DoctorCheck::fail(subject, format!("inside `{name}`: {reason}"), mend)
        }
    })
}

fn subject_of(topic: Topic) -> Option<Subject> {
    match topic {
        Topic::Kvm => Some(kvm::subject()),
        Topic::Tun => Some(tun::subject()),
        Topic::Fuse => Some(fuse::subject()),
        _ => None,
    }
}

/// What can be tried inside, with the name of its check and what mends it.
fn trials_of(topic: Topic) -> Vec<(&'static str, Trial, &'static str)> {
    let limits = [
        (
            "limits.inotify",
            Trial::Inotify,
            "on the host: `sysctl -w fs.inotify.max_user_instances=65536`",
        ),
        (
            "limits.keyring",
            Trial::Keyring,
            "on the host: `sysctl -w kernel.keys.maxkeys=2000`",
        ),
        ("limits.terminal", Trial::Terminal, "give it a devpts of its own"),
    ];
    let one = |subject, trial| {
        vec![(
            subject,
            trial,
            "a line that makes the node; `transom host devices` lists what the host has",
        )]
    };
    match topic {
        Topic::Kvm => one("kvm.proof", Trial::Kvm),
        Topic::Tun => one("tun.proof", Trial::Tun),
        Topic::Fuse => one("fuse.proof", Trial::Fuse),
        Topic::Vhost => {
            let subjects = vhost::subjects().into_iter().take(2);
            subjects
                .zip(["vhost.net.proof", "vhost.vsock.proof"])
                .flat_map(|(subject, name)| one(name, subject.trial))
                .collect()
        }
        Topic::Network => network::trials().to_vec(),
        Topic::Nesting => nesting::trials().to_vec(),
        Topic::Userns => vec![(
            "userns.make",
            Trial::UserNamespace,
            "the container's manager must allow nesting",
        )],
        Topic::Limits => limits.to_vec(),
        Topic::Lsm => vec![("lsm.seccomp", Trial::Seccomp, "the container's own filter forbids seccomp(2)")],
        Topic::Storage => vec![("storage.overlay", Trial::Overlay, "on the host: `modprobe overlay`")],
        Topic::All => {
            let topics = [Topic::Network, Topic::Nesting, Topic::Userns, Topic::Limits, Topic::Lsm];
            topics.into_iter().flat_map(trials_of).collect()
        }
        Topic::Gpu | Topic::Usb | Topic::Cgroups | Topic::Audit => Vec::new(),
    }
}

/// The lines that would open a well-known device, or the line that asks for it.
fn mend_inside(host: &Host, name: &str, trial: &Trial) -> Result<Option<String>, EngineError> {
    let probe = match trial {
        Trial::Kvm => Probe::Kvm,
        Trial::Tun => Probe::Tun,
        _ => return Ok(None),
    };
    let Definition { loaded, .. } = &definition(host, name)?;
    let container = &loaded.reading.container;
    let facts = facts_for(host, container, &well_known_nodes().collect::<Vec<_>>())?;
    let closed = closed_devices(loaded, container, &facts);
    if let Some(closed) = closed.iter().find(|closed| closed.probe == probe) {
        let lines = closed.lines.join("` and `");
        let file = loaded.path.display();
        return Ok(Some(format!(
            "no line opens it: add `{lines}` to {file}, then stop and start it"
        )));
    }
    let asks = probes_of(container).into_iter().find(|(asked, _)| *asked == probe);
    Ok(Some(match asks {
        Some((_, origin)) => format!(
            "{} asks for it; see whether it works on the host (`transom doctor`)",
            loaded.sources.describe(&origin)
        ),
        None => "the host does not have it either: see `transom doctor` without a name".to_owned(),
    }))
}
