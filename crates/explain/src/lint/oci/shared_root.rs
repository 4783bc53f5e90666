//! T0173: mounts made inside a privileged container that reach the host.

use transom_model::Severity;

use super::{Checked, Lint, property};
use crate::language::say;
use crate::lint::{Example, Finding, Means};

pub(in crate::lint) static LINT: Lint = Lint {
    id: "T0173",
    name: "shared-root",
    level: Severity::Warning,
    takes_over: &[],
    check,
    examples: &[Example {
        release: "oci",
        before: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\"args\": [\"sh\"], \"cwd\": \"/\"},\n  \"root\": {\"path\": \"/srv/lab\"},\n  \"linux\": {\n    \"rootfsPropagation\": \"shared\",\n    \"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"mount\"}]\n  }\n}\n",
        line: 6,
        after: "{\n  \"ociVersion\": \"1.0.2\",\n  \"process\": {\"args\": [\"sh\"], \"cwd\": \"/\"},\n  \"root\": {\"path\": \"/srv/lab\"},\n  \"linux\": {\n    \"rootfsPropagation\": \"slave\",\n    \"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"mount\"}]\n  }\n}\n",
    }],
};

fn check(checked: &Checked<'_>) -> Vec<Finding> {
    // A user namespace of its own makes every such mount a slave (mount_namespaces(7)).
    let shared = property(checked, "linux.rootfsPropagation")
        .filter(|account| checked.is_privileged() && matches!(account.value.as_str(), "shared" | "rshared"));
    let finding = shared.map(|account| LINT.finding(&account.origin, Means::Risk, say!("lint-t0173-shared")));
    finding.into_iter().collect()
}
