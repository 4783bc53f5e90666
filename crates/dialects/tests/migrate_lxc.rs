//! LXC files of any age brought to LXC 7: every case below `cases/lxc`, and each kind of line.
#![allow(clippy::panic, clippy::unwrap_used, reason = "all of it is a test, its own functions too")]

mod lxc_cases;

use lxc_cases::{Case, blanked, cases};
use transom_dialects::convert::{Migration, Outcome};
use transom_dialects::{Reading, lxc};
use transom_model::{CgroupGeneration, Container, Dialect, FileId, Release, Severity, Sources, Version};

fn newest() -> Version {
    Release::newest(Dialect::Lxc).version
}

fn migrated(text: &str) -> Migration {
    migrated_as(newest(), text)
}

fn migrated_as(version: Version, text: &str) -> Migration {
    let sources = Sources::of("c.conf", text);
    lxc::migrate(&lxc::read_as(version, &sources), &sources)
}

fn outcomes(migration: &Migration) -> Vec<&Outcome> {
    migration.rows.iter().map(|row| &row.outcome).collect()
}

/// A container without places, and without files of cgroup v1, whose values are the business of other tests.
fn compared(container: &Container) -> String {
    let mut container = container.clone();
    container
        .limits
        .files
        .retain(|file| file.value.generation == CgroupGeneration::V2);
    container.device_filter.policy.origin = transom_model::Origin::Default("compared");
    blanked(&container)
}

fn refused(reading: &Reading) -> Vec<&str> {
    let is_main = |found: &&transom_model::Diagnostic| found.origin.line().is_some_and(|(file, _)| file == FileId(0));
    let is_refused = |code: &&str| {
        matches!(
            *code,
            "old-key" | "removed-key" | "cgroup-v1-key" | "unknown-key" | "no-equals"
        )
    };
    let codes = reading.diagnostics.iter().filter(is_main).map(|found| found.code);
    codes.filter(is_refused).collect()
}

fn has_v1_files(case: &Case) -> bool {
    case.text.contains("lxc.cgroup.blkio") || case.text.contains("lxc.cgroup.hugetlb")
}

#[test]
fn every_case_becomes_a_file_that_lxc_7_takes_and_stays_the_same_container() {
    for case in cases() {
        let (first, sources) = case.read(case.version, &case.text);
        let migration = lxc::migrate(&first, &sources);
        let (second, _) = case.read(newest(), &migration.text);
        assert_eq!(refused(&second), [""; 0], "{}:\n{}", case.name, migration.text);
        let main = |found: &&transom_model::Diagnostic| found.severity == Severity::Error;
        assert!(
            second.diagnostics.iter().filter(main).count() <= first.diagnostics.iter().filter(main).count(),
            "{}",
            case.name
        );
        if !has_v1_files(&case) {
            assert_eq!(
                compared(&first.container),
                compared(&second.container),
                "{}:\n{}",
                case.name,
                migration.text
            );
        }
        let lines = lxc::read(&Sources::of("c", &*case.text)).accounts.len();
        assert_eq!(migration.rows.len(), lines, "{}: a row for each line", case.name);
        check_numbers(&case, &migration);
        let again = lxc::migrate(&second, &Sources::of("input.conf", &*migration.text));
        assert_eq!(again.text, migration.text, "{}: once more", case.name);
    }
}

/// Lines that rows speak of are there, and kept ones are what they were.
fn check_numbers(case: &Case, migration: &Migration) {
    let old: Vec<&str> = case.text.lines().collect();
    let new: Vec<&str> = migration.text.lines().collect();
    for row in &migration.rows {
        let (_, line) = row.origin.line().unwrap();
        match &row.outcome {
            Outcome::Kept { line: number } => assert_eq!(new[*number as usize - 1], old[line as usize - 1], "{}", case.name),
            Outcome::Translated { lines, .. } => {
                assert!(lines.iter().all(|number| (*number as usize) <= new.len()), "{}", case.name)
            }
            _ => {}
        }
    }
}

