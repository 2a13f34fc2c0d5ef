//! The real git, as the judge of what we compute. The only place of the whole workspace that runs it, shielded from
//! the user's configuration, hooks, language and network.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Asks git about one repository.
#[derive(Debug)]
pub struct Oracle {
    repository: PathBuf,
    home: TempDir,
}

impl Oracle {
    /// Returns an oracle for the repository at `repository`.
    pub fn new(repository: &Path) -> Self {
        let home = TempDir::new().expect("a temporary folder for HOME");
        Self { repository: repository.to_owned(), home }
    }

    /// Returns whether this machine has git.
    pub fn available() -> bool {
        Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success())
    }

    /// Runs git and returns what it printed. Panics with git's own words when it fails.
    pub fn git<S: AsRef<OsStr>>(&self, arguments: &[S]) -> String {
        self.git_with_input(arguments, "")
    }

    /// Runs git with a text on its standard input, such as `interpret-trailers --parse`. Panics when it fails.
    pub fn git_with_input<S: AsRef<OsStr>>(&self, arguments: &[S], input: &str) -> String {
        match self.run(arguments, input) {
            Ok(output) => output,
            Err(stderr) => {
                let line: Vec<_> =
                    arguments.iter().map(|argument| argument.as_ref().to_string_lossy()).collect();
                panic!("git {} in {}: {stderr}", line.join(" "), self.repository.display())
            }
        }
    }

    /// Runs git and returns what it printed, or what it said on standard error when it failed.
    pub fn try_git<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Result<String, String> {
        self.run(arguments, "")
    }

    /// Returns the ids that `git rev-list` gives; several arguments are separated by spaces (`v1.3.0 --not v1.2.0`).
    pub fn rev_list(&self, range: &str) -> BTreeSet<String> {
        self.git(&rev_list(range, &[])).lines().map(str::to_owned).collect()
    }

    /// Returns how many commits a range has.
    pub fn count(&self, range: &str) -> usize {
        let count = self.git(&rev_list(range, &["--count"]));
        count.trim().parse().expect("git rev-list --count prints a number")
    }

    /// Returns the tags that begin with `prefix` and a digit, in the order candidate, final, hotfix.
    pub fn tags_in_model_order(&self, prefix: &str) -> Vec<String> {
        let pattern = format!("{prefix}[0-9]*");
        let sorted =
            ["-c", "versionsort.suffix=-rc", "tag", "--sort=version:refname", "--list", &pattern];
        self.git(&sorted).lines().map(str::to_owned).collect()
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: &[S], input: &str) -> Result<String, String> {
        let mut child = self
            .command()
            .args(arguments)
            .spawn()
            .map_err(|error| format!("git cannot be run: {error}"))?;
        let mut stdin = child.stdin.take().expect("standard input is piped");
        // On a thread: git may print much before it has read all. A git that does not read at all is no error.
        let text = input.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()).is_ok());
        let Output { status, stdout, stderr } =
            child.wait_with_output().map_err(|error| format!("git cannot be run: {error}"))?;
        writer.join().map_err(|_| "the writer of git's standard input panicked".to_owned())?;
        if status.success() {
            Ok(String::from_utf8_lossy(&stdout).into_owned())
        } else {
            Err(String::from_utf8_lossy(&stderr).into_owned())
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.env_clear().arg("-C").arg(&self.repository).args([
            "-c",
            "gc.auto=0",
            "-c",
            "commit.gpgsign=false",
        ]);
        // Windows finds its system libraries through SystemRoot.
        for variable in ["PATH", "SystemRoot"] {
            if let Some(value) = std::env::var_os(variable) {
                command.env(variable, value);
            }
        }
        command
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path())
            .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" })
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            .env("GIT_AUTHOR_NAME", "Anna Ivanova")
            .env("GIT_AUTHOR_EMAIL", "anna@example.com")
            .env("GIT_AUTHOR_DATE", "2024-06-01T00:00:00Z")
            .env("GIT_COMMITTER_NAME", "Anna Ivanova")
            .env("GIT_COMMITTER_EMAIL", "anna@example.com")
            .env("GIT_COMMITTER_DATE", "2024-06-01T00:00:00Z")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

fn rev_list<'a>(range: &'a str, options: &[&'a str]) -> Vec<&'a str> {
    ["rev-list"]
        .into_iter()
        .chain(options.iter().copied())
        .chain(range.split_whitespace())
        .collect()
}
