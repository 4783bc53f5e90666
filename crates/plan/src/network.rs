//! Interfaces of a start: made on the host, put into the container, configured inside.

use transom_model::{Given, InterfaceKind, Namespace, Network, Nic, Origin, phrase, words};

use crate::draft::Draft;
use crate::{MissingBridge, NicKind, NicStep, Problem, Step};

const WHY_LOOPBACK: Origin = Origin::Default("Transom: a network of its own begins with loopback, and it is down");
/// An interface's name and its end (`IFNAMSIZ` is 16).
const LONGEST_NAME: usize = 15;
/// What LXC takes when no line says how macvlans see each other.
const MACVLAN_MODE: &str = "private";

/// An interface that will be there.
pub(crate) struct Made<'a> {
    nic: &'a Given<Nic>,
    name: String,
}

/// Makes every interface that a line asks for.
pub(crate) fn make<'a>(draft: &mut Draft<'a>, namespaces: &[Namespace]) -> Vec<Made<'a>> {
    let container = draft.container;
    let Network::Own(nics) = &container.network else {
        return Vec::new();
    };
    let mut made: Vec<Made<'a>> = Vec::new();
    for (index, nic) in (0..).zip(nics) {
        if !namespaces.contains(&Namespace::Net) {
            draft.remark(
                words!("this interface is not made: the container keeps the host's network"),
                &nic.origin,
            );
            continue;
        }
        let Some(step) = interface(draft, nic, index) else { continue };
        check_name(draft, nic, &step.name, &made);
        made.push(Made {
            nic,
            name: step.name.clone(),
        });
        draft.step(Step::MakeNic(step), &nic.origin);
    }
    made
}

fn check_name(draft: &mut Draft<'_>, nic: &Given<Nic>, name: &str, made: &[Made<'_>]) {
    let origin = nic.value.name.as_ref().map_or(&nic.origin, |name| &name.origin);
    let is_taken = name == "lo" || made.iter().any(|other| other.name == name);
    if is_taken {
        let message = phrase!("two interfaces inside would be called `{name}`", name);
        draft.problem(Problem::new("interface-name-taken", message, origin).hint(words!("give each a name of its own")));
    }
    check_word(draft, name, origin);
}

/// Names that the kernel refuses (`dev_valid_name`).
fn check_word(draft: &mut Draft<'_>, name: &str, origin: &Origin) {
    let is_bad = |letter: char| letter == '/' || letter == ':' || letter.is_whitespace();
    if name.is_empty() || name.len() > LONGEST_NAME || name == "." || name == ".." || name.contains(is_bad) {
        let message = phrase!(
            "`{name}` is no name for an interface: up to {most} letters without `/`, `:` and blanks",
            name,
            most = LONGEST_NAME
        );
        draft.problem(Problem::new("bad-interface-name", message, origin));
    }
}

fn interface(draft: &mut Draft<'_>, given: &Given<Nic>, index: u32) -> Option<NicStep> {
    let nic = &given.value;
    let kind = match nic.kind.value {
        InterfaceKind::Empty => return None,
        InterfaceKind::Veth => veth(draft, given, index)?,
        InterfaceKind::Macvlan => {
            let mode = MACVLAN_MODE.to_owned();
            let parent = parent(draft, given, "macvlan")?;
            NicKind::Macvlan { parent, mode }
        }
        InterfaceKind::Phys => NicKind::Phys {
            parent: parent(draft, given, "physical")?,
        },
        InterfaceKind::Ipvlan => return unsupported(draft, nic, "ipvlan"),
        InterfaceKind::Vlan => return unsupported(draft, nic, "vlan"),
    };
    Some(NicStep {
        index,
        kind,
        name: nic
            .name
            .as_ref()
            .map_or_else(|| format!("eth{index}"), |name| name.value.clone()),
        mac: nic.mac.as_ref().map(|mac| mac.value),
        mtu: nic.mtu.as_ref().map(|mtu| mtu.value),
    })
}

fn unsupported(draft: &mut Draft<'_>, nic: &Nic, word: &str) -> Option<NicStep> {
    let message = phrase!(
        "`{key}` asks for an interface of type {kind}, which is not made yet",
        key = &nic.key,
        kind = word
    );
    let problem = Problem::new("no-such-interface-type", message, &nic.kind.origin);
    draft.problem(problem.hint(words!("veth, macvlan, phys and empty are there")));
    None
}

