//! Starts the program.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use relnotes_testkit::{Fixture, TestRepo};
use tempfile::TempDir;

/// A call of the program.
pub(crate) struct Call {
    command: Command,
    input: Vec<u8>,
    /// What the output calls `[ROOT]`.
    root: String,
    _home: TempDir,
}

/// How it went.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Builds a fixture.
pub(crate) fn fixture(name: &str) -> TestRepo {
    Fixture::load(name).build()
}

/// Runs the program in a folder; arguments are separated by spaces.
pub(crate) fn run(folder: &Path, arguments: &str) -> Ran {
    Call::new(folder).run(arguments)
}

impl Call {
    /// Prepares a call in a folder.
    pub(crate) fn new(folder: &Path) -> Self {
        let home = TempDir::new().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_relnotes"));
        command.env_clear().env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
        // Windows finds its system libraries through SystemRoot.
        if let Some(value) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", value);
        }
        command.current_dir(folder);
        let root = folder.display().to_string();
        Self { command, input: Vec::new(), root, _home: home }
    }

    /// Sets a variable of the environment.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Gives it standard input.
    pub(crate) fn input(mut self, input: &[u8]) -> Self {
        input.clone_into(&mut self.input);
        self
    }

    /// Runs it with arguments that are separated by spaces.
    pub(crate) fn run(self, arguments: &str) -> Ran {
        self.run_with(&arguments.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs it with arguments as they are.
    pub(crate) fn run_with(mut self, arguments: &[&str]) -> Ran {
        self.command.args(arguments);
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = std::mem::take(&mut self.input);
        let writer = std::thread::spawn(move || stdin.write_all(&input).is_ok());
        let output = child.wait_with_output().unwrap();
        // Most commands read nothing: then the pipe is broken, and nobody minds.
        let _read_all = writer.join().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&self.root, "[ROOT]");
        Ran {
            code: output.status.code().unwrap(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Ran {
    /// Checks that the job was done, and returns what was printed.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.stdout
    }

    /// Checks that the job could not be done and nothing was printed; returns what was said. One
    /// error, and a way out.
    #[track_caller]
    pub(crate) fn refused(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        let errors = self.stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert!(errors == 1 && self.stderr.starts_with("error: "), "{}", self.stderr);
        assert!(self.stderr.contains("\nhint: "), "no way out: {}", self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.stderr
    }
}
