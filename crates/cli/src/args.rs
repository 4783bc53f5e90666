//! Arguments: every command with its options, help and examples. No behaviour.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use transom_engine::lint::{self, Lint};
use transom_engine::model::{Dialect, Release};
use transom_engine::{Language, RootSpec};

/// Runs, explains and checks Linux system containers from the configuration files you have.
#[derive(Debug, Parser)]
#[command(name = "transom", version, about, subcommand_required = true, arg_required_else_help = true, after_help = EXAMPLES)]
pub struct Arguments {
    /// Keep definitions, run state and settings below this folder instead of the machine's own.
    #[arg(long, global = true, env = "TRANSOM_ROOT", value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// The language of explanations: `en`, `zh`; the locale's by default.
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub lang: Option<Language>,
    /// Print results as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Print no notes, only results and errors.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  transom try examples/classroom/102.conf            run a file from another host, here and now, and leave nothing behind
  transom check 102.conf                             what is wrong with a file
  transom plan 102.conf                              every step that a start takes, and the line that causes it
  transom create lab1 102.conf --rootfs host         keep it, with the embedded root
  transom start lab1 && transom shell lab1           start it, and look around

Exit status: 0 done, 1 failed, 2 wrong usage, 3 the configuration has errors; for run, exec, shell and try the command's own,
with 125 when Transom itself failed, 126 when the command cannot be executed, 127 when it is not there, 128+n for a signal.";

/// Reads `--lang`.
fn language(text: &str) -> Result<Language, String> {
    let tags = Language::ALL.map(Language::tag).join("` and `");
    Language::of_locale(text).ok_or_else(|| format!("there is `{tags}`"))
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a configuration here and now, though it was written for another host, and leave nothing behind.
    Try(Try),
    /// Run a configuration or a stored container in the foreground, exactly as written.
    Run(Run),
    /// Store a container under a name.
    Create(Create),
    /// Start a stored container in the background.
    Start(Start),
    /// Ask a container to shut down; kill it after a while.
    Stop(Stop),
    /// Send a signal to a container's first process.
    Kill(Kill),
    /// List stored containers.
    #[command(
        visible_alias = "ls",
        after_help = "Examples:\n  transom list\n  transom list --json | jq -r '.[].name'"
    )]
    List,
    /// Tell everything about a stored container.
    #[command(after_help = "Example:\n  transom info lab1")]
    Info(Named),
    /// Run a command in a running container.
    Exec(Exec),
    /// Open a shell in a running container.
    #[command(after_help = "Example:\n  transom shell lab1")]
    Shell(Named),
    /// Attach to a container's console; leave it with Ctrl-a q.
    #[command(after_help = "Example:\n  transom console lab1")]
    Console(Named),
    /// Print what a container's console has printed.
    Logs(Logs),
    /// Remove a stored container.
    Destroy(Destroy),
    /// Show every step that a start would take, in order, with the line that causes it; nothing is done.
    Plan(Plan),
    /// Say of each line what it does, whether it has any effect, what it needs and what it risks.
    Explain(Explain),
    /// Say what is wrong with files; nothing is done.
    Check(Check),
    /// Mend what is wrong with files and can be mended without losing anything.
    Fix(Fix),
    /// Write a configuration in another dialect, with an account of every line.
    Convert(Convert),
    /// Show what a configuration comes to, and which line or default says so.
    Show(Show),
    /// Compare two configurations by meaning, whatever dialects they are in.
    Diff(Diff),
    /// Change one setting of a file or a stored container in place.
    Set(Set),
    /// Take one setting out of a file or a stored container.
    Unset(Unset),
    /// Look at this host.
    #[command(
        subcommand,
        after_help = "Examples:\n  transom host devices\n  transom host facts > lab.json"
    )]
    Host(HostCommand),
    /// Find out by doing whether this host, or what one container needs of it, is in order, and say what mends what is not.
    Doctor(Doctor),
    /// Watch over one container; `start` runs this.
    #[command(hide = true)]
    Monitor(Start),
    /// Print a completion script.
    #[command(hide = true)]
    Completions {
        /// For which shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual pages.
    #[command(hide = true)]
    Man {
        /// Into this folder.
        dir: PathBuf,
    },
}