fn veth(draft: &mut Draft<'_>, given: &Given<Nic>, index: u32) -> Option<NicKind> {
    let nic = &given.value;
    let host_name = match &nic.host_name {
        Some(name) => {
            check_word(draft, &name.value, &name.origin);
            name.value.clone()
        }
        None => host_name(&draft.options.name, 'v', index),
    };
    let Some(link) = &nic.link else {
        return Some(NicKind::Veth { host_name, bridge: None });
    };
    let Some(bridge) = draft.host.interfaces.get(&link.value) else {
        return missing_bridge(draft, given, link, (host_name, index));
    };
    if !bridge.is_bridge {
        let message = phrase!("`{link}` of `{key}` is no bridge", link = &link.value, key = &nic.key);
        let hint = words!("put it on a bridge, or use type macvlan, which shares an interface");
        draft.problem(Problem::new("not-a-bridge", message, &link.origin).hint(hint));
        return None;
    }
    if let Some(mtu) = nic.mtu.as_ref().filter(|mtu| mtu.value > bridge.mtu) {
        let message = phrase!(
            "{key}: MTU size '{mtu}' is bigger than bridge MTU '{bridge}'",
            key = &nic.key,
            mtu = mtu.value,
            bridge = bridge.mtu
        );
        draft.problem(Problem::new("mtu-too-big", message, &mtu.origin));
    }
    let bridge = Some(link.value.clone());
    Some(NicKind::Veth { host_name, bridge })
}

fn missing_bridge(
    draft: &mut Draft<'_>,
    given: &Given<Nic>,
    link: &Given<String>,
    (host_name, index): (String, u32),
) -> Option<NicKind> {
    let message = phrase!("there is no bridge `{bridge}` on this host", bridge = &link.value);
    match draft.options.missing_bridge {
        MissingBridge::Private => {
            draft.remark(
                phrase!(
                    "{why}: `{key}` gets a network that reaches nobody else",
                    why = message,
                    key = &given.value.key
                ),
                &link.origin,
            );
            let bridge = self::host_name(&draft.options.name, 'b', index);
            Some(NicKind::PrivateVeth { host_name, bridge })
        }
        MissingBridge::Refuse => {
            let hint = phrase!(
                "`ip link add {bridge} type bridge` makes one; `transom try` brings a private network instead",
                bridge = &link.value
            );
            draft.problem(Problem::new("no-such-bridge", message, &link.origin).hint(hint));
            None
        }
    }
}

/// Makes a name for the host that is the same at every start: the container's name as a number, and which interface it is.
fn host_name(container: &str, letter: char, index: u32) -> String {
    // FNV-1a: any hash that spreads would do, this one is the same everywhere and for all time.
    let hash = container.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    format!("tr{hash:08x}{letter}{index}")
}

fn parent(draft: &mut Draft<'_>, given: &Given<Nic>, word: &str) -> Option<String> {
    let nic = &given.value;
    let Some(link) = &nic.link else {
        let message = phrase!(
            "`{key}` names no interface of the host, and a {kind} interface needs one",
            key = &nic.key,
            kind = word
        );
        draft.problem(Problem::new("no-such-interface", message, &nic.kind.origin).hint(words!("name it as the link")));
        return None;
    };
    if !draft.host.interfaces.contains_key(&link.value) {
        let message = phrase!("there is no interface `{link}` on this host", link = &link.value);
        draft.problem(
            Problem::new("no-such-interface", message, &link.origin).hint(words!("`ip link` lists the interfaces there are")),
        );
        return None;
    }
    Some(link.value.clone())
}

/// Brings loopback up.
pub(crate) fn loopback_up(draft: &mut Draft<'_>, namespaces: &[Namespace]) {
    if namespaces.contains(&Namespace::Net) {
        draft.step(Step::LoopbackUp, &WHY_LOOPBACK);
    }
}

