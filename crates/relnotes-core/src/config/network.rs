//! `[network]`, `[tracker]` and `[announce]`: what is asked of forges and trackers and told chats, where somebody wishes
//! that.
//!
//! Nothing here names a token: tokens are in variables, each of them bound to a host by its name.

use super::address::Address;
use crate::declared::{Declared, Word, parts};

parts! {
    /// What is asked over the network.
    Network as NetworkFile {
        /// Whether forge and tracker are asked without `--online`.
        online: Option<Declared<bool>>,
        /// The address of the forge's API.
        api: Option<Declared<Address>>,
        /// How many seconds an answer may take.
        timeout_seconds: Option<Declared<u64>>,
        /// For how many minutes an answer is given again without asking.
        cache_minutes: Option<Declared<u64>>,
        /// How many requests may be on their way at a time.
        in_flight: Option<Declared<u64>>,
    }

    /// Where a release is announced.
    Announce as AnnounceFile {
        /// What runs there.
        kind: Option<Declared<ChatKind>>,
        /// The chat, where the service asks for one.
        chat: Option<Declared>,
    }

    /// Where tickets live.
    Tracker as TrackerFile {
        /// What runs there.
        kind: Option<Declared<TrackerKind>>,
        /// Its address.
        url: Option<Declared<Address>>,
        /// The project, or the repository whose issues they are.
        project: Option<Declared>,
        /// The organization, where the tracker asks for one.
        organization: Option<Declared>,
        /// What the tracker calls the version of a release.
        version: Option<Declared>,
        /// The file of an export.
        file: Option<Declared>,
    }
}

/// A chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// Slack.
    Slack,
    /// Mattermost.
    Mattermost,
    /// Microsoft Teams.
    Teams,
    /// Telegram.
    Telegram,
}

impl Word for ChatKind {
    const ALL: &'static [(&'static str, Self)] = &[
        ("slack", Self::Slack),
        ("mattermost", Self::Mattermost),
        ("teams", Self::Teams),
        ("telegram", Self::Telegram),
    ];
}

/// A tracker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrackerKind {
    /// Jira Cloud, Jira Data Center.
    Jira,
    /// YouTrack.
    Youtrack,
    /// Issues of GitHub.
    Github,
    /// Issues of GitLab.
    Gitlab,
    /// Linear.
    Linear,
    /// Yandex Tracker.
    Yandex,
    /// A file that a tracker exported, as CSV or JSON.
    File,
}

impl Word for TrackerKind {
    const ALL: &'static [(&'static str, Self)] = &[
        ("jira", Self::Jira),
        ("youtrack", Self::Youtrack),
        ("github", Self::Github),
        ("gitlab", Self::Gitlab),
        ("linear", Self::Linear),
        ("yandex", Self::Yandex),
        ("file", Self::File),
    ];
}

impl Tracker {
    /// Returns what the tracker calls a version: `1.3.0` unless the configuration says otherwise.
    pub fn version_of(&self, version: &str) -> String {
        let pattern = self.version.as_ref().map_or("{version}", |declared| &declared.value);
        pattern.replace("{version}", version)
    }
}
