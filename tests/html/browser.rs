//! A Chromium without a window, cut off from names and homes.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// An installed browser.
pub(crate) struct Browser(PathBuf);

/// What it made of a page.
pub(crate) struct Seen {
    /// The document, written out again.
    pub(crate) dom: String,
    /// What it said on the console.
    pub(crate) console: Vec<String>,
    /// What the page asked for, besides itself.
    pub(crate) requests: Vec<String>,
    /// How many bytes a picture of it has.
    pub(crate) picture: u64,
}

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// No process beside it that needs rights, and as little as possible of its own on the network.
const SWITCHES: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--v=0",
    // No name is ever found: nothing leaves the machine, and what would have left it is in the log.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--window-size=1280,1000",
    // A browser that hangs is given up.
    "--timeout=60000",
    "--dump-dom",
];

impl Browser {
    /// Finds one on PATH that starts without a home; those that are only a door to a package do not.
    pub(crate) fn find() -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let places = NAMES.iter().flat_map(|name| folders.iter().map(move |it| it.join(name)));
        let home = TempDir::new().unwrap();
        let starts = |it: &Self| {
            let ran = it.command(home.path()).arg("--version").output();
            ran.is_ok_and(|ran| ran.status.success())
        };
        places.filter(|it| it.is_file()).map(Self).find(starts)
    }

    fn command(&self, home: &Path) -> Command {
        let mut command = Command::new(&self.0);
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path).env("HOME", home).current_dir(home);
        command
    }

    /// Opens a page from a file.
    pub(crate) fn open(&self, page: &str) -> Seen {
        let folder = TempDir::new().unwrap();
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("page.html"), page).unwrap();
        let with = |switch: &str, name: &str| format!("--{switch}={}", file(name).display());
        let ran = self
            .command(folder.path())
            .args(SWITCHES)
            .args([with("user-data-dir", "profile"), with("log-net-log", "requests.json")])
            .arg(with("screenshot", "picture.png"))
            .arg(format!("file://{}", file("page.html").display()))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{said}");
        Seen {
            dom: String::from_utf8(ran.stdout).unwrap(),
            console: said.lines().filter(|it| it.contains(":CONSOLE")).map(Into::into).collect(),
            requests: requests(&file("requests.json")),
            picture: std::fs::metadata(file("picture.png")).unwrap().len(),
        }
    }
}

/// The addresses that pages asked for. The browser asks for some of its own, of which its log says that they come from no
/// page.
fn requests(log: &Path) -> Vec<String> {
    let log = std::fs::read_to_string(log).unwrap();
    // An event is a line, and the last one ends the list.
    let events = log.lines().filter_map(|line| {
        serde_json::from_str::<serde_json::Value>(line.trim_end_matches([',', ']'])).ok()
    });
    let of_a_page = |event: serde_json::Value| {
        let parameters = event.get("params")?;
        let from = parameters.get("initiator")?.as_str()?;
        (from != "not an origin").then(|| parameters.get("url")?.as_str().map(Into::into))?
    };
    events.filter_map(of_a_page).collect()
}
