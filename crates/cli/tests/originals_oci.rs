//! What Transom prints as OCI, the runtimes take: crun and runc create a container from every case that they can, in a bundle with a
//! tiny root, and from files of LXC and Proxmox VE that were converted.
//!
//! Each create runs in a mount namespace of its own that shows cgroup v1 alone (crun 1.8 refuses a host with both) and in a cgroup
//! path of the test's. What only another machine has (devices, bridges, sockets, security modules) is taken out of the printed file first;
//! [`fit`] lists it, each with its reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test, its own functions too")]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::{Guest, World, has_program, skip, workspace};
use transom_engine::model::{CAPABILITY_NAMES, Dialect};

/// Cases that a runtime refuses for a reason of its own, which is no fault of what is printed.
const REFUSED: &[(&str, &str, &str)] = &[
    ("docker-default", "crun", CUT_SHORT),
    ("docker-default", "runc", CUT_SHORT),
    ("podman-default-seccomp", "crun", CUT_SHORT),
    ("podman-default-seccomp", "runc", CUT_SHORT),
    ("everything", "runc", CUT_SHORT),
    (
        "device-rules-in-order",
        "runc",
        "a part of a rule is taken back, which runc does not do on cgroup v1",
    ),
];
const CUT_SHORT: &str = "its list of system calls is cut short, and the runtime itself needs more";

/// Converted files: ten of everyday life.
const CONVERTED: [&str; 10] = [
    "cases/lxc/debian-common/input.conf",
    "cases/lxc/kvm-unprivileged-allow/input.conf",
    "cases/lxc/proxmox-generated/input.conf",
    "cases/lxc/seccomp-policy/input.conf",
    "cases/lxc/limits-v2/input.conf",
    "cases/lxc/net-static/input.conf",
    "cases/pve/classroom-102/102.conf",
    "cases/pve/kitchen-sink-unprivileged/102.conf",
    "cases/pve/mount-options/102.conf",
    "cases/pve/gpu-render/104.conf",
];

const RUNTIMES: [&str; 2] = ["crun", "runc"];

/// Properties that only another machine can have, by what they are in.
const OF_ANOTHER_MACHINE: [(&str, &str); 16] = [
    // Its programs.
    ("", "hooks"),
    // Modules that this kernel is not started with.
    ("/process", "apparmorProfile"),
    ("/process", "selinuxLabel"),
    ("/linux", "mountLabel"),
    ("/linux", "intelRdt"),
    // Nobody listens there.
    ("/linux/seccomp", "listenerPath"),
    ("/linux/seccomp", "listenerMetadata"),
    // Two generations of limits in one file cannot be had at once.
    ("/linux/resources", "unified"),
    // Disks and network cards.
    ("/linux/resources", "blockIO"),
    ("/linux/resources", "network"),
    ("/linux/resources", "rdma"),
    ("/linux/resources", "hugepageLimits"),
    ("/linux", "netDevices"),
    // Shares of real time, which this kernel hands out by group; a score below the starter's.
    ("/linux/resources/cpu", "realtimeRuntime"),
    ("/linux/resources/cpu", "realtimePeriod"),
    ("/process", "oomScoreAdj"),
];

/// Takes out what this machine lacks, and gives the container a root and a cgroup of the test's.
fn fit(config: &mut Value, name: &str, runtime: &str) {
    config["root"]["path"] = json!("rootfs");
    config["linux"]["cgroupsPath"] = json!(format!("/trt-oci-{}/{name}", std::process::id()));
    // A terminal needs a socket that somebody listens at.
    config["process"]["terminal"] = json!(false);
    for (path, key) in OF_ANOTHER_MACHINE {
        remove(config, path, key);
    }
    for namespace in config["linux"]["namespaces"].as_array_mut().into_iter().flatten() {
        // A namespace of somebody who is not here.
        namespace.as_object_mut().unwrap().remove("path");
    }
    // Calls for a supervisor want one.
    retain(config, "/linux/seccomp/syscalls", |rule| rule["action"] != "SCMP_ACT_NOTIFY");
    // The kernel has no such file system.
    retain(config, "/mounts", |mount| mount["type"] != "nfs" && mount["type"] != "nfs4");
    if config["linux"]["uidMappings"].is_array() {
        // In a user namespace a node is a bind of the host's.
        let is_here = |device: &Value| Path::new(device["path"].as_str().unwrap()).exists();
        retain(config, "/linux/devices", is_here);
    }
    suit_runtime(config, runtime);
    lower(config);
}

