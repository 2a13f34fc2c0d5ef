//! What the subject of a merge says, in the words of git and of the forges.
//!
//! Whether the commit has two parents is for the caller to see: forges write the same subjects on squashed commits.

use super::scan;

/// What a merge subject says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeSubject {
    /// Who writes such subjects.
    pub source: MergeSource,
    /// The pull request that was merged.
    pub pull_request: Option<u64>,
    /// Owner of the repository of the merged branch (`Merge pull request #1 from owner/branch`).
    pub owner: Option<String>,
    /// The branch, tag or commit merged, without the name of the remote.
    pub head: Option<String>,
    /// The branch merged into.
    pub into: Option<String>,
    /// The title of the pull request, where the message has it.
    pub title: Option<String>,
}

/// Who writes merge subjects of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeSource {
    /// `Merge pull request #1 from owner/branch`
    Github,
    /// `Merge branch 'x' into 'main'` with `See merge request group/project!1` below.
    Gitlab,
    /// `Merged in x (pull request #1)`, `Pull request #1: title`
    Bitbucket,
    /// `Merged PR 1: title`
    Azure,
    /// `Merge branch 'x' into y` as git writes it, and Gitea's `Merge pull request 'title' (#1) from x into y`.
    Plain,
}

impl MergeSubject {
    fn new(source: MergeSource) -> Self {
        Self { source, pull_request: None, owner: None, head: None, into: None, title: None }
    }
}

/// Reads a merge subject.
///
/// ```text
/// subject = ("Merge" / "Merged") " " ("pull request" / "PR") " #" N github / "Merge pull request '" gitea
///         / "Merge " ["remote-tracking "] ("branch" / "branches" / "tag" / "commit") plain
///         / "Merge " name " into " name
///         / "Merged in " name " (pull request #" N ")" / "Pull request #" N ":" title / "Merged PR " N ":" title
/// ```
pub fn parse(subject: &str, body: &str) -> Option<MergeSubject> {
    match subject.as_bytes().first()? {
        b'P' => bitbucket_server(subject.strip_prefix("Pull request #")?, body),
        b'M' => {
            let github_words = ["Merge pull request #", "Merged pull request #", "Merge PR #"];
            if let Some(rest) = github_words.iter().find_map(|words| subject.strip_prefix(words)) {
                github(rest, body)
            } else if let Some(rest) = subject.strip_prefix("Merge pull request '") {
                gitea(rest)
            } else if let Some(rest) = subject.strip_prefix("Merged in ") {
                bitbucket(rest)
            } else if let Some(rest) = subject.strip_prefix("Merged PR ") {
                azure(rest)
            } else {
                plain(subject.strip_prefix("Merge ")?, body)
            }
        }
        _ => None,
    }
}

/// The number in GitLab's line `See merge request group/project!1`; the last one counts, as GitLab appends it.
pub(super) fn gitlab_number(body: &str) -> Option<u64> {
    let at = body.rfind("See merge request ")?;
    let line = body[at..].lines().next()?.trim_end();
    let digits = line.rfind(['!', '/'])? + 1;
    let begins = at == 0 || body.as_bytes()[at - 1] == b'\n';
    let known = line.as_bytes()[digits - 1] == b'!' || line.contains("/merge_requests/");
    let (number, length) = scan::number(&line[digits..])?;
    (begins && known && digits + length == line.len()).then_some(number)
}

/// ```text
/// github = [" from " [owner "/"] branch] / " in " project "/" repository " from " branch " to " branch
/// ```
fn github(rest: &str, body: &str) -> Option<MergeSubject> {
    let (number, length) = scan::number(rest)?;
    let rest = &rest[length..];
    if rest.starts_with(" in ") {
        let mut merge = from_to(rest)?;
        merge.pull_request = Some(number);
        merge.title = first_paragraph(body);
        return Some(merge);
    }
    let mut merge = MergeSubject::new(MergeSource::Github);
    merge.pull_request = Some(number);
    merge.title = first_paragraph(body);
    if let Some(from) = rest.strip_prefix(" from ") {
        let (owner, head) = match first_word(from).split_once('/') {
            Some((owner, head)) => (Some(owner), head),
            None => (None, first_word(from)),
        };
        merge.owner = owner.map(str::to_owned);
        merge.head = named(head);
    } else if !rest.is_empty() && !rest.starts_with([' ', ':']) {
        return None;
    }
    Some(merge)
}

