//! The only reader of the outside world: folder, variables, clock, terminal.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use relnotes_core::policy::Checkout;

/// What the process was started with.
#[derive(Debug, Clone)]
pub(crate) struct Env {
    /// `GIT_DIR`.
    pub(crate) git_dir: Option<PathBuf>,
    /// `RELNOTES_LANG`.
    pub(crate) lang: Option<String>,
    /// `SOURCE_DATE_EPOCH`, as it was set.
    pub(crate) source_date_epoch: Option<String>,
    /// What the variables of a CI say.
    pub(crate) checkout: Checkout,
    /// `GIT_COMMITTER_NAME`.
    pub(crate) committer_name: Option<String>,
    /// `GIT_COMMITTER_EMAIL`.
    pub(crate) committer_email: Option<String>,
    /// Whether a CI runs this.
    pub(crate) in_ci: bool,
    /// Where answers of forges and trackers are kept.
    pub(crate) cache: Option<PathBuf>,
    /// Looks up a variable that holds a token, or says whose a token is.
    pub(crate) variable: fn(&str) -> Option<String>,
    /// Seconds since 1970-01-01T00:00Z.
    pub(crate) now: i64,
    /// Whether somebody watches standard error.
    pub(crate) is_watched: bool,
    /// Whether standard input is somebody's keyboard.
    pub(crate) is_typed: bool,
}

impl Env {
    /// Reads the process's environment.
    pub(crate) fn of_process() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        // What is no text is shown as well as it can be, by the message that refuses it.
        let text = |name: &str| set(name).map(|value| value.to_string_lossy().into_owned());
        let checkout = crate::ci::checkout(&text);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            git_dir: set("GIT_DIR").map(PathBuf::from),
            lang: text("RELNOTES_LANG"),
            in_ci: checkout.ci.is_some() || text("CI").is_some_and(|it| it != "false"),
            checkout,
            cache: cache(&set),
            variable,
            source_date_epoch: text("SOURCE_DATE_EPOCH"),
            committer_name: text("GIT_COMMITTER_NAME"),
            committer_email: text("GIT_COMMITTER_EMAIL"),
            now: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            is_watched: std::io::stderr().is_terminal(),
            is_typed: std::io::stdin().is_terminal(),
        }
    }
}

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok().filter(|value| !value.is_empty())
}

/// The folder for what can be had again: `XDG_CACHE_HOME` (XDG Base Directory, which takes absolute paths only), what
/// macOS and Windows have for it, else `~/.cache`.
fn cache(set: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name: &str| set(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = || match std::env::consts::OS {
        "windows" => path("LOCALAPPDATA"),
        "macos" => path("HOME").map(|home| home.join("Library/Caches")),
        _ => path("HOME").map(|home| home.join(".cache")),
    };
    path("XDG_CACHE_HOME").or_else(own).map(|folder| folder.join("relnotes").join("answers"))
}