/// Takes out what the runtimes of this distribution are too old for.
fn suit_runtime(config: &mut Value, runtime: &str) {
    if config["ociVersion"].as_str().is_some_and(|version| version > "1.1.0") {
        // crun 1.8 knows no later version, and skips what came with one.
        config["ociVersion"] = json!("1.1.0");
    }
    // runc 1.1 has no clocks of the container's own, and crun 1.8 ends with a broken pipe, whatever they show.
    retain(config, "/linux/namespaces", |namespace| namespace["type"] != "time");
    remove(config, "/linux", "timeOffsets");
    if runtime == "runc" {
        // Ways of loading a policy came with runc 1.2, and the architecture after it.
        remove(config, "/linux/seccomp", "flags");
        retain(config, "/linux/seccomp/architectures", |arch| arch != "SCMP_ARCH_RISCV64");
    }
    let mounts = config["mounts"].as_array_mut().unwrap();
    if !mounts.iter().any(|mount| mount["destination"] == "/proc") {
        // runc does not start without it.
        mounts.insert(0, json!({ "destination": "/proc", "type": "proc", "source": "proc" }));
    }
}

/// Asks for no more than the least machine grants: one processor, its own capabilities and open files.
fn lower(config: &mut Value) {
    if let Some(cpus) = config.pointer_mut("/linux/resources/cpu/cpus") {
        *cpus = json!("0");
    }
    let own = bounding_set();
    let has = |capability: &Value| {
        let name = capability.as_str().unwrap().trim_start_matches("CAP_").to_ascii_lowercase();
        let number = CAPABILITY_NAMES.iter().position(|known| *known == name).unwrap();
        own >> number & 1 == 1
    };
    for set in ["bounding", "effective", "permitted", "inheritable", "ambient"] {
        retain(config, &format!("/process/capabilities/{set}"), has);
    }
    for limit in config["process"]["rlimits"].as_array_mut().into_iter().flatten() {
        for bound in ["soft", "hard"] {
            limit[bound] = json!(limit[bound].as_u64().unwrap().min(1024));
        }
    }
}

fn remove(config: &mut Value, path: &str, key: &str) {
    if let Some(object) = config.pointer_mut(path).and_then(Value::as_object_mut) {
        object.remove(key);
    }
}

fn bounding_set() -> u64 {
    let status = support::status(i32::try_from(std::process::id()).unwrap(), "CapBnd");
    u64::from_str_radix(&status, 16).unwrap()
}

fn retain(config: &mut Value, path: &str, is_kept: impl Fn(&Value) -> bool) {
    if let Some(list) = config.pointer_mut(path).and_then(Value::as_array_mut) {
        list.retain(is_kept);
    }
}

/// Makes the paths that the file counts on in the root, and folders in the place of binds' sources that are not here.
fn furnish(config: &mut Value, bundle: &Path) {
    let root = bundle.join("rootfs");
    let below = |path: &str| root.join(path.trim_start_matches('/'));
    if let Some(cwd) = config["process"]["cwd"].as_str() {
        std::fs::create_dir_all(below(cwd)).unwrap();
    }
    if let Some(program) = config["process"]["args"][0]
        .as_str()
        .filter(|program| program.starts_with('/'))
    {
        let program = below(program);
        std::fs::create_dir_all(program.parent().unwrap()).unwrap();
        if std::fs::symlink_metadata(&program).is_err() {
            std::os::unix::fs::symlink("/bin/busybox", &program).unwrap();
        }
    }
    for (at, mount) in config["mounts"].as_array_mut().into_iter().flatten().enumerate() {
        let is_bind = mount["type"] == "bind" || mount["type"] == "none";
        let is_here = mount["source"].as_str().is_some_and(|source| Path::new(source).exists());
        let target = below(mount["destination"].as_str().unwrap());
        // Ids of a user namespace own nothing in the root, and make nothing there.
        if is_bind && is_here && mount["source"].as_str().is_some_and(|source| !Path::new(source).is_dir()) {
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(&target, "").unwrap();
        } else {
            std::fs::create_dir_all(&target).unwrap();
        }
        if is_bind && !is_here {
            let source = bundle.join(format!("source-{at}"));
            std::fs::create_dir_all(&source).unwrap();
            mount["source"] = json!(source);
        }
    }
}

