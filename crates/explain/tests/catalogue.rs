//! Every key of every dialect can be explained: each explanation id of the key tables has its sentence.

use std::collections::BTreeSet;

use transom_dialects::{libvirt, lxc, lxd, oci, pve};

#[test]
fn every_key_has_a_sentence() {
    let lxc = lxc::KEYS.iter().map(|key| (key.name.title(), key.explanation));
    let pve = pve::KEYS.iter().map(|key| (key.name.title(), key.explanation));
    let libvirt = libvirt::KEYS.iter().map(|key| (key.name.title(), key.explanation));
    let oci = oci::KEYS.iter().map(|key| (key.name.title(), key.explanation));
    let missing: Vec<_> = lxc
        .chain(pve)
        .chain(libvirt)
        .chain(oci)
        .filter(|(_, id)| !transom_explain::has_entry(id))
        .collect();
    assert!(missing.is_empty(), "no sentence in the catalogue for: {missing:?}");
}

/// The ids of LXD's and Incus's keys, of their devices and their options.
fn lxd_ids() -> impl Iterator<Item = &'static str> {
    let devices = lxd::DEVICES.iter().flat_map(|device| {
        device
            .options
            .iter()
            .map(|option| option.explanation)
            .chain([device.explanation])
    });
    lxd::KEYS.iter().map(|key| key.explanation).chain(devices)
}

#[test]
fn every_device_of_lxd_has_a_sentence() {
    let missing: BTreeSet<_> = lxd_ids().filter(|id| !transom_explain::has_entry(id)).collect();
    assert!(missing.is_empty(), "no sentence in the catalogue for: {missing:?}");
}

#[test]
fn every_sentence_has_a_key() {
    // Given by readers themselves, to lines that are no settings of theirs.
    let mut used = BTreeSet::from(["not-lxc", "description", "pending", "seccomp-rule"]);
    used.extend(lxc::KEYS.iter().map(|key| key.explanation));
    used.extend(pve::KEYS.iter().map(|key| key.explanation));
    used.extend(libvirt::KEYS.iter().map(|key| key.explanation));
    used.extend(oci::KEYS.iter().map(|key| key.explanation));
    used.extend(["oci-close", "oci-crowded-line"]);
    used.extend(lxd_ids());
    used.extend([
        "lxd-section",
        "lxd-field",
        "lxd-profiles",
        "lxd-templates",
        "lxd-type",
        "lxd-document",
        "lxd-text",
    ]);
    let unused: Vec<_> = transom_explain::ids().filter(|id| !used.contains(id)).collect();
    assert!(unused.is_empty(), "no key has: {unused:?}");
}

#[test]
fn ids_are_unique() {
    let mut seen = BTreeSet::new();
    let double: Vec<_> = transom_explain::ids().filter(|id| !seen.insert(*id)).collect();
    assert!(double.is_empty(), "twice in the catalogue: {double:?}");
}

#[test]
fn every_id_that_readers_give_by_themselves_has_a_sentence() {
    let mut sources = transom_model::Sources::of("c.conf", "something else\nlxc.seccomp.profile = p\n");
    sources.add("p", "2\ndenylist\n[all]\nreboot errno 1\n");
    let reading = transom_dialects::read(transom_model::Dialect::Lxc, &sources);
    let ids: BTreeSet<&str> = reading.accounts.iter().map(|account| account.explanation).collect();
    assert!(ids.contains("not-lxc") && ids.contains("seccomp-rule"), "{ids:?}");
    let missing: Vec<_> = ids
        .iter()
        .filter(|id| !id.is_empty() && !transom_explain::has_entry(id))
        .collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}
