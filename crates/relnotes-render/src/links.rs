//! References to what can be opened: pull requests, tickets, commits, comparisons.

use relnotes_core::id::CommitId;
use relnotes_core::release::model::Change;

use crate::documents::{Forge, ForgeKind, Settings};
use crate::escape::{code, destination, markdown};

/// Digits of a commit's id that documents show.
pub(crate) const DIGITS: usize = 9;

/// Returns a pull request as `[#42](…)`, or `#42` without a forge.
pub(crate) fn pull_request(settings: &Settings, number: u64) -> String {
    let Some(forge) = &settings.forge else { return format!("#{number}") };
    let url = forge.url.trim_end_matches('/');
    match forge.kind {
        ForgeKind::GitHub => link(&format!("#{number}"), &format!("{url}/pull/{number}")),
        ForgeKind::GitLab => {
            link(&format!("!{number}"), &format!("{url}/-/merge_requests/{number}"))
        }
        ForgeKind::Gitea => link(&format!("#{number}"), &format!("{url}/pulls/{number}")),
        ForgeKind::Bitbucket => {
            link(&format!("#{number}"), &format!("{url}/pull-requests/{number}"))
        }
    }
}

/// Returns a ticket, linked where it is known where tickets are.
pub(crate) fn ticket(settings: &Settings, id: &str) -> String {
    ticket_at(settings, id, None)
}

/// The same, where the tracker said where the ticket is; what the configuration says counts more.
pub(crate) fn ticket_at(settings: &Settings, id: &str, told: Option<&str>) -> String {
    let label = markdown(id);
    let bare = id.strip_prefix('#').unwrap_or(id);
    let number = bare.strip_prefix("GH-").unwrap_or(bare);
    if number.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(forge) = &settings.forge
    {
        return link(&label, &issue_url(forge, number));
    }
    match &settings.ticket_url {
        Some(url) => link(&label, &url.replace("{id}", &encoded(bare))),
        None => {
            told.filter(|url| is_web(url)).map_or_else(|| label.clone(), |url| link(&label, url))
        }
    }
}

