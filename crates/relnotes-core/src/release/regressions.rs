//! What went wrong on real histories, each made again in small.

use super::model::{Change, Release};
use super::{Outcome, RangeSpec, Request, Scope, Sources, cut};
use crate::brief::{Briefs, NO_BRIEFS};
use crate::config::Config;
use crate::git::{Location, Repository};
use crate::mailmap::Mailmap;
use crate::message::Parser;
use crate::person::Time;
use crate::tag::{self, TagRules};
use relnotes_testkit::Fixture;

fn release(history: &str, range: &str) -> Release {
    release_with(history, range, &NO_BRIEFS)
}

pub(super) fn release_with(history: &str, range: &str, briefs: &Briefs) -> Release {
    with_sources(history, range, briefs, |sources, request| match cut(sources, request).unwrap() {
        Outcome::Release(release) => *release,
        Outcome::Contained { tag, .. } => panic!("contained in {tag}"),
    })
}

/// Builds a repository of a `.history` text and shows it, and what asks for a range of it.
pub(super) fn with_sources<T>(
    history: &str,
    range: &str,
    briefs: &Briefs,
    show: impl FnOnce(&Sources<'_>, &Request) -> T,
) -> T {
    let repo = Fixture::parse(history).unwrap().build();
    let location = Location { start: repo.path().to_owned(), git_dir: None };
    let repository = Repository::open(&location).unwrap();
    let config = Config::default();
    let rules = TagRules { prefix: "v".to_owned(), first_number: 1, stages: vec!["rc".to_owned()] };
    let tags = tag::classify(repository.tags().unwrap().0, &rules);
    let (mailmap, parser) = (Mailmap::empty(), Parser::default());
    let sources = Sources {
        repository: &repository,
        tags: &tags,
        config: &config,
        mailmap: &mailmap,
        parser: &parser,
        briefs,
        enrichment: &crate::enrichment::NOTHING,
    };
    let request = Request {
        range: RangeSpec::parse(range).unwrap(),
        as_version: None,
        date: None,
        now: Time { seconds: 1_800_000_000, offset: 0 },
        scope: Scope::Step,
    };
    show(&sources, &request)
}

/// Shows changes as `id kind description`, in their order; `c` stands for an id of words.
fn shown(release: &Release) -> Vec<String> {
    let line = |change: &Change| {
        let id = if change.id.starts_with("c:") { "c" } else { change.id.as_str() };
        let hidden = change.hidden_by.as_deref().map(|rule| format!(" ({rule})"));
        let kind = change.kind.as_str();
        format!("{id} {kind}{} {}", hidden.unwrap_or_default(), change.description)
    };
    release.changes.iter().map(line).collect()
}

/// argo-cd #27091: "Merge branch 'react-19' of ssh://… into react-19" is a pull within a pull request.
#[test]
fn a_pull_within_a_pull_request_takes_nothing_from_it() {
    let history = r#"
commit "chore: everything older"
tag v1.0.0
branch react-19
commit "use the new root"
branch other
commit "form reroute"
switch react-19
commit "fix linting"
merge other "Merge branch 'react-19' of ssh://github.com/o/argo-cd into react-19"
switch main
merge react-19 "Merge pull request #7 from o/react-19"
  | feat(ui): upgrade to React 19
tag v1.1.0
"#;
    assert_eq!(shown(&release(history, "v1.1.0")), ["p:7 feature upgrade to React 19"]);
}

/// thanos #8905: nine fixes under the title "Release 0.42.0".
#[test]
fn a_release_pull_request_by_its_title_swallows_nothing() {
    let history = r#"
commit "chore: everything older"
tag v1.0.0
branch release_0420_final
commit "store: release the lock"
commit "fix: a leak"
commit "VERSION: bump"
switch main
merge release_0420_final "Merge pull request #7 from o/release_0420_final"
  | Release 1.1.0
tag v1.1.0
"#;
    assert_eq!(
        shown(&release(history, "v1.1.0")),
        ["c unclassified store: release the lock", "c fix a leak", "c unclassified VERSION: bump"]
    );
}

/// git-cliff 84771f63d answers cde2a8e32 on the same line, and names it; it is no copy of it.
#[test]
fn what_names_its_own_line_is_no_backport() {
    let history = r#"
commit "chore: everything older"
tag v1.0.0
commit "chore(docker): disable arm64 images (#8)"
commit "feat(docker): build arm64 images again (#8) (#9)"
tag v1.1.0
"#;
    let release = release(history, "v1.1.0");
    assert!(release.duplicates.is_empty());
    assert!(shown(&release).iter().any(|line| line.starts_with("p:9 feature")));
}

/// argo-cd #28340 and e77e4b645: copies of #28339 on two release lines, which itself is on neither.
#[test]
fn copies_of_one_original_are_copies_of_each_other() {
    let history = r#"
commit "chore: everything older"
tag v3.4.0
branch release-3.4
commit "fix(repo): honor depth (cherry-pick #12 for 3.4) (#13)"
tag v3.4.1
switch main
commit "feat: more"
branch release-3.5
commit "fix(repo): honor depth (cherry-pick #12 for 3.5) (#14)"
commit "fix(repo): another part of it (cherry-pick #12 for 3.5) (#15)"
tag v3.5.0
"#;
    let release = release(history, "v3.5.0");
    let first = |id: &str| {
        let change = release.changes.iter().find(|change| change.id == id).unwrap();
        change.first_shipped_in.clone()
    };
    assert_eq!((first("p:14"), first("p:15")), (Some("v3.4.1".to_owned()), None));
}

/// containerd f0f1bfca0: the copy in v1.7.23 came by a merge that says of what it is a cherry-pick.
#[test]
fn a_merge_of_a_backport_does_not_outlive_the_revert_of_the_copy() {
    let history = r#"
commit "chore: everything older"
tag v1.7.0
commit "update runc (#5)" as runc
branch release/1.7 from v1.7.0
branch cherry-pick-5-to-release/1.7
cherry-pick runc "update runc" as copy
switch release/1.7
merge cherry-pick-5-to-release/1.7 "Merge pull request #6 from robot/cherry-pick-5-to-release/1.7"
  | [release/1.7] update runc
revert copy
tag v1.7.1
switch main
revert runc
commit "feat: what stays"
tag v2.0.0
"#;
    let release = release(history, "v2.0.0");
    assert_eq!(shown(&release), ["c feature what stays"]);
    assert_eq!(release.reverted.len(), 2);
}

/// Lines of rails, thanos, netbox, vite and argo-cd that said less than their commits, or noise.
#[test]
fn descriptions_say_what_was_done() {
    let history = r#"
commit "chore: everything older"
tag v1.0.0
commit "`db:prepare` no longer loads seed"
commit "receive: return early"
commit "dx(compiler): warn on invalid html (#1)"
commit "revert: use chokidar v3 (#2)"
commit "Closes: #3 - Django 6.0"
commit "fix: pass passwords through stdin (cherry-pick #4 for 1.1) (#5)"
commit "Merge commit from fork"
commit "Release v1.1.0-beta1"
commit "chore(cd): use the cache again"
  | It is fixed there.
  |
  | This reverts commit f0a2dc6b08f97f3d96e1a33d60a8a56c97c2339b.
tag v1.1.0
"#;
    assert_eq!(
        shown(&release(history, "v1.1.0")),
        [
            "c unclassified `db:prepare` no longer loads seed",
            "c unclassified receive: return early",
            "p:1 unclassified warn on invalid html",
            "p:2 unclassified revert: use chokidar v3",
            "c unclassified Django 6.0",
            "p:5 fix pass passwords through stdin",
            "c security Merge commit from fork",
            "c technical (type) Release v1.1.0-beta1",
            "c technical (type) use the cache again",
        ]
    );
}

/// A revert of a merge of which a part was shipped before names all that the merge brought, the
/// youngest first.
#[test]
fn what_a_revert_takes_back_stands_in_the_order_of_the_history() {
    let commits = (0..9).map(|number| format!("commit \"c{number}\" as c{number}\n"));
    let history = format!(
        r#"
commit "chore: everything older"
tag v1.0.0
branch topic
{}switch main
merge topic "Merge pull request #7 from o/topic" as merged
branch release/1.0 from v1.0.0
cherry-pick c3 x
tag v1.0.1
switch main
revert merged
tag v1.1.0
"#,
        commits.collect::<String>()
    );
    let repo = Fixture::parse(&history).unwrap().build();
    let release = release(&history, "v1.1.0");
    let reverts = release.changes.iter().map(|change| &change.reverts);
    let reverts: Vec<String> = reverts.flatten().map(ToString::to_string).collect();
    let expected: Vec<String> = (0..9).rev().map(|number| repo.id(&format!("c{number}"))).collect();
    assert_eq!(reverts, expected);
}