#[test]
fn a_file_that_is_fine_stays_byte_for_byte() {
    for text in [
        "",
        "\n",
        "# a\r\n\tlxc.tty.max=4\r\nlxc.net.0.type = veth\r\nlxc.net.0.hwaddr = 10:66:6a:xx:xx:xx",
        "lxc.uts.name = \"a \"\rlxc.tty.max = 1\n",
    ] {
        assert_eq!(migrated(text).text, text);
    }
    for case in cases() {
        let (reading, sources) = case.read(newest(), &case.text);
        let is_fine = refused(&reading).is_empty() && !reading.has_errors();
        if is_fine {
            assert_eq!(lxc::migrate(&reading, &sources).text, case.text, "{}", case.name);
        }
    }
}

#[test]
fn names_change_and_the_rest_of_a_line_stays() {
    let text = "# mine\n lxc.utsname\t=  'a'\n\nlxc.network.type = veth\nlxc.network.link=br0\nlxc.network.ipv4 = 10.0.0.2/24\n\
                lxc.network.type = empty\nlxc.network.0.mtu = 1400\nlxc.limit.nofile = 5\nlxc.id_map = u 0 1 1\nlxc.id_map = g 0 1 1\n";
    let expected = "# mine\n lxc.uts.name\t=  'a'\n\nlxc.net.0.type = veth\nlxc.net.0.link=br0\nlxc.net.0.ipv4.address = 10.0.0.2/24\n\
                    lxc.net.1.type = empty\nlxc.net.0.mtu = 1400\nlxc.prlimit.nofile = 5\nlxc.idmap = u 0 1 1\nlxc.idmap = g 0 1 1\n";
    let migration = migrated(text);
    assert_eq!(migration.text, expected);
    assert_eq!(outcomes(&migration)[0], &Outcome::Kept { line: 1 });
    assert_eq!(
        outcomes(&migration)[1],
        &Outcome::Translated {
            lines: vec![2],
            remark: None
        }
    );
}

#[test]
fn limits_of_cgroup_v1_are_worked_out_anew() {
    let text = "lxc.cgroup.memory.limit_in_bytes = 512M\nlxc.cgroup.memory.memsw.limit_in_bytes = 1G\nlxc.cgroup.cpu.shares = 512\n\
                lxc.cgroup.cpu.cfs_period_us = 50000\nlxc.cgroup.cpu.cfs_quota_us = 25000\nlxc.cgroup.blkio.weight = 500\n\
                lxc.cgroup.devices.allow = c 1:3 rwm\nlxc.cgroup.cpuset.cpus = 0-1\n";
    let expected = "lxc.cgroup2.memory.max = 512M\nlxc.cgroup2.memory.swap.max = 536870912\nlxc.cgroup2.cpu.weight = 59\n\
                    lxc.cgroup2.cpu.max = 25000 50000\nlxc.cgroup2.io.weight = 100\n\
                    lxc.cgroup2.devices.allow = c 1:3 rwm\nlxc.cgroup2.cpuset.cpus = 0-1\n";
    let migration = migrated(text);
    assert_eq!(migration.text, expected);
    let both = Outcome::Translated {
        lines: vec![4],
        remark: None,
    };
    assert_eq!(outcomes(&migration)[3..5], [&both, &both]);
    assert_eq!(
        migrated("lxc.cgroup.memory.memsw.limit_in_bytes = -1\n").text,
        "lxc.cgroup2.memory.swap.max = max\n"
    );
    assert_eq!(
        migrated("lxc.cgroup.cpu.cfs_quota_us = -1\n").text,
        "lxc.cgroup2.cpu.max = max\n"
    );
}