/// How a file is to be read.
#[derive(Debug, Clone, Args)]
pub struct Read {
    /// Read the file in this dialect: `lxc`, `pve`, `libvirt`, `lxd`, `incus` or `oci`; found from its content if not given.
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub dialect: Option<Dialect>,
    /// Read the file as this version of its manager does: `lxc-4.0`, `pve-8`, `lxd-5.0`; the newest if not given.
    #[arg(long = "as", value_name = "RELEASE", conflicts_with = "dialect")]
    pub release: Option<Release>,
}

impl Read {
    /// Returns what was asked for; the newest version where only a dialect was.
    pub fn release(&self) -> Option<Release> {
        self.release.or(self.dialect.map(Release::newest))
    }
}

/// Another host than this one.
#[derive(Debug, Clone, Args)]
pub struct Elsewhere {
    /// Take this recording of a host (`transom host facts`) for this machine, which is then not looked at.
    #[arg(long = "host", value_name = "FILE")]
    pub recording: Option<PathBuf>,
}

/// Profiles that lie below a file of LXD or Incus.
#[derive(Debug, Args)]
pub struct Profiles {
    /// Read this profile of LXD or Incus first, and the file over it; given several times, later ones win.
    #[arg(long = "profile", value_name = "FILE")]
    pub profiles: Vec<PathBuf>,
}

/// A stored container.
#[derive(Debug, Args)]
pub struct Named {
    /// The container.
    pub name: String,
}

/// `transom try`.
#[derive(Debug, Args)]
#[command(after_help = "\
What this host lacks is substituted, and every substitution is listed with the line it stands for. The container runs unprivileged.
Everything Transom says goes to standard error; standard output belongs to the command.

Examples:
  transom try examples/classroom/102.conf
  transom try 102.conf -- qemu-system-x86_64 -accel kvm -nographic
  transom try --rootfs tar:debian.tar.gz 102.conf -- /sbin/init
  transom try --profile base.yaml --profile gpu.yaml instance.yaml")]
