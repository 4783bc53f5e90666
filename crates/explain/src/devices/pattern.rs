//! Forms of device paths: `#` stands for digits, `@` for letters, `*` for anything.

/// Says whether a path has a form.
pub(super) fn fits(form: &str, path: &str) -> bool {
    let Some(mark) = form.find(['#', '@', '*']) else {
        return form == path;
    };
    let (before, rest) = form.split_at(mark);
    let Some(path) = path.strip_prefix(before) else {
        return false;
    };
    let is_part = |letter: char| match rest.as_bytes().first() {
        Some(b'#') => letter.is_ascii_digit(),
        Some(b'@') => letter.is_ascii_lowercase(),
        _ => true,
    };
    // Marks are bytes of ASCII, so that the rest begins between two letters.
    let after = &rest[1..];
    let ends = path.char_indices().take_while(|(_, letter)| is_part(*letter));
    ends.map(|(at, letter)| at + letter.len_utf8())
        .any(|end| fits(after, &path[end..]))
}

/// Says whether a path is the usual node of a device, or for `/dev/snd/*` the folder or something in it.
pub(super) fn is_node(node: &str, path: &str) -> bool {
    if let Some(folder) = node.strip_suffix("/*") {
        return path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    }
    match node.strip_suffix('N') {
        Some(stem) => path
            .strip_prefix(stem)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())),
        None => node == path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_paths() {
        assert!(fits("/dev/kvm", "/dev/kvm") && !fits("/dev/kvm", "/dev/kvmx"));
        assert!(fits("/dev/nvme#n#p#", "/dev/nvme0n1p12") && !fits("/dev/nvme#n#", "/dev/nvme0n1p1"));
        assert!(fits("/dev/sd@#", "/dev/sdaa3") && fits("/dev/sd@", "/dev/sda") && !fits("/dev/sd@", "/dev/sd"));
        assert!(fits("/dev/wwan#*", "/dev/wwan0at0") && !fits("/dev/wwan#*", "/dev/wwan0"));
        assert!(!fits("/dev/sd@", "/dev/sdé"));
    }

    #[test]
    fn usual_nodes() {
        assert!(is_node("/dev/ttyUSBN", "/dev/ttyUSB10") && !is_node("/dev/ttyUSBN", "/dev/ttyUSB"));
        assert!(is_node("/dev/snd/*", "/dev/snd") && is_node("/dev/snd/*", "/dev/snd/pcmC0D0p"));
        assert!(!is_node("/dev/snd/*", "/dev/sndx"));
    }
}
