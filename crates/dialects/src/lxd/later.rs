//! Devices that nothing is done with yet (`proxy`, `gpu`, `infiniband`): what the manager refuses of them all the same.

use transom_model::Effect;

use super::devices::{Device, Outcome, Wrong};

/// The longest interface name (`IFNAMSIZ` less its final zero byte).
const LONGEST_NAME: usize = 15;

/// Checks a device by what its type asks for beyond single options.
pub(super) fn read(device: &Device<'_>) -> Outcome {
    match device.kind.name {
        "proxy" => proxy(device)?,
        "gpu" => gpu(device)?,
        "infiniband" => infiniband(device)?,
        _ => {}
    }
    Ok(device.kind.later.map_or(Effect::Taken, Effect::NotYet))
}

type Checked = Result<(), Wrong>;

fn proxy(device: &Device<'_>) -> Checked {
    let mut is_socket = false;
    for option in ["listen", "connect"] {
        let address = device.text(option).unwrap_or_default();
        let (protocol, rest) = address.split_once(':').unwrap_or((address, ""));
        if !["tcp", "udp", "unix"].contains(&protocol) || rest.is_empty() {
            let problem = device.problem("bad-address", &format!("{option}: Unknown protocol type {protocol:?}"));
            return Err(device.wrong(
                option,
                problem.hint("as in `tcp:127.0.0.1:80`, `udp:[::1]:53` or `unix:/run/my.sock`"),
            ));
        }
        // An abstract socket has no node that could belong to anybody.
        is_socket |= option == "listen" && protocol == "unix" && !rest.starts_with('@');
    }
    let owner = ["uid", "gid", "mode"]
        .into_iter()
        .find(|option| device.text(option).is_some());
    match owner.filter(|_| !is_socket) {
        None => Ok(()),
        Some(option) => {
            let message = "Only proxy devices for non-abstract unix sockets can carry uid, gid, or mode properties";
            let problem = device.problem("owner-of-no-socket", message);
            Err(device.wrong(
                option,
                problem.hint("remove the line; `security.uid` is whose rights the proxy has"),
            ))
        }
    }
}

fn gpu(device: &Device<'_>) -> Checked {
    let has = |option: &str| device.text(option).is_some();
    match device.text("gputype") {
        Some("mig") if !(has("mig.uuid") || has("mig.gi") && has("mig.ci")) => {
            let problem = device.problem(
                "missing-option",
                "Either \"mig.uuid\" or both \"mig.gi\" and \"mig.ci\" must be set",
            );
            Err(device.wrong("gputype", problem.hint("`nvidia-smi -L` lists the slices of a card")))
        }
        _ => Ok(()),
    }
}

fn infiniband(device: &Device<'_>) -> Checked {
    if device.text("name").is_some_and(|name| name.len() > LONGEST_NAME) {
        let message = format!("name: Network interface is too long (maximum {LONGEST_NAME} characters)");
        return Err(device.wrong("name", device.problem("bad-interface-name", &message)));
    }
    let Some(address) = device.text("hwaddr") else { return Ok(()) };
    let parts: Vec<&str> = address.split(':').collect();
    let is_hex = parts
        .iter()
        .all(|part| part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_hexdigit()));
    match is_hex && matches!(parts.len(), 8 | 20) {
        true => Ok(()),
        false => {
            let message = "hwaddr: Invalid value, must be either 8 or 20 bytes of hex separated by colons";
            Err(device.wrong("hwaddr", device.problem("bad-value", message)))
        }
    }
}