#[test]
fn what_the_newest_cannot_say_stays_as_a_comment_and_what_has_no_effect_goes() {
    let text = "lxc.kmsg = 1\nlxc.cgroup.memory.swappiness = 10\nlxc.tty.max = four\nlimits.memory = 1GB\nlxc.cgroup.cpu.cfs_period_us = 50000\n\
                lxc.cgroup.memory.memsw.limit_in_bytes = 1G\nlxc.cgroup.devices.deny = a\nlxc.cgroup2.devices.deny = a\n";
    let expected = "# lxc.cgroup.memory.swappiness = 10\n# lxc.tty.max = four\nlimits.memory = 1GB\n\
                    # lxc.cgroup.memory.memsw.limit_in_bytes = 1G\nlxc.cgroup2.devices.deny = a\n";
    let migration = migrated(text);
    assert_eq!(migration.text, expected);
    let kinds: Vec<&str> = outcomes(&migration)
        .into_iter()
        .map(|outcome| match outcome {
            Outcome::Kept { .. } => "kept",
            Outcome::Translated { .. } => "translated",
            Outcome::Dropped { .. } => "dropped",
            Outcome::Impossible { .. } => "impossible",
            Outcome::Frame => "frame",
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "dropped",
            "impossible",
            "impossible",
            "translated",
            "dropped",
            "impossible",
            "dropped",
            "kept"
        ]
    );
    let Outcome::Impossible { instead, .. } = outcomes(&migration)[5] else {
        panic!("not impossible")
    };
    assert!(instead.contains("memory.limit_in_bytes"), "{instead}");
}

#[test]
fn storage_of_lxc_2_goes_in_front_of_the_path() {
    let migration = migrated("lxc.rootfs = tank/c1\nlxc.rootfs.backend = zfs\n");
    assert_eq!(migration.text, "lxc.rootfs.path = zfs:tank/c1\n");
    let same = Outcome::Translated {
        lines: vec![1],
        remark: None,
    };
    assert_eq!(outcomes(&migration), [&same, &same]);
    assert_eq!(migrated("lxc.rootfs = /srv/a:b\n").text, "lxc.rootfs.path = dir:/srv/a:b\n");
}

#[test]
fn an_included_file_that_lxc_7_refuses_is_told_of() {
    let case = cases().into_iter().find(|case| case.name == "include-deep").unwrap();
    let (reading, sources) = case.read(newest(), &case.text);
    let migration = lxc::migrate(&reading, &sources);
    assert_eq!(migration.text, case.text);
    let Outcome::Translated {
        remark: Some(remark), ..
    } = outcomes(&migration)[0]
    else {
        panic!("no remark")
    };
    assert!(remark.contains("lxc.cgroup.devices.allow"), "{remark}");
}

#[test]
fn what_comes_of_v1_stands_behind_what_would_clear_it() {
    let text = "lxc.cgroup.cpu.cfs_period_us = 50000\nlxc.cgroup.cpu.cfs_quota_us = 25000\nlxc.cgroup.cpu.shares = 512\n  lxc.cgroup2 =\nlxc.tty.max = 1\n";
    let migration = migrated(text);
    let expected = "  lxc.cgroup2 =\n  lxc.cgroup2.cpu.max = 25000 50000\n  lxc.cgroup2.cpu.weight = 59\nlxc.tty.max = 1\n";
    assert_eq!(migration.text, expected);
    let joined = Outcome::Translated {
        lines: vec![1, 2, 3],
        remark: None,
    };
    assert_eq!(outcomes(&migration)[..3], [&joined, &joined, &joined]);
}

#[test]
fn a_default_that_changed_is_written_down() {
    let lxc_1 = Version::new(1, 0);
    assert_eq!(
        migrated_as(lxc_1, "lxc.utsname = a").text,
        "lxc.uts.name = a\nlxc.autodev = 0\n"
    );
    assert_eq!(migrated_as(lxc_1, "lxc.autodev = 1\n").text, "lxc.autodev = 1\n");
    assert_eq!(migrated_as(Version::new(2, 0), "lxc.utsname = a").text, "lxc.uts.name = a");
}

#[test]
fn free_digits_of_an_address_stay_what_they_were() {
    let text = "lxc.network.type = veth\nlxc.network.hwaddr = 00:16:3e:xx:xx:xx\n";
    let sources = Sources::of("c.conf", text);
    let first = lxc::read(&sources);
    let migration = lxc::migrate(&first, &sources);
    assert!(
        !migration.text.contains('x') || !migration.text.contains(":xx"),
        "{}",
        migration.text
    );
    let second = lxc::read(&Sources::of("c.conf", &*migration.text));
    assert_eq!(blanked(&first.container), blanked(&second.container));
}