/// ```text
/// gitea = title "' (#" N ") from " [owner ":"] branch [" into " branch]
/// ```
fn gitea(rest: &str) -> Option<MergeSubject> {
    let (title, rest) = rest.split_once("' (#")?;
    let (number, length) = scan::number(rest)?;
    let from = rest[length..].strip_prefix(") from ")?;
    let (owner, head) = match first_word(from).split_once(':') {
        Some((owner, head)) => (Some(owner.to_owned()), head),
        None => (None, first_word(from)),
    };
    let into = from.split_once(" into ").and_then(|(_, into)| named(into));
    let title = Some(title.to_owned());
    Some(MergeSubject {
        owner,
        into,
        title,
        head: named(head),
        ..numbered(MergeSource::Plain, number)
    })
}

/// ```text
/// bitbucket = branch [" into " branch] " (pull request #" N ")"
/// ```
fn bitbucket(rest: &str) -> Option<MergeSubject> {
    let (names, rest) = rest.split_once(" (pull request #")?;
    let (number, length) = scan::number(rest)?;
    let into = names.split_once(" into ").and_then(|(_, into)| named(into));
    let head = named(names);
    rest[length..].starts_with(')').then(|| MergeSubject {
        head,
        into,
        ..numbered(MergeSource::Bitbucket, number)
    })
}

/// `Pull request #N: title`, and in the body `Merge in PROJECT/repository from branch to branch`.
fn bitbucket_server(rest: &str, body: &str) -> Option<MergeSubject> {
    let (number, length) = scan::number(rest)?;
    let title = rest[length..].strip_prefix(':')?.trim();
    let line = body.lines().find_map(|line| line.strip_prefix("Merge in "));
    let mut merge =
        line.and_then(from_to).unwrap_or_else(|| MergeSubject::new(MergeSource::Bitbucket));
    merge.pull_request = Some(number);
    merge.title = (!title.is_empty()).then(|| title.to_owned());
    Some(merge)
}

/// ```text
/// from-to = *<anything> " from " branch " to " branch
/// ```
fn from_to(text: &str) -> Option<MergeSubject> {
    let (_, names) = text.split_once(" from ")?;
    let into = names.split_once(" to ").and_then(|(_, into)| named(into));
    Some(MergeSubject { head: named(names), into, ..MergeSubject::new(MergeSource::Bitbucket) })
}

/// ```text
/// azure = N ":" title
/// ```
fn azure(rest: &str) -> Option<MergeSubject> {
    let (number, length) = scan::number(rest)?;
    let title = rest[length..].strip_prefix(':')?.trim().to_owned();
    Some(MergeSubject { title: Some(title), ..numbered(MergeSource::Azure, number) })
}