pub struct Try {
    /// The configuration.
    pub file: PathBuf,
    /// Keep the file's own ids, also when they are the host's.
    #[arg(long)]
    pub as_is: bool,
    /// Use this root: `host`, `dir:PATH` or `tar:FILE`.
    #[arg(long, value_name = "ROOT")]
    pub rootfs: Option<RootSpec>,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
    /// The profiles below it.
    #[command(flatten)]
    pub layers: Profiles,
    /// Run this instead of the container's init.
    #[arg(last = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// `transom run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  transom run lab1
  transom run kvm.conf -- /bin/sh -c 'id; ls -l /dev/kvm'")]
pub struct Run {
    /// A configuration file or a stored container.
    #[arg(value_name = "FILE|NAME")]
    pub target: PathBuf,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
    /// The profiles below it.
    #[command(flatten)]
    pub layers: Profiles,
    /// Seconds between asking its init to shut down and killing it.
    #[arg(long, default_value_t = 10)]
    pub timeout: u64,
    /// Run this instead of the container's init.
    #[arg(last = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// `transom create`.
#[derive(Debug, Args)]
#[command(after_help = "\
The file is stored byte for byte. Nothing is created from a file with errors.

Examples:
  transom create lab1 102.conf --rootfs host
  transom create web web.conf --rootfs tar:debian.tar.gz
  transom create old /var/lib/lxc/old/config")]
pub struct Create {
    /// Its name: letters, digits, `_`, `.` and `-`.
    pub name: String,
    /// Its configuration.
    pub file: PathBuf,
    /// Use this root instead of the file's: `host`, `dir:PATH` or `tar:FILE`.
    #[arg(long, value_name = "ROOT")]
    pub rootfs: Option<RootSpec>,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
}

/// `transom start`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  transom start lab1
  transom start lab1 -- /bin/sleep 100")]
pub struct Start {
    /// The container.
    pub name: String,
    /// Run this instead of the container's init.
    #[arg(last = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// `transom stop`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  transom stop lab1\n  transom stop lab1 --timeout 60")]
pub struct Stop {
    /// The container.
    pub name: String,
    /// Seconds until it is killed.
    #[arg(long, default_value_t = 10)]
    pub timeout: u64,
}

/// `transom kill`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  transom kill lab1\n  transom kill lab1 --signal HUP")]
pub struct Kill {
    /// The container.
    pub name: String,
    /// The signal, by name or number.
    #[arg(short, long, default_value = "KILL", value_parser = signal)]
    pub signal: i32,
}

/// `transom exec`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  transom exec lab1 -- cat /proc/self/status
  transom exec lab1 --user 1000 --env LANG=C -- sh -c 'id; pwd'")]
pub struct Exec {
    /// The container.
    pub name: String,
    /// Run as this user id inside.
    #[arg(short, long, value_name = "UID")]
    pub user: Option<u32>,
    /// Run with this group id inside.
    #[arg(short, long, value_name = "GID")]
    pub group: Option<u32>,
    /// Run in this folder inside.
    #[arg(long, value_name = "DIR")]
    pub cwd: Option<PathBuf>,
    /// Set a variable.
    #[arg(short, long, value_name = "NAME=VALUE", value_parser = variable)]
    pub env: Vec<(String, String)>,
    /// Keep this shell's environment.
    #[arg(long)]
    pub keep_env: bool,
    /// Give the command a terminal, or none; by default when this is one.
    #[arg(short, long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub terminal: Color,
    /// The command.
    #[arg(last = true, required = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// `transom logs`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  transom logs lab1\n  transom logs lab1 --path")]
pub struct Logs {
    /// The container.
    pub name: String,
    /// Print the file's path only.
    #[arg(long)]
    pub path: bool,
}

/// `transom destroy`.
#[derive(Debug, Args)]
#[command(
    after_help = "A folder given by `--rootfs dir:` is yours and stays.\n\nExamples:\n  transom destroy lab1\n  transom destroy --force lab1"
)]
pub struct Destroy {
    /// The container.
    pub name: String,
    /// Kill it first if it runs.
    #[arg(short, long)]
    pub force: bool,
}

/// `transom plan`.
#[derive(Debug, Args)]
#[command(after_help = "\
A file that cannot start on this host exactly as written is planned with the substitutions of `transom try`; the reasons are
printed first.

Examples:
  transom plan examples/classroom/102.conf
  transom plan lab1 --json
  transom plan --as-written 102.conf
  transom plan --host lab.json 102.conf          on the host that lab.json was recorded on")]
pub struct Plan {
    /// A configuration file or a stored container.
    #[arg(value_name = "FILE|NAME")]
    pub target: PathBuf,
    /// Fail instead of substituting what this host lacks.
    #[arg(long)]
    pub as_written: bool,
    /// The host.
    #[command(flatten)]
    pub elsewhere: Elsewhere,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
    /// The profiles below it.
    #[command(flatten)]
    pub layers: Profiles,
    /// Plan this command instead of the container's init.
    #[arg(last = true, value_name = "CMD")]
    pub command: Vec<String>,
}

/// `transom explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Beside each line: what it does, whether it does anything in this container and on this host, what else it needs, what it risks, and how \
it is written today. Then the device filter that all lines and defaults come to, who is who, and how exposed the host is.

Examples:
  transom explain examples/classroom/102.conf
  transom explain 102.conf --long --lang zh           in other words, where the numbers come from, in Chinese
  transom explain 102.conf --html > 102.html          a page to read and to print
  transom explain lab1                                a stored container
  transom explain 102.conf --host lab.json            for another machine, see `transom host facts`
  transom explain lxc.mount.auto                      a key, in each dialect that has it
  transom explain \"lxc.cap.drop = sys_admin\"         a line, in an unprivileged and a privileged container
  transom explain 10:200                              a device number; \"c 226:128 rwm\" too
  transom explain /dev/dri/renderD128                 a node
  transom explain cap_sys_admin                       a capability
  transom explain T0002                               a lint
  transom explain cgroup                              a word")]
pub struct Explain {
    /// A configuration file, a stored container, a key, a line in quotes, a device number, a node, a capability, a lint or a word.
    #[arg(value_name = "FILE|NAME|KEY|LINE|NUMBER|PATH")]
    pub what: PathBuf,
    /// Explain each line in other words too, and where its numbers come from.
    #[arg(long = "long")]
    pub is_long: bool,
    /// Print a page for a browser; all of it is in one file.
    #[arg(long = "html", conflicts_with_all = ["json", "is_markdown"])]
    pub is_html: bool,
    /// Print Markdown.
    #[arg(long = "markdown", conflicts_with = "json")]
    pub is_markdown: bool,
    /// Print what was found as SARIF 2.1.0, as `check --pedantic --sarif` does.
    #[arg(long = "sarif", conflicts_with_all = ["json", "is_html", "is_markdown"])]
    pub is_sarif: bool,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
    /// The host that it is explained for.
    #[command(flatten)]
    pub elsewhere: Elsewhere,
    /// The profiles below it.
    #[command(flatten)]
    pub layers: Profiles,
}

/// How an explanation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For a terminal, or JSON.
    Text,
    /// Markdown.
    Markdown,
    /// A page of HTML.
    Html,
}

impl Explain {
    /// Returns the form asked for.
    pub fn form(&self) -> Form {
        match (self.is_html, self.is_markdown) {
            (true, _) => Form::Html,
            (_, true) => Form::Markdown,
            _ => Form::Text,
        }
    }
}

/// `transom check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Folders are walked: files named `config`, `config.json`, `*.conf`, `*.xml`, `*.yaml` or `*.yml` are read if they look like a
container's configuration. A file that is named is always read; `-` is standard input.

A finding with a number, such as [T0002], is a lint's. A comment allows one on the line below it, or at the top of a file everywhere:
`# transom: allow T0002 the host is old`.

Exit status: 0 without errors, 3 with errors (with --strict: or warnings), 1 if a file could not be read.

Examples:
  transom check 102.conf
  transom check /etc/pve/lxc --strict
  transom check --together base.yaml gpu.yaml instance.yaml
  transom check configs/ --sarif > findings.sarif
  transom check /etc/pve/lxc --host lab.json     and what would stand against a start on that host
  lxc profile show gpu | transom check -")]
pub struct Check {
    /// Configurations, and folders of them.
    #[arg(value_name = "FILE|DIR", required = true)]
    pub files: Vec<PathBuf>,
    /// Fail for warnings too.
    #[arg(long = "strict")]
    pub is_strict: bool,
    /// Read all files as one container: profiles of LXD or Incus in their order, the instance last.
    #[arg(long = "together")]
    pub is_together: bool,
    /// Show remarks of lints too, not their warnings alone.
    #[arg(long = "pedantic", conflicts_with = "has_no_lints")]
    pub is_pedantic: bool,
    /// Say only what keeps a file from being read as it is meant.
    #[arg(long = "no-lints")]
    pub has_no_lints: bool,
    /// Print the findings as SARIF 2.1.0.
    #[arg(long = "sarif", conflicts_with = "json")]
    pub is_sarif: bool,
    /// The host that the files are for.
    #[command(flatten)]
    pub elsewhere: Elsewhere,
    /// The language of the files.
    #[command(flatten)]
    pub reading: Read,
}

/// `transom fix`.
#[derive(Debug, Args)]
#[command(after_help = "\
What is mended loses nothing, and opens nothing that the file does not ask for: a key gets its name of today, a line that had no effect is \
taken out. The rest is left to you; \
`transom check` shows it. The change is shown first, and on a terminal you are asked.

Exit status: 0 when nothing is left to mend, 1 when a file could not be read or written, or you said no.

Examples:
  transom fix 102.conf
  transom fix --dry-run /var/lib/lxc/*/config
  transom fix --yes --only T0002 --only dead-key 102.conf")]
pub struct Fix {
    /// Configuration files or stored containers.
    #[arg(value_name = "FILE|NAME", required = true)]
    pub targets: Vec<PathBuf>,
    /// Mend only what this lint finds, by its number or name; given several times, these.
    #[arg(long, value_name = "LINT", value_parser = lint)]
    pub only: Vec<&'static Lint>,
    /// Show the change and write nothing.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Write without asking.
    #[arg(short = 'y', long = "yes")]
    pub is_sure: bool,
    /// The language of the files.
    #[command(flatten)]
    pub reading: Read,
}

/// `transom convert`.
#[derive(Debug, Args)]
#[command(after_help = "\
The new file goes to standard output, the report to standard error: for each line kept, translated (into which lines), dropped (it had \
no effect, or has none there) or impossible (and what to do instead). A file that stays in its dialect is brought to the newest version \
line by line, with its comments.

Exit status: 0 when nothing is lost; 1 when something that had an effect is, unless --lossy.

Examples:
  transom convert 102.conf --to lxc -o config
  transom convert domain.xml --to incus -o profile.yaml --report lost.json
  transom convert old.conf --to lxc > new.conf")]
pub struct Convert {
    /// A configuration file or a stored container.
    #[arg(value_name = "FILE|NAME")]
    pub target: PathBuf,
    /// The new dialect: `lxc`, `pve`, `libvirt`, `lxd`, `incus` or `oci`.
    #[arg(long, value_name = "DIALECT", value_parser = dialect)]
    pub to: Dialect,
    /// Write the new file here instead of to standard output.
    #[arg(short, long, value_name = "OUT")]
    pub out: Option<PathBuf>,
    /// Write the report here instead of to standard error; as JSON if it ends in `.json`.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Exit with 0 also when something is lost.
    #[arg(long)]
    pub lossy: bool,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
}

/// `transom show`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  transom show 102.conf                   what its lines say
  transom show 102.conf --expanded        and what Proxmox adds by default
  transom show profile.yaml --as oci      the same container as an OCI configuration")]
pub struct Show {
    /// A configuration file or a stored container.
    #[arg(value_name = "FILE|NAME")]
    pub target: PathBuf,
    /// Show it in the words of this dialect.
    #[arg(long = "as", value_name = "DIALECT", value_parser = dialect)]
    pub form: Option<Dialect>,
    /// Show what the manager adds by default, too.
    #[arg(long)]
    pub expanded: bool,
    /// Read the file in this dialect, or as this version of its manager does: `lxc`, `lxc-4.0`, `pve-8`.
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<Release>,
    /// The profiles below it.
    #[command(flatten)]
    pub layers: Profiles,
}

/// `transom diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 when they mean the same, 1 when not.

Examples:
  transom diff 102.conf config
  transom diff old.conf old.conf --left-as lxc-2.0 --right-as lxc-7.0 --expanded")]
pub struct Diff {
    /// A configuration file or a stored container.
    #[arg(value_name = "FILE|NAME")]
    pub left: PathBuf,
    /// The other one.
    #[arg(value_name = "FILE|NAME")]
    pub right: PathBuf,
    /// Compare what the managers add by default, too.
    #[arg(long)]
    pub expanded: bool,
    /// Read the first in this dialect or as this version: `lxc`, `lxc-4.0`.
    #[arg(long, value_name = "RELEASE")]
    pub left_as: Option<Release>,
    /// Read the second in this dialect or as this version.
    #[arg(long, value_name = "RELEASE")]
    pub right_as: Option<Release>,
}

/// `transom set`.
#[derive(Debug, Args)]
#[command(after_help = "\
The key is one of the file's own dialect; in a document it is a path. Only the lines touched change, byte for byte; a value that \
the dialect does not take changes nothing.

Examples:
  transom set 102.conf memory 1024
  transom set config lxc.cgroup2.memory.max 1G
  transom set profile.yaml config.limits.memory 1GiB
  transom set domain.xml memory 1048576
  transom set config.json linux.resources.memory.limit 1073741824
  transom set lab1 hostname lab --dry-run")]
pub struct Set {
    /// A configuration file or a stored container.
    #[arg(value_name = "FILE|NAME")]
    pub target: PathBuf,
    /// The key.
    pub key: String,
    /// Its new value.
    #[arg(allow_hyphen_values = true)]
    pub value: String,
    /// Show the change and write nothing.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
}

/// `transom unset`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  transom unset 102.conf swap\n  transom unset profile.yaml devices.kvm --dry-run")]
pub struct Unset {
    /// A configuration file or a stored container.
    #[arg(value_name = "FILE|NAME")]
    pub target: PathBuf,
    /// The key.
    pub key: String,
    /// Show the change and write nothing.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
}

/// `transom host`.
#[derive(Debug, Subcommand)]
pub enum HostCommand {
    /// List the host's device nodes, with number, owner and what they are.
    #[command(after_help = "Examples:\n  transom host devices\n  transom host devices kvm\n  transom host devices --json")]
    Devices {
        /// Only those whose path, driver or description has this in it.
        filter: Option<String>,
    },
    /// Record this host as JSON, to plan, check and explain files for it elsewhere (`--host FILE`).
    #[command(after_help = "\
Recorded are: kernel, distribution, control groups, everything below /dev, drivers and their numbers, modules, mounts and their file \
systems, names of interfaces, groups of the system, ranges of ids with their owners, kernel settings, security modules and installed managers. \
Not recorded: addresses, the host's name, the environment (but TERM), serial numbers of disks, other files.

Examples:
  transom host facts > lab.json
  transom host facts --for 102.conf > lab.json      with the files and folders that 102.conf names
  transom plan --host lab.json 102.conf")]
    Facts {
        /// Record also the paths and interfaces that this configuration asks about; may be given several times.
        #[arg(long = "for", value_name = "CONFIG")]
        configurations: Vec<PathBuf>,
    },
}

/// `transom doctor`.
#[derive(Debug, Args)]
#[command(after_help = DOCTOR_HELP)]
pub struct Doctor {
    /// A topic, a configuration file or a stored container; everything about this host if not given.
    #[arg(value_name = "TOPIC|FILE|NAME")]
    pub what: Option<PathBuf>,
    /// Prove the topic inside this running container instead of on the host.
    pub name: Option<String>,
    /// The language of the file.
    #[command(flatten)]
    pub reading: Read,
}

const DOCTOR_HELP: &str = "\
Topics: kvm, tun, vhost, gpu, usb, fuse, network, cgroups, userns, storage, limits, lsm, nesting, audit, all. \
A topic goes before a file of the same name; `./kvm` names the file.

One line a check: PASS good, WARN worth a look, FAIL broken, ---- not here and not needed; below it what mends it. \
Things are tried by doing: a virtual CPU runs, a file system is mounted, a cgroup is made. Nothing is left behind.

Exit status: 0 when nothing failed, 1 else.

Examples:
  transom doctor                 everything about this host
  transom doctor kvm             does /dev/kvm work, and if not, which link of the chain is broken
  transom doctor 102.conf        what this file needs of this host, each check with its line
  transom doctor lab1            the same for a stored container, also inside it when it runs
  transom doctor tun lab1        does /dev/net/tun work inside `lab1`
  transom doctor all --json | jq '.checks[] | select(.verdict == \"fail\")'";
fn lint(word: &str) -> Result<&'static Lint, String> {
    lint::named(word).ok_or_else(|| "there is no such lint; `transom check` shows their numbers".into())
}

fn dialect(word: &str) -> Result<Dialect, String> {
    let found = Dialect::ALL.into_iter().find(|dialect| dialect.word() == word);
    found.ok_or_else(|| format!("the dialects are {}", Dialect::ALL.map(Dialect::word).join(", ")))
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a variable is NAME=VALUE".into()),
    }
}

/// Signals by their names (signal(7)); the numbers are those of x86 and ARM.
const SIGNALS: [(&str, i32); 16] = [
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ABRT", 6),
    ("KILL", 9),
    ("USR1", 10),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("CHLD", 17),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("WINCH", 28),
    ("PWR", 30),
];

fn signal(text: &str) -> Result<i32, String> {
    let name = text.to_ascii_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let known = SIGNALS.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    let number = known.or_else(|| text.parse().ok()).filter(|number| (1..=64).contains(number));
    number.ok_or_else(|| "a signal is a name such as TERM or a number from 1 to 64".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn signals_have_names_and_numbers() {
        assert_eq!(signal("term"), Ok(15));
        assert_eq!(signal("SIGKILL"), Ok(9));
        assert_eq!(signal("34"), Ok(34));
        assert!(signal("65").is_err() && signal("x").is_err() && signal("0").is_err());
    }
}