/// Lets a runtime create the container of a bundle, look at it and remove it; returns what went wrong.
fn create(runtime: &str, state: &Path, bundle: &Path, name: &str) -> Result<(), String> {
    let script = "umount /sys/fs/cgroup/unified 2>/dev/null; runtime=$0; state=$1; bundle=$2; name=$3; \
        $runtime --root $state create --bundle $bundle $name >$bundle/log 2>&1 </dev/null; created=$?; \
        if [ $created = 0 ]; then $runtime --root $state state $name; fi; \
        $runtime --root $state delete --force $name >/dev/null 2>&1; \
        if [ $created != 0 ]; then cat $bundle/log; fi; exit $created";
    let output = Command::new("timeout")
        .args(["30", "unshare", "-m", "sh", "-c", script, runtime])
        .args([state, bundle])
        .arg(name)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        return Err(said);
    }
    let found: Value = serde_json::from_str(&said).map_err(|error| format!("{error}: {said}"))?;
    match found["status"].as_str() {
        Some("created") => Ok(()),
        other => Err(format!("it is {other:?}")),
    }
}

/// Prints a file as OCI: one of OCI's own from what was read of it, any other as the command converts it.
fn printed(world: &World, file: &str) -> Value {
    let loaded = transom_engine::load(Path::new(file), None).unwrap();
    let text = match loaded.reading.dialect {
        Dialect::Oci => transom_engine::print(Dialect::Oci, &loaded.reading.container),
        _ => world.run(&["convert", file, "--to", "oci", "--lossy"]).expect(0).out,
    };
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}\n{text}"))
}

/// Tries every file with every runtime.
fn try_all(word: &str, files: &[(String, String)]) {
    let world = World::new(word);
    let Some(guest) = Guest::new(&world) else { return };
    for folder in ["data", "srv", "var", "usr", "lib", "run"] {
        std::fs::create_dir_all(guest.path.join(folder)).unwrap();
    }
    if !RUNTIMES.into_iter().any(has_program) {
        return skip("neither crun nor runc is installed");
    }
    let mut wrong = Vec::new();
    for runtime in RUNTIMES.into_iter().filter(|runtime| has_program(runtime)) {
        for (name, file) in files {
            let id = format!("trt-{word}-{name}-{}", std::process::id());
            let bundle = world.path(&format!("{runtime}-{name}"));
            std::fs::create_dir(&bundle).unwrap();
            let copied = Command::new("cp")
                .arg("-a")
                .args([&guest.path, &bundle.join("rootfs")])
                .status()
                .unwrap();
            assert!(copied.success());
            let mut config = printed(&world, file);
            fit(&mut config, &id, runtime);
            furnish(&mut config, &bundle);
            if let Some(owner) = config["linux"]["uidMappings"][0]["hostID"].as_u64() {
                let owner = format!("{owner}:{owner}");
                assert!(
                    Command::new("chown")
                        .args(["-R", &owner])
                        .arg(bundle.join("rootfs"))
                        .status()
                        .unwrap()
                        .success()
                );
            }
            std::fs::write(bundle.join("config.json"), serde_json::to_vec_pretty(&config).unwrap()).unwrap();
            let refusal = REFUSED.iter().find(|(case, of, _)| case == name && *of == runtime);
            match (create(runtime, &world.path("state"), &bundle, &id), refusal) {
                (Err(said), None) => wrong.push(format!("{runtime} {name}: {said}")),
                (Ok(()), Some((.., why))) => wrong.push(format!("{runtime} takes {name}, though {why}")),
                (Ok(()), None) | (Err(_), Some(_)) => {}
            }
        }
    }
    remove_cgroups();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The runtimes leave the folder above their containers' cgroups.
fn remove_cgroups() {
    let name = format!("trt-oci-{}", std::process::id());
    let trees = std::fs::read_dir("/sys/fs/cgroup").into_iter().flatten().flatten();
    for folder in trees.map(|tree| tree.path().join(&name)) {
        // A create that failed leaves its own as well.
        for inner in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            std::fs::remove_dir(inner.path()).ok();
        }
        std::fs::remove_dir(folder).ok();
    }
}

#[test]
fn crun_and_runc_take_what_is_printed_of_every_case() {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(workspace().join("cases/oci")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        // A file with errors is nothing to print.
        let diagnostics = std::fs::read_to_string(folder.join("diagnostics.txt")).unwrap();
        if !diagnostics.lines().any(|line| line.starts_with("error[")) {
            files.push((name, folder.join("input.json").display().to_string()));
        }
    }
    assert!(files.len() > 25, "{} cases", files.len());
    files.sort();
    try_all("originals", &files);
}

#[test]
fn crun_and_runc_take_what_is_converted_from_other_dialects() {
    let files = CONVERTED.map(|file| {
        let name = file.split('/').nth(2).unwrap_or(file);
        (name.to_owned(), workspace().join(file).display().to_string())
    });
    try_all("converted", &files);
}