/// Whether an address that somebody else wrote is one of a page, and nothing that a browser would run.
fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// The id as a part of an address: it cannot begin another one.
fn encoded(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn issue_url(forge: &Forge, number: &str) -> String {
    let url = forge.url.trim_end_matches('/');
    match forge.kind {
        ForgeKind::GitLab => format!("{url}/-/issues/{number}"),
        ForgeKind::GitHub | ForgeKind::Gitea | ForgeKind::Bitbucket => {
            format!("{url}/issues/{number}")
        }
    }
}

/// Returns the first digits of a commit's id, linked where a forge is known.
pub(crate) fn commit(settings: &Settings, id: &CommitId) -> String {
    let label = format!("`{}`", id.short(DIGITS));
    let Some(forge) = &settings.forge else { return label };
    let url = forge.url.trim_end_matches('/');
    match forge.kind {
        ForgeKind::GitHub | ForgeKind::Gitea => link(&label, &format!("{url}/commit/{id}")),
        ForgeKind::GitLab => link(&label, &format!("{url}/-/commit/{id}")),
        ForgeKind::Bitbucket => link(&label, &format!("{url}/commits/{id}")),
    }
}

/// Returns a link to a file of a commit, and to a line of it; without a forge the label alone.
pub(crate) fn file(
    settings: &Settings,
    id: &CommitId,
    path: &str,
    line: Option<u32>,
    label: &str,
) -> String {
    let Some(forge) = &settings.forge else { return label.to_owned() };
    let url = forge.url.trim_end_matches('/');
    let path: Vec<String> = path.split('/').map(encoded).collect();
    let path = path.join("/");
    let (middle, mark) = match forge.kind {
        ForgeKind::GitHub => ("blob", "L"),
        ForgeKind::GitLab => ("-/blob", "L"),
        ForgeKind::Gitea => ("src/commit", "L"),
        ForgeKind::Bitbucket => ("src", "lines-"),
    };
    let line = line.map(|line| format!("#{mark}{line}")).unwrap_or_default();
    link(label, &format!("{url}/{middle}/{id}/{path}{line}"))
}

/// Returns `path:line` of a commit's tree, linked where a forge and the commit are known.
pub(crate) fn place(
    settings: &Settings,
    commit: Option<&CommitId>,
    path: &str,
    line: Option<u32>,
) -> String {
    let label = code(&line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}")));
    commit.map_or_else(|| label.clone(), |id| file(settings, id, path, line, &label))
}

/// Returns a link to what `to` has and `from` has not, where a forge is known.
pub(crate) fn compare(settings: &Settings, from: &str, to: &str) -> Option<String> {
    let forge = settings.forge.as_ref()?;
    let url = forge.url.trim_end_matches('/');
    let address = match forge.kind {
        ForgeKind::GitHub | ForgeKind::Gitea => format!("{url}/compare/{from}...{to}"),
        ForgeKind::GitLab => format!("{url}/-/compare/{from}...{to}"),
        ForgeKind::Bitbucket => format!("{url}/branches/compare/{to}%0D{from}"),
    };
    Some(link(&markdown(&format!("{from}...{to}")), &address))
}

/// Returns where a change can be looked at: its pull requests, else its commit.
pub(crate) fn sources(settings: &Settings, change: &Change) -> Vec<String> {
    if !change.pull_requests.is_empty() {
        return change.pull_requests.iter().map(|number| pull_request(settings, *number)).collect();
    }
    let id = change.merge.as_ref().or(change.commits.last());
    id.map(|id| commit(settings, id)).into_iter().collect()
}

/// Returns the tickets of a change that are no pull requests of it.
pub(crate) fn tickets(change: &Change) -> impl Iterator<Item = &String> {
    change.tickets.iter().filter(|ticket| {
        let number = ticket.strip_prefix('#').and_then(|number| number.parse().ok());
        !number.is_some_and(|number: u64| change.pull_requests.contains(&number))
    })
}

/// Returns `[label](address)`, or the label alone where the address is none of the web.
fn link(label: &str, address: &str) -> String {
    match destination(address) {
        Some(address) => format!("[{label}]({address})"),
        None => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(kind: ForgeKind) -> Settings {
        let url = "https://forge.example/o/r".to_owned();
        Settings { forge: Some(Forge { url, kind }), ..Settings::default() }
    }

    #[test]
    fn every_forge_has_its_addresses() {
        for (kind, expected) in [
            (ForgeKind::GitHub, "[#4](https://forge.example/o/r/pull/4)"),
            (ForgeKind::GitLab, "[!4](https://forge.example/o/r/-/merge_requests/4)"),
            (ForgeKind::Gitea, "[#4](https://forge.example/o/r/pulls/4)"),
            (ForgeKind::Bitbucket, "[#4](https://forge.example/o/r/pull-requests/4)"),
        ] {
            assert_eq!(pull_request(&on(kind), 4), expected);
        }
        assert_eq!(
            compare(&on(ForgeKind::GitHub), "v1", "v2").unwrap(),
            "[v1...v2](https://forge.example/o/r/compare/v1...v2)"
        );
    }

    #[test]
    fn places_are_linked_to_the_line_of_a_commit() {
        let id = CommitId([0xab; 20]);
        for (kind, expected) in [
            (ForgeKind::GitHub, format!("/blob/{id}/a/b%20c.rs#L7")),
            (ForgeKind::GitLab, format!("/-/blob/{id}/a/b%20c.rs#L7")),
            (ForgeKind::Gitea, format!("/src/commit/{id}/a/b%20c.rs#L7")),
            (ForgeKind::Bitbucket, format!("/src/{id}/a/b%20c.rs#lines-7")),
        ] {
            let found = place(&on(kind), Some(&id), "a/b c.rs", Some(7));
            assert_eq!(found, format!("[`a/b c.rs:7`](https://forge.example/o/r{expected})"));
        }
        assert_eq!(place(&on(ForgeKind::GitHub), None, "a.rs", None), "`a.rs`");
    }

    #[test]
    fn tickets_are_linked_where_they_can_be_found() {
        let ticket_url = Some("https://jira.example/browse/{id}".to_owned());
        let settings = Settings { ticket_url, ..on(ForgeKind::GitHub) };
        for (id, expected) in [
            ("PAY-1", "[PAY-1](https://jira.example/browse/PAY-1)"),
            ("#7", "[#7](https://forge.example/o/r/issues/7)"),
            ("A/1?x", "[A/1?x](https://jira.example/browse/A%2F1%3Fx)"),
            ("X](y)", "[X\\](y)](https://jira.example/browse/X%5D%28y%29)"),
        ] {
            assert_eq!(ticket(&settings, id), expected);
        }
        assert_eq!(ticket(&Settings::default(), "PAY-1"), "PAY-1");
    }
}