/// Brings interfaces up and gives them their addresses.
pub(crate) fn configure(draft: &mut Draft<'_>, made: &[Made<'_>]) {
    for Made { nic: given, name } in made {
        let nic = &given.value;
        if !nic.is_up && nic.addresses.is_empty() && nic.gateways.is_empty() {
            continue;
        }
        let step = Step::ConfigureNic {
            name: name.clone(),
            is_up: nic.is_up,
            addresses: nic.addresses.iter().map(|address| address.value).collect(),
            gateways: nic.gateways.iter().map(|gateway| gateway.value).collect(),
        };
        draft.step(step, &given.origin);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StartOptions;
    use crate::tests::{container, given, hybrid, line, nic, planned, problems, start_with};

    fn with(nics: Vec<Nic>) -> transom_model::Container {
        let mut container = container();
        container.network = Network::Own((1..).zip(nics).map(|(at, nic)| given(nic, at)).collect());
        container
    }

    fn made(steps: &[Step]) -> Vec<NicStep> {
        let pick = |step: &Step| match step {
            Step::MakeNic(nic) => Some(nic.clone()),
            _ => None,
        };
        steps.iter().filter_map(pick).collect()
    }

    #[test]
    fn a_veth_goes_on_its_bridge_under_a_name_that_fits() {
        let steps = planned(&with(vec![nic("net0", InterfaceKind::Veth, Some("br0"))]), &hybrid());
        let found = made(&steps);
        assert_eq!(found[0].name, "eth0");
        let NicKind::Veth { host_name, bridge } = &found[0].kind else {
            panic!("{found:?}")
        };
        assert_eq!(bridge.as_deref(), Some("br0"));
        assert!(host_name.len() <= LONGEST_NAME && host_name.starts_with("tr"));
        assert_eq!(host_name, &super::host_name("t1", 'v', 0));
    }

    #[test]
    fn a_missing_bridge_refuses_the_start_or_becomes_private() {
        let container = with(vec![nic("net0", InterfaceKind::Veth, Some("vmbr0"))]);
        let found = problems(&container, &hybrid());
        assert_eq!(found[0].message.to_string(), "there is no bridge `vmbr0` on this host");
        let options = StartOptions {
            missing_bridge: MissingBridge::Private,
            ..StartOptions::default()
        };
        let plan = start_with(&container, &hybrid(), &options).unwrap();
        assert!(plan.remarks.iter().any(|remark| remark.cause == line(1)));
        let steps: Vec<Step> = plan.steps.into_iter().map(|planned| planned.step).collect();
        assert!(matches!(made(&steps)[0].kind, NicKind::PrivateVeth { .. }));
    }

    #[test]
    fn what_the_kernel_would_refuse_is_said_before() {
        let mut wide = nic("net0", InterfaceKind::Veth, Some("br0"));
        wide.mtu = Some(given(9000, 1));
        let mut long = nic("net1", InterfaceKind::Veth, None);
        long.name = Some(given("a-name-of-sixteen".to_owned(), 2));
        let twice = nic("net2", InterfaceKind::Veth, None);
        let mut named = nic("net3", InterfaceKind::Veth, None);
        named.name = Some(given("eth2".to_owned(), 4));
        let rest = [
            nic("net4", InterfaceKind::Veth, Some("eth0")),
            nic("net5", InterfaceKind::Ipvlan, Some("eth0")),
            nic("net6", InterfaceKind::Macvlan, None),
            nic("net7", InterfaceKind::Phys, Some("eth9")),
        ];
        let nics = [wide, long, twice, named].into_iter().chain(rest).collect();
        let found = problems(&with(nics), &hybrid());
        let codes: Vec<&str> = found.iter().map(|problem| problem.code).collect();
        assert_eq!(
            codes,
            [
                "mtu-too-big",
                "bad-interface-name",
                "interface-name-taken",
                "not-a-bridge",
                "no-such-interface-type",
                "no-such-interface",
                "no-such-interface",
            ]
        );
        assert_eq!(
            found[0].message.to_string(),
            "net0: MTU size '9000' is bigger than bridge MTU '1500'"
        );
    }

    #[test]
    fn the_hosts_network_makes_no_interface_and_no_loopback() {
        let mut container = container();
        container.network = Network::Host(given((), 1));
        let steps = planned(&container, &hybrid());
        assert!(made(&steps).is_empty());
        assert!(!steps.contains(&Step::LoopbackUp));
    }

    #[test]
    fn an_empty_interface_is_loopback_alone() {
        let steps = planned(&with(vec![nic("lxc.net.0", InterfaceKind::Empty, None)]), &hybrid());
        assert!(made(&steps).is_empty());
        assert!(steps.contains(&Step::LoopbackUp));
    }
}