/// ```text
/// plain = ["remote-tracking "] ("branch" / "branches" / "tag" / "commit") " " quoted *<more> [" of " URL] [into]
///       / name " into " name
/// into  = " into " (name / quoted)
/// ```
fn plain(rest: &str, body: &str) -> Option<MergeSubject> {
    let mut merge = MergeSubject::new(MergeSource::Plain);
    let (remote, rest) =
        match rest.strip_prefix("remote-tracking ").or_else(|| rest.strip_prefix("remote ")) {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
    let what = first_word(rest);
    let names = rest[what.len()..].trim_start();
    let into = rest.rsplit_once(" into ").map(|(_, into)| into);
    merge.into = into.and_then(named);
    if matches!(what, "branch" | "branches" | "tag" | "tags" | "commit" | "commits")
        && !names.is_empty()
    {
        let head = named(names)?;
        merge.head = match head.split_once('/') {
            Some((_, branch)) if remote => Some(branch.to_owned()),
            _ => Some(head),
        };
    } else if rest.split(' ').count() == 3 && into.is_some_and(|into| !into.contains(' ')) {
        merge.head = named(what);
    } else {
        return None;
    }
    merge.pull_request = gitlab_number(body);
    if merge.pull_request.is_some() || into.is_some_and(|into| into.starts_with('\'')) {
        merge.source = MergeSource::Gitlab;
        merge.title =
            first_paragraph(body).filter(|title| !title.starts_with("See merge request "));
    }
    Some(merge)
}

fn numbered(source: MergeSource, number: u64) -> MergeSubject {
    MergeSubject { pull_request: Some(number), ..MergeSubject::new(source) }
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// The name at the start of `text`, in quotes or up to white space.
fn named(text: &str) -> Option<String> {
    let name = match text.strip_prefix('\'').and_then(|quoted| quoted.split_once('\'')) {
        Some((name, _)) => name,
        None => first_word(text).trim_matches(['\'', ',', '`', '"']),
    };
    (!name.is_empty()).then(|| name.to_owned())
}

fn first_paragraph(body: &str) -> Option<String> {
    let lines: Vec<_> = body.lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

#[cfg(test)]
mod tests {
    use super::MergeSource::{Azure, Bitbucket, Github, Gitlab, Plain};
    use super::*;

    type Short<'a> = (
        MergeSource,
        Option<u64>,
        Option<&'a str>,
        Option<&'a str>,
        Option<&'a str>,
        Option<&'a str>,
    );

    #[track_caller]
    fn check(text: &str, expected: Option<Short<'_>>) {
        let parts = super::super::subject::split(text);
        let found = parse(&parts.subject, parts.body);
        let found = found.as_ref().map(|m| {
            let [owner, head, into, title] =
                [&m.owner, &m.head, &m.into, &m.title].map(Option::as_deref);
            (m.source, m.pull_request, owner, head, into, title)
        });
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn forges() {
        check(
            "Merge pull request #12 from owner/feature/x\n\nTitle of\nit\n\nmore",
            Some((Github, Some(12), Some("owner"), Some("feature/x"), None, Some("Title of it"))),
        );
        check("Merge pull request #12", Some((Github, Some(12), None, None, None, None)));
        check("Merge PR #12", Some((Github, Some(12), None, None, None, None)));
        check("Merge pull request #12x", None);
        check(
            "Merge branch 'feature/x' into 'main'\n\nTitle\n\nSee merge request group/sub/proj!7",
            Some((Gitlab, Some(7), None, Some("feature/x"), Some("main"), Some("Title"))),
        );
        check(
            "Merge branch 'x' into 'main'\n\nSee merge request !7",
            Some((Gitlab, Some(7), None, Some("x"), Some("main"), None)),
        );
        check(
            "Merged in feature/x (pull request #3)",
            Some((Bitbucket, Some(3), None, Some("feature/x"), None, None)),
        );
        check(
            "Pull request #3: Add x\n\nMerge in PAY/api from feature/x to develop\n",
            Some((Bitbucket, Some(3), None, Some("feature/x"), Some("develop"), Some("Add x"))),
        );
        check(
            "Merge pull request #3 in PAY/api from feature/x to develop",
            Some((Bitbucket, Some(3), None, Some("feature/x"), Some("develop"), None)),
        );
        check("Merged PR 45: Add x", Some((Azure, Some(45), None, None, None, Some("Add x"))));
        check(
            "Merge pull request 'Add x' (#9) from feature/x into main",
            Some((Plain, Some(9), None, Some("feature/x"), Some("main"), Some("Add x"))),
        );
    }

    #[test]
    fn git_itself() {
        check("Merge branch 'x'", Some((Plain, None, None, Some("x"), None, None)));
        check("Merge branch 'x' into y", Some((Plain, None, None, Some("x"), Some("y"), None)));
        check(
            "Merge branches 'a', 'b' and 'c' into y",
            Some((Plain, None, None, Some("a"), Some("y"), None)),
        );
        check(
            "Merge branch 'main' of https://host/o/r into y",
            Some((Plain, None, None, Some("main"), Some("y"), None)),
        );
        check(
            "Merge remote-tracking branch 'origin/release/v1' into main",
            Some((Plain, None, None, Some("release/v1"), Some("main"), None)),
        );
        check("Merge tag 'v1.0'", Some((Plain, None, None, Some("v1.0"), None, None)));
        check(
            "Merge commit '1234567' into x",
            Some((Plain, None, None, Some("1234567"), Some("x"), None)),
        );
        check(
            "Merge main into feature",
            Some((Plain, None, None, Some("main"), Some("feature"), None)),
        );
    }

    #[test]
    fn english_is_no_merge() {
        for text in [
            "",
            "Merge two lists into one",
            "Merge",
            "Merge branch",
            "Merged",
            "Pull request #x",
            "merge x",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn the_last_line_of_gitlab_counts() {
        assert_eq!(gitlab_number("See merge request a/b!1\n\nSee merge request a/b!2"), Some(2));
        assert_eq!(gitlab_number("See merge request https://host/a/b/-/merge_requests/3"), Some(3));
        assert_eq!(gitlab_number("text: See merge request a/b!1"), None);
    }
}
