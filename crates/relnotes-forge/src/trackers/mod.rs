//! Where tickets live, one file a service. A new one is a new file and one line here.

mod export;
mod github;
mod gitlab;
mod jira;
mod linear;
mod yandex;
mod youtrack;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use relnotes_core::config::network::TrackerKind;
use relnotes_core::enrichment::Ticket;
use url::Url;

use crate::error::Error;
use crate::network::Network;

/// All trackers.
const ALL: [Entry; 7] = [
    Entry { kind: TrackerKind::Jira, open: jira::open },
    Entry { kind: TrackerKind::Youtrack, open: youtrack::open },
    Entry { kind: TrackerKind::Github, open: github::open },
    Entry { kind: TrackerKind::Gitlab, open: gitlab::open },
    Entry { kind: TrackerKind::Linear, open: linear::open },
    Entry { kind: TrackerKind::Yandex, open: yandex::open },
    Entry { kind: TrackerKind::File, open: export::open },
];

/// A kind of tracker, and how it is reached.
struct Entry {
    kind: TrackerKind,
    open: Open,
}

type Open = for<'n> fn(&'n Network<'n>, &Desk) -> Result<Box<dyn Tracker + 'n>, Error>;

/// Where tickets are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// What runs there.
    pub kind: TrackerKind,
    /// Its address.
    pub url: Option<String>,
    /// The project.
    pub project: Option<String>,
    /// The organization, where the tracker asks for one.
    pub organization: Option<String>,
    /// The file of an export.
    pub file: Option<PathBuf>,
    /// The web address of the repository, for trackers that are a part of the forge.
    pub web: Option<Url>,
    /// The address of the forge's API, where it is not the usual one of the host.
    pub api: Option<String>,
}

impl Desk {
    /// Returns the address, or says that it is needed.
    fn needed_url(&self, service: &'static str) -> Result<&str, Error> {
        let what = || format!("the address of {service}");
        self.url.as_deref().ok_or_else(|| Error::Missing { what: what(), key: "tracker.url" })
    }

    /// Returns origin and path of the repository whose issues they are.
    fn repository(&self, service: &'static str) -> Result<(String, String), Error> {
        let what = || format!("the repository of {service}");
        let unfit = || Error::Missing { what: what(), key: "tracker.project" };
        let web = self.web.as_ref().ok_or_else(unfit)?;
        let path = web.path().trim_matches('/').trim_end_matches(".git").to_owned();
        let path = self.project.clone().unwrap_or(path);
        if !path.contains('/') {
            return Err(unfit());
        }
        Ok((web.origin().ascii_serialization(), path))
    }
}

/// What a tracker knows of tickets.
pub trait Tracker: Sync {
    /// Returns the name of the service.
    fn name(&self) -> &'static str;

    /// Whether an id looks like one of its tickets.
    fn knows(&self, id: &str) -> bool;

    /// Returns tickets by their ids; one that does not exist is left out.
    ///
    /// # Errors
    /// Where the tracker gives no answer.
    fn tickets(&self, ids: &[String]) -> Result<Vec<Ticket>, Error>;

    /// Returns the tickets of a version or milestone, by its name.
    ///
    /// # Errors
    /// Where the tracker gives no answer, or has no such version.
    fn of_version(&self, version: &str) -> Result<Vec<Ticket>, Error>;
}

/// Reaches a tracker.
///
/// # Errors
/// Where something that it needs is not known, or its host is not trusted.
pub fn open<'n>(network: &'n Network<'n>, desk: &Desk) -> Result<Box<dyn Tracker + 'n>, Error> {
    let entry = ALL.iter().find(|entry| entry.kind == desk.kind);
    let reason = || "this kind of tracker is not known".to_owned();
    let entry = entry.ok_or_else(|| Error::Unfit { service: "tracker", reason: reason() })?;
    (entry.open)(network, desk)
}

/// Whether an id is a key and a number, `PAY-12`, of one of the projects where some are named.
fn is_key(id: &str, projects: Option<&str>) -> bool {
    let Some((key, number)) = id.rsplit_once('-') else { return false };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_word = key.starts_with(|char: char| char.is_ascii_alphabetic()) && key != "GH";
    let is_of = projects.is_none_or(|projects| {
        projects.split(',').any(|project| project.trim().eq_ignore_ascii_case(key))
    });
    is_number && is_plain && is_word && is_of
}

/// Returns the number of an issue: of `#12`, `GH-12`.
fn issue_number(id: &str) -> Option<u64> {
    id.strip_prefix('#').or_else(|| id.strip_prefix("GH-"))?.parse().ok()
}

/// Writes a text within quotes, for the languages of queries.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
